"""Forecasts made by hand, whose shares are known exactly."""

import dataclasses
import math

import numpy as np

from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.provenance import Provenance
from oomcast.models.contract import Evaluation, Outcome, Output, Paths, Settings
from oomcast.present.interface import open_scenario

UNITS = {"oom_total_12mo": "OOM", "years_of_progress_12mo": "year", "peak_speedup": "x"}


def made_by_hand(
    total_oom, *, scenario="reference", beliefs=None, inputs=None, given=None, split=None, more=None, events=None
):
    """A forecast whose headline draws are `total_oom`: each grows in proportion to time, or diverges at mid-year.

    `beliefs` and `given` replace those of the scenario; `inputs`, `split` and `events` are columns by name, `more`
    further outputs with their units, as {name: (unit, draws)}.
    """
    total_oom = np.asarray(total_oom, dtype=np.float64)
    draws = total_oom.size
    diverged = np.isinf(total_oom)
    years = np.linspace(0.0, 1.0, 25)
    courses = years[:, None] * np.where(diverged, 4.0, total_oom)[None, :]
    courses[years >= 0.5] = np.where(diverged, math.inf, courses[years >= 0.5])
    with np.errstate(divide="ignore"):
        years_to_one = np.where(diverged, 0.25, 1.0 / total_oom)
    more = {name: (unit, np.asarray(column, dtype=np.float64)) for name, (unit, column) in (more or {}).items()}
    evaluation = Evaluation(
        outputs={
            "oom_total_12mo": total_oom,
            "years_of_progress_12mo": total_oom / 1.2,
            "peak_speedup": np.exp(np.minimum(total_oom, 20.0)),
            **{name: column for name, (_, column) in more.items()},
        },
        events={"at_least_3_years_in_12mo": total_oom >= 3.6, "singular_by_horizon": diverged, **(events or {})},
        milestones={"oom_1": np.where(years_to_one > 10.0, math.inf, years_to_one)},
        outcome=np.where(diverged, int(Outcome.DIVERGED), int(Outcome.REACHED_HORIZON)).astype(np.int8),
        paths=Paths(years=years, values={"oom_total": courses}),
        split=None if split is None else {name: np.asarray(part, dtype=np.float64) for name, part in split.items()},
    )
    held = open_scenario(scenario)
    if beliefs or given:
        held = held.replace(given=given, **(beliefs or {}))
    units = UNITS | {name: unit for name, (unit, _) in more.items()}
    return Forecast(
        scenario=held,
        settings=Settings(),
        inputs={name: np.full(draws, belief.quantile(0.5)) for name, belief in held.beliefs.items()} | (inputs or {}),
        evaluation=evaluation,
        declared=tuple(Output(name, unit, name.replace("_", " ")) for name, unit in units.items()),
        implied={},
        warnings=held.warnings,
        provenance=Provenance(
            oomcast="0",
            model="takeoff",
            model_version="1",
            scenario=held.name,
            scenario_hash=held.hash,
            seed=3,
            draws=draws,
            command="oomcast run reference --seed 3",
        ),
    )


def implying(forecast, **implied):
    """The same forecast with these implied numbers."""
    return dataclasses.replace(forecast, implied=implied)


def split_of(total_oom, *, anyway=1.2, jump=0.5, compute=0.1):
    """Parts that add up to `total_oom` (draws,): two shares of what is not `anyway`, and the rest."""
    rest = np.asarray(total_oom, dtype=np.float64) - anyway
    unknown = ~np.isfinite(rest)
    parts = {"anyway": np.full(rest.size, anyway), "one_time_jump": jump * rest, "compute_growth": compute * rest}
    with np.errstate(invalid="ignore"):
        parts["self_acceleration"] = rest - parts["one_time_jump"] - parts["compute_growth"]
    return {name: np.where(unknown, np.nan, part) for name, part in parts.items()}
