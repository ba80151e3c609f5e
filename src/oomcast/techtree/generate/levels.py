"""Levels of a bare shape: how many nodes the longest chain to each node has."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.simulate.compiled import compiled
from oomcast.techtree.generate.fields import Shape

__all__ = ["levels"]


def levels(shape: Shape) -> NDArray[np.int32]:
    """The level of each node, from 1; every edge must lead to a higher number.

    >>> levels(Shape(3, np.array([0, 1, 0], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32))).tolist()
    [1, 2, 3]
    """
    level = np.ones(shape.nodes, dtype=np.int32)
    by_target = np.argsort(shape.targets, kind="stable")
    raise_levels(shape.sources[by_target], shape.targets[by_target], level)
    return level


@compiled
def raise_levels(sources: Any, targets: Any, level: Any) -> None:
    """One pass over edges in the order of their targets."""
    for edge in range(sources.shape[0]):
        level[targets[edge]] = max(level[targets[edge]], level[sources[edge]] + 1)
