"""Constant elasticity of substitution: how far more labour can stand in for experiments that cannot be run."""

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
    "ln_output",
    "prepare",
]

PARAMETERS = (
    Parameter(
        name="substitution_rho",
        symbol="rho",
        unit="1",
        meaning="how well labour and experiments replace each other in research: 1 perfectly, 0 as in Cobb-Douglas, "
        "far below 0 hardly at all; the elasticity of substitution is 1/(1 - rho)",
        lower=-50.0,
        upper=1.0,
        plausible=(-2.0, 0.7),
    ),
)

NEUTRAL = {"substitution_rho": 0.0}


class Coefficients(NamedTuple):
    """Shares at the base point, and the exponent."""

    labour_share: Any
    experiment_share: Any
    rho: Any


def prepare(labour_share: Any, substitution_rho: Any) -> Coefficients:
    """Coefficients; |rho| <= 1e-8 counts as Cobb-Douglas.

    >>> prepare(0.5, 1e-9).rho
    0.0
    """
    return Coefficients(labour_share, 1.0 - labour_share, settled_rho(substitution_rho))


def ln_output(ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any, rho: Any) -> Any:
    """Logarithm of research output relative to the human-only company.

        F = (a L^rho + b X^rho)^(1/rho),    b = 1 - a                               (equation ces)

    rho = 1 is a L + b X, rho -> 0 Cobb-Douglas, rho -> -infinity the smaller of L and X. With rho < 0 and X fixed,
    F never exceeds b^(1/rho) X.

    Source: K. J. Arrow, H. B. Chenery, B. S. Minhas and R. M. Solow, "Capital-labor substitution and economic
    efficiency" (1961); its use for research compute: T. Davidson, "Will compute bottlenecks prevent a software
    intelligence explosion?" (Forethought, 2025).

    >>> round(ln_output(300.0, 0.0, 0.5, 0.5, -0.2) / ln_output(300.0, 0.0, 0.5, 0.5, -0.1), 12)
    0.5
    """
    return ln_power_mean(ln_labour, ln_experiments, labour_share, experiment_share, rho)


def labour_elasticity(ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any, rho: Any) -> Any:
    """d ln F / d ln L = a (L/F)^rho: the labour share where the company stands now.

    >>> labour_elasticity(0.0, 0.0, 0.6, 0.4, -0.1383)
    0.6
    """
    ln_mean = ln_output(ln_labour, ln_experiments, labour_share, experiment_share, rho)
    return first_elasticity(ln_labour, ln_mean, labour_share, rho)


def experiment_elasticity(
    ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any, rho: Any
) -> Any:
    """d ln F / d ln X = b (X/F)^rho; with the labour elasticity it sums to one.

    >>> experiment_elasticity(0.0, 0.0, 0.6, 0.4, -0.1383)
    0.4
    """
    ln_mean = ln_output(ln_labour, ln_experiments, labour_share, experiment_share, rho)
    return first_elasticity(ln_experiments, ln_mean, experiment_share, rho)
