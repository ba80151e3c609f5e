"""Dated projects: a tree of tasks that says when each was first thought of, and when it was done.

The layout is that of blueprints of formalisation projects: nodes with `first_seen_utc`, `done_utc` (empty where it is
not done yet) and the lengths of statement and proof. Marks are often made in batches, so a date of completion is an
upper bound on the true one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import DataError
from oomcast.techtree.graph import Graph
from oomcast.techtree.imports.edges import edge_list, nodes_beside
from oomcast.techtree.imports.text import read_table

__all__ = ["Project", "dated_project"]

FloatArray = NDArray[np.float64]

SECONDS_PER_HOUR = 3600.0
HOURS_PER_DAY = 24.0

SEEN, DONE = "first_seen_utc", "done_utc"
"""Columns of dates."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Project:
    """A tree with dates. Hours count from when the first node was seen; `done_hours` is infinite for what is not done.

    `graph` may begin a node when it was first seen (`release_hours`); work is the length of its text.
    """

    graph: Graph
    start: datetime
    done_hours: FloatArray  # (nodes,)

    @property
    def last_dependency_hours(self) -> FloatArray:
        """When the last hard predecessor of each node was done; -inf for one that has none."""
        last = np.full(self.graph.nodes, -np.inf)
        targets = np.repeat(np.arange(self.graph.nodes), np.diff(self.graph.hard_starts))
        np.maximum.at(last, targets, self.done_hours[self.graph.hard_sources])
        return last

    @property
    def share_before_dependency(self) -> float:
        """Share of all nodes that were done before their last dependency: how soft precedence is in practice."""
        return float(np.mean(self.done_hours < self.last_dependency_hours))

    @property
    def days_after_dependency(self) -> FloatArray:
        """Days from the last dependency to completion, of nodes that have one and were done after it."""
        last = self.last_dependency_hours
        after = np.isfinite(self.done_hours) & np.isfinite(last) & (self.done_hours >= last)
        return (self.done_hours - last)[after] / HOURS_PER_DAY


def dated_project(path: str | Path, *, nodes: str | Path | None = None) -> Project:
    """The project whose edge list is at `path`. Raises DataError naming file and line of what is wrong."""
    beside = nodes_beside(path) if nodes is None else Path(nodes)
    if beside is None:
        raise DataError(f"{path}: expected a file of nodes with dates beside it, got none")
    graph = edge_list(path, nodes=beside)
    table = read_table(beside)
    seen, done = table.moments(SEEN), table.moments(DONE)
    for line, moment in zip(table.lines, seen, strict=True):
        if moment is None:
            raise DataError(f"{table.name}: line {line}: {SEEN}: expected a date, got none")
    start = min(moment for moment in seen if moment is not None)
    release = hours_since(start, seen)
    return Project(graph=replace(graph, release_hours=release), start=start, done_hours=hours_since(start, done))


def hours_since(start: datetime, moments: list[datetime | None]) -> FloatArray:
    """Hours from `start`; infinity for no date."""
    hours = np.array(
        [np.inf if moment is None else (moment - start).total_seconds() / SECONDS_PER_HOUR for moment in moments]
    )
    hours.flags.writeable = False
    return hours
