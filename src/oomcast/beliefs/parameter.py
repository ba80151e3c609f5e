"""What a parameter is: one declaration that feeds validation, command line, forms, documentation and tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Evidence", "Parameter"]

FIRST_DATE = 1000.0
"""A quantity in years that cannot be less than this counts from the beginning of the calendar."""


class Evidence(StrEnum):
    """How a belief is known, from strongest to weakest."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    ELICITED = "elicited"
    ASSUMED = "assumed"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One quantity that a person may hold a belief about.

    `lower` and `upper` are hard bounds, inclusive; a belief with mass outside them is refused. `plausible` is the
    range within which nobody is surprised; a belief whose middle 90 % leaves it draws a warning. `none_means`, when
    set, allows the word "none" as a value, which stands for +infinity (no ceiling, never).
    """

    name: str
    symbol: str
    unit: str
    meaning: str
    lower: float
    upper: float
    plausible: tuple[float, float]
    none_means: str | None = None

    def __post_init__(self) -> None:
        low, high = self.plausible
        if not (self.lower <= low < high <= self.upper):
            raise ValueError(f"{self.name}: plausible range {self.plausible} must lie inside the bounds")

    @property
    def is_factor(self) -> bool:
        """Whether the quantity is positive, so that ratios of it make sense and it is naturally drawn in logs."""
        return self.lower > 0 or (self.lower == 0 and self.plausible[0] > 0)

    @property
    def is_date(self) -> bool:
        """Whether the quantity is a point in calendar time rather than a span of it."""
        return self.unit == "year" and self.lower >= FIRST_DATE

    def allows(self, value: float) -> bool:
        """Whether `value` lies within the hard bounds (+infinity only where "none" has a meaning)."""
        if value == math.inf:
            return self.none_means is not None
        return self.lower <= value <= self.upper
