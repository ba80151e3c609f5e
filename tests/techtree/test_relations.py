"""What must hold of any tree, whatever its numbers: more never hurts without scarcity, names mean nothing, phases add.

Small trees, on which the engine runs as plain Python.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.techtree.fits.design import design
from oomcast.techtree.fits.formulas import FORMULAS
from oomcast.techtree.generate.nodes import isoquant
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.simulation import Cluster, Rules, Team, simulate
from oomcast.techtree.structure import measured, order_strength


def hours(graph: Graph, *, groups: int, speed: float = 1.0, latency: float = 1.0, **cluster: float) -> float:
    run = simulate(
        graph,
        team=Team(groups=groups, speed=speed),
        cluster=Cluster(**cluster),
        rules=Rules(latency=latency),
        interpreted=True,
    )
    return float(run.done_hours.max())


@st.composite
def parts_of_trees(draw: st.DrawFn) -> dict[str, Any]:
    nodes = draw(st.integers(1, 9))
    pairs = [*itertools.combinations(range(nodes), 2)]
    numbers = st.lists(st.integers(0, 6), min_size=nodes, max_size=nodes)
    return {
        "nodes": nodes,
        "edges": draw(st.lists(st.sampled_from(pairs), max_size=12)) if pairs else [],
        "think_hours": draw(numbers),
        "latency_hours": draw(numbers),
    }


# --- A22: more of anything


@given(parts=parts_of_trees(), speed=st.floats(1.0, 8.0), latency=st.floats(0.1, 1.0))
@settings(max_examples=20)
def test_with_a_group_for_each_node_more_speed_and_less_waiting_never_hurt(
    parts: dict[str, Any], speed: float, latency: float
) -> None:
    """A22: no scarcity, no anomaly."""
    graph = tree(**parts)
    before = hours(graph, groups=graph.nodes)
    assert hours(graph, groups=graph.nodes, speed=speed) <= before * (1 + 1e-12)
    assert hours(graph, groups=graph.nodes, latency=latency) <= before * (1 + 1e-12)
    span = measured(graph, hours=graph.think_hours + graph.modes.latency_hours).span_hours
    assert before == pytest.approx(span)


@given(parts=parts_of_trees(), groups=st.integers(1, 4), shorter=st.integers(0, 8))
@settings(max_examples=40)
def test_with_few_groups_it_may_hurt_but_not_beyond_grahams_bound(
    parts: dict[str, Any], groups: int, shorter: int
) -> None:
    """A22: a schedule of shorter work is at most 2 - 1/P times as long: R. L. Graham (1969)."""
    work = np.array(parts["think_hours"])
    less = np.where(np.arange(len(work)) == shorter, np.maximum(work - 1, 0), work)
    plain = {**parts, "latency_hours": 0.0}
    before = hours(tree(**plain), groups=groups)
    after = hours(tree(**{**plain, "think_hours": less}), groups=groups)
    assert after <= (2 - 1 / groups) * before + 1e-9


@given(
    parts=parts_of_trees(), groups=st.integers(1, 4), speed=st.floats(1.0, 8.0), latency=st.floats(0.0, 1.0)
)  # fmt: skip
@settings(max_examples=40)
def test_with_few_groups_more_speed_or_less_waiting_may_hurt_but_not_beyond_the_bound(
    parts: dict[str, Any], groups: int, speed: float, latency: float
) -> None:
    """A22: no node takes longer than before, so the same bound holds, whichever of the two is changed, and for both."""
    graph = tree(**parts)
    before = hours(graph, groups=groups)
    for changed in ({"speed": speed}, {"latency": latency}, {"speed": speed, "latency": latency}):
        assert hours(graph, groups=groups, **changed) <= (2 - 1 / groups) * before * (1 + 1e-12)


# --- A23: names


@given(parts=parts_of_trees(), data=st.data())
@settings(max_examples=40)
def test_what_nodes_are_called_changes_nothing(parts: dict[str, Any], data: st.DataObject) -> None:
    """A23: structure, and times without scarcity."""
    names = np.array(data.draw(st.permutations(range(parts["nodes"]))))
    renamed = {
        "nodes": parts["nodes"],
        "edges": [(int(names[source]), int(names[target])) for source, target in parts["edges"]],
        "think_hours": np.array(parts["think_hours"])[np.argsort(names)],
        "latency_hours": np.array(parts["latency_hours"])[np.argsort(names)],
    }
    one, other = tree(**parts), tree(**renamed)
    mine, theirs = measured(one), measured(other)
    assert mine.level.tolist() == theirs.level[names].tolist()
    assert mine.widths.tolist() == theirs.widths.tolist()
    assert (mine.work_hours, mine.span_hours) == (theirs.work_hours, theirs.span_hours)
    assert order_strength(one) == order_strength(other)
    assert hours(one, groups=one.nodes) == hours(other, groups=other.nodes)


# --- A25: phases in series, and menus of ways


def test_a_chain_of_thinking_computing_and_waiting_is_the_mean_of_rho_minus_one() -> None:
    """A25: 1/R is the sum of times, so R is the CES of the three with sigma 1/2, weighted by shares of time."""
    think, chip_hours, wait, chips = 55.0, 3.5e4, 10.0, 1000.0
    graph = tree(
        3, edges=[(0, 1), (1, 2)], think_hours=[think, 0, 0], chip_hours=[0, chip_hours, 0], latency_hours=[0, 0, wait]
    )
    base = hours(graph, groups=1, chips=chips, chips_per_job=chips)
    assert base == think + chip_hours / chips + wait
    values = {
        "latency_share": wait / base,
        "hurried_labour_share": think / (think + chip_hours / chips),
        "rho": -1.0,
    }
    points = design(24, seed=0)
    points[:, 0] = 0.0  # one chain: more people are no use
    for point, ln_pace in zip(points, FORMULAS["ces"].ln_pace(values, points), strict=True):
        _, speed, more, latency = np.exp(point)
        now = hours(graph, groups=1, speed=speed, latency=latency, chips=chips * more, chips_per_job=chips * more)
        assert math.log(base / now) == pytest.approx(float(ln_pace), abs=1e-9)


@pytest.mark.parametrize("sigma", [0.4, 0.7, 1.0, 1.6])
def test_a_menu_chosen_freely_has_the_elasticity_of_its_isoquant(sigma: float) -> None:
    """A25: where chips are x times as dear the cheapest way has a ratio of chips to thinking lower by x^sigma."""
    factors = isoquant(16, sigma=sigma)
    ln_prices = np.linspace(-3.0, 3.0, 601) * math.log(4.0) / sigma
    cost = factors[:, 0] + np.exp(ln_prices)[:, None] * factors[:, 1]
    chosen = cost.argmin(axis=1)
    ln_ratio = np.log(factors[chosen, 1] / factors[chosen, 0])
    slope = np.polyfit(ln_prices, ln_ratio, 1)[0]
    assert -slope == pytest.approx(sigma, rel=0.05)
