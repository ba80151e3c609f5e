"""What the figures of insight share: a sheet with a title, a bare axis, and a line that says where it comes from.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from oomcast.errors import RunError
from oomcast.present.canvas import LEFT, SANS, SERIF, SMALL, TITLE
from oomcast.present.palette import Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["halo", "literal", "sheet"]

WIDTH = 10.0
"""Inches."""

TITLE_COLUMNS = 92
TITLE_LINE, FOOT_LINE = 0.29, 0.19
"""Inches that a line of the title and of the footing takes."""

MARGIN = 0.22
AXIS_ROOM = 0.62
"""Inches below the bars for ticks and their unit."""


def sheet(
    title: str, *, footing: Sequence[str], body_inches: float, theme: Palette, left: float = 0.3, right: float = 0.9
) -> tuple[Figure, Axes]:
    """A figure with a sentence above, one axis in the middle, and small lines below.

    `body_inches` is the height of what is drawn, `left` and `right` the ends of the axis as shares of the width. Raises
    RunError where Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("a chart needs Matplotlib: install oomcast with its extra, oomcast[plot]") from None
    lines = textwrap.wrap(title, TITLE_COLUMNS)
    top = MARGIN + TITLE_LINE * len(lines) + MARGIN
    bottom = MARGIN + FOOT_LINE * len(footing) + AXIS_ROOM
    height = top + body_inches + bottom
    figure = Figure(figsize=(WIDTH, height), facecolor=theme.background)
    figure.text(
        LEFT, 1 - MARGIN / height, literal("\n".join(lines)), va="top", family=SERIF, size=TITLE, color=theme.ink
    )
    figure.text(
        LEFT, MARGIN / height, literal("\n".join(footing)), va="bottom", family=SANS, size=SMALL, color=theme.secondary
    )
    axes = figure.add_axes((left, bottom / height, right - left, body_inches / height), facecolor=theme.background)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(theme.axis)
    axes.tick_params(axis="x", colors=theme.secondary, labelsize=SMALL, length=3)
    axes.tick_params(axis="y", length=0)
    axes.set_yticks([])
    axes.grid(axis="x", color=theme.hairline, linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def literal(text: str) -> str:
    """A person's words, in which a dollar does not begin a formula."""
    return text.replace("$", r"\$")


def halo(theme: Palette, *, width: float = 2.5) -> list[Any]:
    """An outline in the colour of the paper, for words that cross a line."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=theme.background)]
