"""A comparison of companies as one plain document: what `--json` prints, and what the report is written from.

Numbers are plain floats, integers or None; None stands for a number that is infinite, not known, or not there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.companies.company import Company
from oomcast.beliefs.companies.roles import Answer
from oomcast.ensemble.corporations import SPEEDUPS, company_at_medians
from oomcast.ensemble.corporations_consistency import consistency
from oomcast.ensemble.corporations_parts import MEDIAN, READINGS, medians_of, spread, three_of
from oomcast.ensemble.corporations_tables import families, table
from oomcast.ensemble.document import plain
from oomcast.models.corporations.adaptation import distance_oom, past, settings
from oomcast.models.corporations.aliens import slow_aliens
from oomcast.models.corporations.consistency import asymmetries, symmetric
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.equilibrium import balance, revealed_labour_share
from oomcast.models.corporations.factors import ln_factors
from oomcast.models.corporations.readings import evolved, in_year
from oomcast.models.corporations.research import elasticities, inputs
from oomcast.quantities.elementary import exp

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["document"]

Document = dict[str, Any]


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


def answer_entry(answer: Answer) -> Document:
    """What one person says."""
    return {
        key: None if belief is None else {"in_words": belief.in_words(), "source": belief.source, "note": belief.note}
        for key, belief in answer.stated.items()
    }


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
    form, three = comparison.form, three_of(comparison, "in_year")
    base = symmetric(medians_of(comparison, form), three, form)
    penalty = asymmetries(form, base)[0]
    believed = medians_of(comparison, penalty.form or form)
    return {
        jump.term: {
            "belief": plain(believed[jump.term]) if jump.term in believed else None,
            "ours": plain(jump.ours),
            "theirs": plain(jump.theirs),
            "theirs_over_ours": plain(jump.ratio),
        }
        for jump in slow_aliens(three, believed, form, base)
    }
