"""Series-parallel trees: parts put one after another or side by side, and parts of parts, down to single nodes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.techtree.generate.fields import Draws, Family, Field, Shape, Values

__all__ = ["FAMILY", "chances_of_depth"]

FloatArray = NDArray[np.float64]

MOST_EDGES = 2e7
"""Edges that are held in memory: wide parts in series need every node of the second to wait for all of the first."""

FIELDS = (
    Field(name="nodes", default=2000, low=1, high=1e6, whole=True, meaning="how many nodes"),
    Field(name="series", default=0.5, high=1.0, meaning="chance that two parts are put one after the other"),
)


def build(values: Values, draws: Draws) -> Shape:
    """The shape: nodes a to b are cut at a uniform place, and the two parts joined in series or side by side.

    Raises RunError for more edges than fit.
    """
    nodes = values["nodes"]
    cut, kind = draws("cut", nodes), draws("kind", nodes)
    splits: list[tuple[int, int, int]] = []
    stack = [(0, nodes)]
    while stack:
        begin, end = stack.pop()
        if end - begin > 1:
            middle = begin + 1 + int(cut[len(splits)] * (end - begin - 1))
            splits.append((begin, middle, end))
            stack += [(begin, middle), (middle, end)]
    ends: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    edges: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []
    count = 0
    for turn in range(len(splits) - 1, -1, -1):
        begin, middle, end = splits[turn]
        first_in, first_out = ends.pop((begin, middle), ([begin], [begin]))
        second_in, second_out = ends.pop((middle, end), ([middle], [middle]))
        if kind[turn] < values["series"]:
            count += len(first_out) * len(second_in)
            if count > MOST_EDGES:
                raise RunError(f"nodes: expected at most {MOST_EDGES:,.0f} edges, got more with {nodes:,} nodes")
            last, next_ = np.array(first_out, dtype=np.int32), np.array(second_in, dtype=np.int32)
            edges.append((np.repeat(last, len(next_)), np.tile(next_, len(last))))
            ends[begin, end] = first_in, second_out
        else:
            ends[begin, end] = first_in + second_in, first_out + second_out
    empty = np.empty(0, dtype=np.int32)
    sources, targets = (np.concatenate(column) for column in zip((empty, empty), *edges, strict=True))
    return Shape(nodes, sources, targets)


def chances_of_depth(nodes: int, *, series: float) -> FloatArray:
    """The chance of each depth 0 .. nodes of a tree of so many nodes, by recursion over its parts.

        P_n = (1/(n-1)) sum_m [ s (P_m * P_{n-m}) + (1-s) d(F_m F_{n-m}) ]              (equation series-parallel)

    with * a convolution, F the distribution function of depth and d its steps.

    >>> chances_of_depth(2, series=0.25).tolist()
    [0.0, 0.75, 0.25]
    """
    chances = [np.zeros(nodes + 1) for _ in range(nodes + 1)]
    chances[1][1] = 1.0
    for size in range(2, nodes + 1):
        for first in range(1, size):
            one, other = chances[first], chances[size - first]
            in_series = np.convolve(one, other)[: nodes + 1]
            side_by_side = np.diff(np.cumsum(one) * np.cumsum(other), prepend=0.0)
            chances[size] += (series * in_series + (1.0 - series) * side_by_side) / (size - 1)
    return chances[nodes]


FAMILY = Family(
    name="series-parallel",
    meaning="parts one after another or side by side, cut at random down to single nodes",
    fields=FIELDS,
    build=build,
)
