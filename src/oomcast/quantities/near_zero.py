"""Exponential and logarithm of what is nearly nothing, without losing digits to the 1 beside it.

They follow `elementary.exp` and `elementary.log` step by step, and stop short of adding the 1, or start from the
distance to it. So they cost no more than those do, and give the same bits everywhere.
"""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import (
    E0,
    E1,
    E2,
    E3,
    E4,
    E5,
    E6,
    E7,
    E8,
    E9,
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    INFINITY,
    INVERSE_LN2,
    L0,
    L1,
    L2,
    L3,
    L4,
    L5,
    L6,
    LN2_HIGH,
    LN2_LOW,
    NOT_A_NUMBER,
    ROUNDER,
    SMALLEST_NORMAL,
    SUBNORMAL_SHIFT,
    TWO_TO_54,
    split,
    two_to,
    where,
)

__all__ = ["exp_minus_one", "log_of_total", "log_one_plus"]

LARGEST_SCALE = 1e300
"""From here on the 1 no longer counts, and a product with it might overflow on the way."""


def exp_minus_one(y: Any) -> Any:
    """exp(y) - 1, right to a few units in the last place for all y, however small.

    With y = k ln 2 + r it is 2^k (exp(r) - 1) + (2^k - 1), where nothing is lost for k = 0.

    >>> exp_minus_one(1e-20), exp_minus_one(-1000.0)
    (1e-20, -1.0)
    """
    x = where(y < EXP_OVERFLOW, y, where(y >= EXP_OVERFLOW, EXP_OVERFLOW, y))
    x = where(x < EXP_UNDERFLOW, EXP_UNDERFLOW, x)
    k = (x * INVERSE_LN2 + ROUNDER) - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    z = r * r
    z2 = z * z
    even = (E0 + E2 * z) + z2 * ((E4 + E6 * z) + z2 * E8)
    odd = (E1 + E3 * z) + z2 * ((E5 + E7 * z) + z2 * E9)
    change = r + z * (even + r * odd)
    scale = two_to(k)
    return where(scale > LARGEST_SCALE, (1.0 + change) * scale, scale * change + (scale - 1.0))


def log_of_total(total: Any, excess: Any) -> Any:
    """Logarithm of a number whose distance from 1, `excess`, is known to more digits than the number itself.

    >>> log_of_total(1.0, 1e-20)
    1e-20
    """
    tiny = total < SMALLEST_NORMAL
    mantissa, exponent = split(total * where(tiny, TWO_TO_54, 1.0))
    is_near_one = exponent == 0.0
    exponent = where(tiny, exponent - SUBNORMAL_SHIFT, exponent)
    f = where(is_near_one, excess, mantissa - 1.0) / where(is_near_one, 2.0 + excess, mantissa + 1.0)
    z = f * f
    z2 = z * z
    even = (L0 + L2 * z2) + (z2 * z2) * (L4 + L6 * z2)
    odd = L1 + L3 * z2 + (z2 * z2) * L5
    value = exponent * LN2_HIGH + (f + f + (f * z * (even + z * odd) + exponent * LN2_LOW))
    value = where(total < INFINITY, value, total)
    return where(total > 0.0, value, where(total == 0.0, -INFINITY, NOT_A_NUMBER))


def log_one_plus(z: Any) -> Any:
    """ln(1 + z), right to a few units in the last place for z > -1; -infinity at -1.

    >>> log_one_plus(1e-20)
    1e-20
    """
    return log_of_total(1.0 + z, z)
