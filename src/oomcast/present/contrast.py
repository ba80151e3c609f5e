"""Two forecasts side by side, as text: how far apart they are, and which belief has how much to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.present.explanation import DISCLAIMER, belief_label, subject, value_of_statistic
from oomcast.present.labels import output_label
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import aligned, chance, count_of_draws, error, number

if TYPE_CHECKING:
    from oomcast.insight.compare import Contrast

__all__ = ["reading", "report", "text"]

LEVELS = {"0.05": "p05", "0.1": "p10", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.9": "p90", "0.95": "p95"}
NAME, CELL, CRUX = 24, 8, 28
BAR = 17
PAIR = 2
ORDER_MATTERS = 1 / 3
"""Share of a bar by which its size may depend on the order of swapping before that is said."""

CLEAR = 2
"""Errors that a difference must exceed to be one."""


def text(contrast: Contrast, *, terminal: Terminal = PLAIN) -> str:
    """The report of a comparison, ending in a line break."""
    return report(contrast.document(), terminal=terminal)


def report(document: Mapping[str, Any], *, terminal: Terminal = PLAIN) -> str:
    """The report that a comparison's document makes."""
    parts = [
        [terminal.prose(document["reading"])],
        answers(document, terminal=terminal),
        cruxes(document, terminal=terminal),
        matrix(document, terminal=terminal),
        provenance(document, terminal=terminal),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def reading(document: Mapping[str, Any]) -> str:
    """The difference and its largest crux in a sentence or two."""
    first, second = document["scenarios"][:PAIR]
    output = document["output"]
    named = "chance" if output["statistic"] == "probability" else output["statistic"]
    gap, gap_error = document["difference"], document["difference_mc_error"]
    draws = document["provenance"]["draws"]
    ends = [value_of_statistic(one["value"], output, draws=draws) for one in (first, second)]
    start = f"On these beliefs the {named} of {subject(output)} is {ends[0]} for {first['name']}"
    if not document["cruxes"]:
        return f"{start}, and the same for {second['name']}: they differ in nothing."
    start += f" and {ends[1]} for {second['name']}"
    if gap is None or (gap_error is not None and abs(gap) <= CLEAR * gap_error):
        return f"{start}: no clear difference."
    with_it = [crux for crux in document["cruxes"] if crux["value"] * gap > 0]
    top, largest = with_it[0], document["cruxes"][0]
    sentence = f"{start}. Most of the difference comes from {belief_label(top['belief'])}"
    sentence += f" ({_hundredths(top['value'] / gap)})" if len(document["cruxes"]) > 1 else ""
    if top["alone"] is not None:
        sentence += f"; swapping only that {_effect(top['alone'] / gap)}"
    if largest is not top:
        sentence += (
            f", while {belief_label(largest['belief'])} works against it ({_hundredths(largest['value'] / gap)})"
        )
    return sentence + "."


def _effect(closed: float) -> str:
    """What a swap does to a gap, of which it closes so much.

    >>> _effect(0.61), _effect(1.3), _effect(-0.2)
    ('closes 61 % of the gap', 'goes beyond it (130 %)', 'widens the gap')
    """
    if closed < 0:
        return "widens the gap"
    return f"closes {_hundredths(closed)} of the gap" if closed <= 1 else f"goes beyond it ({_hundredths(closed)})"


def answers(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The quantiles of each scenario, and those of the difference draw by draw."""
    output = document["output"]
    unit = str(output["unit"])
    if output["kind"] == "event":
        draws = document["provenance"]["draws"]
        lines = [terminal.strong(f"{subject(output)[:1].upper()}{subject(output)[1:]}")]
        for letter, one in zip("ABCDEF", document["scenarios"], strict=False):
            lines.append(f"{letter} {one['name']}".ljust(40) + chance(one["value"], draws=draws))
        return lines
    label = output_label(output["name"]) if output["kind"] == "output" else subject(output)
    heading = f"{label[:1].upper()}{label[1:]}, {unit}"
    lines = [terminal.strong(heading.ljust(NAME) + "".join(label.rjust(CELL) for label in LEVELS.values()))]
    for letter, one in zip("ABCDEF", document["scenarios"], strict=False):
        cells = aligned([one["quantiles"][level] for level in LEVELS])
        lines.append(f"{letter} {one['name']}"[: NAME - 1].ljust(NAME) + "".join(cell.rjust(CELL) for cell in cells))
        if one["not_finite_share"] > 0:
            often = chance(one["not_finite_share"], draws=one["draws_counted"])
            lines.append(terminal.faint(f"  infinite or not by the horizon in {often}"))
    paired = document["paired"]
    cells = aligned([paired["quantiles"][level] for level in LEVELS])
    lines.append("B − A, draw by draw".ljust(NAME) + "".join(cell.rjust(CELL) for cell in cells))
    above = chance(paired["share_above"]["value"], draws=document["provenance"]["draws"])
    lines.append(terminal.faint(f"  B is above A in {above}; both have the same luck."))
    return lines


def cruxes(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The waterfall from A to B, largest part first."""
    found = document["cruxes"]
    if not found:
        return []
    output, unit = document["output"], str(document["output"]["unit"])
    gap = document["difference"]
    widest = max(abs(crux["value"]) for crux in found) or 1.0
    unit_words = "" if output["kind"] == "event" else f", {unit}"
    title = f"What explains the difference{unit_words}"
    heads = "swap".ljust(CRUX) + "part".rjust(10) + " " * (BAR + 3) + "alone" + "last".rjust(10)
    lines = [terminal.strong(title), terminal.faint(heads)]
    for crux in (crux for crux in found if crux["value"] or crux["most"] or crux["least"]):
        bar = ("█" if crux["value"] >= 0 else "░") * round(BAR * abs(crux["value"]) / widest)
        cells = [_signed(crux["value"]), bar.ljust(BAR), _signed(crux["alone"]), _signed(crux["last"])]
        shown = cells[0].rjust(10) + "  " + terminal.implied(cells[1]) + cells[2].rjust(6) + cells[3].rjust(10)
        lines.append(belief_label(crux["belief"])[: CRUX - 1].ljust(CRUX) + shown)
        lines.append(terminal.faint(" " * CRUX + error(crux["mc_error"]).rjust(10)))
        if crux["from"] is not None or crux["to"] is not None:
            swap = f"{crux['from'] or 'absent'} → {crux['to'] or 'absent'}"
            lines.append(terminal.faint(terminal.prose(swap, indent="  ")))
        if _order_matters(crux):
            span = f"{_signed(crux['least'])} to {_signed(crux['most'])}, depending on what is swapped before"
            lines.append(terminal.faint(f"  {span}"))
    lines.append("in all".ljust(CRUX) + _signed(gap).rjust(10))
    idle = [belief_label(crux["belief"]) for crux in found if not (crux["value"] or crux["most"] or crux["least"])]
    if idle:
        lines.append(terminal.faint(terminal.prose(f"Of no effect on this answer: {', '.join(idle)}.", indent="  ")))
    sampled = "" if document["exact"] else " Sampled orders; the errors include that."
    mixes = f"from {document['mixes']} mixes of both.{sampled}"
    remark = f"Parts are averages over all orders of swapping (Shapley values), {mixes}"
    return [*[line.rstrip() for line in lines], terminal.faint(terminal.prose(remark, indent="  "))]


def matrix(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Every pair, where there are more than two scenarios."""
    pairs = document["matrix"]
    if not pairs:
        return []
    lines = [terminal.strong("Every pair: the difference, and its largest crux")]
    for pair in pairs:
        top = pair["cruxes"][0] if pair["cruxes"] else None
        why = f"{belief_label(top['belief'])} {_signed(top['value'])}" if top else "they differ in nothing"
        names = f"{pair['first']} → {pair['second']}"
        size = f"{_signed(pair['difference'])} {error(pair['difference_mc_error'])}"
        lines.append(terminal.prose(f"{names}: {size}; {why}", hanging="  "))
    return lines


def provenance(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Where the numbers come from and how to have them again."""
    source = document["provenance"]
    lines = [
        f"{letter} {one['scenario']} · scenario {one['scenario_hash'][:12]} · "
        f"model {one['model']} {one['model_version']}"
        for letter, one in zip("ABCDEF", source["scenarios"], strict=False)
    ]
    lines += [
        f"seed {source['seed']} · {count_of_draws(source['draws'])} of each mix · oomcast {source['oomcast']}",
        f"again: {source['command']}",
        DISCLAIMER,
    ]
    return [terminal.faint(terminal.prose(line, hanging="  ")) for line in lines]


def _order_matters(crux: Mapping[str, Any]) -> bool:
    size = abs(crux["value"])
    return bool(crux["most"] - crux["least"] > ORDER_MATTERS * size and size > CLEAR * (crux["mc_error"] or 0.0))


def _signed(value: float | None) -> str:
    if value is None:
        return "unknown"
    shown = number(value)
    return shown if value <= 0 else f"+{shown}"


def _hundredths(share: float) -> str:
    return f"{round(100 * share)} %".replace("-", "−")
