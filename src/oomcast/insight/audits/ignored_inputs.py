"""Beliefs that the headline takes no notice of, not even at absurd values."""

from __future__ import annotations

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast
from oomcast.insight.asking import questions_about_each
from oomcast.insight.joint import joint_of
from oomcast.insight.probes import probes
from oomcast.insight.statistic import statistic
from oomcast.models.progress import HEADLINE

__all__ = ["audit"]

DRAWS = 8
"""Draws that are asked: whether anything moves at all shows in few, and every run pays for them."""

MEDIAN = 0.5
MOST_NAMED = 5


def audit(forecast: Forecast) -> list[Finding]:
    """One finding that names the beliefs which never move the headline of any draw."""
    if HEADLINE not in forecast.outputs:
        return []
    scenario = forecast.scenario
    asks = questions_about_each(scenario, output=HEADLINE, horizon_years=forecast.settings.horizon_years)
    asked = next(iter(asks.values())).asked
    found = probes(
        asks,
        joint_of(scenario, seed=forecast.seed),
        parameters=scenario.parameters,
        medians={name: float(belief.quantile(MEDIAN)) for name, belief in scenario.beliefs.items()},
        statistic=statistic(None, asked=asked),
        draws=DRAWS,
        workers=1,
    )
    moves = {probe.belief for probe in found if probe.moved > 0.0}
    idle = [name for name in scenario.beliefs if name not in moves]
    if not idle:
        return []
    more = f" and {len(idle) - MOST_NAMED} more" if len(idle) > MOST_NAMED else ""
    sentence = f"{HEADLINE} takes no notice of {', '.join(idle[:MOST_NAMED])}{more}, not even at absurd values"
    return [Finding("ignored inputs", sentence)]
