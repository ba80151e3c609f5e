"""Checks that the families share: each turns what a person wrote into a number, or says what was expected."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.errors import ScenarioError, shown
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM

__all__ = ["check_drawable", "floats", "number", "numbers", "set_field"]


def number(value: object, *, field: str, positive: bool = False, infinite: bool = False) -> float:
    """`value` as a finite float (or +infinity, where `infinite` allows it; "none" means that too).

    >>> number(15, field="median", positive=True)
    15.0
    """
    kind = "positive number" if positive else "finite number"
    kind = f"{kind} or 'none'" if infinite else kind
    if infinite and value == "none":
        return math.inf
    if isinstance(value, bool | str | bytes) or not hasattr(type(value), "__float__"):
        raise ScenarioError(f"expected a {kind}, got {shown(value)}", field=field)
    try:
        result = float(value)  # type: ignore[arg-type]
    except (OverflowError, ValueError, TypeError):  # an integer beyond any float, an array, a foreign number
        raise ScenarioError(f"expected a {kind}, got {shown(value)}", field=field) from None
    if math.isnan(result) or (math.isinf(result) and not (infinite and result > 0)) or (positive and result <= 0):
        raise ScenarioError(f"expected a {kind}, got {shown(value)}", field=field)
    return result


def numbers(values: object, *, field: str, infinite: bool = False) -> tuple[float, ...]:
    """`values`, a non-empty list, as floats; the field of a bad one carries its position.

    >>> numbers([1, 2], field="values")
    (1.0, 2.0)
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise ScenarioError(f"expected a list of numbers, got {shown(values)}", field=field)
    result = tuple(
        number(value, field=f"{field}[{position}]", infinite=infinite) for position, value in enumerate(values)
    )
    if not result:
        raise ScenarioError("expected at least one number, got an empty list", field=field)
    return result


def floats(x: Any) -> FloatArray:
    """`x` as an array of doubles (no copy where it is one already)."""
    return np.asarray(x, dtype=np.float64)


def set_field(instance: object, **values: object) -> None:
    """Set fields of a frozen dataclass while it is being made."""
    for name, value in values.items():
        object.__setattr__(instance, name, value)


def check_drawable(distribution: Distribution, *, above: float = -math.inf) -> None:
    """Refuse a spread so wide that the outermost draws a stream can give overflow (or fall to `above`)."""
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow is what is looked for
        low, high = distribution.ppf(np.array([SMALLEST_UNIFORM, LARGEST_UNIFORM]))
    if not (above < low <= high < math.inf):
        raise ScenarioError(
            f"expected a spread whose outermost draws can be computed, got draws from {low:.3g} to {high:.3g}"
        )
