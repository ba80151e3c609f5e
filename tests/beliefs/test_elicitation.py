"""What a person states comes back: intervals and quantiles at any levels, to nine digits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from oomcast.beliefs.distributions.lognormal import Lognormal
from oomcast.beliefs.distributions.metalog import LogMetalog, Metalog
from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.two_piece import TwoPieceLognormal, TwoPieceNormal
from oomcast.beliefs.elicitation import from_interval, from_quantiles
from oomcast.errors import ScenarioError

three_levels = st.lists(st.integers(1, 999), min_size=3, max_size=3, unique=True).map(
    lambda k: [i / 1000 for i in sorted(k)]
)
ratios = st.floats(1.001, 50)


def spread_is_drawable(levels: list[float], nats: list[float]) -> bool:
    """Whether the steepest straight line in normal quantiles stays within a double at 8.3 standard deviations."""
    z = stats.norm.ppf(levels)
    return max(np.diff(nats) / np.diff(z)) * 10 < 600


@given(levels=three_levels, middle=st.floats(1e-6, 1e6), below=ratios, above=ratios)
def test_any_three_quantiles_of_a_positive_quantity_come_back(
    levels: list[float], middle: float, below: float, above: float
) -> None:
    values = [middle / below, middle, middle * above]
    assume(spread_is_drawable(levels, [math.log(value) for value in values]))
    belief = from_quantiles(dict(zip(levels, values)), positive=True)
    np.testing.assert_allclose(belief.ppf(np.array(levels)), values, rtol=1e-9)
    np.testing.assert_allclose(belief.cdf(np.array(values)), levels, rtol=0, atol=1e-9)
    assert isinstance(belief, LogMetalog | TwoPieceLognormal)


@given(levels=three_levels, middle=st.floats(-100, 100), below=st.floats(0.1, 100), above=st.floats(0.1, 100))
def test_any_three_quantiles_of_either_sign_come_back(
    levels: list[float], middle: float, below: float, above: float
) -> None:
    values = np.array([middle - below, middle, middle + above])
    belief = from_quantiles(dict(zip(levels, values)), positive=False)
    # Relative to the value, or to the range where the value is nearly zero.
    assert (np.abs(belief.ppf(np.array(levels)) - values) <= 1e-9 * np.maximum(np.abs(values), below + above)).all()
    assert isinstance(belief, Metalog | TwoPieceNormal)


def test_quantiles_of_the_first_forecast_are_smooth_and_exact() -> None:
    belief = from_quantiles({0.25: 2.5, 0.5: 6, 0.75: 12}, positive=True)
    assert isinstance(belief, LogMetalog)
    np.testing.assert_allclose(belief.ppf(np.array([0.25, 0.5, 0.75])), [2.5, 6, 12], rtol=1e-12)


def test_a_lopsided_belief_falls_back_to_two_pieces_and_stays_exact() -> None:
    belief = from_quantiles({0.25: 1, 0.5: 2, 0.75: 20}, positive=True)
    assert isinstance(belief, TwoPieceLognormal)
    np.testing.assert_allclose(belief.ppf(np.array([0.25, 0.5, 0.75])), [1, 2, 20], rtol=1e-12)


def test_a_lopsided_belief_without_a_stated_median_is_exact_too() -> None:
    belief = from_quantiles({0.05: 1, 0.6: 2, 0.95: 2000}, positive=True)
    assert isinstance(belief, TwoPieceLognormal)
    np.testing.assert_allclose(belief.ppf(np.array([0.05, 0.6, 0.95])), [1, 2, 2000], rtol=1e-12)


def test_a_smooth_curve_whose_far_tail_overflows_gives_way_to_two_pieces() -> None:
    belief = from_quantiles({0.021: 0.5, 0.038: 1, 0.261: 13}, positive=True)
    assert isinstance(belief, TwoPieceLognormal)
    with pytest.raises(ScenarioError, match="outermost draws"):
        LogMetalog(levels=(0.021, 0.038, 0.261), values=(0.5, 1, 13))


def test_two_pieces_have_their_stated_masses_on_either_side_of_the_join() -> None:
    belief = TwoPieceNormal(levels=(0.1, 0.3, 0.6), values=(-5.0, 0.0, 1.0))
    below, above = stats.norm(scale=5 / (stats.norm.ppf(0.3) - stats.norm.ppf(0.1))), stats.norm
    z = stats.norm.ppf(0.3)
    for x in (-20.0, -5.0, -0.1):
        assert belief.cdf(np.array([x]))[0] == pytest.approx(below.cdf(x + z * below.std()), rel=1e-12)
    scale = 1 / (stats.norm.ppf(0.6) - z)
    for x in (0.1, 1.0, 8.0):
        assert belief.cdf(np.array([x]))[0] == pytest.approx(above.cdf(z + x / scale), rel=1e-12)


def test_quantiles_of_a_symmetric_belief_give_a_symmetric_metalog() -> None:
    belief = from_quantiles({0.1: -2, 0.5: 0, 0.9: 2}, positive=False)
    u = np.linspace(0.01, 0.49, 49)
    np.testing.assert_allclose(belief.ppf(u), -belief.ppf(1 - u), rtol=1e-12)


@given(scale=st.floats(1e-6, 1e6), levels=three_levels, below=ratios, above=ratios)
def test_a_change_of_unit_changes_nothing_but_the_unit(
    scale: float, levels: list[float], below: float, above: float
) -> None:
    assume(spread_is_drawable(levels, [-math.log(below), 0.0, math.log(above)]))
    assume(spread_is_drawable(levels, [math.log(scale / below), math.log(scale), math.log(scale * above)]))
    plain = from_quantiles(dict(zip(levels, (1 / below, 1.0, above))), positive=True)
    scaled = from_quantiles(dict(zip(levels, (scale / below, scale, scale * above))), positive=True)
    assume(type(plain) is type(scaled))  # one part in 1e15 from the criterion, the two may differ
    u = np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(scaled.ppf(u), scale * plain.ppf(u), rtol=1e-6)


@given(low=st.floats(1e-6, 1e6), ratio=st.floats(1.001, 1e6), level=st.floats(0.05, 0.99))
def test_an_interval_of_a_positive_quantity_holds_its_level_with_equal_tails(
    low: float, ratio: float, level: float
) -> None:
    assume(math.log(ratio) / stats.norm.ppf((1 + level) / 2) * 5 < 600)
    belief = from_interval(low, low * ratio, level=level, positive=True)
    assert isinstance(belief, Lognormal)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    np.testing.assert_allclose(belief.ppf(tails), [low, low * ratio], rtol=1e-9)


def test_4_to_50_is_the_lognormal_between_the_5th_and_the_95th_percentile() -> None:
    belief = from_interval(4, 50, positive=True)
    expected = stats.lognorm(s=math.log(50 / 4) / (2 * stats.norm.ppf(0.95)), scale=math.sqrt(200))
    u = np.linspace(0.001, 0.999, 999)
    np.testing.assert_allclose(belief.ppf(u), expected.ppf(u), rtol=1e-12)


def test_an_interval_of_either_sign_is_normal() -> None:
    belief = from_interval(-1, 3, level=0.5, positive=False)
    assert isinstance(belief, Normal)
    np.testing.assert_allclose(belief.ppf(np.array([0.25, 0.5, 0.75])), [-1, 1, 3], rtol=1e-12)


def test_two_quantiles_are_enough_and_a_stated_median_is_kept_to_the_bit() -> None:
    belief = from_quantiles({0.5: 15, 0.9: 40}, positive=True)
    assert belief.ppf(np.array([0.5]))[0] == 15
    assert belief.ppf(np.array([0.9]))[0] == pytest.approx(40, rel=1e-12)


@pytest.mark.parametrize(
    ("quantiles", "field", "says"),
    [
        ({0.25: 7, 0.5: 6, 0.75: 12}, "p50", "above p25 = 7, got 6"),
        ({0.25: 6, 0.5: 6, 0.75: 12}, "p50", "above p25 = 6, got 6"),
        ({0.25: 2, 0.5: 6, 0.75: -12}, "p75", "positive number"),
        ({0.25: 0, 0.5: 6, 0.75: 12}, "p25", "positive number, got 0"),
        ({0.25: 1, 0.5: math.nan, 0.75: 12}, "p50", "finite number, got nan"),
        ({0.25: 1, 0.5: 2, 0.75: math.inf}, "p75", "finite number, got inf"),
        ({0.25: 1, 0.5: 2, 0.75: 2000}, "p75", "from 0 to 100, got 2,000"),
        ({0.25: 1, 0.5: "x", 0.75: 2}, "p50", "'x'"),
        ({0.5: 1}, "", "two or three quantiles"),
        ({0.1: 1, 0.2: 2, 0.3: 3, 0.4: 4}, "", "got 4"),
        ({0.0: 1, 0.5: 2, 0.75: 3}, "", "strictly between 0 and 1, got 0"),
    ],
)
def test_contradictory_quantiles_are_refused_by_name(quantiles: dict[float, float], field: str, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_quantiles(quantiles, positive=True, bounds=(0, 100))
    assert caught.value.field == field
    assert says in caught.value.problem


@pytest.mark.parametrize(
    ("low", "high", "level", "field"),
    [(50, 4, 0.9, "high"), (4, 4, 0.9, "high"), (0, 4, 0.9, "low"), (4, math.nan, 0.9, "high"), (4, 50, 1.0, "level")],
)
def test_an_interval_that_is_none_is_refused_by_end(low: float, high: float, level: float, field: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_interval(low, high, level=level, positive=True)
    assert caught.value.field == field
