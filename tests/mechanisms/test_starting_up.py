"""Starting up: the average of a pace that rises, to all digits however short the time."""

from __future__ import annotations

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.starting_up import productive_share
from tests.mechanisms.agreement import assert_same_bits


@given(years=st.floats(1e-6, 1e6), startup=st.floats(1e-6, 1e3))
def test_the_share_is_the_average_of_the_rising_pace(years: float, startup: float) -> None:
    with mpmath.workdps(50):
        x = mpmath.mpf(years) / mpmath.mpf(startup)
        exact = 1 - (1 - mpmath.exp(-x)) / x
    assert productive_share(years, startup) == pytest.approx(float(exact), rel=1e-12)


def test_the_share_is_the_integral_of_the_pace() -> None:
    pace = mpmath.quad(lambda t: 1 - mpmath.exp(-t / 0.05), [0, 7 / 365.25])
    assert productive_share(7 / 365.25, 0.05) == pytest.approx(float(pace) / (7 / 365.25), rel=1e-12)


def test_floats_arrays_and_compiled_code_agree() -> None:
    assert_same_bits(productive_share, ([1e-6, 0.02, 1.0, 50.0, 1e6, 3.0], [0.3, 0.05, 0.0, 1.0, 1e3, 30.0]))
