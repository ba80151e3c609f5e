"""One step, and many of fixed length: the method has the order it should have, at its ends and inside."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest

from oomcast.simulate import runge_kutta, stepping, tableau, taylor
from oomcast.simulate.compiler import constants_of, plain_engine, shape_of
from oomcast.simulate.method import method_of
from oomcast.simulate.twins import specialised
from oomcast.simulate.workspace import LANES, workspace_sizes
from tests.simulate import course_models as models

YEARS = 1.0
HALVINGS = 7
COARSEST_STEPS = 4
ORDER_MARGIN = 0.2
ROUNDING = 1e-13
RISING, FALLING = 0, 1
"""Places of a state that never falls and of one that may, in a model whose first state alone is held."""

FITTED = 3
"""Points of the line whose slope is the order: the coarsest steps may not show it yet."""


def power_law_exact(years, c):
    return (1.0 - c.growth * c.rate * years) ** (-1.0 / c.growth)


def bump_exact(years, c):
    ends = [math.erf(((at - c.kink_years) / c.limit).item()) for at in (years, 0.0)]
    return 0.5 * math.sqrt(math.pi) * c.limit * (ends[0] - ends[1])


PROBLEMS = {
    "linear": (models.LINEAR, models.coefficients(rate=1.0, growth=2.0), models.linear_exact),
    "logistic": (models.LOGISTIC, models.coefficients(growth=3.0, limit=4.0, start=0.5), models.logistic_exact),
    "power law": (models.POWER_LAW, models.coefficients(rate=2.0, growth=0.2, start=1.0), power_law_exact),
    "bump": (models.BUMP, models.coefficients(kink_years=0.0, limit=0.3), bump_exact),
    "late bump": (models.BUMP, models.coefficients(kink_years=0.6, limit=0.35), bump_exact),
    "lag": (models.LAG, models.lag_coefficients(rate=2.0, lag_years=0.4), models.lag_exact),
    "fading": (models.FADING, models.lag_coefficients(rate=2.0, lag_years=0.4), models.fading_exact),
}
EXPLOSIVE = (models.EXPLOSIVE, models.coefficients(rate=1.5, growth=0.5), models.explosive_exact)

every_method = pytest.mark.parametrize("analytic", [False, True], ids=["stages", "series"])


def followed(model, *, analytic):
    return models.analytic(model) if analytic else model


class Stepper(NamedTuple):
    """The stepping functions on a workspace, one lane per step length, and the places of its rows."""

    engine: object
    take_step: object
    judge: object
    move_on: object
    w: np.ndarray
    at: dict[str, int]

    @classmethod
    def of(cls, model, coefficients, *, steps):
        at = constants_of(model)
        engine = plain_engine(model)
        w = np.zeros(workspace_sizes(shape_of(model))[0])
        for name, value in (("TOLERANCE", math.inf), ("STOP", math.inf), ("STEP", 0.0)):
            w[at[name] : at[name] + LANES] = value
        w[at["STEP"] : at["STEP"] + len(steps)] = steps
        for row, column in enumerate(coefficients):
            w[at["COEFFICIENT"] + row * LANES :][:LANES] = column[0]
        for row, column in enumerate(model.initial_state(coefficients)):
            w[at["STATE"] + row * LANES :][:LANES] = column[0]
        places = (w[at[name] :] for name in ("TIME", "STATE", "COEFFICIENT", "K1"))
        engine.rate(-LANES, *places)
        functions = (
            specialised(function, constants=at)
            for function in (method_of(model).take_step, stepping.judge, stepping.move_on)
        )
        return cls(engine, *functions, w, at)

    def row(self, name, row=0):
        return self.w[self.at[name] + row * LANES :][:LANES]

    def step(self, lengths):
        """One step of each lane, of the length given, whatever the error."""
        self.take(lengths)
        self.judge(self.w)

    def take(self, lengths):
        self.row("STEP")[: len(lengths)] = lengths
        self.take_step(self.engine.rate, self.engine.observe, self.engine.series, self.w)

    def inside(self, theta, *, lanes):
        """The first state at a fraction of the step, of the first lanes."""
        dense = specialised(stepping.dense, constants=self.at)
        start, end, row = self.at["STATE"], self.at["STATE_1"], self.at["ROW"]
        return np.array([dense(self.w, start + lane, row, 0, theta, self.w[end + lane]) for lane in range(lanes)])


def slope(steps, errors):
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


def order_of_steps(model, coefficients, exact):
    """Observed order over the finest steps whose error is not lost in rounding."""
    counts = COARSEST_STEPS * 2 ** np.arange(HALVINGS)
    steps = YEARS / counts
    stepper = Stepper.of(model, coefficients, steps=steps)
    stepper.row("STOP")[:HALVINGS] = YEARS
    for _ in range(counts[-1]):
        stepper.step(np.where(stepper.row("TIME")[:HALVINGS] < YEARS, steps, 0.0))
        stepper.move_on(stepper.w)
    np.testing.assert_allclose(stepper.row("TIME")[:HALVINGS], YEARS, rtol=1e-15)
    errors = np.abs(stepper.row("STATE")[:HALVINGS] - exact(YEARS, coefficients))
    resolved = errors > ROUNDING
    assert resolved.sum() >= FITTED + 1
    return slope(steps[resolved][-FITTED:], errors[resolved][-FITTED:])


@pytest.mark.parametrize("problem", PROBLEMS)
def test_steps_are_of_order_five(problem):
    assert order_of_steps(*PROBLEMS[problem]) == pytest.approx(5.0, abs=ORDER_MARGIN)


def test_steps_are_of_at_least_order_five_towards_a_singularity():
    """For u' = exp(u) the leading terms of the error of this method happen to cancel."""
    assert order_of_steps(*EXPLOSIVE) >= 5.0 - ORDER_MARGIN


