"""Tables of a forecast's document in 80 columns: quantiles, stated beside implied, chances, milestones.

Each function takes the document and returns finished lines. Every number has its Monte-Carlo error in the fainter
line below it, or right behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from oomcast.present.findings import counted_draws, difference
from oomcast.present.labels import LIMIT_EVENTS, PROGRESS, event_label, group_of, labelled, milestone_label
from oomcast.present.terminal import Terminal
from oomcast.present.words import PREFIXED, aligned, amounts, chance, count, error, number, scale_of, short

__all__ = [
    "LEVELS",
    "heading",
    "milestones_table",
    "outputs_table",
    "outputs_tables_by_group",
    "probabilities_table",
    "quantile_cells",
    "row_of_cells",
    "stated_table",
]

# The quantiles a forecast reports: the key in the document, the heading in a table.
LEVELS = {"0.05": "p05", "0.1": "p10", "0.25": "p25", "0.5": "p50", "0.75": "p75", "0.9": "p90", "0.95": "p95"}

LABEL, CELL = 24, 8  # 24 + 7 * 8 = 80 columns
CHANCE_LABEL, CHANCE, CHANCE_ERROR = 50, 22, 8
MILESTONE_LEVELS = ("0.1", "0.25", "0.5", "0.75", "0.9")
MILESTONE_LABEL, MILESTONE_COUNT = 10, 10
MONTHS_PER_YEAR = 12


def outputs_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles over all draws of the outputs that every forecast has, the error of each below it."""
    names = [name for name in document["outputs"] if not group_of(name)]
    lines = [terminal.strong(heading("Outcomes")), *_rows(names, document, terminal=terminal)]
    return _with_note(lines, document, terminal=terminal)


