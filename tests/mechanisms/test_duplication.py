"""Duplicated discoveries: the numbers of the discussion, the exact sums, and their limits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf

from oomcast.mechanisms.parallel import duplication_uniform as uniform
from oomcast.mechanisms.parallel import duplication_zipf as zipf
from oomcast.mechanisms.parallel.chances import ln_missing, ln_saturation, saturation_slope

LN_1000 = math.log(1000)
RANKS_SUMMED = 60


def zipf_found(ln_heads: mpf, s: mpf) -> mpf:
    """The sum over ideas of 1 - (1 - p_i)^n: 60 ideas one by one, the rest by Euler-Maclaurin and quadrature.

    The first term left out of that formula is of order (s/60)^13, below 1e-15 of the sum.
    """
    n, zeta = mpmath.exp(ln_heads), mpmath.zeta(s)

    def found(rank: mpf) -> mpf:
        return -mpmath.expm1(n * mpmath.log1p(-(mpf(rank) ** -s) / zeta))

    edges = [mpf(RANKS_SUMMED)]
    turning = (n / zeta) ** (1 / s)
    edges += [turning * mpf(4) ** k for k in range(-3, 5) if turning * mpf(4) ** k > edges[0]]
    edges += [16 * edges[0]] if len(edges) == 1 else []
    middle = mpmath.quad(found, edges)
    far, k, last = mpf(0), 1, edges[-1]
    while True:  # beyond the last edge (1 - p)^n is a short binomial series
        term = (-1) ** (k + 1) * mpmath.binomial(n, k) * zeta**-k * last ** (1 - k * s) / (k * s - 1)
        far, k = far + term, k + 1
        if abs(term) < mpf(10) ** -40 * (middle + far):
            break
    corrections = (
        (1, -mpf(1) / 12),
        (3, mpf(1) / 720),
        (5, -mpf(1) / 30240),
        (7, mpf(1) / 1209600),
        (9, -mpf(1) / 47900160),
    )
    slopes = mpmath.taylor(found, RANKS_SUMMED, 9)
    ends = mpmath.fsum(factor * mpmath.factorial(order) * slopes[order] for order, factor in corrections)
    return mpmath.fsum(found(i) for i in range(1, RANKS_SUMMED)) + middle + far + found(RANKS_SUMMED) / 2 + ends


def check_zipf_at(count: int, *, seed: int) -> None:
    generator = np.random.default_rng(seed)
    visibility, x = generator.uniform(1.001, 4.0, count), generator.uniform(0.0, 35.0, count)
    got = zipf.ln_parallel(x, *zipf.prepare(visibility))
    with mpmath.workdps(50):
        for i in range(count):
            exact = mpmath.log(zipf_found(mpf(float(x[i])), mpf(float(visibility[i]))))
            assert abs(mpf(float(got[i])) - exact) <= 1e-12 * (1 + abs(exact)), (x[i], visibility[i])


def test_zipf_visibility_agrees_with_the_exact_sums() -> None:
    check_zipf_at(25, seed=1)


@pytest.mark.slow
def test_zipf_visibility_agrees_with_the_exact_sums_at_a_thousand_points() -> None:
    check_zipf_at(1000, seed=2)


def test_a_thousand_groups_find_twenty_and_a_half_insights() -> None:
    found = math.exp(zipf.ln_parallel(LN_1000, *zipf.prepare(2.5)))
    assert found == pytest.approx(20.4878649098, abs=1e-9)  # brute force: see the next test
    assert round(found, 1) == 20.5


def test_the_same_insights_counted_one_by_one() -> None:
    """A million ranks by hand; the ideas beyond are each found with a chance close to 1000 p, so at most that many."""
    ranks = np.arange(1, 1_000_001, dtype=float)
    chance = ranks**-2.5 / float(mpmath.zeta(2.5))
    counted = math.fsum(-np.expm1(1000 * np.log1p(-chance)))
    beyond = 1000 / float(mpmath.zeta(2.5)) * (1e6 + 0.5) ** -1.5 / 1.5
    assert math.exp(zipf.ln_parallel(LN_1000, *zipf.prepare(2.5))) == pytest.approx(counted + beyond, rel=1e-11)


def test_with_uniform_visibility_they_find_632_of_a_thousand() -> None:
    found = math.exp(uniform.ln_parallel(LN_1000, *uniform.prepare(1000.0)))
    assert found == pytest.approx(1000 * (1 - 0.999**1000), rel=1e-12)
    assert round(found) == 632


@pytest.mark.parametrize("s", [1.2, 1.7, 2.5, 4.0])
def test_many_heads_meet_the_power_law_with_the_exponent_one_over_s(s: float) -> None:
    ln_heads = 40.0
    power_law = math.gamma(1 - 1 / s) * math.exp((ln_heads - math.log(float(mpmath.zeta(s)))) / s) - 0.5
    assert zipf.ln_parallel(ln_heads, *zipf.prepare(s)) == pytest.approx(math.log(power_law), abs=1e-12)
    # The half idea that the power law is short of shows in the slope: d ln(P - 1/2) = (P / (P - 1/2)) / s.
    assert zipf.exponent_at(ln_heads, *zipf.prepare(s)) == pytest.approx((1 + 0.5 / power_law) / s, rel=1e-11)


def test_hardly_unequal_visibility_lets_heads_add_up() -> None:
    """As s falls to 1 even the most visible idea becomes rare, and nobody finds what another has found."""
    lost = [math.log(10) - zipf.ln_parallel(math.log(10), *zipf.prepare(s)) for s in (1.1, 1.01, 1.001)]
    assert lost[0] > 5 * lost[1] > 25 * lost[2] > 0


@given(x=st.floats(0.1, 34), s=st.floats(1.01, 4))
def test_the_exponent_is_the_slope(x: float, s: float) -> None:
    coefficients, width = zipf.prepare(s), 1e-3
    near = zipf.ln_parallel(x + width, *coefficients) - zipf.ln_parallel(x - width, *coefficients)
    far = zipf.ln_parallel(x + 2 * width, *coefficients) - zipf.ln_parallel(x - 2 * width, *coefficients)
    # Fourth-order differences: truncation about 1e-12 times the fifth derivative, rounding 1e-13 over 1e-3.
    assert zipf.exponent_at(x, *coefficients) == pytest.approx((8 * near - far) / (12 * width), abs=1e-9)


@given(x=st.floats(0, 34), more=st.floats(0, 3), s=st.floats(1.01, 4), less=st.floats(0, 0.99))
def test_more_heads_find_more_and_more_equal_visibility_does(x: float, more: float, s: float, less: float) -> None:
    here = zipf.ln_parallel(x, *zipf.prepare(s))
    assert zipf.ln_parallel(x + more, *zipf.prepare(s)) >= here - 1e-12
    assert zipf.ln_parallel(x, *zipf.prepare(1.001 + (s - 1.001) * less)) >= here - 1e-12
    assert here <= x + 1e-12


@given(x=st.floats(0, 30), ideas=st.floats(2, 1e12))
def test_nobody_finds_more_than_there_is_or_more_than_one_each(x: float, ideas: float) -> None:
    found = uniform.ln_parallel(x, *uniform.prepare(ideas))
    assert found <= min(x, math.log(ideas)) + 1e-12


@given(s=st.floats(1.001, 60))
def test_zeta_is_zeta(s: float) -> None:
    # ln zeta is tiny for large s, where the sum 1 + 2^-s + ... has absolute errors of a few units in the last place.
    assert zipf.ln_zeta(s) == pytest.approx(float(mpmath.log(mpmath.zeta(s))), rel=1e-13, abs=1e-15)


@given(c=st.floats(1e-4, 0.9))
def test_the_gamma_function_in_the_coefficients_is_right(c: float) -> None:
    s = 1 / (1 - c)
    assert zipf.prepare(s).gamma == pytest.approx(float(mpmath.gamma(1 - 1 / mpf(s))), rel=2e-12 + 1e-15 / c)


@given(chance=st.floats(1e-300, 0.999999))
def test_the_chance_to_miss_keeps_its_digits(chance: float) -> None:
    assert ln_missing(chance) == pytest.approx(-math.log1p(-chance), rel=1e-14 + 3e-16 / (1 - chance), abs=0)


@given(turns=st.floats(1e-300, 600))
def test_saturation_and_its_slope_keep_their_digits(turns: float) -> None:
    with mpmath.workdps(50):
        t = mpf(turns)
        exact = mpmath.log(-mpmath.expm1(-t) / t) if turns > 1e-20 else -t / 2
        slope = t / mpmath.expm1(t)
    assert ln_saturation(turns) == pytest.approx(float(exact), rel=1e-13, abs=0)
    assert saturation_slope(turns) == pytest.approx(float(slope), rel=1e-12, abs=0)
