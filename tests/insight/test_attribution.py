"""Shares of variance where they are known: Ishigami, the g-function, sums of correlated normals; and when to stop."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.insight.attribution import MOST_DRAWS, attribute
from oomcast.insight.effects import Effects, sets_asked
from oomcast.insight.joint import Joint
from oomcast.insight.shapley import plan
from oomcast.insight.sobol import Indices, sobol_indices

SHARP = 0.006
"""Half-width asked for where an index is compared to its exact value: its error is then far below a hundredth."""


# --- functions with known indices

A, B = 7.0, 0.1
"""Ishigami and Homma (1990): f = sin x1 + a sin^2 x2 + b x3^4 sin x1, each x uniform from -pi to pi."""


def ishigami(worlds):
    return np.sin(worlds["x1"]) + A * np.sin(worlds["x2"]) ** 2 + B * worlds["x3"] ** 4 * np.sin(worlds["x1"])


def ishigami_indices() -> dict[str, list[float]]:
    v1 = 0.5 * (1 + B * np.pi**4 / 5) ** 2
    v2, v13 = A**2 / 8, B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    return {"first": [v1 / whole, v2 / whole, 0.0], "total": [(v1 + v13) / whole, v2 / whole, v13 / whole]}


G = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
"""Sobol's g-function: the product of (|4 x_i - 2| + a_i) / (1 + a_i), each x uniform from 0 to 1."""


def g_function(worlds):
    return np.prod([(np.abs(4 * worlds[f"x{i}"] - 2) + a) / (1 + a) for i, a in enumerate(G)], axis=0)


def g_indices() -> dict[str, list[float]]:
    parts = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + parts) - 1
    rest = [np.prod(1 + np.delete(parts, i)) for i in range(len(G))]
    return {"first": list(parts / whole), "total": [part * other / whole for part, other in zip(parts, rest)]}


CASES = {
    "ishigami": (ishigami, {name: Uniform(-np.pi, np.pi) for name in ("x1", "x2", "x3")}, ishigami_indices()),
    "g-function": (g_function, {f"x{i}": Uniform(0.0, 1.0) for i in range(len(G))}, g_indices()),
}


@pytest.mark.parametrize("case", CASES)
def test_indices_are_the_known_ones(case: str) -> None:
    function, distributions, exact = CASES[case]
    found = attribute(function, Joint(distributions=distributions), names=list(distributions), half_width=SHARP)
    assert found.converged
    assert found.indices.first == pytest.approx(exact["first"], abs=0.01)
    assert found.indices.total == pytest.approx(exact["total"], abs=0.01)


@pytest.mark.parametrize("case", CASES)
def test_another_library_agrees(case: str) -> None:
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    function, distributions, _ = CASES[case]
    bounds = [list(distribution.support) for distribution in distributions.values()]
    problem = {"num_vars": len(bounds), "names": list(distributions), "bounds": bounds}
    points = sample.sample(problem, 2**14, calc_second_order=False, seed=1)
    theirs = analyze.analyze(
        problem, function(dict(zip(distributions, points.T))), calc_second_order=False, num_resamples=10, seed=1
    )
    ours = attribute(function, Joint(distributions=distributions), names=list(distributions), half_width=SHARP)
    assert ours.indices.first == pytest.approx(theirs["S1"], abs=0.01)
    assert ours.indices.total == pytest.approx(theirs["ST"], abs=0.01)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    function, distributions, exact = CASES["ishigami"]
    hits = np.zeros(6)
    seeds = 100
    for seed in range(seeds):
        found = attribute(
            function, Joint(distributions=distributions, seed=seed), names=list(distributions), half_width=1
        )
        spans = np.concatenate([found.indices.first_interval, found.indices.total_interval])
        truth = np.array([*exact["first"], *exact["total"]])
        hits += (spans[:, 0] <= truth) & (truth <= spans[:, 1])
    # 95 hits of 100 are expected; fewer than 87 have a chance below one in a thousand. An index of exactly 1 - S is
    # left out: where nothing else varies a total index has an interval on one side only.
    assert (hits >= 87).all(), hits


