"""Trees from edge lists, with or without a file of nodes beside them.

An edge list is a file of comma-separated values with a column for what comes first and one for what needs it; the
names of columns tell which is which. Nodes may have numbers or names. A file of nodes, named like the edge list with
`nodes` in the place of `edges`, says how much work each node is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import DataError
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.imports.text import Table, edges_of, places_of, read_table

__all__ = ["FIRST_COLUMNS", "SECOND_COLUMNS", "WORK_COLUMNS", "edge_list", "nodes_beside"]

FloatArray = NDArray[np.float64]

FIRST_COLUMNS = ("source", "src", "from", "needed", "imports_id")
SECOND_COLUMNS = ("target", "dst", "to", "needed_by", "module_id")
"""What an edge leads from and to: a module comes after what it imports."""

ID_COLUMNS = ("id", "node", "name")
LABEL_COLUMNS = ("label", "module", "title", "name")
"""Names that nodes go by, the first column that is there."""


class Work(NamedTuple):
    """Columns that sum to the work of a node, and what they count."""

    columns: tuple[str, ...]
    unit: str


WORK_COLUMNS: Mapping[str, Work] = MappingProxyType(
    {
        "think_hours": Work(("think_hours",), "hours"),
        "work": Work(("work",), "units of work"),
        "proof_steps": Work(("proof_steps",), "steps of a proof"),
        "loc": Work(("loc",), "lines"),
        "text": Work(("stmt_chars", "proof_chars"), "characters"),
    }
)
"""How work may be stated, the first that is there. Without any, each node is one unit."""


def edge_list(path: str | Path, *, nodes: str | Path | None = None) -> Graph:
    """The tree of an edge list; `nodes` names the file of nodes, which else is looked for beside it.

    Raises DataError, which names file and line: no such columns, unknown or repeated nodes, negative work, a cycle.
    """
    beside = nodes_beside(path) if nodes is None else Path(nodes)
    links = read_table(path)
    source, target = links.first_of(FIRST_COLUMNS), links.first_of(SECOND_COLUMNS)
    if beside is None:
        names = tuple(dict.fromkeys(name for pair in zip(links.column(source), links.column(target)) for name in pair))
        places = {name: place for place, name in enumerate(names)}
        if not names:
            raise DataError(f"{links.name}: expected at least one edge, or a file of nodes beside, got neither")
        edges = edges_of(links, source=source, target=target, places=places)
        return tree(len(names), edges=as_array(edges), labels=names, source=str(path))
    table = read_table(beside)
    if not table.rows:
        raise DataError(f"{table.name}: expected at least one node, got none")
    ids = table.column(table.first_of(ID_COLUMNS))
    label = next((name for name in LABEL_COLUMNS if table.has(name)), None)
    edges = edges_of(links, source=source, target=target, places=places_of(ids, table=table))
    return tree(
        len(ids),
        edges=as_array(edges),
        think_hours=work_of(table),
        labels=tuple(ids if label is None else table.column(label)),
        source=str(path),
    )


def nodes_beside(path: str | Path) -> Path | None:
    """The file of nodes that belongs to an edge list; None where there is none."""
    given = Path(path)
    beside = given.with_name(given.name.replace("edges", "nodes"))
    return beside if beside != given and beside.is_file() else None


def work_of(table: Table) -> FloatArray:
    """Work of each node, from the first way in which the table states it."""
    for work in WORK_COLUMNS.values():
        if table.has(*work.columns):
            columns = np.array([table.numbers(column) for column in work.columns], dtype=np.float64)
            return np.asarray(columns.sum(axis=0))
    return np.ones(len(table.rows))


def as_array(edges: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Pairs as an array of shape (edges, 2)."""
    return np.array(edges, dtype=np.int64).reshape(-1, 2)
