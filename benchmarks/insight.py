"""How long a forecaster waits to learn what drives an answer, and where two people differ; with the errors beside it.

`python -m benchmarks.insight` asks both questions three times on this machine; the fastest time counts. Eight beliefs
of tier 1 are uncertain, or differ. The engine is warm: a first run ever also compiles it, which `python -m benchmarks`
measures apart. Errors are against the same question at a sharper aim, and under another seed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.page import Section, aims_table, circumstances, table
from benchmarks.run_benchmarks import machine

RESULTS = Path(__file__).with_name("insight.json")
SECTION = Section("<!-- insight: written by python -m benchmarks.insight -->\n", "<!-- end of insight -->\n")

MOST_EXPLAIN_SECONDS, MOST_COMPARE_SECONDS = 3.0, 5.0
"""Aims on two cores."""

TIMES = 3

BASE = "greenblatt-2025"
HALF_WIDTH, SHARPER = 0.02, 0.005
DRAWS = 10_000
SEED_APART = 1

UNCERTAIN = {
    "compute_returns": {"family": "uniform", "low": 0.6, "high": 0.95},
    "reference_oom_per_year": {"family": "uniform", "low": 1.0, "high": 1.4},
    "hardware_oom_per_year_reference": {"family": "uniform", "low": 0.4, "high": 0.7},
    "compute_factor_first_year": {"family": "uniform", "low": 2.5, "high": 4.5},
}
"""Beliefs that the preset holds for certain, made uncertain: with its own four they are eight."""

OTHERS = {
    "initial_speedup": "4 to 30",
    "returns_to_software": "0.5 to 2.5",
    "software_ceiling_oom": "6 to 14",
    "software_feedback": "0.2 to 0.8",
    "compute_returns": 0.8,
    "reference_oom_per_year": 1.0,
    "hardware_oom_per_year_reference": 0.5,
    "compute_factor_first_year": 2.0,
}
"""Somebody who differs from the preset in eight beliefs."""


def clocked(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """The result, with the wall and processor seconds of the fastest of several times."""
    spent = []
    for _ in range(TIMES):
        wall, processor = time.perf_counter(), time.process_time()
        found = work()
        spent.append({"wall": time.perf_counter() - wall, "processor": time.process_time() - processor})
    return found, min(spent, key=lambda each: each["wall"])


def measured() -> dict[str, Any]:
    """Seconds and errors of both questions."""
    import oomcast as oc

    many = oc.open_scenario(BASE).replace(**UNCERTAIN)
    other = oc.open_scenario(BASE).replace(name="other", **OTHERS)
    oc.explain(many, draws=256, half_width=0.5)  # which loads and compiles what there is

    explanation, explaining = clocked(lambda: oc.explain(many, draws=DRAWS, half_width=HALF_WIDTH))
    sharp = oc.explain(many, draws=DRAWS, half_width=SHARPER, seed=SEED_APART)
    gaps = [abs(share - sharp.shares[name]) for name, share in explanation.shares.items()]
    found = explanation.document()["convergence"]

    contrast, comparing = clocked(lambda: oc.compare(BASE, other, draws=DRAWS))
    document = contrast.document()
    again = oc.compare(BASE, other, draws=DRAWS, seed=SEED_APART).document()
    apart = [abs(part - again["crux"][name]) for name, part in document["crux"].items()]
    return {
        "explain": {
            **explaining,
            "beliefs": len(explanation.shares),
            "half_width": found["half_width"],
            "converged": found["converged"],
            "trajectories": found["evaluations"],
            "largest_error": max(gaps),
        },
        "compare": {
            **comparing,
            "beliefs": len(document["crux"]),
            "mixes": document["mixes"],
            "trajectories": document["mixes"] * DRAWS,
            "largest_stated_error": max(crux["mc_error"] for crux in document["cruxes"]),
            "largest_error": max(apart),
        },
    }


def rendered(found: Mapping[str, Any]) -> str:
    """What was measured, as Markdown."""
    explain, compare = found["explain"], found["compare"]
    aims = [
        (f"{what} ({part['beliefs']} beliefs{more})", f"{most:g} s", f"{part['wall']:.2f} s", part["wall"] <= most)
        for what, part, most, more in (
            ("what drives it", explain, MOST_EXPLAIN_SECONDS, f", shares to within {HALF_WIDTH:g}"),
            ("where two differ", compare, MOST_COMPARE_SECONDS, f", {compare['mixes']} mixes of {DRAWS:,} draws"),
        )
    ]
    errors = {
        "what drives it": (explain, f"{explain['half_width']:.3f}", f"{explain['largest_error']:.3f}"),
        "where two differ": (
            compare,
            f"{compare['largest_stated_error']:.3f} OOM",
            f"{compare['largest_error']:.3f} OOM",
        ),
    }
    rows = [
        [name, f"{part['wall']:.2f}", f"{part['processor']:.2f}", f"{part['trajectories']:,}", stated, error]
        for name, (part, stated, error) in errors.items()
    ]
    heading = ["question", "seconds", "processor time", "trajectories", "stated error", "found"]
    return "\n".join([circumstances(found["machine"]), aims_table(aims), table(heading, rows)])


def main() -> int:
    """Measure, print, and store in benchmarks/insight.json."""
    here = machine()
    found = {**measured(), "machine": here}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    SECTION.refresh(rendered(found))
    print(json.dumps({name: part for name, part in found.items() if name != "machine"}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
