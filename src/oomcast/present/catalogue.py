"""Scenarios as text: what ships with the package, what one believes and on what grounds, whether one is sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from oomcast.present.corps_catalogue import listed_companies
from oomcast.present.labels import labelled
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import number, plain, unit_word

if TYPE_CHECKING:
    from oomcast.beliefs.mechanism import Choice, Mechanism
    from oomcast.beliefs.parameter import Parameter
    from oomcast.beliefs.scenario import Scenario

__all__ = ["described", "listing", "verdict"]

TIERS = {
    1: "Tier 1 is in every scenario: how much faster research goes at first, what software and compute add to that, "
    "where it ends.",
    2: "Tier 2 says where the first speed-up comes from: a workforce of AIs, copy by copy.",
    3: "Tier 3 is what else may matter: laws of production, ceilings, compute over time, learning, rivals, dates.",
}
HOW_TO_SWITCH_ON = "A mechanism is at work as soon as a scenario speaks of one of its parameters."
HOW_TO_COPY = "oomcast show NAME --file > mine.toml makes a copy to edit."
NEUTRAL = "neutral"
"""Origin of a belief that nobody stated and that changes nothing."""


def listing(*, terminal: Terminal = PLAIN) -> str:
    """Presets by tier with title, author and date, then the models."""
    from oomcast.beliefs.scenario import preset_names
    from oomcast.models.registry import model_names
    from oomcast.present.interface import open_scenario

    scenarios = {name: open_scenario(name) for name in preset_names()}
    room = max(len(name) for name in scenarios) + 4
    lines = []
    for tier, meaning in TIERS.items():
        of_tier = [name for name, scenario in scenarios.items() if scenario.tier == tier]
        if of_tier:
            lines += [terminal.strong(f"Presets of tier {tier}"), terminal.faint(terminal.prose(meaning)), ""]
        for name in of_tier:
            lines.append(terminal.prose(_whose(scenarios[name]), indent=f"  {name}".ljust(room), hanging=" " * room))
        lines += [""] if of_tier else []
    lines += [*listed_companies(room=room, terminal=terminal), ""]
    lines += [terminal.strong("Models"), *(f"  {name}" for name in model_names())]
    hints = ("oomcast show NAME says what a preset believes; oomcast run NAME what that implies.", HOW_TO_COPY)
    lines += ["", *(terminal.faint(terminal.prose(hint)) for hint in hints)]
    return "\n".join(lines) + "\n"


def described(scenario: Scenario, *, everything: bool = False, terminal: Terminal = PLAIN) -> str:
    """What the tiers are, then the scenario: every belief of tier 1, and of each tier above it what is at work.

    A belief has its unit, meaning, evidence, source and note. With `everything`, what is not at work follows: the
    mechanisms that could be switched on, and the options of each choice.
    """
    lines = [terminal.strong(scenario.name)]
    lines += [terminal.prose(whose)] if (whose := _whose(scenario)) else []
    lines.append(terminal.faint(f"model {scenario.model} · hash {scenario.hash[:12]}"))
    lines += ["", *_tiers(scenario, everything=everything, terminal=terminal)]
    core = [name for name in scenario.words.core if name in scenario.beliefs]
    for name in core:
        lines += ["", *_belief(name, scenario, terminal=terminal)]
    for sentence in replaced_sentences(scenario):
        lines += ["", terminal.prose(sentence)]
    lines += _parts(scenario, shown=set(core), terminal=terminal)
    for (first, second), correlation in scenario.correlations.items():
        lines += ["", f"Rank correlation of {first} and {second}: {number(correlation)}"]
    if scenario.stated:
        lines += ["", terminal.strong("Stated about the answer")]
    for name, statement in scenario.stated.items():
        shown = f"{labelled(name, statement.unit)}: {statement.in_words()}"
        lines.append(terminal.stated(terminal.prose(shown, indent="  ")))
        lines += _origin(str(statement.evidence), statement.source, statement.note, terminal=terminal)
    if scenario.conditions or scenario.given:
        lines += ["", terminal.strong("Given that")]
    if scenario.given:
        lines.append(terminal.prose(scenario.given.in_words(), indent="  · ", hanging="    "))
    for condition in scenario.conditions:
        held = "" if condition.probability is None else f" (probability {number(condition.probability)})"
        lines.append(terminal.prose(f"{condition.statement}{held}", indent="  · ", hanging="    "))
    if everything:
        lines += _absent(scenario, terminal=terminal)
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


def replaced_sentences(scenario: Scenario) -> list[str]:
    """Which parameters have no belief since they follow from others, and from what."""
    beliefs, words = scenario.beliefs, scenario.words
    sentences, told = [], set[str]()
    for part in present_parts(scenario):
        if followers := [name for name in part.replaces if name not in beliefs]:
            sentences.append(f"{listed(followers)} {_follow(followers)} from {part.name}.")
            told.update(followers)
    asked = {name for part in present_parts(scenario) for name in part.names}
    for pair in words.alternatives:
        for side, other in ((pair.one, pair.other), (pair.other, pair.one)):
            silent = [name for name in side if name in asked and name not in beliefs and name not in told]
            said = [name for name in other if name in beliefs]
            if silent and said:
                sentences.append(f"{listed(silent)} {_follow(silent)} from {listed(said)}.")
                told.update(silent)
    return sentences


def present_parts(scenario: Scenario) -> list[Mechanism]:
    """The mechanisms above tier 1 that are at work, and the chosen option of each choice that is."""
    words = scenario.words
    options = [words.choices[name].options[option] for name, option in scenario.structure.items()]
    return [*(words.mechanisms[name] for name in scenario.mechanisms), *options]


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _follow(names: list[str]) -> str:
    return "follows" if len(names) == 1 else "follow"


def _whose(scenario: Scenario) -> str:
    return " · ".join(str(part) for part in (scenario.title, scenario.author, scenario.date) if part)


def _tiers(scenario: Scenario, *, everything: bool, terminal: Terminal) -> list[str]:
    """What the tiers are, and of which this scenario is; nothing for a model that has only one."""
    words = scenario.words
    highest = max((part.tier for part in words.everything), default=1)
    if highest == 1:
        return []
    told = [terminal.prose(meaning, hanging="  ") for tier, meaning in TIERS.items() if tier <= highest]
    where = "" if everything else " With --all, those that are not are listed too."
    return [*told, terminal.prose(f"This scenario is of tier {scenario.tier}. {HOW_TO_SWITCH_ON}{where}", hanging="  ")]


def _parts(scenario: Scenario, *, shown: set[str], terminal: Terminal) -> list[str]:
    """What is at work above tier 1, tier by tier: each part with its beliefs, those already `shown` left out."""
    lines = []
    words = scenario.words
    choices = {words.choices[name].options[option]: name for name, option in scenario.structure.items()}
    for part in sorted(present_parts(scenario), key=lambda part: part.tier):
        name = f"{choices[part]}: {part.name}" if part in choices else part.name
        lines += ["", terminal.strong(f"Tier {part.tier}, {name}"), terminal.prose(part.title, indent="  ")]
        names = [name for name in part.names if name in scenario.beliefs and name not in shown]
        shown.update(names)
        neutral = [name for name in names if scenario.origins.get(name) == NEUTRAL]
        for name in names:
            lines += [] if name in neutral else ["", *_belief(name, scenario, terminal=terminal)]
        if neutral:
            told = [f"{name} ({scenario.beliefs[name].in_words(scenario.parameters[name])})" for name in neutral]
            why = "it changes" if len(neutral) == 1 else "they change"
            lines += ["", terminal.faint(terminal.prose(f"Unstated, so that {why} nothing: {', '.join(told)}."))]
    return lines


def _absent(scenario: Scenario, *, terminal: Terminal) -> list[str]:
    """What could be switched on: mechanisms with their parameters, and choices with their options."""
    words = scenario.words
    lines = ["", terminal.strong("Not at work; to switch one on, state one of its parameters")]
    for mechanism in words.mechanisms.values():
        if mechanism.name not in scenario.mechanisms and mechanism.tier > 1:
            lines += ["", *_outline(mechanism, scenario.parameters, terminal=terminal)]
    lines += ["", terminal.strong("Choices; to make one, put its name and option under [structure]")]
    for choice in words.choices.values():
        lines += ["", *_options(choice, scenario, terminal=terminal)]
    return lines


def _options(choice: Choice, scenario: Scenario, *, terminal: Terminal) -> list[str]:
    chosen = scenario.structure.get(choice.name, choice.default)
    lines = [terminal.strong(choice.name), terminal.prose(choice.title, indent="  ")]
    for option in choice.options.values():
        marks = [
            word
            for word, holds in (("chosen", option.name == chosen), ("default", option.name == choice.default))
            if holds
        ]
        mark = f" ({', '.join(marks)})" if marks else ""
        lines.append(terminal.prose(f"{option.name}{mark}: {option.title}", indent="  · ", hanging="    "))
        if option.names:
            lines.append(terminal.faint(terminal.prose(", ".join(option.names), indent="    ")))
    return lines


def _outline(mechanism: Mechanism, parameters: Mapping[str, Parameter], *, terminal: Terminal) -> list[str]:
    """A mechanism that is not at work, with each parameter: unit, meaning, and what it is if nobody says."""
    lines = [terminal.strong(f"Tier {mechanism.tier}, {mechanism.name}"), terminal.prose(mechanism.title, indent="  ")]
    for name in mechanism.names:
        parameter = parameters[name]
        unit, neutral = unit_word(parameter.unit), mechanism.neutral.get(name)
        otherwise = "a reference belief" if neutral is None else _value(neutral)
        head = f"{name}{f', {unit}' if unit else ''}: {parameter.meaning} (if unstated: {otherwise})"
        lines.append(terminal.prose(head, indent="  · ", hanging="    "))
    return lines


def _value(value: float) -> str:
    """A neutral value in words: infinity is what files call "none"."""
    return "none" if value == float("inf") else plain(value)


def _warnings(scenario: Scenario, *, terminal: Terminal) -> list[str]:
    return [terminal.warning(terminal.prose(f"Warning: {warning}", hanging="  ")) for warning in scenario.warnings]


def _belief(name: str, scenario: Scenario, *, terminal: Terminal) -> list[str]:
    parameter, belief = scenario.parameters[name], scenario.beliefs[name]
    unit = unit_word(parameter.unit)
    inherited = "" if name in scenario.own else terminal.faint(" (inherited)")
    head = terminal.strong(parameter.name) + terminal.faint(f"  {parameter.symbol}" + (f", {unit}" if unit else ""))
    return [
        head + inherited,
        terminal.stated(terminal.prose(belief.in_words(parameter), indent="  ")),
        terminal.faint(terminal.prose(parameter.meaning, indent="  ")),
        *_origin(str(belief.evidence), belief.source, belief.note, terminal=terminal),
    ]


def _origin(evidence: str, source: str, note: str, *, terminal: Terminal) -> list[str]:
    told = source if source.startswith(evidence) else f"{evidence}: {source}"
    text = told if source else f"{evidence}, no source given"
    lines = [terminal.prose(text, indent="  ", hanging="    ")]
    if note:
        lines.append(terminal.prose(f"note: {note}", indent="  ", hanging="    "))
    return lines
