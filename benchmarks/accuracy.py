"""How far answers are from the high-precision reference, on the first draws of the base population."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.verification.populations import base_population, one_draw
from tests.verification.reference import Reference

__all__ = ["Errors", "Truth", "errors_against", "truth"]


@dataclass(frozen=True)
class Truth:
    """Reference answers for the first draws: OOM after one year, and years to each threshold (+inf: not by then)."""

    oom_12mo: np.ndarray
    crossing_years: dict[float, np.ndarray]
    oom_at_horizon: np.ndarray
    horizon_years: float


@dataclass(frozen=True)
class Errors:
    """Largest and typical deviations over the sample; a crossing counts as missed or false if only one side has it."""

    oom_12mo_max: float
    oom_12mo_p99: float
    oom_12mo_median: float
    crossing_years_max: float | None
    crossings_missed_or_false: int | None


CLOSE_TO_THRESHOLD_OOM = 1e-6
"""A draw that ends this close to a threshold may be counted on either side of it."""


def truth(count: int, *, thresholds_oom: Sequence[float], horizon_years: float) -> Truth:
    """Solve the first `count` draws of the base population to 30 digits (about 0.1 s each)."""
    draws = base_population(count)
    solved = [Reference.of(one_draw(draws, index)) for index in range(count)]

    def within_horizon(years: object) -> float:
        return float(years) if years is not None and years <= horizon_years else math.inf  # type: ignore[arg-type,operator]

    return Truth(
        oom_12mo=np.array([float(one.total_oom(1.0)) for one in solved]),
        crossing_years={
            threshold: np.array([within_horizon(one.crossing_years(threshold)) for one in solved])
            for threshold in thresholds_oom
        },
        oom_at_horizon=np.array([float(one.total_oom(horizon_years)) for one in solved]),
        horizon_years=horizon_years,
    )


def errors_against(truth: Truth, *, oom_12mo: np.ndarray, crossing_years: Mapping[float, np.ndarray] | None) -> Errors:
    """Deviations of answers for (at least) the same first draws."""
    count = truth.oom_12mo.size
    found = np.asarray(oom_12mo)[:count]
    off = np.where(np.isfinite(found), np.abs(found - truth.oom_12mo), np.inf)
    latest, odd = None, None
    if crossing_years is not None:
        latest, odd = 0.0, 0
        for threshold, expected in truth.crossing_years.items():
            found = np.asarray(crossing_years[threshold])[:count]
            decided = np.abs(truth.oom_at_horizon - threshold) > CLOSE_TO_THRESHOLD_OOM
            both = np.isfinite(found) & np.isfinite(expected)
            odd += int(np.sum(decided & (np.isfinite(found) != np.isfinite(expected))))
            latest = max(latest, float(np.max(np.abs(found[both] - expected[both]), initial=0.0)))
    return Errors(
        oom_12mo_max=float(off.max()),
        oom_12mo_p99=float(np.quantile(off, 0.99)),
        oom_12mo_median=float(np.median(off)),
        crossing_years_max=latest,
        crossings_missed_or_false=odd,
    )
