"""Inference: the need per copy that falls, and copies given up for better ones."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import inference
from oomcast.mechanisms.inference import ln_compute_left, ln_inference_need, prepare, trade_gain
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.simulate.twins import twin

PER_SD = math.log(3.7) / 3.09


def test_the_neutral_values_change_nothing_exactly() -> None:
    neutral = inference.NEUTRAL
    for fall, per_oom in ((0.0, 0.0), (3.0, 1.2), (100.0, 10.0)):
        c = prepare(neutral["inference_need_at_start"], fall, neutral["copies_traded_oom"], per_oom, PER_SD)
        assert [ln_inference_need(t, c.need_excess, c.need_fall_per_year) for t in (0.0, 0.5, 20.0)] == [0, 0, 0]
        assert (c.ln_copies_given_up, c.ln_quality_gained) == (0, 0)


def test_the_need_agrees_with_50_digits() -> None:
    generator = np.random.default_rng(1)
    years, fall = generator.uniform(0, 20, 1000), generator.uniform(0, 100, 1000)
    excess = np.exp(generator.uniform(-10, 14, 1000))
    got = ln_inference_need(years, excess, fall)
    with mpmath.workdps(50):
        for t, e, d, value in zip(years.tolist(), excess.tolist(), fall.tolist(), got.tolist(), strict=True):
            exact = mpmath.log1p(mpmath.mpf(e) * mpmath.exp(-mpmath.mpf(d) * mpmath.mpf(t)))
            # The need is 1 plus a little: its logarithm is right to a few units in the last place of 1.
            assert abs(value - exact) <= 1e-13 * exact + 4e-16


@given(start=st.floats(1, 1e6), fall=st.floats(0, 100), t=st.floats(0, 30), later=st.floats(0, 10))
def test_the_need_starts_as_stated_and_never_rises(start: float, fall: float, t: float, later: float) -> None:
    c = prepare(start, fall, 0.0, 0.0, PER_SD)
    assert math.exp(ln_inference_need(0.0, c.need_excess, fall)) == pytest.approx(start, rel=1e-12)
    now, then = (ln_inference_need(years, c.need_excess, fall) for years in (t, t + later))
    assert 0 <= then <= now + 1e-15


def test_the_extra_need_halves_in_ln_two_over_the_rate() -> None:
    need = math.exp(ln_inference_need(math.log(2) / 3, 8.0, 3.0))
    assert need == pytest.approx(5, rel=1e-13)


@given(share=st.floats(0, 0.99))
def test_what_runs_the_ais_and_what_is_left_sum_to_the_whole(share: float) -> None:
    assert math.exp(ln_compute_left(share)) + share == pytest.approx(1, abs=1e-15)


@given(exponent=st.floats(0, 1.5), per_oom=st.floats(0, 10), traded=st.floats(0, 5))
def test_the_trade_pays_exactly_if_its_gain_is_positive(exponent: float, per_oom: float, traded: float) -> None:
    c = prepare(1.0, 1.0, traded, per_oom, PER_SD)
    change = -exponent * c.ln_copies_given_up + c.ln_quality_gained  # of ln labour, under a constant exponent
    assert change == pytest.approx(trade_gain(exponent, per_oom, PER_SD) * traded * math.log(10), abs=1e-12)


def test_under_falling_returns_the_best_number_of_copies_is_where_the_gain_is_zero() -> None:
    law = PARALLEL_RETURNS["smooth-exponent"]
    coefficients = law.prepare(0.7, 0.1, 100.0, 1e6)
    per_oom = 2.0

    def ln_labour(traded: float) -> float:
        c = prepare(1.0, 1.0, traded, per_oom, PER_SD)
        return law.ln_parallel(math.log(1e6) - c.ln_copies_given_up, *coefficients) + c.ln_quality_gained

    candidates = np.linspace(0, 4, 4001)
    best = candidates[np.argmax([ln_labour(traded) for traded in candidates])]
    assert 0 < best < 4
    exponent = law.exponent_at(math.log(1e6) - best * math.log(10), *coefficients)
    assert trade_gain(exponent, per_oom, PER_SD) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("function", [ln_inference_need, trade_gain])
def test_floats_arrays_and_compiled_code_have_the_same_bits(function) -> None:
    generator = np.random.default_rng(2)
    columns = [generator.uniform(0, 10, 300) for _ in range(function.__code__.co_argcount)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    together = function(*columns).tolist()
    assert [function(*row) for row in rows] == together
    compiled = twin(function)
    assert [compiled(*row) for row in rows] == together
