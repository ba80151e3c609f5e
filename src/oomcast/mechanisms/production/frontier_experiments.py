"""Frontier experiments: what counts is how many runs of the frontier's size the compute allows, not the compute."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.power_mean import first_elasticity, ln_power_mean, settled_rho

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "experiment_elasticity",
    "labour_elasticity",
    "ln_frontier_experiments",
    "ln_output",
    "prepare",
]

PARAMETERS = (
    Parameter(
        name="frontier_run_elasticity",
        symbol="omega",
        unit="1",
        meaning="by how many per cent the frontier training run grows when experiment compute grows by one: 0 it stays "
        "as it is, 1 it keeps its share, so that more compute brings no more experiments of its size",
        lower=0.0,
        upper=2.0,
        plausible=(0.0, 1.1),
    ),
)

NEUTRAL = {"frontier_run_elasticity": 0.0, "substitution_rho": 0.0}


class Coefficients(NamedTuple):
    """Shares at the base point, the exponent, and what is left of growing compute."""

    labour_share: Any
    experiment_share: Any
    rho: Any
    experiments_per_compute: Any  # 1 - omega


def prepare(labour_share: Any, substitution_rho: Any, frontier_run_elasticity: Any) -> Coefficients:
    """Coefficients; |rho| <= 1e-8 counts as Cobb-Douglas.

    >>> prepare(0.5, -0.4, 0.25).experiments_per_compute
    0.75
    """
    return Coefficients(labour_share, 1.0 - labour_share, settled_rho(substitution_rho), 1.0 - frontier_run_elasticity)


def ln_frontier_experiments(ln_experiments: Any, experiments_per_compute: Any) -> Any:
    """Logarithm of the number of experiments at the size of the frontier run, relative to t = 0.

        ln N = ln X - ln(frontier run) = (1 - omega) ln X                           (equation frontier-experiments)

    Source: P. Whitfill and C. Wu, "Will compute bottlenecks prevent an intelligence explosion?" (2025), who find
    labour and compute substitutes in raw compute and complements in frontier experiments; the elasticity omega is ours.

    >>> ln_frontier_experiments(2.0, 0.5)
    1.0
    """
    return experiments_per_compute * ln_experiments


def ln_output(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    rho: Any,
    experiments_per_compute: Any,
) -> Any:
    """Logarithm of research output: the CES of labour and frontier experiments.

        F = (a L^rho + b N^rho)^(1/rho)                                             (equation frontier-ces)

    >>> ln_output(2.0, 2.0, *prepare(0.5, 0.0, 0.5))
    1.5
    """
    ln_count = ln_frontier_experiments(ln_experiments, experiments_per_compute)
    return ln_power_mean(ln_labour, ln_count, labour_share, experiment_share, rho)


def labour_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    rho: Any,
    experiments_per_compute: Any,
) -> Any:
    """d ln F / d ln L = a (L/F)^rho.

    >>> labour_elasticity(0.0, 0.0, *prepare(0.6, -0.4, 0.5))
    0.6
    """
    ln_mean = ln_output(ln_labour, ln_experiments, labour_share, experiment_share, rho, experiments_per_compute)
    return first_elasticity(ln_labour, ln_mean, labour_share, rho)


def experiment_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    rho: Any,
    experiments_per_compute: Any,
) -> Any:
    """d ln F / d ln X = (1 - omega) b (N/F)^rho: of the compute itself, the growth of the frontier run included.

    >>> experiment_elasticity(0.0, 0.0, *prepare(0.6, -0.4, 0.5))
    0.2
    """
    ln_mean = ln_output(ln_labour, ln_experiments, labour_share, experiment_share, rho, experiments_per_compute)
    ln_count = ln_frontier_experiments(ln_experiments, experiments_per_compute)
    return experiments_per_compute * first_elasticity(ln_count, ln_mean, experiment_share, rho)
