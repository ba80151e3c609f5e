"""What a stated answer says of the beliefs it is stated beside: a sentence, and a table of before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oomcast.present.labels import event_label, milestone_label, output_label
from oomcast.present.terminal import Terminal
from oomcast.present.words import aligned, count_of_draws, error, joined, number, plain, unit_word

__all__ = ["in_hundred", "move_words", "reconciled_sentence", "reconciled_text"]

LEVELS = {"0.05": "p05", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.95": "p95"}
LABEL, CELL = 40, 8  # 40 + 5 * 8 = 80 columns

CLEAR_RANK, CLEAR_SPREAD = 0.02, 0.05
"""A median that moves by less than one in fifty of the belief, or a spread by less than a twentieth, is left unsaid."""

ERRORS = 2.0
"""A change of less than this many Monte-Carlo errors is no clear change."""


def reconciled_text(document: Mapping[str, Any], *, terminal: Terminal) -> str:
    """What `Reconciliation.document` says, as the command line prints it."""
    blocks = [[terminal.strong("Stated against implied"), terminal.prose(reconciled_sentence(document))]]
    if document["possible"]:
        blocks.append(_table(document["beliefs"], terminal=terminal))
    blocks.append(_alone(document, terminal=terminal))
    blocks.append([terminal.faint(terminal.prose(_remark(document)))])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def reconciled_sentence(document: Mapping[str, Any]) -> str:
    """The finding: whether the stated answers can follow, how much has to change, and what moves most."""
    stated = _stated_words(document["stated"])
    if not document["possible"]:
        return (
            f"No weighing of the worlds that are believed possible makes {stated} follow: at best one of the stated "
            f"numbers is missed by {in_hundred(document['short_by'])}."
        )
    bits = _bits(document)
    if document["bits"] is not None and document["bits"] <= ERRORS * (document["bits_mc_error"] or 0.0):
        return f"{stated[:1].upper() + stated[1:]} follow from the beliefs as they are: no clear change is needed."
    beliefs = document["beliefs"]
    sentence = (
        f"For {stated} to follow, the beliefs together would have to change by {bits}; "
        f"{count_of_draws(document['draws'])} are then worth {number(document['effective_draws'])}."
    )
    if beliefs:
        most = next(iter(beliefs))
        sentence += f" What moves most: {most} would have to be {move_words(beliefs[most])}."
    if document["ruled_out"] > 0:
        share = in_hundred(document["ruled_out"]).capitalize()
        sentence += f" {share} draws cannot count at all: the stated numbers leave nothing between them."
    return sentence


def move_words(move: Mapping[str, Any]) -> str:
    """How a belief would have to be, in words: direction, medians, middle half, and whether surer or less sure.

    >>> quantiles = {"0.05": 0.4, "0.25": 0.7, "0.5": 1.2, "0.75": 2.1, "0.95": 3.2}
    >>> move_words({"unit": "1", "before": quantiles, "after": quantiles | {"0.5": 0.9, "0.25": 0.52},
    ...     "ranks": {"0.5": 0.37}, "ranks_mc_error": {"0.5": 0.002}, "spread": 1.2, "spread_mc_error": 0.01})
    'lower and less certain: median 1.2 → 0.90, half between 0.52 and 2.1'
    """
    shift = move["ranks"]["0.5"] - 0.5
    error_of_shift, error_of_spread = move["ranks_mc_error"]["0.5"], move["spread_mc_error"]
    words: list[str] = []
    if error_of_shift is not None and abs(shift) > max(CLEAR_RANK, ERRORS * error_of_shift):
        words.append("higher" if shift > 0 else "lower")
    if move["spread"] is not None and error_of_spread is not None:
        wider = move["spread"] - 1.0
        if abs(wider) > max(CLEAR_SPREAD, ERRORS * error_of_spread):
            words.append("less certain" if wider > 0 else "more certain")
    before, after, unit = move["before"], move["after"], str(move["unit"])
    medians = f"{number(before['0.5'])} → {joined(number(after['0.5']), unit)}"
    half = f"half between {number(after['0.25'])} and {joined(number(after['0.75']), unit)}"
    return f"{' and '.join(words) or 'about as it is'}: median {medians}, {half}"


def in_hundred(share: float) -> str:
    """A share as a frequency.

    >>> in_hundred(0.08), in_hundred(0.004), in_hundred(1.0)
    ('8 in 100', 'fewer than 1 in 100', '100 in 100')
    """
    return "fewer than 1 in 100" if share < 0.01 else f"{round(100 * share)} in 100"


def _bits(change: Mapping[str, Any]) -> str:
    return f"{number(change['bits'])} bits {error(change['bits_mc_error'])}".rstrip()


def _stated_words(stated: Mapping[str, Any]) -> str:
    """The stated answers in words.

    >>> _stated_words({"oom_total_12mo": {"unit": "OOM", "quantiles": {"0.25": 2.5, "0.5": 6.0}, "probability": None}})
    'a stated effective compute of p25 2.5, p50 6 OOM'
    """
    told = []
    for name, target in stated.items():
        if target["probability"] is not None:
            told.append(f"a stated {in_hundred(target['probability'])} for {event_label(name)}")
            continue
        numbers = ", ".join(
            f"p{100 * float(level):02.3g} {plain(value)}" for level, value in target["quantiles"].items()
        )
        label = f"time to {milestone_label(name)}" if name.startswith(("oom_", "progress_")) else output_label(name)
        label = output_label(name) if name.endswith("_12mo") else label
        told.append(f"a stated {label[:1].lower() + label[1:]} of {joined(numbers, target['unit'])}")
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told).replace("\N{NO-BREAK SPACE}", " ")


def _table(beliefs: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Each uncertain belief as it is believed, over what it would have to be; the largest change first."""
    lines = [terminal.strong("What would have to be believed".ljust(LABEL) + _cells([*LEVELS.values()]))]
    for name, move in beliefs.items():
        unit = unit_word(str(move["unit"]))
        lines.append(f"{name}{', ' + unit if unit else ''}".ljust(LABEL))
        before, after = ([move[key][level] for level in LEVELS] for key in ("before", "after"))
        shown = aligned([*before, *after])
        lines.append(terminal.stated("  believed".ljust(LABEL) + _cells(shown[: len(LEVELS)])))
        bits = f"  {_bits(move)}"
        lines.append(terminal.implied(bits.ljust(LABEL) + _cells(shown[len(LEVELS) :])))
        beside = [error(move["mc_error"][level]) for level in LEVELS]
        lines.append(terminal.faint((" " * LABEL + _cells(beside)).rstrip()))
    return [line.rstrip() for line in lines]


