"""Practices over a stretch of time: against an integration in time, and where they have always fitted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from oomcast.mechanisms.practices import lag_in_steady_change, ln_average_output, ln_kept_at_lag
from oomcast.mechanisms.production import adapting_ces

SLOWCORP = (-4.0, 4.0)
"""Labour and experiments of SlowCorp by its clock, roughly."""


@pytest.mark.parametrize("years", [0.02, 0.5, 3.0, 50.0])
@pytest.mark.parametrize("rhos", [(-1.0, 0.0), (-3.0, 0.2), (-0.4, -0.4)])
@pytest.mark.parametrize("inputs", [SLOWCORP, (6.0, -4.0)])
def test_the_average_is_that_of_the_moving_practices(
    years: float, rhos: tuple[float, float], inputs: tuple[float, float]
) -> None:
    """Practice and output are integrated together, by another method, with the equations of the production function."""
    shares = adapting_ces.prepare(0.5, *rhos, 1.5)

    def rate(_: float, state: np.ndarray) -> list[float]:
        output = math.exp(adapting_ces.ln_output(*inputs, state[0], *shares))
        return [adapting_ces.adaptation_rate(*inputs, state[0], shares.adaptations_per_year), output]

    done = solve_ivp(rate, (0.0, years), [0.0, 0.0], method="DOP853", rtol=1e-11, atol=1e-14).y[1, -1]
    assert ln_average_output(*inputs, 0.0, years, *shares) == pytest.approx(math.log(done / years), abs=1e-8)


@given(labour=st.floats(-8, 8), experiments=st.floats(-8, 8), years=st.floats(0, 100), rho=st.floats(-3, 0.5))
def test_practices_that_fit_and_practices_that_fit_at_once_lose_nothing(
    labour: float, experiments: float, years: float, rho: float
) -> None:
    shares = adapting_ces.prepare(0.5, rho, 0.0, 1.5)
    long_run = adapting_ces.ln_output(labour, experiments, labour - experiments, *shares)
    assert ln_average_output(labour, experiments, labour - experiments, years, *shares) == pytest.approx(long_run)
    at_once = adapting_ces.prepare(0.5, rho, 0.0, 0.0)
    assert ln_average_output(labour, experiments, 0.0, years, *at_once) == pytest.approx(long_run, abs=1e-9)


def test_practices_that_never_adapt_stay_what_they_are() -> None:
    shares = adapting_ces.prepare(0.5, -1.0, 0.0, math.inf)
    assert ln_average_output(*SLOWCORP, 0.0, 5.0, *shares) == pytest.approx(
        adapting_ces.ln_output(*SLOWCORP, 0.0, *shares), abs=1e-12
    )


def test_practices_behind_a_steady_change_lag_by_the_change_of_one_time_constant() -> None:
    growth, constant = 7 / 12, 1.5

    def rate(t: float, state: np.ndarray) -> list[float]:
        return [adapting_ces.adaptation_rate(-growth * t, 0.0, state[0], 1 / constant)]

    behind = solve_ivp(rate, (0.0, 40.0), [0.0], rtol=1e-10, atol=1e-12).y[0, -1] + growth * 40.0
    assert lag_in_steady_change(growth, constant) == pytest.approx(behind, rel=1e-6)


@given(lag=st.floats(0.01, 15), rho=st.floats(-3, -0.01))
def test_who_lags_keeps_less_than_all(lag: float, rho: float) -> None:
    shares = adapting_ces.prepare(0.5, rho, 0.0, 1.5)
    assert ln_kept_at_lag(lag, *shares) < 0
    assert ln_kept_at_lag(lag, *shares) > ln_kept_at_lag(2 * lag, *shares)