def test_draws_are_added_until_the_intervals_are_narrow() -> None:
    function, distributions, _ = CASES["ishigami"]
    joint = Joint(distributions=distributions)
    wide, narrow = (attribute(function, joint, names=list(distributions), half_width=width) for width in (0.1, 0.01))
    assert wide.converged
    assert narrow.converged
    assert wide.half_width <= 0.1
    assert narrow.half_width <= 0.01
    assert narrow.as_believed.size > wide.as_believed.size
    np.testing.assert_array_equal(narrow.as_believed[: wide.as_believed.size], wide.as_believed)


def test_where_it_cannot_be_narrow_it_stops_and_says_so() -> None:
    function, distributions, _ = CASES["g-function"]
    found = attribute(function, Joint(distributions=distributions), names=list(distributions), half_width=1e-6)
    assert not found.converged
    assert found.as_believed.size == MOST_DRAWS


def test_an_answer_that_does_not_vary_has_no_indices() -> None:
    _, distributions, _ = CASES["ishigami"]
    found = attribute(lambda worlds: 0 * worlds["x1"], Joint(distributions=distributions), names=list(distributions))
    assert np.isnan(found.indices.first).all()
    assert not found.converged


def test_infinite_answers_are_measured_by_their_ranks() -> None:
    """log and infinity: the ranks of f are those of x1 alone, so that x1 carries all and x2 nothing."""
    joint = Joint(distributions={"x1": Uniform(0.0, 1.0), "x2": Uniform(0.0, 1.0)})
    found = attribute(
        lambda worlds: np.where(worlds["x1"] > 0.75, np.inf, np.exp(9 * worlds["x1"])), joint, names=["x1", "x2"]
    )
    assert found.on_ranks
    assert found.indices.first == pytest.approx([1.0, 0.0], abs=0.02)
    assert found.indices.total == pytest.approx([1.0, 0.0], abs=0.02)


def test_the_result_does_not_depend_on_the_number_of_workers() -> None:
    function, distributions, _ = CASES["ishigami"]
    joint = Joint(distributions=distributions)
    found = [attribute(function, joint, names=list(distributions), half_width=0.05, workers=n) for n in (1, 3)]
    np.testing.assert_array_equal(found[0].indices.first, found[1].indices.first)
    np.testing.assert_array_equal(found[0].indices.total_interval, found[1].indices.total_interval)


def test_a_wrong_pairing_is_caught() -> None:
    """Negative control: answers that share no luck give indices near 0 and 1, not the known ones."""
    function, distributions, exact = CASES["ishigami"]
    joint = Joint(distributions=distributions)
    rows = range(2**14)
    first, other = (function(joint.worlds(joint.luck(rows, again=again))) for again in (False, True))
    mixed = np.stack([np.roll(first, 7 + place) for place in range(3)])
    wrong: Indices = sobol_indices(first, other, mixed, seed=0)
    assert abs(wrong.first[1] - exact["first"][1]) > 0.3
    assert abs(wrong.total[1] - exact["total"][1]) > 0.3


# --- correlated beliefs

SLOPES = np.array([2.0, -1.0, 1.5, 0.0])
SPREADS = np.array([1.0, 2.0, 0.5, 1.0])
RANKS = {("a", "b"): 0.5, ("b", "c"): -0.3}
NAMES = ["a", "b", "c", "d"]


def covariance() -> np.ndarray:
    matrix = np.eye(4)
    for (one, two), rank in RANKS.items():
        i, j = NAMES.index(one), NAMES.index(two)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * rank / 6)
    return matrix * np.outer(SPREADS, SPREADS)


def known_share(members: tuple[int, ...]) -> float:
    """Var(E[b'x | x_u]) of a linear form in normals: (S b)_u' S_uu^-1 (S b)_u."""
    if not members:
        return 0.0
    pulls = (covariance() @ SLOPES)[list(members)]
    return float(pulls @ np.linalg.solve(covariance()[np.ix_(members, members)], pulls))


