"""Pools of people and of structures: closed forms of normals, mixtures, claims, and where variance lies."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from oomcast.beliefs.structural import read_structures, reweighted
from oomcast.errors import RunError
from oomcast.insight.jackknife import part_of
from oomcast.insight.pool import pool_people, pool_structures
from oomcast.insight.pooling import Voice, pooled
from oomcast.insight.total_variance import total_variance
from oomcast.outcomes.montecarlo import LEVELS
from oomcast.present.interface import open_scenario
from oomcast.quantities.elementary import normal_quantile
from oomcast.quantities.streams import uniforms

DRAWS = 2**15
SIGMAS = 4.0


def normal(name, mean, sd, *, weight=1.0, draws=DRAWS, seed=0):
    answers = mean + sd * normal_quantile(uniforms(name, seed=seed, count=draws))
    return Voice(name=name, weight=weight, answers=answers, part=part_of(draws))


def voice(name, answers, *, weight=1.0):
    answers = np.asarray(answers, dtype=np.float64)
    return Voice(name=name, weight=weight, answers=answers, part=part_of(answers.size))


# --- linear


@pytest.mark.parametrize("weights", [(1, 1), (3, 1)])
def test_a_linear_pool_has_the_quantiles_of_the_mixture(weights):
    share = weights[0] / sum(weights)
    found = pooled([normal("a", 0, 1, weight=weights[0]), normal("b", 3, 0.5, weight=weights[1])])

    def cdf(x):
        return share * norm.cdf(x) + (1 - share) * norm.cdf(x, 3, 0.5)

    for level, estimate in found.quantiles.items():
        exact = brentq(lambda x, level=level: cdf(x) - level, -9, 9)
        assert estimate.value == pytest.approx(exact, abs=SIGMAS * estimate.mc_error)
        assert cdf(estimate.value) == pytest.approx(level, abs=0.012)


def test_errors_of_a_pool_are_those_seen_from_seed_to_seed():
    medians, errors = [], []
    for seed in range(40):
        found = pooled([normal("a", 0, 1, draws=4096, seed=seed), normal("b", 1, 2, draws=4096, seed=seed)])
        medians.append(found.quantiles[0.5].value)
        errors.append(found.quantiles[0.5].mc_error)
    assert np.mean(errors) == pytest.approx(float(np.std(medians, ddof=1)), rel=0.4)


def test_people_who_agree_pool_to_what_each_believes():
    same = normal("a", 2, 1)
    twin = Voice(name="b", weight=5.0, answers=same.answers, part=same.part)
    found = pooled([same, twin])
    assert found.quantiles[0.5].value == pytest.approx(float(np.median(same.answers)), abs=1e-3)
    split = total_variance([same, twin])
    assert split.between.value == pytest.approx(0.0, abs=1e-20)


def test_of_a_linear_pool_the_infinite_share_is_the_weighted_one():
    one = voice("a", np.where(np.arange(3200) % 10 == 0, np.inf, 1.0 + np.arange(3200)))
    two = voice("b", 2.0 + np.arange(3200), weight=3)
    assert pooled([one, two]).infinite.value == pytest.approx(0.25 * 0.1)


# --- logarithmic


@pytest.mark.parametrize(("mean", "sd", "weights"), [(0.0, 1.0, (1, 1)), (1.5, 0.5, (1, 1)), (1.0, 2.0, (3, 1))])
def test_a_log_pool_of_normals_is_the_normal_weighted_by_precision(mean, sd, weights):
    found = pooled([normal("a", 0, 1, weight=weights[0]), normal("b", mean, sd, weight=weights[1])], method="log")
    first, second = (weight / sum(weights) for weight in weights)
    precision = first + second / sd**2
    centre, spread = (second * mean / sd**2) / precision, precision**-0.5
    for level, estimate in found.quantiles.items():
        exact = norm.ppf(level, centre, spread)
        assert estimate.value == pytest.approx(exact, abs=SIGMAS * estimate.mc_error + 0.01 * spread)
    assert found.thin < 0.05


def test_a_log_pool_keeps_its_shape_whatever_the_unit():
    """Of lognormal answers it is the exponential of that of their logarithms: weights sum to one."""
    a, b = normal("a", 0, 0.5), normal("b", 0.5, 0.5)
    logs = pooled([a, b], method="log")
    plain = pooled([voice("a", np.exp(a.answers)), voice("b", np.exp(b.answers))], method="log")
    for level in LEVELS:
        assert math.log(plain.quantiles[level].value) == pytest.approx(logs.quantiles[level].value, abs=0.01)


def test_what_is_beyond_every_number_is_a_place_like_any_other():
    draws = 3200 * 10
    finite = normal("a", 0, 1, draws=draws).answers
    one = voice("a", np.where(np.arange(draws) % 10 < 4, np.inf, finite))
    two = voice("b", np.where(np.arange(draws) % 10 < 1, np.nan, finite))
    infinite = math.sqrt(0.4 * 0.1) / (math.sqrt(0.4 * 0.1) + math.sqrt(0.6 * 0.9))
    found = pooled([one, two], method="log")
    assert found.infinite.value == pytest.approx(infinite, abs=1e-3)
    assert pooled([one, two]).infinite.value == pytest.approx(0.25)
    assert pooled([voice("a", finite), two], method="log").infinite.value == 0.0  # who rules it out, rules it out


def test_a_pool_of_people_far_apart_says_that_it_rests_on_few_draws():
    assert pooled([normal("a", 0, 1), normal("b", 7, 1)], method="log").thin > 0.3


def test_people_who_hold_nothing_in_common_have_no_log_pool():
    with pytest.raises(RunError, match="nothing"):
        pooled([normal("a", 0, 1), normal("b", 500, 1)], method="log")
    with pytest.raises(RunError, match="spread out"):
        pooled([normal("a", 0, 1), voice("b", np.ones(3200))], method="log")


# --- claims


def test_claims_pool_in_probabilities_or_in_odds():
    truth = np.arange(3200) % 10
    one, two = voice("a", truth < 2), voice("b", truth < 8, weight=3)
    assert pooled([one, two], is_claim=True).probability.value == pytest.approx(0.25 * 0.2 + 0.75 * 0.8)
    odds = (0.2 / 0.8) ** 0.25 * (0.8 / 0.2) ** 0.75
    found = pooled([one, two], method="log", is_claim=True)
    assert found.probability.value == pytest.approx(odds / (1 + odds))


# --- variance


def test_within_and_between_make_up_the_variance_of_the_mixture():
    voices = [normal("a", 0, 1, weight=1), normal("b", 3, 0.5, weight=2), normal("c", -1, 2, weight=1)]
    split = total_variance(voices)
    assert split.within.value == pytest.approx(0.25 * 1 + 0.5 * 0.25 + 0.25 * 4, abs=SIGMAS * split.within.mc_error)
    mean = 0.25 * 0 + 0.5 * 3 - 0.25
    between = 0.25 * mean**2 + 0.5 * (3 - mean) ** 2 + 0.25 * (-1 - mean) ** 2
    assert split.between.value == pytest.approx(between, abs=SIGMAS * split.between.mc_error)
    found = pooled(voices)
    mixture = float(np.sum(found.weights * found.values**2) - np.sum(found.weights * found.values) ** 2)
    assert split.within.value + split.between.value == pytest.approx(mixture, rel=1e-10)
    assert not split.on_ranks


def test_with_infinite_answers_it_is_the_variance_of_ranks():
    one = voice("a", np.where(np.arange(3200) % 2 == 0, np.inf, np.arange(3200)))
    two = voice("b", np.arange(3200.0))
    split = total_variance([one, two])
    assert split.on_ranks
    assert 0.0 < split.share_between.value < 1.0
    # Ranks are the same however far out the largest answer is.
    far = voice("a", np.where(np.arange(3200) % 2 == 0, 1e300, np.arange(3200)))
    unknown = voice("a", np.where(np.arange(3200) % 2 == 0, np.nan, np.arange(3200)))
    assert total_variance([unknown, two]).between.value == pytest.approx(split.between.value)
    assert total_variance([far, two]).between.value == pytest.approx(split.between.value)


# --- people and structures


def test_two_people_are_pooled_as_their_runs_have_it():
    people = [open_scenario("greenblatt-2025"), open_scenario("forethought-medians")]
    found = pool_people(people, weights=[2, 1], draws=2000)
    document = json.loads(json.dumps(found.document(), allow_nan=False))
    assert [*document][:2] == ["provenance", "method"]
    assert document["weights"] == pytest.approx({"greenblatt-2025": 2 / 3, "forethought-medians": 1 / 3})
    own = [one["quantiles"]["0.5"] for one in document["people"].values()]
    assert min(own) < document["pool"]["quantiles"]["0.5"] < max(own)
    assert found.document() == pool_people(people, weights=[2, 1], draws=2000, workers=1).document()


def test_the_first_draws_of_a_person_are_those_of_a_run():
    from oomcast.ensemble.run import run

    scenario = open_scenario("greenblatt-2025")
    found = pool_people([scenario, open_scenario("reference")], draws=1000, seed=3)
    alone = run(scenario, draws=1000, seed=3)
    assert np.array_equal(found.first.voices[0].answers, alone.outputs["oom_total_12mo"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weights": [1]}, "expected 2, one for each"),
        ({"weights": [1, -1]}, "positive finite"),
        ({"method": "logg"}, "Did you mean 'log'"),
        ({"output": "oom_totl_12mo"}, "Did you mean 'oom_total_12mo'"),
        ({"draws": 20}, "Ask for more"),
    ],
)
def test_what_cannot_be_pooled_is_refused(change, message):
    people = [open_scenario("reference"), open_scenario("greenblatt-2025")]
    with pytest.raises(RunError, match=message):
        pool_people(people, **{"draws": 200, **change})


def test_one_person_alone_is_no_pool():
    with pytest.raises(RunError, match="at least 2"):
        pool_people([open_scenario("reference")])


def test_one_scenario_under_two_structures_shares_its_luck_and_says_what_lies_between():
    scenario = open_scenario("greenblatt-2025")
    structures = reweighted(read_structures(), ["cobb-douglas=1", "ces-short-run=1"])
    found = pool_structures(scenario, structures, draws=2000)
    document = json.loads(json.dumps(found.document(), allow_nan=False))
    assert document["people"] is None
    outputs = document["structures"]["outputs"]
    assert [*outputs][:2] == ["oom_total_12mo", "years_of_progress_12mo"]
    assert "at_least_10_years_in_4mo" in outputs
    for answer in outputs.values():
        assert 0.0 <= answer["variance"]["share_between"] <= 1.0
    plain, bottleneck = found.first.voices
    # With complements each world gets no further than with Cobb-Douglas.
    assert (bottleneck.answers <= plain.answers + 1e-4).all()
