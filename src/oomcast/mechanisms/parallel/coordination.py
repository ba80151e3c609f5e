"""Parallel returns of heads that coordinate better than people: of what people lose in large teams, they lose less."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.parallel import constant_exponent
from oomcast.mechanisms.parallel.constant_exponent import exponent_at as constant_exponent_at
from oomcast.mechanisms.parallel.constant_exponent import ln_parallel as ln_constant_parallel

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "coordinated_exponent",
    "exponent_at",
    "ln_coordinated",
    "ln_parallel",
    "overhead_saved",
    "prepare",
]

COORDINATION_ADVANTAGE = Parameter(
    name="coordination_advantage",
    symbol="chi",
    unit="x",
    meaning="how much better AIs coordinate than people: by this factor they lose less to working in parallel",
    lower=0.1,
    upper=1e6,
    plausible=(0.5, 30.0),
)

PARAMETERS = (*constant_exponent.PARAMETERS, COORDINATION_ADVANTAGE)

NEUTRAL = {"coordination_advantage": 1.0}
"""AIs lose what people lose."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    exponent: Any
    saved: Any  # share of the overhead of people


def overhead_saved(coordination_advantage: Any) -> Any:
    """Share of the overhead of people that AIs are spared: 1 - 1/chi; negative if they coordinate worse.

    >>> overhead_saved(4.0)
    0.75
    """
    return 1.0 - 1.0 / coordination_advantage


def prepare(parallel_exponent: Any, coordination_advantage: Any) -> Coefficients:
    """Coefficients from the drawn parameters."""
    return Coefficients(parallel_exponent, overhead_saved(coordination_advantage))


def ln_coordinated(ln_heads: Any, ln_parallel_of_people: Any, saved: Any) -> Any:
    """What heads achieve that are spared a share of the overhead, under any law of parallel returns for people.

    The overhead is what heads achieve less than they would if they simply added up.

        ln parallel_AI = ln n - (ln n - ln parallel) / chi                          (equation parallel-coordination)

    chi = 1 gives the law of people back, chi -> infinity lets heads add up. Where the law has passed its best number
    of heads, what they achieve less than one still counts as overhead. What coordination adds to the serial speed of
    each AI is a factor of its own and must not be counted here again. Source: comments on R. Greenblatt and E. Lifland,
    "Slow corporations as an intuition pump for AI R&D automation" (2025), where much better coordination of AIs is left
    open; the form is ours.

    >>> ln_coordinated(10.0, 4.0, 0.5), ln_coordinated(10.0, 4.0, 0.0)
    (7.0, 4.0)
    """
    return ln_parallel_of_people + saved * (ln_heads - ln_parallel_of_people)


def coordinated_exponent(exponent_of_people: Any, saved: Any) -> Any:
    """The exponent at a head-count, given that of people there: 1 - (1 - lam) / chi.

    >>> coordinated_exponent(0.5, 0.5)
    0.75
    """
    return exponent_of_people + saved * (1.0 - exponent_of_people)


def ln_parallel(ln_heads: Any, exponent: Any, saved: Any) -> Any:
    """Logarithm of what n heads achieve together, relative to one, where people have a constant exponent.

    >>> ln_parallel(10.0, 0.5, 0.5)
    7.5
    """
    return ln_coordinated(ln_heads, ln_constant_parallel(ln_heads, exponent), saved)


def exponent_at(ln_heads: Any, exponent: Any, saved: Any) -> Any:
    """The exponent at a head-count: the same everywhere.

    >>> exponent_at(10.0, 0.5, 0.5)
    0.75
    """
    return coordinated_exponent(constant_exponent_at(ln_heads, exponent), saved)
