"""A scenario: all that a person believes about the parameters of a model, what they say follows, and on what terms."""

from __future__ import annotations

import dataclasses
import hashlib
import types
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Any

from oomcast.beliefs.belief import Belief, parse_belief, unknown_parameter
from oomcast.beliefs.bounds import bounds_warning, plausibility_warning
from oomcast.beliefs.conditions import Condition
from oomcast.beliefs.document import document
from oomcast.beliefs.fields import dotted, read_text
from oomcast.beliefs.given import Given
from oomcast.beliefs.identity import canonical_json, digits_of
from oomcast.beliefs.layer import Layer, Pair
from oomcast.beliefs.mechanism import TIER_ALWAYS_PRESENT
from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.reference import reference_belief
from oomcast.beliefs.resolution import NEUTRAL, Resolution, resolved
from oomcast.beliefs.sources import preset_names
from oomcast.beliefs.statements import Statement, parse_statement
from oomcast.beliefs.structure import read_option
from oomcast.beliefs.tables import read_date, read_limits, read_name, refuse_unknown_names
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.beliefs.writing import rewritten, to_toml

__all__ = ["Scenario", "open_scenario", "preset_names", "read_line", "read_statements", "warnings_about"]

REPLACED = "replaced"
"""Origin of a belief that was replaced after the scenario was read."""

