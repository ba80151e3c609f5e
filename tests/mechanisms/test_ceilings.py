"""Shapes of the ceiling: each yield is the exact integral of its returns, and one depth serves them all."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import returns
from oomcast.mechanisms.ceilings import depth, late_cliff, linear, log_ratio, no_ceiling
from oomcast.mechanisms.ceilings.composed_ceiling import (
    ceiling_conflict_oom,
    composed_ceiling_oom,
    headroom_to_brain_oom,
)
from oomcast.mechanisms.ceilings.registry import CEILINGS, DEFAULT
from tests.mechanisms.agreement import assert_same_bits

POINTS = 1000

ceilings = st.floats(1, 200)
difficulties = st.floats(0.01, 3)
used = st.floats(0, 0.999)
starts = st.floats(0, 0.99)
Real = Any


def random_points(count: int, *, seed: int) -> tuple[np.ndarray, ...]:
    """software, r0, beta, S, cliff start."""
    generator = np.random.default_rng(seed)
    ceiling = generator.uniform(1, 100, count)
    return (
        generator.uniform(0, 0.995, count) * ceiling,
        generator.uniform(0.2, 5, count),
        10 ** generator.uniform(-2, 0.5, count),
        ceiling,
        generator.uniform(0, 0.95, count),
    )


def shape_arguments(name: str, beta: Any, ceiling: Any, start: Any) -> tuple[Any, ...]:
    """What each sibling's functions take after what all of them take, and what its `prepare` takes."""
    return (beta, ceiling, start) if name == "late-cliff" else (beta, ceiling)


def returns_at(name: str, s: Any, r0: Any, beta: Any, ceiling: Any, start: Any) -> Any:
    extra = {"late-cliff": (ceiling, start), "log-ratio": (beta, ceiling)}.get(name, (ceiling,))
    return CEILINGS[name].returns_left(s, r0, *extra)


def depth_at(name: str, s: Any, beta: Any, ceiling: Any, start: Any) -> Any:
    extra = {"late-cliff": (ceiling, start), "log-ratio": (beta, ceiling)}.get(name, (ceiling,))
    return CEILINGS[name].depth_at(s, *extra)


def ln_yield(name: str, s: Any, beta: Any, ceiling: Any, start: Any) -> Any:
    return CEILINGS[name].ln_yield(s, *shape_arguments(name, beta, ceiling, start))


# Returns and yields again, from the statements alone, for 50 digits.
EXACT_RETURNS: dict[str, Callable[..., Real]] = {
    "linear": lambda s, r0, beta, S, q: r0 * (1 - s / S),
    "late-cliff": lambda s, r0, beta, S, q: r0 * min(1, (1 - s / S) / (1 - q)),
    "log-ratio": lambda s, r0, beta, S, q: r0 * (1 - s / S) / (1 + 1 / (beta * S)),
    "none": lambda s, r0, beta, S, q: r0,
}
EXACT_YIELD: dict[str, Callable[..., Real]] = {
    "linear": lambda s, beta, S, q: (1 - s / S) ** (beta * S),
    "late-cliff": lambda s, beta, S, q: (
        mpmath.exp(-beta * min(s, q * S)) * min(1, (1 - s / S) / (1 - q)) ** (beta * (1 - q) * S)
    ),
    "log-ratio": lambda s, beta, S, q: (1 - s / S) ** (1 + beta * S),
    "none": lambda s, beta, S, q: mpmath.exp(-beta * s),
}


@pytest.mark.parametrize("name", CEILINGS)
def test_returns_yield_and_depth_are_right_to_a_billionth_at_random_points(name: str) -> None:
    points = random_points(POINTS, seed=21)
    s, _, beta, ceiling, start = points
    left = returns_at(name, *points)
    yields = ln_yield(name, s, beta, ceiling, start)
    depths = depth_at(name, s, beta, ceiling, start)
    with mpmath.workdps(50):
        for row in range(POINTS):
            s_, r_, b_, S_, q_ = (mpmath.mpf(float(column[row])) for column in points)
            exact = EXACT_YIELD[name](s_, b_, S_, q_)
            assert abs(left[row] / EXACT_RETURNS[name](s_, r_, b_, S_, q_) - 1) <= 1e-9
            assert abs(mpmath.exp(float(yields[row])) / exact - 1) <= 1e-9
            assert abs(mpmath.exp(-b_ * float(depths[row])) / exact - 1) <= 1e-9


