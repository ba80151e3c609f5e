"""The companies side by side, and the models that agree with an answer, as one picture.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from oomcast.errors import RunError
from oomcast.models.contract import FloatArray
from oomcast.present.corps import DISCLAIMER, provenance
from oomcast.present.corps_words import factor, jump_words, span
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.words import amount, number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.ensemble.corporations import Comparison

__all__ = ["picture"]

INCHES = (12.0, 6.4)
SMALL, SECONDARY, NORMAL_SIZE, LARGE = 8.5, 9.0, 10.0, 12.5
"""Sizes of type, in points."""

TABLE_BOX, BARS_BOX, PLANE_BOX = (0.02, 0.17, 0.28, 0.63), (0.33, 0.17, 0.32, 0.63), (0.70, 0.17, 0.19, 0.63)
"""Left, bottom, width, height, in shares of the picture; the gutter on the right is for names of curves."""

COLUMNS = {"serial_time": ("serial time", 0.28), "staff": ("people", 0.56), "chips": ("H100s", 0.97)}
"""The columns of the post's table, and where each ends."""

FAR = 1.6
"""By how much more than its longest bar the axis of progress reaches."""

BAR, GAP, STATED_BAR = 0.13, 0.21, 0.09
"""Half-height of a bar, distance between two bars of one company, and half-height of a stated one."""

PLANE = "labour_share"
WIDE = 100.0
"""A belief that varies by more is shown in its logarithm."""

MARGIN = 0.05
"""Of the labour share, beyond what is shown."""


def picture(comparison: Comparison, *, answer: str | None = None, dark: bool = False) -> Figure:
    """The three companies with what each achieves on the left, and on the right the models that give each answer.

    What a person states is sand, what follows is blue. Raises RunError where Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("pictures need Matplotlib: pip install 'oomcast[plot]'") from None
    document, theme = comparison.document(answer=answer), DARK if dark else LIGHT
    figure = Figure(figsize=INCHES, facecolor=theme.background)
    table, bars, plane = (figure.add_axes(box) for box in (TABLE_BOX, BARS_BOX, PLANE_BOX))
    for axes in (table, bars, plane):
        axes.set_facecolor(theme.background)
        axes.tick_params(colors=theme.secondary, labelsize=SECONDARY, length=0)
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom" and axes is not table)
            spine.set_color(theme.axis)
    draw_heading(figure, document, theme=theme)
    draw_table(table, document, theme=theme)
    draw_progress(bars, document, theme=theme)
    draw_plane(plane, document, theme=theme)
    return figure


def literal(text: str) -> str:
    """A person's words, in which a dollar does not begin a formula."""
    return text.replace("$", r"\$")


def draw_heading(figure: Figure, document: Mapping[str, Any], *, theme: Palette) -> None:
    """What the picture says, in one line, with what is compared above and where it comes from below."""
    medians = {key: one["quantiles"]["0.5"] for key, one in document["speedups"].items()}
    roles = document["roles"]
    said = (
        f"On these beliefs {roles['normal']} does {factor(medians['normal_over_slow'])} what {roles['slow']} does; "
        f"{roles['automated']} {factor(medians['automated_over_normal_in_year'])} what {roles['normal']} does"
    )
    figure.text(0.02, 0.945, literal(said), color=theme.ink, fontsize=LARGE, weight="bold")
    figure.text(0.02, 0.905, literal(document["title"]), color=theme.secondary, fontsize=NORMAL_SIZE)
    below = f"{DISCLAIMER} {provenance(document['provenance'])}"
    figure.text(0.02, 0.025, literal(below), color=theme.secondary, fontsize=SMALL)


def draw_table(axes: Axes, document: Mapping[str, Any], *, theme: Palette) -> None:
    """The table of the post: time, people and chips of each company."""
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(2.6, -0.6)
    axes.set_xticks([])
    axes.set_yticks([])
    for heading, end in COLUMNS.values():
        axes.text(end, -0.62, heading, color=theme.secondary, fontsize=SECONDARY, ha="right", va="bottom")
    for place, name in enumerate(document["roles"].values()):
        company = document["companies"][name]
        numbers = {key: company["numbers"][key]["median"] for key in COLUMNS}
        axes.text(0.0, place - 0.18, literal(name), color=theme.ink, fontsize=LARGE, weight="bold", va="center")
        for key, (_, end) in COLUMNS.items():
            said = span(numbers[key]) if key == "serial_time" else amount(numbers[key], "1", digits=3)
            axes.text(end, place + 0.10, said, color=theme.ink, fontsize=NORMAL_SIZE, ha="right", va="center")
        in_all = f"{amount(company['chip_years'], '1', digits=3)} H100-years in all"
        axes.text(0.97, place + 0.31, in_all, color=theme.secondary, fontsize=SMALL, ha="right", va="center")


