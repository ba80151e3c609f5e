"""A forecast as one plain document: what `--json` prints, what is stored, and what every screen shows.

Numbers are plain floats, integers or None; None stands for a number that is infinite or not known. Levels are keys like
"0.05". Nothing in the document depends on how the run was carried out (workers, machine), only on what was asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.conditions import joint_probability
from oomcast.ensemble.conflicts import Comparison
from oomcast.ensemble.finding import Finding
from oomcast.ensemble.provenance import Provenance
from oomcast.models.contract import Evaluation, FloatArray
from oomcast.models.progress import HEADLINE, OUTPUTS
from oomcast.outcomes.digest import digest
from oomcast.outcomes.montecarlo import LEVELS, Estimate, mean_estimate, quantile_estimates
from oomcast.outcomes.summary import MilestoneSummary, OutputSummary, Summary, compare

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.beliefs.statements import Statement

__all__ = ["AUTOMATION_YEAR", "document", "plain"]

Document = dict[str, Any]

MEDIAN = 0.5

NO_INPUTS: Mapping[str, FloatArray] = MappingProxyType({})

AUTOMATION_YEAR = "automation_year"
"""The input that turns years after full automation into dates."""


def document(
    summary: Summary,
    *,
    evaluation: Evaluation,
    scenario: Scenario,
    provenance: Provenance,
    implied: Mapping[str, float],
    warnings: tuple[str, ...] = (),
    beside: tuple[Comparison, ...] = (),
    inputs: Mapping[str, FloatArray] = NO_INPUTS,
    given: Document | None = None,
    audit: tuple[Finding, ...] = (),
) -> Document:
    """The document of a forecast, JSON-able, keys in reading order.

    `summary`, `evaluation` and `inputs` (those that become dates) are of the draws that count. `implied` are single
    numbers that follow from the medians of the beliefs, `beside` those of them that speak of what a belief speaks of
    too, `warnings` what there is to say about the beliefs, `given` what is taken as given,
    `audit` what audits found. The digest covers `outputs`, `probabilities` and `milestones`.
    """
    results: Document = {
        "outputs": {name: _output(output) for name, output in summary.outputs.items()},
        "probabilities": {name: _estimate(share) for name, share in summary.probabilities.items()},
        "milestones": {name: _milestone(milestone) for name, milestone in summary.milestones.items()},
    }
    return {
        "provenance": provenance.document(),
        **results,
        "stated": {
            name: _stated(name, statement, evaluation=evaluation, summary=summary)
            for name, statement in scenario.stated.items()
        },
        "implied": {name: plain(value) for name, value in implied.items()},
        "beside": [comparison.document() for comparison in beside],
        "decomposition": _decomposition(evaluation),
        "calendar": _calendar(evaluation, inputs),
        "tier": scenario.tier,
        "mechanisms": list(scenario.mechanisms),
        "structure": dict(scenario.structure),
        "given": given,
        "conditions": _conditions(scenario),
        "outcomes": {outcome.name.lower(): count for outcome, count in summary.outcomes.items()},
        "warnings": [*warnings, *summary.warnings],
        "audit": [finding.document() for finding in audit],
        "digest": digest(results),
    }


def plain(value: float) -> float | None:
    """A finite number as a float, anything else as None.

    >>> plain(1), plain(math.inf), plain(math.nan)
    (1.0, None, None)
    """
    return float(value) if math.isfinite(value) else None


def _output(output: OutputSummary) -> Document:
    return {
        "unit": output.unit,
        "mean": plain(output.mean.value),
        "mean_mc_error": plain(output.mean.mc_error),
        **_quantiles(output.quantiles, under="quantiles"),
        "diverged_share": output.diverged_share,
    }


def _milestone(milestone: MilestoneSummary) -> Document:
    return {
        "reached": milestone.reached,
        "not_by_horizon": milestone.not_by_horizon,
        "diverged": milestone.diverged,
        "unresolved": milestone.unresolved,
        **_quantiles(milestone.years, under="years"),
    }


def _quantiles(estimates: Mapping[float, Estimate], *, under: str) -> Document:
    return {
        under: {_level(level): plain(estimate.value) for level, estimate in estimates.items()},
        "mc_error": {_level(level): plain(estimate.mc_error) for level, estimate in estimates.items()},
    }


def _estimate(estimate: Estimate) -> Document:
    return {"value": plain(estimate.value), "mc_error": plain(estimate.mc_error)}


@cache
def _level(level: float) -> str:
    return f"{level:g}"


def _stated(name: str, statement: Statement, *, evaluation: Evaluation, summary: Summary) -> Document:
    """What the person says the answer is, with what the beliefs imply beside it.

    Stated quantiles meet the implied ones at the same levels; a single stated value of an amount meets the median. The
    stated value of a claim is a probability and meets the implied one.
    """
    about = {
        "unit": statement.unit,
        "source": statement.source,
        "evidence": str(statement.evidence),
        "note": statement.note,
    }
    if name in summary.probabilities:
        share = summary.probabilities[name]
        gap = None if statement.value is None else plain(share.value - statement.value)
        return {"value": statement.value, **about, "implied": _estimate(share), "difference": gap}
    quantiles = dict(statement.quantiles)
    if statement.value is not None:
        quantiles[MEDIAN] = statement.value
    columns = {**evaluation.milestones, **evaluation.outputs}
    comparison = compare(quantiles, implied=columns[name])
    return {
        "quantiles": {_level(level): value for level, value in quantiles.items()},
        **about,
        **_quantiles(comparison.implied, under="implied"),
        "difference": {_level(level): plain(gap) for level, gap in comparison.difference.items()},
        "share_below": {_level(level): _estimate(share) for level, share in comparison.share_below.items()},
    }


def _decomposition(evaluation: Evaluation) -> Document | None:
    """Where the gain of the first year comes from, over the draws that were split; None where none was."""
    columns = list((evaluation.split or {}).values())
    if evaluation.split is None or not columns[0].size:
        return None
    unit = next(output.unit for output in OUTPUTS if output.name == HEADLINE)
    parts = {name: _part(part) for name, part in evaluation.split.items()}
    without = int(np.count_nonzero(np.isnan(columns[0])))
    return {"unit": unit, "draws": int(columns[0].size), "without_parts": without, **parts}


def _part(part: FloatArray) -> Document:
    """One part over the draws that were split. Where some have no parts its mean is unknown; that of the others, known
    to be of some draws only, stands beside it.
    """
    mean, known = mean_estimate(part), part[~np.isnan(part)]
    where_known = mean_estimate(known) if known.size else mean
    return {
        "mean": plain(mean.value),
        "mean_mc_error": plain(mean.mc_error),
        "mean_where_known": plain(where_known.value),
        "mean_where_known_mc_error": plain(where_known.mc_error),
        **_quantiles(dict(zip(LEVELS, quantile_estimates(part), strict=True)), under="quantiles"),
    }


def _calendar(evaluation: Evaluation, inputs: Mapping[str, FloatArray]) -> Document | None:
    """When each milestone is reached, as a calendar date (decimal year); None where full automation has no date."""
    if AUTOMATION_YEAR not in inputs:
        return None
    start = inputs[AUTOMATION_YEAR]
    dates = {AUTOMATION_YEAR: start, **{name: start + years for name, years in evaluation.milestones.items()}}
    return {
        name: _quantiles(dict(zip(LEVELS, quantile_estimates(date), strict=True)), under="dates")
        for name, date in dates.items()
    }


def _conditions(scenario: Scenario) -> Document:
    """What the headline is conditional on. The joint probability is given where every condition has one."""
    joint = joint_probability(scenario.conditions)
    return {
        "given": [
            {"name": condition.name, "statement": condition.statement, "probability": condition.probability}
            for condition in scenario.conditions
        ],
        "joint_probability": joint,
        "mass_outside": None if joint is None else 1.0 - joint,
    }
