"""Courses that are worked out when they are asked for are those that a model says."""

import numpy as np
import pytest

from oomcast.models.contract import Evaluation, Paths
from oomcast.models.takeoff.model import MODEL
from oomcast.outcomes import courses as module
from oomcast.outcomes.courses import SOFTWARE, TOTAL, Courses, courses_among, courses_of, in_memory

DRAWS = 10
YEARS = np.array([0.0, 0.5, 1.0, 4.0])


@pytest.fixture
def draws():
    values = {
        "reference_oom_per_year": 1.2,
        "hardware_oom_per_year_reference": 0.6,
        "software_ceiling_oom": 12.0,
        "initial_speedup": 15.0,
        "returns_to_software": 2.0,
        "labour_share": 0.5,
        "software_feedback": 0.9,
        "compute_returns": 0.3,
    }
    columns = {name: np.full(DRAWS, value) for name, value in values.items()}
    return {**columns, "compute_factor_first_year": np.linspace(1.0, 4.0, DRAWS)}


@pytest.fixture
def total():
    courses = np.linspace(0.0, 20.0, YEARS.size * DRAWS).reshape(YEARS.size, DRAWS)
    courses[-1, -2:] = np.inf, np.nan
    return courses


def test_software_is_what_hardware_leaves_of_the_total_in_whatever_pieces_it_is_worked_out(draws, total, monkeypatch):
    hardware = MODEL.hardware_oom(YEARS[:, None], MODEL.prepare(draws))
    for size in (3, DRAWS, 4_096):
        monkeypatch.setattr(module, "PIECE_DRAWS", size)
        paths = courses_of(MODEL, draws, years=YEARS, total=total)
        assert list(paths.values) == [TOTAL, SOFTWARE]
        assert paths.values[TOTAL] is total
        assert np.array_equal(paths.values[SOFTWARE], total - hardware, equal_nan=True)


def test_a_course_is_worked_out_once_when_it_is_asked_for_and_can_then_not_be_written():
    asked = []

    def derived():
        asked.append(True)
        return np.zeros((2, 3))

    courses = Courses({TOTAL: np.ones((2, 3))}, {SOFTWARE: derived})
    assert SOFTWARE in courses
    assert list(courses) == [TOTAL, SOFTWARE]
    assert len(courses) == 2
    assert not asked
    assert len(in_memory(courses)) == 1
    assert courses[SOFTWARE] is courses[SOFTWARE]
    assert len(asked) == 1
    assert len(in_memory(courses)) == 2
    with pytest.raises(ValueError, match="read-only"):
        courses[SOFTWARE][0, 0] = 1.0
    with pytest.raises(KeyError):
        courses["oom_of_nothing"]


def test_courses_of_the_draws_that_count_are_those_of_an_evaluation_among_them(draws, total):
    counted = np.arange(DRAWS + 5) % 3 == 0
    paths = courses_of(MODEL, draws, years=YEARS, total=total)
    found = courses_among(paths, counted)
    nothing = {"outputs": {}, "events": {}, "milestones": {}, "outcome": np.zeros(DRAWS + 5, dtype=np.int8)}
    expected = Evaluation(**nothing, paths=Paths(years=YEARS, values=dict(paths.values))).among(counted).paths
    assert list(found.values) == list(expected.values)
    for name, course in expected.values.items():
        assert np.array_equal(found.values[name], course, equal_nan=True), name
