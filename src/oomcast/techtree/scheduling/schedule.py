"""Schedules by priority rule, by seeded search, and the check that a schedule is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError, nearest, shown
from oomcast.quantities.streams import uniforms
from oomcast.techtree.scheduling.generation import NO_LUCK, PARALLEL, SERIAL, best_of_passes, one_pass
from oomcast.techtree.scheduling.project import Project

__all__ = ["RULES", "SCHEMES", "Schedule", "by_rule", "searched"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

SCHEMES = MappingProxyType({"serial": SERIAL, "parallel": PARALLEL})
"""The schemes by name."""


def longest_remaining_path(one: Project) -> FloatArray:
    """The task first after which the longest path is left; the same order as by latest finish."""
    return -one.remaining.astype(np.float64)


def longest_path_with_itself(one: Project) -> FloatArray:
    """The same with the task's own duration; the same order as by latest start."""
    return -(one.remaining + one.durations).astype(np.float64)


def by_number(one: Project) -> FloatArray:
    """In the order of task numbers, as a yardstick."""
    return np.arange(one.tasks, dtype=np.float64)


RULES: Mapping[str, Callable[[Project], FloatArray]] = MappingProxyType(
    {
        "longest-remaining-path": longest_remaining_path,
        "longest-path-with-itself": longest_path_with_itself,
        "number": by_number,
    }
)
"""Rules by name: each gives every task a number, of which the smallest comes first."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Schedule:
    """When each task starts, in periods; `passes` is how many schedules were made to find this one."""

    project: Project
    starts: IntArray
    passes: int = 1

    @property
    def makespan(self) -> int:
        """When the last task ends."""
        return int((self.starts + self.project.durations).max())

    @property
    def violation(self) -> str:
        """The first thing that makes the schedule impossible, in words; empty where there is none."""
        one = self.project
        if (self.starts < 0).any():
            return f"task {int(np.argmin(self.starts)) + 1} starts before 0"
        ends = self.starts + one.durations
        targets = np.repeat(np.arange(one.tasks), np.diff(one.graph.hard_starts))
        early = np.flatnonzero(self.starts[targets] < ends[one.graph.hard_sources])
        if len(early):
            return f"task {targets[early[0]] + 1} starts before task {one.graph.hard_sources[early[0]] + 1} ends"
        changes = np.zeros((self.makespan + 1, len(one.capacities)), dtype=np.int64)
        np.add.at(changes, self.starts, one.demands)
        np.add.at(changes, ends, -one.demands)
        over = np.argwhere(changes.cumsum(axis=0) > one.capacities)
        if len(over):
            return f"resource {over[0][1] + 1} is overdrawn in period {over[0][0]}"
        return ""


def by_rule(one: Project, *, rule: str = "longest-remaining-path", scheme: str = "serial") -> Schedule:
    """The schedule that a scheme of generation makes by one of `RULES`; ties go to the smaller task number.

    Raises RunError for an unknown rule or scheme.

    >>> from oomcast.techtree.scheduling.project import project
    >>> three = project(durations=[2, 3, 2], demands=[[1], [1], [1]], capacities=[2], edges=[(0, 2)])
    >>> schedule = by_rule(three)
    >>> schedule.starts.tolist(), schedule.makespan, schedule.violation
    ([0, 0, 2], 4, '')
    """
    for kind, name, known in (("rule", rule, RULES), ("scheme", scheme, SCHEMES)):
        if name not in known:
            raise RunError(f"expected as {kind} one of {', '.join(known)}, got {shown(name)}.{nearest(name, known)}")
    starts = np.zeros(one.tasks, dtype=np.int64)
    one_pass(
        SCHEMES[scheme],
        *arrays(one),
        RULES[rule](one),
        np.full(one.tasks, NO_LUCK),
        *workspace(one),
        starts,
    )
    return Schedule(project=one, starts=starts)


def searched(one: Project, *, passes: int, seed: int) -> Schedule:
    """The shortest of `passes` schedules drawn at random, each improved, and of the one by rule.

    Tasks are drawn with chances that favour those with the longest remaining path; each schedule is moved to the right
    and back until that shortens it no more. The search ends early at the project's lower bound, which proves that the
    schedule is optimal. The same project, passes and seed give the same schedule, and more passes never a longer one.
    """
    if passes < 0:
        raise RunError(f"expected passes from 0, got {shown(passes)}")
    best = by_rule(one).starts
    luck = uniforms(f"techtree.schedule.{one.name}", seed=seed, count=passes * one.tasks).reshape(passes, one.tasks)
    rank = np.empty(one.tasks, dtype=np.int64)
    rank[one.graph.order] = np.arange(one.tasks)
    made = np.zeros(1, dtype=np.int64)
    best_of_passes(
        *arrays(one),
        rank,
        longest_remaining_path(one),
        luck,
        one.lower_bound,
        *workspace(one),
        np.zeros(one.tasks, dtype=np.int64),
        best,
        made,
    )
    return Schedule(project=one, starts=best, passes=1 + int(made[0]))


def arrays(one: Project) -> tuple[IntArray, ...]:
    """A project as compiled code takes it."""
    starts, targets = one.graph.successors
    return (
        one.durations,
        one.demands,
        one.capacities,
        starts.astype(np.int64),
        targets.astype(np.int64),
        np.diff(one.graph.hard_starts).astype(np.int64),
    )


def workspace(one: Project) -> tuple[IntArray, IntArray]:
    """Use of resources by period, and three rows of tasks."""
    periods = int(one.durations.sum()) + 1
    return np.zeros((periods, len(one.capacities)), dtype=np.int64), np.zeros((3, one.tasks), dtype=np.int64)
