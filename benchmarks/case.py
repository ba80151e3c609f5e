"""One measurement in a process of its own: `python -m benchmarks.case '{"engine": ..., ...}'` prints one JSON line.

A fresh process per case keeps the cores, the memory peak and the warm-up of one case apart from all others. The cores
are restricted before any numerical library is loaded, so that no library starts more threads than it may use.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

SAMPLE = 200
"""Draws whose answers travel back to be compared with the reference."""

WARM_UP_DRAWS = 8192

LABOUR_SHARE = 0.5
"""Feeds one implied number only, not the equations."""


def restrict_to(cores: int) -> None:
    """Use only this many processors, where the system lets us say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])


def clocked(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Result, wall seconds and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - processor


def blockwise(work: Callable[[slice], None], *, draws: int, cores: int) -> None:
    """All blocks of the draws, on threads when there is more than one core.

    Each thread keeps to a core of its own: virtual machines may pack threads onto one core while another idles, and the
    question here is what the engine does with two.
    """
    from oomcast.ensemble.blocks import QUICK_BLOCK_DRAWS

    size = min(QUICK_BLOCK_DRAWS, -(-draws // cores))
    blocks = [slice(first, min(first + size, draws)) for first in range(0, draws, size)]
    if cores == 1:
        for block in blocks:
            work(block)
        return
    places = iter(sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else [])

    def settle() -> None:
        place = next(places, None)
        if place is not None:
            os.sched_setaffinity(0, {place})

    with ThreadPoolExecutor(cores, initializer=settle) as pool:
        for _ in pool.map(work, blocks):
            pass


def oomcast_case(draws: Mapping[str, Any], *, cores: int, tolerance: float) -> dict[str, Any]:
    """The engine: every output, event and milestone of the takeoff model, with no course in time kept."""
    import numpy as np

    from oomcast.models.contract import Settings
    from oomcast.models.registry import model as find_model
    from oomcast.outcomes.evaluate import evaluate

    model = find_model("takeoff")
    settings = Settings(horizon_years=10.0, tolerance_oom=tolerance)
    count = len(draws["initial_speedup"])
    given = {**draws, "labour_share": np.full(count, LABOUR_SHARE)}
    model = model.used_with(frozenset(given), {}, {})

    oom_12mo = np.empty(count)
    milestones = {f"oom_{threshold}": np.empty(count) for threshold in (1, 2, 3, 6, 10)}

    def one(block: slice) -> None:
        found = evaluate(model, {name: values[block] for name, values in given.items()}, settings=settings)
        oom_12mo[block] = found.outputs["oom_total_12mo"]
        for name, years in milestones.items():
            years[block] = found.milestones[name]

    one(slice(0, min(WARM_UP_DRAWS, count)))
    _, wall, processor = clocked(lambda: blockwise(one, draws=count, cores=cores))
    crossings = {name.removeprefix("oom_"): years[:SAMPLE].tolist() for name, years in milestones.items()}
    return {"wall": wall, "processor": processor, "oom_12mo": oom_12mo[:SAMPLE].tolist(), "crossings": crossings}


def rival_case(draws: Mapping[str, Any], *, engine: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """One of the rivals, warmed up on the shapes it will meet."""
    from benchmarks import rivals

    work = getattr(rivals, engine)
    count = len(draws["initial_speedup"])
    if engine == "diffrax_batch":
        first = {name: values[: options["batch"]] for name, values in draws.items()}
        _, compiling, _ = clocked(lambda: work(first, **options))
    else:
        compiling = None
    answers, wall, processor = clocked(lambda: work(draws, **options))
    crossings = answers.crossing_years
    return {
        "wall": wall,
        "processor": processor,
        "first_call": compiling,
        "oom_12mo": answers.oom_12mo[:SAMPLE].tolist(),
        "crossings": crossings and {f"{t:g}": years[: min(SAMPLE, count)].tolist() for t, years in crossings.items()},
    }


def whole_run_case(*, draws: int, cores: int, tolerance: float) -> dict[str, Any]:
    """`oomcast.run` on the default scenario, as a user waits for it, and what its summary takes of that."""
    import oomcast
    from oomcast.outcomes.summary import summarize

    oomcast.run("greenblatt-2025", draws=10_000, workers=cores)
    forecast, wall, processor = clocked(
        lambda: oomcast.run("greenblatt-2025", draws=draws, workers=cores, tolerance=tolerance)
    )
    # The forecast has its summary already, since what a run finds about itself needs it.
    _, summing, _ = clocked(lambda: summarize(forecast.counted, outputs=forecast.declared))
    return {"wall": wall, "processor": processor, "summary": summing}


TIERS = (
    ("greenblatt-2025", "tier 1"),
    ("greenblatt-2025-full", "a workforce, the time before and yardsticks: numbers alone change"),
    ("leader-30-percent", "what others find"),
    ("slow-learning", "a learning cycle"),
    ("compute-slowdown-2030", "compute that slows down"),
    ("reference-full", "everything at once, rivals with a state of their own included"),
)
"""Scenarios whose cost is compared with that of tier 1, and what acts in each beyond it."""

ROUNDS = 5
"""Each scenario in turn, this often; the least time counts, so that other work on the machine hits all alike."""

TIGHT_TOLERANCE = 1e-10
"""The engine's own answer at this tolerance stands for the truth here; tests check it against another integrator."""


def tiers_case(*, draws: int, tolerance: float) -> dict[str, Any]:
    """Processor time per draw of each tier, relative to tier 1 in the same rounds, with the error of each."""
    import numpy as np

    import oomcast
    from oomcast.beliefs.sampling import draw_beliefs
    from oomcast.ensemble.run import model_of
    from oomcast.models.contract import Settings
    from oomcast.outcomes.evaluate import evaluate

    cases: dict[str, dict[str, Any]] = {}
    for name, about in TIERS:
        scenario = oomcast.open_scenario(name)
        beliefs = {parameter: belief.distribution for parameter, belief in scenario.beliefs.items()}
        columns = draw_beliefs(beliefs, correlations=scenario.correlations, seed=0, count=draws)
        cases[name] = {"model": model_of(scenario), "columns": columns, "about": about, "seconds": []}
    for round_number in range(ROUNDS + 1):  # the first one warms up
        for case in cases.values():
            work = lambda case=case: evaluate(  # noqa: E731
                case["model"], case["columns"], settings=Settings(tolerance_oom=tolerance)
            )
            found, _, processor = clocked(work)
            if round_number:
                case["seconds"].append(processor)
            case["found"] = found
    least = {name: min(case["seconds"]) for name, case in cases.items()}
    rows = {}
    for name, case in cases.items():
        few = {parameter: values[: SAMPLE * 5] for parameter, values in case["columns"].items()}
        truth = evaluate(case["model"], few, settings=Settings(tolerance_oom=TIGHT_TOLERANCE))
        errors = np.abs(case["found"].outputs["oom_total_12mo"][: SAMPLE * 5] - truth.outputs["oom_total_12mo"])
        errors = errors[np.isfinite(errors)]
        rows[name] = {
            "about": case["about"],
            "states": len(case["model"].state._fields),
            "seconds": least[name],
            "ratio": least[name] / least[TIERS[0][0]],
            "oom_12mo_max": float(errors.max()),
            "oom_12mo_p99": float(np.quantile(errors, 0.99)),
        }
    return {"wall": sum(least.values()), "processor": sum(least.values()), "tiers": rows}


def main() -> int:
    case = json.loads(sys.argv[1])
    restrict_to(case["cores"])
    if case["engine"] == "whole run":
        found = whole_run_case(draws=case["draws"], cores=case["cores"], tolerance=case["tolerance"])
    elif case["engine"] == "tiers":
        found = tiers_case(draws=case["draws"], tolerance=case["tolerance"])
    else:
        from tests.verification.populations import base_population

        draws = base_population(case["draws"])
        if case["engine"] == "oomcast":
            found = oomcast_case(draws, cores=case["cores"], tolerance=case["tolerance"])
        else:
            found = rival_case(draws, engine=case["engine"], options=case["options"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found["peak_megabytes"] = peak / (1e6 if sys.platform == "darwin" else 1e3 / 1.024)
    found["rate"] = case["draws"] / found["wall"]
    found["rate_per_processor_second"] = case["draws"] / found["processor"]
    print(json.dumps({**case, **found}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
