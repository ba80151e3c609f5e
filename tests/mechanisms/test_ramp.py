"""The ramp: how the pace rose before full automation, and the ideas that were used up on the way."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.ramp import (
    depth_of_ramp,
    effort_of_ramp,
    ln_multiplier_by_date,
    ln_rate_after_ramp,
    prepare,
    software_used_by_ramp,
)
from oomcast.mechanisms.returns import software_at_depth
from tests.mechanisms.agreement import assert_same_bits

POINTS = 1000
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
    effort = effort_of_ramp(0.0, c.ln_uplift, c.ln_rise, 0.5)
    assert effort == 0
    assert depth_of_ramp(effort, 1.5, 0.1, 0.0, 0.25, 0.04) == 0
    assert ln_rate_after_ramp(0.25, 0.0, 0.0, 1.0) == 0


@given(low=st.floats(-12, 0), high=st.floats(-12, 0), rise=st.floats(0, 6))
def test_the_pace_never_falls_on_the_way_up(low: float, high: float, rise: float) -> None:
    low, high = sorted((low, high))
    assert ln_multiplier_by_date(low, 0.1, rise, 0.1) <= ln_multiplier_by_date(high, 0.1, rise, 0.1) + 1e-13


def test_the_effort_of_a_ramp_is_the_integral_of_the_pace_at_random_points() -> None:
    generator = np.random.default_rng(61)
    ramp, uplift = 10 ** generator.uniform(-1, 1.3, POINTS), generator.uniform(0, 2, POINTS)
    rise, growth = generator.uniform(-1, 6, POINTS), generator.uniform(0, 1, POINTS)
    rise[:100], growth[:50] = 10 ** generator.uniform(-18, -3, 100), 0.0
    values = effort_of_ramp(ramp, uplift, rise, growth)
    with mpmath.workdps(50):
        for row in range(POINTS):
            t, u, y, eta = (mpmath.mpf(float(column[row])) for column in (ramp, uplift, rise, growth))
            slope = y / t + eta
            exact = mpmath.exp(u + y) * (-mpmath.expm1(-slope * t) / slope if slope else t)
            assert abs(float(values[row]) / exact - 1) <= 1e-9


def random_ramps(count: int, *, seed: int) -> dict[str, np.ndarray]:
    """What the depth follows from, beyond the plausible, with the limits among them."""
    generator = np.random.default_rng(seed)
    ramp, growth = 10 ** generator.uniform(-2, 1.5, count), 10 ** generator.uniform(-2, 1, count)
    difficulty = 10 ** generator.uniform(-3, 1, count)
    inverse_scale = 10 ** generator.uniform(-4, 0, count)
    difficulty[:100] = 0.0
    inverse_scale[:200] = 0.0
    inverse_scale[:50] = 1e-3
    inverse_scale[200:300] = difficulty[200:300]  # curvature 0
    inverse_scale[300:350] = difficulty[300:350] * (1 + 1e-12)
    ln_uplift, rise = generator.uniform(0, 2, count), generator.uniform(0, 6, count)
    eta = generator.choice([0.0, 1.0], count) * difficulty * growth
    eta = np.minimum(eta, 30 / ramp)
    return {
        "effort": effort_of_ramp(ramp, ln_uplift, rise, eta),
        "human_growth": growth,
        "human_input_growth": eta,
        "ramp_years": ramp,
        "difficulty": difficulty,
        "inverse_ceiling": inverse_scale,
    }


def test_the_depth_of_a_ramp_solves_its_equation_in_50_digits_at_random_points() -> None:
    """ln[(1 - exp(-c u))/c] + beta u = ln(g_h exp(eta T) I), which rises in u, to a billionth of u."""
    drawn = random_ramps(POINTS, seed=63)
    values = depth_of_ramp(**drawn)
    with mpmath.workdps(50):
        for row in range(POINTS):
            effort, growth, eta, ramp, beta, inverse = (mpmath.mpf(float(column[row])) for column in drawn.values())
            c = beta - inverse
            target = mpmath.log(growth * effort) + eta * ramp

            def missing(u, c=c, beta=beta, target=target):
                shaped = -mpmath.expm1(-c * u) / c if c else u
                return mpmath.log(shaped) + beta * u - target

            found = mpmath.mpf(float(values[row]))
            exact = mpmath.findroot(missing, (found * (1 - mpmath.mpf("1e-6")), found * (1 + mpmath.mpf("1e-6"))))
            assert abs(found / exact - 1) <= 1e-9, {name: float(column[row]) for name, column in drawn.items()}


@pytest.mark.parametrize(
    ("difficulty", "inverse_ceiling"), [(0.25, 0.0), (0.25, 1 / 27.6), (0.02, 1 / 27.6), (0.04, 0.04)]
)
def test_the_search_reaches_its_depth_of_today_from_the_one_before_the_ramp(difficulty, inverse_ceiling) -> None:
    """Forward through the ramp by the fourth-order rule, from the depth that is said to lie before it.

    Humans find `growth` a year at the start of the ramp, and inputs grow at `eta` meanwhile.
    """
    ramp, growth, eta = 4.0, 0.3, 0.2
    c = prepare(ramp, 1.3, math.log(8))
    effort = effort_of_ramp(ramp, c.ln_uplift, c.ln_rise, eta)
    depth = depth_of_ramp(effort, growth, eta, ramp, difficulty, inverse_ceiling)
    assert depth > 0
    start = x = -depth

    def rate(t: float, x: float) -> float:
        harder = difficulty * (x - start)  # ideas, relative to the start of the ramp
        deeper = inverse_ceiling * x  # depth per software, relative to t = 0
        return growth * math.exp(ln_multiplier_by_date(t, *c) + eta * (t + ramp) - harder + deeper)

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
def test_a_balanced_past_without_uplift_has_found_the_human_rate_all_along(ramp, growth, beta) -> None:
    """Harder ideas exactly cancel growing inputs, and without help nothing is missing afterwards."""
    effort = effort_of_ramp(ramp, 0.0, 0.0, beta * growth)
    depth = depth_of_ramp(effort, growth, beta * growth, ramp, beta, 0.0)
    assert depth == pytest.approx(growth * ramp, rel=1e-12)
    assert software_used_by_ramp(depth, growth * ramp) == pytest.approx(0, abs=1e-11 * growth * ramp)


@given(uplift=st.floats(0, 1), more=st.floats(0, 1), ceiling=st.floats(5, 80))
def test_more_uplift_has_taken_more_of_the_low_hanging_fruit(uplift: float, more: float, ceiling: float) -> None:
    taken, left = [], []
    alone = depth_of_ramp(effort_of_ramp(2.0, 0.0, 0.0, 0.1), 0.4, 0.1, 2.0, 0.25, 1 / ceiling)
    for ln_uplift in (uplift, uplift + more):
        effort = effort_of_ramp(2.0, ln_uplift, 2.5 - ln_uplift, 0.1)
        depth = depth_of_ramp(effort, 0.4, 0.1, 2.0, 0.25, 1 / ceiling)
        found, by_humans = (-software_at_depth(-x, ceiling, 1 / ceiling) for x in (depth, alone))
        taken.append(software_used_by_ramp(found, by_humans))
        left.append(ln_rate_after_ramp(0.25, depth, alone, 1.0))
    assert 0 <= taken[0] <= taken[1] + 1e-10
    assert 0 >= left[0] >= left[1] - 1e-10


@given(difficulty=st.floats(0, 2), depth=st.floats(0, 50), alone=st.floats(0, 50), share=st.floats(0, 1))
def test_the_fruit_that_is_missing_is_a_share_of_the_ideas_taken(difficulty, depth, alone, share) -> None:
    assert ln_rate_after_ramp(difficulty, depth, alone, 0.0) == 0
    whole = ln_rate_after_ramp(difficulty, depth, alone, 1.0)
    assert whole == pytest.approx(difficulty * (alone - depth), abs=1e-12)
    assert ln_rate_after_ramp(difficulty, depth, alone, share) == pytest.approx(share * whole, abs=1e-12)


def test_no_corner_of_the_domain_gives_nan() -> None:
    efforts = [0.0, 1e-300, 1e-9, 1.0, 1e9]
    effort, growth, difficulty, inverse = (
        grid.ravel() for grid in np.meshgrid(efforts, [1e-3, 46.0], [0.0, 1e-9, 10.0], [0.0, 1e-9, 50.0])
    )
    with np.errstate(over="ignore", invalid="ignore"):  # in branches that are not taken
        depth = depth_of_ramp(effort, growth, 0.0, 1.0, difficulty, inverse)
    assert np.all(np.isfinite(depth))
    assert np.all((depth > 0) == (effort > 0))


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(62)
    t, ramp = -generator.uniform(0, 9, 300), generator.choice([0.0, 2.0, 8.0], 300)
    c = prepare(ramp, np.exp(generator.uniform(0, 2, 300)), generator.uniform(0, 5, 300))
    assert_same_bits(ln_multiplier_by_date, (t, *c))
    effort = effort_of_ramp(ramp, c.ln_uplift, c.ln_rise, 0.2)
    assert_same_bits(effort_of_ramp, (ramp, c.ln_uplift, c.ln_rise, 0.2))
    assert_same_bits(depth_of_ramp, (effort, 0.3, 0.1, ramp, generator.choice([0.0, 0.04, 0.5], 300), 0.04))
    assert_same_bits(ln_rate_after_ramp, (0.25, effort, c.ln_rise, generator.uniform(0, 1, 300)))
