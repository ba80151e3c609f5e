"""From the text of a condition to its tree, by recursive descent, within bounds.

What the text may speak of is told beforehand (`Names`), so that a misspelt name, or a number where a claim is needed,
is an error with a place rather than a wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from oomcast.beliefs.expressions.evaluation import combined
from oomcast.beliefs.expressions.nodes import (
    QUANTITIES,
    All,
    Arithmetic,
    Claim,
    Comparison,
    Either,
    Event,
    Name,
    Negative,
    Node,
    Not,
    Number,
    Quantity,
    depth,
    size,
)
from oomcast.beliefs.expressions.tokens import LONGEST, Kind, Token, at, tokens
from oomcast.beliefs.expressions.words import in_words
from oomcast.errors import ParseError, nearest, shown

__all__ = ["DEEPEST", "LARGEST", "Names", "parse"]

DEEPEST = 32
"""Levels of a tree, and parentheses, signs or exponents in one another, at most: enough for any sentence, and far from
what the interpreter's stack can hold."""

LARGEST = 256
"""Nodes of a tree at most, each of which costs a pass over all draws."""

AND, OR, NOT = "and", "or", "not"
COMPARED_BY = {
    "<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "!=": "!=", "before": "<", "after": ">",
}  # fmt: skip
"""What compares two numbers, and the operator it stands for."""

