"""Whether two answers about companies agree, as text: both readings of the automated company side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from oomcast.present.corps_words import READINGS, factor, jump_words, table_row
from oomcast.present.terminal import Terminal
from oomcast.present.words import number

__all__ = ["agreement", "consistency_part"]

SLOW = "normal_over_slow"
NAME, CELL = 40, 20
"""Widths of what is asked, and of the answer in each reading."""

BELIEF_WORDS = {
    "equal jumps": "both jumps equal",
    "parallel_exponent": "lam",
    "labour_share": "labour share",
    "substitution_rho": "rho",
    "latency_share": "latency share",
    "research_taste_spread": "quality effect",
}
MODELS = {
    "symmetric": "Models that give both, no asymmetry",
    "as_believed": "The same, all else as believed",
}
"""Words for the other beliefs while two of them are moved."""

IN_BRACKETS = "In brackets: in how many of 100 draws of both answers there is such a model or size."
YOU = "you"
"""The name of an answer that was stated beside the file."""


def consistency_part(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Whether the answer agrees with itself, and what would make it."""
    asked = document["consistency"]
    if asked is None:
        return []
    lines = [
        terminal.strong("Do both answers agree?"),
        terminal.stated(terminal.prose(f"{asked['answer']}: {stated_words(document)}", hanging="  ")),
        *([terminal.prose(said)] if (said := agreement(document)) else []),
    ]
    if any(plane["meet_over_draws"] for plane in asked["in_year"]["planes"]["symmetric"].values()):
        lines += [terminal.faint(terminal.prose(IN_BRACKETS))]
    for head, rows in (*models(asked), *implied(asked), *closings(asked)):
        lines += ["", terminal.strong(table_row(head, READINGS.values(), width=NAME, cell=CELL))]
        lines += [terminal.implied(table_row(f"  {name}", cells, width=NAME, cell=CELL)) for name, cells in rows]
    return lines


def stated_words(document: Mapping[str, Any]) -> str:
    """The answer in words: factors, with the middle four fifths of what is a distribution."""
    stated, roles = document["consistency"]["stated"], document["roles"]
    said = []
    for key, levels in stated.items():
        if levels is not None:
            fast, slow = jump_words(key, roles)
            between = f" ({factor(levels['0.1'])} to {factor(levels['0.9'])})" if "0.1" in levels else ""
            said.append(f"{fast} {factor(levels['0.5'])}{between} {slow}")
    return ", ".join(said)


def agreement(document: Mapping[str, Any]) -> str:
    """Whether both answers can hold, in a sentence; nothing where only one is given.

    Told of lam and the labour share (or of what stands in their place), in the reading within a calendar year.
    """
    asked = document["consistency"]
    if asked is None or asked["in_year"]["asymmetries"] is None:
        return ""
    at = {name: first_meeting(asked["in_year"]["planes"][name]) for name in MODELS}
    whose = "Your answers" if asked["answer"] == YOU else f"The answers of “{asked['answer']}”"
    if at["symmetric"]:
        said = f"can both hold where no asymmetry is in force, at {at['symmetric']}"
    else:
        said = "cannot both hold unless some asymmetry is in force"
    rest = f"at {at['as_believed']}" if at["as_believed"] else "they cannot"
    return f"{whose} {said}; with all else as believed, {rest}."


def first_meeting(planes: Mapping[str, Any]) -> str:
    """Where the two curves of the first plane meet, in words; nothing where they do not."""
    for up, plane in planes.items():
        meet = plane["meet"]
        if meet[up] is not None:
            return f"{word(plane['across'])} {number(meet[plane['across']])} and {word(up)} {number(meet[up])}"
        return ""
    return ""


def word(belief: str) -> str:
    """A belief as the report calls it."""
    return BELIEF_WORDS.get(belief, belief)


Rows = list[tuple[str, list[str]]]
Cell = Callable[[Mapping[str, Any], str], str]


def in_both(asked: Mapping[str, Any], labels: Mapping[str, str], cell: Cell) -> Rows:
    """A row for each name, by its label, with what each reading says of it."""
    return [(label, [cell(asked[reading], name) for reading in READINGS]) for name, label in labels.items()]


def models(asked: Mapping[str, Any]) -> Iterator[tuple[str, Rows]]:
    """Where the curves of both answers meet, plane by plane; of draws, in how many."""
    if asked["in_year"]["asymmetries"] is None:
        return
    for model, head in MODELS.items():
        labels = {up: f"{word(plane['across'])}, {word(up)}" for up, plane in asked["in_year"]["planes"][model].items()}
        yield head, in_both(asked, labels, partial(where_they_meet, model=model))


def where_they_meet(found: Mapping[str, Any], up: str, *, model: str) -> str:
    """Where the two curves of a plane meet."""
    plane = found["planes"][model][up]
    meet = plane["meet"]
    at = "none" if meet[up] is None else f"{number(meet[plane['across']])}, {number(meet[up])}"
    return at + share(plane["meet_over_draws"])


def share(drawn: Mapping[str, Any] | None) -> str:
    """In how many of a hundred draws of the answers, in brackets; nothing where they are points."""
    return "" if drawn is None else f" ({100 * drawn['share_that_meet']['value']:.0f})"


def implied(asked: Mapping[str, Any]) -> Iterator[tuple[str, Rows]]:
    """What symmetry implies for the other jump, from each part of the answer, by what explains that part."""
    for key, levels in asked["stated"].items():
        if levels is not None:
            other = "up" if key == SLOW else "down"
            labels = {name: word(name) for name in asked["in_year"]["implied_by_symmetry"][key]}
            head = f"If {factor(levels['0.5'])} is due to ..., the jump {other} is"
            yield head, in_both(asked, labels, partial(what_is_implied, key=key))


def what_is_implied(found: Mapping[str, Any], name: str, *, key: str) -> str:
    """The other jump, with that of the quartiles of an answer that is a distribution."""
    said = found["implied_by_symmetry"][key][name]
    if said["0.5"] is None:
        return "cannot explain it"
    quartiles = [said[level] for level in ("0.25", "0.75") if said.get(level) is not None]
    low, high = (min(quartiles), max(quartiles)) if len(quartiles) == 2 else (None, None)
    return factor(said["0.5"]) + ("" if low is None else f" ({number(low)} to {number(high)})")


def closings(asked: Mapping[str, Any]) -> Iterator[tuple[str, Rows]]:
    """What each asymmetry would have to be for both answers to hold."""
    found = asked["in_year"]["asymmetries"]
    if found is None:
        return
    rows = in_both(asked, {name: name for name in found}, what_closes)
    beliefs = [(f"  {one['parameter']}, else {number(one['neutral'])}", list[str]()) for one in found.values()]
    yield "One of these alone would close the gap", [line for pair in zip(rows, beliefs, strict=True) for line in pair]


def what_closes(found: Mapping[str, Any], name: str) -> str:
    """The size of an asymmetry at which both answers hold, or how near it comes."""
    closing = found["asymmetries"][name]
    if not closing["has_room"]:
        return "does not apply"
    if closing["size"] is not None:
        return number(closing["size"]) + share(closing["over_draws"])
    reached = closing["automated_over_normal"]
    return ("no" if reached is None else f"no, only {factor(reached)}") + share(closing["over_draws"])
