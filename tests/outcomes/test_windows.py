"""The largest gain within any window, against every window of a fine grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.outcomes.windows import largest_gain

MONTH = 1 / 12
MONTHS = 48
FINE = 200
"""Points per month of the search by brute force."""

SPANS = (4, 12)


def by_brute_force(course, *, points):
    """Largest gain over all windows that begin at one of many moments within the 48 months."""
    fine = course(np.arange(MONTHS * FINE + 1) * (MONTH / FINE))
    with np.errstate(invalid="ignore"):
        gains = fine[points * FINE :] - fine[: -points * FINE]
    return np.nanmax(gains)


def on_months(*courses):
    return np.stack([course(np.arange(MONTHS + 1) * MONTH) for course in courses], axis=1)


def bell(centre, width, height):
    """A course whose pace is a bell in time."""
    erf = np.vectorize(math.erf)
    return lambda years: height * 0.5 * (erf((years - centre) / width) - erf(-centre / width))


def logistic(centre, width, height):
    return lambda years: 0.5 * height * (1.0 + np.tanh(0.5 * (years - centre) / width))


def exploding(singular, factor):
    """-factor ln(1 - t/t*), infinite from t* on."""

    def course(years):
        left = 1.0 - years / singular
        return np.where(left > 0, -factor * np.log(np.where(left > 0, left, 1.0)), np.inf)

    return course


@pytest.mark.parametrize("points", SPANS)
@pytest.mark.parametrize("shape", [bell, logistic])
def test_smooth_courses_are_right_to_a_thousandth(shape, points):
    """With a burst longer than a month: sharper ones are bounded by the next test."""
    courses = [shape(centre, width, 6.0) for centre in np.linspace(0.1, 3.9, 24) for width in (0.15, 0.4, 1.5)]
    found = largest_gain(on_months(*courses), points=points)
    expected = [by_brute_force(course, points=points) for course in courses]
    np.testing.assert_allclose(found, expected, rtol=1e-3)


@pytest.mark.parametrize("points", SPANS)
@pytest.mark.parametrize("width", [1e-3, 1e-2, 0.03])
def test_bursts_shorter_than_a_month_are_bounded_by_a_month_more_and_never_missed(points, width):
    courses = [logistic(centre, width, 5.0) for centre in np.linspace(0.5, 3.5, 31)]
    found = largest_gain(on_months(*courses), points=points)
    expected = np.array([by_brute_force(course, points=points) for course in courses])
    wider = np.array([by_brute_force(course, points=points + 2) for course in courses])
    assert np.all(found <= wider + 1e-12)
    np.testing.assert_allclose(found, expected, rtol=1e-2)


@pytest.mark.parametrize("points", SPANS)
def test_courses_that_explode_later_are_searched_up_to_the_last_window(points):
    courses = [exploding(singular, factor) for singular in (4.001, 4.1, 5.0, 20.0) for factor in (0.1, 2.0)]
    found = largest_gain(on_months(*courses), points=points)
    expected = [by_brute_force(course, points=points) for course in courses]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("singular", [1e-6, 0.04, MONTH, 0.5, 1.0, 2.51, 3.9999, 4.0])
def test_a_course_that_becomes_infinite_within_the_months_gains_infinitely(singular):
    for points in SPANS:
        assert largest_gain(on_months(exploding(singular, 1.0)), points=points)[0] == math.inf


def test_infinity_in_one_draw_leaves_the_others_alone():
    courses = [bell(1.3, 0.4, 6.0), exploding(2.0, 1.0), logistic(2.2, 0.3, 4.0)]
    together = largest_gain(on_months(*courses), points=12)
    alone = np.concatenate([largest_gain(on_months(course), points=12) for course in courses])
    assert together.tobytes() == alone.tobytes()


def test_a_course_that_never_moves_or_moves_steadily_gains_just_that():
    months = np.arange(MONTHS + 1.0)
    courses = np.stack([0.0 * months, months, 2.0**-900 * months], axis=1)
    np.testing.assert_array_equal(largest_gain(courses, points=4), [0.0, 4.0, 2.0**-898])


def test_a_window_too_long_for_the_course_is_refused():
    with pytest.raises(ValueError, match="expected at least 15 times for 12 intervals, got 14"):
        largest_gain(np.zeros((14, 1)), points=12)


@settings(max_examples=300)
@given(
    increments=st.lists(
        st.one_of(st.floats(0, 1e6), st.just(0.0), st.sampled_from([math.inf, 1e-300, 1e100])), min_size=15, max_size=49
    ),
    points=st.sampled_from(SPANS),
)
def test_no_window_that_begins_at_a_grid_point_gains_more_and_no_wider_one_less(increments, points):
    """In particular the first window never gains more than the largest."""
    course = np.concatenate([[0.0], np.cumsum(increments)])[:, None]
    found = largest_gain(course, points=points)[0]
    with np.errstate(invalid="ignore"):
        narrow = course[points:] - course[:-points]
        wide = course[points + 2 :] - course[: -points - 2]
    assert found >= np.nanmax(narrow)
    assert found >= course[points, 0]
    ends = max(narrow[0, 0], narrow[-1, 0] if not np.isnan(narrow[-1, 0]) else 0.0)
    assert found <= max(np.nanmax(wide), ends)


def test_the_number_of_windows_is_not_bounded():
    """More beginnings than a byte can count."""
    courses = np.cumsum(np.random.Generator(np.random.Philox(6)).random((600, 40)), axis=0)
    expected = (courses[3:] - courses[:-3]).max(axis=0)
    assert np.all(largest_gain(courses, points=3) >= expected)
    # A jump: at least what the best window gains, at most what one from a point earlier to a point later does.
    jumps = np.array([100.0, 300.0, 500.0])
    found = largest_gain(np.where(np.arange(600)[:, None] < jumps, 0.0, np.arange(600.0)[:, None]), points=3)
    assert np.all((found >= jumps + 2.0) & (found <= jumps + 3.0))
