"""What drives an answer, where two scenarios differ, and three corporations: the documents of the command line."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from oomcast.errors import ScenarioError, nearest, shown
from oomcast.present.web.asking import (
    UPLOADED,
    Asked,
    as_written,
    check_fields,
    plain_name,
    read_asked,
    read_table,
    refuse_surrogates,
)
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind, read_known, read_whole
from oomcast.present.web.spelled import as_toml
from oomcast.present.web.work import Leave

if TYPE_CHECKING:
    from oomcast.beliefs.companies.roles import Trio

__all__ = ["compare_answer", "corporations_answer", "explain_answer"]

DEFAULT_DRAWS = 10_000
MOST_COMPARED = 6
"""Most scenarios that are compared at once, as in `oomcast compare`."""

MOST_COMPANY_DRAWS = 100_000
"""Most draws of a comparison of companies, which cannot be stopped once begun: they take about a second."""

LARGEST_SEED = 2**63 - 1
HALF_WIDTHS = (0.001, 0.5)
"""Between what the wanted half-width of a share of the spread may lie; below it no patience would do."""


def explain_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of `oomcast explain --json`."""
    check_fields(asked, "output", "statistic", "half_width")
    wanted = read_asked(asked)
    options = question(asked)
    if (half_width := read_half_width(asked)) is not None:
        options["half_width"] = half_width
    words = ["oomcast", "explain", wanted.command_prefix, *as_options(options, asked=wanted)]
    explain = insight("explain")
    found = explain(
        wanted.scenario,
        draws=wanted.draws,
        seed=wanted.seed,
        horizon_years=wanted.horizon_years,
        progress=leave,
        command=" ".join(words),
        **options,
    )
    return document_of(found)


def compare_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of `oomcast compare --json`, for two to six scenarios on shared luck."""
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
    options = question(asked)
    names = " ".join(shlex.quote(item.source) for item in compared)
    words = ["oomcast", "compare", names, *as_options(options, asked=compared[0])]
    is_plain = not any(item.settings or item.structure or item.limits for item in compared)
    found = insight("compare")(
        *(item.scenario for item in compared),
        draws=compared[0].draws,
        seed=compared[0].seed,
        horizon_years=compared[0].horizon_years,
        progress=leave,
        # Scenarios with replaced beliefs have no name on the command line until they are saved.
        command=" ".join(words) if is_plain else "",
        **options,
    )
    return document_of(found)


def read_compared(item: Any, *, shared: Mapping[str, Any], place: int) -> Asked:
    """One of the scenarios to compare, written as for a forecast."""
    if not isinstance(item, dict):
        raise Refusal(400, BAD_FIELD, f"expected an object, got {shown(item)}", field=f"scenarios[{place}]")
    read_known(
        item, known=("scenario", "toml", "file", "set", "structure", "given", "name"), inside=f"scenarios[{place}]"
    )
    named = read_kind(item, "name", str, expected="a name")
    found = read_asked({**{name: value for name, value in item.items() if name != "name"}, **shared})
    return found if named is None else replace(found, scenario=found.scenario.replace(name=named))


def question(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Which answer is asked about; what is not said is left to the defaults of the command line."""
    found = {name: read_kind(asked, name, str, expected="a name") for name in ("output", "statistic")}
    return {name: value for name, value in found.items() if value is not None}


def as_options(options: Mapping[str, Any], *, asked: Asked) -> list[str]:
    """The options of a command, those that decide the numbers always among them."""
    said = {**options, "draws": asked.draws, "seed": asked.seed}
    return [f"--{name.replace('_', '-')} {shlex.quote(str(value))}" for name, value in said.items()]


def read_half_width(asked: Mapping[str, Any]) -> float | None:
    """To within what a share of the spread is wanted; None for the usual."""
    value = read_kind(asked, "half_width", (int, float), expected="a number")
    least, most = HALF_WIDTHS
    if value is not None and not least <= value <= most:
        message = f"expected a number from {least:g} to {most:g}, got {shown(value)}"
        raise Refusal(400, BAD_FIELD, message, field="half_width")
    return None if value is None else float(value)


def insight(name: str) -> Callable[..., Any]:
    """The call of that name, which Python and the command line make too."""
    module = import_module("oomcast.present.insight_interface")
    call: Callable[..., Any] = getattr(module, name)
    return call


def document_of(found: Any) -> dict[str, Any]:
    """The document of an answer, with the sentence that the page shows."""
    document: dict[str, Any] = found.document()
    return document


