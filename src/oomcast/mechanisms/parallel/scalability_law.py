"""Parallel returns under the universal scalability law: queues for what is shared, and each pair kept in agreement."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, least, log

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "prepare"]

LN_MOST_HEADS = 300.0
"""More heads than this (10^130) count as this many, so that the square of their number stays a number."""

PARAMETERS = (
    Parameter(
        name="contention",
        symbol="sigma",
        unit="1",
        meaning="share of the work that only one head can do at a time",
        lower=0.0,
        upper=1.0,
        plausible=(1e-6, 0.1),
    ),
    Parameter(
        name="coherency",
        symbol="kappa",
        unit="1",
        meaning="what each pair of heads costs to be kept in agreement, relative to the work of one head",
        lower=0.0,
        upper=1.0,
        plausible=(1e-12, 1e-3),
    ),
)

NEUTRAL = {"contention": 0.0, "coherency": 0.0}
"""Nothing is shared and nobody need be informed: heads simply add up."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    contention: Any
    coherency: Any


def prepare(contention: Any, coherency: Any) -> Coefficients:
    """Coefficients from the drawn parameters."""
    return Coefficients(contention, coherency)


def ln_parallel(ln_heads: Any, contention: Any, coherency: Any) -> Any:
    """Logarithm of what n heads achieve together, relative to one.

        parallel = n / (1 + sigma (n - 1) + kappa n (n - 1))                        (equation parallel-scalability)

    With kappa > 0 there is a best number of heads, sqrt((1 - sigma) / kappa), beyond which more achieve less. With
    kappa = 0 this is Amdahl's law for heads, at most 1/sigma. Source: N. Gunther, "Guerrilla capacity planning" (2007).

    >>> round(exp(ln_parallel(log(313.0), 0.02, 1e-5)), 1)
    38.1
    """
    counted = least(ln_heads, LN_MOST_HEADS)
    heads = exp(counted)
    return counted - log(1.0 + (heads - 1.0) * (contention + coherency * heads))


def exponent_at(ln_heads: Any, contention: Any, coherency: Any) -> Any:
    """The exponent at a head-count: 1 for one head alone without costs, negative beyond the best number of heads.

    >>> exponent_at(0.0, 0.0, 0.0), round(exponent_at(log(313.0), 0.02, 1e-5), 3)
    (1.0, 0.0)
    """
    heads = exp(least(ln_heads, LN_MOST_HEADS))
    # 1 - d ln(denominator) / d ln n, written without the cancellation: (1 - sigma - kappa n^2) / denominator.
    return (1.0 - contention - coherency * heads * heads) / (1.0 + (heads - 1.0) * (contention + coherency * heads))
