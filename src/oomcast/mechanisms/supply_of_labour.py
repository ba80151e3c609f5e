"""Supply of labour: what more pay brings a company, in heads, in speed and in quality."""

from __future__ import annotations

from math import inf
from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import where

__all__ = ["NEUTRAL", "PARAMETERS", "labour_per_spending"]

PARAMETERS = (
    Parameter(
        name="headcount_supply_elasticity",
        symbol="eta_n",
        unit="1",
        meaning="by how many per cent more heads a company finds when it pays each one per cent more",
        lower=0.0,
        upper=1e6,
        plausible=(0.1, 20.0),
        none_means="as many heads as wanted at the going pay",
    ),
    Parameter(
        name="speed_supply_elasticity",
        symbol="eta_v",
        unit="1",
        meaning="by how many per cent faster its people work when a company pays each one per cent more",
        lower=0.0,
        upper=10.0,
        plausible=(0.0, 0.5),
    ),
    Parameter(
        name="quality_supply_elasticity",
        symbol="eta_q",
        unit="1",
        meaning="by how many per cent better people a company has when it pays each one per cent more",
        lower=0.0,
        upper=10.0,
        plausible=(0.0, 0.5),
    ),
)

NEUTRAL = {"headcount_supply_elasticity": inf, "speed_supply_elasticity": 0.0, "quality_supply_elasticity": 0.0}
"""Heads are to be had at the going pay, and no pay makes people faster or better."""


def labour_per_spending(exponent_at_people: Any, headcount_supply: Any, speed_supply: Any, quality_supply: Any) -> Any:
    """By how many per cent labour grows when a company spends one per cent more on staff, d ln L / d ln W.

        (lam eta_n + eta_v + eta_q) / (1 + eta_n)                                   (equation labour-per-spending)

    A per cent more pay per head brings eta_n per cent more heads, so that spending rises by 1 + eta_n per cent. Where
    heads are to be had at the going pay (eta_n infinite) it is lam; where none are (0) and pay makes nobody faster or
    better, 0: the last dollar of pay then buys nothing. Source: R. Greenblatt and E. Lifland, "Slow corporations as an
    intuition pump for AI R&D automation" (2025), who hold that companies effectively cannot pay more for faster or
    much better employees; the form is ours.

    >>> labour_per_spending(0.5, inf, 0.0, 0.0), labour_per_spending(0.5, 1.0, 0.0, 0.0)
    (0.5, 0.25)
    """
    is_limited = headcount_supply < inf
    heads = where(is_limited, headcount_supply, 0.0)
    limited = (exponent_at_people * heads + speed_supply + quality_supply) / (1.0 + heads)
    return where(is_limited, limited, exponent_at_people)
