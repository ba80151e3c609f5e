"""The tables of a scenario: which names each may hold, and what its values mean. Every error names one field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from oomcast.beliefs.belief import unknown_parameter
from oomcast.beliefs.conditions import CONDITION_FIELDS
from oomcast.beliefs.fields import dotted, read_number, read_text, refuse_unknown_fields, suggestion
from oomcast.beliefs.given import GIVEN_FIELDS, parse_limits
from oomcast.beliefs.layer import Limits, Pair
from oomcast.beliefs.reading import described
from oomcast.beliefs.spelling import BELIEF_FIELDS, STATEMENT_FIELDS
from oomcast.beliefs.structure import read_option
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ParameterError, ScenarioError

__all__ = [
    "SCHEMA",
    "TOP_LEVEL",
    "read_correlations",
    "read_date",
    "read_limits",
    "read_name",
    "read_schema",
    "read_structure",
    "refuse_unknown_names",
    "refuse_unknown_top_level",
    "table_of",
]

SCHEMA = 1
"""The version of the file format; it changes when a file would otherwise be read as something else."""

LINES = ("schema", "name", "title", "author", "date", "model", "extends")
TABLES = ("structure", "parameters", "correlations", "given", "stated", "conditions")
TOP_LEVEL = (*LINES, *TABLES)
"""Names that may stand at the top of a scenario, in the order in which they are written."""

DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def refuse_unknown_top_level(
    written: Mapping[str, Any], *, parameters: Iterable[str] = (), choices: Iterable[str] = ()
) -> None:
    """Raise ScenarioError for the first name at the top that no scenario has."""
    for name in written:
        if name in TOP_LEVEL:
            continue
        hint = place_of(name, parameters=parameters, choices=choices) or suggestion(name, TOP_LEVEL)
        raise ScenarioError(
            f"expected one of {', '.join(TOP_LEVEL)} at the top, got {described(name)}{hint}", field=dotted(name)
        )


def place_of(name: str, *, parameters: Iterable[str], choices: Iterable[str]) -> str:
    """The hint in which table a name belongs that stands elsewhere, or nothing."""
    table = "parameters" if name in parameters else "structure" if name in choices else ""
    return f" (it belongs in the table [{table}])" if table else ""


def refuse_unknown_names(written: Mapping[str, Any], *, vocabulary: Vocabulary) -> None:
    """Raise ScenarioError for the first name inside a table, in the order of the document, that means nothing.

    Values are not looked at: a misspelt name is reported before any other mistake.
    """
    for table, content in written.items():
        if table not in TABLES or not isinstance(content, Mapping):
            continue
        for name, value in content.items():
            field = dotted(table, name)
            if table == "stated":
                refuse_unknown_output(name, vocabulary=vocabulary, field=field)
            elif table == "structure":
                refuse_unknown_choice(name, vocabulary=vocabulary, field=field)
            elif table != "conditions" and name not in vocabulary.parameters:
                raise unknown_in_table(name, vocabulary=vocabulary, field=field)
            if isinstance(value, Mapping):
                refuse_unknown_in(value, table=table, vocabulary=vocabulary, field=field)


def refuse_unknown_in(value: Mapping[str, Any], *, table: str, vocabulary: Vocabulary, field: str) -> None:
    """The same for the fields of one belief, correlation, statement or condition."""
    if table == "parameters":
        refuse_unknown_fields(value, known=BELIEF_FIELDS, field=field)
        if isinstance(inner := value.get("inner"), Mapping):
            refuse_unknown_fields(inner, known=BELIEF_FIELDS, field=f"{field}.inner")
    elif table == "stated":
        refuse_unknown_fields(value, known=STATEMENT_FIELDS, field=field)
    elif table == "conditions":
        refuse_unknown_fields(value, known=CONDITION_FIELDS, field=field, percentiles=False)
    elif table == "given":
        refuse_unknown_fields(value, known=GIVEN_FIELDS, field=field, percentiles=False)
    elif table == "correlations":
        for other in value:
            if other not in vocabulary.parameters:
                raise unknown_in_table(other, vocabulary=vocabulary, field=f"{field}.{dotted(other)}")


def unknown_in_table(name: str, *, vocabulary: Vocabulary, field: str) -> ParameterError:
    """The error for a name that is no parameter's, with the nearest that is, or the table where it belongs."""
    if place := place_of(name, parameters=(), choices=vocabulary.choices):
        return ParameterError(f"expected the name of a parameter, got {described(name)}{place}", field=field)
    return unknown_parameter(name, parameters=vocabulary.parameters, field=field)


