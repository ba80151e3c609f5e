"""Each voice's answer as a bar, and the pool of all below them, on one axis.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from oomcast.errors import RunError
from oomcast.present.canvas import BODY, LEFT, SANS, SERIF, SMALL, TITLE
from oomcast.present.charts import png
from oomcast.present.histogram import round_axis
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.pooled import pool_sentence
from oomcast.present.report import DISCLAIMER
from oomcast.present.words import count, joined, number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.insight.pool import Pool

__all__ = ["picture"]

WIDTH, ROW, HEAD, FOOT = 10.0, 0.62, 1.15, 0.95
"""Inches: the figure's width, the height of one voice, and what stands above and below all of them."""

THIN, THICK, TICK = 1.5, 9.0, 3.0
"""Points: the line of 9 in 10, the bar of half, the tick of the median."""

SENTENCE_COLUMNS = 96
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PERCENT = 100.0
NUMBERS_BELOW = 0.34
"""How far below its bar a row's numbers stand, in rows."""


def picture(pool: Pool, *, output: str | None = None, dark: bool = False) -> Figure:
    """One answer of the pool (default: the first): a bar for each voice, and the pool.

    Thin line from p05 to p95, bar from p25 to p75, tick at the median; of a claim, a point at its probability. Raises
    RunError where Matplotlib is not installed or the answer is not among those pooled.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("a chart needs Matplotlib: install oomcast with its extra, oomcast[plot]") from None
    if output is not None and output not in pool.answers:
        raise RunError(f"expected one of {', '.join(pool.answers)}, got {output!r}")
    answer = pool.first if output is None else pool.answers[output]
    group = "structures" if pool.structures else "people"
    found = answer.document(group=group)
    rows = {**found[group], f"{pool.method} pool": found["pool"]}
    theme = DARK if dark else LIGHT
    height = HEAD + ROW * len(rows) + FOOT
    figure = Figure(figsize=(WIDTH, height), facecolor=theme.background)
    FigureCanvasAgg(figure)
    figure._repr_png_ = partial(png, figure)  # type: ignore[attr-defined]
    axes = figure.add_axes((0.27, FOOT / height, 0.68, ROW * len(rows) / height))
    _draw(axes, rows, unit=str(found["unit"]), is_claim=found["kind"] == "event", theme=theme)
    document = pool.document()
    sentence = pool_sentence(document) if answer is pool.first else found["output"]
    lines = textwrap.wrap(sentence, SENTENCE_COLUMNS)
    figure.text(
        LEFT,
        1.0 - 0.16 / height,
        "\n".join(lines),
        family=SERIF,
        size=TITLE,
        color=theme.ink,
        va="top",
        linespacing=1.35,
    )
    source = document["provenance"]
    names = ", ".join(scenario["scenario"] for scenario in source["scenarios"])
    said = f"{names} · {count(source['draws'])} draws each, seed {source['seed']} · oomcast {source['oomcast']}"
    figure.text(
        LEFT, 0.42 / height, f"{said}\n{DISCLAIMER}", family=SANS, size=SMALL, color=theme.secondary, va="top",
        linespacing=1.5,
    )  # fmt: skip
    return figure


def _draw(axes: Axes, rows: Mapping[str, Any], *, unit: str, is_claim: bool, theme: Palette) -> None:
    axes.set_facecolor(theme.background)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.axis)
    axes.tick_params(colors=theme.secondary, labelsize=SMALL)
    ticks = _ticks(rows, is_claim=is_claim)
    shown = "in 100" if is_claim else unit
    axes.set_xlim(ticks[0], ticks[-1])
    axes.set_xticks(ticks, [plain(tick) for tick in ticks[:-1]] + [joined(plain(ticks[-1]), shown)], family=SANS)
    for tick in ticks:
        axes.axvline(tick, color=theme.hairline, linewidth=0.8, zorder=0)
    last = len(rows) - 1
    for place, (name, row) in enumerate(rows.items()):
        colour = theme.median if place == last else theme.people[place % len(theme.people)]
        letter = "" if place == last else f"{LETTERS[place % len(LETTERS)]}  "
        weight = "" if place == last else f" ({number(PERCENT * row['weight'])} %)"
        axes.text(
            -0.02, place, f"{letter}{name}{weight}", family=SANS, size=BODY, color=colour, ha="right", va="center",
            weight="bold" if place == last else "normal", transform=axes.get_yaxis_transform(),
        )  # fmt: skip
        if is_claim:
            _draw_point(axes, place, row, colour=colour)
        else:
            _draw_bar(axes, place, row, colour=colour, fill=theme.inner if place == last else None, end=ticks[-1])


def _draw_point(axes: Axes, place: int, row: Mapping[str, Any], *, colour: str) -> None:
    """The probability of a claim, with twice its Monte-Carlo error."""
    at, error = PERCENT * row["probability"], PERCENT * (row["probability_mc_error"] or 0.0)
    axes.plot([at - 2 * error, at + 2 * error], [place, place], color=colour, linewidth=THIN)
    axes.plot([at], [place], "o", color=colour)
    axes.text(at, place + NUMBERS_BELOW, number(at), family=SANS, size=SMALL, color=colour, ha="center", va="center")


def _draw_bar(axes: Axes, place: int, row: Mapping[str, Any], *, colour: str, fill: str | None, end: float) -> None:
    """Quantiles of one voice; those beyond every number are an arrow at the end of the axis."""
    quantiles = {level: end if value is None else value for level, value in row["quantiles"].items()}
    axes.plot([quantiles["0.05"], quantiles["0.95"]], [place, place], color=colour, linewidth=THIN)
    axes.plot(
        [quantiles["0.25"], quantiles["0.75"]], [place, place], color=fill or colour, linewidth=THICK,
        solid_capstyle="butt", alpha=1.0 if fill else 0.45,
    )  # fmt: skip
    axes.plot([quantiles["0.5"]] * 2, [place - 0.18, place + 0.18], color=colour, linewidth=TICK)
    for level in ("0.25", "0.5", "0.75"):
        if row["quantiles"][level] is not None:
            axes.text(
                quantiles[level], place + NUMBERS_BELOW, number(quantiles[level]), family=SANS, size=SMALL,
                color=colour, ha="center", va="center", weight="bold" if level == "0.5" else "normal",
            )  # fmt: skip
    if row["quantiles"]["0.95"] is None:
        axes.plot([end], [place], ">", color=colour, clip_on=False)


def _ticks(rows: Mapping[str, Any], *, is_claim: bool) -> tuple[float, ...]:
    """An axis from zero that takes in every finite quantile; for claims, all of a hundred."""
    if is_claim:
        return round_axis(0.0, PERCENT)
    values = [value for row in rows.values() for value in row["quantiles"].values() if value is not None]
    return round_axis(min([0.0, *values]), max([1.0, *values]))
