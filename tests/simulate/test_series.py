"""Series written from a model's own formula are those of its exact solution, and what has no series is refused."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, NamedTuple

import mpmath
import numpy as np
import pytest

from oomcast.errors import ModelError
from oomcast.models.registry import model as registered
from oomcast.quantities.elementary import exp, greatest, log, normal_cdf, power, where
from oomcast.simulate.compiler import constants_of, plain_engine, shape_of
from oomcast.simulate.series import series_lines
from oomcast.simulate.taylor import DEGREE
from oomcast.simulate.trajectories import simulate
from oomcast.simulate.workspace import LANES
from tests.simulate import course_models as models

DIGITS = 60
RELATIVE = 1e-13
STEP_YEARS = 0.25


class One(NamedTuple):
    x: Any


class Two(NamedTuple):
    x: Any
    y: Any


class Factors(NamedTuple):
    a: Any
    b: Any


A, B = 0.75, -0.4
"""Coefficients of every case below."""


def linear(t, s, c):
    return One(c.a + c.b * s.x)


def negated(t, s, c):
    return One(-(-c.a - s.x))


def squared(t, s, c):
    return One(s.x * s.x)


def logistic(t, s, c):
    return One(c.a * s.x * (1.0 - s.x / 4.0))


def explosive(t, s, c):
    return One(c.a * exp(c.b * s.x))


def to_a_power(t, s, c):
    return One(power(s.x, 1.5))


def of_logarithm(t, s, c):
    return One(s.x * log(s.x))


def square_root_of_time(t, s, c):
    return One(1.0 / s.x)


def quotient(t, s, c):
    return One(s.x / (1.0 + t))


def bell(t, s, c):
    return One(exp(-(t - 0.5) * (t - 0.5)))


def in_time_alone(t, s, c):
    return One((c.a - 2.0 * t) / (1.0 + t * t))


def steady(t, s, c):
    return One(c.a / 2.0 + 0.0 * t)


def oscillating(t, s, c):
    return Two(s.y, -s.x)


def chosen(t, s, c):
    return One(where((s.x > 1.0) & (t < 9.0), s.x, 7.0) + where(c.a == 0.75, 0.0, s.x) + greatest(c.b, -9.0) * 0.0)


# Each rate, where it starts, and its solution by hand: x(t) for x(0) = start.
CASES = {
    "a linear rate": (linear, [1.5], lambda t: (1.5 + A / B) * mpmath.exp(B * t) - A / B),
    "a negative": (negated, [1.5], lambda t: (1.5 + A) * mpmath.exp(t) - A),
    "a product of states": (squared, [1.5], lambda t: 1 / (1 / mpmath.mpf(1.5) - t)),
    "a product of three": (logistic, [1.5], lambda t: 4 / (1 + (4 / mpmath.mpf(1.5) - 1) * mpmath.exp(-A * t))),
    "an exponential": (explosive, [1.5], lambda t: -mpmath.log(mpmath.exp(-B * mpmath.mpf(1.5)) - A * B * t) / B),
    "a power": (to_a_power, [1.5], lambda t: (mpmath.mpf(1.5) ** -0.5 - t / 2) ** -2),
    "a logarithm": (of_logarithm, [1.5], lambda t: mpmath.exp(mpmath.log(1.5) * mpmath.exp(t))),
    "a quotient by a state": (square_root_of_time, [1.5], lambda t: mpmath.sqrt(mpmath.mpf(1.5) ** 2 + 2 * t)),
    "a quotient by time": (quotient, [1.5], lambda t: 1.5 * (1 + t)),
    "a bell in time": (
        bell, [1.5], lambda t: 1.5 + mpmath.sqrt(mpmath.pi) / 2 * (mpmath.erf(t - 0.5) - mpmath.erf(-0.5)),
    ),
    "time alone": (in_time_alone, [1.5], lambda t: 1.5 + A * mpmath.atan(t) - mpmath.log(1 + t * t)),
    "nothing that changes": (steady, [1.5], lambda t: 1.5 + A / 2 * t),
    "two states": (oscillating, [1.5, 0.0], lambda t: 1.5 * mpmath.cos(t)),
    "a choice": (chosen, [1.5], lambda t: 1.5 * mpmath.exp(t)),
}  # fmt: skip


def expanded(rate, start, *, degree=DEGREE, at=0.0, step=STEP_YEARS):
    """Coefficients of the first state, from the lines that are written for a rate."""
    kind = One if len(start) == 1 else Two
    lines, names = series_lines(rate, kind, Factors, degree=degree)
    place = {"exp": exp, "log": log, "where": where, "t": at, "h": step, "q0": A, "q1": B}
    place |= {f"y{row}": value for row, value in enumerate(start)}
    exec("\n".join(lines), place)
    return np.array([place[name] for name in names[0]])


@pytest.mark.parametrize("case", CASES)
def test_the_series_is_that_of_the_exact_solution(case):
    rate, start, solution = CASES[case]
    with mpmath.workdps(DIGITS):
        exact = [float(c * mpmath.mpf(STEP_YEARS) ** k) for k, c in enumerate(mpmath.taylor(solution, 0, DEGREE))]
    scale = np.maximum(np.abs(exact[1:]), 1e-17)
    assert np.max(np.abs(expanded(rate, start) - exact[1:]) / scale) < RELATIVE


def test_a_wrong_rate_would_be_seen():
    """A control: one part in a million more in one coefficient."""
    with mpmath.workdps(DIGITS):
        exact = mpmath.taylor(CASES["an exponential"][2], 0, DEGREE)
    found = expanded(explosive, [1.5 + 1e-6], step=1.0)
    assert abs(found[0] / float(exact[1]) - 1.0) > 1e6 * RELATIVE


def test_a_series_begins_where_the_step_does():
    """Expanded at a later time from the state there, it is the series of the same solution at that time."""
    rate, _, solution = CASES["a bell in time"]
    later = 0.875
    with mpmath.workdps(DIGITS):
        exact = [float(c * mpmath.mpf(STEP_YEARS) ** k) for k, c in enumerate(mpmath.taylor(solution, later, DEGREE))]
    np.testing.assert_allclose(expanded(rate, exact[:1], at=later), exact[1:], rtol=1e-11, atol=1e-18)


def test_terms_of_lower_order_do_not_hang_on_how_many_are_asked_for():
    whole = expanded(to_a_power, [1.5], degree=12)
    for degree in (1, 2, 7):
        np.testing.assert_array_equal(expanded(to_a_power, [1.5], degree=degree), whole[:degree])


def some_draws(count):
    """Draws of the model of tier 1, some with a ceiling and some without."""
    random = np.random.Generator(np.random.Philox(8))
    spread = random.uniform(size=(5, count))
    return registered("takeoff").prepare(
        {
            "initial_speedup": 10 ** (2.0 * spread[0]),
            "returns_to_software": 0.3 + 2.0 * spread[1],
            "software_ceiling_oom": np.where(spread[2] > 0.6, np.inf, 1.0 + 20.0 * spread[2]),
            "software_feedback": 0.05 + 0.5 * spread[3],
            "compute_returns": 0.3 + 0.6 * spread[4],
            "reference_oom_per_year": np.full(count, 1.2),
            "hardware_oom_per_year_reference": np.full(count, 0.5),
            "compute_factor_first_year": 1.0 + 4.0 * spread[0],
            "labour_share": np.full(count, 0.5),
        }
    )


def test_the_series_of_the_model_solves_its_equation_up_to_the_next_power():
    """The defect of a step shrinks as the power 13 of its length, for each of 64 draws."""
    model = registered("takeoff")
    c = some_draws(LANES)
    engine = plain_engine(model)
    at = constants_of(model)
    shape = shape_of(model)
    coefficients = np.concatenate([np.broadcast_to(column, LANES) for column in c])
    state = np.full(LANES, 0.7)
    rates = np.zeros(2 * LANES)
    first = np.zeros(2 * LANES)
    engine.rate(-LANES, np.zeros(LANES), state, coefficients, first)
    lengths = (
        np.array([0.6, 0.3]) / (c.difficulty + c.software_feedback + c.inverse_ceiling)[:, None] / first[:LANES, None]
    )
    defects = []
    for h in lengths.T:
        powers = np.zeros(shape.degree * LANES)
        engine.series(-LANES, np.concatenate([np.zeros(LANES), h]), state, coefficients, powers)
        terms = powers.reshape(shape.degree, LANES)
        end = state + terms.sum(axis=0)
        engine.rate(-LANES, h, end, coefficients, rates)
        defects.append(np.abs(h * rates[:LANES] - (np.arange(1, shape.degree + 1)[:, None] * terms).sum(axis=0)))
    large, small = defects
    resolved = small > 1e-13
    assert resolved.sum() > LANES / 4
    order = np.log2(large[resolved] / small[resolved])
    assert np.median(order) == pytest.approx(at["ORDER"], abs=0.5)


@dataclasses.dataclass(frozen=True)
class Refused:
    rate: Any
    words: str


def branching(t, s, c):
    return One(s.x if s.x > 1.0 else 0.0)


def of_the_mathematical_library(t, s, c):
    return One(math.exp(s.x))


def of_a_text(t, s, c):
    return One("1")


@pytest.mark.parametrize(
    "case",
    [
        Refused(branching, "may not branch"),
        Refused(of_the_mathematical_library, "uses the module 'math'"),
        Refused(of_a_text, "expected a number"),
    ],
    ids=lambda case: case.rate.__name__,
)
def test_what_has_no_series_is_refused_in_words(case):
    with pytest.raises(ModelError, match=case.words):
        series_lines(case.rate, One, Factors, degree=DEGREE)


def of_a_distribution(t, s, c):
    return One(0.1 + normal_cdf(s.x))


def test_functions_made_of_elementary_ones_have_series_too():
    """x' = 0.1 + Phi(x): the slope of the series at the end of a short step is the rate there."""
    terms = expanded(of_a_distribution, [0.5], step=0.1)
    end = 0.5 + terms.sum()
    slope = (np.arange(1, DEGREE + 1) * terms).sum() / 0.1
    assert slope == pytest.approx(0.1 + normal_cdf(end), rel=1e-12)


