"""A project: tasks with whole-number durations, what must come first, and what each takes of limited resources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oomcast.errors import DataError
from oomcast.techtree.graph import TASK, Graph, tree

__all__ = ["Project", "project"]

IntArray = NDArray[np.int64]

LONGEST_PROJECT = 10_000_000
"""Periods of all tasks one after another: schedules are booked period by period, in memory."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Project:
    """Tasks and resources. Made by `project`, which checks them; arrays are read-only.

    `graph` holds precedence; task j takes `durations[j]` periods and, in each of them, `demands[j, r]` units of
    resource r, of which there are `capacities[r]`.
    """

    name: str
    graph: Graph
    durations: IntArray  # (tasks,)
    demands: IntArray  # (tasks, resources)
    capacities: IntArray  # (resources,)

    @property
    def tasks(self) -> int:
        """How many tasks there are, those without a duration included."""
        return len(self.durations)

    @cached_property
    def remaining(self) -> IntArray:
        """The longest time that tasks after each one take, along any path."""
        starts, targets = self.graph.successors
        after = np.zeros(self.tasks, dtype=np.int64)
        for task in self.graph.order[::-1]:
            followers = targets[starts[task] : starts[task + 1]]
            after[task] = (self.durations[followers] + after[followers]).max(initial=0)
        after.flags.writeable = False
        return after

    @property
    def critical_path_bound(self) -> int:
        """The longest path: no schedule is shorter, however much there is of everything."""
        return int((self.durations + self.remaining).max())

    @property
    def resource_bound(self) -> int:
        """Work over capacity of the scarcest resource, rounded up: no schedule is shorter, in whatever order."""
        work = self.durations @ self.demands
        limited = self.capacities > 0
        return int((-(-work[limited] // self.capacities[limited])).max(initial=0))

    @property
    def lower_bound(self) -> int:
        """The larger of the two bounds."""
        return max(self.critical_path_bound, self.resource_bound)


def project(
    *,
    durations: ArrayLike,
    demands: ArrayLike,
    capacities: ArrayLike,
    edges: Any,
    name: str = "",
) -> Project:
    """A project, checked. Raises DataError: negative numbers, cycles, unknown tasks, a demand above the capacity.

    >>> two = project(durations=[3, 2], demands=[[1], [1]], capacities=[1], edges=[])
    >>> two.critical_path_bound, two.resource_bound
    (3, 5)
    """
    say = f"{name}: " if name else ""
    lengths, units = whole(durations, "durations", say=say), whole(demands, "demands", say=say)
    limits = whole(capacities, "capacities", say=say)
    if lengths.ndim != 1 or units.shape != (len(lengths), len(limits)):
        raise DataError(
            f"{say}demands: expected a row of {len(limits)} for each of {lengths.size} tasks, got shape {units.shape}"
        )
    excess = np.argwhere(units > limits)
    if len(excess):
        task, resource = (int(place) for place in excess[0])
        raise DataError(
            f"{say}expected of resource {resource + 1} at most the {limits[resource]} there are, "
            f"got a demand of {units[task, resource]} by task {task + 1}"
        )
    if lengths.sum() > LONGEST_PROJECT:
        raise DataError(f"{say}durations: expected a sum of at most {LONGEST_PROJECT:,}, got {lengths.sum():,}")
    graph = tree(len(lengths), edges=edges, think_hours=lengths.astype(np.float64), kind=TASK, source=name)
    return Project(name=name, graph=graph, durations=lengths, demands=units, capacities=limits)


def whole(given: ArrayLike, name: str, *, say: str) -> IntArray:
    """Whole numbers from 0. Raises DataError for others."""
    array = np.asarray(given)
    if array.dtype.kind not in "iu" and array.size:
        raise DataError(f"{say}{name}: expected whole numbers, got {array.dtype.name}")
    if (array < 0).any():
        raise DataError(f"{say}{name}: expected numbers from 0, got {array.min()}")
    copied = np.ascontiguousarray(array, dtype=np.int64).copy()
    copied.flags.writeable = False
    return copied
