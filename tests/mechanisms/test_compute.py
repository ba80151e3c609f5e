"""Growing compute: the factor of the first year, in every year."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.compute import ln_compute


@given(factor=st.floats(1e-3, 1e6), year=st.integers(0, 50))
def test_compute_grows_by_its_factor_in_each_year(factor: float, year: int) -> None:
    growth = math.log(factor)
    gained = ln_compute(year + 1.0, growth) - ln_compute(float(year), growth)
    # The difference of two products, each rounded once.
    assert gained == pytest.approx(growth, abs=2**-52 * (year + 1) * abs(growth) + 1e-300)


def test_the_first_year_of_the_source_post_is_a_factor_of_three_and_a_half() -> None:
    assert math.exp(ln_compute(1.0, math.log(3.5))) == pytest.approx(3.5, rel=1e-15)
    assert ln_compute(0.0, math.log(3.5)) == 0
