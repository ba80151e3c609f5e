"""The equation of tier 1: software progress that feeds back on itself, up to a ceiling, while compute grows.

    ds/dt = g_h m_0 exp(phi s + gamma k(t)) D(s)

Source: R. Greenblatt's argument for 6 OOM in the first year after full automation, and the model of T. Davidson and
T. Houlden, "How quick and big would a software intelligence explosion be?" (Forethought, 2025), in one notation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from oomcast.mechanisms.ceilings.registry import DEFAULT as DEFAULT_CEILING
from oomcast.mechanisms.compute import ln_compute
from oomcast.mechanisms.feedback import ln_research_multiplier
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.mechanisms.returns import (
    depth_rate_nats_per_year,
    difficulty_exponent,
    ln_idea_yield,
    software_at_depth,
)
from oomcast.models.contract import BoolArray, FloatArray
from oomcast.models.takeoff.before import ln_rate_left
from oomcast.models.takeoff.ceiling import ceiling_nats, ideas
from oomcast.models.takeoff.labour import CoreNumbers
from oomcast.quantities.elementary import log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = [
    "OOM_PER_NAT",
    "Coefficients",
    "Observed",
    "State",
    "cannot_diverge",
    "hardware_oom",
    "initial_state",
    "ln_pace",
    "observe",
    "prepare",
    "rate_of_change",
    "reference_oom_per_year",
    "stops",
    "switched",
]

OOM_PER_NAT = 1 / NATS_PER_OOM
"""Converts natural logarithms to orders of magnitude."""


class Coefficients(NamedTuple):
    """What the equation needs of one draw."""

    ln_human_growth: Any  # ln of g_h, in nats per year
    ln_initial_speedup: Any
    software_feedback: Any
    compute_returns: Any
    difficulty: Any  # beta
    ceiling: Any  # S in nats; 1 where there is none
    inverse_ceiling: Any  # 1/S per nat; 0 where there is none
    compute_growth: Any  # nats per year


class State(NamedTuple):
    """How deep the search for better software has gone, in nats."""

    depth: Any


class Observed(NamedTuple):
    """What is seen of a trajectory."""

    oom_total: Any


def prepare(draws: Mapping[str, FloatArray], numbers: CoreNumbers) -> Coefficients:
    """Coefficients of each draw, from the drawn parameters and the numbers of tier 1; arrays of shape (draws,)."""
    ceiling = ceiling_nats(draws)
    has_ceiling = ceiling < np.inf
    finite_ceiling = np.where(has_ceiling, ceiling, 1.0)
    human_growth = human_software_growth_per_year(
        draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"]
    )
    difficulty = difficulty_exponent(numbers.software_feedback, draws["returns_to_software"])
    ln_left = ln_rate_left(draws, ideas(draws, difficulty, DEFAULT_CEILING), numbers.ln_initial_speedup)
    return Coefficients(
        ln_human_growth=log(human_growth) + ln_left,
        ln_initial_speedup=numbers.ln_initial_speedup,
        software_feedback=numbers.software_feedback,
        compute_returns=numbers.compute_returns,
        difficulty=difficulty,
        ceiling=finite_ceiling,
        inverse_ceiling=np.where(has_ceiling, 1.0 / finite_ceiling, 0.0),
        compute_growth=log(draws["compute_factor_first_year"]),
    )


def initial_state(c: Coefficients) -> State:
    """The search begins at t = 0."""
    return State(depth=0.0 * c.difficulty)


def ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    """Logarithm of the research pace relative to the human-only company: ln (M D)."""
    software = software_at_depth(state.depth, c.ceiling, c.inverse_ceiling)
    ln_multiplier = ln_research_multiplier(
        c.ln_initial_speedup, software, ln_compute(years, c.compute_growth), c.software_feedback, c.compute_returns
    )
    return ln_multiplier + ln_idea_yield(state.depth, c.difficulty, c.inverse_ceiling)


def rate_of_change(years: Any, state: State, c: Coefficients) -> State:
    """How fast the search deepens, per year."""
    ln_software_rate = c.ln_human_growth + ln_pace(years, state, c)
    return State(depth_rate_nats_per_year(ln_software_rate, state.depth, c.inverse_ceiling))


def observe(years: Any, state: State, c: Coefficients) -> Observed:
    """Total effective compute gained, in OOM."""
    software = software_at_depth(state.depth, c.ceiling, c.inverse_ceiling)
    return Observed((software + ln_compute(years, c.compute_growth)) * OOM_PER_NAT)


def stops(c: Coefficients) -> tuple[FloatArray, ...]:
    """Nothing in this model jumps or kinks."""
    return ()


def cannot_diverge(c: Coefficients) -> BoolArray:
    """With a ceiling a singularity cannot happen."""
    return np.asarray(c.inverse_ceiling > 0.0)


def hardware_oom(years: Any, c: Coefficients) -> Any:
    """Physical compute gained, in OOM."""
    return ln_compute(years, c.compute_growth) * OOM_PER_NAT


def reference_oom_per_year(draws: Mapping[str, FloatArray]) -> FloatArray:
    """OOM that make one year of progress."""
    return draws["reference_oom_per_year"]


def switched(c: Coefficients, *, jump: bool, compute: bool, acceleration: bool) -> Coefficients:
    """The same draws without some of what makes research faster than that of human researchers."""
    nothing = 0.0 * c.difficulty
    if not jump:
        c = c._replace(ln_initial_speedup=nothing)
    if not compute:
        c = c._replace(compute_returns=nothing)
    if not acceleration:
        c = c._replace(software_feedback=nothing, difficulty=nothing, ceiling=1.0 + nothing, inverse_ceiling=nothing)
    return c
