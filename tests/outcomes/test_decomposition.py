"""The split of the first year's gain: exact cases, what must not matter, and an independent count of the orders."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

import oomcast as oc
from oomcast.ensemble.run import model_of
from oomcast.models.contract import Settings
from oomcast.outcomes.decomposition import PARTS, decompose
from oomcast.outcomes.evaluate import evaluate

LN_10 = math.log(10)
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


def test_the_parts_are_those_of_another_integrator_and_of_every_order_counted_out():
    generator = np.random.default_rng(7)
    size = 60
    draws = columns(
        initial_speedup=np.exp(generator.uniform(0, 4, size)),
        returns_to_software=np.exp(generator.uniform(-1, 1.2, size)),
        software_feedback=np.exp(generator.uniform(-3, -0.5, size)),
        software_ceiling_oom=generator.uniform(4, 20, size),
        compute_factor_first_year=np.exp(generator.uniform(0, 2, size)),
    )
    parts, _ = split(draws)

    def gain(row: int, switches: frozenset[str]) -> float:
        d = {name: float(column[row]) for name, column in draws.items()}
        growth, limit = math.log(d["compute_factor_first_year"]), d["software_ceiling_oom"] * LN_10
        speed = d["initial_speedup"] if "one_time_jump" in switches else 1.0
        gamma = d["compute_returns"] if "compute_growth" in switches else 0.0
        phi = d["software_feedback"] if "self_acceleration" in switches else 0.0
        beta = phi / d["returns_to_software"]
        human = (d["reference_oom_per_year"] - d["hardware_oom_per_year_reference"]) * LN_10

        def rate(t, x):  # in the depth of the search, where the ceiling is not stiff
            if phi and x[0] > 36 * limit:  # the ceiling is used to the last digit
                return [0.0]
            used = 1 - math.exp(-x[0] / limit) if phi else 0.0
            shallow = math.exp(x[0] / limit) if phi else 1.0
            return [human * speed * math.exp(phi * limit * used + gamma * growth * t - beta * x[0]) * shallow]

        x = solve_ivp(rate, (0, 1), [0.0], method="LSODA", rtol=1e-11, atol=1e-11).y[0, -1]
        software = limit * (1 - math.exp(-x / limit)) if phi else x
        return (software + growth) / LN_10

    for row in range(size):
        counted = dict.fromkeys(PARTS[1:], 0.0)
        orders = list(permutations(PARTS[1:]))
        for order in orders:
            on: frozenset[str] = frozenset()
            for switch in order:
                counted[switch] += (gain(row, on | {switch}) - gain(row, on)) / len(orders)
                on |= {switch}
        for name, value in counted.items():
            assert parts[name][row] == pytest.approx(value, abs=5e-6), (row, name)


def test_a_draw_that_is_infinite_within_the_year_has_no_parts_and_spoils_no_other():
    draws = columns(returns_to_software=[1.2, 3.0], software_ceiling_oom=np.inf, initial_speedup=[2.0, 60.0])
    parts, total = split(draws)
    assert np.isposinf(total[1])
    assert all(np.isnan(part[1]) for part in parts.values())
    assert sum(part[0] for part in parts.values()) == pytest.approx(total[0], abs=1e-9)


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
