"""The waterfall of cruxes: from one person's answer to another's, a step for each belief in which they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.present.canvas import BODY, SANS, SMALL
from oomcast.present.explanation import belief_label, subject
from oomcast.present.figures import halo, literal, sheet
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.words import count_of_draws, number, quantity, unit_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.insight.compare import Contrast

__all__ = ["picture"]

ROW_INCHES = 0.42
HEIGHT = 0.5
ROOM = 0.14
HALF = ("0.25", "0.75")
MOST_STEPS = 9
NAME_GAP = 0.012
SMALLEST_CHEVRON = 0.03
"""Share of the axis below which a bar is too short for a chevron."""


def picture(contrast: Contrast, *, dark: bool = False) -> Figure:
    """The steps from the first scenario to the second as a Matplotlib figure; solid is up, hollow is down.

    Raises RunError where Matplotlib is not installed.
    """
    document, theme = contrast.document(), DARK if dark else LIGHT
    source = document["provenance"]
    first, second = document["scenarios"][:2]
    footing = [
        "Bars of A and B: half of their outcomes. Steps: solid up, hollow down; averages over all orders of swapping.",
        f"{first['name']} {source['scenarios'][0]['scenario_hash'][:12]} · "
        f"{second['name']} {source['scenarios'][1]['scenario_hash'][:12]} · seed {source['seed']} · "
        f"{count_of_draws(source['draws'])} · oomcast {source['oomcast']}",
        "What these beliefs imply, not anyone's overall view.",
    ]
    steps = _steps(document)
    body = ROW_INCHES * (len(steps) + 2)
    figure, axes = sheet(document["reading"], footing=footing, body_inches=body, theme=theme, left=0.33, right=0.97)
    _draw(axes, document, steps=steps, theme=theme)
    return figure


def _steps(document: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The cruxes as steps; beyond the largest few the rest is one step."""
    found = [(belief_label(crux["belief"]), float(crux["value"])) for crux in document["cruxes"] if crux["value"]]
    if len(found) <= MOST_STEPS:
        return found
    rest = found[MOST_STEPS:]
    return [*found[:MOST_STEPS], (f"{len(rest)} more", sum(value for _, value in rest))]


def _draw(axes: Axes, document: Mapping[str, Any], *, steps: list[tuple[str, float]], theme: Palette) -> None:
    first, second = document["scenarios"][:2]
    unit = str(document["output"]["unit"])
    at, reached = float(first["value"]), [float(first["value"])]
    for _, value in steps:
        reached.append(reached[-1] + value)
    halves = [_half(scenario, output=document["output"]) for scenario in (first, second)]
    least, most = (extreme([*reached, *(end for half in halves for end in half)]) for extreme in (min, max))
    room = ROOM * ((most - least) or 1.0)
    axes.set_xlim(least - room, most + room)
    axes.set_ylim(len(steps) + 1.6, -0.6)
    _overlay(axes, 0, halves[0], colour=theme.people[0])
    _overlay(axes, len(steps) + 1, halves[1], colour=theme.people[1])
    _end(axes, 0, at, f"A {first['name']}", unit=unit, theme=theme, colour=theme.people[0])
    for row, (name, value) in enumerate(steps, start=1):
        fill = theme.inner if value >= 0 else theme.background
        axes.barh(row, value, left=at, height=HEIGHT, color=fill, edgecolor=theme.edge, linewidth=1.0)
        if abs(value) > SMALLEST_CHEVRON * (most - least):
            axes.text(
                at + value / 2, row, "›" if value > 0 else "‹", ha="center", va="center", size=BODY, color=theme.median
            )
        is_up = value >= 0
        _note(axes, at + value, row, ("+" if is_up else "") + number(value), right=is_up, theme=theme)
        axes.plot([at + value] * 2, [row, row + 1], color=theme.axis, linewidth=0.7)
        _name(axes, row, name, theme=theme)
        at += value
    _end(
        axes,
        len(steps) + 1,
        float(second["value"]),
        f"B {second['name']}",
        unit=unit,
        theme=theme,
        colour=theme.people[1],
    )
    word = unit_word(unit)
    named = document["output"]["statistic"]
    axes.set_xlabel(
        literal(f"{named} of {subject(document['output'])}{f', {word}' if word else ''}"),
        family=SANS,
        size=SMALL,
        color=theme.secondary,
    )


def _half(scenario: Mapping[str, Any], *, output: Mapping[str, Any]) -> tuple[float, ...]:
    """Between which values half of a scenario's outcomes lie, as far as they are finite; nothing for a claim."""
    ends = [] if output["kind"] == "event" else [scenario["quantiles"][level] for level in HALF]
    return tuple(end for end in ends if end is not None)


def _overlay(axes: Axes, row: int, half: tuple[float, ...], *, colour: str) -> None:
    """The middle half of a scenario's outcomes, behind its median: where both rows overlap, so do the answers."""
    if len(half) == len(HALF):
        axes.barh(row, half[1] - half[0], left=half[0], height=0.5 * HEIGHT, color=colour, alpha=0.25, linewidth=0)


def _end(axes: Axes, row: int, value: float, name: str, *, unit: str, theme: Palette, colour: str) -> None:
    axes.plot([value], [row], "o", color=colour, markersize=7)
    _note(axes, value, row, quantity(value, unit), right=True, theme=theme, gap=8)
    _name(axes, row, name, theme=theme, weight="bold")


def _name(axes: Axes, row: int, name: str, *, theme: Palette, weight: str = "normal") -> None:
    axes.text(
        -NAME_GAP,
        row,
        literal(name),
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        family=SANS,
        size=BODY,
        weight=weight,
        color=theme.ink,
    )


def _note(axes: Axes, at: float, row: int, text: str, *, right: bool, theme: Palette, gap: int = 4) -> None:
    axes.annotate(
        text,
        (at, row),
        xytext=(gap if right else -gap, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        family=SANS,
        size=SMALL,
        color=theme.ink,
        path_effects=halo(theme),
    )
