"""What the medians of the beliefs imply about things that people hold beliefs about, and where statements collide."""

from __future__ import annotations

from typing import Any

from oomcast.mechanisms import physical_limits
from oomcast.mechanisms.compute_schedule import (
    amplified_growth_per_year,
    human_growth_of_balanced_path,
    training_share,
)
from oomcast.mechanisms.inference import trade_gain
from oomcast.mechanisms.parallel.coordination import coordinated_exponent, ln_coordinated
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.physical_limits import ln_power_needed
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.mechanisms.returns import difficulty_exponent
from oomcast.mechanisms.workforce_growth import ln_quality_per_sd
from oomcast.models.contract import Beside, Medians
from oomcast.models.takeoff.accounts import WORKFORCE, copies_at, ln_chips_of_company, spending_ratio
from oomcast.models.takeoff.ceiling import composed_oom
from oomcast.models.takeoff.description import STAFF_DOUBLING_YEARLY, history
from oomcast.models.takeoff.full import Structure, arguments
from oomcast.models.takeoff.labour import CoreNumbers, Labour, chain, labour, stated_numbers
from oomcast.quantities.elementary import exp, log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["BESIDE", "contradictions", "implied"]

BESIDE = (
    Beside("returns_to_software_at_constant_staff", "returns_to_software"),
    Beside("returns_to_software_at_doubling_staff", "returns_to_software"),
    Beside("composed_ceiling_oom", "software_ceiling_oom", both_stated=True),
    Beside("research_multiplier_today", "uplift_today", upper_bound=True),
    Beside("labour_share_in_equilibrium", "labour_share"),
)
"""What the medians imply about things that a belief speaks of too."""

WATTS_PER_GIGAWATT = 1e9  # 10^9, by the prefix


def implied(medians: Medians, structure: Structure) -> dict[str, float]:
    """Single numbers that follow from the medians of the beliefs, for the mechanisms that are present."""
    numbers = stated_numbers(medians, structure.parallel_returns)
    found: dict[str, Any] = {
        "returns_to_software_at_constant_staff": history(medians, numbers, staff_growth=0.0),
        "returns_to_software_at_doubling_staff": history(medians, numbers, staff_growth=STAFF_DOUBLING_YEARLY),
        **amplification(medians, numbers),
    }
    if WORKFORCE in medians:
        found |= first_speedup(medians, structure)
        found |= needs(medians, structure)
    if "beyond_brain_oom" in medians:
        found["composed_ceiling_oom"] = composed_oom(medians)
    if "ramp_years" in medians:
        found["research_multiplier_today"] = multiplier_before(medians, structure)
    return {name: float(value) for name, value in found.items()}


def amplification(medians: Medians, numbers: CoreNumbers) -> dict[str, Any]:
    """What steady growth of compute makes of software in the long run, with people and with AIs who grow with it."""
    growth = log(medians["compute_factor_first_year"])
    difficulty = difficulty_exponent(numbers.software_feedback, medians["returns_to_software"])
    people = human_growth_of_balanced_path(difficulty, 1.0 - medians["labour_share"], growth)
    ais = amplified_growth_per_year(numbers.compute_returns, difficulty, numbers.software_feedback, growth)
    return {
        "software_oom_per_year_with_people": people / NATS_PER_OOM,
        "software_oom_per_year_with_ais": ais / NATS_PER_OOM,
    }


def first_speedup(medians: Medians, structure: Structure) -> dict[str, Any]:
    """The chain, factor by factor."""
    steps = chain(medians, structure.parallel_returns)
    record = labour(medians, structure.parallel_returns)
    law = PARALLEL_RETURNS[structure.parallel_returns]
    of_ais = coordinated_exponent(law.exponent_at(record.ln_copies, *record.law), record.overhead_saved)
    trade = (
        {}
        if "copies_traded_oom" not in medians
        else {
            "gain_of_fewer_better_copies": trade_gain(
                of_ais,
                medians["quality_sd_per_inference_oom"],
                ln_quality_per_sd(medians["research_taste_spread"]),
            )
        }
    )
    return {
        "ai_copies": copies_at(record, years=0.0, software=0.0, ln_compute=0.0),
        "copies_term": steps.copies_term,
        "ai_serial_speed": steps.serial_speed,
        "ai_quality": steps.quality,
        "serial_labour_equivalents": steps.serial_labour_equivalents,
        "research_multiplier_before_compute": steps.research_multiplier_before_compute,
        "compute_left_factor": steps.research_multiplier / steps.research_multiplier_before_compute,
        "research_multiplier": steps.research_multiplier,
        "software_feedback": stated_numbers(medians, structure.parallel_returns).software_feedback,
        "compute_returns": stated_numbers(medians, structure.parallel_returns).compute_returns,
        "parallel_exponent_of_ais": of_ais,
        "parallel_exponent_of_people": law.exponent_at(log(medians["human_top_equivalents"]), *record.law),
        **trade,
    }


