"""What a family of trees lets one say: named numbers and words with bounds, defaults and meanings."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import DataError, nearest, shown

__all__ = ["UNSAID", "Draws", "Family", "Field", "Shape", "Values"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

UNSAID = "none"
"""The word for leaving a quantity to itself."""

Values: TypeAlias = Mapping[str, Any]
"""A value for each field of a family: int, float, str, or None for what is left to itself."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One quantity of a family. `options` makes it a word; `whole` an integer; `may_be_unsaid` allows "none"."""

    name: str
    default: float | str | None
    meaning: str
    low: float = 0.0
    high: float = math.inf
    whole: bool = False
    may_be_unsaid: bool = False
    options: tuple[str, ...] = ()

    def read(self, text: str, *, where: str) -> int | float | str | None:
        """A value from text. Raises DataError for one that the field cannot have."""
        if self.may_be_unsaid and text == UNSAID:
            return None
        if self.options:
            if text not in self.options:
                hint = nearest(text, self.options)
                raise DataError(f"{where}{self.name}: expected {' or '.join(self.options)}, got {shown(text)}.{hint}")
            return text
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (self.low <= value <= self.high) or math.isinf(value) or (self.whole and value != math.floor(value)):
            kind = "a whole number" if self.whole else "a number"
            or_unsaid = f' or "{UNSAID}"' if self.may_be_unsaid else ""
            raise DataError(f"{where}{self.name}: expected {kind}{self.bounds_in_words}{or_unsaid}, got {shown(text)}")
        return int(value) if self.whole else value

    @property
    def bounds_in_words(self) -> str:
        return f" from {self.low:g}" if math.isinf(self.high) else f" from {self.low:g} to {self.high:g}"


class Shape(NamedTuple):
    """The bare tree that a family builds: every edge leads to a higher number, and levels count from 0."""

    nodes: int
    sources: IntArray
    targets: IntArray


Draws: TypeAlias = Callable[[str, int], FloatArray]
"""The first so many uniform numbers of a purpose."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """A way to make trees: `build` gives the shape from values of all `fields` and a source of luck."""

    name: str
    meaning: str
    fields: Sequence[Field]
    build: Callable[[Values, Draws], Shape]
