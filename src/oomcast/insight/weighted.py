"""Draws that do not all count alike: quantiles of them, and how many equal draws they are worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oomcast.models.contract import FloatArray

__all__ = ["Ordered", "effective_draws"]

ROUNDING = 1e-12
"""Sums of a million shares differ by this much from what they should be."""


class Ordered:
    """Values in ascending order, made ready for quantiles under many weightings; what is unknown comes last."""

    def __init__(self, values: FloatArray) -> None:
        self.order: NDArray[np.intp] = np.argsort(values, kind="stable")
        self.values = values[self.order]

    def quantiles(self, weights: FloatArray, levels: Sequence[float]) -> FloatArray:
        """The smallest values up to which the weights, (draws,), make up the levels; shape (levels,).

        >>> Ordered(np.array([3.0, 1.0, 2.0])).quantiles(np.array([0.5, 0.25, 0.25]), [0.25, 0.5, 0.75])
        array([1., 2., 3.])
        """
        upto = np.cumsum(weights[self.order])
        places = np.searchsorted(upto, (np.asarray(levels) - ROUNDING) * upto[-1], side="left")
        return np.asarray(self.values[np.minimum(places, self.values.size - 1)])


def effective_draws(weights: FloatArray) -> float:
    """How many equal draws weighted ones are worth: (sum w)^2 / sum w^2.

    Source: L. Kish, "Survey sampling" (1965).

    >>> effective_draws(np.array([1.0, 1.0, 0.0, 0.0]))
    2.0
    """
    total = float(weights.sum())
    return total * total / float(np.sum(weights * weights)) if total > 0.0 else 0.0
