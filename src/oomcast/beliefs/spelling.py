"""The ways in which a person may write a belief, each brought to one plain form before it is given a meaning."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oomcast.beliefs.distributions import FAMILIES
from oomcast.beliefs.distributions.family import ANY_QUANTILE
from oomcast.beliefs.distributions.levels import quantile_key, quantile_level
from oomcast.beliefs.distributions.words import plainly
from oomcast.beliefs.fields import (
    ALONE,
    MAX_LINE,
    NUMBER,
    dotted_in,
    read_number,
    read_text,
    refuse_unknown_fields,
    suggestion,
)
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.reading import described
from oomcast.errors import ScenarioError
from oomcast.quantities.units import conversion_factor, convert

__all__ = [
    "ABOUT_FIELDS",
    "BELIEF_FIELDS",
    "COMMON_QUANTILES",
    "DEFAULT_LEVEL",
    "FAMILY_FIELDS",
    "STATEMENT_FIELDS",
    "About",
    "Spelling",
    "collect_quantiles",
    "interval_quantiles",
    "only",
    "read_about",
    "read_interval",
    "read_spelling",
]

DEFAULT_LEVEL = 0.9
"""The share of the mass inside an interval whose level is not stated: "4 to 50" is the 5th to 95th percentile."""

MAX_VALUES = 10_000
"""Longest list of values written inside a scenario; longer ones belong in a file of samples."""
ABOUT_FIELDS = ("unit", "source", "evidence", "note")
"""What may stand beside the numbers of any belief or statement."""
FORM_FIELDS = ("value", "interval", "level", "family", "samples", "column")
FAMILY_FIELDS = tuple(
    dict.fromkeys(
        name
        for family in FAMILIES.values()
        for spelling in family.spellings
        for name in spelling
        if name != ANY_QUANTILE
    )
)
COMMON_QUANTILES = ("p05", "p10", "p25", "p50", "p75", "p90", "p95", "p025", "p975", "median")
BELIEF_FIELDS = tuple(dict.fromkeys((*FORM_FIELDS, *FAMILY_FIELDS, *COMMON_QUANTILES, *ABOUT_FIELDS)))
"""Names a belief's table may hold (any other percentile is allowed too)."""
STATEMENT_FIELDS = ("value", "interval", "level", *COMMON_QUANTILES, *ABOUT_FIELDS)
"""Names the table of a [stated] answer may hold."""

DIMENSIONLESS = frozenset({"sigma", "alpha", "beta", "weights", "levels"})
"""Fields of families that stay as they are when the unit of the quantity changes."""

