"""What a model is, to everything that runs, stores, compares or shows one.

The wider contract is `Evaluation`: parameters x draws in, named outputs x draws out. A model in continuous time
states less (`ContinuousModel`: coefficients, state, rate, what is observed) and is brought to an `Evaluation` by
the engine; any other model computes its `Evaluation` directly (`DirectModel`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.mechanism import Alternative, Choice, Mechanism
from oomcast.beliefs.parameter import Parameter

__all__ = [
    "Beside",
    "BoolArray",
    "ContinuousModel",
    "Course",
    "DirectModel",
    "Evaluation",
    "FloatArray",
    "Medians",
    "Model",
    "Outcome",
    "Output",
    "Paths",
    "Settings",
]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


class Outcome(IntEnum):
    """What became of one draw. Every draw has one; none is dropped."""

    REACHED_HORIZON = 0
    """integrated to the horizon"""
    DIVERGED = 1
    """progress became infinite before the horizon (a singularity; its time is known)"""
    UNRESOLVED = 2
    """the integrator gave up after too many steps"""
    INVALID = 3
    """the inputs of the draw make no sense to the model (the first rate is not a number)"""


class Output(NamedTuple):
    """One number per draw that a model promises."""

    name: str
    unit: str
    meaning: str


class Beside(NamedTuple):
    """An implied number that speaks of the same thing as a parameter, and stands beside the belief about it.

    Where `both_stated`, the number follows from statements about that very thing, and any difference is a conflict;
    otherwise a conflict is a number outside the middle 90 % of the belief. A number that is an `upper_bound` only
    collides with a belief in more than it.
    """

    implied: str
    parameter: str
    both_stated: bool = False
    upper_bound: bool = False


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a run is carried out, apart from what is believed."""

    horizon_years: float = 10.0
    tolerance_oom: float = 1e-6


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Courses in time of the first draws: `values[name]` has shape (times, kept draws), at `years` (times,)."""

    years: FloatArray
    values: Mapping[str, FloatArray]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What a model says about each draw. All arrays have shape (draws,).

    `outputs` may be +infinity where progress diverged. `events` are yes/no claims, whose means are probabilities.
    `milestones` are years from t = 0, +infinity where not reached by the horizon; where a draw diverged without the
    crossing being resolved the time is NaN and the milestone is counted apart. `split` are the parts of the headline
    gain for the first draws, by name, shape (split draws,) each; None where the model has no such parts.
    """

    outputs: Mapping[str, FloatArray]
    events: Mapping[str, BoolArray]
    milestones: Mapping[str, FloatArray]
    outcome: NDArray[np.int8]
    paths: Paths | None = None
    split: Mapping[str, FloatArray] | None = None

    def among(self, counted: BoolArray) -> Evaluation:
        """The same for those draws alone that count; `counted` has shape (draws,)."""
        paths, split = self.paths, self.split
        if paths is not None:
            kept = next(iter(paths.values.values())).shape[1]
            courses = {name: course[:, counted[:kept]] for name, course in paths.values.items()}
            paths = Paths(years=paths.years, values=courses)
        if split is not None:
            split = {name: part[counted[: part.size]] for name, part in split.items()}
        return Evaluation(
            outputs={name: column[counted] for name, column in self.outputs.items()},
            events={name: column[counted] for name, column in self.events.items()},
            milestones={name: column[counted] for name, column in self.milestones.items()},
            outcome=self.outcome[counted],
            paths=paths,
            split=split,
        )


@dataclass(frozen=True, kw_only=True)
class Course:
    """What the engine found of each draw, as far as a model needs it to say more; in OOM, shape (draws,).

    `observed_12mo` are the observed fields after the first year, by name; `software_oom_end` is at the horizon.
    """

    observed_12mo: Mapping[str, FloatArray]
    software_oom_12mo: FloatArray
    hardware_oom_12mo: FloatArray
    software_oom_end: FloatArray


