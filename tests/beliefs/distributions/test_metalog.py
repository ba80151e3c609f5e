"""The metalog's criterion is exact, and its coefficients and inverse agree with independent ways to them."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oomcast.beliefs.distributions.metalog import (
    SMALLEST_RELATIVE_SLOPE,
    STEEPEST,
    LogMetalog,
    Metalog,
    metalog_coefficients,
)
from oomcast.errors import ScenarioError

levels = st.lists(st.integers(1, 999), min_size=3, max_size=3, unique=True).map(lambda k: [i / 1000 for i in sorted(k)])
steps = st.floats(1e-3, 1e3)


def slope(p: float, *, a2: float, a3: float) -> float:
    """dM/dp by hand, at 30 digits."""
    with mpmath.workdps(30):
        p = mpmath.mpf(p)
        odds = mpmath.log(p / (1 - p))
        return float(a2 / (p * (1 - p)) + a3 * ((p - 0.5) / (p * (1 - p)) + odds))


def quantiles_of(p: list[float], a1: float, a2: float, a3: float) -> list[float]:
    return [a1 + (a2 + a3 * (level - 0.5)) * math.log(level / (1 - level)) for level in p]


def test_the_critical_ratio_solves_its_equation() -> None:
    with mpmath.workdps(40):
        x = mpmath.findroot(lambda x: x * mpmath.tanh(x) - 1, 1.2)
        assert float(x / 2) == STEEPEST


def test_the_critical_ratio_is_the_greatest_of_the_function_it_bounds() -> None:
    with mpmath.workdps(30):
        p = mpmath.mpf(1) / 2 + mpmath.tanh(2 * mpmath.mpf(STEEPEST)) / 2
        at_top = (p - 0.5) + p * (1 - p) * mpmath.log(p / (1 - p))
    assert float(at_top) == pytest.approx(STEEPEST, rel=1e-15)
    p = np.linspace(1e-9, 1 - 1e-9, 200_001)
    values = (p - 0.5) + p * (1 - p) * np.log(p / (1 - p))
    assert np.abs(values).max() <= STEEPEST


@given(sign=st.sampled_from([-1.0, 1.0]), share=st.floats(0.0, 0.999))
def test_inside_the_criterion_the_density_is_positive_at_its_worst_point(sign: float, share: float) -> None:
    p_worst = 0.5 - 0.5 * sign * math.tanh(2 * STEEPEST)
    assert slope(p_worst, a2=1.0, a3=sign * share / STEEPEST) > 0


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_just_outside_the_criterion_the_curve_falls_and_is_refused(sign: float) -> None:
    a3 = sign * 1.0001 / STEEPEST
    assert slope(0.5 - 0.5 * sign * math.tanh(2 * STEEPEST), a2=1.0, a3=a3) < 0
    p = [0.1, 0.5, 0.9]
    assert metalog_coefficients(dict(zip(p, quantiles_of(p, 0.0, 1.0, a3)))) is None


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_millionth_inside_the_criterion_is_accepted_and_still_inverts_to_ten_digits(sign: float) -> None:
    p = [0.1, 0.5, 0.9]
    a3 = sign * (1 - 1.01 * SMALLEST_RELATIVE_SLOPE) / STEEPEST
    belief = Metalog(levels=tuple(p), values=tuple(quantiles_of(p, 0.0, 1.0, a3)))
    u = np.linspace(0.0005, 0.9995, 19_999)
    assert np.abs(belief.cdf(belief.ppf(u)) - u).max() <= 1e-10


@given(p=levels, a1=st.floats(-10, 10), a2=st.floats(0.01, 10), ratio=st.floats(-0.99, 0.99))
def test_coefficients_are_recovered_from_any_three_quantiles(
    p: list[float], a1: float, a2: float, ratio: float
) -> None:
    a3 = ratio * a2 / STEEPEST
    stated = dict(zip(p, quantiles_of(p, a1, a2, a3)))
    assume(list(stated.values()) == sorted(set(stated.values())))
    odds = [math.log(level / (1 - level)) for level in p]
    matrix = np.array([[1.0, x, (level - 0.5) * x] for level, x in zip(p, odds)])
    condition = np.linalg.cond(matrix)
    assume(condition < 1e5)
    found = metalog_coefficients(stated)
    assert found is not None
    # What rounding of the stated values to doubles may move, through the condition of the system.
    within = 1e-14 * condition * (abs(a1) + 40 * a2)
    np.testing.assert_allclose(found, (a1, a2, a3), rtol=0, atol=within)
    np.testing.assert_allclose(found, np.linalg.solve(matrix, list(stated.values())), rtol=0, atol=within)


@given(p=levels, low=st.floats(-100, 100), first=steps, second=steps)
def test_what_is_accepted_reproduces_its_quantiles_and_rises(
    p: list[float], low: float, first: float, second: float
) -> None:
    values = (low, low + first, low + first + second)
    assume(values[0] < values[1] < values[2])
    if metalog_coefficients(dict(zip(p, values))) is None:
        with pytest.raises(ScenarioError, match="positive density"):
            Metalog(levels=tuple(p), values=values)
        return
    belief = Metalog(levels=tuple(p), values=values)
    scale = np.maximum(np.abs(values), second + first)
    assert (np.abs(belief.ppf(np.array(p)) - values) <= 1e-9 * scale).all()
    assert (np.diff(belief.ppf(np.linspace(0.001, 0.999, 999))) > 0).all()


@given(p=levels, first=steps, second=steps)
def test_what_is_refused_has_a_falling_stretch_or_no_solution(p: list[float], first: float, second: float) -> None:
    """The other direction, by solving the same system elsewhere and looking at the slope where it is least."""
    values = (0.0, first, first + second)
    odds = [math.log(level / (1 - level)) for level in p]
    matrix = np.array([[1.0, x, (level - 0.5) * x] for level, x in zip(p, odds)])
    assume(np.linalg.cond(matrix) < 1e8)
    if metalog_coefficients(dict(zip(p, values))) is not None:
        return
    _, a2, a3 = np.linalg.solve(matrix, values)
    worst = 0.5 - 0.5 * math.copysign(math.tanh(2 * STEEPEST), a3)
    assert slope(worst, a2=a2, a3=a3) <= 2e-6 * abs(a2) / (worst * (1 - worst))


def test_levels_on_one_line_have_no_unique_solution_and_are_refused() -> None:
    """(L, (p - 1/2) L) of these three levels lie on one straight line: no metalog, whatever the values."""
    first, last = 0.60, 0.995

    def curve(p: float) -> float:
        return (p - 0.5) * math.log(p / (1 - p))

    def off_line(p: float) -> float:
        left, right = (math.log(q / (1 - q)) for q in (first, last))
        share = (math.log(p / (1 - p)) - left) / (right - left)
        return curve(p) - (1 - share) * curve(first) - share * curve(last)

    inside = np.linspace(first + 1e-3, last - 1e-3, 1000)
    signs = np.sign([off_line(p) for p in inside])
    change = int(np.flatnonzero(np.diff(signs))[0]) if np.any(np.diff(signs)) else None
    if change is None:
        pytest.fail("expected the curve to cross its chord")
    crossing = float(mpmath.findroot(off_line, (inside[change], inside[change + 1]), solver="anderson"))
    assert metalog_coefficients({first: 0.0, crossing: 1.0, last: 3.0}) is None


def test_the_numbers_of_the_log_metalog_through_2_5_and_6_and_12() -> None:
    """By hand: symmetric levels give a1 = ln 6, a2 = ln(12/2.5)/(2 ln 3), a3 = 2 ln(12 * 2.5 / 36)/ln 3."""
    belief = LogMetalog(levels=(0.25, 0.5, 0.75), values=(2.5, 6, 12))
    a1, a2, a3 = math.log(6), math.log(12 / 2.5) / (2 * math.log(3)), 2 * math.log(12 * 2.5 / 36) / math.log(3)
    u = np.array([0.01, 0.25, 0.4, 0.5, 0.75, 0.9, 0.999])
    expected = [math.exp(a1 + (a2 + a3 * (p - 0.5)) * math.log(p / (1 - p))) for p in u]
    np.testing.assert_allclose(belief.ppf(u), expected, rtol=1e-13)


def test_the_inverse_holds_from_the_smallest_number_to_the_greatest() -> None:
    belief = LogMetalog(levels=(0.25, 0.5, 0.75), values=(2.5, 6, 12))
    x = np.array([-np.inf, -1.0, 0.0, 5e-324, 1e-300, 6.0, 1e300, np.inf])
    p = belief.cdf(x)
    assert p[:3].tolist() == [0.0, 0.0, 0.0]
    assert (np.diff(p) >= 0).all()
    assert p[5] == pytest.approx(0.5, abs=1e-15)
    assert p[-1] == 1.0
    assert np.isnan(belief.cdf(np.array([np.nan]))).all()