@pytest.mark.parametrize("name", CEILINGS)
def test_the_yield_is_the_exact_integral_of_the_returns(name: str) -> None:
    """d ln(rate)/ds = phi (1 - 1/r(s)) and rate = exp(phi s) D, so ln D = -beta r0 times the integral of 1/r."""
    points = random_points(25, seed=22)
    s, _, beta, ceiling, start = points
    values = ln_yield(name, s, beta, ceiling, start)
    with mpmath.workdps(30):
        for row in range(25):
            s_, r_, b_, S_, q_ = (mpmath.mpf(float(column[row])) for column in points)
            stops = sorted({mpmath.mpf(0), min(s_, q_ * S_), s_})
            integral = mpmath.quad(lambda u: 1 / EXACT_RETURNS[name](u, r_, b_, S_, q_), stops)  # noqa: B023
            assert abs(float(values[row]) + b_ * r_ * integral) <= 1e-9 * (1 + b_ * r_ * integral)


@pytest.mark.parametrize("name", CEILINGS)
@given(share=used, beta=difficulties, ceiling=ceilings, start=starts)
def test_software_and_depth_are_inverse_to_each_other(name, share, beta, ceiling, start) -> None:
    s = share * ceiling
    c = CEILINGS[name].prepare(*shape_arguments(name, beta, ceiling, start))
    x = depth_at(name, s, beta, ceiling, start)
    assert depth.software_at_depth(x, c.onset, c.room, c.inverse_scale) == pytest.approx(s, abs=1e-12 * ceiling)
    assert depth.ln_idea_yield(x, c.difficulty, c.onset, c.inverse_scale) == pytest.approx(
        ln_yield(name, s, beta, ceiling, start), rel=1e-9, abs=1e-12
    )
    stated = returns_at(name, s, 1.7, beta, ceiling, start)
    assert 1.7 * math.exp(depth.ln_returns_left(x, c.onset, c.inverse_scale, c.ln_worse)) == pytest.approx(
        stated, rel=1e-10
    )


@pytest.mark.parametrize("name", CEILINGS)
@given(share=st.floats(0, 0.9), beta=difficulties, ceiling=ceilings, start=st.floats(0, 0.9), ln_rate=st.floats(-9, 9))
def test_the_search_deepens_as_the_chain_rule_says(name, share, beta, ceiling, start, ln_rate) -> None:
    s = share * ceiling
    c = CEILINGS[name].prepare(*shape_arguments(name, beta, ceiling, start))
    x = depth_at(name, s, beta, ceiling, start)
    rate = depth.depth_rate_nats_per_year(ln_rate, x, c.onset, c.inverse_scale, c.ln_worse)
    slope = 1.0 / returns_at(name, s, 1.0, beta, ceiling, start)  # dx/ds = r0 / r
    assert rate == pytest.approx(math.exp(ln_rate) * slope, rel=1e-9)


def test_the_default_shape_gives_the_bits_of_the_linear_decline() -> None:
    x, beta, ceiling = np.random.default_rng(23).uniform(0.01, 60, (3, 400))
    ceiling[:50] = np.inf
    x[::7] *= -1  # before full automation
    c = CEILINGS[DEFAULT].prepare(beta, ceiling)
    old = (c.room, c.inverse_scale)
    software = depth.software_at_depth(x, c.onset, c.room, c.inverse_scale)
    assert np.array_equal(software, returns.software_at_depth(x, *old))
    yields = depth.ln_idea_yield(x, c.difficulty, c.onset, c.inverse_scale)
    assert np.array_equal(yields, returns.ln_idea_yield(x, beta, c.inverse_scale))
    rates = depth.depth_rate_nats_per_year(-x, x, c.onset, c.inverse_scale, c.ln_worse)
    assert np.array_equal(rates, returns.depth_rate_nats_per_year(-x, x, c.inverse_scale))


