"""Chance and bias of a number made of draws, from the same number with a part of the draws left out.

Source: M. Quenouille, "Notes on bias in estimation", Biometrika 43 (1956); J. Shao and C. Wu, "A general theory for
jackknife variance estimation", Annals of Statistics 17 (1989), for quantiles when large parts are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import Estimate

__all__ = ["PARTS", "jackknifed", "part_of"]

PARTS = 32
"""Parts of the draws, each left out once: an error is then known to an eighth of itself."""


def part_of(draws: int) -> NDArray[np.intp]:
    """To which part each draw belongs, shape (draws,): stretches of equal length, for draws are independent."""
    return np.arange(draws) * PARTS // max(draws, 1)


def jackknifed(value: float, without: Sequence[float] | FloatArray, *, unbiased: bool = False) -> Estimate:
    """The number with its standard error, given what it is without each part; with `unbiased`, less its bias.

    An error is infinite where the number, or one of those without a part, is.

    >>> estimate = jackknifed(2.0, [1.0, 2.0, 3.0])
    >>> round(estimate.mc_error, 3)
    1.155
    """
    parts = np.asarray(without, dtype=np.float64)
    if math.isnan(value) or not (math.isfinite(value) and np.isfinite(parts).all()):
        return Estimate(value, math.inf)
    mean = float(parts.mean())
    error = math.sqrt((parts.size - 1) / parts.size * float(np.sum((parts - mean) ** 2)))
    return Estimate(parts.size * value - (parts.size - 1) * mean if unbiased else value, error)
