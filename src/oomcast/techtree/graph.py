"""A tree of ideas as arrays: what must be known first, what a node is worth, and in which ways it can be done.

Nodes are numbered from 0. Three kinds of edges lead from what is known to what becomes possible:

- *hard*: all of them must be common knowledge before the node can be begun;
- *alternatives*: of each group of them, one must be;
- *soft*: the node may be begun without, at the risk that work done before is then worth nothing.

Everything is a flat array with 32-bit node numbers: 8 bytes for each hard edge, 12 for each soft one, 8 for each
alternative, and for a node with one mode 72 bytes at most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oomcast.errors import DataError, shown
from oomcast.techtree.modes import Modes, ModesOf, modes_of
from oomcast.techtree.order import any_cycle, ordered

__all__ = ["INSIGHT", "TASK", "TOOL", "Alternatives", "Graph", "Tool", "tree"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

INSIGHT, TASK, TOOL = 0, 1, 2
"""Kinds of nodes. The engine knows only one difference: a tool speeds up what comes after it."""

MOST_NODES = 2**31 - 2
"""Node numbers are 32-bit integers."""

NAMES_SHOWN = 12
"""A longer cycle is shown by its first nodes."""


class Alternatives(NamedTuple):
    """A group of predecessors of `target` of which one is enough."""

    target: int
    sources: Sequence[int]


class Tool(NamedTuple):
    """A node that makes later work faster: factors on speed, on quality and on the pace of chips."""

    node: int
    speed: float = 1.0
    quality: float = 1.0
    chips: float = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Graph:
    """A tree of ideas. Made by `tree`, which checks it; all arrays are read-only.

    The hard predecessors of node v are `hard_sources[hard_starts[v]:hard_starts[v + 1]]`, in rising order. Group g of
    alternatives belongs to node `group_targets[g]` and has `group_sources[group_starts[g]:group_starts[g + 1]]`. Soft
    edge e leads from `soft_sources[e]` to `soft_targets[e]`; work done without it is lost with chance `soft_rework[e]`.
    The modes of node v are numbers `modes.starts[v]` up to `modes.starts[v + 1]` of `modes`.

    `value_oom` is what a node adds, `visibility` how easily it is seen relative to others, `release_hours` before when
    it cannot be begun. Tool `i` is node `tool_nodes[i]`. `labels` are names of the nodes, for reports only.
    """

    hard_starts: IntArray
    hard_sources: IntArray
    group_starts: IntArray
    group_sources: IntArray
    group_targets: IntArray
    soft_sources: IntArray
    soft_targets: IntArray
    soft_rework: NDArray[np.float32]
    value_oom: FloatArray
    visibility: FloatArray
    release_hours: FloatArray
    kind: NDArray[np.uint8]
    tool_nodes: IntArray
    tool_factors: FloatArray  # (tools, 3): speed, quality, chips
    modes: Modes
    labels: tuple[str, ...] | None = None

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.hard_starts) - 1

    @property
    def edges(self) -> int:
        """How many edges there are, of all kinds."""
        return len(self.hard_sources) + len(self.group_sources) + len(self.soft_sources)

    @property
    def order(self) -> IntArray:
        """All nodes such that each comes after its hard predecessors and alternatives, the lowest number first."""
        return _sealed(np.arange(self.nodes, dtype=np.int32)) if self._reordered is None else self._reordered

    @cached_property
    def _reordered(self) -> IntArray | None:
        """The order, kept where it is not that of their numbers, which most trees are written in."""
        order: IntArray = _sealed(ordered(self.nodes, *self.precedence))
        return None if (np.diff(order) == 1).all() else order

    @property
    def precedence(self) -> tuple[IntArray, IntArray]:
        """Sources and targets of all hard edges and alternatives, for what treats them alike."""
        counts = np.diff(self.hard_starts)
        targets = np.repeat(np.arange(self.nodes, dtype=np.int32), counts)
        of_groups = np.repeat(self.group_targets, np.diff(self.group_starts))
        return np.concatenate([self.hard_sources, self.group_sources]), np.concatenate([targets, of_groups])

    @cached_property
    def successors(self) -> tuple[IntArray, IntArray]:
        """Starts and targets of hard edges by their source, targets in rising order."""
        targets = np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(self.hard_starts))
        starts, order = _grouped(self.hard_sources, self.nodes)
        return _sealed(starts), _sealed(targets[order])

    @property
    def think_hours(self) -> FloatArray:
        """Hours of thinking of each node's first mode, shape (nodes,)."""
        return self.modes.think_hours[self.modes.starts[:-1]]

    @property
    def total_value_oom(self) -> float:
        """What all nodes are worth together, summed exactly."""
        return math.fsum(self.value_oom)

    @property
    def bytes(self) -> int:
        """Memory that the arrays take, without labels and what is derived on demand."""
        own = [value for value in vars(self).values() if isinstance(value, np.ndarray)]
        return sum(array.nbytes if array.strides[0] else array.itemsize for array in own) + self.modes.bytes

    def hard_predecessors(self, node: int) -> IntArray:
        """Nodes that must all be known before this one."""
        return self.hard_sources[self.hard_starts[node] : self.hard_starts[node + 1]]

    def label(self, node: int) -> str:
        """The name of a node, or its number."""
        return self.labels[node] if self.labels else str(node)


