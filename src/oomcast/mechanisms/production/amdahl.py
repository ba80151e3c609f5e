"""Amdahl's law: a serial share of research takes as long as ever, however fast the rest becomes."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.power_mean import first_elasticity, ln_power_mean

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
        name="serial_share",
        symbol="sigma",
        unit="1",
        meaning="share of the human-only company's time spent on steps that neither labour nor compute can shorten",
        lower=0.0,
        upper=1.0,
        plausible=(0.0, 0.2),
    ),
)

NEUTRAL = {"serial_share": 0.0}

TIMES_ADD = -1.0
"""The mean in which the times of two steps, the inverses of their paces, add up."""

LN_SERIAL = 0.0
"""The serial steps keep the pace of the human-only company."""


class Coefficients(NamedTuple):
    """Exponents of the part that can be sped up, and how time is divided at the base point."""

    labour_share: Any
    experiment_share: Any
    serial_share: Any
    hurried_share: Any


def prepare(labour_share: Any, serial_share: Any) -> Coefficients:
    """Coefficients; the labour share is that of the part that can be sped up.

    >>> prepare(0.5, 0.1).hurried_share
    0.9
    """
    return Coefficients(labour_share, 1.0 - labour_share, serial_share, 1.0 - serial_share)


def ln_hurried(ln_labour: Any, ln_experiments: Any, labour_share: Any, experiment_share: Any) -> Any:
    """Logarithm of the pace of what can be sped up, Cobb-Douglas in labour and experiments.

    >>> ln_hurried(3.0, 1.0, 0.5, 0.5)
    2.0
    """
    return labour_share * ln_labour + experiment_share * ln_experiments


def ln_output(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    serial_share: Any,
    hurried_share: Any,
) -> Any:
    """Logarithm of research output relative to the human-only company.

        1/F = sigma + (1 - sigma) / (L^a X^b)                                       (equation amdahl)

    F never exceeds 1/sigma. Source: G. M. Amdahl, "Validity of the single processor approach to achieving large
    scale computing capabilities" (1967).

    >>> round(ln_output(900.0, 0.0, *prepare(0.5, 0.1)), 6)
    2.302585
    """
    pace = ln_hurried(ln_labour, ln_experiments, labour_share, experiment_share)
    return ln_power_mean(pace, LN_SERIAL, hurried_share, serial_share, TIMES_ADD)


def hurried_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    serial_share: Any,
    hurried_share: Any,
) -> Any:
    """Share of the time now spent on what can be sped up: (1 - sigma) F / (L^a X^b).

    >>> hurried_elasticity(0.0, 0.0, *prepare(0.5, 0.1))
    0.9
    """
    pace = ln_hurried(ln_labour, ln_experiments, labour_share, experiment_share)
    ln_mean = ln_power_mean(pace, LN_SERIAL, hurried_share, serial_share, TIMES_ADD)
    return first_elasticity(pace, ln_mean, hurried_share, TIMES_ADD)


def labour_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    serial_share: Any,
    hurried_share: Any,
) -> Any:
    """d ln F / d ln L: the labour share of that part of the time which is not serial.

    >>> labour_elasticity(0.0, 0.0, *prepare(0.5, 0.1))
    0.45
    """
    return labour_share * hurried_elasticity(
        ln_labour, ln_experiments, labour_share, experiment_share, serial_share, hurried_share
    )


def experiment_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    labour_share: Any,
    experiment_share: Any,
    serial_share: Any,
    hurried_share: Any,
) -> Any:
    """d ln F / d ln X: the experiments' share of that part of the time which is not serial.

    >>> experiment_elasticity(0.0, 0.0, *prepare(0.5, 0.1))
    0.45
    """
    return experiment_share * hurried_elasticity(
        ln_labour, ln_experiments, labour_share, experiment_share, serial_share, hurried_share
    )
