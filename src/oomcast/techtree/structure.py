"""The shape of a tree: how deep and wide it is, how much could be done at once, and where.

With unlimited workers each node begins as soon as it may: after its hard predecessors, and after the first to be ready
of each group of alternatives. Soft edges hold nothing up. Work is the hours of all nodes, span the hours of the longest
such chain; work / span is the most by which any number of workers can be faster than one, as far as dependency goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import DataError
from oomcast.quantities.streams import uniforms
from oomcast.simulate.compiled import compiled
from oomcast.techtree.graph import Graph

__all__ = ["OrderStrength", "Structure", "fluid_hours", "measured", "order_strength"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

WORD = 64
"""Nodes whose descendants are followed at once, one bit each."""

MOST_BIT_STEPS = 1e9
"""Edges times blocks of 64 nodes that are followed exactly, about a second; beyond, blocks are sampled."""

SAMPLED_BLOCKS = 64
"""Blocks of 64 nodes that stand for all where there are too many: enough for one or two per cent."""


class OrderStrength(NamedTuple):
    """Share of all pairs of nodes of which one must come before the other: 0 for loose nodes, 1 for a chain.

    `error` is the standard error where the share was estimated from a sample of nodes, and 0 where it is exact.
    """

    value: float
    error: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Structure:
    """What `measured` finds. Levels count nodes: a node that needs nothing is on level 1."""

    nodes: int
    edges: int
    level: IntArray
    """Nodes on the longest chain that ends with each node, shape (nodes,)."""
    hours: FloatArray
    finish_hours: FloatArray
    """When each node is done if nothing but dependency holds it up."""
    critical_path: tuple[int, ...]
    """The chain that decides the span, first node first."""

    @cached_property
    def widths(self) -> IntArray:
        """How many nodes each level has, the first level first."""
        return np.bincount(self.level, minlength=2)[1:].astype(np.int32)

    @property
    def depth(self) -> int:
        """Nodes on the longest chain."""
        return len(self.widths)

    @property
    def widest(self) -> int:
        """Nodes on the level that has most."""
        return int(self.widths.max())

    @property
    def mean_width(self) -> float:
        """Nodes by depth."""
        return self.nodes / self.depth

    @property
    def serial_indicator(self) -> float:
        """(depth - 1) / (nodes - 1): 0 where everything can be done at once, 1 for a chain.

        Source: M. Vanhoucke, J. Coelho, D. Debels, B. Maenhout and L. Tavares, "An evaluation of the adequacy of
        project network generators with systematically sampled networks" (2008).
        """
        return (self.depth - 1) / (self.nodes - 1) if self.nodes > 1 else 1.0

    @property
    def work_hours(self) -> float:
        """Hours of all nodes."""
        return float(self.hours.sum())

    @property
    def span_hours(self) -> float:
        """Hours of the longest chain."""
        return float(self.finish_hours.max())

    @property
    def work_over_span(self) -> float:
        """The most that dependency lets any number of workers gain; 1 where there is no work at all."""
        return self.work_hours / self.span_hours if self.span_hours > 0.0 else 1.0

    def parallelism(self, parts: int) -> FloatArray:
        """Mean number of nodes under way in each of `parts` equal parts of the span, workers being unlimited.

        >>> from oomcast.techtree.graph import tree
        >>> measured(tree(3, edges=[(0, 2), (1, 2)], think_hours=[1, 3, 1])).parallelism(4).tolist()
        [2.0, 1.0, 1.0, 1.0]
        """
        span = self.span_hours
        if span == 0.0:
            return np.zeros(parts)
        at = np.linspace(0.0, span, parts + 1)
        done = work_done_by(at, starts=self.finish_hours - self.hours, ends=self.finish_hours)
        return np.diff(done) * (parts / span)

    def speedup(self, workers: FloatArray) -> FloatArray:
        """Levels one after another, of which each takes its hours spread over those workers it can use, against one.

        A fluid bound on what dependency allows: no duplication, no coordination, work divisible at will.
        """
        work = np.bincount(self.level, weights=self.hours, minlength=self.depth + 1)[1:]
        return self.work_hours / fluid_hours(work, self.widths, workers)


def measured(graph: Graph, *, hours: FloatArray | None = None) -> Structure:
    """The structure of a tree, in time proportional to nodes and edges.

    `hours` are how long each node takes; by default the hours of thinking of its first mode.

    >>> from oomcast.techtree.graph import tree
    >>> found = measured(tree(4, edges=[(0, 1), (0, 2), (1, 3), (2, 3)], think_hours=[1, 2, 3, 1]))
    >>> found.depth, found.widths.tolist(), found.work_hours, found.span_hours, found.critical_path
    (3, [1, 2, 1], 7.0, 5.0, (0, 2, 3))
    """
    given = graph.think_hours if hours is None else np.asarray(hours, dtype=np.float64)
    if given.shape != (graph.nodes,) or not (np.isfinite(given) & (given >= 0.0)).all():
        raise DataError(f"expected hours from 0 for each of {graph.nodes:,} nodes")
    taken = np.ascontiguousarray(given)
    finish, cause = earliest(graph, taken)
    level, _ = earliest(graph, np.ones(graph.nodes))
    path = [int(np.argmax(finish))]
    while cause[path[-1]] >= 0:
        path.append(int(cause[path[-1]]))
    return Structure(
        nodes=graph.nodes,
        edges=graph.edges,
        level=level.astype(np.int32),
        hours=taken,
        finish_hours=finish,
        critical_path=tuple(path[::-1]),
    )


def earliest(graph: Graph, hours: FloatArray) -> tuple[FloatArray, IntArray]:
    """When each node is done at the earliest, and which predecessor decides that (-1: none)."""
    by_target = np.argsort(graph.group_targets, kind="stable").astype(np.int32)
    first_group = np.searchsorted(graph.group_targets[by_target], np.arange(graph.nodes + 1)).astype(np.int32)
    finish, cause = np.zeros(graph.nodes), np.full(graph.nodes, -1, dtype=np.int32)
    earliest_kernel(
        graph.order,
        graph.hard_starts,
        graph.hard_sources,
        first_group,
        by_target,
        graph.group_starts,
        graph.group_sources,
        hours,
        finish,
        cause,
    )
    return finish, cause


@compiled
def earliest_kernel(
    order: Any,
    hard_starts: Any,
    hard_sources: Any,
    first_group: Any,
    groups: Any,
    group_starts: Any,
    group_sources: Any,
    hours: Any,
    finish: Any,
    cause: Any,
) -> None:
    """The longest path to each node, with the least over each group of alternatives; ties to the lowest number."""
    for place in range(order.shape[0]):
        node = order[place]
        ready = 0.0
        because = -1
        for at in range(hard_starts[node], hard_starts[node + 1]):
            source = hard_sources[at]
            if because < 0 or finish[source] > ready:
                ready = finish[source]
                because = source
        for row in range(first_group[node], first_group[node + 1]):
            group = groups[row]
            best = group_sources[group_starts[group]]
            for at in range(group_starts[group], group_starts[group + 1]):
                if finish[group_sources[at]] < finish[best]:
                    best = group_sources[at]
            if because < 0 or finish[best] > ready:
                ready = finish[best]
                because = best
        finish[node] = ready + hours[node]
        cause[node] = because


def work_done_by(at: FloatArray, *, starts: FloatArray, ends: FloatArray) -> FloatArray:
    """Hours of work done until each time, every node being worked on from its start to its end."""

    def hours_since(times: FloatArray) -> FloatArray:
        ordered = np.sort(times)
        sums = np.concatenate([[0.0], np.cumsum(ordered)])
        passed = np.searchsorted(ordered, at)
        return np.asarray(passed * at - sums[passed])

    return hours_since(starts) - hours_since(ends)


def order_strength(graph: Graph, *, seed: int = 0) -> OrderStrength:
    """How much of the order of nodes is fixed: exactly where that takes about a second, else from a sample.

        order strength = |pairs of which one is an ancestor of the other| / (n (n - 1) / 2)    (equation order-strength)

    Source: A. Mastor, "An experimental investigation and comparative evaluation of production line balancing
    techniques" (1970). A group of alternatives counts like hard edges.

    >>> from oomcast.techtree.graph import tree
    >>> order_strength(tree(4, edges=[(0, 1), (0, 2), (1, 3), (2, 3)]))
    OrderStrength(value=0.8333333333333334, error=0.0)
    """
    nodes = graph.nodes
    if nodes == 1:
        return OrderStrength(1.0, 0.0)
    sources, targets = graph.precedence
    rank = np.empty(nodes, dtype=np.int32)
    rank[graph.order] = np.arange(nodes, dtype=np.int32)
    by_target = np.argsort(rank[targets], kind="stable")
    before, after = rank[sources][by_target], rank[targets][by_target]
    blocks = -(-nodes // WORD)
    exact = blocks * max(len(before), nodes) <= MOST_BIT_STEPS or blocks <= SAMPLED_BLOCKS
    if exact:
        chosen = np.arange(nodes, dtype=np.int32)
    else:
        ranked = np.argsort(uniforms("techtree.order-strength", seed=seed, count=nodes), kind="stable")
        chosen = ranked[: SAMPLED_BLOCKS * WORD].astype(np.int32)
    counts = np.zeros(len(chosen), dtype=np.int64)
    descendants_kernel(before, after, chosen, np.zeros(nodes, dtype=np.uint64), counts)
    pairs = nodes * (nodes - 1) / 2
    if exact:
        return OrderStrength(float(counts.sum()) / pairs, 0.0)
    # Each chosen node stands for nodes / chosen of them; without replacement the error shrinks to 0 when all are.
    spread = float(counts.std(ddof=1)) * np.sqrt((1.0 - len(chosen) / nodes) / len(chosen))
    return OrderStrength(float(counts.mean()) * nodes / pairs, float(spread * nodes / pairs))


@compiled
def descendants_kernel(before: Any, after: Any, chosen: Any, bits: Any, counts: Any) -> None:
    """How many descendants each chosen node has, 64 of them at a time, edges being in the order of their targets."""
    edges = before.shape[0]
    nodes = bits.shape[0]
    for block in range(0, chosen.shape[0], WORD):
        size = min(WORD, chosen.shape[0] - block)
        for node in range(nodes):
            bits[node] = 0
        first = nodes
        for bit in range(size):
            bits[chosen[block + bit]] |= ONE << bit
            first = min(first, chosen[block + bit])
        for edge in range(edges):
            bits[after[edge]] |= bits[before[edge]]
        for node in range(first, nodes):
            word = bits[node]
            if word != 0:
                for bit in range(size):
                    if (word >> bit) & ONE:
                        counts[block + bit] += 1
        for bit in range(size):
            counts[block + bit] -= 1  # itself


ONE = 1
"""A single bit."""


def fluid_hours(work: Any, widths: Any, workers: Any) -> FloatArray:
    """Time for stages done one after another, each of which at most so many workers can share.

        T(n) = sum_i W_i / min(n, w_i)                                                          (equation fluid)

    `work` and `widths` have shape (stages,), `workers` any shape. Then n T(n) times the elasticity of 1/T to n is the
    work of stages wider than n, which only falls as n grows: no constant exponent below 1 comes of dependency alone.

    >>> fluid_hours(np.array([10.0, 10.0]), np.array([1, 10]), np.array([1.0, 5.0, 100.0])).tolist()
    [20.0, 12.0, 11.0]
    """
    n = np.asarray(workers, dtype=np.float64)[..., None]
    return np.asarray((np.asarray(work) / np.minimum(n, np.asarray(widths))).sum(axis=-1), dtype=np.float64)
