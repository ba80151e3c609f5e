"""Where the gain of the first year comes from: a sentence, and a table of its parts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from oomcast.present.findings import counted_draws
from oomcast.present.terminal import Terminal
from oomcast.present.words import count, count_of_draws, error, fixed, joined, number

__all__ = ["PARTS", "adding_up", "split_sentence", "split_table"]

ANYWAY = "anyway"

# Each part by its key: what the table calls it, and the sentence, where that differs.
PARTS = {
    ANYWAY: "Would have come anyway",
    "one_time_jump": "Jump in pace at full automation",
    "compute_growth": "More compute for research",
    "self_acceleration": "Better software less harder ideas",
}
TOLD = {
    "one_time_jump": "the jump in pace at full automation adds",
    "compute_growth": "more compute for research",
    "self_acceleration": "better software less ideas that get harder, up to the ceiling,",
}

QUARTILES = {"0.25": "p25", "0.5": "p50", "0.75": "p75"}
LABEL, CELL = 40, 8  # 40 + 5 * 8 = 80 columns
ONE_DECIMAL_FROM, NO_DECIMALS_FROM = 3.0, 100.0
"""Totals between which one decimal tells the parts apart without pretending to more than is known."""

ROUNDING = 1e-12
"""Relative size of what the mean of equal numbers may differ from them by."""

WIDEST = 1e4
"""A mean from here on leaves no room for decimals in its column."""


def split_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Mean and quartiles of each part under the sentence that tells them; nothing where a forecast has no parts."""
    split = document["decomposition"]
    if split is None:
        return []
    lines = [terminal.prose(split_sentence(document))]
    if not _has_parts(split):
        return lines
    means = _means(split)
    decimals = decimals_for(math.fsum(means))
    heading = "Where the first year's gain comes from".ljust(LABEL) + _cells(["mean", "±", *QUARTILES.values()])
    lines.append(terminal.strong(heading))
    for (key, label), mean in zip(PARTS.items(), adding_up(means, decimals=decimals)):
        part = split[key]
        quartiles = [part["quantiles"][level] for level in QUARTILES]
        cells = [
            _shown(mean, decimals=decimals),
            _error(part[f"{_mean_key(part)}_mc_error"], mean=mean),
            *("unknown" if value is None else _shown(value, decimals=decimals) for value in quartiles),
        ]
        lines.append((label.ljust(LABEL) + _cells(cells)).rstrip())
    return [*lines, terminal.faint(terminal.prose(_remark(document), indent="  "))]


def split_sentence(document: Mapping[str, Any]) -> str:
    """What each part brings on average; "" where a forecast has no parts."""
    split = document["decomposition"]
    if split is None:
        return ""
    if not _has_parts(split):
        return "The gain of the first year is infinite in every draw, and cannot be split."
    means = _means(split)
    decimals = decimals_for(math.fsum(means))
    parts = zip(PARTS, adding_up(means, decimals=decimals))
    told = {part: _shown(mean, decimals=decimals) for part, mean in parts}
    total = joined(_shown(round(math.fsum(means), decimals), decimals=decimals), str(split["unit"]))
    with_parts = split["draws"] - split["without_parts"]
    where = f" where it is finite ({count(with_parts)} of {count_of_draws(split['draws'])})"
    jump, compute, acceleration = (f"{words} {told[part]}" for part, words in TOLD.items())
    return (
        f"Of the {total} that the first year brings on average{where if split['without_parts'] else ''}, "
        f"{told[ANYWAY]} would have come anyway; {jump}, {compute} and {acceleration}."
    )


def adding_up(values: Sequence[float], *, decimals: int) -> list[float]:
    """The values rounded so that they add up to their rounded sum.

    Each is rounded down or up, up those that are nearest to the next step; of equally near ones the first.

    >>> adding_up([1.26, 2.26, 3.21], decimals=1)
    [1.3, 2.2, 3.2]
    """
    step = 10.0**-decimals
    floors = [math.floor(value / step) for value in values]
    missing = round(math.fsum(values) / step) - sum(floors)
    # Differences of equal remainders are rounding, which must not choose.
    by_remainder = sorted(range(len(values)), key=lambda index: round(floors[index] - values[index] / step, 6))
    raised = set(by_remainder[:missing])
    return [round((floor + (index in raised)) * step, decimals) for index, floor in enumerate(floors)]


def decimals_for(total: float) -> int:
    """Decimals at which parts of a total of this size are told.

    >>> decimals_for(8.07), decimals_for(1.93), decimals_for(0.42), decimals_for(120.0)
    (1, 2, 2, 0)
    """
    size = abs(total)
    if size >= ONE_DECIMAL_FROM or size == 0:
        return 1 if size < NO_DECIMALS_FROM else 0
    return 1 - math.floor(math.log10(size / ONE_DECIMAL_FROM))


def _has_parts(split: Mapping[str, Any]) -> bool:
    return bool(split["without_parts"] < split["draws"])


def _means(split: Mapping[str, Any]) -> list[float]:
    return [float(split[part][_mean_key(split[part])]) for part in PARTS]


def _mean_key(part: Mapping[str, Any]) -> str:
    """Where the mean of a part stands; if some draws have no parts, that of the others."""
    return "mean_where_known" if part["mean"] is None else "mean"


def _remark(document: Mapping[str, Any]) -> str:
    """What the table does not say by itself."""
    split, counted = document["decomposition"], counted_draws(document)
    remarks = ["The parts of a draw add up to its gain; each may be negative."]
    if split["draws"] < counted:
        remarks.append(f"Found for the first {count(split['draws'])} of {count_of_draws(counted)}.")
    if split["without_parts"]:
        without = f"{count(split['without_parts'])} of {count_of_draws(split['draws'])}"
        remarks.append(f"{without} have no parts, since their gain is infinite; their quartiles count them as unknown.")
    return " ".join(remarks)


def _error(value: float | None, *, mean: float) -> str:
    """An error without its sign; none where it is no more than the rounding of equal numbers."""
    is_rounding = value is not None and value <= ROUNDING * abs(mean)
    return error(0.0 if is_rounding else value).removeprefix("±")


def _shown(value: float, *, decimals: int) -> str:
    return fixed(value, decimals=decimals) if abs(value) < WIDEST else number(value)


def _cells(texts: Sequence[str]) -> str:
    return "".join(text.rjust(CELL) for text in texts)