CORPORATIONS = ("slow", "normal", "automated", "normal_over_slow", "automated_over_normal")


def corporations_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of `oomcast corps --json`."""
    from oomcast.present.corps_interface import corporations

    known = ("scenario", "toml", "file", "set", *CORPORATIONS, "answer", "draws", "seed", "session", "sequence")
    read_known(asked, known=known)
    settings = company_settings(read_table(asked, "set"))
    trio, source = read_companies(asked, settings=settings)
    draws = read_whole(asked, "draws", default=DEFAULT_DRAWS, least=1, most=MOST_COMPANY_DRAWS)
    seed = read_whole(asked, "seed", default=0, least=-LARGEST_SEED, most=LARGEST_SEED)
    roles = {
        name: read_kind(asked, name, str, expected="the name of a company")
        for name in CORPORATIONS[:3]
        if asked.get(name) is not None
    }
    stated = {name: read_stated(asked, name) for name in CORPORATIONS[3:] if asked.get(name) is not None}
    answer = read_kind(asked, "answer", str, expected="the name of an answer")
    words = ["oomcast", "corps", source, "--draws", str(draws), "--seed", str(seed)]
    words += [word for setting in settings for word in ("--set", setting)]
    for name, value in {**roles, **stated}.items():
        words += [f"--{name.replace('_', '-')}", value if isinstance(value, str) else as_toml(value)]
    leave.check()
    comparison = corporations(trio, draws=draws, seed=seed, command=shlex.join(words), **stated, **roles)
    leave.check()
    document: dict[str, Any] = comparison.document(answer=answer)
    return document


def read_stated(asked: Mapping[str, Any], name: str) -> Any:
    """An answer of one's own, checked before it is passed on, so that it can name no file."""
    from oomcast.beliefs.belief import parse_belief
    from oomcast.models.corporations.declared import SPEEDUP

    value = as_written(asked[name])
    parse_belief(value, parameter=SPEEDUP, field=name)
    return value


def company_settings(table: Mapping[str, Any]) -> list[str]:
    """Beliefs about research as NAME=VALUE, checked before, so that they can name no file."""
    from oomcast.beliefs.belief import parse_belief, unknown_parameter
    from oomcast.beliefs.structure import read_option
    from oomcast.models.corporations.declared import WORDS

    words, settings = WORDS.research, list[str]()
    for name, value in table.items():
        field = f"set.{shown(name)[1:-1]}"
        if name in words.choices:
            read_option(words.choices[name], value, field=field)
        elif name in words.parameters:
            parse_belief(as_written(value), parameter=words.parameters[name], field=field)
        else:
            raise unknown_parameter(name, parameters=words.parameters, also=words.choices, field=field)
        settings.append(f"{name}={value if isinstance(value, str) else as_toml(value)}")
    return settings


def read_companies(asked: Mapping[str, Any], *, settings: list[str]) -> tuple[Trio, str]:
    """The file of companies of a request: a preset, or a text, which may name no file; and what it is called."""
    from oomcast.beliefs.companies.opening import REFERENCE, company_preset_names, setting_layers, understood
    from oomcast.beliefs.reading import parse_toml
    from oomcast.beliefs.sources import SUFFIX, Source
    from oomcast.models.corporations.declared import WORDS
    from oomcast.present.corps_interface import open_trio

    name = read_kind(asked, "scenario", str, expected="the name of a preset")
    text = read_kind(asked, "toml", str, expected="the text of a file of companies")
    file = read_kind(asked, "file", str, expected="the name of a file")
    if name is not None and text is not None:
        raise Refusal(400, BAD_FIELD, "expected either a preset (scenario) or a file's text (toml), got both")
    if text is None:
        name = REFERENCE if name is None else name
        if name not in company_preset_names():
            known = ", ".join(company_preset_names())
            message = f"expected a preset ({known}), got {shown(name)}.{nearest(name, company_preset_names())}"
            raise Refusal(404, "preset", message, field="scenario")
        return open_trio(name, settings=settings), name
    label = plain_name(file or UPLOADED)
    refuse_surrogates(text, label=label)
    plain = text.removeprefix("\ufeff")
    source = Source(
        label=label,
        key=label,
        stem=label.removesuffix(SUFFIX),
        text=plain,
        written=parse_toml(plain, file=label),
        folder=None,
    )
    try:
        return understood(source, words=WORDS, above=setting_layers(settings, words=WORDS)), label
    except ScenarioError as problem:
        raise problem.inside(label) from None
