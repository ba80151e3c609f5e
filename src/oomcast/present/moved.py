"""What a condition moves, as a table: the answer and the beliefs, before and given it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.ensemble.document import AUTOMATION_YEAR
from oomcast.present.labels import labelled
from oomcast.present.tables import LEVELS, heading, row_of_cells
from oomcast.present.terminal import Terminal
from oomcast.present.words import aligned, count, error, scale_of, unit_word

__all__ = ["moved_table"]

MOST_BELIEFS = 5
"""Beliefs shown at most: the answer and these still fit on a screen, and further ones are moved less."""


def moved_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles over all draws and over those that count, the error of each below it; nothing where nothing is given.

    The beliefs that are moved most come first. Those that are moved no further than luck would are counted, not shown.
    """
    given = document["given"]
    if given is None:
        return []
    headline = given["headline"]
    lines = [terminal.strong(heading("What this moves"))]
    lines += _block(labelled(headline["name"], headline["unit"]), headline, terminal=terminal)
    beliefs: Mapping[str, Any] = given["beliefs"]
    moved = [name for name, belief in beliefs.items() if belief["distance"] > belief["distance_by_luck"]]
    moved.sort(key=lambda name: -beliefs[name]["distance"])
    for name in moved[:MOST_BELIEFS]:
        unit = str(beliefs[name]["unit"])
        word = "" if unit.lower() in name else unit_word(unit)  # the name may say it already
        label = f"{name}, {word}" if word else name
        lines += _block(label, beliefs[name], is_date=name == AUTOMATION_YEAR, terminal=terminal)
    rest = _rest(moved, beliefs)
    return [*lines, terminal.prose(rest, indent="  ")] if rest else lines


def _block(label: str, moved: Mapping[str, Any], *, terminal: Terminal, is_date: bool = False) -> list[str]:
    """One quantity before and after, in one scale; a date as a decimal year."""
    before, after = ([moved[when][level] for level in LEVELS] for when in ("before", "after"))
    scale = scale_of([*before, *after], str(moved["unit"]))
    values = [None if value is None else value / scale.size for value in (*before, *after)]
    shown = ["never" if date is None else f"{date:.1f}" for date in values] if is_date else aligned(values)
    lines = [label]
    for when, cells, name in (
        ("before", shown[: len(before)], "  all draws"),
        ("after", shown[len(before) :], "  given this"),
    ):
        errors = [moved[f"{when}_mc_error"][level] for level in LEVELS]
        beside = [error(None if value is None else value / scale.size) for value in errors]
        lines += [terminal.implied(row_of_cells(name, cells)), terminal.faint(row_of_cells("", beside))]
    return lines


def _rest(moved: list[str], beliefs: Mapping[str, Any]) -> str:
    """How many beliefs are not shown, and why."""
    unmoved, unshown = len(beliefs) - len(moved), len(moved[MOST_BELIEFS:])
    said = [f"{_beliefs(unshown)} moved too, less than these."] if unshown else []
    if not moved:
        return "No belief is moved further than luck would move it."
    if unmoved:
        said.append(f"{_beliefs(unmoved)} not moved further than luck would.")
    return " ".join(said)


def _beliefs(number: int) -> str:
    return "1 belief is" if number == 1 else f"{count(number)} beliefs are"
