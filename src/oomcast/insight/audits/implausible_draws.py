"""Draws with a belief outside its plausible range, or that take more than there is of something."""

from __future__ import annotations

import numpy as np

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast

__all__ = ["audit"]

WORTH_A_LINE = 0.01
"""Share of draws from which on it is said; ranges are those within which nobody is surprised."""

BEYOND = "_beyond_"
"""What the names of claims about physical limits have in common."""


def audit(forecast: Forecast) -> list[Finding]:
    """A finding on beliefs outside plausible ranges, and one for each physical limit that some draws break."""
    return [*_implausible(forecast), *_beyond_limits(forecast)]


def _implausible(forecast: Forecast) -> list[Finding]:
    scenario, counted = forecast.scenario, forecast.weights
    outside = {}
    for name in scenario.beliefs:
        parameter, column = scenario.parameters[name], forecast.inputs[name][counted]
        low, high = parameter.plausible
        too_high = (column > high) & ~(np.isposinf(column) & (parameter.none_means is not None))
        outside[name] = (column < low) | too_high
    share = float(np.mean(np.any(list(outside.values()), axis=0)))
    if share <= WORTH_A_LINE:
        return []
    most = max(outside, key=lambda name: float(np.mean(outside[name])))
    sentence = f"{share:.0%} of draws hold a belief outside its plausible range, most often {most}"
    return [Finding("implausible draws", sentence)]


def _beyond_limits(forecast: Forecast) -> list[Finding]:
    chances = forecast.summary().probabilities
    return [
        Finding("physical limits", f"{chances[name].value:.0%} of draws: {output}")
        for name, output in _limits(forecast).items()
        if chances[name].value > WORTH_A_LINE
    ]


def _limits(forecast: Forecast) -> dict[str, str]:
    from oomcast.ensemble.run import model_of

    return {event.name: event.meaning for event in model_of(forecast.scenario).events if BEYOND in event.name}
