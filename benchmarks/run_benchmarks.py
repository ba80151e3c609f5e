"""How long does a forecaster wait, and would another integrator do as well? Measured on this machine, with the errors.

Speed means nothing without accuracy, so each case returns the answers of its first 200 draws and these are compared
with the high-precision reference in the same run. A rival is then matched: among its settings the fastest one
counts whose measured error is no larger than the engine's, and where none is, the most accurate one is shown with
its error. Results go to the terminal and to benchmarks/results.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy import Truth, errors_against, truth
from benchmarks.case import SAMPLE
from benchmarks.page import MEASURED, PAGE, RESULTS, rendered
from benchmarks.rivals import HORIZON_YEARS, THRESHOLDS_OOM

ROOT = Path(__file__).parents[1]

TOLERANCE = 1e-6
ENGINE_SIZES = (10_000, 100_000, 1_000_000)
TIER_DRAWS = 20_000
CASE_SECONDS = 900
"""A hang guard, not a limit that a sound case comes near."""

SCIPY = [("RK45", 1e-6), ("RK45", 1e-8), ("DOP853", 1e-6), ("DOP853", 1e-7), ("DOP853", 1e-8), ("DOP853", 1e-9)]
RK4_STEPS_PER_YEAR = (50, 100, 200, 400, 800, 1600, 3200, 6400)
DIFFRAX = [
    (method, batch, tolerance)
    for method in ("Tsit5", "Dopri5")
    for batch in (512, 4096)
    for tolerance in (1e-7, 1e-8, 5e-9, 2e-9)
]
SCIPY_DRAWS, RK4_DRAWS, DIFFRAX_DRAWS = 200, 2048, 8192
"""Rivals are slower and their rate does not depend on the number of draws beyond a chunk or a batch."""

REPEATS = 5
"""Commands are timed this often; the median counts."""


def run_case(truth: Truth, **case: Any) -> dict[str, Any]:
    """One case in its own process, with its errors; raises if it fails."""
    case.setdefault("options", {})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.case", json.dumps(case)],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment(), timeout=CASE_SECONDS,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{case} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    answers, crossings = found.pop("oom_12mo", None), found.pop("crossings", None)
    if answers is not None:
        years = {float(threshold): np.array(values) for threshold, values in crossings.items()} if crossings else None
        found["errors"] = asdict(errors_against(truth, oom_12mo=np.array(answers), crossing_years=years))
    show(found)
    return found


def environment(**more: str) -> dict[str, str]:
    paths = [str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), **more}


def show(case: dict[str, Any]) -> None:
    label = " ".join([case["engine"], *(f"{name} {value}" for name, value in case["options"].items())])
    errors = case.get("errors")
    error = f"{errors['oom_12mo_max']:9.1e} {errors['oom_12mo_p99']:9.1e}" if errors else f"{'':19}"
    years = errors and errors["crossing_years_max"]
    print(
        f"{label:56} {case['draws']:>9,} {case['cores']:>2} {case['rate']:>11,.0f} "
        f"{case['rate_per_processor_second']:>11,.0f} {error} {f'{years:9.1e}' if years is not None else '':9} "
        f"{case['peak_megabytes']:>6,.0f}",
        flush=True,
    )


HEADING = (
    f"{'case':56} {'draws':>9} {'co':>2} {'per s':>11} {'per cpu-s':>11} {'max OOM':>9} {'p99 OOM':>9} "
    f"{'max year':>9} {'MB':>6}"
)


def matched(rivals: Iterable[dict[str, Any]], *, error: str, at_most: float) -> dict[str, Any]:
    """The fastest setting that is as accurate as `at_most`; if none is, the most accurate one."""
    rivals = list(rivals)
    accurate = [rival for rival in rivals if rival["errors"][error] <= at_most]
    if accurate:
        return max(accurate, key=lambda rival: rival["rate_per_processor_second"])
    return min(rivals, key=lambda rival: rival["errors"][error])


def comparison(ours: dict[str, Any], ladders: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Our rate over each rival's on one core, matched once on the largest error and once on the 99th percentile.

    Rates are per second of processor time, so that other work on the machine does not decide who wins.
    """
    table: dict[str, Any] = {}
    for name, ladder in ladders.items():
        for error in ("oom_12mo_max", "oom_12mo_p99"):
            rival = matched(ladder, error=error, at_most=ours["errors"][error])
            table[f"{name}, matched on {error}"] = {
                "ratio": ours["rate_per_processor_second"] / rival["rate_per_processor_second"],
                "rival": rival["options"],
                "rival_rate": rival["rate_per_processor_second"],
                "rival_error": rival["errors"][error],
                "our_error": ours["errors"][error],
                "as_accurate": rival["errors"][error] <= ours["errors"][error],
            }
    return table


