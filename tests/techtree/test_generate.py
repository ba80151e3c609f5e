"""Generated trees hit their targets, repeat exactly, change only where they are told to, and follow their own laws."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.errors import DataError, RunError
from oomcast.quantities.streams import uniforms
from oomcast.techtree.generate import barak_erdos, grid, layered, recombinant, series_parallel
from oomcast.techtree.generate.fields import Shape
from oomcast.techtree.generate.levels import levels, raise_levels
from oomcast.techtree.generate.nodes import isoquant
from oomcast.techtree.generate.registry import DEFAULT_TREE, FAMILIES, generated, luck_of, parse_spec
from oomcast.techtree.graph import Graph
from oomcast.techtree.structure import measured, order_strength

SIGMAS = 5.0

SMALL = {
    "layered": "nodes=300,depth=12",
    "barak-erdos": "nodes=200,chance=0.03",
    "grid": "rows=12,columns=15",
    "series-parallel": "nodes=200",
    "recombinant": "nodes=300",
}


def arrays(graph: Graph) -> dict[str, np.ndarray]:
    own = {name: value for name, value in vars(graph).items() if isinstance(value, np.ndarray)}
    return own | {f"modes.{name}": value for name, value in vars(graph.modes).items() if name != "rows"}


def same(one: Graph, other: Graph) -> set[str]:
    """Names of the arrays that are equal to the last bit."""
    mine, theirs = arrays(one), arrays(other)
    return {name for name in mine if np.array_equal(mine[name], theirs[name])}


def test_each_family_is_tried_here() -> None:
    assert SMALL.keys() == FAMILIES.keys()


# --- all families


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_spec_seed_and_index_give_the_same_tree_and_others_another(family: str) -> None:
    spec = f"{family}:{SMALL[family]}"
    one = generated(spec, seed=3, index=2)
    assert same(one, generated(spec, seed=3, index=2)) == arrays(one).keys()
    for other in (generated(spec, seed=4, index=2), generated(spec, seed=3, index=1)):
        assert "modes.think_hours" not in same(one, other)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ("chips=5", {"modes.chip_hours"}),
        ("chips_sd=1", {"modes.chip_hours"}),
        ("latency=99", {"modes.latency_hours"}),
        ("latency_sd=0.5", {"modes.latency_hours"}),
        ("critical=7", {"modes.critical_chips"}),
        ("think=17", {"modes.think_hours"}),
        ("harder=0", {"modes.think_hours"}),
        ("value=3", {"value_oom", "modes.think_hours"}),
        ("value_sd=0.2", {"value_oom", "modes.think_hours"}),
        ("zipf=1.2", {"visibility"}),
        ("success=0.5", {"modes.success"}),
        ("rework=0.9", {"soft_rework"}),
        ("soft=0", {"soft_sources", "soft_targets", "soft_rework"}),
        ("sigma=2", {"modes.think_hours", "modes.chip_hours"}),
        ("tools=0.5", {"tool_nodes", "tool_factors", "kind"}),
    ],
)
def test_each_quantity_of_nodes_moves_what_it_names_and_nothing_else(family: str, change: str, moves: set[str]) -> None:
    one = generated(f"{family}:{SMALL[family]}", seed=1)
    other = generated(f"{family}:{SMALL[family]},{change}", seed=1)
    assert arrays(one).keys() - same(one, other) == moves


@pytest.mark.parametrize("family", FAMILIES)
def test_nodes_are_drawn_from_what_is_said(family: str) -> None:
    size = {"grid": "rows=100,columns=100", "barak-erdos": "nodes=10000,chance=0.0004"}.get(family, "nodes=10000")
    graph = generated(f"{family}:{size},ways=1,harder=0", seed=2)
    count = graph.nodes
    for name, median, sd in (("think_hours", 300.0, 1.0), ("chip_hours", 1e6, 2.3), ("latency_hours", 24.0, 1.76)):
        logs = np.log(getattr(graph.modes, name))
        assert logs.mean() == pytest.approx(math.log(median), abs=SIGMAS * sd / math.sqrt(count))
        assert logs.std() == pytest.approx(sd, rel=SIGMAS / math.sqrt(2 * count))
    assert graph.total_value_oom == pytest.approx(12.0)
    soft = len(graph.soft_sources)
    assert soft / (soft + len(graph.hard_sources)) == pytest.approx(0.235, abs=0.005 + 0.1 * (family == "recombinant"))
    assert (np.log(graph.visibility) / 2.1).mean() == pytest.approx(1.0, abs=SIGMAS / math.sqrt(count))


def test_ideas_get_harder_by_what_was_known_before_their_level() -> None:
    flat, steep = (generated(f"layered:nodes=400,depth=8,ways=1,harder={harder}", seed=1) for harder in (0, 0.5))
    level = measured(flat).level
    behind = np.array([flat.value_oom[level < one].sum() for one in level])
    ratio = np.log(steep.modes.think_hours / flat.modes.think_hours)
    assert ratio == pytest.approx(0.5 * behind)
    assert behind.max() > 5.0


def test_soft_edges_leave_the_shape_as_it_was_asked_for() -> None:
    graph = generated("layered:nodes=500,depth=20,soft=0.5", seed=1)
    assert measured(graph).depth == 20
    level = measured(graph).level
    assert (level[graph.soft_targets] - level[graph.soft_sources] == 1).all()


@given(sigma=st.floats(0.05, 8.0), ways=st.integers(2, 7))
@settings(max_examples=60)
def test_ways_to_do_a_node_lie_on_an_isoquant_of_their_elasticity(sigma: float, ways: int) -> None:
    factors = isoquant(ways, sigma=sigma)
    ratio = factors[:, 1] / factors[:, 0]
    assert ratio[1:] / ratio[:-1] == pytest.approx(np.full(ways - 1, 4.0))
    rho = 1 - 1 / sigma
    if abs(rho) > 1e-6:
        assert (factors**rho).sum(axis=1) == pytest.approx(np.full(ways, 2.0), rel=1e-6)
    else:
        assert factors.prod(axis=1) == pytest.approx(np.ones(ways), rel=1e-4)
    assert (np.diff(factors[:, 0]) < 0.0).all()
    assert (np.diff(factors[:, 1]) > 0.0).all()


# --- layered: targets


@st.composite
def layered_specs(draw: st.DrawFn) -> dict[str, Any]:
    nodes = draw(st.integers(2, 400))
    depth = draw(st.integers(1, nodes))
    widest = draw(st.integers(-(-nodes // depth), nodes - depth + 1))
    profile = draw(st.sampled_from(["constant", "bump", "lognormal"]))
    return {"nodes": nodes, "depth": depth, "width": widest, "profile": profile, "seed": draw(st.integers(0, 99))}


@given(asked=layered_specs())
@settings(max_examples=60)
def test_nodes_depth_and_width_are_exactly_as_asked(asked: dict[str, Any]) -> None:
    seed = asked.pop("seed")
    text = ",".join(f"{name}={value}" for name, value in asked.items())
    graph = generated(f"layered:{text},soft=0,ways=1", seed=seed)
    found = measured(graph)
    assert (found.nodes, found.depth, found.widest) == (asked["nodes"], asked["depth"], asked["width"])


@pytest.mark.parametrize("strength", [0.05, 0.1, 0.2, 0.35, 0.5])
@pytest.mark.parametrize("law", ["even", "geometric"])
@pytest.mark.parametrize("seed", [0])
def test_order_strength_is_met_within_two_per_cent(strength: float, law: str, seed: int) -> None:
    spec = f"layered:nodes=800,depth=20,width=60,reach=0.15,law={law},order_strength={strength}"
    graph = generated(spec, seed=seed)
    assert order_strength(graph).value == pytest.approx(strength, rel=layered.TOLERANCE)
    found = measured(graph)
    assert (found.depth, found.widest) == (20, 60)


def test_more_parents_tie_a_tree_more_tightly() -> None:
    found = [order_strength(generated(f"layered:nodes=400,depth=20,indegree={mean}")).value for mean in (1, 1.5, 2, 4)]
    assert found == sorted(found)
    assert found[0] < 0.5 * found[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nodes=10,depth=11", "depth: expected at most as many levels as nodes (10), got 11"),
        ("nodes=100,depth=10,width=9", "width: expected 10 to 91 for 100 nodes on 10 levels, got 9"),
        ("nodes=100,depth=10,width=92", "width: expected 10 to 91"),
        ("nodes=400,depth=20,order_strength=0.99", "order_strength: expected"),
        ("nodes=30000,depth=20,order_strength=0.5", "at most 20,000 nodes"),
    ],
)
def test_targets_that_no_tree_can_meet_are_refused(text: str, words: str) -> None:
    with pytest.raises(RunError, match=f"layered: .*{re.escape(words)}"):
        generated(f"layered:{text}")


def test_jumps_reach_back_as_far_as_asked() -> None:
    values = parse_spec("layered:nodes=20000,depth=200,profile=constant,indegree=4,jump=0.5,jump_levels=4").values
    shape = layered.build(values, luck_of("layered", seed=1, index=0))
    back = levels(shape)[shape.targets] - levels(shape)[shape.sources]
    late = levels(shape)[shape.targets] > 60
    jumped = late & (back > 1)
    assert back[jumped].mean() == pytest.approx(4.0, rel=0.03)
    assert jumped.sum() / late.sum() == pytest.approx(0.5 * 3 / 4, rel=0.03)


def test_parents_are_within_reach() -> None:
    values = parse_spec("layered:nodes=5000,depth=50,profile=constant,jump=0,reach=0.1").values
    shape = layered.build(values, luck_of("layered", seed=1, index=0))
    away = np.abs(shape.targets % 100 - shape.sources % 100)
    assert np.minimum(away, 100 - away).max() <= 0.05 * 100 + 1


# --- the other families


def test_a_grid_has_one_longest_way_from_corner_to_corner() -> None:
    shape = grid.build({"rows": 4, "columns": 7}, luck_of("grid", seed=0, index=0))
    assert levels(shape).reshape(4, 7).tolist() == [[row + column + 1 for column in range(7)] for row in range(4)]
    assert len(shape.sources) == 3 * 7 + 4 * 6


@pytest.mark.parametrize("chance", [0.0, 0.2, 1.0])
def test_random_orders_have_each_pair_with_the_same_chance(chance: float) -> None:
    nodes, trees = 30, 300
    counts = np.zeros((nodes, nodes))
    for index in range(trees):
        shape = barak_erdos.build({"nodes": nodes, "chance": chance}, luck_of("order", seed=1, index=index))
        assert (shape.sources < shape.targets).all()
        assert len({*zip(shape.sources.tolist(), shape.targets.tolist(), strict=True)}) == len(shape.sources)
        counts[shape.sources, shape.targets] += 1
    of_pairs = counts[np.triu_indices(nodes, 1)]
    error = math.sqrt(chance * (1 - chance) / trees)
    assert of_pairs.mean() / trees == pytest.approx(chance, abs=SIGMAS * error / math.sqrt(len(of_pairs)))
    assert np.abs(of_pairs / trees - chance).max() <= SIGMAS * error


def test_too_many_edges_are_refused_before_they_are_made() -> None:
    with pytest.raises(RunError, match="barak-erdos: chance: expected at most 20,000,000 edges"):
        generated("barak-erdos:nodes=1000000,chance=0.5")


@pytest.mark.parametrize("series", [0.0, 0.3, 0.7, 1.0])
def test_series_parallel_trees_have_the_depths_that_their_recursion_says(series: float) -> None:
    nodes, trees = 14, 2000
    chances = series_parallel.chances_of_depth(nodes, series=series)
    assert chances.sum() == pytest.approx(1.0)
    depths = np.array(
        [
            levels(series_parallel.build({"nodes": nodes, "series": series}, luck_of("sp", seed=5, index=index))).max()
            for index in range(trees)
        ]
    )
    observed = np.bincount(depths, minlength=nodes + 1) / trees
    error = np.sqrt(chances * (1 - chances) / trees)
    assert (np.abs(observed - chances) <= SIGMAS * error + 1e-12).all()


def test_series_parallel_trees_are_series_parallel() -> None:
    """Putting chains and doublets together again and again leaves a single edge between a first and a last node."""
    for index in range(20):
        shape = series_parallel.build({"nodes": 40, "series": 0.6}, luck_of("sp", seed=6, index=index))
        assert reduces_to_an_edge(shape)
    assert not reduces_to_an_edge(zigzag())


def zigzag() -> Shape:
    """The smallest order that is not series-parallel: a before c and d, b before d only."""
    return Shape(4, np.array([0, 0, 1], dtype=np.int32), np.array([2, 3, 3], dtype=np.int32))


def reduces_to_an_edge(shape: Shape) -> bool:
    """An order is series-parallel exactly when it does not contain that zigzag (Valdes, Tarjan and Lawler, 1982)."""
    nodes = shape.nodes
    before = np.zeros((nodes, nodes), dtype=bool)
    for source, target in sorted(zip(shape.sources.tolist(), shape.targets.tolist(), strict=True), key=lambda e: e[1]):
        before[:, target] |= before[:, source]
        before[source, target] = True
    apart = ~(before | before.T)
    np.fill_diagonal(apart, val=False)
    for a in range(nodes):
        for d in np.flatnonzero(before[a]):
            # a < c with c apart from d; b < d with b apart from a and from c.
            c = before[a] & apart[d]
            b = before[:, d] & apart[a]
            if (apart[np.ix_(b, c)]).any():
                return False
    return True


def test_recombination_without_preference_is_a_random_recursive_tree() -> None:
    """With one parent chosen uniformly the level of node n is 1 + H_n on average (and its variance below that)."""
    nodes, trees = 400, 400
    values = {"nodes": nodes, "seeds": 1, "parents": 1, "preference": 0.0, "recent": 1.0}
    last = [levels(recombinant.build(values, luck_of("rec", seed=1, index=index)))[-1] for index in range(trees)]
    harmonic = sum(1 / k for k in range(1, nodes))
    error = math.sqrt(harmonic / trees)
    assert np.mean(last) == pytest.approx(1 + harmonic, abs=SIGMAS * error)


def test_full_preference_makes_a_few_ideas_famous() -> None:
    """Polya's urn: with one parent always chosen among those used before, the first one is used ever on."""
    values = {"nodes": 2000, "seeds": 1, "parents": 1, "preference": 1.0, "recent": 1.0}
    shape = recombinant.build(values, luck_of("rec", seed=1, index=0))
    assert (shape.sources == 0).all()
    top = []
    for preference in (0.0, 0.9):
        shape = recombinant.build({**values, "seeds": 50, "preference": preference}, luck_of("rec", seed=2, index=0))
        top.append(np.sort(np.bincount(shape.sources))[-20:].sum())
    assert top[1] > 2 * top[0]


