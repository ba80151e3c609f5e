"""Carry out a forecast: draw worlds from the beliefs of a scenario, ask the model about each, keep every answer.

Draws are made and evaluated in blocks by absolute index, on threads, straight into arrays allocated once. The result
depends on scenario, seed, draws and settings, never on blocks or workers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.expressions.words import in_words
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.ensemble.blocks import BLOCK_DRAWS, QUICK_BLOCK_DRAWS, blocks, processors, work_through
from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.given import counted_draws, given_in_words, refuse_too_few
from oomcast.ensemble.memory import check_memory
from oomcast.ensemble.provenance import Provenance, package_version
from oomcast.errors import ModelError, RunError, ScenarioError, shown
from oomcast.models.contract import ContinuousModel, Evaluation, FloatArray, Model, Settings
from oomcast.models.progress import HEADLINE
from oomcast.models.registry import model as find_model
from oomcast.outcomes.courses import TOTAL, courses_of
from oomcast.outcomes.decomposition import decompose
from oomcast.outcomes.evaluate import evaluate

if TYPE_CHECKING:
    from oomcast.beliefs.expressions.nodes import Claim
    from oomcast.beliefs.scenario import Scenario

__all__ = ["DEFAULT_DRAWS", "KEPT_PATHS", "run"]

DEFAULT_DRAWS = 10_000
"""Enough to know a probability to half a percentage point, in well under a second."""

KEPT_PATHS = 20_000
"""Draws whose course in time is kept. The first 20,000 draws are the 20,000-draw run, so a fan chart of them is a valid
forecast in itself, known to better than a line's width; keeping all would cost a hundred numbers a draw."""

SPLIT_DRAWS = 10_000
"""Draws whose gain is split into its parts, which costs six more integrations of the first year: enough to know the
mean of a part to a hundredth of its spread."""

FLOAT_BYTES = 8

SCRATCH_COLUMNS = 3
"""Columns of numbers at work at once while one output is summarized: a copy to order, and two folds of a sum."""

FIXED_BYTES = 256_000_000
"""What a run needs whatever its size: the compiler and its code (about 150 MB), kept paths, blocks in hand."""

LARGEST_WHOLE = 2**63 - 1
"""Largest draws, seed or workers: beyond it arrays have no index, and other programs no type to read a seed with."""

MEDIAN = 0.5


def run(
    scenario: Scenario,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    tolerance: float = 1e-6,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
    given: Sequence[Claim] = (),
    least_effective_draws: int = 1,
    split: bool = True,
    _block_draws: int | None = None,
) -> Forecast:
    """The forecast that the beliefs of `scenario` imply.

    `draws` worlds are drawn with `seed`; time is followed for `horizon_years`, each trajectory to within `tolerance`
    (in OOM). `workers` threads share the work (default: the processors this process may use). `progress(done, draws)`
    is called on the calling thread. `command` is recorded as the way to repeat the run. `given` are conditions that a
    draw must fulfil to count, beyond the limits of the scenario (see `oomcast.ensemble.given`); a run of which they and
    the limits leave fewer than `least_effective_draws` is refused. Without `split` the gain of the first year is not
    split into its parts, which takes a third of the time of a small run.

    Raises RunError if the run is not possible as asked or does not fit into memory, ModelError for an unknown model or
    one that breaks its contract. An interrupt (Ctrl-C) stops it within half a second and passes on.
    """
    draws = _whole("draws", draws, least=1)
    seed = _whole("seed", seed)
    workers = processors() if workers is None else _whole("workers", workers, least=1)
    settings = Settings(
        horizon_years=_positive("horizon_years", horizon_years), tolerance_oom=_positive("tolerance", tolerance)
    )
    model = model_of(scenario)
    medians = {name: belief.quantile(MEDIAN) for name, belief in scenario.beliefs.items()}
    for contradiction in model.contradictions(medians):
        raise ScenarioError(contradiction, file=scenario.file)
    check_memory(draws, bytes_per_draw=_bytes_per_draw(model), fixed_bytes=FIXED_BYTES, workers=workers)
    try:
        inputs, evaluation = _simulate(
            model,
            scenario,
            draws=draws,
            seed=seed,
            settings=settings,
            workers=workers,
            progress=progress,
            block_draws=_block_draws or block_draws_of(model),
        )
    except MemoryError as error:
        raise RunError(
            f"expected a run that fits into memory, got {draws:,} draws and none left. Ask for fewer (--draws)."
        ) from error
    refuse_too_few(
        counted_draws(scenario, given, inputs=inputs, evaluation=evaluation),
        least=least_effective_draws,
        given=given_in_words(scenario, given),
    )
    return Forecast(
        scenario=scenario,
        settings=settings,
        inputs=inputs,
        evaluation=replace(evaluation, split=_split(model, inputs, evaluation, settings=settings, threads=workers))
        if split
        else evaluation,
        declared=tuple(model.outputs),
        implied=model.implied(medians),
        warnings=scenario.warnings,
        given=tuple(given),
        provenance=Provenance(
            oomcast=package_version(),
            model=scenario.model,
            model_version=model.version,
            scenario=scenario.name,
            scenario_hash=scenario.hash,
            seed=seed,
            draws=draws,
            command=command or _call(scenario, given, draws=draws, seed=seed, settings=settings),
        ),
    )


