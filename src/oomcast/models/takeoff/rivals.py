"""A leader among rivals who automate too: the full equation with the state of both.

    ds/dt   = g_h [w M_own + (1 - w) M_r] D(s)
    ds_r/dt = g_h M_r D(s_r) + o max(s - s_r, 0)

M_r is 1 before rivals automate, and then what the same model gives at their compute. Rivals start with the leader's
software. What they have found reaches the leader as M_r; what the leader has found reaches them by spillover alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.mechanisms.ceilings.depth import depth_rate_nats_per_year, ln_idea_yield, software_at_depth
from oomcast.mechanisms.compute_schedule import share_bought
from oomcast.mechanisms.industry import (
    ln_rivals_compute,
    ln_rivals_multiplier,
    ln_shared_multiplier,
    spillover_rate,
)
from oomcast.mechanisms.learning_cycle import software_in_use
from oomcast.mechanisms.production.adapting_ces import adaptation_rate
from oomcast.models.takeoff.alone import (
    NO_PRACTICE,
    OOM_PER_NAT,
    deployed_rate,
    depth_rate,
    ln_compute_at,
    oom_total,
    own_research,
)
from oomcast.models.takeoff.research import Research, research
from oomcast.quantities.elementary import exp, where

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
    "ln_pace",
    "observe",
    "rate_of_change",
]


class State(NamedTuple):
    """Depth of the search and software deployed, of the leader and of its rivals, in nats."""

    depth: Any
    deployed: Any
    rivals_depth: Any
    rivals_deployed: Any


class Observed(NamedTuple):
    """What is seen of a trajectory, in OOM."""

    oom_total: Any
    oom_deployed: Any
    oom_rivals: Any
    oom_rivals_deployed: Any


def rivals_research(years: Any, depth: Any, deployed: Any, practice: Any, c: Any) -> Research:
    """What the rivals' AIs would achieve now, had they automated: the same model at their compute."""
    clock_years = c.clock * years
    software = software_at_depth(depth, c.onset, c.room, c.inverse_scale)
    in_use = software_in_use(software, deployed, c.cycles_per_year)
    bought = share_bought(clock_years, c.purchase_start, c.purchases_per_year)
    ln_compute = ln_compute_at(clock_years, c) + ln_rivals_compute(bought, c.bought, c.rivals_compute_share)
    return research(clock_years, software, in_use, ln_compute, practice, c)


def ln_rivals_pace(years: Any, found: Research, c: Any) -> Any:
    """Logarithm of the rivals' research multiplier: that of humans until they automate."""
    return ln_rivals_multiplier(c.clock * years, found.ln_multiplier, c.rivals_start)


def ln_pace_of(own: Research, ln_others: Any, depth: Any, c: Any) -> Any:
    """Logarithm of the leader's research pace, what others find and ideas getting harder included."""
    ln_multiplier = ln_shared_multiplier(own.ln_multiplier, ln_others, c.leader_share, c.others_share)
    return ln_multiplier + c.ln_pace_offset + ln_idea_yield(depth, c.difficulty, c.onset, c.inverse_scale)


def rivals_depth_rate(ln_others: Any, depth: Any, rivals_depth: Any, c: Any) -> Any:
    """How fast the rivals' search deepens: by their own research, and by what leaks to them."""
    software = software_at_depth(depth, c.onset, c.room, c.inverse_scale)
    rivals_software = software_at_depth(rivals_depth, c.onset, c.room, c.inverse_scale)
    ln_own = c.ln_human_growth + ln_others + ln_idea_yield(rivals_depth, c.difficulty, c.onset, c.inverse_scale)
    both = exp(ln_own) + spillover_rate(software, rivals_software, c.spillover_per_year)
    return both * depth_rate_nats_per_year(0.0, rivals_depth, c.onset, c.inverse_scale, c.ln_worse)


def oom_software(depth: Any, c: Any) -> Any:
    """Software gained at a depth, in OOM."""
    return software_at_depth(depth, c.onset, c.room, c.inverse_scale) * OOM_PER_NAT


def initial_state(c: Any) -> State:
    """Leader and rivals begin with the same software."""
    nothing = 0.0 * c.difficulty
    return State(nothing, nothing, nothing, nothing)


