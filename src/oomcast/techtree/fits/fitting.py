"""Fit formulas to what a tree gave at the points of a design, and judge them on points and trees they have not seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError, shown
from oomcast.techtree.fits.formulas import FORMULAS, TWO_PARAMETERS, Formula

__all__ = ["Fit", "Judgement", "Observations", "Score", "fitted", "judged", "radius_of_validity"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]

SMALLEST_SPREAD = 1e-6
"""Residuals of a formula that is exactly right are rounding; their spread must not become 0."""

HELD_OUT_POINT = 4
"""Every fourth point of each tree is held out."""

HELD_OUT_TREE = 3
"""Every third tree is held out, if there are that many."""

FEWEST_POINTS = 16
"""Points of a tree below which a formula of five numbers could hardly be told from the noise."""

ERRORS_APART = 2.0
"""Standard errors by which a formula must beat another before it counts as better."""

GOOD_ENOUGH = 0.10
"""Relative error within which a formula stands for the tree."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Observations:
    """What trees gave: for each tree the points of its design, ln pace there, and which points were not reached.

    `points` has shape (trees, points, 4) and `ln_pace` (trees, points), NaN where the value was not reached in time.
    """

    points: FloatArray
    ln_pace: FloatArray

    @property
    def trees(self) -> int:
        """How many trees there are."""
        return len(self.ln_pace)

    @property
    def reached(self) -> BoolArray:
        """Where there is a number."""
        return np.isfinite(self.ln_pace)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A formula with the numbers that suit best, and the standard deviation of what is left.

    A formula says how pace moves with its inputs, and not how rich a tree is: each tree has a constant of its own.
    """

    formula: Formula
    values: Mapping[str, float]
    spread: float

    def ln_pace(self, points: FloatArray) -> FloatArray:
        """What the formula says, relative to the normal company."""
        return self.formula.ln_pace(self.values, points)


class Score(NamedTuple):
    """How well a fit says what it was not fitted to: root mean square of ln errors, and mean log density."""

    rms: float
    log_score: float
    observations: int


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A fit and its scores: on what it was fitted to, on held-out points of the same trees, on held-out trees.

    `behind` is by how much its mean log density on what was held out is below that of the best formula, with
    `behind_error` the standard error of that difference over trees.
    """

    fit: Fit
    seen: Score
    new_points: Score
    new_trees: Score | None
    behind: float
    behind_error: float

    @property
    def as_good_as_the_best(self) -> bool:
        """Whether the difference is within two standard errors."""
        return self.behind <= ERRORS_APART * self.behind_error


def fitted(formula: Formula, points: FloatArray, ln_pace: FloatArray, *, tree: IntArray | None = None) -> Fit:
    """The least-squares fit of a formula, from each corner of where searches begin, the best of them.

    `points` has shape (points, 4); all of `ln_pace` must be numbers. `tree` says which tree each is of (by default all
    are of one), and every tree has the constant that suits it best.
    """
    from scipy.optimize import least_squares

    of_tree = np.zeros(len(points), dtype=np.int64) if tree is None else tree
    names = [unknown.name for unknown in formula.unknowns]
    low = np.array([unknown.low for unknown in formula.unknowns])
    high = np.array([unknown.high for unknown in formula.unknowns])

    def left_over(theta: FloatArray) -> FloatArray:
        said = formula.ln_pace(dict(zip(names, theta.tolist(), strict=True)), points)
        return without_means(ln_pace - said, of_tree)

    found = [
        least_squares(left_over, start, bounds=(low, high), x_scale="jac")
        for start in np.array([unknown.starts for unknown in formula.unknowns]).T
    ]
    best = min(found, key=lambda one: float(one.cost))
    values = dict(zip(names, (float(value) for value in best.x), strict=True))
    free = max(len(ln_pace) - formula.size - len(np.unique(of_tree)), 1)
    spread = max(math.sqrt(2.0 * float(best.cost) / free), SMALLEST_SPREAD)
    return Fit(formula=formula, values=values, spread=spread)


def group_means(values: FloatArray, group: IntArray) -> FloatArray:
    """The mean of each group, by its number; 0 for a group without members."""
    counts = np.bincount(group)
    return np.asarray(np.bincount(group, weights=values) / np.maximum(counts, 1))


def without_means(values: FloatArray, group: IntArray) -> FloatArray:
    """What is left of values when the mean of their group is taken out."""
    return np.asarray(values - group_means(values, group)[group])


