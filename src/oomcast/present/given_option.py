"""What `--given` says on the command line: limits of inputs, written as a person would say them."""

from __future__ import annotations

from collections.abc import Iterable

from oomcast.errors import ScenarioError, nearest, shown

__all__ = ["GIVEN_OPTION", "parse_given"]

GIVEN_OPTION = "--given"
SIDES = ("before", "after")
AND = "and"


def parse_given(texts: Iterable[str]) -> dict[str, dict[str, float]]:
    """The table of limits that several options state together, as a file's [given] would.

    Each reads NAME before X, NAME after X, or NAME after X and before Y. Raises ScenarioError for anything else, and
    for a limit that is stated twice: of two values one would be lost unsaid.

    >>> parse_given(["automation_year after 2028 and before 2032"])
    {'automation_year': {'after': 2028.0, 'before': 2032.0}}
    """
    table: dict[str, dict[str, float]] = {}
    for text in texts:
        name, *words = text.split() or [""]
        limits = table.setdefault(name, {})
        clauses = " ".join(words).split(f" {AND} ")
        for clause in clauses:
            side, value = _clause(clause, text=text)
            if side in limits:
                raise ScenarioError(f"expected one value {side}, got several", field=name, file=GIVEN_OPTION)
            limits[side] = value
    return table


def _clause(clause: str, *, text: str) -> tuple[str, float]:
    """One "before X" or "after X"."""
    side, _, written = clause.partition(" ")
    try:
        value = float(written)
    except ValueError:
        value = None
    if value is None or side not in SIDES:
        hint = nearest(side, SIDES) if side not in SIDES else ""
        expected = "expected NAME before X or NAME after X, such as automation_year before 2032"
        raise ScenarioError(f"{expected}, got {shown(text)}.{hint}", file=GIVEN_OPTION)
    return side, value
