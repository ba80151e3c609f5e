"""The reference rate: how fast effective compute grows with human researchers only, and what of that is software."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["PARAMETERS", "human_software_growth_per_year"]

PARAMETERS = (
    Parameter(
        name="reference_oom_per_year",
        symbol="R",
        unit="OOM/year",
        meaning="growth of effective compute before automation, hardware and software together: one year of progress",
        lower=1e-3,
        upper=20.0,
        plausible=(0.3, 3.0),
    ),
    Parameter(
        name="hardware_oom_per_year_reference",
        symbol="R_k",
        unit="OOM/year",
        meaning="the part of the reference rate that comes from more and better hardware",
        lower=0.0,
        upper=20.0,
        plausible=(0.1, 1.0),
    ),
)


def human_software_growth_per_year(reference_oom_per_year: Any, hardware_oom_per_year_reference: Any) -> Any:
    """Growth of software efficiency under human researchers at t = 0, in nats per year.

        g_h = (R - R_k) ln 10                                                       (equation reference-rate)

    Negative if the hardware part exceeds the whole, which no model can use.

    >>> round(human_software_growth_per_year(1.2, 0.544068), 4)
    1.5103
    """
    return (reference_oom_per_year - hardware_oom_per_year_reference) * NATS_PER_OOM