def ln_pace(years: Any, state: Any, c: Any) -> Any:
    """Logarithm of the leader's research pace relative to the human-only company: ln (M D)."""
    own = own_research(years, state.depth, state.deployed, NO_PRACTICE, c)
    others = rivals_research(years, state.rivals_depth, state.rivals_deployed, NO_PRACTICE, c)
    return ln_pace_of(own, ln_rivals_pace(years, others, c), state.depth, c)


def rate_of_change(years: Any, state: Any, c: Any) -> State:
    """How fast search and deployment move, of the leader and of its rivals, per year."""
    others = rivals_research(years, state.rivals_depth, state.rivals_deployed, NO_PRACTICE, c)
    ln_others = ln_rivals_pace(years, others, c)
    own = own_research(years, state.depth, state.deployed, NO_PRACTICE, c)
    return State(
        depth_rate(ln_pace_of(own, ln_others, state.depth, c), state.depth, c),
        deployed_rate(years, state.depth, state.deployed, c),
        rivals_depth_rate(ln_others, state.depth, state.rivals_depth, c),
        deployed_rate(years, state.rivals_depth, state.rivals_deployed, c),
    )


def observe(years: Any, state: Any, c: Any) -> Observed:
    """Total effective compute of the leader, software deployed, and both for the rivals' software, in OOM."""
    return Observed(
        oom_total(years, state.depth, c),
        state.deployed * OOM_PER_NAT,
        oom_software(state.rivals_depth, c),
        state.rivals_deployed * OOM_PER_NAT,
    )


class AdaptingState(NamedTuple):
    """The same, with the ratios of labour to experiments that either side's practice is used to (logarithms)."""

    depth: Any
    deployed: Any
    rivals_depth: Any
    rivals_deployed: Any
    practice: Any
    rivals_practice: Any


class AdaptingObserved(NamedTuple):
    """What is seen where practice adapts, in OOM."""

    oom_total: Any
    oom_deployed: Any
    oom_rivals: Any
    oom_rivals_deployed: Any
    practice: Any
    rivals_practice: Any


def adapting_initial_state(c: Any) -> AdaptingState:
    """Practice is used to the ratio of the human-only company."""
    nothing = 0.0 * c.difficulty
    return AdaptingState(nothing, nothing, nothing, nothing, nothing, nothing)


def adapting_ln_pace(years: Any, state: Any, c: Any) -> Any:
    """Logarithm of the leader's research pace at the practices of the moment."""
    own = own_research(years, state.depth, state.deployed, state.practice, c)
    others = rivals_research(years, state.rivals_depth, state.rivals_deployed, state.rivals_practice, c)
    return ln_pace_of(own, ln_rivals_pace(years, others, c), state.depth, c)


def adapting_rate_of_change(years: Any, state: Any, c: Any) -> AdaptingState:
    """How fast search, deployment and practice move, per year; rivals adapt once they have automated."""
    own = own_research(years, state.depth, state.deployed, state.practice, c)
    others = rivals_research(years, state.rivals_depth, state.rivals_deployed, state.rivals_practice, c)
    ln_others = ln_rivals_pace(years, others, c)
    rivals_adapt = where(c.clock * years < c.rivals_start, 0.0, c.production_4)
    return AdaptingState(
        depth_rate(ln_pace_of(own, ln_others, state.depth, c), state.depth, c),
        deployed_rate(years, state.depth, state.deployed, c),
        rivals_depth_rate(ln_others, state.depth, state.rivals_depth, c),
        deployed_rate(years, state.rivals_depth, state.rivals_deployed, c),
        adaptation_rate(own.ln_labour, own.ln_experiments, state.practice, c.production_4),
        adaptation_rate(others.ln_labour, others.ln_experiments, state.rivals_practice, rivals_adapt),
    )


def adapting_observe(years: Any, state: Any, c: Any) -> AdaptingObserved:
    """What is observed without adapting practice, and both practices in OOM of their ratio."""
    return AdaptingObserved(
        oom_total(years, state.depth, c),
        state.deployed * OOM_PER_NAT,
        oom_software(state.rivals_depth, c),
        state.rivals_deployed * OOM_PER_NAT,
        state.practice * OOM_PER_NAT,
        state.rivals_practice * OOM_PER_NAT,
    )
