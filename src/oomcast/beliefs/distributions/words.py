"""Distributions and their numbers in plain words."""

from __future__ import annotations

import math

import numpy as np

from oomcast.beliefs.distributions.contract import Distribution

__all__ = ["half_between", "plainly"]

STATED_DIGITS = 6  # enough to recognise a number that a person stated
DERIVED_DIGITS = 3  # enough to picture one that they did not
PLAIN_FROM, PLAIN_TO = 1e-4, 1e9  # beyond these, counting zeros is harder than reading an exponent


def plainly(value: float, *, digits: int = STATED_DIGITS) -> str:
    """A number as one writes it: `digits` significant digits, thousands apart, no trailing zeros.

    >>> plainly(15.0), plainly(0.7225), plainly(1234567.0, digits=3), plainly(1e29), plainly(float("inf"))
    ('15', '0.7225', '1,230,000', '1e29', 'none')
    """
    if math.isinf(value):
        return "none" if value > 0 else "minus infinity"
    if value != 0 and not PLAIN_FROM <= abs(value) < PLAIN_TO:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}"
    rounded = float(f"{value:.{digits}g}")
    text = f"{rounded:,.{digits + 4}f}" if rounded != int(rounded) else f"{int(rounded):,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def half_between(distribution: Distribution) -> str:
    """The middle half of a distribution, which most people picture more easily than its parameters."""
    low, high = distribution.ppf(np.array([0.25, 0.75]))
    return f"half between {plainly(low, digits=DERIVED_DIGITS)} and {plainly(high, digits=DERIVED_DIGITS)}"
