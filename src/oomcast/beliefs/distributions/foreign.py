"""Distributions from elsewhere: anything with a quantile function `ppf`, such as a frozen scipy.stats distribution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from oomcast.beliefs.distributions.checks import floats
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.words import half_between
from oomcast.errors import ScenarioError, shown
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM

__all__ = ["Foreign"]

# Where a quantile function is tried before it is believed: the ends that a stream can reach, and whole percents.
PROBES = np.concatenate(([SMALLEST_UNIFORM], np.arange(1, 100) / 100, [LARGEST_UNIFORM]))
BISECTIONS = 60  # halves of (0, 1) down to 1e-18, finer than a double near 1/2 can be told apart


@dataclass(frozen=True)
class Foreign:
    """`inner` made to keep our contract; its `cdf` and `support()` are used where it has them.

    `inner.ppf` must take an array of probabilities and give finite values that never fall; `ScenarioError`
    otherwise. Bits then agree across processors only as far as those of `inner` do.

    >>> from statistics import NormalDist
    >>> class Example:
    ...     def ppf(self, u):
    ...         return np.array([NormalDist(10, 2).inv_cdf(p) for p in u])
    >>> Foreign(Example()).in_words()
    'Example, half between 8.65 and 11.3'
    """

    inner: Any

    def __post_init__(self) -> None:
        if isinstance(self.inner, type) or not callable(getattr(self.inner, "ppf", None)):
            raise ScenarioError(f"expected a distribution with a method ppf, got {shown(self.inner)}")
        try:
            quantiles = floats(self.inner.ppf(PROBES))
        except Exception as problem:  # whatever a foreign object may raise, the user learns what failed
            raise ScenarioError(
                f"expected ppf to give quantiles for an array of probabilities, got {type(problem).__name__}: {problem}"
            ) from problem
        if quantiles.shape != PROBES.shape:
            raise ScenarioError(
                f"expected ppf to give {PROBES.size} quantiles, got an array of shape {quantiles.shape}"
            )
        if not (np.isfinite(quantiles).all() and (np.diff(quantiles) >= 0).all()):
            raise ScenarioError(
                "expected finite quantiles that never fall, got "
                f"{shown([float(value) for value in quantiles[[0, 25, 50, 75, -1]]])} at 0+, 25, 50, 75 % and 1-"
            )

    def ppf(self, u: FloatArray) -> FloatArray:
        return floats(self.inner.ppf(floats(u)))

    def cdf(self, x: FloatArray) -> FloatArray:
        x = floats(x)
        if callable(getattr(self.inner, "cdf", None)):
            return floats(self.inner.cdf(x))
        # The largest u with ppf(u) <= x, by bisection on u.
        low, high = np.zeros_like(x), np.ones_like(x)
        for _ in range(BISECTIONS):
            middle = np.clip(0.5 * (low + high), SMALLEST_UNIFORM, LARGEST_UNIFORM)
            inside = self.ppf(middle) <= x
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        return np.where(high <= SMALLEST_UNIFORM, 0.0, np.where(low >= LARGEST_UNIFORM, 1.0, low))

    @property
    def support(self) -> tuple[float, float]:
        if callable(getattr(self.inner, "support", None)):
            low, high = (float(end) for end in self.inner.support())
        else:
            low, high = (float(end) for end in self.ppf(np.array([0.0, 1.0])))
        return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)

    def in_words(self) -> str:
        kind = getattr(getattr(self.inner, "dist", None), "name", None) or type(self.inner).__name__
        return f"{kind}, {half_between(self)}"
