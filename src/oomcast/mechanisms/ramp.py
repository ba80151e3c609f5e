"""The ramp: progress that speeds up before full automation, and the ideas it has used up by then.

Years are negative before full automation. Ceiling and returns are always stated at t = 0. What the ramp can change is
the rate of human researchers at t = 0: whoever states it as it is today has to count the easy ideas that AIs take
until then. How far that is so is a belief of its own.
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
    "depth_of_ramp",
    "effort_of_ramp",
    "ln_multiplier_by_date",
    "ln_rate_after_ramp",
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
        name="ramp_fruit_share",
        symbol="h_u",
        unit="1",
        meaning="how far the easy ideas that AIs took during the ramp are missing afterwards: 0 if the reference rate "
        "is that of human researchers at full automation, 1 if it is that of the start of the ramp",
        lower=0.0,
        upper=1.0,
        plausible=(0.0, 1.0),
    ),
)

NEUTRAL = {"ramp_years": 0.0, "uplift_today": 1.0, "ramp_fruit_share": 0.0}

NEWTON_STEPS = 12
"""The equation for the depth is concave and rising, and nearly straight in the end: each step doubles the digits."""

LEAST_SHARE = 0.1
"""A step never takes more than nine tenths of the depth away, so that it stays positive."""


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


def depth_of_ramp(
    effort: Any, human_growth: Any, human_input_growth: Any, ramp_years: Any, difficulty: Any, inverse_ceiling: Any
) -> Any:
    """How far the ramp has deepened the search, in nats, if human researchers found `human_growth` a year at its start.

        dx/dt = g_0 M exp(eta t - c x),    c = beta - 1/S,    g_0 exp(-eta T_u + beta u) = g_h
        (1 - exp(-c u)) / c = g_h exp(eta T_u) I exp(-beta u)                       (equation ramp-depth)

    u = -x(-T_u); depth, ceiling and the rate g_0 of human researchers are those at t = 0. Without a ceiling c = beta,
    and u has a closed form; else Newton's rule starts from it.

    >>> round(depth_of_ramp(4.0, 0.25, 0.0, 4.0, 0.5, 0.0), 6), depth_of_ramp(0.0, 0.25, 0.0, 0.0, 0.5, 0.1)
    (0.81093, 0.0)
    """
    curvature = difficulty - inverse_ceiling
    reach = human_growth * exp(human_input_growth * ramp_years) * effort
    is_there = reach > 0.0
    target = log(where(is_there, reach, 1.0))
    # The closed form for c = beta, or for beta = 0 the straight one: both at or above the root.
    is_easy = difficulty == 0.0
    depth = where(is_easy, reach, log_one_plus(difficulty * reach) / where(is_easy, 1.0, difficulty))
    depth = where(is_there, depth, 1.0)
    for _ in range(NEWTON_STEPS):
        bend = curvature * depth
        missing = exp_minus_one(-bend)
        is_straight = bend * bend == 0.0
        safe = where(is_straight, 1.0, missing)
        # -(exp(-c u) - 1)/c and its logarithmic slope; both are u and 1/u where c u is nothing.
        found = where(is_straight, depth, -safe / where(is_straight, 1.0, curvature))
        slope = where(is_straight, 1.0 / depth, -(curvature * (1.0 + safe)) / safe) + difficulty
        depth = greatest(depth - (log(found) + difficulty * depth - target) / slope, LEAST_SHARE * depth)
    return where(is_there, depth, 0.0)


def ln_rate_after_ramp(difficulty: Any, depth: Any, depth_of_humans: Any, ramp_fruit_share: Any) -> Any:
    """Logarithm of the factor by which human researchers are slower at t = 0 for the ideas that AIs have taken.

        ln(g_h' / g_h) = -h_u beta (u - u_0)                                        (equation fruit-missing)

    u_0 is what humans alone would have found in the time of the ramp. Source: the objection that R. Greenblatt
    mentions, a slower take-off because earlier acceleration has eaten low-hanging fruit (2025); the form is ours.

    >>> ln_rate_after_ramp(0.25, 6.0, 2.0, 0.5)
    -0.5
    """
    return -(ramp_fruit_share * difficulty * (depth - depth_of_humans))


def software_used_by_ramp(software_of_ramp: Any, software_of_humans: Any) -> Any:
    """Software (nats) that the ramp has found beyond what humans alone would have: low-hanging fruit already taken.

        s(-T_u..0) - s_0(-T_u..0)                                                   (equation fruit-taken)

    >>> software_used_by_ramp(5.0, 3.0)
    2.0
    """
    return software_of_ramp - software_of_humans
