"""Schedule generation: from an order of preference to start times that respect precedence and capacities.

The serial scheme takes one task after another and starts each as early as resources allow; one of its schedules is
optimal. The parallel scheme goes through time and starts what it can; its schedules never let a resource idle that a
task could use, which is good for large projects, but the optimum may not be among them. Either takes the most urgent
task, or draws one with a chance that falls with how much less urgent it is.

Sources: R. Kolisch, "Serial and parallel resource-constrained project scheduling methods revisited" (1996); A. Drexl,
"Scheduling of project networks by job assignment" (1991) for the draw; V. Valls, F. Ballestin and S. Quintanilla,
"Justification and RCPSP" (2005) for moving all tasks to the right and back. Times are whole numbers.
"""

from __future__ import annotations

from typing import Any

from oomcast.simulate.compiled import compiled

__all__ = ["PARALLEL", "SERIAL", "best_of_passes", "one_pass"]

SERIAL, PARALLEL = 0, 1
"""Names of the schemes in compiled code."""

NO_LUCK = -1.0
"""In the place of a uniform number: take the most urgent task."""

LATER_THAN_ANY = 1 << 40
"""Beyond every time of a schedule."""


def pick(eligible: Any, count: int, urgency: Any, luck: float) -> int:
    """The place in `eligible` of the task to take next: the smallest `urgency`, ties to the smaller id.

    With `luck` in (0, 1), task j is drawn with a chance proportional to max(urgency) - urgency[j] + 1.
    """
    best = 0
    most = urgency[eligible[0]]
    for place in range(1, count):
        task, other = eligible[place], eligible[best]
        if urgency[task] < urgency[other] or (urgency[task] == urgency[other] and task < other):
            best = place
        most = max(most, urgency[task])
    if luck < 0.0:
        return best
    total = 0.0
    for place in range(count):
        total += most - urgency[eligible[place]] + 1.0
    reached = luck * total
    for place in range(count):
        reached -= most - urgency[eligible[place]] + 1.0
        if reached < 0.0:
            return place
    return count - 1


def fits(task: int, start: int, durations: Any, demands: Any, capacities: Any, usage: Any) -> int:
    """The first period from `start` on, within the task's duration, in which it has too little; -1 if it fits."""
    for period in range(start, start + durations[task]):
        for resource in range(capacities.shape[0]):
            if usage[period, resource] + demands[task, resource] > capacities[resource]:
                return period
    return -1


def book(task: int, start: int, durations: Any, demands: Any, usage: Any) -> None:
    """Take the task's resources for as long as it runs."""
    for period in range(start, start + durations[task]):
        for resource in range(demands.shape[1]):
            usage[period, resource] += demands[task, resource]


def settle(
    task: int,
    start: int,
    durations: Any,
    demands: Any,
    offsets: Any,
    successors: Any,
    usage: Any,
    earliest: Any,
    starts: Any,
) -> None:
    """Start a task: it takes its resources, and its successors start no sooner than it ends."""
    starts[task] = start
    book(task, start, durations, demands, usage)
    for at in range(offsets[task], offsets[task + 1]):
        after = successors[at]
        earliest[after] = max(earliest[after], start + durations[task])


def earliest_fit(task: int, start: int, durations: Any, demands: Any, capacities: Any, usage: Any) -> int:
    """The first time from `start` on at which the task has what it needs for all its duration."""
    clash = fits(task, start, durations, demands, capacities, usage)
    while clash >= 0:
        start = clash + 1
        clash = fits(task, start, durations, demands, capacities, usage)
    return start


def clear(usage: Any) -> None:
    """Nothing is in use."""
    for period in range(usage.shape[0]):
        for resource in range(usage.shape[1]):
            usage[period, resource] = 0


def latest_finish(durations: Any, starts: Any) -> int:
    """The makespan."""
    last = 0
    for task in range(durations.shape[0]):
        last = max(last, starts[task] + durations[task])
    return last


def serial(
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    indegrees: Any,
    urgency: Any,
    luck: Any,
    usage: Any,
    waits_for: Any,
    earliest: Any,
    eligible: Any,
    starts: Any,
) -> None:
    """One serial pass: the next task, as early as precedence and resources allow."""
    tasks = durations.shape[0]
    clear(usage)
    count = 0
    for task in range(tasks):
        waits_for[task] = indegrees[task]
        earliest[task] = 0
        if waits_for[task] == 0:
            eligible[count] = task
            count += 1
    taken = 0
    while count > 0:
        place = pick(eligible, count, urgency, luck[taken])
        task = eligible[place]
        count -= 1
        eligible[place] = eligible[count]
        start = earliest_fit(task, earliest[task], durations, demands, capacities, usage)
        settle(task, start, durations, demands, offsets, successors, usage, earliest, starts)
        taken += 1
        for at in range(offsets[task], offsets[task + 1]):
            waits_for[successors[at]] -= 1
            if waits_for[successors[at]] == 0:
                eligible[count] = successors[at]
                count += 1


