"""The distribution of one outcome as text: columns of blocks over a strip that marks 9 in 10, half, and the median."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from oomcast.present.terminal import Terminal
from oomcast.present.words import chance, plain, unit_word

__all__ = ["histogram", "round_axis", "strip"]

EIGHTHS = " ▁▂▃▄▅▆▇█"
WIDTH, HEIGHT, INDENT = 72, 6, "  "
# An axis of four to seven ticks is read without counting.
FEWEST_TICKS, MOST_TICKS = 4, 7
ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_axis(low: float, high: float) -> tuple[float, ...]:
    """Round tick positions that enclose `low`..`high`, evenly spaced, between four and seven of them where possible.

    >>> round_axis(0.0, 16.7)
    (0.0, 5.0, 10.0, 15.0, 20.0)
    >>> round_axis(0.0, 3.1)
    (0.0, 1.0, 2.0, 3.0, 4.0)
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        centre = low if math.isfinite(low) else 0.0
        return round_axis(centre - 0.5 * max(1.0, abs(centre)), centre + 0.5 * max(1.0, abs(centre)))
    best: tuple[float, ...] = ()
    scale = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    for step in (scale * factor for power in (1.0, 10.0) for factor in (f * power for f in ROUND_STEPS)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        ticks = tuple(round(index * step, 12) for index in range(first, last + 1))
        if FEWEST_TICKS <= len(ticks) <= MOST_TICKS and (not best or ticks[-1] - ticks[0] < best[-1] - best[0]):
            best = ticks
    return best or (low, high)


def histogram(values: Any, *, output: Mapping[str, Any], draws: int, terminal: Terminal) -> list[str]:
    """Draws counted into columns, all on one scale; what lies off the axis or diverges is printed beside it.

    `values` are the draws of the output, shape (draws,), +infinity where it diverged; `output` is its entry in the
    document, whose quantiles set the axis.
    """
    import numpy as np

    ticks = _axis(output)
    if ticks is None:
        return []
    low, high = ticks[0], ticks[-1]
    finite = values[np.isfinite(values)]
    counts, _ = np.histogram(finite[(finite >= low) & (finite <= high)], bins=WIDTH, range=(low, high))
    tallest = int(counts.max())
    if tallest == 0:
        return []
    eighths = [math.ceil(8 * HEIGHT * int(size) / tallest) for size in counts]
    lines = []
    for row in range(HEIGHT - 1, -1, -1):
        blocks = "".join(EIGHTHS[min(8, max(0, size - 8 * row))] for size in eighths)
        if blocks.strip():
            lines.append(INDENT + terminal.implied(blocks.rstrip()))
    lines += strip(output, terminal=terminal)
    outside = []
    below, above = int((finite < low).sum()), int((finite > high).sum())
    unit = unit_word(str(output["unit"]))
    if below:
        outside.append(f"{chance(below / draws, draws=draws)} below {plain(low)} {unit}".strip())
    if above:
        outside.append(f"{chance(above / draws, draws=draws)} above {plain(high)} {unit}".strip())
    if draws > finite.size:
        outside.append(f"{chance((draws - finite.size) / draws, draws=draws)} without bound")
    if outside:
        lines.append(INDENT + "Off the picture: " + ", ".join(outside) + ".")
    return lines


def strip(output: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The axis with its ticks and a bar: thin from p05 to p95, thick from p25 to p75, the median a stroke."""
    ticks = _axis(output)
    if ticks is None:
        return []
    quantiles = output["quantiles"]

    def column(value: float | None, *, otherwise: int = WIDTH) -> int:
        if value is None:
            return otherwise
        return min(WIDTH - 1, max(0, int((value - ticks[0]) / (ticks[-1] - ticks[0]) * WIDTH)))

    p05, p25, p50, p75, p95 = (column(quantiles[level]) for level in ("0.05", "0.25", "0.5", "0.75", "0.95"))
    bar = [" "] * WIDTH
    bar[p05 : p95 + 1] = ["─"] * len(bar[p05 : p95 + 1])
    bar[p25 : p75 + 1] = ["▒"] * len(bar[p25 : p75 + 1])
    for position, mark in ((p05, "├"), (p95, "┤"), (p50, "┃")):
        if position < WIDTH:
            bar[position] = mark
    axis = "".join("┬" if any(column(tick) == position for tick in ticks) else "─" for position in range(WIDTH))
    unit = unit_word(str(output["unit"]))
    key = "├─┤ 9 in 10 outcomes   ▒▒▒ half of outcomes   ┃ median"
    return [
        INDENT + terminal.faint(axis),
        INDENT + _tick_labels(ticks, unit=unit),
        INDENT + terminal.implied("".join(bar).rstrip()),
        INDENT + terminal.faint(key),
    ]


def _axis(output: Mapping[str, Any]) -> tuple[float, ...] | None:
    """Ticks from zero (or the lowest tenth of outcomes, if negative) to a round value above p95."""
    finite = [value for value in output["quantiles"].values() if value is not None]
    if not finite:
        return None
    return round_axis(min(0.0, finite[0]), finite[-1] if finite[-1] > min(0.0, finite[0]) else finite[-1] + 1.0)


def _tick_labels(ticks: Sequence[float], *, unit: str) -> str:
    """Tick numbers under their marks, the unit with the last one."""
    line = [" "] * (WIDTH + 1)
    for tick in ticks[:-1]:
        text = plain(tick)
        centre = round((tick - ticks[0]) / (ticks[-1] - ticks[0]) * WIDTH)
        start = max(0, centre - len(text) // 2)
        line[start : start + len(text)] = text
    last = f"{plain(ticks[-1])} {unit}".strip()
    return "".join(line[: WIDTH - len(last) + 1]).rstrip().ljust(WIDTH - len(last)) + last
