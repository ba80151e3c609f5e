"""Parallel returns with one exponent at any head-count."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "prepare"]

PARAMETERS = (
    Parameter(
        name="parallel_exponent",
        symbol="lam",
        unit="1",
        meaning="d ln(research done) / d ln(heads) at a given serial speed; 1 means that heads simply add up",
        lower=0.0,
        upper=1.5,
        plausible=(0.2, 0.9),
    ),
)

NEUTRAL = {"parallel_exponent": 1.0}
"""Heads simply add up."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    exponent: Any


def prepare(parallel_exponent: Any) -> Coefficients:
    """Coefficients from the drawn parameters."""
    return Coefficients(parallel_exponent)


def ln_parallel(ln_heads: Any, exponent: Any) -> Any:
    """Logarithm of what n heads achieve together, relative to one.

        ln parallel = lam ln n                                                      (equation parallel-constant)

    Source: lam of C. Jones, "R&D-based models of economic growth" (1995), the stepping-on-toes effect. Values in use:
    0.4 ("around the harshest penalty I've heard of", R. Greenblatt in a comment on "Slow corporations as an intuition
    pump for AI R&D automation", 2025), 0.55 (R. Greenblatt, on 6 OOM in the first year, 2025), 0.7 (T. Davidson, "What
    a compute-centric framework says about takeoff speeds", 2023).

    >>> round(ln_parallel(3.912023, 0.4), 4)  # 50 times as many heads do 4.78 times as much
    1.5648
    """
    return exponent * ln_heads


def exponent_at(ln_heads: Any, exponent: Any) -> Any:
    """The exponent at a head-count: the same everywhere.

    >>> exponent_at(8.0, 0.55)
    0.55
    """
    return exponent + 0.0 * ln_heads
