"""Every law of parallel returns: 50-digit references, exponents, neutral cases, and the same bits everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mpf

from oomcast.errors import ModelError
from oomcast.mechanisms.parallel import coordination
from oomcast.mechanisms.parallel.coordination import coordinated_exponent, ln_coordinated, overhead_saved
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS, parallel_returns
from oomcast.simulate.twins import twin
from tests.mechanisms.agreement import assert_same_bits

POINTS = 1000
ZIPF = "duplication-zipf"
NAMES = tuple(PARALLEL_RETURNS)
CLOSED = tuple(name for name in NAMES if name != ZIPF)

# Where each parameter is drawn from in the tests, wider than plausible: (low, high) and whether in logs.
RANGES: dict[str, tuple[float, float, bool]] = {
    "parallel_exponent": (0.0, 1.5, False),
    "parallel_exponent_above": (0.0, 1.5, False),
    "parallel_step_heads": (1.0, 1e12, True),
    "parallel_exponent_far": (0.0, 1.5, False),
    "parallel_change_from_heads": (1.0, 1e6, True),
    "parallel_change_to_heads": (1e3, 1e15, True),
    "hierarchy_span": (1.1, 1000.0, True),
    "hierarchy_loss_per_layer": (0.0, 0.99, False),
    "contention": (1e-9, 1.0, True),
    "coherency": (1e-15, 1e-2, True),
    "ideas_in_reach": (2.0, 1e15, True),
    "visibility_exponent": (1.001, 4.0, False),
}


def draws(name: str, count: int, *, seed: int) -> dict[str, np.ndarray]:
    """Parameters of one law, and `ln_heads`, at random."""
    generator = np.random.default_rng([seed, *name.encode()])
    drawn = {}
    for parameter in PARALLEL_RETURNS[name].PARAMETERS:
        low, high, in_logs = RANGES[parameter.name]
        if in_logs:
            drawn[parameter.name] = np.exp(generator.uniform(math.log(low), math.log(high), count)).clip(low, high)
        else:
            drawn[parameter.name] = generator.uniform(low, high, count)
    if "parallel_change_to_heads" in drawn:  # the change takes some width (none: tested below)
        drawn["parallel_change_to_heads"] = np.maximum(
            drawn["parallel_change_to_heads"], 1.001 * drawn["parallel_change_from_heads"]
        )
    drawn["ln_heads"] = generator.uniform(0.0, 35.0, count)
    return drawn


def split(name: str, drawn: dict[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    law = PARALLEL_RETURNS[name]
    return drawn["ln_heads"], law.prepare(*(drawn[parameter.name] for parameter in law.PARAMETERS))


# --- the 50-digit reference: each law from its definition, the exponents by integration or differentiation


def exact_constant(x: mpf, lam: mpf) -> mpf:
    return lam * x


def exact_step(x: mpf, below: mpf, above: mpf, heads: mpf) -> mpf:
    edge = mpmath.log(heads)
    return below * x if x <= edge else below * edge + above * (x - edge)


def exact_smooth(x: mpf, near: mpf, far: mpf, first: mpf, last: mpf) -> mpf:
    """The integral of the exponent, piece by piece by the trapezoidal rule, which is exact on straight lines."""
    low, high = mpmath.log(first), mpmath.log(last)

    def exponent(y: mpf) -> mpf:
        return near if y <= low else far if y >= high else near + (far - near) * (y - low) / (high - low)

    corners = [mpf(0), *sorted(y for y in (low, high) if 0 < y < x), x]
    return mpmath.fsum((b - a) * (exponent(a) + exponent(b)) / 2 for a, b in pairwise(corners))


def exact_hierarchy(x: mpf, span: mpf, loss: mpf) -> mpf:
    return x + (x / mpmath.log(span)) * mpmath.log(1 - loss)


def exact_scalability(x: mpf, contention: mpf, coherency: mpf) -> mpf:
    n = mpmath.exp(x)
    return mpmath.log(n / (1 + contention * (n - 1) + coherency * n * (n - 1)))


def exact_uniform(x: mpf, ideas: mpf) -> mpf:
    return mpmath.log(ideas * (1 - mpmath.exp(mpmath.exp(x) * mpmath.log1p(-1 / ideas))))


EXACT: dict[str, Callable[..., mpf]] = {
    "constant-exponent": exact_constant,
    "step-exponent": exact_step,
    "smooth-exponent": exact_smooth,
    "hierarchy": exact_hierarchy,
    "scalability-law": exact_scalability,
    "duplication-uniform": exact_uniform,
}


def test_every_law_is_registered_and_has_a_reference() -> None:
    assert set(EXACT) == set(CLOSED)
    for law in PARALLEL_RETURNS.values():
        names = [parameter.name for parameter in law.PARAMETERS]
        assert set(law.NEUTRAL) <= set(names)
        assert all(
            parameter.allows(law.NEUTRAL[parameter.name])
            for parameter in law.PARAMETERS
            if parameter.name in law.NEUTRAL
        )


def test_an_unknown_law_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ModelError, match="hierarchy"):
        parallel_returns("hierarchies")


@pytest.mark.parametrize("name", CLOSED)
def test_each_law_agrees_with_its_definition_in_50_digits(name: str) -> None:
    drawn = draws(name, POINTS, seed=1)
    x, coefficients = split(name, drawn)
    got = PARALLEL_RETURNS[name].ln_parallel(x, *coefficients)
    with mpmath.workdps(50):
        for i in range(POINTS):
            values = [mpf(float(drawn[parameter.name][i])) for parameter in PARALLEL_RETURNS[name].PARAMETERS]
            exact = EXACT[name](mpf(float(x[i])), *values)
            assert abs(mpf(float(got[i])) - exact) <= 1e-9 * abs(exact) + 1e-12, drawn


@pytest.mark.parametrize("name", CLOSED)
def test_each_exponent_is_the_derivative_of_the_reference(name: str) -> None:
    drawn = draws(name, 200, seed=2)
    x, coefficients = split(name, drawn)
    got = PARALLEL_RETURNS[name].exponent_at(x, *coefficients)
    corners = [
        key for key in drawn if key in {"parallel_step_heads", "parallel_change_from_heads", "parallel_change_to_heads"}
    ]
    with mpmath.workdps(50):
        width = mpf(10) ** -15
        for i in range(200):
            if any(abs(math.log(drawn[key][i]) - x[i]) < 1e-9 for key in corners):
                continue  # at a corner there is no derivative
            values = [mpf(float(drawn[parameter.name][i])) for parameter in PARALLEL_RETURNS[name].PARAMETERS]
            middle = mpf(float(x[i]))
            slope = (EXACT[name](middle + width, *values) - EXACT[name](middle - width, *values)) / (2 * width)
            assert abs(mpf(float(got[i])) - slope) <= 1e-9 * abs(slope) + 1e-12


# --- what holds for all of them


@pytest.mark.parametrize("name", NAMES)
def test_one_head_achieves_what_one_head_achieves(name: str) -> None:
    _, coefficients = split(name, draws(name, 300, seed=3))
    assert np.abs(PARALLEL_RETURNS[name].ln_parallel(np.zeros(300), *coefficients)).max() <= 1e-13


@pytest.mark.parametrize("name", NAMES)
def test_floats_arrays_and_compiled_code_have_the_same_bits(name: str) -> None:
    law = PARALLEL_RETURNS[name]
    x, coefficients = split(name, draws(name, 300, seed=4))
    rows = list(zip(x.tolist(), *(column.tolist() for column in coefficients), strict=True))
    for function in (law.ln_parallel, law.exponent_at):
        together = function(x, *coefficients).tolist()
        assert [function(*row) for row in rows] == together
        compiled = twin(function)
        assert [compiled(*row) for row in rows] == together


@pytest.mark.parametrize("name", NAMES)
def test_wide_domains_give_numbers(name: str) -> None:
    law = PARALLEL_RETURNS[name]
    corners: list[list[float]] = [[]]
    for parameter in law.PARAMETERS:
        low, high, _ = RANGES[parameter.name]
        neutral = [law.NEUTRAL[parameter.name]] if parameter.name in law.NEUTRAL else []
        corners = [[*corner, value] for corner in corners for value in (low, high, *neutral)]
    x = np.array([0.0, 1e-12, 1.0, 30.0, 69.0, 300.0, 700.0])
    for corner in corners:
        coefficients = law.prepare(*corner)
        for function in (law.ln_parallel, law.exponent_at):
            values = np.asarray(function(x, *coefficients))
            assert np.isfinite(values).all(), (corner, values)


@pytest.mark.parametrize("name", NAMES)
def test_the_neutral_values_give_a_constant_exponent_exactly(name: str) -> None:
    law = PARALLEL_RETURNS[name]
    if name == ZIPF:
        assert not law.NEUTRAL  # its limit s -> 1 is tested beside its other limits
        return
    drawn = draws(name, 300, seed=5)
    for parameter, value in law.NEUTRAL.items():
        drawn[parameter] = np.full(300, value)
    x, coefficients = split(name, drawn)
    exponent = drawn.get("parallel_exponent", np.ones(300))
    assert law.ln_parallel(x, *coefficients).tolist() == (exponent * x).tolist()
    assert law.exponent_at(x, *coefficients).tolist() == exponent.tolist()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"hierarchy", "scalability-law"}])
def test_more_heads_never_achieve_less(name: str) -> None:
    """Of the two left out, each says so itself where its overhead outgrows the heads."""
    x, coefficients = split(name, draws(name, 400, seed=6))
    law = PARALLEL_RETURNS[name]
    more = law.ln_parallel(x + 0.5, *coefficients)
    assert (more >= law.ln_parallel(x, *coefficients) - 1e-12).all()
    assert (law.exponent_at(x, *coefficients) >= -1e-12).all()


# --- the numbers of the posts, and what is special about each law


def ln_gain(name: str, heads: float, more: float, *values: float) -> float:
    law = PARALLEL_RETURNS[name]
    coefficients = law.prepare(*values)
    return law.ln_parallel(math.log(more), *coefficients) - law.ln_parallel(math.log(heads), *coefficients)


@pytest.mark.parametrize(
    ("exponent", "heads", "more", "gain"),
    [(0.4, 1, 50, 4.781762), (0.55, 600, 15_000, 5.873095), (0.7, 800, 4000, 3.085169)],
)
def test_constant_exponents_give_the_gains_of_the_posts(
    exponent: float, heads: float, more: float, gain: float
) -> None:
    assert math.exp(ln_gain("constant-exponent", heads, more, exponent)) == pytest.approx(gain, abs=5e-7)


def test_the_step_makes_both_jumps_between_companies_worth_about_three_times() -> None:
    step = (0.7, 0.3, 4000.0)
    assert ln_gain("step-exponent", 800, 4000, *step) == pytest.approx(0.7 * math.log(5), rel=1e-14)
    assert ln_gain("step-exponent", 4000, 200_000, *step) == pytest.approx(0.3 * math.log(50), rel=1e-14)
    assert round(math.exp(ln_gain("step-exponent", 800, 4000, *step)), 2) == 3.09
    assert round(math.exp(ln_gain("step-exponent", 4000, 200_000, *step)), 2) == 3.23


@given(x=st.floats(0, 40), below=st.floats(0, 1.5), above=st.floats(0, 1.5), heads=st.floats(1, 1e9))
def test_a_change_of_no_width_is_a_step(x: float, below: float, above: float, heads: float) -> None:
    smooth, step = PARALLEL_RETURNS["smooth-exponent"], PARALLEL_RETURNS["step-exponent"]
    sudden, stepped = smooth.prepare(below, above, heads, heads), step.prepare(below, above, heads)
    assert smooth.ln_parallel(x, *sudden) == pytest.approx(step.ln_parallel(x, *stepped), abs=1e-12)
    assert smooth.exponent_at(x, *sudden) == pytest.approx(step.exponent_at(x, *stepped), abs=1e-15)


def test_halfway_between_the_knots_the_exponent_is_halfway() -> None:
    law = PARALLEL_RETURNS["smooth-exponent"]
    coefficients = law.prepare(0.7, 0.3, 100.0, 10_000.0)
    assert law.exponent_at(math.log(1000), *coefficients) == pytest.approx(0.5, abs=1e-14)
    whole = law.ln_parallel(math.log(10_000), *coefficients) - law.ln_parallel(math.log(100), *coefficients)
    assert whole == pytest.approx(0.5 * math.log(100), abs=1e-13)


@given(span=st.floats(1.5, 50), loss=st.floats(0, 0.9), layers=st.integers(0, 10))
def test_each_full_layer_of_a_hierarchy_costs_its_share(span: float, loss: float, layers: int) -> None:
    law = PARALLEL_RETURNS["hierarchy"]
    heads = span**layers
    achieved = math.exp(law.ln_parallel(math.log(heads), *law.prepare(span, loss)))
    assert achieved == pytest.approx(heads * (1 - loss) ** layers, rel=1e-11)


def test_a_span_of_seven_that_loses_a_tenth_has_the_exponent_0_946() -> None:
    law = PARALLEL_RETURNS["hierarchy"]
    assert law.exponent_at(3.0, *law.prepare(7.0, 0.1)) == pytest.approx(0.946, abs=5e-4)


def test_the_scalability_law_peaks_where_it_should() -> None:
    law = PARALLEL_RETURNS["scalability-law"]
    coefficients = law.prepare(0.02, 1e-5)
    best = math.sqrt((1 - 0.02) / 1e-5)
    assert best == pytest.approx(313, abs=0.5)
    assert math.exp(law.ln_parallel(math.log(best), *coefficients)) == pytest.approx(38.1, abs=0.05)
    assert law.exponent_at(math.log(best), *coefficients) == pytest.approx(0, abs=1e-12)
    assert law.exponent_at(math.log(best) - 1, *coefficients) > 0 > law.exponent_at(math.log(best) + 1, *coefficients)


@given(contention=st.floats(1e-4, 0.5))
def test_contention_alone_is_amdahls_law(contention: float) -> None:
    law = PARALLEL_RETURNS["scalability-law"]
    assert math.exp(law.ln_parallel(60.0, *law.prepare(contention, 0.0))) == pytest.approx(1 / contention, rel=1e-9)


# --- better coordination, which modifies any law


@pytest.mark.parametrize("name", CLOSED)
def test_what_well_coordinated_heads_achieve_agrees_with_its_definition_in_50_digits(name: str) -> None:
    drawn = draws(name, POINTS, seed=8)
    advantage = 10 ** np.random.default_rng(9).uniform(-1, 6, POINTS)
    x, coefficients = split(name, drawn)
    got = ln_coordinated(x, PARALLEL_RETURNS[name].ln_parallel(x, *coefficients), overhead_saved(advantage))
    with mpmath.workdps(50):
        for i in range(POINTS):
            values = [mpf(float(drawn[parameter.name][i])) for parameter in PARALLEL_RETURNS[name].PARAMETERS]
            heads, people = mpf(float(x[i])), EXACT[name](mpf(float(x[i])), *values)
            exact = heads - (heads - people) / mpf(float(advantage[i]))
            scale = max(abs(heads), abs(people)) * (1 + abs(overhead_saved(float(advantage[i]))))
            assert abs(mpf(float(got[i])) - exact) <= 1e-9 * abs(exact) + 1e-14 * scale, drawn


@given(x=st.floats(0.01, 30), lam=st.floats(0, 1), advantage=st.floats(1, 1e6), factor=st.floats(1, 100))
def test_better_coordination_divides_the_overhead(x: float, lam: float, advantage: float, factor: float) -> None:
    well, better = (
        coordination.ln_parallel(x, *coordination.prepare(lam, chi)) for chi in (advantage, advantage * factor)
    )
    assert x - well == pytest.approx((x - lam * x) / advantage, abs=1e-13 * (1 + x))
    assert better >= well - 1e-13


def test_coordination_has_the_same_bits_from_floats_arrays_and_compiled() -> None:
    generator = np.random.default_rng(10)
    x, people, saved = generator.uniform(0, 30, 300), generator.uniform(-5, 20, 300), generator.uniform(-9, 1, 300)
    assert_same_bits(ln_coordinated, (x, people, saved))
    assert_same_bits(coordinated_exponent, (people, saved))
    assert_same_bits(coordination.ln_parallel, (x, people / 20, saved))
    assert_same_bits(coordination.exponent_at, (x, people / 20, saved))


@pytest.mark.parametrize("name", NAMES)
def test_coordination_works_on_any_law_and_its_exponent_is_still_the_slope(name: str) -> None:
    law = PARALLEL_RETURNS[name]
    x, coefficients = split(name, draws(name, 100, seed=7))
    people, exponent = law.ln_parallel(x, *coefficients), law.exponent_at(x, *coefficients)
    assert (ln_coordinated(x, people, overhead_saved(1.0)) == people).all()
    assert (coordinated_exponent(exponent, overhead_saved(1.0)) == exponent).all()
    assert ln_coordinated(x, people, overhead_saved(1e12)) == pytest.approx(x, abs=1e-9)
    saved, width = overhead_saved(3.0), 1e-4

    def coordinated(shift: float) -> Any:
        return ln_coordinated(x + shift, law.ln_parallel(x + shift, *coefficients), saved)

    slope = (coordinated(width) - coordinated(-width)) / (2 * width)
    away = np.abs(exponent - law.exponent_at(x + 2 * width, *coefficients)) < 1e-3  # from a step
    assert away.sum() > 90
    assert slope[away] == pytest.approx(coordinated_exponent(exponent, saved)[away], abs=1e-3)
