"""Cobb-Douglas production: a per cent more labour is worth the same however much of it there is already."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "experiment_elasticity",
    "labour_elasticity",
    "ln_output",
    "prepare",
]

PARAMETERS: tuple[Parameter, ...] = ()
NEUTRAL: dict[str, float] = {}


class Coefficients(NamedTuple):
    """Exponents of labour and of experiments."""

    labour_share: Any
    experiment_share: Any


def prepare(labour_share: Any) -> Coefficients:
    """Exponents that sum to one.

    >>> prepare(0.5)
    Coefficients(labour_share=0.5, experiment_share=0.5)
    """
    return Coefficients(labour_share, 1.0 - labour_share)


def ln_output(ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any) -> Any:
    """Logarithm of research output relative to the human-only company.

        ln F = a ln L + b ln X,    b = 1 - a                                        (equation cobb-douglas)

    Source: C. W. Cobb and P. H. Douglas, "A theory of production" (1928).

    >>> ln_output(3.0, 1.0, 0.5, 0.5)
    2.0
    """
    return labour_share * ln_labour + experiment_share * ln_experiments


def labour_elasticity(ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any) -> Any:
    """d ln F / d ln L, the same everywhere.

    >>> labour_elasticity(3.0, 1.0, 0.6, 0.4)
    0.6
    """
    return labour_share + 0.0 * (ln_labour + ln_experiments)


def experiment_elasticity(ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any) -> Any:
    """d ln F / d ln X, the same everywhere.

    >>> experiment_elasticity(3.0, 1.0, 0.6, 0.4)
    0.4
    """
    return experiment_share + 0.0 * (ln_labour + ln_experiments)