@given(beta=difficulties, ceiling=st.one_of(ceilings, st.just(math.inf)), start=starts)
def test_a_cliff_that_starts_at_once_and_a_missing_ceiling_are_neutral(beta, ceiling, start) -> None:
    assert late_cliff.prepare(beta, ceiling, 0.0) == linear.prepare(beta, ceiling)
    assert late_cliff.prepare(beta, math.inf, start) == no_ceiling.prepare(beta, ceiling)
    assert linear.prepare(beta, math.inf) == no_ceiling.prepare(beta, ceiling)
    assert log_ratio.prepare(beta, math.inf) == no_ceiling.prepare(beta, ceiling)


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_before_full_automation_a_cliff_ahead_changes_nothing_and_the_straight_line_goes_on(start: float) -> None:
    s, beta, ceiling = -2.0, 0.25, 10.0
    x = late_cliff.depth_at(s, ceiling, start)
    assert x == (s if start else linear.depth_at(s, ceiling))
    assert late_cliff.returns_left(s, 1.5, ceiling, start) == (1.5 if start else linear.returns_left(s, 1.5, ceiling))
    c = late_cliff.prepare(beta, ceiling, start)
    assert depth.software_at_depth(x, c.onset, c.room, c.inverse_scale) == pytest.approx(s, rel=1e-14)


@given(share=used, beta=difficulties, ceiling=ceilings, low=starts, high=starts)
def test_a_later_cliff_leaves_more_and_a_log_ratio_less_than_the_straight_line(share, beta, ceiling, low, high) -> None:
    s = share * ceiling
    low, high = sorted((low, high))
    straight = linear.ln_yield(s, beta, ceiling)
    early, late = (late_cliff.ln_yield(s, beta, ceiling, start) for start in (low, high))
    slack = 1e-11 * (1 + abs(straight))
    assert log_ratio.ln_yield(s, beta, ceiling) <= straight + slack
    assert straight <= early + slack
    assert early <= late + slack
    assert late <= no_ceiling.ln_yield(s, beta, ceiling) + slack


@given(share=used, level=st.floats(1, 1e6), ceiling=st.floats(0.1, 20))
def test_the_log_ratio_of_levels_is_the_straight_line_in_logs(share: float, level: float, ceiling: float) -> None:
    limit, now = level * math.exp(ceiling), level * math.exp(share * ceiling)
    ratio = math.log(limit / now) / math.log(limit / level)
    assert ratio == pytest.approx(linear.returns_left(share * ceiling, 1.0, ceiling), abs=1e-12 / ceiling + 1e-13)


@given(effort=st.floats(1, 1e6), beta=difficulties, ceiling=ceilings)
def test_the_log_ratio_yield_is_that_of_growth_per_growth_of_effort(effort, beta, ceiling) -> None:
    """ds = (1/beta)(1 - s/S) d ln Q has s = S (1 - Q^(-1/(beta S))); what an effort yields is ds/dQ, as a ratio."""
    with mpmath.workdps(40):
        q, b, S = mpmath.mpf(effort), mpmath.mpf(beta), mpmath.mpf(ceiling)
        left = q ** (-1 / (b * S))
        per_effort = left / (b * q)  # ds/dQ
        s = float(S * (1 - left))
        if s < 0.999 * ceiling:
            exact = mpmath.log(per_effort * b)  # relative to Q = 1, where it is 1/beta
            assert log_ratio.ln_yield(s, beta, ceiling) == pytest.approx(float(exact), rel=1e-9, abs=1e-9)


def test_ideas_that_never_get_harder_still_end_at_the_log_ratio_ceiling() -> None:
    c = log_ratio.prepare(0.0, 10.0)
    x = -math.log(0.5) * (10.0 + 1e12)
    assert depth.software_at_depth(x, c.onset, c.room, c.inverse_scale) == pytest.approx(5, rel=1e-9)
    assert depth.ln_idea_yield(x, c.difficulty, c.onset, c.inverse_scale) == pytest.approx(math.log(0.5), rel=1e-9)


