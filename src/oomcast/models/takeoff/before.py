"""The time before full automation: what the ramp has found, and what it leaves to human researchers at t = 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from oomcast.mechanisms import compute_schedule, ramp
from oomcast.mechanisms.ceilings.depth import software_at_depth
from oomcast.mechanisms.ramp import depth_of_ramp, effort_of_ramp, ln_multiplier_by_date, ln_rate_after_ramp
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.quantities.elementary import exp, least, where
from oomcast.quantities.near_zero import log_one_plus

__all__ = ["Found", "found_by_ramp", "hardware_lost_before", "ln_rate_left"]

MOST_USED = 1.0 - 1e-15
"""What a late part of the ramp can have used of what its beginning left, but for the last digits."""

NO_HELP = 0.0
"""Logarithm of the multiplier of human researchers, before and all through a time without AIs."""


class Found(NamedTuple):
    """Depth that the search gained before t = 0, with AIs who help and by humans alone; software likewise. In nats."""

    depth: Any
    depth_of_humans: Any
    software: Any
    software_of_humans: Any


def found_by_ramp(draws: Mapping[str, Any], ideas: Any, ln_multiplier_0: Any, *, since_years: Any = math.inf) -> Found:
    """What was found from the start of the ramp, or in the last `since_years` if that is later, to t = 0."""
    years = least(draws["ramp_years"], since_years)
    shape = ramp.prepare(draws["ramp_years"], draws["uplift_today"], ln_multiplier_0)
    ln_then = ln_multiplier_by_date(-years, *shape)
    _, inverse_scale = shape_before(ideas)
    helped = late_depth(draws, ideas, shape.ln_uplift, ln_multiplier_0, years, ln_then, ln_multiplier_0 - ln_then)
    alone = late_depth(draws, ideas, NO_HELP, NO_HELP, years, NO_HELP, 0.0 * years)

    def software(depth: Any) -> Any:
        bent = software_at_depth(-depth, ideas.onset, ideas.room, inverse_scale)
        return -where(inverse_scale > 0.0, bent, -depth)

    return Found(helped, alone, software(helped), software(alone))


def late_depth(
    draws: Mapping[str, Any], ideas: Any, ln_start: Any, ln_end: Any, years: Any, ln_then: Any, ln_rise: Any
) -> Any:
    """Depth gained in the last `years` of a ramp that rises from `ln_start` to `ln_end`, and stood at `ln_then`."""
    growth = human_software_growth_per_year(draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"])
    inputs = ideas.difficulty * growth  # on a balanced path human effort grows as fast as ideas get harder
    ln_worse, inverse_scale = shape_before(ideas)
    whole = effort_of_ramp(draws["ramp_years"], ln_start, ln_end - ln_start, inputs) * exp(ln_worse)
    depth = depth_of_ramp(whole, growth, inputs, draws["ramp_years"], ideas.difficulty, inverse_scale)
    at_end = growth * exp(inputs * draws["ramp_years"] - ideas.difficulty * depth)
    reach = at_end * effort_of_ramp(years, ln_then, ln_rise, inputs) * exp(ln_worse)
    curvature = ideas.difficulty - inverse_scale
    is_straight = curvature == 0.0
    bent = -log_one_plus(-least(curvature * reach, MOST_USED)) / where(is_straight, 1.0, curvature)
    return where(years >= draws["ramp_years"], depth, where(is_straight, reach, bent))


def shape_before(ideas: Any) -> tuple[Any, Any]:
    """ln V/W and 1/V of the ceiling's shape as they were before t = 0: an onset that lies ahead was not felt."""
    is_felt = ideas.onset <= 0.0
    return where(is_felt, ideas.ln_worse, 0.0), where(is_felt, ideas.inverse_scale, 0.0)


def ln_rate_left(draws: Mapping[str, Any], ideas: Any, ln_multiplier_0: Any) -> Any:
    """Logarithm of the factor by which human researchers are slower at t = 0 for what the ramp has taken; 0 without."""
    if "ramp_years" not in draws:
        return 0.0
    found = found_by_ramp(draws, ideas, ln_multiplier_0)
    return ln_rate_after_ramp(ideas.difficulty, found.depth, found.depth_of_humans, draws["ramp_fruit_share"])


def hardware_lost_before(draws: Mapping[str, Any]) -> Any:
    """Compute that a slow-down before t = 0 had cost by then, in nats."""
    if "compute_slowdown_year" not in draws:
        return 0.0
    return compute_schedule.prepare(
        draws["compute_factor_first_year"],
        draws["compute_long_run_growth"],
        draws["compute_slowdown_year"],
        draws["compute_slowdown_years"],
        draws["automation_year"],
        1.0,
        0.0,
        0.0,
    ).lost_before
