"""What is taken for granted about the inputs: which draws count, and how it is written."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.distributions.discrete import Discrete
from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.beliefs.given import NO_LIMITS, Given, mass_between, parse_limits
from oomcast.errors import ScenarioError

INF = math.inf


def test_a_draw_counts_where_it_lies_strictly_between_the_limits():
    dates = np.array([2027.0, 2028.0, 2029.0, 2032.0, 2033.0, INF])
    for limits, counts in [
        ((-INF, 2032.0), [1, 1, 1, 0, 0, 0]),
        ((2028.0, INF), [0, 0, 1, 1, 1, 1]),
        ((2028.0, 2032.0), [0, 0, 1, 0, 0, 0]),
    ]:
        weights = Given(limits={"date": limits}).weights({"date": dates})
        assert weights.dtype == np.bool_
        assert weights.tolist() == [bool(count) for count in counts]


def test_what_never_comes_is_after_any_date_and_before_none():
    never = {"date": np.array([INF])}
    assert Given(limits={"date": (2028.0, INF)}).weights(never).all()
    assert not Given(limits={"date": (-INF, 1e300)}).weights(never).any()


@given(
    st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=30),
    st.floats(0, 5),
    st.floats(5.1, 10),
)
def test_several_limits_hold_together(draws, low, high):
    first, second = (np.array(column) for column in zip(*draws, strict=True))
    one, other = Given(limits={"a": (low, high)}), Given(limits={"b": (-INF, high)})
    both = Given(limits={**one.limits, **other.limits})
    inputs = {"a": first, "b": second, "c": first}
    assert (both.weights(inputs) == (one.weights(inputs) & other.weights(inputs))).all()
    assert one.weights(inputs).tolist() == [low < value < high for value in first]


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_the_mass_between_limits_is_the_share_of_draws_that_count(low, width):
    limits, levels = (low, low + width), (np.arange(20_000) + 0.5) / 20_000
    for belief in (Normal(mean=0, sd=1), Uniform(low=-2, high=5)):
        counted = Given(limits={"x": limits}).weights({"x": belief.ppf(levels)}).mean()
        assert mass_between(belief, limits) == pytest.approx(counted, abs=2e-4)


def test_limits_are_exclusive_where_single_values_have_mass():
    dates = Discrete(values=(2028.0, 2030.0, 2032.0), weights=(1.0, 1.0, 2.0))
    assert mass_between(dates, (-INF, 2032.0)) == pytest.approx(0.5)
    assert mass_between(dates, (2028.0, INF)) == pytest.approx(0.75)
    assert mass_between(dates, (2028.0, 2030.0)) == 0
    assert mass_between(dates, NO_LIMITS) == 1


def test_what_is_given_is_told_in_words_and_as_a_file_states_it():
    said = Given(limits={"date": (2028.0, 2032.5), "copies": (-INF, 15_000.0)})
    assert said.in_words() == "date after 2028 and before 2032.5, copies before 15000"
    assert said.document() == {"date": {"after": 2028.0, "before": 2032.5}, "copies": {"before": 15_000.0}}
    assert {name: parse_limits(table, field="") for name, table in said.document().items()} == said.limits


def test_it_cannot_be_changed_in_place():
    limits = {"date": (-INF, 2032.0)}
    said = Given(limits=limits)
    limits["date"] = (0.0, 1.0)
    assert said.limits == {"date": (-INF, 2032.0)}
    with pytest.raises(TypeError):
        said.limits["date"] = (0.0, 1.0)


@pytest.mark.parametrize(
    ("value", "field", "problem"),
    [
        (2032, "given.date", "expected a table such as {before = 2032}"),
        ("before 2032", "given.date", "expected a table such as {before = 2032}"),
        ({}, "given.date", 'got neither (write "none" for no limit)'),
        ({"befor": 2032}, "given.date.befor", "Did you mean 'before'?"),
        ({"before": "2032"}, "given.date.before", "write it without quotes"),
        ({"before": INF}, "given.date.before", "expected a finite number"),
        ({"after": True}, "given.date.after", "expected a finite number"),
        ({"after": 2032, "before": 2028}, "given.date", "expected room between the two, got after = 2032"),
        ({"after": 2032, "before": 2032}, "given.date", "expected room between the two"),
        ({"p50": 3}, "given.date.p50", "expected a known field"),
    ],
)
def test_limits_that_make_no_sense_are_refused(value, field, problem):
    with pytest.raises(ScenarioError) as caught:
        parse_limits(value, field="given.date")
    assert caught.value.field == field
    assert problem in caught.value.problem


def test_none_is_no_limit():
    assert parse_limits("none", field="") == parse_limits(" None ", field="") == NO_LIMITS
