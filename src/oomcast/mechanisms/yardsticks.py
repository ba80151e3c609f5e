"""Yardsticks: the rates and the date against which a person wants a forecast's progress measured besides its own.

They move no forecast, they only say what it is worth; the arithmetic is in `oomcast.quantities.progress`.
"""

from __future__ import annotations

from oomcast.beliefs.parameter import Parameter

__all__ = ["NEUTRAL", "PARAMETERS"]

PARAMETERS = (
    Parameter(
        name="oom_per_year_2024",
        symbol="R_2024",
        unit="OOM/year",
        meaning="growth of effective compute in 2024, hardware and software together: one 2024-equivalent year",
        lower=1e-3,
        upper=20.0,
        plausible=(0.3, 3.0),
    ),
    Parameter(
        name="oom_per_year_2031",
        symbol="R_2031",
        unit="OOM/year",
        meaning="growth of effective compute in 2031 if human researchers still made it, with the growth of compute of "
        "that time: one 2031-equivalent year",
        lower=1e-3,
        upper=20.0,
        plausible=(0.1, 3.0),
    ),
    Parameter(
        name="yardstick_year",
        symbol="Y_y",
        unit="year",
        meaning="calendar year of a past event, with its fraction (o3 was released at 2025.29): progress is also told "
        "in multiples of that from there to full automation",
        lower=1950.0,
        upper=3000.0,
        plausible=(2012.0, 2030.0),
    ),
)

NEUTRAL: dict[str, float] = {}
"""None is sensible: there is no value at which a yardstick says nothing."""
