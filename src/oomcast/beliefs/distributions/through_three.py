"""What the families have in common that are fixed by three quantiles, at levels of the person's own choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from oomcast.beliefs.distributions.checks import numbers, set_field
from oomcast.beliefs.distributions.family import ANY_QUANTILE, Family, ordered_quantiles, stated_quantiles
from oomcast.beliefs.distributions.words import plainly
from oomcast.errors import ScenarioError

__all__ = ["ThroughThree", "level_in_words"]

POINTS = 3


@dataclass(frozen=True)
class ThroughThree(Family):
    """Three `levels` strictly inside (0, 1) and the `values` stated there, both rising."""

    levels: tuple[float, ...]
    values: tuple[float, ...]

    spellings: ClassVar[tuple[tuple[str, ...], ...]] = (
        (ANY_QUANTILE, ANY_QUANTILE, ANY_QUANTILE),
        ("levels", "values"),
    )
    positive: ClassVar[bool] = False
    shape: ClassVar[str] = ""

    def __post_init__(self) -> None:
        levels, values = numbers(self.levels, field="levels"), numbers(self.values, field="values")
        if not len(levels) == len(values) == POINTS:
            raise ScenarioError(
                f"expected {POINTS} levels and {POINTS} values, got {len(levels)} and {len(values)}", field="levels"
            )
        stated = ordered_quantiles(dict(zip(levels, values, strict=True)), positive=self.positive)
        if len(stated) < POINTS:
            raise ScenarioError("expected three different levels, got one twice", field="levels")
        set_field(self, levels=tuple(stated), values=tuple(stated.values()))

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        if "levels" in fields:
            return cls(**fields)
        return cls.through(stated_quantiles(fields))

    @classmethod
    def through(cls, quantiles: Mapping[float, float]) -> Self:
        """The distribution with these three quantiles, level -> value."""
        return cls(levels=tuple(quantiles), values=tuple(quantiles.values()))

    def in_words(self) -> str:
        stated = [
            f"{plainly(value)} ({level_in_words(level)})" for level, value in zip(self.levels, self.values, strict=True)
        ]
        return f"{self.shape} through {', '.join(stated[:-1])} and {stated[-1]}"


def level_in_words(level: float) -> str:
    """A level as an ordinal: "25th percentile", "97.5th percentile", or "median".

    >>> level_in_words(0.5), level_in_words(0.95), level_in_words(0.01), level_in_words(0.975)
    ('median', '95th percentile', '1st percentile', '97.5th percentile')
    """
    if level == 0.5:
        return "median"
    digits = plainly(100 * level)
    suffix = {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
    if "." in digits or digits in {"11", "12", "13"}:
        suffix = "th"
    return f"{digits}{suffix} percentile"
