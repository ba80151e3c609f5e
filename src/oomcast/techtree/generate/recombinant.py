"""Recombinant growth: each idea combines some that are there already.

Sources: M. L. Weitzman, "Recombinant growth" (1998); D. J. de S. Price, "A general theory of bibliometric and other
cumulative advantage processes" (1976), for choosing what has been used before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from oomcast.errors import RunError
from oomcast.simulate.compiled import compiled
from oomcast.techtree.generate.fields import Draws, Family, Field, Shape, Values

__all__ = ["FAMILY"]

FIELDS = (
    Field(name="nodes", default=2000, low=1, high=1e7, whole=True, meaning="how many nodes"),
    Field(name="seeds", default=20, low=1, high=1e7, whole=True, meaning="ideas that are there from the start"),
    Field(name="parents", default=2, low=1, high=16, whole=True, meaning="how many ideas a new one combines"),
    Field(
        name="preference",
        default=0.5,
        high=1.0,
        meaning="chance that what was combined before is chosen again, in proportion to how often",
    ),
    Field(
        name="recent",
        default=1.0,
        low=0.001,
        high=1.0,
        meaning="share of the ideas there are, the latest, among which others are chosen",
    ),
)


@compiled
def combine(seeds: int, parents: int, preference: float, recent: float, luck: Any, sources: Any) -> None:
    """The parents of each node after the seeds, row by row; a parent that comes up twice is there twice."""
    for node in range(seeds, seeds + sources.shape[0]):
        row = node - seeds
        for turn in range(parents):
            if luck[row, turn, 0] < preference and row > 0:
                earlier = int(luck[row, turn, 1] * (row * parents))
                sources[row, turn] = sources[earlier // parents, earlier % parents]
            else:
                window = max(1, int(recent * node))
                sources[row, turn] = node - 1 - int(luck[row, turn, 1] * window)


def build(values: Values, draws: Draws) -> Shape:
    """The shape. Raises RunError where fewer ideas are there from the start than one combines."""
    nodes, seeds, parents = values["nodes"], values["seeds"], values["parents"]
    if seeds < parents or seeds > nodes:
        raise RunError(f"seeds: expected from {parents} (parents) to {nodes:,} (nodes), got {seeds:,}")
    new = nodes - seeds
    sources = np.zeros((new, parents), dtype=np.int32)
    luck = draws("choice", new * parents * 2).reshape(new, parents, 2)
    combine(seeds, parents, values["preference"], values["recent"], luck, sources)
    return Shape(nodes, sources.ravel(), np.repeat(np.arange(seeds, nodes, dtype=np.int32), parents))


FAMILY = Family(
    name="recombinant",
    meaning="each idea combines some of those before it, favouring the used or the recent",
    fields=FIELDS,
    build=build,
)
