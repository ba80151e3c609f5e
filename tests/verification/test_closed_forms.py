"""The closed forms agree with the quadrature, the quadrature with itself, and both with a classical integrator."""

from __future__ import annotations

import math

import mpmath
import pytest

from tests.verification.closed_forms import (
    balanced_growth_returns,
    ceiling_years_without_feedback,
    ces_against_fixed_compute,
    ces_limit_of_unlimited_labour,
    peak_pace_at_fixed_compute,
    research_time,
    singular_years_without_ceiling,
    software_without_ceiling,
    software_without_feedback,
    steady_software_growth_with_ai_labour,
    steady_software_growth_with_human_labour,
    years_to_software,
)
from tests.verification.populations import base_population, explosive_population, one_draw
from tests.verification.reference import DIGITS, Reference, dop853_software_nats, dop853_years, gauss_legendre, mp

FLOAT_ACCURACY = 1e-13
"""The closed forms are evaluated in floats with a few well-conditioned operations."""

POPULATION_SIZE = 60
"""Ten draws of each explosive stratum."""

FASTEST_IN_TIME = 1e6
"""At far higher paces a step in time falls below the spacing of floats, and time is no variable to integrate in."""

ROUNDING = mp.mpf(10) ** (6 - DIGITS)
"""What rounding a time leaves in the software then, per nat a year (times stay below a hundred years)."""


def solved(*, m0=10.0, phi=0.3, beta=0.25, ceiling=math.inf, gamma=0.775, growth=0.0, g_h=1.5) -> Reference:
    exact = (mp.mpf(value) for value in (m0, ceiling, phi, beta, gamma, g_h, growth))
    return Reference(*exact)


@pytest.mark.parametrize("phi", [0.05, 0.3, 1.5])
@pytest.mark.parametrize("ratio", [0.5, 0.999, 1.0, 1.001, 3.0])
@pytest.mark.parametrize("growth", [0.0, math.log(3.5)])
def test_no_ceiling_follows_the_logarithm_and_its_singularity(phi, ratio, growth):
    beta, v0 = phi * ratio, 15.0
    one = solved(phi=phi, beta=beta, growth=growth)
    for years in (0.01, 0.1, 1.0, 7.0):
        time = research_time(years, gamma=0.775, compute_growth=growth)
        expected = software_without_ceiling(time, v0=v0, phi=phi, beta=beta)
        assert float(one.software_nats(years)) == pytest.approx(expected, rel=1e-10)
    expected = singular_years_without_ceiling(v0=v0, phi=phi, beta=beta)
    singular = one.singular_years()
    if math.isinf(expected):
        assert singular is None
    else:
        at = research_time(float(singular), gamma=0.775, compute_growth=growth)
        assert at == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("beta_ceiling", [0.02, 0.5, 0.999, 1.0, 1.001, 2.0, 30.0])
def test_without_feedback_the_ceiling_is_approached_or_reached_as_the_power_law_says(beta_ceiling):
    ceiling = 8.0
    beta, v0 = beta_ceiling / ceiling, 15.0
    one = solved(phi=0.0, beta=beta, ceiling=ceiling)
    for years in (0.01, 0.2, 0.6, 1.0, 5.0):
        expected = software_without_feedback(years, v0=v0, beta=beta, ceiling=ceiling)
        assert float(one.software_nats(years)) == pytest.approx(expected, rel=1e-12)
    expected = ceiling_years_without_feedback(v0=v0, beta=beta, ceiling=ceiling)
    reached = one.ceiling_years()
    assert (reached is None) == math.isinf(expected)
    if reached is not None:
        assert float(reached) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("ceiling", [1.3, 12.1, 40.7])
@pytest.mark.parametrize("phi", [0.05, 0.29, 1.5])
@pytest.mark.parametrize("r0", [0.41, 1.23, 3.7, 60.0])
def test_quadrature_agrees_with_kummers_function(ceiling, phi, r0):
    one = solved(phi=phi, beta=phi / r0, ceiling=ceiling)
    for share in (0.01, 0.5, 0.97):
        expected = years_to_software(share * ceiling, v0=15.0, phi=phi, beta=phi / r0, ceiling=ceiling)
        years = one.years_at(-mp.log1p(-mp.mpf(share * ceiling) / ceiling))
        assert float(years) == pytest.approx(expected, rel=FLOAT_ACCURACY)
        assert abs(one.software_nats(years) - share * ceiling) < ROUNDING * (1 + one.pace(years))


@pytest.mark.parametrize("r0", [0.6, 1.0, 1.2, 4.0])
def test_peak_of_the_pace_at_fixed_compute(r0):
    phi, ceiling = 0.4, 20.0
    one = solved(phi=phi, beta=phi / r0, ceiling=ceiling)
    expected = peak_pace_at_fixed_compute(m0=10.0, phi=phi, r0=r0, ceiling=ceiling)
    assert float(one.peak_pace(1000.0)) == pytest.approx(expected, rel=FLOAT_ACCURACY)


def test_growing_compute_is_a_change_of_time_alone():
    fixed = solved(phi=0.35, beta=0.3, ceiling=20.0)
    growing = solved(phi=0.35, beta=0.3, ceiling=20.0, growth=1.25)
    for years in (0.1, 1.0, 4.0):
        time = research_time(years, gamma=0.775, compute_growth=1.25)
        assert float(growing.software_nats(years)) == pytest.approx(float(fixed.software_nats(time)), rel=1e-12)


