"""What happens to an attempt: its place in the queue, its chips, its end, and the account of its hours."""

from __future__ import annotations

from typing import Any

from oomcast.techtree.engine_layout import (
    BEFORE_QUEUED,
    BEFORE_THERE,
    BEGAN,
    BUSY,
    BY_CHIPS,
    BY_LATENCY,
    BY_SPEED,
    CAME_FROM,
    CHIPS,
    CHIPS_PER_JOB,
    COORDINATING,
    COORDINATION_HOURS,
    ELIGIBLE,
    FREE_CHIPS,
    FREED_BY_CHIPS,
    FREED_BY_LATENCY,
    FREED_BY_NODE,
    FREED_BY_SPEED,
    FRESH,
    GROUP_COLUMNS,
    HELD,
    IDLE,
    IN_QUEUE,
    IN_RUN,
    JOBS,
    LATEST,
    LEARNING,
    LEARNING_HOURS,
    LEVELS_OPEN,
    LEVELS_UNTOUCHED,
    LINK_COLUMNS,
    LOG_COLUMNS,
    LOG_ELIGIBLE,
    LOG_ROOM,
    LOGGED,
    LOOKS,
    NEXT_QUEUED,
    NEXT_THERE,
    NODE,
    NODE_COLUMNS,
    NODES,
    NOTHING,
    OPEN,
    OPEN_NODES,
    OPENED_BY_CHIPS,
    OPENED_BY_LATENCY,
    OPENED_BY_SPEED,
    ORIGIN,
    PENDING,
    PHASE,
    PLACE_COLUMNS,
    QUEUE_FIRST,
    QUEUE_HOURS,
    QUEUE_LAST,
    READY,
    RESTARTED,
    REWORK_CHIPS,
    REWORK_HOURS,
    RUN_HOURS,
    RUNNING,
    SINCE,
    SPENT,
    THOUGHT,
    UNTOUCHED,
    UNTOUCHED_NODES,
    USED,
    USEFUL,
    USEFUL_CHIPS,
    USEFUL_HOURS,
    State,
)
from oomcast.techtree.engine_sets import insert_rank, put, set_flag, take

__all__ = [
    "add_carefully",
    "carry_chain",
    "chips_for",
    "end_attempt",
    "free_chips",
    "give_up_phase",
    "join_queue",
    "leave_queue",
    "make_eligible",
    "note",
    "offer",
    "run_hours",
    "schedule",
]


def note(s: State, kind: int, now: float, node: int, group: int) -> None:
    """Write an entry into the log, as far as there is room."""
    place = s.counts[LOGGED]
    if place < s.choices[LOG_ROOM]:
        first = place * LOG_COLUMNS
        s.log[first] = now
        s.log[first + 1] = kind
        s.log[first + 2] = node
        s.log[first + 3] = group
        s.counts[LOGGED] = place + 1


def add_carefully(s: State, total: int, lost: int, more: float) -> None:
    """Add to one of the amounts and remember in another what rounding takes from it (Neumaier's compensated sum)."""
    before = s.amounts[total]
    after = before + more
    if abs(before) >= abs(more):
        s.amounts[lost] += (before - after) + more
    else:
        s.amounts[lost] += (more - after) + before
    s.amounts[total] = after


def carry_chain(s: State, group: int, place: int) -> None:
    """The binding chain of a group goes on from the one kept at a place of the amounts."""
    s.groups[group * GROUP_COLUMNS + BY_SPEED] = s.amounts[place]
    s.groups[group * GROUP_COLUMNS + BY_CHIPS] = s.amounts[place + 1]
    s.groups[group * GROUP_COLUMNS + BY_LATENCY] = s.amounts[place + 2]


def schedule(s: State, group: int, time: float) -> None:
    """The present phase of a group ends at a time."""
    node = s.places[group * PLACE_COLUMNS + NODE]
    s.counts[PENDING] = put(group, node, time, s.heap_times, s.heap_groups, s.heap_places, s.counts[PENDING])


def join_queue(s: State, group: int) -> None:
    """A group waits for chips, behind all others."""
    last = s.counts[QUEUE_LAST]
    s.places[group * PLACE_COLUMNS + BEFORE_QUEUED] = last
    s.places[group * PLACE_COLUMNS + NEXT_QUEUED] = NOTHING
    if last == NOTHING:
        s.counts[QUEUE_FIRST] = group
    else:
        s.places[last * PLACE_COLUMNS + NEXT_QUEUED] = group
    s.counts[QUEUE_LAST] = group


def leave_queue(s: State, group: int) -> None:
    """A group no longer waits for chips."""
    following = s.places[group * PLACE_COLUMNS + NEXT_QUEUED]
    before = s.places[group * PLACE_COLUMNS + BEFORE_QUEUED]
    if before == NOTHING:
        s.counts[QUEUE_FIRST] = following
    else:
        s.places[before * PLACE_COLUMNS + NEXT_QUEUED] = following
    if following == NOTHING:
        s.counts[QUEUE_LAST] = before
    else:
        s.places[following * PLACE_COLUMNS + BEFORE_QUEUED] = before


def run_hours(chip_hours: float, chips: float, critical_chips: float) -> float:
    """How long an experiment takes on so many chips of pace 1 (equation critical-batch).

    >>> run_hours(100.0, 10.0, float("inf")), run_hours(100.0, 10.0, 10.0)
    (10.0, 20.0)
    """
    return chip_hours * (1.0 / chips + 1.0 / critical_chips)


