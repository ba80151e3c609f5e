"""Experiments grow dearer as the cheap ones run out: what compute buys shrinks as software improves."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter

__all__ = ["NEUTRAL", "PARAMETERS", "ln_effective_experiments"]

PARAMETERS = (
    Parameter(
        name="experiment_cost_growth",
        symbol="kappa",
        unit="1",
        meaning="by how many per cent the compute that a useful experiment needs grows when software improves by one",
        lower=0.0,
        upper=5.0,
        plausible=(0.0, 0.5),
    ),
)

NEUTRAL = {"experiment_cost_growth": 0.0}


def ln_effective_experiments(ln_experiments: Any, software: Any, experiment_cost_growth: Any) -> Any:
    """Logarithm of experiment compute in units of what an experiment costs now; `software` s in nats.

        ln X_eff = ln X - kappa s                                                   (equation experiment-cost)

    Source: R. Greenblatt expects progress to slow as one runs "out of progress doable with cheap experiments"
    (comment on 6 OOM in the first year, 2025).

    >>> ln_effective_experiments(1.0, 2.0, 0.25)
    0.5
    """
    return ln_experiments - experiment_cost_growth * software
