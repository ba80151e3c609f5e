"""The value of one belief at which a comparison comes out as stated, or that there is none."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Solution", "solved"]


STEPS = 64
"""Intervals into which the bounds are divided on either side: what turns twice within one is missed."""

FEW_STEPS = 12
"""The same where each look is itself a search."""

CLOSE_ENOUGH = 2.0**-48
"""Share of the bounds that is left of the interval in the end: fourteen digits."""

HALVING = 3
"""One look in so many halves the interval."""

MOST_LOOKS = 200
"""A root is found in about ten looks; halving every third time at worst, in about 150."""


class Solution(NamedTuple):
    """The value that is looked for, or None where there is none.

    `nearest` is the value among those tried at which the function comes nearest to its target, and `reached` what the
    function is there.
    """

    value: float | None
    nearest: float
    reached: float


def solved(
    function: Callable[[Any], Any], target: float, *, low: float, high: float, near: float, is_costly: bool = False
) -> Solution:
    """Where a function of one number, of floats or arrays, equals a target between two bounds; ends included.

    Of several such places the one nearest to `near` is given. The function is looked at in equal steps on either side
    of `near`, so that it need not be monotonic, fewer of them if it `is_costly`, and then within the interval that is
    left. Where it is not a number it is not looked further.

    >>> round(solved(lambda x: x * x, 2.0, low=0.0, high=10.0, near=0.0).value, 12)
    1.414213562373
    >>> solved(lambda x: x * x, 200.0, low=0.0, high=10.0, near=0.0)
    Solution(value=None, nearest=10.0, reached=100.0)
    """
    steps = FEW_STEPS if is_costly else STEPS
    places = np.unique(np.concatenate([np.linspace(low, near, steps + 1), np.linspace(near, high, steps + 1)]))
    excess = np.array(np.broadcast_to(function(places), places.shape), dtype=np.float64) - target
    distance = np.where(np.isfinite(excess), np.abs(excess), np.inf)
    closest = int(np.argmin(distance))
    nearest, reached = float(places[closest]), float(excess[closest]) + target
    if distance[closest] == 0.0:
        return Solution(nearest, nearest, reached)
    crossings = np.flatnonzero(np.sign(excess[:-1]) * np.sign(excess[1:]) < 0)  # never where one is not a number
    if not crossings.size:
        return Solution(None, nearest, reached)
    at = min(crossings, key=lambda place: min(abs(places[place] - near), abs(places[place + 1] - near)))
    ends = (float(places[at]), float(excess[at])), (float(places[at + 1]), float(excess[at + 1]))
    until = CLOSE_ENOUGH * float(places[-1] - places[0])
    root, left = narrowed(lambda place: float(function(place)) - target, *ends, until=until)
    return Solution(root, root, left + target) if isfinite(left) else Solution(None, nearest, reached)


def narrowed(
    excess: Callable[[float], float], one: tuple[float, float], other: tuple[float, float], *, until: float
) -> tuple[float, float]:
    """The crossing between two places with their excess, and the excess left there.

    Regula falsi with the weight of an end halved that has stayed (Illinois), and a halving of the interval every third
    time, so that it can neither leave the interval nor stall.
    """
    (low, at_low), (high, at_high) = one, other
    best = min(one, other, key=lambda end: abs(end[1]))
    for look in range(MOST_LOOKS):
        if abs(high - low) <= until or best[1] == 0.0:
            break
        middle = (
            (low + high) / 2.0 if look % HALVING == HALVING - 1 else low + (high - low) * at_low / (at_low - at_high)
        )
        found = excess(middle)
        if not isfinite(found):
            return middle, found
        best = min(best, (middle, found), key=lambda end: abs(end[1]))
        if (found > 0.0) == (at_high > 0.0):
            high, at_high, at_low = middle, found, at_low / 2.0
        else:
            low, at_low, at_high = middle, found, at_high / 2.0
    return best
