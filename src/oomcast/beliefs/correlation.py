"""Rank correlations between beliefs: a Gaussian copula over each group of quantities that hang together.

A person states Spearman's rank correlation, which does not change with the shape of either belief. For normals it
comes from a linear correlation of 2 sin(pi rho / 6) (K. Pearson, "On further methods of determining correlation",
1907), so uniforms are carried to normals, mixed, and carried back. Exact for continuous beliefs; ties in discrete
ones and in samples pull the rank correlation of the draws towards 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from oomcast.beliefs.distributions.checks import number
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError, nearest, shown
from oomcast.quantities.elementary import normal_cdf, normal_quantile
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM

__all__ = ["Block", "correlated_blocks", "linear_from_rank"]

Pair = tuple[str, str]

# A pivot of the Cholesky factor is the share of a member's variance that the members before it leave free. Below
# this the matrix is singular to within rounding and one belief would be a function of the others.
SMALLEST_PIVOT = 1e-10
SINE_TERMS = 10  # x**21/21! is below 1e-25 for |x| <= pi/6


@dataclass(frozen=True)
class Block:
    """One group of correlated quantities: `members` sorted by name, and the lower Cholesky factor, row by row."""

    members: tuple[str, ...]
    factor: tuple[tuple[float, ...], ...]

    def mix(self, uniforms: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Correlated uniforms from independent ones, member by member; the first keeps its own to the last bit.

        Each member's result depends on its own uniforms and on those of members before it in the order of names.
        """
        normals = {name: normal_quantile(uniforms[name]) for name in self.members}
        mixed = {self.members[0]: uniforms[self.members[0]]}
        for name, row in zip(self.members[1:], self.factor[1:], strict=True):
            z = np.zeros_like(normals[name])
            for other, weight in zip(self.members, row, strict=False):
                if weight != 0.0:
                    z += weight * normals[other]
            # Beyond 8.2 standard deviations rounding would give exactly 1, whose quantile may be infinite.
            mixed[name] = np.clip(normal_cdf(z), SMALLEST_UNIFORM, LARGEST_UNIFORM)
        return mixed


def correlated_blocks(correlations: Mapping[Pair, float], *, known: Iterable[str]) -> tuple[Block, ...]:
    """The groups that stated rank correlations tie together, in the order of their first members' names.

    Pairs not stated are uncorrelated. `ScenarioError` (field "correlations", or "correlations.a.b" for a pair) for
    a name that is not `known`, a quantity paired with itself, a pair stated twice, a value not strictly between -1
    and 1, and correlations that contradict each other (no positive-definite matrix): the message names the pair.

    >>> (block,) = correlated_blocks({("b", "a"): 0.5}, known=["a", "b", "c"])
    >>> block.members, round(block.factor[1][0], 4)
    (('a', 'b'), 0.5176)
    """
    stated = _checked(correlations, known=tuple(known))
    linear = {pair: linear_from_rank(rank) for pair, rank in stated.items()}
    return tuple(
        Block(members=members, factor=_cholesky(members, linear=linear, stated=stated)) for members in _groups(stated)
    )


def linear_from_rank(rank: float) -> float:
    """Linear correlation of two normals with the given Spearman correlation: 2 sin(pi rank / 6).

    The sine is summed here, since those of mathematics libraries differ in the last bit.

    >>> linear_from_rank(0.0), round(linear_from_rank(-0.5), 6), round(linear_from_rank(1.0), 6)
    (0.0, -0.517638, 1.0)
    """
    x = rank * (math.pi / 6)
    term, total = x, x
    for k in range(1, SINE_TERMS):
        term *= -x * x / ((2 * k) * (2 * k + 1))
        total += term
    return 2.0 * total


def _rank_from_linear(linear: float) -> float:
    return 6.0 / math.pi * math.asin(0.5 * linear)


def _checked(correlations: Mapping[Pair, float], *, known: tuple[str, ...]) -> dict[Pair, float]:
    stated: dict[Pair, float] = {}
    for (first, second), value in correlations.items():
        field = f"correlations.{first}.{second}"
        for name in (first, second):
            if name not in known:
                raise ScenarioError(f"expected a known quantity, got {shown(name)}.{nearest(name, known)}", field=field)
        if first == second:
            raise ScenarioError("expected two different quantities, got one with itself", field=field)
        rank = number(value, field=field)
        if not -1 < rank < 1:
            raise ScenarioError(f"expected a number strictly between -1 and 1, got {plainly(rank)}", field=field)
        pair = (min(first, second), max(first, second))
        if pair in stated:
            raise ScenarioError("expected each pair once, got it twice (the order does not matter)", field=field)
        stated[pair] = rank
    return dict(sorted(stated.items()))


