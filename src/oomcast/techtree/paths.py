"""Chains through a tree: the heaviest one before each node, and the heaviest one from it to an end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.simulate.compiled import compiled
from oomcast.techtree.graph import Graph

__all__ = ["heaviest_after", "heaviest_before"]

FloatArray = NDArray[np.float64]


@compiled
def relax_before(order: Any, starts: Any, sources: Any, weights: Any, before: Any) -> None:
    """Fill `before` in an order in which each node comes after its predecessors."""
    for place in range(order.shape[0]):
        node = order[place]
        most = 0.0
        for edge in range(starts[node], starts[node + 1]):
            source = sources[edge]
            most = max(most, before[source] + weights[source])
        before[node] = most


@compiled
def relax_after(order: Any, starts: Any, sources: Any, weights: Any, after: Any) -> None:
    """Fill `after`, which holds zeros, in an order in which each node comes after its predecessors."""
    for place in range(order.shape[0] - 1, -1, -1):
        node = order[place]
        after[node] += weights[node]
        for edge in range(starts[node], starts[node + 1]):
            source = sources[edge]
            after[source] = max(after[source], after[node])


def heaviest_before(graph: Graph, weights: FloatArray) -> FloatArray:
    """The weight of the heaviest chain of hard predecessors of each node, the node itself left out.

    >>> from oomcast.techtree.graph import tree
    >>> heaviest_before(tree(3, edges=[(0, 1), (1, 2)]), np.array([1.0, 2.0, 4.0])).tolist()
    [0.0, 1.0, 3.0]
    """
    before = np.zeros(graph.nodes)
    relax_before(graph.order, graph.hard_starts, graph.hard_sources, np.ascontiguousarray(weights), before)
    return before


def heaviest_after(graph: Graph, weights: FloatArray) -> FloatArray:
    """The weight of the heaviest chain that begins with each node, along hard edges.

    >>> from oomcast.techtree.graph import tree
    >>> heaviest_after(tree(3, edges=[(0, 1), (1, 2)]), np.array([1.0, 2.0, 4.0])).tolist()
    [7.0, 6.0, 4.0]
    """
    after = np.zeros(graph.nodes)
    relax_after(graph.order, graph.hard_starts, graph.hard_sources, np.ascontiguousarray(weights), after)
    return after
