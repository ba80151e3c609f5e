"""Implied numbers beside the beliefs that speak of the same things, and where the two collide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from oomcast.beliefs.belief import Belief
from oomcast.models.contract import Beside

__all__ = ["Comparison", "compared"]

MEDIAN = 0.5
MIDDLE = (0.05, 0.95)
"""An implied number outside the middle 90 % of a belief contradicts it."""

CLOSE = 0.1
"""Nor does it contradict a single value from which it is less than a tenth away: nobody is sure to the last digit."""

ALIKE = 0.01
"""Two statements about one thing that differ by less than one per cent do not contradict each other."""


class Comparison(NamedTuple):
    """One implied number beside one belief. `share_below` is the belief's mass at or below the number."""

    implied: str
    value: float
    parameter: str
    stated_median: float
    share_below: float
    is_conflict: bool

    def document(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return self._asdict() | {"stated_median": self.stated_median if math.isfinite(self.stated_median) else None}


def compared(
    pairs: Iterable[Beside], *, implied: Mapping[str, float], beliefs: Mapping[str, Belief]
) -> tuple[Comparison, ...]:
    """Each pair of which both sides are there.

    A number that is not finite stands beside nothing: it says that the question has no answer at the medians.
    """
    return tuple(
        _compare(pair, implied[pair.implied], beliefs[pair.parameter])
        for pair in pairs
        if pair.parameter in beliefs and np.isfinite(implied.get(pair.implied, np.nan))
    )


def _compare(pair: Beside, value: float, belief: Belief) -> Comparison:
    median = belief.quantile(MEDIAN)
    below = float(belief.distribution.cdf(np.array([value]))[0])
    differs = abs(value - median) > ALIKE * abs(median)
    far = abs(value - median) > CLOSE * abs(median)
    outside = far if belief.is_point else not MIDDLE[0] <= below <= MIDDLE[1]
    is_allowed = pair.upper_bound and value >= median
    is_conflict = differs and not is_allowed and (pair.both_stated or outside)
    return Comparison(pair.implied, value, pair.parameter, median, below, is_conflict)
