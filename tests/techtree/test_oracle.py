"""The engine and a second implementation by SimPy tell the same story, event by event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oomcast.techtree.paths import heaviest_after
from oomcast.techtree.simulation import simulate
from tests.techtree import oracle
from tests.techtree.oracle import Oracle
from tests.techtree.worlds import random_world

SAME_TIME = 1e-11
"""Relative: SimPy adds up waits, the engine keeps dates."""


@pytest.mark.parametrize(("seed", "nodes"), [*((seed, 60) for seed in range(24)), (100, 200), (101, 200), (102, 200)])
def test_the_engine_logs_what_the_oracle_logs(seed: int, nodes: int) -> None:
    world = random_world(seed, nodes=nodes)
    priority = heaviest_after(world.graph, world.graph.think_hours)
    run = simulate(
        world.graph, team=world.team, cluster=world.cluster, rules=world.rules, priority=priority, seed=seed,
        log_entries=100 * nodes,
    )  # fmt: skip
    told = Oracle(*world, priority, seed).run()
    assert run.log is not None
    assert len(told) > 3 * nodes
    assert [entry[1:] for entry in run.log] == [entry[1:] for entry in told]
    assert [entry[0] for entry in run.log] == pytest.approx([entry[0] for entry in told], rel=SAME_TIME)


def test_the_worlds_use_every_rule() -> None:
    kinds: set[int] = set()
    for seed in range(24):
        world = random_world(seed)
        run = simulate(
            *world[:1], team=world.team, cluster=world.cluster, rules=world.rules, seed=seed, log_entries=6000
        )
        assert run.log is not None
        kinds |= {entry[1] for entry in run.log}
    assert kinds == {*range(11)}


def test_a_changed_rule_is_noticed() -> None:
    world = random_world(6)
    priority = np.ones(world.graph.nodes)
    told = Oracle(*world, priority, 6).run()
    other = Oracle(*world, priority, 7).run()
    assert [entry[1:] for entry in told] != [entry[1:] for entry in other]


def test_the_engine_interpreted_gives_the_same_bits() -> None:
    for seed in (3, 16, 39):
        world = random_world(seed)
        runs = [
            simulate(
                world.graph, team=world.team, cluster=world.cluster, rules=world.rules, seed=seed, log_entries=6000,
                interpreted=interpreted,
            )
            for interpreted in (False, True)
        ]  # fmt: skip
        assert runs[0].log == runs[1].log
        assert runs[0].staff == runs[1].staff
        assert runs[0].chips == runs[1].chips
        assert (runs[0].chain == runs[1].chain).all()


def test_the_oracle_is_short() -> None:
    lines = Path(oracle.__file__).read_text(encoding="utf-8").splitlines()
    assert sum(bool(line.strip()) for line in lines) <= 200