def densities(fit: Fit, error: FloatArray) -> FloatArray:
    """Log density of each error, normal with the spread of the fit."""
    return np.asarray(-0.5 * (error / fit.spread) ** 2 - math.log(fit.spread) - 0.5 * math.log(2.0 * math.pi))


def score(fit: Fit, error: FloatArray) -> Score:
    """Scores of errors."""
    return Score(math.sqrt(float((error**2).mean())), float(densities(fit, error).mean()), len(error))


def judged(observations: Observations, *, formulas: Sequence[str] = tuple(FORMULAS)) -> dict[str, Judgement]:
    """Each formula fitted to three quarters of the points of two thirds of the trees, and judged on the rest.

    On a held-out tree nothing but its constant is fitted, to three quarters of its points, and the others are judged.
    Raises RunError where too little was reached to tell.
    """
    refuse_too_few(observations)
    trees, count = observations.ln_pace.shape
    reached = observations.reached.ravel()
    flat, pace = observations.points.reshape(trees * count, -1)[reached], observations.ln_pace.ravel()[reached]
    tree = np.repeat(np.arange(trees), count)[reached]
    new_point = np.tile(np.arange(count) % HELD_OUT_POINT == HELD_OUT_POINT - 1, trees)[reached]
    new_tree = tree % HELD_OUT_TREE == HELD_OUT_TREE - 1
    train = ~new_point & ~new_tree
    fits = {name: fitted(FORMULAS[name], flat[train], pace[train], tree=tree[train]) for name in formulas}
    errors = {}
    for name, fit in fits.items():
        rest = pace - fit.ln_pace(flat)
        errors[name] = rest - group_means(rest[~new_point], tree[~new_point])[tree]
    by_formula = {name: densities(fit, errors[name][new_point]) for name, fit in fits.items()}
    best = max(by_formula, key=lambda name: float(by_formula[name].mean()))
    found = {}
    for name, fit in fits.items():
        error, difference = errors[name], by_formula[best] - by_formula[name]
        found[name] = Judgement(
            fit=fit,
            seen=score(fit, error[train]),
            new_points=score(fit, error[new_point & ~new_tree]),
            new_trees=score(fit, error[new_point & new_tree]) if new_tree.any() else None,
            behind=float(difference.mean()),
            behind_error=error_over_groups(difference, tree[new_point]),
        )
    return found


def refuse_too_few(observations: Observations) -> None:
    """Raise RunError unless enough is reached on every tree."""
    counts = observations.reached.sum(axis=1)
    if not len(counts) or counts.min() < FEWEST_POINTS:
        raise RunError(
            f"expected at least {FEWEST_POINTS} points on each tree at which the value is reached, "
            f"got {shown(counts.tolist())}: ask for more points, more time, or less value"
        )


def error_over_groups(values: FloatArray, group: IntArray) -> float:
    """Standard error of the mean of values that hang together within groups; of all values where there is one group."""
    groups = np.unique(group)
    if len(groups) == 1:
        return float(values.std(ddof=1) / math.sqrt(len(values)))
    rest = values - values.mean()
    sums = np.array([rest[group == one].sum() for one in groups])
    return float(math.sqrt(float((sums**2).sum()) * len(groups) / (len(groups) - 1)) / len(values))


def two_parameters_do(judgements: Mapping[str, Judgement]) -> bool:
    """Whether the formula of two numbers says what was held out as well as the best one does."""
    return judgements[TWO_PARAMETERS].as_good_as_the_best


def radius_of_validity(fit: Fit, observations: Observations) -> float:
    """Within which factor of the normal company, in every input at once, a formula stands for the tree; 1 for none.

    The root mean square of relative errors of all points inside is at most 10 %, each tree's constant being free.
    """
    trees, count = observations.ln_pace.shape
    reached = observations.reached.ravel()
    flat = observations.points.reshape(trees * count, -1)[reached]
    error = observations.ln_pace.ravel()[reached] - fit.ln_pace(flat)
    tree = np.repeat(np.arange(trees), count)[reached]
    away = np.abs(flat).max(axis=1)
    best = 1.0
    for radius in np.sort(away):
        inside = away <= radius
        free = int(inside.sum()) - len(np.unique(tree[inside]))
        rest = without_means(error[inside], tree[inside])
        if free > 0 and math.sqrt(float((rest**2).sum()) / free) <= math.log1p(GOOD_ENOUGH):
            best = math.exp(float(radius))
    return best