@pytest.mark.parametrize("problem", PROBLEMS)
def test_dense_output_is_of_order_four(problem):
    """Inside one step from exact values the error of an interpolant of order four shrinks as the fifth power."""
    model, coefficients, exact = PROBLEMS[problem]
    lengths = 0.2 / 2.0 ** np.arange(HALVINGS)
    stepper = Stepper.of(model, coefficients, steps=lengths)
    stepper.step(lengths)
    worst = np.zeros(HALVINGS)
    for theta in (0.1, 0.3, 0.5, 0.7, 0.9):
        found = stepper.inside(theta, lanes=HALVINGS)
        expected = np.array([np.ravel(exact(theta * length, coefficients))[0] for length in lengths])
        worst = np.maximum(worst, np.abs(found - expected))
    resolved = worst > 20 * np.finfo(float).eps
    assert resolved.sum() >= 3
    assert slope(lengths[resolved][-3:], worst[resolved][-3:]) == pytest.approx(5.0, abs=2 * ORDER_MARGIN)


def polynomials(*, degree, states=1):
    """A workspace of random steps of that degree, one in each lane, and a function that reads within them."""
    at = {"DEGREE": degree, "ROW": states * LANES, "RISING": 1}
    random = np.random.Generator(np.random.Philox(5))
    w = random.normal(size=(degree + 1) * states * LANES)

    def inside(s, theta, w=w):
        dense = specialised(stepping.dense, constants=at)
        first = s * LANES
        ends = w[first:].reshape(-1, LANES)[::states].sum(axis=0)
        return np.array([dense(w, first + lane, at["ROW"], s, theta, ends[lane]) for lane in range(LANES)])

    return w.reshape(degree + 1, states, LANES), inside


DEGREES = [runge_kutta.DEGREE, taylor.DEGREE]
THETAS = np.linspace(0, 1, 21)


@pytest.mark.parametrize("degree", DEGREES)
def test_dense_output_of_a_rising_state_meets_the_ends_of_the_step_and_stays_between_them(degree):
    powers, inside = polynomials(degree=degree)
    powers[1] += 0.1 + np.abs(powers[1:].sum(axis=0))  # so that every step rises as a whole
    end = powers[:, 0].sum(axis=0)
    np.testing.assert_array_equal(inside(RISING, 0.0), powers[0, 0])
    np.testing.assert_allclose(inside(RISING, 1.0), end, rtol=0, atol=1e-14)
    swings = 0
    for theta in THETAS:
        assert np.all(inside(RISING, theta) >= powers[0, 0])
        assert np.all(inside(RISING, theta) <= end + 1e-14)
        swings += np.count_nonzero((value := horner(powers[:, 0], theta)) < powers[0, 0]) + np.count_nonzero(
            value > end
        )
    assert swings > LANES


@pytest.mark.parametrize("degree", DEGREES)
def test_dense_output_of_a_state_that_may_fall_is_the_polynomial(degree):
    powers, inside = polynomials(degree=degree, states=2)
    for theta in THETAS:
        np.testing.assert_allclose(inside(FALLING, theta), horner(powers[:, FALLING], theta), rtol=0, atol=1e-14)


def horner(powers, theta):
    """An independent evaluation, by NumPy."""
    return np.polynomial.polynomial.polyval(theta, powers, tensor=False)


@every_method
def test_towards_a_singularity_steps_get_shorter_by_themselves(analytic):
    """A controller that only looks at the last error would have every other step of the series rejected there."""
    c = models.coefficients(rate=1.0, growth=0.5)
    stepper = Stepper.of(followed(models.EXPLOSIVE, analytic=analytic), c, steps=[1e-3])
    stepper.row("TOLERANCE")[:] = 1e-6
    tried = rejected = 0
    while stepper.row("STEP")[0] > 1e-11:
        stepper.step(stepper.row("STEP")[:1].copy())
        tried += 1
        rejected += stepper.row("VERDICT")[0] == 0.0
        stepper.move_on(stepper.w)
    assert stepper.row("TIME")[0] == pytest.approx(2.0, rel=1e-6)
    assert tried > 40
    assert rejected < 0.1 * tried


