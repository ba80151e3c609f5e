"""The document: its keys, its nulls, and every number in it against the draws."""

import json
import math

import numpy as np
import pytest

from oomcast.beliefs.scenario import open_scenario
from oomcast.ensemble.run import run
from oomcast.models import registry
from oomcast.outcomes.digest import digest
from tests.ensemble.small import DIVERGES_ABOVE, small_scenario

LEVELS = ["0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"]


@pytest.fixture
def forecast(scenario):
    return run(scenario, draws=4_000)


@pytest.fixture
def document(forecast):
    return forecast.document()


def errors_in(part):
    """Every value found under a key that speaks of a Monte-Carlo error."""
    found = []
    for key, value in part.items():
        if "mc_error" in key:
            found += list(value.values()) if isinstance(value, dict) else [value]
        elif isinstance(value, dict):
            found += errors_in(value)
    return found


def test_the_parts_of_the_document_are_these(document):
    assert list(document) == [
        "provenance",
        "outputs",
        "probabilities",
        "milestones",
        "stated",
        "implied",
        "beside",
        "decomposition",
        "calendar",
        "tier",
        "mechanisms",
        "structure",
        "given",
        "conditions",
        "outcomes",
        "warnings",
        "audit",
        "digest",
    ]
    assert list(document["provenance"]) == [
        "oomcast",
        "model",
        "model_version",
        "scenario",
        "scenario_hash",
        "seed",
        "draws",
        "command",
    ]


def test_every_output_has_unit_mean_quantiles_and_an_error_for_each(document):
    for output in document["outputs"].values():
        assert set(output) == {"unit", "mean", "mean_mc_error", "quantiles", "mc_error", "diverged_share"}
        assert list(output["quantiles"]) == list(output["mc_error"]) == LEVELS


def test_every_milestone_has_counts_that_add_up_and_years(document):
    for milestone in document["milestones"].values():
        assert set(milestone) == {"reached", "not_by_horizon", "diverged", "unresolved", "years", "mc_error"}
        counts = [milestone[key] for key in ("reached", "not_by_horizon", "diverged", "unresolved")]
        assert all(isinstance(count, int) for count in counts)
        assert sum(counts) == 4_000
        assert list(milestone["years"]) == LEVELS