def known_effects() -> np.ndarray:
    """Shapley effects by walking through all orders, in shares of the variance."""
    shares = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        for place, member in enumerate(order):
            shares[member] += known_share(tuple(sorted(order[: place + 1]))) - known_share(tuple(sorted(order[:place])))
    return shares / len(orders) / (SLOPES @ covariance() @ SLOPES)


def linear_form(worlds):
    return sum(slope * worlds[name] for slope, name in zip(SLOPES, NAMES))


def correlated(seed: int = 0) -> Joint:
    distributions = {name: Normal(3.0, spread) for name, spread in zip(NAMES, SPREADS)}
    return Joint(distributions=distributions, correlations=RANKS, seed=seed)


def test_shapley_effects_of_correlated_normals_are_the_known_ones() -> None:
    found = attribute(linear_form, correlated(), names=NAMES, half_width=0.008)
    assert isinstance(found.indices, Effects)
    assert found.indices.shapley == pytest.approx(known_effects(), abs=0.012)
    whole = SLOPES @ covariance() @ SLOPES
    alone = [known_share((i,)) / whole for i in range(4)]
    left = [1 - known_share(tuple(j for j in range(4) if j != i)) / whole for i in range(4)]
    assert found.indices.first == pytest.approx(alone, abs=0.02)
    assert found.indices.total == pytest.approx(left, abs=0.02)
    assert found.indices.shapley.sum() == pytest.approx(1.0, abs=1e-12)


def test_correlation_changes_the_shares() -> None:
    """Negative control: the shares without correlation are others."""
    free = Joint(distributions=correlated().distributions, seed=0)
    found = attribute(linear_form, free, names=NAMES, half_width=0.02)
    assert np.abs(found.indices.first - known_effects()).max() > 0.1


@pytest.mark.slow
def test_intervals_of_shapley_effects_hold_the_truth() -> None:
    hits, seeds = np.zeros(4), 60
    for seed in range(seeds):
        found = attribute(linear_form, correlated(seed), names=NAMES, half_width=1.0)
        spans = found.indices.shapley_interval
        hits += (spans[:, 0] <= known_effects() + 1e-12) & (known_effects() <= spans[:, 1] + 1e-12)
    assert (hits >= 49).all(), hits  # 57 of 60 expected; below 49 less than one in ten thousand


def test_many_correlated_beliefs_are_attributed_along_sampled_orders() -> None:
    names = [f"x{i:02}" for i in range(12)]
    slopes = np.linspace(1.0, 2.0, 12)
    joint = Joint(distributions={name: Normal(0.0, 1.0) for name in names}, correlations={("x00", "x01"): 0.5})

    def form(worlds):
        return sum(slope * worlds[name] for slope, name in zip(slopes, names))

    found = attribute(form, joint, names=names, half_width=0.2)
    rho = 2 * np.sin(np.pi * 0.5 / 6)
    whole = np.sum(slopes**2) + 2 * rho * slopes[0] * slopes[1]
    first, second = slopes[:2] ** 2
    overlap = rho * slopes[0] * slopes[1]
    # A. Owen and C. Prieur, "On Shapley value for measuring importance of dependent inputs" (2017), two normals.
    pair = [
        first * (1 - rho**2 / 2) + overlap + second * rho**2 / 2,
        second * (1 - rho**2 / 2) + overlap + first * rho**2 / 2,
    ]
    exact = np.array([*pair, *slopes[2:] ** 2]) / whole
    assert isinstance(found.indices, Effects)
    assert (found.indices.shapley_interval[:, 0] - 0.01 <= exact).all()
    assert (exact <= found.indices.shapley_interval[:, 1] + 0.01).all()
    assert found.indices.shapley.sum() == pytest.approx(1.0, abs=1e-9)


def test_all_sets_but_the_trivial_ones_are_asked() -> None:
    assert sets_asked(plan(3)) == (1, 2, 3, 4, 5, 6)
