"""How far a condition moves a distribution: quantiles before and after, and whether luck alone would do as much."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from oomcast.models.contract import BoolArray, FloatArray
from oomcast.outcomes.montecarlo import LEVELS, Estimate, quantile_estimates

__all__ = ["Shift", "shift"]

SELDOM = 1.95
"""Kolmogorov's distribution exceeds this once in a thousand times (Smirnov 1948)."""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A quantity over all draws and over those that count.

    `before` and `after` are quantiles by level. `distance` is the largest difference between the two distribution
    functions (Kolmogorov and Smirnov's distance): the probability that had to move. `by_luck` is a distance that draws
    left out blindly would exceed once in a thousand times.
    """

    before: Mapping[float, Estimate]
    after: Mapping[float, Estimate]
    distance: float
    by_luck: float

    @property
    def is_clear(self) -> bool:
        """Whether the distance is more than luck."""
        return self.distance > self.by_luck


def shift(column: FloatArray, *, counted: BoolArray) -> Shift:
    """How a quantity moves when only the draws `counted` (draws,) of `column` (draws,) count; at least one must.

    Leaving out n - k of n draws blindly moves the distribution function by sqrt((n - k) / (n k)) times Kolmogorov's
    distribution, in large samples.

    >>> moved = shift(np.arange(100.0), counted=np.arange(100) < 50)
    >>> moved.before[0.5].value, moved.after[0.5].value, moved.distance, moved.is_clear
    (49.5, 24.5, 0.5, True)
    """
    draws, left = column.size, int(np.count_nonzero(counted))
    order = np.argsort(column, kind="stable")
    ordered = column[order]
    last = np.append(ordered[1:] != ordered[:-1], True)  # where a value occurs for the last time
    share_before = np.arange(1, draws + 1) / draws
    share_after = np.cumsum(counted[order]) / left
    return Shift(
        before=dict(zip(LEVELS, quantile_estimates(column), strict=True)),
        after=dict(zip(LEVELS, quantile_estimates(column[counted]), strict=True)),
        distance=float(np.max(np.abs(share_after - share_before)[last])),
        by_luck=SELDOM * math.sqrt((draws - left) / (draws * left)),
    )
