"""What Python callers and the command line share: from a preset's name, a path or a mapping to a forecast."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from oomcast.beliefs.expressions.nodes import Claim
    from oomcast.beliefs.scenario import Scenario
    from oomcast.ensemble.forecast import Forecast

__all__ = ["audited", "conditioned", "open_forecast", "open_scenario", "run"]


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
    given: str | Sequence[str] | Mapping[str, Any] | None = None,
    stated: Mapping[str, Any] | None = None,
    split: bool = True,
    audit: bool = True,
    **beliefs: Any,
) -> Forecast:
    """The forecast that the beliefs of a scenario imply.

    `source` is a Scenario or anything `open_scenario` takes; further keywords replace beliefs by the names of their
    parameters (`run("reference", initial_speedup="4 to 50")`) and options by the names of their choices
    (`production="ces"`). `given` counts only draws that fulfil a condition, or several, on any input or result
    (`"initial_speedup > 20"`, `["at_least_3_years_in_12mo", "oom_6 < 5"]`), or whose inputs lie within limits written
    as in a file (`{"automation_year": {"before": 2032}}`). `stated` are answers of one's own by output, written as in a
    file; they stand beside the implied ones and change none. `horizon_years` is how far time is followed, `tolerance`
    the error allowed per trajectory in OOM. Without `split` nothing is said of where the gain comes from, and without
    `audit` the run does not look at itself: a small run then takes half of the time. The result depends on scenario,
    draws and seed alone, not on `workers`. Raises ScenarioError for beliefs that make no sense, ParseError (one of
    them) for a condition that cannot be read, and RunError for a run that cannot be carried out, or of which a
    condition leaves too few draws.

    >>> forecast = run("reference", draws=200, seed=1)
    >>> forecast.outputs["oom_total_12mo"].shape
    (200,)
    """
    from oomcast.beliefs.scenario import Scenario
    from oomcast.ensemble import run as ensemble
    from oomcast.ensemble.given import LEAST_EFFECTIVE_DRAWS

    scenario = source if isinstance(source, Scenario) else open_scenario(source)
    if not command and isinstance(source, str | Path):
        asked: dict[str, Any] = {"draws": draws, "seed": seed, "horizon_years": horizon_years, "tolerance": tolerance}
        asked |= {"given": dict(given) if isinstance(given, Mapping) else given} if given else {}
        asked |= ({"stated": dict(stated)} if stated else {}) | beliefs
        said = ", ".join(f"{name}={value!r}" for name, value in asked.items())
        command = f"oomcast.run({str(source)!r}, {said})"
    limits = given if isinstance(given, Mapping) else None
    if beliefs or limits or stated:
        scenario = scenario.replace(given=limits, stated=stated, **beliefs)
    conditions: Sequence[Claim] = ()
    texts = [] if given is None or isinstance(given, Mapping) else texts_of(given)
    if texts:
        scenario, conditions = conditioned(scenario, texts, place="given")
    forecast = ensemble.run(
        scenario,
        given=conditions,
        least_effective_draws=LEAST_EFFECTIVE_DRAWS if texts else 1,
        draws=draws,
        seed=seed,
        horizon_years=horizon_years,
        workers=workers,
        tolerance=tolerance,
        progress=progress,
        command=command,
        split=split,
    )
    return audited(forecast) if audit else forecast


def audited(forecast: Forecast) -> Forecast:
    """The forecast with what its audits found."""
    from oomcast.insight.audits.registry import findings

    return forecast.with_audit(findings(forecast))


def texts_of(given: object) -> list[str]:
    """One condition or several as a list of texts. Raises ScenarioError for anything else."""
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, Sequence) or not all(isinstance(text, str) for text in texts):
        from oomcast.errors import ScenarioError, shown

        expected = 'expected a condition such as "initial_speedup > 20", a list of them, or a table of limits'
        raise ScenarioError(f"{expected}, got {shown(given)}", field="given")
    return list(texts)


def conditioned(scenario: Scenario, texts: Sequence[str], *, place: str) -> tuple[Scenario, tuple[Claim, ...]]:
    """The scenario and conditions of a run that takes these texts as given; errors name the `place` they are from."""
    from oomcast.ensemble import given
    from oomcast.ensemble.run import model_of
    from oomcast.errors import ScenarioError

    try:
        return given.conditioned(scenario, texts, model=model_of(scenario))
    except ScenarioError as problem:
        raise problem.inside(place) from None


def open_forecast(folder: str | Path) -> Forecast:
    """A forecast written earlier by `oomcast run --out FOLDER` or `Forecast.save`; nothing is simulated.

    Raises DataError where the folder is not one of ours or its files do not match their checksums.
    """
    from oomcast.ensemble.store import read

    return read(Path(folder))
