"""The tables of docs/performance.md, written from benchmarks/results.json so that no number is typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["MEASURED", "PAGE", "RESULTS", "Section", "aims_table", "circumstances", "rendered", "table"]

RESULTS = Path(__file__).with_name("results.json")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

MILLION = 1_000_000


class Section(NamedTuple):
    """A part of the page between two comments, which a benchmark writes and nobody else."""

    begin: str
    end: str

    def shown_on(self, page: str) -> str:
        """What stands there."""
        return page.split(self.begin)[1].split(self.end, maxsplit=1)[0]

    def refresh(self, text: str) -> None:
        """Write it anew."""
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(self.begin)[0], page.split(self.begin)[1].split(self.end, maxsplit=1)[1]
        PAGE.write_text(before + self.begin + text + self.end + after, encoding="utf-8")


MEASURED = Section("<!-- measured: written by make bench -->\n", "<!-- end of measured -->\n")


def aims_table(rows: Iterable[tuple[str, str, str, bool]]) -> str:
    """What was aimed at beside what was measured, and whether that is enough."""
    said = [[what, aim, measured, "yes" if met else "**no**"] for what, aim, measured, met in rows]
    return table(["what", "aim", "measured", "met"], said)


def circumstances(here: Mapping[str, Any]) -> str:
    """On what machine something was measured, and what else it was doing."""
    return (
        f"Measured on {here['date']}: {here['cores']} cores of {here['processor']}, Python {here['python']}. "
        f"Other work on the machine when the measurement began: a load of {here['load_at_start']:.1f}.\n"
    )


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, its numbers flushed right."""
    alignment = ["---", *["---:"] * (len(heading) - 1)]
    return "".join("| " + " | ".join(row) + " |\n" for row in (heading, alignment, *rows))


def rounded(rate: float) -> str:
    """A rate to three digits; more would be noise.

    >>> rounded(161067.2), rounded(113.4)
    ('161,000', '113')
    """
    return f"{float(f'{rate:.3g}'):,.0f}"


def times(ratio: float) -> str:
    """A factor to two digits, or whole when it is large.

    >>> times(6.12), times(1110.9)
    ('6.1x', '1,110x')
    """
    return f"{ratio:.1f}x" if ratio < 100 else f"{rounded(ratio)}x"


def error(value: float | None) -> str:
    return "not asked" if value is None else f"{value:.1e}"


def setting(case: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in case["options"].items())


def engine(results: Mapping[str, Any]) -> str:
    rows = [
        [
            f"{case['draws']:,}",
            str(case["cores"]),
            f"{case['wall']:.2f}",
            rounded(case["rate"]),
            rounded(case["rate_per_processor_second"]),
            error(case["errors"]["oom_12mo_max"]),
            error(case["errors"]["crossing_years_max"]),
            f"{case['peak_megabytes']:.0f}",
        ]
        for case in results["engine"]
    ]
    heading = ["draws", "cores", "seconds", "per second", "per core-second", "OOM error", "crossing error, years", "MB"]
    return table(heading, rows)


def tiers(results: Mapping[str, Any]) -> str:
    rows = [
        [
            f"`{name}`: {row['about']}",
            str(row["states"]),
            times(row["ratio"]),
            error(row["oom_12mo_p99"]),
            error(row["oom_12mo_max"]),
        ]
        for name, row in results["tiers"].items()
    ]
    heading = ["scenario, and what acts", "states", "time per draw, tier 1 = 1", "99th percentile of error", "largest"]
    return table(heading, rows)


def whole_run(results: Mapping[str, Any]) -> str:
    rows = [
        [
            f"{case['draws']:,}",
            str(case["cores"]),
            f"{case['wall']:.2f}",
            f"{case['summary']:.2f}",
            f"{case['peak_megabytes']:.0f}",
        ]
        for case in results["whole run"]
    ]
    return table(["draws", "cores", "seconds until it is there", "of which the summary", "MB"], rows)


def comparison(results: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            times(row["ratio"]) if row["as_accurate"] else f"more than {times(row['ratio'])}",
            error(row["rival_error"]),
            error(row["our_error"]),
            setting({"options": row["rival"]}) + ("" if row["as_accurate"] else " (its best, less accurate)"),
        ]
        for name, row in results["comparison"].items()
    ]
    return table(["rival", "ours is faster by", "its error", "our error", "its setting"], rows).replace(
        "matched on oom_12mo_", "matched on "
    )


