"""Exponential and logarithm beside 1: no digit is lost, however small the argument."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.quantities.near_zero import exp_minus_one, log_of_total, log_one_plus
from tests.mechanisms.agreement import assert_same_bits

tiny = st.floats(-300, 0).flatmap(lambda power: st.sampled_from([10.0**power, -(10.0**power)]))
FEW_DIGITS = 8 * 2**-52


@given(y=st.one_of(tiny, st.floats(-800, 700)))
def test_the_exponential_less_one_keeps_its_digits(y: float) -> None:
    assert exp_minus_one(y) == pytest.approx(math.expm1(y), rel=FEW_DIGITS, abs=0)


@given(z=st.one_of(tiny, st.floats(-0.999999, 1e300)))
def test_the_logarithm_of_one_and_a_bit_keeps_its_digits(z: float) -> None:
    if z > -1:
        assert log_one_plus(z) == pytest.approx(math.log1p(z), rel=FEW_DIGITS, abs=0)


def test_the_ends_are_what_they_should_be() -> None:
    assert (exp_minus_one(0.0), exp_minus_one(-1e9), log_one_plus(0.0), log_one_plus(-1.0)) == (0, -1, 0, -math.inf)


def test_a_rounded_total_is_mended_by_its_excess() -> None:
    excess = 1e-17 / 3
    with mpmath.workdps(40):
        assert log_of_total(1.0 + excess, excess) == pytest.approx(float(mpmath.log1p(excess)), rel=FEW_DIGITS)


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(5)
    values = np.concatenate(
        [[0.0, -1.0, 1.0], 10 ** generator.uniform(-20, 2, 150), -(10 ** generator.uniform(-20, 0, 150))]
    )
    assert_same_bits(exp_minus_one, (values,))
    assert_same_bits(log_one_plus, (values,))
