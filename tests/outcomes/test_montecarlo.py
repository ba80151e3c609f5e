"""Quantiles, means and shares against independent definitions, and errors that never flatter."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from oomcast.outcomes.montecarlo import LEVELS, mean_estimate, quantile_estimates, share_estimate, steady_sum

AMOUNTS = st.floats(-1e6, 1e6)
COLUMNS = arrays(np.float64, st.integers(2, 200), elements=AMOUNTS)
WITH_INFINITE = arrays(np.float64, st.integers(2, 200), elements=AMOUNTS | st.just(math.inf))


def values(column, **options):
    return [estimate.value for estimate in quantile_estimates(np.asarray(column, dtype=float), **options)]


@given(COLUMNS)
def test_quantiles_are_those_of_linear_interpolation_between_order_statistics(column):
    assert values(column) == pytest.approx(np.quantile(column, LEVELS).tolist(), rel=1e-12, abs=1e-6 * 1e-12)


@given(WITH_INFINITE, st.randoms(use_true_random=False))
def test_the_order_of_draws_does_not_matter_to_the_last_bit(column, random):
    shuffled = column.tolist()
    random.shuffle(shuffled)
    assert quantile_estimates(column) == quantile_estimates(np.array(shuffled))


@given(WITH_INFINITE)
def test_quantiles_never_fall_with_the_level_and_are_never_unknown(column):
    found = values(column)
    assert not any(map(math.isnan, found))
    assert found == sorted(found)


@given(WITH_INFINITE)
def test_the_column_itself_is_left_as_it_was(column):
    before = column.copy()
    quantile_estimates(column)
    mean_estimate(column)
    assert (column == before).all()


@pytest.mark.parametrize("level", [*LEVELS, 0.07, 0.28, 0.55])  # 0.07 times 100 is 7.000000000000001
def test_a_quantile_that_falls_on_a_draw_is_not_made_infinite_by_its_neighbour(level):
    exact = Fraction(str(level))
    for draws in range(2, 2_000):
        rank = (draws - 1) * exact
        if rank.denominator == 1:
            column = np.where(np.arange(draws) <= int(rank), 1.0, math.inf)
            assert values(column, levels=[level]) == [1.0]


def test_a_quantile_between_a_finite_and_an_infinite_draw_is_infinite():
    assert values([1.0, math.inf], levels=[0.0, 0.01, 0.5, 1.0]) == [1.0, math.inf, math.inf, math.inf]


def test_infinity_below_stays_below():
    assert values([-math.inf, 1.0], levels=[0.5]) == [-math.inf]


def test_the_error_of_a_quantile_is_the_binomial_one_where_the_density_is_flat():
    draws = 1_000_001
    evenly = np.linspace(0.0, 1.0, draws)
    for level, estimate in zip(LEVELS, quantile_estimates(evenly), strict=True):
        expected = math.sqrt(level * (1 - level) / draws)
        assert expected <= estimate.mc_error <= expected + 2 / draws  # rounded outwards, by a rank at either end


@given(COLUMNS)
def test_the_error_of_a_quantile_is_never_less_than_half_the_distance_between_the_ranks_of_one_sigma(column):
    ordered, last = np.sort(column), column.size - 1
    for level, estimate in zip(LEVELS, quantile_estimates(column), strict=True):
        spread = math.sqrt(column.size * level * (1 - level))
        low = ordered[max(math.ceil(last * level - spread), 0)]
        high = ordered[min(math.floor(last * level + spread), last)]
        assert estimate.mc_error >= (high - low) / 2 - 1e-9


def test_an_error_that_falls_off_the_sample_is_the_larger_distance_to_what_is_left_of_it():
    (high,) = quantile_estimates(np.array([0.0, 1.0, 2.0, 100.0]), levels=[0.95])
    assert high.value == pytest.approx(2.0 + 0.85 * 98.0)
    assert high.mc_error == pytest.approx(high.value - 2.0)


def test_an_error_that_reaches_infinite_draws_is_unbounded():
    column = np.array([1.0] * 52 + [math.inf] * 49)
    (median,) = quantile_estimates(column, levels=[0.5])
    assert median == (1.0, math.inf)


@given(arrays(np.float64, st.integers(30, 200), elements=AMOUNTS), st.integers(1, 3))
def test_unknown_draws_widen_the_error_to_all_they_could_be(column, unknown):
    known = column[unknown:]
    with_unknown = np.concatenate([known, np.full(unknown, math.nan)])
    lowest, highest = (np.concatenate([known, np.full(unknown, end)]) for end in (-1e9, 1e9))
    for level in (0.25, 0.5):
        (estimate,) = quantile_estimates(with_unknown, levels=[level])
        (least,), (most,) = values(lowest, levels=[level]), values(highest, levels=[level])
        assert estimate.value - estimate.mc_error <= least + 1e-9
        assert most - 1e-9 <= estimate.value + estimate.mc_error


def test_forty_unknown_draws_of_a_hundred_widen_the_error_by_forty_ranks():
    column = np.concatenate([np.arange(61.0), np.full(40, math.nan)])
    (median,) = quantile_estimates(column, levels=[0.5])
    assert median == (50.0, 50.0 - 4.0)  # five ranks for chance, rounded outwards to six, and forty for the unknown


def test_a_quantile_among_unknown_draws_is_unknown():
    (estimate,) = quantile_estimates(np.array([1.0, math.nan, math.nan]), levels=[0.9])
    assert math.isnan(estimate.value)
    assert not math.isfinite(estimate.mc_error)


def test_a_single_draw_has_values_and_no_errors():
    column = np.array([3.0])
    estimates = [*quantile_estimates(column), mean_estimate(column)]
    assert {estimate.value for estimate in estimates} == {3.0}
    assert all(math.isnan(estimate.mc_error) for estimate in [*estimates, share_estimate(1, draws=1)])


@pytest.mark.parametrize("summarize", [quantile_estimates, mean_estimate])
def test_no_draws_at_all_are_refused(summarize):
    with pytest.raises(ValueError, match="at least one draw"):
        summarize(np.array([]))


@pytest.mark.parametrize("level", [-0.1, 1.1, math.nan])
def test_a_level_outside_0_to_1_is_refused(level):
    with pytest.raises(ValueError, match="level from 0 to 1"):
        quantile_estimates(np.array([1.0, 2.0]), levels=[level])


@given(COLUMNS)
def test_the_mean_and_its_error_are_the_textbook_ones(column):
    estimate = mean_estimate(column)
    assert estimate.value == pytest.approx(math.fsum(column) / column.size, rel=1e-12, abs=1e-9)
    deviation = np.std(column, ddof=1, dtype=np.longdouble)
    assert estimate.mc_error == pytest.approx(float(deviation) / math.sqrt(column.size), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("odd", [math.inf, -math.inf, math.nan])
def test_a_mean_is_withheld_when_any_draw_is_infinite_or_unknown(odd):
    assert all(map(math.isnan, mean_estimate(np.array([1.0, odd, 2.0]))))


def test_a_mean_beyond_the_largest_float_is_infinite_and_not_an_accident():
    assert mean_estimate(np.full(4, 1e308)).value == math.inf


@given(arrays(np.float64, st.integers(0, 300), elements=AMOUNTS))
def test_the_steady_sum_is_the_exact_sum_up_to_rounding(column):
    bound = np.abs(column).sum() * 2.0**-53 * (math.log2(max(column.size, 1)) + 2)
    assert abs(steady_sum(column) - math.fsum(column)) <= bound


@given(st.integers(2, 10_000), st.data())
def test_the_error_of_a_share_reaches_the_further_end_of_wilsons_interval(draws, data):
    count = data.draw(st.integers(0, draws))
    share, error = share_estimate(count, draws=draws)
    end = share + error if share <= 0.5 else share - error
    assert draws * (share - end) ** 2 == pytest.approx(end * (1 - end), rel=1e-9)  # where the score test says one sigma


def test_a_share_is_covered_by_its_error_as_often_as_one_sigma_promises_even_near_0_and_1():
    draws = 200
    counts = np.arange(draws + 1)
    estimates = [share_estimate(int(count), draws=draws) for count in counts]
    low, high = (np.array([share + sign * error for share, error in estimates]) for sign in (-1, 1))
    log_choose = np.array([math.lgamma(draws + 1) - math.lgamma(k + 1) - math.lgamma(draws - k + 1) for k in counts])
    covered = []
    for truth in np.linspace(0.0005, 0.9995, 1999):
        chance = np.exp(log_choose + counts * math.log(truth) + (draws - counts) * math.log1p(-truth))
        covered.append(chance[(low <= truth) & (truth <= high)].sum())
    # One sigma covers 68.3 %. Counts are whole, so coverage swings around that; it must never collapse.
    assert np.mean(covered) >= 0.683
    assert min(covered) >= 0.6


def test_a_probability_from_a_hundred_thousand_draws_is_known_to_a_third_of_a_point():
    assert 1.96 * share_estimate(50_000, draws=100_000).mc_error <= 0.0031


@pytest.mark.parametrize(("count", "draws"), [(-1, 5), (6, 5), (0, 0)])
def test_a_count_outside_the_draws_is_refused(count, draws):
    with pytest.raises(ValueError, match="count"):
        share_estimate(count, draws=draws)