def timed_command(arguments: Sequence[str], *, repeats: int, **variables: str) -> dict[str, float]:
    """Seconds on the clock, median and extremes over some repeats, and the median of processor seconds."""
    seconds, processor = [], []
    for _ in range(repeats):
        start, used = time.perf_counter(), processor_seconds_of_children()
        subprocess.run(
            [sys.executable, "-m", "oomcast", *arguments],
            check=True, capture_output=True, cwd=ROOT, env=environment(**variables), timeout=CASE_SECONDS,
        )  # fmt: skip
        seconds.append(time.perf_counter() - start)
        processor.append(processor_seconds_of_children() - used)
    return {
        "median": float(np.median(seconds)),
        "least": min(seconds),
        "most": max(seconds),
        "processor": float(np.median(processor)),
    }


def processor_seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def commands() -> dict[str, dict[str, float]]:
    """What a person waits for at the terminal."""
    main_job = ("run", "greenblatt-2025")
    with tempfile.TemporaryDirectory() as folder:
        first = timed_command(main_job, repeats=1, OOMCAST_CACHE=folder)
        again = timed_command(main_job, repeats=REPEATS, OOMCAST_CACHE=folder)
    return {
        "run greenblatt-2025, no kernel compiled yet": first,
        "run greenblatt-2025, warm": again,
        "--version": timed_command(["--version"], repeats=REPEATS),
    }


def machine() -> dict[str, Any]:
    model = platform.processor()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
        flags = next((line for line in lines if line.startswith("flags")), "")
        model += " with AVX-512" if "avx512f" in flags else " with AVX2" if "avx2" in flags else ""
    packages = ("oomcast", "numpy", "scipy", "numba", "llvmlite", "jax", "diffrax", "mpmath")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: installed(name) for name in packages},
        "load_at_start": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "date": datetime.now(UTC).date().isoformat(),
    }


def installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-rivals", action="store_true", help="only the engine and the commands")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the results go (default: %(default)s)")
    chosen = parser.parse_args()

    results: dict[str, Any] = {"machine": machine(), "tolerance_oom": TOLERANCE, "sample": SAMPLE}
    print(json.dumps(results["machine"], indent=2))
    print(f"\nsolving {SAMPLE} draws to 30 digits ...\n", flush=True)
    known = truth(SAMPLE, thresholds_oom=THRESHOLDS_OOM, horizon_years=HORIZON_YEARS)
    print(HEADING, flush=True)

    cores_here = min(2, os.cpu_count() or 1)
    results["engine"] = [
        run_case(known, engine="oomcast", draws=draws, cores=cores, tolerance=TOLERANCE)
        for cores in range(1, cores_here + 1)
        for draws in ENGINE_SIZES
    ]
    results["whole run"] = [
        run_case(known, engine="whole run", draws=draws, cores=cores_here, tolerance=TOLERANCE)
        for draws in ENGINE_SIZES
    ]
    results["tiers"] = run_case(known, engine="tiers", draws=TIER_DRAWS, cores=1, tolerance=TOLERANCE)["tiers"]
    for name, row in results["tiers"].items():
        print(f"{name:40} {row['ratio']:>6.2f}x tier 1, error at most {row['oom_12mo_max']:.1e}: {row['about']}")
    if not chosen.without_rivals:
        results["rivals"] = rivals_on_one_core(known)
        ours = next(case for case in results["engine"] if case["cores"] == 1 and case["draws"] == ENGINE_SIZES[1])
        results["comparison"] = comparison(ours, results["rivals"])
        print("\nour rate / theirs on one core, at a measured error no larger than ours where they reach it")
        for name, row in results["comparison"].items():
            note = "" if row["as_accurate"] else "   (its best; less accurate than ours)"
            print(
                f"{name:36} {row['ratio']:>9,.1f}x   error {row['rival_error']:.1e}, ours {row['our_error']:.1e}, "
                f"{row['rival']}{note}"
            )
    results["commands"] = commands()
    print()
    for name, seconds in results["commands"].items():
        print(f"{name:48} {seconds['median']:.2f} s  ({seconds['least']:.2f} to {seconds['most']:.2f})")
    chosen.out.write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nwritten to {chosen.out}")
    if chosen.out == RESULTS and "rivals" in results:
        MEASURED.refresh(rendered(results))
        print(f"and shown in {PAGE}")
    return 0


def rivals_on_one_core(known: Truth) -> dict[str, list[dict[str, Any]]]:
    """Every setting of every rival. diffrax is left out where it is not installed."""
    ladders = {
        "scipy solve_ivp": [
            run_case(known, engine="scipy_per_draw", draws=SCIPY_DRAWS, cores=1,
                     options={"method": method, "tolerance": tolerance})
            for method, tolerance in SCIPY
        ],
        "NumPy RK4": [
            run_case(known, engine="numpy_rk4", draws=RK4_DRAWS, cores=1, options={"steps_per_year": steps})
            for steps in RK4_STEPS_PER_YEAR
        ],
    }  # fmt: skip
    if installed("diffrax") is None:
        print("diffrax is not installed: left out (install the extra `bench`)")
        return ladders
    ladders["diffrax"] = [
        run_case(known, engine="diffrax_batch", draws=DIFFRAX_DRAWS, cores=1,
                 options={"method": method, "tolerance": tolerance, "batch": batch})
        for method, batch, tolerance in DIFFRAX
    ]  # fmt: skip
    return ladders
