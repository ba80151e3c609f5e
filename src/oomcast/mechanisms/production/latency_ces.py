"""Three-input production: labour, experiments, and latency-bound work that nothing speeds up."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.power_mean import first_elasticity, ln_power_mean, settled_rho
from oomcast.quantities.elementary import where

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "experiment_elasticity",
    "labour_elasticity",
    "ln_output",
    "prepare",
]

PARAMETERS = (
    Parameter(
        name="latency_share",
        symbol="c",
        unit="1",
        meaning="share of research that waits for things no one can hurry, such as long training runs and deliveries; "
        "with the labour share at most one, the rest is experiments",
        lower=0.0,
        upper=1.0,
        plausible=(0.0, 0.3),
    ),
)

NEUTRAL = {"latency_share": 0.0, "substitution_rho": 0.0}

LN_LATENCY = 0.0
"""Latency-bound work goes on at the pace of the human-only company: Z = 1."""


class Coefficients(NamedTuple):
    """Shares at the base point; the inner ones are of what can be hurried."""

    labour_share: Any
    experiment_share: Any
    latency_share: Any
    inner_labour_share: Any
    inner_experiment_share: Any
    rho: Any


def prepare(labour_share: Any, latency_share: Any, substitution_rho: Any) -> Coefficients:
    """Coefficients; what neither labour nor latency takes belongs to experiments, b = 1 - a - c.

    Shares that sum to more than one leave experiments a negative share, which the reader of a scenario refuses.

    >>> prepare(0.5, 0.25, -0.4).experiment_share
    0.25
    """
    hurried = 1.0 - latency_share
    is_any = hurried > 0.0
    inner_labour = where(is_any, labour_share / where(is_any, hurried, 1.0), 1.0)
    return Coefficients(
        labour_share,
        hurried - labour_share,
        latency_share,
        inner_labour,
        1.0 - inner_labour,
        settled_rho(substitution_rho),
    )


def ln_output(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    latency_share: Any,
    inner_labour_share: Any,
    inner_experiment_share: Any,
    rho: Any,
) -> Any:
    """Logarithm of research output relative to the human-only company.

        F = (a L^rho + b X^rho + c Z^rho)^(1/rho),    Z = 1,  a + b + c = 1         (equation latency)

    Computed as the mean of latency with the mean of the other two, which is the same since rho is. With rho < 0
    F never exceeds c^(1/rho), however much labour and compute there are.

    >>> round(ln_output(2.0, 1.0, *prepare(0.5, 0.25, 0.0)), 12)
    1.25
    """
    hurried = ln_power_mean(ln_labour, ln_experiments, inner_labour_share, inner_experiment_share, rho)
    return ln_power_mean(hurried, LN_LATENCY, labour_share + experiment_share, latency_share, rho)


def labour_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    latency_share: Any,
    inner_labour_share: Any,
    inner_experiment_share: Any,
    rho: Any,
) -> Any:
    """d ln F / d ln L = a (L/F)^rho.

    >>> labour_elasticity(0.0, 0.0, *prepare(0.5, 0.25, -0.4))
    0.5
    """
    ln_mean = ln_output(
        ln_labour,
        ln_experiments,
        labour_share,
        experiment_share,
        latency_share,
        inner_labour_share,
        inner_experiment_share,
        rho,
    )
    return first_elasticity(ln_labour, ln_mean, labour_share, rho)


def experiment_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    latency_share: Any,
    inner_labour_share: Any,
    inner_experiment_share: Any,
    rho: Any,
) -> Any:
    """d ln F / d ln X = b (X/F)^rho.

    >>> experiment_elasticity(0.0, 0.0, *prepare(0.5, 0.25, -0.4))
    0.25
    """
    ln_mean = ln_output(
        ln_labour,
        ln_experiments,
        labour_share,
        experiment_share,
        latency_share,
        inner_labour_share,
        inner_experiment_share,
        rho,
    )
    return first_elasticity(ln_experiments, ln_mean, experiment_share, rho)
