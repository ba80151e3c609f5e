"""Models with known solutions, each a few plain functions, to try the engine on.

All one-state models share one tuple of coefficients, as long as that of the takeoff model: the integrator is compiled
once for each shape of model, and a test session need not wait for it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from oomcast.models.contract import ContinuousModel
from oomcast.quantities.elementary import ROUNDER, exp, greatest, log, where

OOM_PER_NAT = 0.4342944819032518
LN_NOTHING = -700.0
NEVER = 1e300


class Coefficients(NamedTuple):
    rate: Any
    growth: Any
    limit: Any
    kink_years: Any
    slope: Any
    jump_years: Any
    height: Any
    start: Any


class State(NamedTuple):
    level: Any


class Observed(NamedTuple):
    total: Any


def coefficients(**given: Any) -> Coefficients:
    """Coefficients as arrays of one length; those not given do nothing."""
    neutral = {
        "rate": 1.0, "growth": 0.0, "limit": 1.0, "kink_years": NEVER, "slope": 0.0, "jump_years": NEVER,
        "height": 1.0, "start": 0.0,
    }  # fmt: skip
    columns = np.broadcast_arrays(*[np.atleast_1d(np.asarray(value, float)) for value in (neutral | given).values()])
    return Coefficients(*[column.copy() for column in columns])


def prepare(draws: Mapping[str, Any]) -> Coefficients:
    return coefficients(**draws)


def initial_state(c: Coefficients) -> State:
    return State(c.start)


def see_level(years: Any, state: State, c: Coefficients) -> Observed:
    return Observed(state.level)


def no_stops(c: Any) -> tuple[Any, ...]:
    return ()


def may_diverge(c: Any) -> Any:
    return np.zeros(np.shape(c.rate), dtype=bool)


def no_hardware(years: Any, c: Any) -> Any:
    return 0.0 * years


def one_oom_per_year(draws: Mapping[str, Any]) -> Any:
    return np.ones_like(draws["rate"])


def nothing_more(draws: Any, c: Any, seen: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {}


def nothing_to_switch(c: Any, *, jump: bool, compute: bool, acceleration: bool) -> Any:
    return c


def course(name: str, **functions: Any) -> ContinuousModel:
    """A model of the engine made of a few functions; what is not given is that of the plainest model."""
    plainest = {
        "coefficients": Coefficients, "state": State, "observed": Observed, "prepare": prepare,
        "initial_state": initial_state, "observe": see_level, "stops": no_stops, "cannot_diverge": may_diverge,
        "hardware_oom": no_hardware, "reference_oom_per_year": one_oom_per_year, "details": nothing_more,
        "switched": nothing_to_switch,
    }  # fmt: skip
    return ContinuousModel(
        name=name,
        version="1",
        title=name,
        parameters={},
        outputs=(),
        events=(),
        milestones=(),
        implied=dict,
        contradictions=list,
        **(plainest | functions),
    )


def analytic(model: ContinuousModel) -> ContinuousModel:
    """The same model, followed by its series."""
    return replace(model, analytic=True)


# Linear: x' = rate + growth x. Where nothing moves the pace is as good as nothing, but a finite logarithm.
def linear_rate(years: Any, state: State, c: Coefficients) -> State:
    return State(c.rate + c.growth * state.level)


def linear_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return greatest(log(c.rate + c.growth * state.level), LN_NOTHING)


def linear_exact(years: Any, c: Coefficients) -> Any:
    with np.errstate(all="ignore"):
        moved = np.where(c.growth == 0.0, c.rate * years, c.rate * np.expm1(c.growth * years) / c.growth)
    return c.start * np.exp(c.growth * years) + moved


LINEAR = course("linear", rate_of_change=linear_rate, ln_pace=linear_ln_pace)


# Logistic: x' = growth x (1 - x/limit).
def logistic_rate(years: Any, state: State, c: Coefficients) -> State:
    return State(c.growth * state.level * (1.0 - state.level / c.limit))


def logistic_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return greatest(log(c.growth * state.level * (1.0 - state.level / c.limit)), LN_NOTHING)


def logistic_exact(years: Any, c: Coefficients) -> Any:
    return c.limit / (1.0 + (c.limit / c.start - 1.0) * np.exp(-c.growth * years))


LOGISTIC = course("logistic", rate_of_change=logistic_rate, ln_pace=logistic_ln_pace)


# Kinked: the rate climbs from the kink on, and is multiplied at the jump.
def kinked_pace(years: Any, c: Coefficients) -> Any:
    climbed = c.rate + c.slope * where(years < c.kink_years, 0.0, years - c.kink_years)
    return climbed * where(years < c.jump_years, 1.0, c.height)


def kinked_rate(years: Any, state: State, c: Coefficients) -> State:
    return State(kinked_pace(years, c))


def kinked_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return log(kinked_pace(years, c))


def kinked_stops(c: Coefficients) -> tuple[Any, ...]:
    return (c.kink_years, c.jump_years)


def kinked_exact(years: Any, c: Coefficients) -> Any:
    def without_jump(until: Any) -> Any:
        return c.rate * until + 0.5 * c.slope * np.maximum(until - c.kink_years, 0.0) ** 2

    before = without_jump(np.minimum(years, c.jump_years))
    return before + c.height * (without_jump(years) - before)


KINKED = course("kinked", rate_of_change=kinked_rate, ln_pace=kinked_ln_pace, stops=kinked_stops)


# Explosive: u' = rate exp(growth u), which is x' = rate x^(1 + growth) for u = ln x. Infinite at 1/(growth rate).
def explosive_rate(years: Any, state: State, c: Coefficients) -> State:
    return State(c.rate * exp(c.growth * state.level))


def explosive_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return log(c.rate) + c.growth * state.level


def see_oom_of_nats(years: Any, state: State, c: Coefficients) -> Observed:
    return Observed(state.level * OOM_PER_NAT)


def explosive_exact(years: Any, c: Coefficients) -> Any:
    with np.errstate(all="ignore"):
        left = 1.0 - c.growth * c.rate * years
        return np.where(left > 0.0, -np.log(left) / c.growth, np.inf)


EXPLOSIVE = course("explosive", rate_of_change=explosive_rate, ln_pace=explosive_ln_pace, observe=see_oom_of_nats)


# The same law in x itself, from 1: the state overflows, its logarithm is what is seen.
def power_law_rate(years: Any, state: State, c: Coefficients) -> State:
    return State(c.rate * exp((1.0 + c.growth) * log(state.level)))


def power_law_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return log(c.rate) + c.growth * log(state.level)


def see_oom(years: Any, state: State, c: Coefficients) -> Observed:
    return Observed(log(state.level) * OOM_PER_NAT)


POWER_LAW = course("power-law", rate_of_change=power_law_rate, ln_pace=power_law_ln_pace, observe=see_oom)


# Bump: the pace rises and falls in time around `kink_years`, as a bell of width `limit`; there is nothing to stop at.
def bump_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    away = (years - c.kink_years) / c.limit
    return log(c.rate) - away * away


def bump_rate(years: Any, state: State, c: Coefficients) -> State:
    away = (years - c.kink_years) / c.limit
    return State(exp(log(c.rate) - away * away))


BUMP = course("bump", rate_of_change=bump_rate, ln_pace=bump_ln_pace)


# Tent: the logarithm of the pace rises at `slope` up to the kink, which is declared, and falls as fast.
def tent_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    away = years - c.kink_years
    return log(c.rate) - c.slope * where(away < 0.0, -away, away)


def tent_rate(years: Any, state: State, c: Coefficients) -> State:
    away = years - c.kink_years
    return State(exp(log(c.rate) - c.slope * where(away < 0.0, -away, away)))


TENT = course("tent", rate_of_change=tent_rate, ln_pace=tent_ln_pace, stops=kinked_stops)


# Wave: the rate has `growth` kinks a year, none of them declared, so the steps must stay short.
def wave_rate(years: Any, state: State, c: Coefficients) -> State:
    turn = c.growth * years
    turn = turn - ((turn + ROUNDER) - ROUNDER)  # the distance to the nearest whole turn
    return State(c.rate * where(turn < 0.0, -turn, turn))


def wave_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return log(c.rate)


WAVE = course("wave", rate_of_change=wave_rate, ln_pace=wave_ln_pace)


# Undefined: the rate is no number after `limit` years.
def undefined_rate(years: Any, state: State, c: Coefficients) -> State:
    return State(c.rate + 0.0 * log(c.limit - years))


def undefined_ln_pace(years: Any, state: State, c: Coefficients) -> Any:
    return log(c.rate)


UNDEFINED = course("undefined", rate_of_change=undefined_rate, ln_pace=undefined_ln_pace)


# Lag, two states: skill approaches 1 within `lag` years, and is put to work at `rate`.
class LagCoefficients(NamedTuple):
    rate: Any
    lag_years: Any


class LagState(NamedTuple):
    level: Any
    skill: Any


class LagObserved(NamedTuple):
    total: Any
    skill: Any


def lag_coefficients(*, rate: Any, lag_years: Any) -> LagCoefficients:
    return LagCoefficients(*np.broadcast_arrays(np.atleast_1d(rate) * 1.0, np.atleast_1d(lag_years) * 1.0))


def lag_start(c: LagCoefficients) -> LagState:
    return LagState(0.0 * c.rate, 0.0 * c.rate)


def lag_rate(years: Any, state: LagState, c: LagCoefficients) -> LagState:
    return LagState(c.rate * state.skill, (1.0 - state.skill) / c.lag_years)


def lag_ln_pace(years: Any, state: LagState, c: LagCoefficients) -> Any:
    return greatest(log(c.rate * state.skill), LN_NOTHING)


def see_lag(years: Any, state: LagState, c: LagCoefficients) -> LagObserved:
    return LagObserved(state.level, state.skill)


def lag_exact(years: Any, c: LagCoefficients) -> Any:
    return c.rate * (years + c.lag_years * np.expm1(-years / c.lag_years))


LAG = course(
    "lag",
    coefficients=LagCoefficients,
    state=LagState,
    observed=LagObserved,
    prepare=lag_coefficients,
    initial_state=lag_start,
    rate_of_change=lag_rate,
    ln_pace=lag_ln_pace,
    observe=see_lag,
)


# Fading, two states of which one falls: skill chases what the time asks for, exp(-t), `lag` years behind, and is put to
# work at `rate`. It rises first and falls from then on.
def fading_rate(years: Any, state: LagState, c: LagCoefficients) -> LagState:
    return LagState(c.rate * state.skill, (exp(-years) - state.skill) / c.lag_years)


def fading_exact(years: Any, c: LagCoefficients) -> Any:
    chased = -np.expm1(-years) + c.lag_years * np.expm1(-years / c.lag_years)
    return c.rate * chased / (1.0 - c.lag_years)


def fading_skill(years: Any, c: LagCoefficients) -> Any:
    return (np.exp(-years) - np.exp(-years / c.lag_years)) / (1.0 - c.lag_years)


def fading_top_years(c: LagCoefficients) -> Any:
    return c.lag_years * np.log(c.lag_years) / (c.lag_years - 1.0)


FADING_FUNCTIONS = {
    "coefficients": LagCoefficients, "state": LagState, "observed": LagObserved, "prepare": lag_coefficients,
    "initial_state": lag_start, "rate_of_change": fading_rate, "ln_pace": lag_ln_pace, "observe": see_lag,
}  # fmt: skip

FADING = course("fading", **FADING_FUNCTIONS, falling_states=frozenset({"skill"}))
