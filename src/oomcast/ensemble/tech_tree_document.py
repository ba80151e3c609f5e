"""Companies on trees as one plain document: what `--json` prints, and what the report is written from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.ensemble.document import plain
from oomcast.errors import RunError
from oomcast.quantities.streams import uniforms
from oomcast.techtree.fits.decomposition import MECHANISMS
from oomcast.techtree.fits.design import INPUTS
from oomcast.techtree.fits.fitting import Judgement, two_parameters_do
from oomcast.techtree.fits.formulas import ADAPTING, HANDED_OVER
from oomcast.techtree.fits.paths import critical_path
from oomcast.techtree.fits.table import DECADES
from oomcast.techtree.results import PathShares
from oomcast.techtree.structure import order_strength

if TYPE_CHECKING:
    from oomcast.ensemble.tech_tree import Climbing, TechTree

__all__ = ["LIMITS", "document"]

Document = dict[str, Any]
FloatArray = NDArray[np.float64]

PROFILE_PARTS = 20
"""Steps of the profile of parallelism in the document."""

RESAMPLES = 400
"""Draws of trees with replacement: the error of an error is then three or four per cent."""

LEVELS = (0.1, 0.5, 0.9)
"""Quantiles over trees."""

LIMITS = (
    "None of the data behind any tree has AutomatedCorp's ratio of people to chips; how width, visibility and news go "
    "on from dozens of people to 200,000 copies rests on mechanisms, not on measurement."
)
"""What a reader should know before any number."""


def document(found: TechTree) -> Document:
    """The document; numbers are plain floats, integers or None, which stands for infinite or not known."""
    return {
        "limits": LIMITS,
        "structure": structure(found),
        "speedups": {
            name: {**spread(found.speedups(name)), **sources_of_spread(found, name), "over": found.normal}
            for name in found.climbing
            if name != found.normal
        },
        "hours": {name: spread(one.hours) for name, one in found.climbing.items()},
        "elasticities": {name: elasticities(one) for name, one in found.climbing.items()},
        "critical_path": {name: path(found, one) for name, one in found.climbing.items()},
        "duplicates": {
            name: plain(float(np.mean([run.duplicate_share for run in one.runs])))
            for name, one in found.climbing.items()
        },
        "exponent": {
            "of": "people",
            "value": plain(found.parts.exponent),
            "taken_by": {name: plain(value) for name, value in found.parts.parts.items()},
            "meaning": dict(MECHANISMS),
            "whole_groups": plain(found.parts.whole_groups),
            "reached": plain(found.parts.reached),
        },
        "practices": {
            name: {
                "gap": plain(one.gap),
                "dropped_in": {key: plain(value) for key, value in one.dropped_in._asdict().items()},
                "evolved": {key: plain(value) for key, value in one.evolved._asdict().items()},
            }
            for name, one in found.practices.items()
        },
        "fit": fit(found),
        "warnings": list(found.warnings),
        "provenance": dict(found.provenance),
    }


def spread(values: FloatArray) -> Document:
    """Quantiles over trees, each tree alike; infinite ones count as such."""
    known = values[~np.isnan(values)]
    quantiles = np.quantile(known, LEVELS, method="inverted_cdf") if len(known) else [math.nan] * len(LEVELS)
    return {
        "quantiles": {f"{level:g}": plain(float(value)) for level, value in zip(LEVELS, quantiles, strict=True)},
        "by_tree": [plain(float(value)) for value in values],
    }


def sources_of_spread(found: TechTree, name: str) -> Document:
    """How much of it is the tree and how much luck on one tree, and how sure the median is with so many trees."""
    between, within = found.ln_spreads(name)
    return {
        "ln_sd": {"between_trees": plain(between), "within_a_tree": plain(within)},
        "median_error": plain(error_of_median(found.speedups(name), seed=found.seed)),
    }


def error_of_median(values: FloatArray, *, seed: int) -> float:
    """Standard error of the median, by drawing as many trees with replacement; NaN for one tree, or what is unknown."""
    if len(values) < 2 or not np.isfinite(values).all():
        return math.nan
    luck = uniforms("techtree bootstrap", seed=seed, count=RESAMPLES * len(values)).reshape(RESAMPLES, -1)
    return float(np.median(values[(luck * len(values)).astype(np.int64)], axis=1).std(ddof=1))


def table(found: TechTree) -> Document:
    """What one input at a time does to pace: medians over trees, and exponents between neighbouring factors."""
    medians, exponents = found.table.medians, found.table.exponents
    return {
        "factors": [plain(10.0**decade) for decade in DECADES],
        "trees": found.table.ln_pace.shape[2],
        "pace": {name: [plain(float(v)) for v in row] for name, row in zip(INPUTS, medians, strict=True)},
        "exponents": {name: [plain(float(v)) for v in row] for name, row in zip(INPUTS, exponents, strict=True)},
    }


def structure(found: TechTree) -> Document:
    """The shape of the first tree."""
    one = found.structure
    strength = order_strength(found.graph, seed=found.seed)
    return {
        "nodes": one.nodes,
        "edges": {"hard": len(found.graph.hard_sources), "soft": len(found.graph.soft_sources)},
        "depth": one.depth,
        "widest": one.widest,
        "mean_width": plain(one.mean_width),
        "serial_indicator": plain(one.serial_indicator),
        "order_strength": {"value": plain(strength.value), "error": plain(strength.error)},
        "work_over_span": plain(one.work_over_span),
        "widths": one.widths.tolist(),
        "parallelism": [plain(float(value)) for value in one.parallelism(PROFILE_PARTS)],
    }


def elasticities(one: Climbing) -> Document:
    """Means over trees of shares of the binding chain; they sum to 1."""
    rows = np.array([run.elasticities()[:3] for run in one.runs], dtype=np.float64)
    reached = rows[np.isfinite(rows).all(axis=1)]
    means = reached.mean(axis=0) if len(reached) else np.full(3, np.nan)
    return {name: plain(float(value)) for name, value in zip(("speed", "chips", "latency"), means, strict=True)}


def path(found: TechTree, one: Climbing) -> Document:
    """Shares of the time of the critical path, over all trees, and its nodes on the first."""
    paths = [critical_path(run) for run in one.runs]
    spent = PathShares(*np.array([path.spent for path in paths]).sum(axis=0)).shares
    return {
        "shares": {name: plain(float(value)) for name, value in spent._asdict().items()},
        "nodes": [
            {"node": found.graph.label(step.node), "begun_hours": plain(step.start), "done_hours": plain(step.done)}
            for step in paths[0].steps
        ],
    }


def fit(found: TechTree) -> Document:
    """Formulas in the order in which they say best what they have not seen, and what may be handed over."""
    ranked = sorted(found.judgements.values(), key=lambda one: one.behind)
    return {
        "best": ranked[0].fit.formula.name,
        "two_parameters_do": two_parameters_do(found.judgements),
        "a_formula_holds": found.a_formula_holds,
        "table": table(found),
        "formulas": {one.fit.formula.name: formula(one) for one in ranked},
        "handed_over": handed_over(found),
    }


def formula(one: Judgement) -> Document:
    """One formula: its numbers, and how far it is off."""
    return {
        "title": one.fit.formula.title,
        "numbers": one.fit.formula.size,
        "values": {name: plain(value) for name, value in one.fit.values.items()},
        "ln_error": {
            "seen": plain(one.seen.rms),
            "new_points": plain(one.new_points.rms),
            "new_trees": plain(one.new_trees.rms) if one.new_trees else None,
        },
        "behind_best": {"log_score": plain(one.behind), "error": plain(one.behind_error)},
        "as_good_as_the_best": one.as_good_as_the_best,
    }


def handed_over(found: TechTree) -> Document:
    """The joint draws for a forecast; why there are none, where there are too few trees."""
    try:
        beliefs = found.beliefs
    except RunError as problem:
        return {"formula": HANDED_OVER, "draws": None, "why_none": str(problem)}
    return {
        "formula": HANDED_OVER if beliefs.evolved is None else ADAPTING.name,
        "production": beliefs.production,
        "draws": {name: [plain(float(value)) for value in column] for name, column in beliefs.draws.items()},
        "rank_correlations": {
            f"{first} ~ {second}": plain(rank) for (first, second), rank in beliefs.correlations.items()
        },
        "within_factor": [plain(float(value)) for value in beliefs.within],
        "ln_error": [plain(float(value)) for value in beliefs.spread],
        "practice_gap": {name: plain(gap) for name, gap in beliefs.practice_gap.items()},
    }
