"""How many distinct ideas many searchers find who do not know of each other.

The laws for equal and for unequally visible ideas are those of the forecast (`oomcast.mechanisms.parallel`), where they
are functions of a head-count. Here are the sums they come from, for any chances.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.techtree.laws.extremes import harmonic

__all__ = [
    "distinct_ideas",
    "duplicate_share",
    "searches_for_all",
    "searching_exponent",
    "zipf_asymptote",
    "zipf_chances",
]

FloatArray = NDArray[np.float64]


def zipf_chances(ideas: int, *, exponent: float) -> FloatArray:
    """Chances of ideas by rank, proportional to rank^-exponent; they sum to 1.

    >>> zipf_chances(2, exponent=1.0).round(3).tolist()
    [0.667, 0.333]
    """
    weights = np.arange(1, ideas + 1, dtype=np.float64) ** -exponent
    return np.asarray(weights / math.fsum(weights))


def distinct_ideas(chances: FloatArray, searches: float) -> float:
    """Expected number of distinct ideas in k independent searches, of which each finds idea i with chance p_i.

        E = sum_i 1 - (1 - p_i)^k                                                           (equation distinct-ideas)

    >>> round(distinct_ideas(np.full(1000, 1e-3), 1000), 1)
    632.3
    """
    with np.errstate(divide="ignore"):  # an idea that is certain: log 0, and it is found
        return math.fsum(-np.expm1(searches * np.log1p(-np.asarray(chances))))


def duplicate_share(chances: FloatArray, searches: float) -> float:
    """Share of searches that find what another has found: 1 - E/k.

    >>> round(duplicate_share(np.full(1000, 1e-3), 1000), 3)
    0.368
    """
    return 1.0 - distinct_ideas(chances, searches) / searches


def searching_exponent(chances: FloatArray, searches: float) -> float:
    """d ln E / d ln k: by how many per cent distinct ideas grow for one per cent more searches.

    Of N equal ideas it is x / (e^x - 1) with x = -k ln(1 - 1/N).

    >>> round(searching_exponent(np.full(1000, 1e-3), 1000), 3)
    0.582
    """
    logs = np.log1p(-np.asarray(chances))
    slope = math.fsum(-searches * logs * np.exp(searches * logs))
    return slope / distinct_ideas(chances, searches)


def searches_for_all(ideas: int) -> float:
    """Expected number of searches until all of N equally visible ideas have been found: N H_N.

    >>> searches_for_all(2)
    3.0
    """
    return ideas * harmonic(ideas)


def zipf_asymptote(searches: Any, *, exponent: float, first_chance: float) -> Any:
    """Distinct ideas of infinitely many by Zipf's law, s > 1, for many searches: Gamma(1 - 1/s) (k p_1)^(1/s).

    So the exponent is 1/s. It exceeds the exact sum by about 1/2.

    >>> chances = zipf_chances(1_000_000, exponent=2.5)
    >>> round(distinct_ideas(chances, 1000), 2)
    20.49
    >>> round(zipf_asymptote(1000, exponent=2.5, first_chance=float(chances[0])), 2)
    20.99
    """
    return math.gamma(1.0 - 1.0 / exponent) * (searches * first_chance) ** (1.0 / exponent)
