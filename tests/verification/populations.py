"""Deterministic draw populations that the engine is verified and benchmarked on.

`base_population` is what a forecaster may believe; `explosive_population` is everything that makes integrators go
silently wrong: runaways with and without a ceiling, ceilings reached in finite time, singularities next to the times
at which outputs are read; `slow_population` is what lets them take steps that are too long. All are the same on every
machine and prefix-stable: the first n draws of a larger population are the smaller population.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["PARAMETERS", "STRATA", "base_population", "explosive_population", "one_draw", "slow_population"]

FloatArray = NDArray[np.float64]
Draws = dict[str, FloatArray]

PARAMETERS = (
    "initial_speedup",
    "returns_to_software",
    "software_ceiling_oom",
    "software_feedback",
    "compute_returns",
    "reference_oom_per_year",
    "hardware_oom_per_year_reference",
    "compute_factor_first_year",
)

LN_10 = math.log(10.0)
HARDWARE_OOM = math.log10(3.5)
HUMAN_NATS_PER_YEAR = (1.2 - HARDWARE_OOM) * LN_10
Z_90 = NormalDist().inv_cdf(0.9)

LARGEST_RETURNS = 90.0
"""Inside the hard bound on returns to software."""

UNIFORMS_PER_DRAW = 8
SEED = 20250701


def uniforms(count: int, *, population: int) -> FloatArray:
    """(count, UNIFORMS_PER_DRAW) uniforms strictly inside 0..1, row by row so that prefixes agree."""
    generator = np.random.Generator(np.random.Philox(key=[SEED, population]))
    return np.asarray(generator.random((count, UNIFORMS_PER_DRAW))) * (1 - 2e-12) + 1e-12


def lognormal(u: FloatArray, *, median: float, p10: float, p90: float) -> FloatArray:
    """Lognormal with this median and the spread of the 10th to 90th percentile."""
    sigma = math.log(p90 / p10) / (2 * Z_90)
    normal = NormalDist()
    return np.array([median * math.exp(sigma * normal.inv_cdf(p)) for p in u.tolist()])


def loguniform(u: FloatArray | float, low: float, high: float) -> FloatArray:
    return np.exp(math.log(low) + np.asarray(u) * math.log(high / low))


def base_population(count: int) -> Draws:
    """Beliefs like those of the greenblatt-2025 scenario, all independent. Arrays of shape (count,)."""
    u = uniforms(count, population=1)
    return {
        "initial_speedup": lognormal(u[:, 0], median=15.0, p10=5.6, p90=40.0),
        "returns_to_software": loguniform(u[:, 1], 0.4, 3.6),
        "software_ceiling_oom": lognormal(u[:, 2], median=12.0, p10=8.0, p90=18.0),
        "software_feedback": lognormal(u[:, 3], median=0.29, p10=0.15, p90=0.56),
        "compute_returns": np.full(count, 0.775),
        "reference_oom_per_year": np.full(count, 1.2),
        "hardware_oom_per_year_reference": np.full(count, HARDWARE_OOM),
        "compute_factor_first_year": np.full(count, 3.5),
    }


# --- the explosive strata: uniforms of one draw -> its own parameters (the rest as in the base population) -----------


def runaway(u: FloatArray) -> dict[str, float]:
    """No ceiling, phi > beta: singular, mostly within days to months."""
    return {
        "initial_speedup": float(loguniform(u[0], 2.0, 300.0)),
        "returns_to_software": float(loguniform(u[1], 1.05, 8.0)),
        "software_ceiling_oom": math.inf,
        "software_feedback": float(loguniform(u[3], 0.1, 1.5)),
    }


def barely_runaway(u: FloatArray) -> dict[str, float]:
    """No ceiling, r0 within 1e-5 to 3e-2 of one on either side: singular late, or not at all."""
    sign = 1.0 if u[5] < 0.5 else -1.0
    return {
        "initial_speedup": float(loguniform(u[0], 5.0, 300.0)),
        "returns_to_software": 1.0 + sign * float(loguniform(u[1], 1e-5, 3e-2)),
        "software_ceiling_oom": math.inf,
        "software_feedback": float(loguniform(u[3], 0.2, 1.5)),
    }


def high_ceiling(u: FloatArray) -> dict[str, float]:
    """A runaway that a far ceiling ends: paces up to 10^20 and more for an instant."""
    return {
        "initial_speedup": float(loguniform(u[0], 10.0, 500.0)),
        "returns_to_software": float(loguniform(u[1], 1.5, 8.0)),
        "software_ceiling_oom": float(loguniform(u[2], 15.0, 60.0)),
        "software_feedback": float(loguniform(u[3], 0.3, 1.5)),
    }


def hits_ceiling(u: FloatArray) -> dict[str, float]:
    """beta S < 1: the ceiling is reached in finite time."""
    ceiling = float(loguniform(u[2], 0.5, 20.0))
    feedback = float(loguniform(u[3], 0.05, 0.8))
    share = float(loguniform(u[1], max(0.02, feedback * ceiling * LN_10 / LARGEST_RETURNS), 0.99))
    return {
        "initial_speedup": float(loguniform(u[0], 2.0, 300.0)),
        "returns_to_software": feedback * ceiling * LN_10 / share,
        "software_ceiling_oom": ceiling,
        "software_feedback": feedback,
    }


def brushes_ceiling(u: FloatArray) -> dict[str, float]:
    """beta S within 1e-9 to 1e-2 of one on either side: the ceiling is almost, or only just, reached."""
    distance = float(loguniform(u[1], 1e-9, 1e-2)) * (1.0 if u[5] < 0.5 else -1.0)
    ceiling = float(loguniform(u[2], 0.8, 12.0))
    feedback = float(loguniform(u[3], 0.05, 0.8))
    return {
        "initial_speedup": float(loguniform(u[0], 2.0, 300.0)),
        "returns_to_software": feedback * ceiling * LN_10 / (1.0 + distance),
        "software_ceiling_oom": ceiling,
        "software_feedback": feedback,
    }


def fast_with_growing_compute(u: FloatArray) -> dict[str, float]:
    """Steep compute growth (up to 100-fold a year) under a runaway, with and without a ceiling."""
    return {
        "initial_speedup": float(loguniform(u[0], 1.0, 100.0)),
        "returns_to_software": float(loguniform(u[1], 0.8, 4.0)),
        "software_ceiling_oom": math.inf if u[5] < 0.5 else float(loguniform(u[2], 3.0, 30.0)),
        "software_feedback": float(loguniform(u[3], 0.1, 1.0)),
        "compute_returns": 0.3 + 0.7 * float(u[6]),
        "compute_factor_first_year": float(loguniform(u[4], 1.0, 100.0)),
    }


STRATA: tuple[Callable[[FloatArray], dict[str, float]], ...] = (
    runaway,
    barely_runaway,
    high_ceiling,
    hits_ceiling,
    brushes_ceiling,
    fast_with_growing_compute,
)


def explosive_population(count: int) -> Draws:
    """The strata in turn: draw i belongs to STRATA[i % len(STRATA)]. Arrays of shape (count,)."""
    draws = base_population(count)
    u = uniforms(count, population=2)
    for index in range(count):
        for name, value in STRATA[index % len(STRATA)](u[index]).items():
            draws[name][index] = value
    return draws


def slow_population(count: int) -> Draws:
    """Little speed-up, feedback and compute growth: so smooth that steps become years long, and all is interpolated."""
    draws = base_population(count)
    u = uniforms(count, population=3)
    draws["initial_speedup"] = loguniform(u[:, 0], 0.5, 8.0)
    draws["returns_to_software"] = loguniform(u[:, 1], 0.1, 3.0)
    draws["software_ceiling_oom"] = np.where(u[:, 5] < 0.5, np.inf, loguniform(u[:, 2], 2.0, 20.0))
    draws["software_feedback"] = np.where(u[:, 6] < 0.5, 0.0, loguniform(u[:, 3], 0.01, 0.3))
    draws["compute_factor_first_year"] = loguniform(u[:, 4], 1.05, 1.5)
    return draws


def one_draw(draws: Draws, index: int) -> dict[str, float]:
    """Draw `index` as plain floats."""
    return {name: float(values[index]) for name, values in draws.items()}
