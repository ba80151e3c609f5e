"""What a person says the answer is, kept beside what their beliefs imply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from oomcast.beliefs.distributions.levels import quantile_key
from oomcast.beliefs.distributions.words import plainly
from oomcast.beliefs.fields import dotted_in, read_number, refuse_unknown_fields
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.spelling import (
    ABOUT_FIELDS,
    STATEMENT_FIELDS,
    Spelling,
    collect_quantiles,
    only,
    read_about,
    read_interval,
    read_spelling,
)
from oomcast.errors import ScenarioError

__all__ = ["Statement", "parse_statement"]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One stated answer: some quantiles, by level, or a single value; in the unit of the output it is about.

    >>> Statement(quantiles={0.25: 2.5, 0.5: 6, 0.75: 12}, unit="OOM").in_words()
    'p25 2.5, p50 6, p75 12'
    """

    quantiles: Mapping[float, float] = field(default_factory=dict)
    value: float | None = None
    unit: str = ""
    source: str = ""
    evidence: Evidence = Evidence.ELICITED
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantiles", MappingProxyType(dict(sorted(self.quantiles.items()))))

    def in_words(self) -> str:
        """The statement in plain words, without its unit."""
        if self.value is not None:
            return plainly(self.value)
        return ", ".join(f"{quantile_key(level) or level} {plainly(value)}" for level, value in self.quantiles.items())


def parse_statement(value: object, *, unit: str, field: str) -> Statement:
    """A stated answer as written: a number, "low to high" (5th to 95th percentile), or a table of quantiles.

    `unit` is that of the output; numbers written in another unit are converted. Raises ScenarioError.

    >>> parse_statement({"p25": 2.5, "p50": 6, "p75": 12}, unit="OOM", field="stated.oom_total_12mo").quantiles[0.5]
    6.0
    """
    spelling = read_spelling(value, field=field) if not isinstance(value, Mapping) else read_stated(value, field=field)
    in_unit = spelling.in_unit(unit, field=field)
    about = spelling.about
    return Statement(
        quantiles=in_unit.quantiles,
        value=in_unit.value,
        unit=unit,
        source=about.source,
        evidence=about.evidence,
        note=about.note,
    )


def read_stated(table: Mapping[str, Any], *, field: str) -> Spelling:
    """A stated answer written as a table: a value, an interval, or quantiles, as many as the person states."""
    refuse_unknown_fields(table, known=STATEMENT_FIELDS, field=field)
    about = read_about(table, field=field, evidence=Evidence.ELICITED)
    numbers = {name: item for name, item in table.items() if name not in ABOUT_FIELDS}
    if "interval" in numbers:
        return replace(read_interval(numbers, field=field), about=about)
    if "value" in numbers:
        only(numbers, ("value",), form="value", field=field)
        return Spelling(value=read_number(numbers["value"], field=dotted_in(field, "value")), about=about)
    quantiles = collect_quantiles(numbers, field=field)
    if not quantiles:
        raise ScenarioError("expected a value, or quantiles such as {p25 = 2, p50 = 5}, got none", field=field)
    return Spelling(quantiles=quantiles, about=about)
