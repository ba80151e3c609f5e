"""Scenarios as text: what ships with the package, what one believes and on what grounds, whether one is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import labelled, number, unit_word

if TYPE_CHECKING:
    from oomcast.beliefs.belief import Belief
    from oomcast.beliefs.parameter import Parameter
    from oomcast.beliefs.scenario import Scenario

__all__ = ["described", "listing", "verdict"]


def listing(*, terminal: Terminal = PLAIN) -> str:
    """Presets with title, author and date, then the models."""
    from oomcast.beliefs.scenario import preset_names
    from oomcast.models.registry import model_names
    from oomcast.present.interface import open_scenario

    names = list(preset_names())
    room = max(len(name) for name in names) + 4
    lines = [terminal.strong("Presets")]
    for name in names:
        scenario = open_scenario(name)
        whose = " · ".join(str(part) for part in (scenario.title, scenario.author, scenario.date) if part)
        lines.append(terminal.prose(whose, indent=f"  {name}".ljust(room), hanging=" " * room))
    lines += ["", terminal.strong("Models"), *(f"  {name}" for name in model_names())]
    lines += ["", terminal.faint("oomcast show NAME says what a preset believes; oomcast run NAME what that implies.")]
    return "\n".join(lines) + "\n"


def described(scenario: Scenario, *, terminal: Terminal = PLAIN) -> str:
    """Every parameter of a scenario: belief, unit, meaning, evidence, source, note; then all else it states."""
    whose = " · ".join(str(part) for part in (scenario.title, scenario.author, scenario.date) if part)
    lines = [terminal.strong(scenario.name), terminal.prose(whose)] if whose else [terminal.strong(scenario.name)]
    lines.append(terminal.faint(f"model {scenario.model} · hash {scenario.hash[:12]}"))
    for name, belief in scenario.beliefs.items():
        lines += ["", *_belief(scenario.parameters[name], belief, own=name in scenario.own, terminal=terminal)]
    for (first, second), correlation in scenario.correlations.items():
        lines += ["", f"Rank correlation of {first} and {second}: {number(correlation)}"]
    if scenario.stated:
        lines += ["", terminal.strong("Stated about the answer")]
    for name, statement in scenario.stated.items():
        shown = f"{labelled(name, statement.unit)}: {statement.in_words()}"
        lines.append(terminal.stated(terminal.prose(shown, indent="  ")))
        lines += _origin(str(statement.evidence), statement.source, statement.note, terminal=terminal)
    if scenario.conditions:
        lines += ["", terminal.strong("Given that")]
    for condition in scenario.conditions:
        held = "" if condition.probability is None else f" (probability {number(condition.probability)})"
        lines.append(terminal.prose(f"{condition.statement}{held}", indent="  · ", hanging="    "))
    if scenario.warnings:
        lines += ["", *_warnings(scenario, terminal=terminal)]
    return "\n".join(lines) + "\n"


def verdict(scenario: Scenario, *, terminal: Terminal = PLAIN) -> str:
    """That a scenario is sound, with how much of it is its own and every warning."""
    own, total = len(scenario.own), len(scenario.beliefs)
    inherited = f", {total - own} inherited" if total > own else ""
    count = len(scenario.warnings)
    head = f"OK: {scenario.name} (model {scenario.model}, {own} of {total} beliefs its own{inherited})"
    head += f", {count} warning{'s' if count > 1 else ''}" if count else ""
    return "\n".join([head, *_warnings(scenario, terminal=terminal)]) + "\n"


def _warnings(scenario: Scenario, *, terminal: Terminal) -> list[str]:
    return [terminal.warning(terminal.prose(f"Warning: {warning}", hanging="  ")) for warning in scenario.warnings]


def _belief(parameter: Parameter, belief: Belief, *, own: bool, terminal: Terminal) -> list[str]:
    unit = unit_word(parameter.unit)
    inherited = "" if own else terminal.faint(" (inherited)")
    head = terminal.strong(parameter.name) + terminal.faint(f"  {parameter.symbol}" + (f", {unit}" if unit else ""))
    return [
        head + inherited,
        terminal.stated(terminal.prose(belief.in_words(parameter), indent="  ")),
        terminal.faint(terminal.prose(parameter.meaning, indent="  ")),
        *_origin(str(belief.evidence), belief.source, belief.note, terminal=terminal),
    ]


def _origin(evidence: str, source: str, note: str, *, terminal: Terminal) -> list[str]:
    text = f"{evidence}: {source}" if source else f"{evidence}, no source given"
    lines = [terminal.prose(text, indent="  ", hanging="    ")]
    if note:
        lines.append(terminal.prose(f"note: {note}", indent="  ", hanging="    "))
    return lines
