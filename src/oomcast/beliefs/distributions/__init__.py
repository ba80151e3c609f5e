"""Distributions of one quantity: named families, the two that three quantiles fix, and an adapter for foreign ones."""

from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.distributions.levels import quantile_key, quantile_level
from oomcast.beliefs.distributions.registry import FAMILIES, as_distribution, from_table, to_table

__all__ = [
    "FAMILIES",
    "Distribution",
    "FloatArray",
    "as_distribution",
    "from_table",
    "quantile_key",
    "quantile_level",
    "to_table",
]
