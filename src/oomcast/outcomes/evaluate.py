"""From draws to answers: one block of draws through a model, whatever kind of model it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import ModelError
from oomcast.models.contract import (
    ContinuousModel,
    Course,
    DirectModel,
    Evaluation,
    FloatArray,
    Model,
    Outcome,
    Settings,
)
from oomcast.models.progress import (
    ANY_WINDOW,
    CLAIMS,
    FIRST_YEAR,
    MILESTONE_OOMS,
    MILESTONE_YEARS,
    MILESTONES,
    MONTH,
    WINDOW_YEARS,
)
from oomcast.outcomes.courses import TOTAL, courses_of
from oomcast.outcomes.windows import largest_gain
from oomcast.quantities.elementary import exp, power
from oomcast.simulate.trajectories import Trajectories, simulate

__all__ = ["MARKS_YEARS", "evaluate", "milestone_levels"]

MONTHS_IN_WINDOW = 48
MONTHS_IN_YEAR = 12
EARLY_POINTS, EARLY_MONTHS, EARLY_POWER = 16, 3.0, 1.6
"""Paths are kept at extra times t proportional to i**1.6 in the first months, which are the fastest."""


def evaluate(
    model: Model,
    draws: Mapping[str, FloatArray],
    *,
    settings: Settings,
    keep_paths: int = 0,
    threads: int = 1,
    compiled: bool = True,
) -> Evaluation:
    """What `model` says about each draw.

    `draws` maps every parameter of the model to an array of shape (draws,). The courses in time of the first
    `keep_paths` draws are kept. The answer for a draw depends on that draw and on `settings` alone: not on the others,
    not on their number, nor on how many `threads` share the integration. With `compiled=False` the engine runs as plain
    Python, slowly, with the same result.

    Raises ModelError for a kind of model it does not know.
    """
    if isinstance(model, ContinuousModel):
        return _progress(model, draws, settings=settings, keep_paths=keep_paths, threads=threads, compiled=compiled)
    if isinstance(model, DirectModel):
        return model.evaluate(draws, settings)
    raise ModelError(f"{model!r} is neither a ContinuousModel nor a DirectModel")


MARKS_YEARS = np.array(sorted({claim.months for claim in CLAIMS})) * MONTH
"""Times of the headline numbers, which are integrated to exactly."""


class Grid(NamedTuple):
    """Times at which trajectories are seen, and where the ones with a meaning stand among them."""

    years: FloatArray
    months: list[int]  # places of months 0 to 48
    end: int  # place of the horizon


@lru_cache(maxsize=32)
def _grid(horizon_years: float, *, with_paths: bool) -> Grid:
    """Months 0 to 48, the horizon and, for paths, early weeks and years up to the horizon."""
    months = np.arange(MONTHS_IN_WINDOW + 1) * MONTH
    times = {*months.tolist(), horizon_years}
    if with_paths:
        fractions = np.arange(1, EARLY_POINTS) / EARLY_POINTS
        times |= set((EARLY_MONTHS * MONTH * power(fractions, EARLY_POWER)).tolist())
        times |= set(np.arange(WINDOW_YEARS, horizon_years, max(1.0, horizon_years / MONTHS_IN_WINDOW)).tolist())
    years = np.array(sorted(times))
    years.setflags(write=False)
    return Grid(years, np.searchsorted(years, months).tolist(), int(np.searchsorted(years, horizon_years)))


def _progress(
    model: ContinuousModel,
    draws: Mapping[str, FloatArray],
    *,
    settings: Settings,
    keep_paths: int,
    threads: int,
    compiled: bool,
) -> Evaluation:
    horizon = settings.horizon_years
    coefficients = model.prepare(draws)
    grid = _grid(horizon, with_paths=keep_paths > 0)
    reference = model.reference_oom_per_year(draws)
    levels = milestone_levels(reference)
    order = np.argsort(levels, axis=0, kind="stable")
    trajectories = simulate(
        model,
        coefficients,
        end_years=max(horizon, WINDOW_YEARS),
        marks_years=MARKS_YEARS,
        grid_years=grid.years,
        levels_oom=_ordered(levels, order),
        peak_until_years=horizon,
        tolerance_oom=settings.tolerance_oom,
        threads=threads,
        compiled=compiled,
    )
    total = trajectories.observed[TOTAL]
    first_year = total[grid.months[MONTHS_IN_YEAR]]
    hardware_12mo = np.broadcast_to(model.hardware_oom(FIRST_YEAR, coefficients), first_year.shape)
    software_12mo = first_year - hardware_12mo
    software_end = total[grid.end] - model.hardware_oom(horizon, coefficients)
    course = Course(
        observed_12mo={name: seen[grid.months[MONTHS_IN_YEAR]] for name, seen in trajectories.observed.items()},
        software_oom_12mo=software_12mo,
        hardware_oom_12mo=hardware_12mo,
        software_oom_end=software_end,
    )
    outputs, events = model.details(draws, coefficients, course)
    ln_initial_speedup = model.ln_pace(0.0, model.initial_state(coefficients), coefficients)
    outcome = _outcome(trajectories, horizon)
    diverged = outcome == Outcome.DIVERGED
    return Evaluation(
        outputs={
            "oom_total_12mo": first_year,
            "oom_software_12mo": software_12mo,
            "oom_hardware_12mo": hardware_12mo,
            "years_of_progress_12mo": first_year / reference,
            "initial_speedup": exp(ln_initial_speedup),
            "peak_speedup": exp(trajectories.peak_ln_pace),
            **outputs,
        },
        events={**_claims(total, grid.months, reference), "singular_by_horizon": diverged, **events},
        milestones=_milestones(trajectories.crossing_years, order, horizon),
        outcome=outcome,
        paths=courses_of(
            model,
            {name: column[:keep_paths] for name, column in draws.items()},
            years=grid.years,
            total=total[:, :keep_paths],
        )
        if keep_paths
        else None,
    )


def _outcome(trajectories: Trajectories, horizon: float) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Outcome of each draw; what happens after the horizon is not part of it."""
    found = trajectories.outcome.astype(np.int8)
    later = (found == Outcome.DIVERGED) & (trajectories.end_years > horizon)
    found[later] = Outcome.REACHED_HORIZON
    return found