def test_native_growth_does_what_the_plain_one_does() -> None:
    luck = uniforms("test.combine", seed=1, count=300 * 2 * 2).reshape(300, 2, 2)
    native, plain = np.zeros((300, 2), dtype=np.int32), np.zeros((300, 2), dtype=np.int32)
    recombinant.combine(20, 2, 0.5, 0.3, luck, native)
    recombinant.combine.plain(20, 2, 0.5, 0.3, luck, plain)
    assert native.tolist() == plain.tolist()
    shape = Shape(320, native.ravel(), np.repeat(np.arange(20, 320, dtype=np.int32), 2))
    by_hand = np.ones(320, dtype=np.int32)
    raise_levels.plain(shape.sources, shape.targets, by_hand)
    assert levels(shape).tolist() == by_hand.tolist()


def test_fewer_seeds_than_parents_are_refused() -> None:
    with pytest.raises(RunError, match="recombinant: seeds: expected from 3"):
        generated("recombinant:seeds=2,parents=3")


# --- the line of text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected a family of trees (layered, barak-erdos, grid, series-parallel, recombinant), got ''"),
        ("layerd", "Did you mean 'layered'?"),
        ("layered:nodes", "layered: expected name=value, got 'nodes'"),
        ("layered:=3", "expected one of nodes"),
        ("layered:nodes=", "expected name=value, got 'nodes='"),
        ("layered:nods=3", "Did you mean 'nodes'?"),
        ("layered:nodes=3,nodes=4", "nodes: expected one value, got several"),
        ("layered:nodes=2.5", "nodes: expected a whole number from 1 to 1e+08, got '2.5'"),
        ("layered:nodes=-1", "got '-1'"),
        ("layered:nodes=1e9", "got '1e9'"),
        ("layered:nodes=nan", "got 'nan'"),
        ("layered:jump=inf", "got 'inf'"),
        ("layered:think=none", "expected a number from 0 to 1e+09, got 'none'"),
        ("layered:profile=bum", "profile: expected constant or bump or lognormal, got 'bum'. Did you mean 'bump'?"),
        ("layered:width=many", 'expected a whole number from 1 to 1e+08 or "none", got'),
        ("layered:order_strength=0.3,indegree=2", "expected either order_strength or indegree"),
        ("layered:,", "expected name=value, got ''"),
        ("layered:" + "x" * 3000, "in at most 2,000 letters, got 3,008"),
    ],
)
def test_a_spec_that_makes_no_sense_is_refused_with_one_clear_error(text: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_spec(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_spec_is_written_as_it_is_read(family: str) -> None:
    one = parse_spec(f"{family}:{SMALL[family]},think=0.1,latency_sd=0.3333333333333333")
    assert parse_spec(one.text) == one
    assert parse_spec(family).text == family


def test_the_shipped_tree_is_as_wide_as_it_is_said_to_be() -> None:
    found = measured(generated(DEFAULT_TREE))
    assert (found.mean_width, found.depth) == (300.0, 40)