def _split(
    model: Model, inputs: Mapping[str, FloatArray], evaluation: Evaluation, *, settings: Settings, threads: int
) -> Mapping[str, FloatArray] | None:
    """Where the gain of the first draws comes from; None for a model that has no switches."""
    if not isinstance(model, ContinuousModel):
        return None
    few = {name: column[:SPLIT_DRAWS] for name, column in inputs.items()}
    return decompose(model, few, evaluation.outputs[HEADLINE][:SPLIT_DRAWS], settings=settings, threads=threads)


def model_of(scenario: Scenario) -> Model:
    """The model of a scenario in the form that it uses. Raises ModelError for an unknown one."""
    certain = {name: belief.quantile(MEDIAN) for name, belief in scenario.beliefs.items() if belief.is_point}
    return find_model(scenario.model).used_with(frozenset(scenario.beliefs), scenario.structure, certain)


def block_draws_of(model: Model) -> int:
    """How many draws of a model make a block."""
    return QUICK_BLOCK_DRAWS if isinstance(model, ContinuousModel) and model.analytic else BLOCK_DRAWS


@dataclass(frozen=True, kw_only=True)
class _Simulation:
    """What every block needs to know, and the arrays that all blocks write to."""

    model: Model
    scenario: Scenario
    seed: int
    settings: Settings
    kept: int

    def block(self, piece: range, *, threads: int = 1) -> tuple[dict[str, FloatArray], Evaluation]:
        """Inputs and evaluation of the draws in `piece`, whose integration up to `threads` threads share."""
        inputs = draw_beliefs(
            {name: belief.distribution for name, belief in self.scenario.beliefs.items()},
            correlations=self.scenario.correlations,
            seed=self.seed,
            start=piece.start,
            count=len(piece),
        )
        keep = min(max(self.kept - piece.start, 0), len(piece))
        return inputs, evaluate(self.model, inputs, settings=self.settings, keep_paths=keep, threads=threads)


