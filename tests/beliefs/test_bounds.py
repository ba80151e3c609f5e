"""Distributions held within hard bounds are distributions still, and lie inside."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.bounds import HeldWithin, bounds_in_words, plausibility_warning, within_bounds
from oomcast.beliefs.distributions.discrete import Discrete
from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.parameter import Parameter
from oomcast.errors import ParameterError

GRID = np.linspace(0.001, 0.999, 999)
OPEN = Parameter(name="n", symbol="n", unit="1", meaning="", lower=0.0, upper=math.inf, plausible=(1.0, 9.0))
SHARE = Parameter(name="s", symbol="s", unit="1", meaning="", lower=0.0, upper=1.0, plausible=(0.1, 0.9))


@given(st.floats(-1, 3), st.floats(0.1, 3))
def test_what_is_held_lies_inside_and_keeps_its_quantiles_there(mean, sd):
    inner = Normal(mean=mean, sd=sd)
    held = HeldWithin(inner, 0.0, 2.0)
    x, was = held.ppf(GRID), inner.ppf(GRID)
    assert x.min() >= 0.0
    assert x.max() <= 2.0
    inside = (was > 0) & (was < 2)
    assert np.array_equal(x[inside], was[inside])


@given(st.floats(-1, 3), st.floats(0.1, 3))
def test_the_cdf_of_what_is_held_inverts_its_quantiles(mean, sd):
    held = HeldWithin(Normal(mean=mean, sd=sd), 0.0, 2.0)
    assert np.all(held.cdf(held.ppf(GRID)) >= GRID - 1e-12)
    inside = np.linspace(0.01, 1.99, 50)
    u = held.cdf(inside)
    told_apart = (u > 1e-6) & (u < 1 - 1e-6)  # nearer to 1 a probability has too few digits to come back from
    assert held.ppf(u[told_apart]) == pytest.approx(inside[told_apart], abs=1e-8)
    assert held.cdf(np.array([-1e-9, 2.0, 1e300])) == pytest.approx([0.0, 1.0, 1.0])
    assert held.support == (0.0, 2.0)


def test_none_is_kept_when_the_rest_is_held():
    held = HeldWithin(Discrete(values=(-5, 1, math.inf), weights=(1, 1, 2)), 0.0, 2.0)
    assert held.ppf(np.array([0.1, 0.4, 0.9])).tolist() == [0.0, 1.0, math.inf]
    assert held.support == (0.0, math.inf)
    assert held.cdf(np.array([2.0, math.inf])).tolist() == [0.5, 1.0]


def test_what_is_held_already_stays_as_it_is_where_it_suits_and_is_looked_at_elsewhere():
    held = within_bounds(Normal(mean=0.31, sd=0.1), parameter=SHARE, field="s")
    assert isinstance(held, HeldWithin)
    assert within_bounds(held, parameter=SHARE, field="s") is held
    with pytest.raises(ParameterError, match=r"expected values from 0 to 0\.3"):
        within_bounds(held, parameter=replace(SHARE, upper=0.3, plausible=(0.1, 0.2)), field="s")
    with_none = HeldWithin(Discrete(values=(0.5, math.inf), weights=(1, 1)), 0.0, 1.0)
    assert within_bounds(with_none, parameter=replace(SHARE, none_means="no limit"), field="s") is with_none
    with pytest.raises(ParameterError, match="got none"):
        within_bounds(with_none, parameter=SHARE, field="s")


def test_a_parameter_without_an_upper_bound_says_so():
    assert bounds_in_words(OPEN) == "values of at least 0"
    assert within_bounds(Point(1e9), parameter=OPEN, field="n") == Point(1e9)


def test_a_warning_tells_the_middle_of_the_belief_and_the_plausible_range():
    told = plausibility_warning((18.355, 21.645), parameter=OPEN)
    assert told is not None
    assert told.startswith("n is believed to be 18.4 to 21.6 (its middle 90 %), outside the plausible range of 1 to 9")
    assert plausibility_warning((5.0, 5.0), parameter=OPEN) is None


class Asked:
    """A distribution that tells when it is asked for a probability."""

    support = (-math.inf, math.inf)

    def __init__(self, *quantiles):
        self.quantiles = quantiles

    def ppf(self, u):
        return np.quantile(self.quantiles, u, method="inverted_cdf")

    def cdf(self, x):
        raise AssertionError("asked")


def test_a_distribution_is_asked_what_lies_outside_only_where_a_draw_may():
    inside = Asked(0.1, 0.9)
    assert within_bounds(inside, parameter=SHARE, field="s") is inside
    for leaving, parameter in ((Asked(0.1, 1.1), SHARE), (Asked(0.1, math.inf), OPEN)):  # none may be no value
        with pytest.raises(AssertionError, match="asked"):
            within_bounds(leaving, parameter=parameter, field="s")
