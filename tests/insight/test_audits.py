"""Audits speak up where they should, and only there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from oomcast.ensemble.forecast import Forecast
from oomcast.insight.audits import (
    extreme_chances,
    few_draws,
    ignored_inputs,
    implausible_draws,
    mass_at_bounds,
    unsteady_numbers,
)
from oomcast.insight.audits.registry import AUDITS, findings
from oomcast.models.contract import Outcome
from oomcast.present.interface import run

HEADLINE = "oom_total_12mo"


def forecast(name: str = "greenblatt-2025", draws: int = 2000, **changes) -> Forecast:
    return run(name, draws=draws, **changes)


@pytest.fixture(scope="module")
def sound() -> Forecast:
    return forecast()


def with_headline(of: Forecast, column: np.ndarray) -> Forecast:
    evaluation = replace(of.evaluation, outputs={**of.outputs, HEADLINE: column}, paths=None, split=None)
    return replace(of, evaluation=evaluation)


def sentences(found) -> str:
    return "\n".join(finding.sentence for finding in found)


def test_a_sound_forecast_is_left_in_peace_but_for_what_its_model_ignores(sound: Forecast) -> None:
    assert [finding.audit for finding in findings(sound)] == ["ignored inputs"]


def test_every_audit_is_among_those_of_a_run() -> None:
    modules = (extreme_chances, few_draws, ignored_inputs, implausible_draws, mass_at_bounds, unsteady_numbers)
    assert {*AUDITS.values()} == {module.audit for module in modules}


def test_chances_near_certainty_are_named(sound: Forecast) -> None:
    assert extreme_chances.audit(sound) == []
    certain = extreme_chances.audit(forecast("greenblatt-2026-no-singularity"))
    assert "at_least_10_years_in_4mo 0" in sentences(certain)


def test_a_singularity_that_a_ceiling_rules_out_is_no_claim_of_certainty(
    sound: Forecast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extreme_chances, "MOST_NAMED", 20)
    assert sound.events["singular_by_horizon"].mean() == 0
    assert "singular" not in sentences(extreme_chances.audit(sound))
    endless = forecast(software_ceiling_oom="none", returns_to_software=0.5)
    assert endless.events["singular_by_horizon"].mean() == 0
    assert "singular_by_horizon 0" in sentences(extreme_chances.audit(endless))


def test_mass_at_a_bound_is_named_with_the_bound(sound: Forecast) -> None:
    assert mass_at_bounds.audit(sound) == []
    held = forecast(labour_share={"p25": 0.5, "p50": 0.65, "p75": 0.78})
    at_one = float(np.mean(held.inputs["labour_share"] == 1.0))
    assert at_one > 0.01
    assert f"{at_one:.0%} of labour_share lies at 1, the highest value" in sentences(mass_at_bounds.audit(held))


def test_a_point_at_a_bound_is_no_mass_that_was_cut_off() -> None:
    assert mass_at_bounds.audit(forecast(compute_returns=0.0, draws=50)) == []


def test_a_belief_that_nothing_hangs_on_is_named_until_something_does(sound: Forecast) -> None:
    assert "no notice of labour_share," in sentences(ignored_inputs.audit(sound))
    with_production = forecast(production="ces", substitution_rho=-0.5, draws=200)
    assert "labour_share" not in sentences(ignored_inputs.audit(with_production))


def test_a_belief_held_where_it_changes_nothing_is_not_said_to_be_ignored() -> None:
    """At rho = 0 the model leaves the production function out, and still it would notice another rho."""
    neutral = forecast(production="ces", substitution_rho=0.0, draws=200)
    assert "substitution_rho" not in sentences(ignored_inputs.audit(neutral))


def test_draws_beyond_what_is_plausible_are_counted(sound: Forecast) -> None:
    assert implausible_draws.audit(sound) == []
    wild = forecast(initial_speedup={"p05": 2, "p50": 200, "p95": 20_000})
    outside = np.zeros(wild.draws, dtype=bool)
    for name in wild.scenario.beliefs:
        low, high = wild.scenario.parameters[name].plausible
        outside |= (wild.inputs[name] < low) | (wild.inputs[name] > high)
    share = float(outside.mean())
    assert share > 0.01
    assert f"{share:.0%} of draws" in sentences(implausible_draws.audit(wild))
    assert "most often initial_speedup" in sentences(implausible_draws.audit(wild))


def test_no_ceiling_is_not_implausible_where_it_has_a_meaning() -> None:
    assert implausible_draws.audit(forecast(software_ceiling_oom="none")) == []


def test_limits_of_the_physical_world_are_counted() -> None:
    found = implausible_draws.audit(forecast("greenblatt-2025-full", ai_copies=1e9, draws=300))
    assert "more chips at t = 0 than exist" in sentences(found)


def test_a_tolerance_that_shows_is_found(sound: Forecast) -> None:
    assert unsteady_numbers.audit(sound) == []
    assert unsteady_numbers.audit(forecast(tolerance=1e-3)) == []
    loose = forecast(tolerance=2.0)
    assert "tolerance" in {finding.audit for finding in unsteady_numbers.audit(loose)}


def test_numbers_that_another_seed_does_not_give_are_found(sound: Forecast) -> None:
    shifted = with_headline(sound, sound.outputs[HEADLINE] + 1.0)
    assert {finding.audit for finding in unsteady_numbers.audit(shifted)} == {"tolerance", "seed"}
    barely = with_headline(sound, sound.outputs[HEADLINE] + 0.01)
    assert unsteady_numbers.audit(barely) == []


def test_few_draws_and_lost_ones_are_told(sound: Forecast) -> None:
    assert few_draws.audit(sound) == []
    assert "only 60 draws count" in sentences(few_draws.audit(forecast(draws=60)))
    outcome = sound.outcome.copy()
    outcome[:3] = Outcome.UNRESOLVED
    lost = replace(sound, evaluation=replace(sound.evaluation, outcome=outcome, paths=None, split=None))
    assert "3 of 2000 draws could not be followed" in sentences(few_draws.audit(lost))


def test_findings_repeat_to_the_letter() -> None:
    assert findings(forecast(draws=500, workers=1)) == findings(forecast(draws=500, workers=2))
