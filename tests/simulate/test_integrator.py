"""The bits of a draw depend on that draw alone, and are the same in plain Python and compiled."""

from __future__ import annotations

import numpy as np
import pytest

from oomcast.models.contract import Outcome
from oomcast.models.registry import model as registered
from oomcast.simulate import lanes, peaks, stepping
from oomcast.simulate.compiler import constants_of, plain_engine, shape_of
from oomcast.simulate.method import method_of
from oomcast.simulate.trajectories import Trajectories, simulate
from oomcast.simulate.twins import specialised
from oomcast.simulate.workspace import LANES, LN_PEAK, PEAK_AT, RESULT_ROWS, workspace_sizes
from tests.simulate import course_models as models

END_YEARS = 4.0
SEED = 3
RESULTS = ("crossing_years", "outcome", "end_years", "peak_ln_pace", "peak_years", "steps")


def some(model, count):
    """Random draws of a model: easy and hard ones, singular ones, and one that is not a number."""
    model = BY_SERIES.get(model, model)
    random = np.random.Generator(np.random.Philox(SEED))
    spread = random.uniform(0.0, 1.0, (4, count))
    if model in (models.LAG, models.FADING):
        return models.lag_coefficients(rate=1 + spread[0], lag_years=10 ** (spread[1] * 1.5 - 1))
    if model is registered("takeoff"):
        return model.prepare(
            {
                "initial_speedup": 10 ** (spread[0] * 2.5),
                "returns_to_software": 0.3 + 3 * spread[1],
                "software_ceiling_oom": np.where(spread[2] > 0.7, np.inf, 1 + 20 * spread[2]),
                "software_feedback": 0.05 + spread[3],
                "compute_returns": np.full(count, 0.7),
                "reference_oom_per_year": np.full(count, 1.2),
                "hardware_oom_per_year_reference": np.full(count, 0.5),
                "compute_factor_first_year": 1 + 5 * spread[0],
                "labour_share": np.full(count, 0.5),
            }
        )
    chosen = {
        models.LINEAR: {"rate": spread[0], "growth": 1.5 * spread[1]},
        models.LOGISTIC: {"growth": 0.2 + 3 * spread[0], "limit": 2 + 9 * spread[1], "start": 0.1 + spread[2]},
        models.KINKED: {
            "rate": 1 + spread[0], "slope": 3 * spread[1], "kink_years": 5 * spread[2], "jump_years": 5 * spread[3],
            "height": 10 ** (4 * spread[0] - 2),
        },
        models.EXPLOSIVE: {"rate": 1 + spread[0], "growth": spread[1] - 0.3},
        models.BUMP: {"rate": 1 + spread[0], "kink_years": 5 * spread[1], "limit": 0.2 + spread[2]},
    }[model]  # fmt: skip
    chosen["rate"] = np.where(np.arange(count) == count // 2, np.nan, chosen.get("rate", 1.0))
    return models.coefficients(**chosen)


def follow(model, coefficients, *, compiled=True):
    return simulate(
        model,
        coefficients,
        end_years=END_YEARS,
        marks_years=np.array([1.0, 3.0]),
        grid_years=np.linspace(0.0, END_YEARS, 7),
        levels_oom=np.array([0.25, 1.0, 2.0, 4.0, 40.0]),
        peak_until_years=3.5,
        tolerance_oom=1e-6,
        compiled=compiled,
    )


def columns(found: Trajectories) -> dict[str, np.ndarray]:
    """Every array of a result, with the draws in the last place."""
    return {name: getattr(found, name) for name in RESULTS} | found.observed


def same_bits(found, expected, chosen=slice(None)):
    found, expected = columns(found), columns(expected)
    return [name for name in expected if found[name].tobytes() != expected[name][..., chosen].tobytes()]


def taken(coefficients, chosen):
    return type(coefficients)(*[column[chosen] for column in coefficients])


COURSES = [models.LINEAR, models.LOGISTIC, models.KINKED, models.EXPLOSIVE, models.BUMP, models.LAG, models.FADING]
BY_SERIES = {models.analytic(course): course for course in COURSES}
MODELS = [*COURSES, *BY_SERIES, registered("takeoff")]
every_model = pytest.mark.parametrize(
    "model", MODELS, ids=[f"{model.name} by {method_of(model).name}" for model in MODELS]
)


@every_model
def test_plain_python_and_compiled_code_give_the_same_bits(model):
    coefficients = some(model, LANES + 9)  # more than the lanes, so that some are filled again
    assert not same_bits(follow(model, coefficients, compiled=False), follow(model, coefficients))


@every_model
def test_a_draw_does_not_depend_on_its_company(model):
    """Chunks of 1, 7, 777 or all, any order, any place, alone or a thousand times over."""
    count = 1000
    coefficients = some(model, count)
    whole = follow(model, coefficients)
    for size, first, last in ((1, 0, 40), (7, 0, count), (777, 0, count)):
        for start in range(first, last, size):
            chosen = slice(start, min(start + size, last))
            assert not same_bits(follow(model, taken(coefficients, chosen)), whole, chosen), (size, start)
    order = np.random.Generator(np.random.Philox(1)).permutation(count)
    assert not same_bits(follow(model, taken(coefficients, order)), whole, order)
    repeated = np.full(300, 17)
    assert not same_bits(follow(model, taken(coefficients, repeated)), whole, repeated)


def test_the_draws_of_these_tests_meet_what_can_happen_to_a_draw():
    outcomes = {model.name: follow(model, some(model, 1000)).outcome for model in MODELS}
    assert set(outcomes["explosive"].tolist()) == {Outcome.REACHED_HORIZON, Outcome.DIVERGED, Outcome.INVALID}
    assert set(outcomes["takeoff"].tolist()) == {Outcome.REACHED_HORIZON, Outcome.DIVERGED}
    restarted = follow(models.LINEAR, some(models.LINEAR, 1000)).steps
    assert restarted.max() > 4 * np.median(restarted)


def test_idle_lanes_keep_their_place_and_time():
    """The lanes without a draw, after many steps of the functions that move all lanes, whatever the models' rates."""
    for model in (models.LINEAR, models.BUMP, models.analytic(models.LINEAR)):
        at = constants_of(model)
        floats = np.zeros(workspace_sizes(shape_of(model))[0])
        for lane in range(LANES):
            specialised(lanes.idle, constants=at)(floats, lane)
        before = floats.copy()
        step, judge, move = (
            specialised(function, constants=at)
            for function in (method_of(model).take_step, stepping.judge, stepping.move_on)
        )
        engine = plain_engine(model)
        with np.errstate(all="ignore"):
            for _ in range(400):
                step(engine.rate, engine.observe, engine.series, floats)
                judge(floats)
                move(floats)
        for name in ("TIME", "STEP", "LOST", "NEXT_GRID", "NEXT_LEVEL"):
            place = slice(at[name], at[name] + LANES)
            assert np.array_equal(floats[place], before[place]), (model.name, name)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_top_that_waits_when_its_draw_starts_again_leaves_no_trace(is_wanted):
    """The error of what a step reports sends a draw back; a top of it in the queue is climbed, and not kept."""
    model, tolerance, draw, lane = models.analytic(models.BUMP), 1e-6, 3, 5
    at, engine, nothing = constants_of(model), plain_engine(model), np.empty(0)
    w, b = (np.zeros(size) for size in workspace_sizes(shape_of(model)))
    b = b.astype(int)
    results = np.full((RESULT_ROWS, LANES), -np.inf)
    c = models.coefficients(rate=2.0, kink_years=0.1, limit=0.5)
    for row, column in enumerate(c):
        w[at["COEFFICIENT"] + row * LANES + lane] = column[0]
    b[at["DRAW"] + lane] = draw
    w[at["TAKEN"] + lane] = w[at["STEP"] + lane] = w[at["STATE_1"] + lane] = 0.2
    highest = np.log(2.0)
    bracket = (0.0, highest - 0.04, 0.05, highest - 0.01, 0.2, highest - 0.04)  # about the top at 0.1
    flat = results.reshape(-1)
    specialised(peaks.queue_peak, constants=at)(engine.rate, w, b, lane, flat, LANES, *bracket, tolerance)
    assert b[at["PEAKS_QUEUED"]] == 1
    w[at["AGAIN"] + lane] = 0.0 if is_wanted else 10.0 * tolerance
    w[at["TOLERANCE"] + lane] = tolerance
    arrays, counts = (*[nothing] * 8, flat), (LANES, 0, 0, 0, 0)
    specialised(lanes.attend, constants=at)(
        engine.rate, engine.observe, w, b, lane, *arrays, *counts, 4.0, 1.0, 4.0, tolerance
    )
    assert b[at["WORK"] + lane] == (lanes.WORKING if is_wanted else lanes.STARTS_AGAIN)
    with np.errstate(all="ignore"):  # lanes without a top
        specialised(peaks.climb, constants=at)(engine.rate, w, b, flat, LANES, 1, tolerance)
    kept = results[[LN_PEAK, PEAK_AT], draw]
    if is_wanted:
        np.testing.assert_allclose(kept, [highest, 0.1], atol=1e-3)
    assert np.isfinite(results).any() == is_wanted


@every_model
def test_functions_of_a_model_give_the_same_bits_for_arrays_and_for_numbers(model):
    coefficients = some(model, 60)
    start = model.initial_state(coefficients)
    state = type(start)(*[0.37 + column for column in start])
    with np.errstate(all="ignore"):
        for years in (0.0, 0.5, 3.9):
            for function in (model.rate_of_change, model.ln_pace, model.observe):
                together = np.array(function(np.full(60, years), state, coefficients))
                alone = [
                    function(
                        years,
                        type(state)(*[float(column[i]) for column in state]),
                        type(coefficients)(*[float(column[i]) for column in coefficients]),
                    )
                    for i in range(60)
                ]
                assert together.tobytes() == np.array(alone).T.tobytes(), (function.__name__, years)
