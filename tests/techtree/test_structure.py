"""The measured shape of a tree is the true one: by hand, by brute force, by closed forms, and on real graphs."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.errors import DataError
from oomcast.quantities.streams import uniforms
from oomcast.techtree import structure
from oomcast.techtree.generate import barak_erdos, grid
from oomcast.techtree.generate.levels import levels
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.imports.dated import dated_project
from oomcast.techtree.imports.edges import edge_list
from oomcast.techtree.structure import OrderStrength, earliest, fluid_hours, measured, order_strength

SIGMAS = 5.0
"""Standard errors between a simulated mean and its law: one false alarm in two million."""


@st.composite
def trees(draw: st.DrawFn, *, most: int = 8) -> Graph:
    """Small trees with hard edges and alternatives, in an order that is not that of the numbers."""
    nodes = draw(st.integers(1, most))
    names = draw(st.permutations(range(nodes)))
    pairs = [(names[i], names[j]) for i, j in itertools.combinations(range(nodes), 2)]
    edges = draw(st.lists(st.sampled_from(pairs), max_size=12)) if pairs else []
    groups = []
    for place in draw(st.lists(st.integers(1, nodes - 1), max_size=3)) if nodes > 1 else []:
        sources = draw(st.lists(st.sampled_from(names[:place]), min_size=1, max_size=3))
        groups.append((names[place], sources))
    hours = draw(st.lists(st.integers(0, 5), min_size=nodes, max_size=nodes))
    return tree(nodes, edges=edges, alternatives=groups, think_hours=hours)


def finish_by_definition(graph: Graph, hours: np.ndarray) -> list[float]:
    """When each node is done, asked of each node by itself."""

    def done(node: int) -> float:
        ready = [done(int(source)) for source in graph.hard_predecessors(node)]
        for group in np.flatnonzero(graph.group_targets == node):
            members = graph.group_sources[graph.group_starts[group] : graph.group_starts[group + 1]]
            ready.append(min(done(int(source)) for source in members))
        return max(ready, default=0.0) + float(hours[node])

    return [done(node) for node in range(graph.nodes)]


@given(graph=trees())
@settings(max_examples=100)
def test_depth_and_span_are_as_defined(graph: Graph) -> None:
    found = measured(graph)
    assert found.finish_hours.tolist() == finish_by_definition(graph, graph.think_hours)
    assert found.level.tolist() == finish_by_definition(graph, np.ones(graph.nodes))
    assert found.depth == found.level.max()
    assert found.widths.sum() == graph.nodes
    assert found.widest == max(found.widths)
    assert found.work_hours == graph.think_hours.sum()
    path = found.critical_path
    assert math.fsum(graph.think_hours[list(path)]) == found.span_hours
    sources, targets = graph.precedence
    assert {*itertools.pairwise(path)} <= {*zip(sources.tolist(), targets.tolist(), strict=True)}


@given(graph=trees(), parts=st.integers(1, 7))
@settings(max_examples=60)
def test_the_profile_of_parallelism_holds_all_the_work(graph: Graph, parts: int) -> None:
    found = measured(graph)
    profile = found.parallelism(parts)
    assert profile.sum() * found.span_hours / parts == pytest.approx(found.work_hours)
    assert (profile >= -1e-9).all()
    starts = found.finish_hours - found.hours
    times = (np.arange(1000) + 0.5) / 1000 * found.span_hours
    running = ((starts <= times[:, None]) & (times[:, None] < found.finish_hours)).sum(axis=1)
    by_part = np.array([part.mean() for part in np.array_split(running, parts)])
    assert np.abs(by_part - profile).max() <= 2 * graph.nodes * parts / 1000 + 1e-9


@given(graph=trees(most=10))
@settings(max_examples=80)
def test_order_strength_counts_pairs_whose_order_is_fixed(graph: Graph) -> None:
    sources, targets = graph.precedence
    reach = np.eye(graph.nodes, dtype=bool)
    for _ in range(graph.nodes):
        for source, target in zip(sources, targets, strict=True):
            reach[source] |= reach[target]
    pairs = graph.nodes * (graph.nodes - 1) / 2
    expected = (reach.sum() - graph.nodes) / pairs if pairs else 1.0
    assert order_strength(graph) == OrderStrength(pytest.approx(expected), 0.0)


def test_sampled_order_strength_is_within_its_error_of_the_exact_one(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = 20_000
    ends = np.sort((uniforms("test.pairs", seed=1, count=6 * nodes) * nodes).astype(int).reshape(-1, 2), axis=1)
    graph = tree(nodes, edges=ends[ends[:, 0] < ends[:, 1]])
    exact = order_strength(graph)
    monkeypatch.setattr(structure, "MOST_BIT_STEPS", 0.0)
    sampled = order_strength(graph, seed=3)
    assert exact.error == 0.0 < sampled.error < 0.1 * exact.value
    assert sampled.value == pytest.approx(exact.value, abs=SIGMAS * sampled.error)
    assert sampled == order_strength(graph, seed=3) != order_strength(graph, seed=4)


def test_impossible_hours_are_refused() -> None:
    graph = tree(2, edges=[(0, 1)])
    for hours in ([1.0], [1.0, -1.0], [1.0, np.nan], [1.0, np.inf]):
        with pytest.raises(DataError, match="hours from 0 for each of 2 nodes"):
            measured(graph, hours=np.array(hours))


@pytest.mark.parametrize(("edges", "indicator", "strength"), [([], 0.0, 0.0), ([(0, 1), (1, 2), (2, 3)], 1.0, 1.0)])
def test_loose_nodes_and_a_chain_are_the_extremes(
    edges: list[tuple[int, int]], indicator: float, strength: float
) -> None:
    graph = tree(4, edges=edges)
    assert measured(graph).serial_indicator == indicator
    assert order_strength(graph).value == strength


# --- A19: stages done as a fluid


@given(
    stages=st.lists(st.tuples(st.floats(0.01, 100.0), st.integers(1, 50)), min_size=1, max_size=6),
    workers=st.lists(st.floats(1.0, 100.0), min_size=2, max_size=6),
)
@settings(max_examples=100)
def test_dependency_alone_gives_no_constant_exponent(stages: list[tuple[float, int]], workers: list[float]) -> None:
    """A19: n T(n) times the exponent is the work of stages wider than n: it only falls, where n^-lam has it rise."""
    work, widths = (np.array(column) for column in zip(*stages, strict=True))
    n = np.sort(np.array(workers)) + 1e-3  # away from the kinks at whole widths
    step = 1e-7
    hours, later = fluid_hours(work, widths, n), fluid_hours(work, widths, n * (1 + step))
    exponent = -np.log(later / hours) / np.log1p(step)
    bound_work = [float(work[widths > workers].sum()) for workers in n]
    assert n * hours * exponent == pytest.approx(bound_work, rel=1e-5, abs=1e-5 * (n * hours).max())
    assert (np.diff(bound_work) <= 0.0).all()
    constant = n * n ** (-0.4) * 0.4
    assert (np.diff(constant) >= 0.0).all()


def test_fluid_speedup_is_one_for_one_worker_and_ends_at_work_over_span() -> None:
    """A19: its two ends."""
    graph = tree(6, edges=[(0, 1), (0, 2), (0, 3), (3, 4), (3, 5)])
    found = measured(graph)
    assert found.speedup(np.array([1.0, 2.0, 1e9])).tolist() == pytest.approx([1.0, 6 / 3.5, 6 / 3])


# --- A8: last-passage percolation on a grid

TRACY_WIDOM_MEAN, TRACY_WIDOM_SD = -1.7710868, 0.8131948**0.5
"""Mean and standard deviation of the Tracy-Widom law of the Gaussian unitary ensemble."""


def passage(size: int, *, runs: int) -> np.ndarray:
    shape = grid.build({"rows": size, "columns": size}, lambda purpose, count: np.zeros(count))
    graph = tree(shape.nodes, edges=np.stack([shape.sources, shape.targets], axis=1))
    count = shape.nodes
    return np.array(
        [
            earliest(graph, -np.log(uniforms("test.passage", seed=run, count=count)))[0].max()
            for run in range(runs)
        ]
    )  # fmt: skip


@pytest.mark.parametrize(("size", "runs"), [(120, 200), pytest.param(1000, 20, marks=pytest.mark.slow)])
def test_passage_times_of_a_grid_follow_tracy_and_widom(size: int, runs: int) -> None:
    """A8: T = 4m + 2^(4/3) m^(1/3) TW on a square of m x m exponential times: K. Johansson (2000)."""
    scale = 2 ** (4 / 3) * size ** (1 / 3)
    times = passage(size, runs=runs)
    mean = 4 * size + scale * TRACY_WIDOM_MEAN
    error = scale * TRACY_WIDOM_SD / math.sqrt(runs)
    assert times.mean() == pytest.approx(mean, abs=SIGMAS * error + 0.003 * mean)
    assert 4 * size - times.mean() > SIGMAS * error  # the shift is there
    if size == 1000:
        assert round(mean, 1) == 3955.4
    assert times.std(ddof=1) == pytest.approx(scale * TRACY_WIDOM_SD, rel=SIGMAS / math.sqrt(2 * runs) + 0.05)


# --- A9: the longest path of a random order

CONSTANTS = {0.5: 0.5779, 0.1: 0.1657, 0.01: 0.02178, 0.001: 0.002445}
"""Longest path by node of Barak-Erdos graphs, by chance of an edge; four digits each."""


@pytest.mark.parametrize(
    ("chance", "nodes", "trees"),
    [
        (0.5, 1200, 12),
        (0.1, 2400, 12),
        (0.01, 8000, 10),
        pytest.param(0.5, 6000, 12, marks=pytest.mark.slow),
        pytest.param(0.001, 100_000, 8, marks=pytest.mark.slow),
    ],
)
def test_the_longest_path_of_a_random_order_grows_at_the_known_rate(chance: float, nodes: int, trees: int) -> None:
    """A9: C(p). Between the first half of the nodes and all of them, so that what the beginning adds drops out."""
    rates = []
    for index in range(trees):
        shape = barak_erdos.build(
            {"nodes": nodes, "chance": chance},
            lambda purpose, count, index=index: uniforms(f"test.order.{purpose}", seed=index, count=count),
        )
        level = levels(shape)
        rates.append((level.max() - level[: nodes // 2].max()) / (nodes - nodes // 2))
    error = np.std(rates, ddof=1) / math.sqrt(trees)
    digits = 0.5e-4 if chance > 0.05 else 0.5e-5
    assert np.mean(rates) == pytest.approx(CONSTANTS[chance], abs=SIGMAS * error + digits)
    assert error < 0.02 * CONSTANTS[chance]


@pytest.mark.parametrize("chance", [0.01, 0.001])
def test_sparse_random_orders_approach_e_times_the_chance_from_below(chance: float) -> None:
    """A9: C(p)/(e p) for small p."""
    expected = 1 - math.pi**2 / (2 * math.log(chance) ** 2)
    assert CONSTANTS[chance] / (math.e * chance) == pytest.approx(expected, abs=0.04)


# --- real graphs

REAL = {
    "techtree/metamath/hol": (198, 1_344, 23, 8.6, 4.29),
    "techtree/metamath/ql": (1_188, 11_838, 35, 33.9, 30.87),
    "techtree/metamath/nf": (6_174, 43_794, 187, 33.0, 15.37),
    "techtree/blueprint/pfr": (218, 497, 23, 9.5, 7.2),
    "techtree/blueprint/lte": (107, 177, 21, 5.1, 4.5),
    "mathlib_dag/": (3_220, 8_802, 126, 25.6, 10.2),
}
"""Nodes, edges, depth, nodes by depth, and work by span of the reference data, as its README has them."""


@pytest.mark.parametrize("name", REAL)
def test_real_graphs_measure_as_listed(reference_data: Path, name: str) -> None:
    nodes, edges, depth, width, parallelism = REAL[name]
    path = reference_data / (f"{name}_edges.csv" if not name.endswith("/") else f"{name}edges.csv")
    graph = edge_list(path)
    found = measured(graph)
    assert (graph.nodes, graph.edges, found.depth) == (nodes, edges, depth)
    assert found.mean_width == pytest.approx(width, abs=0.05)
    digits = 0.005 if "metamath" in name else 0.05
    assert found.work_over_span == pytest.approx(parallelism, abs=digits)


@pytest.mark.parametrize(("name", "percent"), [("pfr", 22), ("lte", 25)])
def test_real_projects_finish_as_many_nodes_before_their_last_dependency_as_listed(
    reference_data: Path, name: str, percent: int
) -> None:
    project = dated_project(reference_data / "techtree" / "blueprint" / f"{name}_edges.csv")
    assert round(100 * project.share_before_dependency) == percent
    assert project.graph.release_hours.min() == 0.0
    assert np.isfinite(project.done_hours).all()
    assert (project.days_after_dependency >= 0.0).all()
