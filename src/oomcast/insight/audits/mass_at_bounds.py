"""Beliefs with part of their mass exactly at a hard bound, where the shape that was stated would have gone on."""

from __future__ import annotations

import numpy as np

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast

__all__ = ["audit"]

WORTH_A_LINE = 0.01
"""Share of draws at a bound from which on it is a statement of its own."""


def audit(forecast: Forecast) -> list[Finding]:
    """One finding for each uncertain belief of which more than a hundredth lies at a bound."""
    findings = []
    for name, belief in forecast.scenario.beliefs.items():
        parameter, column = forecast.scenario.parameters[name], forecast.inputs[name]
        if belief.is_point:
            continue
        for end, bound in (("lowest", parameter.lower), ("highest", parameter.upper)):
            share = float(np.mean(column == bound))
            if share > WORTH_A_LINE:
                sentence = f"{share:.0%} of {name} lies at {bound:g}, the {end} value that the model allows"
                findings.append(Finding("mass at a bound", sentence))
    return findings
