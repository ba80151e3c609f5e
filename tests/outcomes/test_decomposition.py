"""The split of the first year's gain: exact cases, what must not matter, and an independent count of the orders."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

import oomcast as oc
from oomcast.beliefs.scenario import preset_names
from oomcast.ensemble.run import model_of
from oomcast.models.contract import Settings
from oomcast.outcomes.decomposition import PARTS, _first_year, _steady, decompose
from oomcast.outcomes.evaluate import evaluate

LN_10 = math.log(10)
ACCURACY = 1e-6
SWITCHED = PARTS[1:]
CEILINGS_DEEP = 36.0
"""Depth of the search at which the ceiling is used to the last digit."""

BASE = {
    "initial_speedup": 15.0,
    "returns_to_software": 1.2,
    "software_ceiling_oom": 12.0,
    "software_feedback": 0.29,
    "compute_returns": 0.775,
    "reference_oom_per_year": 1.2,
    "hardware_oom_per_year_reference": 0.5,
    "compute_factor_first_year": 3.5,
    "labour_share": 0.5,
}
TIER_1 = model_of(oc.open_scenario("greenblatt-2025"))


def columns(**changes):
    values = {**BASE, **changes}
    size = max(np.size(value) for value in values.values())
    return {name: np.broadcast_to(np.float64(value), size).copy() for name, value in values.items()}


def split(draws, model=TIER_1, **how):
    total = evaluate(model, draws, settings=Settings(**how)).outputs["oom_total_12mo"]
    return decompose(model, draws, total, settings=Settings(**how)), total


def human_growth(draws):
    return (draws["reference_oom_per_year"] - draws["hardware_oom_per_year_reference"]) * LN_10


def test_with_constant_pace_and_compute_all_of_the_gain_is_the_jump():
    """phi = beta and no ceiling: s = g_h m_0 t, so that acceleration adds nothing."""
    draws = columns(returns_to_software=1.0, software_ceiling_oom=np.inf, compute_factor_first_year=1.0)
    parts, _ = split(draws)
    gain = human_growth(draws) / LN_10
    assert parts["anyway"] == pytest.approx(gain, rel=1e-12)
    assert parts["one_time_jump"] == pytest.approx(14 * gain, abs=1e-6)
    assert parts["compute_growth"] == pytest.approx(0, abs=1e-6)
    assert parts["self_acceleration"] == pytest.approx(0, abs=1e-6)


def test_with_growing_compute_the_parts_are_those_of_the_closed_form():
    """phi = beta: s = g_h m_0 (c^gamma - 1)/(gamma ln c); jump and compute share their product equally."""
    draws = columns(returns_to_software=1.0, software_ceiling_oom=np.inf)
    parts, _ = split(draws)
    gain, exponent = human_growth(draws)[0] / LN_10, 0.775 * math.log(3.5)
    swell = math.expm1(exponent) / exponent
    assert parts["one_time_jump"][0] == pytest.approx(gain * 14 * (1 + swell) / 2, abs=1e-6)
    assert parts["compute_growth"][0] == pytest.approx(gain * (swell - 1) * (1 + 15) / 2, abs=1e-6)
    assert parts["self_acceleration"][0] == pytest.approx(0, abs=1e-6)


def test_humans_without_help_gain_what_they_would_have_gained_anyway():
    draws = columns(initial_speedup=1.0, software_feedback=0.0, compute_returns=0.0)
    parts, total = split(draws)
    assert total == pytest.approx(parts["anyway"], abs=1e-6)
    assert all(parts[name] == pytest.approx(0, abs=1e-6) for name in PARTS[1:])


@given(
    speedup=st.floats(0.5, 100),
    returns=st.floats(0.3, 4),
    feedback=st.floats(0.01, 1),
    ceiling=st.floats(1, 30),
    factor=st.floats(0.5, 10),
)
@settings(max_examples=40, deadline=None)
def test_the_parts_sum_to_the_total(speedup, returns, feedback, ceiling, factor):
    parts, total = split(
        columns(
            initial_speedup=speedup,
            returns_to_software=returns,
            software_feedback=feedback,
            software_ceiling_oom=ceiling,
            compute_factor_first_year=factor,
        )
    )
    assert sum(parts.values()) == pytest.approx(total, abs=1e-9)


def gains_by_another_integrator(d):
    """Gain of the first year in OOM with some switches on, by the set of them: SciPy's DOP853 on the depth x."""
    growth, limit = math.log(d["compute_factor_first_year"]), d["software_ceiling_oom"] * LN_10
    human = (d["reference_oom_per_year"] - d["hardware_oom_per_year_reference"]) * LN_10
    gains = {}
    for on in every_set_of(SWITCHED):
        speed = d["initial_speedup"] if "one_time_jump" in on else 1.0
        gamma = d["compute_returns"] if "compute_growth" in on else 0.0
        phi = d["software_feedback"] if "self_acceleration" in on else 0.0
        per_ceiling = 1 / limit if phi else 0.0  # without acceleration there is none
        beta = phi / d["returns_to_software"]

        def software(x, per_ceiling=per_ceiling):
            return -math.expm1(-x * per_ceiling) / per_ceiling if per_ceiling else x

        def rate(t, x, speed=speed, gamma=gamma, phi=phi, per_ceiling=per_ceiling, beta=beta, software=software):
            pace = speed * math.exp(phi * software(x[0]) + gamma * growth * t - beta * x[0])
            return [human * pace * math.exp(x[0] * per_ceiling)]

        def at_ceiling(t, x, per_ceiling=per_ceiling):
            return x[0] * per_ceiling - CEILINGS_DEEP

        at_ceiling.terminal = True
        steps = solve_ivp(rate, (0, 1), [0.0], method="DOP853", rtol=1e-11, atol=1e-11, events=at_ceiling)
        assert steps.status >= 0, steps.message
        gains[on] = (software(steps.y[0, -1]) + growth) / LN_10
    return gains


