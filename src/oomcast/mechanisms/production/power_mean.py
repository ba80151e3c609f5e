"""The weighted power mean of two inputs, in logarithms: the core of every production function with substitution."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import exp, least, where
from oomcast.quantities.near_zero import exp_minus_one, log_of_total

__all__ = ["first_elasticity", "ln_power_mean", "settled_rho"]

LARGEST_COBB_DOUGLAS_RHO = 1e-8
"""Below this size rho counts as 0: over a factor of 1000 between the inputs, the two differ by 6e-8 at most."""

LOST_TO_SUBTRACTION = -0.5
"""Where less than half of the sum is left, adding its terms keeps more digits than taking the loss from 1."""

LARGEST_EXPONENT = 700.0
"""exp of this is finite; it is reached only where the share in front is 0."""


def settled_rho(rho: Any) -> Any:
    """rho, or exactly 0 where it is too small to tell the mean from the geometric one.

    >>> settled_rho(1e-9), settled_rho(-0.4)
    (0.0, -0.4)
    """
    return where(rho * rho <= LARGEST_COBB_DOUGLAS_RHO * LARGEST_COBB_DOUGLAS_RHO, 0.0, rho)


def ln_power_mean(ln_first: Any, ln_second: Any, first_share: Any, second_share: Any, rho: Any) -> Any:
    """Logarithm of the power mean of two positive inputs; the shares sum to one.

        ln F = (1/rho) ln(a A^rho + b B^rho),    rho -> 0:  a ln A + b ln B         (equation power-mean)

    The term that leads, A say, is taken out: ln F = ln A + (1/rho) ln(1 + b (exp(-|rho ln(A/B)|) - 1)). Nothing can
    overflow, and no digits are lost as rho goes to 0. rho -> -infinity is the smaller input; the mean exceeds it by
    at most the factor share^(1/rho).

    >>> round(ln_power_mean(6.0, 0.0, 0.5, 0.5, -1.0), 6), ln_power_mean(6.0, 2.0, 0.5, 0.5, 0.0)
    (0.690671, 4.0)
    """
    advantage = rho * (ln_first - ln_second)
    first_leads = advantage > 0.0
    ln_leading = where(first_leads, ln_first, ln_second)
    leading_share = where(first_leads, first_share, second_share)
    trailing_share = where(first_leads, second_share, first_share)
    fall = where(first_leads, -advantage, advantage)
    trailing = exp(fall)
    loss = trailing_share * exp_minus_one(fall)
    is_near_one = loss > LOST_TO_SUBTRACTION
    total = where(is_near_one, 1.0 + loss, leading_share + trailing_share * trailing)
    ln_total = log_of_total(total, where(is_near_one, loss, total - 1.0))
    is_geometric = rho == 0.0
    geometric = first_share * ln_first + second_share * ln_second
    mean = where(is_geometric, geometric, ln_leading + ln_total / where(is_geometric, 1.0, rho))
    # An input without a share is not there at all, to the last digit.
    return where(second_share > 0.0, where(first_share > 0.0, mean, ln_second), ln_first)


def first_elasticity(ln_first: Any, ln_mean: Any, first_share: Any, rho: Any) -> Any:
    """d ln F / d ln A of a power mean F with A among its inputs, of however many.

        d ln F / d ln A = a (A / F)^rho                                             (equation power-mean-elasticity)

    >>> first_elasticity(0.0, 0.0, 0.6, -0.4)
    0.6
    """
    return least(1.0, first_share * exp(least(rho * (ln_first - ln_mean), LARGEST_EXPONENT)))
