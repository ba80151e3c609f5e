"""What every model of progress promises to say, by name, unit and meaning."""

from __future__ import annotations

from typing import NamedTuple

from oomcast.models.contract import Output

__all__ = [
    "ANY_WINDOW",
    "CLAIMS",
    "EVENTS",
    "FIRST_YEAR",
    "HEADLINE",
    "MILESTONES",
    "MILESTONE_OOMS",
    "MILESTONE_YEARS",
    "OUTPUTS",
    "WINDOW_YEARS",
    "Claim",
]

FIRST_YEAR = 1.0
"""Years: the span of the twelve-month outputs."""

MONTH = 1 / 12
"""Years in a month."""

WINDOW_YEARS = 48 * MONTH
"""Years within which any window may lie: the 48 months of Davidson and Houlden (2025)."""

ANY_WINDOW = "any_window_"
"""Prefix of the events that speak of any window instead of the first one."""


class Claim(NamedTuple):
    """At least so many years of progress within so many months."""

    years_of_progress: int
    months: int

    @property
    def name(self) -> str:
        return f"at_least_{self.years_of_progress}_years_in_{self.months}mo"

    @property
    def window_years(self) -> float:
        return self.months * MONTH


CLAIMS = (Claim(3, 12), Claim(10, 12), Claim(3, 4), Claim(10, 4))
"""The claims of Davidson and Houlden (2025): 3 and 10 years of progress in a year, and in four months."""

MILESTONE_OOMS = (1.0, 2.0, 3.0, 6.0, 10.0)
"""Gains in total effective compute whose dates are found."""

MILESTONE_YEARS = (1, 3, 4, 5, 10)
"""Years of progress, at the reference rate, for which it is found how long they take."""

HEADLINE = "oom_total_12mo"
"""The answer to the question that everybody asks first."""

OUTPUTS = (
    Output(HEADLINE, "OOM", "effective compute gained in the first year"),
    Output("oom_software_12mo", "OOM", "the part of it that is software"),
    Output("oom_hardware_12mo", "OOM", "the part of it that is hardware"),
    Output("years_of_progress_12mo", "year", "the gain of the first year, in years at the reference rate"),
    Output("initial_speedup", "x", "research pace at t = 0, relative to the human-only company"),
    Output("peak_speedup", "x", "largest research pace by the horizon, ideas getting harder included"),
)

EVENTS = (
    *(
        Output(
            claim.name,
            "1",
            f"at least {claim.years_of_progress} years of progress within the first {claim.months} months",
        )
        for claim in CLAIMS
    ),
    *(
        Output(
            ANY_WINDOW + claim.name,
            "1",
            f"at least {claim.years_of_progress} years of progress within some {claim.months} of the first 48 months",
        )
        for claim in CLAIMS
    ),
    Output("singular_by_horizon", "1", "progress becomes infinite by the horizon"),
)

MILESTONES = (
    *(
        Output(f"oom_{oom:.0f}", "year", f"years until effective compute has grown by {oom:.0f} OOM")
        for oom in MILESTONE_OOMS
    ),
    *(
        Output(
            f"progress_{years}_years",
            "year",
            f"years until progress worth {years} {'year' if years == 1 else 'years'} at the reference rate is made",
        )
        for years in MILESTONE_YEARS
    ),
)
"""Gains in OOM first, then years of progress."""
