"""Nothing is made or lost: shares sum to one, parts to the whole, and statements that cannot are refused."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.run import model_of, run
from oomcast.errors import ScenarioError
from oomcast.mechanisms.compute_schedule import training_share
from oomcast.models.registry import vocabulary

EVERY_TIER = ("greenblatt-2025", "greenblatt-2025-full", "leader-30-percent", "slow-learning", "reference-full")
DRAWS = 200


def opened(name: str) -> Scenario:
    return open_scenario(name, vocabularies=vocabulary)


@cache
def forecast(name: str) -> Forecast:
    return run(opened(name), draws=DRAWS, workers=1)


@pytest.mark.parametrize("name", EVERY_TIER)
def test_software_and_hardware_make_the_total(name: str) -> None:
    outputs = forecast(name).outputs
    whole, parts = outputs["oom_total_12mo"], (outputs["oom_software_12mo"], outputs["oom_hardware_12mo"])
    np.testing.assert_allclose(np.add(*parts), whole, rtol=1e-14)


@pytest.mark.parametrize("name", EVERY_TIER)
def test_the_parts_of_the_gain_sum_to_the_gain_of_each_draw(name: str) -> None:
    split = forecast(name).evaluation.split
    assert split is not None
    assert set(split) == {"anyway", "one_time_jump", "compute_growth", "self_acceleration"}
    whole = forecast(name).outputs["oom_total_12mo"]
    count = next(iter(split.values())).size
    assert count > 0
    np.testing.assert_allclose(sum(split.values()), whole[:count], rtol=0, atol=1e-9)


def test_shares_of_compute_and_of_production_sum_to_one() -> None:
    inputs = forecast("reference-full").inputs
    shares = inputs["inference_compute_share"], inputs["experiment_compute_share"]
    training = training_share(*shares)
    np.testing.assert_allclose(training + shares[0] + shares[1], 1.0, atol=1e-15)
    form = model_of(opened("reference-full"))
    c = form.prepare(inputs)
    np.testing.assert_allclose(c.production_0 + c.production_1 + c.production_2, 1.0, atol=1e-15)
    np.testing.assert_allclose(c.leader_share + c.others_share, 1.0, atol=1e-15)


def test_the_lead_and_the_rivals_make_what_the_leader_has() -> None:
    outputs = forecast("reference-full").outputs
    found = outputs["lead_oom_12mo"] + outputs["rivals_oom_software_12mo"]
    np.testing.assert_allclose(found, outputs["oom_software_12mo"], atol=1e-12)


@pytest.mark.parametrize(
    ("stated", "fields"),
    [
        (
            {"inference_compute_share": 0.6, "experiment_compute_share": 0.5, "experiment_compute_share_before": 0.5},
            ("experiment_compute_share", "inference_compute_share"),
        ),
        ({"labour_share": 0.8, "latency_share": 0.3}, ("labour_share", "latency_share")),
        (
            {"hardware_oom_per_year_reference": 1.3},
            ("hardware_oom_per_year_reference", "reference_oom_per_year"),
        ),
        (
            {
                "parallel_exponent_far": 0.3,
                "parallel_change_from_heads": 1e5,
                "parallel_change_to_heads": 1e3,
            },
            ("parallel_change_from_heads", "parallel_change_to_heads"),
        ),
    ],
)
def test_what_cannot_all_be_is_refused_and_both_fields_named(stated: dict[str, float], fields: tuple[str, str]) -> None:
    with pytest.raises(ScenarioError) as refused:
        run(opened("greenblatt-2025-full").replace(**stated), draws=1)
    for field in fields:
        assert f"parameters.{field}" in str(refused.value)


def test_parts_that_leave_no_room_above_what_is_used_are_refused() -> None:
    parts = {"training_run_flop": 1e25, "brain_training_flop": 1e24, "brain_margin_used_oom": 3, "beyond_brain_oom": 1}
    scenario = open_scenario(
        {"schema": 1, "name": "x", "extends": "greenblatt-2025", "parameters": parts}, vocabularies=vocabulary
    )
    with pytest.raises(ScenarioError) as refused:
        run(scenario, draws=1)
    assert "parameters.brain_margin_used_oom" in str(refused.value)
    assert "parameters.beyond_brain_oom" in str(refused.value)


@pytest.mark.parametrize("name", ["rivals_lag_years", "learning_cycle_years", "training_run_years"])
def test_a_negative_lag_is_refused(name: str) -> None:
    with pytest.raises(ScenarioError, match=name):
        opened("greenblatt-2025").replace(**{name: -0.1})


@pytest.mark.parametrize(
    ("stated", "fields"),
    [
        ({"initial_speedup": 15, "ai_copies": 1e4}, ("initial_speedup", "ai_copies")),
        ({"software_feedback": 0.3, "copies_per_oom": 3}, ("software_feedback", "copies_per_oom")),
        ({"ai_serial_speed": 60, "speed_from_hours": 3}, ("ai_serial_speed", "speed_from_hours")),
        ({"ai_copies": 1e4, "compute_stock_h100e": 1e7}, ("ai_copies", "compute_stock_h100e")),
    ],
)
def test_one_thing_said_in_two_ways_is_refused_and_both_fields_named(
    stated: dict[str, float], fields: tuple[str, str]
) -> None:
    source = {"schema": 1, "name": "x", "extends": "reference", "parameters": stated}
    with pytest.raises(ScenarioError) as refused:
        open_scenario(source, vocabularies=vocabulary)
    for field in fields:
        assert field in str(refused.value)


def test_a_chain_replaces_what_is_inherited_from_tier_1() -> None:
    source = {"schema": 1, "name": "x", "extends": "greenblatt-2025", "parameters": {"ai_copies": 1e4}}
    beliefs = open_scenario(source, vocabularies=vocabulary).beliefs
    assert not {"initial_speedup", "software_feedback", "compute_returns"} & set(beliefs)
