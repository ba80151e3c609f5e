"""Too few draws that count for the numbers that are told."""

from __future__ import annotations

import numpy as np

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast
from oomcast.models.contract import Outcome

__all__ = ["audit"]

ENOUGH = 400
"""Draws below which a p05 rests on fewer than twenty."""


def audit(forecast: Forecast) -> list[Finding]:
    """A finding where few draws count, and one where some could not be followed."""
    findings = []
    counted = int(np.count_nonzero(forecast.weights))
    if counted < ENOUGH:
        sentence = f"only {counted} draws count, so that one in twenty rests on {counted // 20}: ask for more"
        findings.append(Finding("few draws", sentence))
    lost = int(np.isin(forecast.counted.outcome, [Outcome.UNRESOLVED, Outcome.INVALID]).sum())
    if lost:
        findings.append(Finding("lost draws", f"{lost} of {counted} draws could not be followed and count as unknown"))
    return findings
