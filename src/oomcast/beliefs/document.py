"""A scenario as plain values, for programs that read JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oomcast.beliefs.conditions import joint_probability
from oomcast.beliefs.identity import digits_of
from oomcast.beliefs.tables import SCHEMA

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario

__all__ = ["belief_document", "document"]


def document(scenario: Scenario) -> dict[str, Any]:
    """Every belief with its unit, words, source, evidence and origin, and all else that a scenario says."""
    joint, mechanisms = joint_probability(scenario.conditions), scenario.words.mechanisms
    return {
        "schema": SCHEMA,
        "name": scenario.name,
        "title": scenario.title,
        "author": scenario.author,
        "date": scenario.date,
        "model": scenario.model,
        "extends": list(scenario.extends),
        "file": scenario.file,
        "hash": scenario.hash,
        "tier": scenario.tier,
        "structure": dict(scenario.structure),
        "mechanisms": [
            {"name": name, "tier": mechanisms[name].tier, "title": mechanisms[name].title}
            for name in scenario.mechanisms
        ],
        "parameters": {name: belief_document(scenario, name) for name in scenario.beliefs},
        "correlations": [[first, second, rank] for (first, second), rank in scenario.correlations.items()],
        "given": scenario.given.document() if scenario.given else {},
        "stated": {
            name: {
                "unit": statement.unit,
                "value": statement.value,
                "quantiles": {digits_of(level): value for level, value in statement.quantiles.items()},
                "source": statement.source,
                "evidence": str(statement.evidence),
                "note": statement.note,
            }
            for name, statement in scenario.stated.items()
        },
        "conditions": [
            {
                "name": item.name,
                "statement": item.statement,
                "probability": item.probability,
                "source": item.source,
                "evidence": str(item.evidence),
                "note": item.note,
            }
            for item in scenario.conditions
        ],
        "joint_probability": joint,
        "probability_outside": None if joint is None else 1 - joint,
        "warnings": list(scenario.warnings),
    }


def belief_document(scenario: Scenario, name: str) -> dict[str, Any]:
    """One belief of a scenario with its unit, words, source, evidence and origin."""
    belief, parameter = scenario.beliefs[name], scenario.parameters[name]
    return {
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "belief": belief.in_words(parameter),
        "source": belief.source,
        "evidence": str(belief.evidence),
        "note": belief.note,
        "origin": scenario.origins.get(name, ""),
        "own": name in scenario.own,
    }
