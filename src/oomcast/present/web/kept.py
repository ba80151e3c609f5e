"""Answers that were given before: undo, redo, a preset opened again, and two pages that ask the same."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

__all__ = ["Kept", "key_of"]

MOST_BYTES = 32 * 1024 * 1024
"""How much is kept in all: a few hundred answers."""

LARGEST = 1024 * 1024
"""Largest answer that is kept, in bytes."""

ABOUT_THE_PAGE = ("session", "sequence")
"""What a request says about the page that asks, which changes nothing in the answer."""


class Kept:
    """The answers that were asked for last, by what was asked.

    >>> kept = Kept(most_bytes=8)
    >>> kept.put("a", b"12345"); kept.put("b", b"6789"); kept.get("a"), kept.get("b")
    (None, b'6789')
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES, largest: int = LARGEST) -> None:
        self._most_bytes, self._largest = most_bytes, largest
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: str) -> bytes | None:
        """The answer to this question, or None."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: str, answer: bytes) -> None:
        """Keep an answer, and forget those that nobody has asked for longest."""
        if len(answer) > self._largest:
            return
        self._bytes += len(answer) - len(self._answers.pop(key, b""))
        self._answers[key] = answer
        while self._bytes > self._most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest)


def key_of(kind: str, asked: Mapping[str, Any]) -> str:
    """The same text for the same question; numbers that are spelled differently are different questions.

    >>> key_of("run", {"draws": 1, "session": "x"}) == key_of("run", {"session": "y", "draws": 1})
    True
    """
    about = {name: value for name, value in asked.items() if name not in ABOUT_THE_PAGE}
    return json.dumps([kind, about], sort_keys=True, ensure_ascii=True)