def _claims(
    total: FloatArray, months: Sequence[int], reference: FloatArray
) -> dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Whether each claim about years of progress within a number of months holds, in the first and in any window.

    `months` are the places in `total` (times, draws) of the months from 0 on.
    """
    events = {}
    for claim in CLAIMS:
        needed = claim.years_of_progress * reference
        events[claim.name] = total[months[claim.months]] >= needed
    spans = {span: largest_gain(total, points=span, places=months) for span in {claim.months for claim in CLAIMS}}
    for claim in CLAIMS:
        events[ANY_WINDOW + claim.name] = spans[claim.months] >= claim.years_of_progress * reference
    return events


def milestone_levels(reference: FloatArray) -> FloatArray:
    """The milestones as gains in OOM, (milestones, draws); one column where a year is worth the same in all draws."""
    worth = reference[:1] if np.all(reference == reference[:1]) else reference
    ooms = np.broadcast_to(np.array(MILESTONE_OOMS)[:, None], (len(MILESTONE_OOMS), worth.size))
    return np.concatenate([ooms, np.multiply.outer(np.array(MILESTONE_YEARS), worth)])


def _ordered(rows: FloatArray, order: NDArray[np.intp]) -> FloatArray:
    """A copy of `rows` (rows, draws) in an order for each draw, of the same shape, or in one, (rows, 1), for all."""
    return rows[order[:, 0]] if order.shape[1] == 1 else np.take_along_axis(rows, order, axis=0)


def _milestones(crossing_years: FloatArray, order: NDArray[np.intp], horizon: float) -> dict[str, FloatArray]:
    """Years to each milestone, from the crossings of the levels in `order`; +infinity where not reached in time.

    Writes into `crossing_years`; where the order is one for all draws the milestones are its rows.
    """
    np.copyto(crossing_years, np.inf, where=crossing_years > horizon)
    back = np.argsort(order, axis=0)
    rows = [crossing_years[place] for place in back[:, 0]] if back.shape[1] == 1 else _ordered(crossing_years, back)
    return dict(zip((milestone.name for milestone in MILESTONES), rows, strict=True))
