"""Diminishing returns: ideas get harder to find, linearly towards a ceiling of software efficiency, or without one.

The state of the search is its depth x (nats): the software progress the same effort would have made had there been
no ceiling. With a ceiling S,

    s = S (1 - exp(-x / S)),        so that        D(s) = (1 - s/S)^(beta S) = exp(-beta x)    (equation depth)

and S -> infinity gives s = x. In x nothing is stiff near the ceiling, and one code serves both cases.
"""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, where

__all__ = [
    "PARAMETERS",
    "depth_rate_nats_per_year",
    "difficulty_exponent",
    "ln_idea_yield",
    "returns_left",
    "software_at_depth",
]

PARAMETERS = (
    Parameter(
        name="returns_to_software",
        symbol="r_0",
        unit="1",
        meaning="doublings of the research pace per doubling of cumulative research effort, at t = 0; above 1 progress "
        "accelerates at first without any more compute",
        lower=1e-3,
        upper=100.0,
        plausible=(0.1, 5.0),
    ),
    Parameter(
        name="software_ceiling_oom",
        symbol="S",
        unit="OOM",
        meaning="how much more efficient software can ever become than at t = 0",
        lower=0.01,
        upper=1000.0,
        plausible=(2.0, 30.0),
        none_means="no ceiling: returns never fall",
    ),
)

DEEPEST_IN_CEILINGS = 36.0
"""Depth, in units of S, at which the search stops: the ceiling is then used up to one part in 10^15."""

LN_NOTHING = -700.0
"""Stands for the logarithm of nothing: its exponential is about 1e-304, and differences of it stay finite."""


def difficulty_exponent(software_feedback: Any, returns_to_software: Any) -> Any:
    """How fast ideas get harder: d ln(yield of effort) / d ln(software efficiency) at t = 0, with a minus sign.

        beta = phi / r_0                                                            (equation difficulty)

    >>> round(difficulty_exponent(0.3, 1.2), 12)
    0.25
    """
    return software_feedback / returns_to_software


def software_at_depth(depth: Any, ceiling: Any, inverse_ceiling: Any) -> Any:
    """Software progress s (nats) at a depth x of the search (equation depth).

    Where there is no ceiling, `inverse_ceiling` is 0 and `ceiling` any finite number.

    >>> software_at_depth(2.0, 1.0, 0.0), round(software_at_depth(1e9, 5.0, 0.2), 12)
    (2.0, 5.0)
    """
    return where(inverse_ceiling > 0.0, ceiling * (1.0 - exp(-(depth * inverse_ceiling))), depth)


def ln_idea_yield(depth: Any, difficulty: Any, inverse_ceiling: Any) -> Any:
    """Logarithm of what a unit of effort still yields, relative to t = 0.

        ln D = beta S ln(1 - s/S) = -beta x                                         (equation idea-yield)

    At the ceiling nothing is left to find: D = 0, and its logarithm is `LN_NOTHING`.

    >>> ln_idea_yield(2.0, 0.25, 0.1), ln_idea_yield(360.0, 0.25, 0.1)
    (-0.5, -700.0)
    """
    return where(depth * inverse_ceiling < DEEPEST_IN_CEILINGS, -(difficulty * depth), LN_NOTHING)


def depth_rate_nats_per_year(ln_software_rate: Any, depth: Any, inverse_ceiling: Any) -> Any:
    """How fast the search deepens, given the logarithm of the rate ds/dt it causes.

        dx/dt = (ds/dt) exp(x / S)                                                  (equation depth-rate)

    It stops at `DEEPEST_IN_CEILINGS` ceilings, where s equals S to the last digit: with beta S < 1 the ceiling is
    reached in finite time, and x would run away while nothing that can be seen still moves.

    >>> depth_rate_nats_per_year(0.0, 3.0, 0.0), depth_rate_nats_per_year(0.0, 360.0, 0.1)
    (1.0, 0.0)
    """
    in_ceilings = depth * inverse_ceiling
    goes_on = in_ceilings < DEEPEST_IN_CEILINGS
    # What is not wanted is computed too, and an infinity there would make the derivatives of it unknown.
    return where(goes_on, exp(where(goes_on, ln_software_rate + in_ceilings, LN_NOTHING)), 0.0)


def returns_left(returns_to_software: Any, ceiling_share_used: Any) -> Any:
    """Returns to software at a later point: they fall linearly to nothing at the ceiling.

        r = r_0 (1 - s/S)                                                           (equation returns-left)

    >>> returns_left(1.2, 0.5)
    0.6
    """
    return returns_to_software * (1.0 - ceiling_share_used)
