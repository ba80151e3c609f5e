"""A belief: a distribution over one parameter, with who holds it and how it is known."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from oomcast.beliefs.bounds import MIDDLE, within_bounds
from oomcast.beliefs.distributions.contract import Distribution
from oomcast.beliefs.distributions.foreign import Foreign
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.registry import as_distribution, from_table, to_table
from oomcast.beliefs.distributions.samples import Samples
from oomcast.beliefs.distributions.through_three import level_in_words
from oomcast.beliefs.distributions.words import plainly, undivided
from oomcast.beliefs.elicitation import from_quantiles
from oomcast.beliefs.fields import dotted, dotted_in, suggestion
from oomcast.beliefs.identity import identity_of_distribution, identity_of_spelling
from oomcast.beliefs.mechanism import Choice
from oomcast.beliefs.parameter import Evidence, Parameter
from oomcast.beliefs.reading import described, parse_toml
from oomcast.beliefs.samples_file import read_samples_file
from oomcast.beliefs.spelling import Spelling, read_spelling
from oomcast.beliefs.structure import read_option
from oomcast.errors import ParameterError, ScenarioError

__all__ = ["Belief", "parse_assignment", "parse_belief", "unknown_parameter"]

USUAL = (0.5, *MIDDLE)
"""Levels that are asked for of nearly every belief; together they take no longer than one."""

COMMAND_LINE = "--set"
"""What errors name in place of a file where a belief was stated on the command line."""


@dataclass(frozen=True, kw_only=True)
class Belief:
    """What a person believes about one parameter, in the unit of the parameter.

    `spelled` is the value as it was written, in plain TOML terms (None for a distribution made elsewhere, which no
    file can state); `unit` the unit it was written in, if that was said. `identity` is the same for two spellings of
    one belief ("4 to 50" and {p05 = 4.0, p95 = 50}), and is what scenarios are told apart by.

    >>> Belief(distribution=Point(15)).quantile(0.5)
    15.0
    """

    distribution: Distribution
    source: str = ""
    evidence: Evidence = Evidence.ASSUMED
    note: str = ""
    unit: str | None = None
    spelled: Any = field(default=None, hash=False)
    identity: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.identity:
            object.__setattr__(self, "identity", identity_of_distribution(self.distribution))

    def quantile(self, p: float) -> float:
        """The value below which the quantity lies with probability `p`, strictly between 0 and 1."""
        if p not in self._quantiles:
            self._quantiles[p] = float(self.distribution.ppf(np.array([p], dtype=np.float64))[0])
        return self._quantiles[p]

    @cached_property
    def _quantiles(self) -> dict[float, float]:
        """Those that are known: the usual ones, which a scenario asks for again with each belief that is replaced."""
        return dict(zip(USUAL, self.distribution.ppf(np.array(USUAL)).tolist(), strict=True))

    @property
    def middle(self) -> tuple[float, float]:
        """The ends of the middle 90 %."""
        low, high = MIDDLE
        return self.quantile(low), self.quantile(high)

    @property
    def is_point(self) -> bool:
        """Whether the belief is a single value."""
        return isinstance(self.distribution, Point)

    def in_words(self, parameter: Parameter | None = None) -> str:
        """The belief in plain words, numbers in the unit of the parameter.

        >>> from oomcast.beliefs.parameter import Parameter
        >>> speed = Parameter(name="v", symbol="v", unit="x", meaning="", lower=0, upper=1e6, plausible=(1, 100))
        >>> parse_belief("4 to 50", parameter=speed, field="v").in_words(speed)
        '4 to 50 (5th to 95th percentile), lognormal'
        """
        words = self.plain_words(parameter)
        return undivided(words) if parameter is not None and parameter.is_date else words

    def plain_words(self, parameter: Parameter | None) -> str:
        """The same with thousands set apart."""
        if isinstance(self.distribution, Point):
            value = self.distribution.value
            none = value == math.inf and parameter is not None and parameter.none_means
            return f"none ({none})" if none else plainly(value)
        words = self.distribution.in_words()
        stated = json.loads(self.identity).get("quantiles", {})
        if len(stated) != 2:
            return words
        shape, _, held = words.partition(", held within ")
        interval = interval_in_words({float(level): float(value) for level, value in stated.items()})
        return f"{interval}, {shape.partition(',')[0]}" + (f", held within {held}" if held else "")


def interval_in_words(quantiles: Mapping[float, float]) -> str:
    """Two stated quantiles with their levels.

    >>> interval_in_words({0.05: 4.0, 0.95: 50.0}), interval_in_words({0.5: 15.0, 0.9: 40.0})
    ('4 to 50 (5th to 95th percentile)', '15 to 40 (median to 90th percentile)')
    """
    (low_level, low), (high_level, high) = quantiles.items()
    levels = f"{level_in_words(low_level).removesuffix(' percentile')} to {level_in_words(high_level)}"
    return f"{plainly(low)} to {plainly(high)} ({levels})"


def parse_belief(value: object, *, parameter: Parameter, field: str, folder: Path | None = None) -> Belief:
    """A belief about `parameter` from what a person wrote, or from a distribution made in Python.

    `value` is a number, a string ("15", "4 to 50", "none"), a table, a Belief, or anything with a `ppf`. `field` is
    the dotted name that errors give; `folder` is where files of samples are looked for (None: nowhere).

    Raises ScenarioError for what cannot be understood, ParameterError for what lies outside the hard bounds.
    """
    if isinstance(value, Belief):
        distribution = within_bounds(value.distribution, parameter=parameter, field=field)
        return replace(value, distribution=distribution)
    if callable(getattr(value, "ppf", None)) and not isinstance(value, type):
        return belief_from_python(value, parameter=parameter, field=field)
    spelling = read_spelling(value, field=field, none_means=parameter.none_means)
    in_unit = spelling.in_unit(parameter.unit, field=field)
    with np.errstate(over="ignore"):  # infinitely far out is where an absurd spread puts its bounds, and is refused
        distribution = meaning(in_unit, parameter=parameter, field=field, folder=folder)
        within = within_bounds(distribution, parameter=parameter, field=field, is_elicited=bool(in_unit.quantiles))
    about = spelling.about
    return Belief(
        distribution=within,
        source=about.source,
        evidence=about.evidence,
        note=about.note,
        unit=about.unit,
        spelled=value,
        identity=identity_of_distribution(distribution) if spelling.samples else identity_of_spelling(in_unit),
    )


def belief_from_python(value: Any, *, parameter: Parameter, field: str) -> Belief:
    """A belief from one of our distributions, or from a foreign one that has a `ppf`."""
    try:
        distribution = as_distribution(value)
    except ScenarioError as problem:
        raise told_of_field(problem, field=field) from None
    return Belief(
        distribution=within_bounds(distribution, parameter=parameter, field=field),
        spelled=None if isinstance(distribution, Foreign) else to_table(distribution),
        identity=identity_of_distribution(distribution),
    )


def meaning(spelling: Spelling, *, parameter: Parameter, field: str, folder: Path | None) -> Distribution:
    """The distribution that a spelling stands for, numbers already in the unit of the parameter."""
    if spelling.value is not None:
        return Point(spelling.value)
    if spelling.samples:
        values = read_samples_file(
            spelling.samples,
            column=spelling.column,
            folder=folder,
            field=dotted_in(field, "samples"),
            none_means=parameter.none_means,
        )
        return Samples(values=values)
    fields = {
        name: meaning(item, parameter=parameter, field=dotted_in(field, name), folder=folder)
        if isinstance(item, Spelling)
        else item
        for name, item in spelling.fields.items()
    }
    bounds = (parameter.lower, parameter.upper)
    try:
        if spelling.family:
            return from_table({"family": spelling.family, **fields})
        return from_quantiles(spelling.quantiles, positive=parameter.is_factor, bounds=bounds)
    except ScenarioError as problem:
        raise told_of_field(problem, field=field, is_interval=spelling.is_interval) from None


def told_of_field(problem: ScenarioError, *, field: str, is_interval: bool = False) -> ScenarioError:
    """An error of a part with the whole dotted name; an interval's ends have no names of their own."""
    inside = f"{field}.{problem.field}" if problem.field and not is_interval else field
    return type(problem)(problem.problem, field=inside, file=problem.file)


