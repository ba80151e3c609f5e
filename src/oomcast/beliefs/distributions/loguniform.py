"""The log-uniform distribution: each factor of ten between two positive ends is equally likely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.lognormal import log_of_positive
from oomcast.beliefs.distributions.uniform import check_ends
from oomcast.beliefs.distributions.words import plainly
from oomcast.quantities.elementary import exp, log

__all__ = ["Loguniform"]


@dataclass(frozen=True)
class Loguniform(Family):
    """low * (high/low)**u with u uniform; its median is the geometric mean of the ends.

    >>> float(Loguniform(low=0.4, high=3.6).ppf(np.array([0.5]))[0])
    1.2
    """

    low: float
    high: float

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("low", "high"),)

    def __post_init__(self) -> None:
        set_field(
            self, low=number(self.low, field="low", positive=True), high=number(self.high, field="high", positive=True)
        )
        check_ends(self.low, self.high)

    @property
    def _nats_across(self) -> float:
        return log(self.high) - log(self.low)

    def ppf(self, u: FloatArray) -> FloatArray:
        # Half the way down and half the way up from the middle: neither factor overflows, however far the ends.
        middle = np.sqrt(self.low) * np.sqrt(self.high)
        x = exp((floats(u) - 0.5) * self._nats_across)
        x *= middle
        return np.minimum(np.maximum(x, self.low), self.high)

    def cdf(self, x: FloatArray) -> FloatArray:
        return np.clip((log_of_positive(floats(x)) - log(self.low)) / self._nats_across, 0.0, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def in_words(self) -> str:
        return f"log-uniform from {plainly(self.low)} to {plainly(self.high)}"
