"""The depth of the search, for every shape of ceiling that is known here: one set of equations for the engine.

Each shape leaves returns alone up to an onset, and wears the room above it away exponentially in depth:

    s = x                                             for x <= onset
    s = onset + W (1 - exp(-(x - onset)/V))           above                         (equation shaped-depth)

with W the room above the onset and V the depth over which it goes down by a factor e.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.mechanisms.returns import DEEPEST_IN_CEILINGS, LN_NOTHING
from oomcast.quantities.elementary import exp, greatest, least, where

__all__ = [
    "Coefficients",
    "depth_rate_nats_per_year",
    "ln_idea_yield",
    "ln_returns_left",
    "software_at_depth",
]


class Coefficients(NamedTuple):
    """A shape, in nats; without a ceiling `inverse_scale` is 0 and the others are any finite numbers."""

    difficulty: Any  # beta
    onset: Any  # software, and depth, up to which returns stay as they are
    room: Any  # W: software that is left above the onset
    inverse_scale: Any  # 1/V
    ln_worse: Any  # ln(V/W): by how much returns are lower from the start than stated


def worn(depth: Any, onset: Any, inverse_scale: Any) -> Any:
    """How often the room has been divided by e: (x - onset)/V, and 0 before an onset that lies ahead at t = 0.

    Without such an onset the line goes on backwards: before t = 0 there was more room, and this is negative.

    >>> worn(3.0, 1.0, 0.5), worn(1.0, 2.0, 0.5), worn(-1.0, 0.0, 0.5)
    (1.0, 0.0, -0.5)
    """
    beyond = depth - onset
    return where(onset > 0.0, greatest(beyond, 0.0), beyond) * inverse_scale


def software_at_depth(depth: Any, onset: Any, room: Any, inverse_scale: Any) -> Any:
    """Software progress s (nats) at a depth x (equation shaped-depth).

    >>> software_at_depth(2.0, 0.0, 1.0, 0.0), round(software_at_depth(1e9, 3.0, 5.0, 0.2), 12)
    (2.0, 8.0)
    """
    unhindered = where(onset > 0.0, least(depth, onset), onset)
    above = room * (1.0 - exp(-worn(depth, onset, inverse_scale)))
    return where(inverse_scale > 0.0, unhindered + above, depth)


def ln_idea_yield(depth: Any, difficulty: Any, onset: Any, inverse_scale: Any) -> Any:
    """Logarithm of what a unit of effort still yields, relative to t = 0; `LN_NOTHING` at the ceiling.

        ln D = -beta x                                                              (equation shaped-yield)

    >>> ln_idea_yield(2.0, 0.25, 0.0, 0.1), ln_idea_yield(360.0, 0.25, 0.0, 0.1)
    (-0.5, -700.0)
    """
    return where(worn(depth, onset, inverse_scale) < DEEPEST_IN_CEILINGS, -(difficulty * depth), LN_NOTHING)


def ln_returns_left(depth: Any, onset: Any, inverse_scale: Any, ln_worse: Any) -> Any:
    """Logarithm of r/r_0, the share of the stated returns that is left; it is ds/dx.

        ln(r/r_0) = -ln(V/W) - (x - onset)/V                                        (equation shaped-returns)

    >>> ln_returns_left(3.0, 1.0, 0.5, 0.0)
    -1.0
    """
    return -(ln_worse + worn(depth, onset, inverse_scale))


def depth_rate_nats_per_year(ln_software_rate: Any, depth: Any, onset: Any, inverse_scale: Any, ln_worse: Any) -> Any:
    """How fast the search deepens, given the logarithm of the rate ds/dt it causes.

        dx/dt = (ds/dt) r_0 / r                                                     (equation shaped-depth-rate)

    It stops where the room is used up to the last digit, as `returns.depth_rate_nats_per_year` does.

    >>> depth_rate_nats_per_year(0.0, 3.0, 0.0, 0.0, 0.0), depth_rate_nats_per_year(0.0, 360.0, 0.0, 0.1, 0.0)
    (1.0, 0.0)
    """
    gone = worn(depth, onset, inverse_scale)
    return where(gone < DEEPEST_IN_CEILINGS, exp(ln_software_rate + (ln_worse + gone)), 0.0)
