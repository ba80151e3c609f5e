"""Forecasts made by hand, whose shares are known exactly."""

import math

import numpy as np

from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.provenance import Provenance
from oomcast.models.contract import Evaluation, Outcome, Output, Paths, Settings
from oomcast.present.interface import open_scenario

UNITS = {"oom_total_12mo": "OOM", "years_of_progress_12mo": "year", "peak_speedup": "x"}


def made_by_hand(total_oom, *, scenario="reference"):
    """A forecast whose headline draws are `total_oom`: each grows in proportion to time, or diverges at mid-year."""
    total_oom = np.asarray(total_oom, dtype=np.float64)
    draws = total_oom.size
    diverged = np.isinf(total_oom)
    years = np.linspace(0.0, 1.0, 25)
    courses = years[:, None] * np.where(diverged, 4.0, total_oom)[None, :]
    courses[years >= 0.5] = np.where(diverged, math.inf, courses[years >= 0.5])
    with np.errstate(divide="ignore"):
        years_to_one = np.where(diverged, 0.25, 1.0 / total_oom)
    evaluation = Evaluation(
        outputs={
            "oom_total_12mo": total_oom,
            "years_of_progress_12mo": total_oom / 1.2,
            "peak_speedup": np.exp(np.minimum(total_oom, 20.0)),
        },
        events={"at_least_3_years_in_12mo": total_oom >= 3.6, "singular_by_horizon": diverged},
        milestones={"oom_1": np.where(years_to_one > 10.0, math.inf, years_to_one)},
        outcome=np.where(diverged, int(Outcome.DIVERGED), int(Outcome.REACHED_HORIZON)).astype(np.int8),
        paths=Paths(years=years, values={"oom_total": courses}),
    )
    held = open_scenario(scenario)
    return Forecast(
        scenario=held,
        settings=Settings(),
        inputs={name: np.full(draws, belief.quantile(0.5)) for name, belief in held.beliefs.items()},
        evaluation=evaluation,
        declared=tuple(Output(name, unit, name.replace("_", " ")) for name, unit in UNITS.items()),
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
