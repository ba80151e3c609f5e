"""The log-ratio ceiling ln(U/A)/ln(U/A0), with which some models multiply growth per growth of cumulative effort.

With A the level of software, A0 that at t = 0 and U its limit, ln(U/A)/ln(U/A0) is just 1 - s/S. Taken as the returns
left, it would be the linear decline under another name. The models that state it multiply something else by it: the
growth of software per growth of cumulative effort Q,

    ds = (1/beta) (1 - s/S) d ln Q,    so    Q = (1 - s/S)^(-beta S)    and    D(s) = (1 - s/S)^(1 + beta S)

which costs one power of what is left more than the linear decline. The r(s) it amounts to is a straight line again,
but a lower one, by the factor V/W = 1 + 1/(beta S): close to the ceiling, room runs out besides ideas.

Source: the software and hardware returns of T. Davidson, "What a compute-centric framework says about takeoff speeds"
(Open Philanthropy, 2023).
"""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.ceilings import linear
from oomcast.mechanisms.ceilings.depth import Coefficients
from oomcast.quantities.elementary import greatest, log, where
from oomcast.quantities.near_zero import log_one_plus

__all__ = ["NEUTRAL", "PARAMETERS", "depth_at", "ln_yield", "prepare", "returns_left"]

PARAMETERS: tuple[Parameter, ...] = ()

NEUTRAL: dict[str, float] = {}
"""It equals the linear decline only in the limit of no ceiling, and is chosen by its name or not at all."""

SMALLEST_DIFFICULTY = 1e-12
"""Ideas that never get harder (beta = 0) leave no depth to count in; so little is as good as nothing, and finite."""


def prepare(difficulty: Any, ceiling: Any) -> Coefficients:
    """Coefficients for a ceiling S in nats, infinite where there is none.

    >>> prepare(0.25, 12.0).inverse_scale, round(prepare(0.25, 12.0).ln_worse, 6)
    (0.0625, 0.287682)
    """
    straight = linear.prepare(greatest(difficulty, SMALLEST_DIFFICULTY), ceiling)
    scale = straight.room + 1.0 / straight.difficulty
    has_ceiling = straight.inverse_scale > 0.0
    return straight._replace(
        inverse_scale=where(has_ceiling, 1.0 / scale, 0.0),
        ln_worse=where(has_ceiling, log(scale / straight.room), 0.0),
    )


def returns_left(software: Any, returns_to_software: Any, difficulty: Any, ceiling: Any) -> Any:
    """Returns to software left at s: d ln(rate)/ds = phi (1 - 1/r) of the yield above.

        r(s) = r_0 (1 - s/S) beta S / (1 + beta S)                                  (equation log-ratio)

    >>> round(returns_left(5.0, 1.2, 0.2, 10.0), 12)
    0.4
    """
    in_ceiling = difficulty * ceiling
    return linear.returns_left(software, returns_to_software, ceiling) * (in_ceiling / (1.0 + in_ceiling))


def depth_at(software: Any, difficulty: Any, ceiling: Any) -> Any:
    """x(s) = -(S + 1/beta) ln(1 - s/S), for s < S and beta > 0.

    >>> round(depth_at(5.0, 0.2, 10.0), 6)
    10.397208
    """
    return -((ceiling + 1.0 / difficulty) * log_one_plus(-(software / ceiling)))


def ln_yield(software: Any, difficulty: Any, ceiling: Any) -> Any:
    """ln D(s) = (1 + beta S) ln(1 - s/S), for s < S.

    >>> round(ln_yield(5.0, 0.2, 10.0), 6)
    -2.079442
    """
    return (1.0 + difficulty * ceiling) * log_one_plus(-(software / ceiling))
