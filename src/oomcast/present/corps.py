"""A comparison of companies as text: the three of them, how far apart they are, and whether two answers agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.present.corps_consistency import agreement, consistency_part
from oomcast.present.corps_words import READINGS, factor, headline, jump_words, named, range_of, span, table_row
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import amount, count_of_draws, error, number

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["in_short", "report", "text"]

NAME, CELL, ALIENS = 20, 13, 47
"""Widths of the first column, of a column of numbers, and of the sentences beside those of the aliens."""

GRID, RANGE_CELL = 36, 20
"""Widths of the first column beside numbers without a range, and of a column of numbers that have one."""

JUMPS = {
    "normal_over_slow": "{normal} over {slow}",
    "normal_over_slow_equal_compute": "  with as much compute in all",
    "normal_over_slow_evolved": "  {slow} evolved with its constraints",
    "normal_over_slow_dropped_in": "  {slow} dropped into this world",
    "automated_over_normal_literal": "{automated} over {normal}, literal",
    "automated_over_normal_in_year": "{automated} over {normal}, in-year",
}
"""Speed-ups by their names in the document."""

FACTOR_WORDS = {
    "serial_time": "serial time",
    "staff": "people",
    "quality": "quality",
    "total_compute": "compute in all",
    "speed": "speed",
    "latency": "waiting",
    "coordination": "coordination",
    "starting_up": "starting up",
    "unadapted_ecosystem": "practices",
}
DISCLAIMER = "What these beliefs imply, not anyone's overall view."


def text(comparison: Comparison, *, answer: str | None = None, terminal: Terminal = PLAIN) -> str:
    """The whole report of a comparison; the question of consistency is asked of one stated answer."""
    return report(comparison.document(answer=answer), terminal=terminal)


def report(document: Mapping[str, Any], *, terminal: Terminal = PLAIN) -> str:
    """The report that a comparison's document makes."""
    parts = [
        [terminal.strong(terminal.prose(document["title"] or "Companies compared")), terminal.faint(DISCLAIMER)],
        [terminal.prose(headline(document))],
        picture(document, terminal=terminal),
        [terminal.warning(terminal.prose(warning)) for warning in document["warnings"]],
        consistency_part(document, terminal=terminal),
        factors_table(document, terminal=terminal),
        speedups_table(document, terminal=terminal),
        grid(document, terminal=terminal),
        families_table(document, terminal=terminal),
        settings_part(document, terminal=terminal),
        equilibrium_part(document, terminal=terminal),
        aliens_part(document, terminal=terminal),
        [terminal.faint(provenance(document["provenance"]))],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def in_short(document: Mapping[str, Any], *, terminal: Terminal = PLAIN) -> str:
    """The findings alone, and what a reader must not miss about them."""
    said = " ".join(part for part in (headline(document), agreement(document)) if part)
    warnings = [terminal.warning(terminal.prose(f"Warning: {warning}")) for warning in document["warnings"]]
    return "\n".join([terminal.prose(said), *warnings]) + "\n"


def provenance(source: Mapping[str, Any]) -> str:
    """Where the numbers come from, in one line."""
    return (
        f"{source['scenario']} {source['scenario_hash'][:12]} | {count_of_draws(source['draws'])}, seed "
        f"{source['seed']} | oomcast {source['oomcast']}"
    )


def picture(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The table of the post, with the jumps between its rows."""
    roles, speedups = document["roles"], document["speedups"]
    head = table_row("", ["serial time", "people", "H100s", "H100-years"], width=NAME, cell=CELL)
    rows = {role: company_row(document["companies"][name], name) for role, name in roles.items()}
    down = f"    |  {range_of(speedups['normal_over_slow'])} at equal progress"
    literal, in_year = (range_of(speedups[f"automated_over_normal_{key}"]) for key in READINGS)
    up = (f"    |  {literal} in {READINGS['literal']}", f"    |  {in_year} in {READINGS['in_year']}")
    lines = [rows["slow"], terminal.implied(down), rows["normal"]]
    return [terminal.strong(head), *lines, *(terminal.implied(line) for line in up), rows["automated"]]


def company_row(company: Mapping[str, Any], name: str) -> str:
    """One company in the numbers of the post."""
    numbers = {key: value["median"] for key, value in company["numbers"].items()}
    counted = [amount(value, "1", digits=3) for value in (numbers["staff"], numbers["chips"], company["chip_years"])]
    return table_row(name, [span(numbers["serial_time"]), *counted], width=NAME, cell=CELL)


def speedups_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles of each speed-up, with their Monte-Carlo errors."""
    width, cell = 44, 9
    levels = ("0.1", "0.5", "0.9")
    lines = [terminal.strong(table_row("Speed-up", ["p10", "p50", "p90", "mean"], width=width, cell=cell))]
    for name, label in JUMPS.items():
        summary = document["speedups"][name]
        shown = [factor(summary["quantiles"][level]) for level in levels]
        errors = [error(summary["mc_error"][level]) for level in levels]
        lines += [
            table_row(named(label, document["roles"]), [*shown, factor(summary["mean"])], width=width, cell=cell),
            terminal.faint(table_row("", [*errors, error(summary["mean_mc_error"])], width=width, cell=cell)),
        ]
    return lines


def factors_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What each speed-up is the product of, at the medians."""
    lines = [terminal.strong("Factors at the medians, which multiply to the speed-up")]
    for name, parts in document["factors"].items():
        label = named(JUMPS[name], document["roles"])
        product = " × ".join(
            f"{FACTOR_WORDS[part]} {number(value, digits=3)}"
            for part, value in parts.items()
            if part != "product" and (value is None or abs(value - 1.0) > 5e-4)
        )
        lines.append(terminal.prose(f"{label}: {product or 'nothing'} = {factor(parts['product'])}", hanging="  "))
    return lines


def grid(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Both jumps over lam and labour share: as the post's figures leave all else out, and with all else as believed."""
    table, roles = document["table"], document["roles"]
    shares = [f"share {share:g}" for share in table["labour_share"]]
    exponents = [f"  lam {lam:g}" for lam in table["parallel_exponent"]]
    lines = [terminal.strong("Over lam and the labour share, quality, waiting and starting up ignored")]
    for key in ("normal_over_slow", "automated_over_normal"):
        fast, slow = jump_words(key, roles)
        lines.append(table_row(f"{fast} over {slow}", shares, width=GRID, cell=CELL))
        for lam, cells in zip(exponents, table[key], strict=True):
            lines.append(table_row(lam, [factor(value, digits=3) for value in cells], width=GRID, cell=CELL))
    lines += ["", terminal.strong("The same with all else as believed: medians, and the middle 8 in 10 draws")]
    lines.append(table_row("", shares, width=NAME, cell=RANGE_CELL))
    for key, rows in table["as_believed"].items():
        lines.append(named(JUMPS[key], roles))
        for lam, cells in zip(exponents, rows, strict=True):
            shown = ["no room" if cell is None else range_of(cell) for cell in cells]
            lines.append(table_row(lam, shown, width=NAME, cell=RANGE_CELL))
    return lines


def families_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Speed-ups under each production function: median, and the middle four fifths of draws."""
    roles = document["roles"]
    heads = [f"over {roles['slow']}", "in its own years", "in a calendar year"]
    lines = [
        terminal.strong("Under each production function: medians, and the middle 8 in 10 draws"),
        table_row("", [roles["normal"], roles["automated"], roles["automated"]], width=NAME, cell=RANGE_CELL),
        table_row("", heads, width=NAME, cell=RANGE_CELL),
    ]
    for name, found in document["families"].items():
        shown = ["no room" if found[key] is None else range_of(found[key]) for key in document["factors"]]
        lines.append(table_row(name, shown, width=NAME, cell=RANGE_CELL))
    return lines


def settings_part(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Adapted or dropped in."""
    head = table_row("Practices", ["evolved", "ecosystem", "dropped in", "OOM away"], width=NAME + 8, cell=CELL)
    lines = [terminal.strong(head)]
    for name, row in document["adaptation"]["settings"].items():
        shown = [factor(row[key]) for key in ("evolved", "unadapted_ecosystem", "dropped_in")]
        lines.append(table_row(name, [*shown, number(row["distance_oom"])], width=NAME + 8, cell=CELL))
    past = document["adaptation"]["past"]
    longest = past["longest_years"]
    bound = (
        "however slowly practices adapt" if longest is None else f"if practices adapt within {number(longest)} years"
    )
    lines.append(
        terminal.prose(
            f"In the past, {past['oom']:g} OOM of compute in {past['years']:g} years left practices "
            f"{number(past['lag_oom'])} OOM behind and "
            f"{100 * past['kept']:.0f} % of research done; at least {100 * past['kept_at_least']:.0f} % was done "
            f"{bound}."
        )
    )
    return lines


def equilibrium_part(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What spending reveals, and what each company would trade."""
    found, roles = document["equilibrium"], document["roles"]
    revealed, believed = found["revealed_labour_share"]["quantiles"], found["labour_share"]["quantiles"]
    ranges = [f"{number(row['0.5'])} ({number(row['0.1'])} to {number(row['0.9'])})" for row in (revealed, believed)]
    trades = ", ".join(
        f"{roles[role]} {amount(value, 'H100e', digits=2)}" for role, value in found["chips_for_a_researcher"].items()
    )
    market = amount(found["chips_for_a_researcher_at_market_prices"], "H100e", digits=2)
    return [
        terminal.strong("Equilibrium"),
        terminal.prose(
            f"{roles['normal']}'s spending on people and chips is its best at a labour share of {ranges[0]}; believed "
            f"{ranges[1]}. For one more researcher would give: {trades}; the market asks {market}."
        ),
    ]


def aliens_part(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The slow aliens."""
    head = table_row("Slow aliens: jump up", ["ours", "theirs", "ratio"], width=ALIENS, cell=CELL - 2)
    rows = [
        table_row(
            f"  {term}" + ("" if row["belief"] is None else f" {number(row['belief'])}"),
            [factor(row["ours"]), factor(row["theirs"]), number(row["theirs_over_ours"], digits=3)],
            width=ALIENS,
            cell=CELL - 2,
        )
        for term, row in document["slow_aliens"].items()
    ]
    return [terminal.strong(head), *rows]
