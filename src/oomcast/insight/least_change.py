"""The smallest change of a distribution that makes some expectations what they are said to be.

Of all distributions that fulfil the demands, the one with the least relative entropy to what was believed:

    minimise   sum w log(w / p)    subject to   least <= sum w f <= most,  sum w = 1
    w = p exp(x . f) / sum of the same                                             (equation least-change)

It adds no opinion of its own: among what is alike in every f, all proportions stay as they were. For quantiles of one
output it is the stated mass over the own mass of each interval. Source: I. Csiszar, "I-divergence geometry of
probability distributions and minimization problems", Annals of Probability 3 (1975) 146-158.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.models.contract import FloatArray

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

__all__ = ["Demands", "Tilt", "least_change", "possible_places", "relative_entropy_bits", "shortfall", "tilted"]

BoolArray = NDArray[np.bool_]

FEASIBLE = 1e-9
"""Largest violation of a demand that is rounding of the linear programme and no contradiction."""

POSITIVE = 0.5
"""The programme that asks which places can have mass gives each of them 1 or 0."""

MOST_STEPS, MOST_HALVINGS = 200, 60
"""Newton's method needs about ten steps; a step cut in half sixty times is lost in rounding."""

ROUNDING = 1e-15
"""The dual is flat where it is lowest: a step that raises it by no more than this may still be a good one."""

NEAR_BOUND = 1e-3
"""A multiplier this close to the bound that it is pushed against is held there: without that, steps become tiny."""

SOLVED = 1e-12
"""Error of an expectation, relative to the largest value of its function, at which Newton's method has arrived."""

