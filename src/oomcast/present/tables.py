"""Tables of a forecast's document in 80 columns: quantiles, stated beside implied, chances, milestones.

Each function takes the document and returns finished lines. Every number has its Monte-Carlo error in the fainter
line below it, or right behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oomcast.present.terminal import Terminal
from oomcast.present.words import (
    aligned,
    chance,
    count,
    difference,
    error,
    event_label,
    labelled,
    milestone_label,
    number,
)

__all__ = ["LEVELS", "milestones_table", "outputs_table", "probabilities_table", "stated_table"]

# The quantiles a forecast reports: the key in the document, the heading in a table.
LEVELS = {"0.05": "p05", "0.1": "p10", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.9": "p90", "0.95": "p95"}

LABEL, CELL = 24, 8  # 24 + 7 * 8 = 80 columns
CHANCE_LABEL, CHANCE, CHANCE_ERROR = 50, 20, 10
MILESTONE_LEVELS = ("0.1", "0.25", "0.5", "0.75", "0.9")
MILESTONE_LABEL, MILESTONE_COUNT = 10, 10


def outputs_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles of every output over all draws, the error of each below it."""
    lines = [terminal.strong("Outcomes".ljust(LABEL) + _cells(list(LEVELS.values())))]
    for name, output in document["outputs"].items():
        quantiles, errors = output["quantiles"], output["mc_error"]
        shown = aligned([quantiles[level] for level in LEVELS])
        beside = [error(errors[level]) for level in LEVELS]
        lines += _pair(labelled(name, output["unit"]), shown, name, beside, terminal=terminal)
        share = float(output.get("diverged_share") or 0.0)
        if share > 0:
            draws = int(document["provenance"]["draws"])
            lines.append(terminal.faint(f"  without bound in {chance(share, draws=draws)}, counted above every number"))
    return _with_note(lines, document, terminal=terminal)


def _with_note(lines: list[str], document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The lines, and why they show no errors where there can be none."""
    alone = int(document["provenance"]["draws"]) == 1
    return [*lines, terminal.faint("One draw has no Monte-Carlo error.")] if alone else lines


def stated_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What the person says the answer is, above what the beliefs imply; nothing where nothing is stated."""
    lines: list[str] = []
    for name, statement in document["stated"].items():
        unit = str(statement["unit"])
        stated, implied, errors = (_by_level(statement[key]) for key in ("quantiles", "implied", "mc_error"))
        levels = [level for level in LEVELS if level in stated]
        said = dict(zip(levels, aligned([stated[level] for level in levels])))
        found = dict(zip(levels, aligned([implied[level] for level in levels])))
        beside = {level: error(errors[level]) for level in levels}
        lines.append(labelled(name, unit))
        if levels:
            lines.append(
                terminal.stated(("  stated".ljust(LABEL) + _cells([said.get(level, "") for level in LEVELS])).rstrip())
            )
            lines.append(
                terminal.implied(
                    ("  implied".ljust(LABEL) + _cells([found.get(level, "") for level in LEVELS])).rstrip()
                )
            )
        if any(beside.values()):
            lines.append(terminal.faint((" " * LABEL + _cells([beside.get(level, "") for level in LEVELS])).rstrip()))
        lines += [
            f"  {_level_word(level)}: stated {number(stated[level])}, implied {number(implied[level])} "
            f"{error(errors[level])}".rstrip()
            for level in stated
            if level not in LEVELS
        ]
        if "0.5" in stated and implied["0.5"] is not None and stated["0.5"] is not None:
            gap = difference(implied["0.5"], stated["0.5"], unit=unit, mc_error=errors["0.5"])
            below = statement["share_below"]["0.5"]["value"]
            share = chance(float(below), draws=int(document["provenance"]["draws"]))
            lines.append(
                terminal.prose(f"{gap[:1].upper() + gap[1:]}; {share} outcomes are below that one.", indent="  ")
            )
    if lines:
        lines.insert(0, terminal.strong("Stated beside implied".ljust(LABEL) + _cells(list(LEVELS.values()))))
    return lines


def probabilities_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The chance of each event as a frequency with its error, in draws out of 100."""
    draws = int(document["provenance"]["draws"])
    lines = [
        terminal.strong("Chances".ljust(CHANCE_LABEL) + "how often".rjust(CHANCE) + "± in 100".rjust(CHANCE_ERROR))
    ]
    for name, probability in document["probabilities"].items():
        value, mc_error = float(probability["value"]), probability["mc_error"]
        label = event_label(name)
        beside = error(None if mc_error is None else 100 * mc_error)
        gap = max(1, CHANCE_LABEL + CHANCE - len(label) - len(chance(value, draws=draws)))
        lines.append(
            label + " " * gap + chance(value, draws=draws) + terminal.faint(beside.rjust(CHANCE_ERROR).rstrip())
        )
    return lines


def milestones_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Years to each milestone over all draws, and how many draws reach it, are later, or diverge first."""
    milestones: Mapping[str, Any] = document["milestones"]
    if not milestones:
        return []
    headings = [LEVELS[level] for level in MILESTONE_LEVELS]
    title = "Years to".ljust(MILESTONE_LABEL) + _cells(headings)
    lines = [terminal.strong(title + _counts(["reached", "later", "diverged"]))]
    for name, milestone in milestones.items():
        years = [milestone["years"][level] for level in MILESTONE_LEVELS]
        shown = ["later" if value is None else text for value, text in zip(years, aligned(years))]
        counts = [count(int(milestone[key])) for key in ("reached", "not_by_horizon", "diverged")]
        lines.append(milestone_label(name).ljust(MILESTONE_LABEL) + _cells(shown) + _counts(counts))
        errors = milestone["mc_error"]
        beside = [error(errors[level]) for level in MILESTONE_LEVELS]
        if any(beside):
            lines.append(terminal.faint((" " * MILESTONE_LABEL + _cells(beside)).rstrip()))
    return lines


def _pair(label: str, shown: Sequence[str], name: str, beside: Sequence[str], *, terminal: Terminal) -> tuple[str, str]:
    """A row of numbers and the fainter row of their errors, which also carries the name used in files and code."""
    under = f" {name}"
    return (
        label.ljust(LABEL) + _cells(shown, room=len(label)),
        terminal.faint((under.ljust(LABEL) + _cells(beside, room=len(under))).rstrip()),
    )


def _cells(texts: Sequence[str], *, room: int = LABEL) -> str:
    """Right-aligned cells; a label longer than its column takes its excess from the first, save the space between."""
    first, *others = texts
    return " " + first.rjust(CELL - 1 - max(0, room - LABEL)) + "".join(text.rjust(CELL) for text in others)


def _counts(texts: Sequence[str]) -> str:
    return "".join(text.rjust(MILESTONE_COUNT) for text in texts)


def _by_level(values: Mapping[str, Any]) -> dict[str, float | None]:
    return {str(level): None if value is None else float(value) for level, value in values.items()}


def _level_word(level: str) -> str:
    """ "0.025" as "p2.5"."""
    return f"p{float(level) * 100:g}"
