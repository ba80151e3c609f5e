"""Companies on a tree of ideas as text: one sentence, what it rests on, then tables, then where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import count, number, quantity

if TYPE_CHECKING:
    from oomcast.ensemble.tech_tree import TechTree

__all__ = ["report", "sentence", "text"]

NAME, CELL = 24, 11
"""Widths of the first column and of a column of numbers."""

FORMULA, FORMULA_CELL = 38, 10
"""The same of the table of formulas."""

LOWEST, MIDDLE, HIGHEST = "0.1", "0.5", "0.9"
HOURS_PER_YEAR = 8766.0

SMALLEST_FACTOR, LARGE_FACTOR = 0.3, 100.0
"""Below the one a factor is told as a fraction; from the other on with a digit more."""

PATH_WORDS = {
    "think": "thinking",
    "coordinate": "organising",
    "queue": "queueing",
    "run": "computing",
    "latency": "waiting",
}
EXPONENT_NAMES = {
    "dependency": "Dependency",
    "duplication": "Duplication",
    "coordination": "Coordination",
    "queue": "Queue for chips",
    "depletion": "Depletion",
}
INPUT_WORDS = {"staff": "people", "speed": "speed", "chips": "chips", "latency": "waiting"}
TABLE_CELL = 8

STEPS_SHOWN = 8
"""Nodes of the critical path in the report; all are in the document."""


def text(found: TechTree, *, terminal: Terminal = PLAIN) -> str:
    """The whole report."""
    return report(found.document(), terminal=terminal)


def report(document: Mapping[str, Any], *, terminal: Terminal = PLAIN) -> str:
    """The report that a document makes."""
    parts = [
        [terminal.strong(terminal.prose(sentence(document))), terminal.faint(terminal.prose(document["limits"]))],
        structure_table(document, terminal=terminal),
        speed_table(document, terminal=terminal),
        path_table(document, terminal=terminal),
        elasticity_table(document, terminal=terminal),
        exponent_table(document, terminal=terminal),
        practice_table(document, terminal=terminal),
        fit_table(document, terminal=terminal),
        response_lines(document, terminal=terminal),
        [terminal.warning(terminal.prose(warning)) for warning in document["warnings"]],
        [terminal.faint(line) for line in provenance(document["provenance"], terminal=terminal)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def sentence(document: Mapping[str, Any]) -> str:
    """The answer: how much faster each company is, and whether a formula says as much."""
    source = document["provenance"]
    normal = next(iter(document["hours"]))
    said = "; ".join(f"{name} {with_range(one)} as fast" for name, one in document["speedups"].items())
    formulas = document["fit"]["formulas"]
    best = formulas[document["fit"]["best"]]
    if document["fit"]["two_parameters_do"]:
        formula = "A formula of two numbers predicts this as well as any"
    else:
        formula = (
            f"A formula of two numbers does not predict this; the best of {len(formulas)}, with {best['numbers']}, is "
            f"off by {percent(error_of(best))}"
        )
    told = f"Next to {normal}, at {number(source['value_oom'])} OOM on this tree: {said}. " if said else ""
    return f"{told}{formula}."


def error_of(formula: Mapping[str, Any]) -> float:
    """The error on what was not seen: on new trees where there are any."""
    errors = formula["ln_error"]
    found: float = errors["new_points"] if errors["new_trees"] is None else errors["new_trees"]
    return found


def percent(ln_error: float) -> str:
    """A root mean square of logarithms as a percentage."""
    from math import expm1

    return f"{number(100.0 * expm1(ln_error))} %"


def times(value: float | None) -> str:
    """A factor; a small one as a fraction."""
    if value is not None and 0.0 < value < SMALLEST_FACTOR:
        return f"1/{number(1.0 / value)}"
    return quantity(value, "x", digits=2 if value is None or value < LARGE_FACTOR else 3)


def with_range(spread: Mapping[str, Any]) -> str:
    """The median over trees, and the middle four fifths."""
    low, middle, high = (times(spread["quantiles"][level]) for level in (LOWEST, MIDDLE, HIGHEST))
    return middle if low == high else f"{middle} ({low} to {high})"


def row(first: str, cells: Iterable[str], *, width: int = NAME, cell: int = CELL) -> str:
    """A row of a table."""
    return (first.ljust(width) + "".join(item.rjust(cell) for item in cells)).rstrip()


def structure_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The shape of the tree."""
    one = document["structure"]
    return [
        terminal.strong(row("The tree", ["nodes", "depth", "widest", "mean", "work/span"])),
        row(
            f"  order strength {number(one['order_strength']['value'])}",
            [
                count(one["nodes"]),
                count(one["depth"]),
                count(one["widest"]),
                number(one["mean_width"], digits=3),
                number(one["work_over_span"], digits=3),
            ],
        ),
    ]


