"""The ramp: how the pace rose before full automation, and the ideas that were used up on the way."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.ramp import (
    depth_before_ramp,
    effort_of_ramp,
    ln_multiplier_by_date,
    ln_multiplier_by_effective_compute,
    prepare,
    software_used_by_ramp,
)
from oomcast.mechanisms.returns import software_at_depth
from tests.mechanisms.agreement import assert_same_bits

ramps = st.floats(0.1, 20)
ln_uplifts = st.floats(0, 2)
ln_speedups = st.floats(0, 6)


@given(ramp=ramps, uplift=st.floats(1, 8), speedup=ln_speedups)
def test_the_ramp_begins_at_the_uplift_and_ends_at_the_first_speedup(ramp, uplift, speedup) -> None:
    c = prepare(ramp, uplift, speedup)
    assert ln_multiplier_by_date(0.0, *c) == pytest.approx(speedup, abs=1e-14)
    assert ln_multiplier_by_date(-ramp, *c) == pytest.approx(math.log(uplift), abs=1e-13)
    assert ln_multiplier_by_date(-1e6, *c) == c.ln_uplift
    assert ln_multiplier_by_date(-ramp / 2, *c) == pytest.approx((math.log(uplift) + speedup) / 2, abs=1e-13)


@given(t=st.floats(-30, -1e-9), speedup=ln_speedups)
def test_without_a_ramp_humans_work_at_their_pace_until_full_automation(t: float, speedup: float) -> None:
    c = prepare(0.0, 1.0, speedup)
    assert ln_multiplier_by_date(t, *c) == 0
    assert ln_multiplier_by_date(0.0, *c) == speedup
    assert effort_of_ramp(0.0, c.ln_uplift, c.ln_rise, 0.5) == 0
    assert depth_before_ramp(0.0, 1.5, 0.25, 0.04) == 0


@given(speedup=ln_speedups, uplift=st.floats(0, 2), oom=st.floats(0.1, 30))
def test_the_logistic_ramp_has_the_same_ends_and_its_middle_half_way(speedup, uplift, oom) -> None:
    ends = [ln_multiplier_by_effective_compute(e, uplift, speedup - uplift, oom) for e in (-oom, -oom / 2, 0.0)]
    assert ends == pytest.approx([uplift, (uplift + speedup) / 2, speedup], abs=1e-13)
    assert ln_multiplier_by_effective_compute(-9 * oom, uplift, speedup - uplift, oom) == pytest.approx(uplift)


@given(low=st.floats(-12, 0), high=st.floats(-12, 0), rise=st.floats(0, 6))
def test_the_pace_never_falls_on_the_way_up(low: float, high: float, rise: float) -> None:
    low, high = sorted((low, high))
    for pace in (
        lambda place: ln_multiplier_by_date(place, 0.1, rise, 0.1),
        lambda place: ln_multiplier_by_effective_compute(place, 0.1, rise, 10.0),
    ):
        assert pace(low) <= pace(high) + 1e-13


def test_the_effort_of_a_ramp_is_the_integral_of_the_pace_at_random_points() -> None:
    generator = np.random.default_rng(61)
    ramp, uplift = 10 ** generator.uniform(-1, 1.3, 1000), generator.uniform(0, 2, 1000)
    rise, growth = generator.uniform(-1, 6, 1000), generator.uniform(0, 1, 1000)
    rise[:100], growth[:50] = 10 ** generator.uniform(-18, -3, 100), 0.0
    values = effort_of_ramp(ramp, uplift, rise, growth)
    with mpmath.workdps(50):
        for row in range(1000):
            t, u, y, eta = (mpmath.mpf(float(column[row])) for column in (ramp, uplift, rise, growth))
            slope = y / t + eta
            exact = mpmath.exp(u + y) * (-mpmath.expm1(-slope * t) / slope if slope else t)
            assert abs(float(values[row]) / exact - 1) <= 1e-9


@pytest.mark.parametrize(
    ("difficulty", "inverse_ceiling"), [(0.25, 0.0), (0.25, 1 / 27.6), (0.02, 1 / 27.6), (0.04, 0.04)]
)
def test_the_search_reaches_its_depth_of_today_from_the_one_before_the_ramp(difficulty, inverse_ceiling) -> None:
    """Forward through the ramp by the fourth-order rule, from the depth that is said to lie before it."""
    ramp, growth, eta = 4.0, 0.3, 0.2
    c = prepare(ramp, 1.3, math.log(8))
    x = depth_before_ramp(effort_of_ramp(ramp, c.ln_uplift, c.ln_rise, eta), growth, difficulty, inverse_ceiling)
    assert x < 0

    def rate(t: float, x: float) -> float:
        return growth * math.exp(ln_multiplier_by_date(t, *c) + eta * t - (difficulty - inverse_ceiling) * x)

    steps = 2000
    h = ramp / steps
    for index in range(steps):
        t = index * h - ramp
        k1 = rate(t, x)
        k2 = rate(t + h / 2, x + h / 2 * k1)
        k3 = rate(t + h / 2, x + h / 2 * k2)
        k4 = rate(t + h, x + h * k3)
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    assert x == pytest.approx(0, abs=1e-9)


@given(ramp=ramps, growth=st.floats(0.1, 3), beta=st.floats(0.05, 1))
def test_a_balanced_past_without_uplift_has_used_nothing_extra(ramp: float, growth: float, beta: float) -> None:
    effort = effort_of_ramp(ramp, 0.0, 0.0, beta * growth)
    before = depth_before_ramp(effort, growth, beta, 0.0)
    # 1 - c g I = exp(-beta g T) loses digits as it gets small.
    slack = 1e-14 * math.exp(beta * growth * ramp) / beta + 1e-12 * ramp * growth
    if beta * growth * ramp < 20:
        assert software_used_by_ramp(before, growth, ramp) == pytest.approx(0, abs=slack)


@given(uplift=st.floats(0, 1), more=st.floats(0, 1), ceiling=st.floats(5, 80))
def test_more_uplift_has_taken_more_of_the_low_hanging_fruit(uplift: float, more: float, ceiling: float) -> None:
    taken = []
    for ln_uplift in (uplift, uplift + more):
        effort = effort_of_ramp(2.0, ln_uplift, 2.5 - ln_uplift, 0.1)
        depth = depth_before_ramp(effort, 0.4, 0.1, 1 / ceiling)
        taken.append(software_used_by_ramp(software_at_depth(depth, ceiling, 1 / ceiling), 0.4, 2.0))
    assert taken[1] >= taken[0] - 1e-10


def test_a_ramp_that_needs_more_ideas_than_there_can_have_been_is_told() -> None:
    assert depth_before_ramp(5.0, 1.5, 0.5, 0.0) == -math.inf
    assert software_used_by_ramp(-math.inf, 1.5, 2.0) == math.inf


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(62)
    t, ramp = -generator.uniform(0, 9, 300), generator.choice([0.0, 2.0, 8.0], 300)
    c = prepare(ramp, np.exp(generator.uniform(0, 2, 300)), generator.uniform(0, 5, 300))
    assert_same_bits(ln_multiplier_by_date, (t, *c))
    assert_same_bits(ln_multiplier_by_effective_compute, (t, c.ln_uplift, c.ln_rise, 10.0))
    effort = effort_of_ramp(ramp, c.ln_uplift, c.ln_rise, 0.2)
    assert_same_bits(effort_of_ramp, (ramp, c.ln_uplift, c.ln_rise, 0.2))
    assert_same_bits(depth_before_ramp, (effort, 0.3, generator.choice([0.0, 0.04, 0.5], 300), 0.04))
