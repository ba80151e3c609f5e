"""No ceiling: ideas get harder to find at the same rate for ever, and returns never fall."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.ceilings import linear
from oomcast.mechanisms.ceilings.depth import Coefficients

__all__ = ["NEUTRAL", "PARAMETERS", "depth_at", "ln_yield", "prepare", "returns_left"]

PARAMETERS: tuple[Parameter, ...] = ()

NEUTRAL: dict[str, float] = {}
"""It equals the linear decline where `software_ceiling_oom` is none."""


def prepare(difficulty: Any, ceiling: Any) -> Coefficients:
    """Coefficients; a stated ceiling is not looked at.

    >>> prepare(0.25, 10.0).inverse_scale
    0.0
    """
    return linear.prepare(difficulty, linear.NO_CEILING + 0.0 * difficulty)


def returns_left(software: Any, returns_to_software: Any, ceiling: Any) -> Any:
    """r(s) = r_0.

    >>> returns_left(5.0, 1.2, 10.0)
    1.2
    """
    return returns_to_software + 0.0 * software


def depth_at(software: Any, ceiling: Any) -> Any:
    """x(s) = s.

    >>> depth_at(5.0, 10.0)
    5.0
    """
    return software + 0.0


def ln_yield(software: Any, difficulty: Any, ceiling: Any) -> Any:
    """ln D(s) = -beta s.

    >>> ln_yield(2.0, 0.25, 10.0)
    -0.5
    """
    return -(difficulty * software)
