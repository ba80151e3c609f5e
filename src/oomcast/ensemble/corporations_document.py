"""A comparison of companies as one plain document: what `--json` prints, and what the report is written from.

Numbers are plain floats, integers or None; None stands for a number that is infinite, not known, or not there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.companies.company import Company
from oomcast.beliefs.companies.opening import reference_belief
from oomcast.beliefs.companies.roles import Answer
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.ensemble.corporations import SPEEDUPS, company_at_medians, ln_speedups
from oomcast.ensemble.document import plain
from oomcast.models.contract import FloatArray
from oomcast.models.corporations.adaptation import distance_oom, past, settings
from oomcast.models.corporations.aliens import slow_aliens
from oomcast.models.corporations.consistency import (
    LAM,
    PLANES,
    SYMMETRIC_FORM,
    Three,
    closings,
    curve,
    implied_by_symmetry,
    meeting,
    meetings,
    symmetric,
)
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.equilibrium import balance, revealed_labour_share
from oomcast.models.corporations.factors import ln_factors
from oomcast.models.corporations.readings import evolved, in_year
from oomcast.models.corporations.research import Form, elasticities, inputs
from oomcast.outcomes.montecarlo import LEVELS, mean_estimate, quantile_estimates, share_estimate
from oomcast.quantities.elementary import exp

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["document"]

Document = dict[str, Any]

TABLE_EXPONENTS, TABLE_SHARES = (0.3, 0.4, 0.55, 0.7), (0.4, 0.5, 0.6)
"""Parallel exponents and labour shares of the table; the post and its thread speak of these."""

IGNORED = {"research_taste_spread": 1.0, "startup_years": 0.0, "labour_saturation": 0.0}
"""What the table leaves out, as the post's own figures do: quality, starting up, saturation; and waiting."""

ANSWER_DRAWS = 2000
"""Draws of an answer: enough to know a share to a hundredth."""

READINGS = ("literal", "in_year")
MEDIAN = 0.5


def document(comparison: Comparison, *, answer: Answer | None) -> Document:
    """The document of a comparison, with the question of consistency asked of one stated answer."""
    trio = comparison.trio
    return {
        "provenance": comparison.provenance.document(),
        "title": trio.title,
        "roles": {"slow": trio.roles.slow, "normal": trio.roles.normal, "automated": trio.roles.automated},
        "structure": dict(trio.structure),
        "companies": {name: company_entry(comparison, company) for name, company in trio.companies.items()},
        "speedups": {
            name: {"meaning": meaning, **spread(comparison.speedups[name])} for name, meaning in SPEEDUPS.items()
        },
        "factors": factors(comparison),
        "table": table(comparison),
        "families": families(comparison),
        "answers": {name: answer_entry(one) for name, one in trio.answers.items()},
        "consistency": consistency(comparison, answer),
        "adaptation": adaptation(comparison),
        "equilibrium": equilibrium(comparison),
        "slow_aliens": aliens(comparison),
        "beliefs": {
            name: {
                "unit": trio.parameters[name].unit,
                "in_words": belief.in_words(trio.parameters[name]),
                "source": belief.source,
                "evidence": str(belief.evidence),
            }
            for name, belief in trio.beliefs.items()
        },
        "warnings": list(comparison.warnings),
    }


def spread(column: FloatArray) -> Document:
    """Mean and quantiles of a column of draws, with their Monte-Carlo errors."""
    mean = mean_estimate(column)
    quantiles = dict(zip(LEVELS, quantile_estimates(column), strict=True))
    return {
        "mean": plain(mean.value),
        "mean_mc_error": plain(mean.mc_error),
        "quantiles": {f"{level:g}": plain(estimate.value) for level, estimate in quantiles.items()},
        "mc_error": {f"{level:g}": plain(estimate.mc_error) for level, estimate in quantiles.items()},
    }


def three_of(comparison: Comparison, reading: str) -> Three:
    """The companies that play a part, at their medians, the automated one in one of its readings."""
    roles, at = comparison.trio.roles, comparison.corporations
    automated = at[roles.automated] if reading == "literal" else in_year(at[roles.automated], at[roles.normal])
    return Three(at[roles.slow], at[roles.normal], automated)


