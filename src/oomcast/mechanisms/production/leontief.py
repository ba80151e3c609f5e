"""Leontief production: the scarcer input alone sets the pace."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import least, where

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
"""It has nothing to set, and is chosen by its name or not at all."""


class Coefficients(NamedTuple):
    """No coefficients: shares do not matter where nothing can be replaced."""


def prepare() -> Coefficients:
    """Nothing to prepare.

    >>> prepare()
    Coefficients()
    """
    return Coefficients()


def ln_output(ln_labour: Any, ln_experiments: Any) -> Any:
    """Logarithm of research output relative to the human-only company.

        F = min(L, X)                                                               (equation leontief)

    The limit of the CES for rho -> -infinity.

    >>> ln_output(5.0, 1.0)
    1.0
    """
    return least(ln_labour, ln_experiments)


def labour_elasticity(ln_labour: Any, ln_experiments: Any) -> Any:
    """What one per cent more labour adds: 1 where labour is scarcer, else 0 (also at the kink L = X).

    >>> labour_elasticity(-1.0, 1.0), labour_elasticity(0.0, 0.0)
    (1.0, 0.0)
    """
    return where(ln_labour < ln_experiments, 1.0, 0.0)


def experiment_elasticity(ln_labour: Any, ln_experiments: Any) -> Any:
    """What one per cent more experiments add: 1 where they are scarcer, else 0 (also at the kink L = X).

    >>> experiment_elasticity(1.0, -1.0), experiment_elasticity(0.0, 0.0)
    (1.0, 0.0)
    """
    return where(ln_experiments < ln_labour, 1.0, 0.0)
