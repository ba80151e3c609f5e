"""Feedback: how the research pace follows from the first speed-up, better software and more compute."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter

__all__ = ["PARAMETERS", "ln_research_multiplier"]

PARAMETERS = (
    Parameter(
        name="initial_speedup",
        symbol="m_0",
        unit="x",
        meaning="research pace right after full automation, relative to the human-only company, at the same ideas left",
        lower=1e-3,
        upper=1e6,
        plausible=(1.0, 300.0),
    ),
    Parameter(
        name="software_feedback",
        symbol="phi",
        unit="1",
        meaning="how much better software speeds up research: d ln(pace) / d ln(software efficiency)",
        lower=0.0,
        upper=10.0,
        plausible=(0.05, 1.5),
    ),
    Parameter(
        name="compute_returns",
        symbol="gamma",
        unit="1",
        meaning="how much more compute speeds up research: d ln(pace) / d ln(compute), AI labour growing with it",
        lower=0.0,
        upper=5.0,
        plausible=(0.2, 1.2),
    ),
)


def ln_research_multiplier(
    ln_initial_speedup: Any, software: Any, ln_compute: Any, software_feedback: Any, compute_returns: Any
) -> Any:
    """Logarithm of the research effort's productivity relative to the human-only company, ideas being equally hard.

        ln M = ln m_0 + phi s + gamma k                                             (equation feedback)

    `software` s and `ln_compute` k are in nats relative to t = 0.

    >>> ln_research_multiplier(2.0, 1.0, 0.5, 0.25, 0.5)
    2.5
    """
    return ln_initial_speedup + software_feedback * software + compute_returns * ln_compute
