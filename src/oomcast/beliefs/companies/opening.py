"""Read a file of companies: from untrusted TOML to a complete comparison, or one sentence on what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO, Any

from oomcast.beliefs.belief import Belief, parse_assignment, parse_belief
from oomcast.beliefs.bounds import bounds_warning, plausibility_warning
from oomcast.beliefs.companies.company import EVOLVED, PRACTICES, Company, Group
from oomcast.beliefs.companies.roles import ROLES, Answer, Roles, Trio
from oomcast.beliefs.fields import dotted, read_number, read_text, refuse_unknown_fields, suggestion
from oomcast.beliefs.layer import Layer
from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.reading import described, parse_toml, read_file, readable_name
from oomcast.beliefs.resolution import resolved
from oomcast.beliefs.sources import Source, from_file, from_stream, plain, preset_names
from oomcast.beliefs.spelling import BELIEF_FIELDS
from oomcast.beliefs.tables import (
    read_correlations,
    read_date,
    read_name,
    read_schema,
    read_structure,
    refuse_unknown_names,
    table_of,
)
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ScenarioError, shown

__all__ = ["REFERENCE", "Words", "as_written", "company_preset_names", "open_companies", "speaks_of_companies"]

REFERENCE = "three-corporations"
"""The preset that fills in what a file says nothing about: beliefs, answers, companies it does not describe itself."""

BELIEFS_APART = "other-structures"
"""A file with beliefs alone, for laws and production functions that the reference preset does not use."""

SUFFIX = ".toml"
STANDARD_INPUT = "-"
MADE_IN_PYTHON = "companies"
SETTINGS = "--set"
"""What errors name in place of a file."""

LINES = ("schema", "name", "title", "author", "date")
TABLES = ("structure", "parameters", "correlations", "compare", "companies", "answers")
TOP_LEVEL = (*LINES, *TABLES)
"""Names that may stand at the top of a file of companies, in the order in which they are written."""

OF_COMPANIES_ALONE = ("compare", "companies", "answers")
"""Tables by which a file of companies is known."""

COMPANY_LINES = ("title", "note", "like", "practices", "quality")
"""What a company's table holds besides beliefs about its numbers."""

GROUP_FIELDS = ("name", "share", "mean_sd", "spread_sd")
AN_EXAMPLE = "{share = 1, mean_sd = 0}"
ANSWERS = ("normal_over_slow", "automated_over_normal")

MOST_COMPANIES, MOST_GROUPS = 100, 50
"""A picture of more companies, or of more groups in one, would be read by nobody."""

SHARES_ERR = 1e-6
"""By how much shares that were written in decimals may miss 1."""

MOST_SD = 10.0
"""Further from the median than anyone can be."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a file may speak of: `company` its numbers, `research` the beliefs about research, `answer` a speed-up.

    `defaults` are the values of a company's numbers that it says nothing about; the others must be stated.
    """

    company: Mapping[str, Parameter]
    defaults: Mapping[str, float]
    research: Vocabulary
    answer: Parameter


@cache
def company_preset_names() -> tuple[str, ...]:
    """The files of companies that come with the package, in alphabetical order.

    >>> company_preset_names()
    ('three-corporations',)
    """
    folder = resources.files(__package__)
    names = sorted(item.name.removesuffix(SUFFIX) for item in folder.iterdir() if item.name.endswith(SUFFIX))
    return tuple(name for name in names if name != BELIEFS_APART)


def as_written(name: str) -> str:
    """The text of a file of companies that comes with the package, to be copied and edited.

    >>> as_written("three-corporations").splitlines()[0]
    'schema = 1'
    """
    return preset(name).text


def speaks_of_companies(source: str) -> bool:
    """Whether a preset's name or a path stands for a file of companies: it has a table that no scenario has.

    False where it cannot be read: whoever opens it will say why.

    >>> speaks_of_companies("three-corporations"), speaks_of_companies("greenblatt-2025")
    (True, False)
    """
    if source in company_preset_names():
        return True
    if source == STANDARD_INPUT or source in preset_names():
        return False
    try:
        written = parse_toml(read_file(source), file=source)
    except ScenarioError:
        return False
    return any(table in written for table in OF_COMPANIES_ALONE)


