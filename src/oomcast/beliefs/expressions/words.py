"""A condition as text again, in one spelling: with no parenthesis too many, and none too few to be read the same."""

from __future__ import annotations

from oomcast.beliefs.expressions.nodes import (
    All,
    Arithmetic,
    Comparison,
    Either,
    Event,
    Name,
    Negative,
    Node,
    Not,
    Number,
)

__all__ = ["in_words"]

EITHER, ALL, NOT, COMPARISON, SUM, PRODUCT, SIGNED, POWER, OPERAND = range(9)
"""How tightly each rule of the grammar binds, loosest first."""

BINDING = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "^": POWER}


def in_words(node: Node) -> str:
    """The text that reads as this very tree.

    >>> in_words(Not(Comparison("<", Name("oom_6"), Arithmetic("*", Number(2.0), Number(0.5)))))
    'not oom_6 < 2 * 0.5'
    """
    match node:
        case Number(value):
            return repr(float(value)).removesuffix(".0")  # the shortest digits that give the same number back
        case Name(name) | Event(name):
            return name
        case Negative(operand):
            return f"-{_inside(operand, SIGNED)}"
        case Arithmetic("^", left, right):
            return f"{_inside(left, OPERAND)} ^ {_inside(right, SIGNED)}"
        case Arithmetic(operator, left, right):
            binding = BINDING[operator]
            return f"{_inside(left, binding)} {operator} {_inside(right, binding + 1)}"
        case Comparison(operator, left, right):
            return f"{_inside(left, SUM)} {operator} {_inside(right, SUM)}"
        case Not(operand):
            return f"not {_inside(operand, NOT)}"
        case All(operands):
            return " and ".join(_inside(operand, NOT) for operand in operands)
        case Either(operands):
            return " or ".join(_inside(operand, ALL) for operand in operands)


def _inside(node: Node, least: int) -> str:
    """A part of a larger text, in parentheses if it binds less tightly than its place asks for."""
    text = in_words(node)
    return text if _binding(node) >= least else f"({text})"


def _binding(node: Node) -> int:
    match node:
        case Arithmetic(operator, _, _):
            return BINDING[operator]
        case Negative():
            return SIGNED
        case Comparison():
            return COMPARISON
        case Not():
            return NOT
        case All():
            return ALL
        case Either():
            return EITHER
        case _:
            return OPERAND