def rivals(results: Mapping[str, Any]) -> str:
    rows = [
        [
            f"{name}, {setting(case)}",
            rounded(case["rate_per_processor_second"]),
            error(case["errors"]["oom_12mo_max"]),
            error(case["errors"]["oom_12mo_p99"]),
            error(case["errors"]["crossing_years_max"]),
        ]
        for name, ladder in results["rivals"].items()
        for case in ladder
    ]
    return table(["one core", "per core-second", "largest error", "99th percentile", "crossing error, years"], rows)


def commands(results: Mapping[str, Any]) -> str:
    rows = [
        [f"`oomcast {name}`" if "," not in name else f"`oomcast {name.split(',')[0]}`, {name.split(', ')[1]}"]
        + [f"{seconds[key]:.2f}" for key in ("median", "least", "most", "processor")]
        for name, seconds in results["commands"].items()
    ]
    return table(["command", "median, seconds", "least", "most", "processor time"], rows)


def aims(results: Mapping[str, Any]) -> str:
    """What was aimed at beside what was measured."""
    one_core = max(case["rate_per_processor_second"] for case in results["engine"] if case["cores"] == 1)
    largest = max(results["engine"], key=lambda case: (case["draws"], case["cores"]))
    run = max(results["whole run"], key=lambda case: case["draws"])
    ratio = {name.split(",")[0]: row for name, row in results["comparison"].items() if name.endswith("_max")}
    seconds = {name: timed["median"] for name, timed in results["commands"].items()}
    first = results["commands"]["run greenblatt-2025, no kernel compiled yet"]
    most = max(results["tiers"].values(), key=lambda row: row["ratio"])
    rows = [
        ("trajectories per core-second", "350,000", rounded(one_core), one_core >= 350_000),
        (
            f"{largest['draws']:,} draws simulated on {largest['cores']} cores",
            "2 s",
            f"{largest['wall']:.1f} s ({largest['processor']:.1f} s of processor time)",
            largest["draws"] >= MILLION and largest["wall"] <= 2.0,
        ),
        (
            f"memory of a run of {run['draws']:,} draws",
            "500 MB",
            f"{run['peak_megabytes']:.0f} MB",
            run["peak_megabytes"] <= 500,
        ),
        ("against NumPy RK4", "30x", times(ratio["NumPy RK4"]["ratio"]), ratio["NumPy RK4"]["ratio"] >= 30),
        *(
            [("against diffrax", "3x", times(ratio["diffrax"]["ratio"]), ratio["diffrax"]["ratio"] >= 3)]
            if "diffrax" in ratio
            else []
        ),
        (
            "`oomcast run greenblatt-2025`, warm",
            "2.5 s",
            f"{seconds['run greenblatt-2025, warm']:.2f} s",
            seconds["run greenblatt-2025, warm"] <= 2.5,
        ),
        (
            "the same, nothing compiled yet",
            "15 s",
            f"{first['median']:.1f} s ({first['processor']:.1f} s of processor time)",
            first["median"] <= 15,
        ),
        ("tier 3 with everything on, time per draw over tier 1", "5x", times(most["ratio"]), most["ratio"] <= 5),
        ("`oomcast --version`", "0.3 s", f"{seconds['--version']:.2f} s", seconds["--version"] <= 0.3),
    ]
    return aims_table(rows)


def rendered(results: Mapping[str, Any]) -> str:
    """Everything measured, as Markdown."""
    here = results["machine"]
    packages = ", ".join(f"{name} {number}" for name, number in here["packages"].items() if number)
    return "\n".join(
        [
            f"Measured on {here['date']}: {here['cores']} cores of {here['processor']}, {here['system']}, "
            f"Python {here['python']}, {packages}. Other work on the machine when the measurement began: a load of "
            f"{here['load_at_start']:.1f}. Tolerance {results['tolerance_oom']:g} OOM; errors are the largest over "
            f"{results['sample']} draws.\n",
            "### Aims and what was reached\n",
            aims(results),
            "### The engine\n",
            engine(results),
            "### The tiers\n",
            tiers(results),
            "### A whole run\n",
            whole_run(results),
            "### At the terminal\n",
            commands(results),
            "### Rivals, matched on the measured error\n",
            comparison(results),
            "### Every setting of every rival\n",
            rivals(results),
        ]
    )
