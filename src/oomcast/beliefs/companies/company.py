"""What a company is, to a comparison of companies: time, staff, chips, how good its people are, and its practices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from oomcast.beliefs.belief import Belief

__all__ = ["DROPPED_IN", "EVOLVED", "PRACTICES", "Company", "Group"]

EVOLVED, DROPPED_IN = "evolved", "dropped-in"
PRACTICES = (EVOLVED, DROPPED_IN)
"""Whether a company's practices fit its own ratio of labour to experiments, or at first still that of another."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """A share of a company's heads, and how good they are.

    `mean_sd` and `spread_sd` are the mean and standard deviation of their quality, in standard deviations above the
    median researcher of a leading company.
    """

    name: str
    share: float
    mean_sd: float
    spread_sd: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Company:
    """One company as a person describes it.

    `beliefs` are those about its numbers (serial time, staff, chips, ...), each a point or a distribution, in the order
    of declaration. The shares of `quality` sum to one. `practices` is one of `PRACTICES`.
    """

    name: str
    title: str = ""
    note: str = ""
    beliefs: Mapping[str, Belief]
    quality: tuple[Group, ...]
    practices: str = EVOLVED
    like: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "beliefs", MappingProxyType(dict(self.beliefs)))
