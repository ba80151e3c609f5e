"""What is said of a draw because a mechanism is present: each account its outputs, its claims and how they are found.

A new account is a function and an entry in `ACCOUNTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from oomcast.mechanisms import chips_per_copy, inference, lagging_company, physical_limits
from oomcast.mechanisms.inference import ln_inference_need
from oomcast.mechanisms.lagging_company import ln_past_multiplier, ln_speedup_over_own_past, ln_staff_labour
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.physical_limits import ln_chips_needed, ln_power_needed, share_of_existing
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from oomcast.mechanisms.ramp import ln_rate_after_ramp, software_used_by_ramp
from oomcast.mechanisms.workforce_growth import ln_grown
from oomcast.models.contract import FloatArray, Output
from oomcast.models.progress import FIRST_YEAR
from oomcast.models.takeoff.before import Found, found_since, hardware_lost_before
from oomcast.models.takeoff.ceiling import composed_oom
from oomcast.models.takeoff.full import Structure, arguments
from oomcast.models.takeoff.labour import Labour, chain, copies, labour, workforce_at_start
from oomcast.quantities.elementary import exp, greatest, log
from oomcast.quantities.progress import multiples_of_the_way, years_of_progress
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["ACCOUNTS", "Account", "Moment", "accounts_for"]

OOM_PER_NAT = 1 / NATS_PER_OOM
"""Converts natural logarithms to orders of magnitude."""


class Moment(NamedTuple):
    """What is known of each draw when it is described: all arrays of shape (draws,), logarithms in nats."""

    draws: Mapping[str, Any]
    structure: Structure
    ideas: Any  # coefficients of the ceiling's shape, with beta
    oom_total_12mo: FloatArray
    software_12mo: FloatArray
    in_use_12mo: FloatArray
    ln_compute_12mo: FloatArray
    rivals_oom_12mo: FloatArray  # of no meaning where there are no rivals
    ln_multiplier_0: FloatArray
    found: Found  # by the ramp; of no meaning where there is none


Said = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Account:
    """Outputs and claims that come with a mechanism: present where all of `needs` have beliefs."""

    needs: tuple[str, ...]
    outputs: tuple[Output, ...]
    events: tuple[Output, ...] = ()
    say: Callable[[Moment], Said]
    about_rivals: bool = False


def say_workforce(m: Moment) -> Said:
    """Copies and speed at t = 0 and after a year, and what they amount to."""
    record, at_start = labour(m.draws, m.structure.parallel_returns), workforce_at_start(m.draws)
    growth = ln_grown(
        at_start.ln_speed,
        log(m.draws["speed_per_oom"]) / NATS_PER_OOM,
        log(m.draws["speed_per_compute_oom"]) / NATS_PER_OOM,
        m.in_use_12mo,
        m.ln_compute_12mo,
    )
    steps = chain(m.draws, m.structure.parallel_returns)
    return {
        "ai_copies_0mo": copies_at(record, years=0.0, software=0.0, ln_compute=0.0),
        "ai_copies_12mo": copies_at(record, years=FIRST_YEAR, software=m.in_use_12mo, ln_compute=m.ln_compute_12mo),
        "ai_speed_0mo": exp(at_start.ln_speed),
        "ai_speed_12mo": exp(growth),
        "serial_labour_equivalents": steps.serial_labour_equivalents,
    }, {}


def copies_at(record: Labour, *, years: float, software: Any, ln_compute: Any) -> Any:
    """Copies at work at a time."""
    ln_need = ln_inference_need(years, record.need_excess, record.need_fall_per_year)
    return copies(record, ln_need=ln_need, software=software, ln_compute=ln_compute)


def say_limits(m: Moment) -> Said:
    """What the workforce at t = 0 needs of chips and power, and whether the world has it."""
    limits = physical_limits.prepare(*(m.draws[parameter.name] for parameter in physical_limits.PARAMETERS))
    ln_chips = ln_chips_of_company(m.draws)
    ln_power = ln_power_needed(ln_chips, limits.ln_power_per_chip)
    chips = share_of_existing(ln_chips, limits.ln_world_chips)
    power = share_of_existing(ln_power, limits.ln_power_available)
    staff = share_of_existing(log(m.draws["human_researchers"]), limits.ln_qualified_people)
    return {
        "chips_needed_0mo": exp(ln_chips),
        "power_needed_0mo": exp(ln_power),
        "staff_spending_ratio": spending_ratio(m.draws, m.structure, limits),
    }, {
        "chips_beyond_stock": chips > 1.0,
        "power_beyond_supply": power > 1.0,
        "staff_beyond_supply": staff > 1.0,
    }


def ln_chips_of_company(draws: Mapping[str, Any]) -> Any:
    """Logarithm of the chips of a company that runs these copies at their speed, in H100 equivalents."""
    at_start = workforce_at_start(draws)
    cost = {name: draws[name] for name in ("chips_per_copy_at_human_speed", "speed_cost_exponent")}
    taken = chips_per_copy.ln_chips_taken(
        at_start.ln_copies, at_start.ln_speed, log(cost["chips_per_copy_at_human_speed"]), cost["speed_cost_exponent"]
    )
    return ln_chips_needed(taken, draws[inference.INFERENCE_COMPUTE_SHARE.name])


def spending_ratio(draws: Mapping[str, Any], structure: Structure, limits: physical_limits.Coefficients) -> Any:
    """What another dollar of staff adds in the human-only company, over what one of chips adds."""
    law = PARALLEL_RETURNS[structure.parallel_returns]
    numbers = law.prepare(*(draws[parameter.name] for parameter in law.PARAMETERS))
    exponent = law.exponent_at(log(draws["human_top_equivalents"]), *numbers)  # where the law counts the people
    labour_pull, experiment_pull = elasticities_at_base(draws, structure)
    return physical_limits.dollar_ratio(
        labour_pull,
        exponent,
        experiment_pull,
        physical_limits.ln_spending_per_year(log(draws["human_researchers"]), limits.ln_cost_per_researcher),
        physical_limits.ln_spending_per_year(ln_chips_of_company(draws), limits.ln_cost_per_chip),
    )


def elasticities_at_base(draws: Mapping[str, Any], structure: Structure) -> tuple[Any, Any]:
    """d ln F / d ln L and d ln F / d ln X of the human-only company at t = 0."""
    module = PRODUCTIONS[structure.production]
    numbers = module.prepare(*(draws[name] for name in arguments(module.prepare)))
    memory = (0.0,) if structure.production in WITH_MEMORY else ()
    at = (0.0, 0.0, *memory)
    return module.labour_elasticity(*at, *numbers), module.experiment_elasticity(*at, *numbers)


def say_ceiling(m: Moment) -> Said:
    """What the parts of the ceiling make, whether or not that is the one that counts."""
    return {"composed_ceiling_oom": composed_oom(m.draws)}, {}


def say_rivals(m: Moment) -> Said:
    """Software of the rivals after a year, and the lead of the leader."""
    lead = m.software_12mo * OOM_PER_NAT - m.rivals_oom_12mo
    return {"rivals_oom_software_12mo": m.rivals_oom_12mo, "lead_oom_12mo": lead}, {}


def say_ramp(m: Moment) -> Said:
    """What the ramp has found, the low-hanging fruit it has taken, and what that leaves to human researchers."""
    found = m.found
    taken = software_used_by_ramp(found.software, found.software_of_humans)
    ln_left = ln_rate_after_ramp(m.ideas.difficulty, found.depth, found.depth_of_humans, m.draws["ramp_fruit_share"])
    return {
        "ramp_oom_software": found.software * OOM_PER_NAT,
        "ramp_oom_taken_early": taken * OOM_PER_NAT,
        "human_rate_left": exp(ln_left),
    }, {}


def say_yardsticks(m: Moment) -> Said:
    """The first year in years of 2024 and of 2031, and in multiples of the way from a past date."""
    since = m.draws["automation_year"] - m.draws["yardstick_year"]
    beyond = -hardware_lost_before(m.draws)
    if "ramp_years" in m.draws:
        found = found_since(greatest(since, 0.0), m.found, m.draws, m.ideas, m.ln_multiplier_0)
        beyond = beyond + software_used_by_ramp(found.software, found.software_of_humans)
    way = multiples_of_the_way(
        m.oom_total_12mo,
        m.draws["reference_oom_per_year"],
        m.draws["automation_year"],
        m.draws["yardstick_year"],
        beyond * OOM_PER_NAT,
    )
    return {
        "years_of_2024_12mo": years_of_progress(m.oom_total_12mo, m.draws["oom_per_year_2024"]),
        "years_of_2031_12mo": years_of_progress(m.oom_total_12mo, m.draws["oom_per_year_2031"]),
        "multiples_since_yardstick_12mo": way,
    }, {}


def say_company(m: Moment) -> Said:
    """How fast the company was on its own before it had the AIs, and how much faster it is now."""
    ln_compute = log(m.draws["company_compute_share"])
    ln_staff = log(m.draws["company_staff_share"])
    module = PRODUCTIONS[m.structure.production]
    numbers = module.prepare(*(m.draws[name] for name in arguments(module.prepare)))
    memory = (0.0,) if m.structure.production in WITH_MEMORY else ()
    ln_own = module.ln_output(ln_staff_labour_of(m, ln_staff), ln_compute, *memory, *numbers)
    leader_share = m.draws.get("leader_share", 1.0)
    ln_past = ln_past_multiplier(ln_own, leader_share, 1.0 - leader_share)
    return {
        "own_human_pace": exp(ln_own),
        "speedup_over_own_past": exp(ln_speedup_over_own_past(m.ln_multiplier_0, ln_past)),
    }, {}


def ln_staff_labour_of(m: Moment, ln_staff_share: Any) -> Any:
    """Logarithm of the labour of the company's people, relative to that of the leader's."""
    if "human_top_equivalents" not in m.draws:
        return labour(m.draws, m.structure.parallel_returns).copies_per_compute * ln_staff_share
    law = PARALLEL_RETURNS[m.structure.parallel_returns]
    numbers = law.prepare(*(m.draws[parameter.name] for parameter in law.PARAMETERS))
    ln_leaders = log(m.draws["human_top_equivalents"])
    ln_own = lagging_company.ln_company_people(ln_leaders, ln_staff_share)
    return ln_staff_labour(law.ln_parallel(ln_own, *numbers), law.ln_parallel(ln_leaders, *numbers))


WORKFORCE = "inference_compute_share"
"""A parameter that has a belief exactly where the workforce is stated copy by copy."""

ACCOUNTS = (
    Account(
        needs=(WORKFORCE,),
        outputs=(
            Output("serial_labour_equivalents", "x", "research labour of the AIs at t = 0, in serial human labour"),
            Output("ai_copies_0mo", "1", "copies at work at t = 0"),
            Output("ai_copies_12mo", "1", "copies at work after a year"),
            Output("ai_speed_0mo", "x", "serial speed of a copy at t = 0"),
            Output("ai_speed_12mo", "x", "serial speed of a copy after a year"),
        ),
        say=say_workforce,
    ),
    Account(
        needs=(WORKFORCE, "world_compute_h100e"),
        outputs=(
            Output("chips_needed_0mo", "H100e", "chips of a company that runs these copies at t = 0"),
            Output("power_needed_0mo", "W", "electrical power that they take"),
            Output(
                "staff_spending_ratio",
                "x",
                "what another dollar of staff adds in the human-only company, over what one of chips adds",
            ),
        ),
        events=(
            Output("chips_beyond_stock", "1", "the company needs more chips at t = 0 than exist"),
            Output("power_beyond_supply", "1", "it needs more power at t = 0 than is available"),
            Output("staff_beyond_supply", "1", "the human company has more staff than there are qualified people"),
        ),
        say=say_limits,
    ),
    Account(
        needs=("beyond_brain_oom",),
        outputs=(Output("composed_ceiling_oom", "OOM", "the software ceiling that its parts make"),),
        say=say_ceiling,
    ),
    Account(
        needs=("rivals_lag_years",),
        outputs=(
            Output("rivals_oom_software_12mo", "OOM", "software that rivals gain in the first year"),
            Output("lead_oom_12mo", "OOM", "software of the leader ahead of its rivals' after a year"),
        ),
        say=say_rivals,
        about_rivals=True,
    ),
    Account(
        needs=("ramp_years",),
        outputs=(
            Output("ramp_oom_software", "OOM", "software found from the start of the ramp to full automation"),
            Output("ramp_oom_taken_early", "OOM", "the part of it beyond what humans alone would have found"),
            Output(
                "human_rate_left", "x", "rate of human researchers at t = 0, over that with these ideas still there"
            ),
        ),
        say=say_ramp,
    ),
    Account(
        needs=("yardstick_year",),
        outputs=(
            Output("years_of_2024_12mo", "year", "the gain of the first year in years at the rate of 2024"),
            Output("years_of_2031_12mo", "year", "the gain of the first year in years at the rate of 2031"),
            Output(
                "multiples_since_yardstick_12mo",
                "x",
                "the gain of the first year over that from the stated past date to full automation",
            ),
        ),
        say=say_yardsticks,
    ),
    Account(
        needs=("company_compute_share",),
        outputs=(
            Output("own_human_pace", "x", "research pace of the company's people, relative to the leader's"),
            Output("speedup_over_own_past", "x", "progress at t = 0 relative to the company's own before"),
        ),
        say=say_company,
    ),
)


def accounts_for(names: Collection[str], *, has_rivals: bool) -> tuple[Account, ...]:
    """The accounts of a scenario with beliefs about these parameters.

    >>> accounts_for(["initial_speedup"], has_rivals=False)
    ()
    """
    present = frozenset(names)
    return tuple(
        account
        for account in ACCOUNTS
        if present.issuperset(account.needs) and (has_rivals or not account.about_rivals)
    )
