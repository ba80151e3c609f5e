"""Elementary functions are accurate, silent, and give the same bits for a number, an array and compiled code."""

from __future__ import annotations

import math
import warnings

import mpmath
import numpy as np
import pytest

from oomcast.quantities import elementary
from oomcast.quantities.elementary import (
    exp,
    greatest,
    least,
    log,
    normal_cdf,
    normal_quantile,
    power,
    rough_exp,
    rough_log,
    split,
    square_root,
    two_to,
    where,
)
from oomcast.simulate.twins import twin

EPSILON = np.finfo(float).eps
SMALLEST_NORMAL = np.finfo(float).tiny
SMALLEST_SUBNORMAL = 5e-324
LARGEST = np.finfo(float).max
DIGITS = 40
POINTS = 3000

EXTREMES = np.array(
    [
        0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan, SMALLEST_SUBNORMAL, -SMALLEST_SUBNORMAL, 1e-310,
        SMALLEST_NORMAL, -SMALLEST_NORMAL, LARGEST, -LARGEST, 0.5, math.nextafter(1.0, 2.0), math.nextafter(1.0, 0.0),
        math.sqrt(0.5), math.sqrt(2.0), 709.4, 709.5, 709.78, 710.0, 1e3, 1e308, -708.0, -708.7, -709.0, -745.0, -1e3,
        1e-8, 1e-16, 1e-300, 38.5, -38.5, 37.0, -37.0, 0.075, 0.925, 0.425, 1e-12, 1.0 - 1e-12,
    ]
)  # fmt: skip


def random():
    return np.random.Generator(np.random.Philox(2))


def relative_errors(function, exact, points):
    """Distance from the exact value in units of EPSILON of it, at each point."""
    with mpmath.workdps(DIGITS):
        expected = [exact(mpmath.mpf(float(x))) for x in points]
        return np.array(
            [
                float(abs(mpmath.mpf(float(got)) - want) / abs(want)) / EPSILON
                for got, want in zip(function(points), expected, strict=True)
            ]
        )


def units_in_the_last_place(function, exact, points):
    """Distance from the exact value in spacings of doubles there, at each point."""
    values = np.abs(function(points))
    return relative_errors(function, exact, points) * EPSILON * values / np.spacing(values)


