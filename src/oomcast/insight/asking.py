"""Ask a model one question about very many worlds, on all processors, in an order that leaves no trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oomcast.beliefs.scenario import Scenario
from oomcast.ensemble.blocks import blocks, processors, work_through
from oomcast.ensemble.run import MEDIAN, model_of
from oomcast.errors import RunError, ScenarioError, shown
from oomcast.models.contract import FloatArray, Model, Settings
from oomcast.models.progress import HEADLINE
from oomcast.models.registry import model as find_model
from oomcast.outcomes.answer import Quantity, answer, quantity

__all__ = [
    "PREVIEW_TOLERANCE_OOM",
    "Ask",
    "Progress",
    "Question",
    "Worlds",
    "answers",
    "checked_draws",
    "question",
    "questions_about_each",
]

MOST_DRAWS = 10_000_000
"""Columns of so many numbers for each of a dozen beliefs are what a large machine can hold."""

Ask = Callable[[Mapping[str, FloatArray]], FloatArray]
"""From worlds, one column per parameter, to one answer for each."""

Worlds = Callable[[range], Mapping[str, FloatArray]]
"""The worlds of a range of draws."""

Progress = Callable[[int, int], None]

PREVIEW_TOLERANCE_OOM = 1e-5
"""Error allowed per trajectory where a million are asked for one statistic: still a thousand times below what the
number of draws leaves uncertain, and a third faster than that of a run."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question to one model: called with worlds, it gives the answer for each, shape (draws,)."""

    model: Model
    asked: Quantity
    settings: Settings

    def __call__(self, worlds: Mapping[str, FloatArray]) -> FloatArray:
        return answer(self.model, worlds, asked=self.asked, settings=self.settings)


def question(
    scenario: Scenario,
    *,
    output: str = HEADLINE,
    horizon_years: float = 10.0,
    tolerance: float = PREVIEW_TOLERANCE_OOM,
) -> Question:
    """What a scenario's model is to be asked. Raises RunError for an unknown output, ScenarioError for beliefs that
    contradict each other.
    """
    model = model_of(scenario)
    medians = {name: belief.quantile(MEDIAN) for name, belief in scenario.beliefs.items()}
    for contradiction in model.contradictions(medians):
        raise ScenarioError(contradiction, file=scenario.file)
    settings = Settings(horizon_years=horizon_years, tolerance_oom=tolerance)
    return Question(model=model, asked=quantity(output, model=model), settings=settings)


def checked_draws(draws: int, *, least: int) -> int:
    """The number of draws asked for. Raises RunError for one that is not whole, or too small to tell an error from."""
    if not least <= draws <= MOST_DRAWS:
        raise RunError(f"draws: expected a whole number from {least} to {MOST_DRAWS:,}, got {shown(draws)}")
    return draws


def questions_about_each(
    scenario: Scenario, *, output: str = HEADLINE, horizon_years: float = 10.0, tolerance: float = PREVIEW_TOLERANCE_OOM
) -> dict[str, Question]:
    """For each belief of a scenario, what its model is to be asked when that belief changes.

    A model may take what is certain for granted, and leave a mechanism out that is held where it changes nothing. Where
    its form hangs on a belief, that belief's question goes to the form for which it is uncertain.
    """
    usual = question(scenario, output=output, horizon_years=horizon_years, tolerance=tolerance)
    certain = {name: belief.quantile(MEDIAN) for name, belief in scenario.beliefs.items() if belief.is_point}
    asked = dict.fromkeys(scenario.beliefs, usual)
    for name in certain:
        others = {one: value for one, value in certain.items() if one != name}
        form = find_model(scenario.model).used_with(frozenset(scenario.beliefs), scenario.structure, others)
        if form is not usual.model:
            asked[name] = Question(model=form, asked=quantity(output, model=form), settings=usual.settings)
    return asked


def answers(
    variants: Sequence[tuple[Ask, Worlds]],
    rows: range,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> FloatArray:
    """The answers of several variants of the worlds in `rows`, shape (variants, rows).

    A variant is who is asked, and the worlds that it is asked about. The work is shared in blocks among `workers`
    threads (default: the processors there are); the result does not depend on them. `progress(done, asked)` is called
    on the calling thread.
    """
    count = len(rows)
    found = np.empty((len(variants), count))
    done = 0

    def finished(asked: int) -> None:
        nonlocal done
        done += asked
        if progress is not None:
            progress(done, found.size)

    def work(piece: range) -> None:
        variant, start = divmod(piece.start, count)
        ask, worlds = variants[variant]
        here = slice(start, start + len(piece))
        found[variant, here] = ask(worlds(rows[here]))

    pieces = [piece for place in range(len(variants)) for piece in blocks(place * count, (place + 1) * count)]
    # The first block of each model runs alone: it compiles the model once, not once per thread.
    alone = {_model_asked(variants[piece.start // count][0]): piece for piece in reversed(pieces)}
    for piece in alone.values():
        work(piece)
        finished(len(piece))
    rest = (piece for piece in pieces if piece not in alone.values())
    work_through(rest, work, workers=workers or processors(), finished=finished)
    return found


def _model_asked(ask: Ask) -> int:
    """What tells models apart that are compiled apart."""
    return id(getattr(ask, "model", None))
