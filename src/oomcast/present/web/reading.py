"""Read a JSON body that nobody vouches for: bounded depth, each name once, finite numbers, and nothing unknown."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from oomcast.errors import nearest, shown
from oomcast.present.web.failures import Refusal

__all__ = ["MAX_DEPTH", "read_json", "read_known", "read_whole"]

MAX_DEPTH = 32
"""Deepest nesting of a body. A request needs six."""

# The quantifier is possessive (`*+`), so that the scan is linear in the length of any text, closed strings or not.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)

BAD_JSON, BAD_FIELD = "json", "field"


def read_json(body: bytes) -> dict[str, Any]:
    """The object that a body holds. Raises Refusal (400) for anything else.

    >>> read_json(b'{"draws": 2000}')
    {'draws': 2000}
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(400, BAD_JSON, "expected JSON in UTF-8, got bytes that are not") from None
    if depth_of(text) > MAX_DEPTH:
        raise Refusal(400, "depth", f"expected at most {MAX_DEPTH} levels of nesting, got more")
    try:
        found = json.loads(
            text, object_pairs_hook=each_name_once, parse_constant=refuse_constant, parse_float=finite, parse_int=whole
        )
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise Refusal(400, BAD_JSON, f"expected JSON, got something else at {where}") from None
    if not isinstance(found, dict):
        raise Refusal(400, BAD_JSON, f"expected a JSON object, got {shown(found)}")
    return found


def depth_of(text: str) -> int:
    """The deepest nesting of brackets outside of strings, counted no further than what is too deep.

    >>> depth_of('{"a": ["[[["]}')
    2
    """
    depth = deepest = 0
    for found in TOKEN.finditer(text):
        if found.lastgroup == "open":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
        elif found.lastgroup == "close":
            depth -= 1
    return deepest


def each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different: of two values one would be lost unsaid."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refusal(400, BAD_JSON, f"expected each name once, got {shown(name)} again")
        found[name] = value
    return found


def refuse_constant(name: str) -> float:
    """NaN and Infinity, which are no JSON."""
    raise Refusal(400, BAD_JSON, f"expected finite numbers, got {name}")


def finite(text: str) -> float:
    """A number with a fraction or an exponent, as long as a double can hold it."""
    number = float(text)
    if not math.isfinite(number):
        raise Refusal(400, BAD_JSON, f"expected finite numbers, got {shown(text)}")
    return number


MOST_DIGITS = 400
"""Longest whole number: a double ends at 309 digits, and Python refuses to read 4,301."""


def whole(text: str) -> int:
    """A whole number of bearable length."""
    if len(text) > MOST_DIGITS:
        raise Refusal(400, BAD_JSON, f"expected numbers of at most {MOST_DIGITS} digits, got {len(text):,} of them")
    return int(text)


def read_known(asked: Mapping[str, Any], *, known: Iterable[str], inside: str = "") -> None:
    """Raise Refusal (400) for the first name of a request that means nothing, with the nearest that does."""
    known = tuple(known)
    for name in asked:
        if name not in known:
            field = f"{inside}.{shown(name)[1:-1]}" if inside else shown(name)[1:-1]
            message = f"expected one of {', '.join(known)}, got {shown(name)}.{nearest(name, known)}"
            raise Refusal(400, BAD_FIELD, message, field=field)


def read_kind(asked: Mapping[str, Any], name: str, kind: type | tuple[type, ...], *, expected: str) -> Any:
    """A member of a request of one kind, or None where it is absent or null. Raises Refusal (400)."""
    value = asked.get(name)
    if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
        return value
    raise Refusal(400, BAD_FIELD, f"expected {expected}, got {shown(value)}", field=name)


def read_whole(asked: Mapping[str, Any], name: str, *, default: int, least: int, most: int) -> int:
    """A whole number between two bounds, or the default. Raises Refusal (400)."""
    value = read_kind(asked, name, (int, float), expected="a whole number")
    if value is None:
        return default
    if value != int(value) or not least <= value <= most:
        message = f"expected a whole number from {least:,} to {most:,}, got {shown(value)}"
        raise Refusal(400, BAD_FIELD, message, field=name)
    return int(value)
