"""The fan chart: effective compute over the first year, with the outcomes as countable dots and their shares in words.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window, the same picture each
time, in a font that Matplotlib brings along.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.errors import RunError
from oomcast.present.histogram import round_axis
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.report import DISCLAIMER
from oomcast.present.words import (
    HEADLINE,
    aligned,
    answer,
    chance,
    count,
    count_of_draws,
    error,
    event_label,
    number,
    plain,
    unit_word,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.ensemble.forecast import Forecast
    from oomcast.models.contract import FloatArray

__all__ = ["band_edges", "dot_columns", "fan_chart", "png", "spread_labels"]

PATH, REFERENCE = "oom_total", "reference_oom_per_year"
SANS, SERIF = "DejaVu Sans", "DejaVu Serif"  # both come with Matplotlib

# Figure in inches, and where its parts stand as shares of it (left, bottom, width, height).
POINTS_PER_INCH = 72.0
PNG_DOTS_PER_INCH = 120
FIGURE = (10.0, 6.4)
LEFT = 0.02
FAN_BOX = (0.052, 0.185, 0.56, 0.47)
DOTS_BOX = (0.805, 0.185, 0.18, 0.47)
SENTENCE_TOP, SHARES_TOP, TITLE_LINE, FOOTING_TOP = 0.965, 0.815, 0.70, 0.1
DOTS, DOT_ROWS = 50, 23  # 50 dots are counted best; a dot is a twenty-third of the height
SMALL, BODY, STRONG, TITLE = 8.5, 9.5, 12.0, 14.0
SENTENCE_COLUMNS = 84
# Right of the last month: where the leader of an end label starts and ends, its number, its words.
LEADER_FROM, LEADER_TO, END_NUMBER, END_WORD = 12.05, 12.3, 12.4, 13.5
LABEL_GAP = 25.0  # points between two end labels of two lines
THICK_ENOUGH = 14.0  # points of free height that a word in a band needs
WORDS_MONTH, WORDS_REACH = 9.0, 1.1  # where it stands and how far it reaches to either side, in months

# The shares that stand above the picture, by line.
SHARES = (
    ("at_least_3_years_in_12mo", "at_least_10_years_in_12mo"),
    ("ceiling_reached_by_horizon", "singular_by_horizon"),
)

END_WORDS = {
    "0.95": "19 in 20 below",
    "0.75": "3 in 4 below",
    "0.5": "median",
    "0.25": "1 in 4 below",
    "0.05": "1 in 20 below",
}


def fan_chart(forecast: Forecast, *, dark: bool = False) -> Figure:
    """A Matplotlib figure of the headline output; save it with `figure.savefig("forecast.png")`.

    Bands are pointwise quantiles of the courses kept with the forecast; the numbers at their ends and the dots are
    those of all draws. Raises RunError where Matplotlib is not installed or the forecast kept no courses.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("a chart needs Matplotlib: install oomcast with its extra, oomcast[plot]") from None

    paths, document, theme = forecast.paths, forecast.document(), DARK if dark else LIGHT
    if paths is None or PATH not in paths.values or HEADLINE not in document["outputs"]:
        raise RunError(f"a fan chart needs the courses of {PATH} over the first year, which this forecast did not keep")
    figure = Figure(figsize=FIGURE, facecolor=theme.background)
    FigureCanvasAgg(figure)
    # Notebooks show figures of pyplot only, unless they can show themselves.
    figure._repr_png_ = partial(png, figure)  # type: ignore[attr-defined]
    output = document["outputs"][HEADLINE]
    ticks = _ticks(output, forecast.outputs[HEADLINE])
    fan, dots = figure.add_axes(FAN_BOX), figure.add_axes(DOTS_BOX)
    _draw_heading(figure, document, theme=theme)
    _dress(fan, ticks=ticks, unit=unit_word(output["unit"]), theme=theme)
    _draw_fan(fan, paths.years, paths.values[PATH], theme=theme)
    reference = forecast.scenario.beliefs.get(REFERENCE)
    pace = None if reference is None else float(reference.quantile(0.5))
    _draw_ends(fan, output, usual_pace=pace, ticks=ticks, theme=theme)
    _draw_dots(dots, forecast.outputs[HEADLINE], quantiles=output["quantiles"], ticks=ticks, theme=theme)
    _draw_footing(figure, document, forecast=forecast, kept=paths.values[PATH].shape[1], theme=theme)
    return figure