def _alone(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Which belief could do it alone, the others being as believed."""
    lines = [terminal.strong("One belief alone, the others as believed")]
    alone = document["alone"]
    able = sorted((name for name in alone if alone[name]["possible"]), key=lambda name: alone[name]["bits"] or 0.0)
    for name in able:
        said = f"{name} could do it, by {_bits(alone[name])}: {move_words(alone[name])}."
        lines.append(terminal.prose(said, indent="  ", hanging="    "))
    unable = sorted((name for name in alone if name not in able), key=lambda name: alone[name]["short_by"])
    if unable:
        missed = ", ".join(f"with {name} by {in_hundred(alone[name]['short_by'])}" for name in unable)
        start = "The others could not" if able else "None could do it, wherever its mass were moved"
        said = f"{start}: at best one of the stated numbers is missed, {missed}."
        lines.append(terminal.prose(said, indent="  ", hanging="    "))
    return lines


def _remark(document: Mapping[str, Any]) -> str:
    certain = document["certain"]
    remark = "1 bit is what the toss of a coin tells. The smallest change is no advice which belief to change."
    if certain:
        remark += f" Beliefs stated as single values cannot move: {', '.join(certain)}."
    return remark


def _cells(texts: Sequence[str]) -> str:
    return "".join(text.rjust(CELL) for text in texts)
