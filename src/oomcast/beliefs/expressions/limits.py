"""Conditions that say no more than a scenario's [given] can: limits between which one parameter lies."""

from __future__ import annotations

import math

from oomcast.beliefs.expressions.nodes import All, Claim, Comparison, Name, Negative, Number, Quantity
from oomcast.beliefs.given import NO_LIMITS
from oomcast.beliefs.layer import Limits

__all__ = ["as_limits", "narrowed"]


def as_limits(claim: Claim) -> tuple[str, Limits] | None:
    """The name that a condition limits and its limits, both exclusive; None for one that says anything else.

    >>> as_limits(All((Comparison(">", Name("year"), Number(2028.0)), Comparison("<", Name("year"), Number(2032.0)))))
    ('year', (2028.0, 2032.0))
    """
    found = [_one_limit(part) for part in (claim.operands if isinstance(claim, All) else (claim,))]
    limited = [limit for limit in found if limit is not None]
    names = {name for name, _ in limited}
    if len(limited) < len(found) or len(names) != 1:
        return None
    limits = NO_LIMITS
    for _, further in limited:
        limits = narrowed(limits, further)
    return names.pop(), limits


def narrowed(limits: Limits, further: Limits) -> Limits:
    """Limits that hold together.

    >>> narrowed((2028.0, math.inf), (-math.inf, 2032.0))
    (2028.0, 2032.0)
    """
    return max(limits[0], further[0]), min(limits[1], further[1])


def _one_limit(claim: Claim) -> tuple[str, Limits] | None:
    match claim:
        case Comparison("<", Name(name), bound) | Comparison(">", bound, Name(name)):
            value = _number(bound)
            return None if value is None else (name, (-math.inf, value))
        case Comparison(">", Name(name), bound) | Comparison("<", bound, Name(name)):
            value = _number(bound)
            return None if value is None else (name, (value, math.inf))
        case _:
            return None


def _number(quantity: Quantity) -> float | None:
    match quantity:
        case Number(value):
            return value
        case Negative(Number(value)):
            return -value
        case _:
            return None
