"""Practices that adapt: labour replaces experiments badly at first, and better once research is done another way.

A company's methods fit the ratio of labour to experiments it is used to. Away from that ratio it moves along a
short-run CES; the ratio it is used to follows the actual one with a time constant, along a long-run CES. The state is
q = ln of the ratio it is used to, relative to the human-only company; q(0) = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.power_mean import first_elasticity, ln_power_mean, settled_rho
from oomcast.quantities.elementary import greatest, where

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "adaptation_rate",
    "experiment_elasticity",
    "labour_elasticity",
    "ln_output",
    "prepare",
]

PARAMETERS = (
    Parameter(
        name="substitution_rho_long_run",
        symbol="rho_L",
        unit="1",
        meaning="how well labour and experiments replace each other once practices have adapted; `substitution_rho` "
        "is then how well they do at once",
        lower=-50.0,
        upper=1.0,
        plausible=(-1.0, 0.9),
    ),
    Parameter(
        name="adaptation_years",
        symbol="T_a",
        unit="year",
        meaning="time constant with which research practices adapt to another ratio of labour to experiments",
        lower=0.0,
        upper=1000.0,
        plausible=(0.05, 10.0),
        none_means="practices never adapt",
    ),
)

NEUTRAL = {"adaptation_years": 0.0, "substitution_rho_long_run": 0.0}
"""With 0 years practices have always adapted already; also neutral where both rho are equal, whatever the time."""

SHORTEST_ADAPTATION_YEARS = 1 / 365.25
"""A day. Nobody changes how research is done faster, and a shorter constant would only make the equations stiff."""


class Coefficients(NamedTuple):
    """Shares at the base point, both exponents, and how fast practices adapt."""

    labour_share: Any
    experiment_share: Any
    short_run_rho: Any
    long_run_rho: Any
    adaptations_per_year: Any  # 0 where they never adapt, or always have
    adapts_at_once: Any  # 1 where the time constant is 0, else 0


def prepare(
    labour_share: Any, substitution_rho: Any, substitution_rho_long_run: Any, adaptation_years: Any
) -> Coefficients:
    """Coefficients; a time constant of 0 means at once, one below a day counts as a day.

    >>> prepare(0.5, -1.0, 0.0, 2.0).adaptations_per_year
    0.5
    """
    takes_time = adaptation_years > 0.0
    return Coefficients(
        labour_share,
        1.0 - labour_share,
        settled_rho(substitution_rho),
        settled_rho(substitution_rho_long_run),
        where(takes_time, 1.0 / greatest(adaptation_years, SHORTEST_ADAPTATION_YEARS), 0.0),
        where(takes_time, 0.0, 1.0),
    )


def ln_output(
    ln_labour: Any,
    ln_experiments: Any,
    ln_ratio_used_to: Any,
    labour_share: Any,
    experiment_share: Any,
    short_run_rho: Any,
    long_run_rho: Any,
    adaptations_per_year: Any,
    adapts_at_once: Any,
) -> Any:
    """Logarithm of research output, given the ratio that practices fit.

        F = X G(q) [a_q ((L/X) e^-q)^rho + 1 - a_q]^(1/rho)
        G(q) = (a e^(rho_L q) + b)^(1/rho_L),    a_q = a (e^q / G(q))^rho_L         (equation adapting-ces)

    G is the long-run CES per unit of experiments and a_q its labour share, so that the short-run curve touches the
    long-run one where practices fit. Equal rho give the CES whatever q is.

    Source: a CES normalised at a moving base point, O. de La Grandville, "In quest of the Slutsky diamond" (1989);
    the argument is R. Shah's, that practice is specialised to the ratio of the day (comment on "Slow corporations as
    an intuition pump for AI R&D automation", 2025).

    >>> round(ln_output(4.0, 0.0, 4.0, *prepare(0.5, -1.0, 0.0, 2.0)), 12)
    2.0
    """
    ln_ratio = ln_labour - ln_experiments
    fitted = where(adapts_at_once > 0.0, ln_ratio, ln_ratio_used_to)
    long_run = ln_power_mean(fitted, 0.0, labour_share, experiment_share, long_run_rho)
    labour_now = first_elasticity(fitted, long_run, labour_share, long_run_rho)
    experiments_now = first_elasticity(0.0, long_run, experiment_share, long_run_rho)
    beyond = ln_power_mean(ln_ratio - fitted, 0.0, labour_now, experiments_now, short_run_rho)
    return ln_experiments + long_run + beyond


def labour_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    ln_ratio_used_to: Any,
    labour_share: Any,
    experiment_share: Any,
    short_run_rho: Any,
    long_run_rho: Any,
    adaptations_per_year: Any,
    adapts_at_once: Any,
) -> Any:
    """d ln F / d ln L at the practices of the moment: a_q ((L/X) e^-q / short-run mean)^rho.

    >>> labour_elasticity(0.0, 0.0, 0.0, *prepare(0.6, -1.0, 0.0, 2.0))
    0.6
    """
    ln_ratio = ln_labour - ln_experiments
    fitted = where(adapts_at_once > 0.0, ln_ratio, ln_ratio_used_to)
    long_run = ln_power_mean(fitted, 0.0, labour_share, experiment_share, long_run_rho)
    labour_now = first_elasticity(fitted, long_run, labour_share, long_run_rho)
    experiments_now = first_elasticity(0.0, long_run, experiment_share, long_run_rho)
    beyond = ln_power_mean(ln_ratio - fitted, 0.0, labour_now, experiments_now, short_run_rho)
    return first_elasticity(ln_ratio - fitted, beyond, labour_now, short_run_rho)


def experiment_elasticity(
    ln_labour: Any,
    ln_experiments: Any,
    ln_ratio_used_to: Any,
    labour_share: Any,
    experiment_share: Any,
    short_run_rho: Any,
    long_run_rho: Any,
    adaptations_per_year: Any,
    adapts_at_once: Any,
) -> Any:
    """d ln F / d ln X at the practices of the moment: what labour's share leaves, since doubling both doubles F.

    >>> experiment_elasticity(0.0, 0.0, 0.0, *prepare(0.6, -1.0, 0.0, 2.0))
    0.4
    """
    return 1.0 - labour_elasticity(
        ln_labour,
        ln_experiments,
        ln_ratio_used_to,
        labour_share,
        experiment_share,
        short_run_rho,
        long_run_rho,
        adaptations_per_year,
        adapts_at_once,
    )


def adaptation_rate(ln_labour: Any, ln_experiments: Any, ln_ratio_used_to: Any, adaptations_per_year: Any) -> Any:
    """How fast the ratio that practices fit moves, per year.

        dq/dt = (ln(L/X) - q) / T_a                                                 (equation adaptation)

    >>> adaptation_rate(3.0, 1.0, 1.0, 0.5)
    0.5
    """
    return (ln_labour - ln_experiments - ln_ratio_used_to) * adaptations_per_year
