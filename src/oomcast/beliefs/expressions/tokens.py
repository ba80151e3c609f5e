"""From the text of a condition to its tokens: numbers, words and signs, each with its place."""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import NamedTuple

from oomcast.errors import ParseError, shown

__all__ = ["LONGEST", "Kind", "Token", "at", "tokens"]

LONGEST = 1_000
"""Characters of a condition at most: several times what a person can still read, and little to take apart."""

SIGNS = ("<=", ">=", "==", "!=", "**", "<", ">", "+", "-", "*", "/", "^", "(", ")")
"""Longer ones first, so that "<=" is not read as "<"."""

SLIPS = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not", "~": "not", "=": "==", "≤": "<=", "≥": ">=",
    "≠": "!=", "−": "-", "–": "-", "×": "*", "·": "*", "÷": "/",
}  # fmt: skip
"""What a hand used to other notations writes, and how it is written here."""

# ASCII throughout: letters and digits of other scripts that look like ours are refused, not guessed at.
SPACE = re.compile(r"[ \t\r\n]*")
NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """A piece of the text that means something as a whole; `start` counts characters from 0."""

    kind: Kind
    text: str
    start: int

    @property
    def told(self) -> str:
        """The token as a message calls it."""
        return "the end" if self.kind is Kind.END else shown(self.text)


def at(start: int) -> str:
    """A place in the text as a message names it: the first character is number 1."""
    return f"character {start + 1}"


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, the last of which is its end. Raises ParseError for a character without meaning here.

    >>> [token.text for token in tokens("oom_6 <= 2.5e0")]
    ['oom_6', '<=', '2.5e0', '']
    """
    if len(text) > LONGEST:
        raise ParseError(f"expected at most {LONGEST:,} characters, got {len(text):,}", field=at(LONGEST))
    found: list[Token] = []
    place = _after_space(text, 0)
    while place < len(text):
        token = _token(text, place)
        found.append(token)
        place = _after_space(text, place + len(token.text))
    return [*found, Token(Kind.END, "", place)]


def _after_space(text: str, place: int) -> int:
    space = SPACE.match(text, place)
    return space.end() if space else place


def _token(text: str, place: int) -> Token:
    """The token that starts at `place`."""
    if number := NUMBER.match(text, place):
        if not math.isfinite(float(number[0])):
            raise ParseError(f"expected a finite number, got {shown(number[0])}", field=at(place))
        return Token(Kind.NUMBER, number[0], place)
    if word := WORD.match(text, place):
        return Token(Kind.WORD, word[0], place)
    for sign in SIGNS:
        if text.startswith(sign, place):
            return Token(Kind.SIGN, sign, place)
    slip = next((slip for slip in SLIPS if text.startswith(slip, place)), "")
    hint = f" Did you mean {SLIPS[slip]!r}?" if slip else ""
    got = shown(slip or text[place])
    raise ParseError(f"expected a name, a number or one of {' '.join(SIGNS)}, got {got}.{hint}", field=at(place))
