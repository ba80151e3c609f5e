"""Random small worlds that use every rule of the engine at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from oomcast.techtree.draws import EXPONENTIAL, LOGNORMAL
from oomcast.techtree.graph import Graph, Tool, tree
from oomcast.techtree.modes import Mode
from oomcast.techtree.simulation import Cluster, Luck, Rules, Team


class World(NamedTuple):
    graph: Graph
    team: Team
    cluster: Cluster
    rules: Rules


def random_edges(nodes: int, rng: np.random.Generator, *, most: int = 3) -> list[tuple[int, int]]:
    """Each node needs up to `most` - 1 earlier ones."""
    return [
        (int(u), v)
        for v in range(1, nodes)
        for u in rng.choice(v, size=min(v, int(rng.integers(0, most))), replace=False)
    ]


def random_mode(rng: np.random.Generator) -> Mode:
    return Mode(
        think_hours=float(rng.lognormal(1.0, 1.0)),
        chip_hours=float(rng.lognormal(2.0, 1.0)) if rng.random() < 0.6 else 0.0,
        latency_hours=float(rng.lognormal()) if rng.random() < 0.6 else 0.0,
        success=float(rng.choice([1.0, 0.7])),
        most_chips=float(rng.choice([4.0, np.inf])),
        critical_chips=float(rng.choice([8.0, np.inf])),
    )


def random_world(seed: int, *, nodes: int = 60) -> World:
    rng = np.random.default_rng(seed)
    graph = tree(
        nodes,
        edges=random_edges(nodes, rng),
        alternatives=[(v, sorted({*rng.integers(0, v, 2).tolist()})) for v in range(5, nodes) if rng.random() < 0.2],
        soft=[(int(rng.integers(0, v)), v, float(rng.random())) for v in range(3, nodes) if rng.random() < 0.3],
        modes=[[random_mode(rng) for _ in range(int(rng.integers(1, 4)))] for _ in range(nodes)],
        visibility=rng.lognormal(size=nodes),
        release_hours=np.where(rng.random(nodes) < 0.15, rng.exponential(20.0, nodes), 0.0),
        tools=[Tool(int(v), 1.5, 1.2, 1.1) for v in rng.choice(nodes, 3, replace=False)],
    )
    groups, looks = int(rng.integers(1, 12)), int(rng.choice([0, 1, 3]))
    team = Team(
        groups=groups,
        speed=rng.lognormal(0.0, 0.3, groups),
        quality=rng.lognormal(0.0, 0.3, groups),
        overhead=0.1,
        learning_cost=0.05,
    )
    cluster = Cluster(
        chips=float(rng.choice([4.0, 16.0])), chips_per_job=float(rng.choice([1.0, 3.0])), chip_price=0.1, pace=1.3
    )
    rules = Rules(
        news_lag_hours=float(rng.choice([0.0, 3.0])),
        coordinated=float(rng.choice([0.0, 0.5, 1.0])) if looks else 1.0,
        looks=looks,
        taste_sd=float(rng.choice([0.0, 1.0])),
        latency=1.2,
        thinking=Luck(LOGNORMAL, 0.5),
        chips=Luck(EXPONENTIAL),
        waiting=Luck(LOGNORMAL, 1.0),
    )
    return World(graph, team, cluster, rules)
