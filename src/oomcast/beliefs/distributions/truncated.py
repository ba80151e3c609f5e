"""A distribution cut off at one or both ends, the mass outside spread over the rest in proportion."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, number, set_field
from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError, shown
from oomcast.quantities.streams import LARGEST_UNIFORM

__all__ = ["Truncated"]

# Probabilities near 1 are known to 1e-16; within a cut of mass 1e-6 they still tell draws apart to 1e-10.
SMALLEST_MASS_KEPT = 1e-6


@dataclass(frozen=True)
class Truncated(Family):
    """`inner` given that it lies from `low` to `high`, both included; either may be left open.

    At least a millionth of the mass must lie inside: a cut further out states a different belief, better stated
    directly.

    >>> from oomcast.beliefs.distributions.normal import Normal
    >>> Truncated(Normal(mean=0, sd=1), low=0).ppf(np.array([0.5])).round(6)
    array([0.67449])
    """

    inner: Distribution
    low: float = -math.inf
    high: float = math.inf
    _below: float = field(init=False, repr=False, compare=False)
    _upto: float = field(init=False, repr=False, compare=False)

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("inner", "low", "high"), ("inner", "low"), ("inner", "high"))

    def __post_init__(self) -> None:
        if not isinstance(self.inner, Distribution):
            raise ScenarioError(f"expected a distribution to truncate, got {shown(self.inner)}", field="inner")
        low = -math.inf if self.low == -math.inf else number(self.low, field="low")
        high = math.inf if self.high == math.inf else number(self.high, field="high")
        if low == -math.inf and high == math.inf:
            raise ScenarioError("expected a number to cut at, got neither low nor high", field="low")
        if not low < high:
            raise ScenarioError(f"expected a number above low = {plainly(low)}, got {plainly(high)}", field="high")
        below, upto = self.inner.cdf(np.array([np.nextafter(low, -math.inf), high]))
        if not upto - below >= SMALLEST_MASS_KEPT:
            raise ScenarioError(
                f"expected at least {SMALLEST_MASS_KEPT:g} of the mass from {_end(low)} to {_end(high)}, "
                f"got {upto - below:.3g} of: {self.inner.in_words()}"
            )
        set_field(self, low=low, high=high, _below=float(below), _upto=float(upto))

    @property
    def mass_kept(self) -> float:
        """Share of the inner distribution that lies inside."""
        return self._upto - self._below

    def ppf(self, u: FloatArray) -> FloatArray:
        p = self._below + floats(u) * self.mass_kept
        # Rounding must not carry p onto the mass below the cut, nor to 1, whose quantile may be infinite.
        p = np.clip(p, np.nextafter(self._below, 1.0), min(self._upto, LARGEST_UNIFORM))
        return np.clip(self.inner.ppf(p), self.low, self.high)

    def cdf(self, x: FloatArray) -> FloatArray:
        x = floats(x)
        inside = np.clip((self.inner.cdf(x) - self._below) / self.mass_kept, 0.0, 1.0)
        return np.where(x < self.low, 0.0, np.where(x >= self.high, 1.0, inside))

    @property
    def support(self) -> tuple[float, float]:
        low, high = self.inner.support
        return max(low, self.low), min(high, self.high)

    def in_words(self) -> str:
        return f"{self.inner.in_words()}, truncated to {_end(self.low)} to {_end(self.high)}"


def _end(value: float) -> str:
    return "no limit" if math.isinf(value) else plainly(value)
