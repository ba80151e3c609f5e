"""Stated against implied: what is reproduced, at what price, and which belief could do it alone."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.parameter import Parameter
from oomcast.errors import RunError
from oomcast.insight.joint import Joint
from oomcast.insight.moves import BINS
from oomcast.insight.reconcile import reconcile, reconciled
from oomcast.insight.stated import Target
from oomcast.present.interface import open_scenario

DRAWS = 2**16
SIGMAS = 4.0


def parameter(name: str) -> Parameter:
    return Parameter(name=name, symbol=name, unit="1", meaning="", lower=-1e9, upper=1e9, plausible=(-1e8, 1e8))


def target(quantiles, *, probability=None) -> Target:
    kind = "output" if probability is None else "event"
    return Target(name="answer", kind=kind, unit="1", quantiles=quantiles, probability=probability)


def worlds(sds: dict[str, float], *, correlations=None, seed=0, draws=DRAWS):
    joint = Joint(
        distributions={name: Normal(0.0, sd) for name, sd in sds.items()}, correlations=correlations or {}, seed=seed
    )
    return joint.worlds(joint.luck(range(draws)))


def ask(answers, inputs, quantiles, **more):
    about = {name: parameter(name) for name in inputs}
    asked = target(quantiles, **more)
    return reconciled([asked], np.asarray(answers)[None, :], inputs, parameters=about)


def weighted_share_up_to(weights, answers, value):
    return weights[answers <= value].sum() / weights.sum()


# --- all beliefs together


def test_the_worlds_reproduce_the_stated_quantiles_to_one_draw():
    inputs = worlds({"a": 1.0, "b": 2.0})
    answers = inputs["a"] + inputs["b"]
    stated = {0.1: -3.0, 0.25: -2.0, 0.5: 0.5, 0.75: 1.0, 0.9: 4.5}
    found = ask(answers, inputs, stated)
    order = np.argsort(answers)
    upto = np.cumsum(found.weights[order]) / found.weights.sum()
    for level, value in stated.items():
        assert weighted_share_up_to(found.weights, answers, value) == pytest.approx(level, abs=1e-9)
        place = int(np.searchsorted(upto, level - 1e-9))
        around = answers[order[place : place + 2]]
        assert around[0] <= value <= around[1]


def test_the_price_is_the_stated_mass_over_the_own_mass_of_each_interval():
    inputs = worlds({"a": 1.0})
    found = ask(inputs["a"], inputs, {0.25: -0.3, 0.5: 0.4, 0.75: 1.5})
    own = np.diff([0.0, *norm.cdf([-0.3, 0.4, 1.5]), 1.0])
    bits = float(np.sum(0.25 * np.log2(0.25 / own)))
    assert found.bits.value == pytest.approx(bits, abs=SIGMAS * found.bits.mc_error)
    assert found.effective_draws == pytest.approx(DRAWS / np.sum(0.25**2 / own), rel=0.02)
    # The answer is the belief itself, so the belief carries the whole price, but for what bins of it hide.
    assert found.moves[0].bits.value == pytest.approx(bits, abs=0.01)


def test_stated_as_implied_weighs_all_worlds_alike_and_costs_nothing():
    inputs = worlds({"a": 1.0, "b": 2.0})
    answers = inputs["a"] + inputs["b"]
    quartiles = {level: float(np.quantile(answers, level, method="inverted_cdf")) for level in (0.25, 0.5, 0.75)}
    found = ask(answers, inputs, quartiles)
    assert found.weights == pytest.approx(np.ones(DRAWS), abs=1e-9)
    assert found.bits.value == pytest.approx(0.0, abs=1e-9)
    assert found.effective_draws == pytest.approx(DRAWS)
    for one in found.moves:
        assert one.bits.value <= SIGMAS * one.bits.mc_error + 1e-9
        assert {level: after.value for level, after in one.after.items()} == one.before
    assert {one.belief for one in found.able_alone} == {"a", "b"}


def test_what_has_no_part_in_the_answer_does_not_move():
    """The negative control: bias is taken off, so that chance alone is not a change."""
    bits = []
    for seed in range(6):
        inputs = worlds({"a": 1.0, "idle": 1.0}, seed=seed)
        found = ask(inputs["a"], inputs, {0.25: -0.3, 0.5: 0.4, 0.75: 1.5})
        idle = next(one for one in found.moves if one.belief == "idle")
        assert idle.bits.value <= SIGMAS * idle.bits.mc_error
        assert idle.ranks[0.5].value == pytest.approx(0.5, abs=SIGMAS * idle.ranks[0.5].mc_error)
        bits.append(idle.bits.value)
    # Without the correction each would be about (BINS - 1) var(w) / (2 n) nats.
    assert np.mean(bits) < 0.5 * (BINS - 1) * 0.3 / (2 * DRAWS) / math.log(2)


def test_of_unrelated_beliefs_the_parts_never_cost_more_than_the_whole():
    inputs = worlds({"a": 1.0, "b": 1.5, "c": 0.5})
    found = ask(inputs["a"] * inputs["b"] + inputs["c"], inputs, {0.25: -1.5, 0.5: 1.0, 0.75: 1.2})
    parts = sum(one.bits.value for one in found.moves)
    assert 0.0 < parts < found.bits.value


def test_a_stated_probability_is_met():
    inputs = worlds({"a": 1.0})
    found = ask((inputs["a"] > 0.0).astype(float), inputs, {}, probability=0.8)
    assert found.weights[inputs["a"] > 0.0].sum() / found.weights.sum() == pytest.approx(0.8, abs=1e-9)
    bits = 0.8 * math.log2(0.8 / 0.5) + 0.2 * math.log2(0.2 / 0.5)
    assert found.bits.value == pytest.approx(bits, abs=SIGMAS * found.bits.mc_error)


def test_several_answers_are_met_at_once_and_cost_at_least_what_each_does():
    inputs = worlds({"a": 1.0, "b": 1.0})
    about = {name: parameter(name) for name in inputs}
    one = Target(name="sum", kind="output", unit="1", quantiles={0.25: -0.4, 0.5: 0.6})
    two = Target(name="larger", kind="event", unit="1", quantiles={}, probability=0.7)
    answers = np.stack([inputs["a"] + inputs["b"], (inputs["a"] > inputs["b"]).astype(float)])
    both = reconciled([one, two], answers, inputs, parameters=about)
    alone = [reconciled([each], answers[[place]], inputs, parameters=about) for place, each in enumerate((one, two))]
    assert weighted_share_up_to(both.weights, answers[0], -0.4) == pytest.approx(0.25, abs=1e-9)
    assert weighted_share_up_to(both.weights, answers[0], 0.6) == pytest.approx(0.5, abs=1e-9)
    assert weighted_share_up_to(both.weights, answers[1], 0.0) == pytest.approx(0.3, abs=1e-9)
    assert both.bits.value > max(each.bits.value for each in alone) - 1e-9
    # The two have nothing to do with each other, so their prices add up.
    error = SIGMAS * sum(each.bits.mc_error for each in (both, *alone))
    assert both.bits.value == pytest.approx(sum(each.bits.value for each in alone), abs=error)


def test_infinite_and_unknown_answers_lie_beyond_every_number():
    inputs = worlds({"a": 1.0})
    answers = np.where(inputs["a"] > 1.0, np.inf, inputs["a"])
    answers = np.where(inputs["a"] > 2.0, np.nan, answers)
    found = ask(answers, inputs, {0.25: -0.3, 0.5: 0.4})
    assert found.weights.sum() == pytest.approx(DRAWS, rel=1e-9)
    assert found.weights[inputs["a"] > 0.4] == pytest.approx(0.5 / np.mean(inputs["a"] > 0.4), rel=1e-9)


def test_a_number_at_which_many_worlds_lie_is_met_as_a_quantile_is():
    inputs = worlds({"a": 1.0})
    answers = np.maximum(inputs["a"], 0.0)  # half of the worlds lie at 0
    assert ask(answers, inputs, {0.25: 0.0, 0.4: 0.0}).bits.value == pytest.approx(0.0, abs=1e-9)
    more = ask(answers, inputs, {0.8: 0.0})
    assert more.weights[answers == 0.0].sum() / DRAWS == pytest.approx(0.8, abs=1e-9)


# --- what cannot be


def test_what_no_world_gives_is_reported_and_nothing_is_moved():
    inputs = worlds({"a": 1.0})
    found = ask(inputs["a"], inputs, {0.25: -0.5, 0.5: 100.0})
    assert not found.is_possible
    assert found.moves == ()
    assert found.short_by == pytest.approx(0.25, abs=0.26)
    assert not found.able_alone
    assert found.weights == pytest.approx(np.ones(DRAWS))
    assert math.isnan(found.bits.value)
    document = found.document()
    assert document["possible"] is False
    assert document["bits"] is None


def test_stated_numbers_with_nothing_between_them_rule_worlds_out():
    inputs = worlds({"a": 1.0})
    about = {"a": parameter("a")}
    finer = Target(name="one", kind="output", unit="1", quantiles={0.25: -0.6})
    coarser = Target(name="two", kind="output", unit="1", quantiles={0.25: -0.5})
    found = reconciled([finer, coarser], np.stack([inputs["a"], inputs["a"]]), inputs, parameters=about)
    between = (inputs["a"] > -0.6) & (inputs["a"] <= -0.5)
    assert found.is_possible
    assert found.ruled_out == pytest.approx(float(between.mean()))
    assert not found.weights[between].any()


# --- one belief alone


GRID = np.linspace(-9.0, 9.0, 20_001)


def tilted_normal(probability, stated: float):
    """The smallest change of a standard normal x such that probability(x) has the mean `stated`: bits and cdf."""
    below = probability(GRID)

    def density(power):
        raised = norm.pdf(GRID) * np.exp(power * below)
        return raised / raised.sum()

    power = brentq(lambda power: density(power) @ below - stated, -60, 60)
    found = density(power)
    bits = float(np.sum(found * np.log2(found / density(0.0))))
    return bits, lambda x: float(np.interp(x, GRID, np.cumsum(found)))


@pytest.mark.parametrize("correlation", [0.0, 0.6])
def test_a_belief_alone_is_tilted_by_what_follows_from_it(correlation):
    """The answer is a + b, of which a is asked alone: b given a is a normal, so the tilt is known."""
    stated, spread = 0.5, 0.8
    rho = 2 * math.sin(math.pi * correlation / 6)  # of the normals behind a rank correlation
    inputs = worlds({"a": 1.0, "b": spread}, correlations={("a", "b"): correlation} if correlation else {})
    answers = inputs["a"] + inputs["b"]
    found = next(one for one in ask(answers, inputs, {0.4: stated}).alone if one.belief == "a")

    def below(a):
        return norm.cdf((stated - a - rho * spread * a) / (spread * math.sqrt(1 - rho**2)))

    bits, cdf = tilted_normal(below, 0.4)
    assert found.move.bits.value == pytest.approx(bits, abs=SIGMAS * found.move.bits.mc_error + 0.001)
    for level, after in found.move.after.items():
        assert cdf(after.value) == pytest.approx(level, abs=0.01)


def test_a_belief_that_is_the_answer_can_do_it_alone_at_the_price_of_the_whole():
    inputs = worlds({"a": 1.0, "idle": 1.0})
    edges = {0.2: float(norm.ppf(16 / 64)), 0.6: float(norm.ppf(32 / 64))}
    found = ask(inputs["a"], inputs, edges)
    alone = {one.belief: one for one in found.alone}
    assert alone["a"].move.bits.value == pytest.approx(found.bits.value, abs=0.01)
    assert alone["idle"].move is None
    # Wherever an idle belief is, the answer stays as it is: the worst level is missed by 0.1.
    assert alone["idle"].short_by == pytest.approx(0.1, abs=0.04)
    assert [one.belief for one in found.able_alone] == ["a"]


def test_doing_it_alone_never_costs_less_than_all_beliefs_together():
    inputs = worlds({"a": 1.0, "b": 0.7, "c": 0.4})
    found = ask(inputs["a"] + inputs["b"] + inputs["c"], inputs, {0.4: 0.3})
    assert len(found.able_alone) == 3
    for one in found.able_alone:
        assert one.move.bits.value > found.bits.value
    prices = [one.move.bits.value for one in found.able_alone]
    assert prices == sorted(prices)
    assert [one.belief for one in found.able_alone] == ["a", "b", "c"]


def test_a_belief_too_narrow_to_do_it_alone_is_said_to_be():
    inputs = worlds({"wide": 1.0, "narrow": 0.1})
    found = ask(inputs["wide"] + inputs["narrow"], inputs, {0.5: 0.8})
    narrow = next(one for one in found.alone if one.belief == "narrow")
    assert narrow.move is None
    assert 0.1 < narrow.short_by < 0.4


# --- with scenarios


@pytest.fixture(scope="module")
def greenblatt():
    return reconcile(open_scenario("greenblatt-2025"), outputs=["oom_total_12mo"], draws=2**14)


def test_the_stated_quantiles_of_a_scenario_are_reproduced(greenblatt):
    answers = greenblatt.answers["oom_total_12mo"]
    for level, value in {0.25: 2.5, 0.5: 6.0, 0.75: 12.0}.items():
        assert weighted_share_up_to(greenblatt.weights, answers, value) == pytest.approx(level, abs=1e-9)
    assert {one.belief for one in greenblatt.moves} == {one.belief for one in greenblatt.alone}
    assert len(greenblatt.moves) == 4


def test_the_document_is_plain(greenblatt):
    document = json.loads(json.dumps(greenblatt.document(), allow_nan=False))
    assert [*document["stated"]] == ["oom_total_12mo"]
    assert document["beliefs"]["returns_to_software"]["unit"] == "1"
    assert document["alone"].keys() == document["beliefs"].keys()


def test_the_result_does_not_depend_on_the_workers(greenblatt):
    again = reconcile(open_scenario("greenblatt-2025"), outputs=["oom_total_12mo"], draws=2**14, workers=1)
    assert again.document() == greenblatt.document()


def test_what_is_given_is_granted():
    scenario = open_scenario("greenblatt-2025").replace(given={"initial_speedup": {"after": 10}})
    found = reconcile(scenario, outputs=["oom_total_12mo"], draws=2**13)
    assert found.inputs["initial_speedup"].min() > 10
    assert found.draws < 2**13


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outputs": ["oom_totl_12mo"]}, "Did you mean 'oom_total_12mo'"),
        ({"outputs": ["oom_software_12mo"]}, "expected a stated answer"),
        ({"draws": 100}, "expected at least 1,024"),
    ],
)
def test_what_cannot_be_asked_is_refused(change, message):
    with pytest.raises(RunError, match=message):
        reconcile(open_scenario("greenblatt-2025"), **{"draws": 2**12, **change})


def test_a_scenario_that_states_nothing_is_refused():
    with pytest.raises(RunError, match="which states none"):
        reconcile(open_scenario("reference"), draws=2**12)
