"""What progress is worth: OOMs, years at a stated rate, software-only years, pace, and multiples of the way so far.

An OOM is a factor of ten in effective compute and means the same in every model that counts effective compute. A year
of progress does not: it is what some rate gives in a year, so each function here is told its rate. R is the growth of
effective compute before automation in OOM per year, and R_k the part of it that is hardware; R - R_k is software.

Numbers may be floats or arrays (shapes broadcast). Where the yardstick has no length, because nothing grew, any
progress is infinitely many times as much, and none is 0 times.
"""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import where
from oomcast.quantities.units import MONTHS_PER_YEAR

__all__ = [
    "months_at_pace",
    "multiples_of_the_way",
    "oom_of_the_way",
    "oom_of_years",
    "overall_years_of_software",
    "progress_per_year",
    "software_pace_for",
    "software_years",
    "years_at_another_rate",
    "years_of_progress",
]

ENDLESS = float("inf")
"""How many yardsticks without length fit into something."""


def _times(amount: Any, yardstick: Any) -> Any:
    """How often `yardstick` goes into `amount`; any amount is endless next to a yardstick that has no length."""
    has_length = yardstick > 0.0
    endless = where(amount > 0.0, ENDLESS, where(amount < 0.0, -ENDLESS, amount))
    return where(has_length, amount / where(has_length, yardstick, 1.0), endless)


def years_of_progress(oom: Any, oom_per_year: Any) -> Any:
    """Years of progress that a gain of effective compute is worth, at a rate: OOM / R.

    Source: R. Greenblatt, on 6 OOM in the first year (2025): 6 OOM at about 1.2 OOM a year are around 5 years.

    >>> years_of_progress(6.0, 1.2)
    5.0
    """
    return _times(oom, oom_per_year)


def oom_of_years(years: Any, oom_per_year: Any) -> Any:
    """The gain of effective compute, in OOM, that so many years of progress are: years times R, the way back.

    >>> oom_of_years(10.0, 1.2)
    12.0
    """
    return years * oom_per_year


def years_at_another_rate(years: Any, oom_per_year: Any, other_oom_per_year: Any) -> Any:
    """The same progress in years of another rate: 2024-equivalent years, 2031-equivalent years.

        years R / R'

    Source: R. Greenblatt and E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025), last
    footnote: slower growth of compute makes the same speed-up fewer years of 2024, and more of 2031.

    >>> years_at_another_rate(5.0, 1.2, 0.6)
    10.0
    """
    return _times(oom_of_years(years, oom_per_year), other_oom_per_year)


def software_years(software_oom: Any, reference_oom_per_year: Any, hardware_oom_per_year_reference: Any) -> Any:
    """Years of software progress: software OOM over what human researchers find in a year, R - R_k.

    More than the years of overall progress that the same OOMs are (`overall_years_of_software`).

    >>> software_years(3.0, 1.25, 0.5)
    4.0
    """
    return _times(software_oom, reference_oom_per_year - hardware_oom_per_year_reference)


def overall_years_of_software(
    software_only_years: Any, reference_oom_per_year: Any, hardware_oom_per_year_reference: Any
) -> Any:
    """Years of overall progress that so many years of software progress are, no hardware added: times (R - R_k) / R.

    >>> overall_years_of_software(6.0, 1.0, 0.5)
    3.0
    """
    software_oom = software_only_years * (reference_oom_per_year - hardware_oom_per_year_reference)
    return years_of_progress(software_oom, reference_oom_per_year)


def progress_per_year(
    software_pace: Any,
    hardware_oom_per_year: Any,
    reference_oom_per_year: Any,
    hardware_oom_per_year_reference: Any,
) -> Any:
    """Years of overall progress per calendar year while software comes at a pace and hardware grows as it does.

        (pace (R - R_k) + hardware) / R

    `software_pace` is relative to human researchers (x), hardware in OOM per year. With software half of the reference
    rate, x-fold software is (x + 1)/2 years a year if hardware keeps growing, and x/2 if it stands still.

    >>> progress_per_year(20.0, 0.5, 1.0, 0.5), progress_per_year(20.0, 0.0, 1.0, 0.5)
    (10.5, 10.0)
    """
    software = software_pace * (reference_oom_per_year - hardware_oom_per_year_reference)
    return years_of_progress(software + hardware_oom_per_year, reference_oom_per_year)


def software_pace_for(
    years_per_year: Any,
    hardware_oom_per_year: Any,
    reference_oom_per_year: Any,
    hardware_oom_per_year_reference: Any,
) -> Any:
    """The pace of software (x) at which a calendar year brings so many years of progress: the way back.

    >>> software_pace_for(10.5, 0.5, 1.0, 0.5)
    20.0
    """
    software_oom = oom_of_years(years_per_year, reference_oom_per_year) - hardware_oom_per_year
    return software_years(software_oom, reference_oom_per_year, hardware_oom_per_year_reference)


def months_at_pace(years: Any, years_per_year: Any) -> Any:
    """Calendar months into which so many years of progress are compressed at a steady pace.

    The pace of a forecast is not steady: there, the months are those at which its course reaches `oom_of_years`.

    >>> months_at_pace(10.0, 30.0)
    4.0
    """
    return MONTHS_PER_YEAR * _times(years, years_per_year)


def oom_of_the_way(oom_per_year: Any, automation_year: Any, yardstick_year: Any, oom_beyond: Any) -> Any:
    """Effective compute gained from a stated past date to full automation, in OOM.

        R (Y_a - Y_y) + what went beyond R

    Both dates are calendar years. `oom_beyond` is what a ramp of AIs that help added in that time, less what compute
    that slowed down took away; 0 if progress kept to the reference rate.

    >>> oom_of_the_way(1.25, 2029.25, 2025.25, 0.5)
    5.5
    """
    return oom_of_years(automation_year - yardstick_year, oom_per_year) + oom_beyond


def multiples_of_the_way(
    oom: Any, oom_per_year: Any, automation_year: Any, yardstick_year: Any, oom_beyond: Any
) -> Any:
    """A gain of effective compute as multiples of the way from a stated past date to full automation.

    1 is "as much again as from there to here". Infinite where full automation came no later than the date.

    Source: R. Greenblatt and E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025): with
    full automation four years after o3, another four years of progress are as much again.

    >>> multiples_of_the_way(6.0, 1.25, 2029.25, 2025.25, 0.0)
    1.2
    """
    return _times(oom, oom_of_the_way(oom_per_year, automation_year, yardstick_year, oom_beyond))