def company_entry(comparison: Comparison, company: Company) -> Document:
    """One company: its numbers, where it stands next to the normal one, and what it achieves."""
    at, normal = comparison.corporations[company.name], comparison.corporations[comparison.trio.roles.normal]
    draws, form = comparison.at_medians, comparison.form
    given = inputs(at, normal, draws, form)
    slopes = elasticities(given, draws, form)
    stands = balance(at, normal, draws, form)
    return {
        "title": company.title,
        "note": company.note,
        "numbers": {
            key: {"median": plain(belief.quantile(MEDIAN)), "in_words": belief.in_words(), "unit": unit_of(key)}
            for key, belief in company.beliefs.items()
        },
        "quality": [
            {"name": group.name, "share": group.share, "mean_sd": group.mean_sd, "spread_sd": group.spread_sd}
            for group in company.quality
        ],
        "practices": company.practices,
        "chip_years": plain(at.chip_years),
        "chips_per_researcher": plain(stands.chips_per_researcher),
        "years_of_normal": spread(comparison.years[company.name]),
        "elasticities": {name: plain(value) for name, value in slopes._asdict().items()},
        "distance_from_normal_practices_oom": plain(distance_oom(at, normal, draws, form)),
        "chips_for_a_researcher": plain(stands.chips_for_a_researcher),
        "dollar_of_staff_over_dollar_of_chips": plain(stands.dollars),
    }


def unit_of(key: str) -> str:
    """The unit of one of a company's numbers."""
    return WORDS.company[key].unit


def factors(comparison: Comparison) -> Document:
    """The factors of each speed-up at the medians, with their product."""
    roles, at = comparison.trio.roles, comparison.corporations
    normal, automated = at[roles.normal], at[roles.automated]
    pairs = {
        "normal_over_slow": (normal, at[roles.slow]),
        "automated_over_normal_literal": (automated, normal),
        "automated_over_normal_in_year": (in_year(automated, normal), normal),
    }
    found = {}
    for name, (fast, slow) in pairs.items():
        parts = ln_factors(fast, slow, normal, comparison.at_medians, comparison.form)
        product = plain(exp(math.fsum(float(part) for part in parts.values())))
        found[name] = {**{part: plain(exp(float(size))) for part, size in parts.items()}, "product": product}
    return found


def table(comparison: Comparison) -> Document:
    """Both jumps over the parallel exponent and the labour share, all else ignored."""
    medians = {**medians_of(comparison, SYMMETRIC_FORM), **IGNORED, "substitution_rho": 0.0, "latency_share": 0.0}

    def cells(jump: Any) -> list[list[float | None]]:
        return [
            [
                plain(exp(float(jump({**medians, LAM: lam, "labour_share": share}, SYMMETRIC_FORM))))
                for share in TABLE_SHARES
            ]
            for lam in TABLE_EXPONENTS
        ]

    three = three_of(comparison, "literal")
    return {
        "parallel_exponent": list(TABLE_EXPONENTS),
        "labour_share": list(TABLE_SHARES),
        "normal_over_slow": cells(three.ln_normal_over_slow),
        "automated_over_normal": cells(three.ln_automated_over_normal),
    }


def families(comparison: Comparison) -> Document:
    """Speed-ups at the medians under each production function, with the beliefs of the file or of the package."""
    roles, at = comparison.trio.roles, comparison.corporations
    found = {}
    for name in WORDS.research.choices["production"].options:
        form = Form(comparison.form.parallel_returns, name)
        draws = medians_of(comparison, form)
        ratios = ln_speedups(at[roles.slow], at[roles.normal], at[roles.automated], draws, form)
        found[name] = {key: plain(exp(float(ln_ratio))) for key, ln_ratio in ratios.items()}
    return found