def unknown_parameter(
    name: str, *, parameters: Mapping[str, Parameter], also: Iterable[str] = (), field: str
) -> ParameterError:
    """The error for a name that is no parameter's, with the nearest that is; symbols are understood.

    `also` are the choices of structure, where those may be named as well.
    """
    choices = list(also)
    symbols = {parameter.symbol.replace("_", ""): known for known, parameter in parameters.items()}
    meant = symbols.get(name.replace("_", ""))
    hint = f". Did you mean {meant!r}?" if meant else suggestion(name, [*parameters, *choices])
    expected = "a parameter or a choice" if choices else "a parameter"
    return ParameterError(f"expected the name of {expected}, got {described(name)}{hint}", field=field)


def parse_assignment(
    text: str,
    *,
    parameters: Mapping[str, Parameter],
    choices: Mapping[str, Choice] = MappingProxyType({}),
    folder: Path | None = None,
) -> tuple[str, Belief | str]:
    """The parameter and its belief, or the choice and its option, that NAME=VALUE on the command line states.

    VALUE is what the right-hand side would be in a file; quotes around "4 to 50", none and an option are not needed.

    >>> from oomcast.beliefs.parameter import Parameter
    >>> speed = Parameter(name="v", symbol="v", unit="x", meaning="", lower=0, upper=1e6, plausible=(1, 100))
    >>> name, belief = parse_assignment("v=4 to 50", parameters={"v": speed})
    >>> name, belief.in_words(speed)
    ('v', '4 to 50 (5th to 95th percentile), lognormal')
    """
    name, equals, written = (part.strip() for part in text.partition("="))
    try:
        if not equals or not name or not written:
            raise ScenarioError(f"expected NAME=VALUE, got {described(text)}")
        if name not in parameters and name not in choices:
            raise unknown_parameter(name, parameters=parameters, also=choices, field=dotted(name))
        value = right_hand_side(written) if written[0] in "{\"'[" else written
        if name in choices:
            return name, read_option(choices[name], value, field=name)
        belief = parse_belief(value, parameter=parameters[name], field=name, folder=folder)
    except ScenarioError as problem:
        raise problem.inside(COMMAND_LINE) from None
    return name, belief if belief.source else replace(belief, source="stated on the command line")


def right_hand_side(written: str) -> Any:
    """The value of one line of TOML, given what stands right of its equals sign."""
    table = parse_toml(f"value = {written}", file=COMMAND_LINE)
    if list(table) != ["value"]:
        raise ScenarioError(f"expected one value, got {described(written)}")
    return table["value"]
