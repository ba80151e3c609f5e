"""The largest gain within any window of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oomcast.models.contract import FloatArray

__all__ = ["largest_gain"]

MOST_NEIGHBOURS = 3
"""A parabola needs three windows."""


def largest_gain(course: FloatArray, *, points: int) -> FloatArray:
    """Largest gain of each draw over any window that spans `points` intervals of an even grid.

    `course` has shape (times, draws) and never falls; the result has shape (draws,). Windows that begin at a grid
    point are compared; between them the best beginning is found by a parabola through the best one and its
    neighbours, and held below what monotone courses allow: the gain from the grid point before to the one after.
    +infinity where the course diverges within a window.

    >>> steady = np.arange(10.0)[:, None]
    >>> largest_gain(steady, points=4)
    array([4.])
    """
    starts = course.shape[0] - points
    if starts < MOST_NEIGHBOURS:
        raise ValueError(
            f"expected at least {points + MOST_NEIGHBOURS} times for {points} intervals, got {starts + points}"
        )
    best = np.zeros(course.shape[1], dtype=np.intp)
    top = np.full(course.shape[1], -np.inf)
    with np.errstate(invalid="ignore"):  # a window that begins after divergence gains inf - inf, which is no gain
        for start in range(starts):
            gain = course[start + points] - course[start]
            higher = gain > top
            np.copyto(top, gain, where=higher)
            best[higher] = start
    draws = np.arange(course.shape[1])
    inside = (best > 0) & (best < starts - 1) & np.isfinite(top)

    def gains(start: NDArray[np.intp]) -> FloatArray:
        return course[start + points, draws] - course[start, draws]

    middle = np.where(inside, best, 1)
    with np.errstate(invalid="ignore"):
        left, right = gains(middle - 1), gains(middle + 1)
    inside &= np.isfinite(left) & np.isfinite(right)
    left, right = np.where(inside, left, 0.0), np.where(inside, right, 0.0)
    finite_top = np.where(inside, top, 0.0)
    bend = 2.0 * finite_top - left - right
    slope = right - left
    refined = finite_top + np.where(bend > 0.0, slope * slope / np.where(bend > 0.0, 8.0 * bend, 1.0), 0.0)
    # Monotone courses allow no window near this beginning more than the gain from one point earlier to one later.
    before = np.where(inside, course[middle - 1, draws], 0.0)
    after = np.where(inside, course[middle + points + 1, draws], np.inf)
    return np.where(inside, np.minimum(refined, after - before), top)
