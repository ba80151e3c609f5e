"""The engine agrees with the high-precision reference, on what forecasters believe and on what breaks integrators.

Each claim is checked on 200 ordinary, 240 explosive and 100 slow draws, in chunks so that the work can spread over
processes; four chunks in ten belong to the quick tests, the others to the slow ones.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from oomcast.models.contract import Evaluation, Outcome, Settings
from oomcast.models.registry import model
from oomcast.outcomes.evaluate import MARKS_YEARS, evaluate
from oomcast.simulate.trajectories import Trajectories, simulate
from tests.verification.peaks import PEAK_RELATIVE
from tests.verification.populations import base_population, explosive_population, one_draw, slow_population
from tests.verification.reference import Reference

HORIZON_YEARS = 10.0
THRESHOLDS_OOM = (1.0, 2.0, 3.0, 6.0, 10.0)

OOM_ACCURACY = 1e-6
CROSSING_YEARS = 1e-5
SINGULARITY_RELATIVE = 1e-6

POPULATIONS = {"base": (base_population, 200), "explosive": (explosive_population, 240), "slow": (slow_population, 100)}
CHUNKS, QUICK_CHUNKS = 10, 4

chunked = pytest.mark.parametrize(
    ("population", "chunk"),
    [
        pytest.param(name, chunk, marks=[pytest.mark.slow] if chunk >= QUICK_CHUNKS else [])
        for name in POPULATIONS
        for chunk in range(CHUNKS)
    ],
)


@cache
def drawn(population: str) -> dict[str, np.ndarray]:
    make, count = POPULATIONS[population]
    return {**make(count), "labour_share": np.full(count, 0.5)}


@cache
def evaluated(population: str, horizon_years: float = HORIZON_YEARS) -> Evaluation:
    return evaluate(model("takeoff"), drawn(population), settings=Settings(horizon_years=horizon_years))


class Case(NamedTuple):
    index: int
    draw: dict[str, float]
    reference: Reference


def cases(population: str, chunk: int) -> list[Case]:
    """The draws of a chunk; every chunk holds draws of every stratum."""
    count = POPULATIONS[population][1]
    size = count // CHUNKS
    draws = [one_draw(drawn(population), index) for index in range(chunk * size, (chunk + 1) * size)]
    return [Case(chunk * size + place, draw, Reference.of(draw)) for place, draw in enumerate(draws)]


def differences(population: str, chunk: int, year_one: np.ndarray) -> list[str]:
    """Draws whose OOM after a year are not those of the reference, in words."""
    wrong = []
    for index, draw, one in cases(population, chunk):
        found, expected = float(year_one[index]), float(one.total_oom(1.0))
        end = one.singular_years()
        if end is not None and abs(end - 1) <= SINGULARITY_RELATIVE:
            continue  # singular as closely at the first year as the singularity is known: either side is right
        if math.isinf(expected) or math.isinf(found):
            if found != expected:
                wrong.append(f"draw {index}: {found} instead of {expected}; {draw}")
        elif not abs(found - expected) <= OOM_ACCURACY:
            wrong.append(f"draw {index}: off by {found - expected:.2e} OOM at {expected:.3f}; {draw}")
    return wrong


def test_the_explosive_population_deserves_its_name():
    draws = explosive_population(240)
    ceilings = draws["software_ceiling_oom"]
    pull = draws["software_feedback"] / draws["returns_to_software"] * ceilings * math.log(10.0)
    assert np.mean((draws["returns_to_software"] > 1) & np.isinf(ceilings)) > 0.25
    assert np.mean(pull < 1) > 0.2
    assert np.mean(np.abs(pull - 1) < 1e-3) > 0.08
    singular = evaluated("explosive").outcome == Outcome.DIVERGED
    assert 0.25 < singular.mean() < 0.6
    for parameter in model("takeoff").core:
        assert all(parameter.allows(value) for value in drawn("explosive")[parameter.name].tolist()), parameter.name


@pytest.mark.parametrize("population", POPULATIONS)
def test_every_draw_has_an_outcome_that_the_equations_know(population):
    assert set(evaluated(population).outcome.tolist()) <= {Outcome.REACHED_HORIZON, Outcome.DIVERGED}


@chunked
def test_the_first_year_is_right_to_a_millionth_of_an_oom(population, chunk):
    assert not differences(population, chunk, evaluated(population).outputs["oom_total_12mo"])


def test_a_speed_up_wrong_by_a_part_in_100_000_would_be_noticed():
    draws = {name: values[:20] for name, values in drawn("base").items()}
    draws["initial_speedup"] = draws["initial_speedup"] * (1 + 1e-5)
    found = evaluate(model("takeoff"), draws, settings=Settings())
    assert len(differences("base", 0, found.outputs["oom_total_12mo"])) > 15


@pytest.mark.parametrize("population", POPULATIONS)
def test_the_parts_of_the_first_year_fit_together(population):
    draws, outputs = drawn(population), evaluated(population).outputs
    total, software = outputs["oom_total_12mo"], outputs["oom_software_12mo"]
    hardware = np.log10(draws["compute_factor_first_year"])
    np.testing.assert_allclose(outputs["oom_hardware_12mo"], hardware, atol=1e-14)
    np.testing.assert_allclose(outputs["years_of_progress_12mo"], total / 1.2, rtol=1e-14)
    np.testing.assert_allclose(outputs["initial_speedup"], draws["initial_speedup"], rtol=1e-13)
    finite = np.isfinite(total)
    np.testing.assert_allclose(software[finite], (total - hardware)[finite], atol=1e-12)
    assert np.all(software[~finite] == np.inf)
    share = np.where(finite, software, 0.0) / draws["software_ceiling_oom"]
    np.testing.assert_allclose(outputs["ceiling_share_used_12mo"], share, rtol=1e-14)
    returns = draws["returns_to_software"] * (1 - share)
    np.testing.assert_allclose(outputs["returns_to_software_12mo"], returns, rtol=1e-13, atol=1e-13)


@chunked
def test_no_crossing_is_missed_invented_or_misdated(population, chunk):
    milestones = evaluated(population).milestones
    for index, draw, one in cases(population, chunk):
        for threshold in THRESHOLDS_OOM:
            found = float(milestones[f"oom_{threshold:g}"][index])
            expected = one.crossing_years(threshold)
            label = f"draw {index}, {threshold:g} OOM: {found} instead of {expected}; {draw}"
            if expected is None or expected > HORIZON_YEARS or math.isinf(found):
                reached = expected is not None and expected <= HORIZON_YEARS
                if math.isfinite(found) != reached:  # the one excuse: the course ends at the threshold
                    assert abs(one.total_oom(HORIZON_YEARS) - threshold) <= OOM_ACCURACY, label
                continue
            allowed = max(CROSSING_YEARS, OOM_ACCURACY / float(one.growth_oom_per_year(expected)))
            assert abs(found - float(expected)) <= allowed, label


@cache
def followed(population: str) -> Trajectories:
    takeoff = model("takeoff")
    return simulate(
        takeoff,
        takeoff.prepare(drawn(population)),
        end_years=HORIZON_YEARS,
        marks_years=MARKS_YEARS,
        grid_years=np.array([1.0, HORIZON_YEARS]),
        levels_oom=np.array(THRESHOLDS_OOM),
        peak_until_years=HORIZON_YEARS,
        tolerance_oom=Settings().tolerance_oom,
    )


@pytest.mark.parametrize("population", POPULATIONS)
def test_no_singularity_is_missed_invented_or_misdated(population):
    evaluation, trajectories = evaluated(population), followed(population)
    np.testing.assert_array_equal(evaluation.events["singular_by_horizon"], evaluation.outcome == Outcome.DIVERGED)
    for chunk in range(CHUNKS):
        for index, draw, one in cases(population, chunk):
            expected = one.singular_years()
            found = evaluation.outcome[index] == Outcome.DIVERGED
            if expected is not None and abs(expected / HORIZON_YEARS - 1) <= SINGULARITY_RELATIVE:
                continue
            assert found == (expected is not None and expected < HORIZON_YEARS), f"draw {index}: {draw}"
            if found:
                end = float(trajectories.end_years[index])
                assert end == pytest.approx(float(expected), rel=SINGULARITY_RELATIVE), f"draw {index}: {draw}"


@chunked
def test_the_peak_of_the_pace_is_found(population, chunk):
    peaks = evaluated(population).outputs["peak_speedup"]
    wrong = []
    for index, draw, one in cases(population, chunk):
        expected, found = float(one.peak_pace(HORIZON_YEARS)), float(peaks[index])
        if not (found == expected or abs(found / expected - 1) <= PEAK_RELATIVE):
            wrong.append(f"draw {index}: {found} instead of {expected}; {draw}")
    assert not wrong


@chunked
def test_the_ceiling_counts_as_reached_at_99_percent(population, chunk):
    reached = evaluated(population).events["ceiling_reached_by_horizon"]
    for index, draw, one in cases(population, chunk):
        if not one.has_ceiling:
            assert not reached[index]
            continue
        years = one.years_at(math.log(100))  # 1 - s/S = 1/100
        software_growth = float(one.g_h * one.pace(years)) / math.log(10)
        if abs(years - HORIZON_YEARS) * software_growth > OOM_ACCURACY:
            assert reached[index] == (years < HORIZON_YEARS), f"draw {index}: {draw}"


@pytest.mark.parametrize("population", POPULATIONS)
def test_first_directions_are_those_of_the_equations(population):
    events = evaluated(population).events
    for chunk in range(CHUNKS):
        for index, draw, one in cases(population, chunk):
            assert events["accelerates_at_first"][index] == (draw["returns_to_software"] > 1)
            rise = (one.phi - one.beta) * one.v0 + one.gamma * one.kappa
            if abs(rise) > 1e-9:
                assert events["pace_rises_at_first"][index] == (rise > 0), f"draw {index}: {draw}"


@pytest.mark.parametrize("population", POPULATIONS)
@pytest.mark.parametrize("horizon_years", [0.3, 1.0, 3.7, 40.0])
def test_a_later_horizon_changes_nothing_before_it(population, horizon_years):
    usual, other = evaluated(population), evaluated(population, horizon_years)
    for name in usual.outputs:
        if name != "peak_speedup":
            np.testing.assert_allclose(other.outputs[name], usual.outputs[name], rtol=1e-12, err_msg=name)
    for name in usual.events:
        if not name.endswith("by_horizon"):
            np.testing.assert_array_equal(other.events[name], usual.events[name], err_msg=name)
    sooner = min(horizon_years, HORIZON_YEARS)
    for name in usual.milestones:
        here, there = (
            np.where(found.milestones[name] <= sooner, found.milestones[name], np.inf) for found in (usual, other)
        )
        np.testing.assert_allclose(there, here, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("population", POPULATIONS)
def test_a_later_horizon_never_lowers_the_peak(population):
    peaks = [evaluated(population, horizon).outputs["peak_speedup"] for horizon in (0.3, 1.0, 3.7, HORIZON_YEARS, 40.0)]
    for sooner, later in pairwise(peaks):
        assert np.all(later >= sooner * (1 - PEAK_RELATIVE))


@pytest.mark.parametrize("horizon_years", [5.0, 9.5, 9.7, 10.0, 12.0, 20.0])
def test_a_peak_shortly_before_the_horizon_is_found(horizon_years):
    """Slow progress takes long steps, so that the peak (at 9.6 years) and the horizon may lie in the same one."""
    slow = {
        "initial_speedup": 0.5, "returns_to_software": 1.1, "software_ceiling_oom": 31.6, "software_feedback": 0.107,
        "compute_returns": 0.0, "reference_oom_per_year": 0.7, "hardware_oom_per_year_reference": 0.1,
        "compute_factor_first_year": 1.0, "labour_share": 0.5,
    }  # fmt: skip
    draws = {name: np.array([value]) for name, value in slow.items()}
    found = evaluate(model("takeoff"), draws, settings=Settings(horizon_years=horizon_years)).outputs["peak_speedup"]
    assert found[0] == pytest.approx(float(Reference.of(slow).peak_pace(horizon_years)), rel=PEAK_RELATIVE)
