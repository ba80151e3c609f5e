"""Parts of a model that a scenario switches on by speaking of them: mechanisms, choices between them, alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from oomcast.beliefs.parameter import Parameter

__all__ = ["TIER_ALWAYS_PRESENT", "Alternative", "Choice", "Mechanism"]

TIER_ALWAYS_PRESENT = 1
"""The tier of what belongs to every scenario, whether or not the scenario speaks of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mechanism:
    """One part of a model, present where a scenario states one of its parameters, and absent else.

    `title` says in one line what it is. `tier` is 1 for what is always present. `neutral` gives the value that an
    unstated parameter has while the mechanism is present, at which it changes nothing; a parameter without one takes
    its belief from the reference presets. `replaces` are parameters that follow from this mechanism and therefore
    have no belief while it is present. `brings` are names of mechanisms and choices that are present with it.

    >>> lag = Parameter(name="lag", symbol="l", unit="year", meaning="", lower=0, upper=9, plausible=(0, 1))
    >>> Mechanism(name="delay", title="Waiting", tier=2, parameters=(lag,), neutral={"lag": 0.0}).names
    ('lag',)
    """

    name: str
    title: str
    tier: int
    parameters: tuple[Parameter, ...]
    neutral: Mapping[str, float] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.tier < TIER_ALWAYS_PRESENT:
            raise ValueError(f"{self.name}: expected a tier of at least {TIER_ALWAYS_PRESENT}, got {self.tier}")
        if self.tier == TIER_ALWAYS_PRESENT and self.replaces:
            raise ValueError(f"{self.name}: what is always present cannot replace anything, got {self.replaces}")
        by_name = {parameter.name: parameter for parameter in self.parameters}
        if len(by_name) < len(self.parameters):
            raise ValueError(f"{self.name}: a parameter is listed twice")
        for name, value in self.neutral.items():
            if name not in by_name:
                raise ValueError(f"{self.name}: {name}, said to be neutral, is no parameter of it")
            if not by_name[name].allows(value):
                raise ValueError(f"{self.name}: the neutral value {value} of {name} lies outside its bounds")
        object.__setattr__(self, "neutral", MappingProxyType(dict(self.neutral)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its parameters, in the order of declaration."""
        return tuple(parameter.name for parameter in self.parameters)


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """A question of structure, such as how labour and compute combine, with named answers of which one holds.

    Each answer in `options` is a mechanism of the same name; two may share a parameter. `default` holds unless a
    scenario names another option, or states a parameter that the default does not take. `needs` are names of
    mechanisms and choices that become present when a scenario does either, or states a parameter of an option.
    The choice itself is present then, where something brings it, and always if its default has tier 1.

    >>> none = Mechanism(name="none", title="No ceiling", tier=1, parameters=())
    >>> Choice(name="ceiling", title="How progress ends", default="none", options={"none": none}).names
    ()
    """

    name: str
    title: str
    default: str
    options: Mapping[str, Mechanism]
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, option in self.options.items():
            if option.name != name:
                raise ValueError(f"{self.name}: the option declared as {option.name} is listed as {name}")
        if self.default not in self.options:
            raise ValueError(f"{self.name}: the default {self.default} is not among {', '.join(self.options)}")
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters of all options, each once, in the order of declaration."""
        return tuple(dict.fromkeys(name for option in self.options.values() for name in option.names))

    @property
    def is_always_present(self) -> bool:
        """Whether the question arises in every scenario."""
        return self.options[self.default].tier == TIER_ALWAYS_PRESENT


@dataclass(frozen=True, kw_only=True, eq=False)
class Alternative:
    """Two ways of saying one thing, such as a speed and the factors whose product it is.

    `together` allows both in one file, and both are kept; else that is refused, naming the two fields. Across files
    that extend each other, with `overrides` = "either" whichever side is stated last holds, and the other has no
    beliefs. With "other", stating `other` takes the beliefs of `one` away, and stating `one` on top of an inherited
    `other` is refused.

    >>> Alternative(one=("speed",), other=("hours", "tokens")).overrides
    'either'
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    together: bool = False
    overrides: Literal["either", "other"] = "either"

    def __post_init__(self) -> None:
        if not self.one or not self.other or set(self.one) & set(self.other):
            raise ValueError(f"expected two different ways of saying one thing, got {self.one} and {self.other}")
