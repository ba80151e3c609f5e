"""What a forecast takes for granted about its own inputs: draws that do not fulfil it are left out of account."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.fields import dotted_in, read_number, refuse_unknown_fields
from oomcast.beliefs.layer import Limits
from oomcast.beliefs.reading import described
from oomcast.errors import ScenarioError

__all__ = [
    "AFTER",
    "BEFORE",
    "GIVEN_FIELDS",
    "NO_LIMIT",
    "NO_LIMITS",
    "Given",
    "limits_in_words",
    "mass_between",
    "parse_limits",
    "stated_limits",
]

BoolArray = NDArray[np.bool_]

AFTER, BEFORE = GIVEN_FIELDS = ("after", "before")
"""Names that the table of one parameter may hold."""

NO_LIMIT = "none"
"""How a file says that a parameter is not limited, which takes an inherited limit away."""

NO_LIMITS: Limits = (-math.inf, math.inf)
"""The limits of what is not limited."""

DIGITS = 10
"""Enough for every number that a person writes as a limit; thousands are not set apart, since most are years."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """Limits between which inputs are taken for granted to lie, by the name of the parameter, in its unit.

    Both limits are exclusive; without an upper one, "none" (+infinity) fulfils the condition.

    >>> early = Given(limits={"automation_year": (-math.inf, 2032.0)})
    >>> early.weights({"automation_year": np.array([2029.0, 2032.0, math.inf])}).tolist()
    [True, False, False]
    >>> early.in_words()
    'automation_year before 2032'
    """

    limits: Mapping[str, Limits]

    def __post_init__(self) -> None:
        object.__setattr__(self, "limits", MappingProxyType(dict(self.limits)))

    def weights(self, inputs: Mapping[str, FloatArray]) -> BoolArray:
        """For each draw whether it counts; `inputs` are arrays of shape (draws,) by name, of which there is one."""
        fulfilled = [within(inputs[name], limits) for name, limits in self.limits.items()]
        return np.asarray(np.logical_and.reduce(fulfilled))

    def in_words(self) -> str:
        """The condition in plain words."""
        return ", ".join(f"{name} {limits_in_words(limits)}" for name, limits in self.limits.items())

    def document(self) -> dict[str, dict[str, float]]:
        """The limits as a file would state them."""
        return {name: stated_limits(limits) for name, limits in self.limits.items()}


def within(values: FloatArray, limits: Limits) -> BoolArray:
    """Which values lie strictly between the limits."""
    low, high = limits
    below = np.ones(np.shape(values), dtype=np.bool_) if high == math.inf else values < high
    return np.asarray((values > low) & below)


def limits_in_words(limits: Limits) -> str:
    """Limits in words, without the name of what they limit.

    >>> limits_in_words((2028.0, 2032.0)), limits_in_words((2028.5, math.inf)), limits_in_words(NO_LIMITS)
    ('after 2028 and before 2032', 'after 2028.5', 'at any value')
    """
    words = [f"{field} {value:.{DIGITS}g}" for field, value in stated_limits(limits).items()]
    return " and ".join(words) or "at any value"


def stated_limits(limits: Limits) -> dict[str, float]:
    """The limits that there are, as the table that a file would state.

    >>> stated_limits((-math.inf, 2032.0))
    {'before': 2032.0}
    """
    return {name: value for name, value in zip(GIVEN_FIELDS, limits, strict=True) if math.isfinite(value)}


def mass_between(distribution: Distribution, limits: Limits) -> float:
    """The probability that a quantity fulfils its limits.

    >>> from oomcast.beliefs.distributions.uniform import Uniform
    >>> round(mass_between(Uniform(low=2028, high=2032), (-math.inf, 2029.0)), 9)
    0.25
    """
    low, high = limits
    outermost = np.array([low, high if high == math.inf else math.nextafter(high, -math.inf)])
    with np.errstate(over="ignore"):
        upto = [float(mass) for mass in distribution.cdf(outermost)]
    return (1.0 if high == math.inf else upto[1]) - (0.0 if low == -math.inf else upto[0])


def parse_limits(value: object, *, field: str) -> Limits:
    """Limits as written: a table with `after`, `before` or both, or "none". Raises ScenarioError.

    >>> parse_limits({"before": 2032}, field="given.automation_year")
    (-inf, 2032.0)
    """
    if isinstance(value, str) and value.strip().casefold() == NO_LIMIT:
        return NO_LIMITS
    expected = "expected a table such as {before = 2032}, {after = 2028} or both"
    if not isinstance(value, Mapping):
        raise ScenarioError(f"{expected}, got {described(value)}", field=field)
    refuse_unknown_fields(value, known=GIVEN_FIELDS, field=field, percentiles=False)
    if not value:
        raise ScenarioError(f'{expected}, got neither (write "none" for no limit)', field=field)
    low, high = (
        read_number(value[name], field=dotted_in(field, name)) if name in value else limit
        for name, limit in zip(GIVEN_FIELDS, NO_LIMITS, strict=True)
    )
    if not low < high:
        got = f"got after = {low:.{DIGITS}g} and before = {high:.{DIGITS}g}"
        raise ScenarioError(f"expected room between the two, {got}", field=field)
    return low, high
