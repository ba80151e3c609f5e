"""What a forecast is conditional on, and how likely the person holds it to be that this comes about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oomcast.beliefs.fields import dotted_in, read_number, read_text, refuse_unknown_fields
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.reading import described
from oomcast.beliefs.spelling import read_about
from oomcast.errors import ScenarioError

__all__ = ["CONDITION_FIELDS", "Condition", "joint_probability", "parse_condition"]

CONDITION_FIELDS = ("statement", "probability", "source", "evidence", "note")
"""Names the table of a condition may hold."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One thing taken for granted: a statement and, optionally, its probability given the conditions before it.

    >>> Condition(name="on_time", statement="full automation comes in 2029", probability=0.3).probability
    0.3
    """

    name: str
    statement: str
    probability: float | None = None
    source: str = ""
    evidence: Evidence = Evidence.ASSUMED
    note: str = ""


def parse_condition(value: object, *, name: str, field: str) -> Condition:
    """A condition as written: its statement alone, or a table with `statement` and, optionally, `probability`.

    Raises ScenarioError for a missing or empty statement and a probability outside 0 to 1.

    >>> parse_condition("nobody sabotages", name="no_sabotage", field="conditions.no_sabotage").statement
    'nobody sabotages'
    """
    if isinstance(value, str):
        value = {"statement": value}
    if not isinstance(value, Mapping):
        problem = f"expected a statement in quotes, or a table that has one, got {described(value)}"
        raise ScenarioError(problem, field=field)
    refuse_unknown_fields(value, known=CONDITION_FIELDS, field=field, percentiles=False)
    inside = dotted_in(field, "statement")
    if "statement" not in value:
        raise ScenarioError("expected a statement in quotes, got none", field=inside)
    statement = read_text(value["statement"], field=inside, one_line=False)
    if not statement.strip():
        raise ScenarioError("expected a statement, got empty text", field=inside)
    about = read_about(value, field=field)
    return Condition(
        name=name,
        statement=statement,
        probability=read_probability(value["probability"], field=field) if "probability" in value else None,
        source=about.source,
        evidence=about.evidence,
        note=about.note,
    )


def read_probability(value: object, *, field: str) -> float:
    """A probability from 0 (excluded: nothing can be conditional on the impossible) to 1."""
    inside = dotted_in(field, "probability")
    probability = read_number(value, field=inside)
    if not 0 < probability <= 1:
        raise ScenarioError(f"expected a probability above 0 and at most 1, got {probability:g}", field=inside)
    return probability


def joint_probability(conditions: Iterable[Condition]) -> float | None:
    """The probability that all conditions hold: the product, each being stated given those before it.

    None where there are no conditions or one of them has no probability: then nobody has said.

    >>> likely = Condition(name="a", statement="a", probability=0.5)
    >>> joint_probability([likely, likely]), joint_probability([likely, Condition(name="b", statement="b")])
    (0.25, None)
    """
    stated = [condition.probability for condition in conditions]
    known = [probability for probability in stated if probability is not None]
    return math.prod(known) if stated and len(known) == len(stated) else None
