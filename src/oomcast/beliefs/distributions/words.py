"""Distributions and their numbers in plain words."""

from __future__ import annotations

import math
import re

import numpy as np

from oomcast.beliefs.distributions.contract import Distribution

__all__ = ["half_between", "plainly", "undivided"]

STATED_DIGITS = 6  # enough to recognise a number that a person stated
DERIVED_DIGITS = 3  # enough to picture one that they did not
ROUNDING = 0.1  # a tenth of a width is nothing to one who pictures it
BETWEEN_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
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
    """The middle half of a distribution, which most people picture more easily than its parameters.

    As many digits as it takes to tell the two ends apart: a date within a few years has more than a factor of ten.
    """
    low, high = (float(x) for x in distribution.ppf(np.array([0.25, 0.75])))
    digits = next((d for d in range(DERIVED_DIGITS, STATED_DIGITS) if tells_apart(low, high, digits=d)), STATED_DIGITS)
    return f"half between {plainly(low, digits=digits)} and {plainly(high, digits=digits)}"


def tells_apart(low: float, high: float, *, digits: int) -> bool:
    """Whether rounding moves neither number by more than `ROUNDING` of the distance between them."""
    if low == high or math.isinf(low) or math.isinf(high):
        return True
    return all(abs(float(f"{x:.{digits}g}") - x) <= ROUNDING * (high - low) for x in (low, high))


def undivided(text: str) -> str:
    """Text in which thousands are not set apart, as in dates.

    >>> undivided("triangular from 2,027.5 over 2,029 to 2,032, held")
    'triangular from 2027.5 over 2029 to 2032, held'
    """
    return BETWEEN_THOUSANDS.sub("", text)
