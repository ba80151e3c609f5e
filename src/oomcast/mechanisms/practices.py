"""Practices of a company whose labour and experiments stay as they are: what adapting costs until it is done.

The production function and the equation by which practices adapt are those of `production/adapting_ces.py`; here they
are integrated over a stretch of time in which only practices change.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.parallel.chances import ln_saturation
from oomcast.mechanisms.production import adapting_ces
from oomcast.mechanisms.production.adapting_ces import ln_output
from oomcast.quantities.elementary import exp, log

__all__ = ["NEUTRAL", "PARAMETERS", "lag_in_steady_change", "ln_average_output", "ln_kept_at_lag"]

PARAMETERS = (
    Parameter(
        name="unadapted_rho",
        symbol="rho_S",
        unit="1",
        meaning="how well labour and experiments replace each other in a company whose practices fit another ratio of "
        "the two, before it has adapted",
        lower=-50.0,
        upper=1.0,
        plausible=(-3.0, 0.5),
    ),
)

NEUTRAL = {"unadapted_rho": 0.0}
"""As in Cobb-Douglas; neutral where labour and experiments replace each other as well as that in the long run, too."""

NODES = 64
"""Points of the quadrature; the integrand is smooth, and a factor of a million between the ratios leaves 1e-11."""

# Gauss and Legendre's points and weights, moved from -1..1 to 0..1.
POINTS, POINT_WEIGHTS = np.polynomial.legendre.leggauss(NODES)
PLACES = tuple(float(point) for point in (POINTS + 1.0) / 2.0)
WEIGHTS = tuple(float(weight) for weight in POINT_WEIGHTS / 2.0)


def ln_average_output(ln_labour: Any, ln_experiments: Any, ln_ratio_at_first: Any, years: Any, *shares: Any) -> Any:
    """Logarithm of the output of adapting-ces averaged over a stretch of time at constant labour and experiments.

        q(t) = ln(L/X) + (q_0 - ln(L/X)) e^(-t/T_a)
        F_average = (1/T) integral from 0 to T of F(L, X, q(t)) dt                  (equation average-practice)

    q_0 is the ratio that practices fit at first: the company's own, where it has evolved with its constraints; that of
    the company others are compared with (0), where it is dropped into that one's world. `shares` are the coefficients
    of `adapting_ces`. Source: R. Shah, comment on "Slow corporations as an intuition pump for AI R&D automation"
    (2025), for the distinction.

    >>> from oomcast.mechanisms.production.adapting_ces import prepare
    >>> evolved = ln_average_output(-4.0, 4.0, -8.0, 0.02, *prepare(0.5, -1.0, 0.0, 1.0))
    >>> dropped_in = ln_average_output(-4.0, 4.0, 0.0, 0.02, *prepare(0.5, -1.0, 0.0, 1.0))
    >>> round(evolved, 9), round(dropped_in, 3)
    (0.0, -3.267)
    """
    ln_ratio = ln_labour - ln_experiments
    adaptations_per_year = adapting_ces.Coefficients(*shares).adaptations_per_year
    passed = years * adaptations_per_year
    adapted = ln_output(ln_labour, ln_experiments, ln_ratio, *shares)
    # With f = e^(-t/T_a) as variable, dt = -T_a df/f: the boundary layer of a quick adaptation is resolved.
    share = exp(ln_saturation(passed))
    turned = passed * share  # 1 - e^(-T/T_a)
    excess = 0.0 * adapted
    for place, weight in zip(PLACES, WEIGHTS, strict=True):
        left = 1.0 - turned * place
        practice = ln_ratio + (ln_ratio_at_first - ln_ratio) * left
        excess = excess + weight * (exp(ln_output(ln_labour, ln_experiments, practice, *shares) - adapted) - 1.0) / left
    return adapted + log(1.0 + share * excess)


def lag_in_steady_change(change_per_year: Any, adaptation_years: Any) -> Any:
    """How far practices lag behind a ratio that changes steadily, in the unit of the change.

        lag = g T_a                                                                 (equation practice-lag)

    >>> round(lag_in_steady_change(7 / 12, 2.0), 3)  # OOM, where compute per researcher grows by 7 OOM in 12 years
    1.167
    """
    return change_per_year * adaptation_years


def ln_kept_at_lag(ln_lag: Any, *shares: Any) -> Any:
    """Logarithm of the share of research that a company keeps whose practices lag behind its experiments per head.

        ln F(e^-lag, 1, q = 0) - ln F(e^-lag, 1, q = -lag)                          (equation kept-at-lag)

    Practices fit the ratio of the company that others are compared with; labour has since become scarcer relative to
    experiments by the lag.

    >>> from oomcast.mechanisms.production.adapting_ces import prepare
    >>> ln_kept_at_lag(0.0, *prepare(0.5, -1.0, 0.0, 1.0)), round(ln_kept_at_lag(2.0, *prepare(0.5, -1.0, 0.0, 1.0)), 3)
    (0.0, -0.434)
    """
    return ln_output(-ln_lag, 0.0, 0.0, *shares) - ln_output(-ln_lag, 0.0, -ln_lag, *shares)
