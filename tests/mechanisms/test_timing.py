"""Timing: years after full automation and calendar dates are the same thing, counted from different ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.timing import PARAMETERS, calendar_year
from tests.mechanisms.agreement import assert_same_bits

dates = st.floats(PARAMETERS[0].lower, PARAMETERS[0].upper)


@given(date=dates, years=st.floats(-50, 50), more=st.floats(-50, 50))
def test_years_add_up_on_the_calendar(date: float, years: float, more: float) -> None:
    assert calendar_year(date, 0.0) == date
    assert abs(calendar_year(calendar_year(date, years), more) - calendar_year(date, years + more)) < 1e-11


def test_the_middle_of_2029_and_a_half_year_is_2030() -> None:
    assert calendar_year(2029.5, 0.5) == 2030.0
    assert calendar_year(2029.0, np.inf) == np.inf  # what never happens has no date


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(71)
    assert_same_bits(calendar_year, (generator.uniform(2020, 2050, 100), generator.uniform(0, 10, 100)))