POWERS = ("^", "**")
WORDS = (AND, OR, NOT, "before", "after")
EXAMPLE = "initial_speedup > 20"


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a condition may speak of: `quantities` are numbers, `events` are true or false.

    `absent` are names that a scenario could know and this one does not; they are refused, saying so.
    """

    quantities: frozenset[str]
    events: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def parse(text: str, *, names: Names) -> Claim:
    """The tree of a condition.

    Raises ParseError, of which `field` says at which character, for text that is no condition: with what was expected
    there, what came instead, and the nearest known name; and for one beyond the bounds.

    >>> known = Names(quantities=frozenset({"automation_year"}))
    >>> in_words(parse("automation_year after 2028 and before 2032", names=known))
    'automation_year > 2028 and automation_year < 2032'
    """
    return _Parser(tokens(text), names=names).whole()


class _Part(NamedTuple):
    """A piece of the tree, where its text starts, and its value where it speaks of numbers alone."""

    node: Node
    start: int
    value: float | None = None


class _Parser:
    """One reading of one text, from left to right. Each method reads one rule of the grammar (see the package)."""

    def __init__(self, found: list[Token], *, names: Names) -> None:
        self.found = found
        self.names = names
        self.next = 0
        self.level = 0
        self.subject: _Part | None = None
        """What the comparison just read is about, so that "and before 2032" can speak of it again."""

    @property
    def token(self) -> Token:
        return self.found[self.next]

    def whole(self) -> Claim:
        if self._ended():
            raise ParseError(f"expected a condition such as {EXAMPLE}, got nothing", field=at(0))
        read = self.either()
        if not self._ended():
            raise self._unexpected("an operator or the end")
        claim = self._claim(read)
        length = len(in_words(claim))
        if length > LONGEST:  # "and before 2032" is short for more; written out, a condition must be readable again
            got = f"got {length:,} when written out"
            raise ParseError(f"expected at most {LONGEST:,} characters, {got}", field=at(read.start))
        return claim

    # --- claims

    def either(self) -> _Part:
        return self._series(OR, self.every, kind=Either)

    def every(self) -> _Part:
        return self._series(AND, self.inverse, kind=All)

    def _series(self, word: str, operand: Callable[[], _Part], *, kind: type[All | Either]) -> _Part:
        """One operand, or several joined by the same word."""
        operands = [operand()]
        while self._take(word):
            operands.append(operand())
        return operands[0] if len(operands) == 1 else self._joined(kind, operands)

    def _joined(self, kind: type[All | Either], operands: list[_Part]) -> _Part:
        """Several claims as one; a series within a series of its kind is a part of it."""
        flat: list[Claim] = []
        for operand in operands:
            claim = self._claim(operand)
            flat += claim.operands if isinstance(claim, kind) else [claim]
        return self._made(kind(tuple(flat)), operands[0].start)

    def inverse(self) -> _Part:
        start = self.token.start
        if self._take(NOT):
            operand = self._deeper(self.inverse)
            return self._made(Not(self._claim(operand)), start)
        return self.comparison()

    def comparison(self) -> _Part:
        first = self.subject if self.subject and self.token.text in COMPARED_BY else self.sum()
        left, compared = first, []
        while operator := COMPARED_BY.get(self.token.text):
            self.next += 1
            right = self.sum()
            node = Comparison(operator, self._quantity(left), self._quantity(right))
            compared.append(self._made(node, left.start))
            left = right
        self.subject = first if len(compared) == 1 else None
        if len(compared) > 1:
            return self._joined(All, compared)
        return compared[0] if compared else first

    # --- quantities

    def sum(self) -> _Part:
        return self._chain(("+", "-"), self.product)

    def product(self) -> _Part:
        return self._chain(("*", "/"), self.signed)

    def _chain(self, operators: tuple[str, ...], operand: Callable[[], _Part]) -> _Part:
        """Operands joined by operators that bind equally, the first two first."""
        left = operand()
        while self.token.text in operators:
            operator = self.token.text
            self.next += 1
            left = self._arithmetic(operator, left, operand())
        return left

    def signed(self) -> _Part:
        start = self.token.start
        if self._take("-"):
            operand = self._deeper(self.signed)
            value = None if operand.value is None else -operand.value
            return self._made(Negative(self._quantity(operand)), start, value=value)
        return self.power()

    def power(self) -> _Part:
        base = self.operand()
        if self._take(*POWERS):
            return self._arithmetic("^", base, self._deeper(self.signed))
        return base

    def operand(self) -> _Part:
        token = self.token
        if self._take("("):
            self.subject = None
            inside = self._deeper(self.either)
            if not self._take(")"):
                raise self._unexpected(f"an operator or the ')' of the '(' at {at(token.start)}")
            self.subject = None
            return inside._replace(start=token.start)
        if token.kind is Kind.NUMBER:
            self.next += 1
            return _Part(Number(float(token.text)), token.start, value=float(token.text))
        if token.kind is Kind.WORD and token.text not in WORDS:
            self.next += 1
            return _Part(self._known(token), token.start)
        raise self._unexpected("a name, a number or '('")

    def _known(self, token: Token) -> Name | Event:
        name, names = token.text, self.names
        if name in names.quantities:
            return Name(name)
        if name in names.events:
            return Event(name)
        if name in names.absent:
            problem = f"expected something that this scenario speaks of, got {name!r}, of which it does not"
            raise ParseError(problem, field=at(token.start))
        hint = nearest(name, sorted(names.quantities | names.events | names.absent)) or nearest(name, WORDS)
        known = "an input, output, milestone or event"
        raise ParseError(f"expected the name of {known}, got {shown(name)}.{hint}", field=at(token.start))

    # --- what parts are, and how large

    def _arithmetic(self, operator: str, left: _Part, right: _Part) -> _Part:
        value = None
        node = Arithmetic(operator, self._quantity(left), self._quantity(right))
        if left.value is not None and right.value is not None:
            value = float(combined(operator, np.array(left.value), np.array(right.value)))
            if not np.isfinite(value):
                raise ParseError(f"expected a finite number, got {shown(in_words(node))}", field=at(left.start))
        return self._made(node, left.start, value=value)

    def _made(self, node: Node, start: int, *, value: float | None = None) -> _Part:
        """A part that joins others. Raises ParseError where that is too much."""
        if depth(node) > DEEPEST:
            raise ParseError(f"expected at most {DEEPEST} levels, got more", field=at(start))
        if size(node) > LARGEST:
            raise ParseError(f"expected at most {LARGEST} numbers, names and operators, got more", field=at(start))
        return _Part(node, start, value)

    def _deeper(self, rule: Callable[[], _Part]) -> _Part:
        """A rule within itself, as long as the bound allows it."""
        self.level += 1
        if self.level >= DEEPEST:
            raise ParseError(f"expected at most {DEEPEST} levels, got more", field=at(self.token.start))
        part = rule()
        self.level -= 1
        return part

    def _claim(self, part: _Part) -> Claim:
        if isinstance(part.node, QUANTITIES):
            got = f"the number {shown(in_words(part.node))}"
            raise ParseError(f"expected a comparison such as {EXAMPLE}, or an event, got {got}", field=at(part.start))
        return part.node

    def _quantity(self, part: _Part) -> Quantity:
        if not isinstance(part.node, QUANTITIES):
            got = f"{shown(in_words(part.node))}, which is true or false"
            raise ParseError(f"expected a number, got {got}", field=at(part.start))
        return part.node

    # --- tokens

    def _ended(self) -> bool:
        return self.token.kind is Kind.END

    def _take(self, *texts: str) -> bool:
        """Whether the next token is one of these, which is then behind us."""
        is_next = self.token.text in texts
        self.next += is_next
        return is_next

    def _unexpected(self, expected: str) -> ParseError:
        token = self.token
        hint = nearest(token.text.casefold(), WORDS) if token.kind is Kind.WORD and token.text not in WORDS else ""
        return ParseError(f"expected {expected}, got {token.told}.{hint}", field=at(token.start))
