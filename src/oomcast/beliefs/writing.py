"""Write a scenario out as TOML: what the source said, comments included, with what has been changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.beliefs.fields import dotted
from oomcast.beliefs.tables import SCHEMA, TOP_LEVEL
from oomcast.errors import ScenarioError

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario

__all__ = ["to_toml"]


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
    return tomlkit.dumps(document)


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
