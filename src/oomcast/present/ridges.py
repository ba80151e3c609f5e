"""Beliefs as they are and as they would have to be: for each, sand above a line and blue below it.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from oomcast.errors import RunError
from oomcast.insight.weighted import Ordered
from oomcast.present.canvas import BODY, LEFT, SANS, SERIF, SMALL, TITLE
from oomcast.present.charts import png
from oomcast.present.histogram import round_axis
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.reconciled import move_words, reconciled_sentence
from oomcast.present.report import DISCLAIMER
from oomcast.present.words import count, joined, number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.insight.moves import Move
    from oomcast.insight.reconcile import Reconciliation
    from oomcast.models.contract import FloatArray

__all__ = ["before_after"]

WIDTH, ROW, HEAD, FOOT = 10.0, 1.35, 1.25, 0.55
"""Inches: the figure's width, the height of one belief, and what stands above and below all of them."""

MOST_ROWS = 7
"""More than seven are not looked at; what is left out has moved least."""

SHOWN = (0.004, 0.996)
"""How much of a belief, before and after, the axis takes in."""

COLUMNS, SMOOTHING = 160, 2.5
"""Columns of the histogram behind a density, and over how many of them it is smoothed."""

SENTENCE_COLUMNS = 100
NARROWEST_LOG = 5.0
"""A factor whose range is less than fivefold reads better on a plain axis."""


class Scale(NamedTuple):
    """The axis of one belief: ends and ticks in its unit, and whether it is logarithmic."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool

    def place(self, values: FloatArray) -> FloatArray:
        """Values as shares of the axis."""
        low, high = (np.log(self.low), np.log(self.high)) if self.is_log else (self.low, self.high)
        with np.errstate(divide="ignore", invalid="ignore"):
            at = np.log(values) if self.is_log else values
            return np.asarray((at - low) / (high - low))


def before_after(found: Reconciliation, *, belief: str | None = None, dark: bool = False) -> Figure:
    """Every uncertain belief before and after the smallest change, the largest change on top.

    With `belief`, that belief alone, by the change that would do it alone. Raises RunError where Matplotlib is not
    installed, or no change makes the stated answers follow.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("a chart needs Matplotlib: install oomcast with its extra, oomcast[plot]") from None
    moves = found.moves if belief is None else [one.move for one in found.alone if one.belief == belief and one.move]
    if not moves:
        raise RunError("expected a change that makes the stated answers follow, got none: there is nothing to draw")
    shown, theme = list(moves)[:MOST_ROWS], DARK if dark else LIGHT
    height = HEAD + ROW * len(shown) + FOOT
    figure = Figure(figsize=(WIDTH, height), facecolor=theme.background)
    FigureCanvasAgg(figure)
    figure._repr_png_ = partial(png, figure)  # type: ignore[attr-defined]
    for place, one in enumerate(shown):
        bottom = (FOOT + ROW * (len(shown) - 1 - place) + 0.3) / height
        axes = figure.add_axes((0.27, bottom, 0.6, (ROW - 0.4) / height))
        _draw_row(axes, one, found=found, is_first=place == 0, theme=theme)
    _draw_texts(figure, found, belief=belief, left_out=len(moves) - len(shown), height=height, theme=theme)
    return figure


def _draw_row(axes: Axes, one: Move, *, found: Reconciliation, is_first: bool, theme: Palette) -> None:
    """One belief: name and words on the left, the two densities back to back, their medians."""
    values = found.inputs[one.belief]
    scale = _scale(values, one, is_factor=found.parameters[one.belief].is_factor)
    before = _density(values, np.ones_like(one.weights), scale=scale)
    after = _density(values, one.weights, scale=scale)
    tallest = max(float(before.max()), float(after.max()))
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(-1.12, 1.12)
    axes.axis("off")
    axes.fill_between(x, before / tallest, step=None, color=theme.belief, linewidth=0)
    axes.plot(_closed(x), _closed(before / tallest, ends=0.0), color=theme.was, linewidth=1.0, linestyle=(0, (4, 3)))
    axes.fill_between(x, -after / tallest, color=theme.inner, linewidth=0)
    axes.plot(_closed(x), _closed(-after / tallest, ends=0.0), color=theme.edge, linewidth=1.0)
    axes.plot([0.0, 1.0], [0.0, 0.0], color=theme.axis, linewidth=0.8)
    for tick in scale.ticks:
        at = float(scale.place(np.array([tick]))[0])
        axes.plot([at, at], [-0.04, 0.04], color=theme.axis, linewidth=0.8)
        label = joined(plain(tick), one.unit) if tick == scale.ticks[-1] else plain(tick)
        axes.text(at, -1.16, label, family=SANS, size=SMALL, color=theme.secondary, ha="center", va="top")
    for side, median, colour in ((1, one.before[0.5], theme.belief_median), (-1, one.after[0.5].value, theme.median)):
        at = float(scale.place(np.array([median]))[0])
        if np.isfinite(at):
            axes.plot([at, at], [0.0, side * 0.98], color=colour, linewidth=2.0)
            axes.text(
                at + 0.008, side * 0.28, number(median, digits=3), family=SANS, size=BODY, weight="bold", color=colour,
                ha="left", va="center",
            )  # fmt: skip
    axes.text(1.015, 0.45, "believed", family=SANS, size=SMALL, color=theme.belief_median, va="center")
    axes.text(1.015, -0.45, "would have to be", family=SANS, size=SMALL, color=theme.median, va="center")
    axes.text(-0.42, 0.55, one.belief, family=SANS, size=BODY, weight="bold", color=theme.ink, va="center")
    words = "\n".join(textwrap.wrap(_words(one), 36))
    axes.text(-0.42, 0.25, words, family=SANS, size=SMALL, color=theme.secondary, va="top", linespacing=1.4)


