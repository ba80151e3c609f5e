"""Labour that saturates: its limit, its slope, and its neutral value."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.saturating_labour import labour_left, ln_useful_labour
from tests.mechanisms.agreement import assert_same_bits

logs = st.floats(-15, 15)
saturations = st.floats(0.0, 1.0)


@given(labour=logs, clock=st.floats(-3, 3), saturation=saturations)
def test_useful_labour_is_the_harmonic_mean_of_labour_and_its_level(
    labour: float, clock: float, saturation: float
) -> None:
    inverse = (1 - saturation) * math.exp(-labour) + saturation * math.exp(-clock)
    assert ln_useful_labour(labour, clock, saturation) == pytest.approx(-math.log(inverse), abs=1e-9)


@given(labour=logs, saturation=st.floats(0.001, 1.0))
def test_no_labour_is_worth_more_than_the_level(labour: float, saturation: float) -> None:
    assert ln_useful_labour(labour, 0.0, saturation) <= -math.log(saturation) + 1e-12
    assert ln_useful_labour(0.0, 0.0, saturation) == 0.0
    assert ln_useful_labour(labour, 0.0, 0.0) == labour


@given(labour=logs, saturation=saturations)
def test_what_is_left_is_the_slope(labour: float, saturation: float) -> None:
    step = 1e-4
    low, high = (ln_useful_labour(labour + sign * step, 0.0, saturation) for sign in (-1, 1))
    assert labour_left(labour, 0.0, saturation) == pytest.approx((high - low) / (2 * step), abs=1e-7)


def test_floats_arrays_and_compiled_code_agree() -> None:
    columns = ([-5.0, 0.0, 3.0, 9.0], [0.0, 0.0, 1.0, -1.0], [0.1, 0.5, 0.0, 1.0])
    assert_same_bits(ln_useful_labour, columns)
    assert_same_bits(labour_left, columns)
