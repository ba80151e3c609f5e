"""One layer of what is said: what a single file, or a single replacement, states itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oomcast.beliefs.belief import Belief

__all__ = ["Layer", "Limits", "Pair"]

Pair = tuple[str, str]
Limits = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What one scenario states itself, apart from all that it extends.

    `label` is what messages call it. `structure` maps choices to options, `correlations` pairs of names in
    alphabetical order to rank correlations (0 takes an inherited one away), `limits` parameters to the values
    between which they are taken for granted to lie (minus to plus infinity takes inherited ones away).

    >>> Layer(label="mine.toml", structure={"production": "ces"}).beliefs
    {}
    """

    label: str
    beliefs: Mapping[str, Belief] = field(default_factory=dict)
    structure: Mapping[str, str] = field(default_factory=dict)
    correlations: Mapping[Pair, float] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)
