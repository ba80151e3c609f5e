"""What a model is, to everything that runs, stores, compares or shows one.

The wider contract is `Evaluation`: parameters x draws in, named outputs x draws out. A model in continuous time
states less (`ContinuousModel`: coefficients, state, rate, what is observed) and is brought to an `Evaluation` by
the engine; any other model computes its `Evaluation` directly (`DirectModel`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.parameter import Parameter

__all__ = [
    "BoolArray",
    "ContinuousModel",
    "DirectModel",
    "Evaluation",
    "FloatArray",
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
    crossing being resolved the time is NaN and the milestone is counted apart.
    """

    outputs: Mapping[str, FloatArray]
    events: Mapping[str, BoolArray]
    milestones: Mapping[str, FloatArray]
    outcome: NDArray[np.int8]
    paths: Paths | None = None
