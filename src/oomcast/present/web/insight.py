"""What drives an answer, and where scenarios differ: the documents of the command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from oomcast.errors import ScenarioError, shown
from oomcast.present.web.asking import Asked, check_fields, read_asked
from oomcast.present.web.compiling import compile_apart
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind, read_known
from oomcast.present.web.work import Leave

__all__ = ["compare_answer", "explain_answer"]

MOST_COMPARED = 6
"""Most scenarios that are compared at once, as in `oomcast compare`."""

HALF_WIDTHS = (0.001, 0.5)
"""Between what the wanted half-width of a share of the spread may lie; below it no patience would do."""


def explain_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of `oomcast explain --json`, and under "finding" its first sentence."""
    from oomcast.present.explanation import finding
    from oomcast.present.insight_interface import HALF_WIDTH, explain

    check_fields(asked, "output", "statistic", "half_width")
    wanted = without_claims(read_asked(asked), field="given")
    output, statistic = question(asked)
    half_width = read_half_width(asked)
    options = {"--half-width": None if half_width is None or half_width == HALF_WIDTH else str(half_width)}
    words = [*command(["explain", wanted.source], output=output, statistic=statistic, asked=wanted, options=options)]
    compile_apart(wanted.scenario, leave)
    found = explain(
        wanted.scenario,
        output=output,
        statistic=statistic,
        draws=wanted.draws,
        seed=wanted.seed,
        horizon_years=wanted.horizon_years,
        half_width=HALF_WIDTH if half_width is None else half_width,
        progress=leave,
        # What is taken as given has no option there until it is part of a file.
        command="" if wanted.limits or wanted.conditions else shlex.join([*words, *wanted.options()]),
    )
    document: dict[str, Any] = found.document()
    return {**document, "finding": finding(document)}


def compare_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of `oomcast compare --json`, for two to six scenarios on shared luck."""
    from oomcast.present.insight_interface import compare

    read_known(
        asked,
        known=("scenarios", "output", "statistic", "draws", "seed", "horizon_years", "session", "sequence"),
    )
    listed = read_kind(asked, "scenarios", list, expected="a list of scenarios")
    if not listed or not 2 <= len(listed) <= MOST_COMPARED:
        got = "none" if not listed else str(len(listed))
        message = f"expected 2 to {MOST_COMPARED} scenarios, got {got}"
        raise Refusal(400, BAD_FIELD, message, field="scenarios")
    shared = {name: asked[name] for name in ("draws", "seed", "horizon_years") if name in asked}
    compared = [read_compared(item, shared=shared, place=place) for place, item in enumerate(listed)]
    output, statistic = question(asked)
    words = command(
        ["compare", *(item.source for item in compared)], output=output, statistic=statistic, asked=compared[0]
    )
    is_plain = not any(
        item.settings or item.structure or item.limits or item.conditions or item.stated for item in compared
    )
    for item in compared:
        compile_apart(item.scenario, leave)
    found = compare(
        *(item.scenario for item in compared),
        output=output,
        statistic=statistic,
        draws=compared[0].draws,
        seed=compared[0].seed,
        horizon_years=compared[0].horizon_years,
        progress=leave,
        # Scenarios with replaced beliefs have no name on the command line until they are saved.
        command=shlex.join(words) if is_plain else "",
    )
    return found.document()


def read_compared(item: Any, *, shared: Mapping[str, Any], place: int) -> Asked:
    """One of the scenarios to compare, written as for a forecast."""
    if not isinstance(item, dict):
        raise Refusal(400, BAD_FIELD, f"expected an object, got {shown(item)}", field=f"scenarios[{place}]")
    read_known(
        item,
        known=("scenario", "toml", "file", "set", "structure", "given", "stated", "name"),
        inside=f"scenarios[{place}]",
    )
    named = read_kind(item, "name", str, expected="a name")
    asked = read_asked({**{name: value for name, value in item.items() if name != "name"}, **shared})
    found = without_claims(asked, field=f"scenarios[{place}].given")
    return found if named is None else replace(found, scenario=found.scenario.replace(name=named))


def without_claims(asked: Asked, *, field: str) -> Asked:
    """The same forecast. Raises ScenarioError where it is conditional on results, which no attribution reckons with."""
    if not asked.claims:
        return asked
    from oomcast.beliefs.expressions.words import in_words

    message = (
        f"expected limits of single beliefs, since this is told over all worlds within them, got a condition on more "
        f"({in_words(asked.claims[0])})"
    )
    raise ScenarioError(message, field=field)


def question(asked: Mapping[str, Any]) -> tuple[str, str | None]:
    """Which answer is asked about, and what of it; what is not said is left to the defaults of the command line."""
    from oomcast.present.insight_interface import HEADLINE

    output = read_kind(asked, "output", str, expected="the name of an output, event or milestone")
    statistic = read_kind(asked, "statistic", str, expected="the name of a statistic")
    return HEADLINE if output is None else output, statistic


def command(
    words: Sequence[str],
    *,
    output: str,
    statistic: str | None,
    asked: Asked,
    options: Mapping[str, str | None] = MappingProxyType({}),
) -> list[str]:
    """The words of the command that gives the same numbers, as the command line records it."""
    said = {"--output": output, "--statistic": statistic, "--draws": str(asked.draws), "--seed": str(asked.seed)}
    given = [word for option, value in {**said, **options}.items() if value is not None for word in (option, value)]
    return ["oomcast", *words, *given]


def read_half_width(asked: Mapping[str, Any]) -> float | None:
    """To within what a share of the spread is wanted; None for the usual."""
    value = read_kind(asked, "half_width", (int, float), expected="a number")
    least, most = HALF_WIDTHS
    if value is not None and not least <= value <= most:
        message = f"expected a number from {least:g} to {most:g}, got {shown(value)}"
        raise Refusal(400, BAD_FIELD, message, field="half_width")
    return None if value is None else float(value)