def every_set_of(names):
    return [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]


def test_the_parts_are_those_of_another_integrator_and_of_every_order_counted_out():
    generator = np.random.default_rng(7)
    size = 200
    draws = columns(
        initial_speedup=np.exp(generator.uniform(0, 4, size)),
        returns_to_software=np.exp(generator.uniform(-1, 1.2, size)),
        software_feedback=np.exp(generator.uniform(-3, -0.5, size)),
        software_ceiling_oom=generator.uniform(4, 20, size),
        compute_factor_first_year=np.exp(generator.uniform(-0.5, 2, size)),
    )
    parts, total = split(draws, tolerance_oom=1e-7)
    orders = list(permutations(SWITCHED))
    for row in range(size):
        gains = gains_by_another_integrator({name: float(column[row]) for name, column in draws.items()})
        assert total[row] == pytest.approx(gains[frozenset(SWITCHED)], abs=ACCURACY)
        assert parts["anyway"][row] == pytest.approx(gains[frozenset()], abs=ACCURACY)
        counted = dict.fromkeys(SWITCHED, 0.0)
        for order in orders:
            for place, switch in enumerate(order):
                step = gains[frozenset(order[: place + 1])] - gains[frozenset(order[:place])]
                counted[switch] += step / len(orders)
        for name, value in counted.items():
            assert parts[name][row] == pytest.approx(value, abs=ACCURACY), (row, name)


def test_parts_are_as_good_as_the_tolerance_that_is_asked_for():
    draws = columns(initial_speedup=np.geomspace(1, 200, 40), returns_to_software=np.linspace(0.4, 3, 40))
    fine, _ = split(draws, tolerance_oom=1e-10)
    for tolerance in (1e-4, 1e-6, 1e-8):
        parts, _ = split(draws, tolerance_oom=tolerance)
        worst = max(np.abs(parts[name] - fine[name]).max() for name in PARTS)
        assert worst <= 4 * tolerance  # at most twice the tolerance for either of two cases


