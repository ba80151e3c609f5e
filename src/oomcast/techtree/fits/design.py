"""Where to look: points that fill the space of people, speed, chips and waiting evenly, in logarithms.

Varying people and chips at a fixed ratio cannot tell how well they replace each other, so all inputs vary at once and
independently: each over at least three factors of ten, and the ratio of chips to people over a million and more.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError, shown
from oomcast.quantities.elementary import exp
from oomcast.quantities.streams import uniforms

__all__ = ["INPUTS", "LEAST_DECADES", "RANGES", "design"]

FloatArray = NDArray[np.float64]

INPUTS = ("staff", "speed", "chips", "latency")
"""Columns of a design: factors over the normal company; a larger latency is a longer wait."""

LEAST_DECADES = 3.0
"""Powers of ten over which each input varies at least."""

RANGES = ((-1.5, 1.75), (-1.5, 1.75), (-1.75, 1.75), (-1.75, 1.5))
"""Powers of ten below and above the normal company. The three companies differ by -0.7 to 1.7 in people, by up to 1.7
in speed, by -1.7 to 1.7 in chips, and in one reading by -1.7 in waiting."""

MOST_POINTS = 2**16
"""Longer designs would take days."""


def design(points: int, *, seed: int, index: int = 0) -> FloatArray:
    """So many points, shape (points, 4), columns as in `INPUTS`; natural logarithms of factors.

    Sobol's points (I. M. Sobol, 1967), moved around the torus by a random shift of their own for each seed and index
    (R. Cranley and T. Patterson, "Randomization of number theoretic methods for multiple integration", 1976).

    >>> points = design(64, seed=0)
    >>> points.shape, bool((np.ptp(points, axis=0) > 3.0 * np.log(10.0)).all())
    ((64, 4), True)
    """
    if not 1 <= points <= MOST_POINTS:
        raise RunError(f"expected 1 to {MOST_POINTS:,} points, got {shown(points)}")
    from scipy.stats.qmc import Sobol

    whole = math.ceil(math.log2(points))
    even = Sobol(len(INPUTS), scramble=False).random_base2(whole)[:points]
    shift = uniforms(f"techtree.design.{index}", seed=seed, count=len(INPUTS))
    low, high = np.array(RANGES).T
    return np.asarray((low + (even + shift) % 1.0 * (high - low)) * math.log(10.0))


def factors(points: FloatArray) -> FloatArray:
    """The points as factors over the normal company."""
    return exp(np.asarray(points, dtype=np.float64))
