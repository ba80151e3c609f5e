"""The value of one belief at which a comparison comes out as stated, or that there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Solution", "solved"]


class Care(NamedTuple):
    """In how many steps bounds are searched, into how many parts an interval is cut, and how much may be left of it."""

    steps: int
    parts: int
    precision: float


CHEAP = Care(64, 64, 2.0**-48)
COSTLY = Care(12, 3, 2.0**-33)
"""What turns twice within one step is missed. Three parts find a root with the fewest looks."""


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
    """Where a function of one number, given in arrays, equals a target between two bounds; ends included.

    Of several such places the one nearest to `near` is given. The function is looked at in equal steps on either side
    of `near`, so that it need not be monotonic, and then within the interval that is left, until nothing is. A function
    that `is_costly` is looked at less often, and its root known to ten digits instead of fifteen.

    >>> round(solved(lambda x: x * x, 2.0, low=0.0, high=10.0, near=0.0).value, 12)
    1.414213562373
    >>> solved(lambda x: x * x, 200.0, low=0.0, high=10.0, near=0.0)
    Solution(value=None, nearest=10.0, reached=100.0)
    """
    steps, parts, precision = COSTLY if is_costly else CHEAP
    places = np.unique(np.concatenate([np.linspace(low, near, steps + 1), np.linspace(near, high, steps + 1)]))
    found = values(function, places)
    distance = np.where(np.isfinite(found), np.abs(found - target), np.inf)
    closest = int(np.argmin(distance))
    nearest, reached = float(places[closest]), float(found[closest])
    if distance[closest] == 0.0:
        return Solution(nearest, nearest, reached)
    intervals = [(float(places[at]), float(places[at + 1])) for at in crossings(found - target)]
    if not intervals:
        return Solution(None, nearest, reached)
    low, high = min(intervals, key=lambda ends: min(abs(end - near) for end in ends))
    root = narrowed(function, target, low, high, until=precision * (places[-1] - places[0]), parts=parts)
    return Solution(root, root, float(values(function, np.array([root]))[0]))


def values(function: Callable[[Any], Any], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """The function at these places, also where it is the same everywhere."""
    return np.array(np.broadcast_to(function(places), places.shape), dtype=np.float64)


def crossings(excess: NDArray[np.float64]) -> list[int]:
    """Intervals at whose ends the excess has different signs."""
    changes = np.sign(excess[:-1]) * np.sign(excess[1:]) < 0  # never where one of them is not a number
    return [int(at) for at in np.flatnonzero(changes)]


def narrowed(
    function: Callable[[Any], Any], target: float, low: float, high: float, *, until: float, parts: int
) -> float:
    """The crossing within one interval, which is divided until it is no wider than `until`."""
    while high - low > until:
        places = np.linspace(low, high, parts + 1)
        found = crossings(values(function, places) - target)
        if not found:  # it is one of the places itself, or the function has no value next to it
            break
        low, high = float(places[found[0]]), float(places[found[0] + 1])
    return (low + high) / 2.0
