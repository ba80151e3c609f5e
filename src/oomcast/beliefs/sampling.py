"""Draws of many beliefs at once: uniforms by name, correlated where stated, through each quantile function.

Each draw of each quantity depends on (seed, its name, its index) alone, or, inside a correlated block, on those of
the block's members. The work goes in pieces that fit a processor's cache; since every step is elementwise, the
pieces change no bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from oomcast.beliefs.correlation import Pair, correlated_blocks
from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.point import Point
from oomcast.errors import RunError, shown
from oomcast.quantities.streams import uniforms

__all__ = ["draw_beliefs"]

PIECE = 16384  # doubles: 128 KiB per temporary, so that a handful of them stay in a core's own cache
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
                draws[name][piece] = distribution.ppf(uniforms(name, seed=seed, start=at, count=size))
        for block in blocks:
            mixed = block.mix({name: uniforms(name, seed=seed, start=at, count=size) for name in block.members})
            for name, u in mixed.items():
                draws[name][piece] = distributions[name].ppf(u)
    return draws
