"""Shares of a whole among those who bring it about together: Shapley's value.

Of all orders in which the members could join, each member gets the average of what it adds when its turn comes
(L. S. Shapley, "A value for n-person games", 1953):

    phi_i = sum over sets u without i of  |u|! (d - |u| - 1)! / d!  (v(u + i) - v(u))           (equation shapley)

The shares sum to v(all) - v(none); members that may be exchanged get the same, and one that never adds anything gets
nothing. A set is a whole number whose bit i says whether member i is in it. Where there are too many sets, those met
along some orders stand for all (J. Castro, D. Gomez and J. Tejada, "Polynomial calculation of the Shapley value based
on sampling" (2009)), and each order is followed by its reverse.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oomcast.models.contract import FloatArray
from oomcast.quantities.streams import uniforms

__all__ = ["MOST_EXACT", "Plan", "additions", "plan", "shapley_values"]

MOST_EXACT = 10
"""Members up to which all sets are tried: a thousand of them."""

SAMPLED_PAIRS = 32
"""Pairs of an order and its reverse beyond that, enough that their spread tells their own error."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Which sets have to be valued, and how shares follow from their values.

    `sets` begins with the empty set and ends with the set of all members. `parts`, shape (parts, members, sets), are
    matrices whose mean turns values into shares: one where all orders count, one for each sampled pair of orders else.
    """

    members: int
    sets: tuple[int, ...]
    parts: FloatArray

    @property
    def is_exact(self) -> bool:
        """Whether all orders count."""
        return len(self.parts) == 1

    def shares(self, values: FloatArray) -> FloatArray:
        """Shares of the members from the values of `sets`: from shape (sets, ...) to (members, ...)."""
        return np.asarray(np.tensordot(self.parts.mean(axis=0), values, axes=(1, 0)))

    def errors(self, values: FloatArray) -> FloatArray:
        """Standard errors, (members,), that come from sampling orders, from values (sets,); 0 where all count."""
        if self.is_exact:
            return np.zeros(self.members)
        each = np.tensordot(self.parts, values, axes=(2, 0))
        return np.asarray(each.std(axis=0, ddof=1) / math.sqrt(len(each)))

    def holds(self, place: int) -> NDArray[np.bool_]:
        """Which members the set at `place` holds, shape (members,)."""
        return np.array([bool(self.sets[place] >> member & 1) for member in range(self.members)], dtype=np.bool_)


def plan(members: int, *, seed: int = 0) -> Plan:
    """All sets up to `MOST_EXACT` members; beyond, those met along sampled orders, which `seed` picks.

    >>> plan(2).sets, plan(2).shares(np.array([0.0, 1.0, 3.0, 10.0]))
    ((0, 1, 2, 3), array([4., 6.]))
    """
    if members <= MOST_EXACT:
        sets = tuple(range(2**members))
        return Plan(members=members, sets=sets, parts=_all_orders(members)[None])
    orders = _orders(members, pairs=SAMPLED_PAIRS, seed=seed)
    paths = [_path(order) for order in orders]
    sets = tuple(sorted({met for path in paths for met in path}))
    places = {met: place for place, met in enumerate(sets)}
    steps = np.zeros((len(orders), members, len(sets)))
    for number, (order, path) in enumerate(zip(orders, paths, strict=True)):
        for member, before, after in zip(order, path, path[1:]):
            steps[number, member, places[after]] += 1.0
            steps[number, member, places[before]] -= 1.0
    return Plan(members=members, sets=sets, parts=steps.reshape(-1, 2, members, len(sets)).mean(axis=1))


def shapley_values(values: FloatArray) -> FloatArray:
    """Shares of d members from the values of all 2**d sets: from shape (2**d, ...) to (d, ...).

    >>> shapley_values(np.array([0.0, 1.0, 3.0, 10.0]))
    array([4., 6.])
    """
    members = len(values).bit_length() - 1
    if len(values) != 1 << members:
        raise ValueError(f"expected the values of all sets, a power of two, got {len(values)}")
    return np.asarray(np.tensordot(_all_orders(members), values, axes=(1, 0)))


def additions(values: FloatArray, *, used: Plan) -> FloatArray:
    """The least and the most that each member adds to any set of a plan, (members, 2), from values (sets,)."""
    places = {held: place for place, held in enumerate(used.sets)}
    spans = []
    for member in range(used.members):
        adds = [
            values[places[held | 1 << member]] - values[place]
            for held, place in places.items()
            if not held >> member & 1 and held | 1 << member in places
        ]
        spans.append((min(adds), max(adds)))
    return np.array(spans).reshape(-1, 2)


def _all_orders(members: int) -> FloatArray:
    """The matrix of the equation: what each set's value counts for in each member's share."""
    matrix = np.zeros((members, 2**members))
    weights = [math.factorial(n) * math.factorial(members - n - 1) / math.factorial(members) for n in range(members)]
    for held in range(2**members):
        for member in range(members):
            if not held >> member & 1:
                weight = weights[held.bit_count()]
                matrix[member, held] -= weight
                matrix[member, held | 1 << member] += weight
    return matrix


def _orders(members: int, *, pairs: int, seed: int) -> NDArray[np.intp]:
    """Orders in which members join, (2 pairs, members): each followed by its reverse, which cancels most of the chance
    in who comes early.
    """
    keys = uniforms("orders", seed=seed, count=pairs * members).reshape(pairs, members)
    forward = np.argsort(keys, axis=1, kind="stable")
    return np.stack([forward, forward[:, ::-1]], axis=1).reshape(-1, members)


def _path(order: Sequence[int] | NDArray[np.intp]) -> list[int]:
    """The sets met when members join in this order, from the empty one to that of all."""
    met = [0]
    for member in order:
        met.append(met[-1] | 1 << int(member))
    return met
