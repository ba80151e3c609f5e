"""The published schema accepts whatever the reader accepts, and refuses every name that the reader does not know."""

import datetime as dt
import json
import tomllib

import jsonschema
import pytest

from oomcast.beliefs.distributions.registry import FAMILIES
from oomcast.beliefs.scenario import Scenario, preset_names
from oomcast.beliefs.schema import DRAFTS, scenario_schema
from oomcast.beliefs.sources import find_source
from oomcast.models.registry import vocabulary
from tests.beliefs.parts import PARTS
from tests.examples import ROOT
from tests.hostile.mutations import SEEDS, mutated_scenarios
from tests.hostile.test_mutated_scenarios import outcome

VALIDATORS = {"2020-12": jsonschema.Draft202012Validator, "draft-04": jsonschema.Draft4Validator}
WORDS = vocabulary("takeoff")
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))


def errors(written, draft="2020-12", words=WORDS) -> list[str]:
    """What the schema has against a scenario; dates are text there, as JSON has none."""
    plain = json.loads(json.dumps(written, default=lambda value: value.isoformat()))
    return [error.message for error in VALIDATORS[draft](scenario_schema(words, draft=draft)).iter_errors(plain)]


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_is_a_schema(draft):
    schema = scenario_schema(WORDS, draft=draft)
    VALIDATORS[draft].check_schema(schema)
    assert schema["$schema"] == VALIDATORS[draft].META_SCHEMA.get("$id", VALIDATORS[draft].META_SCHEMA.get("id"))
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


@pytest.mark.parametrize("draft", DRAFTS)
def test_presets_examples_and_every_form_of_belief_are_valid(draft):
    assert EXAMPLES
    for written in [
        *(find_source(name).written for name in preset_names()),
        *(tomllib.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES),
        *(tomllib.loads(text) for text in SEEDS),
    ]:
        assert errors(written, draft) == []


def test_whatever_the_reader_accepts_is_valid():
    accepted = [content for content in mutated_scenarios(1500, seed=7) if isinstance(outcome(content), Scenario)]
    assert len(accepted) > 50
    refused = {content.decode(): errors(tomllib.loads(content.decode("utf-8-sig"))) for content in accepted}
    assert not {text: found for text, found in refused.items() if found}


WRONG = {
    "a name at the top": {"schema": 1, "parameter": {}},
    "no schema": {"parameters": {}},
    "another schema": {"schema": 2},
    "a parameter": {"schema": 1, "parameters": {"initial_sped": 3}},
    "a field": {"schema": 1, "parameters": {"initial_speedup": {"medain": 3}}},
    "a family": {"schema": 1, "parameters": {"initial_speedup": {"family": "lognorml"}}},
    "evidence": {"schema": 1, "parameters": {"initial_speedup": {"value": 3, "evidence": "sure"}}},
    "a value outside its bounds": {"schema": 1, "parameters": {"labour_share": 3}},
    "a truth for a belief": {"schema": 1, "parameters": {"initial_speedup": True}},
    "a correlation above one": {"schema": 1, "correlations": {"initial_speedup": {"labour_share": 3}}},
    "an output": {"schema": 1, "stated": {"oom": 3}},
    "a condition without statement": {"schema": 1, "conditions": {"a": {"probability": 0.5}}},
    "a title that is a number": {"schema": 1, "title": 3},
    "a truncation inside a truncation": {
        "schema": 1,
        "parameters": {"initial_speedup": {"family": "truncated", "low": 1, "inner": {"inner": 3}}},
    },
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("draft", DRAFTS)
def test_what_is_wrong_by_name_or_type_is_invalid(case, draft):
    assert errors(WRONG[case], draft)


def test_the_schema_knows_every_name_and_says_what_each_means():
    schema = scenario_schema(WORDS)
    parameters = schema["properties"]["parameters"]["properties"]
    assert [*parameters] == [*WORDS.parameters]
    for name, parameter in WORDS.parameters.items():
        assert parameter.meaning in parameters[name]["description"]
        assert f"[{parameter.unit}]" in parameters[name]["description"]
    assert parameters["initial_speedup"]["anyOf"][2] == {"$ref": "#/$defs/belief"}
    table = schema["$defs"]["belief"]["properties"]
    assert table["family"]["enum"] == [*FAMILIES]
    assert all("description" in value for value in schema["properties"].values())


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_is_small_enough_for_an_editor_to_load_at_each_start(draft):
    assert len(json.dumps(scenario_schema(WORDS, draft=draft))) < 200_000


# --- a model with mechanisms

SAID_OF_PARTS = {
    "structure": {"structure": {"mixing": "late-bent", "fading": "cliff"}},
    "limits": {"given": {"year": {"after": 2028, "before": 2032}, "cap": {"after": 3}, "lag": "none"}},
    "parameters of mechanisms": {"parameters": {"copies": "100 to 1e5", "rho": -0.2, "year": "none"}},
}
WRONG_OF_PARTS = {
    "a choice": {"structure": {"mixin": "bent"}},
    "an option": {"structure": {"mixing": "bend"}},
    "an option of another choice": {"structure": {"mixing": "cliff"}},
    "an option that is a number": {"structure": {"mixing": 3}},
    "a parameter as a choice": {"structure": {"rho": "bent"}},
    "a choice as a parameter": {"parameters": {"mixing": "bent"}},
    "limits on what there is not": {"given": {"yeer": {"before": 2032}}},
    "a limit of another name": {"given": {"year": {"until": 2032}}},
    "a limit that is text": {"given": {"year": {"before": "2032"}}},
    "limits that are a number": {"given": {"year": 2032}},
}


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("case", SAID_OF_PARTS)
def test_structure_limits_and_mechanisms_are_valid(case, draft):
    assert errors({"schema": 1, **SAID_OF_PARTS[case]}, draft, words=PARTS) == []


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("case", WRONG_OF_PARTS)
def test_structure_and_limits_that_mean_nothing_are_invalid(case, draft):
    assert errors({"schema": 1, **WRONG_OF_PARTS[case]}, draft, words=PARTS)


def test_the_schema_says_what_a_parameter_switches_on():
    properties = scenario_schema(PARTS)["properties"]
    told = {name: value["description"] for name, value in properties["parameters"]["properties"].items()}
    assert told["lag"].endswith("Switches on delay (tier 3): What the delay is.")
    assert told["rho"].endswith("For mixing = bent or mixing = late-bent.")
    assert told["speed"].endswith("Plausible from 1 to 200.")
    mixing = properties["structure"]["properties"]["mixing"]
    assert mixing["description"].startswith("How labour and experiments combine; plain unless stated. plain: ")
    assert mixing["enum"] == [*PARTS.choices["mixing"].options]


def test_a_date_may_be_a_date():
    assert errors({"schema": 1, "date": dt.date(2026, 11, 23)}) == []
