"""What must follow from what: relations between answers that need no known answer.

More of anything that helps never gives less; time and units are conventions; a belief without spread is a number.
Draws are evaluated in pairs by the engine as users run it, so each relation is held to twice the error of one answer.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.run import run
from oomcast.models.contract import Evaluation, Outcome, Settings
from oomcast.models.registry import model, vocabulary
from oomcast.outcomes.evaluate import evaluate
from tests.verification.peaks import PEAK_RELATIVE
from tests.verification.reference import Reference

CASES = 400
HORIZON_YEARS = 10.0
MILESTONES = ("oom_1", "oom_2", "oom_3", "oom_6", "oom_10")

TWO_ANSWERS = 2.0
OOM_ACCURACY = 1e-6
CROSSING_YEARS = 1e-5
SLOWEST_COMPUTE = 1.1
"""Smallest yearly factor in the pairs: effective compute then grows by 0.04 OOM a year or more, which bounds how far an
error in OOM can move a crossing."""
SLACK_YEARS = TWO_ANSWERS * max(CROSSING_YEARS, OOM_ACCURACY / math.log10(SLOWEST_COMPUTE))
BEYOND_COUNTING = 1e150
"""A ceiling hundreds of OOM away lets the pace outgrow what can be followed. Such a draw has no answer and says so."""

DRAWS = st.fixed_dictionaries(
    {
        "initial_speedup": st.floats(0.5, 300.0),
        "returns_to_software": st.floats(0.1, 6.0),
        "software_ceiling_oom": st.one_of(st.floats(0.5, 40.0), st.just(math.inf)),
        "software_feedback": st.floats(0.0, 1.5),
        "compute_returns": st.floats(0.0, 1.2),
        "reference_oom_per_year": st.floats(0.7, 2.0),
        "hardware_oom_per_year_reference": st.floats(0.1, 0.6),
        "compute_factor_first_year": st.floats(SLOWEST_COMPUTE, 20.0),
        "labour_share": st.just(0.5),
    }
)


def answers(*draws: Mapping[str, float], horizon_years: float = HORIZON_YEARS) -> Evaluation:
    """These draws, evaluated side by side."""
    columns = {name: np.array([draw[name] for draw in draws]) for name in draws[0]}
    return evaluate(model("takeoff"), columns, settings=Settings(horizon_years=horizon_years))


def never_less(found: Evaluation) -> None:
    """The second draw gets at least as far, and everywhere at least as early, as the first."""
    less, more = found.outputs["oom_total_12mo"]
    if found.outcome[1] == Outcome.UNRESOLVED:
        assert found.outputs["peak_speedup"][1] > BEYOND_COUNTING
    else:
        # where the first is close to a singularity both errors are large, but the second is singular or further still
        assert more >= less - TWO_ANSWERS * OOM_ACCURACY
    for milestone in MILESTONES:
        later, sooner = found.milestones[milestone]
        if math.isfinite(later) and later < HORIZON_YEARS - SLACK_YEARS:
            assert sooner <= later + SLACK_YEARS, milestone
    if found.outcome[0] == Outcome.DIVERGED:
        assert found.outcome[1] == Outcome.DIVERGED


USED_UP = {
    "initial_speedup": 1.5,
    "returns_to_software": 1.0,
    "software_ceiling_oom": 4.0,
    "software_feedback": 1.0,
    "compute_returns": 1.0,
    "reference_oom_per_year": 1.75,
    "hardware_oom_per_year_reference": 0.375,
    "compute_factor_first_year": 8.0,
    "labour_share": 0.5,
}
"""With much more from compute the search runs far beyond a ceiling that is long used up, where nothing is felt."""


@pytest.mark.parametrize(
    "cause",
    ["initial_speedup", "returns_to_software", "software_ceiling_oom", "compute_factor_first_year", "compute_returns"],
)
@settings(max_examples=CASES, deadline=None)
@given(draw=DRAWS, factor=st.floats(1.0, 20.0))
@example(draw=USED_UP, factor=13.0)
def test_more_of_what_helps_never_gives_less(cause, draw, factor):
    never_less(answers(draw, {**draw, cause: draw[cause] * factor}))


def test_a_ceiling_beyond_counting_gives_no_answer_and_says_so():
    draw = {
        "initial_speedup": 1.0,
        "returns_to_software": 6.0,
        "software_ceiling_oom": 21.0,
        "software_feedback": 1.5,
        "compute_returns": 0.0,
        "reference_oom_per_year": 1.0,
        "hardware_oom_per_year_reference": 0.5,
        "compute_factor_first_year": 2.0,
        "labour_share": 0.5,
    }
    found = answers(draw, {**draw, "software_ceiling_oom": 252.0})
    assert list(found.outcome) == [Outcome.REACHED_HORIZON, Outcome.UNRESOLVED]
    assert math.isnan(found.outputs["oom_total_12mo"][1])
    never_less(found)


@settings(max_examples=CASES, deadline=None)
@given(draw=DRAWS)
def test_no_ceiling_never_gives_less_than_a_ceiling(draw):
    never_less(answers(draw, {**draw, "software_ceiling_oom": math.inf}))


@settings(max_examples=CASES, deadline=None)
@given(draw=DRAWS, factor=st.sampled_from([2.0, 3.0, 10.0]))
def test_at_fixed_compute_twice_the_initial_speed_up_halves_every_time(draw, factor):
    fixed = {**draw, "compute_factor_first_year": 1.0}
    slow = answers(fixed, horizon_years=HORIZON_YEARS)
    fast = answers({**fixed, "initial_speedup": draw["initial_speedup"] * factor}, horizon_years=HORIZON_YEARS / factor)
    for milestone in MILESTONES:
        (before,), (after,) = slow.milestones[milestone], fast.milestones[milestone]
        if math.isinf(before) and math.isinf(after):
            continue
        if abs(after * factor - before) <= TWO_ANSWERS * factor * CROSSING_YEARS:
            continue
        if abs(float(milestone.removeprefix("oom_")) - draw["software_ceiling_oom"]) <= OOM_ACCURACY:
            continue  # with compute fixed the milestone is the ceiling itself, reached or only just not
        # slow progress: an error in OOM is a large one in years
        growth = float(Reference.of(fixed).growth_oom_per_year(min(before, after * factor)))
        allowed = TWO_ANSWERS * factor * OOM_ACCURACY / growth
        if max(before, after * factor) > HORIZON_YEARS - allowed:
            continue  # one of the two may lie just beyond the horizon
        assert after * factor == pytest.approx(before, abs=allowed), milestone
    (slow_peak,), (fast_peak,) = slow.outputs["peak_speedup"], fast.outputs["peak_speedup"]
    assert fast_peak == pytest.approx(factor * slow_peak, rel=TWO_ANSWERS * PEAK_RELATIVE)


@settings(max_examples=CASES, deadline=None)
@given(draw=DRAWS)
def test_counting_in_months_changes_nothing_but_the_numbers(draw):
    monthly = {
        **draw,
        "reference_oom_per_year": draw["reference_oom_per_year"] / 12,
        "hardware_oom_per_year_reference": draw["hardware_oom_per_year_reference"] / 12,
        "compute_factor_first_year": draw["compute_factor_first_year"] ** (1 / 12),
    }
    years, months = answers(draw), answers(monthly, horizon_years=12 * HORIZON_YEARS)
    assert years.outcome.tolist() == months.outcome.tolist()
    for milestone in MILESTONES:
        (year,), (month,) = years.milestones[milestone], months.milestones[milestone]
        if max(year, month / 12) < HORIZON_YEARS - SLACK_YEARS:
            assert month / 12 == pytest.approx(year, abs=SLACK_YEARS), milestone
        else:
            assert min(year, month / 12) >= HORIZON_YEARS - 2 * SLACK_YEARS, milestone
    (year_peak,), (month_peak,) = years.outputs["peak_speedup"], months.outputs["peak_speedup"]
    assert month_peak == pytest.approx(year_peak, rel=TWO_ANSWERS * PEAK_RELATIVE)


@settings(max_examples=CASES, deadline=None)
@given(draw=DRAWS, change=st.floats(0.5, 2.0))
def test_the_reference_rate_matters_only_through_software_growth(draw, change):
    shift = draw["reference_oom_per_year"] * (change - 1)
    moved = {
        **draw,
        "reference_oom_per_year": draw["reference_oom_per_year"] + shift,
        "hardware_oom_per_year_reference": draw["hardware_oom_per_year_reference"] + shift,
    }
    found = answers(draw, moved)
    before, after = found.outputs["oom_total_12mo"]
    assert after == pytest.approx(before, abs=TWO_ANSWERS * OOM_ACCURACY) or math.isinf(before)
    progress = found.outputs["years_of_progress_12mo"]
    if math.isfinite(before):
        rates = draw["reference_oom_per_year"], moved["reference_oom_per_year"]
        assert progress[0] * rates[0] == pytest.approx(progress[1] * rates[1], abs=1e-5)


def test_more_feedback_at_fixed_returns_is_not_monotone():
    """Feedback also sets how fast ideas get harder (beta = phi/r0): it helps early and costs near the ceiling."""
    feedbacks = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2)
    draws = [
        {
            "initial_speedup": 5.0, "returns_to_software": 2.0, "software_ceiling_oom": 12.0,
            "software_feedback": feedback, "compute_returns": 0.775, "reference_oom_per_year": 1.2,
            "hardware_oom_per_year_reference": math.log10(3.5), "compute_factor_first_year": 3.5, "labour_share": 0.5,
        }
        for feedback in feedbacks
    ]  # fmt: skip
    found = answers(*draws).outputs["oom_total_12mo"]
    np.testing.assert_allclose(found, [float(Reference.of(draw).total_oom(1.0)) for draw in draws], atol=OOM_ACCURACY)
    assert np.round(found, 2).tolist() == [6.89, 7.91, 10.0, 10.8, 10.98, 10.88, 10.74]


# --- through scenario files and whole runs -------------------------------------------------------------------------


def scenario(**parameters: str) -> Scenario:
    """A scenario file with these values, written as TOML."""
    lines = "\n".join(f"{name} = {value}" for name, value in parameters.items())
    text = f"schema = 1\nextends = 'reference'\n[parameters]\n{lines}\n"
    return open_scenario(io.StringIO(text), vocabularies=vocabulary)


def forecasts(one: Scenario, other: Scenario) -> tuple[Forecast, Forecast]:
    first, second = (run(each, draws=500, seed=3, workers=1) for each in (one, other))
    assert list(first.outputs) == list(second.outputs)
    return first, second


def same_forecast(one: Scenario, other: Scenario) -> None:
    """Every answer for every draw has the same bits."""
    first, second = forecasts(one, other)
    for part in ("outputs", "milestones", "events"):
        for name, values in getattr(first, part).items():
            np.testing.assert_array_equal(getattr(second, part)[name], values, err_msg=name)


def nearly_the_same_forecast(one: Scenario, other: Scenario) -> None:
    """Inputs may differ in their last bit, which may change a step and so move answers within their accuracy."""
    first, second = forecasts(one, other)
    for name, values in first.outputs.items():
        slack = {"rtol": 1e-4} if name == "peak_speedup" else {"rtol": 1e-13, "atol": TWO_ANSWERS * OOM_ACCURACY}
        np.testing.assert_allclose(second.outputs[name], values, err_msg=name, **slack)
    for name, values in first.milestones.items():
        np.testing.assert_allclose(second.milestones[name], values, atol=SLACK_YEARS, rtol=0, err_msg=name)
    for name, values in first.events.items():
        np.testing.assert_array_equal(second.events[name], values, err_msg=name)


@pytest.mark.parametrize(
    ("name", "plain", "converted"),
    [
        ("software_ceiling_oom", "12.0", "{ value = 27.631021115928547, unit = 'nats' }"),
        ("software_ceiling_oom", "12.0", "{ value = 39.863137138648355, unit = 'doublings' }"),
        ("reference_oom_per_year", "1.2", "{ value = 0.1, unit = 'OOM/month' }"),
        ("software_feedback", "0.29", "{ value = 29, unit = '%' }"),
        ("software_ceiling_oom", "'8 to 18'", "{ interval = [18.420680743952367, 41.44653167389282], unit = 'nats' }"),
    ],
)
def test_another_unit_for_the_same_belief_changes_nothing(name, plain, converted):
    nearly_the_same_forecast(scenario(**{name: plain}), scenario(**{name: converted}))


@pytest.mark.parametrize(
    "narrow",
    [
        "{ value = 15.0 }",
        "{ family = 'point', value = 15.0 }",
        "{ family = 'discrete', values = [15.0], weights = [1.0] }",
        "{ family = 'samples', values = [15.0, 15.0] }",
    ],
)
def test_a_belief_without_width_is_a_number(narrow):
    same_forecast(scenario(initial_speedup="15.0"), scenario(initial_speedup=narrow))


@pytest.mark.parametrize(
    "narrow",
    [
        "{ family = 'uniform', low = 15.0, high = 15.0000000000001 }",
        "{ family = 'lognormal', median = 15.0, sigma = 1e-14 }",
    ],
)
def test_a_belief_with_hardly_any_width_is_hardly_more(narrow):
    nearly_the_same_forecast(scenario(initial_speedup="15.0"), scenario(initial_speedup=narrow))