def outputs_tables_by_group(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The same for what only some mechanisms say, under the part of the world that they speak of."""
    groups: dict[str, list[str]] = {}
    for name in document["outputs"]:
        if group := group_of(name):
            groups.setdefault(group, []).append(name)
    lines = [terminal.strong(heading("By mechanism"))] if groups else []
    for group, names in groups.items():
        lines += [terminal.strong(group), *_rows(names, document, terminal=terminal)]
    return lines


def _rows(names: Iterable[str], document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles over errors of each output, and how often it has no bound."""
    lines: list[str] = []
    for name in names:
        output = document["outputs"][name]
        unit, shown, beside = quantile_cells(output)
        lines += _pair(labelled(name, unit), shown, name, beside, terminal=terminal)
        share = float(output.get("diverged_share") or 0.0)
        if share > 0:
            often = chance(share, draws=counted_draws(document))
            lines.append(terminal.faint(f"  without bound in {often}, counted above every number"))
    return lines


def quantile_cells(output: Mapping[str, Any]) -> tuple[str, list[str], list[str]]:
    """The unit in which an output is easiest to read ("1": in the numbers), its quantiles, and their errors."""
    unit = str(output["unit"])
    quantiles, errors = ([output[key][level] for level in LEVELS] for key in ("quantiles", "mc_error"))
    scale, shown = amounts(quantiles, unit)
    if scale is None:
        beside = ["" if value is None else "±" + short(value, unit, digits=1) for value in errors]
        return "1" if unit in PREFIXED else unit, shown, beside
    return scale.unit, shown, [error(_divided(value, scale.size)) for value in errors]


def _divided(value: float | None, size: float) -> float | None:
    return None if value is None else value / size


def _with_note(lines: list[str], document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The lines, and why they show no errors where there can be none."""
    alone = counted_draws(document) == 1
    return [*lines, terminal.faint("One draw has no Monte-Carlo error.")] if alone else lines


def stated_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What the person says the answer is, above what the beliefs imply; nothing where nothing is stated."""
    lines: list[str] = []
    for name, statement in document["stated"].items():
        unit = str(statement["unit"])
        by_level = [_by_level(statement[key]) for key in ("quantiles", "implied", "mc_error")]
        scale = scale_of([*by_level[0].values(), *by_level[1].values()], unit)
        stated, implied, errors = (
            {level: _divided(value, scale.size) for level, value in values.items()} for values in by_level
        )
        levels = [level for level in LEVELS if level in stated]
        said = dict(zip(levels, aligned([stated[level] for level in levels])))
        found = dict(zip(levels, aligned([implied[level] for level in levels])))
        beside = {level: error(errors[level]) for level in levels}
        lines.append(labelled(name, scale.unit))
        if levels:
            lines.append(
                terminal.stated(("  stated".ljust(LABEL) + _cells([said.get(level, "") for level in LEVELS])).rstrip())
            )
            lines.append(
                terminal.implied(
                    ("  implied".ljust(LABEL) + _cells([found.get(level, "") for level in LEVELS])).rstrip()
                )
            )
        if any(beside.values()):
            lines.append(terminal.faint((" " * LABEL + _cells([beside.get(level, "") for level in LEVELS])).rstrip()))
        lines += [
            f"  {_level_word(level)}: stated {number(stated[level])}, implied {number(implied[level])} "
            f"{error(errors[level])}".rstrip()
            for level in stated
            if level not in LEVELS
        ]
        if "0.5" in stated and implied["0.5"] is not None and stated["0.5"] is not None:
            gap = difference(implied["0.5"], stated["0.5"], unit=scale.unit, mc_error=errors["0.5"])
            below = statement["share_below"]["0.5"]["value"]
            share = chance(float(below), draws=counted_draws(document))
            lines.append(
                terminal.prose(f"{gap[:1].upper() + gap[1:]}; {share} outcomes are below that one.", indent="  ")
            )
    if lines:
        lines.insert(0, terminal.strong(heading("Stated beside implied")))
    return lines


def probabilities_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The chance of each event as a frequency with its error, in draws out of 100."""
    lines = [
        terminal.strong("Chances".ljust(CHANCE_LABEL) + "how often".rjust(CHANCE - 1) + " ± in 100".rjust(CHANCE_ERROR))
    ]
    for name in document["probabilities"]:
        if name not in LIMIT_EVENTS:
            lines += _chance(name, document, terminal=terminal)
    return lines


def _chance(event: str, document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """One chance; a label that leaves too little room for it has a line of its own."""
    probability, label = document["probabilities"][event], event_label(event)
    often = chance(float(probability["value"]), draws=counted_draws(document))
    mc_error = probability["mc_error"]
    beside = error(None if mc_error is None else 100 * mc_error).rjust(CHANCE_ERROR).rstrip()
    above = [label] if len(label) + 1 + len(often) > CHANCE_LABEL + CHANCE else []
    return [*above, ("" if above else label).ljust(CHANCE_LABEL + CHANCE - len(often)) + often + terminal.faint(beside)]


def milestones_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Time to each milestone over all draws, and how many draws reach it, are later, or diverge first.

    Gains are timed in years, and years of progress in months.
    """
    milestones: Mapping[str, Any] = document["milestones"]
    by_years = [name for name in milestones if not name.startswith(PROGRESS)]
    by_months = [name for name in milestones if name.startswith(PROGRESS)]
    lines = _milestones("Years to", milestones, by_years, times=1, terminal=terminal)
    if by_months:
        title = "Months to"
        lines += ["", *_milestones(title, milestones, by_months, times=MONTHS_PER_YEAR, terminal=terminal)]
        lines.append(terminal.faint("  of progress at the usual pace"))
    return lines


def _milestones(
    title: str, milestones: Mapping[str, Any], names: Sequence[str], *, times: int, terminal: Terminal
) -> list[str]:
    """One table; times are shown `times` as large as in the document."""
    if not names:
        return []
    heading = title.ljust(MILESTONE_LABEL) + _cells([LEVELS[level] for level in MILESTONE_LEVELS])
    lines = [terminal.strong(heading + _counts(["reached", "later", "diverged"]))]
    for name in names:
        milestone = milestones[name]
        spans, errors = ([milestone[key][level] for level in MILESTONE_LEVELS] for key in ("years", "mc_error"))
        values = [None if value is None else times * value for value in spans]
        shown = ["later" if value is None else text for value, text in zip(values, aligned(values))]
        counts = [count(int(milestone[key])) for key in ("reached", "not_by_horizon", "diverged")]
        lines.append(milestone_label(name).ljust(MILESTONE_LABEL) + _cells(shown) + _counts(counts))
        beside = [error(None if value is None else times * value) for value in errors]
        if any(beside):
            lines.append(terminal.faint((" " * MILESTONE_LABEL + _cells(beside)).rstrip()))
    return lines


def heading(title: str) -> str:
    """A title over the columns of quantiles."""
    return title.ljust(LABEL) + _cells(list(LEVELS.values()))


def row_of_cells(label: str, texts: Sequence[str]) -> str:
    """A short label with its numbers under the columns of quantiles."""
    return (label.ljust(LABEL) + _cells(texts)).rstrip()


def _pair(label: str, shown: Sequence[str], name: str, beside: Sequence[str], *, terminal: Terminal) -> list[str]:
    """A row of numbers and the fainter row of their errors, which also carries the name used in files and code.

    A label or a name that would push its numbers out of their columns has a line of its own.
    """
    return [*_row(label, shown), *(terminal.faint(line) for line in _row(f" {name}", beside))]


def _row(label: str, texts: Sequence[str]) -> list[str]:
    if len(label) + len(texts[0]) < LABEL + CELL:
        return [(label.ljust(LABEL) + _cells(texts, room=len(label))).rstrip()]
    return [label, (" " * LABEL + _cells(texts)).rstrip()]


def _cells(texts: Sequence[str], *, room: int = LABEL) -> str:
    """Right-aligned cells; a label longer than its column takes its excess from the first, save the space between."""
    first, *others = texts
    return " " + first.rjust(CELL - 1 - max(0, room - LABEL)) + "".join(text.rjust(CELL) for text in others)


def _counts(texts: Sequence[str]) -> str:
    return "".join(text.rjust(MILESTONE_COUNT) for text in texts)


def _by_level(values: Mapping[str, Any]) -> dict[str, float | None]:
    return {str(level): None if value is None else float(value) for level, value in values.items()}


def _level_word(level: str) -> str:
    """ "0.025" as "p2.5"."""
    return f"p{float(level) * 100:g}"
