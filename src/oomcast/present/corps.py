"""A comparison of companies as text: the three of them, how far apart they are, and whether two answers agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import amount, count_of_draws, error, number, plain, quantity, short

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["report", "text"]

NAME, CELL, ALIENS = 20, 13, 47
"""Widths of the first column, of a column of numbers, and of the sentences beside those of the aliens."""

WEEKS_PER_YEAR = 365.25 / 7
SHORTEST_YEARS = 0.1
"""Spans below are told in weeks."""

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
BELIEF_WORDS = {
    "equal jumps": "if both jumps are equal",
    "parallel_exponent": "explained by lam",
    "labour_share": "explained by the labour share",
    "substitution_rho": "explained by rho",
    "latency_share": "explained by waiting",
    "research_taste_spread": "explained by quality",
}
READINGS = {"literal": "in years of its own", "in_year": "in a calendar year"}
DISCLAIMER = "What these beliefs imply, not anyone's overall view."


def text(comparison: Comparison, *, answer: str | None = None, terminal: Terminal = PLAIN) -> str:
    """The whole report of a comparison; the question of consistency is asked of one stated answer."""
    return report(comparison.document(answer=answer), terminal=terminal)


def report(document: Mapping[str, Any], *, terminal: Terminal = PLAIN) -> str:
    """The report that a comparison's document makes."""
    parts = [
        [terminal.strong(terminal.prose(document["title"] or "Companies compared")), terminal.faint(DISCLAIMER)],
        picture(document, terminal=terminal),
        speedups_table(document, terminal=terminal),
        factors_table(document, terminal=terminal),
        grid(document, terminal=terminal),
        families_table(document, terminal=terminal),
        consistency_part(document, terminal=terminal),
        settings_part(document, terminal=terminal),
        equilibrium_part(document, terminal=terminal),
        aliens_part(document, terminal=terminal),
        [terminal.warning(terminal.prose(warning)) for warning in document["warnings"]],
        [terminal.faint(provenance(document["provenance"]))],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def provenance(source: Mapping[str, Any]) -> str:
    """Where the numbers come from, in one line."""
    return (
        f"{source['scenario']} {source['scenario_hash'][:12]} | {count_of_draws(source['draws'])}, seed "
        f"{source['seed']} | oomcast {source['oomcast']}"
    )


def cells(first: str, rest: Iterable[str], *, width: int = NAME, cell: int = CELL) -> str:
    """A row of a table."""
    return (first.ljust(width) + "".join(item.rjust(cell) for item in rest)).rstrip()


def named(label: str, roles: Mapping[str, str]) -> str:
    """A label with the names of the companies that play the parts."""
    for role, name in roles.items():
        label = label.replace(f"{{{role}}}", name)
    return label


def span(years: float | None) -> str:
    """A length of time, in weeks where it is short."""
    if years is None or years >= SHORTEST_YEARS:
        return quantity(years, "year", digits=3)
    weeks = years * WEEKS_PER_YEAR
    return "1 week" if abs(weeks - 1.0) < 1e-9 else f"{plain(float(f'{weeks:.2g}'))} weeks"


def times(value: float | None) -> str:
    """A factor."""
    return "cannot" if value is None else quantity(value, "x", digits=2 if value < 100 else 3)


def median_with_range(summary: Mapping[str, Any]) -> str:
    """A speed-up in one phrase: median, and the middle four fifths."""
    low, middle, high = (times(summary["quantiles"][level]) for level in ("0.1", "0.5", "0.9"))
    return f"{middle} ({low} to {high})"


def picture(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """The table of the post, with the jumps between its rows."""
    roles, speedups = document["roles"], document["speedups"]
    head = cells("", ["serial time", "people", "H100s", "H100-years"])
    rows = {role: company_row(document["companies"][name], name) for role, name in roles.items()}
    down = f"    |  {median_with_range(speedups['normal_over_slow'])} at equal progress"
    literal, in_year = (median_with_range(speedups[f"automated_over_normal_{key}"]) for key in READINGS)
    up = (f"    |  {literal} {READINGS['literal']}", f"    |  {in_year} {READINGS['in_year']}")
    lines = [rows["slow"], terminal.implied(down), rows["normal"]]
    return [terminal.strong(head), *lines, *(terminal.implied(line) for line in up), rows["automated"]]


def company_row(company: Mapping[str, Any], name: str) -> str:
    """One company in the numbers of the post."""
    numbers = {key: value["median"] for key, value in company["numbers"].items()}
    counted = [
        short(numbers["staff"], "1"),
        short(numbers["chips"], "H100e"),
        short(company["chip_years"], "1", digits=3),
    ]
    return cells(name, [span(numbers["serial_time"]), *counted])


def speedups_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Quantiles of each speed-up, with the error of the median."""
    width, cell = 44, 9
    levels = ("0.1", "0.5", "0.9")
    lines = [terminal.strong(cells("Speed-up", ["p10", "p50", "p90", "mean"], width=width, cell=cell))]
    for name, label in JUMPS.items():
        summary = document["speedups"][name]
        shown = [times(summary["quantiles"][level]) for level in levels]
        row = cells(named(label, document["roles"]), [*shown, times(summary["mean"])], width=width, cell=cell)
        errors = [error(summary["mc_error"][level]) for level in levels]
        beside = cells("", [*errors, error(summary["mean_mc_error"])], width=width, cell=cell)
        lines += [row, terminal.faint(beside)]
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
        lines.append(terminal.prose(f"{label}: {product or 'nothing'} = {times(parts['product'])}", hanging="  "))
    return lines


def grid(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Both jumps over lam and labour share, quality and waiting ignored."""
    table, roles = document["table"], document["roles"]
    shares = [f"share {share:g}" for share in table["labour_share"]]
    titles = {
        "normal_over_slow": f"{roles['normal']} over {roles['slow']}",
        "automated_over_normal": f"{roles['automated']} over {roles['normal']}",
    }
    lines = [terminal.strong("Over lam and the labour share, quality, waiting and starting up ignored")]
    for key, title in titles.items():
        lines.append(cells(title, shares, width=36))
        for lam, row in zip(table["parallel_exponent"], table[key], strict=True):
            lines.append(cells(f"  lam {lam:g}", [times(value) for value in row], width=36))
    return lines


def families_table(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Speed-ups at the medians under each production function."""
    head = cells("Production", ["N over S", "A over N", "in-year"], width=36)
    keys = ("normal_over_slow", "automated_over_normal_literal", "automated_over_normal_in_year")
    lines = [terminal.strong(head)]
    for name, row in document["families"].items():
        lines.append(cells(name, [times(row[key]) for key in keys], width=36))
    return lines


def consistency_part(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Whether the answer agrees with itself, and what would make it."""
    asked = document["consistency"]
    if asked is None:
        return []
    roles, stated = document["roles"], asked["stated"]
    pairs = {"normal_over_slow": ("normal", "slow"), "automated_over_normal": ("automated", "normal")}
    says = ", ".join(
        f"{roles[pairs[key][0]]} {times(value)} {roles[pairs[key][1]]}"
        for key, value in stated.items()
        if value is not None
    )
    lines = [
        terminal.strong("Do both answers agree?"),
        terminal.stated(terminal.prose(f"{asked['answer']}: {says}", hanging="  ")),
    ]
    for reading, meaning in READINGS.items():
        lines += ["", f"{roles['automated']} {meaning}", *one_reading(asked[reading], terminal=terminal)]
    return lines


def one_reading(found: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What one reading says of an answer."""
    lines = []
    for key, implied in found["implied_by_symmetry"].items():
        asked = "the jump up" if key == "normal_over_slow" else "the jump down"
        said = ", ".join(
            f"{times(at_median(value))} {BELIEF_WORDS[name]}"
            for name, value in implied.items()
            if at_median(value) is not None
        )
        lines.append(terminal.prose(f"Symmetry implies for {asked}: {said}.", indent="  ", hanging="    "))
    if found["meet"] is None:
        return lines
    for belief, at in found["meet"].items():
        lam = at["parallel_exponent"]
        where = (
            "no value gives both" if lam is None else f"lam {number(lam)} and {belief} {number(at[belief])} give both"
        )
        lines.append(terminal.prose(f"In lam and {belief}: {where}.", indent="  ", hanging="    "))
    if over := found["meet_over_draws"]:
        often = over["share_that_meet"]["value"]
        said = f"Over draws of the answers, lam and the labour share can give both in {100 * often:.0f} of 100."
        lines.append(terminal.prose(said, indent="  ", hanging="    "))
    lines.append("  To hold both, with the labour share set anew, one of these would have to be:")
    for name, closing in found["asymmetries"].items():
        size, neutral = closing["size"], number(closing["neutral"])
        said = (
            f"cannot close it (comes to {times(closing['automated_over_normal'])})"
            if size is None
            else f"{closing['parameter']} {number(size)} instead of {neutral}"
        )
        lines.append(terminal.implied(f"    {name}: {said}"))
    return lines


def at_median(value: Any) -> float | None:
    """What symmetry implies at the median of an answer, which may have been a distribution."""
    found: float | None = value["median"] if isinstance(value, Mapping) else value
    return found


def settings_part(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Adapted or dropped in."""
    head = cells("Practices", ["evolved", "ecosystem", "dropped in", "OOM away"], width=NAME + 8)
    lines = [terminal.strong(head)]
    for name, row in document["adaptation"]["settings"].items():
        shown = [times(row[key]) for key in ("evolved", "unadapted_ecosystem", "dropped_in")]
        lines.append(cells(name, [*shown, number(row["distance_oom"])], width=NAME + 8))
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
    head = cells("Slow aliens: jump up", ["ours", "theirs", "ratio"], width=ALIENS, cell=CELL - 2)
    rows = [
        cells(
            f"  {term}",
            [times(row["ours"]), times(row["theirs"]), number(row["theirs_over_ours"], digits=3)],
            width=ALIENS,
            cell=CELL - 2,
        )
        for term, row in document["slow_aliens"].items()
    ]
    return [terminal.strong(head), *rows]
