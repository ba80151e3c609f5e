"""Grids: each node needs its neighbours above and to the left, as in last-passage percolation."""

from __future__ import annotations

import numpy as np

from oomcast.techtree.generate.fields import Draws, Family, Field, Shape, Values

__all__ = ["FAMILY"]

FIELDS = (
    Field(name="rows", default=40, low=1, high=1e4, whole=True, meaning="how many rows"),
    Field(name="columns", default=50, low=1, high=1e4, whole=True, meaning="how many columns"),
)


def build(values: Values, draws: Draws) -> Shape:
    """The shape; row by row."""
    rows, columns = values["rows"], values["columns"]
    number = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    sources = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    targets = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    return Shape(rows * columns, sources, targets)


FAMILY = Family(
    name="grid", meaning="each node needs the one above and the one to the left", fields=FIELDS, build=build
)
