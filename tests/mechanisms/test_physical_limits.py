"""Physical limits: the companies of the two posts, limits that do not exist, and the equilibrium argument."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import chips_per_copy, physical_limits
from oomcast.mechanisms.physical_limits import (
    PARAMETERS,
    UNLIMITED,
    dollar_ratio,
    equilibrium_labour_share,
    ln_chips_needed,
    ln_power_needed,
    ln_spending_per_year,
    prepare,
    share_of_existing,
)
from oomcast.mechanisms.production.registry import PRODUCTIONS
from oomcast.quantities.units import canonical_unit
from tests.mechanisms.agreement import assert_same_bits

SECOND_POST = chips_per_copy.prepare(10e6, 1 / 5, 1 / 5, 1.0)
logs = st.floats(-50, 50)
spending = st.floats(10, 30)  # ln USD per year: 22,000 to 1e13
exponents = st.floats(0.05, 1)


def chips_taken(copies: float, speed: float) -> float:
    return chips_per_copy.ln_chips_taken(math.log(copies), math.log(speed), *SECOND_POST[1:])


def test_the_company_of_the_second_post_needs_the_chips_it_has() -> None:
    assert math.exp(ln_chips_needed(chips_taken(200_000, 50), 1 / 5)) == pytest.approx(10e6, rel=1e-12)


def test_the_copies_of_the_first_post_would_take_a_million_chips_at_the_second_posts_cost() -> None:
    assert math.exp(ln_chips_needed(chips_taken(15_000, 60), 1 / 6)) == pytest.approx(1.08e6, rel=1e-12)


def test_ten_million_chips_at_a_kilowatt_take_ten_gigawatts() -> None:
    assert math.exp(ln_power_needed(math.log(10e6), math.log(1000.0))) == pytest.approx(10e9, rel=1e-12)


@given(needed=logs, existing=logs)
def test_more_than_exists_is_a_share_above_one(needed: float, existing: float) -> None:
    share = share_of_existing(needed, existing)
    assert share == pytest.approx(math.exp(needed - existing), rel=1e-12)
    assert (share > 1) == (math.exp(needed - existing) > 1)


def test_nothing_exceeds_a_limit_that_does_not_exist() -> None:
    no_limits = prepare(UNLIMITED, 600.0, UNLIMITED, UNLIMITED, 1e6, 5e3)
    for ln_existing in (no_limits.ln_world_chips, no_limits.ln_power_available, no_limits.ln_qualified_people):
        assert share_of_existing(700.0, ln_existing) == 0
        assert share_of_existing(math.inf, ln_existing) == 0


def test_copies_without_a_share_of_compute_need_more_than_any_world_has_and_no_copies_need_none() -> None:
    assert ln_chips_needed(10.0, 0.0) == math.inf
    assert share_of_existing(math.inf, 30.0) > 1e300
    assert ln_chips_needed(-math.inf, 0.0) == -math.inf
    assert share_of_existing(-math.inf, 30.0) == 0


@given(taken=logs, low=st.floats(0.001, 0.99), high=st.floats(0.001, 0.99), more=st.floats(0, 5))
def test_more_copies_need_more_chips_and_a_larger_share_for_them_fewer(taken, low, high, more) -> None:
    low, high = sorted((low, high))
    assert ln_chips_needed(taken, low) >= ln_chips_needed(taken, high)
    assert ln_chips_needed(taken + more, low) >= ln_chips_needed(taken, low)


# --- the equilibrium argument


def cobb_douglas_output(ln_people: float, ln_chips: float, labour_share: float, exponent: float) -> float:
    """ln of research output with n^lam people, labour share a and X chips."""
    return labour_share * exponent * ln_people + (1 - labour_share) * ln_chips


@given(a=st.floats(0.05, 0.95), lam=exponents, staff=spending, chips=spending)
def test_the_ratio_is_what_a_dollar_moved_from_chips_to_staff_does(a, lam, staff, chips) -> None:
    """A derivative by hand: a small share of the smaller budget, added to one input and then to the other."""
    dollars = 1e-6 * math.exp(min(staff, chips))
    more_staff = cobb_douglas_output(math.log1p(dollars / math.exp(staff)), 0.0, a, lam)
    more_chips = cobb_douglas_output(0.0, math.log1p(dollars / math.exp(chips)), a, lam)
    assert dollar_ratio(a, lam, 1 - a, staff, chips) == pytest.approx(more_staff / more_chips, rel=1e-5)


@given(lam=exponents, staff=spending, chips=spending)
def test_at_the_equilibrium_share_another_dollar_does_the_same_on_either_side(lam, staff, chips) -> None:
    share = equilibrium_labour_share(lam, staff, chips)
    if 1e-9 < share < 1 - 1e-9:
        assert dollar_ratio(share, lam, 1 - share, staff, chips) == pytest.approx(1, rel=1e-6)


@given(lam=exponents, staff=spending, chips=spending)
def test_the_equilibrium_share_is_where_output_is_highest_for_the_money(lam, staff, chips) -> None:
    """Independent of the formula: with that share, no other split of the same money does better."""
    share = equilibrium_labour_share(lam, staff, chips)
    money = math.exp(staff) + math.exp(chips)
    best = cobb_douglas_output(staff, chips, share, lam)
    for staff_part in np.linspace(0.001, 0.999, 97):
        other = cobb_douglas_output(math.log(money * staff_part), math.log(money * (1 - staff_part)), share, lam)
        assert other <= best + 1e-9


@given(staff=spending, chips=spending)
def test_heads_that_add_up_get_their_share_of_the_spending(staff: float, chips: float) -> None:
    share = equilibrium_labour_share(1.0, staff, chips)
    assert share == pytest.approx(1 / (1 + math.exp(chips - staff)), rel=1e-12)


@given(low=exponents, high=exponents, staff=spending, chips=spending, more=st.floats(0, 3))
def test_crowded_heads_and_dear_staff_imply_a_larger_labour_share(low, high, staff, chips, more) -> None:
    low, high = sorted((low, high))
    assert equilibrium_labour_share(low, staff, chips) >= equilibrium_labour_share(high, staff, chips)
    assert equilibrium_labour_share(low, staff + more, chips) >= equilibrium_labour_share(low, staff, chips)
    assert dollar_ratio(0.5, low, 0.5, staff + more, chips) <= dollar_ratio(0.5, low, 0.5, staff, chips)


@given(a=st.floats(0.05, 0.95), lam=exponents, staff=spending, chips=spending, scale=st.floats(-5, 5))
def test_the_unit_of_money_does_not_matter(a, lam, staff, chips, scale) -> None:
    here, there = (dollar_ratio(a, lam, 1 - a, staff + shift, chips + shift) for shift in (0.0, scale))
    assert here == pytest.approx(there, rel=1e-12)


def test_inputs_that_do_nothing_are_told_apart() -> None:
    assert dollar_ratio(1.0, 0.5, 0.0, 20.0, 20.0) == math.inf
    assert dollar_ratio(1.0, -0.5, 0.0, 20.0, 20.0) == -math.inf
    assert dollar_ratio(1.0, 0.0, 0.0, 20.0, 20.0) == 1
    assert dollar_ratio(0.0, 0.5, 1.0, 20.0, 20.0) == 0
    assert equilibrium_labour_share(0.0, 20.0, 25.0) == equilibrium_labour_share(-0.3, 20.0, 25.0) == 1


def test_elasticities_of_any_production_function_at_its_base_point_fit() -> None:
    """The labour share is the elasticity at L = X = 1 in each of them, so the argument needs no special case."""
    for name, values in {"cobb-douglas": (0.6,), "ces": (0.6, -0.4), "frontier-experiments": (0.6, 0.0, 0.0)}.items():
        production = PRODUCTIONS[name]
        coefficients = production.prepare(*values)
        slopes = (production.labour_elasticity(0.0, 0.0, *coefficients), 0.55)
        chips = production.experiment_elasticity(0.0, 0.0, *coefficients)
        assert dollar_ratio(*slopes, chips, 22.0, 23.0) == pytest.approx(0.6 * 0.55 / 0.4 * math.e, rel=1e-12)


def test_shares_and_ratios_are_right_to_a_billionth_at_random_points() -> None:
    generator = np.random.default_rng(81)
    taken, cost, existing = generator.uniform(-20, 40, (3, 1000))
    inference, a, lam = generator.uniform(0.01, 0.99, (3, 1000))
    people, researcher, chip = generator.uniform(5, 15, (3, 1000))
    needed = ln_chips_needed(taken, inference)
    power = ln_power_needed(needed, cost)
    share = share_of_existing(power, existing)
    staff, chips = ln_spending_per_year(people, researcher), ln_spending_per_year(needed, chip)
    ratio = dollar_ratio(a, lam, 1 - a, staff, chips)
    equilibrium = equilibrium_labour_share(lam, staff, chips)
    with mpmath.workdps(50):
        for row in range(1000):
            t, c, e, u, s, m, n, r, d = (
                mpmath.mpf(float(column[row]))
                for column in (taken, cost, existing, inference, a, lam, people, researcher, chip)
            )
            all_chips = mpmath.exp(t) / u
            assert abs(float(share[row]) * mpmath.exp(e) / (all_chips * mpmath.exp(c)) - 1) <= 1e-9
            wages, rent = mpmath.exp(n + r), all_chips * mpmath.exp(d)
            assert abs(float(ratio[row]) * (1 - s) * wages / (s * m * rent) - 1) <= 1e-9
            assert abs(float(equilibrium[row]) * (wages + m * rent) / wages - 1) <= 1e-9


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(82)
    first, second = generator.uniform(-60, 60, (2, 300))
    limits = np.where(generator.random(300) < 0.2, np.inf, second)
    shares = generator.choice([0.0, 0.1, 0.5], 300)
    assert_same_bits(ln_chips_needed, (np.where(shares > 0.4, -np.inf, first), shares))
    assert_same_bits(ln_power_needed, (first, second))
    assert_same_bits(share_of_existing, (first * 20, limits))
    assert_same_bits(ln_spending_per_year, (first, second))
    assert_same_bits(dollar_ratio, (shares, second / 60, 0.5 - shares, first, second))
    assert_same_bits(equilibrium_labour_share, (second / 60, first * 10, second))


def test_each_parameter_is_in_a_unit_that_scenario_files_know() -> None:
    assert physical_limits.NEUTRAL == {}
    assert all(canonical_unit(parameter.unit) == parameter.unit for parameter in PARAMETERS)
