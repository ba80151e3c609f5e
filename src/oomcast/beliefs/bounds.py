"""Hard bounds and plausible ranges: what a belief may not say, and what nobody would say without a warning."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.discrete import Discrete
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.samples import Samples
from oomcast.beliefs.distributions.words import plainly, undivided
from oomcast.beliefs.parameter import Parameter
from oomcast.errors import ParameterError
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM

__all__ = ["MASS_TOLERATED", "MIDDLE", "HeldWithin", "bounds_warning", "plausibility_warning", "within_bounds"]

MASS_TOLERATED = 1e-3
"""Share of an unbounded distribution that may lie outside the hard bounds: the far tail of a shape chosen for its
middle is not a statement of the person; more than one world in a thousand is."""

MASS_HELD = 0.05
"""The same for a curve laid through stated quantiles, where the person stated no tail at all and every stated value
lies inside: more than `MASS_TOLERATED` is warned about, more than this refused."""

MASS_WORTH_A_WORD = 1e-6
"""Share outside the bounds from which the words mention it: fewer draws than that are never made in practice."""

FARTHEST = 1e200
"""Beyond any hard bound, and small enough that no distribution overflows on it: what lies above is "none"."""

MIDDLE = (0.05, 0.95)
"""Levels between which a belief is compared with the plausible range."""

MIDDLE_DIGITS, DATE_DIGITS = 3, 5
"""Digits in which the values at these levels are told: enough for a picture, and for a tenth of a year."""


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
        below, above = x < self.low, (x >= self.high) & np.isfinite(x)
        held = np.where(below, 0.0, self.share_finite)
        if (below | above).all():
            return held
        with np.errstate(over="ignore"):
            return np.where(below | above, held, self.inner.cdf(x))

    @property
    def support(self) -> tuple[float, float]:
        """The smallest interval that holds all the mass."""
        low, high = self.inner.support
        none_has_mass = self.share_finite < 1
        return max(low, self.low), math.inf if none_has_mass else min(high, self.high)

    def suits(self, parameter: Parameter) -> bool:
        """Whether these are the bounds of a parameter, and "none" is a value of it where it has mass."""
        is_held = (self.low, self.high) == (parameter.lower, parameter.upper)
        return is_held and (parameter.none_means is not None or self.share_finite == 1)

    @cached_property
    def _masses(self) -> tuple[float, float]:
        return masses(self.inner, low=self.low, high=self.high)

    @property
    def share_outside(self) -> float:
        """How much of the inner distribution lies outside the bounds."""
        return self._masses[0]

    @property
    def share_finite(self) -> float:
        """How much of the inner distribution is a number, and not "none"."""
        return self._masses[1]

    def in_words(self) -> str:
        """The inner distribution's words, with the bounds where they matter."""
        outside = self.share_outside
        if outside < MASS_WORTH_A_WORD:
            return self.inner.in_words()
        share = plainly(100 * outside, digits=2)
        held = f"held within {plainly(self.low)} to {plainly(self.high)}"
        return f"{self.inner.in_words()}, {held} ({share} % lay outside)"


def mass_up_to(distribution: Distribution, *points: float) -> list[float]:
    """Probability at or below each point, however far out it lies."""
    with np.errstate(over="ignore"):  # a point 1e200 standard deviations away is infinitely far, as it should be
        return [float(mass) for mass in distribution.cdf(np.array(points, dtype=np.float64))]


def masses(distribution: Distribution, *, low: float, high: float) -> tuple[float, float]:
    """Share of the mass below `low` or above `high`, +infinity left out, and the share that is finite."""
    below, upto, finite = mass_up_to(distribution, math.nextafter(low, -math.inf), high, FARTHEST)
    return below + max(finite - upto, 0.0), finite


