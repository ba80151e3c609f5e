"""Two-piece normal and lognormal: for three quantiles too lopsided for a smooth three-parameter curve.

    q(p) = q2 + s (z(p) - z(p2)),   s = (q2 - q1)/(z2 - z1) below the middle quantile, (q3 - q2)/(z3 - z2) above

with z(p) the standard normal quantile: half of one normal below q2 and half of another above, weighted p2 and
1 - p2 and joined at the middle stated quantile, wherever its level. The quantile function is continuous, rises
strictly and passes through all three points for any three levels; the density jumps at q2 unless the two scales
agree. (This differs from the split normal of Fechner, whose density is continuous and whose join is the mode.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from oomcast.beliefs.distributions.checks import check_drawable, floats, set_field
from oomcast.beliefs.distributions.contract import FloatArray
from oomcast.beliefs.distributions.lognormal import log_of_positive
from oomcast.beliefs.distributions.through_three import ThroughThree
from oomcast.quantities.elementary import exp, log, normal_cdf, normal_quantile

__all__ = ["TwoPieceLognormal", "TwoPieceNormal"]


@dataclass(frozen=True)
class _Pieces:
    """The join and the two scales, in the unit of the quantity (or of its log)."""

    z: float
    value: float
    scale_below: float
    scale_above: float

    @classmethod
    def through(cls, levels: tuple[float, ...], values: tuple[float, ...]) -> _Pieces:
        z1, z2, z3 = (normal_quantile(level) for level in levels)
        q1, q2, q3 = values
        return cls(z2, q2, (q2 - q1) / (z2 - z1), (q3 - q2) / (z3 - z2))

    def quantiles(self, u: FloatArray) -> FloatArray:
        distance = normal_quantile(u)
        distance -= self.z
        distance *= np.where(distance < 0.0, self.scale_below, self.scale_above)
        distance += self.value
        return distance

    def probabilities(self, y: FloatArray) -> FloatArray:
        distance = y - self.value
        return normal_cdf(self.z + distance / np.where(distance < 0.0, self.scale_below, self.scale_above))


@dataclass(frozen=True)
class TwoPieceNormal(ThroughThree):
    """Two-piece normal through three quantiles, on the whole line.

    >>> TwoPieceNormal(levels=(0.25, 0.5, 0.75), values=(1, 2, 20)).ppf(np.array([0.25, 0.5, 0.75])).round(12)
    array([ 1.,  2., 20.])
    """

    _pieces: _Pieces = field(init=False, repr=False, compare=False)

    shape: ClassVar[str] = "two-piece normal"

    def __post_init__(self) -> None:
        super().__post_init__()
        set_field(self, _pieces=_Pieces.through(self.levels, self.values))
        check_drawable(self)

    def ppf(self, u: FloatArray) -> FloatArray:
        return self._pieces.quantiles(floats(u))

    def cdf(self, x: FloatArray) -> FloatArray:
        return self._pieces.probabilities(floats(x))

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf


@dataclass(frozen=True)
class TwoPieceLognormal(ThroughThree):
    """exp of a two-piece normal, through three positive quantiles.

    >>> TwoPieceLognormal(levels=(0.25, 0.5, 0.75), values=(1, 2, 20)).ppf(np.array([0.25, 0.5, 0.75])).round(12)
    array([ 1.,  2., 20.])
    """

    _pieces: _Pieces = field(init=False, repr=False, compare=False)

    shape: ClassVar[str] = "two-piece lognormal"
    positive: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        set_field(self, _pieces=_Pieces.through(self.levels, tuple(log(value) for value in self.values)))
        check_drawable(self, above=0.0)

    def ppf(self, u: FloatArray) -> FloatArray:
        return exp(self._pieces.quantiles(floats(u)))

    def cdf(self, x: FloatArray) -> FloatArray:
        return self._pieces.probabilities(log_of_positive(floats(x)))

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf
