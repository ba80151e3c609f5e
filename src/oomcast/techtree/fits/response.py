"""What a tree answers: how long one company takes to a given value when its people, speed, chips and waiting change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from oomcast.techtree.fits.design import design, factors
from oomcast.techtree.fits.fitting import Observations
from oomcast.techtree.graph import Graph
from oomcast.techtree.simulation import Cluster, Rules, Team, simulate

__all__ = ["Climber", "Factors", "Progress", "hours_to", "observed", "side_by_side"]

FloatArray = NDArray[np.float64]
T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Told how many simulations are done, of how many."""


class Factors(NamedTuple):
    """Factors over a company as it is; a larger latency is a longer wait."""

    staff: float = 1.0
    speed: float = 1.0
    chips: float = 1.0
    latency: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Climber:
    """A company as the engine takes it; `overhead_of` is the coordination of so many groups, by hour of thinking."""

    groups: int
    speed: float
    quality: float
    learning_cost: float
    overhead_of: Callable[[float], float]
    cluster: Cluster
    rules: Rules

    def with_factors(self, by: Factors) -> tuple[Team, Cluster, Rules]:
        """The company with its inputs changed: at least one group, and no chip split in two."""
        groups = max(1, round(self.groups * by.staff))
        team = Team(
            groups=groups,
            speed=self.speed * by.speed,
            quality=self.quality,
            overhead=self.overhead_of(float(groups)),
            learning_cost=self.learning_cost,
        )
        chips = max(1.0, self.cluster.chips * by.chips)
        cluster = replace(self.cluster, chips=chips, chips_per_job=min(self.cluster.chips_per_job, chips))
        return team, cluster, replace(self.rules, latency=self.rules.latency * by.latency)


def hours_to(graph: Graph, climber: Climber, *, value_oom: float, by: Factors, seed: int) -> float:
    """Hours to a value; infinite where it is not reached. The same seed is the same luck, whatever the factors."""
    team, cluster, rules = climber.with_factors(by)
    run = simulate(
        graph, team=team, cluster=cluster, rules=rules, seed=seed, grid_oom=[value_oom], stop_value_oom=value_oom
    )
    return float(run.value_hours[0])


def side_by_side(work: Callable[[T], R], items: Sequence[T], *, workers: int, progress: Progress | None) -> list[R]:
    """Results in the order of the items, whatever order they are done in."""
    if progress:
        progress(0, len(items))
    results: list[R] = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for result in in_order(pool, work, items):
            results.append(result)
            if progress:
                progress(len(results), len(items))
    return results


def in_order(pool: ThreadPoolExecutor, work: Callable[[T], R], items: Sequence[T]) -> Iterable[R]:
    """Results as they come, first item first; an interruption drops what has not been begun."""
    try:
        yield from pool.map(work, items)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def observed(
    tree: Callable[[int], Graph],
    climber: Climber,
    *,
    trees: int,
    points: int,
    value_oom: float,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> Observations:
    """The pace of research at the points of a design, on each of so many trees, next to no particular pace.

    Pace is one over the time to the value. The result does not depend on the number of workers.
    """
    graphs = [tree(index) for index in range(trees)]
    designs = np.stack([design(points, seed=seed, index=index) for index in range(trees)])
    cases = [(index, point) for index in range(trees) for point in range(points)]

    def one(case: tuple[int, int]) -> float:
        index, point = case
        by = Factors(*factors(designs[index, point]).tolist())
        return hours_to(graphs[index], climber, value_oom=value_oom, by=by, seed=seed + index)

    hours = side_by_side(one, cases, workers=workers, progress=progress)
    pace = [-math.log(value) if 0.0 < value < math.inf else math.nan for value in hours]
    return Observations(points=designs, ln_pace=np.array(pace).reshape(trees, points))