def refuse_unknown_choice(name: str, *, vocabulary: Vocabulary, field: str) -> None:
    """Raise ScenarioError unless the model leaves the choice of this name to the scenario."""
    if name not in vocabulary.choices:
        place = place_of(name, parameters=vocabulary.parameters, choices=())
        hint = place or suggestion(name, vocabulary.choices)
        known = f"one of {', '.join(vocabulary.choices)}" if vocabulary.choices else "nothing (there are no choices)"
        raise ScenarioError(f"expected {known}, got {described(name)}{hint}", field=field)


def refuse_unknown_output(name: str, *, vocabulary: Vocabulary, field: str) -> None:
    """Raise ScenarioError unless the model answers what [stated] speaks about."""
    if name not in vocabulary.outputs:
        hint = suggestion(name, vocabulary.outputs)
        problem = f"expected an output of the model {vocabulary.model}, got {described(name)}{hint}"
        raise ScenarioError(problem, field=field)


def read_schema(value: object) -> int:
    """The version of the format, which must be ours."""
    if isinstance(value, bool) or not isinstance(value, int) or value != SCHEMA:
        newer = isinstance(value, int) and not isinstance(value, bool) and value > SCHEMA
        hint = " (a newer oomcast may read it)" if newer else ""
        raise ScenarioError(f"expected schema = {SCHEMA}, got {described(value)}{hint}", field="schema")
    return value


def read_name(value: object, *, field: str) -> str:
    """One line of text that is not empty."""
    text = read_text(value, field=field)
    if not text.strip():
        raise ScenarioError("expected text, got nothing but blanks", field=field)
    return text


def read_date(value: object, *, field: str) -> str:
    """A day, month or year, as a TOML date or in quotes, in the form 2026-11-23, 2026-11 or 2026.

    >>> read_date(dt.date(2026, 11, 23), field="date"), read_date("2026-11", field="date")
    ('2026-11-23', '2026-11')
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str) and (match := DATE.fullmatch(value)):
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            dt.date(year, month, day)
        except ValueError:
            pass  # such as month 13: said below, like any other text that is no date
        else:
            return value
    raise ScenarioError(f"expected a date such as 2026-11-23, got {described(value)}", field=field)


def table_of(written: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One of the tables, empty where it is absent."""
    content = written.get(name, {})
    if not isinstance(content, Mapping):
        raise ScenarioError(f"expected a table, got {described(content)}", field=name)
    return content


def read_structure(table: Mapping[str, Any], *, vocabulary: Vocabulary) -> dict[str, str]:
    """The option that each choice is given."""
    return {
        name: read_option(vocabulary.choices[name], value, field=dotted("structure", name))
        for name, value in table.items()
    }


def read_limits(table: Mapping[str, Any]) -> dict[str, Limits]:
    """The limits between which parameters are taken for granted to lie.

    >>> read_limits({"automation_year": {"before": 2032}})
    {'automation_year': (-inf, 2032.0)}
    """
    return {name: parse_limits(value, field=dotted("given", name)) for name, value in table.items()}


def read_correlations(table: Mapping[str, Any]) -> dict[Pair, float]:
    """Rank correlations by pair of parameters (names in alphabetical order); 0 says that there is none.

    >>> read_correlations({"returns_to_software": {"initial_speedup": 0.3}})
    {('initial_speedup', 'returns_to_software'): 0.3}
    """
    found: dict[Pair, float] = {}
    for first, others in table.items():
        field = dotted("correlations", first)
        if not isinstance(others, Mapping):
            problem = f"expected a table such as {{other_parameter = 0.5}}, got {described(others)}"
            raise ScenarioError(problem, field=field)
        for second, value in others.items():
            inside = f"{field}.{dotted(second)}"
            rank = read_number(value, field=inside)
            if first == second:
                raise ScenarioError("expected two different parameters, got one with itself", field=inside)
            if not -1 < rank < 1:
                raise ScenarioError(f"expected a number strictly between -1 and 1, got {rank:g}", field=inside)
            pair = (min(first, second), max(first, second))
            if pair in found:
                raise ScenarioError("expected each pair once, got it in both orders", field=inside)
            found[pair] = rank
    return found
