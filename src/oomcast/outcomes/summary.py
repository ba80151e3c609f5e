"""What many draws say, put together: quantiles, shares and milestones of one evaluation.

Pure arithmetic on arrays: nothing here knows where the draws came from or how the result is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from oomcast.models.contract import BoolArray, Evaluation, FloatArray, Outcome, Output
from oomcast.outcomes.montecarlo import LEVELS, Estimate, mean_estimate, quantile_estimates, share_estimate

__all__ = ["Comparison", "MilestoneSummary", "OutputSummary", "Summary", "compare", "summarize"]

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class OutputSummary:
    """One output over all draws, in its `unit`.

    `mean` is NaN where any draw is infinite. `diverged_share` is the share of draws for which the output is infinite;
    they stand above every finite draw in the quantiles.
    """

    unit: str
    mean: Estimate
    quantiles: Mapping[float, Estimate]
    diverged_share: float


@dataclass(frozen=True, kw_only=True)
class MilestoneSummary:
    """When one milestone is reached, over all draws; the four counts add up to the draws.

    `diverged` counts draws whose progress became infinite without the crossing being resolved, `unresolved` those that
    the integrator gave up on. `years` are quantiles of the time from t = 0 over all draws, +infinity where the
    milestone is not reached by the horizon; they are NaN where they would fall among draws whose time is unknown.
    """

    reached: int
    not_by_horizon: int
    diverged: int
    unresolved: int
    years: Mapping[float, Estimate]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A forecast in numbers: `outputs`, `probabilities` of events, `milestones`, and how many draws met each outcome.

    The milestones and outcomes are counted in draws; `outputs` and `probabilities` are estimates.
    """

    draws: int
    outputs: Mapping[str, OutputSummary]
    probabilities: Mapping[str, Estimate]
    milestones: Mapping[str, MilestoneSummary]
    outcomes: Mapping[Outcome, int]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about draws that the engine could not follow; empty when all is well."""
        reasons = {
            Outcome.UNRESOLVED: "could not be integrated to the horizon",
            Outcome.INVALID: "have inputs that make no sense to the model",
        }
        return tuple(
            f"{self.outcomes[outcome]} of {self.draws} draws {reason}; they count as unknown and widen the errors"
            for outcome, reason in reasons.items()
            if self.outcomes[outcome]
        )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Stated quantiles of a quantity beside what the draws imply, by level.

    `difference` is implied minus stated, in the unit of the quantity. `share_below` is the share of implied draws
    strictly below the stated value: a person whose inputs agree with the statement at level p finds p there.
    """

    implied: Mapping[float, Estimate]
    difference: Mapping[float, float]
    share_below: Mapping[float, Estimate]


def nothing() -> None:
    """Do nothing between two columns."""


def paced(items: Iterable[Item], between: Callable[[], None]) -> Iterator[Item]:
    """The items, with a call before each."""
    for item in items:
        between()
        yield item


def summarize(evaluation: Evaluation, *, outputs: Iterable[Output], between: Callable[[], None] = nothing) -> Summary:
    """The summary of an evaluation whose outputs are declared by `outputs`, in that order.

    `between` is called before each column, and stops the work by raising: with a million draws it takes a second.

    >>> arrays = dict(outputs={"gain": np.array([1.0, math.inf])}, events={"fast": np.array([True, False])})
    >>> ends = dict(milestones={"oom_1": np.array([0.5, math.inf])}, outcome=np.zeros(2, dtype=np.int8))
    >>> summary = summarize(Evaluation(**arrays, **ends), outputs=[Output("gain", "OOM", "gain in a year")])
    >>> summary.outputs["gain"].diverged_share, summary.probabilities["fast"].value
    (0.5, 0.5)
    """
    draws = int(evaluation.outcome.size)
    scratch = np.empty(draws)
    return Summary(
        draws=draws,
        outputs={
            output.name: _summarize_output(column, unit=output.unit, scratch=scratch)
            for output, column in paced(((output, evaluation.outputs[output.name]) for output in outputs), between)
        },
        probabilities={
            name: share_estimate(int(np.count_nonzero(event)), draws=draws) for name, event in evaluation.events.items()
        },
        milestones={
            name: _summarize_milestone(years, diverged=evaluation.outcome == Outcome.DIVERGED, scratch=scratch)
            for name, years in paced(evaluation.milestones.items(), between)
        },
        outcomes={outcome: int(np.count_nonzero(evaluation.outcome == outcome)) for outcome in Outcome},
    )


def compare(stated: Mapping[float, float], *, implied: FloatArray) -> Comparison:
    """`stated` quantiles by level beside the quantiles of the draws `implied` (draws,) at the same levels.

    >>> beside = compare({0.5: 2.0}, implied=np.array([1.0, 3.0, 5.0]))
    >>> beside.implied[0.5].value, beside.difference[0.5], round(beside.share_below[0.5].value, 3)
    (3.0, 1.0, 0.333)
    """
    estimates = dict(zip(stated, quantile_estimates(implied, levels=tuple(stated)), strict=True))
    return Comparison(
        implied=estimates,
        difference={level: estimates[level].value - value for level, value in stated.items()},
        share_below={
            level: share_estimate(int(np.count_nonzero(implied < value)), draws=implied.size)
            for level, value in stated.items()
        },
    )


def _summarize_output(column: FloatArray, *, unit: str, scratch: FloatArray) -> OutputSummary:
    return OutputSummary(
        unit=unit,
        mean=mean_estimate(column, scratch=scratch),
        quantiles=_quantiles(column, scratch=scratch),
        diverged_share=int(np.count_nonzero(column == math.inf)) / column.size,
    )


def _summarize_milestone(years: FloatArray, *, diverged: BoolArray, scratch: FloatArray) -> MilestoneSummary:
    unknown = np.isnan(years)
    not_by_horizon = int(np.count_nonzero(years == math.inf))
    unknown_diverged = int(np.count_nonzero(unknown & diverged))
    unresolved = int(np.count_nonzero(unknown)) - unknown_diverged
    return MilestoneSummary(
        reached=years.size - not_by_horizon - unknown_diverged - unresolved,
        not_by_horizon=not_by_horizon,
        diverged=unknown_diverged,
        unresolved=unresolved,
        years=_quantiles(years, scratch=scratch),
    )


def _quantiles(column: FloatArray, *, scratch: FloatArray) -> dict[float, Estimate]:
    return dict(zip(LEVELS, quantile_estimates(column, scratch=scratch), strict=True))
