"""Starting up: research on a thing begins slowly, so that a short stretch of time is worth less than its length."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, least, where

__all__ = ["NEUTRAL", "PARAMETERS", "productive_share"]

PARAMETERS = (
    Parameter(
        name="startup_years",
        symbol="T_s",
        unit="year",
        meaning="time constant with which people who begin to work on something reach their full pace, in their own "
        "working time at the pace of the company that others are compared with",
        lower=0.0,
        upper=1000.0,
        plausible=(0.0, 1.0),
    ),
)

NEUTRAL = {"startup_years": 0.0}
"""Everyone works at full pace from the first day."""

SMALL = 0.1
"""Up to here the share is summed as a series, since taking the loss from 1 would lose digits (first term left out:
1e-14 of it)."""

# 1 - (1 - e^-x)/x = x/2! - x^2/3! + x^3/4! - ...
SERIES = (1 / 2, -1 / 6, 1 / 24, -1 / 120, 1 / 720, -1 / 5040, 1 / 40320, -1 / 362880)


def productive_share(years: Any, startup_years: Any) -> Any:
    """Share of a stretch of time that is left after starting up.

        1 - (1 - e^-x) / x,    x = T / T_s                                          (equation starting-up)

    The pace rises to its full height as 1 - exp(-t / T_s), and this is its average over T. Source: R. Greenblatt and
    E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025), who note that a year is a more
    natural unit of work than a week; the form is ours.

    >>> productive_share(1.0, 0.0), round(productive_share(7 / 365.25, 0.05), 3), round(productive_share(1.0, 0.05), 3)
    (1.0, 0.169, 0.95)
    """
    takes_time = startup_years > 0.0
    x = years / where(takes_time, startup_years, 1.0)
    small = least(x, SMALL)
    first, second, third, fourth, fifth, sixth, seventh, eighth = SERIES
    tail = fifth + small * (sixth + small * (seventh + small * eighth))
    series = first + small * (second + small * (third + small * (fourth + small * tail)))
    large = where(x > SMALL, x, 1.0)
    share = where(x > SMALL, 1.0 - (1.0 - exp(-large)) / large, small * series)
    return where(takes_time, share, 1.0)
