"""The quantile dot plot: outcomes as fifty dots that can be counted, none of them left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.present.canvas import DOTS_BOX, SANS, SMALL
from oomcast.present.palette import Palette
from oomcast.present.words import chance, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from oomcast.models.contract import FloatArray

__all__ = ["DOTS", "dot_columns", "draw_dots"]

DOTS = 50
"""Fifty dots are read best of all numbers tried (Kay et al. 2016, Fernandes et al. 2018)."""

ROWS = 23
"""Rows of dots over the height of the picture."""

FILLING = 0.86
"""Share of its row that a dot fills."""

WORDS_WIDTH = 26
"""Letters for which there is room beside the right edge of the figure."""


def draw_dots(
    axes: Axes,
    values: FloatArray,
    *,
    quantiles: Mapping[str, float | None],
    ticks: Sequence[float],
    theme: Palette,
) -> None:
    """The draws `values` (draws,) beside the fan, on its scale.

    The middle half is dark. Dots above the picture are rings on top of it, those without bound triangles, and their
    shares are printed.
    """
    low, high = ticks[0], ticks[-1]
    diameter = (high - low) / ROWS
    row_points = DOTS_BOX.height_points / ROWS
    per_row = int(DOTS_BOX.width_points / row_points)
    axes.set_xlim(-0.7, DOTS_BOX.width_points / row_points - 0.7)
    axes.set_ylim(low, high)
    axes.axis("off")
    axes.plot([-0.6, -0.6], [low, high], color=theme.axis, linewidth=0.8)

    exact, heights, columns = dot_columns(values, dots=DOTS, low=low, high=high, diameter=diameter)
    columns *= min(1.0, (per_row - 1) / max(1.0, columns.max()))  # a row too full for its width overlaps
    inside = exact <= high
    quarter, three_quarters = (_or_infinite(quantiles[level]) for level in ("0.25", "0.75"))
    dark = inside & (exact >= quarter) & (exact <= three_quarters)
    light = inside & ~dark
    size = (FILLING * row_points) ** 2
    drawn: dict[str, Any] = {"s": size, "clip_on": False}
    axes.scatter(columns[dark], heights[dark], color=theme.median, linewidths=0, **drawn)
    axes.scatter(columns[light], heights[light], facecolor=theme.inner, edgecolor=theme.edge, linewidths=0.7, **drawn)

    infinite = np.isinf(exact[~inside])
    place = np.arange(infinite.size)
    across, row = place % per_row, high + (0.9 + place // per_row) * diameter
    axes.scatter(across[~infinite], row[~infinite], facecolor="none", edgecolor=theme.edge, linewidths=1.0, **drawn)
    axes.scatter(across[infinite], row[infinite], marker="^", color=theme.warning, linewidths=0, **drawn)
    _draw_words(axes, values, high=high, top=float(row[-1]) if row.size else high, diameter=diameter, theme=theme)
    axes.text(
        -0.6, low - 0.75 * diameter, f"each dot: 1 in {DOTS}", family=SANS, size=SMALL, color=theme.secondary, va="top"
    )


def dot_columns(
    values: FloatArray, *, dots: int, low: float, high: float, diameter: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Quantiles of `values` (draws,), one for each dot, and the heights and columns at which the dots stand.

    Dot k stands for the quantile (k - 1/2)/dots. Dots that fall into one row of the height of a dot stand side by side
    in columns 0, 1, 2 ...; what lies at `high` belongs to the row below it. Infinite quantiles keep their height.

    >>> _, heights, columns = dot_columns(np.array([1.0, 1.1, 3.2]), dots=3, low=0.0, high=4.0, diameter=1.0)
    >>> heights.tolist(), columns.tolist()
    ([1.5, 1.5, 3.5], [0.0, 1.0, 0.0])
    """
    exact = np.quantile(values, (np.arange(dots) + 0.5) / dots, method="inverted_cdf")
    rows = np.where(exact == high, np.ceil((exact - low) / diameter) - 1, np.floor((exact - low) / diameter))
    columns = np.array([np.count_nonzero(rows[:index] == rows[index]) for index in range(dots)], dtype=np.float64)
    return exact, low + (rows + 0.5) * diameter, columns


def _gap(often: str, where: str) -> str:
    return " " if len(often) + len(where) < WORDS_WIDTH else "\n"


def _or_infinite(value: float | None) -> float:
    return np.inf if value is None else value


def _draw_words(axes: Axes, values: FloatArray, *, high: float, top: float, diameter: float, theme: Palette) -> None:
    """How many draws lie above the picture and how many have no bound, over the topmost row of dots."""
    draws, without_bound = values.size, int(np.count_nonzero(np.isinf(values)))
    above = int(np.count_nonzero(values > high)) - without_bound
    counts = {f"above {plain(high)} ↑": above, "without bound": without_bound}
    said = [(chance(count / draws, draws=draws), where) for where, count in counts.items() if count]
    lines = [f"{often}{_gap(often, where)}{where}" for often, where in said]
    axes.text(
        -0.6, top + 0.9 * diameter, "\n".join(lines), family=SANS, size=SMALL, color=theme.secondary, va="bottom",
        linespacing=1.4,
    )  # fmt: skip
