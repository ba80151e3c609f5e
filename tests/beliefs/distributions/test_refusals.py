"""Distributions that make no sense are refused when they are stated, naming the field and what came."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from oomcast.beliefs.distributions import from_table, to_table
from oomcast.beliefs.distributions.discrete import Discrete
from oomcast.beliefs.distributions.foreign import Foreign
from oomcast.beliefs.distributions.levels import quantile_key, quantile_level
from oomcast.beliefs.distributions.metalog import LogMetalog
from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.truncated import Truncated
from oomcast.beliefs.distributions.two_piece import TwoPieceLognormal
from oomcast.errors import ScenarioError, shown

LOGNORMAL = {"family": "lognormal", "median": 15, "sigma": 1}
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "family", "None"),
    ({"family": 3}, "family", "3"),
    ({"family": "lognormall"}, "family", "Did you mean 'lognormal'?"),
    ({"family": "foreign"}, "family", "'foreign'"),
    ({"family": "normal", "mean": 1}, "family", "mean and sd, or two quantiles"),
    ({"family": "normal"}, "family", "nothing else"),
    ({"family": "normal", "mean": 1, "meen": 2}, "meen", "Did you mean 'mean'?"),
    ({"family": "uniform", "p10": 1, "p90": 2}, "p10", "low and high"),
    ({"family": "normal", "mean": 1, "sd": 0}, "sd", "positive number, got 0"),
    ({"family": "normal", "mean": math.nan, "sd": 1}, "mean", "nan"),
    ({"family": "normal", "mean": math.inf, "sd": 1}, "mean", "inf"),
    ({"family": "normal", "mean": True, "sd": 1}, "mean", "True"),
    ({"family": "normal", "mean": "1", "sd": 1}, "mean", "'1'"),
    ({"family": "normal", "mean": [1], "sd": 1}, "mean", "[1]"),
    ({"family": "normal", "mean": 10**5000, "sd": 1}, "mean", "finite number"),
    ({"family": "normal", "mean": 1, "sd": 1.7e308}, "", "inf"),
    ({"family": "lognormal", "median": -1, "sigma": 1}, "median", "-1"),
    ({"family": "lognormal", "median": 15, "sigma": 90}, "", "outermost draws"),
    ({"family": "lognormal", "median": 15, "p90": 10}, "p90", "above p50 = 15, got 10"),
    ({"family": "lognormal", "p50": 15, "median": 15}, "median", "0.5 again"),
    ({"family": "lognormal", "p10": 0, "p90": 10}, "p10", "positive number, got 0"),
    ({"family": "uniform", "low": 2, "high": 1}, "high", "above low = 2, got 1"),
    ({"family": "uniform", "low": -1.7e308, "high": 1.7e308}, "high", "got"),
    ({"family": "loguniform", "low": 0, "high": 1}, "low", "positive number, got 0"),
    ({"family": "triangular", "low": 0, "mode": 3, "high": 2}, "mode", "from 0 to 2, got 3"),
    ({"family": "beta", "alpha": 0, "beta": 1}, "alpha", "positive number"),
    ({"family": "discrete", "values": []}, "values", "at least one number"),
    ({"family": "discrete", "values": [1, 1]}, "values", "different values"),
    ({"family": "discrete", "values": [1, 2], "weights": [1]}, "weights", "2 weights"),
    ({"family": "discrete", "values": [1, 2], "weights": [1, -1]}, "weights[1]", "at least 0"),
    ({"family": "discrete", "values": [1, 2], "weights": [0, 0]}, "weights", "positive sum"),
    ({"family": "discrete", "values": [1, "two"]}, "values[1]", "'two'"),
    ({"family": "discrete", "values": "12"}, "values", "list of numbers"),
    ({"family": "samples", "values": [1, math.nan]}, "values[1]", "nan"),
    ({"family": "truncated", "inner": LOGNORMAL}, "family", "inner and low and high"),
    ({"family": "truncated", "inner": LOGNORMAL, "low": 5, "high": 5}, "high", "above low = 5"),
    ({"family": "truncated", "inner": 15, "low": 5}, "inner", "table with a family, got 15"),
    ({"family": "truncated", "inner": {"family": "normal", "mean": 0, "sd": -1}, "low": 5}, "inner.sd", "-1"),
    ({"family": "truncated", "inner": {"family": "normal", "mean": 0, "sd": 1}, "low": 9}, "", "of the mass"),
    ({"family": "truncated", "inner": {"family": "truncated"}, "low": 9}, "inner.family", "not truncated itself"),
    ({"family": "metalog", "p10": 1, "p50": 2}, "family", "three quantiles"),
    ({"family": "metalog", "p10": 1, "p50": 2, "p90": 200}, "", "positive density"),
    ({"family": "log_metalog", "p10": 0, "p50": 2, "p90": 200}, "p10", "positive number, got 0"),
    ({"family": "two_piece_normal", "p10": 1, "p50": 1, "p90": 2}, "p50", "above p10 = 1, got 1"),
    ({"family": "two_piece_normal", "levels": [0.1, 0.5, 1.0], "values": [1, 2, 3]}, "levels", "between 0 and 1"),
    ({"family": "two_piece_normal", "levels": [0.1, 0.5, 0.5], "values": [1, 2, 3]}, "levels", "different levels"),
    ({"family": "two_piece_normal", "levels": [0.1, 0.5], "values": [1, 2, 3]}, "levels", "got 2 and 3"),
    ({"family": "two_piece_lognormal", "p01": 1e-300, "p50": 1, "p99": 2}, "", "outermost draws"),
]


@pytest.mark.parametrize(("table", "field", "says"), REFUSED, ids=[shown(table) for table, _, _ in REFUSED])
def test_a_senseless_table_is_refused_naming_field_and_value(table: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_table(table)
    assert caught.value.field == field
    assert caught.value.problem.startswith("expected ")
    assert says in caught.value.problem


def test_weights_are_normalised_and_values_sorted() -> None:
    assert Discrete(values=(2, 1), weights=(1, 3)) == Discrete(values=(1, 2), weights=(0.75, 0.25))


def test_a_value_without_weight_does_not_exist() -> None:
    assert Discrete(values=(1, 2, 3), weights=(1, 0, 1)).support == (1, 3)
    assert Discrete(values=(1, 2, 3), weights=(1, 1, 0)).support == (1, 2)


def test_a_truncation_at_a_value_of_a_choice_keeps_that_value() -> None:
    kept = Truncated(Discrete(values=(1, 2, 3)), low=2)
    assert kept.ppf(np.array([1e-300, 0.25, 0.49, 0.51, 1 - 1e-16])).tolist() == [2, 2, 2, 3, 3]


def test_a_truncation_far_down_the_tail_still_tells_its_draws_apart() -> None:
    tail = Truncated(Normal(mean=0, sd=1), low=4.0)
    u = np.linspace(0.01, 0.99, 99)
    assert np.abs(tail.cdf(tail.ppf(u)) - u).max() <= 1e-10


class WithoutCdf:
    """A quantile function and nothing else."""

    def ppf(self, u: Any) -> Any:
        return LogMetalog(levels=(0.25, 0.5, 0.75), values=(2.5, 6, 12)).ppf(np.clip(u, 1e-300, 1 - 1e-16))


def test_a_foreign_distribution_needs_only_a_quantile_function() -> None:
    foreign, u = Foreign(WithoutCdf()), np.linspace(0.01, 0.99, 99)
    assert np.abs(foreign.cdf(foreign.ppf(u)) - u).max() <= 1e-10
    assert foreign.support[0] >= 0
    assert to_table(foreign)["values"][24] == pytest.approx(2.5, rel=1e-9)


class Falling:
    def ppf(self, u: Any) -> Any:
        return -u


class Short:
    def ppf(self, u: Any) -> Any:
        return u[:-1]


class Endless:
    def ppf(self, u: Any) -> Any:
        return np.where(u > 0.5, np.inf, u)


class Broken:
    def ppf(self, u: Any) -> Any:
        raise KeyError("nothing here")


@pytest.mark.parametrize("foreign", [Falling(), Short(), Endless(), Broken(), WithoutCdf, object(), 15, None])
def test_a_foreign_object_that_is_no_distribution_is_refused(foreign: Any) -> None:
    with pytest.raises(ScenarioError, match="expected"):
        Foreign(foreign)


@pytest.mark.parametrize(
    ("key", "level"), [("p5", 0.05), ("p05", 0.05), ("p50", 0.5), ("p025", 0.025), ("p975", 0.975), ("median", 0.5)]
)
def test_keys_of_two_digits_are_percent_and_of_three_per_mille(key: str, level: float) -> None:
    assert quantile_level(key) == level


@pytest.mark.parametrize("key", ["p", "p0", "p00", "p000", "p2.5", "P50", "p1000", "q50", "p٥٠", "p50 ", "p-5", ""])
def test_other_keys_are_no_quantiles(key: str) -> None:
    assert quantile_level(key) is None


def test_every_key_names_its_level_and_back() -> None:
    for percent in range(1, 100):
        assert quantile_key(quantile_level(f"p{percent:02d}") or 0) == f"p{percent:02d}"


def test_two_pieces_are_refused_a_negative_value_only_where_the_quantity_is_positive() -> None:
    assert from_table({"family": "two_piece_normal", "p10": -1, "p50": 0, "p90": 20}).ppf(np.array([0.5]))[0] == 0
    with pytest.raises(ScenarioError, match="p10"):
        TwoPieceLognormal(levels=(0.1, 0.5, 0.9), values=(-1, 1, 20))