Medians = Mapping[str, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """What is true of every model.

    `parameters` are declared in the order in which they are shown; `outputs`, `events` and `milestones` are the
    promises an `Evaluation` keeps. `implied` computes, from the medians of the beliefs, what they imply about other
    things people hold beliefs about. `contradictions` lists, for the same medians, pairs of statements that cannot
    both hold, in words that name the fields. `beside` says which implied numbers stand beside which beliefs.

    A model whose scenarios switch parts of it on declares what is always there (`core`; without mechanisms all
    parameters are), its `mechanisms`, `choices` and `alternatives`, and gives in
    `form` the model that a scenario uses: from the names of the parameters with beliefs, the chosen options, and the
    values of those beliefs that are certain. The form has the outputs of what is present alone; those of the model
    itself are all that it can ever have.
    """

    name: str
    version: str
    title: str
    parameters: Mapping[str, Parameter]
    outputs: tuple[Output, ...]
    events: tuple[Output, ...]
    milestones: tuple[Output, ...]
    implied: Callable[[Medians], dict[str, float]]
    contradictions: Callable[[Medians], list[str]]
    beside: tuple[Beside, ...] = ()
    core: tuple[Parameter, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    choices: tuple[Choice, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    form: Callable[[Collection[str], Mapping[str, str], Mapping[str, float]], Model] | None = None

    def used_with(self, names: Collection[str], structure: Mapping[str, str], certain: Mapping[str, float]) -> Model:
        """The form of this model for a scenario with beliefs about `names`, of which some are `certain` values."""
        return self if self.form is None else self.form(names, structure, certain)


@dataclass(frozen=True, kw_only=True, eq=False)
class DirectModel(Model):
    """A model that computes its answers without the engine."""

    evaluate: Callable[[Mapping[str, FloatArray], Settings], Evaluation]


@dataclass(frozen=True, kw_only=True, eq=False)
class ContinuousModel(Model):
    """A model in continuous time, integrated by the engine.

    The functions are plain functions of floats, without defaults or closures, that use only plain functions and the
    elementary functions of `oomcast.quantities.elementary`; they run as they stand on floats and NumPy arrays, and
    compiled. The named tuples say which numbers they speak of:

    `prepare(draws) -> Coefficients` of arrays; `initial_state(coefficients) -> State`;
    `rate_of_change(years, state, coefficients) -> State`, per year;
    `ln_pace(years, state, coefficients)`, the logarithm of the research pace, whose peak is found;
    `observe(years, state, coefficients) -> Observed`, the quantities whose error is controlled; the first is the
    total effective compute in OOM, whose crossings are found. Every state that matters must show in one of them.
    `stops(coefficients) -> tuple` of arrays, times at which the rate may jump or kink.
    `cannot_diverge(coefficients)`: where a ceiling makes a singularity impossible, however fast the progress.
    `hardware_oom(years, coefficients)`: the part of the total that is hardware, in closed form.
    `reference_oom_per_year(draws)`: what one year of progress is worth.
    `details(draws, coefficients, course) -> (outputs, events)`: what this model says of a draw beyond what every model
    of progress says.
    `switched(coefficients, *, jump, compute, acceleration) -> Coefficients`: the same draws without some of what makes
    research faster than that of human researchers. Without the jump the pace is divided by what it is at t = 0, so that
    it starts at 1; without compute, growing compute does not help research (it still counts as hardware); without
    acceleration, software has no effect on research, ideas do not get harder and there is no ceiling. Without all
    three the pace is 1 throughout, and every state that shows in the total moves at a constant rate.
    `analytic`: whether `rate_of_change` has a Taylor series between its stops, but for rare bends; the engine then
    follows the series, which is the faster the fewer exponentials and logarithms the rate has.
    `falling_states`: names of the states that may fall, which are declared after all others. The others never fall,
    and the engine holds them to it.
    """

    coefficients: type[Any]
    state: type[Any]
    observed: type[Any]
    prepare: Callable[[Mapping[str, FloatArray]], Any]
    initial_state: Callable[[Any], Any]
    rate_of_change: Callable[..., Any]
    ln_pace: Callable[..., Any]
    observe: Callable[..., Any]
    stops: Callable[[Any], tuple[FloatArray, ...]]
    cannot_diverge: Callable[[Any], BoolArray]
    hardware_oom: Callable[[Any, Any], Any]
    reference_oom_per_year: Callable[[Mapping[str, FloatArray]], FloatArray]
    details: Callable[
        [Mapping[str, FloatArray], Any, Course],
        tuple[dict[str, FloatArray], dict[str, BoolArray]],
    ]
    switched: Callable[..., Any]
    falling_states: frozenset[str] = frozenset()
    analytic: bool = False
