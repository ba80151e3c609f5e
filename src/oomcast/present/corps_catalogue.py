"""Files of companies as text: what ships, what one says and on what grounds, whether one is sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import number, unit_word

if TYPE_CHECKING:
    from oomcast.beliefs.companies.company import Company
    from oomcast.beliefs.companies.roles import Trio
    from oomcast.beliefs.parameter import Parameter

__all__ = ["described_companies", "listed_companies", "verdict_on_companies"]


def listed_companies(*, room: int, terminal: Terminal = PLAIN) -> list[str]:
    """The files of companies that ship, each with its title and its companies."""
    from oomcast.beliefs.companies.opening import company_preset_names
    from oomcast.present.corps_interface import open_trio

    lines = [terminal.strong("Files of companies, for oomcast corps")]
    for name in company_preset_names():
        trio = open_trio(name)
        said = f"{whose(trio)}: {', '.join(trio.companies)}"
        lines.append(terminal.prose(said, indent=f"  {name}".ljust(room), hanging=" " * room))
    return lines


def described_companies(trio: Trio, *, terminal: Terminal = PLAIN) -> str:
    """What a file of companies says: its companies, what is believed about research, and what people answer."""
    from oomcast.models.corporations.declared import WORDS

    roles, structure = trio.roles, trio.structure
    lines = [
        terminal.strong(trio.name),
        *([terminal.prose(whose(trio))] if whose(trio) else []),
        terminal.faint(f"file of companies · hash {trio.hash[:12]}"),
        "",
        terminal.prose(f"Compared: {roles.slow}, {roles.normal}, {roles.automated}."),
        terminal.prose(f"Structure: {', '.join(f'{name} = {option}' for name, option in structure.items())}."),
    ]
    for company in trio.companies.values():
        lines += ["", *of_company(company, WORDS.company, terminal=terminal)]
    lines += ["", terminal.strong("What is believed about research")]
    for name, belief in trio.beliefs.items():
        parameter = trio.parameters[name]
        unit = unit_word(parameter.unit)
        lines += [
            "",
            terminal.strong(name) + terminal.faint(f"  {parameter.symbol}" + (f", {unit}" if unit else "")),
            terminal.stated(terminal.prose(belief.in_words(parameter), indent="  ")),
            terminal.faint(terminal.prose(parameter.meaning, indent="  ")),
            terminal.prose(f"{belief.evidence}: {belief.source}", indent="  ", hanging="    "),
        ]
    lines += ["", terminal.strong("What people say comes out")]
    for name, answer in trio.answers.items():
        for part, said in answer.stated.items():
            if said is not None:
                told = f"{name}, {part}: {said.in_words()} ({said.source})"
                lines.append(terminal.stated(terminal.prose(told, indent="  ", hanging="    ")))
    return "\n".join([*lines, *warnings(trio, terminal=terminal)]) + "\n"


def of_company(company: Company, parameters: Mapping[str, Parameter], *, terminal: Terminal) -> list[str]:
    """One company: its numbers, its groups of heads, its practices."""
    like = f"  like {company.like}" if company.like else ""
    lines = [terminal.strong(company.name) + terminal.faint(like)]
    lines += [terminal.prose(company.title, indent="  ")] if company.title else []
    for name, belief in company.beliefs.items():
        unit = unit_word(parameters[name].unit)
        said = f"{name}{f', {unit}' if unit else ''}: {belief.in_words(parameters[name])}"
        lines.append(terminal.stated(terminal.prose(said, indent="  ", hanging="    ")))
    for group in company.quality:
        spread = f", spread {number(group.spread_sd)}" if group.spread_sd else ""
        said = f"{number(group.share)} of heads: {number(group.mean_sd, digits=3)} SD above the median{spread}"
        lines.append(terminal.prose(f"{said} ({group.name})" if group.name else said, indent="  ", hanging="    "))
    lines.append(f"  practices {company.practices}")
    return [*lines, *([terminal.faint(terminal.prose(company.note, indent="  "))] if company.note else [])]


def verdict_on_companies(trio: Trio, *, terminal: Terminal = PLAIN) -> str:
    """That a file of companies is sound, with how much of it is its own and every warning."""
    own = sum(origin == trio.file for origin in trio.origins.values())
    count = len(trio.warnings)
    head = f"OK: {trio.name} ({len(trio.companies)} companies, {own} of {len(trio.beliefs)} beliefs its own)"
    head += f", {count} warning{'s' if count > 1 else ''}" if count else ""
    return "\n".join([head, *warnings(trio, terminal=terminal)]) + "\n"


def whose(trio: Trio) -> str:
    """Title, author and date."""
    return " · ".join(part for part in (trio.title, trio.author, trio.date) if part)


def warnings(trio: Trio, *, terminal: Terminal) -> list[str]:
    """What a reader should know about the beliefs."""
    return [terminal.warning(terminal.prose(f"Warning: {warning}", hanging="  ")) for warning in trio.warnings]