def _closed(values: FloatArray, *, ends: float | None = None) -> FloatArray:
    """An outline that comes down to the line at both ends."""
    first, last = (values[0], values[-1]) if ends is None else (ends, ends)
    return np.concatenate([[first], values, [last]])


def _words(one: Move) -> str:
    return f"{move_words(one.document()).partition(':')[0]}, by {number(one.bits.value)} bits"


def _scale(values: FloatArray, one: Move, *, is_factor: bool) -> Scale:
    """An axis that takes in the belief before and after, logarithmic for a factor."""
    ordered = Ordered(values)
    low, high = zip(ordered.quantiles(np.ones_like(one.weights), SHOWN), ordered.quantiles(one.weights, SHOWN))
    left, right = float(min(low)), float(max(value for value in high if np.isfinite(value)))
    if is_factor and left > 0 and right > NARROWEST_LOG * left:
        return Scale(left, right, _log_ticks(left, right), is_log=True)
    ticks = tuple(tick for tick in round_axis(left, right) if left <= tick <= right)
    return Scale(left, right, ticks, is_log=False)


def _log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Round numbers between two positive ones, at most seven: 1, 2, 5 and their tenfolds, or powers of ten."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    for steps in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        ticks = tuple(float(f"{step * 10.0**power:.3g}") for power in powers for step in steps)
        inside = tuple(tick for tick in ticks if low <= tick <= high)
        if len(inside) <= 7:
            break
    return inside


def _density(values: FloatArray, weights: FloatArray, *, scale: Scale) -> FloatArray:
    """Mass per column of the axis, of an area that is the same for all weights; smoothed, and ending where it ends."""
    from scipy.ndimage import gaussian_filter1d

    at = scale.place(values)
    inside = (at >= 0.0) & (at <= 1.0)
    mass, _ = np.histogram(at[inside], bins=COLUMNS, range=(0.0, 1.0), weights=weights[inside])
    return np.asarray(gaussian_filter1d(mass / weights.sum(), SMOOTHING, mode="reflect"))


def _draw_texts(
    figure: Figure, found: Reconciliation, *, belief: str | None, left_out: int, height: float, theme: Palette
) -> None:
    """The finding above, whose beliefs and how many draws below."""
    document: Mapping[str, Any] = found.document()
    sentence = reconciled_sentence(document)
    if belief is not None:
        bits = document["alone"][belief]["bits"]
        sentence = (
            f"{belief} alone could make the stated answers follow, the others as believed, by {number(bits)} bits."
        )
    lines: Sequence[str] = textwrap.wrap(sentence, SENTENCE_COLUMNS)
    size = TITLE if len(lines) <= 2 else TITLE - 2
    figure.text(
        LEFT,
        1.0 - 0.16 / height,
        "\n".join(lines),
        family=SERIF,
        size=size,
        color=theme.ink,
        va="top",
        linespacing=1.35,
    )
    rest = f"{left_out} more, each moved less" if left_out else ""
    provenance = f"{found.scenario} · {count(found.draws)} draws, seed {found.seed}" + (f" · {rest}" if rest else "")
    figure.text(
        LEFT, 0.42 / height, f"{provenance}\n{DISCLAIMER}", family=SANS, size=SMALL, color=theme.secondary, va="top",
        linespacing=1.5,
    )  # fmt: skip
