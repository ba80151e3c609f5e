"""What the model says of each draw beyond what every model of progress says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from oomcast.mechanisms import industry
from oomcast.mechanisms.balanced_growth import returns_from_history
from oomcast.mechanisms.ceilings.registry import CEILINGS
from oomcast.mechanisms.parallel.coordination import coordinated_exponent
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.production import experiment_cost
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.mechanisms.returns import difficulty_exponent
from oomcast.models import progress
from oomcast.models.contract import BoolArray, Course, FloatArray, Output
from oomcast.models.takeoff import full
from oomcast.models.takeoff.accounts import Account, Moment
from oomcast.models.takeoff.before import Found, found_by_ramp
from oomcast.models.takeoff.ceiling import ceiling_nats, ideas
from oomcast.models.takeoff.full import Equations, Structure, arguments
from oomcast.models.takeoff.labour import CoreNumbers, labour, stated_numbers
from oomcast.models.takeoff.research import ln_heads_at_work
from oomcast.quantities.elementary import exp
from oomcast.quantities.progress import software_years
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["EVENTS", "OUTPUTS", "STAFF_DOUBLING_YEARLY", "describe", "effective_returns", "history"]

CEILING_REACHED = 0.99
"""Share of the ceiling that counts as having reached it, since some paths only approach it."""

STAFF_DOUBLING_YEARLY = 0.6931471805599453
"""ln 2 per year: staff of leading companies about doubled each year before automation (Epoch AI staff counts)."""

MOMENT_LATER = 1e-6
"""Years: long enough that the pace changes by more than its rounding, and short enough to be its first direction."""

OUTPUTS = (
    *progress.OUTPUTS,
    Output("software_years_12mo", "year", "the software of the first year, in years of human software research"),
    Output("effective_returns_0", "1", "returns to software at t = 0 with every mechanism at work"),
    Output("returns_to_software_12mo", "1", "returns to software left after the first year"),
    Output("ceiling_share_used_12mo", "1", "share of the distance to the software ceiling used in the first year"),
    Output("returns_from_history", "1", "returns to software that steady growth at constant staff implies"),
)

EVENTS = (
    *progress.EVENTS,
    Output("accelerates_at_first", "1", "returns to software exceed 1: software alone speeds itself up at first"),
    Output("pace_rises_at_first", "1", "the pace rises at first, growing compute included"),
    Output("ceiling_reached_by_horizon", "1", "at least 99 % of the software ceiling is used by the horizon"),
)


def describe(
    draws: Mapping[str, FloatArray],
    c: Any,
    course: Course,
    *,
    structure: Structure,
    functions: Equations,
    accounts: tuple[Account, ...],
) -> tuple[dict[str, FloatArray], dict[str, BoolArray]]:
    """Returns, ceiling, first direction of the pace, and what the present mechanisms have to say, for each draw."""
    numbers = stated_numbers(draws, structure.parallel_returns)
    r0 = draws["returns_to_software"]
    difficulty = difficulty_exponent(numbers.software_feedback, r0)
    ceiling = ceiling_nats(draws)
    has_ceiling = (ceiling < np.inf) & (structure.ceiling_shape != "none")
    finite_ceiling_oom = np.where(has_ceiling, ceiling, NATS_PER_OOM) / NATS_PER_OOM

    def share_used(software_oom: FloatArray) -> FloatArray:
        return np.asarray(np.where(has_ceiling, software_oom, 0.0) / finite_ceiling_oom)

    used_12mo = share_used(course.software_oom_12mo)
    ln_pace_0 = functions.ln_pace(0.0, functions.initial_state(c), c)
    outputs = {
        "software_years_12mo": software_years(
            course.software_oom_12mo, draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"]
        ),
        "effective_returns_0": effective_returns(draws, numbers, structure, ln_pace_0=ln_pace_0),
        "returns_to_software_12mo": returns_left(draws, course.software_oom_12mo, difficulty, structure),
        "ceiling_share_used_12mo": used_12mo,
        "returns_from_history": history(draws, numbers, staff_growth=0.0),
    }
    events = {
        "accelerates_at_first": outputs["effective_returns_0"] > 1.0,
        "pace_rises_at_first": first_rise(c, functions) > 0.0,
        "ceiling_reached_by_horizon": share_used(course.software_oom_end) >= CEILING_REACHED,
    }
    software = course.software_oom_12mo * NATS_PER_OOM
    shape = ideas(draws, difficulty, structure.ceiling_shape)
    moment = Moment(
        draws=draws,
        structure=structure,
        ideas=shape,
        oom_total_12mo=course.observed_12mo["oom_total"],
        software_12mo=software,
        in_use_12mo=in_use(course, c),
        ln_compute_12mo=course.hardware_oom_12mo * NATS_PER_OOM,
        rivals_oom_12mo=course.observed_12mo.get("oom_rivals", software),
        ln_multiplier_0=ln_pace_0,
        found=found_by_ramp(draws, shape, ln_pace_0)
        if "ramp_years" in draws
        else Found(*[software] * len(Found._fields)),
    )
    for account in accounts:
        more_outputs, more_events = account.say(moment)
        outputs |= more_outputs
        events |= more_events
    return (
        {name: np.broadcast_to(np.float64(column), r0.shape).copy() for name, column in outputs.items()},
        {name: np.broadcast_to(column, r0.shape).copy() for name, column in events.items()},
    )


def in_use(course: Course, c: Any) -> FloatArray:
    """Software that researching AIs embody after a year, in nats."""
    discovered = course.software_oom_12mo
    if "oom_deployed" not in course.observed_12mo:
        return discovered * NATS_PER_OOM
    has_lag = np.asarray(c.cycles_per_year) > 0.0
    return np.where(has_lag, course.observed_12mo["oom_deployed"], discovered) * NATS_PER_OOM


def first_rise(c: Any, functions: Equations) -> Any:
    """How much the logarithm of the pace changes in the first moment."""
    state = functions.initial_state(c)
    rate = functions.rate_of_change(0.0, state, c)
    later = type(state)(*(now + MOMENT_LATER * change for now, change in zip(state, rate, strict=True)))
    return functions.ln_pace(MOMENT_LATER, later, c) - functions.ln_pace(0.0, state, c)


def returns_left(draws: Mapping[str, Any], software_oom: FloatArray, difficulty: Any, structure: Structure) -> Any:
    """Returns to software left at a gain of software, by the ceiling's shape."""
    law: Callable[..., Any] = CEILINGS[structure.ceiling_shape].returns_left
    ceiling = ceiling_nats(draws)
    has_ceiling = (ceiling < np.inf) & (structure.ceiling_shape != "none")
    known = {
        **draws,
        "software": np.where(has_ceiling, software_oom, 0.0) * NATS_PER_OOM,
        "ceiling": np.where(has_ceiling, ceiling, NATS_PER_OOM),
        "difficulty": difficulty,
    }
    return np.where(has_ceiling, law(*(known[name] for name in arguments(law))), draws["returns_to_software"])


