"""Barak-Erdos trees: ideas in an order, each of which needs each earlier one with the same chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.quantities.elementary import log
from oomcast.quantities.near_zero import log_one_plus
from oomcast.techtree.generate.fields import Draws, Family, Field, Shape, Values

__all__ = ["FAMILY", "skipped"]

MOST_EDGES = 2e7
"""Edges that are held in memory; denser trees are wide questions put to a narrow machine."""

BEYOND_MEAN = 8.0
"""Standard deviations: how many more gaps are drawn than needed on average."""

FIELDS = (
    Field(name="nodes", default=2000, low=1, high=1e8, whole=True, meaning="how many nodes"),
    Field(name="chance", default=0.005, high=1.0, meaning="chance that one node needs one that comes before it"),
)


def skipped(pairs: int, *, chance: float, draws: Draws) -> NDArray[np.int64]:
    """Which of so many pairs are edges, each with the same chance, by drawing the gaps between them."""
    if chance == 0.0 or pairs == 0:
        return np.empty(0, dtype=np.int64)
    if chance == 1.0:
        return np.arange(pairs)
    expected = pairs * chance
    count = int(expected + BEYOND_MEAN * np.sqrt(expected) + BEYOND_MEAN)
    while True:
        gaps = np.floor(log(draws("gap", count)) / log_one_plus(-chance))
        places = np.cumsum(gaps + 1.0) - 1.0
        if places[-1] >= pairs:
            return places[places < pairs].astype(np.int64)
        count *= 2


def build(values: Values, draws: Draws) -> Shape:
    """The shape. Raises RunError for more edges than fit."""
    nodes, chance = values["nodes"], values["chance"]
    pairs = nodes * (nodes - 1) // 2
    if pairs * chance > MOST_EDGES:
        raise RunError(f"chance: expected at most {MOST_EDGES:,.0f} edges, got about {pairs * chance:,.0f}")
    place = skipped(pairs, chance=chance, draws=draws)
    # Pair number t(t-1)/2 + s is (s, t) with s < t; rounding of the root is put right afterwards.
    target = np.floor((1.0 + np.sqrt(1.0 + 8.0 * place)) / 2.0).astype(np.int64)
    target -= target * (target - 1) // 2 > place
    target += (target + 1) * target // 2 <= place
    source = place - target * (target - 1) // 2
    return Shape(nodes, source.astype(np.int32), target.astype(np.int32))


FAMILY = Family(
    name="barak-erdos",
    meaning="every earlier node is needed with the same chance",
    fields=FIELDS,
    build=build,
)
