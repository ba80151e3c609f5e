"""What a run returns: the draws, what the model said about each, and where it all comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.ensemble.conflicts import Comparison, compared
from oomcast.ensemble.document import AUTOMATION_YEAR, document
from oomcast.ensemble.finding import Finding
from oomcast.ensemble.given import counted_draws, given_in_words
from oomcast.ensemble.given_document import given_document
from oomcast.ensemble.provenance import Provenance
from oomcast.ensemble.views import VIEWS
from oomcast.errors import RunError, nearest
from oomcast.models.contract import BoolArray, Evaluation, FloatArray, Output, Paths, Settings
from oomcast.models.registry import model
from oomcast.outcomes.courses import courses_among, in_memory
from oomcast.outcomes.summary import Summary, nothing, summarize

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame
    from xarray import Dataset, DataTree

    from oomcast.beliefs.expressions.nodes import Claim
    from oomcast.beliefs.scenario import Scenario

__all__ = ["Forecast"]

SUMMARY = "_summary"
SUMMED_UP = ("_weights", "_counted", SUMMARY)
"""What is computed of the draws once and kept; none of it hangs on what audits find."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Forecast:
    """Draws of the inputs and what the model makes of each: the answer to "what do these beliefs imply?".

    `inputs[name]` has shape (draws,), in the unit of the parameter. `evaluation` holds outputs, events, milestones and
    an outcome for every draw, and the courses in time of the first ones. `declared` says unit and meaning of each
    output. `implied` are single numbers that follow from the medians of the beliefs, `warnings` sentences about beliefs
    that are implausible or contradict each other. `given` are conditions on inputs and results, beyond the limits that
    are part of the scenario: draws that do not fulfil both are kept and have no weight. `audit` is what a reader should
    know before believing it, mostly nothing. All arrays are read-only.
    """

    scenario: Scenario
    settings: Settings
    inputs: Mapping[str, FloatArray]
    evaluation: Evaluation
    declared: tuple[Output, ...]
    implied: Mapping[str, float]
    warnings: tuple[str, ...]
    provenance: Provenance
    given: tuple[Claim, ...] = ()
    audit: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        for array in (*self._columns(), *(() if self.paths is None else in_memory(self.paths.values))):
            array.flags.writeable = False

    @property
    def draws(self) -> int:
        """How many worlds were drawn."""
        return self.provenance.draws

    @property
    def seed(self) -> int:
        """The seed of every random stream of this run."""
        return self.provenance.seed

    @property
    def outputs(self) -> Mapping[str, FloatArray]:
        """One number per draw and output, shape (draws,); +infinity where progress diverged."""
        return self.evaluation.outputs

    @property
    def events(self) -> Mapping[str, BoolArray]:
        """Whether each claim is true, by draw, shape (draws,)."""
        return self.evaluation.events

    @property
    def milestones(self) -> Mapping[str, FloatArray]:
        """Years from t = 0 to each milestone, shape (draws,); +infinity where not reached by the horizon."""
        return self.evaluation.milestones

    @property
    def outcome(self) -> NDArray[np.int8]:
        """What became of each draw (see `Outcome`), shape (draws,)."""
        return self.evaluation.outcome

    @property
    def paths(self) -> Paths | None:
        """Courses in time of the first draws, shape (times, kept draws) each; None if the model has no time."""
        return self.evaluation.paths

    @property
    def beside(self) -> tuple[Comparison, ...]:
        """Implied numbers beside the beliefs that speak of the same things, and whether they collide."""
        pairs = model(self.provenance.model).beside
        return compared(pairs, implied=self.implied, beliefs=self.scenario.beliefs)

    @property
    def split(self) -> Mapping[str, FloatArray] | None:
        """Where the gain of the first year comes from, part by part, for the first draws; None if the model cannot say.

        The parts of a draw sum to its total; a draw whose first year is infinite has no parts (NaN).
        """
        return self.evaluation.split

    @property
    def weights(self) -> BoolArray:
        """Which draws count, shape (draws,): all of them, or those that fulfil what is taken as given."""
        return self._weights

    @property
    def given_in_words(self) -> str:
        """All that is taken as given, limits of the scenario and conditions of the run; "" where nothing is."""
        return given_in_words(self.scenario, self.given)

    @property
    def counted(self) -> Evaluation:
        """What the model says about the draws that count: what every summary, table and chart is made of."""
        return self._counted

    def summary(self, *, between: Callable[[], None] = nothing) -> Summary:
        """Quantiles, shares and milestones over all draws, each with its Monte-Carlo error.

        Made at the first call, and kept. `between` is called now and then meanwhile, and stops the work by raising.
        """
        if SUMMARY not in self.__dict__:
            self.__dict__[SUMMARY] = summarize(self.counted, outputs=self.declared, between=between)
        found: Summary = self.__dict__[SUMMARY]
        return found

    def document(self) -> dict[str, Any]:
        """The forecast as one JSON-able document; None stands for a number that is infinite or not known."""
        return document(
            self.summary(),
            evaluation=self.counted,
            inputs={name: column[self.weights] for name, column in self.inputs.items() if name == AUTOMATION_YEAR},
            scenario=self.scenario,
            provenance=self.provenance,
            implied=self.implied,
            warnings=self.warnings,
            beside=self.beside,
            audit=self.audit,
            given=given_document(
                self.scenario,
                self.given,
                counted=self.weights,
                inputs=self.inputs,
                evaluation=self.evaluation,
                declared=self.declared,
            ),
        )

    def with_audit(self, findings: tuple[Finding, ...]) -> Forecast:
        """The same forecast with what a reader should know before believing it; its summary is not made again."""
        other = replace(self, audit=findings)
        other.__dict__.update({name: value for name, value in self.__dict__.items() if name in SUMMED_UP})
        return other

    def save(self, folder: str | Path) -> None:
        """Write draws, summary and manifest to `folder`, all or nothing; `oomcast.open_forecast` reads them back.

        Raises RunError if they cannot be written, with what was there before untouched.
        """
        from oomcast.ensemble.store import write  # which reads forecasts too, and so imports this file

        write(self, Path(folder))

    def plot(self) -> Figure:
        """A fan chart of progress with the shares of outcomes in words, as a Matplotlib figure."""
        figure: Figure = self._view("plot")
        return figure

    def to_xarray(self) -> Dataset:
        """Everything with labelled dimensions (draw, time) and units as attributes."""
        dataset: Dataset = self._view("to_xarray")
        return dataset

    def to_datatree(self) -> DataTree:
        """The forecast as a DataTree in the groups that ArviZ 1 reads."""
        tree: DataTree = self._view("to_datatree")
        return tree

    def to_inference_data(self) -> Any:
        """The forecast as an `InferenceData` of ArviZ before 1.0."""
        return self._view("to_inference_data")

    def to_frame(self) -> DataFrame:
        """One row per draw: inputs, outputs, events, milestones and the outcome."""
        frame: DataFrame = self._view("to_frame")
        return frame

    def text(self) -> str:
        """The report that the command line prints, without colour."""
        report: str = self._view("text")
        return report

    def _repr_html_(self) -> str:
        html: str = self._view("_repr_html_")
        return html

    def __repr__(self) -> str:
        source = self.provenance
        return f"<Forecast {source.scenario!r}: {source.draws:,} draws of {source.model!r}, seed {source.seed}>"

    @cached_property
    def _weights(self) -> BoolArray:
        weights = counted_draws(self.scenario, self.given, inputs=self.inputs, evaluation=self.evaluation)
        weights.flags.writeable = False
        return weights

    @cached_property
    def _counted(self) -> Evaluation:
        if not self.given_in_words:
            return self.evaluation
        counted = replace(self.evaluation, paths=None).among(self._weights)
        return counted if self.paths is None else replace(counted, paths=courses_among(self.paths, self._weights))

    def _view(self, name: str) -> Any:
        target = VIEWS.get(name)
        if target is None:
            raise RunError(f"expected a registered view, got {name!r}.{nearest(name, VIEWS)}")
        module, _, function = target.partition(":")
        return getattr(import_module(module), function)(self)

    def arrays(self) -> list[NDArray[Any]]:
        """Every array of the forecast, in no order that means anything; courses nobody asked for yet are worked out."""
        return [*self._columns(), *(() if self.paths is None else self.paths.values.values())]

    def _columns(self) -> list[NDArray[Any]]:
        groups: list[Mapping[str, NDArray[Any]]] = [self.inputs, self.outputs, self.events, self.milestones]
        arrays = [array for group in (*groups, self.split or {}) for array in group.values()] + [self.outcome]
        return arrays if self.paths is None else [*arrays, self.paths.years]
