"""What a simulation gives back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Blocking",
    "ChipUse",
    "CriticalPath",
    "Elasticities",
    "Ending",
    "PathShares",
    "Simulation",
    "StaffUse",
    "Step",
]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

NEVER = math.inf
"""The time of what has not happened by the end of a simulation."""


class Ending(IntEnum):
    """Why a simulation ended."""

    ALL_DONE = 0
    """Every node is done."""
    VALUE_REACHED = 1
    """The value asked for is reached."""
    HORIZON = 2
    """The time is over."""
    TOO_MANY_EVENTS = 3
    """The bound on events is reached: groups fail, or repeat each other, without end."""


class StaffUse(NamedTuple):
    """Where the hours of all groups went. They sum to groups x hours, which is checked on every run."""

    useful: float
    """Thinking that led to the first completion of a node."""
    duplicate: float
    """Attempts at what another group did first, whole: thinking, queueing and waiting."""
    failed: float
    """Attempts that did not work."""
    rework: float
    """Thinking done again because a soft predecessor turned out otherwise."""
    learning: float
    """Learning what others have found."""
    coordination: float
    """Thinking that hierarchy or agreement costs."""
    queueing: float
    """Waiting for chips."""
    running: float
    """Waiting for one's own experiment."""
    unfinished: float
    """Attempts still going on at the end."""
    idle: float
    """Without anything to do."""

    @property
    def total(self) -> float:
        return math.fsum(self)


class ChipUse(NamedTuple):
    """Where the hours of all chips went. They sum to chips x hours, which is checked on every run."""

    useful: float
    duplicate: float
    failed: float
    rework: float
    unfinished: float
    idle: float

    @property
    def total(self) -> float:
        return math.fsum(self)


class PathShares(NamedTuple):
    """How long the critical path spends on what, in hours; the sum is the time to its end.

    The path leads back from a node to the predecessor that was known last, and so on. `queue` is waiting for a group or
    for chips, `coordinate` what organisation costs and the time until news arrives, `latency` experiments that take
    their time however many chips they have, and release dates.
    """

    think: float
    coordinate: float
    queue: float
    run: float
    latency: float

    @property
    def hours(self) -> float:
        return math.fsum(self)

    @property
    def shares(self) -> PathShares:
        """The same as shares of the whole."""
        whole = self.hours
        return PathShares(*(part / whole if whole else 0.0 for part in self))


class Elasticities(NamedTuple):
    """By how many per cent research is faster for one per cent more of each.

    `speed`, `chips` (their pace) and `latency` (one per cent shorter) are shares of the binding chain in one run, in
    which a wait for a group or for chips counts as what that group or those chips were busy with. They sum to 1 because
    nothing changes when all clocks are set anew.
    """

    speed: float
    chips: float
    latency: float


class Step(NamedTuple):
    """One node on the critical path; times in hours from the start."""

    node: int
    eligible: float
    start: float
    thought: float
    running: float
    done: float
    known: float


@dataclass(frozen=True, kw_only=True)
class CriticalPath:
    """The nodes of the critical path, first to last, and how long it spends on what."""

    steps: tuple[Step, ...]
    spent: PathShares


class Blocking(NamedTuple):
    """How long `node` on the critical path waited for something that `blocker` used; `what` is "group" or "chips"."""

    node: int
    blocker: int
    what: str
    hours: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulation:
    """One company on one tree: when everything was done.

    Arrays have one number for each node. `done_hours` is the time of its first completion (inf: never), and the others
    tell of the attempt that completed it: when the node became `eligible_hours`, the attempt began (`start_hours`), its
    thinking ended (`thought_hours`), its experiment began (`running_hours`). `overhead_share` is the share of thinking
    that was coordination. `cause` is the predecessor known last, -1 for none.
    """

    hours: float
    ending: Ending
    done_hours: FloatArray
    eligible_hours: FloatArray
    start_hours: FloatArray
    thought_hours: FloatArray
    running_hours: FloatArray
    compute_bound: NDArray[np.bool_]
    cause: IntArray
    mode: NDArray[np.uint8]
    news_lag_hours: float
    overhead_share: float
    staff: StaffUse
    chips: ChipUse
    attempts: int
    completions: int
    events: int
    chain: FloatArray  # (3,): hours of speed, chips, latency on the binding chain of the last event
    value_grid_oom: FloatArray
    value_hours: FloatArray
    value_chain: FloatArray  # (values, 3): the binding chain to each of `value_hours`
    value_node: IntArray  # the node that completed each value, -1 where none has
    blocked_by: IntArray  # who held the chips that the attempt waited for, -1 for nobody
    after: IntArray  # whose attempt the group was busy with before this one, -1 for none
    log: list[tuple[float, int, int, int]] | None = None  # time, kind of entry, node, group

    @property
    def distinct(self) -> int:
        """Nodes done at least once."""
        return int(np.isfinite(self.done_hours).sum())

    @property
    def duplicate_share(self) -> float:
        """Share of all completions that somebody else had been first with."""
        return (self.completions - self.distinct) / self.completions if self.completions else 0.0

    def elasticities(self, place: int = -1) -> Elasticities:
        """Those of the time to value `place` of the grid (the last by default), NaN where it was not reached."""
        speed, chips, latency = self.value_chain[place]
        hours = self.value_hours[place]
        if not math.isfinite(hours) or hours <= 0.0:
            return Elasticities(math.nan, math.nan, math.nan)
        return Elasticities(speed / hours, chips / hours, latency / hours)
