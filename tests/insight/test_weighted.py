"""Draws that do not count alike, and what chance does to a number made of draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.insight.jackknife import PARTS, jackknifed, part_of
from oomcast.insight.weighted import Ordered, effective_draws


def test_quantiles_of_weighted_draws_are_those_of_draws_repeated():
    rng = np.random.default_rng(0)
    values, times = rng.normal(size=200), rng.integers(0, 6, size=200)
    levels = [0.013, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999]
    repeated = np.quantile(np.repeat(values, times), levels, method="inverted_cdf")
    assert np.array_equal(Ordered(values).quantiles(times.astype(float), levels), repeated)


def test_infinite_and_unknown_draws_come_last():
    values = np.array([np.inf, 1.0, np.nan, 2.0])
    assert Ordered(values).quantiles(np.ones(4), [0.5, 0.75])[0] == 2.0
    assert Ordered(values).quantiles(np.ones(4), [0.75])[0] == math.inf
    assert math.isnan(Ordered(values).quantiles(np.ones(4), [1.0])[0])


def test_equal_weights_are_worth_their_number_and_unequal_ones_less():
    assert effective_draws(np.full(7, 0.3)) == pytest.approx(7.0)
    assert effective_draws(np.array([3.0, 1.0])) == pytest.approx(16.0 / 10.0)
    assert effective_draws(np.zeros(3)) == 0.0


def test_the_error_of_a_mean_is_that_of_the_textbook():
    rng = np.random.default_rng(1)
    values = rng.normal(size=64 * PARTS)
    part = part_of(values.size)
    without = [float(values[part != left_out].mean()) for left_out in range(PARTS)]
    parts = np.array([values[part == one].mean() for one in range(PARTS)])
    estimate = jackknifed(float(values.mean()), without)
    assert estimate.mc_error == pytest.approx(float(parts.std(ddof=1)) / math.sqrt(PARTS), rel=1e-9)


def test_the_bias_of_a_plain_variance_is_taken_off():
    rng = np.random.default_rng(2)
    values = rng.normal(size=PARTS)
    part = part_of(values.size)
    without = [float(np.var(values[part != left_out])) for left_out in range(PARTS)]
    unbiased = jackknifed(float(np.var(values)), without, unbiased=True)
    assert unbiased.value == pytest.approx(float(np.var(values, ddof=1)), rel=1e-9)


def test_parts_are_of_equal_size_and_an_infinite_number_has_an_infinite_error():
    assert np.unique(np.bincount(part_of(64 * PARTS))).tolist() == [64]
    assert jackknifed(math.inf, [1.0, 2.0]).mc_error == math.inf
    assert jackknifed(1.0, [1.0, math.nan]).mc_error == math.inf
