"""A belief given as samples, such as a posterior from somewhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, numbers, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.words import half_between

__all__ = ["Samples"]


@dataclass(frozen=True)
class Samples(Family):
    """The empirical distribution of `values`: each draw is one of them, all equally likely, nothing smoothed.

    The order of the samples carries no meaning, so they are kept sorted and two orders compare equal. Samples of
    several quantities are taken each for itself: their dependence is stated as rank correlations.

    >>> Samples(values=(3, 1, 2)).ppf(np.array([0.1, 0.5, 0.9]))
    array([1., 2., 3.])
    """

    values: tuple[float, ...]
    _values: FloatArray = field(init=False, repr=False, compare=False)

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("values",),)

    def __post_init__(self) -> None:
        values = tuple(sorted(numbers(self.values, field="values", infinite=True)))
        set_field(self, values=values, _values=np.array(values))

    def ppf(self, u: FloatArray) -> FloatArray:
        size = self._values.size
        rank = np.ceil(floats(u) * size).astype(np.int64)  # the smallest k with k / size >= u
        return self._values[np.clip(rank, 1, size) - 1]

    def cdf(self, x: FloatArray) -> FloatArray:
        return np.searchsorted(self._values, floats(x), side="right") / self._values.size

    @property
    def support(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]

    def in_words(self) -> str:
        return f"{len(self.values):,} sample{'s' * (len(self.values) != 1)}, {half_between(self)}"
