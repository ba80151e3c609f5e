"""Value of information against closed forms, with errors that are neither too small nor much too large."""

import itertools
import json
import math

import numpy as np
import pytest
from scipy.stats import norm

from oomcast.errors import RunError
from oomcast.insight.bins import binned
from oomcast.insight.information import FEWEST_DRAWS, Measure, perfect_information, sample_information

INF, NAN = math.inf, math.nan
VARIANCE, RANK, BRIER, BITS = Measure.VARIANCE, Measure.RANK, Measure.BRIER, Measure.BITS


def gaussian(rng, draws, correlation):
    x = rng.normal(size=draws)
    return x, correlation * x + math.sqrt(1 - correlation**2) * rng.normal(size=draws)


def perfect(x, answer, measure=None):
    (found,) = perfect_information({"x": x}, answer, measure=measure)
    return found


def rank_share(correlation):
    """Share of the rank measure that one of two Gaussian variables removes of the other: an orthant probability.

    E Phi(a)Phi(b) of two variables with the thresholds' own law gives 3 asin((1 + r^2) / 2) / pi - 1 / 2.
    """
    return 3 * math.asin((1 + correlation**2) / 2) / math.pi - 0.5


# --- closed forms


@pytest.mark.parametrize("weights", [(2.0, 1.0, 1.0), (1.0, 0.0, 3.0), (1.0, -1.0, 0.5)])
def test_knowing_one_part_of_a_sum_removes_exactly_its_share_of_the_variance(weights):
    rng = np.random.default_rng(1)
    columns = {name: rng.normal(size=20_000) for name in "abc"}
    answer = sum(weight * column for weight, column in zip(weights, columns.values(), strict=True))
    total = sum(weight**2 for weight in weights)
    for found in perfect_information(columns, answer):
        share = weights["abc".index(found.belief)] ** 2 / total
        assert found.measure is VARIANCE
        assert found.share.value == pytest.approx(share, abs=4 * found.share.mc_error)
        assert found.removed.value == pytest.approx(share * total, abs=4 * found.removed.mc_error)
        assert found.share.mc_error < 0.01
    assert found.before == pytest.approx(total, rel=0.05)


@pytest.mark.parametrize(("noise", "observations"), [(0.0, 1), (0.5, 1), (1.0, 1), (3.0, 1), (3.0, 9), (2.0, 64)])
def test_a_noisy_observation_removes_that_share_times_its_reliability(noise, observations):
    rng, spread = np.random.default_rng(2), 2.0
    x, y = rng.normal(size=(2, 20_000))
    answer = spread * x + y
    found = sample_information({"x": spread * x}, answer, belief="x", noise_sd=noise, observations=observations)
    share = spread**2 / (spread**2 + 1) * spread**2 / (spread**2 + noise**2 / observations)
    assert found.share.value == pytest.approx(share, abs=4 * found.share.mc_error)
    assert found.share.mc_error < 0.01
    assert (found.noise_sd, found.observations) == (noise, observations)


def test_an_answer_that_is_a_curve_of_the_belief_is_followed():
    """Var(x^2) = 2 beside noise of variance 1; a straight line would find nothing."""
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 40_000))
    found = perfect(x, x**2 + y)
    assert found.share.value == pytest.approx(2 / 3, abs=4 * found.share.mc_error)


def test_a_claim_whose_chance_is_the_belief_itself():
    """X uniform, the claim true with chance X: Var X / (1/4) = 1/3, and 1 bit less the mean entropy 1 / (2 ln 2)."""
    rng = np.random.default_rng(4)
    x = rng.uniform(size=40_000)
    claim = rng.uniform(size=x.size) < x
    brier, bits = perfect(x, claim), perfect(x, claim, BITS)
    assert brier.measure is BRIER
    assert brier.removed.value == pytest.approx(1 / 12, abs=4 * brier.removed.mc_error)
    assert brier.share.value == pytest.approx(1 / 3, abs=4 * brier.share.mc_error)
    assert bits.removed.value == pytest.approx(1 - 0.5 / math.log(2), abs=4 * bits.removed.mc_error)
    assert bits.before == pytest.approx(1, abs=1e-3)


def test_a_claim_that_the_belief_settles_loses_all_its_uncertainty_but_for_the_bin_that_it_divides():
    x = np.random.default_rng(5).normal(size=40_000)
    for measure in (BRIER, BITS):
        found = perfect(x, x > 0, measure)
        assert 1 - 1.01 / binned(x).counts.size < found.share.value <= 1 + 1e-12


def test_of_an_answer_that_swings_too_little_is_found_and_never_too_much():
    """The whole of sin(3 x) is known from x; lines through bins miss some of it, the less the more draws there are."""
    rng = np.random.default_rng(23)
    shares = [perfect(x, np.sin(3 * x)).share.value for x in (rng.exponential(size=n) for n in (500, 4_000, 32_000))]
    assert shares == sorted(shares)
    assert 0.97 < shares[-1] < 1


