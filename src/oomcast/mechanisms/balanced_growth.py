"""Balanced growth: which returns to software the past implies, if it was a steady path with human researchers."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter

__all__ = ["PARAMETERS", "returns_from_history"]

PARAMETERS = (
    Parameter(
        name="labour_share",
        symbol="a",
        unit="1",
        meaning="exponent of labour in research production; the rest is compute. Says which returns history implies",
        lower=0.0,
        upper=1.0,
        plausible=(0.1, 0.9),
    ),
)


def returns_from_history(
    software_feedback: Any,
    compute_returns: Any,
    labour_share: Any,
    software_growth: Any,
    compute_growth: Any,
    staff_growth: Any,
) -> Any:
    """Returns to software r_0 that steady growth of the past implies; all growth in nats per year.

    On a balanced path the pace stays constant, so harder ideas exactly cancel more input:

        beta g_h = b g_c + a lam g_n,    b = 1 - a,  a lam = gamma - b,   r_0 = phi / beta   (equation history)

    With falling inputs the implied beta is negative, and so is the result; with constant ones it is infinite.

    >>> round(returns_from_history(0.29, 0.775, 0.5, 1.51036, 1.252763, 0.0), 3)
    0.699
    """
    compute_share = 1.0 - labour_share
    input_growth = compute_share * compute_growth + (compute_returns - compute_share) * staff_growth
    return software_feedback * software_growth / input_growth