def medians_of(comparison: Comparison, form: Form) -> dict[str, float]:
    """Medians of all that a form needs: the beliefs of the file, and of the package where the file has another form."""
    medians = dict(comparison.at_medians)
    for choice, name in form._asdict().items():
        for parameter in WORDS.research.choices[choice].options[name].names:
            if parameter not in medians:
                known = reference_belief(parameter, words=WORDS)
                neutral = WORDS.research.choices[choice].options[name].neutral
                medians[parameter] = known[1].quantile(MEDIAN) if known else neutral[parameter]
    return medians


def answer_entry(answer: Answer) -> Document:
    """What one person says."""
    return {
        key: None if belief is None else {"in_words": belief.in_words(), "source": belief.source, "note": belief.note}
        for key, belief in stated(answer).items()
    }


def stated(answer: Answer) -> dict[str, Belief | None]:
    """Both parts of an answer."""
    return {
        "normal_over_slow": answer.normal_over_slow,
        "automated_over_normal": answer.automated_over_normal,
    }


def consistency(comparison: Comparison, answer: Answer | None) -> Document | None:
    """Whether one stated answer agrees with itself, in both readings; None where nobody answers.

    A part that is a distribution is taken at its median for curves and asymmetries, and at all levels that are shown
    for what symmetry implies.
    """
    if answer is None:
        return None
    medians = medians_of(comparison, SYMMETRIC_FORM)
    at = {key: None if belief is None else belief.quantile(MEDIAN) for key, belief in stated(answer).items()}
    return {
        "answer": answer.name,
        "stated": at,
        **{reading: one_reading(three_of(comparison, reading), answer, medians) for reading in READINGS},
    }


def one_reading(three: Three, answer: Answer, medians: Mapping[str, float]) -> Document:
    """Curves, meetings, what symmetry implies, and what would close the gap, for one reading of the automated one."""
    draws = symmetric(medians, three)
    slow, automated = answer.normal_over_slow, answer.automated_over_normal
    jumps = {"normal_over_slow": three.ln_normal_over_slow, "automated_over_normal": three.ln_automated_over_normal}
    beliefs = {key: belief for key, belief in stated(answer).items() if belief is not None}
    both = (slow.quantile(MEDIAN), automated.quantile(MEDIAN)) if slow and automated else None
    return {
        "curves": {
            belief: {
                key: [[lam, value] for lam, value in curve(jumps[key], one.quantile(MEDIAN), belief, draws).points]
                for key, one in beliefs.items()
            }
            for belief in PLANES
        },
        "meet": None
        if both is None
        else {
            belief: {"parallel_exponent": at.parallel_exponent, belief: at.value}
            for belief in PLANES
            for at in (meeting(three, *both, belief, draws),)
        },
        "meet_over_draws": None if both is None else meet_over_draws(three, answer, draws),
        "implied_by_symmetry": {
            key: implied_levels(jumps[key], jumps[other_jump(key)], one, draws) for key, one in beliefs.items()
        },
        "asymmetries": None
        if both is None
        else {
            one.asymmetry: {
                "parameter": one.parameter,
                "closes_the_gap": one.size is not None,
                "size": one.size,
                "neutral": one.neutral,
                "labour_share": one.labour_share,
                "automated_over_normal": plain(one.reached),
            }
            for one in closings(three, *both, draws)
        },
    }


def meet_over_draws(three: Three, answer: Answer, draws: Mapping[str, float]) -> Document | None:
    """How often, over draws of both parts of an answer, a model of lam and labour share gives both; None for points."""
    slow, automated = answer.normal_over_slow, answer.automated_over_normal
    if slow is None or automated is None or (slow.is_point and automated.is_point):
        return None
    drawn = draw_beliefs(
        {"normal_over_slow": slow.distribution, "automated_over_normal": automated.distribution},
        seed=0,
        count=ANSWER_DRAWS,
    )
    exponents, shares = meetings(three, drawn["normal_over_slow"], drawn["automated_over_normal"], draws)
    meets = ~np.isnan(exponents)
    often = share_estimate(int(np.count_nonzero(meets)), draws=ANSWER_DRAWS)
    return {
        "draws": ANSWER_DRAWS,
        "share_that_meet": {"value": often.value, "mc_error": plain(often.mc_error)},
        "parallel_exponent": spread(exponents[meets]) if meets.any() else None,
        "labour_share": spread(shares[meets]) if meets.any() else None,
    }


