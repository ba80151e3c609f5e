"""Stated Monte-Carlo errors against what fifty seeds really do, and errors that are wrong on purpose."""

import math

import numpy as np
import pytest
from scipy import stats

from oomcast.outcomes.montecarlo import LEVELS, Estimate, mean_estimate, quantile_estimates, share_estimate
from oomcast.quantities.elementary import exp, normal_quantile
from oomcast.quantities.streams import uniforms

SEEDS = 50
DRAWS = 4_000
THRESHOLD = 2.0

SMALLEST_P = 0.001
"""Of a test whose null hypothesis holds, one in a thousand; seeds are fixed, so a pass stays a pass."""

LARGEST_SPREAD_RATIO = 1.6
"""Errors are meant to be a tenth too large rather than too small. Fifty seeds tell the spread to a tenth; three of
those beyond a tenth, and a little for rounding to whole ranks, is 1.6. Larger errors would be of no use."""


def skewed(seed, *, draws=DRAWS):
    """Draws of a lognormal quantity, as a forecast would make them."""
    return exp(normal_quantile(uniforms("a quantity", seed=seed, count=draws)))


def estimates(column):
    """Every kind of number a forecast reports, by name."""
    quantiles = quantile_estimates(column)
    return {
        **{f"quantile {level}": estimate for level, estimate in zip(LEVELS, quantiles, strict=True)},
        "mean": mean_estimate(column),
        "share": share_estimate(int(np.count_nonzero(column > THRESHOLD)), draws=column.size),
        "rare share": share_estimate(int(np.count_nonzero(column > 8.0)), draws=column.size),
    }


NAMES = tuple(estimates(skewed(0)))


@pytest.fixture(scope="module")
def fifty():
    return [estimates(skewed(seed)) for seed in range(SEEDS)]


def chi_square(found):
    """Spread of the values in units of their own stated errors: chi-square with one less degree than seeds."""
    values = np.array([estimate.value for estimate in found])
    errors = np.array([estimate.mc_error for estimate in found])
    weights = errors**-2.0
    centre = (weights * values).sum() / weights.sum()
    return float((((values - centre) / errors) ** 2).sum())


def p_of_more_spread(found):
    return float(stats.chi2.sf(chi_square(found), df=len(found) - 1))


@pytest.mark.parametrize("name", NAMES)
def test_seeds_differ_no_more_than_the_stated_errors_say(fifty, name):
    assert p_of_more_spread([found[name] for found in fifty]) > SMALLEST_P


@pytest.mark.parametrize("name", NAMES)
def test_stated_errors_are_not_so_large_as_to_say_nothing(fifty, name):
    found = [entry[name] for entry in fifty]
    spread = np.std([estimate.value for estimate in found], ddof=1)
    assert np.mean([estimate.mc_error for estimate in found]) < LARGEST_SPREAD_RATIO * spread


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_lies_within_two_errors_about_as_often_as_promised(fifty, name):
    truths = {f"quantile {level}": float(stats.lognorm(1).ppf(level)) for level in LEVELS}
    truths |= {
        "mean": math.exp(0.5),
        "share": float(stats.lognorm(1).sf(2.0)),
        "rare share": float(stats.lognorm(1).sf(8.0)),
    }
    missed = sum(abs(entry[name].value - truths[name]) > 2 * entry[name].mc_error for entry in fifty)
    # 4.6 % are missed on average: of fifty, nine or more with a chance of 0.03 %.
    assert stats.binom.sf(8, SEEDS, 0.0455) < SMALLEST_P
    assert missed <= 8


def test_errors_that_are_half_of_what_they_should_be_are_found_out(fifty):
    for name in NAMES:
        halved = [Estimate(entry[name].value, entry[name].mc_error / 2) for entry in fifty]
        assert p_of_more_spread(halved) < SMALLEST_P, name


def test_draws_that_are_not_independent_are_found_out():
    """Each draw made four times: as many draws, a quarter of the information."""
    for name in NAMES:
        repeated = [estimates(np.repeat(skewed(seed, draws=DRAWS // 4), 4))[name] for seed in range(SEEDS)]
        assert p_of_more_spread(repeated) < SMALLEST_P, name


def test_errors_shrink_with_the_square_root_of_the_draws():
    few, many = (estimates(skewed(3, draws=draws)) for draws in (10_000, 1_000_000))
    for name in NAMES:
        # The error of a far quantile is itself known to a seventh at 10,000 draws; three times that is the tolerance.
        assert few[name].mc_error / many[name].mc_error == pytest.approx(10, rel=0.45), name
