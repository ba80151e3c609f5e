"""Read single fields, numbers and text, and name them the way messages do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from oomcast.beliefs.distributions.levels import quantile_level
from oomcast.beliefs.reading import described
from oomcast.errors import ScenarioError, nearest

__all__ = [
    "ALONE",
    "MAX_LINE",
    "NUMBER",
    "dotted",
    "dotted_in",
    "read_number",
    "read_text",
    "refuse_unknown_fields",
    "suggestion",
]

MAX_TEXT = 10_000
"""Longest text of one field, in characters."""
MAX_LINE = 200
"""Longest name, unit, title or other one-line text, in characters."""

LIKENESS = 0.75
"""How alike two names must be, their words put in order, to be taken for each other (1 is equal)."""

NUMBER = r"[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
ALONE = re.compile(rf"\s*({NUMBER})\s*", re.ASCII)
BARE_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
# Control characters, halves of surrogate pairs, and those that turn the direction of the text after them, so that a
# reader would see something else than was written.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HIDDEN_IN_LINE = re.compile(f"[\t\n\r\u2028\u2029]|{HIDDEN.pattern}")


def dotted(*names: str) -> str:
    """The dotted name of a field, as messages give it; names that TOML would quote are quoted.

    >>> dotted("parameters", "initial_speedup", "p50")
    'parameters.initial_speedup.p50'
    """
    return ".".join(name if BARE_NAME.fullmatch(name) else described(name) for name in names if name)


def suggestion(name: str, known: Iterable[str]) -> str:
    """The question whether the nearest of the (lower-case) known names was meant, or nothing where none is near.

    Case, hyphens and the order of words may differ.

    >>> suggestion("Initial-Speedup", ["initial_speedup", "returns_to_software"])
    ". Did you mean 'initial_speedup'?"
    >>> suggestion("speedup_initial", ["initial_speedup", "returns_to_software"])
    ". Did you mean 'initial_speedup'?"
    """
    plain = name[:MAX_LINE].casefold().replace("-", "_").replace(" ", "_")
    by_words = {in_order(word): word for word in known}
    hint = nearest(plain, by_words.values())
    if not hint and (close := get_close_matches(in_order(plain), by_words, n=1, cutoff=LIKENESS)):
        hint = f" Did you mean {by_words[close[0]]!r}?"
    return f".{hint}" if hint else ""


def in_order(name: str) -> str:
    """A name with its words in alphabetical order."""
    return "_".join(sorted(name.split("_")))


def dotted_in(field: str, name: str) -> str:
    """The dotted name of a field inside another, already dotted, one."""
    return f"{field}.{dotted(name)}" if field else dotted(name)


def refuse_unknown_fields(
    table: Mapping[Any, Any], *, known: Iterable[str], field: str, percentiles: bool = True
) -> None:
    """Raise ScenarioError for the first name in a table that is not known (nor a percentile, where those are)."""
    for name in table:
        if not isinstance(name, str):
            raise ScenarioError(f"expected names in quotes, got {described(name)}", field=field)
        if name not in known and not (percentiles and quantile_level(name) is not None):
            raise ScenarioError(
                f"expected a known field, got {described(name)}{suggestion(name, known)}", field=dotted_in(field, name)
            )


def read_number(value: object, *, field: str, none_means: str | None = None) -> float:
    """A finite number as written in a file, or +infinity for "none" where `none_means` says what that stands for."""
    expected = "a finite number" + (f' or "none" ({none_means})' if none_means else "")
    if none_means and isinstance(value, str) and value.strip().casefold() == "none":
        return math.inf
    hint = " (write it without quotes)" if isinstance(value, str) and ALONE.fullmatch(value[:MAX_LINE]) else ""
    if not isinstance(value, bool | str | bytes) and hasattr(type(value), "__float__"):
        try:
            number = float(value)  # type: ignore[arg-type]
        except (OverflowError, TypeError, ValueError):  # too large for a double, or an array
            number = math.nan
        if math.isfinite(number):
            return number
    raise ScenarioError(f"expected {expected}, got {described(value)}{hint}", field=field)


def read_text(value: object, *, field: str, one_line: bool = True, expected: str = "text in quotes") -> str:
    """Text that can be shown anywhere: no control characters, nothing that turns the direction of what follows."""
    if not isinstance(value, str):
        raise ScenarioError(f"expected {expected}, got {described(value)}", field=field)
    limit = MAX_LINE if one_line else MAX_TEXT
    if len(value) > limit:
        raise ScenarioError(f"expected at most {limit:,} characters, got {len(value):,}", field=field)
    if hidden := (HIDDEN_IN_LINE if one_line else HIDDEN).search(value):
        where = "one line of text" if one_line else "text"
        got = f"the control character U+{ord(hidden.group()):04X}"
        raise ScenarioError(f"expected {where} without control characters, got {got}", field=field)
    return value
