"""Write a scenario out as TOML: what the source said, comments included, with what has been changed since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from oomcast.beliefs.fields import dotted
from oomcast.beliefs.given import NO_LIMIT, stated_limits
from oomcast.beliefs.tables import SCHEMA, TOP_LEVEL
from oomcast.errors import ScenarioError

if TYPE_CHECKING:
    from oomcast.beliefs.belief import Belief
    from oomcast.beliefs.layer import Layer
    from oomcast.beliefs.resolution import Resolution
    from oomcast.beliefs.scenario import Scenario

__all__ = ["rewritten", "to_toml"]

BY_PARAMETER = ("parameters", "correlations", "given")
"""Tables whose entries are named after parameters."""


def to_toml(scenario: Scenario) -> str:
    """The text of a file that opens as this scenario (beside the files it names).

    Raises ScenarioError for a belief that no file can state.
    """
    import tomlkit  # slow to import, and needed for writing only

    document: Any = tomlkit.parse(scenario.text.removeprefix("\ufeff"))
    wanted = {"schema": SCHEMA, **scenario.written}
    for key in sorted(wanted, key=TOP_LEVEL.index):
        value = stated(wanted[key], field=key)
        if not isinstance(value, dict):
            put(document, key, value)
            continue
        if key not in document:
            document[key] = tomlkit.table()
        for name, item in value.items():
            put(document[key], name, item)
    leave_out(document, wanted=wanted, known=scenario.beliefs)
    return tomlkit.dumps(document)


def leave_out(document: Any, *, wanted: Mapping[str, Any], known: Collection[str]) -> None:
    """Remove what is said about parameters that have no belief any more, unless it is wanted."""
    for table in BY_PARAMETER:
        for name in [name for name in document.get(table, {}) if name not in known]:
            if name not in wanted.get(table, {}):
                del document[table][name]
    for name, others in document.get("correlations", {}).items():
        wanted_too = wanted.get("correlations", {}).get(name, {})
        for other in [other for other in others if not (name in known and other in known)]:
            if other not in wanted_too:
                del others[other]


def rewritten(
    written: Mapping[str, Any],
    *,
    top: Layer,
    before: Mapping[str, str],
    found: Resolution,
    answers: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Any]:
    """The tables of a source with a replacement written into them, so that they come to what was `found`.

    What has no belief any more is left out, and options that differ from those `before` are named. `answers` are stated
    ones as they were written.
    """
    known = found.beliefs
    named = {**written.get("structure", {}), **top.structure}
    changed = {name: option for name, option in found.structure.items() if before.get(name, option) != option}
    correlations = {
        first: {second: rank for second, rank in others.items() if rank == 0 or (first in known and second in known)}
        for first, others in written.get("correlations", {}).items()
    }
    given = {name: limits for name, limits in written.get("given", {}).items() if name in known or limits == NO_LIMIT}
    tables = {
        "structure": {**{name: found.structure.get(name, option) for name, option in named.items()}, **changed},
        "parameters": {
            **{name: value for name, value in written.get("parameters", {}).items() if name in known},
            **{name: spelled(belief) for name, belief in top.beliefs.items()},
        },
        "correlations": {first: others for first, others in correlations.items() if others},
        "given": {**given, **{name: stated_limits(limits) or NO_LIMIT for name, limits in top.limits.items()}},
        "stated": {**written.get("stated", {}), **answers},
    }
    return {**written, **{name: table for name, table in tables.items() if table or name in written}}


def spelled(belief: Belief) -> Any:
    """A belief as it is written in a file; the distribution itself where no file can state it."""
    return belief.distribution if belief.spelled is None else belief.spelled


def put(container: Any, key: str, value: Any) -> None:
    """Set a value where it differs from what is there, so that what has not changed keeps its form and comments."""
    present = container.get(key)
    plain = present.unwrap() if hasattr(present, "unwrap") else present
    if plain != value:
        container[key] = inline(value)


def inline(value: Any) -> Any:
    """A table as TOML writes one on a line; anything else as it is."""
    import tomlkit

    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update({name: inline(item) for name, item in value.items()})
    return table


def stated(value: Any, *, field: str) -> Any:
    """A written value as plain TOML values; a distribution made in Python as the table that states it."""
    from oomcast.beliefs.belief import Belief
    from oomcast.beliefs.distributions.contract import Distribution
    from oomcast.beliefs.distributions.family import Family
    from oomcast.beliefs.distributions.registry import to_table

    if isinstance(value, Mapping):
        return {name: stated(item, field=f"{field}.{dotted(str(name))}") for name, item in value.items()}
    if isinstance(value, Belief):
        return stated(value.distribution if value.spelled is None else value.spelled, field=field)
    if isinstance(value, Distribution) and isinstance(value, Family):
        return to_table(value)
    if callable(getattr(value, "ppf", None)):
        problem = f"expected a belief that a file can state, got {type(value).__name__} made in Python"
        raise ScenarioError(problem, field=field)
    return value