class Row(NamedTuple):
    """One interval beside a company: where, at which levels, what it is, and whether a person states it."""

    place: float
    levels: Mapping[str, float | None]
    words: str
    is_stated: bool


def rows_of(document: Mapping[str, Any]) -> list[Row]:
    """What each company achieves, and below it what a person states."""
    stated, speedups = (document["consistency"] or {}).get("stated", {}), document["speedups"]
    rows = [
        Row(0.0, inverse(speedups["normal_over_slow"]["quantiles"]), "", is_stated=False),
        Row(2.0 - GAP, speedups["automated_over_normal_literal"]["quantiles"], "years of its own", is_stated=False),
        Row(2.0 + GAP / 2, speedups["automated_over_normal_in_year"]["quantiles"], "a calendar year", is_stated=False),
    ]
    if levels := stated.get("normal_over_slow"):
        rows.append(Row(1.5 * GAP, inverse(levels), "stated", is_stated=True))
    if levels := stated.get("automated_over_normal"):
        rows.append(Row(2.0 + 2 * GAP, levels, "stated", is_stated=True))
    return rows


def draw_progress(axes: Axes, document: Mapping[str, Any], *, theme: Palette) -> None:
    """What each company achieves in all its time, in years of the normal one, on a scale of powers of ten."""
    rows, normal = rows_of(document), literal(document["roles"]["normal"])
    known = [value for row in rows for value in row.levels.values() if value] + [1.0]
    axes.set_xscale("log")
    low, high = min(known) / FAR, max(known) * FAR
    axes.set_xlim(low, high)
    axes.set_ylim(2.6, -0.6)
    axes.set_yticks([])
    axes.minorticks_off()
    ticks = [10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)]
    axes.set_xticks(ticks, [years_words(tick) for tick in ticks])
    for tick in ticks:
        axes.axvline(tick, color=theme.hairline, linewidth=0.8, zorder=0)
    axes.axvline(1.0, color=theme.ink, linewidth=1.2, linestyle=(0, (1, 2)), zorder=1)
    axes.annotate(
        "1, the yardstick",
        (1.0, 1.0),
        (6, 0),
        textcoords="offset points",
        color=theme.ink,
        fontsize=SECONDARY,
        va="center",
    )
    title(axes, "Progress in all its time", f"in years of {normal}; line 18 in 20 draws, bar half", theme=theme)
    for row in rows:
        draw_interval(axes, row, theme=theme)


def title(axes: Axes, said: str, below: str, *, theme: Palette) -> None:
    """The name of a panel, and in grey what it shows."""
    axes.text(0.0, 1.09, said, color=theme.ink, fontsize=NORMAL_SIZE, weight="bold", transform=axes.transAxes)
    axes.text(0.0, 1.035, below, color=theme.secondary, fontsize=SMALL, transform=axes.transAxes)


def years_words(value: float) -> str:
    """A number of years, or a fraction of one.

    >>> years_words(0.1), years_words(1 / 27.7), years_words(24.8), years_words(1000.0)
    ('1/10', '1/28', '25', '1,000')
    """
    return f"1/{number(1 / value)}" if value < 1 else plain(float(f"{value:.2g}"))


def inverse(levels: Mapping[str, float | None]) -> dict[str, float | None]:
    """Quantiles of one over a quantity."""
    return {f"{1 - float(level):.2g}": 1.0 / value if value else None for level, value in levels.items()}


def between(levels: Mapping[str, float | None], low: str, high: str) -> tuple[float, float] | None:
    """Two levels, where both are known and differ."""
    first, last = levels.get(low), levels.get(high)
    return None if first is None or last is None or first == last else (first, last)


def draw_interval(axes: Axes, row: Row, *, theme: Palette) -> None:
    """An interval: thin line, bar of the middle half, tick at the median; a point is the tick alone."""
    place, levels, half = row.place, row.levels, STATED_BAR if row.is_stated else BAR
    bar, line = (theme.belief_inner, theme.belief_median) if row.is_stated else (theme.inner, theme.edge)
    tick, ink = (theme.belief_median,) * 2 if row.is_stated else (theme.median, theme.ink)
    outer, inner, middle = between(levels, "0.05", "0.95"), between(levels, "0.25", "0.75"), levels["0.5"]
    if middle is None:
        return
    if outer:
        axes.plot(outer, [place, place], color=line, linewidth=1.2, zorder=2)
    if inner:
        axes.barh(place, inner[1] - inner[0], left=inner[0], height=2 * half, color=bar, edgecolor=line, linewidth=0.8)
    axes.plot([middle, middle], [place - half, place + half], color=tick, linewidth=2.5, zorder=3)
    first, last = outer or (middle, middle)
    style: dict[str, Any] = {
        "textcoords": "offset points",
        "fontsize": SECONDARY,
        "va": "center",
        "zorder": 4,
        "color": ink,
    }
    axes.annotate(years_words(middle), (last, place), (6, 0), ha="left", **style)
    if row.words:  # over a line of the axis
        box = {"facecolor": theme.background, "edgecolor": "none", "pad": 1.0}
        axes.annotate(row.words, (first, place), (-6, 0), ha="right", bbox=box, **style)