Vocabularies = Callable[[str], Vocabulary]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scenario:
    """One person's beliefs, complete: every parameter that the scenario's mechanisms ask for has one.

    `beliefs` stand in the order in which the model declares its parameters; those of mechanisms that nobody speaks
    of are not among them. `own` are the parameters that this scenario itself speaks about; `origins` says for each
    where its belief was written. `correlations` are rank correlations by pair of names in alphabetical order.
    `structure` gives the option of each choice that is present, `mechanisms` the mechanisms above tier 1 that are,
    `tier` the highest tier. `given` says what is taken for granted about the inputs. `extends` is the chain of
    scenarios below, nearest first. `warnings` are sentences about beliefs outside plausible ranges, and about what
    had to be left out. `file` is what messages call the source; `text` and `written` are the source itself, for
    writing it out again; `vocabulary` and `layers`, what each scenario of the chain states, are there to go on from.
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
    structure: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mechanisms: tuple[str, ...] = ()
    tier: int = TIER_ALWAYS_PRESENT
    given: Given | None = None
    vocabulary: Vocabulary | None = dataclasses.field(default=None, repr=False, compare=False)
    layers: tuple[Layer, ...] = dataclasses.field(default=(), repr=False, compare=False)
    text: str = dataclasses.field(default="", repr=False)
    written: Mapping[str, Any] = dataclasses.field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for name in ("beliefs", "correlations", "stated", "parameters", "origins", "structure", "written"):
            object.__setattr__(self, name, types.MappingProxyType(dict(getattr(self, name))))
        if self.vocabulary is None and (self.structure or self.mechanisms):
            raise ValueError("expected the vocabulary that the structure and the mechanisms are from, got none")

    @property
    def words(self) -> Vocabulary:
        """The names that may be replaced; where nobody said, those of the beliefs that there are."""
        known = {name: self.parameters[name] for name in self.beliefs}
        return self.vocabulary or Vocabulary(model=self.model, version="", parameters=known, outputs={})

    @cached_property
    def hash(self) -> str:
        """SHA-256 (64 hexadecimal digits) of what the scenario says.

        Model, structure, beliefs, correlations, what is given, stated answers and conditions count; comments, the
        order of tables, the spelling of a belief, its source and note, and the name of the file do not. Mechanisms
        that are absent, and choices left at their default, leave no trace.
        """
        choices = self.words.choices
        structure = {name: option for name, option in self.structure.items() if option != choices[name].default}
        says: dict[str, Any] = {
            "model": self.model,
            "beliefs": {name: belief.identity for name, belief in self.beliefs.items()},
            "correlations": {" ".join(pair): digits_of(rank) for pair, rank in self.correlations.items()},
            "stated": {name: identity_of_statement(statement) for name, statement in self.stated.items()},
            "conditions": {item.name: [item.statement, digits_or_none(item.probability)] for item in self.conditions},
        }
        if structure:
            says["structure"] = structure
        if self.given:
            says["given"] = {name: [digits_of(end) for end in ends] for name, ends in self.given.limits.items()}
        return hashlib.sha256(canonical_json(says).encode()).hexdigest()

    def replace(
        self,
        *,
        name: str | None = None,
        title: str | None = None,
        author: str | None = None,
        date: str | None = None,
        given: Mapping[str, Any] | None = None,
        stated: Mapping[str, Any] | None = None,
        **said: Any,
    ) -> Scenario:
        """The same scenario with other beliefs, written as in a file or given as distributions.

        `said` are beliefs by parameter and options by choice, `given` is a table of limits and `stated` one of answers,
        both as in a file. They mean what they would in a file that extends this scenario. Raises ScenarioError, as for
        a file, for a name that means nothing, a belief that makes no sense, and one that cannot stand on what is there.
        """
        lines = {"name": name, "title": title, "author": author, "date": date}
        changed: dict[str, Any] = {key: read_line(key, value) for key, value in lines.items() if value is not None}
        top = self.stated_in_python(said, given=given or {})
        answers = read_statements(stated or {}, vocabulary=self.words)
        layers = (*self.layers_below, top)
        found = resolved(layers, vocabulary=self.words, reference=partial(reference_belief, vocabulary=self.words))
        return dataclasses.replace(
            self,
            **changed,
            beliefs=found.beliefs,
            own=(self.own | set(top.beliefs)) & set(found.beliefs),
            correlations=found.correlations,
            stated={**self.stated, **answers},
            origins=found.origins,
            structure=found.structure,
            mechanisms=found.mechanisms,
            tier=found.tier,
            given=found.given,
            layers=layers,
            warnings=warnings_about(found, parameters=self.parameters),
            written={
                **rewritten(self.written, top=top, before=self.structure, found=found, answers=stated or {}),
                **changed,
            },
        )

    @property
    def layers_below(self) -> tuple[Layer, ...]:
        """What a replacement stands on: the layers, or, where they are not known, all that is believed as one."""
        if self.layers:
            return self.layers
        stated = {name: belief for name, belief in self.beliefs.items() if self.origins.get(name) != NEUTRAL}
        limits = self.given.limits if self.given else {}
        return (
            Layer(
                label=self.file,
                beliefs=stated,
                structure=self.structure,
                correlations=self.correlations,
                limits=limits,
            ),
        )

    def stated_in_python(self, said: Mapping[str, Any], *, given: Mapping[str, Any]) -> Layer:
        """Beliefs, options and limits given as arguments, read like those of a file."""
        words = self.words
        beliefs: dict[str, Belief] = {}
        structure: dict[str, str] = {}
        for name, value in said.items():
            if name in words.choices:
                structure[name] = read_option(words.choices[name], value, field=dotted("structure", name))
                continue
            field = dotted("parameters", name)
            if name not in words.parameters:
                raise unknown_parameter(name, parameters=words.parameters, also=words.choices, field=field)
            belief = parse_belief(value, parameter=words.parameters[name], field=field, folder=Path())
            beliefs[name] = belief if belief.source else dataclasses.replace(belief, source="stated in Python")
        refuse_unknown_names({"given": given}, vocabulary=words)
        return Layer(label=REPLACED, beliefs=beliefs, structure=structure, limits=read_limits(given))

    def to_toml(self) -> str:
        """The scenario as a file: the text it was read from, comments included, with what was replaced since.

        Raises ScenarioError for a belief that no file can state (a distribution from elsewhere).
        """
        return to_toml(self)

    def document(self) -> dict[str, Any]:
        """The scenario as plain values for JSON: every belief with its unit, words, source, evidence and origin."""
        return document(self)


def identity_of_statement(statement: Statement) -> dict[str, Any]:
    """What a statement says, whatever the spelling of its numbers."""
    quantiles = {digits_of(level): digits_of(value) for level, value in statement.quantiles.items()}
    return {"quantiles": quantiles, "value": digits_or_none(statement.value)}


def digits_or_none(value: float | None) -> str | None:
    """A number as text, or None."""
    return None if value is None else digits_of(value)


def read_statements(table: Mapping[str, Any], *, vocabulary: Vocabulary) -> dict[str, Statement]:
    """The stated answers of a table laid out as in a file. Raises ScenarioError."""
    refuse_unknown_names({"stated": table}, vocabulary=vocabulary)
    return {
        name: parse_statement(item, unit=vocabulary.outputs[name], field=dotted("stated", name))
        for name, item in table.items()
    }


def read_line(key: str, value: object) -> str:
    """One of the lines about the scenario as a whole."""
    readers = {"name": read_name, "title": read_text, "author": read_text, "date": read_date}
    return readers[key](value, field=key)


def warnings_about(found: Resolution, *, parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    """A sentence for each belief outside its plausible range and each correlation without effect, and all notes.

    A neutral belief is nobody's, and may lie where nobody would put one.
    """
    unusual = (
        warning
        for name, belief in found.beliefs.items()
        if found.origins[name] != NEUTRAL
        for warning in (
            plausibility_warning(belief.middle, parameter=parameters[name]),
            bounds_warning(belief.distribution, parameter=parameters[name]),
        )
    )
    idle = (
        f"the correlation of {first} and {second} has no effect: {name} is a single value"
        for first, second in found.correlations
        for name in [name for name in (first, second) if found.beliefs[name].is_point][:1]
    )
    return (*(warning for warning in unusual if warning), *idle, *found.notes)


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
