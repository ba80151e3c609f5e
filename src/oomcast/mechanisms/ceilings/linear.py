"""The default ceiling: returns fall in a straight line, r = r_0 (1 - s/S), as `returns.py` has it."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms import returns
from oomcast.mechanisms.ceilings.depth import Coefficients
from oomcast.quantities.elementary import where
from oomcast.quantities.near_zero import log_one_plus

__all__ = ["NEUTRAL", "PARAMETERS", "depth_at", "ln_yield", "prepare", "returns_left"]

PARAMETERS: tuple[Parameter, ...] = ()
NEUTRAL: dict[str, float] = {}

NO_CEILING = float("inf")
"""How a ceiling is stated that does not exist."""


def prepare(difficulty: Any, ceiling: Any) -> Coefficients:
    """Coefficients for a ceiling S in nats, infinite where there is none.

    >>> prepare(0.25, 10.0)
    Coefficients(difficulty=0.25, onset=0.0, room=10.0, inverse_scale=0.1, ln_worse=0.0)
    """
    has_ceiling = ceiling < NO_CEILING
    room = where(has_ceiling, ceiling, 1.0)
    nothing = 0.0 * (difficulty + room)
    return Coefficients(difficulty, nothing, room, where(has_ceiling, 1.0 / room, 0.0), nothing)


def returns_left(software: Any, returns_to_software: Any, ceiling: Any) -> Any:
    """r(s) = r_0 (1 - s/S).

    >>> returns_left(5.0, 1.2, 10.0)
    0.6
    """
    return returns.returns_left(returns_to_software, software / ceiling)


def depth_at(software: Any, ceiling: Any) -> Any:
    """x(s) = -S ln(1 - s/S), for s < S.

    >>> round(depth_at(5.0, 10.0), 6)
    6.931472
    """
    return -(ceiling * log_one_plus(-(software / ceiling)))


def ln_yield(software: Any, difficulty: Any, ceiling: Any) -> Any:
    """ln D(s) = beta S ln(1 - s/S), for s < S.

    >>> round(ln_yield(5.0, 0.25, 10.0), 6)
    -1.732868
    """
    return -(difficulty * depth_at(software, ceiling))