def speed_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Years to the value, speed-ups over the normal company, and duplicates."""
    lines = [terminal.strong(row("Speed-up, over trees", ["p10", "p50", "p90", "years", "duplicate"]))]
    for name, hours in document["hours"].items():
        speedup = document["speedups"].get(name)
        cells = (
            ["", "1×", ""]
            if speedup is None
            else [times(speedup["quantiles"][level]) for level in (LOWEST, MIDDLE, HIGHEST)]
        )
        years = hours["quantiles"][MIDDLE]
        shown = number(None if years is None else years / HOURS_PER_YEAR)
        duplicate = f"{number(100.0 * document['duplicates'][name])} %"
        lines.append(row(name, [*cells, shown, duplicate]))
    luck = luck_line(document)
    return [*lines, terminal.faint(terminal.prose(luck))] if luck else lines


def response_lines(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The table of paces, where no formula holds."""
    fit = document["fit"]
    if fit["a_formula_holds"]:
        return []
    table = fit["table"]
    lines = [
        terminal.prose(
            "No formula of these holds over three decades: the table is handed over instead. Pace next to the normal "
            f"company as one input changes by a factor, median over {count(table['trees'])} trees:"
        ),
        terminal.strong(row("Factor", [number(factor) for factor in table["factors"]], cell=TABLE_CELL)),
    ]
    for name, label in INPUT_WORDS.items():
        lines.append(row(label, [unsure(pace) for pace in table["pace"][name]], cell=TABLE_CELL))
    return lines


def luck_line(document: Mapping[str, Any]) -> str:
    """How much of the spread is trees, and how much luck on one."""
    known = {
        name: one["ln_sd"] for name, one in document["speedups"].items() if one["ln_sd"]["within_a_tree"] is not None
    }
    if not known:
        return ""
    said = "; ".join(
        f"{name} {percent(one['between_trees'])} and {percent(one['within_a_tree'])}" for name, one in known.items()
    )
    return f"Standard deviation between trees, and between lucks on one tree: {said}."


def path_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What the time of the critical path is spent on."""
    lines = [terminal.strong(row("Critical path", PATH_WORDS.values()))]
    for name, one in document["critical_path"].items():
        cells = [f"{number(100.0 * one['shares'][part])} %" for part in PATH_WORDS]
        lines.append(row(name, cells))
    nodes = next(iter(document["critical_path"].values()))["nodes"]
    chain = " → ".join(step["node"] for step in nodes[:STEPS_SHOWN])
    more = f" → ... ({count(len(nodes))} in all)" if len(nodes) > STEPS_SHOWN else ""
    lines.append(terminal.faint(terminal.prose(f"On the first tree: {chain}{more}", hanging="  ")))
    return lines


def elasticity_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """By how many per cent pace grows for one per cent more speed, chips, and less waiting."""
    lines = [terminal.strong(row("Elasticities, sum 1", ["speed", "chips", "waiting"]))]
    for name, one in document["elasticities"].items():
        lines.append(row(name, [unsure(one[part]) for part in ("speed", "chips", "latency")]))
    return lines


def unsure(value: float | None) -> str:
    """A number that may not be known."""
    return "" if value is None else number(value)


def exponent_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Where the exponent of people comes from."""
    one = document["exponent"]
    lines = [terminal.strong(row("Twice the people", ["exponent"]))]
    lines.append(row("With nothing in the way", ["1.00"]))
    for name, label in EXPONENT_NAMES.items():
        lines.append(row(f"  {label}", [signed(one["taken_by"][name])]))
    lines.append(row("  Whole groups and ideas", [signed(one["whole_groups"])]))
    lines.append(row("What is left", [two_decimals(one["value"])]))
    return lines


def two_decimals(value: float | None) -> str:
    """An exponent."""
    return "" if value is None else f"{value:.2f}".replace("-", "−")


def signed(taken: float | None) -> str:
    """What something takes from an exponent, as a change of it."""
    return "" if taken is None else f"{-taken:+.2f}".replace("-", "−")


def practice_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What practices of its own gain each company over those of the normal one, where that was asked for."""
    if not document["practices"]:
        return []
    lines = [terminal.strong(row("Practices of one's own", ["gain", "team", "chips"]))]
    for name, one in document["practices"].items():
        own = one["evolved"]
        lines.append(row(name, [times(one["gap"]), number(own["team_size"]), number(own["chips_per_job"])]))
    return lines


def fit_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Formulas, the best first, with their errors on what they have not seen."""
    head = row("Formula", ["numbers", "seen", "points", "trees"], width=FORMULA, cell=FORMULA_CELL)
    lines = [terminal.strong(head)]
    for one in document["fit"]["formulas"].values():
        errors = one["ln_error"]
        cells = [str(one["numbers"])]
        cells += ["" if errors[key] is None else percent(errors[key]) for key in ("seen", "new_points", "new_trees")]
        lines.append(row(one["title"], cells, width=FORMULA, cell=FORMULA_CELL))
    handed = document["fit"]["handed_over"]
    if handed["draws"] is None:
        lines.append(terminal.faint(terminal.prose(handed["why_none"])))
        return lines
    medians = {name: sorted(column)[(len(column) - 1) // 2] for name, column in handed["draws"].items()}
    within = sorted(handed["within_factor"])[(len(handed["within_factor"]) - 1) // 2]
    said = ", ".join(f"{name} {number(value)}" for name, value in medians.items())
    where = (
        "within 10 % of its tree nowhere"
        if within <= 1.0
        else f"within 10 % of its tree up to a factor of {number(within)} from the normal company in every input"
    )
    lines.append(terminal.implied(terminal.prose(f"For a forecast (medians over trees): {said}; {where}.")))
    return lines


def provenance(source: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Where the numbers come from, and how to have them again."""
    first = (
        f"{source['tree']} {source['tree_hash'][:12]} · {source['companies']} {source['companies_hash'][:12]} · "
        f"{count(source['reps'])} trees · seed {source['seed']} · oomcast {source['oomcast']}"
    )
    lines = [terminal.prose(first, hanging="  ")]
    return [*lines, terminal.prose(f"again: {source['command']}", hanging="  ")] if source["command"] else lines
