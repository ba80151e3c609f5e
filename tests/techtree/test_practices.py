"""Practices of one's own are never worse than those of another, and who keeps whom waiting is said."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.errors import RunError
from oomcast.techtree.blocking import blocking
from oomcast.techtree.draws import LOGNORMAL
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.modes import Mode
from oomcast.techtree.practices import Practice, Ways, adaptations, best_practice, ln_hours, simulations_to_adapt
from oomcast.techtree.simulation import Cluster, Luck, Rules, Team, simulate
from tests.techtree.worlds import random_edges

FIRST = Practice(team_size=8.0, chips_per_job=4.0, chip_price=0.01)


def two_ways(nodes: int, seed: int) -> Graph:
    """Every node can be thought out, or tried out on chips."""
    rng = np.random.default_rng(seed)
    return tree(
        nodes,
        edges=random_edges(nodes, rng),
        modes=[
            [Mode(hours, 1.0), Mode(hours / 8.0, 40.0 * hours, critical_chips=64.0)]
            for hours in rng.lognormal(3.0, 1.0, nodes)
        ],
    )


def company(people: float, chips: float, speed: float = 1.0) -> Ways:
    def ways(practice: Practice) -> tuple[Team, Cluster, Rules]:
        size = min(practice.team_size, people)
        # Five minutes a day for each other member: a large group is fast, but not in proportion.
        team = Team(groups=max(1, round(people / size)), speed=speed * size / (1.0 + 0.05 * size))
        jobs = min(max(practice.chips_per_job, 1.0), chips)
        cluster = Cluster(chips=chips, chips_per_job=jobs, chip_price=practice.chip_price)
        return team, cluster, Rules(looks=4, coordinated=0.7, news_lag_hours=5.0, thinking=Luck(LOGNORMAL, 0.5))

    return ways


COMPANIES = {"few people": company(10.0, 2000.0), "normal": company(100.0, 100.0), "few chips": company(1000.0, 4.0)}


def test_evolved_is_never_worse_than_dropped_in_and_sometimes_much_better() -> None:
    graphs = [two_ways(80, seed) for seed in range(2)]
    told: list[tuple[int, int]] = []
    found = adaptations(
        graphs, COMPANIES, reference="normal", first=FIRST, value_oom=60.0, seed=3,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    total = simulations_to_adapt(len(COMPANIES), trees=2)
    assert told == [(done, total) for done in range(2, total + 1, 2)]
    assert all(one.gap >= 1.0 for one in found.values())
    assert max(one.gap for one in found.values()) > 1.1
    assert len({one.dropped_in for one in found.values()}) == 1
    again = adaptations(graphs, COMPANIES, reference="normal", first=FIRST, value_oom=60.0, seed=3)
    assert again == found
    for name, one in found.items():
        hours = math.exp(ln_hours(graphs, COMPANIES[name], one.evolved, value_oom=60.0, seed=3))
        assert hours == one.evolved_hours


def test_the_search_finds_a_known_optimum() -> None:
    """One node, one group: the price of chips decides between the modes, and the cheaper one is the faster one."""
    graph = tree(1, modes=[[Mode(10.0), Mode(1.0, 8.0)]])

    def ways(practice: Practice) -> tuple[Team, Cluster, Rules]:
        return Team(groups=1), Cluster(chips=8.0, chips_per_job=8.0, chip_price=practice.chip_price), Rules()

    dear = Practice(1.0, 8.0, 2.0)
    assert ln_hours([graph], ways, dear, value_oom=1.0, seed=0) == pytest.approx(math.log(10.0))
    _, least = best_practice([graph], ways, first=dear, value_oom=1.0, seed=0)
    assert least == pytest.approx(math.log(2.0))


def test_what_is_no_practice_is_refused() -> None:
    with pytest.raises(RunError, match="practice of numbers above 0"):
        best_practice([two_ways(3, 0)], company(1.0, 1.0), first=Practice(0.0, 1.0, 1.0), value_oom=1.0, seed=0)
    with pytest.raises(RunError, match="as the reference, got 'x'"):
        adaptations([two_ways(3, 0)], COMPANIES, reference="x", first=FIRST, value_oom=1.0)


def test_waits_for_chips_name_who_had_them() -> None:
    graph = tree(2, think_hours=[1.0, 2.0], chip_hours=[5.0, 1.0])
    run = simulate(graph, team=Team(groups=2), cluster=Cluster(chips=1.0), grid_oom=[2.0])
    (wait,) = blocking(run)
    assert wait == (1, 0, "chips", 4.0)
    assert run.chain.tolist() == [1.0, 6.0, 0.0]  # node 1's wait counts as what the chip was busy with
