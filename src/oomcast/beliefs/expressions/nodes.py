"""The tree of a condition: quantities, which are numbers, and claims, which are true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "QUANTITIES",
    "All",
    "Arithmetic",
    "Claim",
    "Comparison",
    "Either",
    "Event",
    "Name",
    "Negative",
    "Node",
    "Not",
    "Number",
    "Quantity",
    "depth",
    "names_in",
    "parts",
    "size",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number, not negative."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """An input, output or milestone: one number per draw."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """A quantity with its sign changed."""

    operand: Quantity


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two quantities joined by `operator`: one of + - * / ^."""

    operator: str
    left: Quantity
    right: Quantity


@dataclass(frozen=True, slots=True)
class Event:
    """One of the model's yes-or-no claims: one truth value per draw."""

    name: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two quantities compared by `operator`: one of < <= > >= == !=."""

    operator: str
    left: Quantity
    right: Quantity


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a claim."""

    operand: Claim


@dataclass(frozen=True, slots=True)
class All:
    """Two claims or more that hold together; none of them is an `All` itself."""

    operands: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Two claims or more of which at least one holds; none of them is an `Either` itself."""

    operands: tuple[Claim, ...]


Quantity: TypeAlias = Number | Name | Negative | Arithmetic
Claim: TypeAlias = Event | Comparison | Not | All | Either
Node: TypeAlias = Quantity | Claim

QUANTITIES = (Number, Name, Negative, Arithmetic)


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes right below one, from left to right."""
    match node:
        case Negative(operand) | Not(operand):
            return (operand,)
        case Arithmetic(_, left, right) | Comparison(_, left, right):
            return (left, right)
        case All(operands) | Either(operands):
            return operands
        case _:
            return ()


def size(node: Node) -> int:
    """How many nodes there are in all.

    >>> size(Comparison(">", Name("initial_speedup"), Number(20.0)))
    3
    """
    return 1 + sum(size(part) for part in parts(node))


def depth(node: Node) -> int:
    """How many nodes stand above one another at most.

    >>> depth(Not(Comparison(">", Name("initial_speedup"), Number(20.0))))
    3
    """
    return 1 + max((depth(part) for part in parts(node)), default=0)


def names_in(node: Node) -> Iterator[str]:
    """The names that a condition speaks of, from left to right, each as often as it stands there."""
    if isinstance(node, Name | Event):
        yield node.name
    for part in parts(node):
        yield from names_in(part)
