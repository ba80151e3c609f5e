"""A late cliff: returns hold until a stated share of the ceiling is used, then fall in a straight line to nothing."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.ceilings import linear
from oomcast.mechanisms.ceilings.depth import Coefficients
from oomcast.quantities.elementary import greatest, where
from oomcast.quantities.near_zero import log_one_plus

__all__ = ["NEUTRAL", "PARAMETERS", "depth_at", "ln_yield", "prepare", "returns_left"]

PARAMETERS = (
    Parameter(
        name="cliff_start_share",
        symbol="q",
        unit="1",
        meaning="share of the software ceiling that can be used before returns begin to fall",
        lower=0.0,
        upper=0.99,
        plausible=(0.0, 0.95),
    ),
)

NEUTRAL = {"cliff_start_share": 0.0}


def prepare(difficulty: Any, ceiling: Any, cliff_start_share: Any) -> Coefficients:
    """Coefficients for a ceiling S in nats, infinite where there is none.

    >>> prepare(0.25, 10.0, 0.5)
    Coefficients(difficulty=0.25, onset=5.0, room=5.0, inverse_scale=0.2, ln_worse=0.0)
    """
    straight = linear.prepare(difficulty, ceiling)
    has_ceiling = straight.inverse_scale > 0.0
    onset = where(has_ceiling, cliff_start_share * straight.room, 0.0 * cliff_start_share)
    room = straight.room - onset
    return Coefficients(difficulty, onset, room, where(has_ceiling, 1.0 / room, 0.0), straight.ln_worse)


def returns_left(software: Any, returns_to_software: Any, ceiling: Any, cliff_start_share: Any) -> Any:
    """Returns to software left at s.

        r(s) = r_0                           for s <= q S
        r(s) = r_0 (1 - s/S) / (1 - q)       above                                  (equation late-cliff)

    >>> returns_left(5.0, 1.2, 10.0, 0.5), returns_left(7.5, 1.2, 10.0, 0.5)
    (1.2, 0.6)
    """
    past_start = software / ceiling - cliff_start_share
    beyond = where(cliff_start_share > 0.0, greatest(past_start, 0.0), past_start)
    return returns_to_software * (1.0 - beyond / (1.0 - cliff_start_share))


def depth_at(software: Any, ceiling: Any, cliff_start_share: Any) -> Any:
    """x(s) = s up to q S, then q S - W ln((S - s)/W) with W = (1 - q) S; for s < S.

    >>> depth_at(4.0, 10.0, 0.5), round(depth_at(7.5, 10.0, 0.5), 6)
    (4.0, 8.465736)
    """
    onset = cliff_start_share * ceiling
    room = ceiling - onset
    past_onset = software - onset
    above = where(cliff_start_share > 0.0, greatest(past_onset, 0.0), past_onset)
    return software - above - room * log_one_plus(-(above / room))


def ln_yield(software: Any, difficulty: Any, ceiling: Any, cliff_start_share: Any) -> Any:
    """ln D(s) = -beta x(s): harder at the steady rate up to q S, and then also by ((S - s)/W)^(beta W).

    >>> round(ln_yield(7.5, 0.25, 10.0, 0.5), 6)
    -2.116434
    """
    return -(difficulty * depth_at(software, ceiling, cliff_start_share))