def parallel(
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    indegrees: Any,
    urgency: Any,
    luck: Any,
    usage: Any,
    waits_for: Any,
    earliest: Any,
    eligible: Any,
    starts: Any,
) -> None:
    """One parallel pass: at each time a task ends, start the next tasks that fit."""
    tasks = durations.shape[0]
    clear(usage)
    for task in range(tasks):
        waits_for[task] = indegrees[task]
        earliest[task] = 0
        starts[task] = -1
    taken, now = 0, 0
    while taken < tasks:
        count = 0
        for task in range(tasks):
            if (
                starts[task] < 0
                and waits_for[task] == 0
                and earliest[task] <= now
                and fits(task, now, durations, demands, capacities, usage) < 0
            ):
                eligible[count] = task
                count += 1
        if count == 0:
            soon = LATER_THAN_ANY
            for task in range(tasks):
                if starts[task] >= 0 and starts[task] + durations[task] > now:
                    soon = min(soon, starts[task] + durations[task])
            now = soon
            continue
        task = eligible[pick(eligible, count, urgency, luck[taken])]
        settle(task, now, durations, demands, offsets, successors, usage, earliest, starts)
        taken += 1
        for at in range(offsets[task], offsets[task + 1]):
            waits_for[successors[at]] -= 1


def sort_by(keys: Any, ties: Any, order: Any) -> None:
    """Put the tasks into `order` of rising `keys`, equal ones of rising `ties`; nearly sorted input is quick."""
    for end in range(1, order.shape[0]):
        task = order[end]
        place = end
        while place > 0 and (
            keys[order[place - 1]] > keys[task]
            or (keys[order[place - 1]] == keys[task] and ties[order[place - 1]] > ties[task])
        ):
            order[place] = order[place - 1]
            place -= 1
        order[place] = task


def to_the_right(
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    rank: Any,
    usage: Any,
    keys: Any,
    order: Any,
    starts: Any,
) -> None:
    """Start each task as late as the makespan allows, those that end last first."""
    tasks = durations.shape[0]
    end = latest_finish(durations, starts)
    for task in range(tasks):
        keys[task] = starts[task] + durations[task]
    sort_by(keys, rank, order)
    clear(usage)
    for place in range(tasks - 1, -1, -1):
        task = order[place]
        start = end - durations[task]
        for at in range(offsets[task], offsets[task + 1]):
            start = min(start, starts[successors[at]] - durations[task])
        while fits(task, start, durations, demands, capacities, usage) >= 0:
            start -= 1
        starts[task] = start
        book(task, start, durations, demands, usage)


def to_the_left(
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    rank: Any,
    usage: Any,
    keys: Any,
    order: Any,
    earliest: Any,
    starts: Any,
) -> None:
    """Start each task as early as possible, those that start first first."""
    tasks = durations.shape[0]
    for task in range(tasks):
        keys[task] = starts[task]
        earliest[task] = 0
    sort_by(keys, rank, order)
    clear(usage)
    for place in range(tasks):
        task = order[place]
        start = earliest_fit(task, earliest[task], durations, demands, capacities, usage)
        settle(task, start, durations, demands, offsets, successors, usage, earliest, starts)


def by_scheme(
    scheme: int,
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    indegrees: Any,
    urgency: Any,
    luck: Any,
    usage: Any,
    work: Any,
    starts: Any,
) -> None:
    """One pass of a scheme. `work` has room for three rows of tasks."""
    if scheme == SERIAL:
        serial(
            durations, demands, capacities, offsets, successors, indegrees, urgency, luck, usage,
            work[0], work[1], work[2], starts,
        )  # fmt: skip
    else:
        parallel(
            durations, demands, capacities, offsets, successors, indegrees, urgency, luck, usage,
            work[0], work[1], work[2], starts,
        )  # fmt: skip


@compiled
def one_pass(
    scheme: int,
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    indegrees: Any,
    urgency: Any,
    luck: Any,
    usage: Any,
    work: Any,
    starts: Any,
) -> None:
    """One pass of a scheme, written into `starts`. `work` has room for three rows of tasks."""
    by_scheme(
        scheme, durations, demands, capacities, offsets, successors, indegrees, urgency, luck, usage, work, starts
    )  # fmt: skip


@compiled
def best_of_passes(
    durations: Any,
    demands: Any,
    capacities: Any,
    offsets: Any,
    successors: Any,
    indegrees: Any,
    rank: Any,
    urgency: Any,
    luck: Any,
    lower_bound: int,
    usage: Any,
    work: Any,
    starts: Any,
    best: Any,
    passes: Any,
) -> None:
    """The shortest schedule of as many passes as `luck` has rows, each improved to the right and back until it stays.

    Passes take the schemes in turn. `best` holds a schedule to beat and is only replaced by a shorter one; a schedule
    as short as `lower_bound` ends the search. `passes` receives how many were made.
    """
    tasks = durations.shape[0]
    shortest = latest_finish(durations, best)
    passes[0] = 0
    for row in range(luck.shape[0]):
        if shortest <= lower_bound:
            return
        by_scheme(
            row % 2, durations, demands, capacities, offsets, successors, indegrees, urgency, luck[row], usage, work,
            starts,
        )  # fmt: skip
        for task in range(tasks):
            work[2, task] = task
        length = latest_finish(durations, starts)
        shorter = True
        while shorter:
            to_the_right(
                durations, demands, capacities, offsets, successors, rank, usage, work[0], work[2], starts
            )  # fmt: skip
            to_the_left(
                durations, demands, capacities, offsets, successors, rank, usage, work[0], work[2], work[1], starts
            )  # fmt: skip
            now = latest_finish(durations, starts)
            shorter = now < length
            length = now
        passes[0] += 1
        if length < shortest:
            shortest = length
            for task in range(tasks):
                best[task] = starts[task]
