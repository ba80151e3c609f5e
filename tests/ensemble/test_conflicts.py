"""Implied numbers beside beliefs: a collision is called one, and nothing else is."""

from __future__ import annotations

import math

import pytest

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.ensemble.conflicts import compared
from oomcast.models.contract import Beside

SPREAD, CERTAIN = Belief(distribution=Uniform(low=0.0, high=10.0)), Belief(distribution=Point(5.0))


def is_conflict(value: float, belief: Belief, **how: bool) -> bool:
    (found,) = compared([Beside("implied", "belief", **how)], implied={"implied": value}, beliefs={"belief": belief})
    assert (found.value, found.parameter) == (value, "belief")
    return found.is_conflict


@pytest.mark.parametrize(("value", "collides"), [(5.0, False), (0.6, False), (0.4, True), (9.4, False), (9.6, True)])
def test_a_number_outside_the_middle_of_a_belief_collides(value: float, collides: bool) -> None:
    assert is_conflict(value, SPREAD) == collides


@pytest.mark.parametrize(("value", "collides"), [(5.0, False), (5.4, False), (5.6, True), (4.6, False), (4.4, True)])
def test_a_single_value_is_contradicted_from_a_tenth_away(value: float, collides: bool) -> None:
    assert is_conflict(value, CERTAIN) == collides


def test_two_statements_about_one_thing_collide_wherever_they_differ() -> None:
    assert is_conflict(6.0, SPREAD, both_stated=True)
    assert not is_conflict(5.01, SPREAD, both_stated=True)


def test_an_upper_bound_collides_only_with_what_exceeds_it() -> None:
    assert not is_conflict(9.9, SPREAD, upper_bound=True)
    assert is_conflict(0.1, SPREAD, upper_bound=True)
    assert not is_conflict(50.0, CERTAIN, upper_bound=True)


def test_what_is_not_there_or_not_finite_stands_beside_nothing() -> None:
    pair = Beside("implied", "belief")
    assert compared([pair], implied={"implied": math.inf}, beliefs={"belief": SPREAD}) == ()
    assert compared([pair], implied={}, beliefs={"belief": SPREAD}) == ()
    assert compared([pair], implied={"implied": 1.0}, beliefs={}) == ()
