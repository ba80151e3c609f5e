"""A choice between a few values, each with a probability."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import floats, numbers, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError, shown

__all__ = ["Discrete"]

# Weights that sum to 1 up to rounding are kept to the last bit, so that normalising twice changes nothing.
NORMALISED_WITHIN = 1e-12


@dataclass(frozen=True)
class Discrete(Family):
    """`values` with `weights` (any scale, none negative, normalised to sum 1); equally likely where no weights.

    Values are sorted; a value may be +infinity ("none"), as for a limit that exists with some probability only.

    >>> Discrete(values=(12, float("inf")), weights=(3, 1)).in_words()
    'one of 12 (75 %), none (25 %)'
    """

    values: tuple[float, ...]
    weights: tuple[float, ...] = ()
    _upto: FloatArray = field(init=False, repr=False, compare=False)
    _values: FloatArray = field(init=False, repr=False, compare=False)

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("values", "weights"), ("values",))

    def __post_init__(self) -> None:
        values = numbers(self.values, field="values", infinite=True)
        given: object = self.weights
        weights = (1.0,) * len(values) if given == () else numbers(given, field="weights")
        if len(weights) != len(values):
            raise ScenarioError(
                f"expected {len(values)} weights, one for each value, got {len(weights)}", field="weights"
            )
        for position, weight in enumerate(weights):
            if weight < 0:
                raise ScenarioError(
                    f"expected a weight of at least 0, got {shown(weight)}", field=f"weights[{position}]"
                )
        if len(set(values)) < len(values):
            raise ScenarioError(f"expected different values, got {shown(list(values))}", field="values")
        total = math.fsum(weights)
        if not 0 < total < math.inf:
            raise ScenarioError(f"expected weights with a positive sum, got {shown(total)}", field="weights")
        total = 1.0 if abs(total - 1.0) <= NORMALISED_WITHIN else total
        pairs = sorted((value, weight / total) for value, weight in zip(values, weights, strict=True) if weight > 0)
        set_field(
            self,
            values=tuple(value for value, _ in pairs),
            weights=tuple(share for _, share in pairs),
            # Summed exactly up to each value; the last is 1 by definition, whatever the rounding.
            _upto=np.array([math.fsum(share for _, share in pairs[: k + 1]) for k in range(len(pairs) - 1)] + [1.0]),
            _values=np.array([value for value, _ in pairs]),
        )

    def ppf(self, u: FloatArray) -> FloatArray:
        return self._values[np.minimum(np.searchsorted(self._upto, floats(u), side="left"), len(self.values) - 1)]

    def cdf(self, x: FloatArray) -> FloatArray:
        below = np.searchsorted(self._values, floats(x), side="right")
        return np.concatenate(([0.0], self._upto))[below]

    @property
    def support(self) -> tuple[float, float]:
        return self.values[0], self.values[-1]

    def in_words(self) -> str:
        shares = (
            f"{plainly(value)} ({plainly(100 * share, digits=3)} %)"
            for value, share in zip(self.values, self.weights, strict=True)
        )
        return "one of " + ", ".join(shares)
