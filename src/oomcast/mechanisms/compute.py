"""Compute: how the leading company's physical compute grows after full automation."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter

__all__ = ["PARAMETERS", "ln_compute"]

PARAMETERS = (
    Parameter(
        name="compute_factor_first_year",
        symbol="c_1",
        unit="x",
        meaning="factor by which physical compute grows in the first year, and in each year after it",
        lower=1e-3,
        upper=1e6,
        plausible=(1.0, 10.0),
    ),
)


def ln_compute(years: Any, compute_growth_per_year: Any) -> Any:
    """Logarithm of physical compute relative to t = 0.

        k = g_c t,        g_c = ln c_1                                              (equation compute)

    >>> ln_compute(2.0, 1.25)
    2.5
    """
    return years * compute_growth_per_year
