"""The learning cycle: what is discovered is used a mean lag later, and nothing before the first run has ended."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.learning_cycle import (
    MEAN_LAG_IN_RUNS,
    SHORTEST_CYCLE_YEARS,
    deployment_rate,
    prepare,
    software_in_use,
)
from tests.mechanisms.agreement import assert_same_bits

nats = st.floats(0, 100)


def deployed_after(years: float, *, rate: float, coefficients, steps: int = 20_000) -> float:
    """Deployed software if discovery goes on at a steady rate, by the midpoint rule."""
    deployed, step = 0.0, years / steps
    for index in range(steps):
        t = index * step
        half = deployed + step / 2 * deployment_rate(t, rate * t, deployed, *coefficients)
        middle = t + step / 2
        deployed += step * deployment_rate(middle, rate * middle, half, *coefficients)
    return deployed


@given(software=nats, deployed=nats)
def test_without_a_lag_everything_discovered_is_in_use(software: float, deployed: float) -> None:
    c = prepare(0.0, 0.0)
    assert software_in_use(software, deployed, c.cycles_per_year) == software
    assert deployment_rate(0.0, software, deployed, *c) == 0


@pytest.mark.parametrize("lag", [0.1, 0.5])
def test_a_lag_closes_the_gap_by_a_factor_e_per_cycle(lag: float) -> None:
    """s = v t gives s_d = v (t - tau (1 - exp(-t/tau)))."""
    exact = 3 * (1 - lag * (1 - math.exp(-1 / lag)))
    # The midpoint rule errs by (step/tau)^2 / 6 of the gap.
    assert deployed_after(1.0, rate=3.0, coefficients=prepare(lag, 0.0)) == pytest.approx(exact, abs=1e-6)


def test_back_to_back_runs_lag_one_and_a_half_runs_behind_on_average() -> None:
    """Counted out: during a run what is used was known when the run before it started."""
    run, runs, samples = 0.25, 40, 1000
    times = (np.arange(runs * samples) + 0.5) * run / samples
    start_of_finished = (np.floor(times / run) - 1) * run
    settled = times > 2 * run
    assert np.mean((times - start_of_finished)[settled]) == pytest.approx(MEAN_LAG_IN_RUNS * run, rel=1e-9)
    far = deployed_after(10.0, rate=1.0, coefficients=prepare(0.0, run))
    assert 10.0 - far == pytest.approx(MEAN_LAG_IN_RUNS * run, rel=1e-6)


@given(t=st.floats(0, 0.999), run=st.floats(0.01, 5), software=nats, deployed=nats)
def test_nothing_is_deployed_before_the_first_run_has_ended(t, run, software, deployed) -> None:
    assert deployment_rate(t * run, software, deployed, *prepare(0.1, run)) == 0


@given(lag=st.floats(1e-12, SHORTEST_CYCLE_YEARS))
def test_a_lag_below_a_day_counts_as_a_day(lag: float) -> None:
    assert prepare(lag, 0.0).cycles_per_year == 1 / SHORTEST_CYCLE_YEARS


@given(short=st.floats(0.01, 5), more=st.floats(0, 5), run=st.floats(0, 2), gap=nats)
def test_a_longer_cycle_is_slower(short: float, more: float, run: float, gap: float) -> None:
    fast, slow = (deployment_rate(9.0, gap, 0.0, *prepare(lag, run)) for lag in (short, short + more))
    assert 0 <= slow <= fast


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(41)
    t, s, d, tau, run = generator.uniform(0, 2, (5, 300))
    tau[:50], run[:50] = 0.0, 0.0
    c = prepare(tau, run)
    assert_same_bits(deployment_rate, (t, s, d, *c))
    assert_same_bits(software_in_use, (s, d, c.cycles_per_year))
    assert [tuple(float(column[row]) for column in c) for row in range(99)] == [
        tuple(prepare(float(tau[row]), float(run[row]))) for row in range(99)
    ]
