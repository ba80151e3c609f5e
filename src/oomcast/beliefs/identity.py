"""What tells two beliefs, or two scenarios, apart: a canonical text that spelling does not change."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from oomcast.beliefs.bounds import HeldWithin
from oomcast.beliefs.distributions.contract import Distribution
from oomcast.beliefs.distributions.family import Family
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.registry import to_table
from oomcast.beliefs.distributions.samples import Samples
from oomcast.beliefs.spelling import Spelling

__all__ = ["canonical_json", "digits_of", "identity_of_distribution", "identity_of_spelling"]

IDENTITY_DIGITS = 15
"""Digits to which two numbers must agree to be the same belief: all that a double keeps through a change of unit."""

FOREIGN_LEVELS = tuple((index + 0.5) / 100 for index in range(100))
"""Where a distribution that is not ours is looked at to tell it from another."""


def canonical_json(value: Any) -> str:
    """JSON in one spelling only: keys sorted, no blanks, everything outside ASCII escaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def identity_of_spelling(spelling: Spelling) -> str:
    """What a belief says (its numbers in the unit of the parameter), the same for each way of saying it.

    >>> from oomcast.beliefs.spelling import read_spelling
    >>> identity_of_spelling(read_spelling("4 to 50", field="x"))
    '{"quantiles":{"0.05":"4","0.95":"50"}}'
    """
    return canonical_json(core_of(spelling))


def core_of(spelling: Spelling) -> dict[str, Any]:
    """A spelling as plain values, numbers as text that does not depend on how they were written."""
    if spelling.value is not None:
        return {"value": digits_of(spelling.value)}
    if spelling.quantiles:
        return {"quantiles": {digits_of(level): digits_of(value) for level, value in spelling.quantiles.items()}}
    return {"family": spelling.family, "fields": {name: core_of_field(item) for name, item in spelling.fields.items()}}


def core_of_field(value: Any) -> Any:
    """One field of a family as plain values."""
    if isinstance(value, Spelling):
        return core_of(value)
    return [digits_of(item) for item in value] if isinstance(value, list | tuple) else digits_of(value)


def identity_of_distribution(distribution: Distribution) -> str:
    """What a distribution made in Python says: its family and fields, or, if it is foreign, a hundred quantiles."""
    if isinstance(distribution, HeldWithin):
        return identity_of_distribution(distribution.inner)
    if isinstance(distribution, Point):
        core: dict[str, Any] = {"value": digits_of(distribution.value)}
    elif isinstance(distribution, Samples):
        text = ",".join(digits_of(value) for value in distribution.values)
        core = {"samples": hashlib.sha256(text.encode()).hexdigest()}
    elif isinstance(distribution, Family):
        core = core_of_table(to_table(distribution))
    else:
        quantiles = distribution.ppf(np.array(FOREIGN_LEVELS))
        core = {"foreign": [digits_of(float(value)) for value in quantiles]}
    return canonical_json(core)


def core_of_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """The plain table of a distribution in the form of `core_of`."""
    fields = {
        name: core_of_table(item) if isinstance(item, dict) else core_of_field(item)
        for name, item in table.items()
        if name != "family"
    }
    return {"family": table["family"], "fields": fields}


def digits_of(value: Any) -> str:
    """A number as text, the same for 15, 15.0 and 1.5e1; +infinity is "none".

    >>> digits_of(15), digits_of(0.1 + 0.2), digits_of(math.inf)
    ('15', '0.3', 'none')
    """
    if value in (math.inf, "none"):
        return "none"
    return format(float(value) + 0.0, f".{IDENTITY_DIGITS}g")
