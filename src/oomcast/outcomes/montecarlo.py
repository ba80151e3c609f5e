"""How well a finite number of draws pins down a quantile, a mean or a share, told without flattery.

Every number that comes from draws carries a Monte-Carlo error: one standard error, estimated from the same draws,
rounded outwards wherever there is a choice. It says how far the number would move with another seed, and nothing about
whether the beliefs are right.

A column of draws may hold +infinity (progress diverged, a milestone is not reached by the horizon) and NaN (unknown:
the draw could not be resolved). Infinite draws take their place at the end of the order; unknown draws are treated as
though they could lie anywhere, which widens the errors. No draw is left out of anything.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVELS", "Estimate", "mean_estimate", "quantile_estimates", "share_estimate", "steady_sum"]

FloatArray = NDArray[np.float64]

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""The levels at which every distribution of draws is reported."""

RANK_SNAP = 1e-9
"""A rank this close to a whole number is that number: (n - 1) p carries rounding of about 1e-16 n, and a weight of that
size on an infinite neighbour would turn a finite quantile into infinity."""


class Estimate(NamedTuple):
    """A number and its Monte-Carlo error, in the same unit.

    `value` is +infinity where the quantity is, NaN where the draws do not settle it. `mc_error` is NaN for a single
    draw, which says nothing about spread, and +infinity where the error reaches draws that are infinite or unknown.
    """

    value: float
    mc_error: float


def quantile_estimates(
    column: FloatArray, *, levels: Sequence[float] = LEVELS, scratch: FloatArray | None = None
) -> tuple[Estimate, ...]:
    """Quantiles of `column` (draws,) at `levels`, each with its Monte-Carlo error.

    The quantile at level p interpolates linearly between the order statistics around rank (n - 1) p (Hyndman and Fan's
    type 7), and is infinite as soon as an infinite draw enters with any weight. The number of draws below the true
    quantile is binomial with standard deviation sqrt(n p (1 - p)); the error is half the distance between the order
    statistics that many ranks below and above, rounded outwards. Such a distance is itself uncertain by a tenth or two,
    and an error that is too small does the harm, so a quarter of the distance at twice as many ranks counts if it is
    larger. Where a rank falls off the sample, or draws are unknown, the error is instead the larger of the two
    distances from the quantile, which is never less.

    `scratch` (draws,) is overwritten if given, so that a caller with many columns allocates once. Raises ValueError for
    an empty column or a level outside 0..1.

    >>> quantile_estimates(np.arange(101.0), levels=[0.5])
    (Estimate(value=50.0, mc_error=6.0),)
    """
    draws = column.size
    if draws == 0:
        raise ValueError("expected at least one draw, got none")
    if scratch is None:
        scratch = np.empty(draws)
    ordered = scratch[:draws]
    np.copyto(ordered, column)
    unknown = int(np.count_nonzero(np.isnan(ordered)))
    ordered.sort()  # NumPy sorts several numbers at a time, which beats looking for forty ranks at any length
    places = [_places(level, draws=draws, unknown=unknown) for level in levels]
    numbers = cast(Sequence[float], ordered.data)  # gives one number at a time several times as fast as an array
    return tuple(_estimate(numbers, place=place, unknown=unknown) for place in places)


def mean_estimate(column: FloatArray, *, scratch: FloatArray | None = None) -> Estimate:
    """Mean of `column` (draws,) with its standard error sd / sqrt(n); NaN if any draw is infinite or unknown.

    The mean of draws of which some are infinite is not a number a person can use, so it is withheld rather than taken
    over the finite ones.

    >>> mean_estimate(np.array([0.0, 2.0]))
    Estimate(value=1.0, mc_error=1.0)
    >>> mean_estimate(np.array([1.0, math.inf]))
    Estimate(value=nan, mc_error=nan)
    """
    draws = column.size
    if draws == 0:
        raise ValueError("expected at least one draw, got none")
    if not np.isfinite(column).all():
        return Estimate(math.nan, math.nan)
    if scratch is None:
        scratch = np.empty(draws)
    with np.errstate(over="ignore"):  # a sum beyond the largest float is +infinity, which the caller shows as unknown
        mean = steady_sum(column) / draws
        if draws == 1:
            return Estimate(mean, math.nan)
        deviation = np.subtract(column, mean, out=scratch[:draws])
        np.multiply(deviation, deviation, out=deviation)
        variance = steady_sum(deviation) / (draws - 1)
    return Estimate(mean, math.sqrt(variance / draws))


