"""How one belief has to move, when worlds no longer count alike: quantiles before and after, and the change in bits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.parameter import Parameter
from oomcast.ensemble.document import plain
from oomcast.insight.jackknife import jackknifed
from oomcast.insight.least_change import relative_entropy_bits
from oomcast.insight.weighted import Ordered
from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import Estimate

__all__ = ["BINS", "LEVELS", "Bins", "Move", "bins_of", "move"]

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Levels at which a belief is shown before and after."""

LOWER, UPPER = LEVELS.index(0.25), LEVELS.index(0.75)

BINS = 64
"""Parts of a belief, equally likely as it is believed, within which worlds are taken together. What happens within a
part is not seen: for a normal moved by one standard deviation that hides a hundredth of the bits."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One belief as it is believed and as it would have to be.

    `before` and `after` are quantiles in the unit of the belief; `ranks` says how much of the belief as it is lies
    below each quantile of the new one, so that no change is the level itself. `spread` is the distance between the new
    quartiles over that between the old ones, of a factor in logarithms. `bits` is the relative entropy of the new
    belief to the old one, less the bias that a finite number of draws adds. `weights`, (draws,), are those of the
    worlds.
    """

    belief: str
    unit: str
    bits: Estimate
    before: Mapping[float, float]
    after: Mapping[float, Estimate]
    ranks: Mapping[float, Estimate]
    spread: Estimate
    weights: FloatArray = field(repr=False, compare=False)

    def document(self) -> dict[str, object]:
        """The move as plain values for JSON, levels as keys."""
        return {
            "unit": self.unit,
            "bits": plain(self.bits.value),
            "bits_mc_error": plain(self.bits.mc_error),
            "before": {f"{level:g}": plain(value) for level, value in self.before.items()},
            "after": {f"{level:g}": plain(found.value) for level, found in self.after.items()},
            "mc_error": {f"{level:g}": plain(found.mc_error) for level, found in self.after.items()},
            "ranks": {f"{level:g}": plain(found.value) for level, found in self.ranks.items()},
            "ranks_mc_error": {f"{level:g}": plain(found.mc_error) for level, found in self.ranks.items()},
            "spread": plain(self.spread.value),
            "spread_mc_error": plain(self.spread.mc_error),
        }


@dataclass(frozen=True, kw_only=True)
class Bins:
    """The draws of one belief, shape (draws,), in order and by bin; equal values are in one bin."""

    values: FloatArray
    of_draw: NDArray[np.intp]
    count: int
    ordered: Ordered

    def own_mass(self, weights: FloatArray) -> FloatArray:
        """The share of some weights, (draws,), that falls into each bin, shape (bins,)."""
        mass = np.bincount(self.of_draw, weights=weights, minlength=self.count)
        return np.asarray(mass / mass.sum())


def bins_of(values: FloatArray) -> Bins:
    """The draws of a belief in bins of equal size, or one for each value where there are fewer values."""
    edges = np.unique(np.quantile(values, np.arange(1, BINS) / BINS, method="inverted_cdf"))
    places = np.searchsorted(edges, values, side="left")
    return Bins(values=values, of_draw=places, count=edges.size + 1, ordered=Ordered(values))


def move(
    parameter: Parameter,
    bins: Bins,
    *,
    weights: FloatArray,
    without: Sequence[FloatArray | None],
    part: NDArray[np.intp],
) -> Move:
    """How a belief moves when its draws get `weights`, (draws,); `without` are the weights found without
    each part of the draws, None where none were."""
    even = np.ones_like(weights)
    own = bins.own_mass(even)
    before = bins.ordered.quantiles(even, LEVELS)
    after = bins.ordered.quantiles(weights, LEVELS)
    unknown = np.full(len(LEVELS), np.nan)
    again = np.array([unknown if one is None else bins.ordered.quantiles(one, LEVELS) for one in without])
    bits = [
        np.nan if one is None else relative_entropy_bits(bins.own_mass(one), bins.own_mass((part != left_out) * 1.0))
        for left_out, one in enumerate(without)
    ]
    found = {level: jackknifed(float(after[place]), again[:, place]) for place, level in enumerate(LEVELS)}
    ranks = {
        level: jackknifed(_rank(bins, float(after[place])), [_rank(bins, float(value)) for value in again[:, place]])
        for place, level in enumerate(LEVELS)
    }
    estimate = jackknifed(relative_entropy_bits(bins.own_mass(weights), own), bits, unbiased=True)
    return Move(
        belief=parameter.name,
        unit=parameter.unit,
        bits=Estimate(max(estimate.value, 0.0), estimate.mc_error),
        before={level: float(before[place]) for place, level in enumerate(LEVELS)},
        after=found,
        ranks=ranks,
        spread=jackknifed(
            _spread(after, before, is_factor=parameter.is_factor),
            [_spread(other, before, is_factor=parameter.is_factor) for other in again],
        ),
        weights=weights,
    )


def _spread(after: FloatArray, before: FloatArray, *, is_factor: bool) -> float:
    """The distance between new quartiles over that between old ones; NaN where that has no meaning."""
    quartiles = np.array([after[LOWER], after[UPPER], before[LOWER], before[UPPER]])
    if not np.isfinite(quartiles).all() or quartiles[2] == quartiles[3] or (is_factor and (quartiles <= 0.0).any()):
        return math.nan
    low, high, old_low, old_high = np.log(quartiles) if is_factor else quartiles
    return float((high - low) / (old_high - old_low))


def _rank(bins: Bins, value: float) -> float:
    """How much of the belief as it is lies below a value, half of what is equal to it included."""
    ordered = bins.ordered.values
    below, upto = np.searchsorted(ordered, value, side="left"), np.searchsorted(ordered, value, side="right")
    return float(below + upto) / (2.0 * ordered.size)
