"""What a plain function does, recorded: it is run once on symbols instead of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from oomcast.errors import ModelError
from oomcast.quantities import elementary

__all__ = ["BOTH", "EITHER", "Operation", "Record", "Symbol"]

BOTH, EITHER = "&", "|"
"""Conditions of which both must hold, or one."""


class Operation(NamedTuple):
    """One thing that was computed: what was done, to which earlier results, or with which number or name."""

    kind: str
    operands: tuple[int, ...] = ()
    given: float | str = 0.0


Symbolic: TypeAlias = "Symbol | float"


class Symbol:
    """A number that is not known yet; what is done with it is recorded, the same thing only once."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, record: Record, place: int) -> None:
        self.record, self.place = record, place

    def __bool__(self) -> bool:
        raise ModelError("a model that is followed by its series may not branch (`if`); use `where`")

    def __neg__(self) -> Symbol:
        return self.record.of("-", 0.0, self)

    def __add__(self, other: Symbolic) -> Symbol:
        return self.record.of("+", self, other)

    def __radd__(self, other: Symbolic) -> Symbol:
        return self.record.of("+", other, self)

    def __sub__(self, other: Symbolic) -> Symbol:
        return self.record.of("-", self, other)

    def __rsub__(self, other: Symbolic) -> Symbol:
        return self.record.of("-", other, self)

    def __mul__(self, other: Symbolic) -> Symbol:
        return self.record.of("*", self, other)

    def __rmul__(self, other: Symbolic) -> Symbol:
        return self.record.of("*", other, self)

    def __truediv__(self, other: Symbolic) -> Symbol:
        return self.record.of("/", self, other)

    def __rtruediv__(self, other: Symbolic) -> Symbol:
        return self.record.of("/", other, self)

    def __lt__(self, other: Symbolic) -> Symbol:
        return self.record.of("<", self, other)

    def __le__(self, other: Symbolic) -> Symbol:
        return self.record.of("<=", self, other)

    def __gt__(self, other: Symbolic) -> Symbol:
        return self.record.of(">", self, other)

    def __ge__(self, other: Symbolic) -> Symbol:
        return self.record.of(">=", self, other)

    def __eq__(self, other: object) -> Symbol:  # type: ignore[override]
        return self.record.of("==", self, other)

    def __ne__(self, other: object) -> Symbol:  # type: ignore[override]
        return self.record.of("!=", self, other)

    def __and__(self, other: Symbol) -> Symbol:
        return self.record.of(BOTH, self, other)

    def __or__(self, other: Symbol) -> Symbol:
        return self.record.of(EITHER, self, other)


class Record:
    """The operations of a rate of change, each after those whose results it uses."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.places: dict[Operation, int] = {}

    def note(self, operation: Operation) -> Symbol:
        """The result of an operation; the same operation is noted once."""
        place = self.places.setdefault(operation, len(self.operations))
        if place == len(self.operations):
            self.operations.append(operation)
        return Symbol(self, place)

    def of(self, kind: str, *operands: object) -> Symbol:
        """The result of an operation on symbols and numbers."""
        return self.note(Operation(kind, tuple(self.symbol(operand).place for operand in operands)))

    def symbol(self, value: object) -> Symbol:
        """A symbol as it is; a number as the constant it is."""
        if isinstance(value, Symbol):
            return value
        if isinstance(value, bool | int | float):
            return self.note(Operation("number", given=float(value)))
        raise ModelError(f"expected a number in a rate of change, got {type(value).__name__}")

    def primitives(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        """Forms of the elementary functions that are recorded instead of computed."""

        def where(condition: object, if_true: object, if_false: object) -> object:
            if not isinstance(condition, Symbol):
                return if_true if condition else if_false
            return self.of("where", condition, if_true, if_false)

        def exp(x: object) -> Symbol:
            return self.of("exp", x)

        def log(x: object) -> Symbol:
            return self.of("log", x)

        return {elementary.where: where, elementary.exp: exp, elementary.log: log}