def _simulate(
    model: Model,
    scenario: Scenario,
    *,
    draws: int,
    seed: int,
    settings: Settings,
    workers: int,
    progress: Callable[[int, int], None] | None,
    block_draws: int,
) -> tuple[dict[str, FloatArray], Evaluation]:
    simulation = _Simulation(model=model, scenario=scenario, seed=seed, settings=settings, kept=min(draws, KEPT_PATHS))
    done = 0

    def finished(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, draws)

    # The first block is taken alone: it compiles the model once, and shows what is to be allocated.
    first = range(min(block_draws, draws))
    inputs, evaluation = simulation.block(first, threads=workers)
    if len(first) == draws:
        _check_lengths(inputs, evaluation, draws=draws)
        finished(draws)
        return inputs, evaluation
    columns = _Columns(model, inputs, evaluation, draws=draws, kept=simulation.kept)
    columns.place(first, inputs, evaluation)
    finished(len(first))
    work_through(
        blocks(first.stop, draws, size=min(block_draws, max(1, -(-(draws - first.stop) // workers)))),
        lambda piece: columns.place(piece, *simulation.block(piece)),
        workers=workers,
        finished=finished,
    )
    return columns.inputs, columns.evaluation


class _Columns:
    """Arrays for all draws, shaped after a first block; each block has its own stretch of them."""

    def __init__(
        self, model: Model, inputs: Mapping[str, FloatArray], evaluation: Evaluation, *, draws: int, kept: int
    ) -> None:
        def like(group: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
            return {name: np.empty(draws, dtype=array.dtype) for name, array in group.items()}

        paths = evaluation.paths
        self.inputs: dict[str, FloatArray] = like(inputs)
        self.evaluation = Evaluation(
            outputs=like(evaluation.outputs),
            events=like(evaluation.events),
            milestones=like(evaluation.milestones),
            outcome=np.empty(draws, dtype=evaluation.outcome.dtype),
            paths=None
            if paths is None or not isinstance(model, ContinuousModel)
            else courses_of(
                model,
                {name: column[:kept] for name, column in self.inputs.items()},
                years=paths.years.copy(),
                total=_room_for(paths.values[TOTAL], kept=kept),
            ),
        )

    def place(self, piece: range, inputs: Mapping[str, FloatArray], evaluation: Evaluation) -> None:
        """Write one block to its place. Raises ModelError if a column is missing or has another length."""
        here = slice(piece.start, piece.stop)
        _check_lengths(inputs, evaluation, draws=len(piece))
        ours, theirs = self.evaluation, evaluation
        for group, block in zip(_groups(self.inputs, ours), _groups(inputs, theirs), strict=True):
            if group.keys() != block.keys():
                raise ModelError(f"expected {sorted(group)} for every draw, got {sorted(block)}")
            for name, column in group.items():
                column[here] = block[name]
        if ours.paths is not None and theirs.paths is not None:
            total, block_total = ours.paths.values[TOTAL], theirs.paths.values[TOTAL]
            if total is not block_total:
                total[:, here] = block_total


def _groups(inputs: Mapping[str, FloatArray], evaluation: Evaluation) -> tuple[Mapping[str, NDArray[Any]], ...]:
    """All columns of a run that hold a number for each draw."""
    outcome = {"outcome": evaluation.outcome}
    return inputs, evaluation.outputs, evaluation.events, evaluation.milestones, outcome


def _check_lengths(inputs: Mapping[str, FloatArray], evaluation: Evaluation, *, draws: int) -> None:
    """Raises ModelError for a column with another number of draws."""
    for group in _groups(inputs, evaluation):
        for name, column in group.items():
            if column.shape != (draws,):
                raise ModelError(f"{name}: expected {draws} draws, got an array of shape {column.shape}")


def _room_for(courses: FloatArray, *, kept: int) -> FloatArray:
    """Room for the courses of all kept draws: those of the first block themselves where they are all there are."""
    return courses if courses.shape[1] == kept else np.empty((courses.shape[0], kept))


def _bytes_per_draw(model: Model) -> int:
    numbers = len(model.parameters) + len(model.outputs) + len(model.milestones) + SCRATCH_COLUMNS
    return FLOAT_BYTES * numbers + len(model.events) + np.dtype(np.int8).itemsize


def _whole(name: str, value: Any, *, least: int = -LARGEST_WHOLE) -> int:
    try:
        whole = index(value)
    except TypeError:
        whole = None
    if whole is None or isinstance(value, bool) or not least <= whole <= LARGEST_WHOLE:
        bounds = f"of at least {least}" if least > -LARGEST_WHOLE else "that fits into 64 bits"
        raise RunError(f"{name}: expected a whole number {bounds}, got {shown(value)}")
    return whole


def _positive(name: str, value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not 0 < number < math.inf:
        raise RunError(f"{name}: expected a positive finite number, got {shown(value)}")
    return number


def _call(scenario: Scenario, given: Sequence[Claim], *, draws: int, seed: int, settings: Settings) -> str:
    """The Python call that repeats a run for which no command was given."""
    conditions = f", given={[in_words(condition) for condition in given]!r}" if given else ""
    return (
        f"oomcast.run({scenario.name!r}, draws={draws}, seed={seed}, "
        f"horizon_years={settings.horizon_years!r}, tolerance={settings.tolerance_oom!r}{conditions})"
    )
