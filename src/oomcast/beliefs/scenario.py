"""A scenario: all that a person believes about the parameters of a model, what they say follows, and on what terms."""

from __future__ import annotations

import dataclasses
import hashlib
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from oomcast.beliefs.belief import Belief, parse_belief, unknown_parameter
from oomcast.beliefs.bounds import bounds_warning, plausibility_warning
from oomcast.beliefs.conditions import Condition, joint_probability
from oomcast.beliefs.fields import dotted, read_text
from oomcast.beliefs.identity import canonical_json, digits_of
from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.sources import preset_names
from oomcast.beliefs.statements import Statement
from oomcast.beliefs.tables import SCHEMA, read_date, read_name
from oomcast.beliefs.vocabulary import Vocabulary

__all__ = ["Scenario", "open_scenario", "preset_names", "read_line", "warnings_about"]

REPLACED = "replaced"
"""Origin of a belief that was replaced after the scenario was read."""

Pair = tuple[str, str]
Vocabularies = Callable[[str], Vocabulary]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scenario:
    """One person's beliefs, complete: every parameter of the model has one, in the order of their declaration.

    `own` are the parameters that this scenario itself speaks about; `origins` says for each where its belief was
    written. `correlations` are rank correlations by pair of names in alphabetical order. `extends` is the chain of
    scenarios below, nearest first. `warnings` are sentences about beliefs outside plausible ranges. `file` is what
    messages call the source; `text` and `written` are the source itself, for writing it out again.
    """

    name: str
    title: str
    author: str
    date: str
    model: str
    beliefs: Mapping[str, Belief]
    own: frozenset[str]
    correlations: Mapping[Pair, float]
    stated: Mapping[str, Statement]
    conditions: tuple[Condition, ...]
    extends: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    warnings: tuple[str, ...]
    file: str
    origins: Mapping[str, str] = dataclasses.field(default_factory=dict)
    text: str = dataclasses.field(default="", repr=False)
    written: Mapping[str, Any] = dataclasses.field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in ("beliefs", "correlations", "stated", "parameters", "origins", "written"):
            object.__setattr__(self, name, types.MappingProxyType(dict(getattr(self, name))))

    @property
    def hash(self) -> str:
        """SHA-256 (64 hexadecimal digits) of what the scenario says.

        Model, beliefs, correlations, stated answers and conditions count; comments, the order of tables, the
        spelling of a belief, its source and note, and the name of the file do not.
        """
        says = {
            "model": self.model,
            "beliefs": {name: belief.identity for name, belief in self.beliefs.items()},
            "correlations": {" ".join(pair): digits_of(rank) for pair, rank in self.correlations.items()},
            "stated": {name: identity_of_statement(statement) for name, statement in self.stated.items()},
            "conditions": {item.name: [item.statement, digits_or_none(item.probability)] for item in self.conditions},
        }
        return hashlib.sha256(canonical_json(says).encode()).hexdigest()

    def replace(
        self,
        *,
        name: str | None = None,
        title: str | None = None,
        author: str | None = None,
        date: str | None = None,
        **beliefs: Any,
    ) -> Scenario:
        """The same scenario with other beliefs, written as in a file or given as distributions.

        Raises ScenarioError, as for a file, for a name that is no parameter's and a belief that makes no sense.
        """
        lines = {"name": name, "title": title, "author": author, "date": date}
        changed: dict[str, Any] = {key: read_line(key, value) for key, value in lines.items() if value is not None}
        new: dict[str, Belief] = {}
        for parameter, value in beliefs.items():
            field = dotted("parameters", parameter)
            if parameter not in self.parameters:
                raise unknown_parameter(parameter, parameters=self.parameters, field=field)
            belief = parse_belief(value, parameter=self.parameters[parameter], field=field, folder=Path())
            new[parameter] = belief if belief.source else dataclasses.replace(belief, source="stated in Python")
        replaced = {**self.beliefs, **new}
        table = {**self.written.get("parameters", {}), **{key: spelled(belief) for key, belief in new.items()}}
        return dataclasses.replace(
            self,
            **changed,
            beliefs=replaced,
            own=self.own | set(new),
            origins={**self.origins, **dict.fromkeys(new, REPLACED)},
            warnings=warnings_about(replaced, correlations=self.correlations, parameters=self.parameters),
            written={**self.written, **changed, **({"parameters": table} if table else {})},
        )

    def to_toml(self) -> str:
        """The scenario as a file: the text it was read from, comments included, with what was replaced since.

        Raises ScenarioError for a belief that no file can state (a distribution from elsewhere).
        """
        from oomcast.beliefs.writing import to_toml

        return to_toml(self)

    def document(self) -> dict[str, Any]:
        """The scenario as plain values for JSON: every belief with its unit, words, source, evidence and origin."""
        joint = joint_probability(self.conditions)
        return {
            "schema": SCHEMA,
            "name": self.name,
            "title": self.title,
            "author": self.author,
            "date": self.date,
            "model": self.model,
            "extends": list(self.extends),
            "file": self.file,
            "hash": self.hash,
            "parameters": {
                name: {
                    "unit": self.parameters[name].unit,
                    "meaning": self.parameters[name].meaning,
                    "belief": belief.in_words(self.parameters[name]),
                    "source": belief.source,
                    "evidence": str(belief.evidence),
                    "note": belief.note,
                    "origin": self.origins.get(name, ""),
                    "own": name in self.own,
                }
                for name, belief in self.beliefs.items()
            },
            "correlations": [[first, second, rank] for (first, second), rank in self.correlations.items()],
            "stated": {
                name: {
                    "unit": statement.unit,
                    "value": statement.value,
                    "quantiles": {digits_of(level): value for level, value in statement.quantiles.items()},
                    "source": statement.source,
                    "evidence": str(statement.evidence),
                    "note": statement.note,
                }
                for name, statement in self.stated.items()
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
                for item in self.conditions
            ],
            "joint_probability": joint,
            "probability_outside": None if joint is None else 1 - joint,
            "warnings": list(self.warnings),
        }


