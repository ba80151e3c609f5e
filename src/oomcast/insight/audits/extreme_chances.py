"""Chances above 0.99 or below 0.01: more certainty than such a model can give by itself."""

from __future__ import annotations

import numpy as np

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.run import model_of
from oomcast.models.contract import ContinuousModel

__all__ = ["audit"]

LOW, HIGH = 0.01, 0.99
"""Beyond these, what the model leaves out is likelier than what it says."""

SINGULAR = "singular_by_horizon"
MOST_NAMED = 4

PIECE_DRAWS = 10_000
"""Draws that are looked at together: a million at once would take a hundred megabytes, and one is often enough."""


def audit(forecast: Forecast) -> list[Finding]:
    """One finding that names the claims, but for those that are settled by reasoning and not by draws."""
    chances = {name: estimate.value for name, estimate in forecast.summary().probabilities.items()}
    extreme = {name: chance for name, chance in chances.items() if not LOW <= chance <= HIGH}
    if SINGULAR in extreme and _cannot_be_singular(forecast):
        del extreme[SINGULAR]
    if not extreme:
        return []
    named = [f"{name} {_told(chance)}" for name, chance in list(extreme.items())[:MOST_NAMED]]
    more = f" and {len(extreme) - MOST_NAMED} more" if len(extreme) > MOST_NAMED else ""
    sentence = f"chances beyond {LOW:g} or {HIGH:g} are those of this model alone, not of the world: {', '.join(named)}"
    return [Finding("extreme chances", sentence + more)]


def _told(chance: float) -> str:
    return f"{chance:.4f}".rstrip("0").rstrip(".")


def _cannot_be_singular(forecast: Forecast) -> bool:
    """Whether a ceiling keeps every draw from becoming infinite."""
    model = model_of(forecast.scenario)
    if not isinstance(model, ContinuousModel):
        return False
    for start in range(0, forecast.draws, PIECE_DRAWS):
        draws = {name: column[start : start + PIECE_DRAWS] for name, column in forecast.inputs.items()}
        if not np.all(model.cannot_diverge(model.prepare(draws))):
            return False
    return True
