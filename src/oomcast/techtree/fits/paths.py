"""The chain that decided when a value was reached, and what its time was spent on."""

from __future__ import annotations

import math

import numpy as np

from oomcast.techtree.results import CriticalPath, PathShares, Simulation, Step

__all__ = ["critical_path"]


def critical_path(run: Simulation, *, place: int = -1) -> CriticalPath:
    """The chain to value `place` of a run's grid: back from the node that completed it to what it waited for last.

    Empty where the value was not reached. The parts sum to the time at which the last node was done.
    """
    node = int(run.value_node[place])
    chain: list[int] = []
    while node >= 0:
        chain.append(node)
        node = int(run.cause[node])
    steps: list[Step] = []
    parts = {name: [0.0] for name in PathShares._fields}
    known_before = 0.0
    for node in chain[::-1]:
        eligible, start, thought, running, done = (
            float(column[node])
            for column in (
                run.eligible_hours,
                run.start_hours,
                run.thought_hours,
                run.running_hours,
                run.done_hours,
            )
        )
        steps.append(Step(node, eligible, start, thought, running, done, done + run.news_lag_hours))
        begun_early = min(eligible, start)
        coordination = run.overhead_share * (thought - start)
        # Before what it waited for was known the group may have begun on it already, where that was soft.
        parts["latency"].append(max(begun_early - known_before, 0.0))
        parts["queue"] += [start - begun_early, running - thought]
        parts["coordinate"].append(coordination)
        parts["think"].append((thought - start) - coordination - max(known_before - begun_early, 0.0))
        parts["run" if run.compute_bound[node] else "latency"].append(done - running)
        known_before = done if node == chain[0] else done + run.news_lag_hours
        if node != chain[0]:
            parts["coordinate"].append(run.news_lag_hours)
    return CriticalPath(
        steps=tuple(steps), spent=PathShares(**{name: math.fsum(np.array(hours)) for name, hours in parts.items()})
    )