def needs(medians: Medians, structure: Structure) -> dict[str, Any]:
    """Chips and power of the workforce at t = 0, and the staff that equilibrium speaks of."""
    limits = physical_limits.prepare(*(medians[parameter.name] for parameter in physical_limits.PARAMETERS))
    ln_chips = ln_chips_of_company(medians)
    law = PARALLEL_RETURNS[structure.parallel_returns]
    exponent = law.exponent_at(
        log(medians["human_top_equivalents"]), *law.prepare(*(medians[parameter.name] for parameter in law.PARAMETERS))
    )
    return {
        "chips_needed_h100e": exp(ln_chips),
        "power_needed_gw": exp(ln_power_needed(ln_chips, limits.ln_power_per_chip)) / WATTS_PER_GIGAWATT,
        "dollar_of_staff_over_dollar_of_chips": spending_ratio(medians, structure, limits),
        "labour_share_in_equilibrium": physical_limits.equilibrium_labour_share(
            exponent,
            physical_limits.ln_spending_per_year(log(medians["human_researchers"]), limits.ln_cost_per_researcher),
            physical_limits.ln_spending_per_year(ln_chips, limits.ln_cost_per_chip),
        ),
    }


def multiplier_before(medians: Medians, structure: Structure) -> Any:
    """Research multiplier at the start of the ramp, on the same production function.

    AIs were then worse and fewer by what software and compute have grown since, at the reference rate, and worked
    beside people: F(1 + L, 1) is what both achieve over people alone. That the AIs of that time could do any task at
    all makes it an upper bound.
    """
    years = medians["ramp_years"]
    software = -years * human_software_growth_per_year(
        medians["reference_oom_per_year"], medians["hardware_oom_per_year_reference"]
    )
    ln_compute = -years * medians["hardware_oom_per_year_reference"] * NATS_PER_OOM
    return exp(
        ln_multiplier_beside_people(
            labour(medians, structure.parallel_returns), software, ln_compute, medians, structure
        )
    )


def ln_multiplier_beside_people(
    record: Labour, software: float, ln_compute: float, medians: Medians, structure: Structure
) -> Any:
    """Logarithm of what AIs and people achieve together over people alone, at equal compute for experiments."""
    law, module = PARALLEL_RETURNS[structure.parallel_returns], PRODUCTIONS[structure.production]
    ln_heads = record.ln_copies + record.copies_per_software * software + record.copies_per_compute * ln_compute
    ln_labour = (
        ln_coordinated(ln_heads, law.ln_parallel(ln_heads, *record.law), record.overhead_saved)
        + record.ln_per_copy
        + record.per_copy_per_software * software
        + record.per_copy_per_compute * ln_compute
    )
    memory = (0.0,) if structure.production in WITH_MEMORY else ()
    shares = module.prepare(*(medians[name] for name in arguments(module.prepare)))
    return module.ln_output(log(1.0 + exp(ln_labour)), 0.0, *memory, *shares)


def contradictions(medians: Medians, structure: Structure) -> list[str]:
    """Statements that cannot both hold, in words that name the fields."""
    checks = (hardware_beyond_whole, shares_beyond_one, compute_beyond_all, change_backwards, no_room)
    return [problem for check in checks if (problem := check(medians, structure))]


def hardware_beyond_whole(medians: Medians, structure: Structure) -> str:
    """Hardware is a part of the reference rate."""
    hardware, whole = medians["hardware_oom_per_year_reference"], medians["reference_oom_per_year"]
    if hardware < whole:
        return ""
    return (
        f"parameters.hardware_oom_per_year_reference: expected less than parameters.reference_oom_per_year "
        f"({whole:g} OOM/year), of which it is a part, got {hardware:g} OOM/year"
    )


def shares_beyond_one(medians: Medians, structure: Structure) -> str:
    """Labour and latency are parts of one whole, of which experiments have the rest."""
    labour_share, latency = medians["labour_share"], medians.get("latency_share", 0.0)
    if labour_share + latency <= 1.0:
        return ""
    return (
        f"parameters.latency_share: expected at most {1.0 - labour_share:g}, what parameters.labour_share "
        f"({labour_share:g}) leaves, got {latency:g}"
    )


def compute_beyond_all(medians: Medians, structure: Structure) -> str:
    """Inference, experiments and training share one stock of compute."""
    if "experiment_compute_share" not in medians or WORKFORCE not in medians:
        return ""
    inference, experiments = medians[WORKFORCE], medians["experiment_compute_share"]
    if training_share(inference, experiments) >= -ROUNDING:
        return ""
    return (
        f"parameters.experiment_compute_share: expected at most {1.0 - inference:g}, what "
        f"parameters.{WORKFORCE} ({inference:g}) leaves, got {experiments:g}"
    )


def change_backwards(medians: Medians, structure: Structure) -> str:
    """The exponent of heads changes from a head-count to a larger one."""
    start, end = (medians.get(f"parallel_change_{which}_heads", 1.0) for which in ("from", "to"))
    if structure.parallel_returns != "smooth-exponent" or end >= start or start == NEVER:
        return ""
    return (
        f"parameters.parallel_change_to_heads: expected at least parameters.parallel_change_from_heads "
        f"({start:g}), got {end:g}"
    )


def no_room(medians: Medians, structure: Structure) -> str:
    """Parts of a ceiling that leave nothing above what is already used."""
    composed = composed_oom(medians)
    if composed is None or composed > 0.0:
        return ""
    return (
        f"parameters.brain_margin_used_oom: expected less than the gap between parameters.training_run_flop and "
        f"parameters.brain_training_flop with parameters.beyond_brain_oom, got a ceiling of {float(composed):g} OOM, "
        f"below what is already used"
    )


ROUNDING = 1e-12
"""Shares that sum to one as written may miss it by a few last digits."""

NEVER = float("inf")
"""How a change that never begins is stated."""
