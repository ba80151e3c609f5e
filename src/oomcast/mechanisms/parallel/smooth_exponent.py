"""Parallel returns whose exponent changes gradually, in a straight line over ln n between two head-counts."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.parallel import constant_exponent
from oomcast.quantities.elementary import greatest, least, log, where

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "prepare"]

LN_NEVER = 1e6
"""Stands for the logarithm of a head-count that is never reached, where there is none."""

PARAMETERS = (
    *constant_exponent.PARAMETERS,
    Parameter(
        name="parallel_exponent_far",
        symbol="lam_2",
        unit="1",
        meaning="exponent of heads above the higher of two head-counts, between which it changes gradually",
        lower=0.0,
        upper=1.5,
        plausible=(0.1, 0.9),
    ),
    Parameter(
        name="parallel_change_from_heads",
        symbol="n_1",
        unit="1",
        meaning="head-count up to which the exponent of heads stays as it is",
        lower=1.0,
        upper=1e12,
        plausible=(10.0, 1e6),
        none_means="one exponent at any head-count",
    ),
    Parameter(
        name="parallel_change_to_heads",
        symbol="n_2",
        unit="1",
        meaning="head-count from which the exponent of heads stays as it then is; not below the one where it begins",
        lower=1.0,
        upper=1e15,
        plausible=(100.0, 1e9),
    ),
)

NEUTRAL = {"parallel_change_from_heads": inf}
"""The exponent never begins to change."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    exponent_near: Any
    change: Any  # of the exponent, in all
    ln_from_heads: Any
    width: Any  # of the interval in which it changes, in ln n
    half_inverse_width: Any  # 0 where the interval has no width


def prepare(
    parallel_exponent: Any,
    parallel_exponent_far: Any,
    parallel_change_from_heads: Any,
    parallel_change_to_heads: Any,
) -> Coefficients:
    """Coefficients from the drawn parameters."""
    ln_from = least(log(parallel_change_from_heads), LN_NEVER)
    width = greatest(log(parallel_change_to_heads) - ln_from, 0.0)
    half_inverse_width = where(width > 0.0, 1.0 / (2.0 * where(width > 0.0, width, 1.0)), 0.0)
    return Coefficients(
        parallel_exponent, parallel_exponent_far - parallel_exponent, ln_from, width, half_inverse_width
    )


def ln_parallel(
    ln_heads: Any, exponent_near: Any, change: Any, ln_from_heads: Any, width: Any, half_inverse_width: Any
) -> Any:
    """Logarithm of what n heads achieve together, relative to one; the exponent integrated from 1 to n.

        lam = lam_1 + (lam_2 - lam_1) u / w,   u = min(max(ln n - ln n_1, 0), w),   w = ln n_2 - ln n_1

        ln parallel = lam_1 ln n + (lam_2 - lam_1) (u^2 / 2 w + max(ln n - ln n_2, 0))    (equation parallel-smooth)

    With n_1 = n_2 it is a step, and with lam_1 = lam_2 the exponent is constant.

    >>> ln_parallel(4.0, 1.0, -0.5, 1.0, 2.0, 0.25), ln_parallel(0.5, 1.0, -0.5, 1.0, 2.0, 0.25)
    (3.0, 0.5)
    """
    past = greatest(ln_heads - ln_from_heads, 0.0)
    within = least(past, width)
    return exponent_near * ln_heads + change * (within * within * half_inverse_width + (past - within))


def exponent_at(
    ln_heads: Any, exponent_near: Any, change: Any, ln_from_heads: Any, width: Any, half_inverse_width: Any
) -> Any:
    """The exponent at a head-count; where the change takes no width, that of the next head.

    >>> exponent_at(2.0, 1.0, -0.5, 1.0, 2.0, 0.25), exponent_at(9.0, 1.0, -0.5, 1.0, 2.0, 0.25)
    (0.75, 0.5)
    """
    past = ln_heads - ln_from_heads
    between = change * (2.0 * greatest(past, 0.0) * half_inverse_width)
    return exponent_near + where(past >= width, change, between)
