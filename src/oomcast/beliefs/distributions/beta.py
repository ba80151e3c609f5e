"""The beta distribution between two ends, for shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.uniform import check_ends
from oomcast.beliefs.distributions.words import half_between, plainly
from oomcast.quantities.elementary import exp

__all__ = ["Beta"]

LOG_SMALLEST_SHARE = -708.0  # ln of about the smallest positive double
BISECTIONS = 64  # of 708 nats: down to the rounding of the logarithm


@dataclass(frozen=True)
class Beta(Family):
    """low + (high - low) B with B from Beta(`alpha`, `beta`), both positive.

    The quantile function is SciPy's inverse of the regularised incomplete beta function, which is slower by far
    than the other families (about a microsecond per draw). Doubles end at 1e-308 and are 1e-16 apart near `high`,
    so with `alpha` (or `beta`) well below 1 the outermost draws on that side share one value.

    >>> Beta(alpha=2, beta=2).in_words()
    'beta from 0 to 1, half between 0.326 and 0.674'
    """

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("alpha", "beta"), ("alpha", "beta", "low", "high"))

    def __post_init__(self) -> None:
        set_field(
            self,
            alpha=number(self.alpha, field="alpha", positive=True),
            beta=number(self.beta, field="beta", positive=True),
            low=number(self.low, field="low"),
            high=number(self.high, field="high"),
        )
        check_ends(self.low, self.high)

    def ppf(self, u: FloatArray) -> FloatArray:
        from scipy.special import betaincinv

        u = floats(u)
        share = np.array(betaincinv(self.alpha, self.beta, u))
        unsolved = np.isnan(share)
        if unsolved.any():
            share[unsolved] = self._far_down(u[unsolved])
        return np.clip(self.low + share * (self.high - self.low), self.low, self.high)

    def cdf(self, x: FloatArray) -> FloatArray:
        from scipy.special import betainc

        share = np.clip((floats(x) - self.low) / (self.high - self.low), 0.0, 1.0)
        return floats(betainc(self.alpha, self.beta, share))

    def _far_down(self, u: FloatArray) -> FloatArray:
        """Quantiles of the share at the far lower tail (about 1e-300), where SciPy's inverse gives up: by bisection."""
        from scipy.special import betainc

        low, high = np.full_like(u, LOG_SMALLEST_SHARE), np.zeros_like(u)
        for _ in range(BISECTIONS):
            middle = 0.5 * (low + high)
            too_far = betainc(self.alpha, self.beta, exp(middle)) > u
            low, high = np.where(too_far, low, middle), np.where(too_far, middle, high)
        return exp(low)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def in_words(self) -> str:
        return f"beta from {plainly(self.low)} to {plainly(self.high)}, {half_between(self)}"
