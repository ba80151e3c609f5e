"""The workforce at full automation: the chain of the first post, and what each factor does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms import workforce
from oomcast.mechanisms.inference import ln_compute_left
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.workforce import (
    chain,
    ln_effort_from_quality,
    ln_people_quality,
    ln_relative_labour,
    ln_serial_speed,
    prepare,
)
from oomcast.simulate.twins import twin

SEED = {
    "ai_copies": 15_000.0,
    "ai_serial_speed": math.inf,
    "speed_from_hours": 3.0,
    "speed_from_tokens": 5.0,
    "speed_from_coordination": 2.0,
    "speed_from_mixing": 2.0,
    "ai_quality": 1.0,
    "quality_on_research_share": 0.0,
    "human_researchers": 3000.0,
    "human_top_equivalents": 600.0,
}

logs = st.floats(-20, 40)
shares = st.floats(0, 1)


def test_the_chain_of_the_first_post_comes_out_to_its_last_digit() -> None:
    assert tuple(SEED) == tuple(parameter.name for parameter in workforce.PARAMETERS)
    w = prepare(*SEED.values())
    law = PARALLEL_RETURNS["constant-exponent"]
    exponent = law.prepare(0.55)
    steps = chain(
        law.ln_parallel(w.ln_copies, *exponent),
        law.ln_parallel(w.ln_human_top_equivalents, *exponent),
        w.ln_speed,
        w.ln_quality,
        w.quality_on_research_share,
        0.5,
        ln_compute_left(1 / 6),
    )
    equivalents = 25**0.55 * 60
    assert steps.copies_term == pytest.approx(25**0.55, rel=1e-12)
    assert round(steps.copies_term, 2) == 5.87
    assert steps.serial_speed == pytest.approx(60, rel=1e-14)
    assert steps.quality == 1
    assert steps.serial_labour_equivalents == pytest.approx(equivalents, rel=1e-12)
    assert round(steps.serial_labour_equivalents, 4) == 352.3857
    assert steps.research_multiplier_before_compute == pytest.approx(math.sqrt(equivalents), rel=1e-12)
    assert round(steps.research_multiplier_before_compute, 5) == 18.77194
    assert steps.research_multiplier == pytest.approx(math.sqrt(equivalents * 5 / 6), rel=1e-12)


@given(speed=st.floats(1e-3, 1e6), factors=st.tuples(*[st.floats(0.1, 100)] * 4))
def test_a_stated_speed_replaces_the_product_and_none_gives_it_back(speed: float, factors: tuple[float, ...]) -> None:
    assert math.exp(ln_serial_speed(speed, *factors)) == pytest.approx(speed, rel=1e-13)
    assert math.exp(ln_serial_speed(math.inf, *factors)) == pytest.approx(math.prod(factors), rel=1e-13)


def test_speeds_may_be_stated_in_some_draws_only() -> None:
    stated = np.array([50.0, math.inf])
    four = (np.full(2, factor) for factor in (3.0, 5.0, 2.0, 2.0))
    assert np.exp(ln_serial_speed(stated, *four)) == pytest.approx([50, 60], rel=1e-14)


@given(copies=logs, people=logs, speed=logs, quality=logs, share=shares)
def test_quality_acts_on_labour_on_the_whole_effort_or_on_both_but_never_twice(copies, people, speed, quality, share):
    labour = ln_relative_labour(copies, people, speed, quality, share)
    assert labour + ln_effort_from_quality(quality, share) == pytest.approx(
        copies - people + speed + quality, abs=1e-12
    )
    assert ln_relative_labour(copies, people, speed, quality, 0.0) == copies - people + speed + quality
    assert ln_effort_from_quality(quality, 0.0) == 0
    assert ln_relative_labour(copies, people, speed, quality, 1.0) == copies - people + speed


@given(speed=logs, quality=st.floats(0.01, 5), labour_share=st.floats(0, 0.99), share=shares, more=st.floats(0, 1))
def test_quality_is_worth_more_where_it_acts_on_the_whole_effort(speed, quality, labour_share, share, more) -> None:
    share_more = share + (1 - share) * more
    low, high = (chain(0.0, 0.0, speed, quality, w, labour_share, 0.0).research_multiplier for w in (share, share_more))
    assert high >= low * (1 - 1e-12)


@given(exponent=st.floats(0, 1), heads=st.floats(1, 1e6), share=st.floats(1e-3, 1))
def test_counting_heads_or_top_equivalents_gives_the_same_labour(exponent: float, heads: float, share: float) -> None:
    law = PARALLEL_RETURNS["constant-exponent"]
    top, all_heads = (law.ln_parallel(math.log(n), exponent) for n in (heads * share, heads))
    by_heads = ln_relative_labour(9.0, all_heads + ln_people_quality(top, all_heads), 4.0, 0.0, 0.0)
    assert by_heads == pytest.approx(ln_relative_labour(9.0, top, 4.0, 0.0, 0.0), abs=1e-12)


def test_a_company_of_itself_has_the_labour_of_one() -> None:
    assert ln_relative_labour(3.5, 3.5, 0.0, 0.0, 0.3) == 0


def test_better_ais_and_more_of_them_never_slow_research() -> None:
    generator = np.random.default_rng(1)
    points = [generator.uniform(-10, 30, 300) for _ in range(4)]
    base = chain(*points, 0.5, 0.4, -0.2).research_multiplier
    for position in (0, 2, 3):
        more = [point + (0.7 if i == position else 0.0) for i, point in enumerate(points)]
        assert (chain(*more, 0.5, 0.4, -0.2).research_multiplier > base).all()


@pytest.mark.parametrize("function", [ln_relative_labour, ln_people_quality, ln_effort_from_quality, ln_serial_speed])
def test_floats_arrays_and_compiled_code_have_the_same_bits(function) -> None:
    generator = np.random.default_rng(2)
    columns = [generator.uniform(0.1, 30, 300) for _ in range(function.__code__.co_argcount)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    together = function(*columns).tolist()
    assert [function(*row) for row in rows] == together
    compiled = twin(function)
    assert [compiled(*row) for row in rows] == together
