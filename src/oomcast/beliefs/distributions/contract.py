"""What every distribution offers the rest of the package."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Distribution", "FloatArray"]

FloatArray = NDArray[np.float64]


@runtime_checkable
class Distribution(Protocol):
    """A distribution of one quantity, known by its quantile function.

    Draws are made by feeding uniforms to `ppf`, so that every draw can be addressed by (seed, name, index).
    """

    def ppf(self, u: FloatArray) -> FloatArray:
        """Quantiles at the probabilities `u` (shape free, values strictly inside 0..1), same shape."""
        ...

    def cdf(self, x: FloatArray) -> FloatArray:
        """Probability at or below `x`, same shape."""
        ...

    @property
    def support(self) -> tuple[float, float]:
        """The smallest interval that holds all the mass; either end may be infinite."""
        ...

    def in_words(self) -> str:
        """The distribution in plain words, numbers without units: "lognormal, half between 8.9 and 25"."""
        ...
