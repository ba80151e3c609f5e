"""Practices of a company on a tree: made for its own constraints, or brought along from another company.

*Dropped in* are the practices that are best for the company of reference; *evolved* the best that a search finds for
the company itself, beginning with those. Both are tried on the same trees with the same random numbers, so that evolved
is never worse than dropped in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from oomcast.errors import RunError, shown
from oomcast.quantities.elementary import normal_quantile
from oomcast.quantities.streams import uniforms
from oomcast.techtree.graph import Graph
from oomcast.techtree.simulation import Cluster, Rules, Team, simulate

__all__ = ["Adaptation", "Practice", "Ways", "adaptations", "best_practice", "simulations_to_adapt"]

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many simulations are done, of how many."""


class Practice(NamedTuple):
    """What a company can arrange: people to a group, chips to an experiment, and what an hour of a chip is worth to it.

    `chip_price` in hours of a group's time decides between modes; see `simulation.Cluster`.
    """

    team_size: float
    chips_per_job: float
    chip_price: float


Ways: TypeAlias = Callable[[Practice], tuple[Team, Cluster, Rules]]
"""A company: what it sends up the tree under a practice."""

ROUNDS, CANDIDATES, ELITE = 4, 12, 3
"""Of each round's candidates the best few say where, and how widely, the next round looks (cross-entropy method)."""

FIRST_SPREAD = 1.5
"""Standard deviation of ln of each number in the first round: a factor of 20 either way is looked at."""

LEAST_SPREAD = 0.1
"""No round looks closer than ten per cent: the optimum is flat, and the trees are few."""


@dataclass(frozen=True, kw_only=True)
class Adaptation:
    """One company with practices brought along, and with its own. Geometric means over trees of hours to the value."""

    dropped_in_hours: float
    evolved_hours: float
    dropped_in: Practice
    evolved: Practice

    @property
    def gap(self) -> float:
        """How many times as fast the company is with its own practices: at least 1, NaN where it never gets there."""
        return self.dropped_in_hours / self.evolved_hours if math.isfinite(self.evolved_hours) else math.nan


def ln_hours(graphs: Sequence[Graph], ways: Ways, practice: Practice, *, value_oom: float, seed: int) -> float:
    """Mean logarithm of the hours to a value over trees; infinite where one of them is not climbed that far."""
    team, cluster, rules = ways(practice)
    logs = []
    for index, graph in enumerate(graphs):
        run = simulate(
            graph,
            team=team,
            cluster=cluster,
            rules=rules,
            seed=seed + index,
            grid_oom=[value_oom],
            stop_value_oom=value_oom,
        )
        hours = float(run.value_hours[0])
        logs.append(math.log(hours) if hours > 0.0 else -math.inf)
    return math.fsum(logs) / len(logs)


def simulations_to_adapt(companies: int, *, trees: int) -> int:
    """How many simulations `adaptations` takes: a search for the reference, and for each a trial and a search."""
    search = 1 + ROUNDS * CANDIDATES
    return trees * (search + companies * (1 + search))


class Told:
    """Tells how far a search is, one more practice at a time."""

    def __init__(self, progress: Progress | None, *, companies: int, trees: int) -> None:
        self._progress, self._trees, self._done = progress, trees, 0
        self._total = simulations_to_adapt(companies, trees=trees)

    def one_more(self) -> None:
        """A practice has been tried on all trees."""
        self._done += self._trees
        if self._progress is not None:
            self._progress(self._done, self._total)


def best_practice(
    graphs: Sequence[Graph],
    ways: Ways,
    *,
    first: Practice,
    value_oom: float,
    seed: int,
    name: str = "",
    told: Callable[[], None] = lambda: None,
) -> tuple[Practice, float]:
    """The best practice that a search from `first` finds, and the mean logarithm of its hours.

    Cross-entropy search in logarithms; source: R. Rubinstein, "The cross-entropy method for combinatorial and
    continuous optimization" (1999). `first` is always among those tried, so the answer is never worse. `name` tells the
    random numbers of one search from another's. Raises RunError for a practice that is not positive.
    """
    if not all(number > 0.0 for number in first):
        raise RunError(f"expected a practice of numbers above 0, got {shown(tuple(first))}")
    tried = {first: ln_hours(graphs, ways, first, value_oom=value_oom, seed=seed)}
    told()
    centre, spread = np.log(first), np.full(len(first), FIRST_SPREAD)
    count = CANDIDATES * len(first)
    for turn in range(ROUNDS):
        luck = uniforms(f"techtree practice {name}", seed=seed, start=turn * count, count=count)
        steps = normal_quantile(luck).reshape(CANDIDATES, len(first))
        for step in steps:
            practice = Practice(*np.exp(centre + spread * step).tolist())
            tried[practice] = ln_hours(graphs, ways, practice, value_oom=value_oom, seed=seed)
            told()
        elite = np.log(sorted(tried, key=lambda practice: (tried[practice], practice))[:ELITE])
        centre = elite.mean(axis=0)
        spread = np.maximum(elite.std(axis=0), LEAST_SPREAD)
    best = min(tried, key=lambda practice: (tried[practice], practice))
    return best, tried[best]


def adaptations(
    graphs: Sequence[Graph],
    companies: Mapping[str, Ways],
    *,
    reference: str,
    first: Practice,
    value_oom: float,
    seed: int = 0,
    progress: Progress | None = None,
) -> dict[str, Adaptation]:
    """Each company with the practices of the reference company, and with its own.

    The reference's practice is the best that a search from `first` finds for it. For the reference company itself a
    second search, from there, may still find a better one: by how much is how far the searches are from their optimum.
    """
    if reference not in companies:
        raise RunError(f"expected one of {', '.join(companies)} as the reference, got {shown(reference)}")
    told = Told(progress, companies=len(companies), trees=len(graphs)).one_more
    brought, _ = best_practice(
        graphs,
        companies[reference],
        first=first,
        value_oom=value_oom,
        seed=seed,
        name=f"{reference} at first",
        told=told,
    )
    found = {}
    for name, ways in companies.items():
        dropped_in = ln_hours(graphs, ways, brought, value_oom=value_oom, seed=seed)
        told()
        own, evolved = best_practice(graphs, ways, first=brought, value_oom=value_oom, seed=seed, name=name, told=told)
        found[name] = Adaptation(
            dropped_in_hours=math.exp(dropped_in), evolved_hours=math.exp(evolved), dropped_in=brought, evolved=own
        )
    return found
