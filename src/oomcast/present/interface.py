"""What Python callers and the command line share: from a preset's name, a path or a mapping to a forecast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.ensemble.forecast import Forecast

__all__ = ["open_forecast", "open_scenario", "run"]


def open_scenario(source: str | Path | Mapping[str, Any] | TextIO, *, stdin: TextIO | None = None) -> Scenario:
    """The scenario that `source` names or holds.

    `source` is the name of a preset, a path to a TOML file, an open text file, or a mapping laid out like a file.
    Raises ScenarioError where it is not what it should be.

    >>> open_scenario("reference").name
    'reference'
    """
    from oomcast.beliefs import scenario
    from oomcast.models.registry import vocabulary

    return scenario.open_scenario(source, vocabularies=vocabulary, stdin=stdin)


def run(
    source: str | Path | Mapping[str, Any] | Scenario,
    *,
    draws: int = 10_000,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    tolerance: float = 1e-6,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
    given: Mapping[str, Any] | None = None,
    split: bool = True,
    **beliefs: Any,
) -> Forecast:
    """The forecast that the beliefs of a scenario imply.

    `source` is a Scenario or anything `open_scenario` takes; further keywords replace beliefs by the names of their
    parameters (`run("reference", initial_speedup="4 to 50")`) and options by the names of their choices
    (`production="ces"`). `given` counts only draws whose inputs lie within limits
    (`{"automation_year": {"before": 2032}}`). `horizon_years` is how far time is followed, `tolerance`
    the error allowed per trajectory in OOM; without `split` nothing is said of where the gain comes from, and a small
    run takes a third less time. The result depends on scenario, draws and seed alone, not on `workers`.
    Raises ScenarioError for beliefs that make no sense and RunError for a run that cannot be carried out.

    >>> forecast = run("reference", draws=200, seed=1)
    >>> forecast.outputs["oom_total_12mo"].shape
    (200,)
    """
    from oomcast.beliefs.scenario import Scenario
    from oomcast.ensemble import run as ensemble

    scenario = source if isinstance(source, Scenario) else open_scenario(source)
    if not command and isinstance(source, str | Path):
        asked = {"draws": draws, "seed": seed, "horizon_years": horizon_years, "tolerance": tolerance}
        asked |= ({"given": dict(given)} if given else {}) | beliefs
        said = ", ".join(f"{name}={value!r}" for name, value in asked.items())
        command = f"oomcast.run({str(source)!r}, {said})"
    if beliefs or given:
        scenario = scenario.replace(given=given, **beliefs)
    return ensemble.run(
        scenario,
        draws=draws,
        seed=seed,
        horizon_years=horizon_years,
        workers=workers,
        tolerance=tolerance,
        progress=progress,
        command=command,
        split=split,
    )


def open_forecast(folder: str | Path) -> Forecast:
    """A forecast written earlier by `oomcast run --out FOLDER` or `Forecast.save`; nothing is simulated.

    Raises DataError where the folder is not one of ours or its files do not match their checksums.
    """
    from oomcast.ensemble.store import read

    return read(Path(folder))