def draw_plane(axes: Axes, document: Mapping[str, Any], *, theme: Palette) -> None:
    """For each part of the answer the band of models that give it, where they meet, and what is believed."""
    asked = document["consistency"]
    plane = asked and asked["in_year"]["planes"]["symmetric"].get(PLANE)
    if plane is None:
        why = "Nobody states an answer" if asked is None else "No labour share in this production function"
        title(axes, why, "", theme=theme)
        axes.set_axis_off()
        return
    across, places = plane["across"], np.array(plane["places"])
    if places[0] > 0 and places[-1] > WIDE * places[0]:
        axes.set_xscale("log")
    axes.set_xlim(places[0], places[-1])
    axes.grid(visible=True, color=theme.hairline, linewidth=0.8)
    axes.set_axisbelow(True)
    styles = {"normal_over_slow": (theme.edge, (0, (5, 2))), "automated_over_normal": (theme.median, "-")}
    shown = [plane["believed"][PLANE]]
    for key, (colour, dashes) in styles.items():
        if key in plane["curves"]:
            curves = {level: np.array(ys, dtype=np.float64) for level, ys in plane["curves"][key].items()}
            fast, _ = jump_words(key, document["roles"])
            name = literal(f"{fast}\n{factor(asked['stated'][key]['0.5'])}")
            shown += draw_curve(axes, places, curves, name, colour=colour, dashes=dashes, theme=theme)
    believed = (plane["believed"][across], plane["believed"][PLANE])
    axes.plot(*believed, "D", color=theme.belief_median, markersize=5, zorder=5)
    axes.annotate(
        "believed",
        believed,
        (0, 7),
        textcoords="offset points",
        color=theme.belief_median,
        fontsize=SECONDARY,
        ha="center",
    )
    meet = plane["meet"]
    if meet and meet[PLANE] is not None:
        axes.plot([meet[across]], [meet[PLANE]], "o", color=theme.ink, markersize=7, zorder=5)
    axes.set_ylim(max(0.0, min(shown) - MARGIN), min(1.0, max(shown) + MARGIN))
    axes.set_xlabel(across.replace("_", " "), color=theme.secondary, fontsize=SECONDARY)
    axes.set_ylabel("labour share", color=theme.secondary, fontsize=SECONDARY)
    title(axes, "Models that give the answers", literal(f"{asked['answer']}: {whether(plane)}"), theme=theme)


def whether(plane: Mapping[str, Any]) -> str:
    """Whether the answers agree in a plane, in a few words."""
    meet, drawn = plane["meet"], plane["meet_over_draws"]
    if meet is None:
        return "one answer, one curve"
    if drawn:
        return f"both hold somewhere in {100 * drawn['share_that_meet']['value']:.0f} of 100 draws"
    across = plane["across"]
    return (
        "no model here gives both"
        if meet[PLANE] is None
        else f"{number(meet[across])}, {number(meet[PLANE])} gives both"
    )


def draw_curve(
    axes: Axes,
    places: FloatArray,
    curves: Mapping[str, FloatArray],
    name: str,
    *,
    colour: str,
    dashes: Any,
    theme: Palette,
) -> list[float]:
    """A curve with its bands and its name at its end; returns what is shown of the belief up."""
    for low, high, fill in (("0.1", "0.9", theme.outer), ("0.25", "0.75", theme.inner)):
        if low in curves:
            axes.fill_between(places, curves[low], curves[high], color=fill, alpha=0.6, linewidth=0)
    middle = curves["0.5"]
    axes.plot(places, middle, color=colour, linewidth=2.4, linestyle=dashes)
    known = np.flatnonzero(np.isfinite(middle))
    if known.size:
        end = known[-1]
        axes.annotate(
            name,
            (places[end], middle[end]),
            (6, 0),
            textcoords="offset points",
            color=theme.ink,
            fontsize=SECONDARY,
            va="center",
            annotation_clip=False,
        )
    values = np.concatenate([curves[level] for level in ("0.1", "0.5", "0.9") if level in curves])
    return [float(value) for value in values[np.isfinite(values)]]
