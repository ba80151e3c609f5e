"""The largest gain within any window of time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oomcast.models.contract import FloatArray

__all__ = ["largest_gain"]

MOST_NEIGHBOURS = 3
"""A parabola needs three windows."""


def largest_gain(courses: FloatArray, *, points: int, places: Sequence[int] | None = None) -> FloatArray:
    """Largest gain of each draw over any window that spans `points` intervals of an even grid.

    `courses` has shape (times, draws) and never falls; `places` are those of its times that make the even grid, in
    order, or all of them. The result has shape (draws,). Windows that begin at a grid point are compared; between them
    the best beginning is found by a parabola through the best one and its neighbours, and held below what monotone
    courses allow: the gain from the grid point before to the one after. +infinity where the course diverges within a
    window.

    >>> steady = np.arange(10.0)[:, None]
    >>> largest_gain(steady, points=4)
    array([4.])
    """
    even = np.arange(courses.shape[0]) if places is None else np.asarray(places)
    starts = even.size - points
    if starts < MOST_NEIGHBOURS:
        raise ValueError(
            f"expected at least {points + MOST_NEIGHBOURS} times for {points} intervals, got {starts + points}"
        )
    top = np.full(courses.shape[1], -np.inf)
    gain, higher = np.empty_like(top), np.empty(top.shape, dtype=np.bool_)
    best = np.zeros(top.shape, dtype=np.min_scalar_type(starts))
    here, as_number = np.empty_like(best), higher.view(np.uint8)
    with np.errstate(invalid="ignore"):  # a window that begins after divergence gains inf - inf, which is no gain
        for start, (begins, ends) in enumerate(zip(even, even[points:])):
            np.subtract(courses[ends], courses[begins], out=gain)
            np.greater(gain, top, out=higher)
            np.fmax(top, gain, out=top)
            # The last start that is higher than all before, in small whole numbers: cheaper than a masked assignment.
            np.multiply(as_number, best.dtype.type(start), out=here)
            np.maximum(best, here, out=best)
    best = best.astype(np.intp)
    inside = np.flatnonzero((best > 0) & (best < starts - 1) & np.isfinite(top))

    def gains(start: NDArray[np.intp]) -> FloatArray:
        return np.asarray(courses[even[start + points], inside] - courses[even[start], inside])

    with np.errstate(invalid="ignore"):
        left, right = gains(best[inside] - 1), gains(best[inside] + 1)
    has_neighbours = np.isfinite(left) & np.isfinite(right)
    inside, left, right = inside[has_neighbours], left[has_neighbours], right[has_neighbours]
    middle = best[inside]
    bend = 2.0 * top[inside] - left - right
    slope = right - left
    refined = top[inside] + np.where(bend > 0.0, slope * slope / np.where(bend > 0.0, 8.0 * bend, 1.0), 0.0)
    # Monotone courses allow no window near this beginning more than the gain from one point earlier to one later.
    most = courses[even[middle + points + 1], inside] - courses[even[middle - 1], inside]
    top[inside] = np.minimum(refined, most)
    return top
