"""Copies from chips: the second post's company, and the way back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import chips_per_copy
from oomcast.mechanisms.chips_per_copy import ln_chips_per_copy, ln_chips_taken, ln_copies_run, prepare
from oomcast.simulate.twins import twin

SECOND_POST = prepare(10e6, 1 / 5, 1 / 5, 1.0)


@pytest.mark.parametrize(("speed", "chips", "copies"), [(50, 10, 200_000), (1, 0.2, 10_000_000)])
def test_the_company_of_the_second_post_comes_out(speed: float, chips: float, copies: float) -> None:
    assert math.exp(ln_chips_per_copy(math.log(speed), *SECOND_POST[1:])) == pytest.approx(chips, rel=1e-13)
    found = math.exp(ln_copies_run(SECOND_POST.ln_chips_for_inference, math.log(speed), *SECOND_POST[1:]))
    assert found == pytest.approx(copies, rel=1e-12)


def test_its_whole_compute_is_about_a_chip_per_researcher_at_human_speed() -> None:
    at_human_speed = math.exp(ln_copies_run(SECOND_POST.ln_chips_for_inference, 0.0, *SECOND_POST[1:]))
    assert 10e6 / at_human_speed == pytest.approx(1, rel=1e-12)


@given(ln_chips=st.floats(0, 30), ln_speed=st.floats(-3, 10), other=st.floats(-3, 10), at_one=st.floats(-15, 15))
def test_at_the_neutral_cost_of_speed_copies_times_speed_is_fixed(ln_chips, ln_speed, other, at_one) -> None:
    cost = chips_per_copy.NEUTRAL["speed_cost_exponent"]
    here, there = (ln_copies_run(ln_chips, v, at_one, cost) + v for v in (ln_speed, other))
    assert here == pytest.approx(there, abs=1e-12)


@given(ln_chips=st.floats(0, 30), ln_speed=st.floats(-3, 10), at_one=st.floats(-15, 15), cost=st.floats(0, 5))
def test_the_copies_that_chips_run_take_those_chips(ln_chips, ln_speed, at_one, cost) -> None:
    copies = ln_copies_run(ln_chips, ln_speed, at_one, cost)
    assert ln_chips_taken(copies, ln_speed, at_one, cost) == pytest.approx(ln_chips, abs=1e-12)


@given(stock=st.floats(1, 1e12), more=st.floats(1, 100), share=st.floats(0.01, 0.49))
def test_more_chips_or_a_larger_share_run_more_copies_in_proportion(stock: float, more: float, share: float) -> None:
    base, chips, shared = (
        prepare(*pair, 0.2, 1.0)[0] for pair in ((stock, share), (stock * more, share), (stock, 2 * share))
    )
    assert chips - base == pytest.approx(math.log(more), abs=1e-12)
    assert shared - base == pytest.approx(math.log(2), abs=1e-12)


@pytest.mark.parametrize("function", [ln_chips_per_copy, ln_copies_run, ln_chips_taken])
def test_floats_arrays_and_compiled_code_have_the_same_bits(function) -> None:
    generator = np.random.default_rng(2)
    columns = [generator.uniform(-20, 30, 300) for _ in range(function.__code__.co_argcount)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    together = function(*columns).tolist()
    assert [function(*row) for row in rows] == together
    compiled = twin(function)
    assert [compiled(*row) for row in rows] == together
