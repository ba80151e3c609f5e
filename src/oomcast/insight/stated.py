"""What a person states of answers, as demands on worlds: so much of the mass at or below each stated quantile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.scenario import Scenario
from oomcast.beliefs.statements import Statement
from oomcast.errors import RunError, nearest, shown
from oomcast.insight.least_change import Demands
from oomcast.models.contract import FloatArray, Model
from oomcast.outcomes.answer import Kind, quantity

__all__ = ["Cells", "Target", "cells", "targets"]

MEDIAN = 0.5

BITS = 32
"""Marks taken into one whole number at a time, which with the number of a world fits into 64 bits."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """One stated answer: values below which the answer lies with the given probabilities, ascending.

    Of a claim, `quantiles` is empty and `probability` that it is true.
    """

    name: str
    kind: Kind
    unit: str
    quantiles: Mapping[float, float]
    probability: float | None = None


def targets(scenario: Scenario, *, model: Model, outputs: Sequence[str] | None = None) -> tuple[Target, ...]:
    """What the scenario states of the answers `outputs`, or of all that it states anything of.

    A single stated value of an amount is its median, and of a claim its probability. Raises RunError where nothing is
    stated of an answer that is asked for, or nothing at all.
    """
    stated = scenario.stated
    if not stated:
        raise RunError(f"expected a scenario that states an answer, got {shown(scenario.name)}, which states none")
    for name in outputs or ():
        if name not in stated:
            known = ", ".join(stated)
            raise RunError(f"expected a stated answer ({known}), got {shown(name)}.{nearest(name, stated)}")
    return tuple(_target(name, stated[name], model=model) for name in outputs or stated)


def _target(name: str, statement: Statement, *, model: Model) -> Target:
    asked = quantity(name, model=model)
    if asked.kind == "event":
        if statement.value is None:
            raise RunError(f"{name}: expected a stated probability, got {statement.in_words()}")
        return Target(name=name, kind=asked.kind, unit=asked.unit, quantiles={}, probability=statement.value)
    quantiles = dict(statement.quantiles)
    if statement.value is not None:
        quantiles[MEDIAN] = statement.value
    return Target(name=name, kind=asked.kind, unit=asked.unit, quantiles=quantiles)


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Worlds that no stated number tells apart, taken together: `of_world`, (draws,), is the cell of each.

    `demands` are on the masses of the cells. Quantile by quantile they stand in the order of the targets.
    """

    of_world: NDArray[np.intp]
    demands: Demands


def cells(asked: Sequence[Target], answers: Sequence[FloatArray]) -> Cells:
    """The cells of worlds whose answers, (draws,) by target, lie on the same sides of all stated numbers.

    A quantile is met where the mass below it is at most its level, and that up to and at it at least. The two are one
    demand where no world lies exactly at it. An infinite answer lies beyond every number, and so does an unknown one.
    """
    marks: list[NDArray[np.bool_]] = []
    least: list[float] = []
    most: list[float] = []

    def demand(holds: NDArray[np.bool_], low: float, high: float) -> None:
        marks.append(holds)
        least.append(low)
        most.append(high)

    for target, column in zip(asked, answers, strict=True):
        known = np.where(np.isnan(column), np.inf, column)
        if target.probability is not None:
            demand(known > 0.0, target.probability, target.probability)
        for level, value in target.quantiles.items():
            up_to, below = known <= value, known < value
            if np.count_nonzero(up_to) - np.count_nonzero(below) > 1:
                demand(up_to, level, np.inf)
                demand(below, -np.inf, level)
            else:  # one world, or none, exactly at the quantile is what a continuous answer looks like
                demand(up_to, level, level)
    of_world, first = _alike(marks)
    functions = np.stack(marks)[:, first].astype(np.float64)
    return Cells(of_world=of_world, demands=Demands(functions=functions, least=np.array(least), most=np.array(most)))


def _alike(marks: Sequence[NDArray[np.bool_]]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """To which group of worlds with equal marks each world belongs, and the first world of each group."""
    of_world = np.zeros(marks[0].size, dtype=np.intp)
    first = np.zeros(1, dtype=np.intp)
    for start in range(0, len(marks), BITS):
        code = of_world
        for mark in marks[start : start + BITS]:
            code = 2 * code + mark
        _, first, of_world = np.unique(code, return_index=True, return_inverse=True)
    return of_world, first
