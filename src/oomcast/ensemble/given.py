"""What a run takes as given: limits that belong to the scenario, and conditions on inputs and results of its own.

Draws that do not fulfil it are kept and have no weight. A name means the belief where the scenario has one, and the
result of the model otherwise: what a person states of a thing and what the model makes of it may share a name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.expressions.evaluation import fulfilled
from oomcast.beliefs.expressions.limits import as_limits, narrowed
from oomcast.beliefs.expressions.nodes import Claim
from oomcast.beliefs.expressions.parser import Names, parse
from oomcast.beliefs.expressions.words import in_words
from oomcast.beliefs.given import NO_LIMITS, stated_limits
from oomcast.errors import RunError, ScenarioError
from oomcast.models.contract import BoolArray, Evaluation, FloatArray
from oomcast.models.registry import model as find_model

if TYPE_CHECKING:
    from oomcast.beliefs.layer import Limits
    from oomcast.beliefs.scenario import Scenario
    from oomcast.models.contract import Model

__all__ = [
    "LEAST_EFFECTIVE_DRAWS",
    "conditioned",
    "counted_draws",
    "effective_sample_size",
    "given_in_words",
    "names_of_draws",
    "refuse_too_few",
]

LEAST_EFFECTIVE_DRAWS = 100
"""Effective draws that have to be left where a person asks for a condition. From 76 on, the outermost quantile that a
forecast shows (1 in 20) lies two standard errors inside the sample (n p > 2 sqrt(n p q)) and its error can be told; at
100 any probability is known to within five points. With fewer, what is shown would be the luck of single draws."""

ROOM = 2.0
"""Standard errors by which a number of draws that is recommended exceeds the one that leaves just enough on average."""


# --- reading


def conditioned(scenario: Scenario, texts: Iterable[str], *, model: Model) -> tuple[Scenario, tuple[Claim, ...]]:
    """The scenario and conditions that stand for it together with the conditions in `texts`, which all hold together.

    One that sets limits to a parameter and says nothing else becomes part of the scenario, as [given] in a file and in
    its place; all others are conditions of the run. `model` is the one that the scenario uses. Raises ParseError for
    text that is no condition, ScenarioError for limits that leave no room or that the beliefs rule out.
    """
    names = names_known(scenario, model=model)
    limits: dict[str, Limits] = {}
    conditions: list[Claim] = []
    for text in texts:
        claim = parse(text, names=names)
        limited = as_limits(claim)
        if limited and limited[0] in scenario.beliefs:
            name, further = limited
            limits[name] = narrowed(limits.get(name, NO_LIMITS), further)
        elif claim not in conditions:
            conditions.append(claim)
    for name, (low, high) in limits.items():
        if not low < high:
            got = f"got after {low:g} and before {high:g}"
            raise ScenarioError(f"expected room between the limits, {got}", field=name)
    if limits:
        scenario = scenario.replace(given={name: stated_limits(both) for name, both in limits.items()})
    return scenario, tuple(conditions)


def names_known(scenario: Scenario, *, model: Model) -> Names:
    """What a condition on a run of `scenario` may speak of, before there are any draws."""
    quantities = {*scenario.beliefs, *(result.name for result in (*model.outputs, *model.milestones))}
    events = {event.name for event in model.events} - quantities
    whole = find_model(scenario.model)
    results = {result.name for result in (*whole.outputs, *whole.milestones, *whole.events)}
    return Names(
        quantities=frozenset(quantities),
        events=frozenset(events),
        absent=frozenset({*whole.parameters, *results} - quantities - events),
    )


def names_of_draws(inputs: Mapping[str, FloatArray], evaluation: Evaluation) -> Names:
    """What a condition on these draws may speak of."""
    quantities = frozenset({*inputs, *evaluation.outputs, *evaluation.milestones})
    return Names(quantities=quantities, events=frozenset(evaluation.events) - quantities)


def given_in_words(scenario: Scenario, conditions: Sequence[Claim]) -> str:
    """All that is given, in plain words; "" where nothing is."""
    limits = [] if scenario.given is None else [scenario.given.in_words()]
    return ", ".join([*limits, *(in_words(condition) for condition in conditions)])


# --- counting


def counted_draws(
    scenario: Scenario, conditions: Sequence[Claim], *, inputs: Mapping[str, FloatArray], evaluation: Evaluation
) -> BoolArray:
    """Which draws fulfil all that is given, shape (draws,)."""
    counted: BoolArray = np.ones(evaluation.outcome.size, dtype=np.bool_)
    if scenario.given is not None:
        counted &= scenario.given.weights(inputs)
    columns: dict[str, NDArray[Any]] = {
        **evaluation.events, **evaluation.milestones, **evaluation.outputs, **inputs,
    }  # fmt: skip
    for condition in conditions:
        counted &= fulfilled(condition, columns)
    return counted


def effective_sample_size(weights: NDArray[Any]) -> float:
    """How many equally weighted draws would say as much: (sum of w)^2 / sum of w^2 (Kish 1965).

    Where a draw counts or does not, these are the draws that count.

    >>> effective_sample_size(np.array([True, True, False])), effective_sample_size(np.array([3.0, 1.0]))
    (2.0, 1.6)
    """
    weights = np.asarray(weights, dtype=np.float64)
    squares = float(np.sum(weights * weights))
    return float(np.sum(weights)) ** 2 / squares if squares else 0.0


def refuse_too_few(counted: BoolArray, *, least: int, given: str) -> None:
    """Raise RunError if fewer than `least` effective draws are left, naming how many draws would leave enough."""
    draws, left = counted.size, effective_sample_size(counted)
    if left >= least:
        return
    wanted = least + ROOM * math.sqrt(least)
    if left:
        needed = f"about {_rounded_up(wanted * draws / left):,}"
    else:
        needed = f"more than {_rounded_up(wanted * draws):,}, if it can happen at all"
    raise RunError(
        f"expected at least {least} draws (effective sample size) that fulfil what is given ({given}), "
        f"got {left:,.0f} of {draws:,}. Ask for more (--draws): {needed}."
    )


def _rounded_up(draws: float) -> int:
    """A number of draws with two digits, not smaller.

    >>> _rounded_up(12_345.0), _rounded_up(7.0)
    (13000, 7)
    """
    unit: int = 10 ** max(math.floor(math.log10(draws)) - 1, 0)
    return math.ceil(draws / unit) * unit
