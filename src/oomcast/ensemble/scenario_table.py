"""A scenario as one self-contained table: nothing it extends, no file it names is needed to have it again.

A scenario file may lean on presets and on files of samples that are gone or changed by the time a stored forecast is
read. What is stored is therefore what the run knew: every belief as the distribution it stood for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.bounds import HeldWithin
from oomcast.beliefs.conditions import Condition
from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.foreign import Foreign
from oomcast.beliefs.distributions.registry import from_table, to_table
from oomcast.beliefs.given import Given, parse_limits
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.scenario import Scenario
from oomcast.beliefs.statements import Statement
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ScenarioError

__all__ = ["scenario_of", "table_of"]

FOREIGN = "foreign"
LINES = ("name", "title", "author", "date", "model", "file")


@dataclass(frozen=True)
class Percentiles:
    """A distribution of which only quantiles are known; straight lines between them, nothing beyond the outermost."""

    levels: tuple[float, ...]
    values: tuple[float, ...]

    def ppf(self, u: FloatArray) -> FloatArray:
        """Quantiles at the probabilities `u`."""
        return np.interp(u, self.levels, self.values)


def table_of(scenario: Scenario) -> dict[str, Any]:
    """`scenario` as plain values for JSON, from which `scenario_of` makes it again with the same hash."""
    try:
        text = scenario.to_toml()
    except ScenarioError:  # a distribution made elsewhere, which no file can state: it is stored by its percentiles
        text = ""
    return {
        **{line: getattr(scenario, line) for line in LINES},
        "beliefs": {name: _belief_table(belief) for name, belief in scenario.beliefs.items()},
        "own": sorted(scenario.own),
        "correlations": [[*pair, rank] for pair, rank in scenario.correlations.items()],
        "stated": {name: _statement_table(statement) for name, statement in scenario.stated.items()},
        "conditions": [
            {"name": item.name, "statement": item.statement, "probability": item.probability, **_about(item)}
            for item in scenario.conditions
        ],
        "extends": list(scenario.extends),
        "warnings": list(scenario.warnings),
        "origins": dict(scenario.origins),
        "structure": dict(scenario.structure),
        "mechanisms": list(scenario.mechanisms),
        "tier": scenario.tier,
        "given": None if scenario.given is None else scenario.given.document(),
        "text": text,
    }


def scenario_of(table: Mapping[str, Any], *, vocabulary: Vocabulary) -> Scenario:
    """The scenario that `table_of` wrote down, for a model with this `vocabulary`.

    A distribution from elsewhere comes back as straight lines between its 99 percentiles. Raises KeyError, TypeError,
    ValueError or ScenarioError for a table that `table_of` did not write.
    """
    beliefs = {name: _belief(entry) for name, entry in table["beliefs"].items()}
    unwritable = {
        name: belief.distribution for name, belief in beliefs.items() if isinstance(belief.distribution, Foreign)
    }
    lines = {line: str(table[line]) for line in LINES}
    given = table["given"]
    return Scenario(
        name=lines["name"],
        title=lines["title"],
        author=lines["author"],
        date=lines["date"],
        model=lines["model"],
        file=lines["file"],
        beliefs=beliefs,
        own=frozenset(table["own"]),
        correlations={(first, second): rank for first, second, rank in table["correlations"]},
        stated={name: _statement(entry) for name, entry in table["stated"].items()},
        conditions=tuple(_condition(entry) for entry in table["conditions"]),
        extends=tuple(table["extends"]),
        parameters=vocabulary.parameters,
        warnings=tuple(table["warnings"]),
        origins=dict(table["origins"]),
        structure=dict(table["structure"]),
        mechanisms=tuple(table["mechanisms"]),
        tier=int(table["tier"]),
        given=None
        if given is None
        else Given(limits={name: parse_limits(limits, field=f"given.{name}") for name, limits in given.items()}),
        vocabulary=vocabulary,
        text=table["text"],
        written={} if table["text"] else {"parameters": unwritable},
    )


def _about(said: Belief | Statement | Condition) -> dict[str, Any]:
    return {"source": said.source, "evidence": str(said.evidence), "note": said.note}


def _belief_table(belief: Belief) -> dict[str, Any]:
    distribution = belief.distribution
    held = None
    if isinstance(distribution, HeldWithin):
        held = [distribution.low, "none" if distribution.high == np.inf else distribution.high]
        distribution = distribution.inner
    return {
        "distribution": to_table(distribution),
        "held_within": held,
        "unit": belief.unit,
        "spelled": belief.spelled if isinstance(belief.spelled, str) else None,
        "identity": belief.identity,
        **_about(belief),
    }


def _belief(entry: Mapping[str, Any]) -> Belief:
    distribution = _distribution(entry["distribution"])
    if entry["held_within"] is not None:
        low, high = (float(end) if end != "none" else np.inf for end in entry["held_within"])
        distribution = HeldWithin(distribution, low, high)
    return Belief(
        distribution=distribution,
        source=entry["source"],
        evidence=Evidence(entry["evidence"]),
        note=entry["note"],
        unit=entry["unit"],
        spelled=None if isinstance(distribution, Foreign) else entry["spelled"] or entry["distribution"],
        identity=entry["identity"],
    )


def _distribution(table: Mapping[str, Any]) -> Distribution:
    if table["family"] == FOREIGN:
        return Foreign(Percentiles(tuple(table["levels"]), tuple(table["values"])))
    return from_table(table)


def _statement_table(statement: Statement) -> dict[str, Any]:
    levels = [[level, value] for level, value in statement.quantiles.items()]
    return {"quantiles": levels, "value": statement.value, "unit": statement.unit, **_about(statement)}


def _statement(entry: Mapping[str, Any]) -> Statement:
    return Statement(**{**entry, "quantiles": dict(entry["quantiles"]), "evidence": Evidence(entry["evidence"])})


def _condition(entry: Mapping[str, Any]) -> Condition:
    return Condition(**{**entry, "evidence": Evidence(entry["evidence"])})
