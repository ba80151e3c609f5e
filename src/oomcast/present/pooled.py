"""A pool of forecasts as text: what is believed together, what each believes, and where the doubt lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oomcast.present.labels import event_label, labelled, milestone_label, output_label
from oomcast.present.report import DISCLAIMER
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import about, aligned, chance, count, error, joined, number

if TYPE_CHECKING:
    from oomcast.insight.pool import Pool

__all__ = ["pool_sentence", "pool_text", "text"]

LEVELS = {"0.05": "p05", "0.1": "p10", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.9": "p90", "0.95": "p95"}
LABEL, CELL = 24, 8  # 24 + 7 * 8 = 80 columns
CHANCE_LABEL, CHANCE, CHANCE_ERROR = 50, 22, 8

THIN = 0.1
"""A logarithmic pool of which more than a tenth rests on few draws of somebody is read with care."""

KINDS = {"people": ("scenario", "scenarios"), "structures": ("structure", "structures")}


def text(pool: Pool) -> str:
    """The report without colour."""
    return pool_text(pool.document(), terminal=PLAIN)


def pool_text(document: Mapping[str, Any], *, terminal: Terminal) -> str:
    """The report of a pool: the finding, for each answer a table and where the doubt lies, and where it is from."""
    blocks = [[terminal.prose(pool_sentence(document))]]
    blocks += [_answer(answer, document, terminal=terminal) for answer in _answers(document).values()]
    if document["structures"]:
        blocks.append(_forms(document["structures"]["forms"], document["weights"], terminal=terminal))
    blocks.append([terminal.faint(terminal.prose(line)) for line in _footing(document)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def pool_sentence(document: Mapping[str, Any]) -> str:
    """The pooled answer in a sentence, and how much of its variance lies between the voices."""
    first = next(iter(_answers(document).values()))
    group, pool = _group(document), document["pool"]
    voices = len(first[group])
    many = f"{count(voices)} {KINDS[group][1]}"
    terms = f"Over {many}" if group == "structures" else f"On the beliefs of {many} together"
    share = first["variance"]["share_between"]
    between = (
        "" if share is None else f" {_hundred(share).capitalize()} of the variance lies between {KINDS[group][1]}."
    )
    if first["kind"] == "event":
        often = chance(pool["probability"], draws=document["provenance"]["draws"])
        return f"{terms}, {event_label(first['output'])}: {often}.{between}"
    label, unit, quantiles = _label(first), str(first["unit"]), pool["quantiles"]
    low, middle, high = quantiles["0.25"], quantiles["0.5"], quantiles["0.75"]
    if middle is None:
        return f"{terms}, the median of {label} is infinite.{between}"
    spread = f"between {number(low)} and {joined(number(high), unit)}" if high is not None else f"above {number(low)}"
    return f"{terms}, {label} is about {joined(about(middle), unit)} (median), with half of outcomes {spread}.{between}"


def _group(document: Mapping[str, Any]) -> str:
    return "structures" if document["structures"] else "people"


def _answers(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every answer of the pool, by name, laid out alike."""
    if document["structures"]:
        outputs: Mapping[str, Any] = document["structures"]["outputs"]
        return outputs
    kind = "event" if "probability" in document["pool"] else "output"
    return {document["output"]: {**document, "kind": kind}}


def _label(answer: Mapping[str, Any]) -> str:
    name = str(answer["output"])
    if name.startswith("progress_") or (name.startswith("oom_") and not name.endswith("mo")):
        return f"the time to {milestone_label(name)}"
    label = output_label(name)
    return label[:1].lower() + label[1:]