def png(figure: Figure) -> bytes:
    """The figure as a PNG file, the same bytes for the same figure."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH)
    return buffer.getvalue()


def band_edges(courses: FloatArray, *, levels: Sequence[float]) -> FloatArray:
    """Pointwise quantiles of courses (times, draws) at `levels`, shape (levels, times); +infinity stays what it is.

    Order statistics, without interpolation: between a finite and an infinite draw there is nothing in the middle.

    >>> band_edges(np.array([[1.0, 2.0, np.inf]]), levels=[0.5, 0.9])
    array([[ 2.],
           [inf]])
    """
    edges: FloatArray = np.quantile(courses, levels, axis=1, method="inverted_cdf")
    return edges


def dot_columns(values: FloatArray, *, dots: int, low: float, diameter: float) -> tuple[FloatArray, FloatArray]:
    """Heights and columns of a quantile dot plot: dot k stands for the quantile (k - 1/2)/dots of `values` (draws,).

    Dots that fall into one bin of the height of a dot stand side by side in columns 0, 1, 2 ...; infinite quantiles
    keep the height +infinity and are numbered among themselves.

    >>> heights, columns = dot_columns(np.array([1.0, 1.1, 3.2]), dots=3, low=0.0, diameter=1.0)
    >>> heights.tolist(), columns.tolist()
    ([1.5, 1.5, 3.5], [0.0, 1.0, 0.0])
    """
    levels = (np.arange(dots) + 0.5) / dots
    quantiles = np.quantile(values, levels, method="inverted_cdf")
    bins = np.floor((quantiles - low) / diameter)
    columns = np.array([np.count_nonzero(bins[:index] == bins[index]) for index in range(dots)], dtype=np.float64)
    return low + (bins + 0.5) * diameter, columns


def spread_labels(heights: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Ascending label heights at least `gap` apart, within `low`..`high` if they fit, as close to `heights` as can be.

    Overlapping neighbours are merged into blocks that are centred on the mean of what they label.

    >>> spread_labels([1.0, 1.2, 8.0], gap=1.0, low=0.0, high=10.0)
    [0.6, 1.6, 8.0]
    """
    blocks: list[list[float]] = []  # centre of the first label, number of labels, sum of wished centres of the first
    for height in heights:
        blocks.append([height, 1.0, height])
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0] + blocks[-2][1] * gap:
            _, size, wished = blocks.pop()
            first = blocks[-1]
            first[2] += wished - size * first[1] * gap
            first[1] += size
            first[0] = first[2] / first[1]
    placed = [round(start + index * gap, 9) for start, size, _ in blocks for index in range(int(size))]
    for index, height in enumerate(placed):  # up from the floor, then down from the ceiling
        placed[index] = max(height, low if index == 0 else placed[index - 1] + gap)
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], high if index == len(placed) - 1 else placed[index + 1] - gap)
    return placed


def _ticks(output: Mapping[str, Any], values: FloatArray) -> tuple[float, ...]:
    """Ticks from zero, or below the lowest dot if that is negative, to a round value above every finite quantile."""
    finite = [float(value) for value in output["quantiles"].values() if value is not None]
    lowest_dot = float(np.quantile(values, 0.5 / DOTS, method="inverted_cdf"))
    return round_axis(min(0.0, lowest_dot), max([*finite, 0.0]))


def _draw_heading(figure: Figure, document: Mapping[str, Any], *, theme: Palette) -> None:
    """The answer, then the shares of outcomes in words, then what the picture shows."""
    sentence = "\n".join(textwrap.wrap(answer(document), SENTENCE_COLUMNS, break_long_words=False))
    figure.text(LEFT, SENTENCE_TOP, sentence, family=SERIF, size=TITLE, color=theme.ink, va="top", linespacing=1.35)
    figure.text(
        LEFT, SHARES_TOP, _shares(document), family=SANS, size=SMALL, color=theme.secondary, va="top", linespacing=1.5
    )


