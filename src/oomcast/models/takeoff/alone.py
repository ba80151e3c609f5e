"""A leader among companies that never automate: the full equation with its own state alone.

    ds/dt = g_h M D(s),      M = w M_own + (1 - w),      ds_d/dt = (s - s_d) / lag

Without a learning cycle s_d is s and its state stays at 0. `practice` is used by production functions with a memory.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.mechanisms.ceilings.depth import depth_rate_nats_per_year, ln_idea_yield, software_at_depth
from oomcast.mechanisms.compute_schedule import ln_compute
from oomcast.mechanisms.industry import LN_HUMAN_PACE, ln_shared_multiplier
from oomcast.mechanisms.learning_cycle import deployment_rate, software_in_use
from oomcast.mechanisms.production.adapting_ces import adaptation_rate
from oomcast.models.takeoff.research import Research, research
from oomcast.quantities.units import NATS_PER_OOM

__all__ = [
    "AdaptingObserved",
    "AdaptingState",
    "Observed",
    "State",
    "adapting_initial_state",
    "adapting_ln_pace",
    "adapting_observe",
    "adapting_rate_of_change",
    "initial_state",
    "ln_compute_at",
    "ln_pace",
    "observe",
    "own_research",
    "rate_of_change",
]

OOM_PER_NAT = 1 / NATS_PER_OOM
"""Converts natural logarithms to orders of magnitude."""

NO_PRACTICE = 0.0
"""Stands for the practice that a production function without memory does not look at."""


class State(NamedTuple):
    """Depth of the search and software deployed, in nats."""

    depth: Any
    deployed: Any


class Observed(NamedTuple):
    """What is seen of a trajectory."""

    oom_total: Any
    oom_deployed: Any


def ln_compute_at(years: Any, c: Any) -> Any:
    """Logarithm of the company's compute relative to t = 0."""
    return ln_compute(
        years,
        c.early_growth,
        c.lost_growth,
        c.slowdown_start,
        c.slowdown_years,
        c.lost_before,
        c.bought,
        c.purchase_start,
        c.purchases_per_year,
    )


def own_research(years: Any, depth: Any, deployed: Any, practice: Any, c: Any) -> Research:
    """The leader's research, as far as the clock of the split lets time help it."""
    clock_years = c.clock * years
    software = software_at_depth(depth, c.onset, c.room, c.inverse_scale)
    in_use = software_in_use(software, deployed, c.cycles_per_year)
    return research(clock_years, software, in_use, ln_compute_at(clock_years, c), practice, c)


def ln_pace_of(found: Research, depth: Any, c: Any) -> Any:
    """Logarithm of the research pace, others being human, ideas getting harder included."""
    ln_multiplier = ln_shared_multiplier(found.ln_multiplier, LN_HUMAN_PACE, c.leader_share, c.others_share)
    return ln_multiplier + c.ln_pace_offset + ln_idea_yield(depth, c.difficulty, c.onset, c.inverse_scale)


def depth_rate(ln_pace: Any, depth: Any, c: Any) -> Any:
    """How fast the search deepens at a pace."""
    return depth_rate_nats_per_year(c.ln_human_growth + ln_pace, depth, c.onset, c.inverse_scale, c.ln_worse)


def deployed_rate(years: Any, depth: Any, deployed: Any, c: Any) -> Any:
    """How fast discoveries come into use."""
    software = software_at_depth(depth, c.onset, c.room, c.inverse_scale)
    return deployment_rate(years, software, deployed, c.first_deployment, c.cycles_per_year)


def oom_total(years: Any, depth: Any, c: Any) -> Any:
    """Total effective compute gained, in OOM."""
    software = software_at_depth(depth, c.onset, c.room, c.inverse_scale)
    return (software + ln_compute_at(years, c)) * OOM_PER_NAT


def initial_state(c: Any) -> State:
    """The search begins at t = 0."""
    return State(0.0 * c.difficulty, 0.0 * c.difficulty)


def ln_pace(years: Any, state: Any, c: Any) -> Any:
    """Logarithm of the research pace relative to the human-only company: ln (M D)."""
    return ln_pace_of(own_research(years, state.depth, state.deployed, NO_PRACTICE, c), state.depth, c)


def rate_of_change(years: Any, state: Any, c: Any) -> State:
    """How fast the search deepens and discoveries come into use, per year."""
    return State(
        depth_rate(ln_pace(years, state, c), state.depth, c), deployed_rate(years, state.depth, state.deployed, c)
    )


def observe(years: Any, state: Any, c: Any) -> Observed:
    """Total effective compute gained, and software deployed, in OOM."""
    return Observed(oom_total(years, state.depth, c), state.deployed * OOM_PER_NAT)


class AdaptingState(NamedTuple):
    """The same, with the ratio of labour to experiments that practice is used to (logarithm)."""

    depth: Any
    deployed: Any
    practice: Any


class AdaptingObserved(NamedTuple):
    """What is seen where practice adapts."""

    oom_total: Any
    oom_deployed: Any
    practice: Any


def adapting_initial_state(c: Any) -> AdaptingState:
    """Practice is used to the ratio of the human-only company."""
    nothing = 0.0 * c.difficulty
    return AdaptingState(nothing, nothing, nothing)


def adapting_ln_pace(years: Any, state: Any, c: Any) -> Any:
    """Logarithm of the research pace at the practice of the moment."""
    return ln_pace_of(own_research(years, state.depth, state.deployed, state.practice, c), state.depth, c)


def adapting_rate_of_change(years: Any, state: Any, c: Any) -> AdaptingState:
    """How fast search, deployment and practice move, per year."""
    found = own_research(years, state.depth, state.deployed, state.practice, c)
    return AdaptingState(
        depth_rate(ln_pace_of(found, state.depth, c), state.depth, c),
        deployed_rate(years, state.depth, state.deployed, c),
        adaptation_rate(found.ln_labour, found.ln_experiments, state.practice, c.production_4),
    )


def adapting_observe(years: Any, state: Any, c: Any) -> AdaptingObserved:
    """Total and deployed in OOM, and practice in OOM of its ratio."""
    return AdaptingObserved(
        oom_total(years, state.depth, c), state.deployed * OOM_PER_NAT, state.practice * OOM_PER_NAT
    )
