"""A single value: no uncertainty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.words import plainly

__all__ = ["Point"]


@dataclass(frozen=True)
class Point(Family):
    """All mass at `value`, which may be +infinity ("none") for a limit that does not exist.

    >>> Point(15).in_words()
    'exactly 15'
    """

    value: float

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("value",),)

    def __post_init__(self) -> None:
        set_field(self, value=number(self.value, field="value", infinite=True))

    def ppf(self, u: FloatArray) -> FloatArray:
        return np.full_like(floats(u), self.value)

    def cdf(self, x: FloatArray) -> FloatArray:
        return np.where(floats(x) >= self.value, 1.0, 0.0)

    @property
    def support(self) -> tuple[float, float]:
        return self.value, self.value

    def in_words(self) -> str:
        return "none" if self.value == math.inf else f"exactly {plainly(self.value)}"
