"""Headlines that move by more than their Monte-Carlo error with another tolerance, or another seed."""

from __future__ import annotations

import math

import numpy as np

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast
from oomcast.insight.asking import answers, question
from oomcast.insight.joint import joint_of
from oomcast.models.contract import FloatArray
from oomcast.models.progress import HEADLINE
from oomcast.outcomes.montecarlo import Estimate, quantile_estimates

__all__ = ["audit"]

DRAWS = 1000
"""Draws of each comparison: enough that an integrator or a stream that is at fault shows, at a fiftieth of a second."""

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)

LOOSER = 30.0
"""How much the tolerance is loosened. If that shows beside the Monte-Carlo error, the tolerance itself is too loose."""

ANOTHER_SEED = 1
ERRORS = 5.0
"""Combined errors that two seeds may lie apart at the worst of five levels; chance passes it once in a million."""


def audit(forecast: Forecast) -> list[Finding]:
    """A finding for each of both that moves some quantile of the headline by more than it should."""
    scenario = forecast.scenario
    if HEADLINE not in forecast.outputs:
        return []
    rows = range(min(DRAWS, forecast.draws))
    ours = forecast.outputs[HEADLINE][: len(rows)]
    tolerance = LOOSER * forecast.settings.tolerance_oom
    horizon = forecast.settings.horizon_years
    loosely = question(scenario, output=HEADLINE, horizon_years=horizon, tolerance=tolerance)
    exactly = question(scenario, output=HEADLINE, horizon_years=horizon, tolerance=forecast.settings.tolerance_oom)
    same, other = (joint_of(scenario, seed=forecast.seed + step) for step in (0, ANOTHER_SEED))
    found = answers(
        [
            (loosely, lambda here: same.worlds(same.luck(here))),
            (exactly, lambda here: other.worlds(other.luck(here))),
        ],
        rows,
        workers=1,
    )
    findings = []
    if _apart(ours, found[0], shared_luck=True) > 1.0:
        sentence = f"quantiles of {HEADLINE} move by more than their Monte-Carlo error if trajectories are followed "
        findings.append(Finding("tolerance", sentence + f"{LOOSER:g} times less exactly: ask for a smaller tolerance"))
    if _apart(ours, found[1], shared_luck=False) > ERRORS:
        sentence = f"quantiles of {HEADLINE} with seed {other.seed} lie {ERRORS:g} errors or more from those with seed "
        findings.append(Finding("seed", sentence + f"{forecast.seed}: ask for more draws"))
    return findings


def _apart(ours: FloatArray, theirs: FloatArray, *, shared_luck: bool) -> float:
    """The largest distance between two columns' quantiles, in their errors; infinite ones must be infinite in both."""
    pairs = zip(quantile_estimates(ours, levels=LEVELS), quantile_estimates(theirs, levels=LEVELS), strict=True)
    return max(_errors_between(one, other, shared_luck=shared_luck) for one, other in pairs)


def _errors_between(one: Estimate, other: Estimate, *, shared_luck: bool) -> float:
    if not (math.isfinite(one.mc_error) and math.isfinite(other.mc_error)):
        return 0.0  # a quantile next to infinity is not known well enough to move
    scale = one.mc_error if shared_luck else math.hypot(one.mc_error, other.mc_error)
    gap = abs(one.value - other.value)
    return 0.0 if gap == 0.0 else gap / scale if scale > 0.0 else float(np.inf)
