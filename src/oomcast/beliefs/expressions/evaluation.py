"""What a condition says of each draw: true, false, or unknown, on columns of numbers.

Arithmetic is that of floating-point numbers (IEEE 754), element by element:

- **Infinity** is a number above all others: a milestone that is not reached by the horizon, an output that diverged.
  It fulfils `> 5`, it equals itself, and what is larger than the largest float counts as infinite too.
- **Unknown** (NaN) is a number that nobody knows: the time of a milestone that was passed while progress diverged, and
  what arithmetic cannot settle, such as infinity minus infinity, 0/0, or a root of a negative number.
- A **comparison** with something unknown is unknown, `!=` too. `not` of unknown is unknown; `and` is false where any
  part is false, else unknown where any is unknown; `or` is true where any part is true, else unknown where any is
  (Kleene's strong logic of three values, 1938).
- A draw **fulfils** a condition where it is true. What is unknown fulfils neither a condition nor its opposite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.expressions.nodes import (
    All,
    Arithmetic,
    Claim,
    Comparison,
    Either,
    Event,
    Name,
    Negative,
    Not,
    Number,
    Quantity,
)

__all__ = ["Truth", "combined", "fulfilled", "numbers", "truth"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Columns = Mapping[str, NDArray[Any]]

OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
}

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


class Truth(NamedTuple):
    """Which draws a claim is true of, and which it is false of, shape (draws,) each; of the rest it is unknown."""

    true: BoolArray
    false: BoolArray


def fulfilled(claim: Claim, columns: Columns) -> BoolArray:
    """Which draws a condition is known to be true of, shape (draws,); `columns` has one array (draws,) per name.

    >>> late = Comparison(">", Name("oom_6"), Number(2.0))
    >>> years = {"oom_6": np.array([1.0, 3.0, np.inf, np.nan])}
    >>> fulfilled(late, years).tolist(), fulfilled(Not(late), years).tolist()
    ([False, True, True, False], [True, False, False, False])
    """
    shape = next(iter(columns.values())).shape
    return np.array(np.broadcast_to(truth(claim, columns).true, shape))


def truth(claim: Claim, columns: Columns) -> Truth:
    """What a condition says of each draw."""
    match claim:
        case Event(name):
            column = np.asarray(columns[name], dtype=np.bool_)
            return Truth(column, ~column)
        case Comparison(operator, left, right):
            one, other = numbers(left, columns), numbers(right, columns)
            known = ~(np.isnan(one) | np.isnan(other))
            holds = COMPARISONS[operator](one, other)
            return Truth(known & holds, known & ~holds)
        case Not(operand):
            opposite = truth(operand, columns)
            return Truth(opposite.false, opposite.true)
        case All(operands):
            return _joined([truth(operand, columns) for operand in operands])
        case Either(operands):
            # By De Morgan: not all of the opposites.
            opposites = [Truth(false, true) for true, false in (truth(operand, columns) for operand in operands)]
            none = _joined(opposites)
            return Truth(none.false, none.true)


def _joined(claims: list[Truth]) -> Truth:
    """True where all are, false where any is."""
    true, false = claims[0]
    for claim in claims[1:]:
        true, false = true & claim.true, false | claim.false
    return Truth(true, false)


def numbers(quantity: Quantity, columns: Columns) -> FloatArray:
    """The value of a quantity in each draw, shape (draws,), or () where it is the same in all."""
    match quantity:
        case Number(value):
            return np.float64(value)  # type: ignore[return-value]  # an array of no dimension, to all that follows
        case Name(name):
            return np.asarray(columns[name], dtype=np.float64)
        case Negative(operand):
            return np.negative(numbers(operand, columns))
        case Arithmetic(operator, left, right):
            return combined(operator, numbers(left, columns), numbers(right, columns))


def combined(operator: str, left: FloatArray, right: FloatArray) -> FloatArray:
    """Two numbers joined by an operator, element by element.

    >>> float(combined("^", np.array(2.0), np.array(10.0)))
    1024.0
    """
    with np.errstate(all="ignore"):  # what overflows is infinite and what has no value unknown, as defined above
        result: FloatArray = OPERATIONS[operator](left, right)
    return result