def open_companies(
    source: str | Path | Mapping[str, Any] | IO[Any],
    *,
    words: Words,
    stdin: IO[Any] | None = None,
    settings: Sequence[str] = (),
) -> Trio:
    """The comparison that a preset's name, a path, "-" (`stdin`), an open stream or a table in Python stands for.

    `settings` replace beliefs about research, each written NAME=VALUE. What the source leaves unsaid is as in the
    preset `three-corporations`. Raises ScenarioError or ParameterError, which name
    the file and the field.
    """
    found = find_companies(source, stdin=stdin)
    above = setting_layers(settings, words=words)
    try:
        return understood(found, words=words, above=above)
    except ScenarioError as problem:
        raise problem.inside(found.label) from None


def find_companies(source: str | Path | Mapping[str, Any] | IO[Any], *, stdin: IO[Any] | None) -> Source:
    """The text and tables of a source, not yet understood."""
    if isinstance(source, Mapping):
        written = plain(source, depth=0)
        return Source(
            label=MADE_IN_PYTHON, key=MADE_IN_PYTHON, stem=MADE_IN_PYTHON, text="", written=written, folder=Path()
        )
    if source == STANDARD_INPUT and stdin is not None:
        return from_stream(stdin, label=STANDARD_INPUT)
    if isinstance(source, str | Path):
        if str(source) in company_preset_names():
            return preset(str(source))
        try:
            return from_file(Path(source), text=read_file(source))
        except ScenarioError as problem:
            hint = suggestion(str(source), company_preset_names())
            if "no such file" not in problem.problem:
                raise
            known = ", ".join(company_preset_names())
            problem_here = f"expected a file of companies or one of {known}, got neither{hint}"
            raise ScenarioError(problem_here, file=readable_name(source)) from None
    if callable(getattr(source, "read", None)):
        return from_stream(source, label=readable_name(str(getattr(source, "name", STANDARD_INPUT))))
    raise ScenarioError(f"expected a preset, a path, a stream or a table, got {shown(source)}")


@cache
def preset(name: str) -> Source:
    """A file of companies that comes with the package."""
    text = resources.files(__package__).joinpath(name + SUFFIX).read_text(encoding="utf-8")
    return Source(
        label=name, key=f"preset {name}", stem=name, text=text, written=parse_toml(text, file=name), folder=None
    )


def setting_layers(settings: Sequence[str], *, words: Words) -> tuple[Layer, ...]:
    """What NAME=VALUE settings say, as one layer on top of a file; none where there are none."""
    beliefs: dict[str, Belief] = {}
    structure: dict[str, str] = {}
    for setting in settings:
        name, said = parse_assignment(
            setting, parameters=words.research.parameters, choices=words.research.choices, folder=Path()
        )
        if name in beliefs or name in structure:
            raise ScenarioError("expected one value, got several", field=name, file=SETTINGS)
        if isinstance(said, str):
            structure[name] = said
        else:
            beliefs[name] = said
    return (Layer(label=SETTINGS, beliefs=beliefs, structure=structure),) if settings else ()


def understood(source: Source, *, words: Words, above: tuple[Layer, ...] = ()) -> Trio:
    """A source as a complete comparison, with layers of beliefs about research on top."""
    written = source.written
    refuse_unknown_fields(written, known=TOP_LEVEL, field="", percentiles=False)
    about_research = {name: written[name] for name in ("structure", "parameters", "correlations") if name in written}
    refuse_unknown_names(about_research, vocabulary=words.research)
    if "schema" not in written:
        raise ScenarioError("expected schema = 1 at the top, got no schema", field="schema")
    read_schema(written["schema"])
    lines = {
        key: (read_date if key == "date" else read_name)(written[key], field=key) for key in LINES[1:] if key in written
    }
    companies = read_companies(source, words=words)
    below = () if source.label == REFERENCE else (research_layer(preset(REFERENCE), words=words),)
    research = resolved(
        (*below, research_layer(source, words=words), *above),
        vocabulary=words.research,
        reference=lambda name: reference_belief(name, words=words),
    )
    return Trio(
        name=lines.get("name", source.stem),
        title=lines.get("title", ""),
        author=lines.get("author", ""),
        date=lines.get("date", ""),
        companies=companies,
        roles=read_roles(source, companies=companies),
        beliefs=research.beliefs,
        origins=research.origins,
        structure=research.structure,
        correlations=research.correlations,
        answers=read_answers(source if "answers" in written else preset(REFERENCE), words=words),
        parameters=words.research.parameters,
        warnings=(*research.notes, *warnings_about(research.beliefs, companies, words=words)),
        file=source.label,
    )


