"""The values of one belief at which a comparison comes out as stated, or that there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from oomcast.models.contract import FloatArray

__all__ = ["roots"]

STEPS = 64
"""Intervals into which the bounds are divided on either side: what turns twice within one is missed."""

ROUNDS = 3
"""Each divides an interval anew, in 64; what is left, a ten-millionth, is taken as straight, to fourteen digits."""


def roots(
    function: Callable[[FloatArray], Any], targets: FloatArray, *, ends: tuple[float, float], near: float
) -> FloatArray:
    """Where a function equals each of several targets, NaN where it does not; all of them are looked for at once.

    `function` takes places of shape (1, places), and later (targets, places) with places for each target, and gives
    values that broadcast to (targets, places). Of several such places the one nearest to `near` is given; what turns
    twice within a 64th of either side is missed.

    >>> roots(lambda x: x * x, np.array([4.0, 9.0, 200.0]), ends=(0.0, 10.0), near=0.0).round(12).tolist()
    [2.0, 3.0, nan]
    """
    low, high = ends
    places = np.unique(np.concatenate([np.linspace(low, near, STEPS + 1), np.linspace(near, high, STEPS + 1)]))
    rows = np.arange(targets.size)

    def excess(at: FloatArray) -> FloatArray:
        return np.broadcast_to(function(at), (targets.size, at.shape[1])) - targets[:, None]

    over = excess(places[None, :])
    crosses = over[:, :-1] * over[:, 1:] <= 0.0  # never where one is not a number
    distance = np.minimum(np.abs(places[:-1] - near), np.abs(places[1:] - near))
    first = np.argmin(np.where(crosses, distance, np.inf), axis=1)
    from_place, to_place = places[first], places[first + 1]
    for _ in range(ROUNDS):
        within = from_place[:, None] + (to_place - from_place)[:, None] * np.linspace(0.0, 1.0, STEPS + 1)
        over = excess(within)
        first = np.argmax(over[:, :-1] * over[:, 1:] <= 0.0, axis=1)
        from_place, to_place = within[rows, first], within[rows, first + 1]
    before, after = over[rows, first], over[rows, first + 1]
    way = np.where(before == after, 0.0, before / np.where(before == after, 1.0, before - after))
    return np.where(crosses.any(axis=1), from_place + way * (to_place - from_place), np.nan)
