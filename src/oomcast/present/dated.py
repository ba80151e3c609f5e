"""Progress by the calendar: what has been gained by a date, where it is uncertain when the course begins."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from oomcast.models.contract import FloatArray

__all__ = ["gained_by", "months_across"]

MONTHS = 12
MOST_DATES = 61
"""Dates of a picture: five years by months; a longer stretch is drawn at wider steps."""

STEPS_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Steps between dates, in months; the first with which the stretch has few enough dates is taken."""

FIRST_START, LAST_START = 0.05, 0.95
"""Levels of the start between which a picture begins and ends, a year after the latter."""


def gained_by(dates: FloatArray, years: FloatArray, courses: FloatArray, *, starts: FloatArray) -> FloatArray:
    """What each course has gained by each date, (dates, draws): nothing before its own start.

    `courses`, (times, draws), are gains at `years` after the start, the first of them at 0; `starts`, (draws,), and
    `dates` are calendar years. Between times a gain grows linearly, one that diverges within a step is infinite from
    its beginning on, and after the last time it stays what it was there.

    >>> gained_by(np.array([2029.0, 2030.5]), np.array([0.0, 1.0]), np.array([[0.0], [8.0]]), starts=np.array([2030.0]))
    array([[0.],
           [4.]])
    """
    since = np.subtract.outer(dates, starts)
    after = np.clip(np.searchsorted(years, since, side="right"), 1, years.size - 1)
    share = np.clip((since - years[after - 1]) / (years[after] - years[after - 1]), 0.0, 1.0)
    draw = np.arange(starts.size)
    before, then = courses[after - 1, draw], courses[after, draw]
    with np.errstate(invalid="ignore"):
        gained = before + share * (then - before)
    gained = np.where(np.isposinf(then), np.where(share > 0.0, np.inf, before), gained)
    return np.where(np.isposinf(before), np.inf, gained)


def months_across(starts: Iterable[FloatArray]) -> FloatArray:
    """Dates for a picture of courses that start then: whole months, from nearly the first to a year after nearly all.

    Starts beyond the largest number (never) do not move the end. Empty where there is no finite one.

    >>> months_across([np.array([2029.5])]).tolist()[::6]
    [2029.5, 2030.0, 2030.5]
    """
    finite = [known for column in starts if (known := column[np.isfinite(column)]).size]
    if not finite:
        return np.empty(0)
    first = min(float(np.quantile(column, FIRST_START)) for column in finite)
    last = max(float(np.quantile(column, LAST_START)) for column in finite) + 1.0
    low, high = int(np.floor(MONTHS * first + 1e-6)), int(np.ceil(MONTHS * last - 1e-6))
    step = next((each for each in STEPS_MONTHS if (high - low) / each < MOST_DATES), STEPS_MONTHS[-1])
    return np.arange(low, high + step, step) / MONTHS
