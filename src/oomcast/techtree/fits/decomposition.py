"""Where the exponent of head-count comes from: dependency, duplication, coordination, queue, depletion.

    lam = -ln(T(2n) / T(n)) / ln 2                                                       (equation local-exponent)

Without any of the five, twice the people need half the time, but for the last round of work, which whole groups cannot
share. What each takes away from 1 depends on which others act; each gets its average over all orders (Shapley).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from oomcast.techtree.fits.response import Climber, Factors, Progress, hours_to, side_by_side
from oomcast.techtree.fits.shapley import shapley
from oomcast.techtree.graph import Graph
from oomcast.techtree.simulation import Cluster

__all__ = ["MECHANISMS", "ExponentParts", "exponent_parts", "without"]

MECHANISMS: Mapping[str, str] = {
    "dependency": "what must be known first",
    "duplication": "groups that do not see what others are at",
    "coordination": "what organisation costs, and news that takes time",
    "queue": "chips that are not free",
    "depletion": "ideas that differ in value and difficulty, so that more groups at once take worse ones",
}
"""What may keep twice the people from being twice as fast."""

ALIKE = {"value_sd": 0.0, "think_sd": 0.0, "harder": 0.0}
"""Nodes of a tree whose ideas are all alike."""

MORE_PEOPLE = 2.0
"""The factor over which the exponent is taken."""


@dataclass(frozen=True, kw_only=True)
class ExponentParts:
    """The exponent of head-count, and what each mechanism takes from 1; parts and `whole_groups` sum to 1 - `exponent`.

    `whole_groups` is what is missing with all five off. `reached` is the share of simulations that got to the value.
    """

    exponent: float
    parts: Mapping[str, float]
    whole_groups: float
    reached: float


def without(graph: Graph) -> Graph:
    """The same nodes with nothing that must be known first."""
    none = np.zeros(0, dtype=np.int32)
    for array in (none, none):
        array.flags.writeable = False
    starts = np.zeros(graph.nodes + 1, dtype=np.int32)
    starts.flags.writeable = False
    return replace(
        graph,
        hard_starts=starts,
        hard_sources=none,
        group_starts=starts[:1],
        group_sources=none,
        group_targets=none,
        soft_sources=none,
        soft_targets=none,
        soft_rework=np.zeros(0, dtype=np.float32),
    )


def switched(climber: Climber, on: frozenset[str]) -> Climber:
    """The company with only those mechanisms that are on, as far as they are its own."""
    rules, cluster, overhead = climber.rules, climber.cluster, climber.overhead_of
    if "duplication" not in on:
        rules = replace(rules, coordinated=1.0)
    if "coordination" not in on:
        rules, overhead = replace(rules, news_lag_hours=0.0), no_overhead
    if "queue" not in on:
        cluster = Cluster(
            chips=math.inf,
            pace=cluster.pace,
            chips_per_job=cluster.chips_per_job,
            chip_price=cluster.chip_price,
        )
    return replace(climber, rules=rules, cluster=cluster, overhead_of=overhead)


def no_overhead(_groups: float) -> float:
    """Organisation that costs nothing."""
    return 0.0


def exponent_parts(
    tree: Callable[..., Graph],
    climber: Climber,
    *,
    trees: int,
    value_oom: float,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> ExponentParts:
    """The parts of the exponent at the company as it is, averaged over trees; the same luck in every case.

    `tree(index, **values)` makes tree number `index`, with `values` of its nodes replaced.
    """
    plain = [tree(index) for index in range(trees)]
    alike = [tree(index, **ALIKE) for index in range(trees)]
    forests = {
        (True, True): plain,
        (True, False): alike,
        (False, True): [without(one) for one in plain],
        (False, False): [without(one) for one in alike],
    }
    names = [*MECHANISMS]
    sets = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
    cases = [(on, index, staff) for on in sets for index in range(trees) for staff in (1.0, MORE_PEOPLE)]

    def one(case: tuple[frozenset[str], int, float]) -> float:
        on, index, staff = case
        graph = forests["dependency" in on, "depletion" in on][index]
        by = Factors(staff=staff)
        return hours_to(graph, switched(climber, on), value_oom=value_oom, by=by, seed=seed + index)

    hours = np.array(side_by_side(one, cases, workers=workers, progress=progress)).reshape(len(sets), trees, 2)
    reached = np.isfinite(hours).all(axis=2) & (hours > 0.0).all(axis=2)
    exponents = {}
    for on, row, is_there in zip(sets, hours, reached, strict=True):
        gains = np.log(row[is_there, 0] / row[is_there, 1]) / math.log(MORE_PEOPLE)
        exponents[on] = float(gains.mean()) if len(gains) else math.nan
    return ExponentParts(
        exponent=exponents[frozenset(names)],
        parts=shapley(names, lambda on: 1.0 - exponents[on]),
        whole_groups=1.0 - exponents[frozenset()],
        reached=float(reached.mean()),
    )
