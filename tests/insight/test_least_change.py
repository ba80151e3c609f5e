"""The smallest change of a distribution: closed forms, a general solver, and what nothing can meet."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from oomcast.insight.least_change import Demands, least_change, possible_places, relative_entropy_bits, shortfall


def given(functions, values) -> Demands:
    values = np.asarray(values, dtype=np.float64)
    return Demands(functions=np.asarray(functions, dtype=np.float64), least=values, most=values)


def normal_on_grid(places=4001):
    x = np.linspace(-10.0, 10.0, places)
    own = norm.pdf(x)
    return x, own / own.sum()


def test_for_quantiles_it_is_stated_over_own_mass_in_each_interval():
    rng = np.random.default_rng(1)
    own = rng.dirichlet(np.ones(50))
    places = np.arange(50)
    cuts, levels = [4, 17, 30, 44], [0.1, 0.3, 0.35, 0.9]
    tilt = least_change(own, given([places < cut for cut in cuts], levels))
    stated = np.diff([0.0, *levels, 1.0])
    interval = np.searchsorted(cuts, places, side="right")
    held = np.array([own[interval == one].sum() for one in range(5)])
    assert tilt.mass == pytest.approx(own * (stated / held)[interval], rel=1e-12)
    assert tilt.bits == pytest.approx(float(np.sum(stated * np.log2(stated / held))), rel=1e-12)


@pytest.mark.parametrize("mean", [-2.0, 0.3, 1.3, 3.0])
def test_a_normal_with_another_mean_is_the_normal_shifted(mean):
    x, own = normal_on_grid()
    tilt = least_change(own, given([x], [mean]))
    shifted = norm.pdf(x, loc=mean)
    assert tilt.mass == pytest.approx(shifted / shifted.sum(), abs=1e-12)
    assert tilt.bits == pytest.approx(mean**2 / 2 / math.log(2), rel=1e-8)
    assert tilt.multipliers == pytest.approx([mean], rel=1e-9)


def test_a_normal_with_another_mean_and_spread_is_that_normal():
    x, own = normal_on_grid()
    tilt = least_change(own, given([x, x * x], [0.5, 0.25 + 0.49]))
    other = norm.pdf(x, loc=0.5, scale=0.7)
    assert tilt.mass == pytest.approx(other / other.sum(), abs=1e-10)
    bits = (0.49 + 0.25 - 1.0 - math.log(0.49)) / 2 / math.log(2)
    assert tilt.bits == pytest.approx(bits, rel=1e-6)


def test_what_is_met_already_is_left_as_it_is():
    own = np.array([0.1, 0.2, 0.3, 0.4])
    tilt = least_change(own, given([[1, 1, 0, 0]], [0.3]))
    assert tilt.mass == pytest.approx(own, abs=1e-15)
    assert tilt.bits == 0.0


@pytest.mark.parametrize("case", range(60))
def test_no_masses_that_meet_the_demands_are_closer(case):
    """Against a general convex solver, with demands given, at least, and at most."""
    rng = np.random.default_rng(case)
    places = int(rng.integers(5, 15))
    own, other = rng.dirichlet(np.ones(places)), rng.dirichlet(np.ones(places))
    functions = rng.normal(size=(3, places))
    least, most = functions @ other, functions @ other
    least[1], most[1] = least[1] - 0.1, np.inf
    least[2], most[2] = -np.inf, most[2] - rng.uniform(0.0, 0.02)
    demands = Demands(functions=functions, least=least, most=most)
    tilt = least_change(own, demands)
    general = minimize(
        lambda w: float(np.sum(w * np.log(w / own))),
        other,
        jac=lambda w: np.log(w / own) + 1.0,
        bounds=[(1e-12, 1.0)] * places,
        constraints=[
            {"type": "eq", "fun": lambda w: w.sum() - 1.0},
            {"type": "eq", "fun": lambda w: functions[0] @ w - least[0]},
            {"type": "ineq", "fun": lambda w: functions[1] @ w - least[1]},
            {"type": "ineq", "fun": lambda w: most[2] - functions[2] @ w},
        ],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    if tilt is None:
        assert shortfall(own, demands) > 0.0
        return
    met = functions @ tilt.mass
    assert met[0] == pytest.approx(least[0], abs=1e-9)
    assert met[1] >= least[1] - 1e-9
    assert met[2] <= most[2] + 1e-9
    assert tilt.bits <= general.fun / math.log(2) + 1e-8
    if general.success:
        assert tilt.bits == pytest.approx(general.fun / math.log(2), abs=1e-7)


def test_demands_that_repeat_each_other_change_nothing():
    x, own = normal_on_grid(401)
    once = least_change(own, given([x <= 0.5], [0.4]))
    thrice = least_change(own, given([x <= 0.5, x <= 0.5, x > 0.5], [0.4, 0.4, 0.6]))
    assert thrice.mass == pytest.approx(once.mass, abs=1e-12)


def test_two_numbers_that_leave_nothing_between_them_empty_what_is_there():
    x, own = normal_on_grid(401)
    demands = given([x <= -0.5, x <= -0.3], [0.25, 0.25])
    tilt = least_change(own, demands)
    between = (x > -0.5) & (x <= -0.3)
    assert np.array_equal(possible_places(own, demands), ~between)
    assert tilt.mass[between] == pytest.approx(0.0, abs=0.0)
    low, high = own[x <= -0.5].sum(), own[x > -0.3].sum()
    assert tilt.bits == pytest.approx(0.25 * math.log2(0.25 / low) + 0.75 * math.log2(0.75 / high), rel=1e-10)


def test_what_nothing_can_meet_is_said_and_by_how_much_it_is_missed():
    own = np.array([0.5, 0.5, 0.0])
    beyond = given([[0.0, 0.0, 1.0]], [0.25])
    assert least_change(own, beyond) is None
    assert shortfall(own, beyond) == pytest.approx(0.25)
    contradiction = given([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]], [0.3, 0.5])
    assert least_change(own, contradiction) is None
    assert shortfall(own, contradiction) == pytest.approx(0.1)
    met = given([[1.0, 0.0, 0.0]], [0.9])
    assert shortfall(own, met) == pytest.approx(0.0, abs=1e-12)


def test_relative_entropy_is_none_of_what_is_the_same_and_never_negative():
    rng = np.random.default_rng(3)
    for _ in range(20):
        own, other = rng.dirichlet(np.ones(9)), rng.dirichlet(np.ones(9))
        assert relative_entropy_bits(own, own) == 0.0
        assert relative_entropy_bits(other, own) > 0.0
