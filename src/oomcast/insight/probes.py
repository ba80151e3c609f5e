"""Inputs that do not matter: beliefs set to absurd values, to see whether the answer notices.

A model whose headline stays where it is when a belief is divided by 1e20 ignores that belief, whatever its name
promises. Readers of earlier forecasts found such inputs; here every belief is tried.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.insight.asking import Ask, answers
from oomcast.insight.joint import Joint
from oomcast.insight.statistic import Statistic
from oomcast.models.contract import FloatArray

__all__ = ["ABSURD", "Probe", "absurd_values", "probes"]

ABSURD = 1e20
"""The factor by which a belief is made absurd, as far as its hard bounds let it."""

PROBE_DRAWS = 256
"""Draws of a probe: whether anything moves at all shows in a few."""

UNMOVED = 1e-9
"""A change of the answer smaller than this is none."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What became of the answer with one belief at an absurd value.

    `statistic` is that of the answers of `PROBE_DRAWS` draws, NaN where the value makes no sense to the model. `moved`
    is the share of draws whose answer is another one.
    """

    belief: str
    value: float
    statistic: float
    moved: float


def probes(
    ask: Ask,
    joint: Joint,
    *,
    parameters: Mapping[str, Parameter],
    medians: Mapping[str, float],
    statistic: Statistic,
    workers: int | None = None,
) -> tuple[Probe, ...]:
    """Each belief at each of its absurd values, all others as drawn."""
    rows = range(PROBE_DRAWS)
    quietly = partial(_unwarned, ask)
    tried = [(name, value) for name in medians for value in absurd_values(medians[name], parameter=parameters[name])]

    def with_belief(name: str, value: float) -> Mapping[str, FloatArray]:
        return {**joint.worlds(joint.luck(rows)), name: np.full(len(rows), value)}

    as_believed = answers([(quietly, lambda piece: joint.worlds(joint.luck(piece)))], rows, workers=1)[0]
    found = answers(
        [(quietly, lambda _, name=name, value=value: with_belief(name, value)) for name, value in tried],  # type: ignore[misc]
        rows,
        workers=workers,
    )
    return tuple(
        Probe(
            belief=name,
            value=value,
            statistic=statistic.of(answer),
            moved=float(np.mean(_differs(answer, as_believed))),
        )
        for (name, value), answer in zip(tried, found, strict=True)
    )


def absurd_values(median: float, *, parameter: Parameter) -> Sequence[float]:
    """Values far below and far above a belief's median, within the hard bounds of the parameter.

    >>> pace = Parameter(name="pace", symbol="m", unit="x", meaning="", lower=0.1, upper=1e30, plausible=(1, 100))
    >>> absurd_values(15.0, parameter=pace)
    [0.1, 1.5e+21]
    """
    size = abs(median) if 0.0 < abs(median) < math.inf else 1.0
    low = size / ABSURD if parameter.is_factor else -size * ABSURD
    ends = [max(low, parameter.lower), min(size * ABSURD, parameter.upper)]
    return [end for end in ends if end != median]


def _unwarned(ask: Ask, worlds: Mapping[str, FloatArray]) -> FloatArray:
    """The answers for worlds in which numbers may overflow or make no sense, which is what is being tried."""
    with np.errstate(all="ignore"):
        return ask(worlds)


def _differs(answers: FloatArray, others: FloatArray) -> FloatArray:
    """Where two answers are not the same; one that is unknown differs from every known one."""
    with np.errstate(invalid="ignore"):
        near = np.abs(answers - others) <= UNMOVED
    same = near | (answers == others) | (np.isnan(answers) & np.isnan(others))
    return np.asarray(~same, dtype=np.float64)
