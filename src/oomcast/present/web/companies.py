"""Three corporations as a request asks for them: the document of the command line."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from oomcast.errors import ScenarioError, nearest, shown
from oomcast.present.web.asking import (
    LARGEST_SEED,
    UPLOADED,
    as_written,
    plain_name,
    read_table,
    refuse_surrogates,
)
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind, read_known, read_whole
from oomcast.present.web.spelled import as_toml

if TYPE_CHECKING:
    from oomcast.beliefs.companies.roles import Trio

__all__ = ["corporations_answer"]

MOST_COMPANY_DRAWS = 100_000
"""Most draws of a comparison of companies: its shares are known to a sixth of a percentage point then."""

COMPANY_DRAWS = 2000
"""Draws of a comparison unless another number is asked for: a page waits for it, and medians are known well enough."""

CORPORATIONS = ("slow", "normal", "automated", "normal_over_slow", "automated_over_normal")


def corporations_answer(asked: Mapping[str, Any], tell: Callable[[int, int], None]) -> dict[str, Any]:
    """The document of `oomcast corps --json`. Nothing is compiled for it, so that the clock starts at once."""
    from oomcast.present.corps_interface import corporations

    tell(0, 0)
    known = ("scenario", "toml", "file", "set", *CORPORATIONS, "answer", "draws", "seed", "session", "sequence")
    read_known(asked, known=known)
    settings = company_settings(read_table(asked, "set"))
    trio, source = read_companies(asked, settings=settings)
    draws = read_whole(asked, "draws", default=COMPANY_DRAWS, least=1, most=MOST_COMPANY_DRAWS)
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
    comparison = corporations(trio, draws=draws, seed=seed, command=shlex.join(words), **stated, **roles)
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