CURVATURE = 1e-13
"""Directions in which the dual is flatter than this, relative to the steepest, are demands that repeat others."""


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What expectations have to be: functions, shape (demands, places), between `least` and `most`, shape (demands,).

    Where the two are equal the expectation is given; either may be infinite.
    """

    functions: FloatArray
    least: FloatArray
    most: FloatArray

    def among(self, places: BoolArray) -> Demands:
        """The same demands where only some places have mass."""
        return Demands(functions=self.functions[:, places], least=self.least, most=self.most)


@dataclass(frozen=True, kw_only=True)
class Tilt:
    """The mass of each place after the change, (places,), the size of the change, and the multipliers that made it."""

    mass: FloatArray
    bits: float
    multipliers: FloatArray


def relative_entropy_bits(mass: FloatArray, own: FloatArray) -> float:
    """How far `mass` is from `own`, in bits: the information that turns one belief into the other.

    >>> relative_entropy_bits(np.array([1.0, 0.0]), np.array([0.5, 0.5]))
    1.0
    """
    held = mass > 0.0
    return max(0.0, float(np.sum(mass[held] * np.log2(mass[held] / own[held]))))


def least_change(own: FloatArray, demands: Demands) -> Tilt | None:
    """The smallest change of the masses `own`, (places,), that meets the demands; None where nothing can meet them, or
    only what is so close to the edge of the possible that rounding decides.

    >>> half_below = Demands(functions=np.array([[1.0, 1.0, 0.0]]), least=np.array([0.5]), most=np.array([0.5]))
    >>> least_change(np.array([0.1, 0.1, 0.8]), half_below).mass.round(12).tolist()
    [0.25, 0.25, 0.5]
    """
    if shortfall(own, demands) > FEASIBLE:
        return None
    places = possible_places(own, demands)
    found = tilted(own[places], demands.among(places))
    if found is None:
        return None
    mass = np.zeros_like(own)
    mass[places] = found.mass
    return Tilt(mass=mass, bits=relative_entropy_bits(mass, own), multipliers=found.multipliers)


def shortfall(own: FloatArray, demands: Demands) -> float:
    """By how much the worst expectation misses its demand, at best, wherever the masses that there are be moved."""
    from scipy.optimize import linprog

    rows, bounds = _one_sided(demands)
    places = own.size
    cost = np.append(np.zeros(places), 1.0)
    found = linprog(
        cost,
        A_ub=np.column_stack([rows, -np.ones(len(rows))]),
        b_ub=bounds,
        A_eq=np.append(np.ones(places), 0.0)[None, :],
        b_eq=np.array([1.0]),
        bounds=[*((0.0, 1.0 if mass > 0 else 0.0) for mass in own), (0.0, None)],
        method="highs",
    )
    return float(_solved(found).fun)


def possible_places(own: FloatArray, demands: Demands) -> BoolArray:
    """Where there can be mass while the demands are met, shape (places,); met they must be.

    Two stated quantiles of nearly the same amount may leave none between them. Such places are found by one linear
    programme: of a solution times any scale, as many places as can be have at least mass 1.
    """
    from scipy.optimize import linprog

    rows, bounds = _one_sided(demands)
    places = own.size
    # Unknowns: mass above 1 and the first 1 of each place, then the scale.
    found = linprog(
        np.concatenate([np.zeros(places), -np.ones(places), [0.0]]),
        A_ub=np.column_stack([rows, rows, -bounds]) if len(rows) else None,
        b_ub=np.zeros(len(rows)) if len(rows) else None,
        A_eq=np.concatenate([np.ones(2 * places), [-1.0]])[None, :],
        b_eq=np.array([0.0]),
        bounds=[
            *((0.0, None if mass > 0 else 0.0) for mass in own),
            *((0.0, 1.0 if mass > 0 else 0.0) for mass in own),
            (0.0, None),
        ],
        method="highs",
    )
    return np.asarray(_solved(found).x[places : 2 * places] > POSITIVE)


def tilted(own: FloatArray, demands: Demands, *, start: FloatArray | None = None) -> Tilt | None:
    """The smallest change where every place can have mass, by Newton's method on the dual; None if it does not arrive.

    The dual log(sum own exp(x . f)) - x . bound is convex and smooth. Demands of one side have multipliers of one
    sign, held by projection (D. Bertsekas, "Projected Newton methods", SIAM Journal on Control 20 (1982) 221-246).
    """
    functions, bounds, one_sided = _at_least(demands)
    size = np.maximum(1.0, np.abs(functions).max(axis=1, initial=0.0))
    log_own = np.log(own)
    x = np.zeros(len(bounds)) if start is None else start.copy()
    mass, height = _dual(x, functions, bounds, log_own)
    for _ in range(MOST_STEPS):
        gradient = functions @ mass - bounds
        # How far a plain step, held at the bounds, would move: nothing at the solution.
        moved = x - gradient
        moved[one_sided] = np.maximum(moved[one_sided], 0.0)
        if not (np.abs(x - moved) > SOLVED * size).any():
            break
        held = one_sided & (x <= min(NEAR_BOUND, float(np.abs(x - moved).max()))) & (gradient > 0.0)
        free = ~held
        centred = functions[free] - (functions[free] @ mass)[:, None]
        step = np.where(held, -gradient, 0.0)
        step[free] = -np.linalg.lstsq((centred * mass) @ centred.T, gradient[free], rcond=CURVATURE)[0]
        for halving in range(MOST_HALVINGS):
            moved = x + step * 0.5**halving
            moved[one_sided] = np.maximum(moved[one_sided], 0.0)
            there, lower = _dual(moved, functions, bounds, log_own)
            if lower <= height + ROUNDING * max(1.0, abs(height)):
                break
        x, mass, height = moved, there, lower
    gradient = functions @ mass - bounds
    missed = np.where(one_sided, np.maximum(-gradient, 0.0), np.abs(gradient))
    if (missed > FEASIBLE * size).any():
        return None
    return Tilt(mass=mass, bits=relative_entropy_bits(mass, own), multipliers=x)


def _solved(found: OptimizeResult) -> OptimizeResult:
    if found.status != 0:  # both programmes have solutions for whatever masses and finite functions
        raise RunError(f"expected a linear programme that can be solved, got {found.message}")
    return found


def _dual(x: FloatArray, functions: FloatArray, bounds: FloatArray, log_own: FloatArray) -> tuple[FloatArray, float]:
    """The masses that multipliers make, and the height of the dual there."""
    exponent = log_own + x @ functions
    top = float(exponent.max())
    mass = np.exp(exponent - top)
    total = float(mass.sum())
    return mass / total, top + math.log(total) - float(x @ bounds)


def _at_least(demands: Demands) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Demands as functions, what their expectations are at least, and whether more is allowed."""
    given = demands.least == demands.most
    low, high = ~given & np.isfinite(demands.least), ~given & np.isfinite(demands.most)
    functions = np.concatenate([demands.functions[given], demands.functions[low], -demands.functions[high]])
    bounds = np.concatenate([demands.least[given], demands.least[low], -demands.most[high]])
    return functions, bounds, np.repeat([False, True], [given.sum(), low.sum() + high.sum()])


def _one_sided(demands: Demands) -> tuple[FloatArray, FloatArray]:
    """Demands as rows whose expectations are at most a bound."""
    low, high = np.isfinite(demands.least), np.isfinite(demands.most)
    rows = np.concatenate([demands.functions[high], -demands.functions[low]])
    return rows, np.concatenate([demands.most[high], -demands.least[low]])
