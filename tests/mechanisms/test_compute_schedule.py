"""The schedule of compute: the first year as stated, growth that slows, bought chips, and shares that sum to one."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import compute
from oomcast.mechanisms.compute_schedule import (
    NEVER,
    SHORTEST_RAMP_YEARS,
    SMALLEST_GROWTH_SHARE,
    amplified_growth_per_year,
    experiment_share_left,
    growth_per_year,
    human_growth_of_balanced_path,
    human_growth_with_compute,
    kinks,
    ln_compute,
    ln_share_change,
    prepare,
    share_bought,
    training_share,
)
from oomcast.quantities.elementary import log
from tests.mechanisms.agreement import assert_same_bits

POINTS = 1000
factors = st.floats(0.5, 20)
growths = st.floats(-1, 3)
years = st.floats(0, 40)


def random_draws(count: int, *, seed: int) -> tuple[np.ndarray, ...]:
    generator = np.random.default_rng(seed)
    return (
        10 ** generator.uniform(-0.3, 1.5, count),
        generator.uniform(-1, 2, count),
        generator.uniform(2024, 2045, count),
        10 ** generator.uniform(-2, 1.5, count),
        generator.uniform(2026, 2035, count),
        10 ** generator.uniform(0, 1, count),
        generator.uniform(0, 3, count),
        generator.uniform(0.01, 2, count),
    )


def test_compute_is_the_integral_of_its_growth_and_the_bought_chips_at_random_points() -> None:
    draws = random_draws(POINTS, seed=31)
    times = np.random.default_rng(32).uniform(0, 12, POINTS)
    values = ln_compute(times, *prepare(*draws))
    with mpmath.workdps(50):
        for row in range(POINTS):
            t = mpmath.mpf(float(times[row]))
            factor, long, slow, width, start, bought, first, ramp = (mpmath.mpf(float(each[row])) for each in draws)
            early = mpmath.log(factor)
            begin = slow - start

            def grown(until, early=early, long=long, begin=begin, width=width):
                """Integral of the growth rate from the beginning of the slow-down, if it has begun."""
                age = max(until - begin, 0)
                return early * (until - age) + long * age + (early - long) * width * (1 - mpmath.exp(-age / width))

            arrived = min(max((t - first) / ramp, 0), 1)
            exact = grown(t) - grown(mpmath.mpf(0)) + mpmath.log(1 + (bought - 1) * arrived)
            assert abs(values[row] - exact) <= 1e-9 * max(abs(exact), mpmath.mpf("0.01"))


@pytest.mark.parametrize("slowdown", [2020.0, 2029.5, 2031.0, NEVER])
def test_growth_is_the_slope_of_compute(slowdown: float) -> None:
    c = prepare(3.5, 0.3, slowdown, 1.5, 2029.0, 1.0, 0.0, 0.5)
    for t in (0.1, 1.0, 3.0, 9.0):
        step = 1e-4
        slope = (ln_compute(t + step, *c) - ln_compute(t - step, *c)) / (2 * step)
        assert growth_per_year(t, *c[:4]) == pytest.approx(slope, abs=1e-8)  # step^2 of the third derivative, 0.5


@given(factor=factors, growth=growths, years=years, width=st.floats(0.01, 100), ramp=st.floats(0, 5))
def test_without_slowdown_and_purchase_growth_is_steady_to_the_last_bit(factor, growth, years, width, ramp) -> None:
    c = prepare(factor, growth, NEVER, width, 2029.0, 1.0, 0.0, ramp)
    assert ln_compute(years, *c) == compute.ln_compute(years, log(factor))


@given(factor=factors, years=years, width=st.floats(0.01, 100), slowdown=st.floats(2020, 2050))
def test_a_slowdown_to_the_same_growth_changes_nothing(factor, years, width, slowdown) -> None:
    c = prepare(factor, log(factor), slowdown, width, 2029.0, 1.0, 0.0, 0.5)
    assert ln_compute(years, *c) == compute.ln_compute(years, log(factor))


@given(factor=factors, growth=growths, delay=st.floats(1, 20), width=st.floats(0.01, 100))
def test_the_first_year_is_as_stated_if_the_slowdown_comes_after_it(factor, growth, delay, width) -> None:
    c = prepare(factor, growth, 2029.0 + delay, width, 2029.0, 1.0, 0.0, 0.5)
    assert math.exp(ln_compute(1.0, *c)) == pytest.approx(factor, rel=1e-14)


@given(factor=factors, growth=growths, slowdown=st.floats(2015, 2060), width=st.floats(0.01, 100))
def test_compute_is_counted_from_full_automation(factor, growth, slowdown, width) -> None:
    c = prepare(factor, growth, slowdown, width, 2029.0, 3.0, 0.5, 0.5)
    assert ln_compute(0.0, *c) == 0


@given(t=years, delay=st.floats(-5, 20), later=st.floats(0, 10), width=st.floats(0.05, 20))
def test_a_later_slowdown_means_more_compute(t: float, delay: float, later: float, width: float) -> None:
    soon, late = (prepare(3.5, 0.2, 2029 + d, width, 2029.0, 1.0, 0.0, 0.5) for d in (delay, delay + later))
    assert ln_compute(t, *late) >= ln_compute(t, *soon) - 1e-12


def test_growth_ends_at_the_long_run_rate() -> None:
    c = prepare(3.5, 0.3, 2030.0, 2.0, 2029.0, 1.0, 0.0, 0.5)
    assert growth_per_year(0.0, *c[:4]) == log(3.5)
    assert growth_per_year(500.0, *c[:4]) == pytest.approx(0.3, rel=1e-12)
    assert growth_per_year(3.0, *c[:4]) == pytest.approx(0.3 + (log(3.5) - 0.3) * math.exp(-1), rel=1e-13)


def test_compute_that_slowed_before_automation_starts_slow() -> None:
    c = prepare(3.5, 0.0, 2027.0, 1.0, 2029.0, 1.0, 0.0, 0.5)
    assert growth_per_year(0.0, *c[:4]) == pytest.approx(log(3.5) * math.exp(-2), rel=1e-13)


def test_bought_chips_arrive_at_a_steady_rate_and_stay() -> None:
    c = prepare(1.0, 0.0, NEVER, 1.0, 2029.0, 3.0, 0.5, 0.25)
    factor = [math.exp(ln_compute(t, *c)) for t in (0.0, 0.5, 0.625, 0.75, 9.0)]
    assert factor == pytest.approx([1, 1, 2, 3, 3], rel=1e-14)
    assert kinks(c.slowdown_start, c.purchase_start, c.purchases_per_year)[1:] == (0.5, 0.75)


@given(t=years, start=st.floats(0, 5), ramp=st.floats(0, 5))
def test_the_share_of_bought_chips_is_a_ramp_and_its_kinks_are_its_ends(t: float, start: float, ramp: float) -> None:
    c = prepare(3.5, 0.3, NEVER, 1.0, 2029.0, 3.0, start, ramp)
    _, first, last = kinks(c.slowdown_start, c.purchase_start, c.purchases_per_year)
    share = share_bought(t, c.purchase_start, c.purchases_per_year)
    assert last - first == pytest.approx(max(ramp, SHORTEST_RAMP_YEARS), rel=1e-12)
    assert share == pytest.approx(min(max((t - first) / (last - first), 0), 1), abs=1e-12)
    if t <= first or t >= last * (1 + 1e-12):
        assert share in (0, 1)


@given(inference=st.floats(0, 1), experiments=st.floats(0, 1))
def test_shares_sum_to_one_and_a_negative_rest_tells_that_they_cannot(inference: float, experiments: float) -> None:
    training = training_share(inference, experiments)
    assert inference + experiments + training == pytest.approx(1, abs=1e-15)
    assert (training < 0) == (inference + experiments > 1)


@given(share=st.floats(1e-3, 1))
def test_an_unchanged_share_changes_nothing(share: float) -> None:
    assert ln_share_change(share, share) == 0
    assert experiment_share_left(share, 0.0) == share


def test_a_sixth_for_the_ais_leaves_five_sixths_of_the_experiments() -> None:
    left = experiment_share_left(0.6, 1 / 6)
    assert math.exp(ln_share_change(left, 0.6)) == pytest.approx(5 / 6, rel=1e-14)


@given(beta=st.floats(0.05, 2), b=st.floats(0.1, 0.9), growth=st.floats(0.05, 3))
def test_on_the_balanced_path_harder_ideas_cancel_more_compute(beta: float, b: float, growth: float) -> None:
    rate = human_growth_of_balanced_path(beta, b, growth)
    assert b * growth - beta * rate == pytest.approx(0, abs=1e-14 * growth)
    # Half the growth is half the rate, which is what following in proportion means.
    assert human_growth_with_compute(rate, 1.0, growth / 2, growth) == pytest.approx(
        human_growth_of_balanced_path(beta, b, growth / 2), rel=1e-13
    )


@given(rate=st.floats(0.01, 5), now=st.floats(-1, 3), before=st.floats(-1, 3))
def test_the_human_rate_is_constant_unless_it_follows_compute(rate: float, now: float, before: float) -> None:
    assert human_growth_with_compute(rate, 0.0, now, before) == rate
    assert 0 < human_growth_with_compute(rate, 1.0, now, before) <= rate


@given(rate=st.floats(0.01, 5), follows=st.floats(0, 1), now=st.floats(-1, 3), before=st.floats(-1, 3))
def test_compute_that_has_not_slowed_or_did_not_grow_costs_humans_nothing(rate, follows, now, before) -> None:
    if now >= before or before <= 0:
        assert human_growth_with_compute(rate, follows, now, before) == rate


def test_human_growth_is_right_to_a_billionth_at_random_points() -> None:
    generator = np.random.default_rng(35)
    rate, follows = 10 ** generator.uniform(-2, 1, POINTS), generator.uniform(0, 1, POINTS)
    now, before = generator.uniform(-0.5, 2, POINTS), generator.uniform(-0.5, 2, POINTS)
    values = human_growth_with_compute(rate, follows, now, before)
    with mpmath.workdps(50):
        for row in range(POINTS):
            g, z, g_0, g_c = (mpmath.mpf(float(column[row])) for column in (rate, follows, now, before))
            share = min(max(g_0 / g_c, mpmath.mpf(SMALLEST_GROWTH_SHARE)), 1) if g_c > 0 else mpmath.mpf(1)
            assert abs(float(values[row]) / (g * share**z) - 1) <= 1e-9


@given(gamma=st.floats(0.1, 2), phi=st.floats(0, 1), gap=st.floats(0.01, 2), growth=st.floats(0.05, 3))
def test_the_amplified_growth_keeps_itself_up(gamma: float, phi: float, gap: float, growth: float) -> None:
    """In the long run the pace is steady: phi s + gamma k - beta s stops moving."""
    beta = phi + gap
    rate = amplified_growth_per_year(gamma, beta, phi, growth)
    assert (phi - beta) * rate + gamma * growth == pytest.approx(0, abs=1e-13 * gamma * growth * (1 + phi / gap))
    assert amplified_growth_per_year(gamma, phi, phi, growth) == math.inf


def test_no_corner_of_the_domain_gives_nan() -> None:
    t, width, slow, ramp = (
        grid.ravel()
        for grid in np.meshgrid([0.0, 1e-9, 1.0, 1e3], [0.01, 100.0], [2000.0, 2029.0, 3000.0, np.inf], [0.0, 100.0])
    )
    for factor, growth in ((1e-3, -5.0), (1e6, 10.0)):
        assert np.all(np.isfinite(ln_compute(t, *prepare(factor, growth, slow, width, 2029.0, 1e3, 0.0, ramp))))


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    draws = random_draws(300, seed=33)
    draws[2][:60] = np.inf
    t = np.random.default_rng(34).uniform(0, 12, 300)
    c = prepare(*draws)
    assert_same_bits(ln_compute, (t, *c))
    assert_same_bits(growth_per_year, (t, *c[:4]))
    assert_same_bits(human_growth_with_compute, (1.5, draws[7] / 2, draws[1], 1.25))
    assert_same_bits(human_growth_with_compute, (1.5, draws[7] / 2, 0.25, draws[1]))
    assert_same_bits(share_bought, (t, c.purchase_start, c.purchases_per_year))
    assert_same_bits(amplified_growth_per_year, (0.775, draws[7], 0.3, draws[0]))
    for row in range(20):
        assert [float(column[row]) for column in c] == [*prepare(*(float(each[row]) for each in draws))]
