"""What makes a distribution a named family: the ways in which a scenario may spell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from oomcast.beliefs.distributions.checks import number
from oomcast.beliefs.distributions.levels import quantile_key, quantile_level
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError, shown

__all__ = ["ANY_QUANTILE", "Family", "ordered_quantiles", "stated_quantiles"]

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


def ordered_quantiles(quantiles: Mapping[float, float], *, positive: bool) -> dict[float, float]:
    """The same quantiles, lowest level first; refused where they do not rise with their level.

    >>> ordered_quantiles({0.5: 6.0, 0.25: 2.5}, positive=True)
    {0.25: 2.5, 0.5: 6.0}
    """
    stated = dict(sorted(quantiles.items()))
    before = ""
    last = float("-inf")
    for level, value in stated.items():
        if not 0 < level < 1:
            raise ScenarioError(f"expected a level strictly between 0 and 1, got {level:g}", field="levels")
        name = quantile_key(level) or f"quantile {level:g}"
        if positive and value <= 0:
            raise ScenarioError(f"expected a positive number, got {plainly(value)}", field=name)
        if not last < value:
            raise ScenarioError(f"expected a number above {before} = {plainly(last)}, got {plainly(value)}", field=name)
        before, last = name, value
    return stated
