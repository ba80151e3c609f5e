"""From what a person can say about a quantity, an interval or a few quantiles, to a distribution that says the same."""

from __future__ import annotations

import math
from collections.abc import Mapping

from oomcast.beliefs.distributions.checks import number
from oomcast.beliefs.distributions.contract import Distribution
from oomcast.beliefs.distributions.family import ordered_quantiles
from oomcast.beliefs.distributions.levels import quantile_key
from oomcast.beliefs.distributions.lognormal import Lognormal
from oomcast.beliefs.distributions.metalog import LogMetalog, Metalog, metalog_coefficients
from oomcast.beliefs.distributions.normal import Normal, location_and_scale
from oomcast.beliefs.distributions.two_piece import TwoPieceLognormal, TwoPieceNormal
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError, shown

__all__ = ["from_interval", "from_quantiles"]

DEFAULT_LEVEL = 0.9  # "4 to 50" means: nine chances in ten, one in twenty on either side
TWO, THREE = 2, 3


def from_interval(low: float, high: float, *, level: float = DEFAULT_LEVEL, positive: bool) -> Distribution:
    """The distribution with mass `level` between `low` and `high`, equal tails on either side.

    Lognormal where the quantity is `positive`, else normal. `ScenarioError` (field "low", "high" or "level") where
    the ends do not rise, are not positive as they must be, or the level is not strictly between 0 and 1.

    >>> import numpy as np
    >>> from_interval(4, 50, positive=True).ppf(np.array([0.05, 0.95])).round(12)
    array([ 4., 50.])
    """
    low = number(low, field="low", positive=positive)
    high = number(high, field="high", positive=positive)
    level = number(level, field="level")
    if not 0 < level < 1:
        raise ScenarioError(f"expected a number strictly between 0 and 1, got {plainly(level)}", field="level")
    if not low < high:
        raise ScenarioError(f"expected a number above {plainly(low)}, got {plainly(high)}", field="high")
    tail = 0.5 * (1.0 - level)
    return _through_two({tail: low, 1.0 - tail: high}, positive=positive)


def from_quantiles(
    quantiles: Mapping[float, float], *, positive: bool, bounds: tuple[float, float] = (-math.inf, math.inf)
) -> Distribution:
    """A distribution that has exactly the stated quantiles, level -> value, at any three levels (or two).

    Three: a log-metalog where the quantity is `positive`, else a metalog; where no such curve has a positive
    density everywhere, as for 1 / 2 / 20 (or its far tail overflows), a two-piece lognormal or normal. Two: a
    lognormal or normal. The stated values come back to 1e-9 relative. `bounds` are those of the quantity: a stated
    quantile must lie within them (the distribution itself is not cut there). `ScenarioError` names the quantile
    ("p25") that makes no sense.

    >>> from_quantiles({0.25: 2.5, 0.5: 6, 0.75: 12}, positive=True).in_words()
    'log-metalog through 2.5 (25th percentile), 6 (median) and 12 (75th percentile)'
    >>> from_quantiles({0.25: 1, 0.5: 2, 0.75: 20}, positive=True).in_words()
    'two-piece lognormal through 1 (25th percentile), 2 (median) and 20 (75th percentile)'
    """
    if len(quantiles) not in (TWO, THREE):
        raise ScenarioError(f"expected two or three quantiles, such as p10, p50 and p90, got {len(quantiles)}")
    stated = {}
    for level, value in quantiles.items():
        if not 0 < level < 1:
            raise ScenarioError(f"expected quantile levels strictly between 0 and 1, got {shown(level)}")
        stated[float(level)] = number(value, field=quantile_key(level) or f"quantile {level:g}")
    stated = ordered_quantiles(stated, positive=positive)
    for level, value in stated.items():
        if not bounds[0] <= value <= bounds[1]:
            raise ScenarioError(
                f"expected a number from {plainly(bounds[0])} to {plainly(bounds[1])}, got {plainly(value)}",
                field=quantile_key(level) or f"quantile {level:g}",
            )
    return (_through_two if len(stated) == TWO else _through_three)(stated, positive=positive)


def _through_two(quantiles: Mapping[float, float], *, positive: bool) -> Distribution:
    if positive:
        return Lognormal.through(quantiles)
    mean, sd = location_and_scale(quantiles)
    return Normal(mean=mean, sd=sd)


def _through_three(quantiles: Mapping[float, float], *, positive: bool) -> Distribution:
    if positive:
        try:
            return LogMetalog.through(quantiles)
        except ScenarioError:
            return TwoPieceLognormal.through(quantiles)
    return (TwoPieceNormal if metalog_coefficients(quantiles) is None else Metalog).through(quantiles)
