"""From a source as written to a scenario as understood, on top of what it extends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.conditions import Condition, parse_condition
from oomcast.beliefs.fields import dotted, read_text
from oomcast.beliefs.layer import Layer, Limits, Pair
from oomcast.beliefs.reading import described
from oomcast.beliefs.reference import read_belief, reference_belief
from oomcast.beliefs.resolution import resolved
from oomcast.beliefs.scenario import Scenario, read_line, read_statements, warnings_about
from oomcast.beliefs.sources import Source, found_from
from oomcast.beliefs.statements import Statement
from oomcast.beliefs.tables import (
    SCHEMA,
    read_correlations,
    read_limits,
    read_schema,
    read_structure,
    refuse_unknown_names,
    refuse_unknown_top_level,
    table_of,
)
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ModelError, ScenarioError

__all__ = ["DEFAULT_MODEL", "understood"]

DEFAULT_MODEL = "takeoff"
"""The model of a scenario that names none and extends none that does."""

MAX_CHAIN = 16
"""Longest chain of scenarios that extend each other: each is read in full, and no reader follows more."""

NO_WORDS = Vocabulary(model="", version="", parameters={}, outputs={})

Vocabularies = Callable[[str], Vocabulary]


@dataclass
class Own:
    """What one source says itself, filled in as it is read."""

    lines: dict[str, str] = field(default_factory=dict)
    parent: Scenario | None = None
    structure: Mapping[str, str] = field(default_factory=dict)
    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    correlations: Mapping[Pair, float] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)
    stated: Mapping[str, Statement] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)


def understood(source: Source, *, vocabularies: Vocabularies, chain: tuple[Source, ...] = ()) -> Scenario:
    """What a source says, on top of what it extends; `chain` are the sources that led here, outermost first.

    Raises ScenarioError that names the source.
    """
    chain = (*chain, source)
    written = source.written
    try:
        default = default_vocabulary(vocabularies)
        refuse_unknown_top_level(written, parameters=default.parameters, choices=default.choices)
        # The names that are allowed depend on the model, which may be that of what is extended.
        parent = None if "model" in written else parent_of(source, vocabularies=vocabularies, chain=chain)
        vocabulary = vocabulary_for(written, parent=parent, vocabularies=vocabularies)
        refuse_unknown_names(written, vocabulary=vocabulary)
        if "schema" not in written:
            raise ScenarioError(f"expected schema = {SCHEMA} at the top, got no schema", field="schema")
        own = Own(parent=parent)
        for key, value in written.items():
            read_one(key, value, own=own, source=source, vocabulary=vocabulary, vocabularies=vocabularies, chain=chain)
        return completed(own, source=source, vocabulary=vocabulary)
    except ScenarioError as problem:
        raise problem.inside(source.label) from None


def default_vocabulary(vocabularies: Vocabularies) -> Vocabulary:
    """The words of the default model, to tell one written at the top from a word that means nothing."""
    try:
        return vocabularies(DEFAULT_MODEL)
    except ModelError:  # a caller with models of its own only
        return NO_WORDS


def vocabulary_for(written: Mapping[str, Any], *, parent: Scenario | None, vocabularies: Vocabularies) -> Vocabulary:
    """The vocabulary of the scenario's model: its own, else its parent's, else the default."""
    named = written.get("model")
    name = named if isinstance(named, str) else parent.model if parent else DEFAULT_MODEL
    try:
        return vocabularies(name)
    except ModelError as problem:
        got = f"got {described(name)} ({problem})"
        raise ScenarioError(f"expected the name of a model, {got}", field="model") from None


def parent_of(source: Source, *, vocabularies: Vocabularies, chain: tuple[Source, ...]) -> Scenario | None:
    """The scenario that a source extends, or None where it extends nothing that can be named."""
    name = source.written.get("extends")
    if not isinstance(name, str):
        return None
    found = found_from(source, name=read_text(name, field="extends"))
    keys = [link.key for link in chain]
    if found.key in keys:
        loop = " -> ".join([link.label for link in chain[keys.index(found.key) :]] + [found.label])
        raise ScenarioError(f"expected a chain that ends, got the loop {loop}", field="extends")
    if len(chain) >= MAX_CHAIN:
        raise ScenarioError(f"expected a chain of at most {MAX_CHAIN} scenarios, got a longer one", field="extends")
    return understood(found, vocabularies=vocabularies, chain=chain)


def read_one(
    key: str,
    value: Any,
    *,
    own: Own,
    source: Source,
    vocabulary: Vocabulary,
    vocabularies: Vocabularies,
    chain: tuple[Source, ...],
) -> None:
    """Read one entry of the top level into `own`; called in the order of the document."""
    match key:
        case "schema":
            read_schema(value)
        case "model":
            read_text(value, field=key, expected="the name of a model in quotes")
        case "extends":
            read_text(value, field=key, expected="a preset or a file, in quotes")
            own.parent = own.parent or parent_of(source, vocabularies=vocabularies, chain=chain)
            if own.parent and own.parent.model != vocabulary.model:
                got = f"got model = {vocabulary.model!r}"
                raise ScenarioError(f"expected the model of {value}, {own.parent.model!r}, {got}", field="model")
        case "structure":
            own.structure = read_structure(table_of(source.written, key), vocabulary=vocabulary)
        case "parameters":
            own.beliefs = read_beliefs(source, vocabulary=vocabulary)
        case "correlations":
            own.correlations = read_correlations(table_of(source.written, key))
        case "given":
            own.limits = read_limits(table_of(source.written, key))
        case "stated":
            own.stated = read_statements(table_of(source.written, key), vocabulary=vocabulary)
        case "conditions":
            own.conditions = {
                read_text(name, field=key): parse_condition(item, name=name, field=dotted(key, name))
                for name, item in table_of(source.written, key).items()
            }
        case _:
            own.lines[key] = read_line(key, value)


def read_beliefs(source: Source, *, vocabulary: Vocabulary) -> dict[str, Belief]:
    """The beliefs that a source states itself."""
    table = table_of(source.written, "parameters")
    return {name: read_belief(name, value, source=source, vocabulary=vocabulary) for name, value in table.items()}


def completed(own: Own, *, source: Source, vocabulary: Vocabulary) -> Scenario:
    """The scenario with what it inherits: from what it extends, and for the rest of the beliefs from `reference`."""
    parent = own.parent
    layer = Layer(
        label=source.label,
        beliefs=own.beliefs,
        structure=own.structure,
        correlations=own.correlations,
        limits=own.limits,
    )
    layers = (*(parent.layers if parent else ()), layer)
    found = resolved(layers, vocabulary=vocabulary, reference=partial(reference_belief, vocabulary=vocabulary))
    return Scenario(
        name=own.lines.get("name", source.stem),
        title=own.lines.get("title", ""),
        author=own.lines.get("author", ""),
        date=own.lines.get("date", ""),
        model=vocabulary.model,
        beliefs=found.beliefs,
        own=frozenset(own.beliefs),
        correlations=found.correlations,
        stated={**(parent.stated if parent else {}), **own.stated},
        conditions=tuple({**{item.name: item for item in parent.conditions}, **own.conditions}.values())
        if parent
        else tuple(own.conditions.values()),
        extends=(parent.file, *parent.extends) if parent else (),
        parameters=vocabulary.parameters,
        warnings=warnings_about(found, parameters=vocabulary.parameters),
        file=source.label,
        origins=found.origins,
        structure=found.structure,
        mechanisms=found.mechanisms,
        tier=found.tier,
        given=found.given,
        vocabulary=vocabulary,
        layers=layers,
        text=source.text,
        written=source.written,
    )
