"""The normal distribution, for quantities that may take either sign."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from oomcast.beliefs.distributions.checks import check_drawable, floats, number, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.family import ANY_QUANTILE, Family, ordered_quantiles, stated_quantiles
from oomcast.beliefs.distributions.words import half_between
from oomcast.quantities.elementary import normal_cdf, normal_quantile

__all__ = ["Normal", "location_and_scale"]


@dataclass(frozen=True)
class Normal(Family):
    """Normal with a mean and a standard deviation `sd` > 0, both in the unit of the quantity.

    >>> Normal(mean=10, sd=2).in_words()
    'normal, half between 8.65 and 11.3'
    """

    mean: float
    sd: float

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (("mean", "sd"), (ANY_QUANTILE, ANY_QUANTILE))

    def __post_init__(self) -> None:
        set_field(self, mean=number(self.mean, field="mean"), sd=number(self.sd, field="sd", positive=True))
        check_drawable(self)

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        if "mean" in fields:
            return cls(**fields)
        mean, sd = location_and_scale(stated_quantiles(fields))
        return cls(mean=mean, sd=sd)

    def ppf(self, u: FloatArray) -> FloatArray:
        z = normal_quantile(floats(u))
        z *= self.sd
        z += self.mean
        return z

    def cdf(self, x: FloatArray) -> FloatArray:
        return normal_cdf((floats(x) - self.mean) / self.sd)

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def in_words(self) -> str:
        return f"normal, {half_between(self)}"


def location_and_scale(quantiles: Mapping[float, float]) -> tuple[float, float]:
    """Mean and standard deviation of the normal through two quantiles, given as level -> value.

    >>> mean, sd = location_and_scale({0.5: 10.0, 0.975: 14.0})
    >>> mean, round(sd, 6)
    (10.0, 2.040854)
    """
    (low_level, low), (high_level, high) = ordered_quantiles(quantiles, positive=False).items()
    low_z, high_z = normal_quantile(low_level), normal_quantile(high_level)
    scale = (high - low) / (high_z - low_z)
    # From the quantile nearer to the middle: a stated median comes back exactly.
    z, value = min((low_z, low), (high_z, high), key=lambda pair: abs(pair[0]))
    return value - scale * z, scale
