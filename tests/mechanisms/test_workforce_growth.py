"""What an OOM buys: the feedback and the returns to compute that the chain implies."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import workforce_growth
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.workforce import ln_effort_from_quality, ln_relative_labour
from oomcast.mechanisms.workforce_growth import (
    compute_returns,
    ln_copies,
    ln_grown,
    ln_quality_per_sd,
    prepare,
    software_feedback,
)
from oomcast.simulate.twins import twin

SEED = prepare(3.0, 1.25, 1.2, 10.0, 1.0, 0.0, 3.7)
LN_10 = math.log(10)

factors = st.floats(0.5, 20)
sds = st.floats(-1, 3)
shares = st.floats(0, 1)


def test_the_allocation_of_an_oom_gives_the_feedback_of_the_post() -> None:
    exact = 0.5 * (0.55 * math.log10(3) + math.log10(1.25) + 1.2 * math.log10(3.7) / 3.09)
    assert software_feedback(0.5, 0.55, *SEED[:3], 0.0) == pytest.approx(exact, rel=1e-12)
    assert round(exact, 3) == 0.290


def test_bare_compute_that_only_runs_more_copies_gives_the_returns_of_the_post() -> None:
    assert compute_returns(0.5, 0.55, *SEED[3:], 0.0) == pytest.approx(0.5 * 0.55 + 0.5, rel=1e-14) == 0.775


def test_the_neutral_values_leave_labour_share_and_exponent_alone_to_give_the_returns_to_compute() -> None:
    neutral = workforce_growth.NEUTRAL
    values = [neutral.get(parameter.name, 2.0) for parameter in workforce_growth.PARAMETERS]
    growth = prepare(*values)
    assert growth[3:] == (1.0, 0.0, 0.0)
    for share, exponent in ((0.3, 0.4), (0.5, 0.55), (0.9, 1.0)):
        assert compute_returns(share, exponent, *growth[3:], 0.7) == share * exponent + (1 - share)


def test_six_ooms_buy_the_copies_and_the_speed_of_the_post() -> None:
    software = 6 * LN_10
    assert math.exp(ln_grown(0.0, SEED.copies_per_software, 1.0, software, 0.0)) == pytest.approx(729, rel=1e-12)
    assert math.exp(ln_grown(0.0, SEED.speed_per_software, 0.0, software, 0.0)) == pytest.approx(1.25**6, rel=1e-12)


def test_the_taste_spread_is_that_of_the_best_of_a_thousand() -> None:
    assert math.exp(3.09 * ln_quality_per_sd(3.7)) == pytest.approx(3.7, rel=1e-13)
    assert ln_quality_per_sd(1.0) == 0


@given(
    per_oom=st.tuples(factors, factors, sds, factors, factors, sds),
    spread=st.floats(1, 30),
    labour_share=shares,
    exponent=st.floats(0, 1),
    on_research=shares,
    software=st.floats(0, 20),
    compute=st.floats(-2, 5),
)
def test_feedback_and_returns_are_the_slopes_of_effort(
    per_oom, spread, labour_share, exponent, on_research, software, compute
) -> None:
    """Under constant exponents ln(effort) is a plane in software and compute, with these two slopes."""
    growth = prepare(*per_oom, spread)

    def ln_effort(s: float, k: float) -> float:
        copies = ln_grown(9.0, growth.copies_per_software, growth.copies_per_compute, s, k)
        speed = ln_grown(4.0, growth.speed_per_software, growth.speed_per_compute, s, k)
        quality = ln_grown(0.5, growth.quality_per_software, growth.quality_per_compute, s, k)
        law = PARALLEL_RETURNS["constant-exponent"]
        labour = ln_relative_labour(law.ln_parallel(copies, exponent), 3.0, speed, quality, on_research)
        return labour_share * labour + ln_effort_from_quality(quality, on_research) + (1 - labour_share) * k

    phi = software_feedback(labour_share, exponent, *growth[:3], on_research)
    gamma = compute_returns(labour_share, exponent, *growth[3:], on_research)
    gain = ln_effort(software, compute) - ln_effort(0.0, 0.0)
    assert gain == pytest.approx(phi * software + gamma * compute, abs=1e-11)


def test_copies_follow_share_need_and_trade() -> None:
    base = ln_copies(9.0, 0.5, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0)
    assert base == ln_grown(9.0, 0.5, 1.0, 2.0, 1.0)
    assert ln_copies(9.0, 0.5, 1.0, 2.0, 1.0, math.log(2), 0.0, 0.0) == pytest.approx(base + math.log(2))
    assert ln_copies(9.0, 0.5, 1.0, 2.0, 1.0, 0.0, 1.5, 0.25) == base - 1.75


@pytest.mark.parametrize("function", [ln_grown, ln_copies, software_feedback, compute_returns, ln_quality_per_sd])
def test_floats_arrays_and_compiled_code_have_the_same_bits(function) -> None:
    generator = np.random.default_rng(3)
    columns = [generator.uniform(0.1, 30, 300) for _ in range(function.__code__.co_argcount)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    together = function(*columns).tolist()
    assert [function(*row) for row in rows] == together
    compiled = twin(function)
    assert [compiled(*row) for row in rows] == together


def test_wide_domains_give_numbers() -> None:
    for value in (1e-3, 1.0, 1e3):
        for sd in (-10.0, 0.0, 10.0):
            growth = prepare(value, value, sd, value, value, sd, 1e4)
            assert np.isfinite(growth).all()
            assert math.isfinite(ln_copies(30.0, growth[0], growth[3], 70.0, 70.0, -30.0, 10.0, 20.0))
