"""Draws for the full model: random values of the parameters that some mechanisms need, far apart from each other.

A value comes from the belief of the reference scenarios where these have one, otherwise from the plausible range.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.models.contract import ContinuousModel
from oomcast.models.registry import model, vocabulary

__all__ = ["BY_COPIES", "BY_PACE", "drawn", "form_of", "option_names", "parameters_of"]

SEED = 20260731
MOST_ORDERS_ON_A_LINEAR_SCALE = 1.0
"""A plausible range wider than this many OOM is drawn from in logarithms."""

TAKEOFF = model("takeoff")

BY_PACE = tuple(parameter.name for parameter in TAKEOFF.core)
"""Tier 1: labour is what the stated pace implies."""


@cache
def parameters_of(mechanism: str) -> tuple[str, ...]:
    """Names of a mechanism's parameters."""
    return next(part for part in TAKEOFF.mechanisms if part.name == mechanism).names


@cache
def option_names(choice: str, option: str) -> tuple[str, ...]:
    """Names of the parameters of one answer to a question of structure."""
    return next(each for each in TAKEOFF.choices if each.name == choice).options[option].names


BY_COPIES = (
    *(name for name in BY_PACE if name not in ("initial_speedup", "software_feedback", "compute_returns")),
    *(name for name in parameters_of("workforce") if name != "ai_serial_speed"),
)
"""The workforce copy by copy, speed as the product of its factors; without the law of parallel returns."""


@cache
def reference(name: str) -> Scenario:
    return open_scenario(name, vocabularies=vocabulary)


MOST_COHERENCY = 1e-11
"""With more, the scalability law is past its best number of heads at t = 0, where more copies mean less research."""


def drawn(names: Iterable[str], count: int, *, seed: int = 0) -> dict[str, np.ndarray]:
    """Values of these parameters, the same for a parameter whatever the others are; arrays of shape (count,)."""
    draws = {name: values_of(TAKEOFF.parameters[name], count, seed=seed) for name in dict.fromkeys(names)}
    if "parallel_change_to_heads" in draws:
        draws["parallel_change_to_heads"] = np.maximum(
            draws["parallel_change_to_heads"], draws["parallel_change_from_heads"]
        )
    if "coherency" in draws:
        draws["coherency"] = np.minimum(draws["coherency"], MOST_COHERENCY)
    return draws


def values_of(parameter: Parameter, count: int, *, seed: int) -> np.ndarray:
    uniforms = np.random.default_rng([SEED, seed, zlib.crc32(parameter.name.encode())]).uniform(0.0, 1.0, count)
    for scenario in (reference("reference-full"), reference("reference")):
        if parameter.name in scenario.beliefs:
            return np.asarray(scenario.beliefs[parameter.name].distribution.ppf(uniforms), dtype=np.float64)
    low, high = parameter.plausible
    if low > 0 and math.log10(high / low) > MOST_ORDERS_ON_A_LINEAR_SCALE:
        return np.asarray(low * (high / low) ** uniforms)
    return low + (high - low) * uniforms


def form_of(names: Iterable[str], structure: Mapping[str, str] | None = None) -> ContinuousModel:
    """The model that a scenario with uncertain beliefs about these parameters uses."""
    form = TAKEOFF.used_with(frozenset(names), structure or {}, {})
    assert isinstance(form, ContinuousModel)
    return form
