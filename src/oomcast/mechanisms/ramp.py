"""The ramp: progress that speeds up before full automation, and the ideas it has used up by then.

Years are negative before full automation. Ceiling and returns are always stated at t = 0, so the ramp changes nothing
after it; what it says is what the time before was like, and how much of what was found is owed to AIs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, greatest, least, log, where
from oomcast.quantities.near_zero import exp_minus_one, log_one_plus

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "depth_before_ramp",
    "effort_of_ramp",
    "ln_multiplier_by_date",
    "ln_multiplier_by_effective_compute",
    "prepare",
    "software_used_by_ramp",
]

PARAMETERS = (
    Parameter(
        name="ramp_years",
        symbol="T_u",
        unit="year",
        meaning="how long before full automation the research multiplier was `uplift_today` and began to rise",
        lower=0.0,
        upper=50.0,
        plausible=(0.0, 10.0),
    ),
    Parameter(
        name="uplift_today",
        symbol="u",
        unit="x",
        meaning="research multiplier at the start of the ramp: how much faster progress is for the AIs there are",
        lower=1.0,
        upper=1000.0,
        plausible=(1.0, 3.0),
    ),
    Parameter(
        name="ramp_oom",
        symbol="E_u",
        unit="OOM",
        meaning="for a logistic ramp: effective compute gained from its start to full automation",
        lower=0.01,
        upper=100.0,
        plausible=(1.0, 10.0),
    ),
)

NEUTRAL = {"ramp_years": 0.0, "uplift_today": 1.0}

LOGISTIC_HALF_WIDTH = 4.0
"""The logistic ramp spans this many scales either way of its middle: 96 % of the rise, and then rescaled to all."""


class Coefficients(NamedTuple):
    """The ramp of one draw."""

    ln_uplift: Any
    ln_rise: Any  # from the uplift to the multiplier at t = 0
    ramps_per_year: Any  # 1/T_u; 0 without a ramp


def prepare(ramp_years: Any, uplift_today: Any, ln_initial_speedup: Any) -> Coefficients:
    """Coefficients; `ln_initial_speedup` is that of full automation, at which the ramp ends.

    >>> prepare(4.0, 1.0, 3.0)
    Coefficients(ln_uplift=0.0, ln_rise=3.0, ramps_per_year=0.25)
    """
    ln_uplift = log(uplift_today)
    is_ramp = ramp_years > 0.0
    return Coefficients(
        ln_uplift,
        ln_initial_speedup - ln_uplift,
        where(is_ramp, 1.0 / where(is_ramp, ramp_years, 1.0), 0.0),
    )


def ln_multiplier_by_date(years: Any, ln_uplift: Any, ln_rise: Any, ramps_per_year: Any) -> Any:
    """Logarithm of the research multiplier before full automation, rising steadily in logs.

        ln M = ln u + (ln m_0 - ln u) (1 + t/T_u)    for -T_u <= t <= 0             (equation ramp)

    Before the ramp it is ln u; without one it is ln u up to t = 0, when it jumps.

    >>> ln_multiplier_by_date(-2.0, 0.0, 3.0, 0.25), ln_multiplier_by_date(-9.0, 0.0, 3.0, 0.25)
    (1.5, 0.0)
    """
    done = least(greatest(1.0 + years * ramps_per_year, 0.0), 1.0)
    return ln_uplift + ln_rise * where(ramps_per_year > 0.0, done, where(years < 0.0, 0.0, 1.0))


def logistic(x: Any) -> Any:
    """1 / (1 + exp(-x)).

    >>> logistic(0.0)
    0.5
    """
    return 1.0 / (1.0 + exp(-x))


def ln_multiplier_by_effective_compute(ln_effective: Any, ln_uplift: Any, ln_rise: Any, ramp_nats: Any) -> Any:
    """Logarithm of the research multiplier, a logistic in ln(effective compute) e relative to t = 0.

        ln M = ln u + (ln m_0 - ln u) [L(z) - L(-4)] / [L(4) - L(-4)]               (equation logistic-ramp)
        z = 4 + 8 e/E_u,    clipped to -4..4

    It starts at ln u where e = -E_u, with E_u in nats, and ends at ln m_0 where e = 0.

    >>> [ln_multiplier_by_effective_compute(e, 0.0, 3.0, 10.0) for e in (-10.0, -5.0, 0.0)]
    [0.0, 1.5, 3.0]
    """
    place = LOGISTIC_HALF_WIDTH * (1.0 + 2.0 * (ln_effective / ramp_nats))
    inside = least(greatest(place, -LOGISTIC_HALF_WIDTH), LOGISTIC_HALF_WIDTH)
    lowest, highest = logistic(-LOGISTIC_HALF_WIDTH), logistic(LOGISTIC_HALF_WIDTH)
    return ln_uplift + ln_rise * ((logistic(inside) - lowest) / (highest - lowest))


def effort_of_ramp(ramp_years: Any, ln_uplift: Any, ln_rise: Any, human_input_growth: Any) -> Any:
    """Research effort from the start of the ramp to t = 0, in years of the human-only company of t = 0.

        I = integral of M(t) exp(eta t) from -T_u to 0,    ln M as in (equation ramp)
          = m_0 T_u (1 - exp(-y)) / y,    y = ln m_0 - ln u + eta T_u               (equation ramp-effort)

    eta, in nats per year, is how fast human researchers' own effort grew: their compute and staff, weighted. On a
    balanced path it is beta g_h.

    >>> effort_of_ramp(4.0, 0.0, 0.0, 0.0)
    4.0
    """
    y = ln_rise + human_input_growth * ramp_years
    is_flat = y == 0.0
    mean = where(is_flat, 1.0, -(exp_minus_one(-y) / where(is_flat, 1.0, y)))
    return exp(ln_uplift + ln_rise) * ramp_years * mean


def depth_before_ramp(effort: Any, human_growth: Any, difficulty: Any, inverse_ceiling: Any) -> Any:
    """Depth of the search (nats, negative) at the start of the ramp, such that it is 0 at full automation.

        dx/dt = g_h M exp(eta t) exp(-c x),    c = beta - 1/S
        x = ln(1 - c g_h I) / c                                                     (equation ramp-depth)

    -infinity where c g_h I >= 1: ideas that get harder so fast cannot have absorbed so much effort, whatever the past
    was. Ramp and returns then contradict each other.

    >>> round(depth_before_ramp(4.0, 0.25, 0.5, 0.0), 6), depth_before_ramp(8.0, 0.25, 0.5, 0.0)
    (-1.386294, -inf)
    """
    curvature = difficulty - inverse_ceiling
    used = curvature * human_growth * effort
    is_straight = curvature == 0.0
    bent = log_one_plus(-least(used, 1.0)) / where(is_straight, 1.0, curvature)
    return where(is_straight, -(human_growth * effort), bent)


def software_used_by_ramp(software_before_ramp: Any, human_growth: Any, ramp_years: Any) -> Any:
    """Software (nats) that the ramp has found beyond what humans alone would have: low-hanging fruit already taken.

        -s(-T_u) - g_h T_u                                                          (equation fruit-taken)

    `software_before_ramp` is s at the depth before the ramp (negative); on a balanced path without uplift and
    without a ceiling the result is 0.

    >>> software_used_by_ramp(-5.0, 1.5, 2.0)
    2.0
    """
    return -software_before_ramp - human_growth * ramp_years
