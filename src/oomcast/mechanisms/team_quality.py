"""Quality of a team whose members differ: whether the typical member counts, or the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, greatest, log, where

__all__ = ["NEUTRAL", "PARAMETERS", "ln_team_quality"]

PARAMETERS = (
    Parameter(
        name="quality_concentration",
        symbol="p_q",
        unit="1",
        meaning="how far the best of a team carry it: 0 its typical member counts (geometric mean of quality), 1 the "
        "average member, far above 1 the best alone",
        lower=-20.0,
        upper=20.0,
        plausible=(-2.0, 8.0),
    ),
)

NEUTRAL = {"quality_concentration": 0.0}
"""The typical member counts, so that lifting everyone by the same factor and removing it again are worth the same."""

SMALLEST_CONCENTRATION = 1e-8
"""Below this size the mean is the geometric one: over a factor of 1000 in quality the two differ by 6e-8 at most."""


def ln_team_quality(
    shares: Sequence[Any], mean_sds: Sequence[Any], spread_sds: Sequence[Any], ln_per_sd: Any, concentration: Any
) -> Any:
    """Logarithm of the quality of a team, relative to a team of median researchers.

        q = (sum over groups g of w_g E_g[q_i^p])^(1/p)
        ln E_g[q_i^p] = p m_g z + p^2 s_g^2 z^2 / 2,    p -> 0: ln q = sum of w_g m_g z     (equation team-quality)

    A group is a share w_g of the heads; the quality of its members, in standard deviations above the median researcher
    of a leading company, is normally distributed with mean m_g and standard deviation s_g, and one standard deviation
    is worth the factor exp(z) (`ln_per_sd`, from `workforce_growth.ln_quality_per_sd`). The shares sum to one. How
    many heads there are is not counted here but by the law of parallel returns. Source: R. Greenblatt and E. Lifland,
    "Slow corporations as an intuition pump for AI R&D automation" (2025), who ask whether the best researchers matter
    more than the median one; the power mean is ours.

    >>> best_and_median = ([0.5, 0.5], [2.0, 0.0], [0.0, 0.0])
    >>> ln_team_quality(*best_and_median, 1.0, 0.0), round(ln_team_quality(*best_and_median, 1.0, 20.0), 3)
    (1.0, 1.965)
    """
    groups = list(zip(shares, mean_sds, spread_sds, strict=True))
    typical = 0.0 * (ln_per_sd + concentration)
    for share, mean, _ in groups:
        typical = typical + share * mean * ln_per_sd
    is_geometric = concentration * concentration <= SMALLEST_CONCENTRATION * SMALLEST_CONCENTRATION
    p = where(is_geometric, 1.0, concentration)
    powers = [
        p * mean * ln_per_sd + (p * spread * ln_per_sd) * (p * spread * ln_per_sd) / 2.0 for _, mean, spread in groups
    ]
    largest = powers[0]
    for power in powers[1:]:
        largest = greatest(largest, power)
    total = 0.0 * largest
    for (share, _, _), power in zip(groups, powers, strict=True):
        total = total + share * exp(power - largest)
    return where(is_geometric, typical, (largest + log(total)) / p)
