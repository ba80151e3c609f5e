"""The takeoff model: software progress that feeds back on itself, up to a ceiling, while compute grows.

    ds/dt = g_h m_0 exp(phi s + gamma k(t)) D(s)

Source: R. Greenblatt's argument for 6 OOM in the first year after full automation, and the model of T. Davidson and
T. Houlden, "How quick and big would a software intelligence explosion be?" (Forethought, 2025), in one notation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from oomcast.mechanisms import balanced_growth, compute, feedback, reference_rate, returns
from oomcast.mechanisms.balanced_growth import returns_from_history
from oomcast.mechanisms.compute import ln_compute
from oomcast.mechanisms.feedback import ln_research_multiplier
from oomcast.mechanisms.reference_rate import human_software_growth_per_year
from oomcast.mechanisms.returns import (
    depth_rate_nats_per_year,
    difficulty_exponent,
    ln_idea_yield,
    returns_left,
    software_at_depth,
)
from oomcast.models import progress
from oomcast.models.contract import BoolArray, ContinuousModel, FloatArray, Medians, Output
from oomcast.quantities.elementary import exp, log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["MODEL"]

OOM_PER_NAT = 1 / NATS_PER_OOM
"""Converts natural logarithms to orders of magnitude."""

CEILING_REACHED = 0.99
"""Share of the ceiling that counts as having reached it, since some paths only approach it."""

STAFF_DOUBLING_YEARLY = 0.6931471805599453
"""ln 2 per year: staff of leading companies about doubled each year before automation (Epoch AI staff counts)."""


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


def prepare(draws: Mapping[str, FloatArray]) -> Coefficients:
    """Coefficients of each draw, from the drawn parameters; arrays of shape (draws,)."""
    ceiling = draws["software_ceiling_oom"] * NATS_PER_OOM
    has_ceiling = ceiling < np.inf
    finite_ceiling = np.where(has_ceiling, ceiling, 1.0)
    human_growth = human_software_growth_per_year(
        draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"]
    )
    return Coefficients(
        ln_human_growth=log(human_growth),
        ln_initial_speedup=log(draws["initial_speedup"]),
        software_feedback=draws["software_feedback"],
        compute_returns=draws["compute_returns"],
        difficulty=difficulty_exponent(draws["software_feedback"], draws["returns_to_software"]),
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


def history(draws: Mapping[str, Any], *, staff_growth: float) -> Any:
    """Returns to software that the past implies, if staff grew by `staff_growth` nats per year."""
    return returns_from_history(
        draws["software_feedback"],
        draws["compute_returns"],
        draws["labour_share"],
        human_software_growth_per_year(draws["reference_oom_per_year"], draws["hardware_oom_per_year_reference"]),
        draws["hardware_oom_per_year_reference"] * NATS_PER_OOM,
        staff_growth,
    )


def details(
    draws: Mapping[str, FloatArray], c: Coefficients, software_oom_12mo: FloatArray, software_oom_end: FloatArray
) -> tuple[dict[str, FloatArray], dict[str, BoolArray]]:
    """Returns, ceiling and first direction of the pace, for each draw."""
    r0 = draws["returns_to_software"]
    has_ceiling = c.inverse_ceiling > 0.0
    ceiling_oom = c.ceiling * OOM_PER_NAT

    def share_used(software_oom: FloatArray) -> FloatArray:
        return np.asarray(np.where(has_ceiling, software_oom, 0.0) / ceiling_oom)

    used_12mo = share_used(software_oom_12mo)
    first_rate = exp(c.ln_human_growth + c.ln_initial_speedup)
    pace_growth = (c.software_feedback - c.difficulty) * first_rate + c.compute_returns * c.compute_growth
    outputs = {
        "returns_to_software_12mo": returns_left(r0, used_12mo),
        "ceiling_share_used_12mo": used_12mo,
        "returns_from_history": history(draws, staff_growth=0.0),
    }
    events = {
        "accelerates_at_first": np.asarray(r0 > 1.0),
        "pace_rises_at_first": np.asarray(pace_growth > 0.0),
        "ceiling_reached_by_horizon": np.asarray(share_used(software_oom_end) >= CEILING_REACHED),
    }
    return outputs, events


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


def implied(medians: Medians) -> dict[str, float]:
    """What the medians of the beliefs imply about the past: the returns of steady growth with human researchers."""
    return {
        "returns_to_software_at_constant_staff": float(history(medians, staff_growth=0.0)),
        "returns_to_software_at_doubling_staff": float(history(medians, staff_growth=STAFF_DOUBLING_YEARLY)),
    }


def contradictions(medians: Medians) -> list[str]:
    """Statements that cannot both hold."""
    hardware, whole = medians["hardware_oom_per_year_reference"], medians["reference_oom_per_year"]
    if hardware >= whole:
        return [
            f"parameters.hardware_oom_per_year_reference: expected less than parameters.reference_oom_per_year "
            f"({whole:g} OOM/year), of which it is a part, got {hardware:g} OOM/year"
        ]
    return []


PARAMETERS = (
    *feedback.PARAMETERS[:1],
    *returns.PARAMETERS,
    *feedback.PARAMETERS[1:],
    *reference_rate.PARAMETERS,
    *compute.PARAMETERS,
    *balanced_growth.PARAMETERS,
)

MODEL = ContinuousModel(
    name="takeoff",
    version="1",
    title="Software progress that feeds back on itself, up to a ceiling, while compute grows",
    parameters={parameter.name: parameter for parameter in PARAMETERS},
    outputs=(
        *progress.OUTPUTS,
        Output("returns_to_software_12mo", "1", "returns to software left after the first year"),
        Output("ceiling_share_used_12mo", "1", "share of the distance to the software ceiling used in the first year"),
        Output("returns_from_history", "1", "returns to software that steady growth at constant staff implies"),
    ),
    events=(
        *progress.EVENTS,
        Output("accelerates_at_first", "1", "returns to software exceed 1: software alone speeds itself up at first"),
        Output("pace_rises_at_first", "1", "the pace rises at first, growing compute included"),
        Output("ceiling_reached_by_horizon", "1", "at least 99 % of the software ceiling is used by the horizon"),
    ),
    milestones=progress.MILESTONES,
    implied=implied,
    contradictions=contradictions,
    coefficients=Coefficients,
    state=State,
    observed=Observed,
    prepare=prepare,
    initial_state=initial_state,
    rate_of_change=rate_of_change,
    ln_pace=ln_pace,
    observe=observe,
    stops=stops,
    cannot_diverge=cannot_diverge,
    hardware_oom=hardware_oom,
    reference_oom_per_year=reference_oom_per_year,
    details=details,
    switched=switched,
)
