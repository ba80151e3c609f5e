"""Draws of many beliefs at once: uniforms by name, correlated where stated, through each quantile function.

Each draw of each quantity depends on (seed, its name, its index) alone, or, inside a correlated block, on those of
the block's members. The work goes in pieces that fit a processor's cache; since every step is elementwise, the
pieces change no bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeGuard, cast

import numpy as np

from oomcast.beliefs.bounds import HeldWithin
from oomcast.beliefs.correlation import Pair, correlated_blocks
from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.point import Point
from oomcast.errors import RunError, shown
from oomcast.quantities.streams import uniforms

__all__ = ["draw_beliefs"]

PIECE = 16384  # doubles: 128 KiB per temporary, so that a handful of them stay in a core's own cache
REMEMBERED = 64  # columns of at most that length: 8 MiB
NO_CORRELATIONS: Mapping[Pair, float] = MappingProxyType({})


def draw_beliefs(
    distributions: Mapping[str, Distribution],
    *,
    correlations: Mapping[Pair, float] = NO_CORRELATIONS,
    seed: int,
    start: int = 0,
    count: int,
) -> dict[str, FloatArray]:
    """Draws `start` .. `start + count - 1` of every quantity: name -> array of shape (count,), in the given order.

    `correlations` are rank correlations by pair of names. Adding, removing or reordering quantities outside a
    correlated block leaves the draws of all others unchanged, to the last bit. Values are in the units of the
    beliefs; +infinity stands for "none". `ScenarioError` for correlations that make no sense (see
    `oomcast.beliefs.correlation`), `RunError` for a negative start or count.

    >>> from oomcast.beliefs.distributions.uniform import Uniform
    >>> ceiling, pace = Uniform(6, 16), Uniform(1, 2)
    >>> alone = draw_beliefs({"ceiling": ceiling}, seed=0, count=5)
    >>> both = draw_beliefs({"pace": pace, "ceiling": ceiling}, seed=0, count=1000)
    >>> bool((both["ceiling"][:5] == alone["ceiling"]).all())
    True
    """
    if start < 0 or count < 0:
        raise RunError(f"expected draws counted from 0, got start {shown(start)} and count {shown(count)}")
    blocks = correlated_blocks(correlations, known=distributions)
    in_blocks = {name for block in blocks for name in block.members}
    draws = {name: np.empty(count) for name in distributions}
    for first in range(0, count, PIECE):
        size = min(PIECE, count - first)
        piece = slice(first, first + size)
        at = start + first
        for name, distribution in distributions.items():
            if isinstance(distribution, Point):
                draws[name][piece] = distribution.value
            elif name not in in_blocks:
                if count <= PIECE and is_known_by_content(distribution):
                    draws[name][piece] = recent_column(name, distribution, seed, at, size)
                else:
                    draws[name][piece] = column_of(name, distribution, seed, at, size)
        for block in blocks:
            mixed = block.mix({name: uniforms(name, seed=seed, start=at, count=size) for name in block.members})
            for name, u in mixed.items():
                draws[name][piece] = distributions[name].ppf(u)
    return draws


def column_of(name: str, distribution: Distribution, seed: int, start: int, count: int) -> FloatArray:
    """Draws of one quantity that hangs on no other."""
    return distribution.ppf(uniforms(name, seed=seed, start=start, count=count))


@lru_cache(maxsize=REMEMBERED)
def recent_column(name: str, distribution: Family | HeldWithin, seed: int, start: int, count: int) -> FloatArray:
    """The same, remembered for the next question: whoever moves one belief leaves the draws of all others."""
    column = column_of(name, cast(Distribution, distribution), seed, start, count)
    column.flags.writeable = False
    return column


def is_known_by_content(distribution: Any) -> TypeGuard[Family | HeldWithin]:
    """Whether equal distributions give equal draws: ours do; an object that somebody brings along may change."""
    inner = getattr(distribution, "inner", None)
    return isinstance(distribution, Family | HeldWithin) and (inner is None or is_known_by_content(inner))
