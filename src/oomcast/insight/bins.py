"""Draws sorted into bins of about equal numbers by one column, to average another column bin by bin.

A bin is what "draws that are alike in this belief" means for a finite number of draws. Only the order of the values
matters, so infinite ones need no special care; values that many draws share have a bin of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oomcast.quantities.elementary import normal_quantile

__all__ = ["Bins", "binned"]

FloatArray = NDArray[np.float64]

FEWEST_IN_BIN = 25
"""Draws in a bin on average at least, so that its spread is known to a seventh (1 / sqrt(2 n))."""

GROWTH = 0.4
"""Bins grow as n to this power: what bins hide then falls faster than the Monte-Carlo error does, and so does what the
correction for their number costs."""


@dataclass(frozen=True, kw_only=True)
class Bins:
    """Which bin each draw is in.

    `number` (draws,) counts bins from 0; `counts` (bins,) says how many draws are in each, at least two where there are
    two draws at all. `score` (draws,) is the place of each draw in the order, as a standard normal variable would have
    it; equal values have equal scores.
    """

    number: NDArray[np.intp]
    counts: NDArray[np.intp]
    score: FloatArray


def binned(column: FloatArray) -> Bins:
    """`column` (draws,) sorted into bins; equal values are in one bin.

    >>> binned(np.array([3.0, 1.0, 3.0, np.inf, 1.0, np.inf])).number.tolist()
    [0, 0, 0, 0, 0, 0]
    >>> binned(np.repeat([3.0, 1.0, np.inf], 100)).counts.tolist()
    [100, 100, 100]
    """
    draws = column.size
    wanted = max(min(round(draws**GROWTH), draws // FEWEST_IN_BIN), 1)
    _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
    first = np.cumsum(counts) - counts
    place = first * wanted // draws
    is_heap = 2 * counts * wanted >= draws  # half a bin or more of one value
    starts = np.ones(counts.size, dtype=np.bool_)
    starts[1:] = (place[1:] != place[:-1]) | is_heap[1:] | is_heap[:-1]
    number = (np.cumsum(starts) - 1)[inverse]
    number = _without_small(number)
    middle = (first + counts / 2) / draws
    return Bins(number=number, counts=np.bincount(number), score=np.asarray(normal_quantile(middle))[inverse])


def _without_small(number: NDArray[np.intp]) -> NDArray[np.intp]:
    """Bins with those of few draws, left over beside heaps of equal values, joined to the one before (or after)."""
    counts = np.bincount(number)
    renamed = np.zeros(counts.size, dtype=np.intp)
    current, held = 0, 0
    for bin_number, count in enumerate(counts):
        if held >= FEWEST_IN_BIN // 2 and count >= FEWEST_IN_BIN // 2:
            current, held = current + 1, 0
        renamed[bin_number] = current
        held += int(count)
    return renamed[number]
