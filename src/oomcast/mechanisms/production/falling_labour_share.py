"""Returns to labour that worsen as labour is added: a share now, another over the whole jump, and rho from both."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production import ces
from oomcast.mechanisms.production.ces import Coefficients, experiment_elasticity, labour_elasticity, ln_output
from oomcast.mechanisms.production.power_mean import ln_power_mean, settled_rho
from oomcast.quantities.elementary import log, where

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "experiment_elasticity",
    "labour_elasticity",
    "ln_output",
    "prepare",
    "rho_through",
]

PARAMETERS = (
    Parameter(
        name="labour_share_over_jump",
        symbol="a_J",
        unit="1",
        meaning="labour's share over the whole jump in labour at full automation, experiments fixed: output rises by "
        "the jump to this power",
        lower=0.0,
        upper=1.0,
        plausible=(0.2, 0.7),
    ),
    Parameter(
        name="labour_jump",
        symbol="J",
        unit="x",
        meaning="the jump in labour over which that share is stated",
        lower=1.0,
        upper=1e12,
        plausible=(10.0, 10_000.0),
    ),
)

NEUTRAL: dict[str, float] = {}
"""Neutral where `labour_share_over_jump` equals `labour_share`, or there is no jump: rho is then 0."""

BISECTIONS = 64
"""Halvings of the interval for rho: enough to leave no double in between."""

LOWEST_RHO, HIGHEST_RHO = ces.PARAMETERS[0].lower, ces.PARAMETERS[0].upper  # the bounds of substitution_rho itself


def rho_through(labour_share: Any, ln_labour: Any, ln_output_there: Any) -> Any:
    """The rho at which a CES with this base share passes through F(L, 1), for L > 1 (equation falling-share).

        (a L^rho + 1 - a)^(1/rho) = F

    F rises with rho, so bisection finds it; outside of what rho can give, the nearer bound is returned.

    Source: R. Greenblatt states a = 0.6 at the margin and 0.5 over the jump, "returns will get worse as you add more
    labor" (comment on 6 OOM in the first year, 2025).

    >>> from math import log
    >>> round(rho_through(0.6, log(352.3857), log(18.77194)), 4), round(rho_through(0.6, log(352.3857), log(15.0)), 4)
    (-0.1383, -0.1919)
    """
    low = LOWEST_RHO + 0.0 * (labour_share + ln_labour + ln_output_there)
    high = HIGHEST_RHO + 0.0 * low
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        is_low = ln_power_mean(ln_labour, 0.0, labour_share, 1.0 - labour_share, middle) < ln_output_there
        low, high = where(is_low, middle, low), where(is_low, high, middle)
    return (low + high) / 2.0


def prepare(labour_share: Any, labour_share_over_jump: Any, labour_jump: Any) -> Coefficients:
    """Coefficients of the CES: base share as stated, rho from the share over the jump.

    >>> round(prepare(0.6, 0.5, 352.3857).rho, 4), prepare(0.6, 0.6, 352.3857).rho
    (-0.1383, 0.0)
    """
    ln_jump = log(labour_jump)
    rho = rho_through(labour_share, ln_jump, labour_share_over_jump * ln_jump)
    is_steady = (labour_share_over_jump - labour_share) * ln_jump == 0.0
    return Coefficients(labour_share, 1.0 - labour_share, settled_rho(where(is_steady, 0.0, rho)))
