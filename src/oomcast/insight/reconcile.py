"""Stated against implied: the smallest change of what is believed with which the stated answers would follow.

Worlds get other weights, as little different as the stated answers allow, and each belief is read anew from them. Then
each belief is asked whether it could do it alone, all others being believed as they are, given it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.scenario import Scenario
from oomcast.ensemble.document import plain
from oomcast.errors import RunError, shown
from oomcast.insight.asking import Ask, Progress, Worlds, answers, question
from oomcast.insight.jackknife import part_of
from oomcast.insight.joint import Joint, joint_of
from oomcast.insight.least_change import Demands
from oomcast.insight.moves import Bins, Move, bins_of, move
from oomcast.insight.refit import counted, fit
from oomcast.insight.stated import Cells, Target, cells, targets
from oomcast.insight.weighted import effective_draws
from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import Estimate, share_estimate

__all__ = ["DEFAULT_DRAWS", "Alone", "Reconciliation", "reconcile", "reconciled"]

DEFAULT_DRAWS = 2**16
"""Draws: a thousand to each part of a belief, so that what follows from it is known to a hundredth or two."""

FEWEST_DRAWS = 1024
"""Below this, parts of the draws are too small to tell chance from change."""


@dataclass(frozen=True, kw_only=True)
class Alone:
    """Whether one belief could make the stated answers follow, all others believed as they are, given it.

    `move` is how it would have to move, None where it cannot; `short_by` is the probability by which the stated number
    that it meets worst is then still missed. `effective_draws` is what the draws of the run would be worth.
    """

    belief: str
    move: Move | None
    short_by: float
    effective_draws: float

    def document(self) -> dict[str, object]:
        """The answer as plain values for JSON."""
        moved = {} if self.move is None else self.move.document()
        return {
            "possible": self.move is not None,
            "short_by": plain(self.short_by),
            "effective_draws": self.effective_draws,
            **moved,
        }


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """The smallest change of belief that makes the stated answers of a scenario follow.

    `implied` says by target and level how much of the mass lies below the stated number as it is believed (of a claim,
    under the key of its stated probability, how likely it is). `bits` is the size of the whole change and
    `effective_draws` what the `draws` are then worth; `ruled_out` is the share of draws that cannot count at all, which
    happens where two stated numbers leave nothing between them. `moves` says how each uncertain belief moves, the
    largest first. Where no weights of the worlds give the stated answers it is empty, and `short_by` is the probability
    by which the worst of them is missed at best. `alone` asks the beliefs one by one. The worlds are `weights`,
    `inputs` of the uncertain beliefs and `answers` by target, (draws,) each. Beliefs of one value cannot move:
    they are named in `certain`.
    """

    scenario: str
    targets: tuple[Target, ...]
    seed: int
    draws: int
    implied: Mapping[str, Mapping[float, Estimate]]
    is_possible: bool
    bits: Estimate
    effective_draws: float
    ruled_out: float
    short_by: float
    moves: tuple[Move, ...]
    alone: tuple[Alone, ...]
    weights: FloatArray = field(repr=False, compare=False)
    inputs: Mapping[str, FloatArray] = field(repr=False, compare=False)
    answers: Mapping[str, FloatArray] = field(repr=False, compare=False)
    certain: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(repr=False, compare=False)

    @property
    def able_alone(self) -> tuple[Alone, ...]:
        """The beliefs that could do it alone, the smallest change first."""
        able = [one for one in self.alone if one.move is not None]
        return tuple(sorted(able, key=lambda one: 0.0 if one.move is None else one.move.bits.value))

    def document(self) -> dict[str, Any]:
        """Everything found, JSON-able, keys in reading order."""
        return {
            "stated": {
                target.name: {
                    "unit": target.unit,
                    "quantiles": {f"{level:g}": value for level, value in target.quantiles.items()},
                    "probability": target.probability,
                    "implied_share_below" if target.probability is None else "implied_probability": {
                        f"{level:g}": {"value": plain(share.value), "mc_error": plain(share.mc_error)}
                        for level, share in self.implied[target.name].items()
                    },
                }
                for target in self.targets
            },
            "possible": self.is_possible,
            "short_by": plain(self.short_by),
            "bits": plain(self.bits.value),
            "bits_mc_error": plain(self.bits.mc_error),
            "seed": self.seed,
            "draws": self.draws,
            "effective_draws": self.effective_draws,
            "ruled_out": self.ruled_out,
            "beliefs": {one.belief: one.document() for one in self.moves},
            "alone": {one.belief: one.document() for one in self.alone},
            "certain": list(self.certain),
        }


def reconcile(
    scenario: Scenario,
    *,
    outputs: Sequence[str] | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Reconciliation:
    """What would have to be believed for the stated answers to follow: all of them, or those of `outputs` at once.

    The first draws are those of a run with the same seed; what the scenario takes for granted is granted here. Raises
    RunError where nothing is stated of what is asked, or draws are too few.
    """
    if draws < FEWEST_DRAWS:
        raise RunError(f"draws: expected at least {FEWEST_DRAWS:,} to reconcile with, got {shown(draws)}")
    first = question(scenario, horizon_years=horizon_years)
    asked = targets(scenario, model=first.model, outputs=outputs)
    joint = joint_of(scenario, seed=seed)
    asks: list[Ask] = [question(scenario, output=target.name, horizon_years=horizon_years) for target in asked]
    found = answers([(ask, _worlds(joint)) for ask in asks], range(draws), workers=workers, progress=progress)
    inputs = joint.worlds(joint.luck(range(draws)))
    if scenario.given is not None:
        counted = scenario.given.weights(inputs)
        found = found[:, counted]
        inputs = {name: column[counted] for name, column in inputs.items()}
    if found.shape[1] < FEWEST_DRAWS:
        raise RunError(
            f"expected at least {FEWEST_DRAWS:,} draws that fulfil what is given, got {found.shape[1]:,} of {draws:,}. "
            "Ask for more (--draws)."
        )
    uncertain = {name: inputs[name] for name, belief in scenario.beliefs.items() if not belief.is_point}
    result = reconciled(asked, found, uncertain, parameters=scenario.parameters, scenario=scenario.name, seed=seed)
    return replace(result, certain=tuple(name for name in inputs if name not in uncertain))


def _worlds(joint: Joint) -> Worlds:
    return lambda rows: joint.worlds(joint.luck(rows))


def reconciled(
    asked: Sequence[Target],
    found: FloatArray,
    inputs: Mapping[str, FloatArray],
    *,
    parameters: Mapping[str, Parameter],
    scenario: str = "",
    seed: int = 0,
) -> Reconciliation:
    """The same from answers, shape (targets, draws), and the draws of the uncertain beliefs, (draws,) each.

    `parameters` says what the beliefs are about; `scenario` and `seed`, where all this comes from.
    """
    grouped = cells(asked, list(found))
    part = part_of(found.shape[1])
    counts = counted(part, grouped.of_world, sizes=(grouped.demands.functions.shape[1],))
    whole = fit(counts, demands=lambda _: grouped.demands)
    weights = whole.weights(grouped.of_world)
    without = list(whole.weights_without(grouped.of_world, part))
    moves: list[Move] = []
    alone: list[Alone] = []
    for name, values in inputs.items():
        bins = bins_of(values)
        if whole.factors is not None:
            moves.append(move(parameters[name], bins, weights=weights, without=without, part=part))
        alone.append(_alone(parameters[name], bins, grouped, part=part))
    return Reconciliation(
        scenario=scenario,
        targets=tuple(asked),
        seed=seed,
        draws=found.shape[1],
        implied={target.name: _implied(target, column) for target, column in zip(asked, found)},
        is_possible=whole.factors is not None,
        bits=whole.bits,
        effective_draws=effective_draws(weights),
        ruled_out=float(np.count_nonzero(weights == 0.0)) / weights.size,
        short_by=whole.short_by,
        moves=tuple(sorted(moves, key=lambda one: -one.bits.value)),
        alone=tuple(alone),
        weights=weights,
        inputs=MappingProxyType(dict(inputs)),
        answers=MappingProxyType({target.name: column for target, column in zip(asked, found)}),
        parameters=MappingProxyType({name: parameters[name] for name in inputs}),
    )


def _alone(parameter: Parameter, bins: Bins, grouped: Cells, *, part: NDArray[np.intp]) -> Alone:
    """The smallest change of one belief, given what follows from each of its values, that meets the demands.

    With g_k(x) the probability of what demand k is on, given the value x of the belief, the new density is the old one
    times exp(sum of multiplier k times g_k(x)).
    """
    functions = grouped.demands.functions
    counts = counted(part, bins.of_draw, grouped.of_world, sizes=(bins.count, functions.shape[1]))

    def given_belief(counts: FloatArray) -> Demands:
        per_bin = counts.sum(axis=1, keepdims=True)
        shares = np.divide(counts, per_bin, out=np.zeros_like(counts), where=per_bin > 0.0)
        return replace(grouped.demands, functions=functions @ shares.T)

    found = fit(counts, demands=given_belief)
    weights = found.weights(bins.of_draw)
    without = list(found.weights_without(bins.of_draw, part))
    can = found.factors is not None
    return Alone(
        belief=parameter.name,
        move=move(parameter, bins, weights=weights, without=without, part=part) if can else None,
        short_by=found.short_by,
        effective_draws=effective_draws(weights),
    )


def _implied(target: Target, column: FloatArray) -> dict[float, Estimate]:
    """How much of the mass lies at or below each stated number; of a claim, how likely it is."""
    if target.probability is not None:
        return {target.probability: share_estimate(int(np.count_nonzero(column > 0.0)), draws=column.size)}
    return {
        level: share_estimate(int(np.count_nonzero(column <= value)), draws=column.size)
        for level, value in target.quantiles.items()
    }