@pytest.mark.parametrize("length", [0.01, 0.3])
@every_method
def test_a_step_lets_a_state_fall_only_where_that_is_declared(length, analytic):
    c = models.lag_coefficients(rate=1.0, lag_years=0.1)
    forbidden = models.course("forbidden", **models.FADING_FUNCTIONS)
    ends = []
    for model in (followed(each, analytic=analytic) for each in (models.FADING, forbidden)):
        stepper = Stepper.of(model, c, steps=[length])
        stepper.row("STATE", 1)[:1] = 2.0  # more than is asked for: it can only fall
        stepper.engine.rate(-LANES, *(stepper.w[stepper.at[name] :] for name in ("TIME", "STATE", "COEFFICIENT", "K1")))
        stepper.step([length])
        ends.append(stepper.row("STATE_1", 1)[0])
    assert ends[0] < 2.0
    assert ends[1] == 2.0


A = {
    2: (tableau.A21,),
    3: (tableau.A31, tableau.A32),
    4: (tableau.A41, tableau.A42, tableau.A43),
    5: (tableau.A51, tableau.A52, tableau.A53, tableau.A54),
    6: (tableau.A61, tableau.A62, tableau.A63, tableau.A64, tableau.A65),
}
C = (0.0, tableau.C2, tableau.C3, tableau.C4, tableau.C5, 1.0, 1.0)
B = (tableau.B1, 0.0, tableau.B3, tableau.B4, tableau.B5, tableau.B6, 0.0)
E = (tableau.E1, 0.0, tableau.E3, tableau.E4, tableau.E5, tableau.E6, tableau.E7)


def test_stages_stand_at_the_times_their_weights_add_up_to():
    for stage, weights in A.items():
        assert math.fsum(weights) == pytest.approx(C[stage - 1], abs=1e-14)


def test_both_solutions_meet_their_conditions_of_order():
    """sum b = 1, sum b c = 1/2, ... up to order 5; the embedded one, b - e, up to order 4 and not beyond."""
    stages = range(7)
    a = np.zeros((7, 7))
    for stage, weights in A.items():
        a[stage - 1, : len(weights)] = weights
    a[6] = B
    c = np.array(C)
    conditions = {
        1: [(np.ones(7), 1.0)],
        2: [(c, 1 / 2)],
        3: [(c**2, 1 / 3), (a @ c, 1 / 6)],
        4: [(c**3, 1 / 4), (c * (a @ c), 1 / 8), (a @ c**2, 1 / 12), (a @ (a @ c), 1 / 24)],
        5: [
            (c**4, 1 / 5),
            (c**2 * (a @ c), 1 / 10),
            ((a @ c) ** 2, 1 / 20),
            (c * (a @ c**2), 1 / 15),
            (a @ c**3, 1 / 20),
            (c * (a @ (a @ c)), 1 / 30),
            (a @ (c * (a @ c)), 1 / 40),
            (a @ (a @ c**2), 1 / 60),
            (a @ (a @ (a @ c)), 1 / 120),
        ],
    }
    misses = {"five": {}, "four": {}}
    for name, weights in (("five", np.array(B)), ("four", np.array(B) - np.array(E))):
        for order, trees in conditions.items():
            misses[name][order] = max(abs(sum(weights[i] * tree[i] for i in stages) - value) for tree, value in trees)
    assert max(misses["five"].values()) < 1e-14
    assert max(misses["four"][order] for order in range(1, 5)) < 1e-14
    assert misses["four"][5] > 1e-4


@every_method
def test_a_step_too_short_to_move_the_clock_still_counts(analytic):
    stepper = Stepper.of(followed(models.LINEAR, analytic=analytic), models.coefficients(rate=1.0), steps=[1e-17])
    stepper.row("TIME")[:1] = 1.0
    for _ in range(64):
        stepper.step([1e-17])
        stepper.move_on(stepper.w)
    elapsed = (stepper.row("TIME")[0] - 1.0) + stepper.row("LOST")[0]
    assert elapsed == pytest.approx(64e-17, rel=1e-12)


@pytest.mark.parametrize("spoilt", ["K7", "STAGE", "SEEN_1"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
@every_method
def test_a_step_with_an_end_that_is_not_finite_is_rejected(spoilt, value, analytic):
    stepper = Stepper.of(followed(models.LINEAR, analytic=analytic), models.coefficients(rate=1.0), steps=[0.1])
    stepper.row("TOLERANCE")[:] = 1.0
    stepper.take([0.1])
    stepper.row(spoilt)[0] = value
    with np.errstate(invalid="ignore"):
        stepper.judge(stepper.w)
    assert stepper.row("VERDICT")[0] == 0.0
    assert 0 < stepper.row("STEP")[0] < 0.1
