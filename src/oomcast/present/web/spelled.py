"""A value of JSON as the right-hand side of a line of TOML, which is how files and the command line spell beliefs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from oomcast.beliefs.fields import BARE_NAME

__all__ = ["as_toml"]


def as_toml(value: Any) -> str:
    """A value of JSON as the right-hand side of a line of TOML.

    >>> as_toml({"p25": 0.7, "p50": 1, "note": 'a "guess"'})
    '{p25 = 0.7, p50 = 1, note = "a \\\\"guess\\\\""}'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_as_toml(name)} = {as_toml(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(as_toml(item) for item in value) + "]"
    return text_as_toml(str(value))


def key_as_toml(name: str) -> str:
    """A name, in quotes where it must be."""
    return name if BARE_NAME.fullmatch(name) else text_as_toml(name)


def text_as_toml(text: str) -> str:
    """A text in double quotes; the escapes of JSON are among those of TOML, which escapes one character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
