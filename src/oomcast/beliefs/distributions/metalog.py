r"""The three-term metalog, plain and in logs: smooth distributions that reproduce three stated quantiles.

    M(p) = a1 + a2 L + a3 (p - 1/2) L,      L = ln(p / (1 - p))

T. W. Keelin, "The metalog distributions", Decision Analysis 13 (2016) 243-277. M is linear in its coefficients, so
three quantiles at any levels give them by one 3 x 3 system.

When is it a distribution? M must rise strictly on (0, 1). Since dL/dp = 1 / (p (1 - p)) > 0, that is the sign of

    dM/dL = a2 + a3 h,      h = (p - 1/2) + p (1 - p) L.

Put x = L/2; then p - 1/2 = tanh(x)/2 and h is odd in x, with dh/dp = 2 - 2 x tanh(x) for either sign of x. As
x tanh(x) rises strictly from 0 on x > 0, h rises up to the one x* with x* tanh(x*) = 1 and falls (towards 1/2) from
there. With tanh(x*) = 1/x* the maximum is h* = 1/(2 x*) + (1 - 1/x*^2) x*/2 = x*/2. So h takes exactly the values
-x*/2 .. x*/2 on (0, 1), and M is a quantile function with positive density everywhere if and only if

    a2 > |a3| x*/2,      x*/2 = 0.5998...
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import check_drawable, floats, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.lognormal import log_of_positive
from oomcast.beliefs.distributions.through_three import ThroughThree
from oomcast.errors import ScenarioError
from oomcast.quantities.elementary import exp, log

__all__ = ["LogMetalog", "Metalog", "metalog_coefficients"]

STEEPEST = 0.5998393201288669  # x*/2, where x* tanh(x*) = 1
# The slope dM/dL may not fall below this share of a2: closer to zero a spike in the density would make the inverse
# lose more than ten digits.
SMALLEST_RELATIVE_SLOPE = 1e-6
# How far, relative to the larger of the value and the range, a solved metalog may miss a stated quantile.
REPRODUCED_WITHIN = 1e-11
NEWTON_STEPS = 200  # each step at least halves a bracket or converges quadratically; about eight are taken
ROUNDINGS = 4  # of the terms of M: as close to the target as M can be evaluated

Coefficients = tuple[float, float, float]


@dataclass(frozen=True)
class Metalog(ThroughThree):
    """Three-term metalog through three quantiles, on the whole line.

    A `ScenarioError` where no three-term metalog with these quantiles has a positive density everywhere.

    >>> Metalog(levels=(0.1, 0.5, 0.9), values=(-1, 0, 2)).ppf(np.array([0.1, 0.5, 0.9])).round(12)
    array([-1.,  0.,  2.])
    """

    _coefficients: Coefficients = field(init=False, repr=False, compare=False)

    shape: ClassVar[str] = "metalog"

    def __post_init__(self) -> None:
        super().__post_init__()
        set_field(self, _coefficients=_feasible(dict(zip(self.levels, self.values, strict=True)), self))
        check_drawable(self)

    def ppf(self, u: FloatArray) -> FloatArray:
        return _quantiles(floats(u), self._coefficients)

    def cdf(self, x: FloatArray) -> FloatArray:
        return _probabilities(floats(x), self._coefficients)

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf


@dataclass(frozen=True)
class LogMetalog(ThroughThree):
    """exp of a three-term metalog, through three positive quantiles: the natural belief about a factor.

    Its tails are those of a log-logistic; levels close together far out in one tail can put the other tail beyond any
    double, which is a `ScenarioError` too.

    >>> belief = LogMetalog(levels=(0.25, 0.5, 0.75), values=(2.5, 6, 12))
    >>> belief.in_words()
    'log-metalog through 2.5 (25th percentile), 6 (median) and 12 (75th percentile)'
    >>> belief.ppf(np.array([0.25, 0.5, 0.75])).round(12)
    array([ 2.5,  6. , 12. ])
    """

    _coefficients: Coefficients = field(init=False, repr=False, compare=False)

    shape: ClassVar[str] = "log-metalog"
    positive: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        logs = {level: log(value) for level, value in zip(self.levels, self.values, strict=True)}
        set_field(self, _coefficients=_feasible(logs, self))
        check_drawable(self, above=0.0)

    def ppf(self, u: FloatArray) -> FloatArray:
        return exp(_quantiles(floats(u), self._coefficients))

    def cdf(self, x: FloatArray) -> FloatArray:
        return _probabilities(log_of_positive(floats(x)), self._coefficients)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf


def metalog_coefficients(quantiles: Mapping[float, float]) -> Coefficients | None:
    """(a1, a2, a3) of the three-term metalog through three quantiles, or None where it is not a distribution.

    `quantiles` is level -> value, both rising. For the log-metalog pass the logs of the values. None also where the
    system is singular, which happens for some triples of levels beyond 0.917 or below 0.083.

    >>> metalog_coefficients({0.25: math.log(1), 0.5: math.log(2), 0.75: math.log(20)}) is None
    True
    """
    (l1, l2, l3), (y1, y2, y3) = (_log_odds(np.array(list(quantiles))).tolist(), tuple(quantiles.values()))
    m1, m2, m3 = ((p - 0.5) * odds for p, odds in zip(quantiles, (l1, l2, l3), strict=True))
    # Subtracting the middle equation leaves two unknowns, solved by Cramer's rule.
    determinant = (l1 - l2) * (m3 - m2) - (l3 - l2) * (m1 - m2)
    if determinant == 0.0:
        return None
    a2 = ((y1 - y2) * (m3 - m2) - (y3 - y2) * (m1 - m2)) / determinant
    a3 = ((l1 - l2) * (y3 - y2) - (l3 - l2) * (y1 - y2)) / determinant
    coefficients = (y2 - a2 * l2 - a3 * m2, a2, a3)
    if not all(map(math.isfinite, coefficients)) or not a2 * (1.0 - SMALLEST_RELATIVE_SLOPE) > abs(a3) * STEEPEST:
        return None
    reached = _quantiles(np.array(list(quantiles)), coefficients).tolist()
    missed = max(
        abs(there - stated) / max(abs(stated), y3 - y1) for there, stated in zip(reached, (y1, y2, y3), strict=True)
    )
    return coefficients if missed <= REPRODUCED_WITHIN else None


def _feasible(quantiles: Mapping[float, float], wanted: ThroughThree) -> Coefficients:
    coefficients = metalog_coefficients(quantiles)
    if coefficients is None:
        raise ScenarioError(
            "expected quantiles that a three-term metalog can pass through with a positive density everywhere, "
            f"got a {wanted.in_words()}; state the quantiles alone, or use a two-piece family"
        )
    return coefficients


def _log_odds(u: FloatArray) -> FloatArray:
    # One logarithm: the quotient is finite from 1e-300 to 1 - 1e-16 and its rounding costs 2e-16 of L.
    return log(u / (1.0 - u))


def _quantiles(u: FloatArray, coefficients: Coefficients) -> FloatArray:
    """M(u)."""
    a1, a2, a3 = coefficients
    value = u - 0.5
    value *= a3
    value += a2
    value *= _log_odds(u)
    value += a1
    return value


def _probabilities(y: FloatArray, coefficients: Coefficients) -> FloatArray:
    """p with M(p) = y, by Newton's method in L inside a bracket that the bounds of dM/dL supply."""
    a1, a2, a3 = coefficients
    finite = np.isfinite(y)
    distance = np.where(finite, y, a1) - a1
    flattest, steepest = a2 - abs(a3) * STEEPEST, a2 + abs(a3) * STEEPEST
    ends = distance / flattest, distance / steepest
    low, high = np.minimum(*ends), np.maximum(*ends)
    odds = distance / a2
    rounding = ROUNDINGS * np.finfo(np.float64).eps * (a2 + abs(a3))
    for _ in range(NEWTON_STEPS):
        fall = exp(-np.abs(odds))
        half_tanh = np.copysign((1.0 - fall) / (1.0 + fall), odds) * 0.5
        excess = odds * (a2 + a3 * half_tanh) - distance
        slope = a2 + a3 * (half_tanh + odds * fall / ((1.0 + fall) * (1.0 + fall)))
        low, high = np.where(excess <= 0, odds, low), np.where(excess >= 0, odds, high)
        step = odds - excess / slope
        step = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        settled = bool(np.all(np.abs(excess) <= rounding * np.abs(odds)))
        odds = step  # also when settled: from within rounding one more step is a better answer than none
        if settled:
            break
    fall = exp(-np.abs(odds))
    tail = fall / (1.0 + fall)
    p = np.where(odds < 0, tail, 1.0 - tail)
    return np.where(finite, p, np.where(np.isnan(y), y, np.where(y > 0, 1.0, 0.0)))
