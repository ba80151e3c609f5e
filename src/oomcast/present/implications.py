"""What the medians of the beliefs imply about things that people hold beliefs about, beside those beliefs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.present.labels import IMPLIED_UNITS, implied_label
from oomcast.present.terminal import Terminal
from oomcast.present.words import number, scale_of, unit_word
from oomcast.present.workforce import CHAIN, NEEDS

__all__ = ["implications_table"]

DIGITS = 3
LABEL, CELL, BELOW = 42, 11, 16  # 42 + 2 * 11 + 16 = 80 columns


def implications_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Every implied number that no other table shows, beside the belief about the same thing where there is one.

    Where the two do not agree, a line says so.
    """
    implied: Mapping[str, float | None] = document["implied"]
    beside: dict[str, Mapping[str, Any]] = {pair["implied"]: pair for pair in document["beside"]}
    names = [name for name in implied if name in beside or name not in (*CHAIN, *NEEDS)]
    if not names:
        return []
    heading = "Implied by the medians of the beliefs".ljust(LABEL) + "implied".rjust(CELL)
    if beside:
        heading += "believed".rjust(CELL) + "belief below".rjust(BELOW)
    lines = [terminal.strong(heading)]
    # Disagreements first, then what has a belief beside it.
    for name in sorted(names, key=lambda name: (not _disagrees(beside.get(name)), name not in beside)):
        lines += _row(name, implied[name], beside.get(name), terminal=terminal)
    disagreements = sum(_disagrees(pair) for pair in beside.values())
    if disagreements:
        verb = "does" if disagreements == 1 else "do"
        said = (
            f"{disagreements} of {len(beside)} implied numbers {verb} not agree with the belief about the same thing."
        )
        lines.insert(0, terminal.warning(terminal.prose(said)))
    return lines


def _disagrees(pair: Mapping[str, Any] | None) -> bool:
    return pair is not None and bool(pair["is_conflict"])


def _row(name: str, value: float | None, pair: Mapping[str, Any] | None, *, terminal: Terminal) -> list[str]:
    """One number, its belief, and that the two disagree, where they do."""
    scale = scale_of([value], IMPLIED_UNITS.get(name, "1"))
    label = ", ".join(part for part in (implied_label(name), unit_word(scale.unit)) if part)
    row = f"  {label}".ljust(LABEL) + terminal.implied(_told(value, scale.size).rjust(CELL))
    if pair is None:
        return [row]
    row += terminal.stated(_told(pair["stated_median"], scale.size).rjust(CELL))
    lines = [row + _share(float(pair["share_below"])).rjust(BELOW)]
    if _disagrees(pair):
        lines.append(terminal.warning(f"    does not agree with what is believed of {pair['parameter']}"))
    return lines


def _told(value: float | None, size: float) -> str:
    return "no limit" if value is None else number(value / size, digits=DIGITS)


def _share(share: float) -> str:
    """How much of a belief lies below a number, in few letters.

    >>> _share(0.253), _share(0.004), _share(1.0)
    ('25 in 100', 'under 1 in 100', 'all of it')
    """
    if share <= 0:
        return "none of it"
    if share >= 1:
        return "all of it"
    if share < 0.01:
        return "under 1 in 100"
    return f"{min(99, round(100 * share))} in 100"
