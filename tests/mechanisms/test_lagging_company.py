"""A lagging company with the leader's AIs: the comment's numbers, what scales with its size, and what does not."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.industry import ln_shared_multiplier
from oomcast.mechanisms.lagging_company import (
    NEUTRAL,
    PARAMETERS,
    leader_share_from_own_share,
    ln_company_copies,
    ln_company_experiments,
    ln_company_multiplier,
    ln_company_people,
    ln_past_multiplier,
    ln_speedup_over_own_past,
    ln_staff_labour,
    own_share_before,
    prepare,
)
from oomcast.mechanisms.parallel import constant_exponent, step_exponent
from oomcast.mechanisms.production import ces, cobb_douglas
from oomcast.quantities.units import canonical_unit
from tests.mechanisms.agreement import assert_same_bits

LN_SPEEDUP = math.log(15)
LN_PEOPLE = math.log(600)
sizes = st.floats(1e-3, 1)
weights = st.floats(0, 1)
paces = st.floats(-8, 2)


def ln_human_pace(compute: float, staff: float, *, labour_share: float = 0.5, exponent: float = 0.55) -> float:
    """ln P under Cobb-Douglas production and a constant exponent."""
    c = prepare(compute, staff)
    law = constant_exponent.prepare(exponent)
    ours = constant_exponent.ln_parallel(ln_company_people(LN_PEOPLE, c.ln_staff_share), *law)
    labour = ln_staff_labour(ours, constant_exponent.ln_parallel(LN_PEOPLE, *law))
    return cobb_douglas.ln_output(labour, c.ln_compute_share, *cobb_douglas.prepare(labour_share))


def test_the_comments_company_goes_five_point_two_times_as_fast_as_before() -> None:
    """A tenth of compute and of staff, three tenths of its progress its own, and the AIs 15 times its people."""
    pace = ln_human_pace(0.1, 0.1)
    weight = leader_share_from_own_share(0.3, pace)
    own = ln_company_multiplier(LN_SPEEDUP, 0.775, math.log(0.1))
    assert own - pace == pytest.approx(LN_SPEEDUP, abs=1e-12)
    multiplier = ln_shared_multiplier(own, 0.0, weight, 1 - weight)
    past = ln_past_multiplier(pace, weight, 1 - weight)
    assert math.exp(ln_speedup_over_own_past(multiplier, past)) == pytest.approx(5.2, rel=1e-12)


@given(own=st.floats(-5, 8), pace=paces, weight=st.floats(0.01, 0.99), others=st.floats(-1, 5))
def test_the_speedup_is_the_mean_over_the_shares_of_the_companys_own_past(own, pace, weight, others) -> None:
    share = own_share_before(pace, weight)
    multiplier = ln_shared_multiplier(own, others, weight, 1 - weight)
    speedup = ln_speedup_over_own_past(multiplier, ln_past_multiplier(pace, weight, 1 - weight))
    by_shares = share * math.exp(own - pace) + (1 - share) * math.exp(others)
    assert math.exp(speedup) == pytest.approx(by_shares, rel=1e-11)


@given(copies=st.floats(0, 20), experiments=st.floats(-5, 5), own=st.floats(-2, 8), weight=weights)
def test_a_company_of_the_leaders_size_is_the_leader_to_the_last_bit(copies, experiments, own, weight) -> None:
    c = prepare(*NEUTRAL.values())
    assert list(NEUTRAL) == [parameter.name for parameter in PARAMETERS]
    assert ln_company_copies(copies, c.ln_compute_share) == copies
    assert ln_company_experiments(experiments, c.ln_compute_share) == experiments
    assert ln_company_multiplier(own, 0.775, c.ln_compute_share) == own
    people = ln_company_people(LN_PEOPLE, c.ln_staff_share)
    assert people == LN_PEOPLE
    assert ln_human_pace(1.0, 1.0) == 0
    assert own_share_before(0.0, weight) == pytest.approx(weight, abs=1e-15)
    # ln(w + 1 - w) is 0 up to the rounding of 1 - w
    assert ln_past_multiplier(0.0, weight, 1 - weight) == pytest.approx(0, abs=1e-15)


@given(size=sizes, software=st.floats(0, 20), compute=st.floats(0, 3))
def test_fewer_copies_and_experiments_come_to_compute_returns_under_cobb_douglas(size, software, compute) -> None:
    """The workforce's way and the short way of a model without one give the same multiplier."""
    a, lam = 0.5, 0.55
    ln_size = math.log(size)
    labour = lam * (ln_company_copies(math.log(15e3) + 0.4 * software + compute, ln_size) - LN_PEOPLE) + math.log(60)
    at_par = lam * (math.log(15e3) + 0.4 * software + compute - LN_PEOPLE) + math.log(60)
    production = cobb_douglas.prepare(a)
    long_way = cobb_douglas.ln_output(labour, ln_company_experiments(compute, ln_size), *production)
    short_way = ln_company_multiplier(cobb_douglas.ln_output(at_par, compute, *production), a * lam + 1 - a, ln_size)
    assert long_way == pytest.approx(short_way, abs=1e-11)


