"""A tree of ideas drawn: its critical path, how much of it can be done at once, and what more people gain on it.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.present.canvas import BODY, LEFT, SANS, SERIF, SMALL, STRONG, TITLE
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.words import count, number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.ensemble.tech_tree import TechTree
    from oomcast.techtree.graph import Graph
    from oomcast.techtree.structure import Structure

__all__ = ["Curve", "picture", "picture_of"]

FloatArray = NDArray[np.float64]
Curve = tuple[FloatArray, FloatArray]
"""People, and how many times as fast as the fewest of them."""

INCHES = (11.0, 8.0)
MOST_DOTS = 6000
"""Nodes drawn: more only blacken the picture, and a note says how many there are."""

MOST_LINES = 1500
"""Edges drawn besides the critical path, evenly chosen."""

PARTS = 80
"""Steps of the profile of parallelism."""

LEAST_GAP = 0.055
"""Between names at the ends of curves, as a share of the height."""

GUIDES = (0.4, 0.55)
"""Exponents that are often assumed, drawn beside."""


def picture(
    graph: Graph,
    structure: Structure,
    *,
    title: str,
    curves: Mapping[str, Curve],
    path: Sequence[int] | None = None,
    dark: bool = False,
) -> Figure:
    """The picture. `path` is the critical path to draw, by default that of dependency alone.

    Raises RunError where Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("pictures need Matplotlib: pip install 'oomcast[plot]'") from None
    theme = DARK if dark else LIGHT
    figure = Figure(figsize=INCHES, facecolor=theme.background)
    figure.text(LEFT, 0.965, literal(title), color=theme.ink, fontsize=TITLE, family=SERIF, va="top")
    above = figure.add_axes((0.055, 0.525, 0.925, 0.315))
    left = figure.add_axes((0.055, 0.075, 0.365, 0.305))
    right = figure.add_axes((0.505, 0.075, 0.29, 0.305))
    draw_tree(above, graph, structure, path=path or structure.critical_path, theme=theme)
    draw_profile(left, structure, theme=theme)
    draw_curves(right, curves, theme=theme)
    return figure


def picture_of(found: TechTree, *, progress: Callable[[int, int], None] | None = None, dark: bool = False) -> Figure:
    """The picture of companies on a tree, with the critical path of the normal one to the value."""
    from oomcast.techtree.fits.paths import critical_path

    steps = critical_path(found.climbing[found.normal].runs[0]).steps
    return picture(
        found.graph,
        found.structure,
        title=f"{found.source.text}: to {found.value_oom:g} OOM as {found.normal} climbs it",
        curves=found.curves(progress=progress),
        path=[step.node for step in steps],
        dark=dark,
    )


def literal(text: str) -> str:
    """A person's words, in which a dollar does not begin a formula."""
    return text.replace("$", r"\$")


def headed(axes: Axes, heading: str, below: str, *, theme: Palette) -> None:
    """What a part of the picture shows, and how to read it; axes without a frame."""
    axes.set_facecolor(theme.background)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.axis)
    axes.tick_params(colors=theme.secondary, labelsize=SMALL, length=3)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontfamily(SANS)
    box = axes.get_position()
    figure = axes.figure
    figure.text(box.x0 - 0.035, box.y1 + 0.062, heading, color=theme.ink, fontsize=STRONG, family=SANS, va="top")
    figure.text(
        box.x0 - 0.035, box.y1 + 0.032, literal(below), color=theme.secondary, fontsize=BODY, family=SANS, va="top"
    )


def places(structure: Structure) -> tuple[FloatArray, FloatArray]:
    """Where each node is drawn: its level, and its place among the nodes of that level, in the middle half of 0..1."""
    order = np.argsort(structure.level, kind="stable")
    first = np.concatenate([[0], np.cumsum(structure.widths)])[structure.level - 1]
    rank = np.empty(structure.nodes)
    rank[order] = np.arange(structure.nodes)
    width = structure.widths[structure.level - 1]
    share = width / structure.widest
    return structure.level.astype(np.float64), 0.5 + share * ((rank - first + 0.5) / width - 0.5)


def evenly(total: int, most: int) -> NDArray[np.int64]:
    """At most so many places of a longer row, evenly apart."""
    return np.unique(np.linspace(0, total - 1, min(total, most)).astype(np.int64)) if total else np.arange(0)


