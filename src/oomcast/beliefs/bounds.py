"""Hard bounds and plausible ranges: what a belief may not say, and what nobody would say without a warning."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.words import plainly
from oomcast.beliefs.parameter import Parameter
from oomcast.errors import ParameterError

__all__ = ["MASS_TOLERATED", "HeldWithin", "plausibility_warning", "within_bounds"]

MASS_TOLERATED = 1e-3
"""Share of an unbounded distribution that may lie outside the hard bounds: the far tail of a shape chosen for its
middle is not a statement of the person; more than one world in a thousand is."""

MASS_WORTH_A_WORD = 1e-6
"""Share outside the bounds from which the words mention it: fewer draws than that are never made in practice."""

FARTHEST = 1e200
"""Beyond any hard bound, and small enough that no distribution overflows on it: what lies above is "none"."""

MIDDLE = (0.05, 0.95)
"""Levels between which a belief is compared with the plausible range."""


@dataclass(frozen=True)
class HeldWithin:
    """`inner`, whose rare draws outside `low` to `high` are set to the nearer bound (+infinity, "none", stays).

    Unlike a truncation this leaves every quantile inside the bounds where the person put it.

    >>> from oomcast.beliefs.distributions.normal import Normal
    >>> HeldWithin(Normal(mean=1, sd=1), low=0.0, high=2.0).ppf(np.array([0.001, 0.5, 0.999])).tolist()
    [0.0, 1.0, 2.0]
    """

    inner: Distribution
    low: float
    high: float

    def ppf(self, u: FloatArray) -> FloatArray:
        """Quantiles at the probabilities `u`."""
        x = self.inner.ppf(u)
        return np.where(np.isposinf(x), x, np.clip(x, self.low, self.high))

    def cdf(self, x: FloatArray) -> FloatArray:
        """Probability at or below `x`."""
        x = np.asarray(x, dtype=np.float64)
        finite = self.inner.cdf(np.full_like(x, FARTHEST))
        inside = self.inner.cdf(x)
        return np.where(x < self.low, 0.0, np.where((x >= self.high) & np.isfinite(x), finite, inside))

    @property
    def support(self) -> tuple[float, float]:
        """The smallest interval that holds all the mass."""
        low, high = self.inner.support
        none_has_mass = float(self.inner.cdf(np.array([FARTHEST]))[0]) < 1
        return max(low, self.low), math.inf if none_has_mass else min(high, self.high)

    def in_words(self) -> str:
        """The inner distribution's words, with the bounds where they matter."""
        outside = mass_outside(self.inner, low=self.low, high=self.high)
        if outside < MASS_WORTH_A_WORD:
            return self.inner.in_words()
        share = plainly(100 * outside, digits=2)
        held = f"held within {plainly(self.low)} to {plainly(self.high)}"
        return f"{self.inner.in_words()}, {held} ({share} % lay outside)"


def mass_outside(distribution: Distribution, *, low: float, high: float) -> float:
    """Share of the mass below `low` or above `high`, +infinity left out."""
    below, upto, finite = distribution.cdf(np.array([np.nextafter(low, -math.inf), high, FARTHEST]))
    return float(below + max(finite - upto, 0.0))


def within_bounds(distribution: Distribution, *, parameter: Parameter, field: str) -> Distribution:
    """The distribution, if it respects the hard bounds of the parameter; else ParameterError.

    Values that were written out, and the ends of a bounded distribution, must lie inside. An unbounded one may have
    `MASS_TOLERATED` outside, and is then held within the bounds.
    """
    if isinstance(distribution, Point) and parameter.allows(distribution.value):
        return distribution
    low, high = distribution.support
    atom_at_none = 1.0 - float(distribution.cdf(np.array([FARTHEST]))[0])
    if atom_at_none > 0 and parameter.none_means is None:
        raise ParameterError(f"expected {bounds_in_words(parameter)}, got none (no limit)", field=field)
    written = [value for value in getattr(distribution, "values", ()) if not math.isinf(value)]
    ends = written or [end for end in (low, high) if not math.isinf(end)]
    bounded = bool(written) or not any(map(math.isinf, (low, high)))
    outside = mass_outside(distribution, low=parameter.lower, high=parameter.upper)
    if bounded and (astray := [end for end in ends if not parameter.lower <= end <= parameter.upper]):
        problem = f"expected {bounds_in_words(parameter)}, got {plainly(astray[0])}"
        raise ParameterError(problem, field=field)
    if outside > MASS_TOLERATED:
        share = plainly(100 * outside, digits=2)
        got = f"got a distribution with {share} % of its mass outside"
        hint = "families with two ends, such as triangular and beta, can stay inside"
        raise ParameterError(f"expected {bounds_in_words(parameter)}, {got} ({hint})", field=field)
    if parameter.lower <= low and (high <= parameter.upper or (bounded and atom_at_none > 0)):
        return distribution
    if low == math.inf:
        return distribution  # "none" for certain
    return HeldWithin(distribution, parameter.lower, parameter.upper)


def bounds_in_words(parameter: Parameter) -> str:
    """What values a parameter may have, with its unit.

    >>> bounds_in_words(Parameter(name="x", symbol="x", unit="OOM", meaning="", lower=0, upper=9, plausible=(1, 2)))
    'values from 0 to 9 OOM'
    """
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    if parameter.upper == math.inf:
        return f"values of at least {plainly(parameter.lower)}{unit}"
    return f"values from {plainly(parameter.lower)} to {plainly(parameter.upper)}{unit}"


def plausibility_warning(distribution: Distribution, *, parameter: Parameter) -> str | None:
    """A sentence where the middle 90 % of a belief leaves the plausible range of its parameter, else None."""
    low, high = (float(x) for x in distribution.ppf(np.array(MIDDLE)))
    least, most = parameter.plausible
    too_high = most < high < math.inf or (low == math.inf > most and parameter.none_means is None)
    if not (low < least or too_high):
        return None
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    said = plainly(low) if low == high else f"{plainly(low, digits=3)} to {plainly(high, digits=3)} (its middle 90 %)"
    return (
        f"{parameter.name} is believed to be {said}{unit}, outside the plausible range "
        f"of {plainly(least)} to {plainly(most)}{unit}: is the unit right?"
    )
