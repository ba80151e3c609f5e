"""Whole trajectories against closed forms: accuracy, crossings, kinks, singularities, peaks, and the impossible."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.models.contract import Outcome
from oomcast.simulate import integrator, trajectories
from oomcast.simulate.compiler import constants_of, plain_engine
from oomcast.simulate.lanes import GLOBAL_LIMIT, MOST_STEPS
from oomcast.simulate.trajectories import simulate
from oomcast.simulate.twins import specialised
from oomcast.simulate.workspace import LANES
from tests.simulate import course_models as models

TOLERANCE = 1e-6
END_YEARS = 4.0
TOLERANCES = 10.0 ** -np.arange(3, 11)
N_TIMES_TOLERANCE = 10.0
ROUNDING = 1e-13
"""Bound on what a few dozen additions of numbers around 10 lose."""

SINGULARITY_RELATIVE = 1e-6
POWERS = (0.02, 0.05, 0.1, 0.5, 1.0, 2.0)


@pytest.fixture(autouse=True, params=["stages", "series"])
def method(request):
    """Everything here holds whichever way a step is taken."""
    METHOD.append(request.param)
    yield
    METHOD.pop()


METHOD = ["stages"]


def followed(model):
    """The model as the method of the moment follows it; one that bends everywhere has no series."""
    return models.analytic(model) if METHOD[-1] == "series" and model is not models.WAVE else model


def follow(model, coefficients, **asked):
    """A simulation of which one says only what matters."""
    usual = {
        "end_years": END_YEARS,
        "marks_years": (),
        "grid_years": (0.0,),
        "levels_oom": (),
        "peak_until_years": asked.get("end_years", END_YEARS),
        "tolerance_oom": TOLERANCE,
    } | asked
    for name in ("marks_years", "grid_years", "levels_oom"):
        usual[name] = np.array(usual[name], dtype=float)
    return simulate(followed(model), coefficients, **usual)


SMOOTH = {
    "linear": (models.LINEAR, models.coefficients(rate=[1.0, 0.2], growth=[0.5, 0.9]), models.linear_exact),
    "logistic": (
        models.LOGISTIC,
        models.coefficients(growth=[1.0, 3.0], limit=[10.0, 5.0], start=[1.0, 0.1]),
        models.logistic_exact,
    ),
    "explosive": (
        models.EXPLOSIVE,
        models.coefficients(rate=[1.0, 0.9], growth=[0.2, 0.05]),
        lambda years, c: models.explosive_exact(years, c) * models.OOM_PER_NAT,
    ),
    "lag": (models.LAG, models.lag_coefficients(rate=[3.0, 3.0], lag_years=[0.05, 1.0]), models.lag_exact),
    "fading": (models.FADING, models.lag_coefficients(rate=[9.0, 3.0], lag_years=[0.05, 0.7]), models.fading_exact),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_errors_shrink_in_proportion_to_the_tolerance(name):
    model, coefficients, exact = SMOOTH[name]
    grid = np.linspace(0.0, END_YEARS, 401)
    expected = exact(grid[:, None], coefficients)
    worst = []
    for tolerance in TOLERANCES:
        found = follow(model, coefficients, grid_years=grid, tolerance_oom=tolerance).observed["total"]
        worst.append(np.abs(found - expected).max())
    assert np.all(worst <= N_TIMES_TOLERANCE * TOLERANCES + ROUNDING)
    # At the loosest tolerances one long step does, and is better than was asked for.
    assert np.polyfit(np.log(TOLERANCES), np.log(worst), 1)[0] == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("name", SMOOTH)
def test_values_at_marks_are_right_as_a_whole(name):
    model, coefficients, exact = SMOOTH[name]
    marks = np.array([0.5, 1.0, 2.0, 4.0])
    for tolerance in TOLERANCES:
        found = follow(model, coefficients, marks_years=marks, grid_years=marks, tolerance_oom=tolerance)
        error = np.abs(found.observed["total"] - exact(marks[:, None], coefficients))
        assert error.max() <= GLOBAL_LIMIT * tolerance + ROUNDING


def test_marks_cost_the_series_no_steps():
    """A step by stages ends at a mark, where it is accurate; the series is as accurate within a step."""
    c = models.coefficients(rate=0.3, growth=0.1)
    marks = [0.3, 0.7, 1.0, 1.9]
    extra = follow(models.LINEAR, c, marks_years=marks).steps[0] - follow(models.LINEAR, c).steps[0]
    assert extra == 0 if METHOD[-1] == "series" else extra > 0


def test_a_draw_that_magnifies_its_errors_starts_again_and_ends_within_the_limit():
    """Errors made early grow by exp(12) until year 4; steps that are only locally good enough miss by far."""
    careless = models.coefficients(rate=0.2, growth=3.0)
    expected = models.linear_exact(END_YEARS, careless)
    without = follow(models.LINEAR, careless, grid_years=[END_YEARS])
    within = follow(models.LINEAR, careless, grid_years=[END_YEARS], marks_years=[END_YEARS])
    assert abs(without.observed["total"][0, 0] - expected[0]) > 2 * GLOBAL_LIMIT * TOLERANCE
    assert abs(within.observed["total"][0, 0] - expected[0]) <= GLOBAL_LIMIT * TOLERANCE
    assert within.steps[0] > without.steps[0]


def test_crossings_reported_before_a_new_start_leave_no_trace():
    """The levels are crossed early; the mark at the end sends the draw back, and the crossings are found anew."""
    c = models.coefficients(rate=0.2, growth=1.5)
    levels = [0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 1e4]
    found = follow(models.LINEAR, c, levels_oom=levels, marks_years=[END_YEARS]).crossing_years[:, 0]
    expected = np.log1p(np.array(levels) * 1.5 / 0.2) / 1.5
    np.testing.assert_allclose(found[:-1], expected[:-1], atol=TOLERANCE * 5)
    assert found[-1] == np.inf


def test_the_time_of_a_crossing_is_right_to_the_error_over_the_slope():
    c = models.coefficients(growth=[0.7, 1.0, 3.0], limit=[30.0, 10.0, 5.0], start=[0.2, 1.0, 0.1])
    levels = np.array([1.5, 2.0, 3.0, 4.5])
    found = follow(models.LOGISTIC, c, levels_oom=levels).crossing_years
    expected = np.log((c.limit / c.start - 1.0) / (c.limit / levels[:, None] - 1.0)) / c.growth
    pace = c.growth * levels[:, None] * (1.0 - levels[:, None] / c.limit)
    before_end = expected < END_YEARS
    assert before_end.sum() >= 9
    assert np.all(np.abs(found - expected)[before_end] <= 2 * GLOBAL_LIMIT * TOLERANCE / pace[before_end])
    assert np.all(found[~before_end] >= END_YEARS)


# Levels of each draw.


def test_each_draw_has_its_own_levels():
    random = np.random.Generator(np.random.Philox(4))
    c = models.coefficients(rate=random.uniform(0.1, 5.0, 200))
    levels = np.sort(random.lognormal(0.0, 2.0, (6, 200)), axis=0)
    levels[4:, ::3] = np.inf
    found = follow(models.LINEAR, c, levels_oom=levels).crossing_years
    expected = levels / c.rate
    in_time = expected < END_YEARS
    assert 300 < in_time.sum() < 1000
    np.testing.assert_allclose(found[in_time], expected[in_time], atol=TOLERANCE)
    assert np.all(found[~in_time] >= END_YEARS)
    assert np.all(found[np.isinf(levels)] == np.inf)


def test_levels_for_all_draws_are_the_levels_of_each():
    c = models.coefficients(growth=[0.7, 1.0, 3.0], limit=[30.0, 10.0, 5.0], start=[0.2, 1.0, 0.1])
    levels = np.array([0.15, 1.5, 2.0, 3.0, 4.5])
    for_all = follow(models.LOGISTIC, c, levels_oom=levels).crossing_years
    for_each = follow(models.LOGISTIC, c, levels_oom=np.tile(levels[:, None], 3)).crossing_years
    assert for_all.tobytes() == for_each.tobytes()


@pytest.mark.parametrize(
    ("model", "growth", "most_steps", "outcome"),
    [(models.EXPLOSIVE, 1.0, 1000, Outcome.DIVERGED), (models.WAVE, 40.0, 150, Outcome.UNRESOLVED)],
    ids=["diverged", "unresolved"],
)
def test_an_infinite_level_is_crossed_by_no_draw_whatever_becomes_of_it(model, growth, most_steps, outcome):
    c = models.coefficients(rate=1.0, growth=growth)
    found = limited(model, c, most_steps=most_steps, levels_oom=[0.01, 1e6, np.inf])
    assert found.outcome[0] == outcome
    near, far, infinite = found.crossing_years[:, 0]
    assert 0 < near < found.end_years[0]
    assert far == found.end_years[0] if outcome == Outcome.DIVERGED else math.isnan(far)
    assert infinite == np.inf


# States that may fall.


def test_a_state_that_may_fall_falls_and_one_of_which_that_is_not_said_stays_where_it_was():
    c = models.lag_coefficients(rate=[9.0, 3.0], lag_years=[0.05, 0.7])
    grid = np.linspace(0.0, END_YEARS, 81)
    found = follow(models.FADING, c, grid_years=grid).observed
    np.testing.assert_allclose(found["skill"], models.fading_skill(grid[:, None], c), atol=10 * TOLERANCE)
    np.testing.assert_allclose(found["total"], models.fading_exact(grid[:, None], c), atol=10 * TOLERANCE)
    assert np.all(found["skill"][-1] < 0.2 * found["skill"].max(axis=0))
    forbidden = models.course("forbidden", **models.FADING_FUNCTIONS)
    held = limited(forbidden, c, most_steps=1000, grid_years=grid).observed["skill"]
    assert np.all(np.diff(held, axis=0)[np.isfinite(held[1:])] >= 0.0)


def test_the_peak_of_a_pace_whose_state_falls_from_then_on_is_found():
    c = models.lag_coefficients(rate=[9.0, 3.0, 30.0], lag_years=[0.05, 0.7, 0.3])
    found = follow(models.FADING, c, marks_years=[1.0])
    top = models.fading_top_years(c)
    np.testing.assert_allclose(np.exp(found.peak_ln_pace), c.rate * models.fading_skill(top, c), rtol=PEAK_RELATIVE)
    np.testing.assert_allclose(found.peak_years, top, rtol=1e-2)


# Kinks and jumps. The rate is a polynomial of first degree between them, which the method follows exactly.


def test_kinks_and_jumps_are_met_exactly():
    c = models.coefficients(
        rate=2.0,
        kink_years=[0.5, 1.0, 1.5, 0.1, 3.9, 1.0],
        slope=[3.0, 3.0, 3.0, 100.0, 0.5, 2.0],
        jump_years=[1.0, 1.0, 0.25, 0.2, 0.01, 1.0 + 1e-9],
        height=[5.0, 0.2, 1e-3, 50.0, 1e3, 3.0],
    )
    grid = np.linspace(0.0, END_YEARS, 161)
    found = follow(models.KINKED, c, grid_years=grid, marks_years=[1.0]).observed["total"]
    np.testing.assert_allclose(found, models.kinked_exact(grid[:, None], c), rtol=ROUNDING, atol=ROUNDING)


def test_the_same_kink_undeclared_is_only_as_good_as_the_tolerance():
    """A control: were stops ignored, the test above would fail."""
    c = models.coefficients(rate=2.0, kink_years=0.5, slope=3.0, jump_years=1.0, height=5.0)
    undeclared = models.course(
        "undeclared", rate_of_change=models.kinked_rate, ln_pace=models.kinked_ln_pace, stops=models.no_stops
    )
    found = follow(undeclared, c, grid_years=[END_YEARS], compiled=False).observed["total"]
    assert abs(found[0, 0] - models.kinked_exact(END_YEARS, c)[0]) > 1e3 * ROUNDING


def test_a_level_crossed_exactly_at_a_kink_or_a_jump_is_dated_there():
    c = models.coefficients(rate=2.0, kink_years=[0.5, 9.0], slope=3.0, jump_years=[9.0, 0.5], height=5.0)
    found = follow(models.KINKED, c, levels_oom=[1.0]).crossing_years
    np.testing.assert_allclose(found, 0.5, rtol=0, atol=TOLERANCE)


def test_levels_passed_at_the_start_are_dated_zero():
    c = models.coefficients(rate=1.0, start=3.0)
    found = follow(models.LINEAR, c, levels_oom=[1.0, 2.0, 3.0, 3.5, 99.0]).crossing_years[:, 0]
    np.testing.assert_allclose(found, [0.0, 0.0, 0.0, 0.5, np.inf], atol=TOLERANCE)


def test_many_levels_within_one_step_are_all_found():
    levels = np.linspace(0.001, 3.0, 200)
    found = follow(models.LINEAR, models.coefficients(rate=[1.0, 2.0]), levels_oom=levels).crossing_years
    np.testing.assert_allclose(found, levels[:, None] / np.array([1.0, 2.0]), atol=TOLERANCE)


def test_what_comes_after_the_end_does_not_matter():
    here = models.coefficients(rate=2.0, kink_years=[3.0, 1.0, 1e300], slope=3.0)
    short = follow(models.KINKED, here, end_years=0.75, grid_years=[0.25, 0.75], levels_oom=[0.5])
    np.testing.assert_allclose(short.observed["total"], [[0.5] * 3, [1.5] * 3], rtol=ROUNDING)
    assert np.all(short.outcome == Outcome.REACHED_HORIZON)
    assert np.all(short.end_years >= 0.75)
    later = follow(models.KINKED, here, end_years=400.0, grid_years=[0.25, 0.75], levels_oom=[0.5])
    for name in ("crossing_years", "outcome"):
        assert getattr(short, name).tobytes() == getattr(later, name).tobytes()
    np.testing.assert_allclose(later.observed["total"], short.observed["total"], rtol=ROUNDING)


def test_where_nothing_moves_nothing_is_crossed_and_the_end_is_reached():
    found = follow(
        models.LINEAR,
        models.coefficients(rate=0.0, start=[0.0, 2.5]),
        grid_years=[0.0, 1.0, 4.0],
        levels_oom=[2.0, 3.0],
    )
    assert np.all(found.outcome == Outcome.REACHED_HORIZON)
    assert np.array_equal(found.observed["total"], [[0.0, 2.5]] * 3)
    assert np.array_equal(found.crossing_years, [[np.inf, 0.0], [np.inf, np.inf]])
    assert np.all(np.exp(found.peak_ln_pace) < 1e-300)


def test_no_draws_and_one_draw_are_numbers_of_draws_too():
    assert follow(models.LINEAR, models.coefficients(rate=np.zeros(0)), levels_oom=[1.0]).crossing_years.shape == (1, 0)
    assert follow(models.LINEAR, models.coefficients(rate=2.0), levels_oom=[1.0]).crossing_years.shape == (1, 1)


# Singularities.


@pytest.mark.parametrize(
    ("model", "powers", "start"),
    [
        (models.EXPLOSIVE, POWERS, 0.0),
        # x itself ends at 1e308, where 1 - t/t* is still exp(-709 p): below a power of 0.1 doubles stop too soon
        (models.POWER_LAW, POWERS[2:], 1.0),
    ],
    ids=["in logarithms", "in x itself"],
)
def test_a_singularity_is_dated_to_a_millionth(model, powers, start):
    rates = (0.3, 1.0, 50.0)
    c = models.coefficients(rate=np.repeat(rates, len(powers)), growth=np.tile(powers, len(rates)), start=start)
    exact = 1.0 / (c.rate * c.growth)
    found = follow(model, c, end_years=1000.0, levels_oom=[1.0, 100.0], grid_years=np.linspace(0, 1000.0, 301))
    assert np.all(found.outcome == Outcome.DIVERGED)
    np.testing.assert_allclose(found.end_years, exact, rtol=SINGULARITY_RELATIVE)
    assert np.all(found.peak_ln_pace == np.inf)
    assert np.array_equal(found.peak_years, found.end_years)
    total, years = found.observed["total"], found.grid_years[:, None]
    assert np.all(total[years > exact * (1 + SINGULARITY_RELATIVE)] == np.inf)
    assert np.all(np.isfinite(total[years < exact * (1 - SINGULARITY_RELATIVE)]))
    crossings = (1.0 - np.exp(-c.growth * np.array([[1.0], [100.0]]) / models.OOM_PER_NAT)) * exact
    np.testing.assert_allclose(found.crossing_years, crossings, rtol=5 * SINGULARITY_RELATIVE)


def test_a_level_beyond_what_can_be_resolved_is_dated_at_the_singularity():
    c = models.coefficients(rate=1.0, growth=1.0)
    found = follow(models.EXPLOSIVE, c, levels_oom=[1e6])
    assert found.crossing_years[0, 0] == found.end_years[0] == pytest.approx(1.0, rel=SINGULARITY_RELATIVE)


def test_no_singularity_is_found_where_there_is_none():
    """Growth with a negative exponent, however fast at first, and a singularity that lies beyond the end."""
    rates = np.logspace(-3, 8, 46)
    tame = follow(models.EXPLOSIVE, models.coefficients(rate=rates, growth=-np.resize(POWERS, 46)), end_years=100.0)
    assert np.all(tame.outcome == Outcome.REACHED_HORIZON)
    powers = np.array(POWERS)
    later = models.coefficients(rate=0.999 / (powers * END_YEARS), growth=powers)
    found = follow(models.EXPLOSIVE, later, grid_years=[END_YEARS])
    assert np.all(found.outcome == Outcome.REACHED_HORIZON)
    expected = models.explosive_exact(END_YEARS, later) * models.OOM_PER_NAT
    np.testing.assert_allclose(found.observed["total"][0], expected, rtol=1e-3)


def test_a_pace_that_only_falls_is_no_singularity_however_short_the_first_step():
    found = follow(models.EXPLOSIVE, models.coefficients(rate=1e12, growth=-2.0))
    assert found.outcome[0] == Outcome.REACHED_HORIZON


def test_the_share_of_singular_draws_is_the_share_whose_time_has_come():
    random = np.random.Generator(np.random.Philox(11))
    c = models.coefficients(rate=random.lognormal(0.0, 1.0, 3000), growth=random.uniform(-0.5, 0.5, 3000))
    with np.errstate(divide="ignore"):
        exact = np.where(c.growth > 0, 1.0 / (c.rate * c.growth), np.inf)
    found = follow(models.EXPLOSIVE, c).outcome == Outcome.DIVERGED
    clear = np.abs(exact / END_YEARS - 1.0) > SINGULARITY_RELATIVE
    assert clear.sum() > 2990
    assert np.array_equal(found[clear], (exact < END_YEARS)[clear])
    assert 0.1 < found.mean() < 0.5


def test_a_draw_that_cannot_diverge_is_never_said_to():
    """With a ceiling declared the draw goes on with steps however short, up to the most it may take."""
    bounded = models.course(
        "bounded",
        rate_of_change=models.explosive_rate,
        ln_pace=models.explosive_ln_pace,
        observe=models.see_oom_of_nats,
        cannot_diverge=always,
    )
    c = models.coefficients(rate=1.0, growth=1.0)
    found = limited(bounded, c, most_steps=400)
    assert found.outcome[0] == Outcome.UNRESOLVED
    assert found.steps[0] == 400


def always(c):
    return np.ones(np.shape(c.rate), dtype=bool)


# What is not a number, and what does not end.


@pytest.mark.parametrize("field", ["rate", "start", "growth"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_coefficient_that_is_not_a_number_is_told_apart_and_disturbs_no_other_draw(field, value):
    good = {"rate": np.full(5, 1.0), "growth": np.full(5, 0.5), "start": np.full(5, 0.25)}
    bad = {name: column.copy() for name, column in good.items()}
    bad[field][2] = value
    asked = {"grid_years": [0.0, 1.0], "levels_oom": [0.1, 1.0], "marks_years": [1.0]}
    healthy = follow(models.LINEAR, models.coefficients(**good), **asked)
    found = follow(models.LINEAR, models.coefficients(**bad), **asked)
    assert found.outcome[2] == Outcome.INVALID
    assert found.end_years[2] == found.steps[2] == 0.0
    assert np.all(np.isnan(found.observed["total"][:, 2]))
    assert np.all(np.isnan(found.crossing_years[:, 2]))
    assert np.isnan(found.peak_ln_pace[2])
    others = [0, 1, 3, 4]
    assert np.array_equal(found.observed["total"][:, others], healthy.observed["total"][:, others])
    assert np.array_equal(found.crossing_years[:, others], healthy.crossing_years[:, others])
    assert np.all(found.outcome[others] == Outcome.REACHED_HORIZON)


def test_only_bad_draws_still_end():
    found = follow(models.LINEAR, models.coefficients(rate=np.full(200, math.nan)))
    assert np.all(found.outcome == Outcome.INVALID)


def test_a_rate_that_stops_being_a_number_is_no_singularity():
    found = follow(models.UNDEFINED, models.coefficients(rate=1.0, limit=[0.5, 2.0, 9.0]), levels_oom=[0.25, 3.0])
    assert found.outcome[2] == Outcome.REACHED_HORIZON
    assert Outcome.DIVERGED not in found.outcome.tolist()


def limited(model, coefficients, *, most_steps, **asked):
    """The same in plain Python, with another limit on the number of steps."""
    limits = {**constants_of(followed(model)), "MOST_STEPS": most_steps}
    engine = plain_engine(followed(model))._replace(advance=specialised(integrator.advance, constants=limits))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trajectories, "plain_engine", lambda _: engine)
        return follow(model, coefficients, compiled=False, **asked)


def test_a_draw_that_takes_too_many_steps_is_unresolved_and_what_is_known_of_it_stays():
    c = models.coefficients(rate=1.0, growth=[40.0, 0.01])
    asked = {"grid_years": [0.0, 0.125, 3.0], "levels_oom": [0.0125, 3.0]}
    found = limited(models.WAVE, c, most_steps=150, **asked)
    whole = follow(models.WAVE, c, **asked)
    assert found.outcome.tolist() == [Outcome.UNRESOLVED, Outcome.REACHED_HORIZON]
    assert whole.outcome.tolist() == [Outcome.REACHED_HORIZON] * 2
    assert found.steps[0] == 150
    known = found.end_years[0]
    assert 0.125 < known < 3.0
    assert np.array_equal(found.observed["total"][:2], whole.observed["total"][:2])
    assert np.isnan(found.observed["total"][2, 0])
    assert found.crossing_years[0, 0] == whole.crossing_years[0, 0]
    assert np.isnan(found.crossing_years[1, 0])
    assert np.array_equal(found.observed["total"][:, 1], whole.observed["total"][:, 1])


@pytest.mark.slow
def test_the_limit_on_steps_is_kept_by_the_compiled_engine():
    found = follow(models.WAVE, models.coefficients(rate=1.0, growth=[1e5, 0.25]))
    assert found.outcome.tolist() == [Outcome.UNRESOLVED, Outcome.REACHED_HORIZON]
    assert found.steps[0] == MOST_STEPS


# The peak of the pace. Its height is wanted; its time is known as well as the height is flat.

PEAK_RELATIVE = 1e-6


@pytest.mark.parametrize("search_years", [END_YEARS, 2.5])
@pytest.mark.parametrize(
    "peak_years",
    [1e-4, 1e-3, 0.01, 0.1, 0.5, 1.0, 1.0 + 1e-9, 2.0, 2.4999, 2.5, 2.5001, 3.9999, 4.0, 4.0001, 4.5, 0.0, -0.5],
    ids=str,
)
def test_a_peak_is_found_wherever_it_lies(peak_years, search_years):
    """In the first step, at a mark (1.0), close to the end of the search, beyond it, before the start."""
    width = 0.5
    c = models.coefficients(rate=[2.0, 30.0], kink_years=peak_years, limit=width)
    found = follow(models.BUMP, c, marks_years=[1.0], peak_until_years=search_years)
    at = min(max(peak_years, 0.0), search_years)
    np.testing.assert_allclose(
        found.peak_ln_pace, np.log(c.rate) - ((at - peak_years) / width) ** 2, atol=PEAK_RELATIVE
    )
    if at == peak_years:
        np.testing.assert_allclose(found.peak_years, at, atol=2 * width * math.sqrt(PEAK_RELATIVE))
    else:
        np.testing.assert_allclose(found.peak_years, at, atol=1e-12)


@pytest.mark.parametrize("kink_years", [1e-4, 0.03, 0.5, 1.0, 2.0, 3.9999, 4.0, 4.5, -1.0], ids=str)
def test_a_peak_at_a_kink_is_found(kink_years):
    c = models.coefficients(rate=[2.0, 30.0], kink_years=kink_years, slope=[1.0, 3.0])
    found = follow(models.TENT, c, marks_years=[1.0])
    at = min(max(kink_years, 0.0), END_YEARS)
    np.testing.assert_allclose(found.peak_ln_pace, np.log(c.rate) - c.slope * abs(at - kink_years), atol=PEAK_RELATIVE)
    np.testing.assert_allclose(found.peak_years, at, atol=1e-6)


def test_a_pace_that_jumps_down_has_its_peak_just_before_and_up_just_after():
    c = models.coefficients(rate=2.0, kink_years=0.0, slope=1.0, jump_years=[1.0, 1.0, 3.999], height=[0.1, 10.0, 10.0])
    found = follow(models.KINKED, c)
    np.testing.assert_allclose(np.exp(found.peak_ln_pace), [3.0, 60.0, 60.0], rtol=PEAK_RELATIVE)
    assert found.peak_years[0] == pytest.approx(1.0)


def test_a_steady_pace_is_its_own_peak():
    found = follow(models.LINEAR, models.coefficients(rate=[0.5, 7.0]))
    np.testing.assert_allclose(np.exp(found.peak_ln_pace), [0.5, 7.0], rtol=1e-14)


@pytest.mark.parametrize("draws", [1, 64, 1_023, 1_500, 2_049])
def test_threads_share_the_draws_and_change_no_bit(draws):
    """Draws of very different courses, singular ones among them, with levels of their own."""
    rate, growth = np.geomspace(0.1, 3.0, draws), np.linspace(-0.5, 0.9, draws)
    coefficients = models.coefficients(rate=rate, growth=growth)
    levels = np.sort(np.random.default_rng(0).uniform(0.0, 4.0, (3, draws)), axis=0)
    asked = {"marks_years": (1.0,), "grid_years": (0.0, 1.0, 3.5), "levels_oom": levels}
    alone = follow(models.EXPLOSIVE, coefficients, **asked)
    assert draws < 64 or {Outcome.REACHED_HORIZON, Outcome.DIVERGED} <= {*alone.outcome.astype(int)}
    for threads in (2, 3, 4):
        shared = follow(models.EXPLOSIVE, coefficients, threads=threads, **asked)
        for name in ("crossing_years", "outcome", "end_years", "peak_ln_pace", "peak_years", "steps"):
            assert getattr(shared, name).tobytes() == getattr(alone, name).tobytes(), (name, threads)
        for name, seen in alone.observed.items():
            assert shared.observed[name].tobytes() == seen.tobytes(), (name, threads)


def test_pieces_cover_all_draws_once_and_begin_at_whole_lanes():
    for draws in (1, 63, 64, 511, 1_024, 1_025, 4_096, 10_001):
        for threads in (1, 2, 3, 8, 64):
            pieces = trajectories._pieces(draws, threads)
            assert [draw for piece in pieces for draw in piece] == list(range(draws))
            assert len(pieces) <= threads
            assert all(piece.start % LANES == 0 for piece in pieces)
