"""Production functions: exact numbers of the sources, limits, a 50-digit reference, and what all of them share."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import balanced_growth
from oomcast.mechanisms.production import (
    adapting_ces,
    amdahl,
    ces,
    cobb_douglas,
    experiment_cost,
    falling_labour_share,
    frontier_experiments,
    latency_ces,
    leontief,
)
from oomcast.mechanisms.production.power_mean import first_elasticity, ln_power_mean
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from tests.mechanisms.agreement import assert_same_bits

LN_JUMP = math.log((15000 / 600) ** 0.55 * 60)
POINTS = 1000
WIDEST = math.log(1e30)

ln_inputs = st.floats(-WIDEST, WIDEST)
rhos = st.floats(-50, 1)
shares = st.floats(0, 1)


def random_parameters(name: str, generator: np.random.Generator, count: int) -> tuple[np.ndarray, ...]:
    """Columns for `prepare`, rho of both signs and of every size."""
    a = generator.uniform(0.05, 0.9, count)
    sizes = 10 ** generator.uniform(-7, math.log10(50), count)
    rho = np.where(generator.random(count) < 0.5, -sizes, np.minimum(sizes, 1))
    small = generator.uniform(0, 1, count)
    return {
        "cobb-douglas": (a,),
        "ces": (a, rho),
        "latency": (a, (1 - a) * small, rho),
        "leontief": (),
        "frontier-experiments": (a, rho, 2 * small),
        "amdahl": (a, small),
        "falling-labour-share": (a, a * generator.uniform(0.6, 0.99, count), 10 ** generator.uniform(1, 5, count)),
        "adapting": (a, rho, rho[::-1].copy(), small),
    }[name]


def columns(name: str, *, seed: int, count: int, spread: float = 12.0) -> tuple[np.ndarray, ...]:
    """Arguments of `ln_output`: inputs, the state of those with memory, coefficients."""
    generator = np.random.default_rng(seed)
    inputs = [generator.uniform(-spread, spread, count) for _ in range(3 if name in WITH_MEMORY else 2)]
    return (*inputs, *PRODUCTIONS[name].prepare(*random_parameters(name, generator, count)))


def at_base(name: str, module: ModuleType, coefficients: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*([0.0] * (3 if name in WITH_MEMORY else 2)), *coefficients)


# --- 50-digit reference, written from the equations alone

Real = Any


def mean(terms: list[tuple[Real, Real]], rho: Real) -> Real:
    """ln of the power mean of (share, ln input)."""
    if rho == 0:
        return mpmath.fsum(share * value for share, value in terms)
    return mpmath.log(mpmath.fsum(share * mpmath.exp(rho * value) for share, value in terms)) / rho


def exact_adapting(n: Real, x: Real, q: Real, a: Real, b: Real, rho: Real, long: Real, rate: Real, once: Real) -> Real:
    q = n - x if once else q
    g = mean([(a, q), (b, mpmath.mpf(0))], long)
    labour = a * mpmath.exp(long * (q - g))
    return x + g + mean([(labour, n - x - q), (1 - labour, mpmath.mpf(0))], rho)


EXACT: dict[str, Callable[..., Real]] = {
    "cobb-douglas": lambda n, x, a, b: a * n + b * x,
    "ces": lambda n, x, a, b, rho: mean([(a, n), (b, x)], rho),
    "latency": lambda n, x, a, b, c, _i, _j, rho: mean([(a, n), (b, x), (c, mpmath.mpf(0))], rho),
    "leontief": lambda n, x: min(n, x),
    "frontier-experiments": lambda n, x, a, b, rho, left: mean([(a, n), (b, left * x)], rho),
    "amdahl": lambda n, x, a, b, serial, rest: -mpmath.log(serial + rest * mpmath.exp(-(a * n + b * x))),
    "falling-labour-share": lambda n, x, a, b, rho: mean([(a, n), (b, x)], rho),
    "adapting": exact_adapting,
}


@pytest.mark.parametrize("name", PRODUCTIONS)
def test_output_is_right_to_a_billionth_at_random_points(name: str) -> None:
    arguments = columns(name, seed=11, count=POINTS)
    with mpmath.workdps(50):
        for row, value in zip(
            zip(*arguments, strict=True), PRODUCTIONS[name].ln_output(*arguments).tolist(), strict=True
        ):
            exact = EXACT[name](*[mpmath.mpf(float(number)) for number in row])
            # Shares are doubles that sum to one only to the last digit, which 1/rho multiplies.
            assert abs(mpmath.expm1(value - exact)) <= 1e-9, row


@pytest.mark.parametrize("name", [name for name in PRODUCTIONS if name != "leontief"])
@pytest.mark.parametrize("which", [0, 1])
def test_elasticities_are_the_slopes_of_output(name: str, which: int) -> None:
    module = PRODUCTIONS[name]
    elasticity = (module.labour_elasticity, module.experiment_elasticity)[which]
    arguments = columns(name, seed=12, count=100)
    # A fitted ratio that follows at once moves with the inputs, and the slope at given practices is another one.
    with mpmath.workdps(50):
        for row, value in zip(zip(*arguments, strict=True), elasticity(*arguments).tolist(), strict=True):
            exact = [mpmath.mpf(float(number)) for number in row]
            step = mpmath.mpf(10) ** -15
            up, down = ([*exact] for _ in range(2))
            up[which] += step
            down[which] -= step
            slope = (EXACT[name](*up) - EXACT[name](*down)) / (2 * step)
            assert abs(value - slope) <= 1e-9


def test_leontief_counts_only_the_scarcer_input() -> None:
    assert (leontief.labour_elasticity(-1.0, 0.0), leontief.experiment_elasticity(-1.0, 0.0)) == (1, 0)
    assert (leontief.labour_elasticity(1.0, 0.0), leontief.experiment_elasticity(1.0, 0.0)) == (0, 1)


# --- the contract


@pytest.mark.parametrize("name", PRODUCTIONS)
def test_the_human_company_has_output_one(name: str) -> None:
    generator = np.random.default_rng(13)
    coefficients = PRODUCTIONS[name].prepare(*random_parameters(name, generator, 200))
    assert np.all(PRODUCTIONS[name].ln_output(*at_base(name, PRODUCTIONS[name], coefficients)) == 0)


@pytest.mark.parametrize("name", PRODUCTIONS)
def test_a_float_an_array_and_compiled_code_give_the_same_bits(name: str) -> None:
    module = PRODUCTIONS[name]
    for function in (module.ln_output, module.labour_elasticity, module.experiment_elasticity):
        assert_same_bits(function, columns(name, seed=14, count=300, spread=WIDEST))


@pytest.mark.parametrize("name", PRODUCTIONS)
def test_preparing_takes_declared_parameters_and_gives_each_draw_what_it_gives_alone(name: str) -> None:
    module = PRODUCTIONS[name]
    declared = {parameter.name for each in PRODUCTIONS.values() for parameter in each.PARAMETERS}
    declared |= {parameter.name for parameter in balanced_growth.PARAMETERS}
    names = [*inspect.signature(module.prepare).parameters]
    assert {*names} <= declared
    assert {parameter.name for parameter in module.PARAMETERS} <= {*names}
    draws = random_parameters(name, np.random.default_rng(15), 20)
    together = module.prepare(*draws)
    for row in range(20 if draws else 0):
        alone = module.prepare(*(float(column[row]) for column in draws))
        assert [float(column[row]) for column in together] == [*alone]


@pytest.mark.parametrize(
    ("module", "neutral"),
    [
        (ces, ces.prepare(0.4, 0.0)),
        (latency_ces, latency_ces.prepare(0.4, 0.0, 0.0)),
        (frontier_experiments, frontier_experiments.prepare(0.4, 0.0, 0.0)),
        (amdahl, amdahl.prepare(0.4, 0.0)),
        (falling_labour_share, falling_labour_share.prepare(0.4, 0.4, 300.0)),
        (falling_labour_share, falling_labour_share.prepare(0.4, 0.2, 1.0)),
    ],
)
def test_each_sibling_gives_cobb_douglas_back_to_the_last_bit(module: ModuleType, neutral: tuple[Any, ...]) -> None:
    n, x = np.random.default_rng(16).uniform(-WIDEST, WIDEST, (2, 500))
    assert np.array_equal(module.ln_output(n, x, *neutral), cobb_douglas.ln_output(n, x, *cobb_douglas.prepare(0.4)))


def test_practices_that_always_fit_give_cobb_douglas_back() -> None:
    n, x = np.random.default_rng(17).uniform(-WIDEST, WIDEST, (2, 500))
    output = adapting_ces.ln_output(n, x, 0.0 * n, *adapting_ces.prepare(0.4, -3.0, 0.0, 0.0))
    # X (L/X)^a is L^a X^b but for rounding at the size of the inputs.
    assert np.allclose(output, cobb_douglas.ln_output(n, x, *cobb_douglas.prepare(0.4)), rtol=0, atol=1e-12)


# --- numbers of the sources


def test_the_chain_of_the_first_post_gives_its_multiplier() -> None:
    assert math.exp(LN_JUMP) == pytest.approx(352.3857, rel=1e-7)
    multiplier = math.exp(cobb_douglas.ln_output(LN_JUMP, 0.0, *cobb_douglas.prepare(0.5)))
    assert multiplier == pytest.approx(18.77194, rel=1e-7)


@pytest.mark.parametrize(("rho", "limit"), [(-1, 2), (-0.5, 4), (-0.4, 5.66), (-0.2, 32), (-0.15, 101.6), (-0.1, 1024)])
def test_fixed_experiments_bound_what_labour_can_do(rho: float, limit: float) -> None:
    coefficients = ces.prepare(0.5, rho)
    bound = math.exp(ces.ln_output(800.0, 0.0, *coefficients))
    assert bound == pytest.approx(0.5 ** (1 / rho), rel=1e-12)
    assert bound == pytest.approx(limit, rel=1e-3)  # as printed


@pytest.mark.parametrize(("rho", "output"), [(-0.1383, 18.77194), (-0.1919, 15.0)])
def test_worse_returns_to_labour_with_base_share_six_tenths(rho: float, output: float) -> None:
    assert math.exp(ces.ln_output(LN_JUMP, 0.0, *ces.prepare(0.6, rho))) == pytest.approx(output, rel=2e-4)
    exact = falling_labour_share.rho_through(0.6, LN_JUMP, math.log(output))
    assert round(exact, 4) == rho
    assert math.exp(ces.ln_output(LN_JUMP, 0.0, *ces.prepare(0.6, exact))) == pytest.approx(output, rel=1e-12)


def test_the_stated_shares_now_and_over_the_jump_fix_rho() -> None:
    coefficients = falling_labour_share.prepare(0.6, 0.5, math.exp(LN_JUMP))
    assert falling_labour_share.labour_elasticity(0.0, 0.0, *coefficients) == 0.6
    assert falling_labour_share.ln_output(LN_JUMP, 0.0, *coefficients) == pytest.approx(0.5 * LN_JUMP, rel=1e-13)
    assert falling_labour_share.labour_elasticity(LN_JUMP, 0.0, *coefficients) < 0.5


# --- limits


@given(n=ln_inputs, x=ln_inputs, a=shares, rho=st.floats(-1e-8, 1e-8))
def test_a_tiny_rho_is_cobb_douglas(n: float, x: float, a: float, rho: float) -> None:
    assert ces.ln_output(n, x, *ces.prepare(a, rho)) == cobb_douglas.ln_output(n, x, *cobb_douglas.prepare(a))


@given(n=st.floats(-4, 4), x=st.floats(-4, 4), a=shares, sign=st.sampled_from([-1.0, 1.0]))
def test_the_step_at_the_smallest_rho_is_below_the_promised_digits(n: float, x: float, a: float, sign: float) -> None:
    """Just outside of what counts as 0, the mean differs from Cobb-Douglas by a b rho (n - x)^2 / 2."""
    rho = sign * 1.000001e-8
    step = ces.ln_output(n, x, *ces.prepare(a, rho)) - cobb_douglas.ln_output(n, x, *cobb_douglas.prepare(a))
    assert step == pytest.approx(a * (1 - a) * rho * (n - x) ** 2 / 2, abs=1e-14)
    assert abs(step) <= 1e-7


@given(n=ln_inputs, x=ln_inputs, a=st.floats(0.01, 0.99), rho=st.floats(-50, -0.01))
def test_a_low_rho_tends_to_leontief_as_fast_as_the_shares_allow(n: float, x: float, a: float, rho: float) -> None:
    excess = ces.ln_output(n, x, *ces.prepare(a, rho)) - leontief.ln_output(n, x)
    share = a if n < x else 1 - a
    assert -1e-13 <= excess <= math.log(share) / rho + 1e-12


@given(n=ln_inputs, x=ln_inputs, a=st.floats(0.01, 0.99))
def test_rho_to_minus_infinity_is_leontief(n: float, x: float, a: float) -> None:
    assert ces.ln_output(n, x, *ces.prepare(a, -1e8)) == pytest.approx(leontief.ln_output(n, x), abs=1e-7)


@given(n=st.floats(-60, 60), x=st.floats(-60, 60), a=shares)
def test_rho_one_is_the_plain_sum(n: float, x: float, a: float) -> None:
    exact = a * math.exp(n) + (1 - a) * math.exp(x)
    assert math.exp(ces.ln_output(n, x, *ces.prepare(a, 1.0))) == pytest.approx(exact, rel=1e-12)


@given(n=ln_inputs, x=ln_inputs, a=shares, c=shares, rho=rhos)
def test_nothing_overflows_and_the_mean_lies_between_its_inputs(
    n: float, x: float, a: float, c: float, rho: float
) -> None:
    two = ces.ln_output(n, x, *ces.prepare(a, rho))
    three = latency_ces.ln_output(n, x, *latency_ces.prepare(a * (1 - c), c, rho))
    assert min(n, x) - 1e-12 <= two <= max(n, x) + 1e-12
    assert min(n, x, 0) - 1e-12 <= three <= max(n, x, 0) + 1e-12
    for elasticity in (ces.labour_elasticity, ces.experiment_elasticity):
        assert 0 <= elasticity(n, x, *ces.prepare(a, rho)) <= 1


def test_no_corner_of_the_domain_gives_nan() -> None:
    corners = [-WIDEST, -1e-300, 0.0, 1.0, WIDEST]
    n, x, a, rho = (
        grid.ravel()
        for grid in np.meshgrid(corners, corners, [0.0, 1e-12, 0.5, 1.0], [-50.0, -1e-6, 0.0, 1e-9, 0.5, 1.0])
    )
    for name in ("ces", "frontier-experiments", "adapting", "latency", "amdahl"):
        module = PRODUCTIONS[name]
        prepared = {
            "ces": lambda: ces.prepare(a, rho),
            "frontier-experiments": lambda: frontier_experiments.prepare(a, rho, 1.0),
            "adapting": lambda: adapting_ces.prepare(a, rho, rho[::-1].copy(), 1.0),
            "latency": lambda: latency_ces.prepare(a, 1 - a, rho),
            "amdahl": lambda: amdahl.prepare(a, a),
        }[name]()
        inputs = (n, x, n - x) if name in WITH_MEMORY else (n, x)
        for function in (module.ln_output, module.labour_elasticity, module.experiment_elasticity):
            assert np.all(np.isfinite(function(*inputs, *prepared))), (name, function)


# --- relations


@pytest.mark.parametrize("name", PRODUCTIONS)
@given(seed=st.integers(0, 2**32), more=st.floats(0, 5))
def test_more_of_an_input_never_hurts(name: str, seed: int, more: float) -> None:
    arguments = columns(name, seed=seed, count=20)
    before = PRODUCTIONS[name].ln_output(*arguments)
    more_labour = PRODUCTIONS[name].ln_output(arguments[0] + more, *arguments[1:])
    assert np.all(more_labour >= before - 1e-11)
    if name != "frontier-experiments":  # where the frontier run outgrows compute, more compute does hurt
        more_experiments = PRODUCTIONS[name].ln_output(arguments[0], arguments[1] + more, *arguments[2:])
        assert np.all(more_experiments >= before - 1e-11)


@pytest.mark.parametrize("name", ["cobb-douglas", "ces", "leontief", "falling-labour-share", "adapting"])
@given(seed=st.integers(0, 2**32), scale=st.floats(-20, 20))
def test_doubling_everything_doubles_output(name: str, seed: int, scale: float) -> None:
    arguments = columns(name, seed=seed, count=20)
    before = PRODUCTIONS[name].ln_output(*arguments)
    after = PRODUCTIONS[name].ln_output(arguments[0] + scale, arguments[1] + scale, *arguments[2:])
    assert np.allclose(after - before, scale, rtol=0, atol=1e-10)  # eps/rho with rho down to 1e-7 would be 2e-9 unaided


@given(n=ln_inputs, x=ln_inputs, a=shares, low=st.floats(-50, 1), high=st.floats(-50, 1))
def test_better_substitution_never_hurts(n: float, x: float, a: float, low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert ces.ln_output(n, x, *ces.prepare(a, low)) <= ces.ln_output(n, x, *ces.prepare(a, high)) + 1e-11


@given(n=ln_inputs, x=ln_inputs, a=shares, rho=rhos)
def test_the_two_elasticities_sum_to_one(n: float, x: float, a: float, rho: float) -> None:
    coefficients = ces.prepare(a, rho)
    total = ces.labour_elasticity(n, x, *coefficients) + ces.experiment_elasticity(n, x, *coefficients)
    assert total == pytest.approx(1, abs=1e-10)  # rho times inputs of size 70, up to 3500, carries their last digits


@given(n=ln_inputs, x=ln_inputs, serial=st.floats(1e-6, 1))
def test_a_serial_share_bounds_the_pace(n: float, x: float, serial: float) -> None:
    assert amdahl.ln_output(n, x, *amdahl.prepare(0.5, serial)) <= -math.log(serial) + 1e-12


def test_a_latency_share_bounds_the_pace() -> None:
    output = latency_ces.ln_output(60.0, 60.0, *latency_ces.prepare(0.5, 0.1, -1.0))
    assert math.exp(output) == pytest.approx(10, rel=1e-12)


def test_a_frontier_run_that_keeps_its_share_leaves_the_number_of_experiments() -> None:
    kept = frontier_experiments.prepare(0.5, -0.4, 1.0)
    assert frontier_experiments.ln_output(3.0, 5.0, *kept) == ces.ln_output(3.0, 0.0, *ces.prepare(0.5, -0.4))
    assert frontier_experiments.experiment_elasticity(3.0, 5.0, *kept) == 0


# --- practices that adapt


@given(n=st.floats(-9, 9), x=st.floats(-9, 9), q=st.floats(-9, 9), a=st.floats(0.05, 0.95), rho=st.floats(-5, 1))
def test_with_one_rho_it_does_not_matter_what_practices_fit(n: float, x: float, q: float, a: float, rho: float) -> None:
    output = adapting_ces.ln_output(n, x, q, *adapting_ces.prepare(a, rho, rho, 1.0))
    assert output == pytest.approx(ces.ln_output(n, x, *ces.prepare(a, rho)), abs=1e-9)


@given(n=st.floats(-9, 9), x=st.floats(-9, 9), q=st.floats(-9, 9), short=st.floats(-9, 1), long=st.floats(-9, 1))
def test_the_long_run_is_never_beaten_if_adapting_helps(
    n: float, x: float, q: float, short: float, long: float
) -> None:
    short, long = sorted((short, long))
    unfit = adapting_ces.ln_output(n, x, q, *adapting_ces.prepare(0.5, short, long, 1.0))
    assert unfit <= ces.ln_output(n, x, *ces.prepare(0.5, long)) + 1e-9


def test_practices_that_never_adapt_keep_the_short_run_and_adapted_ones_have_the_long_run() -> None:
    coefficients = adapting_ces.prepare(0.6, -1.0, -0.1, math.inf)
    assert coefficients.adaptations_per_year == 0
    assert adapting_ces.adaptation_rate(6.0, 1.0, 0.0, coefficients.adaptations_per_year) == 0
    at_first = adapting_ces.ln_output(6.0, 1.0, 0.0, *coefficients)
    assert at_first == pytest.approx(ces.ln_output(6.0, 1.0, *ces.prepare(0.6, -1.0)), rel=1e-13)
    in_the_end = adapting_ces.ln_output(6.0, 1.0, 5.0, *coefficients)
    assert in_the_end == pytest.approx(ces.ln_output(6.0, 1.0, *ces.prepare(0.6, -0.1)), rel=1e-13)


def test_practices_close_the_gap_by_a_factor_e_per_time_constant() -> None:
    rate = adapting_ces.prepare(0.5, -1.0, 0.0, 0.5).adaptations_per_year
    q, step = 0.0, 1e-5
    for _ in range(50_000):
        q += step * adapting_ces.adaptation_rate(3.0, 1.0, q, rate)
    assert 2 - q == pytest.approx(2 * math.exp(-1), rel=2e-5)  # Euler's first-order error, step / T_a


def test_adaptation_has_the_same_bits_everywhere() -> None:
    generator = np.random.default_rng(18)
    assert_same_bits(adapting_ces.adaptation_rate, tuple(generator.normal(size=(4, 200))))


# --- dearer experiments, and the pieces


def test_dearer_experiments_divide_the_compute_by_their_cost() -> None:
    assert experiment_cost.ln_effective_experiments(1.5, 4.0, 0.0) == 1.5
    assert math.exp(experiment_cost.ln_effective_experiments(0.0, math.log(16), 0.5)) == pytest.approx(0.25)
    generator = np.random.default_rng(19)
    assert_same_bits(experiment_cost.ln_effective_experiments, tuple(generator.normal(size=(3, 200))))


def test_the_mean_and_its_slope_have_the_same_bits_everywhere() -> None:
    generator = np.random.default_rng(20)
    first, second = generator.uniform(-WIDEST, WIDEST, (2, 300))
    share = generator.choice([0.0, 0.3, 1.0], 300)
    rho = generator.choice([-50.0, -0.1, 0.0, 1e-7, 1.0], 300)
    assert_same_bits(ln_power_mean, (first, second, share, 1 - share, rho))
    assert_same_bits(first_elasticity, (first, second, share, rho))
