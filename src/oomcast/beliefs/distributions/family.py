"""What makes a distribution a named family: the ways in which a scenario may spell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from oomcast.beliefs.distributions.checks import number
from oomcast.beliefs.distributions.levels import quantile_level
from oomcast.errors import ScenarioError, shown

__all__ = ["ANY_QUANTILE", "Family", "stated_quantiles"]

ANY_QUANTILE = "p.."
"""Stands for any quantile key (p10, p50, p975, median) in a spelling."""


class Family:
    """Base of the named families. `spellings` lists the sets of fields that a table may state, best first."""

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """Make the distribution from fields that match one of the spellings (here: the constructor's own)."""
        return cls(**fields)


def stated_quantiles(fields: Mapping[str, Any], *, positive: bool = False) -> dict[float, float]:
    """The quantiles among `fields`, level -> value, lowest level first; other fields are passed over.

    >>> stated_quantiles({"p90": 40, "median": 15})
    {0.5: 15.0, 0.9: 40.0}
    """
    found: dict[float, float] = {}
    for key, value in fields.items():
        level = quantile_level(key)
        if level is None:
            continue
        if level in found:
            raise ScenarioError(f"expected each quantile once, got {level:g} again as {shown(key)}", field=key)
        found[level] = number(value, field=key, positive=positive)
    return dict(sorted(found.items()))