def test_the_document_is_strict_json_and_survives_it(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_numbers_are_those_of_the_draws(document, forecast):
    rest = forecast.outputs["rest"]
    assert document["outputs"]["rest"]["mean"] == pytest.approx(rest.mean(), rel=1e-12)
    assert document["outputs"]["rest"]["quantiles"]["0.9"] == pytest.approx(np.quantile(rest, 0.9), rel=1e-12)
    assert document["probabilities"]["fast"]["value"] == forecast.events["fast"].mean()
    assert document["milestones"]["oom_1"]["reached"] == np.isfinite(forecast.milestones["oom_1"]).sum()
    assert document["outcomes"]["diverged"] == (forecast.inputs["speed"] > DIVERGES_ABOVE).sum() > 0


def test_infinite_quantiles_are_null_with_the_diverged_share_beside_them(document, forecast):
    gain = document["outputs"]["gain"]
    assert gain["diverged_share"] == np.isinf(forecast.outputs["gain"]).mean() > 0.05
    assert gain["quantiles"]["0.95"] is None
    assert gain["mc_error"]["0.95"] is None
    assert gain["quantiles"]["0.5"] is not None
    assert gain["mean"] is None


def test_one_draw_has_no_errors_at_all(scenario):
    document = run(scenario, draws=1).document()
    errors = errors_in(document)
    assert len(errors) > 3 * len(LEVELS)
    assert set(errors) == {None}
    assert document["outputs"]["rest"]["quantiles"]["0.5"] is not None


def test_two_draws_have_errors(scenario):
    assert document_error(run(scenario, draws=2)) > 0


def document_error(forecast):
    return forecast.document()["outputs"]["rest"]["mc_error"]["0.5"]


def test_what_is_stated_stands_beside_what_is_implied(document, forecast):
    stated, draws = document["stated"]["gain"], forecast.outputs["gain"]
    assert stated["quantiles"] == {"0.25": 2.0, "0.5": 3.0, "0.75": 5.0}
    assert (stated["unit"], stated["evidence"]) == ("OOM", "elicited")
    for level, value in stated["quantiles"].items():
        implied = np.quantile(draws, float(level), method="linear")
        assert stated["implied"][level] == pytest.approx(implied, rel=1e-12)
        assert stated["difference"][level] == pytest.approx(implied - value, rel=1e-9)
        assert stated["share_below"][level]["value"] == (draws < value).mean()
        assert stated["mc_error"][level] > 0
        assert stated["share_below"][level]["mc_error"] > 0


def test_the_stated_probability_of_a_claim_meets_the_implied_one(document):
    stated, implied = document["stated"]["fast"], document["probabilities"]["fast"]
    assert stated["value"] == 0.5
    assert stated["implied"] == implied
    assert stated["difference"] == implied["value"] - 0.5


@pytest.mark.usefixtures("scenario")
def test_a_single_stated_value_meets_the_median_and_milestones_can_be_spoken_of():
    stated = run(small_scenario(stated={"gain": 3, "oom_1": {"p50": 1}}), draws=500).document()["stated"]
    assert stated["gain"]["quantiles"] == {"0.5": 3.0}
    assert stated["oom_1"]["implied"]["0.5"] > 0


def test_conditions_come_with_their_joint_probability_and_the_mass_outside(document):
    conditions = document["conditions"]
    assert [entry["name"] for entry in conditions["given"]] == ["peace", "money"]
    assert conditions["joint_probability"] == 0.25
    assert conditions["mass_outside"] == 0.75


@pytest.mark.usefixtures("scenario")
def test_conditions_without_probabilities_say_that_nobody_has_said():
    conditions = run(small_scenario(conditions={"peace": "nobody sabotages"}), draws=10).document()["conditions"]
    assert conditions["given"][0]["statement"] == "nobody sabotages"
    assert conditions["joint_probability"] is None
    assert conditions["mass_outside"] is None


def test_the_conditions_do_not_move_the_headline(document, scenario):
    del scenario
    without = run(small_scenario(conditions={}), draws=4_000).document()
    assert without["digest"] == document["digest"]


def test_implied_numbers_that_are_infinite_are_null(document):
    assert document["implied"]["infinite"] is None
    assert document["implied"]["speed_of_the_median"] == pytest.approx(4.0)


def test_the_digest_covers_results_and_only_results(document, scenario):
    covered = {name: document[name] for name in ("outputs", "probabilities", "milestones")}
    assert document["digest"] == digest(covered)
    assert run(scenario, draws=4_000, command="otherwise").document()["digest"] == document["digest"]
    assert run(scenario, draws=4_000, seed=1).document()["digest"] != document["digest"]


def test_the_takeoff_model_answers_all_that_is_promised():
    greenblatt = open_scenario("greenblatt-2025", vocabularies=registry.vocabulary)
    document = run(greenblatt, draws=400).document()
    assert document["outputs"].keys() >= {
        "oom_total_12mo",
        "oom_software_12mo",
        "oom_hardware_12mo",
        "years_of_progress_12mo",
        "initial_speedup",
        "peak_speedup",
        "returns_to_software_12mo",
        "ceiling_share_used_12mo",
    }
    claims = {f"at_least_{years}_years_in_{months}mo" for years in (3, 10) for months in (4, 12)}
    assert document["probabilities"].keys() >= claims | {f"any_window_{claim}" for claim in claims} | {
        "accelerates_at_first",
        "ceiling_reached_by_horizon",
        "singular_by_horizon",
    }
    assert document["milestones"].keys() >= {"oom_1", "oom_2", "oom_3", "oom_6", "oom_10"}
    assert all(milestone["diverged"] == 0 for milestone in document["milestones"].values())
    assert document["stated"]["oom_total_12mo"]["quantiles"] == {"0.25": 2.5, "0.5": 6.0, "0.75": 12.0}
    values = [round(value, 3) for value in document["implied"].values() if value is not None]
    assert {0.699, 0.536} <= set(values)
    assert not any(isinstance(value, float) and math.isnan(value) for value in document["implied"].values())
