"""The fan: bands of outcomes over the months, each line with its number and its words where it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.present.canvas import BODY, FAN_BOX, LEFT, SANS, SMALL, STRONG
from oomcast.present.palette import Palette
from oomcast.present.words import aligned, number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from oomcast.models.contract import FloatArray

__all__ = [
    "band_edges",
    "draw_ends",
    "draw_fan",
    "dress",
    "in_order",
    "inverted_ranks",
    "spread_labels",
    "unknown_courses",
]

TITLE_LINE = 0.70  # where the name of the picture stands, as a share of the figure's height
# Right of the last month: where the leader of an end label starts and ends, its number, its words.
LEADER_FROM, LEADER_TO, END_NUMBER, END_WORD = 12.05, 12.3, 12.4, 13.5
LABEL_GAP = 25.0  # points between two end labels
THICK_ENOUGH = 14.0  # points of free height that a word in a band needs
WORDS_MONTH, WORDS_REACH = 9.0, 1.1  # where it stands and how far it reaches to either side, in months
ARROW_WORDS_WIDTH, ARROW_WORDS_HEIGHT = 2.2, 14.0  # room of the words over an arrow, in months and points

END_WORDS = {
    "0.95": "19 in 20 below",
    "0.75": "3 in 4 below",
    "0.5": "median",
    "0.25": "1 in 4 below",
    "0.05": "1 in 20 below",
}

# The share of draws beyond each quantile, largest first: when they have diverged, so does the quantile.
BEYOND = ("19 in 20", "3 in 4", "half", "1 in 4", "1 in 20")


def dress(axes: Axes, *, ticks: Sequence[float], unit: str, theme: Palette) -> None:
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
    # The last month ends where the axis does: beyond it stand the numbers in which the lines end.
    axes.get_xticklabels()[-1].set(ha="right")
    # The top label carries the unit and would need a wider margin: it stands above its line instead.
    axes.get_yticklabels()[-1].set(ha="left", va="bottom")
    axes.get_yticklabels()[-1].set_x(-0.055)


def draw_fan(axes: Axes, years: FloatArray, courses: FloatArray, *, theme: Palette) -> None:
    """Bands, their edges and the median of courses (times, draws) over the first year.

    A quantile that leaves the picture or diverges stops where it does, with an arrow; when it diverges, as many draws
    as lie beyond it have, and that is said.
    """
    within = years <= 1.0 + 1e-9
    months = 12.0 * years[within]
    edges = band_edges(courses[within], levels=[0.05, 0.25, 0.5, 0.75, 0.95])
    low, quarter, middle, three_quarters, high = edges
    for lower, upper, colour in ((low, high, theme.outer), (quarter, three_quarters, theme.inner)):
        finite = np.isfinite(upper)
        axes.fill_between(months, lower, np.where(finite, upper, lower), where=finite, color=colour, linewidth=0)
    said: list[tuple[float, float]] = []
    for edge, share in zip(edges, BEYOND):
        is_median = share == "half"
        axes.plot(
            months[np.isfinite(edge)], edge[np.isfinite(edge)], color=theme.median if is_median else theme.edge,
            linewidth=2.4 if is_median else 0.9, solid_capstyle="butt", zorder=2.2 if is_median else 2.1,
        )  # fmt: skip
        _draw_arrow(axes, months, edge, words=f"{share} diverged", said=said, theme=theme)
    filled = np.where(np.isfinite(three_quarters), middle, np.inf)  # no name where there is no band to name
    halves = ((quarter, filled), (filled, three_quarters))
    thicker = max(halves, key=lambda half: float(np.diff(_room(axes, months, *half))[0]))
    _draw_words(axes, months, thicker, "half of outcomes", theme=theme)
    _draw_words(axes, months, (three_quarters, high), "9 in 10", theme=theme)


def _draw_arrow(
    axes: Axes, months: FloatArray, edge: FloatArray, *, words: str, said: list[tuple[float, float]], theme: Palette
) -> None:
    """An arrow where a quantile ends before the year does, with words if it diverges and the place is not yet taken."""
    finite = np.isfinite(edge)
    if finite.all() or not finite.any():
        return
    end = np.flatnonzero(finite & (edge <= axes.get_ylim()[1]))[-1]
    month, height = float(months[end]), float(edge[end])
    axes.plot(month, height, marker="^", markersize=6, color=theme.warning, clip_on=False)
    room = ARROW_WORDS_HEIGHT * _per_point(axes)
    taken = any(abs(month - left) < ARROW_WORDS_WIDTH and abs(height - base) < room for left, base in said)
    if end == np.flatnonzero(finite)[-1] and not taken:
        said.append((month, height))
        axes.annotate(
            words, (month, height), xytext=(0.0, 6.0), textcoords="offset points", family=SANS, size=SMALL,
            color=theme.warning, ha="center", va="bottom",
        )  # fmt: skip


def draw_ends(
    axes: Axes, output: Mapping[str, Any], *, usual_pace: float | None, ticks: Sequence[float], theme: Palette
) -> None:
    """Numbers and words where the lines end; the dotted usual pace among them."""
    quantiles = output["quantiles"]
    certain = quantiles["0.05"] is not None and quantiles["0.05"] == quantiles["0.95"]
    words = {"0.5": "every draw"} if certain else END_WORDS
    levels = [level for level in reversed(words) if quantiles[level] is not None]
    numbers = aligned([quantiles[level] for level in levels])
    ends = [(float(quantiles[level]), shown, words[level], level == "0.5") for level, shown in zip(levels, numbers)]
    if usual_pace is not None and usual_pace > 0:
        axes.plot([0.0, 12.0], [0.0, usual_pace], color=theme.secondary, linewidth=1.1, linestyle=(0, (1, 2.5)))
        ends.append((usual_pace, number(usual_pace), "usual pace", False))
    ends.sort(key=lambda end: end[0])
    scale = _per_point(axes)
    places = spread_labels(
        [end[0] for end in ends], gap=LABEL_GAP * scale, low=ticks[0] - 6.0 * scale, high=ticks[-1] + 12.0 * scale
    )
    for (height, shown, meaning, is_median), place in zip(ends, places):
        axes.plot(
            [LEADER_FROM, LEADER_TO], [min(height, ticks[-1]), place], color=theme.axis, linewidth=0.7, clip_on=False
        )
        axes.text(
            END_NUMBER, place, shown, family=SANS, size=STRONG if is_median else BODY, weight="bold", va="center",
            color=theme.median if is_median else theme.ink,
        )  # fmt: skip
        axes.text(END_WORD, place, meaning, family=SANS, size=SMALL, color=theme.secondary, va="center")


def band_edges(courses: FloatArray, *, levels: Sequence[float]) -> FloatArray:
    """Pointwise quantiles of courses (times, draws) at `levels`, shape (levels, times); +infinity stays what it is.

    Order statistics, without interpolation: between a finite and an infinite draw there is nothing in the middle. At
    each time they are of the draws that are known there (not NaN); NaN where none is. `unknown_courses` counts the
    others, and who draws the one has to say the other.

    >>> band_edges(np.array([[1.0, 2.0, np.inf], [1.0, 3.0, np.nan]]), levels=[0.5, 0.9])
    array([[ 2.,  1.],
           [inf,  3.]])
    """
    edges = np.full((len(levels), courses.shape[0]), np.nan)
    ranks = inverted_ranks(courses.shape[1], levels)
    for time, course in enumerate(courses):
        known = in_order(course)
        if known.size:
            edges[:, time] = known[ranks if known.size == course.size else inverted_ranks(known.size, levels)]
    return edges


def in_order(values: FloatArray) -> FloatArray:
    """What is known of values, ascending.

    >>> in_order(np.array([3.0, np.nan, 1.0]))
    array([1., 3.])
    """
    ordered = np.sort(values)  # NaN last; three times as fast as looking for each rank
    return ordered[: ordered.searchsorted(np.nan)]


def unknown_courses(courses: FloatArray) -> int:
    """How many of the courses (times, draws) are not known to their end.

    >>> unknown_courses(np.array([[0.0, 0.0, 0.0], [1.0, np.inf, np.nan]]))
    1
    """
    return int(np.count_nonzero(np.isnan(courses[-1])))


def inverted_ranks(count: int, levels: Sequence[float] | FloatArray) -> NDArray[np.intp]:
    """Places of the quantiles at `levels` among `count` ordered draws.

    >>> inverted_ranks(3, [0.5, 0.9]).tolist()
    [1, 2]
    """
    return np.maximum(np.ceil(count * np.asarray(levels) - 1.0), 0.0).astype(np.intp)


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
    return float(high - low) / FAN_BOX.height_points
