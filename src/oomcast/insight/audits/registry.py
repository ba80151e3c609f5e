"""The audits of every run. A new one is a new file that defines `audit`, and one line here."""

from __future__ import annotations

from types import MappingProxyType

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast
from oomcast.insight.audits import (
    extreme_chances,
    few_draws,
    ignored_inputs,
    implausible_draws,
    mass_at_bounds,
    unsteady_numbers,
)
from oomcast.insight.audits.contract import Audit

__all__ = ["AUDITS", "findings"]

AUDITS: MappingProxyType[str, Audit] = MappingProxyType(
    {
        "few draws": few_draws.audit,
        "extreme chances": extreme_chances.audit,
        "mass at bounds": mass_at_bounds.audit,
        "ignored inputs": ignored_inputs.audit,
        "implausible draws": implausible_draws.audit,
        "unsteady numbers": unsteady_numbers.audit,
    }
)
"""In the order in which their findings are shown."""


def findings(forecast: Forecast) -> tuple[Finding, ...]:
    """All that the audits have to say about a forecast; empty when all is well."""
    return tuple(finding for audit in AUDITS.values() for finding in audit(forecast))
