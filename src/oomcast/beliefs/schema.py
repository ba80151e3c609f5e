"""The format of scenario files as a JSON Schema, for editors that complete names and show what each means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from oomcast.beliefs.distributions.registry import FAMILIES
from oomcast.beliefs.given import GIVEN_FIELDS
from oomcast.beliefs.mechanism import Choice
from oomcast.beliefs.parameter import Evidence, Parameter
from oomcast.beliefs.sources import preset_names
from oomcast.beliefs.spelling import BELIEF_FIELDS, COMMON_QUANTILES, FAMILY_FIELDS
from oomcast.beliefs.tables import SCHEMA
from oomcast.beliefs.vocabulary import Vocabulary

__all__ = ["DRAFTS", "scenario_schema"]

Draft = Literal["2020-12", "draft-04"]
DRAFTS: Mapping[Draft, str] = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft-04": "http://json-schema.org/draft-04/schema#",  # what Taplo, the TOML language server, validates
}
DEFINITIONS: Mapping[Draft, str] = {"2020-12": "$defs", "draft-04": "definitions"}
"""Where each draft keeps what is said once and referred to: a hundred parameters have the same forms of belief."""

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "number"}
NUMBER_OR_NONE: dict[str, Any] = {"anyOf": [{"type": "number"}, {"enum": ["none"]}]}
RANK: dict[str, Any] = {"type": "number", "minimum": -1, "maximum": 1}
PERCENTILE = "^p[0-9]{1,3}$"
LISTS = ("values", "weights", "levels")
INTERVAL: dict[str, Any] = {"anyOf": [TEXT, {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}]}
ABOUT: dict[str, Any] = {
    "unit": TEXT,
    "source": TEXT,
    "evidence": {"enum": [str(grade) for grade in Evidence]},
    "note": TEXT,
}

MEANINGS = {
    "schema": "version of this format",
    "name": "short name; the stem of the file unless stated",
    "title": "what the scenario is about, in one line",
    "author": "whose beliefs these are",
    "date": "when they were held: 2026-11-23, 2026-11 or 2026",
    "model": "the model that the beliefs are about",
    "extends": "the preset, or the file relative to this one, whose beliefs hold where this one says nothing",
    "structure": "the option of each choice, where it is not the one that the stated parameters ask for",
    "parameters": "a belief about each parameter; those absent come from what is extended, then from reference",
    "correlations": "rank correlations (Spearman) between beliefs, strictly between -1 and 1",
    "given": "limits between which inputs are taken for granted to lie; draws outside have no weight",
    "stated": "what the person says the answer is; shown beside what the beliefs imply",
    "conditions": "what the forecast is conditional on, each given those above it",
    "value": "a single value",
    "interval": 'two numbers or "low to high": the mass between them is `level`, as much outside on either side',
    "level": "share of the mass inside the interval; 0.9 unless stated",
    "family": "a named family of distributions",
    "samples": "a text file of samples, relative to this file",
    "column": "the column of the file, if it has several",
    "unit": "the unit the numbers are in; they are converted",
    "source": "who says so, and where",
    "evidence": "how this is known",
    "note": "anything a reader should know",
    "statement": "what is taken for granted",
    "probability": "its probability, given the conditions above it",
    "median": "the 50th percentile",
    "inner": "the belief that is cut off",
    "after": "the lower limit, in the unit of the parameter",
    "before": "the upper limit, in the unit of the parameter",
}


def scenario_schema(vocabulary: Vocabulary, *, draft: Draft = "2020-12") -> dict[str, Any]:
    """The schema of scenario files for one model, as plain values for JSON.

    It knows every name, type and unit. What only the reader can know (contradictory quantiles, bounds of a
    distribution, files, loops) it lets pass: whatever the reader accepts is valid here, not the other way round.

    >>> scenario_schema(Vocabulary(model="m", version="1", parameters={}, outputs={}))["required"]
    ['schema']
    """
    parameters = vocabulary.parameters
    places = {name: place_of(name, vocabulary=vocabulary) for name in parameters}
    schema = table(
        {
            "schema": {"enum": [SCHEMA]},
            **dict.fromkeys(("name", "title", "author", "date", "model"), TEXT),
            "extends": {"type": "string", "examples": list(preset_names())},
            "structure": table({name: options_of(choice) for name, choice in vocabulary.choices.items()}),
            "parameters": table(
                {name: belief_of(item, place=places[name], draft=draft) for name, item in parameters.items()}
            ),
            "correlations": table(dict.fromkeys(parameters, defined("ranks", draft=draft))),
            "given": table(dict.fromkeys(parameters, defined("limits", draft=draft))),
            "stated": table({name: statement_in(unit, draft=draft) for name, unit in vocabulary.outputs.items()}),
            "conditions": {"type": "object", "additionalProperties": {"anyOf": [TEXT, condition()]}},
        }
    )
    return {
        "$schema": DRAFTS[draft],
        "title": f"oomcast scenario for the model {vocabulary.model}",
        **schema,
        "required": ["schema"],
        DEFINITIONS[draft]: {
            "belief": belief_table(inner={"anyOf": [NUMBER, TEXT, defined("inner", draft=draft)]}),
            "inner": belief_table(),
            "ranks": table(dict.fromkeys(parameters, RANK)),
            "limits": {"anyOf": [TEXT, table(dict.fromkeys(GIVEN_FIELDS, NUMBER))]},
            "statement": statement_table(),
        },
    }


def defined(name: str, *, draft: Draft) -> dict[str, Any]:
    """What a schema says once and means in many places."""
    return {"$ref": f"#/{DEFINITIONS[draft]}/{name}"}


def options_of(choice: Choice) -> dict[str, Any]:
    """The options of a choice, with what each is."""
    options = "; ".join(f"{name}: {option.title}" for name, option in choice.options.items())
    return {"description": f"{choice.title}; {choice.default} unless stated. {options}", "enum": list(choice.options)}


def place_of(name: str, *, vocabulary: Vocabulary) -> str:
    """What stating a belief about a parameter switches on, as a sentence; nothing for one of the first tier."""
    if name in vocabulary.core:
        return ""
    for mechanism in vocabulary.mechanisms.values():
        if name in mechanism.names:
            return f" Switches on {mechanism.name} (tier {mechanism.tier}): {mechanism.title}."
    options = [
        f"{choice.name} = {option.name}"
        for choice in vocabulary.choices.values()
        for option in choice.options.values()
        if name in option.names
    ]
    return f" For {' or '.join(options)}."


def table(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A table that may hold these names, each with its meaning, and no others."""
    described = {
        name: {**value, "description": MEANINGS[name]} if name in MEANINGS and "description" not in value else value
        for name, value in properties.items()
    }
    return {"type": "object", "properties": described, "additionalProperties": False, **more}


