"""Progress by the calendar, against what can be said exactly."""

from __future__ import annotations

import numpy as np
import pytest

from oomcast.present.dated import gained_by, months_across

YEARS = np.linspace(0.0, 10.0, 41)


def test_a_steady_course_has_gained_its_rate_times_the_time_since_its_start() -> None:
    rate = np.array([1.0, 4.0, 0.5])
    starts = np.array([2028.25, 2030.0, 2035.5])
    dates = np.linspace(2027.0, 2038.0, 57)
    gained = gained_by(dates, YEARS, np.outer(YEARS, rate), starts=starts)
    assert np.allclose(gained, rate * np.maximum(0.0, dates[:, None] - starts), rtol=0, atol=1e-9)


def test_a_certain_start_shifts_the_quantiles_and_changes_none() -> None:
    generator = np.random.default_rng(5)
    courses = np.cumsum(np.vstack([np.zeros(99), generator.exponential(size=(40, 99))]), axis=0)
    gained = gained_by(2030.0 + YEARS, YEARS, courses, starts=np.full(99, 2030.0))
    assert np.allclose(gained, courses, rtol=1e-12)


def test_a_normal_start_spreads_a_steady_course_as_normal() -> None:
    # Ten OOM a year from a start with a standard deviation of half a year: five OOM of spread, whatever the date.
    draws = 40_000
    starts = np.random.default_rng(7).normal(2032.0, 0.5, draws)
    gained = gained_by(np.array([2035.0, 2036.0]), YEARS, np.outer(YEARS, np.full(draws, 10.0)), starts=starts)
    error = 5.0 / np.sqrt(draws)
    assert gained.mean(axis=1) == pytest.approx([30.0, 40.0], abs=5 * error)
    assert gained.std(axis=1) == pytest.approx([5.0, 5.0], abs=5 * error / np.sqrt(2))


def test_what_never_starts_gains_nothing_and_what_diverges_is_infinite_from_then_on() -> None:
    courses = np.column_stack([YEARS, np.where(YEARS > 1.0, np.inf, YEARS), np.full(YEARS.size, np.nan)])
    gained = gained_by(np.array([2030.5, 2031.0, 2031.1, 2045.0]), YEARS, courses, starts=np.full(3, 2030.0))
    assert np.allclose(gained[:, 0], [0.5, 1.0, 1.1, 10.0])  # followed for ten years, and held after that
    assert np.array_equal(gained[:, 1], [0.5, 1.0, np.inf, np.inf])
    assert np.isnan(gained[:, 2]).all()
    never = gained_by(np.array([2400.0]), YEARS, courses[:, :1], starts=np.array([np.inf]))
    assert np.array_equal(never, [[0.0]])


def test_dates_are_whole_months_from_nearly_the_first_start_to_a_year_after_nearly_the_last() -> None:
    dates = months_across([np.linspace(2028.0, 2032.0, 101), np.array([2040.0, np.inf])])
    assert np.allclose(dates * 12, np.round(dates * 12))
    assert dates[0] <= 2028.2 < dates[1]
    assert dates[-2] < 2041.0 <= dates[-1]
    assert dates.size <= 61
    assert months_across([np.array([np.inf])]).size == 0
