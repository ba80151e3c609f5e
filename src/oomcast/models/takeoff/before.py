"""The time before full automation: what the ramp has found, and what it leaves to human researchers at t = 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from oomcast.mechanisms import compute_schedule, ramp
from oomcast.mechanisms.ceilings.depth import software_at_depth
from oomcast.mechanisms.ramp import depth_of_ramp, effort_of_ramp, ln_multiplier_by_date, ln_rate_after_ramp
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.quantities.elementary import exp, least, log, where
from oomcast.quantities.near_zero import log_one_plus

__all__ = ["Found", "found_by_ramp", "found_since", "hardware_lost_before", "ln_rate_left"]

MOST_USED = 1.0 - 1e-15
"""What a late part of the ramp can have used of what its beginning left, but for the last digits."""


class Found(NamedTuple):
    """Depth that the search gained before t = 0, with AIs who help and by humans alone; software likewise. In nats."""

    depth: Any
    depth_of_humans: Any
    software: Any
    software_of_humans: Any


class Past(NamedTuple):
    """How the multiplier rose: its logarithm at the start of the ramp and at t = 0."""

    ln_start: Any
    ln_end: Any


NO_HELP = Past(0.0, 0.0)
"""Human researchers work at their own pace all the time."""


def found_by_ramp(draws: Mapping[str, Any], ideas: Any, ln_multiplier_0: Any) -> Found:
    """What was found from the start of the ramp to t = 0."""
    helped = depth_of(Past(log(draws["uplift_today"]), ln_multiplier_0), draws, ideas)
    alone = depth_of(NO_HELP, draws, ideas)
    return Found(helped, alone, software_of(helped, ideas), software_of(alone, ideas))


def found_since(years: Any, found: Found, draws: Mapping[str, Any], ideas: Any, ln_multiplier_0: Any) -> Found:
    """The part of it that was found in the last `years` before t = 0."""
    past = Past(log(draws["uplift_today"]), ln_multiplier_0)
    helped = late_depth(years, found.depth, past, draws, ideas)
    alone = late_depth(years, found.depth_of_humans, NO_HELP, draws, ideas)
    return Found(helped, alone, software_of(helped, ideas), software_of(alone, ideas))


def human_growth(draws: Mapping[str, Any]) -> Any:
    """Growth of software under human researchers at the start of the ramp, in nats per year."""
    return human_software_growth_per_year(draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"])


def depth_of(past: Past, draws: Mapping[str, Any], ideas: Any) -> Any:
    """Depth gained from the start of the ramp to t = 0."""
    growth, years = human_growth(draws), draws["ramp_years"]
    inputs = ideas.difficulty * growth  # on a balanced path human effort grows as fast as ideas get harder
    ln_worse, inverse_scale = shape_before(ideas)
    effort = effort_of_ramp(years, past.ln_start, past.ln_end - past.ln_start, inputs) * exp(ln_worse)
    return depth_of_ramp(effort, growth, inputs, years, ideas.difficulty, inverse_scale)


def late_depth(years: Any, depth: Any, past: Past, draws: Mapping[str, Any], ideas: Any) -> Any:
    """Depth gained in the last `years`, of `depth` in the whole of the ramp.

        (1 - exp(-c w)) / c = g_0 I_w                                               (equation late-ramp)

    g_0 is the rate of human researchers at t = 0, and I_w the effort of the last years.
    """
    growth, whole = human_growth(draws), draws["ramp_years"]
    inputs = ideas.difficulty * growth
    ln_worse, inverse_scale = shape_before(ideas)
    ln_then = ln_multiplier_by_date(-years, *ramp.prepare(whole, exp(past.ln_start), past.ln_end))
    at_end = growth * exp(inputs * whole - ideas.difficulty * depth + ln_worse)
    reach = at_end * effort_of_ramp(years, ln_then, past.ln_end - ln_then, inputs)
    curvature = ideas.difficulty - inverse_scale
    is_straight = curvature == 0.0
    bent = -log_one_plus(-least(curvature * reach, MOST_USED)) / where(is_straight, 1.0, curvature)
    return where(years >= whole, depth, where(is_straight, reach, bent))


def software_of(depth: Any, ideas: Any) -> Any:
    """Software gained from so deep before t = 0 up to t = 0, in nats."""
    _, inverse_scale = shape_before(ideas)
    bent = software_at_depth(-depth, ideas.onset, ideas.room, inverse_scale)
    return -where(inverse_scale > 0.0, bent, -depth)


def shape_before(ideas: Any) -> tuple[Any, Any]:
    """ln V/W and 1/V of the ceiling's shape as they were before t = 0: an onset that lies ahead was not felt."""
    is_felt = ideas.onset <= 0.0
    return where(is_felt, ideas.ln_worse, 0.0), where(is_felt, ideas.inverse_scale, 0.0)


def ln_rate_left(draws: Mapping[str, Any], ideas: Any, ln_multiplier_0: Any) -> Any:
    """Logarithm of the factor by which human researchers are slower at t = 0 for what the ramp has taken; 0 without."""
    if not np.any(draws.get("ramp_fruit_share", 0.0)):
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
