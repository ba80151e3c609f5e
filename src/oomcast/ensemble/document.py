"""A forecast as one plain document: what `--json` prints, what is stored, and what every screen shows.

Numbers are plain floats, integers or None; None stands for a number that is infinite or not known. Levels are keys like
"0.05". Nothing in the document depends on how the run was carried out (workers, machine), only on what was asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.beliefs.conditions import joint_probability
from oomcast.ensemble.provenance import Provenance
from oomcast.models.contract import Evaluation
from oomcast.outcomes.digest import digest
from oomcast.outcomes.montecarlo import Estimate
from oomcast.outcomes.summary import MilestoneSummary, OutputSummary, Summary, compare

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.beliefs.statements import Statement

__all__ = ["document", "plain"]

Document = dict[str, Any]

MEDIAN = 0.5


def document(
    summary: Summary,
    *,
    evaluation: Evaluation,
    scenario: Scenario,
    provenance: Provenance,
    implied: Mapping[str, float],
    warnings: tuple[str, ...] = (),
) -> Document:
    """The document of a forecast, JSON-able, keys in reading order.

    `implied` are single numbers that follow from the medians of the beliefs, `warnings` what there is to say about the
    beliefs. The digest covers `outputs`, `probabilities` and `milestones`.
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
        "conditions": _conditions(scenario),
        "outcomes": {outcome.name.lower(): count for outcome, count in summary.outcomes.items()},
        "warnings": [*warnings, *summary.warnings],
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