INTERVAL = re.compile(rf"\s*({NUMBER})\s+to\s+({NUMBER})\s*", re.ASCII | re.IGNORECASE)
FORMS = 'a number, "low to high", a table such as {p25 = 2, p50 = 5, p75 = 9}'


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said beside the numbers: in which unit they are, who says so, and how that is known."""

    unit: str | None = None
    source: str = ""
    evidence: Evidence = Evidence.ASSUMED
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """A belief as written, in one plain form. Exactly one of `value`, `quantiles`, `family`, `samples` is set.

    `value` may be +infinity ("none"). `quantiles` maps levels to values and holds two or three; an interval is two,
    and `is_interval` tells that they were not named as quantiles.
    `fields` are those of the family; `samples` is the name of a file and `column` a column of it.
    """

    value: float | None = None
    quantiles: Mapping[float, float] = field(default_factory=dict)
    is_interval: bool = False
    family: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    samples: str = ""
    column: str = ""
    about: About = About()

    def in_unit(self, unit: str, *, field: str) -> Spelling:
        """The same belief with its numbers in `unit`; they stay as they are where no unit was written.

        Values and quantiles convert one by one, even between a factor and its logarithm; the fields of a family
        only where a multiplication does it. Raises ScenarioError naming both units.
        """
        written = self.about.unit
        if written is None or written == unit:
            return self
        try:
            if self.family:
                factor = conversion_factor(written, to=unit)
                return replace(self, fields=scaled_fields(self.fields, factor=factor))
            if self.samples:
                raise ScenarioError(f"expected samples in {unit} (a file is taken as it is), got {written}")
            return replace(
                self,
                value=None if self.value is None else in_unit(self.value, written=written, wanted=unit),
                quantiles={
                    level: in_unit(value, written=written, wanted=unit) for level, value in self.quantiles.items()
                },
            )
        except ScenarioError as problem:
            raise ScenarioError(problem.problem, field=dotted_in(field, "unit")) from None


def in_unit(value: float, *, written: str, wanted: str) -> float:
    """One number in another unit; "none" is none in any unit, if the units are of one kind."""
    if math.isinf(value):
        conversion_factor(written, to=wanted)
        return value
    return convert(value, unit=written, to=wanted)


def scaled_fields(fields: Mapping[str, Any], *, factor: float) -> dict[str, Any]:
    """Fields of a family in another unit: locations and spreads are multiplied, shapes stay."""
    return {
        name: value if name in DIMENSIONLESS else scaled_field(value, factor=factor) for name, value in fields.items()
    }


def scaled_field(value: Any, *, factor: float) -> Any:
    """One number, list of numbers, or inner belief, times a factor."""
    if isinstance(value, Spelling):
        return replace(
            value,
            value=None if value.value is None else value.value * factor,
            quantiles={level: item * factor for level, item in value.quantiles.items()},
            fields=scaled_fields(value.fields, factor=factor),
        )
    return [item * factor for item in value] if isinstance(value, list) else value * factor


def read_about(table: Mapping[str, Any], *, field: str, evidence: Evidence = Evidence.ASSUMED) -> About:
    """Unit, source, evidence (a grade where none is written) and note from a belief's or statement's table."""
    unit = table.get("unit")
    grade = table.get("evidence", evidence)
    if not isinstance(grade, str) or grade not in set(Evidence):
        hint = suggestion(grade, map(str, Evidence)) if isinstance(grade, str) else ""
        got = f"got {described(grade)}{hint}"
        raise ScenarioError(f"expected one of {', '.join(Evidence)}, {got}", field=dotted_in(field, "evidence"))
    return About(
        unit=None if unit is None else read_text(unit, field=dotted_in(field, "unit")),
        source=read_text(table.get("source", ""), field=dotted_in(field, "source"), one_line=False),
        evidence=Evidence(grade),
        note=read_text(table.get("note", ""), field=dotted_in(field, "note"), one_line=False),
    )


def read_spelling(value: object, *, field: str, none_means: str | None = None) -> Spelling:
    """What a person wrote, in its plain form; nothing is yet known about the parameter it is about.

    `none_means` says what "none" stands for, where it may be written at all. Raises ScenarioError with `field`
    extended by the name of the field at fault.

    >>> read_spelling("4 to 50", field="x").quantiles
    {0.05: 4.0, 0.95: 50.0}
    >>> read_spelling({"p25": 2.5, "p50": 6, "p75": 12}, field="x").quantiles
    {0.25: 2.5, 0.5: 6.0, 0.75: 12.0}
    """
    if isinstance(value, str):
        return read_words(value, field=field, none_means=none_means)
    if isinstance(value, Mapping):
        return read_table(value, field=field, none_means=none_means)
    if isinstance(value, list | tuple):
        raise ScenarioError(f'expected {FORMS}, got {described(list(value))} (write "low to high")', field=field)
    if isinstance(value, bool) or not hasattr(type(value), "__float__"):
        raise ScenarioError(f"expected {FORMS}, got {described(value)}", field=field)
    return Spelling(value=read_number(value, field=field))


def read_words(text: str, *, field: str, none_means: str | None) -> Spelling:
    """A belief written as one string: "none", "15" or "4 to 50"."""
    if none_means and text.strip().casefold() == "none":
        return Spelling(value=math.inf)
    if len(text) <= MAX_LINE:
        if alone := ALONE.fullmatch(text):
            return Spelling(value=read_number(float(alone[1]), field=field))
        if ends := INTERVAL.fullmatch(text):
            low, high = (read_number(float(end), field=field) for end in ends.groups())
            return Spelling(quantiles=interval_quantiles(low, high, level=DEFAULT_LEVEL, field=field), is_interval=True)
    choice = f', "none" ({none_means})' if none_means else ""
    raise ScenarioError(f"expected {FORMS}{choice}, got {described(text)}", field=field)


def interval_quantiles(low: float, high: float, *, level: float, field: str) -> dict[float, float]:
    """The two quantiles that an interval holding `level` of the mass, as much outside on either side, stands for."""
    if low == high:
        got = f"{plainly(low)} twice (write {plainly(low)} alone)"
        raise ScenarioError(f"expected a low end below the high end, got {got}", field=field)
    if low > high:
        raise ScenarioError(
            f"expected a low end below the high end, got {plainly(low)} to {plainly(high)}", field=field
        )
    tail = round((1 - level) / 2, 12)  # 0.05 for 0.9, where the plain difference ends in ...49999
    return {tail: low, round(1 - tail, 12): high}


def read_table(table: Mapping[str, Any], *, field: str, none_means: str | None) -> Spelling:
    """A belief written as a table: a value, an interval, quantiles, a family, or samples from a file."""
    refuse_unknown_fields(table, known=BELIEF_FIELDS, field=field)
    about = read_about(table, field=field)
    numbers = {name: value for name, value in table.items() if name not in ABOUT_FIELDS}
    if "family" in numbers:
        return replace(read_family(numbers, field=field, none_means=none_means), about=about)
    if "samples" in numbers:
        return replace(read_samples(numbers, field=field), about=about)
    if "interval" in numbers:
        return replace(read_interval(numbers, field=field), about=about)
    if "value" in numbers:
        only(numbers, ("value",), form="value", field=field)
        inner = numbers["value"]
        if isinstance(inner, Mapping | list):
            raise ScenarioError(f"expected a number, got {described(inner)}", field=dotted_in(field, "value"))
        return replace(read_spelling(inner, field=dotted_in(field, "value"), none_means=none_means), about=about)
    return Spelling(quantiles=read_quantiles(numbers, field=field), about=about)


def only(numbers: Mapping[str, Any], allowed: Iterable[str], *, form: str, field: str) -> None:
    """Refuse fields that mean nothing beside the form of belief chosen."""
    allowed = tuple(allowed)
    for name in numbers:
        if name not in allowed:
            beside = " and ".join(allowed)
            raise ScenarioError(
                f"expected {beside} alone in a belief given by {form}, got {name} as well", field=dotted_in(field, name)
            )


def read_quantiles(numbers: Mapping[str, Any], *, field: str) -> dict[float, float]:
    """The two or three quantiles of a belief, by level, lowest first; their values rise with their levels."""
    found = collect_quantiles(numbers, field=field)
    if len(found) not in (2, 3):
        got = f"{len(found)} of them" if found else "none of them"
        raise ScenarioError(f"expected {FORMS}; two or three quantiles make a belief, got {got}", field=field)
    return found


def collect_quantiles(numbers: Mapping[str, Any], *, field: str) -> dict[float, float]:
    """Quantiles by level, lowest first, refused where two share a level or the values do not rise."""
    found: dict[float, tuple[str, float]] = {}
    for name, value in numbers.items():
        level = quantile_level(name)
        inside = dotted_in(field, name)
        if level is None:
            expected = "an interval beside level" if name == "level" else f"a family beside {name}"
            raise ScenarioError(f"expected {expected}, got {name} without it", field=inside)
        if level in found:
            raise ScenarioError(f"expected each quantile once, got {found[level][0]} again as {name}", field=inside)
        found[level] = (name, read_number(value, field=inside))
    rising = dict(sorted(found.items()))
    for (lower_name, lower), (name, value) in itertools.pairwise(rising.values()):
        if not lower < value:
            raise ScenarioError(
                f"expected more than {lower_name} = {plainly(lower)}, got {name} = {plainly(value)}",
                field=dotted_in(field, name),
            )
    return {level: value for level, (_, value) in rising.items()}


def read_interval(numbers: Mapping[str, Any], *, field: str) -> Spelling:
    """An interval, written as a list of two numbers or "low to high", with the share of the mass it holds."""
    only(numbers, ("interval", "level"), form="interval", field=field)
    level = read_number(numbers.get("level", DEFAULT_LEVEL), field=dotted_in(field, "level"))
    if not 0 < level < 1:
        problem = f"expected a share between 0 and 1, such as 0.9, got {level:g}"
        raise ScenarioError(problem, field=dotted_in(field, "level"))
    inside = dotted_in(field, "interval")
    ends = numbers["interval"]
    if isinstance(ends, str) and (match := INTERVAL.fullmatch(ends[:MAX_LINE])):
        ends = [float(end) for end in match.groups()]
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise ScenarioError(f"expected two numbers such as [4, 50], got {described(ends)}", field=inside)
    low, high = (read_number(end, field=inside) for end in ends)
    return Spelling(quantiles=interval_quantiles(low, high, level=level, field=inside), is_interval=True)


def read_samples(numbers: Mapping[str, Any], *, field: str) -> Spelling:
    """Samples in a file, and in which column of it."""
    only(numbers, ("samples", "column"), form="samples", field=field)
    name = read_text(numbers["samples"], field=dotted_in(field, "samples"), expected="the name of a file in quotes")
    column = read_text(numbers.get("column", ""), field=dotted_in(field, "column"))
    if not name:
        raise ScenarioError("expected the name of a file, got an empty one", field=dotted_in(field, "samples"))
    return Spelling(samples=name, column=column)


def read_family(numbers: Mapping[str, Any], *, field: str, none_means: str | None) -> Spelling:
    """A named family with one of its sets of fields; {family, interval, level} counts as two quantiles."""
    name = numbers["family"]
    if not isinstance(name, str) or name not in FAMILIES:
        known = ", ".join(FAMILIES)
        hint = suggestion(name, FAMILIES) if isinstance(name, str) else ""
        raise ScenarioError(f"expected one of {known}, got {described(name)}{hint}", field=dotted_in(field, "family"))
    given = {key: value for key, value in numbers.items() if key != "family"}
    if "interval" in given or "level" in given:
        ends: dict[str, Any] = {key: given.pop(key) for key in ("interval", "level") if key in given}
        if "interval" not in ends:
            raise ScenarioError("expected an interval beside level, got level alone", field=dotted_in(field, "level"))
        pair = read_interval(ends, field=field).quantiles
        given |= {quantile_name(level, field=dotted_in(field, "level")): value for level, value in pair.items()}
    fields = {key: read_field(value, name=key, field=field, none_means=none_means) for key, value in given.items()}
    if name == "point" and list(fields) == ["value"]:
        return Spelling(value=fields["value"])
    if name == "beta" and "low" not in fields:
        fields = {"low": 0.0, "high": 1.0} | fields  # made explicit, so that a change of unit reaches them
    return Spelling(family=name, fields=fields)


def quantile_name(level: float, *, field: str) -> str:
    """The key of a level that an interval gave: p05, p975; levels finer than a per mille have none."""
    key = quantile_key(level)
    if key is None:
        problem = f"expected a level whose ends are whole per milles, got one that ends at {level:g}"
        raise ScenarioError(problem, field=field)
    return key


def read_field(value: object, *, name: str, field: str, none_means: str | None) -> Any:
    """One field of a family: a number, a list of numbers, or (for `inner`) another belief."""
    inside = dotted_in(field, name)
    if name == "inner":
        if isinstance(value, Mapping) and value.get("family") == "truncated":  # one cut is all that is ever needed
            raise ScenarioError("expected a belief that is not truncated itself, got one", field=inside)
        inner = read_spelling(value, field=inside, none_means=none_means)
        if inner.about != About():
            problem = "expected unit, source, evidence and note on the belief itself, got them on its inner part"
            raise ScenarioError(problem, field=inside)
        return inner
    if isinstance(value, list | tuple):
        if not value or len(value) > MAX_VALUES:
            got = f"{len(value):,}" if value else "an empty list"
            raise ScenarioError(f"expected 1 to {MAX_VALUES:,} numbers, got {got}", field=inside)
        allowed = none_means if name == "values" else None
        return [read_number(item, field=f"{inside}[{index}]", none_means=allowed) for index, item in enumerate(value)]
    return read_number(value, field=inside, none_means=none_means if name == "value" else None)
