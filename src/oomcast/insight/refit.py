"""The smallest change fitted to counts of draws, and again without each part of them, so that chance is told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oomcast.insight.jackknife import PARTS, jackknifed
from oomcast.insight.least_change import (
    Demands,
    Tilt,
    least_change,
    possible_places,
    relative_entropy_bits,
    shortfall,
    tilted,
)
from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import Estimate

__all__ = ["Fit", "counted", "fit"]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Masses of places that meet what is demanded: `factors`, (places,), by which worlds there count more or less.

    None where the demands cannot be met, and then `short_by` says by how much the worst is missed at best. `without`
    are the factors found without each part of the draws; None for those where rounding at the edge of the possible
    decides.
    """

    factors: FloatArray | None
    bits: Estimate
    short_by: float
    without: tuple[FloatArray | None, ...]

    def weights(self, of_world: NDArray[np.intp]) -> FloatArray:
        """The weight of each world, shape (draws,), 1 on average; as they were where nothing meets the demands."""
        return np.ones(of_world.size) if self.factors is None else np.asarray(self.factors[of_world])

    def weights_without(self, of_world: NDArray[np.intp], part: NDArray[np.intp]) -> Iterator[FloatArray | None]:
        """The same without each part of the draws, the weights of which are 0."""
        for left_out, factors in enumerate(self.without):
            yield None if factors is None else np.where(part == left_out, 0.0, factors[of_world])


def counted(part: NDArray[np.intp], *places: NDArray[np.intp], sizes: tuple[int, ...]) -> FloatArray:
    """How many draws of each part are at each place: shape (parts, *sizes)."""
    shape = (PARTS, *sizes)
    flat = np.ravel_multi_index((part, *places), shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


def fit(counts: FloatArray, *, demands: Callable[[FloatArray], Demands]) -> Fit:
    """The smallest change of the masses of places, the first axis of counts but one, (parts, places, ...).

    `demands` says what the masses have to meet, given counts without the axis of parts.
    """
    total = counts.sum(axis=0)
    own, asked = _own(total), demands(total)
    tilt = least_change(own, asked)
    if tilt is None:
        return Fit(factors=None, bits=Estimate(np.nan, np.nan), short_by=shortfall(own, asked), without=())
    possible = possible_places(own, asked)
    again = [_again(total - left_out, possible=possible, demands=demands, start=tilt) for left_out in counts]
    bits = jackknifed(tilt.bits, [np.nan if one is None else one.bits for one in again], unbiased=True)
    return Fit(
        factors=_factors(tilt.mass, own),
        bits=Estimate(max(bits.value, 0.0), bits.mc_error),
        short_by=0.0,
        without=tuple(
            None if one is None else _factors(one.mass, _own(total - left_out))
            for one, left_out in zip(again, counts, strict=True)
        ),
    )


def _again(
    counts: FloatArray, *, possible: NDArray[np.bool_], demands: Callable[[FloatArray], Demands], start: Tilt
) -> Tilt | None:
    """The change for a part of the draws, begun from that for all of them."""
    own = _own(counts)
    places = possible & (own > 0.0)
    found = tilted(own[places], demands(counts).among(places), start=start.multipliers)
    if found is None:
        return None
    mass = np.zeros_like(own)
    mass[places] = found.mass
    return Tilt(mass=mass, bits=relative_entropy_bits(mass, own), multipliers=found.multipliers)


def _own(counts: FloatArray) -> FloatArray:
    """The share of draws at each place."""
    at_place = counts.reshape(counts.shape[0], -1).sum(axis=1)
    return np.asarray(at_place / at_place.sum())


def _factors(mass: FloatArray, own: FloatArray) -> FloatArray:
    return np.divide(mass, own, out=np.zeros_like(mass), where=own > 0.0)
