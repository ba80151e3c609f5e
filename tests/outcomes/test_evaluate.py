"""From draws to answers: the promised numbers, whatever the horizon, and what singular draws are said to do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.errors import ModelError
from oomcast.models.contract import DirectModel, Evaluation, Outcome, Settings
from oomcast.models.progress import CLAIMS, MILESTONE_OOMS, MILESTONE_YEARS, MONTH
from oomcast.models.registry import model, vocabulary
from oomcast.outcomes.evaluate import evaluate
from tests.verification.closed_forms import (
    ceiling_years_without_feedback,
    research_time,
    singular_years_without_ceiling,
    software_without_ceiling,
    software_without_feedback,
)

NATS = math.log(10.0)
TAKEOFF = model("takeoff").used_with(vocabulary("takeoff").core, {}, {})
USUAL = {
    "initial_speedup": 15.0,
    "returns_to_software": 1.2,
    "software_ceiling_oom": 8.0,
    "software_feedback": 0.3,
    "compute_returns": 0.7,
    "reference_oom_per_year": 1.2,
    "hardware_oom_per_year_reference": 0.5,
    "compute_factor_first_year": 3.5,
    "labour_share": 0.5,
}
HUMAN_GROWTH = (1.2 - 0.5) * NATS
HORIZONS = (0.01, 0.3, 1.0, 3.7, 4.0, 10.0, 40.0)
ACCURACY = 1e-6


def draws(**given):
    """Usual draws, with some parameters replaced by numbers or arrays."""
    columns = np.broadcast_arrays(*[np.atleast_1d(np.asarray(value, float)) for value in (USUAL | given).values()])
    return dict(zip(USUAL | given, columns, strict=True))


def answers(horizon_years=10.0, keep_paths=0, **given):
    return evaluate(TAKEOFF, draws(**given), settings=Settings(horizon_years=horizon_years), keep_paths=keep_paths)


def many(count=400):
    random = np.random.Generator(np.random.Philox(8))
    spread = random.uniform(0.0, 1.0, (5, count))
    return {
        "initial_speedup": 10 ** (2.5 * spread[0]),
        "returns_to_software": 0.3 + 2 * spread[1],
        "software_ceiling_oom": np.where(spread[2] > 0.7, np.inf, 1 + 20 * spread[2]),
        "software_feedback": 0.05 + spread[3],
        "compute_factor_first_year": 1 + 5 * spread[4],
    }


# Year one, in closed form.


def test_the_first_year_without_feedback_is_the_power_law():
    """phi = 0: the only thing that changes the pace is that ideas run out (difficulty beta = phi/r0 is nothing too)."""
    found = answers(software_feedback=0.0, compute_returns=0.0, software_ceiling_oom=[3.0, 8.0, 50.0]).outputs
    expected = [
        software_without_feedback(1.0, v0=HUMAN_GROWTH * 15.0, beta=0.0, ceiling=ceiling * NATS) / NATS
        for ceiling in (3.0, 8.0, 50.0)
    ]
    assert [
        ceiling_years_without_feedback(v0=15 * HUMAN_GROWTH, beta=0.0, ceiling=c * NATS) < 1 for c in (3.0, 8.0, 50.0)
    ] == [True, True, False]
    np.testing.assert_allclose(found["oom_software_12mo"], expected, atol=ACCURACY)
    np.testing.assert_allclose(found["ceiling_share_used_12mo"], np.array(expected) / [3.0, 8.0, 50.0], atol=ACCURACY)


@pytest.mark.parametrize("returns", [0.3, 0.7, 0.999, 1.0])
@pytest.mark.parametrize("gamma", [0.0, 0.7])
def test_the_first_year_without_a_ceiling_is_a_logarithm_of_research_time(returns, gamma):
    found = answers(returns_to_software=returns, software_ceiling_oom=math.inf, compute_returns=gamma).outputs
    time = research_time(1.0, gamma=gamma, compute_growth=math.log(3.5))
    software = software_without_ceiling(time, v0=HUMAN_GROWTH * 15.0, phi=0.3, beta=0.3 / returns) / NATS
    assert found["oom_software_12mo"][0] == pytest.approx(software, abs=ACCURACY)
    assert found["oom_hardware_12mo"][0] == pytest.approx(math.log10(3.5), rel=1e-14)
    assert found["oom_total_12mo"][0] == pytest.approx(software + math.log10(3.5), abs=ACCURACY)
    assert found["years_of_progress_12mo"][0] == pytest.approx((software + math.log10(3.5)) / 1.2, abs=ACCURACY)
    assert found["returns_to_software_12mo"][0] == pytest.approx(returns, rel=1e-14)
    assert found["ceiling_share_used_12mo"][0] == 0.0


# Promises.


def test_every_promised_number_is_there_for_every_draw():
    found = answers(**many())
    for promised, given in (
        (TAKEOFF.outputs, found.outputs),
        (TAKEOFF.events, found.events),
        (TAKEOFF.milestones, found.milestones),
    ):
        assert {output.name for output in promised} == set(given)
        assert all(column.shape == (400,) for column in given.values())
    assert all(column.dtype == bool for column in found.events.values())
    assert found.outcome.dtype == np.int8
    assert found.paths is None
    assert not any(np.isnan(column).any() for column in found.outputs.values())


def test_the_first_year_and_the_claims_have_the_same_values_whatever_the_horizon():
    usual = answers(**many())
    for horizon in HORIZONS:
        other = answers(horizon_years=horizon, **many())
        for name in set(usual.outputs) - {"peak_speedup"}:
            np.testing.assert_allclose(other.outputs[name], usual.outputs[name], rtol=1e-12, atol=0, err_msg=name)
        for claim in CLAIMS:
            for name in (claim.name, f"any_window_{claim.name}"):
                np.testing.assert_array_equal(other.events[name], usual.events[name], err_msg=name)
        for name, years in usual.milestones.items():
            reached = np.where(years <= horizon, years, np.inf)
            shorter = np.where(other.milestones[name] <= min(horizon, 10.0), other.milestones[name], np.inf)
            np.testing.assert_allclose(shorter, np.where(reached <= 10.0, reached, np.inf), rtol=1e-12, err_msg=name)


def test_kept_courses_change_no_bit():
    with_paths, without = answers(keep_paths=100, **many()), answers(**many())
    for group in ("outputs", "events", "milestones"):
        for name, column in getattr(without, group).items():
            assert getattr(with_paths, group)[name].tobytes() == column.tobytes(), name


def test_plain_python_gives_the_same_bits():
    few = {name: values[:6] for name, values in draws(**many()).items()}
    fast, slow = (evaluate(TAKEOFF, few, settings=Settings(), compiled=compiled) for compiled in (True, False))
    for group in ("outputs", "events", "milestones"):
        for name, column in getattr(fast, group).items():
            assert getattr(slow, group)[name].tobytes() == column.tobytes(), name
    assert fast.outcome.tobytes() == slow.outcome.tobytes()


def test_claims_are_the_numbers_they_speak_of():
    found, given = answers(**many()), many()
    progress = found.outputs["years_of_progress_12mo"]
    np.testing.assert_array_equal(found.events["at_least_3_years_in_12mo"], progress >= 3)
    np.testing.assert_array_equal(found.events["at_least_10_years_in_12mo"], progress >= 10)
    np.testing.assert_array_equal(found.events["accelerates_at_first"], given["returns_to_software"] > 1)
    for claim in CLAIMS:  # what happens in the first window happens in some window
        assert np.all(found.events[f"any_window_{claim.name}"] >= found.events[claim.name])
    for prefix in ("", "any_window_"):
        easy, hard = (found.events[f"{prefix}at_least_{years}_years_in_12mo"] for years in (3, 10))
        assert np.all(easy >= hard)
        short = found.events[f"{prefix}at_least_3_years_in_4mo"]
        assert np.all(easy >= short)
        assert 0 < short.mean() < easy.mean() <= 1


def test_milestones_lie_where_the_kept_course_passes_them():
    """Whatever a year is worth: at rates from 0.55 to 3 OOM a year, milestones of both kinds come in any order."""
    rates = np.random.Generator(np.random.Philox(9)).uniform(0.55, 3.0, 400)
    found = answers(keep_paths=400, reference_oom_per_year=rates, **many())
    total, years = found.paths.values["oom_total"], found.paths.years
    gains = {f"oom_{oom:.0f}": np.full(400, oom) for oom in MILESTONE_OOMS}
    gains |= {f"progress_{count}_years": count * rates for count in MILESTONE_YEARS}
    assert list(gains) == list(found.milestones)
    assert 0.1 < np.mean(gains["progress_3_years"] < gains["oom_6"]) < 0.9
    for name, gain in gains.items():
        reached = found.milestones[name]
        before = years[:, None] < reached * (1 - 1e-9)
        after = (years[:, None] > reached * (1 + 1e-9)) & (years[:, None] <= 10.0)
        assert np.all((total < gain + ACCURACY)[before]), name
        assert np.all((total > gain - ACCURACY)[after]), name
    for kind in ("oom", "progress"):
        columns = np.stack([column for name, column in found.milestones.items() if name.startswith(kind)])
        assert np.all(columns[1:] >= columns[:-1])


def test_years_of_progress_take_as_long_as_the_ooms_they_are():
    """Five years at 1.2 OOM a year are 6 OOM; alone or among draws whose years are worth something else."""
    certain = answers(**many()).milestones
    assert certain["progress_5_years"].tobytes() == certain["oom_6"].tobytes()
    rates = np.where(np.arange(400) % 2, 1.2, 1.0)
    hardware = np.where(np.arange(400) % 2, 0.5, 0.3)  # the same rate of software
    mixed = answers(reference_oom_per_year=rates, hardware_oom_per_year_reference=hardware, **many()).milestones
    for name, column in certain.items():
        np.testing.assert_array_equal(mixed[name][1::2], column[1::2], err_msg=name)
    for count in (1, 3, 10):
        assert mixed[f"progress_{count}_years"][::2].tobytes() == mixed[f"oom_{count}"][::2].tobytes()


def test_years_of_progress_are_made_in_time_where_the_claims_say_so():
    found = answers(**many())
    for claim in CLAIMS:
        reached = found.milestones[f"progress_{claim.years_of_progress}_years"]
        clear = np.abs(reached - claim.months * MONTH) > ACCURACY
        in_time = reached <= claim.months * MONTH
        assert np.array_equal(in_time[clear], found.events[claim.name][clear])
        assert 0 < in_time.sum() < clear.sum()


def test_kept_courses_start_at_nothing_never_fall_and_add_up():
    found = answers(keep_paths=50, horizon_years=7.0, **many())
    paths = found.paths
    assert paths.years[0] == 0.0
    assert 7.0 in paths.years
    assert np.all(np.diff(paths.years) > 0)
    for name, course in paths.values.items():
        assert course.shape == (paths.years.size, 50), name
        assert np.all(course[0] == 0.0)
    total, software = paths.values["oom_total"], paths.values["oom_software"]
    with np.errstate(invalid="ignore"):
        assert np.all((np.diff(total, axis=0) >= 0) | (total[:-1] == np.inf))
    hardware = paths.years[:, None] * np.log10(many()["compute_factor_first_year"][:50])
    finite = np.isfinite(total)
    np.testing.assert_allclose(
        total[finite] - software[finite], np.broadcast_to(hardware, total.shape)[finite], atol=1e-12
    )
    year = int(np.flatnonzero(paths.years == 1.0)[0])
    assert total[year].tobytes() == found.outputs["oom_total_12mo"][:50].tobytes()


# Singular draws.


@pytest.mark.parametrize("returns", [1.05, 1.5, 3.0])
def test_a_singular_draw_is_infinite_after_its_time_and_passes_every_milestone_before(returns):
    found = answers(returns_to_software=returns, software_ceiling_oom=math.inf, compute_returns=0.0, keep_paths=1)
    beta = 0.3 / returns
    singular = singular_years_without_ceiling(v0=HUMAN_GROWTH * 15.0, phi=0.3, beta=beta)
    assert singular < 10.0
    assert found.outcome[0] == Outcome.DIVERGED
    assert found.events["singular_by_horizon"][0]
    assert not found.events["ceiling_reached_by_horizon"][0]
    assert found.outputs["peak_speedup"][0] == math.inf
    assert found.outputs["ceiling_share_used_12mo"][0] == 0.0
    assert found.outputs["returns_to_software_12mo"][0] == pytest.approx(returns)
    for name, years in found.milestones.items():
        assert 0 < years[0] <= singular * (1 + ACCURACY), name
    infinite = [
        found.outputs[name][0] == math.inf for name in ("oom_total_12mo", "oom_software_12mo", "years_of_progress_12mo")
    ]
    assert infinite == [singular < 1.0] * 3
    assert math.isfinite(found.outputs["oom_hardware_12mo"][0])
    courses = found.paths.values["oom_total"][:, 0]
    assert np.array_equal(courses == np.inf, found.paths.years > singular)
    for claim in CLAIMS:
        assert found.events[f"any_window_{claim.name}"][0] == (singular <= 4.0) or found.events[claim.name][0]


def test_a_singularity_after_the_horizon_is_not_known_yet():
    given = {"returns_to_software": 1.5, "software_ceiling_oom": math.inf, "compute_returns": 0.0}
    singular = singular_years_without_ceiling(v0=HUMAN_GROWTH * 15.0, phi=0.3, beta=0.2)
    before, after = answers(singular * 0.99, **given), answers(singular * 1.01, **given)
    assert before.outcome[0] == Outcome.REACHED_HORIZON
    assert not before.events["singular_by_horizon"][0]
    assert math.isfinite(before.outputs["peak_speedup"][0])
    assert after.outcome[0] == Outcome.DIVERGED
    assert after.outputs["peak_speedup"][0] == math.inf
    assert before.outputs["oom_total_12mo"].tobytes() == after.outputs["oom_total_12mo"].tobytes()


def test_inputs_that_make_no_sense_are_an_outcome_and_claim_nothing():
    found = answers(hardware_oom_per_year_reference=[0.5, 1.3], keep_paths=2)
    assert found.outcome.tolist() == [Outcome.REACHED_HORIZON, Outcome.INVALID]
    for name in ("oom_total_12mo", "oom_software_12mo", "years_of_progress_12mo", "peak_speedup"):
        assert np.isnan(found.outputs[name]).tolist() == [False, True], name
    for name, years in found.milestones.items():
        assert np.isnan(years).tolist() == [False, True], name
    for name in [f"{prefix}{claim.name}" for claim in CLAIMS for prefix in ("", "any_window_")]:
        assert not found.events[name][1]
    assert not found.events["singular_by_horizon"][1]


def test_other_kinds_of_models_are_asked_directly_or_refused():
    nothing = Evaluation(outputs={}, events={}, milestones={}, outcome=np.zeros(1, np.int8))
    common = {name: getattr(TAKEOFF, name) for name in (
        "name", "version", "title", "parameters", "outputs", "events", "milestones", "implied", "contradictions"
    )}  # fmt: skip
    direct = DirectModel(**common, evaluate=lambda draws, settings: nothing)
    assert evaluate(direct, {}, settings=Settings()) is nothing
    with pytest.raises(ModelError, match="neither a ContinuousModel nor a DirectModel"):
        evaluate(object(), {}, settings=Settings())
