"""A forecast by the calendar for the screen: what is gained by a date, the start being as uncertain as believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.ensemble.document import AUTOMATION_YEAR, plain
from oomcast.present.dated import gained_by, months_across
from oomcast.present.fan import band_edges, in_order, inverted_ranks, unknown_courses
from oomcast.quantities.progress import years_of_progress

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast
    from oomcast.models.contract import FloatArray

__all__ = ["alike", "dated_view", "dates_across"]

TOTAL, REFERENCE = "oom_total", "reference_oom_per_year"

FIRST = 0.05
"""Share of the courses that may have been followed to their end before the picture ends."""

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Levels of the bands, and of the start date that stands with them."""


def dates_across(forecasts: Sequence[Forecast], *, start_year: float | None) -> FloatArray | None:
    """Dates for one picture of all forecasts; None where none of them believes anything about the start.

    `start_year` is when full automation comes on the beliefs that say nothing about it.
    """
    if not any(AUTOMATION_YEAR in forecast.inputs for forecast in forecasts):
        return None
    dates = months_across(starts for forecast in forecasts if (starts := starts_of(forecast, start_year)) is not None)
    return dates if dates.size else None


def starts_of(forecast: Forecast, start_year: float | None) -> FloatArray | None:
    """When each kept course begins, (draws,), as believed, else at `start_year`; None where nobody says."""
    paths = forecast.counted.paths
    if paths is None or TOTAL not in paths.values:
        return None
    kept = paths.values[TOTAL].shape[1]
    if AUTOMATION_YEAR in forecast.inputs:
        starts: FloatArray = forecast.inputs[AUTOMATION_YEAR][forecast.weights][:kept]
        return starts
    return None if start_year is None else np.full(kept, start_year)


def dated_view(
    forecast: Forecast, *, dates: FloatArray | None, start_year: float | None, rate: float | None, counts: Sequence[int]
) -> dict[str, Any] | None:
    """Bands over dates, and the gains by the last of them as so many equally likely values for each of `counts`.

    The picture ends where one course in twenty is no longer followed. `not_begun` is the share that begins later than
    that, `held` the share that is followed no further and stands where it was last known. None without dates or
    courses.
    """
    paths = forecast.counted.paths
    starts = starts_of(forecast, start_year)
    if dates is None or paths is None or starts is None:
        return None
    first = np.quantile(starts, FIRST, method="inverted_cdf")
    dates = dates[dates <= first + paths.years[-1]]
    if not dates.size:
        return None
    gained = {TOTAL: gained_by(dates, paths.years, paths.values[TOTAL], starts=starts)}
    if REFERENCE in forecast.inputs:
        reference = forecast.inputs[REFERENCE][forecast.weights][: starts.size]
        gained["years_of_progress"] = years_of_progress(gained[TOTAL], reference)
    if rate is not None:
        gained["years_at_rate"] = years_of_progress(gained[TOTAL], rate)
    by_the_end = {name: in_order(course[-1]) for name, course in gained.items()}
    return {
        "dates": dates.tolist(),
        "levels": [f"{level:g}" for level in LEVELS],
        "draws": starts.size,
        "unknown": unknown_courses(gained[TOTAL]),
        "start": {
            f"{level:g}": plain(float(date))
            for level, date in zip(LEVELS, np.quantile(starts, LEVELS, method="inverted_cdf"))
        },
        "is_believed": AUTOMATION_YEAR in forecast.inputs,
        "not_begun": float(np.mean(starts > dates[-1])),
        "held": float(np.mean(dates[-1] - starts > paths.years[-1])),
        "courses": {
            name: {f"{level:g}": as_numbers(edge) for level, edge in zip(LEVELS, band_edges(course, levels=LEVELS))}
            for name, course in gained.items()
        },
        "by_the_end": {
            str(count): {name: as_numbers(alike(ends, count=count)) for name, ends in by_the_end.items()}
            for count in counts
        },
    }


def alike(ordered: FloatArray, *, count: int) -> FloatArray:
    """Ascending values as `count` equally likely ones; none where there are none.

    >>> alike(np.array([1.0, 2.0, 3.0, 4.0]), count=2)
    array([1., 3.])
    """
    return ordered[inverted_ranks(ordered.size, (np.arange(count) + 0.5) / count)] if ordered.size else ordered


def as_numbers(values: FloatArray) -> list[float | None]:
    """Numbers as JSON can say them."""
    return [plain(value) for value in values.tolist()]
