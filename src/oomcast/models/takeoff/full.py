"""The full equation: its coefficients from the drawn parameters, and its functions for the siblings that act.

A mechanism that a scenario does not speak of is absent: its parameters have no draws, and its coefficients are those
at which it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from oomcast.mechanisms import compute_schedule, industry, learning_cycle
from oomcast.mechanisms.ceilings.registry import DEFAULT as DEFAULT_CEILING
from oomcast.mechanisms.compute_schedule import FAR_AWAY_YEARS, growth_per_year, human_growth_with_compute, kinks
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.mechanisms.returns import difficulty_exponent
from oomcast.models.contract import BoolArray, FloatArray
from oomcast.models.takeoff import alone, rivals
from oomcast.models.takeoff.alone import OOM_PER_NAT, ln_compute_at
from oomcast.models.takeoff.before import ln_rate_left
from oomcast.models.takeoff.ceiling import ideas
from oomcast.models.takeoff.labour import CONSTANT, core_numbers, is_stated_by_copies, labour
from oomcast.models.takeoff.research import Coefficients, research
from oomcast.models.takeoff.siblings import siblings
from oomcast.models.takeoff.slots import with_slots
from oomcast.quantities.elementary import log, where

__all__ = [
    "COBB_DOUGLAS",
    "DEFAULT_CEILING",
    "Equations",
    "Structure",
    "cannot_diverge",
    "equations",
    "hardware_oom",
    "prepare",
    "stops",
    "switched",
]

COBB_DOUGLAS = "cobb-douglas"
"""The production function under which the full equation without other mechanisms is that of tier 1."""

NOTHING, ALL = 0.0, 1.0
"""Rows that a sibling does not use, and the switches of the split of the gain."""

ABSENT = {
    "compute_long_run_growth": NOTHING,
    "compute_slowdown_year": compute_schedule.NEVER,
    "compute_slowdown_years": ALL,
    "bought_compute_factor": ALL,
    "purchase_start_years": FAR_AWAY_YEARS,
    "purchase_ramp_years": ALL,
    "automation_year": NOTHING,
    "human_rate_follows_compute": NOTHING,
    "experiment_cost_growth": NOTHING,
    "learning_cycle_years": NOTHING,
    "training_run_years": NOTHING,
    "leader_share": ALL,
    "rivals_lag_years": industry.NEVER,
    "rivals_compute_share": ALL,
    "spillover_per_year": NOTHING,
}
"""What an absent mechanism is prepared with: its neutral values, and any number where one of those makes the rest
immaterial."""


class Structure(NamedTuple):
    """Which siblings act, by the names of their registries, and whether rivals may automate."""

    parallel_returns: str = CONSTANT
    production: str = COBB_DOUGLAS
    ceiling_shape: str = DEFAULT_CEILING
    has_rivals: bool = False


class Equations(NamedTuple):
    """The functions of one structure, as `ContinuousModel` wants them."""

    state: type[Any]
    observed: type[Any]
    initial_state: Callable[..., Any]
    rate_of_change: Callable[..., Any]
    ln_pace: Callable[..., Any]
    observe: Callable[..., Any]
    research: Callable[..., Any]


@cache
def equations(structure: Structure) -> Equations:
    """The equation with the siblings of a structure in their places."""
    slots = siblings(structure.parallel_returns, structure.production)
    home = rivals if structure.has_rivals else alone
    if structure.production in WITH_MEMORY:
        rate, ln_pace = home.adapting_rate_of_change, home.adapting_ln_pace
        state, observed = home.AdaptingState, home.AdaptingObserved
        initial_state, observe = home.adapting_initial_state, home.adapting_observe
    else:
        rate, ln_pace, state, observed = home.rate_of_change, home.ln_pace, home.State, home.Observed
        initial_state, observe = home.initial_state, home.observe
    return Equations(
        state,
        observed,
        initial_state,
        with_slots(rate, slots),
        with_slots(ln_pace, slots),
        observe,
        with_slots(research, slots),
    )


def prepare(draws: Mapping[str, FloatArray], structure: Structure) -> Coefficients:
    """Coefficients of each draw, from the drawn parameters; arrays that broadcast to shape (draws,)."""
    given = {**ABSENT, **draws}
    record = labour(draws, structure.parallel_returns)
    # beta belongs to finding ideas: it follows from the Cobb-Douglas feedback, whatever production function acts.
    feedback = core_numbers(record, labour_share=draws["labour_share"], parallel_returns=structure.parallel_returns)
    schedule = compute_schedule.prepare(
        given["compute_factor_first_year"],
        given["compute_long_run_growth"],
        given["compute_slowdown_year"],
        given["compute_slowdown_years"],
        given["automation_year"],
        given["bought_compute_factor"],
        given["purchase_start_years"],
        given["purchase_ramp_years"],
    )
    growth_at_start = growth_per_year(
        NOTHING, schedule.early_growth, schedule.lost_growth, schedule.slowdown_start, schedule.slowdown_years
    )
    human_growth = human_growth_with_compute(
        human_software_growth_per_year(draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"]),
        given["human_rate_follows_compute"],
        growth_at_start,
        schedule.early_growth,
    )
    difficulty = difficulty_exponent(feedback.software_feedback, draws["returns_to_software"])
    depth = ideas(draws, difficulty, structure.ceiling_shape)
    cycle = learning_cycle.prepare(given["learning_cycle_years"], given["training_run_years"])
    production = PRODUCTIONS[structure.production]
    shares = production.prepare(*(draws[name] for name in arguments(production.prepare)))
    ln_effort = record.ln_effort if is_stated_by_copies(draws) else ln_effort_of_stated_pace(draws, structure, shares)
    world = industry.prepare(
        given["leader_share"], given["rivals_lag_years"], given["rivals_compute_share"], given["spillover_per_year"]
    )
    c = Coefficients(
        ln_human_growth=log(human_growth),
        clock=ALL,
        ln_pace_offset=NOTHING,
        self_acceleration=ALL,
        **depth._asdict(),
        **schedule._asdict(),
        **cycle._asdict(),
        ln_copies=record.ln_copies,
        copies_per_software=record.copies_per_software,
        copies_per_compute=record.copies_per_compute,
        need_excess=record.need_excess,
        need_fall_per_year=record.need_fall_per_year,
        ln_per_copy=record.ln_per_copy,
        per_copy_per_software=record.per_copy_per_software,
        per_copy_per_compute=record.per_copy_per_compute,
        overhead_saved=record.overhead_saved,
        **rows("parallel", record.law),
        ln_effort=ln_effort,
        effort_per_software=record.effort_per_software,
        effort_per_compute=record.effort_per_compute,
        ln_experiments=record.ln_experiments,
        experiment_cost_growth=given["experiment_cost_growth"],
        **rows("production", tuple(shares)),
        **world._asdict(),
    )
    start = equations(structure)
    ln_left = ln_rate_left(draws, depth, start.ln_pace(NOTHING, start.initial_state(c), c))
    return c._replace(ln_human_growth=c.ln_human_growth + ln_left)


def ln_effort_of_stated_pace(draws: Mapping[str, Any], structure: Structure, shares: tuple[Any, ...]) -> Any:
    """Logarithm of the factor with which a stated initial speed-up holds whatever production function acts.

        M = m_0 F(L, X) / F(L_0, 1),    L_0 = m_0^(1/a)                             (equation stated-pace)

    A person who states the pace right after full automation has stated it with every bottleneck; what the production
    function then says is how it changes.
    """
    ln_pace = log(draws["initial_speedup"])
    memory = (NOTHING,) if structure.production in WITH_MEMORY else ()
    at_start = PRODUCTIONS[structure.production].ln_output(ln_pace / draws["labour_share"], NOTHING, *memory, *shares)
    return ln_pace - at_start


def rows(sibling: str, numbers: tuple[Any, ...]) -> dict[str, Any]:
    """The rows of the record for one kind of sibling, those it does not use filled up."""
    names = [name for name in Coefficients._fields if name.startswith(f"{sibling}_")]
    return {**dict.fromkeys(names, NOTHING), **dict(zip(names, numbers, strict=False))}


def arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    """Names of a plain function's arguments."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def stops(c: Coefficients) -> tuple[FloatArray, ...]:
    """Times at which something begins or ends: the slow-down, the purchase, the first deployment, the rivals."""
    slowdown, first_chip, last_chip = kinks(c.slowdown_start, c.purchase_start, c.purchases_per_year)
    buys = c.bought > NOTHING
    times = (
        where(c.lost_growth == NOTHING, FAR_AWAY_YEARS, slowdown),
        where(buys, first_chip, FAR_AWAY_YEARS),
        where(buys, last_chip, FAR_AWAY_YEARS),
        c.first_deployment,
        c.rivals_start,
    )
    return tuple(np.asarray(time, dtype=np.float64) for time in times)


