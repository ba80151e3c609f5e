"""Exact laws of search hold against enumeration and against simulation, and against each other."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.errors import DataError
from oomcast.mechanisms.parallel import duplication_uniform, duplication_zipf
from oomcast.quantities.streams import uniforms
from oomcast.techtree.laws.boxes import Box, order_of_opening, value_of_policy
from oomcast.techtree.laws.discovery import (
    distinct_ideas,
    duplicate_share,
    searches_for_all,
    searching_exponent,
    zipf_asymptote,
    zipf_chances,
)
from oomcast.techtree.laws.extremes import best_of_exponential, best_of_pareto, best_of_uniform, pareto_exponent

SIGMAS = 5.0
"""Standard errors between a simulated mean and its law: one false alarm in two million."""


# --- A3: the best of n


@pytest.mark.parametrize("n", [1, 2, 7, 40])
def test_the_best_of_n_draws_is_as_the_law_says(n: int) -> None:
    """A3: H_n of exponentials, n/(n + 1) of uniforms."""
    luck = uniforms("test.best", seed=1, count=20_000 * n).reshape(-1, n)
    laws = {
        "exponential": (-np.log(luck), best_of_exponential(n)),
        "uniform": (luck, best_of_uniform(n)),
        "Pareto": (luck ** (-1.0 / 3.5), best_of_pareto(n, tail=3.5)),
    }
    for draws, law in laws.values():
        best = draws.max(axis=1)
        assert best.mean() == pytest.approx(law, abs=SIGMAS * best.std() / math.sqrt(len(best)))
        assert abs(best.mean() - 1.2 * law) > SIGMAS * best.std() / math.sqrt(len(best))  # another law would be seen


@pytest.mark.parametrize("tail", [1.25, 2.5, 4.0])
def test_the_best_of_many_grows_with_the_inverse_of_the_tail(tail: float) -> None:
    """A3: the best of n from a Pareto tail grows like n^(1/a)."""
    n = 10**6
    assert best_of_pareto(n, tail=tail) == pytest.approx(math.gamma(1 - 1 / tail) * n ** (1 / tail), rel=1e-5)
    assert pareto_exponent(n, tail=tail) == pytest.approx(1 / tail, rel=1e-5)
    exact = math.log(best_of_pareto(101, tail=tail) / best_of_pareto(100, tail=tail)) / math.log(101 / 100)
    assert pareto_exponent(100, tail=tail) == pytest.approx(exact, rel=1e-9)
    assert best_of_pareto(5, tail=1.0) == math.inf


# --- A11 and A12: duplicated discoveries


@given(weights=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=4), searches=st.integers(1, 5))
@settings(max_examples=50)
def test_distinct_ideas_are_as_counted_over_all_outcomes(weights: list[float], searches: int) -> None:
    """A11 and A12, against every outcome."""
    chances = np.array(weights) / sum(weights)
    counted = math.fsum(
        math.prod(chances[idea] for idea in found) * len(set(found))
        for found in itertools.product(range(len(chances)), repeat=searches)
    )
    assert distinct_ideas(chances, searches) == pytest.approx(counted, rel=1e-12)
    assert duplicate_share(chances, searches) == pytest.approx(1 - counted / searches, abs=1e-12)


@pytest.mark.parametrize("searches", [1, 100, 1000, 5000])
def test_equal_ideas_follow_the_closed_form_and_the_mechanism_of_the_forecast(searches: int) -> None:
    """A11: N (1 - (1 - 1/N)^k)."""
    ideas = 1000
    chances = np.full(ideas, 1 / ideas)
    assert distinct_ideas(chances, searches) == pytest.approx(ideas * (1 - (1 - 1 / ideas) ** searches), rel=1e-12)
    assert distinct_ideas(chances, searches) == pytest.approx(ideas * (1 - math.exp(-searches / ideas)), rel=1e-3)
    x = -searches * math.log1p(-1 / ideas)
    assert searching_exponent(chances, searches) == pytest.approx(x / math.expm1(x), rel=1e-12)
    law = duplication_uniform.prepare(float(ideas))
    assert math.exp(duplication_uniform.ln_parallel(math.log(searches), *law)) == pytest.approx(
        distinct_ideas(chances, searches), rel=1e-9
    )


def test_a_thousand_groups_find_twenty_insights_and_the_exponent_is_one_over_s() -> None:
    """A12: 20.49 insights at s = 2.5."""
    chances = zipf_chances(1_000_000, exponent=2.5)
    assert round(distinct_ideas(chances, 1000), 2) == 20.49
    assert zipf_asymptote(1000, exponent=2.5, first_chance=chances[0]) - distinct_ideas(chances, 1000) == pytest.approx(
        0.5, abs=0.01
    )
    assert searching_exponent(chances, 1e6) == pytest.approx(0.4, abs=0.001)
    law = duplication_zipf.prepare(2.5)
    assert math.exp(duplication_zipf.ln_parallel(math.log(1000.0), *law)) == pytest.approx(20.5, abs=0.1)


@pytest.mark.parametrize("exponent", [0.0, 2.1])
def test_simulated_searchers_find_as_many_distinct_ideas_as_the_law_says(exponent: float) -> None:
    """A12, by simulation."""
    ideas, searches, worlds = 500, 200, 400
    chances = zipf_chances(ideas, exponent=exponent)
    luck = uniforms("test.search", seed=2, count=searches * worlds).reshape(worlds, searches)
    found = np.searchsorted(np.cumsum(chances), luck)
    distinct = np.array([len(np.unique(row)) for row in found])
    error = distinct.std() / math.sqrt(worlds)
    assert distinct.mean() == pytest.approx(distinct_ideas(chances, searches), abs=SIGMAS * error)
    assert abs(distinct.mean() - distinct_ideas(chances, 1.2 * searches)) > SIGMAS * error


def test_all_ideas_are_found_after_n_times_the_harmonic_number() -> None:
    """A11: all found after N H_N."""
    ideas, worlds = 12, 4000
    luck = uniforms("test.all", seed=3, count=worlds * 400).reshape(worlds, 400)
    found = (luck * ideas).astype(int)
    first = np.stack([(found == idea).argmax(axis=1) for idea in range(ideas)])
    assert all(((found == idea).any(axis=1)).all() for idea in range(ideas))
    needed = first.max(axis=0) + 1
    assert needed.mean() == pytest.approx(searches_for_all(ideas), abs=SIGMAS * needed.std() / math.sqrt(worlds))


# --- A17: boxes


def best_by_trying_everything(boxes: tuple[Box, ...]) -> float:
    """The value of the best policy of all, by going back from every state."""

    @cache
    def value(closed: frozenset[int], in_hand: float) -> float:
        opened = [
            math.fsum(
                chance * value(closed - {place}, max(in_hand, prize))
                for prize, chance in zip(boxes[place].prizes, boxes[place].chances, strict=True)
            )
            - boxes[place].cost
            for place in closed
        ]
        return max([in_hand, *opened])

    return value(frozenset(range(len(boxes))), 0.0)


@st.composite
def some_boxes(draw: st.DrawFn) -> tuple[Box, ...]:
    def box() -> Box:
        size = draw(st.integers(1, 3))
        weights = draw(st.lists(st.integers(1, 5), min_size=size, max_size=size))
        prizes = draw(st.lists(st.integers(-3, 12), min_size=size, max_size=size))
        cost = draw(st.integers(0, 6)) / 2
        chances = tuple(weight / sum(weights) for weight in weights)
        return Box(prizes=tuple(map(float, prizes)), chances=chances, cost=cost)

    return tuple(box() for _ in range(draw(st.integers(1, 6))))


@given(boxes=some_boxes())
@settings(max_examples=80)
def test_no_policy_beats_opening_by_reservation_price(boxes: tuple[Box, ...]) -> None:
    """A17: against the best of all policies, by brute force."""
    assert value_of_policy(boxes) == pytest.approx(best_by_trying_everything(boxes), abs=1e-9)


@given(boxes=some_boxes())
@settings(max_examples=80)
def test_at_the_reservation_price_looking_is_neither_worth_it_nor_a_loss(boxes: tuple[Box, ...]) -> None:
    """A17: what defines the price."""
    for box in boxes:
        price = box.reservation_price
        if math.isfinite(price):
            gain = math.fsum(p * max(x - price, 0.0) for x, p in zip(box.prizes, box.chances, strict=True))
            assert gain == pytest.approx(box.cost, abs=1e-9)
        else:
            assert box.cost == 0.0


def test_a_long_shot_may_come_first_although_it_is_worth_less_by_itself() -> None:
    """A17, Weitzman's own point: what matters is the upper tail, since one can go back."""
    safe = Box(prizes=(5.0,), chances=(1.0,), cost=1.0)
    long_shot = Box(prizes=(0.0, 30.0), chances=(0.9, 0.1), cost=1.0)
    assert 0.1 * 30.0 - 1.0 < 5.0 - 1.0
    assert order_of_opening([safe, long_shot]) == [1, 0]


@pytest.mark.parametrize(
    ("prizes", "chances", "cost", "words"),
    [
        ((1.0,), (0.5,), 0.0, "sum to 1"),
        ((1.0, 2.0), (1.0,), 0.0, "a chance from 0 for each"),
        ((1.0,), (1.0,), -1.0, "a cost from 0"),
        ((), (), 0.0, "a chance from 0 for each"),
    ],
)
def test_impossible_boxes_are_refused(
    prizes: tuple[float, ...], chances: tuple[float, ...], cost: float, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        Box(prizes=prizes, chances=chances, cost=cost)