def within_bounds(
    distribution: Distribution, *, parameter: Parameter, field: str, is_elicited: bool = False
) -> Distribution:
    """The distribution, if it respects the hard bounds of the parameter; else ParameterError.

    Values that were written out, and the ends of a bounded distribution, must lie inside. An unbounded one may have
    `MASS_TOLERATED` outside (`MASS_HELD` where `is_elicited` from quantiles), and is then held within the bounds.
    """
    if isinstance(distribution, Point) and parameter.allows(distribution.value):
        return distribution
    if isinstance(distribution, HeldWithin) and distribution.suits(parameter):
        return distribution
    stated = distribution.values if isinstance(distribution, Discrete | Samples) else distribution.support
    ends = [end for end in stated if not math.isinf(end)]
    is_bounded = len(ends) == len(stated) or isinstance(distribution, Discrete | Samples)
    beyond = [end for end in ends if is_bounded and not parameter.lower <= end <= parameter.upper]
    outermost = [float(x) for x in distribution.ppf(np.array([SMALLEST_UNIFORM, LARGEST_UNIFORM]))]
    no_draw_leaves = all(parameter.lower <= x <= parameter.upper for x in outermost)
    if no_draw_leaves and not beyond and math.isfinite(outermost[-1]):
        return distribution
    held = HeldWithin(distribution, parameter.lower, parameter.upper)
    if held.share_finite < 1 and parameter.none_means is None:
        raise ParameterError(f"expected {bounds_in_words(parameter)}, got none (no limit)", field=field)
    if beyond:
        got = in_style(plainly(beyond[0]), parameter=parameter)
        raise ParameterError(f"expected {bounds_in_words(parameter)}, got {got}", field=field)
    if held.share_outside > (MASS_HELD if is_elicited else MASS_TOLERATED):
        share = plainly(100 * held.share_outside, digits=2)
        got = f"got a distribution with {share} % of its mass outside"
        hint = "families with two ends, such as triangular and beta, can stay inside"
        raise ParameterError(f"expected {bounds_in_words(parameter)}, {got} ({hint})", field=field)
    return distribution if is_bounded or no_draw_leaves else held


def bounds_in_words(parameter: Parameter) -> str:
    """What values a parameter may have, with its unit.

    >>> bounds_in_words(Parameter(name="x", symbol="x", unit="OOM", meaning="", lower=0, upper=9, plausible=(1, 2)))
    'values from 0 to 9 OOM'
    """
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    if parameter.upper == math.inf:
        return f"values of at least {plainly(parameter.lower)}{unit}"
    return in_style(f"values from {plainly(parameter.lower)} to {plainly(parameter.upper)}{unit}", parameter=parameter)


def in_style(text: str, *, parameter: Parameter) -> str:
    """Numbers as they are written for a parameter: thousands apart, except in dates."""
    return undivided(text) if parameter.is_date else text


def bounds_warning(distribution: Distribution, *, parameter: Parameter) -> str | None:
    """A sentence where enough mass had to be held at the hard bounds to be a statement of its own, else None."""
    if not isinstance(distribution, HeldWithin):
        return None
    outside = distribution.share_outside
    if outside <= MASS_TOLERATED:
        return None
    share = plainly(100 * outside, digits=2)
    return (
        f"{parameter.name}: the curve through the stated quantiles has {share} % of its mass outside "
        f"{bounds_in_words(parameter)}, which is held at the bounds"
    )


def plausibility_warning(middle: tuple[float, float], *, parameter: Parameter) -> str | None:
    """A sentence where the `middle` 90 % of a belief leave the plausible range of its parameter, else None."""
    low, high = middle
    least, most = parameter.plausible
    too_high = most < high < math.inf or (low == math.inf > most and parameter.none_means is None)
    if not (low < least or too_high):
        return None
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    digits = DATE_DIGITS if parameter.is_date else MIDDLE_DIGITS
    ends = [plainly(end, digits=digits) for end in (low, high)]
    said = plainly(low) if low == high else f"{ends[0]} to {ends[1]} (its middle 90 %)"
    warning = (
        f"{parameter.name} is believed to be {said}{unit}, outside the plausible range "
        f"of {plainly(least)} to {plainly(most)}{unit}: is the unit right?"
    )
    return in_style(warning, parameter=parameter)
