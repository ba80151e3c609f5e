"""Draws follow the laws they are said to follow, by tests with derived tolerances that do fail on wrong laws."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from oomcast.beliefs.distributions.through_three import ThroughThree
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.quantities.streams import uniforms
from tests.beliefs.families import CONTINUOUS, EVERY, REFERENCES, STEPPED

DRAWS = 1_000_000
CORRELATED_DRAWS = 100_000
SEED = 20250
REJECT_BELOW = 1e-4
STANDARD_ERRORS = 5  # one false alarm in two million for each comparison


def kolmogorov_smirnov(draws: np.ndarray, law: Any) -> float:
    """p-value of the largest distance between the empirical and the stated distribution function."""
    u = np.sort(law.cdf(draws))
    rank = np.arange(u.size)
    distance = max((u - rank / u.size).max(), ((rank + 1) / u.size - u).max())
    return float(stats.kstwobign.sf(math.sqrt(u.size) * distance))


def draw(name: str) -> np.ndarray:
    return draw_beliefs({name: EVERY[name]}, seed=SEED, count=DRAWS)[name]


@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_million_draws_follow_their_law(name: str) -> None:
    assert kolmogorov_smirnov(draw(name), REFERENCES.get(name, CONTINUOUS[name])) > REJECT_BELOW


@pytest.mark.parametrize(
    "wrong",
    [stats.norm(10, 2.04), stats.norm(10.02, 2), stats.t(df=30, loc=10, scale=2)],
    ids=["2 % wider", "1 % of a deviation aside", "heavier tails"],
)
def test_the_same_test_rejects_a_slightly_wrong_law(wrong: Any) -> None:
    assert kolmogorov_smirnov(draw("normal"), wrong) < REJECT_BELOW


@pytest.mark.parametrize("name", [name for name, belief in CONTINUOUS.items() if isinstance(belief, ThroughThree)])
def test_the_stated_share_of_draws_and_not_a_point_more_lies_below_each_stated_quantile(name: str) -> None:
    belief = CONTINUOUS[name]
    assert isinstance(belief, ThroughThree)
    draws = draw(name)
    for level, value in zip(belief.levels, belief.values, strict=True):
        standard_error = math.sqrt(level * (1 - level) / draws.size)
        assert abs(np.mean(draws <= value) - level) < STANDARD_ERRORS * standard_error
        one_point_beside = level + 0.01
        assert abs(np.mean(draws <= value) - one_point_beside) > STANDARD_ERRORS * standard_error


@pytest.mark.parametrize("name", STEPPED)
def test_each_value_of_a_choice_comes_as_often_as_it_should(name: str) -> None:
    draws = draw(name)
    values, counts = np.unique(draws, return_counts=True)
    upto = STEPPED[name].cdf(values)
    expected = DRAWS * np.diff(np.concatenate(([0.0], upto)))
    assert upto[-1] == 1.0
    # The variance of a count is n p (1 - p); a certain value has none and must come every time.
    assert (np.abs(counts - expected) <= STANDARD_ERRORS * np.sqrt(expected * (1 - expected / DRAWS))).all()


def spearman_tolerance(rank: float, *, count: int) -> float:
    """Five standard errors of Spearman's rho: (1 - rho^2) sqrt((1 + rho^2 / 2) / (n - 3)), Bonett and Wright (2000)."""
    return STANDARD_ERRORS * (1 - rank * rank) * math.sqrt((1 + rank * rank / 2) / (count - 3))


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    ranks = (stats.rankdata(first), stats.rankdata(second))
    return float(np.corrcoef(*ranks)[0, 1])


@pytest.mark.parametrize("rank", [-0.95, -0.5, 0.1, 0.5, 0.9])
def test_draws_have_the_stated_rank_correlation_whatever_their_shapes(rank: float) -> None:
    beliefs = {"pace": CONTINUOUS["two-piece lognormal"], "ceiling": CONTINUOUS["triangular"]}
    draws = draw_beliefs(beliefs, correlations={("pace", "ceiling"): rank}, seed=SEED, count=CORRELATED_DRAWS)
    found = rank_correlation(draws["pace"], draws["ceiling"])
    assert abs(found - rank) < min(0.02, spearman_tolerance(rank, count=CORRELATED_DRAWS))


def test_the_same_test_rejects_the_rank_correlation_taken_for_a_linear_one() -> None:
    rank = 0.5
    u = {name: stats.norm.ppf(uniforms(name, seed=SEED, count=CORRELATED_DRAWS)) for name in ("pace", "ceiling")}
    mixed = rank * u["ceiling"] + math.sqrt(1 - rank**2) * u["pace"]
    found = rank_correlation(u["ceiling"], mixed)
    assert abs(found - rank) > spearman_tolerance(rank, count=CORRELATED_DRAWS)


def test_three_tied_beliefs_have_all_their_stated_correlations_and_unchanged_margins() -> None:
    beliefs = {name: CONTINUOUS[name] for name in ("lognormal", "uniform", "log-metalog", "normal")}
    stated = {("lognormal", "uniform"): 0.6, ("uniform", "log-metalog"): -0.4, ("lognormal", "log-metalog"): 0.1}
    draws = draw_beliefs(beliefs, correlations=stated, seed=SEED, count=CORRELATED_DRAWS)
    for first, second in itertools.combinations(sorted(beliefs), 2):
        rank = stated.get((first, second), stated.get((second, first), 0.0))
        found = rank_correlation(draws[first], draws[second])
        assert abs(found - rank) < spearman_tolerance(rank, count=CORRELATED_DRAWS), (first, second)
    for name, belief in beliefs.items():
        assert kolmogorov_smirnov(draws[name], REFERENCES.get(name, belief)) > REJECT_BELOW


@pytest.mark.parametrize(
    ("first", "second"),
    [(("x", 0), ("y", 0)), (("x", 0), ("x", 1)), (("a", 1), ("b", 1)), (("oom_1", 0), ("oom_10", 0))],
)
def test_streams_of_other_names_and_seeds_are_unrelated(first: tuple[str, int], second: tuple[str, int]) -> None:
    streams = [uniforms(name, seed=seed, count=DRAWS) for name, seed in (first, second)]
    assert abs(np.corrcoef(*streams)[0, 1]) < STANDARD_ERRORS / math.sqrt(DRAWS)


@pytest.mark.parametrize("lag", [1, 2, 3, 4, 5])
def test_neighbouring_draws_are_unrelated(lag: int) -> None:
    draws = uniforms("x", seed=SEED, count=DRAWS)
    assert abs(np.corrcoef(draws[lag:], draws[:-lag])[0, 1]) < STANDARD_ERRORS / math.sqrt(DRAWS - lag)


def test_draws_fill_a_fine_grid_evenly() -> None:
    cells = 10_000
    counts = np.bincount((uniforms("x", seed=SEED, count=DRAWS) * cells).astype(np.int64), minlength=cells)
    statistic = ((counts - DRAWS / cells) ** 2).sum() / (DRAWS / cells)
    assert REJECT_BELOW < stats.chi2.sf(statistic, cells - 1) < 1 - REJECT_BELOW