def tree(
    nodes: int,
    *,
    edges: ArrayLike | Iterable[tuple[int, int]] = (),
    alternatives: Iterable[Alternatives | tuple[int, Sequence[int]]] = (),
    soft: Iterable[tuple[int, int, float]] = (),
    think_hours: ArrayLike = 1.0,
    chip_hours: ArrayLike = 0.0,
    latency_hours: ArrayLike = 0.0,
    modes: Modes | ModesOf | None = None,
    value_oom: ArrayLike = 1.0,
    visibility: ArrayLike = 1.0,
    release_hours: ArrayLike = 0.0,
    kind: ArrayLike = INSIGHT,
    tools: Iterable[Tool] = (),
    labels: Sequence[str] | None = None,
    source: str = "",
) -> Graph:
    """A tree of `nodes` nodes from lists of edges, checked.

    `edges` are pairs (source, target); an edge that is given twice counts once. `soft` are triples (source, target,
    chance of rework). A node has one mode, of `think_hours`, `chip_hours` and `latency_hours`, unless `modes` says
    otherwise: either `Modes`, or one sequence of `Mode` for each node. Numbers for each node may be a single one.
    `source` names a file in errors. Raises DataError: no nodes, unknown nodes, negative or infinite numbers, a cycle
    (one is named).

    >>> diamond = tree(4, edges=[(0, 1), (0, 2), (1, 3), (2, 3)], think_hours=[1, 2, 3, 4])
    >>> diamond.hard_predecessors(3).tolist(), diamond.order.tolist()
    ([1, 2], [0, 1, 2, 3])
    >>> tree(3, edges=[(0, 1), (1, 2), (2, 0)])
    Traceback (most recent call last):
        ...
    oomcast.errors.DataError: expected a tree without cycles, got 0 -> 1 -> 2 -> 0
    """
    say = f"{source}: " if source else ""
    if not 1 <= nodes <= MOST_NODES:
        raise DataError(f"{say}expected a tree of 1 to {MOST_NODES:,} nodes, got {shown(nodes)}")
    names = None if labels is None else tuple(labels)
    if names is not None and len(names) != nodes:
        raise DataError(f"{say}expected {nodes:,} labels, got {len(names):,}")
    given = _edge_array(edges, say)
    hard_sources, hard_targets = _known(given[:, 0], nodes, say), _known(given[:, 1], nodes, say)
    # Sorted by target, then source; the same edge twice is one condition.
    keys = np.unique(hard_targets.astype(np.int64) * nodes + hard_sources)
    hard_targets, hard_sources = (keys // nodes).astype(np.int32), (keys % nodes).astype(np.int32)
    hard_starts = np.concatenate([[0], np.cumsum(np.bincount(hard_targets, minlength=nodes))])
    groups = [Alternatives(*group) for group in alternatives]
    for group in groups:
        if len(group.sources) == 0:
            raise DataError(f"{say}expected at least one alternative for node {group.target}, got none")
    group_sources = _known(np.array([s for group in groups for s in group.sources], dtype=np.int64), nodes, say)
    group_targets = _known(np.array([group.target for group in groups], dtype=np.int64), nodes, say)
    group_starts = np.cumsum([0, *(len(group.sources) for group in groups)])
    triples = sorted((int(t), int(s), float(w)) for s, t, w in soft)
    rework = np.array([w for _, _, w in triples], dtype=np.float64)
    if not ((rework >= 0.0) & (rework <= 1.0)).all():
        raise DataError(f"{say}expected chances of rework from 0 to 1, got {_first_outside(rework, 0.0, 1.0)}")
    if modes is None:
        modes = Modes.single(
            nodes, think_hours=think_hours, chip_hours=chip_hours, latency_hours=latency_hours, say=say
        )
    elif not isinstance(modes, Modes):
        modes = modes_of(modes, say=say)
    if len(modes.starts) != nodes + 1:
        raise DataError(f"{say}expected modes for {nodes:,} nodes, got them for {len(modes.starts) - 1:,}")
    tool_list = [Tool(*tool) for tool in tools]
    tool_nodes = _known(np.array([tool.node for tool in tool_list], dtype=np.int64), nodes, say)
    factors = np.array([tool[1:] for tool in tool_list], dtype=np.float64).reshape(-1, len(Tool._fields) - 1)
    if not ((factors > 0.0) & np.isfinite(factors)).all():
        raise DataError(f"{say}expected factors of tools above 0, got {shown(tool_list)}")
    kinds = np.array(np.broadcast_to(np.asarray(kind, dtype=np.uint8), (nodes,)))
    kinds[tool_nodes] = TOOL
    graph = Graph(
        hard_starts=_sealed(hard_starts.astype(np.int32)),
        hard_sources=_sealed(hard_sources),
        group_starts=_sealed(group_starts.astype(np.int32)),
        group_sources=_sealed(group_sources),
        group_targets=_sealed(group_targets),
        soft_sources=_sealed(_known(np.array([s for _, s, _ in triples], dtype=np.int64), nodes, say)),
        soft_targets=_sealed(_known(np.array([t for t, _, _ in triples], dtype=np.int64), nodes, say)),
        soft_rework=_sealed(rework.astype(np.float32)),
        value_oom=_numbers(value_oom, nodes, "value_oom", say),
        visibility=_numbers(visibility, nodes, "visibility", say),
        release_hours=_alike(_numbers(release_hours, nodes, "release_hours", say)),
        kind=_alike(_sealed(kinds)),
        tool_nodes=_sealed(tool_nodes),
        tool_factors=_sealed(factors),
        modes=modes,
        labels=names,
    )
    cycle = any_cycle(nodes, *graph.precedence)
    if cycle:
        path = " -> ".join(graph.label(node) for node in cycle[:NAMES_SHOWN])
        rest = f" -> ... ({len(cycle) - 1} nodes in all)" if len(cycle) > NAMES_SHOWN else ""
        raise DataError(f"{say}expected a tree without cycles, got {path}{rest}")
    return graph


def _edge_array(edges: ArrayLike | Iterable[tuple[int, int]], say: str) -> NDArray[np.int64]:
    given = edges if isinstance(edges, np.ndarray) else np.array([*_pairs(edges)])
    if given.size == 0:
        return np.empty((0, 2), dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != 2 or given.dtype.kind not in "iu":
        raise DataError(f"{say}expected edges as pairs of node numbers, got {shown(given.tolist())}")
    return given.astype(np.int64)


def _pairs(edges: Any) -> Iterator[Any]:
    yield from edges


def _known(numbers: NDArray[np.integer[Any]], nodes: int, say: str) -> IntArray:
    outside = numbers[(numbers < 0) | (numbers >= nodes)]
    if len(outside):
        raise DataError(f"{say}expected nodes from 0 to {nodes - 1:,}, got the unknown node {int(outside[0])}")
    return numbers.astype(np.int32)


def _numbers(given: ArrayLike, nodes: int, name: str, say: str) -> FloatArray:
    try:
        numbers = np.array(np.broadcast_to(np.asarray(given, dtype=np.float64), (nodes,)))
    except (TypeError, ValueError):
        raise DataError(f"{say}{name}: expected one number or {nodes:,}, got {shown(given)}") from None
    if not (numbers >= 0.0).all() or not np.isfinite(numbers).all():
        raise DataError(f"{say}{name}: expected finite numbers from 0, got {_first_outside(numbers, 0.0, np.inf)}")
    sealed: FloatArray = _sealed(numbers)
    return sealed


def _alike(numbers: Any) -> Any:
    """The same numbers, kept once where they are all the same; what the engine reads for every node may not be this."""
    return np.broadcast_to(numbers[0], numbers.shape) if (numbers == numbers[0]).all() else numbers


def _first_outside(numbers: FloatArray, low: float, high: float) -> str:
    wrong = numbers[~((numbers >= low) & (numbers <= high) & np.isfinite(numbers))]
    return f"{wrong[0]:g}"


def _grouped(keys: IntArray, count: int) -> tuple[IntArray, NDArray[np.int64]]:
    """Where each key's entries start once sorted by key, and the order that sorts them, entries in place."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))]).astype(np.int32)
    return starts, np.argsort(keys, kind="stable")


def _sealed(array: Any) -> Any:
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array
