"""Timing: the calendar date of full automation, from which years after t = 0 become dates."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter

__all__ = ["NEUTRAL", "PARAMETERS", "calendar_year"]

PARAMETERS = (
    Parameter(
        name="automation_year",
        symbol="Y_0",
        unit="year",
        meaning="calendar date of full automation of AI R&D, as a decimal year: 2029.5 is the middle of 2029",
        lower=2000.0,
        upper=3000.0,
        plausible=(2026.0, 2060.0),
    ),
)

NEUTRAL: dict[str, float] = {}
"""A date changes nothing by itself; a slow-down of compute in a calendar year needs one."""


def calendar_year(automation_year: Any, years: Any) -> Any:
    """Calendar date, as a decimal year, of what happens so many years after full automation.

        Y = Y_0 + t                                                                 (equation calendar)

    >>> calendar_year(2029.0, 1.5)
    2030.5
    """
    return automation_year + years
