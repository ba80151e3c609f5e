"""The format of files of companies as a JSON Schema, for editors that complete names and show what each means."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.companies.company import PRACTICES
from oomcast.beliefs.companies.opening import ANSWERS, LINES, MOST_COMPANIES, MOST_GROUPS, MOST_SD, Words
from oomcast.beliefs.companies.roles import ROLES
from oomcast.beliefs.schema import (
    DEFINITIONS,
    DRAFTS,
    NUMBER,
    RANK,
    TEXT,
    Draft,
    belief_of,
    belief_table,
    defined,
    options_of,
    place_of,
    table,
)
from oomcast.beliefs.tables import SCHEMA

__all__ = ["companies_schema"]

MEANINGS = {
    "compare": "which companies play the parts; the normal one is what all are measured against",
    "slow": "the company in the place of SlowCorp",
    "normal": "the company in the place of NormalCorp",
    "automated": "the company in the place of AutomatedCorp",
    "companies": "each company by its name: what it says nothing about is as in the one it is like",
    "like": "the company of this file, or of three-corporations, that this one is like but for what it says",
    "practices": "evolved: made for its own ratio of labour to compute; dropped-in: at first those of the normal one",
    "quality": "groups of its heads, whose shares sum to 1",
    "share": "share of the company's heads",
    "mean_sd": "their mean quality, in standard deviations above the median researcher of a leading company",
    "spread_sd": "the standard deviation of their quality; 0 unless stated",
    "answers": "what people say comes out, each by its name",
}
"""What names mean that scenario files do not have, or have in another sense."""


def companies_schema(words: Words, *, draft: Draft = "2020-12") -> dict[str, Any]:
    """The schema of files of companies, as plain values for JSON.

    What only the reader can know (shares that sum to 1, bounds of a distribution, loops of `like`) it lets pass:
    whatever the reader accepts is valid here, not the other way round.
    """
    research = words.research
    company = table(
        {
            "title": TEXT,
            "note": TEXT,
            "like": said("like", TEXT),
            "practices": said("practices", {"enum": list(PRACTICES)}),
            "quality": said("quality", {"type": "array", "items": group(), "minItems": 1, "maxItems": MOST_GROUPS}),
            **{name: belief_of(item, place="", draft=draft) for name, item in words.company.items()},
        }
    )
    answer = table({name: belief_of(words.answer, place="", draft=draft) for name in ANSWERS}, minProperties=1)
    schema = table(
        {
            "schema": {"enum": [SCHEMA]},
            **dict.fromkeys(LINES[1:], TEXT),
            "structure": table({name: options_of(choice) for name, choice in research.choices.items()}),
            "parameters": table(
                {
                    name: belief_of(item, place=place_of(name, vocabulary=research), draft=draft)
                    for name, item in research.parameters.items()
                }
            ),
            "correlations": table(dict.fromkeys(research.parameters, defined("ranks", draft=draft))),
            "compare": said("compare", table({role: said(role, TEXT) for role in ROLES})),
            "companies": said(
                "companies",
                {
                    "type": "object",
                    "additionalProperties": defined("company", draft=draft),
                    "maxProperties": MOST_COMPANIES,
                },
            ),
            "answers": said("answers", {"type": "object", "additionalProperties": defined("answer", draft=draft)}),
        }
    )
    return {
        "$schema": DRAFTS[draft],
        "title": f"oomcast file of companies for the model {research.model}",
        **schema,
        "required": ["schema"],
        DEFINITIONS[draft]: {
            "belief": belief_table(inner={"anyOf": [NUMBER, TEXT, defined("inner", draft=draft)]}),
            "inner": belief_table(),
            "ranks": table(dict.fromkeys(research.parameters, RANK)),
            "company": company,
            "answer": answer,
        },
    }


def said(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """The same with what a name means."""
    return {**value, "description": MEANINGS[name]}


def group() -> dict[str, Any]:
    """A group of a company's heads."""
    share = {"type": "number", "minimum": 0, "maximum": 1}
    mean = {"type": "number", "minimum": -MOST_SD, "maximum": MOST_SD}
    spread = {"type": "number", "minimum": 0, "maximum": MOST_SD}
    return table(
        {
            "name": TEXT,
            "share": said("share", share),
            "mean_sd": said("mean_sd", mean),
            "spread_sd": said("spread_sd", spread),
        },
        required=["share", "mean_sd"],
    )