def _answer(answer: Mapping[str, Any], document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Each voice's own answer, then the pool, then where the variance lies."""
    group, draws = _group(document), int(document["provenance"]["draws"])
    weights: Mapping[str, float] = document["weights"]
    method = str(document["method"])
    if answer["kind"] == "event":
        lines = _chances(answer, group=group, weights=weights, method=method, draws=draws, terminal=terminal)
    else:
        lines = _quantiles(answer, group=group, weights=weights, method=method, terminal=terminal)
    return [*lines, terminal.faint(terminal.prose(_variance(answer, group=group), indent="  "))]


def _quantiles(
    answer: Mapping[str, Any], *, group: str, weights: Mapping[str, float], method: str, terminal: Terminal
) -> list[str]:
    name, unit = str(answer["output"]), str(answer["unit"])
    title = labelled(name, unit) if not _label(answer).startswith("the time") else f"Years to {milestone_label(name)}"
    lines = [terminal.strong(title.ljust(LABEL) + _cells([*LEVELS.values()]))]
    rows = {**answer[group], f"{method} pool": answer["pool"]}
    shown = aligned([row["quantiles"][level] for row in rows.values() for level in LEVELS])
    for place, (label, row) in enumerate(rows.items()):
        cells = shown[place * len(LEVELS) : (place + 1) * len(LEVELS)]
        weight = f" ({number(100 * weights[label])} %)" if label in weights else ""
        paint = terminal.implied if label not in weights else str
        lines += _row(f"{label}{weight}", cells, paint=paint)
        lines.append(
            terminal.faint((" " * LABEL + _cells([error(row["mc_error"][level]) for level in LEVELS])).rstrip())
        )
        if row["infinite_share"] > 0:
            often = f"  beyond every number in {_hundred(row['infinite_share'])}"
            lines.append(terminal.faint(often))
    if answer["pool"]["thin_share"] > THIN:
        said = (
            f"{_hundred(answer['pool']['thin_share']).capitalize()} of this pool rests on few draws of somebody: they "
            "are far apart, and the product of their densities is not known well. More draws help."
        )
        lines.append(terminal.warning(terminal.prose(said, indent="  ")))
    return lines


def _chances(
    answer: Mapping[str, Any], *, group: str, weights: Mapping[str, float], method: str, draws: int, terminal: Terminal
) -> list[str]:
    title = event_label(str(answer["output"]))
    title = title[:1].upper() + title[1:]
    often_head = "how often".rjust(CHANCE_LABEL + CHANCE - 1 - len(title))
    lines = [terminal.strong(title + often_head + " ± in 100".rjust(CHANCE_ERROR))]
    for label, row in {**answer[group], f"{method} pool": answer["pool"]}.items():
        weight = f" ({number(100 * weights[label])} %)" if label in weights else ""
        often = chance(float(row["probability"]), draws=draws)
        mc_error = row["probability_mc_error"]
        beside = error(None if mc_error is None else 100 * mc_error).rjust(CHANCE_ERROR)
        line = f"{label}{weight}".ljust(CHANCE_LABEL + CHANCE - len(often)) + often
        lines.append((line if label in weights else terminal.implied(line)) + terminal.faint(beside))
    return lines


def _variance(answer: Mapping[str, Any], *, group: str) -> str:
    """Where the variance lies, in words."""
    variance, (one, many) = answer["variance"], KINDS[group]
    share = variance["share_between"]
    if share is None:
        return "Nothing varies, between or within."
    uncertain = (
        error(100 * variance["share_between_mc_error"]) if variance["share_between_mc_error"] is not None else ""
    )
    of = "the variance of ranks (some answers are infinite)" if variance["on_ranks"] else "the variance"
    told = f"{_hundred(share).capitalize()} {uncertain}".rstrip()
    return f"{told} of {of} lies between {many}, the rest within each {one}."


def _forms(forms: Mapping[str, Any], weights: Mapping[str, float], *, terminal: Terminal) -> list[str]:
    """What each structure is, with its source."""
    lines = [terminal.strong("The structures, on top of the same beliefs")]
    for name, form in forms.items():
        said = f"{name} ({number(100 * weights[name])} %): {form['title']}. {form['source']} ({form['evidence']})."
        lines.append(terminal.prose(said, indent="  ", hanging="    "))
    return lines


def _footing(document: Mapping[str, Any]) -> list[str]:
    source = document["provenance"]
    names = ", ".join(scenario["scenario"] for scenario in source["scenarios"])
    lines = [
        f"{names} · {count(source['draws'])} draws each, seed {source['seed']} · oomcast {source['oomcast']}",
        DISCLAIMER,
    ]
    return [*lines, f"Again: {source['command']}"] if source["command"] else lines


def _row(label: str, cells: Sequence[str], *, paint: Any) -> list[str]:
    """A row of numbers; a label that leaves too little room has a line of its own."""
    if len(label) + len(cells[0]) < LABEL + CELL - 1:
        first, *others = cells
        room = " " * (LABEL + CELL - len(label) - len(first))
        return [paint((label + room + first + "".join(text.rjust(CELL) for text in others)).rstrip())]
    return [paint(label), paint((" " * LABEL + _cells(cells)).rstrip())]


def _hundred(share: float) -> str:
    """A share as a frequency.

    >>> _hundred(0.126), _hundred(0.002), _hundred(0.0)
    ('13 in 100', 'fewer than 1 in 100', 'nothing')
    """
    if share <= 0:
        return "nothing"
    return "fewer than 1 in 100" if share < 0.01 else f"{round(100 * share)} in 100"


def _cells(texts: Sequence[str]) -> str:
    return "".join(text.rjust(CELL) for text in texts)