def belief_of(parameter: Parameter, *, place: str, draft: Draft) -> dict[str, Any]:
    """A belief about one parameter: a number, a string such as "4 to 50", or a table."""
    words = f"{parameter.meaning} [{parameter.unit}]"
    if parameter.none_means:
        words += f'; "none" means {parameter.none_means}'
    low, high = parameter.plausible
    number = {"type": "number", **bound("minimum", parameter.lower), **bound("maximum", parameter.upper)}
    return {
        "description": f"{words}. Plausible from {low:g} to {high:g}.{place}",
        "anyOf": [number, TEXT, defined("belief", draft=draft)],
    }


def bound(keyword: str, value: float) -> dict[str, float]:
    """A bound, unless it is infinite, which JSON cannot say."""
    return {} if math.isinf(value) else {keyword: value}


def belief_table(*, inner: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The table form of a belief; only the part that a truncation cuts has no such part itself, and says no more."""
    fields: dict[str, Any] = {
        **dict.fromkeys(FAMILY_FIELDS, NUMBER),
        **dict.fromkeys(COMMON_QUANTILES, NUMBER),
        **{name: {"type": "array", "items": NUMBER_OR_NONE, "minItems": 1} for name in LISTS},
        "value": {"anyOf": [NUMBER, TEXT]},
        "interval": INTERVAL,
        "level": NUMBER,
        "family": {"enum": list(FAMILIES)},
        "samples": TEXT,
        "column": TEXT,
    }
    del fields["inner"]
    if inner is not None:
        fields |= {"inner": inner, **ABOUT}
    ordered = {name: fields[name] for name in BELIEF_FIELDS if name in fields}
    return table(ordered, patternProperties={PERCENTILE: NUMBER})


def statement_in(unit: str, *, draft: Draft) -> dict[str, Any]:
    """A stated answer, in the unit of the output."""
    return {"description": f"in {unit}", "anyOf": [NUMBER, TEXT, defined("statement", draft=draft)]}


def statement_table() -> dict[str, Any]:
    """The table form of a stated answer."""
    quantiles = dict.fromkeys(COMMON_QUANTILES, NUMBER)
    return table(
        {"value": NUMBER, "interval": INTERVAL, "level": NUMBER, **quantiles, **ABOUT},
        patternProperties={PERCENTILE: NUMBER},
    )


def condition() -> dict[str, Any]:
    """A condition with its probability."""
    about = {name: value for name, value in ABOUT.items() if name != "unit"}
    probability = {"type": "number", "minimum": 0, "maximum": 1}
    return {**table({"statement": TEXT, "probability": probability, **about}), "required": ["statement"]}
