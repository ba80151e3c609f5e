"""Families of trees by name, and trees from a line of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from oomcast.errors import DataError, RunError, nearest, shown
from oomcast.quantities.streams import uniforms
from oomcast.techtree.generate import barak_erdos, grid, layered, recombinant, series_parallel
from oomcast.techtree.generate.fields import UNSAID, Draws, Family, Field
from oomcast.techtree.generate.levels import levels
from oomcast.techtree.generate.nodes import NODE_FIELDS, added_soft, with_nodes
from oomcast.techtree.graph import Graph

__all__ = ["DEFAULT_TREE", "FAMILIES", "TreeSpec", "generated", "luck_of", "parse_spec"]

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {module.FAMILY.name: module.FAMILY for module in (layered, barak_erdos, grid, series_parallel, recombinant)}
)
"""To add a family: write a file with a `FAMILY`, and name it here."""

DEFAULT_TREE = "layered:nodes=12000,depth=40,profile=constant"
"""The tree that is climbed unless another is named. Every level has 300 nodes, somewhat fewer than the normal company
has groups, and the first one too, since research has long begun; three or four levels make a factor of ten in effective
compute. Nobody has measured either; real trees of proofs have 5 to 34 nodes to a level, and far fewer people. Hence
other trees, wide and deep, beside it."""

LONGEST_SPEC = 2000
"""Letters of a line of text that describes a tree."""


@dataclass(frozen=True, kw_only=True)
class TreeSpec:
    """A family with a value for each of its fields and for those of nodes."""

    family: str
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The line that gives this tree, without what is at its default.

        >>> parse_spec("layered: depth=40, nodes=500").text
        'layered:nodes=500'
        """
        said = [
            f"{field.name}={as_text(self.values[field.name])}"
            for field in fields_of(self.family)
            if self.values[field.name] != field.default
        ]
        return self.family + (":" + ",".join(said) if said else "")


def as_text(value: object) -> str:
    """A value as it is written in a line of text."""
    return UNSAID if value is None else f"{value:.17g}" if isinstance(value, float) else str(value)


def fields_of(family: str) -> tuple[Field, ...]:
    """The fields of a family's shape, then those of nodes."""
    return (*FAMILIES[family].fields, *NODE_FIELDS)


def parse_spec(text: str) -> TreeSpec:
    """A tree from a line of text: `family` or `family:name=value,name=value`.

    Raises DataError for what it cannot mean, with the nearest right name.

    >>> parse_spec("grid:rows=3,columns=4").values["rows"]
    3
    >>> parse_spec("layerd:depth=4")
    Traceback (most recent call last):
        ...
    oomcast.errors.DataError: expected a family of trees (layered, barak-erdos, grid, series-parallel, recombinant), \
got 'layerd'. Did you mean 'layered'?
    """
    if len(text) > LONGEST_SPEC:
        raise DataError(f"expected a tree in at most {LONGEST_SPEC:,} letters, got {len(text):,}")
    family, _, rest = text.partition(":")
    family = family.strip()
    if family not in FAMILIES:
        known = ", ".join(FAMILIES)
        raise DataError(f"expected a family of trees ({known}), got {shown(family)}.{nearest(family, FAMILIES)}")
    fields = {field.name: field for field in fields_of(family)}
    values: dict[str, Any] = {name: field.default for name, field in fields.items()}
    said: set[str] = set()
    for part in rest.split(",") if rest.strip() else ():
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value:
            raise DataError(f"{family}: expected name=value, got {shown(part.strip())}")
        if name not in fields:
            raise DataError(f"{family}: expected one of {', '.join(fields)}, got {shown(name)}.{nearest(name, fields)}")
        if name in said:
            raise DataError(f"{family}: {name}: expected one value, got several")
        said.add(name)
        values[name] = fields[name].read(value, where=f"{family}: ")
    refuse_contradictions(family, said)
    return TreeSpec(family=family, values=MappingProxyType(values))


CONTRADICTIONS = (("order_strength", "indegree"), ("width", "uneven"))
"""Fields of which the first replaces the second."""


def refuse_contradictions(family: str, said: set[str]) -> None:
    """Raise DataError where two fields say the same thing: one of them would be ignored."""
    for first, second in CONTRADICTIONS:
        if {first, second} <= said:
            raise DataError(f"{family}: expected either {first} or {second}, which it replaces, got both")


def generated(spec: TreeSpec | str, *, seed: int = 0, index: int = 0) -> Graph:
    """Tree number `index` of a spec: the same for the same spec, seed and index, whatever else is made.

    Raises DataError for a spec that makes no sense, and RunError for a tree that cannot be as asked.

    >>> one = generated("layered:nodes=50,depth=5", seed=1)
    >>> one.nodes, one.edges == generated("layered:nodes=50,depth=5", seed=1).edges
    (50, True)
    """
    one = parse_spec(spec) if isinstance(spec, str) else spec
    draws = luck_of(one.family, seed=seed, index=index)
    try:
        shape = FAMILIES[one.family].build(one.values, draws)
    except RunError as problem:
        raise RunError(f"{one.family}: {problem}") from None
    level = levels(shape)
    soft = added_soft(len(shape.sources), one.values, draws, level=level)
    return with_nodes(shape, one.values, draws, level=level, soft=soft)


def luck_of(name: str, *, seed: int, index: int) -> Draws:
    """The uniform numbers of one tree, by purpose."""
    return lambda purpose, count: uniforms(f"techtree.{name}.{index}.{purpose}", seed=seed, count=count)
