"""How comparisons of companies are told: factors, spans of time, names in the place of parts, rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from oomcast.present.words import about, number, plain, quantity

__all__ = ["READINGS", "factor", "headline", "jump_words", "named", "range_of", "span", "table_row"]

READINGS = {"literal": "years of its own", "in_year": "a calendar year"}
"""The two readings of the automated company, in the order in which they stand."""

WEEKS_PER_YEAR = 365.25 / 7
SHORTEST_YEARS = 0.1
"""Spans below are told in weeks."""


def table_row(first: str, rest: Iterable[str], *, width: int, cell: int) -> str:
    """A row of a table."""
    return (first.ljust(width) + "".join(item.rjust(cell) for item in rest)).rstrip()


def named(label: str, roles: Mapping[str, str]) -> str:
    """A label with the names of the companies that play the parts."""
    for role, name in roles.items():
        label = label.replace(f"{{{role}}}", name)
    return label


def jump_words(key: str, roles: Mapping[str, str]) -> tuple[str, str]:
    """The companies of a jump: the one that does more, and the other."""
    fast, slow = ("normal", "slow") if key == "normal_over_slow" else ("automated", "normal")
    return roles[fast], roles[slow]


def span(years: float | None) -> str:
    """A length of time, in weeks where it is short.

    >>> span(7 / 365.25), span(1.0), span(50.0)
    ('1 week', '1 year', '50 years')
    """
    if years is None:
        return quantity(years, "year")
    is_short = years < SHORTEST_YEARS
    shown, unit = (years * WEEKS_PER_YEAR, "week") if is_short else (years, "year")
    rounded = float(f"{shown:.3g}")
    return f"{plain(rounded)} {unit}" + ("" if rounded == 1.0 else "s")


def factor(value: float | None, *, digits: int = 2) -> str:
    """A factor; three digits from a hundred on.

    >>> factor(11.487), factor(127.4), factor(20.735, digits=3)
    ('11×', '127×', '20.7×')
    """
    return quantity(value, "x", digits=max(digits, 3) if value is not None and value >= 100 else digits)


def range_of(summary: Mapping[str, Any]) -> str:
    """A speed-up in one phrase: median, and the middle four fifths of draws."""
    low, middle, high = (summary["quantiles"][level] for level in ("0.1", "0.5", "0.9"))
    return factor(middle) if low == high else f"{factor(middle)} ({factor(low)} to {factor(high)})"


def headline(document: Mapping[str, Any]) -> str:
    """The finding in a sentence: how much one company does over another, and how sure that is."""
    roles, speedups = document["roles"], document["speedups"]

    def much(key: str) -> str:
        quantiles = speedups[key]["quantiles"]
        low, middle, high = (quantiles[level] for level in ("0.25", "0.5", "0.75"))
        if middle is None or low is None or high is None:
            return f"{number(middle)} times"
        return f"about {about(middle)} times" + ("" if low == high else f" ({about(low)} to {about(high)})")

    slow, normal, automated = roles["slow"], roles["normal"], roles["automated"]
    spread = document["speedups"]["normal_over_slow"]["quantiles"]
    how = "" if spread["0.25"] == spread["0.75"] else " Medians, with half of draws in brackets."
    return (
        f"On these beliefs, {normal} achieves {much('normal_over_slow')} as much as {slow}, and {automated} "
        f"{much('automated_over_normal_in_year')} as much as {normal} within a calendar year, "
        f"{much('automated_over_normal_literal')} in years of its own.{how}"
    )