def test_partial_information_about_a_claim():
    """The claim is X > 0 and the noise as large as X: X given D has mean D / 2 and variance 1/2, so the chance of the
    claim is Phi(Z) with Z = D / sqrt(2) standard normal. Its variance is that of a uniform variable.
    """
    x = np.random.default_rng(6).normal(size=40_000)
    found = sample_information({"x": x}, x > 0, belief="x", noise_sd=1.0)
    assert found.removed.value == pytest.approx(1 / 12, abs=4 * found.removed.mc_error)


@pytest.mark.parametrize("correlation", [0.0, 0.4, 0.9])
def test_ranks_need_no_moments(correlation):
    """A Cauchy answer has no variance; its ranks are those of the Gaussian it is made from."""
    x, y = gaussian(np.random.default_rng(7), 40_000, correlation)
    found = perfect(x, np.tan(math.pi * (norm.cdf(y) - 0.5)), RANK)
    assert found.share.value == pytest.approx(rank_share(correlation), abs=4 * found.share.mc_error + 1e-3)
    assert found.before == pytest.approx(1 / 6, abs=1e-3)


def test_infinite_and_unknown_answers_are_outcomes_like_others():
    x, y = gaussian(np.random.default_rng(8), 20_000, 0.8)
    infinite = np.where(y > 1, INF, y)
    found = perfect(x, infinite)
    assert found.measure is RANK
    assert found.share.value == pytest.approx(perfect(x, np.where(y > 1, 1e9, y), RANK).share.value, abs=1e-12)
    unknown = perfect(x, np.where(y > 2, NAN, infinite))
    assert unknown.share.value == pytest.approx(found.share.value, abs=0.01)


# --- nothing to know


@pytest.mark.parametrize("measure", [VARIANCE, RANK, BRIER, BITS])
def test_an_independent_belief_is_worth_nothing_within_the_error(measure):
    rng = np.random.default_rng(9)
    scores = []
    for _ in range(60):
        x, y = rng.normal(size=(2, 1_000))
        found = perfect(x, y > 0.5 if measure in {BRIER, BITS} else y, measure)
        scores.append(found.removed.value / found.removed.mc_error)
    assert abs(np.mean(scores)) < 4 / math.sqrt(60)
    assert 0.6 < np.std(scores) < 1.35  # sd of a sample of 60 is known to a tenth; 4 of those


def test_a_belief_without_doubt_is_worth_exactly_nothing():
    answer = np.random.default_rng(10).normal(size=500)
    for measure in (VARIANCE, RANK):
        found = perfect(np.full(500, 3.0), answer, measure)
        assert found.removed.value == pytest.approx(0, abs=1e-12)
    assert perfect(np.full(500, INF), answer > 0).removed.value == pytest.approx(0, abs=1e-12)


def test_there_is_no_share_of_no_uncertainty():
    found = perfect(np.random.default_rng(11).normal(size=200), np.full(200, 2.0))
    assert (found.before, found.removed.value) == (0, 0)
    assert found.document()["share"] is None
    assert math.isnan(found.share.value)


# --- errors


@pytest.mark.parametrize(
    ("measure", "correlation"), [(VARIANCE, 0.3), (VARIANCE, 0.8), (RANK, 0.8), (BRIER, 0.8), (BITS, 0.8)]
)
def test_the_error_is_the_spread_over_seeds(measure, correlation):
    rng = np.random.default_rng(12)
    found = []
    for _ in range(80):
        x, y = gaussian(rng, 1_000, correlation)
        found.append(perfect(x, y > 0 if measure in {BRIER, BITS} else y, measure).removed)
    values, errors = np.array(found).T
    # The sd of 80 values is known to 1 / sqrt(160), 8 %; four of those either way.
    assert np.std(values) / np.mean(errors) == pytest.approx(1, abs=0.32)


def test_the_error_shrinks_with_the_root_of_the_draws():
    rng = np.random.default_rng(13)
    errors = [perfect(*gaussian(rng, draws, 0.7)).share.mc_error for draws in (2_000, 32_000)]
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.2)


# --- relations that must hold


def test_only_the_order_of_a_belief_matters():
    x, y = gaussian(np.random.default_rng(14), 3_000, 0.6)
    for measure, transform in itertools.product((VARIANCE, RANK), (np.exp, np.arctan, lambda x: 3 * x - 7)):
        assert perfect(transform(x), y, measure) == perfect(x, y, measure)


def test_the_unit_of_the_answer_is_that_of_what_is_removed_and_not_of_the_share():
    x, y = gaussian(np.random.default_rng(15), 3_000, 0.6)
    one, hundred = perfect(x, y), perfect(x, 100 * y + 5)
    assert hundred.removed.value == pytest.approx(1e4 * one.removed.value)
    assert hundred.share.value == pytest.approx(one.share.value)
    assert perfect(x, np.exp(y), RANK) == perfect(x, y, RANK)