def test_at_the_ceiling_the_search_stops() -> None:
    c = late_cliff.prepare(0.25, 10.0, 0.5)
    beyond = c.onset + returns.DEEPEST_IN_CEILINGS * c.room
    assert depth.software_at_depth(beyond, c.onset, c.room, c.inverse_scale) == pytest.approx(10, rel=4 * 2**-52)
    assert depth.depth_rate_nats_per_year(3.0, beyond, c.onset, c.inverse_scale, c.ln_worse) == 0
    assert depth.ln_idea_yield(beyond, c.difficulty, c.onset, c.inverse_scale) == returns.LN_NOTHING


def test_no_corner_of_the_domain_gives_nan() -> None:
    x, beta, ceiling = (
        grid.ravel()
        for grid in np.meshgrid([0.0, 1e-9, 5.0, 1e4, 1e13], [0.0, 1e-9, 1.0, 1e3], [0.02, 10.0, 2300.0, np.inf])
    )
    for name in CEILINGS:
        c = CEILINGS[name].prepare(*shape_arguments(name, beta, ceiling, 0.99))
        for value in (
            depth.software_at_depth(x, c.onset, c.room, c.inverse_scale),
            depth.ln_idea_yield(x, c.difficulty, c.onset, c.inverse_scale),
            depth.ln_returns_left(x, c.onset, c.inverse_scale, c.ln_worse),
            depth.depth_rate_nats_per_year(-10.0, x, c.onset, c.inverse_scale, c.ln_worse),
        ):
            assert np.all(np.isfinite(value))


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(24)
    x = generator.uniform(-5, 400, 300)
    c = late_cliff.prepare(generator.uniform(0, 1, 300), generator.uniform(1, 60, 300), generator.choice([0, 0.5], 300))
    assert_same_bits(depth.software_at_depth, (x, c.onset, c.room, c.inverse_scale))
    assert_same_bits(depth.ln_idea_yield, (x, c.difficulty, c.onset, c.inverse_scale))
    assert_same_bits(depth.ln_returns_left, (x, c.onset, c.inverse_scale, c.ln_worse))
    assert_same_bits(depth.depth_rate_nats_per_year, (-x / 9, x, c.onset, c.inverse_scale, c.ln_worse))


# --- the ceiling from its parts


def test_the_parts_of_the_first_post_make_thirteen_where_it_states_twelve() -> None:
    assert headroom_to_brain_oom(1e29, 1e24, 1.0) == pytest.approx(4, rel=1e-13)
    composed = composed_ceiling_oom(1e29, 1e24, 1.0, 9.0)
    assert composed == pytest.approx(13, rel=1e-13)
    assert ceiling_conflict_oom(composed, 12.0) == pytest.approx(1, rel=1e-12)


def test_the_training_run_of_the_second_post_removes_the_conflict() -> None:
    assert ceiling_conflict_oom(composed_ceiling_oom(1e28, 1e24, 1.0, 9.0), 12.0) == pytest.approx(0, abs=1e-12)


@given(run=st.floats(1e24, 1e34), brain=st.floats(1e20, 1e28), used_up=st.floats(0, 3), beyond=st.floats(0, 20))
def test_ten_times_the_training_run_is_one_more_oom_of_room(run, brain, used_up, beyond) -> None:
    parts = composed_ceiling_oom(run, brain, used_up, beyond)
    assert composed_ceiling_oom(10 * run, brain, used_up, beyond) - parts == pytest.approx(1, abs=1e-12)
    assert composed_ceiling_oom(run, 10 * brain, used_up, beyond) - parts == pytest.approx(-1, abs=1e-12)


def test_the_composed_ceiling_has_the_same_bits_from_floats_and_arrays() -> None:
    generator = np.random.default_rng(25)
    runs = 10 ** generator.uniform(26, 31, 200)
    assert_same_bits(composed_ceiling_oom, (runs, 1e24, generator.uniform(0, 3, 200), 9.0))