def test_compute_that_does_not_grow_or_does_not_help_adds_nothing():
    for changes in ({"compute_factor_first_year": 1.0}, {"compute_returns": 0.0}):
        parts, _ = split(columns(initial_speedup=np.geomspace(1, 200, 20), **changes))
        assert parts["compute_growth"] == pytest.approx(0, abs=4e-6)
        assert np.all(np.abs(parts["one_time_jump"][1:]) > 0.1)


def test_plain_python_splits_into_the_same_bits():
    draws = columns(initial_speedup=[2.0, 15.0, 90.0])
    total = evaluate(TIER_1, draws, settings=Settings()).outputs["oom_total_12mo"]
    fast, slow = (decompose(TIER_1, draws, total, settings=Settings(), compiled=flag) for flag in (True, False))
    for name in PARTS:
        assert fast[name].tobytes() == slow[name].tobytes(), name


def test_a_draw_that_is_infinite_within_the_year_has_no_parts_and_spoils_no_other():
    draws = columns(returns_to_software=[1.2, 3.0], software_ceiling_oom=np.inf, initial_speedup=[2.0, 60.0])
    parts, total = split(draws)
    assert np.isposinf(total[1])
    assert all(np.isnan(part[1]) for part in parts.values())
    assert sum(part[0] for part in parts.values()) == pytest.approx(total[0], abs=1e-9)


def test_a_finite_draw_that_would_be_infinite_with_something_off_has_no_parts_either():
    """A research pace that falls at t = 0 keeps progress finite within the year; without the fall it is not."""
    draws = columns(
        returns_to_software=3.0, software_ceiling_oom=np.inf, initial_speedup=[0.01, 0.5], software_feedback=[5.0, 0.05]
    )
    parts, total = split(draws)
    assert np.all(np.isfinite(total))
    assert all(np.isnan(part).tolist() == [True, False] for part in parts.values())


ADAPTING = {"substitution_rho": -1.0, "substitution_rho_long_run": 0.0, "adaptation_years": 0.5}
ALL_OFF_CASES = [
    *((name, {}) for name in preset_names() if oc.open_scenario(name).model == "takeoff"),
    ("greenblatt-2025-full", ADAPTING),
    ("leader-30-percent", {**ADAPTING, "rivals_lag_years": 0.25}),
]


@pytest.mark.parametrize(
    ("name", "changes"), ALL_OFF_CASES, ids=lambda case: case if isinstance(case, str) else len(case)
)
def test_with_everything_off_the_pace_is_one_throughout_so_that_no_integration_is_needed(name, changes):
    scenario = oc.open_scenario(name).replace(**changes)
    model = model_of(scenario)
    draws = {name: belief.distribution.ppf(np.linspace(0.05, 0.95, 9)) for name, belief in scenario.beliefs.items()}
    off = model.switched(model.prepare(draws), jump=False, compute=False, acceleration=False)
    integrated = _first_year(model, off, Settings(), threads=1, compiled=False)
    np.testing.assert_allclose(np.broadcast_to(_steady(model, off), integrated.shape), integrated, rtol=1e-12)


@pytest.mark.parametrize("name", ["leader-30-percent", "slow-learning", "compute-slowdown-2030"])
def test_the_full_equation_splits_too_and_humans_are_not_part_of_the_switches(name):
    forecast = oc.run(name, draws=300)
    parts = forecast.split
    assert sum(parts.values()) == pytest.approx(forecast.outputs["oom_total_12mo"], abs=1e-9)
    if name != "compute-slowdown-2030":  # where less compute before slows human researchers as well
        assert parts["anyway"] == pytest.approx(1.2, abs=1e-12)


def test_where_compute_stands_still_its_growth_adds_nothing():
    parts = oc.run("greenblatt-2026-no-singularity", draws=200).split
    assert parts["compute_growth"] == pytest.approx(0, abs=2e-6)


def test_the_document_shows_the_parts_under_their_names():
    document = oc.run("greenblatt-2025", draws=500).document()["decomposition"]
    assert list(document)[:3] == ["unit", "draws", "without_parts"]
    assert sum(document[name]["mean"] for name in PARTS) == pytest.approx(
        oc.run("greenblatt-2025", draws=500).outputs["oom_total_12mo"].mean(), abs=1e-9
    )
