"""What a forecast takes for granted, and which parts of its model are at work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.present.terminal import Terminal
from oomcast.present.words import chance, count, count_of_draws, error, number

__all__ = ["at_work_sentence", "conditions", "given_sentence"]


def given_sentence(document: Mapping[str, Any]) -> str:
    """What is given about the inputs, and how many draws that leaves; "" where nothing is."""
    given = document["given"]
    if given is None:
        return ""
    draws, left = int(document["provenance"]["draws"]), int(given["effective_draws"])
    value, mc_error = float(given["probability"]["value"]), given["probability"]["mc_error"]
    beside = "" if mc_error is None else f" ({error(100 * mc_error)})"
    return (
        f"Given {given['in_words']}: {count(left)} of {count_of_draws(draws)} count (effective sample size "
        f"{count(left)}), a chance of {chance(value, draws=draws)}{beside}."
    )


def at_work_sentence(document: Mapping[str, Any]) -> str:
    """The mechanisms above tier 1, and the answers to questions of structure that are not the usual ones; or ""."""
    structure = [f"{choice} {option}" for choice, option in unusual_structure(document).items()]
    parts = [", ".join(group) for group in (document["mechanisms"], structure) if group]
    return f"At work (tier {document['tier']}): {'; '.join(parts)}." if parts else ""


def unusual_structure(document: Mapping[str, Any]) -> dict[str, str]:
    """The chosen options that are not the default of their choice."""
    from oomcast.models.registry import vocabulary

    choices = vocabulary(document["provenance"]["model"]).choices
    return {
        name: option
        for name, option in document["structure"].items()
        if name not in choices or choices[name].default != option
    }


def conditions(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What the forecast is conditional on, the joint probability and the mass outside."""
    said = document["conditions"]
    if not said["given"]:
        return []
    lines = [terminal.strong("All of this is given that")]
    for index, condition in enumerate(said["given"]):
        probability, above = condition["probability"], " given those above" if index else ""
        held = "" if probability is None else f" (probability {number(probability)}{above})"
        lines.append(terminal.prose(f"{condition['statement']}{held}", indent="  · ", hanging="    "))
    joint, outside = said["joint_probability"], said["mass_outside"]
    lines.append(
        "  Joint probability not stated."
        if joint is None
        else f"  Jointly {number(joint)}; the forecast says nothing about the other {number(outside)}."
    )
    return lines
