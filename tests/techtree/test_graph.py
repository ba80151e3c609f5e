"""A tree is what its edges say, whatever the order in which they come, and what cannot be a tree is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.errors import DataError
from oomcast.techtree.graph import TOOL, Tool, tree
from oomcast.techtree.modes import Mode


@st.composite
def edge_lists(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """Edges without cycles on numbers in no particular order."""
    nodes = draw(st.integers(1, 12))
    names = draw(st.permutations(range(nodes)))
    pairs = [(names[i], names[j]) for j in range(nodes) for i in range(j)]
    return nodes, draw(st.lists(st.sampled_from(pairs), max_size=30)) if pairs else []


@given(edge_lists())
def test_a_graph_keeps_its_edges_and_its_order_keeps_to_them(made: tuple[int, list[tuple[int, int]]]) -> None:
    nodes, edges = made
    graph = tree(nodes, edges=edges)
    again = {(int(u), v) for v in range(nodes) for u in graph.hard_predecessors(v)}
    assert again == set(edges)
    starts, targets = graph.successors
    assert {(u, int(v)) for u in range(nodes) for v in targets[starts[u] : starts[u + 1]]} == set(edges)
    place = {int(node): rank for rank, node in enumerate(graph.order)}
    assert sorted(place) == list(range(nodes))
    assert all(place[u] < place[v] for u, v in edges)


@given(edge_lists(), st.randoms(use_true_random=False))
def test_the_order_of_edges_does_not_matter(made: tuple[int, list[tuple[int, int]]], luck: object) -> None:
    nodes, edges = made
    shuffled = edges[::-1] + edges
    one, other = tree(nodes, edges=edges), tree(nodes, edges=np.array(shuffled).reshape(-1, 2) if shuffled else [])
    assert (one.hard_starts == other.hard_starts).all()
    assert (one.hard_sources == other.hard_sources).all()


def test_a_cycle_is_refused_and_named() -> None:
    with pytest.raises(DataError, match=r"^plan.csv: expected a tree without cycles, got b -> c -> d -> b$"):
        tree(5, edges=[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)], labels="abcde", source="plan.csv")


def test_a_cycle_through_alternatives_is_refused() -> None:
    with pytest.raises(DataError, match="0 -> 1 -> 0"):
        tree(3, edges=[(0, 1)], alternatives=[(0, [1, 2])])


def test_a_long_cycle_is_named_by_its_beginning() -> None:
    ring = [(i, (i + 1) % 1000) for i in range(1000)]
    with pytest.raises(DataError, match=r"0 -> 1 -> .* \.\.\. \(1000 nodes in all\)"):
        tree(1000, edges=ring)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"nodes": 0}, "expected a tree of 1 to"),
        ({"nodes": 3, "edges": [(0, 3)]}, "the unknown node 3"),
        ({"nodes": 3, "edges": [(-1, 0)]}, "the unknown node -1"),
        ({"nodes": 3, "edges": [(0.5, 1)]}, "expected edges as pairs"),
        ({"nodes": 3, "soft": [(0, 1, 1.5)]}, "chances of rework from 0 to 1, got 1.5"),
        ({"nodes": 3, "soft": [(0, 7, 0.5)]}, "the unknown node 7"),
        ({"nodes": 3, "alternatives": [(1, [])]}, "at least one alternative for node 1"),
        ({"nodes": 3, "think_hours": [1, -2, 3]}, "think_hours: expected numbers from 0 to 1e[+]15, got -2"),
        ({"nodes": 3, "chip_hours": np.nan}, "chip_hours: expected numbers from 0 to 1e[+]15, got nan"),
        ({"nodes": 3, "think_hours": [1, 2]}, "think_hours: expected one number or 3"),
        ({"nodes": 3, "value_oom": [1, -1, 0]}, "value_oom: expected finite numbers from 0, got -1"),
        ({"nodes": 3, "visibility": [1, np.inf, 0]}, "visibility: expected finite numbers from 0, got inf"),
        ({"nodes": 3, "labels": ["a"]}, "expected 3 labels, got 1"),
        ({"nodes": 1, "modes": [[]]}, "at least one mode for node 0"),
        ({"nodes": 2, "modes": [[Mode(1.0)]]}, "modes for 2 nodes, got them for 1"),
        ({"nodes": 1, "modes": [[Mode(1.0, success=0.0)]]}, "success: expected numbers above 0 to 1, got 0"),
        ({"nodes": 1, "modes": [[Mode(1.0, fewest_chips=8.0, most_chips=4.0)]]}, "at most most_chips = 4, got 8"),
        ({"nodes": 2, "tools": [Tool(5, speed=2.0)]}, "the unknown node 5"),
        ({"nodes": 2, "tools": [Tool(1, speed=0.0)]}, "factors of tools above 0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(DataError, match=message) as caught:
        tree(**arguments)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_arrays_cannot_be_changed() -> None:
    graph = tree(3, edges=[(0, 1)], tools=[Tool(0, speed=2.0)])
    arrays = [value for value in (*vars(graph).values(), *vars(graph.modes).values()) if isinstance(value, np.ndarray)]
    assert len(arrays) > 15
    assert not any(array.flags.writeable for array in arrays)
    assert graph.kind.tolist() == [TOOL, 0, 0]


def test_a_large_tree_keeps_to_its_share_of_memory() -> None:
    nodes, per_node = 100_000, 3
    targets = np.repeat(np.arange(1, nodes), per_node)
    draws = np.random.default_rng(1).random(len(targets))
    graph = tree(nodes, edges=np.column_stack([(draws * targets).astype(np.int64), targets]))
    starts, _ = graph.successors
    both_ways = graph.bytes + starts.nbytes + 4 * graph.edges
    assert both_ways <= 80 * nodes + 8 * graph.edges + 1000
