"""Parallel returns of duplicated discoveries, all ideas in reach being equally easy to see."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.parallel.chances import ln_missing, ln_saturation, saturation_slope
from oomcast.quantities.elementary import exp

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "prepare"]

PARAMETERS = (
    Parameter(
        name="ideas_in_reach",
        symbol="N",
        unit="1",
        meaning="how many ideas can be found next, each as easy to see as any other; heads that find the same one have "
        "found it once",
        lower=2.0,
        upper=1e15,
        plausible=(10.0, 1e7),
        none_means="so many ideas that no two heads ever find the same",
    ),
)

NEUTRAL = {"ideas_in_reach": inf}
"""Nobody ever finds what another has found: heads simply add up."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    chance: Any  # -ln(1 - 1/N): of a head to hit a given idea
    ln_saturation_of_one: Any


def prepare(ideas_in_reach: Any) -> Coefficients:
    """Coefficients from the drawn parameters."""
    chance = ln_missing(1.0 / ideas_in_reach)
    return Coefficients(chance, ln_saturation(chance))


def ln_parallel(ln_heads: Any, chance: Any, ln_saturation_of_one: Any) -> Any:
    """Logarithm of how many distinct ideas n heads are expected to find; one head finds one.

        parallel = N (1 - (1 - 1/N)^n)                                              (equation parallel-duplication)

    A head stands for whatever searches by itself: a person, or a team with a shared memory. Source: the classical
    occupancy problem (W. Feller, "An introduction to probability theory and its applications", 1950).

    >>> round(exp(ln_parallel(6.907755278982137, *prepare(1000.0))))  # 1,000 heads, 1,000 ideas
    632
    """
    return ln_heads + (ln_saturation(chance * exp(ln_heads)) - ln_saturation_of_one)


def exponent_at(ln_heads: Any, chance: Any, ln_saturation_of_one: Any) -> Any:
    """The exponent at a head-count, x / (e^x - 1) with x = -n ln(1 - 1/N): from 1 down to 0 once all has been found.

    >>> round(exponent_at(6.907755278982137, *prepare(1000.0)), 3)
    0.582
    """
    return saturation_slope(chance * exp(ln_heads))
