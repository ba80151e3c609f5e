"""Exponential and logarithm of what is nearly nothing, without losing digits to the 1 beside it.

Both use the correction of W. Kahan: the rounding of 1 + z is known exactly afterwards, and divided out again.
Source: N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd edition (2002), section 1.14.
"""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import exp, log, where

__all__ = ["exp_minus_one", "less_one", "log_of_total", "log_one_plus"]


def less_one(power: Any, y: Any) -> Any:
    """exp(y) - 1 where power = exp(y) is known already.

    >>> less_one(1.0, 1e-20)
    1e-20
    """
    change = power - 1.0
    is_far = y * y >= 1.0  # there the subtraction costs no digits
    safe = where(is_far, 2.0, where(change == 0.0, 2.0, power))
    return where(is_far, change, where(change == 0.0, y, change * (y / log(safe))))


def exp_minus_one(y: Any) -> Any:
    """exp(y) - 1, right to a few units in the last place for all y, however small.

    >>> exp_minus_one(1e-20), exp_minus_one(-1000.0)
    (1e-20, -1.0)
    """
    return less_one(exp(y), y)


def log_of_total(total: Any, excess: Any) -> Any:
    """Logarithm of a number near 1 whose distance from 1, `excess`, is known to more digits than the number itself.

    >>> log_of_total(1.0, 1e-20)
    1e-20
    """
    rounded = total - 1.0
    is_lost = rounded == 0.0
    return where(is_lost, excess, log(total) * (excess / where(is_lost, 1.0, rounded)))


def log_one_plus(z: Any) -> Any:
    """ln(1 + z), right to a few units in the last place for z > -1; -infinity at -1.

    >>> log_one_plus(1e-20)
    1e-20
    """
    return log_of_total(1.0 + z, z)