def draw_tree(axes: Axes, graph: Graph, structure: Structure, *, path: Sequence[int], theme: Palette) -> None:
    """Nodes by level, what they need, and the critical path on top."""
    from matplotlib.collections import LineCollection

    x, y = places(structure)
    sources, targets = graph.precedence
    chosen = evenly(len(sources), MOST_LINES)
    ends = np.stack([np.stack([x[sources], y[sources]], 1), np.stack([x[targets], y[targets]], 1)], 1)[chosen]
    axes.add_collection(LineCollection([*ends], colors=theme.hairline, linewidths=0.5, zorder=1))
    dots = evenly(graph.nodes, MOST_DOTS)
    axes.scatter(x[dots], y[dots], s=3.0, color=theme.inner, linewidths=0, zorder=2)
    on_path = [*path]
    axes.plot(x[on_path], y[on_path], color=theme.median, linewidth=1.8, marker="o", markersize=3.5, zorder=3)
    axes.set_xlim(0.3, structure.depth + 0.7)
    axes.set_ylim(-0.03, 1.03)
    axes.set_yticks([])
    axes.set_xlabel("level", color=theme.secondary, fontsize=BODY, family=SANS)
    shown = "" if len(dots) == graph.nodes else f", of which {count(len(dots))} are drawn"
    headed(
        axes,
        "The tree, and the chain that decides how long it takes",
        f"{count(graph.nodes)} nodes{shown}; {count(structure.depth)} levels, at most {count(structure.widest)} nodes "
        f"to one; the dark line is the critical path of {count(len(on_path))} nodes",
        theme=theme,
    )


def draw_profile(axes: Axes, structure: Structure, *, theme: Palette) -> None:
    """How many nodes would be under way over time if only dependency held anything up."""
    running = structure.parallelism(PARTS)
    edges = np.linspace(0.0, 1.0, PARTS + 1)
    axes.stairs(running, edges, fill=True, color=theme.outer, zorder=1)
    axes.stairs(running, edges, color=theme.edge, linewidth=1.2, zorder=2)
    mean = structure.work_over_span
    axes.axhline(mean, color=theme.median, linewidth=1.2, zorder=3)
    axes.annotate(
        f"mean {number(mean, digits=3)}",
        (1.0, mean),
        xytext=(0, 4),
        textcoords="offset points",
        ha="right",
        color=theme.median,
        fontsize=BODY,
        family=SANS,
    )
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, float(running.max()) * 1.08)
    axes.set_xlabel("share of the longest chain", color=theme.secondary, fontsize=BODY, family=SANS)
    headed(
        axes,
        "How much can be done at once",
        "Nodes under way with unlimited workers; the mean is work / span",
        theme=theme,
    )


def draw_curves(axes: Axes, curves: Mapping[str, Curve], *, theme: Palette) -> None:
    """Speed-up over people on logarithmic axes, names at the ends of the lines."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    people = next(iter(curves.values()))[0]
    for exponent in GUIDES:
        guide = (people / people[0]) ** exponent
        axes.plot(people, guide, color=theme.axis, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    shades = (theme.median, theme.edge, theme.warning, theme.secondary, theme.inner)
    ends = []
    for (name, (staff, speedup)), shade in zip(curves.items(), shades, strict=False):
        axes.plot(staff, speedup, color=shade, linewidth=1.8, zorder=2)
        ends.append((float(speedup[-1]), f"{name}: {number(float(speedup[-1]))}×", shade))
    ends += [(float((people[-1] / people[0]) ** one), f"people to the power {one:g}", theme.axis) for one in GUIDES]
    axes.set_xlim(people[0], people[-1])
    axes.minorticks_off()
    axes.xaxis.set_major_formatter(lambda value, _: count(int(value)))
    axes.yaxis.set_major_formatter(lambda value, _: f"{plain(value)}×")
    top = max(value for value, _, _ in ends)
    axes.set_ylim(0.8, max(2.0, 1.15 * max(top, *(float(curve.max()) for _, curve in curves.values()))))
    named_at_the_end(axes, ends)
    axes.set_xlabel("people", color=theme.secondary, fontsize=BODY, family=SANS)
    headed(axes, "Wide or deep", f"Speed-up over {count(int(people[0]))} people, at equal value", theme=theme)


def named_at_the_end(axes: Axes, ends: Sequence[tuple[float, str, Any]]) -> None:
    """Names beside the ends of lines, moved apart where they would lie on each other."""
    low, high = (float(np.log(limit)) for limit in axes.get_ylim())
    at = -np.inf
    for value, name, shade in sorted(ends, key=lambda end: end[0]):
        place = (float(np.log(max(value, 1e-9))) - low) / (high - low)
        at = max(place, at + LEAST_GAP)
        axes.text(
            1.02, at, literal(name), transform=axes.transAxes, color=shade, va="center", fontsize=SMALL, family=SANS
        )