def research_layer(source: Source, *, words: Words) -> Layer:
    """What a source says about research."""
    beliefs = {
        name: stated_belief(
            value, parameter=words.research.parameters[name], field=dotted("parameters", name), source=source
        )
        for name, value in table_of(source.written, "parameters").items()
    }
    return Layer(
        label=source.label,
        beliefs=beliefs,
        structure=read_structure(table_of(source.written, "structure"), vocabulary=words.research),
        correlations=read_correlations(table_of(source.written, "correlations")),
    )


def stated_belief(value: Any, *, parameter: Parameter, field: str, source: Source) -> Belief:
    """A belief as written; one without a source of its own is attributed to the file."""
    belief = parse_belief(value, parameter=parameter, field=field, folder=source.folder)
    return belief if belief.source else replace(belief, source=f"stated in {source.label}")


def reference_belief(name: str, *, words: Words) -> tuple[str, Belief] | None:
    """What the package believes about a parameter of research where a file says nothing."""
    field = dotted("parameters", name)
    for source in (preset(REFERENCE), preset(BELIEFS_APART)):
        table = table_of(source.written, "parameters")
        if name in table:
            parameter = words.research.parameters[name]
            return source.label, stated_belief(table[name], parameter=parameter, field=field, source=source)
    return None


def read_companies(source: Source, *, words: Words) -> dict[str, Company]:
    """The companies of a source, and after them those of the reference preset that it does not describe itself."""
    own = table_of(source.written, "companies")
    if len(own) > MOST_COMPANIES:
        raise ScenarioError(f"expected at most {MOST_COMPANIES} companies, got {len(own)}", field="companies")
    for name in own:
        read_text(name, field=dotted("companies", name))
    shipped = table_of(preset(REFERENCE).written, "companies")
    tables = {name: (table, source) for name, table in own.items()}
    tables |= {name: (table, preset(REFERENCE)) for name, table in shipped.items() if name not in own}
    return {name: read_company(name, tables=tables, chain=(), words=words) for name in tables}


def read_company(
    name: str, *, tables: Mapping[str, tuple[Any, Source]], chain: tuple[str, ...], words: Words
) -> Company:
    """One company, with what it takes over from the one it is like."""
    field = dotted("companies", name)
    table, source = tables[name]
    if not isinstance(table, Mapping):
        raise ScenarioError(f"expected a table, got {described(table)}", field=field)
    refuse_unknown_fields(table, known=(*COMPANY_LINES, *words.company), field=field, percentiles=False)
    model = read_like(table.get("like"), field=f"{field}.like", tables=tables, chain=(*chain, name))
    parent = read_company(model, tables=tables, chain=(*chain, name), words=words) if model else None
    beliefs: dict[str, Belief] = {}
    for key, parameter in words.company.items():
        inside = f"{field}.{key}"
        if key in table:
            if isinstance(table[key], Mapping):
                refuse_unknown_fields(table[key], known=BELIEF_FIELDS, field=inside)
            beliefs[key] = stated_belief(table[key], parameter=parameter, field=inside, source=source)
        elif parent:
            beliefs[key] = parent.beliefs[key]
        elif key in words.defaults:
            beliefs[key] = parse_belief(words.defaults[key], parameter=parameter, field=inside)
        else:
            raise ScenarioError(f"expected a number ({parameter.meaning}), got nothing", field=inside)
    practices = table.get("practices", parent.practices if parent else EVOLVED)
    if practices not in PRACTICES:
        hint = suggestion(practices, PRACTICES) if isinstance(practices, str) else ""
        got = f"got {described(practices)}{hint}"
        raise ScenarioError(f"expected one of {', '.join(PRACTICES)}, {got}", field=f"{field}.practices")
    if "quality" not in table and parent is None:
        raise ScenarioError("expected the groups of its researchers, got nothing", field=f"{field}.quality")
    return Company(
        name=name,
        title=read_text(table.get("title", ""), field=f"{field}.title"),
        note=read_text(table.get("note", ""), field=f"{field}.note", one_line=False),
        beliefs=beliefs,
        quality=read_groups(table["quality"], field=f"{field}.quality")
        if "quality" in table or parent is None
        else parent.quality,
        practices=practices,
        like=model,
    )