def near_and_far():
    """Positive numbers of every size, and many around 1, where a logarithm vanishes."""
    rng = random()
    return np.concatenate(
        [
            10.0 ** rng.uniform(-300, 300, POINTS),
            1.0 + rng.uniform(-0.4, 0.6, POINTS),
            1.0 + 10.0 ** rng.uniform(-15, -1, POINTS // 2) * rng.choice([-1, 1], POINTS // 2),
            rng.uniform(0, 1, 100) * SMALLEST_NORMAL + SMALLEST_SUBNORMAL,
            [SMALLEST_SUBNORMAL, SMALLEST_NORMAL, LARGEST, 2.0, 0.5, math.sqrt(0.5), math.sqrt(2)],
        ]
    )


def test_exp_is_right_within_a_unit_in_the_last_place():
    rng = random()
    points = np.concatenate([rng.uniform(-708, 709, POINTS), rng.uniform(-1, 1, POINTS), rng.normal(0, 1e-6, 500)])
    assert units_in_the_last_place(exp, mpmath.exp, points).max() < 1.0


def test_log_is_right_within_two_units_in_the_last_place():
    points = near_and_far()
    points = points[points != 1.0]
    assert units_in_the_last_place(log, mpmath.log, points).max() < 2.0


def exact_quantile(u):
    """Newton's method on the exact distribution function, in the tail that u lies in."""
    if u > 0.5:
        return -exact_quantile(1 - u)
    z = -mpmath.sqrt(-2 * mpmath.log(u)) if u < mpmath.mpf("0.02") else (u - mpmath.mpf("0.5")) * 2
    for _ in range(60):
        step = (mpmath.ncdf(z) - u) / mpmath.npdf(z)
        # far out Newton on the logarithm is the one that converges
        step = (
            step
            if u > mpmath.mpf("0.02")
            else (mpmath.log(mpmath.ncdf(z)) - mpmath.log(u)) * mpmath.ncdf(z) / mpmath.npdf(z)
        )
        z -= step
        if abs(step) < mpmath.mpf(10) ** (5 - DIGITS) * (1 + abs(z)):
            return z
    raise AssertionError("the reference did not converge")


def test_normal_quantile_is_right_to_the_last_digits():
    rng = random()
    points = np.concatenate(
        [
            rng.uniform(0, 1, 300),
            10.0 ** rng.uniform(-300, -1, 200),
            1.0 - 10.0 ** rng.uniform(-15, -1, 100),
            [SMALLEST_SUBNORMAL, SMALLEST_NORMAL, 1e-12, math.exp(-25.0), 0.075, 0.925, math.nextafter(1.0, 0.0)],
        ]
    )
    assert relative_errors(normal_quantile, exact_quantile, points).max() < 4.0


def test_normal_cdf_is_right_relative_to_its_tail():
    rng = random()
    points = np.concatenate([rng.uniform(-37, 8, POINTS // 2), rng.normal(0, 1, POINTS // 2)])
    errors = relative_errors(normal_cdf, mpmath.ncdf, points)
    assert np.all(errors < 5.0 * (1.0 + np.minimum(points, 0.0) ** 2))


def test_quantile_and_distribution_function_undo_each_other():
    points = np.linspace(-8.0, 5.0, 2001)
    density = np.exp(-0.5 * points**2) / math.sqrt(2 * math.pi)
    probability = normal_cdf(points)
    allowed = 8 * EPSILON * (1 + probability / density * (1 + points**2))
    assert np.all(np.abs(normal_quantile(probability) - points) <= allowed + 8 * EPSILON * np.abs(points))


def test_extremes_have_the_values_of_the_limits():
    assert exp(-math.inf) == 0.0 == exp(-709.5)
    assert exp(math.inf) == math.inf == exp(709.9)
    assert exp(0.0) == exp(-0.0) == 1.0 == exp(SMALLEST_SUBNORMAL)
    assert log(0.0) == log(-0.0) == -math.inf
    assert log(math.inf) == math.inf
    assert log(1.0) == 0.0
    assert log(SMALLEST_SUBNORMAL) == pytest.approx(-744.4400719213812, rel=EPSILON)
    assert normal_quantile(0.0) == -math.inf
    assert normal_quantile(1.0) == math.inf
    assert normal_quantile(0.5) == 0.0
    assert normal_cdf(-math.inf) == 0.0
    assert normal_cdf(math.inf) == 1.0
    assert normal_cdf(0.0) == 0.5
    for not_a_number in (log(-1.0), log(-math.inf), log(math.nan), exp(math.nan), normal_cdf(math.nan)):
        assert math.isnan(not_a_number)
    assert math.isnan(normal_quantile(math.nan))


def test_rough_forms_are_as_good_as_they_say():
    rng = random()
    numbers = np.concatenate([10.0 ** rng.uniform(-300, 300, 20_000), rng.uniform(0.5, 2.0, 20_000)])
    assert 1e-4 < np.max(np.abs(rough_log(numbers) - np.log(numbers))) < 2e-4
    exponents = np.concatenate([rng.uniform(-700, 700, 20_000), rng.uniform(-1, 1, 20_000)])
    assert 2e-4 < np.max(np.abs(rough_exp(exponents) / np.exp(exponents) - 1.0)) < 3e-4


def test_square_root_is_the_correctly_rounded_one():
    points = near_and_far()
    assert square_root(points).tobytes() == np.array([math.sqrt(x) for x in points]).tobytes()


def test_powers_of_two_are_exact():
    exponents = np.arange(-1022.0, 1024.0)
    assert two_to(exponents).tolist() == [math.ldexp(1.0, int(k)) for k in exponents]
    assert two_to(-1023.0) == 0.0
    assert two_to(1024.0) == math.inf


def test_splitting_loses_nothing():
    points = near_and_far()
    points = points[points >= SMALLEST_NORMAL]
    mantissa, exponent = split(points)
    assert np.all(np.ldexp(mantissa, exponent.astype(int)) == points)
    assert mantissa.min() >= math.nextafter(math.sqrt(0.5), 0.0)
    assert mantissa.max() <= math.sqrt(2.0)


def pair_least(x):
    return least(x, 0.5)


def pair_greatest(x):
    return greatest(x, 0.5)


def half_power(x):
    return power(x, 0.5)


def sign(x):
    return where(x < 0.0, -1.0, 1.0)


COMPILED = {
    "exp": exp, "log": log, "least": pair_least, "greatest": pair_greatest, "power": half_power, "where": sign,
}  # fmt: skip
ROUGH = {"rough_exp": (rough_exp, -700.0, 700.0), "rough_log": (rough_log, SMALLEST_NORMAL, LARGEST)}


def everywhere():
    rng = random()
    return np.concatenate(
        [EXTREMES, rng.uniform(-750, 750, 1000), near_and_far()[:2000], rng.uniform(0, 1, 2000), rng.normal(0, 3, 1000)]
    )


def bits(numbers):
    """The bits of each number; NaN is one value, whatever its sign."""
    array = np.array(numbers, dtype=float)
    array[np.isnan(array)] = np.nan
    return array.view(np.uint64).tolist()


@pytest.mark.parametrize("name", COMPILED)
def test_a_number_an_array_and_compiled_code_give_the_same_bits(name):
    function = COMPILED[name]
    points = everywhere()
    compiled = twin(function)
    with np.errstate(all="ignore"):
        whole = bits(function(points))
    assert bits([function(float(x)) for x in points]) == whole
    assert bits([compiled(float(x)) for x in points]) == whole


@pytest.mark.parametrize("name", ROUGH)
def test_rough_forms_give_the_same_bits_too(name):
    function, least_, most = ROUGH[name]
    points = everywhere()
    points = points[(points >= least_) & (points <= most)]
    assert points.size > 1000
    compiled = twin(function)
    whole = bits(function(points))
    assert bits([function(float(x)) for x in points]) == whole
    assert bits([compiled(float(x)) for x in points]) == whole


@pytest.mark.parametrize("function", [normal_quantile, normal_cdf])
def test_a_number_and_an_array_give_the_same_bits(function):
    points = everywhere()
    if function is normal_quantile:
        points = points[~((points < 0.0) | (points > 1.0))]
    assert bits([function(float(x)) for x in points]) == bits(function(points))


@pytest.mark.parametrize("function", [exp, log, normal_quantile, normal_cdf])
def test_neighbours_and_strides_leave_no_trace(function):
    points = random().uniform(1e-3, 1 - 1e-3, 1003)
    whole = function(points)
    for size in (1, 3, 7, 8, 1000):
        pieces = [function(points[start : start + size]) for start in range(0, points.size, size)]
        assert np.concatenate(pieces).tobytes() == whole.tobytes()
    strided = np.repeat(points, 3)[::3]
    assert not strided.flags.c_contiguous
    assert function(strided).tobytes() == whole.tobytes()
    square = points[:1000].reshape(50, 20)
    assert function(square).tobytes() == whole[:1000].tobytes()


@pytest.mark.parametrize("function", [exp, log, normal_quantile, normal_cdf, sign, pair_least, pair_greatest])
def test_nothing_is_warned_of_wherever_the_function_is_defined(function):
    points = everywhere()
    allowed = {normal_quantile: (0.0, 1.0), log: (0.0, math.inf)}.get(function, (-math.inf, math.inf))
    points = points[~((points < allowed[0]) | (points > allowed[1]))]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        function(points)
        for x in points[:200]:
            function(float(x))


@pytest.mark.parametrize("function", [exp, log, normal_quantile, normal_cdf])
def test_what_is_given_is_left_as_it_was(function):
    points = random().uniform(0.01, 0.99, 100)
    before = points.copy()
    function(points)
    assert np.array_equal(points, before)


@pytest.mark.parametrize("function", [exp, log, normal_quantile, normal_cdf])
def test_the_functions_never_fall(function):
    points = np.sort(np.concatenate([near_and_far(), random().uniform(0, 1, 5000)]))
    points = points[points < 1.0]
    values = function(points)
    slack = 2 * EPSILON * np.abs(values[1:])  # each value may be off by a unit in the last place or two
    assert np.all(np.diff(values)[np.isfinite(values[1:])] >= -slack[np.isfinite(values[1:])])


# The coefficients, apart from the arithmetic: the error of the polynomials in exact arithmetic.


def named(prefix, count):
    return [mpmath.mpf(getattr(elementary, f"{prefix}{i}")) for i in range(count)]


def polynomial(coefficients, x):
    return sum(c * x**i for i, c in enumerate(coefficients))


def grid(low, high, count=2001):
    """Points at which a polynomial of degree below 30 can hide no extremum: Chebyshev's."""
    angles = [mpmath.pi * i / (count - 1) for i in range(count)]
    return [(low + high) / 2 - (high - low) / 2 * mpmath.cos(angle) for angle in angles]


def test_coefficients_of_exp_are_as_good_as_stated():
    with mpmath.workdps(DIGITS):
        coefficients = named("E", 10)
        half = mpmath.log(2) / 2
        worst = max(
            abs(1 + r + r**2 * polynomial(coefficients, r) - mpmath.exp(r)) / mpmath.exp(r) for r in grid(-half, half)
        )
    assert worst < 1.4e-17


def test_coefficients_of_log_are_as_good_as_stated():
    with mpmath.workdps(DIGITS):
        coefficients = named("L", 7)
        edge = (mpmath.sqrt(2) - 1) / (mpmath.sqrt(2) + 1)
        worst = max(
            abs(2 * f + f**3 * polynomial(coefficients, f**2) - mpmath.log((1 + f) / (1 - f)))
            for f in grid(-edge, edge)
        )
    assert worst < 3e-18


def test_coefficients_of_the_normal_tail_are_as_good_as_stated():
    with mpmath.workdps(DIGITS):
        coefficients = [mpmath.mpf(c) for c in elementary.ERFCX_CHEBYSHEV]
        worst = mpmath.mpf(0)
        for t in grid(mpmath.mpf("0.05"), mpmath.mpf(1), 301):
            x = elementary.ERFCX_SCALE * (1 / t - 1)
            expected = mpmath.exp(x * x) * mpmath.erfc(x) / t
            found = sum(c * mpmath.chebyt(i, 2 * t - 1) for i, c in enumerate(coefficients))
            worst = max(worst, abs(found / expected - 1))
    assert worst < 3e-16  # the rounding of 25 coefficients to doubles, the largest of which is near 0.5


def test_the_parts_of_ln_2_add_up_and_the_first_leaves_room_for_any_exponent():
    with mpmath.workdps(DIGITS):
        assert abs(mpmath.mpf(elementary.LN2_HIGH) + mpmath.mpf(elementary.LN2_LOW) - mpmath.log(2)) < 2e-26
    for k in (1, 3, 1023, -1075, 2047):
        assert int(elementary.LN2_HIGH * k * 2**60) == int(elementary.LN2_HIGH * 2**60) * k
