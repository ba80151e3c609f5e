"""How well labour and chips replace each other once practices have adapted, from what adapting gains on trees."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oomcast.errors import RunError, shown
from oomcast.mechanisms.production.power_mean import ln_power_mean, settled_rho

__all__ = ["SAME_RATIO", "Evolved", "long_run_rho"]

LARGEST_RHO = 1.0
"""Perfect substitutes."""

HALVINGS = 60
"""Bisections: more than a double can tell apart."""

SAME_RATIO = 1e-6
"""Labour and chips nearer than this to the normal ratio say nothing: there is nothing to adapt to."""


@dataclass(frozen=True, kw_only=True)
class Evolved:
    """A company with practices of its own: `gap` times as fast as with those of the normal company.

    `staff`, `speed` and `chips` are factors over the normal company.
    """

    name: str
    gap: float
    staff: float
    speed: float
    chips: float

    def ln_ratio(self, parallel_exponent: float) -> float:
        """ln of labour to chips, L/X = s n^lam / H, relative to the normal company."""
        return math.log(self.speed) + parallel_exponent * math.log(self.staff) - math.log(self.chips)


def long_run_rho(gap: float, *, ln_ratio: float, labour_share: float, rho: float) -> float:
    """The exponent of the long-run CES on which a company does `gap` times as much as on the short-run one.

        gap = F(rho_L) / F(rho),    F(rho) = [a (L/X)^rho + 1 - a]^(1/rho)                     (equation practice-gap)

    Both curves touch where the ratio of labour to chips is the normal one. F rises with rho, so there is one answer;
    it is at most 1, perfect substitutes, where even these would not gain as much. A gap of 1 gives `rho` itself. Raises
    RunError for a gap below 1 or without a number, and for a company at the normal ratio, where the gap says nothing.

    >>> round(long_run_rho(1.0, ln_ratio=4.0, labour_share=0.5, rho=-0.4), 9)
    -0.4
    """
    if not 1.0 <= gap < math.inf:
        raise RunError(f"expected practices of its own to gain a company a factor of at least 1, got {shown(gap)}")
    if abs(ln_ratio) < SAME_RATIO:
        raise RunError("expected a company away from the normal ratio of labour to chips, got one at it")

    def ln_output(exponent: float) -> float:
        return float(ln_power_mean(ln_ratio, 0.0, labour_share, 1.0 - labour_share, settled_rho(exponent)))

    wanted = ln_output(rho) + math.log(gap)
    low, high = rho, LARGEST_RHO
    if ln_output(high) <= wanted:
        return high
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if ln_output(middle) < wanted else (low, middle)
    return 0.5 * (low + high)