def chips_for(s: State, mode: int) -> Any:
    """How many chips an experiment asks for: what the practice says, within what it can use and what there is."""
    return min(max(s.limits[CHIPS_PER_JOB], float(s.fewest_chips[mode])), float(s.most_chips[mode]), s.limits[CHIPS])


def free_chips(s: State, group: int, now: float) -> None:
    """Give back the chips of an experiment, finished or given up."""
    held = s.groups[group * GROUP_COLUMNS + HELD]
    s.groups[group * GROUP_COLUMNS + USED] = held * (now - s.groups[group * GROUP_COLUMNS + RUNNING])
    s.groups[group * GROUP_COLUMNS + HELD] = 0.0
    s.counts[JOBS] -= 1
    s.counts[FREED_BY_NODE] = s.places[group * PLACE_COLUMNS + NODE]
    # All of them, not a sum of parts: rounding must not make a job wait for chips that are there.
    s.amounts[FREE_CHIPS] = s.amounts[FREE_CHIPS] + held if s.counts[JOBS] > 0 else s.limits[CHIPS]


def give_up_phase(s: State, group: int, now: float) -> None:
    """Stop whatever a group is doing: its next event, its place in the queue, its experiment.

    Chips that become free so do so by the event of this instant, whose chain is that of what it makes possible.
    """
    if s.heap_places[group] != NOTHING:
        s.counts[PENDING] = take(s.heap_places[group], s.heap_times, s.heap_groups, s.heap_places, s.counts[PENDING])
    if s.places[group * PLACE_COLUMNS + PHASE] == IN_QUEUE:
        leave_queue(s, group)
        s.groups[group * GROUP_COLUMNS + HELD] = 0.0
    elif s.places[group * PLACE_COLUMNS + PHASE] == IN_RUN:
        free_chips(s, group, now)
        s.amounts[FREED_BY_SPEED] = s.amounts[OPENED_BY_SPEED]
        s.amounts[FREED_BY_CHIPS] = s.amounts[OPENED_BY_CHIPS]
        s.amounts[FREED_BY_LATENCY] = s.amounts[OPENED_BY_LATENCY]


def end_attempt(s: State, group: int, now: float, verdict: int) -> None:
    """Account for an attempt, and part the group from its node."""
    began, origin = s.groups[group * GROUP_COLUMNS + BEGAN], s.groups[group * GROUP_COLUMNS + ORIGIN]
    if verdict == USEFUL:
        thought, running = s.groups[group * GROUP_COLUMNS + THOUGHT], s.groups[group * GROUP_COLUMNS + RUNNING]
        learning, coordination = (
            s.groups[group * GROUP_COLUMNS + LEARNING],
            s.groups[group * GROUP_COLUMNS + COORDINATING],
        )
        thinking = thought - origin - coordination
        if s.places[group * PLACE_COLUMNS + RESTARTED]:
            s.amounts[REWORK_HOURS] += origin - began - learning
        else:
            thinking -= learning
        s.amounts[USEFUL_HOURS] += thinking
        s.amounts[LEARNING_HOURS] += learning
        s.amounts[COORDINATION_HOURS] += coordination
        s.amounts[QUEUE_HOURS] += running - thought
        s.amounts[RUN_HOURS] += now - running
        s.amounts[USEFUL_CHIPS] += s.groups[group * GROUP_COLUMNS + USED]
        s.amounts[REWORK_CHIPS] += s.groups[group * GROUP_COLUMNS + SPENT]
    else:
        s.amounts[USEFUL_HOURS + verdict] += now - began
        s.amounts[USEFUL_CHIPS + verdict] += (
            s.groups[group * GROUP_COLUMNS + USED] + s.groups[group * GROUP_COLUMNS + SPENT]
        )
    node = s.places[group * PLACE_COLUMNS + NODE]
    following, before = s.places[group * PLACE_COLUMNS + NEXT_THERE], s.places[group * PLACE_COLUMNS + BEFORE_THERE]
    if before == NOTHING:
        s.links[node * LINK_COLUMNS + LATEST] = following
    else:
        s.places[before * PLACE_COLUMNS + NEXT_THERE] = following
    if following != NOTHING:
        s.places[following * PLACE_COLUMNS + BEFORE_THERE] = before
    s.places[group * PLACE_COLUMNS + NODE] = NOTHING
    s.places[group * PLACE_COLUMNS + CAME_FROM] = node
    s.places[group * PLACE_COLUMNS + PHASE] = IDLE
    s.groups[group * GROUP_COLUMNS + SINCE] = now
    s.counts[BUSY] -= 1
    s.fresh[s.counts[FRESH]] = group
    s.counts[FRESH] += 1


def make_eligible(s: State, node: int, now: float) -> None:
    """A node may be begun from now on."""
    s.nodes[node * NODE_COLUMNS + ELIGIBLE] = now
    s.counts[OPEN_NODES] += 1
    set_flag(
        node, OPEN, 1, s.flags, s.visibility, s.sums_open, s.level_starts, s.choices[LEVELS_OPEN], s.choices[NODES]
    )
    note(s, LOG_ELIGIBLE, now, node, NOTHING)
    offer(s, node)


def offer(s: State, node: int) -> None:
    """Nobody works on an open node: those who know of everybody's work may take it."""
    s.counts[UNTOUCHED_NODES] += 1
    set_flag(
        node,
        UNTOUCHED,
        1,
        s.flags,
        s.visibility,
        s.sums_untouched,
        s.level_starts,
        s.choices[LEVELS_UNTOUCHED],
        s.choices[NODES],
    )
    if s.choices[LOOKS] == 0:
        s.counts[READY] = insert_rank(s.ranks[node], node, s.ready, s.counts[READY])
