"""Fits find formulas that are true, choose between them on what they have not seen, and keep the clock's identity."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.errors import RunError
from oomcast.mechanisms.production import latency_ces
from oomcast.quantities.elementary import normal_quantile
from oomcast.quantities.streams import uniforms
from oomcast.techtree.fits.design import INPUTS, LEAST_DECADES, design
from oomcast.techtree.fits.fitting import Observations, fitted, judged, radius_of_validity, two_parameters_do
from oomcast.techtree.fits.formulas import FORMULAS, HANDED_OVER, TWO_PARAMETERS

TRUTHS: dict[str, Mapping[str, float]] = {
    "two-parameters": {"parallel_exponent": 0.4, "latency_share": 0.05},
    "cobb-douglas": {"parallel_exponent": 0.55, "latency_share": 0.1, "hurried_labour_share": 0.6},
    "ces": {"latency_share": 0.1, "hurried_labour_share": 0.6, "rho": -0.5},
    "forecast": {"parallel_exponent": 0.4, "latency_share": 0.1, "hurried_labour_share": 0.6, "rho": -0.3},
    "ces-exponents": {
        "parallel_exponent": 0.4,
        "chip_exponent": 0.65,
        "latency_share": 0.1,
        "hurried_labour_share": 0.6,
        "rho": -0.4,
    },
    "amdahl-ces": {
        "parallel_exponent": 0.4,
        "chip_exponent": 0.65,
        "latency_share": 0.1,
        "hurried_labour_share": 0.6,
        "rho": 0.2,
    },
    "leontief": {"work_over_span": 0.8, "chips_over_span": 0.5, "waiting_over_span": 0.3},
}


def worlds(name: str, *, trees: int = 6, points: int = 48, noise: float = 0.05, seed: int = 0) -> Observations:
    """What trees would give that obey a formula, each with a constant of its own, up to some noise."""
    designs = np.stack([design(points, seed=seed, index=tree) for tree in range(trees)])
    pace = np.stack([FORMULAS[name].ln_pace(TRUTHS[name], one) for one in designs])
    luck = normal_quantile(uniforms("test.noise", seed=seed, count=trees * points)).reshape(trees, points)
    constants = normal_quantile(uniforms("test.constant", seed=seed, count=trees))
    return Observations(points=designs, ln_pace=pace + noise * luck + constants[:, None])


def test_each_formula_has_a_truth_to_find() -> None:
    assert TRUTHS.keys() == FORMULAS.keys()


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_that_is_true_is_found_exactly(name: str) -> None:
    points = design(64, seed=1)
    fit = fitted(FORMULAS[name], points, 0.7 + FORMULAS[name].ln_pace(TRUTHS[name], points))
    assert fit.values == pytest.approx(TRUTHS[name], abs=2e-3)
    assert fit.spread < 1e-3


@pytest.mark.parametrize("name", FORMULAS)
def test_the_true_formula_is_as_good_as_the_best_on_what_is_held_out(name: str) -> None:
    judgements = judged(worlds(name))
    assert judgements[name].as_good_as_the_best
    assert judgements[name].new_trees is not None
    assert judgements[name].new_trees.rms == pytest.approx(0.05, rel=0.5)
    assert min(one.behind for one in judgements.values()) == 0.0


def test_two_parameters_do_exactly_where_they_are_the_truth() -> None:
    assert two_parameters_do(judged(worlds(TWO_PARAMETERS)))
    for other in ("cobb-douglas", "ces", "forecast", "leontief"):
        judgements = judged(worlds(other), formulas=[TWO_PARAMETERS, other])
        assert not two_parameters_do(judgements)
        assert judgements[TWO_PARAMETERS].new_points.rms > 3 * judgements[other].new_points.rms


def test_uncertain_numbers_are_recovered_as_often_as_they_should_be() -> None:
    """Errors of the fitted exponent over many worlds are no larger than a linear estimate of their spread allows."""
    errors = []
    for seed in range(20):
        observed = worlds(HANDED_OVER, trees=3, seed=seed)
        fit = judged(observed, formulas=[HANDED_OVER])[HANDED_OVER].fit
        errors.append(fit.values["parallel_exponent"] - TRUTHS[HANDED_OVER]["parallel_exponent"])
    assert abs(np.mean(errors)) < 3.0 * np.std(errors, ddof=1) / math.sqrt(len(errors))
    assert np.std(errors, ddof=1) < 0.03


@given(c=st.floats(0.1, 50.0))
@settings(max_examples=20)
def test_every_formula_keeps_the_identity_of_clocks(c: float) -> None:
    """Speed and the pace of chips times c, waiting over c: c times the output."""
    points = design(16, seed=2)
    moved = points + math.log(c) * np.array([0.0, 1.0, 0.0, -1.0])
    for name, formula in FORMULAS.items():
        values = TRUTHS[name]
        zeta = values.get("chip_exponent", 1.0)
        with_chips = moved + math.log(c) / zeta * np.array([0.0, 0.0, 1.0, 0.0])
        before, after = formula.ln_pace(values, points), formula.ln_pace(values, with_chips)
        assert after - before == pytest.approx(np.full(16, math.log(c)), abs=1e-9), name


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_is_one_at_the_normal_company_and_none_of_its_numbers_is_dead(name: str) -> None:
    formula, values = FORMULAS[name], TRUTHS[name]
    assert formula.ln_pace(values, np.zeros((1, len(INPUTS)))) == pytest.approx([0.0], abs=1e-12)
    points = design(64, seed=3)
    for unknown in formula.unknowns:
        other = {**values, unknown.name: values[unknown.name] + 0.05}
        assert np.abs(formula.ln_pace(other, points) - formula.ln_pace(values, points)).max() > 1e-3


def test_the_handed_over_formula_is_the_forecasts_own() -> None:
    values, points = TRUTHS[HANDED_OVER], design(32, seed=4)
    a = values["hurried_labour_share"] * (1.0 - values["latency_share"])
    coefficients = latency_ces.prepare(a, values["latency_share"], values["rho"])
    staff, speed, chips, waiting = points.T
    labour = speed + values["parallel_exponent"] * staff
    theirs = -waiting + latency_ces.ln_output(labour + waiting, chips + waiting, *coefficients)
    assert FORMULAS[HANDED_OVER].ln_pace(values, points) == pytest.approx(theirs, abs=1e-12)


# --- designs


@pytest.mark.parametrize("points", [64, 100])
def test_designs_fill_three_decades_of_every_input_and_a_million_of_the_ratio(points: int) -> None:
    one = design(points, seed=0) / math.log(10.0)
    assert (np.ptp(one, axis=0) >= LEAST_DECADES).all()
    assert np.ptp(one[:, 2] - one[:, 0]) >= 6.0 - 0.6  # of 64 points none need lie in the very corners
    assert np.abs(np.corrcoef(one.T) - np.eye(4)).max() < 0.15
    for column in one.T:  # evenly, each eighth of the range having its share
        counts, _ = np.histogram(column, bins=8)
        assert counts.min() >= points / 8 - 4


def test_designs_repeat_and_differ_by_seed_and_index() -> None:
    assert design(16, seed=1, index=2).tolist() == design(16, seed=1, index=2).tolist()
    assert not np.isclose(design(16, seed=1), design(16, seed=2)).any()
    assert not np.isclose(design(16, seed=1), design(16, seed=1, index=1)).any()
    assert design(8, seed=1).tolist() == design(16, seed=1)[:8].tolist()


@pytest.mark.parametrize("points", [0, -1, 2**17])
def test_impossible_designs_are_refused(points: int) -> None:
    with pytest.raises(RunError, match="expected 1 to 65,536 points"):
        design(points, seed=0)


# --- where a formula holds


def test_the_range_of_validity_is_where_it_should_be() -> None:
    """A truth that departs from the formula by 10 % at a factor of 10 in people, and more beyond."""
    points = design(512, seed=5)[None]
    fit = fitted(
        FORMULAS["cobb-douglas"], points[0], FORMULAS["cobb-douglas"].ln_pace(TRUTHS["cobb-douglas"], points[0])
    )
    away = np.abs(points[0]).max(axis=1)
    sign = np.where(uniforms("test.sign", seed=1, count=512) < 0.5, -1.0, 1.0)
    wrong = fit.ln_pace(points[0]) + np.where(away > math.log(8.0), 1.0, 0.05) * sign
    radius = radius_of_validity(fit, Observations(points=points, ln_pace=wrong[None]))
    assert 5.0 < radius < 9.0
    exact = radius_of_validity(fit, Observations(points=points, ln_pace=fit.ln_pace(points[0])[None]))
    assert exact == pytest.approx(math.exp(away.max()))
    hopeless = fit.ln_pace(points[0]) + sign
    assert radius_of_validity(fit, Observations(points=points, ln_pace=hopeless[None])) < 2.0


def test_too_little_reached_is_refused_and_what_was_not_reached_left_out() -> None:
    observed = worlds("forecast")
    gone = observed.ln_pace.copy()
    gone[:, :10] = np.nan
    judgements = judged(Observations(points=observed.points, ln_pace=gone))
    assert judgements["forecast"].seen.observations == 4 * sum(1 for point in range(10, 48) if point % 4 != 3)
    gone[2, :40] = np.nan
    with pytest.raises(RunError, match="at least 16 points on each tree"):
        judged(Observations(points=observed.points, ln_pace=gone))
