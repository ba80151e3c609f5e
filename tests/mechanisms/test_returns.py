"""Diminishing returns: the ceiling, the depth of the search, and what a person's r0 means."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.returns import (
    DEEPEST_IN_CEILINGS,
    depth_rate_nats_per_year,
    difficulty_exponent,
    ln_idea_yield,
    returns_left,
    software_at_depth,
)
from oomcast.quantities.elementary import exp

ceilings = st.floats(0.1, 2000)
shares = st.floats(1e-6, 0.999)
feedbacks = st.floats(0.05, 1.5)
returns = st.floats(0.1, 10)


def depth_of(share: float, ceiling: float) -> float:
    return -ceiling * math.log1p(-share)


@given(ceiling=ceilings, in_ceilings=st.floats(0, 40))
def test_the_ceiling_is_approached_exponentially_in_depth(ceiling: float, in_ceilings: float) -> None:
    depth = in_ceilings * ceiling
    with mpmath.workdps(40):
        exact = ceiling * (1 - mpmath.exp(-mpmath.mpf(depth) / ceiling))
    # The exponential is right to about one unit in the last place of 1, of which the result is `ceiling` times a share.
    assert abs(software_at_depth(depth, ceiling, 1 / ceiling) - exact) <= 2**-50 * ceiling


@given(depth=st.floats(0, 1e6), arbitrary=ceilings)
def test_without_a_ceiling_software_is_the_depth_itself(depth: float, arbitrary: float) -> None:
    assert software_at_depth(depth, arbitrary, 0.0) == depth


@given(ceiling=ceilings, share=shares, phi=feedbacks, r0=returns)
def test_the_idea_yield_is_the_power_of_the_share_left(ceiling: float, share: float, phi: float, r0: float) -> None:
    beta = difficulty_exponent(phi, r0)
    exact = beta * ceiling * math.log1p(-share)  # ln of (1 - s/S)^(beta S)
    assert ln_idea_yield(depth_of(share, ceiling), beta, 1 / ceiling) == pytest.approx(exact, rel=1e-13)


@given(ceiling=ceilings, share=st.floats(0.01, 0.99), phi=feedbacks, r0=returns)
def test_returns_that_fall_in_a_straight_line_integrate_to_the_idea_yield(ceiling, share, phi, r0) -> None:
    """d ln(pace)/ds = phi (1 - 1/r), with r = r0 (1 - s/S): the statement of r0 that fixes beta and D."""

    def ln_yield(software: float) -> float:
        return ln_idea_yield(depth_of(software / ceiling, ceiling), difficulty_exponent(phi, r0), 1 / ceiling)

    def ln_pace(software: float) -> float:
        return phi * software + ln_yield(software)

    software, width = share * ceiling, 1e-4 * ceiling * (1 - share)
    slope = (
        8 * (ln_pace(software + width) - ln_pace(software - width))
        - (ln_pace(software + 2 * width) - ln_pace(software - 2 * width))
    ) / (12 * width)
    expected = phi * (1 - 1 / returns_left(r0, share))
    # Fourth-order differences: the truncation is of order 1e-16 of the slope of ln D, rounding 1e-15 over 1e-4.
    scale = phi + phi / returns_left(r0, share)
    size = abs(phi * software) + abs(ln_yield(software))
    assert slope == pytest.approx(expected, abs=1e-12 * scale + 8 * 2**-52 * size / width)


def test_doubling_cumulative_effort_raises_the_pace_by_r0_doublings() -> None:
    """r0 in its own words: without a ceiling and at constant feedback, research effort E has given s = ln(E)/beta."""
    phi, r0 = 0.3, 1.7
    beta = difficulty_exponent(phi, r0)
    one_doubling_of_effort = math.log(2) / beta
    assert phi * one_doubling_of_effort == pytest.approx(r0 * math.log(2), rel=1e-14)


@given(ceiling=ceilings, share=shares, ln_rate=st.floats(-20, 20))
def test_the_search_deepens_as_the_chain_rule_says(ceiling: float, share: float, ln_rate: float) -> None:
    depth = depth_of(share, ceiling)
    slope = 1 - share  # ds/dx = exp(-x/S)
    deepening = depth_rate_nats_per_year(ln_rate, depth, 1 / ceiling)
    assert deepening * slope == pytest.approx(math.exp(ln_rate), rel=1e-12)


def test_at_the_ceiling_nothing_is_left_to_find() -> None:
    beyond, ceiling = 1.001 * DEEPEST_IN_CEILINGS * 5.0, 5.0
    assert exp(ln_idea_yield(beyond, 0.01, 1 / ceiling)) < 1e-300
    assert exp(ln_idea_yield(beyond, 0.01, 0.0)) > 0.1  # the same depth without a ceiling


def test_the_search_stops_where_the_ceiling_is_used_up_to_the_last_digit() -> None:
    beyond, ceiling = DEEPEST_IN_CEILINGS * 5.0, 5.0
    assert depth_rate_nats_per_year(3.0, beyond, 1 / ceiling) == 0
    assert depth_rate_nats_per_year(3.0, 0.999 * beyond, 1 / ceiling) > 0
    assert software_at_depth(beyond, ceiling, 1 / ceiling) == pytest.approx(ceiling, rel=4 * 2**-52)


@given(r0=returns, share=st.floats(0, 1))
def test_returns_fall_in_a_straight_line_to_nothing_at_the_ceiling(r0: float, share: float) -> None:
    assert returns_left(r0, 0.0) == r0
    assert returns_left(r0, 1.0) == 0
    middle = returns_left(r0, share / 2)
    assert middle == pytest.approx((r0 + returns_left(r0, share)) / 2, rel=1e-14)


def test_arrays_and_floats_have_the_same_bits() -> None:
    depths = np.linspace(0, 400, 101)
    together = software_at_depth(depths, 27.6, 1 / 27.6)
    assert [software_at_depth(float(depth), 27.6, 1 / 27.6) for depth in depths] == together.tolist()