def other_jump(key: str) -> str:
    """The jump that an answer is not about."""
    return "automated_over_normal" if key == "normal_over_slow" else "normal_over_slow"


def implied_levels(known: Any, asked: Any, belief: Belief, draws: Mapping[str, float]) -> Document:
    """What symmetry implies for the other jump: at the median of an answer, and for a distribution at each level."""
    at_median = implied_by_symmetry(known, asked, belief.quantile(MEDIAN), draws)
    found: Document = {name: plain_or_none(value) for name, value in at_median.items()}
    if not belief.is_point:
        levels = {f"{level:g}": implied_by_symmetry(known, asked, belief.quantile(level), draws) for level in LEVELS}
        found = {
            name: {"median": found[name], "quantiles": {key: plain_or_none(one[name]) for key, one in levels.items()}}
            for name in found
        }
    return found


def plain_or_none(value: float | None) -> float | None:
    """A finite number, or None."""
    return None if value is None else plain(value)


def adaptation(comparison: Comparison) -> Document:
    """Each company in its two settings, and what past change says about how slowly practices adapt."""
    normal = comparison.corporations[comparison.trio.roles.normal]
    draws, form = comparison.at_medians, comparison.form
    settled = {}
    for reading in READINGS:
        three = three_of(comparison, reading)
        for role, name in (("slow", comparison.trio.roles.slow), ("automated", comparison.trio.roles.automated)):
            one = getattr(three, role)
            both = settings(normal, one, normal, draws, form)
            label = name if role == "slow" else f"{name} ({reading.replace('_', '-')})"
            direction = (
                1.0 if role == "slow" else -1.0
            )  # of the automated company one asks what it does over the normal
            settled[label] = {
                "of": "normal_over_slow" if role == "slow" else f"automated_over_normal_{reading}",
                "evolved": plain(exp(direction * float(both.evolved))),
                "unadapted_ecosystem": plain(exp(direction * float(both.ecosystem))),
                "dropped_in": plain(exp(direction * float(both.dropped_in))),
                "distance_oom": plain(float(distance_oom(evolved(one), normal, draws, form))),
            }
    return {"settings": settled, "past": {name: plain(value) for name, value in past(draws)._asdict().items()}}


def equilibrium(comparison: Comparison) -> Document:
    """The labour share that the normal company's spending reveals, beside the one that is believed in."""
    normal = comparison.corporations[comparison.trio.roles.normal]
    shares = revealed_labour_share(normal, comparison.inputs, comparison.form)
    column = np.array(np.broadcast_to(shares, comparison.inputs["labour_share"].shape), dtype=np.float64)
    prices = balance(normal, normal, comparison.at_medians, comparison.form).chips_at_market_prices
    return {
        "revealed_labour_share": spread(column),
        "labour_share": spread(comparison.inputs["labour_share"]),
        "chips_for_a_researcher_at_market_prices": plain(prices),
        "chips_for_a_researcher": {
            role: plain(
                balance(
                    company_at_medians(comparison.trio, name), normal, comparison.at_medians, comparison.form
                ).chips_for_a_researcher
            )
            for role, name in (
                ("slow", comparison.trio.roles.slow),
                ("normal", comparison.trio.roles.normal),
                ("automated", comparison.trio.roles.automated),
            )
        },
    }


def aliens(comparison: Comparison) -> Document:
    """The slow-aliens test, by the belief that may break the symmetry."""
    medians = medians_of(comparison, SYMMETRIC_FORM)
    three = three_of(comparison, "in_year")
    base = symmetric(medians, three)
    jumps = slow_aliens(three, medians, comparison.form, base)
    return {
        jump.term: {"ours": plain(jump.ours), "theirs": plain(jump.theirs), "theirs_over_ours": plain(jump.ratio)}
        for jump in jumps
    }
