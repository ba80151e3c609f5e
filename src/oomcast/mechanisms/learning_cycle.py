"""The learning cycle: discovered software helps research only once AIs that embody it have learned and are deployed."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import greatest, where

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "deployment_rate", "prepare", "software_in_use"]

PARAMETERS = (
    Parameter(
        name="learning_cycle_years",
        symbol="tau",
        unit="year",
        meaning="mean time from discovering better software to AIs who have learned to use it doing research",
        lower=0.0,
        upper=100.0,
        plausible=(0.0, 2.0),
    ),
    Parameter(
        name="training_run_years",
        symbol="tau_r",
        unit="year",
        meaning="shortest time in which a new generation of AIs can be trained; runs follow each other without a break",
        lower=0.0,
        upper=100.0,
        plausible=(0.0, 1.0),
    ),
)

NEUTRAL = {"learning_cycle_years": 0.0, "training_run_years": 0.0}

SHORTEST_CYCLE_YEARS = 1 / 365.25
"""A day, below which a cycle that is not 0 counts as a day: to swap the weights of a whole fleet takes no less, and
an explicit integrator would need steps of about the cycle's own length where nothing else moves that fast."""

MEAN_LAG_IN_RUNS = 1.5
"""With runs back to back, a discovery waits half a run on average for the next to start, and one run for its end."""


class Coefficients(NamedTuple):
    """How soon discoveries are in use."""

    first_deployment: Any  # years; before, the AIs of t = 0 do all research
    cycles_per_year: Any  # 0 where everything is in use at once


def prepare(learning_cycle_years: Any, training_run_years: Any) -> Coefficients:
    """Coefficients; the mean lag is tau + 1.5 tau_r, and nothing is deployed before the first run has ended.

    >>> prepare(0.25, 0.5)
    Coefficients(first_deployment=0.5, cycles_per_year=1.0)
    """
    lag = learning_cycle_years + MEAN_LAG_IN_RUNS * training_run_years
    takes_time = lag > 0.0
    return Coefficients(
        training_run_years + 0.0 * lag, where(takes_time, 1.0 / greatest(lag, SHORTEST_CYCLE_YEARS), 0.0)
    )


def deployment_rate(
    years: Any, software: Any, deployed_software: Any, first_deployment: Any, cycles_per_year: Any
) -> Any:
    """How fast deployed software s_d catches up with discovered software s, in nats per year.

        ds_d/dt = (s - s_d) / (tau + 1.5 tau_r)    from t = tau_r on; 0 before      (equation learning-cycle)

    At steady progress s_d stays behind by the mean lag. `first_deployment` is a kink for the integrator to stop at.
    With no lag at all s_d is not used, and stays at 0.

    >>> deployment_rate(1.0, 3.0, 1.0, 0.5, 2.0), deployment_rate(0.25, 3.0, 1.0, 0.5, 2.0)
    (4.0, 0.0)
    """
    return where(years < first_deployment, 0.0, (software - deployed_software) * cycles_per_year)


def software_in_use(software: Any, deployed_software: Any, cycles_per_year: Any) -> Any:
    """The software that researching AIs embody: what is deployed, or without a lag all that is discovered.

        s_d = s    for tau = tau_r = 0                                              (equation software-in-use)

    >>> software_in_use(3.0, 1.0, 2.0), software_in_use(3.0, 0.0, 0.0)
    (1.0, 3.0)
    """
    return where(cycles_per_year > 0.0, deployed_software, software)