def test_a_rate_that_bends_without_saying_so_costs_steps_and_not_the_answer():
    """A bell whose logarithm is a tent: the bend is nobody's stop, and the defect of a step shows it."""
    undeclared = models.course(
        "undeclared", rate_of_change=models.tent_rate, ln_pace=models.tent_ln_pace, analytic=True
    )
    kinks = np.array([0.3, 1.0, 1.7])
    c = models.coefficients(rate=1.0, slope=3.0, kink_years=kinks)
    found, smooth = (
        simulate(
            undeclared,
            each,
            end_years=2.0,
            marks_years=np.empty(0),
            grid_years=np.array([2.0]),
            levels_oom=np.empty(0),
            peak_until_years=0.0,
            tolerance_oom=1e-6,
            compiled=False,
        )
        for each in (c, c._replace(kink_years=kinks + 9.0))
    )
    exact = (2.0 - np.exp(-3.0 * kinks) - np.exp(-3.0 * (2.0 - kinks))) / 3.0
    np.testing.assert_allclose(found.observed["total"][0], exact, atol=2e-6)
    assert np.all(found.steps > smooth.steps + 5)


def test_far_beyond_a_ceiling_nothing_moves_and_everything_is_known():
    """Where the search has stopped, a step that overshot may have left it at any depth."""
    model = registered("takeoff")
    ceiling, depths = 9.2, np.full(LANES, 9.2) * np.geomspace(40.0, 1e12, LANES)
    c = [-1.0, 0.5, 1.0, 13.0, 1.0, ceiling, 1.0 / ceiling, 2.0]
    coefficients = np.repeat(c, LANES)
    powers = np.full(DEGREE * LANES, np.nan)
    times = np.concatenate([np.full(LANES, 5.0), np.full(LANES, 0.1)])
    with np.errstate(all="raise"):
        plain_engine(model).series(-LANES, times, depths, coefficients, powers)
    assert np.all(powers == 0.0)