def share_estimate(count: int, *, draws: int) -> Estimate:
    """The share `count / draws` with a one-sigma error that stays honest at 0 and 1.

    The error is the distance from the share to the further end of Wilson's score interval at one standard error (Wilson
    1927). Away from the ends this is sqrt(p (1 - p) / n); for a claim true in none or all of n draws it is 1 / (n + 1),
    where the plain formula would claim certainty.

    >>> share_estimate(0, draws=99)
    Estimate(value=0.0, mc_error=0.01)
    """
    if not 0 <= count <= draws or draws == 0:
        raise ValueError(f"expected a count from 0 to a positive number of draws, got {count} of {draws}")
    share = count / draws
    if draws == 1:
        return Estimate(share, math.nan)
    half_width = math.sqrt(draws * share * (1 - share) + 0.25) / (draws + 1)
    shift = abs(0.5 - share) / (draws + 1)
    return Estimate(share, half_width + shift)


def steady_sum(values: FloatArray) -> float:
    """Sum of `values` (any,) in a fixed order: halves are added element by element until one number is left.

    The order depends on the length alone and uses nothing but additions of two numbers, so the bits are the same on
    every processor, and the rounding error grows with log2(n).

    >>> steady_sum(np.full(10, 0.25))
    2.5
    """
    if values.size == 0:
        return 0.0
    remaining = np.array(values)
    size = remaining.size
    while size > 1:
        half = (size + 1) // 2
        remaining[: size - half] += remaining[half:size]
        size = half
    return float(remaining[0])


class _Place(NamedTuple):
    """Where in the order a quantile (`weight` of the way from `below` to `above`) and its error are found.

    `low` to `high` span one standard error either way, `lowest` to `highest` two. `cut` is whether the former had to
    be cut back to the sample, `cut_wide` whether the latter had.
    """

    below: int
    above: int
    weight: float
    low: int
    high: int
    cut: bool
    lowest: int
    highest: int
    cut_wide: bool


@lru_cache(maxsize=1024)
def _places(level: float, *, draws: int, unknown: int) -> _Place:
    if not 0 <= level <= 1:
        raise ValueError(f"expected a level from 0 to 1, got {level!r}")
    last = draws - 1
    rank = last * level
    if abs(rank - round(rank)) < RANK_SNAP:
        rank = float(round(rank))
    spread = math.sqrt(draws * level * (1 - level))
    below = math.floor(rank)
    low, high, cut = _span(rank, spread, last=last, unknown=unknown)
    lowest, highest, cut_wide = _span(rank, 2 * spread, last=last, unknown=unknown)
    return _Place(below, math.ceil(rank), rank - below, low, high, cut, lowest, highest, cut_wide)


def _span(rank: float, spread: float, *, last: int, unknown: int) -> tuple[int, int, bool]:
    """The ranks `spread` below and above `rank`, rounded outwards, and whether they had to be cut back to the sample.

    Unknown draws are ordered last; had they all been the smallest, the same level would be `unknown` ranks lower.
    """
    low = math.floor(rank - spread) - unknown
    high = math.ceil(rank + spread)
    return max(low, 0), min(high, last), low < 0 or high > last


def _estimate(ordered: Sequence[float], *, place: _Place, unknown: int) -> Estimate:
    value = _between(ordered[place.below], ordered[place.above], weight=place.weight)
    if len(ordered) == 1:
        return Estimate(value, math.nan)
    low, high = ordered[place.low], ordered[place.high]
    if not (math.isfinite(value) and math.isfinite(low) and math.isfinite(high)):
        return Estimate(value, math.inf)
    if place.cut or unknown:
        return Estimate(value, max(value - low, high - value))
    error = (high - low) / 2
    wide = ordered[place.highest] - ordered[place.lowest]
    if not place.cut_wide and math.isfinite(wide):
        error = max(error, wide / 4)
    return Estimate(value, error)


def _between(below: float, above: float, *, weight: float) -> float:
    if weight == 0 or below == above:
        return below
    if math.isinf(above) or math.isnan(above):
        return above
    return below if math.isinf(below) else below + weight * (above - below)
