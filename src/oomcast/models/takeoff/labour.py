"""Labour from what a scenario states: the numbers of tier 1, or the workforce copy by copy.

Both give the same record, so that everything that follows (production, rivals, experiments) does not know which was
stated. From tier 1, labour is what the initial speed-up, the feedback and the returns to compute imply with the stated
labour share, as one head whose parallel returns are 1:

    ln L = [ln m_0 + phi s + (gamma - b) k] / a,    ln X = k,    b = 1 - a          (equation labour-from-pace)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from oomcast.mechanisms import chips_per_copy, inference, workforce, workforce_growth
from oomcast.mechanisms.compute_schedule import ln_share_change
from oomcast.mechanisms.parallel.coordination import coordinated_exponent, ln_coordinated, overhead_saved
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.quantities.elementary import exp, log

__all__ = [
    "CONSTANT",
    "CoreNumbers",
    "Labour",
    "chain",
    "copies",
    "core_numbers",
    "is_stated_by_copies",
    "labour",
    "stated_numbers",
    "workforce_at_start",
]

CONSTANT = "constant-exponent"
"""The law under which a workforce is no more than the three numbers of tier 1."""

HEADS_ADD_UP = 1.0
"""The parallel exponent of labour that is stated as a whole."""

NO_NEED = 0.0
"""The extra need of a copy for inference where none is stated, and the rate at which nothing falls."""


class Labour(NamedTuple):
    """Labour, effort and experiments of one draw at t = 0, and what software and compute do to them; in logarithms."""

    ln_copies: Any
    copies_per_software: Any
    copies_per_compute: Any
    need_excess: Any
    need_fall_per_year: Any
    ln_per_copy: Any
    per_copy_per_software: Any
    per_copy_per_compute: Any
    overhead_saved: Any
    law: tuple[Any, ...]  # coefficients of the law of parallel returns
    ln_effort: Any
    effort_per_software: Any
    effort_per_compute: Any
    ln_experiments: Any
    ln_compute_left: Any  # the part of ln_experiments that is due to what the AIs take


class CoreNumbers(NamedTuple):
    """The three numbers of tier 1 that a labour record implies with Cobb-Douglas production, m_0 in logarithms."""

    ln_initial_speedup: Any
    software_feedback: Any
    compute_returns: Any


def is_stated_by_copies(draws: Mapping[str, Any]) -> bool:
    """Whether the workforce is stated copy by copy, and not as the numbers of tier 1."""
    return "initial_speedup" not in draws


def labour(draws: Mapping[str, Any], parallel_returns: str) -> Labour:
    """The labour of each draw under a law of parallel returns."""
    return _from_copies(draws, parallel_returns) if is_stated_by_copies(draws) else _from_pace(draws)


def _from_pace(draws: Mapping[str, Any]) -> Labour:
    """Labour implied by the numbers of tier 1 (equation labour-from-pace)."""
    share = draws["labour_share"]
    nothing = 0.0 * share
    per_compute = (draws["compute_returns"] - (1.0 - share)) / share
    return Labour(
        ln_copies=log(draws["initial_speedup"]) / share + per_compute * ln_company_compute(draws),
        copies_per_software=draws["software_feedback"] / share,
        copies_per_compute=per_compute,
        need_excess=NO_NEED,
        need_fall_per_year=NO_NEED,
        ln_per_copy=nothing,
        per_copy_per_software=nothing,
        per_copy_per_compute=nothing,
        overhead_saved=nothing,
        law=(HEADS_ADD_UP,),
        ln_effort=nothing,
        effort_per_software=nothing,
        effort_per_compute=nothing,
        ln_experiments=_ln_experiments(draws, ln_compute_left=nothing),
        ln_compute_left=nothing,
    )


def _from_copies(draws: Mapping[str, Any], parallel_returns: str) -> Labour:
    """Labour from copies, speed and quality."""
    at_start = workforce_at_start(draws)
    per_sd = workforce_growth.ln_quality_per_sd(draws["research_taste_spread"])
    growth = workforce_growth.prepare(*(draws[parameter.name] for parameter in workforce_growth.PARAMETERS))
    start = inference.prepare(
        draws.get("inference_need_at_start", 1.0),
        draws.get("inference_need_fall_per_year", NO_NEED),
        draws.get("copies_traded_oom", 0.0),
        draws.get("quality_sd_per_inference_oom", 0.0),
        per_sd,
    )
    module = PARALLEL_RETURNS[parallel_returns]
    law = tuple(module.prepare(*(draws[parameter.name] for parameter in module.PARAMETERS)))
    on_labour = 1.0 - at_start.quality_on_research_share
    ln_people = module.ln_parallel(at_start.ln_human_top_equivalents, *law)
    ln_quality = at_start.ln_quality + start.ln_quality_gained
    ln_left = inference.ln_compute_left(draws["inference_compute_share"])
    return Labour(
        ln_copies=at_start.ln_copies - start.ln_copies_given_up + ln_company_compute(draws),
        copies_per_software=growth.copies_per_software,
        copies_per_compute=growth.copies_per_compute,
        need_excess=start.need_excess,
        need_fall_per_year=start.need_fall_per_year,
        ln_per_copy=workforce.ln_relative_labour(
            0.0, ln_people, at_start.ln_speed, ln_quality, at_start.quality_on_research_share
        ),
        per_copy_per_software=growth.speed_per_software + on_labour * growth.quality_per_software,
        per_copy_per_compute=growth.speed_per_compute + on_labour * growth.quality_per_compute,
        overhead_saved=overhead_saved(draws.get("coordination_advantage", 1.0)),
        law=law,
        ln_effort=workforce.ln_effort_from_quality(ln_quality, at_start.quality_on_research_share),
        effort_per_software=at_start.quality_on_research_share * growth.quality_per_software,
        effort_per_compute=at_start.quality_on_research_share * growth.quality_per_compute,
        ln_experiments=_ln_experiments(draws, ln_compute_left=ln_left),
        ln_compute_left=ln_left,
    )


def _ln_experiments(draws: Mapping[str, Any], *, ln_compute_left: Any) -> Any:
    """Logarithm of experiment compute at t = 0 relative to the human-only company of the leader.

    What running the AIs takes comes off experiments and training alike, unless the shares are stated.
    """
    ln_change = (
        ln_share_change(draws["experiment_compute_share"], draws["experiment_compute_share_before"])
        if "experiment_compute_share" in draws
        else ln_compute_left
    )
    return ln_change + ln_company_compute(draws)


def ln_company_compute(draws: Mapping[str, Any]) -> Any:
    """Logarithm of the company's compute at t = 0 relative to the leader's; 0 for the leader itself."""
    return log(draws["company_compute_share"]) if "company_compute_share" in draws else 0.0


UNSTATED = {
    "ai_copies": 1.0,
    "ai_serial_speed": workforce.NEUTRAL["ai_serial_speed"],
    **dict.fromkeys(("speed_from_hours", "speed_from_tokens", "speed_from_coordination", "speed_from_mixing"), 1.0),
}
"""What stands for the side of an alternative that is not stated: nothing looks at it."""


def workforce_at_start(draws: Mapping[str, Any]) -> workforce.Coefficients:
    """The workforce at t = 0; copies as stated, or as many as the chips run at that speed."""
    stated = {**UNSTATED, **draws}
    found = workforce.prepare(*(stated[parameter.name] for parameter in workforce.PARAMETERS))
    if "ai_copies" in draws:
        return found
    chips = chips_per_copy.prepare(*(draws[parameter.name] for parameter in chips_per_copy.PARAMETERS))
    return found._replace(
        ln_copies=chips_per_copy.ln_copies_run(
            chips.ln_chips_for_inference, found.ln_speed, chips.ln_chips_at_human_speed, chips.speed_cost_exponent
        )
    )


def stated_numbers(draws: Mapping[str, Any], parallel_returns: str) -> CoreNumbers:
    """The numbers of tier 1: as stated where nothing else is, otherwise those that the labour record implies."""
    is_plain = not is_stated_by_copies(draws) and not any(name in draws for name in SHIFTS)
    if is_plain:
        return CoreNumbers(log(draws["initial_speedup"]), draws["software_feedback"], draws["compute_returns"])
    record = labour(draws, parallel_returns)
    return core_numbers(record, labour_share=draws["labour_share"], parallel_returns=parallel_returns)


SHIFTS = ("experiment_compute_share", "company_compute_share")
"""What moves the first speed-up away from the one that is stated."""


def core_numbers(record: Labour, *, labour_share: Any, parallel_returns: str) -> CoreNumbers:
    """What the labour record means in the three numbers of tier 1, under Cobb-Douglas production.

        ln m_0 = a ln L + w_q ln q + b ln X,    phi and gamma its slopes in s and k  (equation core-numbers)

    The slopes are those at t = 0 with the copies the compute runs once their need has come down. beta follows from this
    phi whatever production function is used.
    """
    module = PARALLEL_RETURNS[parallel_returns]
    ln_people_like = module.ln_parallel(record.ln_copies, *record.law)
    exponent = coordinated_exponent(module.exponent_at(record.ln_copies, *record.law), record.overhead_saved)
    ln_labour = ln_coordinated(record.ln_copies, ln_people_like, record.overhead_saved) + record.ln_per_copy
    per_software = exponent * record.copies_per_software + record.per_copy_per_software
    per_compute = exponent * record.copies_per_compute + record.per_copy_per_compute
    return CoreNumbers(
        labour_share * ln_labour + record.ln_effort + (1.0 - labour_share) * record.ln_experiments,
        labour_share * per_software + record.effort_per_software,
        labour_share * per_compute + record.effort_per_compute + (1.0 - labour_share),
    )


def chain(draws: Mapping[str, Any], parallel_returns: str) -> workforce.Chain:
    """The first speed-up factor by factor, under Cobb-Douglas production."""
    record, at_start = _from_copies(draws, parallel_returns), workforce_at_start(draws)
    module = PARALLEL_RETURNS[parallel_returns]
    ln_people_like = module.ln_parallel(record.ln_copies, *record.law)
    per_sd = workforce_growth.ln_quality_per_sd(draws["research_taste_spread"])
    gained = draws.get("copies_traded_oom", 0.0) * draws.get("quality_sd_per_inference_oom", 0.0) * per_sd
    return workforce.chain(
        ln_coordinated(record.ln_copies, ln_people_like, record.overhead_saved),
        module.ln_parallel(at_start.ln_human_top_equivalents, *record.law),
        at_start.ln_speed,
        at_start.ln_quality + gained,
        at_start.quality_on_research_share,
        draws["labour_share"],
        record.ln_experiments,
    )


def copies(record: Labour, *, ln_need: Any, software: Any, ln_compute: Any) -> Any:
    """Copies at work after a gain of deployed software and compute."""
    return exp(
        workforce_growth.ln_copies(
            record.ln_copies,
            record.copies_per_software,
            record.copies_per_compute,
            software,
            ln_compute,
            0.0,
            ln_need,
            0.0,
        )
    )
