"""What a condition says of each draw, against an evaluator that shares nothing with it but Python's operators."""

import math

import numpy as np
import pytest

from oomcast.beliefs.expressions.evaluation import fulfilled, truth
from oomcast.beliefs.expressions.nodes import Not
from oomcast.beliefs.expressions.parser import Names, parse
from oomcast.errors import ParseError
from tests.beliefs.expressions.trees import (
    EVENTS,
    QUANTITIES,
    answers,
    columns,
    generator,
    random_condition,
    text,
)  # fmt: skip

INF, NAN = math.inf, math.nan
NAMES = Names(quantities=frozenset(QUANTITIES), events=frozenset(EVENTS))


def read(written):
    return parse(written, names=NAMES)


def holds(written, **table):
    found = {name: np.array(column) for name, column in table.items()}
    return fulfilled(read(written), found).tolist()


def test_it_agrees_with_an_independent_evaluator_on_ten_thousand_conditions():
    rng, draws, known = generator(2024), 12, 0
    for compared in range(10_000):
        tree = random_condition(rng, depth=4)
        claim = read(text(tree, rng))
        table = columns(draws, seed=compared)
        expected = answers(tree, table, draws=draws)
        assert fulfilled(claim, table).tolist() == [answer is True for answer in expected]
        said = truth(claim, table)
        assert np.broadcast_to(said.false, (draws,)).tolist() == [answer is False for answer in expected]
        known += sum(answer is not None for answer in expected)
    assert 0.2 < known / (draws * 10_000) < 0.99  # all three answers do occur


def test_infinity_is_above_every_number_and_equals_itself():
    years = [1.0, INF]
    assert holds("oom_6 > 1e300", oom_6=years) == [False, True]
    assert holds("oom_6 < 5", oom_6=years) == [True, False]
    assert holds("oom_6 == gain", oom_6=years, gain=[INF, INF]) == [False, True]
    assert holds("oom_6 * 1e308 > 1e308", oom_6=[10.0, -10.0]) == [True, False]
    assert holds("1 / oom_6 == 0", oom_6=years) == [False, True]
    assert holds("1 / oom_6 > 1e300", oom_6=[0.0, 1.0]) == [True, False]


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "==", "!="])
def test_what_is_unknown_fulfils_no_comparison_and_no_opposite_of_one(operator):
    assert holds(f"oom_6 {operator} 2", oom_6=[NAN]) == [False]
    assert holds(f"not oom_6 {operator} 2", oom_6=[NAN]) == [False]
    assert holds(f"not not oom_6 {operator} 2", oom_6=[NAN]) == [False]


def test_arithmetic_that_settles_nothing_is_unknown():
    for written, value in [("oom_6 - oom_6", INF), ("oom_6 / oom_6", 0.0), ("oom_6 ^ 0.5", -1.0), ("0 * oom_6", INF)]:
        assert holds(f"{written} == {written}", oom_6=[value]) == [False]
        assert holds(f"{written} != {written}", oom_6=[value]) == [False]


def test_one_settled_part_settles_the_whole():
    table = {"oom_6": [NAN, NAN], "fast": [True, False]}
    assert holds("oom_6 < 2 or fast", **table) == [True, False]
    assert holds("oom_6 < 2 and fast", **table) == [False, False]
    assert holds("not (oom_6 < 2 and fast)", **table) == [False, True]
    assert holds("not (oom_6 < 2 or fast)", **table) == [False, False]


def test_a_condition_that_speaks_of_no_draw_is_the_same_for_all():
    assert holds("1 < 2", gain=[1.0, 2.0, 3.0]) == [True, True, True]
    assert holds("2 < 1", gain=[1.0, 2.0]) == [False, False]


def test_each_draw_counts_or_its_opposite_does_unless_it_is_unknown():
    rng, table = generator(5), columns(50, seed=1)
    for _ in range(300):
        try:
            claim = read(text(random_condition(rng), rng))
        except ParseError:
            continue
        said = truth(claim, table)
        assert not (said.true & said.false).any()
        assert (fulfilled(Not(claim), table) == np.broadcast_to(said.false, (50,))).all()


def test_draws_are_judged_one_by_one():
    rng, table = generator(6), columns(40, seed=2)
    claim = read("not (initial_speedup ^ 2 > gain and fast) or oom_6 <= automation_year")
    order = np.array(rng.sample(range(40), 40))
    shuffled = {name: column[order] for name, column in table.items()}
    assert (fulfilled(claim, shuffled) == fulfilled(claim, table)[order]).all()
