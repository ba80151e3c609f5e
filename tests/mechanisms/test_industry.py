"""The industry: a leader that makes part of its progress itself, and rivals who come later with less compute."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.industry import (
    LEAST_COMPUTE,
    NEVER,
    ln_rivals_compute,
    ln_rivals_multiplier,
    ln_shared_multiplier,
    prepare,
    shared_multiplier,
    spillover_rate,
)
from oomcast.quantities.elementary import log
from tests.mechanisms.agreement import assert_same_bits

logs = st.floats(-500, 500)
shares = st.floats(0, 1)


def test_fifteen_fold_on_three_tenths_is_five_point_two() -> None:
    assert shared_multiplier(0.3, 15.0, 1.0) == 5.2
    assert math.exp(ln_shared_multiplier(math.log(15), 0.0, 0.3, 0.7)) == pytest.approx(5.2, rel=1e-15)


def test_the_mean_is_right_to_a_billionth_at_random_points() -> None:
    own, others = np.random.default_rng(51).uniform(-60, 60, (2, 1000))
    share = np.random.default_rng(52).uniform(0, 1, 1000)
    values = ln_shared_multiplier(own, others, share, 1 - share)
    with mpmath.workdps(50):
        for row in range(1000):
            a, b, w = (mpmath.mpf(float(column[row])) for column in (own, others, share))
            exact = mpmath.log(w * mpmath.exp(a) + (1 - w) * mpmath.exp(b))
            assert abs(mpmath.expm1(float(values[row]) - exact)) <= 1e-9


@given(own=logs, others=logs)
def test_a_leader_that_makes_all_its_progress_is_alone_to_the_last_bit(own: float, others: float) -> None:
    assert ln_shared_multiplier(own, others, 1.0, 0.0) == own
    assert ln_shared_multiplier(own, others, 0.0, 1.0) == others


@given(own=logs, others=logs, share=shares, shift=st.floats(-50, 50))
def test_the_mean_scales_and_lies_between_leader_and_others(own, others, share, shift) -> None:
    mean = ln_shared_multiplier(own, others, share, 1 - share)
    assert min(own, others) - 1e-12 <= mean <= max(own, others) + 1e-12
    moved = ln_shared_multiplier(own + shift, others + shift, share, 1 - share)
    assert moved == pytest.approx(mean + shift, abs=1e-11)


@given(own=st.floats(0, 100), low=shares, high=shares)
def test_a_larger_own_share_helps_a_leader_that_is_faster(own: float, low: float, high: float) -> None:
    low, high = sorted((low, high))
    small, large = (ln_shared_multiplier(own, 0.0, w, 1 - w) for w in (low, high))
    assert small <= large + 1e-12


@given(t=st.floats(0, 40), found=st.floats(-5, 50), compute=st.floats(0.01, 10))
def test_rivals_who_never_automate_keep_the_human_pace(t: float, found: float, compute: float) -> None:
    c = prepare(0.5, NEVER, compute, 0.0)
    assert ln_rivals_multiplier(t, found, c.rivals_start) == 0


def test_rivals_automate_after_their_lag_and_then_find_what_their_model_finds() -> None:
    c = prepare(0.5, 1.5, 0.25, 0.0)
    assert [ln_rivals_multiplier(t, 3.0, c.rivals_start) for t in (0.0, 1.4999, 1.5, 9.0)] == [0, 0, 3, 3]
    at_once = prepare(0.5, 0.0, 1.0, 0.0)
    assert ln_rivals_multiplier(0.0, 3.0, at_once.rivals_start) == 3


def test_spillovers_close_the_lead_and_never_open_one() -> None:
    lead, step = 2.0, 1e-4
    for _ in range(10_000):
        lead -= step * spillover_rate(lead, 0.0, 0.7)
    assert lead == pytest.approx(2 * math.exp(-0.7), rel=1e-4)  # Euler's error over a year, step o^2 / 2
    assert spillover_rate(1.0, 2.0, 0.7) == 0
    assert spillover_rate(5.0, 2.0, 0.0) == 0


def test_rivals_compute_is_right_to_a_billionth_at_random_points() -> None:
    generator = np.random.default_rng(54)
    arrived = generator.uniform(0, 1, 1000).clip(0, 1)
    arrived[:50], arrived[50:100] = 0.0, 1.0
    bought, share = 10 ** generator.uniform(-3, 1, 1000), 10 ** generator.uniform(-3, 2, 1000)
    values = ln_rivals_compute(arrived, bought, share)
    with mpmath.workdps(50):
        for row in range(1000):
            ramp, more, theirs = (mpmath.mpf(float(column[row])) for column in (arrived, bought, share))
            left = max(theirs - more * ramp, mpmath.mpf(LEAST_COMPUTE))
            exact = mpmath.log(left / (1 + more * ramp))
            assert abs(mpmath.expm1(float(values[row]) - exact)) <= 1e-9


@given(share=st.floats(0.01, 10), bought=st.floats(0, 19), arrived=shares)
def test_chips_are_neither_made_nor_lost_by_a_purchase(share: float, bought: float, arrived: float) -> None:
    """In units of what the leader would have without it: the leader has 1 + sold, its rivals the rest."""
    sold = bought * arrived
    rivals = math.exp(ln_rivals_compute(arrived, bought, share)) * (1 + sold)
    if sold <= share - LEAST_COMPUTE:
        assert rivals + (1 + sold) == pytest.approx(1 + share, rel=1e-13)
    else:
        assert rivals == pytest.approx(LEAST_COMPUTE, rel=1e-13)


@given(share=st.floats(0.01, 100), arrived=shares)
def test_rivals_who_sell_nothing_keep_what_they_have_to_the_last_bit(share: float, arrived: float) -> None:
    assert ln_rivals_compute(arrived, 0.0, share) == ln_rivals_compute(0.0, 5.0, share) == log(share)


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(53)
    own, others = generator.uniform(-300, 300, (2, 300))
    c = prepare(
        generator.choice([0.0, 0.3, 1.0], 300), generator.choice([0.0, 1.0, np.inf], 300), np.exp(own / 99), 0.5
    )
    assert_same_bits(ln_shared_multiplier, (own, others, c.leader_share, c.others_share))
    assert_same_bits(shared_multiplier, (c.leader_share, own, others))
    t = generator.uniform(0, 2, 300)
    assert_same_bits(ln_rivals_multiplier, (t, own, c.rivals_start))
    assert_same_bits(ln_rivals_compute, (generator.uniform(0, 1, 300), np.exp(others / 99), c.rivals_compute_share))
    assert_same_bits(spillover_rate, (own, others, 0.5))
