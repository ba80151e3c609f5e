"""Research at one moment: from software and compute to labour, experiments and the research multiplier.

Every function takes the whole record of coefficients, so that siblings with different needs can stand in one place.
`ln_parallel` and `ln_output` below are those of the default siblings; `siblings.py` puts others in their place.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.mechanisms.inference import ln_inference_need
from oomcast.mechanisms.parallel.coordination import ln_coordinated
from oomcast.mechanisms.production.experiment_cost import ln_effective_experiments
from oomcast.mechanisms.workforce_growth import ln_copies, ln_grown
from oomcast.models.takeoff.siblings import ln_output, ln_parallel

__all__ = ["Coefficients", "Research", "ln_heads_at_work", "research"]


class Coefficients(NamedTuple):
    """What the full equation needs of one draw; logarithms, growth in nats, time in years.

    The record is the same for all siblings, so that the integrator is compiled once for all of them: production and
    parallel returns have the rows below, of which each sibling uses as many as it needs.
    """

    ln_human_growth: Any  # ln of g_h
    # Switches: 1, 0 and 1 unless the gain is being split into its parts.
    clock: Any  # 0 stops time for research
    ln_pace_offset: Any  # minus ln M(0) takes the first jump away
    self_acceleration: Any  # 0 takes the effect of software on research away
    # Ideas (ceilings.depth)
    difficulty: Any
    onset: Any
    room: Any
    inverse_scale: Any
    ln_worse: Any
    # Physical compute (compute_schedule)
    early_growth: Any
    lost_growth: Any
    slowdown_start: Any
    slowdown_years: Any
    lost_before: Any
    bought: Any
    purchase_start: Any
    purchases_per_year: Any
    # The learning cycle
    first_deployment: Any
    cycles_per_year: Any
    # Labour: copies that need compute, and what each does
    ln_copies: Any
    copies_per_software: Any
    copies_per_compute: Any
    need_excess: Any
    need_fall_per_year: Any
    ln_per_copy: Any  # speed and quality, over what the people of the human-only company achieve together
    per_copy_per_software: Any
    per_copy_per_compute: Any
    overhead_saved: Any
    parallel_0: Any
    parallel_1: Any
    parallel_2: Any
    parallel_3: Any
    parallel_4: Any
    # Better choice of experiments, which multiplies the whole effort
    ln_effort: Any
    effort_per_software: Any
    effort_per_compute: Any
    # Experiments
    ln_experiments: Any
    experiment_cost_growth: Any
    # Production
    production_0: Any
    production_1: Any
    production_2: Any
    production_3: Any
    production_4: Any
    production_5: Any
    # Industry
    leader_share: Any
    others_share: Any
    rivals_start: Any
    rivals_compute_share: Any
    spillover_per_year: Any


class Research(NamedTuple):
    """Research of a company at one moment, relative to the human-only company at t = 0."""

    ln_multiplier: Any
    ln_labour: Any
    ln_experiments: Any


def ln_heads_at_work(years: Any, in_use: Any, ln_compute: Any, c: Any) -> Any:
    """Logarithm of the copies at work, given the software they embody and the company's compute."""
    ln_need = ln_inference_need(years, c.need_excess, c.need_fall_per_year)
    return ln_copies(c.ln_copies, c.copies_per_software, c.copies_per_compute, in_use, ln_compute, 0.0, ln_need, 0.0)


def research(years: Any, software: Any, in_use: Any, ln_compute: Any, practice: Any, c: Any) -> Research:
    """What a company's AIs achieve with the software in use, and with experiments on what it has discovered.

        ln L = ln parallel(n) + ln v + (1 - w_q) ln q - ln parallel(n_t)
        ln M_own = ln F(L, X) + w_q ln q                                            (equation own-research)

    `practice` is the ratio of labour to experiments that research is organised for; most production functions have no
    such memory and do not look at it.
    """
    helpful = c.self_acceleration * in_use
    ln_heads = ln_heads_at_work(years, helpful, ln_compute, c)
    ln_people_like = ln_parallel(ln_heads, c)
    ln_labour = ln_coordinated(ln_heads, ln_people_like, c.overhead_saved) + ln_grown(
        c.ln_per_copy, c.per_copy_per_software, c.per_copy_per_compute, helpful, ln_compute
    )
    ln_experiments = ln_effective_experiments(
        c.ln_experiments + ln_compute, c.self_acceleration * software, c.experiment_cost_growth
    )
    ln_effort = ln_grown(c.ln_effort, c.effort_per_software, c.effort_per_compute, helpful, ln_compute)
    return Research(ln_output(ln_labour, ln_experiments, practice, c) + ln_effort, ln_labour, ln_experiments)
