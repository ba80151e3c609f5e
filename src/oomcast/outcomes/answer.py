"""One answer of a model, asked for by name, without working out all the others.

Whoever wants to know what drives an answer asks for it a million times. A continuous model is then followed only as far
as the answer needs: to the end of the first year for what is known by then, and without the grid of months, the
crossings and the peak that other answers are made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np

from oomcast.errors import RunError, nearest, shown
from oomcast.models.contract import ContinuousModel, Evaluation, FloatArray, Model, Output, Settings
from oomcast.models.progress import CLAIMS, FIRST_YEAR, HEADLINE, MILESTONES
from oomcast.outcomes.evaluate import MARKS_YEARS, evaluate, milestone_levels
from oomcast.simulate.trajectories import Trajectories, simulate

__all__ = ["Kind", "Quantity", "answer", "column_of", "quantities", "quantity"]

Kind = Literal["output", "event", "milestone"]

SOFTWARE, YEARS_OF_PROGRESS = "oom_software_12mo", "years_of_progress_12mo"


class Quantity(NamedTuple):
    """One thing that a model says of every draw: an amount, a yes or no, or how long something takes."""

    name: str
    kind: Kind
    unit: str
    meaning: str


def quantities(model: Model) -> tuple[Quantity, ...]:
    """All that `model` can be asked about, in the order of declaration."""

    def of(kind: Kind, declared: tuple[Output, ...]) -> list[Quantity]:
        return [Quantity(output.name, kind, output.unit, output.meaning) for output in declared]

    return (*of("output", model.outputs), *of("event", model.events), *of("milestone", model.milestones))


def quantity(name: str, *, model: Model) -> Quantity:
    """What `model` says under this name. Raises RunError, with the nearest name, where it says nothing."""
    known = {item.name: item for item in quantities(model)}
    if name not in known:
        raise RunError(
            f"expected an output, event or milestone of {model.name}, got {shown(name)}.{nearest(name, known)}"
        )
    return known[name]


def column_of(asked: Quantity, evaluation: Evaluation) -> FloatArray:
    """One quantity of an evaluation, shape (draws,): 1 and 0 for yes and no; as the evaluation has it otherwise."""
    columns = {"output": evaluation.outputs, "event": evaluation.events, "milestone": evaluation.milestones}
    return np.asarray(columns[asked.kind][asked.name], dtype=np.float64)


def answer(model: Model, draws: Mapping[str, FloatArray], *, asked: Quantity, settings: Settings) -> FloatArray:
    """What `model` answers for each draw, shape (draws,), to within the tolerance of `settings`.

    The same as in a full evaluation: +infinity where progress diverged or a milestone is not reached by the horizon,
    NaN where that is not known.
    """
    if isinstance(model, ContinuousModel):
        short = _of_the_first_year(model, draws, asked, settings)
        if short is None and asked.kind == "milestone":
            short = _milestone(model, draws, asked, settings)
        if short is not None:
            return short
    return column_of(asked, evaluate(model, draws, settings=settings))


def _of_the_first_year(
    model: ContinuousModel, draws: Mapping[str, FloatArray], asked: Quantity, settings: Settings
) -> FloatArray | None:
    """An answer that the first year settles; None for any other."""
    claim = {claim.name: claim for claim in CLAIMS}.get(asked.name)
    if claim is None and asked.name not in {HEADLINE, SOFTWARE, YEARS_OF_PROGRESS}:
        return None
    until = FIRST_YEAR if claim is None else claim.window_years
    coefficients = model.prepare(draws)
    total = _followed(model, coefficients, until_years=until, settings=settings).observed["oom_total"][-1]
    if claim is not None:
        needed = claim.years_of_progress * model.reference_oom_per_year(draws)
        return np.asarray(total >= needed, dtype=np.float64)
    if asked.name == SOFTWARE:
        return np.asarray(total - model.hardware_oom(FIRST_YEAR, coefficients))
    return np.asarray(total / model.reference_oom_per_year(draws)) if asked.name == YEARS_OF_PROGRESS else total


def _milestone(
    model: ContinuousModel, draws: Mapping[str, FloatArray], asked: Quantity, settings: Settings
) -> FloatArray | None:
    """Years to one milestone; None for one that is not every model's of progress."""
    places = {milestone.name: place for place, milestone in enumerate(MILESTONES)}
    if asked.name not in places:
        return None
    reference = np.asarray(model.reference_oom_per_year(draws), dtype=np.float64)
    level = milestone_levels(reference)[places[asked.name]][None, :]
    horizon = settings.horizon_years
    followed = _followed(model, model.prepare(draws), until_years=horizon, settings=settings, levels_oom=level)
    years: FloatArray = followed.crossing_years[0].copy()
    np.copyto(years, np.inf, where=years > horizon)
    return years


NO_LEVELS = np.empty((0, 1))


def _followed(
    model: ContinuousModel,
    coefficients: object,
    *,
    until_years: float,
    settings: Settings,
    levels_oom: FloatArray = NO_LEVELS,
) -> Trajectories:
    """Trajectories to `until_years` and no further, seen at that time."""
    return simulate(
        model,
        coefficients,
        end_years=until_years,
        marks_years=MARKS_YEARS[until_years >= MARKS_YEARS],
        grid_years=np.array([until_years]),
        levels_oom=levels_oom,
        peak_until_years=0.0,
        tolerance_oom=settings.tolerance_oom,
    )