def _groups(stated: Mapping[Pair, float]) -> list[tuple[str, ...]]:
    """Connected components of the graph whose edges are the stated pairs (a stated 0 ties nothing together)."""
    group_of: dict[str, set[str]] = {}
    for (first, second), rank in stated.items():
        if rank == 0.0:
            continue
        joined = group_of.get(first, {first}) | group_of.get(second, {second})
        for name in joined:
            group_of[name] = joined
    return sorted({tuple(sorted(group)) for group in group_of.values()})


def _cholesky(
    members: tuple[str, ...], *, linear: Mapping[Pair, float], stated: Mapping[Pair, float]
) -> tuple[tuple[float, ...], ...]:
    """Lower factor L with L L' = R, row by row in plain arithmetic, so that its bits are the same everywhere."""
    rows: list[tuple[float, ...]] = []
    for i, name in enumerate(members):
        row: list[float] = []
        for j in range(i):
            rest = linear.get((members[j], name), 0.0)
            for k in range(j):
                rest -= row[k] * rows[j][k]
            row.append(rest / rows[j][j])
        pivot = 1.0
        for weight in row:
            pivot -= weight * weight
        if not pivot > SMALLEST_PIVOT:
            raise _contradiction(members, linear=linear, stated=stated)
        rows.append((*row, math.sqrt(pivot)))
    return tuple(rows)


def _contradiction(
    members: tuple[str, ...], *, linear: Mapping[Pair, float], stated: Mapping[Pair, float]
) -> ScenarioError:
    """The error for correlations that contradict each other: which pair is furthest from what the others allow.

    Each stated pair is judged with all others held. Where the others agree among themselves they leave it an open
    interval (the conditional covariance, plus and minus the root of the product of the conditional variances); the
    worst pair is the one furthest outside its interval. Where no single pair can mend the matrix, the worst is the
    one that pulls hardest on the most negative eigenvalue.
    """
    size = len(members)
    matrix = np.eye(size)
    for i in range(size):
        for j in range(i + 1, size):
            matrix[i, j] = matrix[j, i] = linear.get((members[i], members[j]), 0.0)
    pairs = [(i, j) for i in range(size) for j in range(i + 1, size) if (members[i], members[j]) in stated]
    excess: dict[tuple[int, int], float] = {}
    allowed: dict[tuple[int, int], tuple[float, float]] = {}
    for i, j in pairs:
        interval = _interval(matrix, i, j)
        if interval is not None:
            low, high = interval
            allowed[i, j] = interval
            excess[i, j] = max(low - matrix[i, j], matrix[i, j] - high)
    if excess:
        worst = max(excess, key=lambda pair: excess[pair])
        low, high = (_rank_from_linear(end) for end in allowed[worst])
        wanted = f"a rank correlation between {plainly(low, digits=3)} and {plainly(high, digits=3)}, given the others"
    else:
        weights = np.linalg.eigh(matrix)[1][:, 0]
        worst = min(pairs, key=lambda pair: matrix[pair] * weights[pair[0]] * weights[pair[1]])
        wanted = "correlations that can hold together (a positive-definite matrix)"
    first, second = members[worst[0]], members[worst[1]]
    return ScenarioError(
        f"expected {wanted}, got {plainly(stated[first, second])} between {first} and {second}",
        field=f"correlations.{first}.{second}",
    )


def _interval(matrix: FloatArray, i: int, j: int) -> tuple[float, float] | None:
    """Between which linear correlations the pair keeps the matrix positive definite; None where nothing does."""
    others = [k for k in range(len(matrix)) if k not in (i, j)]
    without_one = (matrix[np.ix_([*others, k], [*others, k])] for k in (i, j))
    if any(np.linalg.eigvalsh(part)[0] <= SMALLEST_PIVOT for part in without_one):
        return None
    given, pulls = matrix[np.ix_(others, others)], matrix[np.ix_(others, [i, j])]
    explained = pulls.T @ np.linalg.solve(given, pulls)
    reach = math.sqrt((1.0 - explained[0, 0]) * (1.0 - explained[1, 1]))
    return float(explained[0, 1] - reach), float(explained[0, 1] + reach)