def test_software_settles_to_the_growth_that_compute_sustains():
    phi, beta, gamma, growth = 0.3, 0.5, 0.775, 1.25
    one = solved(phi=phi, beta=beta, gamma=gamma, growth=growth)
    expected = steady_software_growth_with_ai_labour(gamma=gamma, beta=beta, phi=phi, compute_growth=growth)
    assert float(one.software_nats(61.0) - one.software_nats(60.0)) == pytest.approx(expected, rel=1e-12)
    human = solved(phi=0.0, beta=beta, gamma=0.5, growth=growth)
    expected = steady_software_growth_with_human_labour(compute_share=0.5, beta=beta, compute_growth=growth)
    assert float(human.software_nats(61.0) - human.software_nats(60.0)) == pytest.approx(expected, rel=1e-12)


def test_history_implies_the_returns_of_balanced_growth():
    shared = {
        "phi": 0.29, "labour_share": 0.5, "parallel": 0.55, "compute_growth": math.log(3.5),
        "g_h": (1.2 - math.log10(3.5)) * math.log(10),
    }  # fmt: skip
    assert round(balanced_growth_returns(**shared, staff_growth=0.0), 3) == 0.699
    assert round(balanced_growth_returns(**shared, staff_growth=math.log(2)), 3) == 0.536


@pytest.mark.parametrize(
    ("rho", "limit"), [(-1.0, 2.0), (-0.5, 4.0), (-0.4, 5.66), (-0.2, 32.0), (-0.15, 101.6), (-0.1, 1024.0)]
)
def test_unlimited_labour_meets_the_bottleneck(rho, limit):
    assert ces_limit_of_unlimited_labour(labour_share=0.5, rho=rho) == pytest.approx(limit, rel=1e-3)
    nearly = ces_against_fixed_compute(1e300, labour_share=0.5, rho=rho)
    assert nearly == pytest.approx(ces_limit_of_unlimited_labour(labour_share=0.5, rho=rho), rel=1e-12)


@pytest.mark.parametrize(("rho", "pace"), [(-0.1383, 18.77194), (-0.1919, 15.0)])
def test_a_growing_labour_share_explains_the_square_root_and_the_median(rho, pace):
    # rho is stated to four digits, d ln F / d rho is about 4
    assert ces_against_fixed_compute(352.3857, labour_share=0.6, rho=rho) == pytest.approx(pace, rel=4 * 0.5e-4 * 1.2)


@pytest.mark.parametrize("population", [base_population, explosive_population])
def test_classical_integrator_agrees_with_the_quadrature(population):
    draws = population(POPULATION_SIZE)
    for index in range(POPULATION_SIZE):
        draw = one_draw(draws, index)
        one = Reference.of(draw)
        x = one.level(1.0)
        if mp.isfinite(x):
            assert dop853_years(draw, level=float(x)) == pytest.approx(1.0, rel=1e-9), draw
        if mp.isfinite(x) and x < 10 and one.peak_pace(1.0) < FASTEST_IN_TIME:
            forward = dop853_software_nats(draw, years=1.0)
            assert forward == pytest.approx(float(one.software_nats(1.0)), rel=1e-9, abs=1e-9), draw
        end = one.singular_years()
        if end is not None:
            level = 40.0 / float(one.phi - one.beta)
            assert dop853_years(draw, level=level) == pytest.approx(float(end), rel=1e-9), draw


def test_quadrature_keeps_its_digits_when_the_rule_is_refined():
    finer = gauss_legendre(40)
    draws = explosive_population(POPULATION_SIZE)
    for index in range(2, POPULATION_SIZE, 6):  # the stratum with the steepest integrands
        one = Reference.of(one_draw(draws, index))
        one.level(1.0)
        for (low, done), (high, work) in zip(one.panels, one.panels[1:], strict=False):
            assert abs(one.integral(low, high, finer) - (work - done)) <= mp.mpf(10) ** (3 - DIGITS) * work


def test_crossings_lie_where_the_total_equals_the_threshold():
    for population in (base_population, explosive_population):
        draws = population(24)
        for index in range(24):
            one = Reference.of(one_draw(draws, index))
            for threshold in (1.0, 3.0, 10.0):
                years = one.crossing_years(threshold)
                assert years is not None
                assert abs(one.total_oom(years) - threshold) < ROUNDING * (1 + one.pace(years))


def test_pace_is_the_derivative_of_software():
    draws = base_population(6)
    for index in range(6):
        one = Reference.of(one_draw(draws, index))
        step = mp.mpf(10) ** -12
        slope = (one.software_nats(1 + step) - one.software_nats(1 - step)) / (2 * step)
        assert float(slope / one.g_h) == pytest.approx(float(one.pace(1.0)), rel=1e-15)


def test_no_pace_on_a_fine_grid_exceeds_the_peak():
    for population in (base_population, explosive_population):
        draws = population(6)
        for index in range(6):
            one = Reference.of(one_draw(draws, index))
            peak = one.peak_pace(10.0)
            seen = [one.pace(years) for years in [mp.mpf(i) ** 3 / 2700 for i in range(31)]]
            assert max(seen) <= peak * (1 + mp.mpf(10) ** -16)


def test_the_package_wide_precision_is_left_alone():
    assert mpmath.mp.dps == 15
