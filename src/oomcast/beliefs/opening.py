"""From a source as written to a scenario as understood, on top of what it extends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from oomcast.beliefs.belief import Belief, parse_belief
from oomcast.beliefs.conditions import Condition, parse_condition
from oomcast.beliefs.correlation import correlated_blocks
from oomcast.beliefs.fields import dotted, read_text
from oomcast.beliefs.reading import described
from oomcast.beliefs.scenario import Scenario, read_line, warnings_about
from oomcast.beliefs.sources import REFERENCE, Source, find_source, found_from
from oomcast.beliefs.statements import Statement, parse_statement
from oomcast.beliefs.tables import (
    SCHEMA,
    read_correlations,
    read_schema,
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

Pair = tuple[str, str]
Vocabularies = Callable[[str], Vocabulary]


@dataclass
class Own:
    """What one source says itself, filled in as it is read."""

    lines: dict[str, str] = field(default_factory=dict)
    parent: Scenario | None = None
    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    correlations: Mapping[Pair, float] = field(default_factory=dict)
    stated: Mapping[str, Statement] = field(default_factory=dict)
    conditions: Mapping[str, Condition] = field(default_factory=dict)


def understood(source: Source, *, vocabularies: Vocabularies, chain: tuple[Source, ...] = ()) -> Scenario:
    """What a source says, on top of what it extends; `chain` are the sources that led here, outermost first.

    Raises ScenarioError that names the source.
    """
    chain = (*chain, source)
    written = source.written
    try:
        refuse_unknown_top_level(written, parameters=names_of_default_model(vocabularies))
        # The names that are allowed depend on the model, which may be that of what is extended.
        parent = None if "model" in written else parent_of(source, vocabularies=vocabularies, chain=chain)
        vocabulary = vocabulary_of(written, parent=parent, vocabularies=vocabularies)
        refuse_unknown_names(written, vocabulary=vocabulary)
        if "schema" not in written:
            raise ScenarioError(f"expected schema = {SCHEMA} at the top, got no schema", field="schema")
        own = Own(parent=parent)
        for key, value in written.items():
            read_one(key, value, own=own, source=source, vocabulary=vocabulary, vocabularies=vocabularies, chain=chain)
        return completed(own, source=source, vocabulary=vocabulary)
    except ScenarioError as problem:
        raise problem.inside(source.label) from None


def names_of_default_model(vocabularies: Vocabularies) -> tuple[str, ...]:
    """Parameters of the default model, to tell one written at the top from a word that means nothing."""
    try:
        return tuple(vocabularies(DEFAULT_MODEL).parameters)
    except ModelError:  # a caller with models of its own only
        return ()


def vocabulary_of(written: Mapping[str, Any], *, parent: Scenario | None, vocabularies: Vocabularies) -> Vocabulary:
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
        case "parameters":
            own.beliefs = read_beliefs(source, vocabulary=vocabulary)
        case "correlations":
            own.correlations = read_correlations(table_of(source.written, key))
        case "stated":
            own.stated = {
                name: parse_statement(item, unit=vocabulary.outputs[name], field=dotted(key, name))
                for name, item in table_of(source.written, key).items()
            }
        case "conditions":
            own.conditions = {
                read_text(name, field=key): parse_condition(item, name=name, field=dotted(key, name))
                for name, item in table_of(source.written, key).items()
            }
        case _:
            own.lines[key] = read_line(key, value)


def read_beliefs(source: Source, *, vocabulary: Vocabulary) -> dict[str, Belief]:
    """The beliefs that a source states itself; one without a source of its own is attributed to the scenario."""
    found = {}
    for name, value in table_of(source.written, "parameters").items():
        parameter, path = vocabulary.parameters[name], dotted("parameters", name)
        belief = parse_belief(value, parameter=parameter, field=path, folder=source.folder)
        found[name] = belief if belief.source else replace(belief, source=f"stated in {source.label}")
    return found


@lru_cache(maxsize=32)
def reference_beliefs(vocabulary: Vocabulary) -> Mapping[str, Belief]:
    """The beliefs of the preset `reference` about those parameters of a model that it knows."""
    source = find_source(REFERENCE)
    table = table_of(source.written, "parameters")
    known = {name: value for name, value in table.items() if name in vocabulary.parameters}
    return read_beliefs(replace(source, written={"parameters": known}), vocabulary=vocabulary)


def completed(own: Own, *, source: Source, vocabulary: Vocabulary) -> Scenario:
    """The scenario with what it inherits: from what it extends, and for the rest of the beliefs from `reference`."""
    parent = own.parent
    beliefs: dict[str, Belief] = {}
    origins: dict[str, str] = {}
    reference = {} if source.key == find_source(REFERENCE).key else reference_beliefs(vocabulary)
    for name in vocabulary.parameters:
        layers = (
            (source.label, own.beliefs),
            (parent.origins.get(name, parent.file) if parent else "", parent.beliefs if parent else {}),
            (REFERENCE, reference),
        )
        origin, layer = next(((origin, layer) for origin, layer in layers if name in layer), ("", None))
        if layer is None:
            raise ScenarioError(f"expected a belief about {name}, got none", field=dotted("parameters", name))
        beliefs[name], origins[name] = layer[name], origin
    inherited = parent.correlations if parent else {}
    correlations = {pair: rank for pair, rank in sorted({**inherited, **own.correlations}.items()) if rank != 0}
    correlated_blocks(correlations, known=vocabulary.parameters)  # which refuses those that contradict each other
    return Scenario(
        name=own.lines.get("name", source.stem),
        title=own.lines.get("title", ""),
        author=own.lines.get("author", ""),
        date=own.lines.get("date", ""),
        model=vocabulary.model,
        beliefs=beliefs,
        own=frozenset(own.beliefs),
        correlations=correlations,
        stated={**(parent.stated if parent else {}), **own.stated},
        conditions=tuple({**{item.name: item for item in parent.conditions}, **own.conditions}.values())
        if parent
        else tuple(own.conditions.values()),
        extends=(parent.file, *parent.extends) if parent else (),
        parameters=vocabulary.parameters,
        warnings=warnings_about(beliefs, correlations=correlations, parameters=vocabulary.parameters),
        file=source.label,
        origins=origins,
        text=source.text,
        written=source.written,
    )