def read_like(value: object, *, field: str, tables: Iterable[str], chain: tuple[str, ...]) -> str:
    """The company that another is like but for what its table says, or nothing."""
    if value is None:
        return ""
    model = read_text(value, field=field)
    if model not in tables:
        hint = suggestion(model, tables)
        raise ScenarioError(f"expected a company of this file, got {described(model)}{hint}", field=field)
    if model in chain:
        loop = " -> ".join((*chain[chain.index(model) :], model))
        raise ScenarioError(f"expected a chain that ends, got the loop {loop}", field=field)
    return model


def read_groups(value: object, *, field: str) -> tuple[Group, ...]:
    """The groups of a company's researchers, whose shares sum to one."""
    if not isinstance(value, list) or not value:
        raise ScenarioError(
            f"expected a list of groups such as {{share = 1, mean_sd = 0}}, got {described(value)}", field=field
        )
    if len(value) > MOST_GROUPS:
        raise ScenarioError(f"expected at most {MOST_GROUPS} groups, got {len(value)}", field=field)
    groups = tuple(read_group(table, field=f"{field}[{place}]") for place, table in enumerate(value))
    total = math.fsum(group.share for group in groups)
    if abs(total - 1.0) > SHARES_ERR:
        raise ScenarioError(f"expected shares that sum to 1, got {total:g}", field=field)
    return tuple(replace(group, share=group.share / total) for group in groups)


def read_group(table: object, *, field: str) -> Group:
    """One group of researchers."""
    if not isinstance(table, Mapping):
        raise ScenarioError(f"expected a table such as {AN_EXAMPLE}, got {described(table)}", field=field)
    refuse_unknown_fields(table, known=GROUP_FIELDS, field=field, percentiles=False)
    for needed in ("share", "mean_sd"):
        if needed not in table:
            raise ScenarioError("expected a number, got nothing", field=f"{field}.{needed}")
    within = {"share": (0.0, 1.0), "mean_sd": (-MOST_SD, MOST_SD), "spread_sd": (0.0, MOST_SD)}
    numbers = {}
    for key, (low, high) in within.items():
        number = read_number(table.get(key, 0.0), field=f"{field}.{key}")
        if not low <= number <= high:
            raise ScenarioError(f"expected a number from {low:g} to {high:g}, got {number:g}", field=f"{field}.{key}")
        numbers[key] = number
    return Group(name=read_text(table.get("name", ""), field=f"{field}.name"), **numbers)


def read_roles(source: Source, *, companies: Mapping[str, Company]) -> Roles:
    """Who plays which part: as the source says, else as in the reference preset."""
    table = table_of(source.written, "compare")
    refuse_unknown_fields(table, known=ROLES, field="compare", percentiles=False)
    names = {}
    for role in ROLES:
        field = dotted("compare", role)
        value = table.get(role, table_of(preset(REFERENCE).written, "compare").get(role))
        name = read_text(value, field=field, expected="the name of a company in quotes")
        if name not in companies:
            hint = suggestion(name, companies)
            raise ScenarioError(f"expected one of the companies, got {described(name)}{hint}", field=field)
        names[role] = name
    return Roles(**names)


def read_answers(source: Source, *, words: Words) -> dict[str, Answer]:
    """What people say, by their names."""
    answers = {}
    for name, table in table_of(source.written, "answers").items():
        field = dotted("answers", read_text(name, field="answers"))
        if not isinstance(table, Mapping):
            raise ScenarioError(f"expected a table, got {described(table)}", field=field)
        refuse_unknown_fields(table, known=ANSWERS, field=field, percentiles=False)
        if not table:
            raise ScenarioError(f"expected {' or '.join(ANSWERS)}, got an empty table", field=field)
        beliefs = {
            key: stated_belief(value, parameter=words.answer, field=f"{field}.{key}", source=source)
            for key, value in table.items()
        }
        answers[name] = Answer(name=name, **beliefs)
    return answers


def warnings_about(beliefs: Mapping[str, Belief], companies: Mapping[str, Company], *, words: Words) -> tuple[str, ...]:
    """Sentences about beliefs that nobody would hold, or that had to be held at their bounds."""
    found = []
    for name, belief in beliefs.items():
        parameter = words.research.parameters[name]
        found.append(bounds_warning(belief.distribution, parameter=parameter))
        found.append(plausibility_warning(belief.middle, parameter=parameter))
    for company in companies.values():
        for name, belief in company.beliefs.items():
            warning = plausibility_warning(belief.middle, parameter=words.company[name])
            found.append(f"{company.name}: {warning}" if warning else None)
    return tuple(warning for warning in found if warning)