def effective_returns(draws: Mapping[str, Any], numbers: CoreNumbers, structure: Structure, *, ln_pace_0: Any) -> Any:
    """Returns to software at t = 0 with every mechanism at work, and all that is discovered in use at once.

        (d ln M/ds) / (-d ln D/ds)                                                  (equation effective-returns)

    Tier 1 gives r_0. A bottleneck, a share of progress that others make, or dearer experiments lower it.
    """
    lowered = [draws[name] != neutral for name, neutral in LOWERING.items() if name in draws]
    if structure == Structure() and not np.any(lowered):
        return draws["returns_to_software"]
    c = full.prepare(draws, structure)
    record = labour(draws, structure.parallel_returns)
    law = PARALLEL_RETURNS[structure.parallel_returns]
    start = full.equations(structure)
    found = start.research(0.0, 0.0, 0.0, 0.0, 0.0, c)
    ln_heads = ln_heads_at_work(0.0, 0.0, 0.0, c)
    exponent = coordinated_exponent(law.exponent_at(ln_heads, *record.law), record.overhead_saved)
    module = PRODUCTIONS[structure.production]
    shares = tuple(getattr(c, f"production_{row}") for row in range(len(module.Coefficients._fields)))
    memory = (0.0,) if structure.production in WITH_MEMORY else ()
    at = (found.ln_labour, found.ln_experiments, *memory, *shares)
    own = (
        module.labour_elasticity(*at) * (exponent * record.copies_per_software + record.per_copy_per_software)
        - module.experiment_elasticity(*at) * c.experiment_cost_growth
        + record.effort_per_software
    )
    weight = c.leader_share * exp(found.ln_multiplier - ln_pace_0)
    harder = c.difficulty * exp(c.ln_worse)
    gets_harder = harder != 0.0  # without feedback ideas do not, and there is nothing to be lowered
    is_lowered = gets_harder & (structure != Structure() or np.any(lowered, axis=0))
    return np.where(is_lowered, weight * own / np.where(gets_harder, harder, 1.0), draws["returns_to_software"])


LOWERING = {"leader_share": industry.NEUTRAL["leader_share"], **experiment_cost.NEUTRAL}
"""Beliefs under which the returns differ from the stated ones although no other sibling acts, but at these values."""


def history(draws: Mapping[str, Any], numbers: CoreNumbers, *, staff_growth: float) -> Any:
    """Returns to software that the past implies, if staff grew by `staff_growth` nats per year."""
    with np.errstate(divide="ignore", invalid="ignore"):  # inputs that did not grow imply returns without bound
        return returns_from_history(
            numbers.software_feedback,
            numbers.compute_returns,
            draws["labour_share"],
            human_software_growth_per_year(draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"]),
            draws["hardware_oom_per_year_reference"] * NATS_PER_OOM,
            staff_growth,
        )
