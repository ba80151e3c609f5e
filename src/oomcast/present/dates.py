"""When full automation and each milestone come by the calendar, where full automation has a date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.present.labels import PROGRESS, milestone_label
from oomcast.present.terminal import Terminal
from oomcast.present.words import date_words, error

__all__ = ["dates_table"]

START = "automation_year"
LEVELS = {"0.1": "p10", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.9": "p90"}
MEDIAN = "0.5"
MONTHS_PER_YEAR = 12

LABEL, CELL, ERROR = 18, 10, 12  # 18 + 5 * 10 + 12 = 80 columns


def dates_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles of each date, with the largest of their errors; nothing where full automation has no date."""
    calendar = document["calendar"]
    if calendar is None:
        return []
    heading = "Reached by".ljust(LABEL) + _cells(list(LEVELS.values())) + "± months".rjust(ERROR)
    lines = [terminal.strong(heading)]
    if START in calendar:
        median = date_words(calendar[START]["dates"][MEDIAN])
        lines.insert(0, f"Half of the draws have full automation by {median}.")
    for name, entry in calendar.items():
        shown = [date_words(entry["dates"][level]) for level in LEVELS]
        known = [entry["mc_error"][level] for level in LEVELS if entry["mc_error"][level] is not None]
        largest = error(MONTHS_PER_YEAR * max(known)) if known else ""
        row = _label(name).ljust(LABEL) + _cells(shown)
        lines.append((row + terminal.faint(largest.rjust(ERROR))).rstrip())
    return [*lines, terminal.faint("  ± is the largest error in a row; later: beyond what is followed")]


def _label(name: str) -> str:
    """What a date is of; a gain of years is not told from a span of time otherwise."""
    label = milestone_label(name)
    return f"{label} gained" if name.startswith(PROGRESS) else label


def _cells(texts: list[str]) -> str:
    return "".join(text.rjust(CELL) for text in texts)