@given(low=sizes, high=sizes, staff=sizes, rho=st.floats(-2, 0.9))
def test_more_compute_or_staff_made_the_past_faster(low: float, high: float, staff: float, rho: float) -> None:
    low, high = sorted((low, high))
    production = ces.prepare(0.5, rho)
    paces_of_compute = [ces.ln_output(0.5 * math.log(staff), math.log(size), *production) for size in (low, high)]
    paces_of_staff = [ces.ln_output(0.5 * math.log(size), math.log(staff), *production) for size in (low, high)]
    for slow, fast in (paces_of_compute, paces_of_staff):
        assert slow <= fast + 1e-12
        assert ln_past_multiplier(slow, 0.5, 0.5) <= ln_past_multiplier(fast, 0.5, 0.5) + 1e-12
        assert own_share_before(slow, 0.5) <= own_share_before(fast, 0.5) + 1e-12


@given(few=sizes, many=sizes, weight=st.floats(0.01, 1))
def test_a_company_with_fewer_people_progresses_as_fast_and_is_changed_more(few, many, weight) -> None:
    few, many = sorted((few, many))
    multiplier = ln_shared_multiplier(1.0, 0.0, weight, 1 - weight)  # staff is no argument of it
    changes = [
        ln_speedup_over_own_past(multiplier, ln_past_multiplier(ln_human_pace(0.1, staff), weight, 1 - weight))
        for staff in (few, many)
    ]
    assert changes[0] >= changes[1] - 1e-12


def test_staff_below_a_step_of_parallel_returns_loses_less() -> None:
    """A tenth of 4,000 heads is worth a tenth to the 0.7, though the exponent of the AIs' heads is 0.3."""
    law = step_exponent.prepare(0.7, 0.3, 4000.0)
    people = ln_company_people(math.log(4000), math.log(0.1))
    labour = ln_staff_labour(step_exponent.ln_parallel(people, *law), step_exponent.ln_parallel(math.log(4000), *law))
    assert math.exp(labour) == pytest.approx(0.1**0.7, rel=1e-12)


@given(people=st.floats(0, 15), staff=st.floats(-20, 0))
def test_a_company_has_at_least_one_person(people: float, staff: float) -> None:
    assert ln_company_people(people, staff) == max(people + staff, 0)


@given(share=weights, pace=paces)
def test_the_weight_from_an_own_share_gives_that_share_back(share: float, pace: float) -> None:
    assert own_share_before(pace, leader_share_from_own_share(share, pace)) == pytest.approx(share, abs=1e-12)


@given(pace=st.floats(-8, 0), weight=weights)
def test_a_smaller_company_made_less_of_its_progress_itself(pace: float, weight: float) -> None:
    assert own_share_before(pace, weight) <= weight + 1e-15


def test_past_and_shares_are_right_to_a_billionth_at_random_points() -> None:
    generator = np.random.default_rng(91)
    pace, weight, own = generator.uniform(-15, 3, 1000), generator.uniform(0, 1, 1000), generator.uniform(-3, 9, 1000)
    past = ln_past_multiplier(pace, weight, 1 - weight)
    speedup = ln_speedup_over_own_past(ln_shared_multiplier(own, 0.0 * own, weight, 1 - weight), past)
    share, back = own_share_before(pace, weight), leader_share_from_own_share(weight, pace)
    with mpmath.workdps(50):
        for row in range(1000):
            ln_p, w, ln_own = (mpmath.mpf(float(column[row])) for column in (pace, weight, own))
            p = mpmath.exp(ln_p)
            before = w * p + 1 - w
            assert abs(mpmath.exp(float(past[row])) / before - 1) <= 1e-9
            assert abs(mpmath.exp(float(speedup[row])) * before / (w * mpmath.exp(ln_own) + 1 - w) - 1) <= 1e-9
            assert abs(float(share[row]) * before / (w * p) - 1) <= 1e-9
            assert abs(float(back[row]) * (w + (1 - w) * p) / w - 1) <= 1e-9


def test_floats_arrays_and_compiled_code_have_the_same_bits() -> None:
    generator = np.random.default_rng(92)
    first, second, third = generator.uniform(-20, 20, (3, 300))
    weight = generator.choice([0.0, 0.3, 1.0], 300)
    for function in (ln_company_copies, ln_company_experiments, ln_company_people, ln_staff_labour):
        assert_same_bits(function, (first, second))
    assert_same_bits(ln_speedup_over_own_past, (first, second))
    assert_same_bits(ln_company_multiplier, (first, second, third))
    assert_same_bits(ln_past_multiplier, (first, weight, 1 - weight))
    assert_same_bits(own_share_before, (first, weight))
    assert_same_bits(leader_share_from_own_share, (weight, first))


def test_each_parameter_is_in_a_unit_that_scenario_files_know() -> None:
    assert all(canonical_unit(parameter.unit) == parameter.unit for parameter in PARAMETERS)
