"""Several scenarios in one picture: their medians over the first year, and beside them one bar for each middle half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.errors import RunError
from oomcast.present.canvas import DOTS_BOX, FAN_BOX, FIGURE, SANS, SMALL, STRONG, Box
from oomcast.present.fan import band_edges, dress, spread_labels
from oomcast.present.findings import HEADLINE
from oomcast.present.histogram import round_axis
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.words import number, unit_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.ensemble.forecast import Forecast

__all__ = ["LETTERS", "overlay_chart"]

LETTERS = "ABCDEF"

DASHES: tuple[Any, ...] = ("-", (0, (9, 4)), (0, (2, 3)), (0, (9, 3, 2, 3)), (0, (5, 3)), (0, (14, 4)))
"""Strokes of the lines in the order of the letters: none is told by its colour alone."""

PATH = "oom_total"
QUARTERS = ("0.25", "0.5", "0.75")
LEADER_FROM, LEADER_TO, END_LETTER, END_NAME = 12.05, 12.35, 12.45, 14.0  # in months, as the axis along
LABEL_GAP = 15.0  # points between two end labels
LONGEST_NAME = 18  # letters for which there is room beside a line
BARS_BOX = Box(0.835, DOTS_BOX.bottom, 0.15, DOTS_BOX.height)
BAR, TICK = 0.5, 0.8  # widths of a bar and of its median, as shares of what each letter has


def overlay_chart(forecasts: Sequence[Forecast], *, names: Sequence[str], dark: bool = False) -> Figure:
    """A Matplotlib figure of up to six forecasts, A first, each by its letter and the name beside it.

    Medians are pointwise over the courses kept with each forecast, bars those of all draws. Raises RunError where
    Matplotlib is not installed or a forecast kept no courses.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("a chart needs Matplotlib: install oomcast with its extra, oomcast[plot]") from None

    theme = DARK if dark else LIGHT
    documents = [forecast.document() for forecast in forecasts]
    if any(HEADLINE not in document["outputs"] for document in documents) or any(
        forecast.counted.paths is None or PATH not in forecast.counted.paths.values for forecast in forecasts
    ):
        raise RunError(f"an overlay needs the courses of {PATH} over the first year, which a forecast did not keep")
    outputs = [document["outputs"][HEADLINE] for document in documents]
    finite = [value for output in outputs for level in QUARTERS if (value := output["quantiles"][level]) is not None]
    ticks = round_axis(min([0.0, *finite]), max([*finite, 0.0]))
    figure = Figure(figsize=FIGURE, facecolor=theme.background)
    FigureCanvasAgg(figure)
    lines, bars = figure.add_axes(FAN_BOX), figure.add_axes(BARS_BOX)
    dress(lines, ticks=ticks, unit=unit_word(outputs[0]["unit"]), theme=theme)
    _draw_medians(lines, forecasts, theme=theme)
    _draw_names(lines, outputs, names=names, theme=theme)
    _draw_bars(bars, outputs, ticks=ticks, theme=theme)
    return figure


def _draw_medians(axes: Axes, forecasts: Sequence[Forecast], *, theme: Palette) -> None:
    """The medians, A on top; one that diverges stops where it does, with an arrow."""
    for place, forecast in reversed(list(enumerate(forecasts))):
        paths = forecast.counted.paths
        if paths is None:
            continue
        within = paths.years <= 1.0 + 1e-9
        months, colour = 12.0 * paths.years[within], theme.people[place]
        (middle,) = band_edges(paths.values[PATH][within], levels=[0.5])
        finite = np.isfinite(middle)
        axes.plot(
            months[finite], middle[finite], color=colour, linewidth=2.2 if place else 2.6, linestyle=DASHES[place],
            solid_capstyle="butt",
        )  # fmt: skip
        if not finite.all() and finite.any():
            end = np.flatnonzero(finite)[-1]
            axes.plot(months[end], middle[end], marker="^", markersize=6, color=colour, clip_on=False)


def _draw_names(axes: Axes, outputs: Sequence[Any], *, names: Sequence[str], theme: Palette) -> None:
    """Letter, number and name where each median ends, spread so that none overlap."""
    low, high = axes.get_ylim()
    ends = [
        (float(output["quantiles"]["0.5"]), place)
        for place, output in enumerate(outputs)
        if output["quantiles"]["0.5"] is not None
    ]
    ends.sort()
    scale = (high - low) / FAN_BOX.height_points
    heights = spread_labels([value for value, _ in ends], gap=LABEL_GAP * scale, low=low, high=high)
    for (value, place), height in zip(ends, heights):
        colour, name = theme.people[place], names[place]
        axes.plot([LEADER_FROM, LEADER_TO], [value, height], color=colour, linewidth=0.7, clip_on=False)
        axes.text(
            END_LETTER, height, f"{LETTERS[place]} {number(value)}", family=SANS, size=STRONG, weight="bold",
            color=colour, va="center",
        )  # fmt: skip
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
        axes.text(END_NAME, height, short, family=SANS, size=SMALL, color=colour, va="center", parse_math=False)


def _draw_bars(axes: Axes, outputs: Sequence[Any], *, ticks: Sequence[float], theme: Palette) -> None:
    """The middle half of each as a bar, its median a tick wider than it; an arrow where the upper end has no bound."""
    low, high = ticks[0], ticks[-1]
    axes.set_xlim(-0.5, len(LETTERS) - 0.5)
    axes.set_ylim(low, high)
    axes.axis("off")
    for place, output in enumerate(outputs):
        colour, (quarter, middle, three_quarters) = (
            theme.people[place],
            (output["quantiles"][level] for level in QUARTERS),
        )
        axes.text(place, low - 0.04 * (high - low), LETTERS[place], family=SANS, size=SMALL, weight="bold",
                  color=colour, ha="center", va="top")  # fmt: skip
        if quarter is None:
            axes.plot(place, high, marker="^", markersize=6, color=colour, clip_on=False)
            continue
        top = high if three_quarters is None else three_quarters
        axes.bar(place, top - quarter, BAR, bottom=quarter, facecolor=(colour, 0.22), edgecolor=colour, linewidth=1.1)
        if three_quarters is None:
            axes.plot(place, high, marker="^", markersize=6, color=colour, clip_on=False)
        if middle is not None:
            axes.plot([place - TICK / 2, place + TICK / 2], [middle, middle], color=colour, linewidth=2.6)
