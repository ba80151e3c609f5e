"""The industry: what the leader finds itself, what it learns from others, and when those automate too."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.power_mean import ln_power_mean
from oomcast.quantities.elementary import greatest, log, where
from oomcast.quantities.near_zero import log_one_plus

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "ln_rivals_compute",
    "ln_rivals_multiplier",
    "ln_shared_multiplier",
    "prepare",
    "shared_multiplier",
    "spillover_rate",
]

PARAMETERS = (
    Parameter(
        name="leader_share",
        symbol="w",
        unit="1",
        meaning="share of the leader's software progress before automation that it makes itself; the rest it learns "
        "from other companies and from what is published",
        lower=0.0,
        upper=1.0,
        plausible=(0.2, 1.0),
    ),
    Parameter(
        name="rivals_lag_years",
        symbol="l_r",
        unit="year",
        meaning="how long after the leader its rivals fully automate research too",
        lower=0.0,
        upper=100.0,
        plausible=(0.1, 5.0),
        none_means="rivals never automate",
    ),
    Parameter(
        name="rivals_compute_share",
        symbol="q_r",
        unit="x",
        meaning="compute of the rivals relative to the leader's",
        lower=1e-6,
        upper=1e4,
        plausible=(0.1, 10.0),
    ),
    Parameter(
        name="spillover_per_year",
        symbol="o",
        unit="1/year",
        meaning="share of the leader's lead in software that leaks to its rivals, per year",
        lower=0.0,
        upper=1000.0,
        plausible=(0.0, 5.0),
    ),
)

NEVER = float("inf")
"""How rivals are stated that do not automate."""

NEUTRAL = {"leader_share": 1.0, "rivals_lag_years": NEVER, "spillover_per_year": 0.0}

FAR_AWAY_YEARS = 1e6
"""Later than any horizon, and yet a number with which one can compute."""

LN_HUMAN_PACE = 0.0
"""Rivals who have not automated keep the pace of human researchers."""

ADDS_UP = 1.0
"""Contributions to progress add up: the mean of the leader's and the others' is the arithmetic one."""

LEAST_COMPUTE = 1e-9
"""What rivals who have sold all of their chips still have, relative to the leader: as good as nothing, but not zero."""


class Coefficients(NamedTuple):
    """Who finds what, and when rivals automate."""

    leader_share: Any
    others_share: Any
    rivals_start: Any  # years
    rivals_compute_share: Any  # relative to the leader's
    spillover_per_year: Any


def prepare(
    leader_share: Any, rivals_lag_years: Any, rivals_compute_share: Any, spillover_per_year: Any
) -> Coefficients:
    """Coefficients; rivals who never automate do so after any horizon.

    >>> tuple(prepare(0.75, 2.0, 1.0, 0.0))
    (0.75, 0.25, 2.0, 1.0, 0.0)
    """
    come = rivals_lag_years < NEVER
    return Coefficients(
        leader_share,
        1.0 - leader_share,
        where(come, rivals_lag_years, FAR_AWAY_YEARS),
        rivals_compute_share,
        spillover_per_year,
    )


def shared_multiplier(leader_share: Any, own_multiplier: Any, others_multiplier: Any) -> Any:
    """Research multiplier of the leader, who makes only a part of its progress itself.

        M = w M_own + (1 - w) M_others                                              (equation industry)

    Source: a reply to R. Greenblatt's comment on 6 OOM in the first year (2025).

    >>> shared_multiplier(0.3, 15.0, 1.0)
    5.2
    """
    return leader_share * own_multiplier + (1.0 - leader_share) * others_multiplier


def ln_shared_multiplier(
    ln_own_multiplier: Any, ln_others_multiplier: Any, leader_share: Any, others_share: Any
) -> Any:
    """Logarithm of the same mean (equation industry), for multipliers of any size.

    With w = 1 it is the leader's own, to the last bit.

    >>> round(ln_shared_multiplier(log(15.0), 0.0, 0.3, 0.7) - log(5.2), 12), ln_shared_multiplier(9.0, 0.0, 1.0, 0.0)
    (0.0, 9.0)
    """
    return ln_power_mean(ln_own_multiplier, ln_others_multiplier, leader_share, others_share, ADDS_UP)


def ln_rivals_multiplier(years: Any, ln_multiplier_at_their_compute: Any, rivals_start: Any) -> Any:
    """Logarithm of the rivals' research multiplier, relative to human researchers at the leader.

        ln M_r = 0 before they automate,    ln M(s_r, k + ln q_r) after             (equation rivals)

    The step at `rivals_start` is a time for the integrator to stop at.

    >>> ln_rivals_multiplier(1.0, 3.0, 2.0), ln_rivals_multiplier(2.0, 3.0, 2.0)
    (0.0, 3.0)
    """
    return where(years < rivals_start, LN_HUMAN_PACE, ln_multiplier_at_their_compute)


def spillover_rate(leader_software: Any, rivals_software: Any, spillover_per_year: Any) -> Any:
    """Software that rivals gain from the leader's lead, in nats per year, on top of what they find; none if ahead.

        ds_r/dt += o max(s - s_r, 0)                                                (equation spillover)

    >>> spillover_rate(3.0, 1.0, 0.5), spillover_rate(1.0, 3.0, 0.5)
    (1.0, 0.0)
    """
    return greatest(leader_software - rivals_software, 0.0) * spillover_per_year


def ln_rivals_compute(share_bought: Any, bought: Any, rivals_compute_share: Any) -> Any:
    """Logarithm of the rivals' compute relative to the leader's, while the leader buys their chips.

        ln q_r(t) = ln(q_r - (f_b - 1) ramp) - ln(1 + (f_b - 1) ramp)               (equation rivals-compute)

    `bought` is f_b - 1. Both grow alike otherwise. Rivals who sell more than they have keep `LEAST_COMPUTE`.

    >>> from oomcast.quantities.elementary import exp
    >>> ln_rivals_compute(0.0, 0.5, 1.0), round(exp(ln_rivals_compute(1.0, 0.5, 2.0)), 12)
    (0.0, 1.0)
    """
    sold = bought * share_bought
    return log(greatest(rivals_compute_share - sold, LEAST_COMPUTE)) - log_one_plus(sold)