def cannot_diverge(c: Coefficients) -> BoolArray:
    """With a ceiling a singularity cannot happen."""
    return np.asarray(c.inverse_scale > NOTHING)


def hardware_oom(years: Any, c: Coefficients) -> Any:
    """Physical compute gained, in OOM."""
    return ln_compute_at(years, c) * OOM_PER_NAT


def switched(c: Coefficients, *, jump: bool, compute: bool, acceleration: bool, structure: Structure) -> Coefficients:
    """The same draws without some of what makes research faster than that of human researchers.

    Without compute the clock of research stands still: compute does not grow for it, and with it what else comes with
    time alone (cheaper inference, bought chips, rivals who automate).
    """
    nothing = NOTHING * c.difficulty
    start = equations(structure)
    if not jump:
        c = c._replace(ln_pace_offset=-start.ln_pace(NOTHING, start.initial_state(c), c))
        if structure.production in WITH_MEMORY:
            c = c._replace(production_4=nothing)  # getting used to the jump is part of it
    if not compute:
        c = c._replace(clock=NOTHING)
    if not acceleration:
        c = c._replace(
            self_acceleration=NOTHING,
            difficulty=nothing,
            onset=nothing,
            room=ALL + nothing,
            inverse_scale=nothing,
            ln_worse=nothing,
        )
    return c
