"""Parallel returns whose exponent falls at a head-count: small teams lose less by each further head than large ones."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.parallel import constant_exponent
from oomcast.quantities.elementary import greatest, least, log, where

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "prepare"]

PARAMETERS = (
    *constant_exponent.PARAMETERS,
    Parameter(
        name="parallel_exponent_above",
        symbol="lam_2",
        unit="1",
        meaning="exponent of heads in a research effort that is larger than the stated head-count",
        lower=0.0,
        upper=1.5,
        plausible=(0.1, 0.9),
    ),
    Parameter(
        name="parallel_step_heads",
        symbol="n_1",
        unit="1",
        meaning="head-count at which the exponent of heads changes",
        lower=1.0,
        upper=1e12,
        plausible=(100.0, 1e6),
        none_means="one exponent at any head-count",
    ),
)

NEUTRAL = {"parallel_step_heads": inf}
"""No step: the exponent below it holds everywhere."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    exponent_below: Any
    exponent_above: Any
    ln_step_heads: Any


def prepare(parallel_exponent: Any, parallel_exponent_above: Any, parallel_step_heads: Any) -> Coefficients:
    """Coefficients from the drawn parameters."""
    return Coefficients(parallel_exponent, parallel_exponent_above, log(parallel_step_heads))


def ln_parallel(ln_heads: Any, exponent_below: Any, exponent_above: Any, ln_step_heads: Any) -> Any:
    """Logarithm of what n heads achieve together, relative to one.

        ln parallel = lam_1 min(ln n, ln n_1) + lam_2 max(ln n - ln n_1, 0)         (equation parallel-step)

    Source: R. Greenblatt and E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025), where
    0.7 from 800 to 4,000 heads and 0.3 from 4,000 to 200,000 make both jumps worth about three times as much:
    5^0.7 = 3.09 and 50^0.3 = 3.23.

    >>> ln_parallel(3.0, 0.5, 0.25, 2.0), ln_parallel(1.0, 0.5, 0.25, 2.0)
    (1.25, 0.5)
    """
    return exponent_below * least(ln_heads, ln_step_heads) + exponent_above * greatest(ln_heads - ln_step_heads, 0.0)


def exponent_at(ln_heads: Any, exponent_below: Any, exponent_above: Any, ln_step_heads: Any) -> Any:
    """The exponent at a head-count; at the step itself, that of the next head.

    >>> exponent_at(1.0, 0.5, 0.25, 2.0), exponent_at(2.0, 0.5, 0.25, 2.0)
    (0.5, 0.25)
    """
    return where(ln_heads < ln_step_heads, exponent_below, exponent_above)