def test_less_noise_and_more_observations_are_worth_more_and_never_as_much_as_the_truth():
    x, y = gaussian(np.random.default_rng(16), 10_000, 0.8)

    def worth(noise, observations=1):
        return sample_information({"x": x}, y, belief="x", noise_sd=noise, observations=observations).removed.value

    assert worth(4) < worth(2) < worth(1) < worth(0.25) < perfect(x, y).removed.value + 1e-3
    assert worth(2) < worth(2, 4) < worth(2, 64)
    assert worth(2, 4) == worth(1)  # the same observation
    assert worth(0) == pytest.approx(perfect(x, y).removed.value, rel=1e-9)


def test_the_order_of_the_draws_does_not_matter_nor_that_of_the_beliefs():
    rng = np.random.default_rng(17)
    columns = {name: rng.normal(size=2_000) for name in "abc"}
    answer = columns["a"] + 0.5 * columns["b"]
    order = rng.permutation(2_000)
    found = perfect_information(columns, answer)
    assert [one.belief for one in found] == ["a", "b", "c"]
    again = perfect_information({name: columns[name][order] for name in "cba"}, answer[order])
    assert [one.belief for one in again] == ["a", "b", "c"]
    for one, other in zip(found, again, strict=True):
        assert one.removed.value == pytest.approx(other.removed.value, rel=1e-9)


def test_the_same_seed_observes_the_same():
    x, y = gaussian(np.random.default_rng(18), 1_000, 0.8)

    def observed(seed):
        return sample_information({"x": x}, y, belief="x", noise_sd=1.0, seed=seed)

    assert observed(3) == observed(3)
    assert observed(3) != observed(4)


def test_no_ceiling_is_a_value_that_can_be_known():
    """One draw in four has no ceiling, and its answer is another: that alone is worth 3/4 here."""
    rng = np.random.default_rng(19)
    without = rng.random(20_000) < 0.25
    ceiling = np.where(without, INF, rng.normal(size=20_000))
    answer = 4 * without + rng.normal(size=20_000)
    share = 16 * 0.25 * 0.75 / (16 * 0.25 * 0.75 + 1)
    found = perfect(ceiling, answer)
    assert found.share.value == pytest.approx(share, abs=4 * found.share.mc_error)
    observed = sample_information({"c": ceiling}, answer, belief="c", noise_sd=1e6)
    assert observed.share.value == pytest.approx(share, abs=0.02)


# --- bins


@pytest.mark.parametrize("draws", [100, 1_000, 10_000])
def test_bins_hold_about_equal_numbers_in_order(draws):
    column = np.random.default_rng(20).normal(size=draws)
    bins = binned(column)
    assert bins.counts.sum() == draws
    assert bins.counts.min() >= 12
    assert bins.counts.max() <= 2 * bins.counts.mean()
    ordered = np.argsort(column)
    assert (np.diff(bins.number[ordered]) >= 0).all()
    assert (np.diff(bins.score[ordered]) > 0).all()


def test_a_value_that_many_draws_share_has_its_own_bin():
    column = np.concatenate([np.zeros(400), np.full(300, INF), np.random.default_rng(21).uniform(1, 2, size=300)])
    bins = binned(column)
    heaps = bins.number[column == 0], bins.number[column == INF]
    assert all(np.unique(heap).size == 1 for heap in heaps)
    assert bins.counts[heaps[0][0]] == 400
    assert bins.counts[heaps[1][0]] == 300


# --- refusals and the document


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"answer": np.zeros(FEWEST_DRAWS - 1)}, "expected at least 100 draws"),
        ({"answer": np.zeros((10, 20))}, "expected at least 100 draws"),
        ({"answer": np.full(200, INF), "measure": VARIANCE}, "Ask for 'rank'"),
        ({"answer": np.zeros(200), "measure": BRIER}, "expected a claim"),
        ({"answer": np.zeros(200, dtype=bool), "measure": RANK}, "expected an output"),
        ({"answer": np.zeros(300)}, "x: expected 300 draws, got an array of shape"),
    ],
)
def test_what_cannot_be_answered_is_refused(how, problem):
    with pytest.raises(RunError, match=problem):
        perfect_information({"x": np.zeros(200)}, **how)


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"belief": "y", "noise_sd": 1.0}, "expected one of x, got 'y'"),
        ({"belief": "x", "noise_sd": -1.0}, "expected a noise of at least 0"),
        ({"belief": "x", "noise_sd": INF}, "expected a noise of at least 0"),
        ({"belief": "x", "noise_sd": 1.0, "observations": 0}, "at least one observation"),
    ],
)
def test_observations_that_make_no_sense_are_refused(how, problem):
    with pytest.raises(RunError, match=problem):
        sample_information({"x": np.zeros(200)}, np.zeros(200), **how)


def test_the_document_is_plain_json():
    x, y = gaussian(np.random.default_rng(22), 1_000, 0.5)
    document = sample_information({"x": x}, y, belief="x", noise_sd=0.5, observations=3).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert list(document) == ["belief", "measure", "before", "removed", "removed_mc_error", "share", "share_mc_error",
                              "noise_sd", "observations"]  # fmt: skip
    assert (document["belief"], document["measure"], document["observations"]) == ("x", "variance", 3)
