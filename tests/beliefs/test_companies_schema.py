"""The published schema of files of companies accepts what the reader accepts, and refuses what nobody could read."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import jsonschema
import pytest

from oomcast.beliefs.companies.opening import as_written, company_preset_names, open_companies
from oomcast.beliefs.companies.schema import companies_schema
from oomcast.beliefs.schema import DRAFTS
from oomcast.errors import ScenarioError
from oomcast.models.corporations.declared import WORDS

VALIDATORS = {"2020-12": jsonschema.Draft202012Validator, "draft-04": jsonschema.Draft4Validator}
GROUP = {"share": 1, "mean_sd": 0}


def errors(written: Any, draft: Any = "2020-12") -> list[str]:
    plain = json.loads(json.dumps(written, default=lambda value: value.isoformat()))
    return [error.message for error in VALIDATORS[draft](companies_schema(WORDS, draft=draft)).iter_errors(plain)]


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_schema_is_a_schema(draft: Any) -> None:
    VALIDATORS[draft].check_schema(companies_schema(WORDS, draft=draft))


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("name", company_preset_names())
def test_what_ships_is_valid(name: str, draft: Any) -> None:
    assert errors(tomllib.loads(as_written(name)), draft) == []


SOUND = {
    "nothing of its own": {"schema": 1},
    "points and ranges": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "staff": "500 to 900", "chips": 1e6}}},
    "a whole company": {
        "schema": 1,
        "companies": {"A": {"serial_time": {"value": 1, "unit": "week"}, "staff": 5, "chips": 5, "quality": [GROUP]}},
        "compare": {"slow": "A"},
    },
    "practices": {
        "schema": 1,
        "companies": {"A": {"like": "SlowCorp", "practices": "dropped-in", "note": "two\nlines"}},
    },
    "a structure": {"schema": 1, "structure": {"production": "amdahl"}, "parameters": {"serial_share": 0.02}},
    "no limit": {"schema": 1, "parameters": {"headcount_supply_elasticity": "none"}},
    "an answer": {"schema": 1, "answers": {"me": {"normal_over_slow": {"p25": 5, "p50": 9, "p75": 14}}}},
}
WRONG = {
    "no schema": {"companies": {}},
    "a name at the top": {"schema": 1, "company": {}},
    "a name of a company": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "staf": 5}}},
    "zero staff": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "staff": 0}}},
    "zero time": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "serial_time": 0}}},
    "negative chips": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "chips": -5}}},
    "a part": {"schema": 1, "compare": {"fast": "SlowCorp"}},
    "practices": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "practices": "evolvd"}}},
    "a group without quality": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "quality": [{"share": 1}]}}},
    "no group": {"schema": 1, "companies": {"A": {"like": "SlowCorp", "quality": []}}},
    "a parameter": {"schema": 1, "parameters": {"labor_share": 0.5}},
    "an option": {"schema": 1, "structure": {"production": "adapting"}},
    "an empty answer": {"schema": 1, "answers": {"me": {}}},
    "a jump": {"schema": 1, "answers": {"me": {"normal_over_slw": 3}}},
}


@pytest.mark.parametrize("written", SOUND.values(), ids=SOUND)
def test_what_the_reader_accepts_is_valid(written: dict[str, Any]) -> None:
    open_companies(written, words=WORDS)
    assert errors(written) == []


@pytest.mark.parametrize("written", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused_by_both(written: dict[str, Any]) -> None:
    assert errors(written)
    with pytest.raises(ScenarioError):
        open_companies(written, words=WORDS)


def test_every_name_has_a_meaning() -> None:
    schema = companies_schema(WORDS)
    company = schema["$defs"]["company"]["properties"]
    for name, value in {**schema["properties"], **company, **company["quality"]["items"]["properties"]}.items():
        assert value.get("description"), name