def spelled(belief: Belief) -> Any:
    """A belief as it is written in a file; the distribution itself where no file can state it."""
    return belief.distribution if belief.spelled is None else belief.spelled


def identity_of_statement(statement: Statement) -> dict[str, Any]:
    """What a statement says, whatever the spelling of its numbers."""
    quantiles = {digits_of(level): digits_of(value) for level, value in statement.quantiles.items()}
    return {"quantiles": quantiles, "value": digits_or_none(statement.value)}


def digits_or_none(value: float | None) -> str | None:
    """A number as text, or None."""
    return None if value is None else digits_of(value)


def read_line(key: str, value: object) -> str:
    """One of the lines about the scenario as a whole."""
    readers = {"name": read_name, "title": read_text, "author": read_text, "date": read_date}
    return readers[key](value, field=key)


def warnings_about(
    beliefs: Mapping[str, Belief], *, correlations: Mapping[Pair, float], parameters: Mapping[str, Parameter]
) -> tuple[str, ...]:
    """A sentence for each belief outside its plausible range, and for each correlation that cannot have an effect."""
    checks = (plausibility_warning, bounds_warning)
    found = (
        check(belief.distribution, parameter=parameters[name]) for name, belief in beliefs.items() for check in checks
    )
    idle = (
        f"the correlation of {first} and {second} has no effect: {name} is a single value"
        for first, second in correlations
        for name in [name for name in (first, second) if beliefs[name].is_point][:1]
    )
    return (*(warning for warning in found if warning), *idle)


def open_scenario(
    source: str | Path | Mapping[str, Any] | IO[Any], *, vocabularies: Vocabularies, stdin: IO[Any] | None = None
) -> Scenario:
    """The scenario that a preset's name, a path, "-" (standard input), an open stream or a table stands for.

    `vocabularies` gives the names that a model understands, by the model's name, or raises ModelError. Parameters
    that neither the scenario nor what it extends speaks about come from the preset `reference`.

    Raises ScenarioError: one problem, names that mean nothing first, then the first in the order of the document.
    """
    from oomcast.beliefs.opening import understood  # which builds scenarios, and so imports this file
    from oomcast.beliefs.sources import find_source

    return understood(find_source(source, stdin=stdin), vocabularies=vocabularies)
