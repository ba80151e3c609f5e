"""The lognormal distribution, for positive quantities that one thinks of in factors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from oomcast.beliefs.distributions.checks import check_drawable, floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import ANY_QUANTILE, Family, ordered_quantiles, stated_quantiles
from oomcast.beliefs.distributions.normal import location_and_scale
from oomcast.beliefs.distributions.words import half_between
from oomcast.quantities.elementary import exp, log, normal_cdf, normal_quantile

__all__ = ["Lognormal", "log_of_positive"]


@dataclass(frozen=True)
class Lognormal(Family):
    """median * exp(sigma * z) with z standard normal; `sigma` > 0 is the standard deviation of the natural log.

    A table may state the median and sigma, or any two quantiles (the median counts as one).

    >>> Lognormal.from_fields({"median": 15, "p90": 40}).in_words()
    'lognormal, half between 8.95 and 25.1'
    """

    median: float
    sigma: float

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("median", "sigma"), (ANY_QUANTILE, ANY_QUANTILE))

    def __post_init__(self) -> None:
        set_field(
            self,
            median=number(self.median, field="median", positive=True),
            sigma=number(self.sigma, field="sigma", positive=True),
        )
        check_drawable(self, above=0.0)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        if "sigma" in fields:
            return cls(**fields)
        return cls.through(stated_quantiles(fields, positive=True))

    @classmethod
    def through(cls, quantiles: Mapping[float, float]) -> Self:
        """The lognormal with two stated quantiles, level -> positive value; a stated median comes back exactly."""
        stated = ordered_quantiles(quantiles, positive=True)
        log_median, sigma = location_and_scale({level: log(value) for level, value in stated.items()})
        return cls(median=stated.get(0.5, exp(log_median)), sigma=sigma)

    def ppf(self, u: FloatArray) -> FloatArray:
        z = normal_quantile(floats(u))
        z *= self.sigma
        x = exp(z)
        x *= self.median
        return x

    def cdf(self, x: FloatArray) -> FloatArray:
        return normal_cdf(log_of_positive(floats(x) / self.median) / self.sigma)

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    def in_words(self) -> str:
        return f"lognormal, {half_between(self)}"


def log_of_positive(x: FloatArray) -> FloatArray:
    """Natural log with -infinity for zero and everything below, where a positive quantity has no mass."""
    return log(np.where(x < 0.0, 0.0, x))
