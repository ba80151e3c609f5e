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

__all__ = ["Beta"]


@dataclass(frozen=True)
class Beta(Family):
    """low + (high - low) B with B from Beta(`alpha`, `beta`), both positive.

    The quantile function is SciPy's inverse of the regularised incomplete beta function, which is slower by far
    than the other families (about a microsecond per draw). Near `high` a double resolves the distance to the end
    less finely than near 0, so with `beta` well below 1 the outermost draws share the value `high`.

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

        share = floats(betaincinv(self.alpha, self.beta, floats(u)))
        return np.clip(self.low + share * (self.high - self.low), self.low, self.high)

    def cdf(self, x: FloatArray) -> FloatArray:
        from scipy.special import betainc

        share = np.clip((floats(x) - self.low) / (self.high - self.low), 0.0, 1.0)
        return floats(betainc(self.alpha, self.beta, share))

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def in_words(self) -> str:
        return f"beta from {plainly(self.low)} to {plainly(self.high)}, {half_between(self)}"
