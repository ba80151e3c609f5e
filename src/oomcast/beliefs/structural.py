"""Forms of the model, as data: what to replace in a scenario so that its beliefs stand under another structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from oomcast.beliefs.fields import dotted, read_number, read_text, refuse_unknown_fields, suggestion
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.reading import described, parse_toml, read_file, readable_name
from oomcast.beliefs.scenario import Scenario
from oomcast.beliefs.tables import SCHEMA
from oomcast.errors import ScenarioError

__all__ = ["Structure", "read_structures", "reweighted"]

FIELDS = ("title", "source", "evidence", "weight", "structure", "parameters")
BUILT_IN = "structures.toml"
SETTING = "="


@dataclass(frozen=True, kw_only=True)
class Structure:
    """One form of the model: options and beliefs that replace those of a scenario, and how much it counts."""

    name: str
    title: str
    weight: float
    source: str
    evidence: Evidence
    changes: Mapping[str, Any]
    file: str

    def applied_to(self, scenario: Scenario) -> Scenario:
        """The scenario with the same beliefs under this structure. Raises ScenarioError where it cannot have it."""
        try:
            return scenario.replace(**self.changes)
        except ScenarioError as problem:
            said = ScenarioError(
                problem.problem, field=dotted(self.name) + (f".{problem.field}" if problem.field else "")
            )
            raise said.inside(self.file) from None

    def document(self) -> dict[str, Any]:
        """What the structure is, as plain values for JSON."""
        return {"title": self.title, "source": self.source, "evidence": str(self.evidence)}


def read_structures(file: str | Path | None = None) -> tuple[Structure, ...]:
    """The structures of a file, or those that come with the package. Raises ScenarioError.

    >>> [structure.name for structure in read_structures()][:3]
    ['cobb-douglas', 'ces-short-run', 'latency']
    """
    if file is None:
        label = BUILT_IN
        text = resources.files(__package__).joinpath(BUILT_IN).read_text(encoding="utf-8")
    else:
        label, text = readable_name(file), read_file(file)
    try:
        return _structures(parse_toml(text, file=label), file=label)
    except ScenarioError as problem:
        raise problem.inside(label) from None


def reweighted(structures: Sequence[Structure], settings: Sequence[str]) -> tuple[Structure, ...]:
    """Those of the structures that settings NAME=WEIGHT name, with these weights. Raises ScenarioError.

    >>> [one.weight for one in reweighted(read_structures(), ["latency=2", "cobb-douglas=1"])]
    [2.0, 1.0]
    """
    by_name = {structure.name: structure for structure in structures}
    chosen: dict[str, Structure] = {}
    for setting in settings:
        name, equals, weight = (part.strip() for part in setting.partition(SETTING))
        if not equals or name not in by_name:
            known = ", ".join(by_name)
            got = described(name if equals else setting)
            raise ScenarioError(f"expected NAME=WEIGHT with one of {known}, got {got}{suggestion(name, by_name)}")
        if name in chosen:
            raise ScenarioError("expected one weight, got several", field=name)
        try:
            number = float(weight)
        except ValueError:
            number = -1.0
        chosen[name] = replace(by_name[name], weight=_positive(number, said=weight, field=name))
    return tuple(chosen.values())


def _structures(written: Mapping[str, Any], *, file: str) -> tuple[Structure, ...]:
    if written.get("schema") != SCHEMA:
        raise ScenarioError(f"expected {SCHEMA}, got {described(written.get('schema'))}", field="schema")
    tables = {name: table for name, table in written.items() if name != "schema"}
    if not tables:
        raise ScenarioError("expected at least one structure, got none")
    return tuple(_structure(name, table, file=file) for name, table in tables.items())


def _structure(name: str, table: object, *, file: str) -> Structure:
    field = dotted(name)
    if not isinstance(table, Mapping):
        raise ScenarioError(f"expected a table of {', '.join(FIELDS)}, got {described(table)}", field=field)
    refuse_unknown_fields(table, known=FIELDS, field=field, percentiles=False)
    changes: dict[str, Any] = {}
    for kind in ("structure", "parameters"):
        part = table.get(kind, {})
        if not isinstance(part, Mapping):
            raise ScenarioError(f"expected a table, got {described(part)}", field=f"{field}.{kind}")
        changes |= part
    if not changes:
        raise ScenarioError("expected options or beliefs to replace, got none", field=field)
    evidence = read_text(table.get("evidence", Evidence.ASSUMED.value), field=f"{field}.evidence")
    if evidence not in {*Evidence}:
        raise ScenarioError(
            f"expected one of {', '.join(Evidence)}, got {described(evidence)}", field=f"{field}.evidence"
        )
    weight = table.get("weight", 1.0)
    return Structure(
        name=name,
        title=read_text(table.get("title", name), field=f"{field}.title"),
        weight=_positive(read_number(weight, field=f"{field}.weight"), said=weight, field=f"{field}.weight"),
        source=read_text(table.get("source", ""), field=f"{field}.source"),
        evidence=Evidence(evidence),
        changes=MappingProxyType(changes),
        file=file,
    )


def _positive(number: float, *, said: object, field: str) -> float:
    if not 0.0 < number < float("inf"):
        raise ScenarioError(f"expected a positive weight, got {described(said)}", field=field)
    return number
