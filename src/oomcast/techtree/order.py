"""Order of nodes: each after what it needs, or a cycle that makes this impossible."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

__all__ = ["any_cycle", "ordered"]

IntArray = NDArray[np.int32]


def ordered(nodes: int, sources: IntArray, targets: IntArray) -> IntArray:
    """The nodes, each after the sources of its edges; of those that could come next, the lowest number.

    Nodes of a cycle, and those after it, are missing.

    >>> ordered(3, np.array([2, 1], dtype=np.int32), np.array([1, 0], dtype=np.int32)).tolist()
    [2, 1, 0]
    """
    if (sources < targets).all():  # most trees are written in order, and a million nodes are then no work
        return np.arange(nodes, dtype=np.int32)
    by_source = np.argsort(sources, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(sources, minlength=nodes))]).tolist()
    followers = targets[by_source].tolist()
    missing = np.bincount(targets, minlength=nodes).tolist()
    ready = [node for node in range(nodes) if missing[node] == 0]
    order = []
    while ready:
        node = heapq.heappop(ready)
        order.append(node)
        for follower in followers[starts[node] : starts[node + 1]]:
            missing[follower] -= 1
            if missing[follower] == 0:
                heapq.heappush(ready, follower)
    return np.array(order, dtype=np.int32)


def any_cycle(nodes: int, sources: IntArray, targets: IntArray) -> list[int]:
    """The nodes of one cycle, its first one again at the end; empty where there is none.

    >>> any_cycle(4, np.array([0, 1, 2, 2], dtype=np.int32), np.array([1, 2, 1, 3], dtype=np.int32))
    [1, 2, 1]
    """
    order = ordered(nodes, sources, targets)
    if len(order) == nodes:
        return []
    stuck = np.ones(nodes, dtype=bool)
    stuck[order] = False
    # Every node that is left has a predecessor that is left: walking back must meet itself.
    inside = stuck[sources] & stuck[targets]
    before = dict(zip(targets[inside].tolist()[::-1], sources[inside].tolist()[::-1], strict=True))
    node = int(np.argmax(stuck))
    seen: dict[int, int] = {}
    walk: list[int] = []
    while node not in seen:
        seen[node] = len(walk)
        walk.append(node)
        node = before[node]
    cycle = walk[seen[node] :][::-1]
    lowest = cycle.index(min(cycle))
    cycle = cycle[lowest:] + cycle[:lowest]
    return [*cycle, cycle[0]]
