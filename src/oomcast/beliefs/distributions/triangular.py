"""The triangular distribution: two ends and the most likely value between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.uniform import check_ends
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError

__all__ = ["Triangular"]


@dataclass(frozen=True)
class Triangular(Family):
    """Density rising in a straight line from `low` to `mode` and falling to `high`; the mode may be an end.

    >>> Triangular(low=0, mode=0, high=2).cdf(np.array([1.0]))
    array([0.75])
    """

    low: float
    mode: float
    high: float

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("low", "mode", "high"),)

    def __post_init__(self) -> None:
        set_field(self, **{name: number(getattr(self, name), field=name) for name in ("low", "mode", "high")})
        check_ends(self.low, self.high)
        if not self.low <= self.mode <= self.high:
            raise ScenarioError(
                f"expected a number from {plainly(self.low)} to {plainly(self.high)}, got {plainly(self.mode)}",
                field="mode",
            )

    @property
    def _share_below_mode(self) -> float:
        return (self.mode - self.low) / (self.high - self.low)

    def ppf(self, u: FloatArray) -> FloatArray:
        u = floats(u)
        width, share = self.high - self.low, self._share_below_mode
        rising = self.low + width * np.sqrt(u * share)
        falling = self.high - width * np.sqrt((1.0 - u) * (1.0 - share))
        return np.clip(np.where(u < share, rising, falling), self.low, self.high)

    def cdf(self, x: FloatArray) -> FloatArray:
        width, share = self.high - self.low, self._share_below_mode
        x = np.clip(floats(x), self.low, self.high)
        from_low, from_high = (x - self.low) / width, (self.high - x) / width
        # The share that the other branch would divide by may be zero: ask it only where it is not.
        rising = from_low * from_low / (share if share > 0 else 1.0)
        falling = 1.0 - from_high * from_high / (1.0 - share if share < 1 else 1.0)
        return np.where(x < self.mode, rising, falling)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    def in_words(self) -> str:
        return f"triangular from {plainly(self.low)} over {plainly(self.mode)} to {plainly(self.high)}"
