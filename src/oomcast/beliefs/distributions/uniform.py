"""The uniform distribution, for quantities known only to lie between two ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError

__all__ = ["Uniform", "check_ends"]


@dataclass(frozen=True)
class Uniform(Family):
    """Equally likely anywhere between `low` and `high`.

    >>> Uniform(low=6, high=16).in_words()
    'uniform from 6 to 16'
    """

    low: float
    high: float

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("low", "high"),)

    def __post_init__(self) -> None:
        set_field(self, low=number(self.low, field="low"), high=number(self.high, field="high"))
        check_ends(self.low, self.high)

    def ppf(self, u: FloatArray) -> FloatArray:
        # Rounding could carry the outermost draws past the ends.
        return np.minimum(np.maximum(self.low + floats(u) * (self.high - self.low), self.low), self.high)

    def cdf(self, x: FloatArray) -> FloatArray:
        return np.clip((floats(x) - self.low) / (self.high - self.low), 0.0, 1.0)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def in_words(self) -> str:
        return f"uniform from {plainly(self.low)} to {plainly(self.high)}"


def check_ends(low: float, high: float) -> None:
    """Refuse ends that do not rise, or whose distance overflows."""
    if not (low < high and math.isfinite(high - low)):
        raise ScenarioError(f"expected a number above low = {plainly(low)}, got {plainly(high)}", field="high")