def _shares(document: Mapping[str, Any]) -> str:
    """Outcome shares in words, progress on one line and how it ends on the next."""
    draws, chances = int(document["provenance"]["draws"]), document["probabilities"]
    lines = []
    for names in SHARES:
        said = [
            f"{chance(float(chances[name]['value']), draws=draws)}: {event_label(name)}"
            for name in names
            if name in chances
        ]
        lines.append("   ·   ".join(said))
    return "\n".join(lines)


def _dress(axes: Axes, *, ticks: Sequence[float], unit: str, theme: Palette) -> None:
    """Name and unit on top, months along, ticks up, hairlines across, nothing else."""
    title = axes.figure.text(
        LEFT, TITLE_LINE, "Effective compute gained", family=SANS, size=BODY, weight="bold", color=theme.ink
    )
    axes.annotate(
        unit, (1.0, 0.0), xycoords=title, xytext=(5.0, 0.0), textcoords="offset points", family=SANS, size=BODY,
        color=theme.secondary, va="bottom", annotation_clip=False,
    )  # fmt: skip
    axes.set_facecolor(theme.background)
    axes.set_xlim(0.0, 12.0)
    axes.set_ylim(ticks[0], ticks[-1])
    months = range(0, 13, 3)
    axes.set_xticks(list(months), [f"{month} months" if month == 12 else str(month) for month in months])
    shown = [plain(tick) for tick in ticks]
    axes.set_yticks(list(ticks), [*shown[:-1], f"{shown[-1]} {unit}".strip()])
    axes.grid(visible=True, axis="y", color=theme.hairline, linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(theme.axis)
    axes.tick_params(length=0, colors=theme.secondary, labelsize=SMALL, labelfontfamily=SANS)
    # The top label carries the unit and would need a wider margin: it stands above its line instead.
    axes.get_yticklabels()[-1].set(ha="left", va="bottom")
    axes.get_yticklabels()[-1].set_x(-0.055)


def _draw_fan(axes: Axes, years: FloatArray, courses: FloatArray, *, theme: Palette) -> None:
    """Bands, their edges and the median; a quantile that diverges stops where it does, with an arrow."""
    within = years <= 1.0 + 1e-9
    months = 12.0 * years[within]
    low, quarter, middle, three_quarters, high = band_edges(courses[within], levels=[0.05, 0.25, 0.5, 0.75, 0.95])
    for lower, upper, colour in ((low, high, theme.outer), (quarter, three_quarters, theme.inner)):
        axes.fill_between(
            months,
            lower,
            np.where(np.isfinite(upper), upper, lower),
            where=np.isfinite(upper),
            color=colour,
            linewidth=0,
        )
    for edge, share in ((low, "19 in 20"), (quarter, "3 in 4"), (three_quarters, "1 in 4"), (high, "1 in 20")):
        _draw_line(axes, months, edge, colour=theme.edge, width=0.9, beyond=share, theme=theme)
    _draw_line(axes, months, middle, colour=theme.median, width=2.4, beyond="half", theme=theme)
    filled = np.where(np.isfinite(three_quarters), middle, np.inf)  # no name where there is no band to name
    halves = ((quarter, filled), (filled, three_quarters))
    _draw_words(
        axes,
        months,
        max(halves, key=lambda half: float(np.diff(_room(axes, months, *half))[0])),
        "half of outcomes",
        theme=theme,
    )
    _draw_words(axes, months, (three_quarters, high), "9 in 10", theme=theme)


def _draw_line(
    axes: Axes, months: FloatArray, heights: FloatArray, *, colour: str, width: float, beyond: str, theme: Palette
) -> None:
    """A quantile over time; where it leaves the picture or diverges it ends in an arrow.

    A quantile diverges when the share of draws `beyond` it has: that is said where it happens.
    """
    top = axes.get_ylim()[1]
    finite = np.isfinite(heights)
    axes.plot(months[finite], heights[finite], color=colour, linewidth=width, solid_capstyle="butt")
    if finite.all() or not finite.any():
        return
    inside = np.flatnonzero(finite & (heights <= top))[-1]
    axes.plot(months[inside], heights[inside], marker="^", markersize=6, color=theme.warning, clip_on=False)
    if inside == np.flatnonzero(finite)[-1]:
        axes.annotate(
            f"{beyond} diverged", (months[inside], heights[inside]), xytext=(0.0, 6.0), textcoords="offset points",
            family=SANS, size=SMALL, color=theme.warning, ha="center", va="bottom",
        )  # fmt: skip


def _draw_words(
    axes: Axes, months: FloatArray, band: tuple[FloatArray, FloatArray], words: str, *, theme: Palette
) -> None:
    """Name a band inside it, if it is thick enough there to hold a word."""
    low, high = _room(axes, months, *band)
    if high - low >= THICK_ENOUGH * _per_point(axes):
        axes.text(
            WORDS_MONTH, (low + high) / 2, words, family=SANS, size=SMALL, color=theme.ink, ha="center", va="center"
        )


def _room(axes: Axes, months: FloatArray, lower: FloatArray, upper: FloatArray) -> tuple[float, float]:
    """The level stretch inside a band that is free over the width of its name; none where it leaves the picture."""
    around = (months >= WORDS_MONTH - WORDS_REACH) & (months <= WORDS_MONTH + WORDS_REACH)
    if not around.any() or not np.all(upper[around] <= axes.get_ylim()[1]):
        return 0.0, 0.0
    return float(lower[around].max()), float(upper[around].min())


def _per_point(axes: Axes) -> float:
    """Units of the vertical axis in one point of height."""
    low, high = axes.get_ylim()
    return float(high - low) / _height_points(FAN_BOX)


def _draw_ends(
    axes: Axes, output: Mapping[str, Any], *, usual_pace: float | None, ticks: Sequence[float], theme: Palette
) -> None:
    """Numbers and words where the lines end; the dotted usual pace among them."""
    quantiles = output["quantiles"]
    levels = [level for level in reversed(END_WORDS) if quantiles[level] is not None]
    numbers = aligned([quantiles[level] for level in levels])
    ends = [(float(quantiles[level]), shown, END_WORDS[level], level == "0.5") for level, shown in zip(levels, numbers)]
    if usual_pace is not None and usual_pace > 0:
        axes.plot([0.0, 12.0], [0.0, usual_pace], color=theme.secondary, linewidth=1.1, linestyle=(0, (1, 2.5)))
        ends.append((usual_pace, number(usual_pace), "usual pace", False))
    ends.sort(key=lambda end: end[0])
    scale = _per_point(axes)
    places = spread_labels(
        [end[0] for end in ends], gap=LABEL_GAP * scale, low=ticks[0] - 6.0 * scale, high=ticks[-1] + 12.0 * scale
    )
    for (height, shown, words, is_median), place in zip(ends, places):
        axes.plot(
            [LEADER_FROM, LEADER_TO], [min(height, ticks[-1]), place], color=theme.axis, linewidth=0.7, clip_on=False
        )
        axes.text(
            END_NUMBER, place, shown, family=SANS, size=STRONG if is_median else BODY, weight="bold", va="center",
            color=theme.median if is_median else theme.ink,
        )  # fmt: skip
        axes.text(END_WORD, place, words, family=SANS, size=SMALL, color=theme.secondary, va="center")


def _draw_dots(
    axes: Axes,
    values: FloatArray,
    *,
    quantiles: Mapping[str, float | None],
    ticks: Sequence[float],
    theme: Palette,
) -> None:
    """Fifty dots beside the fan on its scale: those above it rings, those without bound triangles, none left out."""
    low, high = ticks[0], ticks[-1]
    diameter = (high - low) / DOT_ROWS
    heights, columns = dot_columns(values, dots=DOTS, low=low, diameter=diameter)
    quarter = -np.inf if quantiles["0.25"] is None else quantiles["0.25"]
    three_quarters = np.inf if quantiles["0.75"] is None else quantiles["0.75"]
    levels = (np.arange(DOTS) + 0.5) / DOTS
    exact = np.quantile(values, levels, method="inverted_cdf")
    size = (0.86 * _height_points(DOTS_BOX) / DOT_ROWS) ** 2
    width_in_dots = FIGURE[0] * DOTS_BOX[2] * POINTS_PER_INCH / (_height_points(DOTS_BOX) / DOT_ROWS)
    axes.set_xlim(-0.7, width_in_dots - 0.7)
    axes.set_ylim(low, high)
    axes.axis("off")
    axes.plot([-0.6, -0.6], [low, high], color=theme.axis, linewidth=0.8)
    inside = heights < high
    dark = inside & (exact >= quarter) & (exact <= three_quarters)
    axes.scatter(columns[dark], heights[dark], s=size, color=theme.median, linewidths=0, clip_on=False)
    axes.scatter(
        columns[inside & ~dark], heights[inside & ~dark], s=size, facecolor=theme.inner, edgecolor=theme.edge,
        linewidths=0.7, clip_on=False,
    )  # fmt: skip
    per_row = int(width_in_dots)
    beyond = np.flatnonzero(~inside)
    places = np.arange(beyond.size)
    across, row = (places % per_row).astype(np.float64), high + (0.9 + places // per_row) * diameter
    infinite = ~np.isfinite(exact[beyond])
    axes.scatter(
        across[~infinite], row[~infinite], s=size, facecolor="none", edgecolor=theme.edge, linewidths=1.0, clip_on=False
    )
    axes.scatter(
        across[infinite], row[infinite], s=0.8 * size, marker="^", color=theme.warning, linewidths=0, clip_on=False
    )
    draws, without_bound = values.size, int(np.count_nonzero(np.isinf(values)))
    over = int(np.count_nonzero(values > high)) - without_bound
    words = [f"{chance(over / draws, draws=draws)} above {plain(high)} ↑"] if over else []
    words += [f"{chance(without_bound / draws, draws=draws)} without bound"] if without_bound else []
    if words:
        place = (row[-1] if beyond.size else high) + 0.9 * diameter
        axes.text(
            -0.6, place, "\n".join(words), family=SANS, size=SMALL, color=theme.secondary, va="bottom", linespacing=1.4
        )
    axes.text(
        -0.6, low - 0.75 * diameter, f"each dot: 1 in {DOTS}", family=SANS, size=SMALL, color=theme.secondary, va="top"
    )


def _draw_footing(
    figure: Figure, document: Mapping[str, Any], *, forecast: Forecast, kept: int, theme: Palette
) -> None:
    """Whose beliefs, how many draws, how exact, and how to have it again."""
    source, output = document["provenance"], document["outputs"][HEADLINE]
    scenario = forecast.scenario
    median = output["quantiles"]["0.5"]
    exactness = error(output["mc_error"]["0.5"]) if median is not None else ""
    lines = [
        " · ".join(str(part) for part in (source["scenario"], scenario.title, scenario.author, scenario.date) if part),
        " · ".join(
            part
            for part in (
                f"{count_of_draws(int(source['draws']))}, seed {source['seed']}",
                f"median {exactness}" if exactness else "",
                f"bands from {count(kept)} of them" if kept < int(source["draws"]) else "",
                f"oomcast {source['oomcast']}, model {source['model']} {source['model_version']}",
                f"digest {document['digest'][:12]}",
            )
            if part
        ),
        DISCLAIMER,
    ]
    figure.text(
        LEFT, FOOTING_TOP, "\n".join(lines), family=SANS, size=SMALL, color=theme.secondary, va="top", linespacing=1.5
    )


def _height_points(box: tuple[float, float, float, float]) -> float:
    return FIGURE[1] * box[3] * POINTS_PER_INCH
