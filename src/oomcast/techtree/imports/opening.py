"""A tree from a line of text or from a file, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from oomcast.errors import DataError, shown
from oomcast.techtree.generate.fields import Shape
from oomcast.techtree.generate.nodes import NODE_FIELDS, soft_among, with_nodes
from oomcast.techtree.generate.registry import FAMILIES, TreeSpec, generated, luck_of, parse_spec
from oomcast.techtree.graph import Graph
from oomcast.techtree.imports.edges import edge_list
from oomcast.techtree.imports.rcpsp import read_project
from oomcast.techtree.structure import measured

__all__ = ["TreeSource", "open_tree"]

PROJECTS, EDGE_LISTS = (".rcp", ".sm"), (".csv",)
"""Endings of files that hold trees."""


@dataclass(frozen=True, kw_only=True)
class TreeSource:
    """Where trees come from: a spec, of which each index is another tree, or the one tree of a file.

    A file says what depends on what, and how much work each node is in relation to others; all else about nodes is
    drawn as for generated trees, so that each index is the same shape with other luck.
    """

    text: str
    origin: TreeSpec | Graph

    def tree(self, *, seed: int, index: int = 0, **values: Any) -> Graph:
        """Tree number `index`; `values` replace those of nodes. Raises as `generated` does."""
        if isinstance(self.origin, TreeSpec):
            spec = TreeSpec(family=self.origin.family, values=MappingProxyType({**self.origin.values, **values}))
            return generated(spec, seed=seed, index=index)
        return dressed(self.origin, source=self.text, values={**DEFAULTS, **values}, seed=seed, index=index)


DEFAULTS: Mapping[str, Any] = MappingProxyType({field.name: field.default for field in NODE_FIELDS})
"""What nodes are like where a file does not say."""


def open_tree(text: str) -> TreeSource:
    """The trees that a line of text, or a file, stands for.

    A file ends in `.csv` (edge list), `.rcp` or `.sm` (project; its resources are left aside). Raises DataError for
    what is neither, and for what is wrong inside.

    >>> open_tree("grid:rows=2,columns=2").tree(seed=0).nodes
    4
    """
    suffix = Path(text).suffix.lower()
    if suffix in EDGE_LISTS:
        return TreeSource(text=text, origin=edge_list(text))
    if suffix in PROJECTS:
        return TreeSource(text=text, origin=read_project(text).graph)
    if text.partition(":")[0].strip() not in FAMILIES and (Path(text).exists() or "/" in text):
        endings = ", ".join((*EDGE_LISTS, *PROJECTS))
        raise DataError(f"{text}: expected a file that ends in {endings}, got {shown(suffix)}")
    spec = parse_spec(text)
    return TreeSource(text=spec.text, origin=spec)


def dressed(bare: Graph, *, source: str, values: Mapping[str, Any], seed: int, index: int) -> Graph:
    """A tree whose file says edges and work, with all else drawn; its edges are parted into hard and soft ones."""
    draws = luck_of("file", seed=seed, index=index)
    targets = np.repeat(np.arange(bare.nodes, dtype=np.int32), np.diff(bare.hard_starts))
    edges, soft = soft_among(np.stack([bare.hard_sources, targets], axis=1), values, draws)
    return with_nodes(
        Shape(bare.nodes, edges[:, 0], edges[:, 1]),
        values,
        draws,
        level=measured(bare).level,
        soft=soft,
        think_hours=bare.think_hours,
        release_hours=bare.release_hours,
        labels=bare.labels,
        source=source,
    )
