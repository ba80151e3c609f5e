"""Conditions on inputs and results: what they mean, which draws they leave, what they move, what is refused."""

import dataclasses
import json
import math

import numpy as np
import pytest

from oomcast.beliefs.expressions.parser import parse
from oomcast.ensemble.folder import SEAL
from oomcast.ensemble.given import (
    LEAST_EFFECTIVE_DRAWS,
    conditioned,
    effective_sample_size,
    given_in_words,
    names_known,
    names_of_draws,
    refuse_too_few,
)  # fmt: skip
from oomcast.ensemble.run import model_of, run
from oomcast.ensemble.store import WITHOUT_CONDITIONS, _checksum, read, write
from oomcast.errors import ParseError, RunError, ScenarioError
from oomcast.outcomes.shift import shift
from oomcast.present.interface import open_scenario
from tests.ensemble.small import DIVERGES_ABOVE, small_scenario
from tests.present.by_hand import made_by_hand

DRAWS = 4_000


def given_run(scenario, *texts, draws=DRAWS, **how):
    scenario, conditions = conditioned(scenario, texts, model=model_of(scenario))
    return run(scenario, draws=draws, given=conditions, **how)


# --- what it means


def test_draws_that_do_not_fulfil_a_condition_are_kept_and_not_counted(scenario):
    plain, given = run(scenario, draws=DRAWS), given_run(scenario, "gain > 3 and not fast")
    for name, column in plain.outputs.items():
        assert np.array_equal(given.outputs[name], column)
    expected = (plain.outputs["gain"] > 3) & ~plain.events["fast"]
    assert np.array_equal(given.weights, expected)
    assert np.array_equal(given.counted.outputs["rest"], plain.outputs["rest"][expected])
    assert given.summary().draws == expected.sum() < DRAWS


def test_conditions_hold_together_and_with_the_limits_of_the_scenario(scenario):
    del scenario
    limited = small_scenario(given={"delay": {"before": 0.5}})
    forecast = given_run(limited, "gain > 1", "oom_1 < 0.75")
    fulfil = (forecast.inputs["delay"] < 0.5) & (forecast.outputs["gain"] > 1) & (forecast.milestones["oom_1"] < 0.75)
    assert np.array_equal(forecast.weights, fulfil)
    assert forecast.given_in_words == "delay before 0.5, gain > 1, oom_1 < 0.75"


def test_limits_of_one_input_become_part_of_the_scenario_in_the_place_of_those_it_has(scenario):
    del scenario
    limited = small_scenario(given={"delay": {"before": 0.5}, "speed": {"after": 2}})
    narrowed, conditions = conditioned(limited, ["0.2 < delay", "delay < 0.9"], model=model_of(limited))
    assert conditions == ()
    assert narrowed.given.document() == {"delay": {"after": 0.2, "before": 0.9}, "speed": {"after": 2.0}}
    assert narrowed.hash != limited.hash


def test_a_condition_on_results_leaves_the_scenario_as_it_is(scenario):
    same, conditions = conditioned(scenario, ["gain > 1", "gain  >  1.0"], model=model_of(scenario))
    assert same is scenario
    assert given_in_words(same, conditions) == "gain > 1"


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["gain >"], "got the end"),
        (["gian > 1"], "Did you mean 'gain'?"),
        (["delay after 0.5", "delay before 0.2"], "expected room between the limits, got after 0.5 and before 0.2"),
        (["delay after 2"], "believed to be possible"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_drawn(scenario, texts, problem):
    with pytest.raises(ScenarioError) as caught:
        conditioned(scenario, texts, model=model_of(scenario))
    assert problem in str(caught.value)


def test_a_name_that_belief_and_result_share_means_the_belief():
    """Of a company behind the leader, the pace at t = 0 is not the first speed-up that is believed of its leader."""
    believed, implied = np.linspace(10, 20, 400), np.linspace(30, 20, 400)
    forecast = made_by_hand(
        np.full(400, 2.0), inputs={"initial_speedup": believed}, more={"initial_speedup": ("x", implied)}
    )
    names = names_of_draws(forecast.inputs, forecast.evaluation)
    given = dataclasses.replace(forecast, given=(parse("initial_speedup >= 15", names=names),))
    assert np.array_equal(given.weights, believed >= 15)


def test_where_there_is_no_belief_of_that_name_it_means_the_result():
    scenario = open_scenario("greenblatt-2025-full")
    assert "initial_speedup" not in scenario.beliefs
    same, conditions = conditioned(scenario, ["initial_speedup > 15"], model=model_of(scenario))
    assert same is scenario
    speedup = np.linspace(10, 20, 400)
    forecast = made_by_hand(np.full(400, 2.0), more={"initial_speedup": ("x", speedup)})
    without = {name: column for name, column in forecast.inputs.items() if name != "initial_speedup"}
    given = dataclasses.replace(forecast, inputs=without, given=conditions)
    assert np.array_equal(given.weights, speedup > 15)


def test_what_a_scenario_does_not_speak_of_is_refused_saying_so():
    scenario = open_scenario("reference")
    for name in ("ai_copies", "lead_oom_12mo", "chips_beyond_stock"):
        with pytest.raises(ParseError, match=f"expected something that this scenario speaks of, got '{name}'"):
            conditioned(scenario, [f"{name} > 1"], model=model_of(scenario))


def test_the_names_known_beforehand_are_those_of_the_draws(scenario):
    for held in (open_scenario("reference"), scenario):
        before, forecast = names_known(held, model=model_of(held)), run(held, draws=2)
        after = names_of_draws(forecast.inputs, forecast.evaluation)
        assert (before.quantities, before.events) == (after.quantities, after.events)


def test_what_is_unknown_is_not_counted_either_way(scenario):
    """A milestone whose time nobody knows fulfils neither a condition nor its opposite."""
    forecast = run(scenario, draws=100)
    years = forecast.milestones["oom_1"].copy()
    years[:10] = math.nan
    unknown = dataclasses.replace(forecast.evaluation, milestones={"oom_1": years})
    names = names_of_draws(forecast.inputs, unknown)
    counted = [
        dataclasses.replace(forecast, evaluation=unknown, given=(parse(text, names=names),)).weights
        for text in ("oom_1 < 0.5", "not oom_1 < 0.5")
    ]
    assert not (counted[0] | counted[1])[:10].any()
    assert (counted[0] ^ counted[1])[10:].all()


# --- against closed forms


def test_a_condition_on_an_input_is_the_belief_cut_there(scenario):
    """Speeds are lognormal; given more than the median, the new median is the old upper quartile."""
    forecast = given_run(scenario, "speed >= 4", draws=40_000)
    document = forecast.document()["given"]
    assert document["share"] == pytest.approx(0.5, abs=4 * document["share_mc_error"])
    moved = document["beliefs"]["speed"]
    quartile = scenario.beliefs["speed"].quantile(0.75)
    assert moved["after"]["0.5"] == pytest.approx(quartile, abs=4 * moved["after_mc_error"]["0.5"])
    assert moved["before"]["0.5"] == pytest.approx(4, abs=4 * moved["before_mc_error"]["0.5"])
    assert moved["distance"] == pytest.approx(0.5, abs=0.01)


def test_a_condition_on_one_input_moves_no_independent_one(scenario):
    beliefs = given_run(scenario, "speed > 4", draws=20_000).document()["given"]["beliefs"]
    assert beliefs["speed"]["distance"] > 10 * beliefs["speed"]["distance_by_luck"]
    assert beliefs["delay"]["distance"] < beliefs["delay"]["distance_by_luck"]
    assert beliefs["limit"]["distance"] == 0  # a single value, which nothing can move


def test_the_chance_of_both_is_the_chance_of_one_times_that_of_the_other_given_it(scenario):
    both, one = given_run(scenario, "fast and gain > 5"), given_run(scenario, "gain > 5")
    share = both.document()["given"]["share"]
    given_one = one.document()
    assert share == pytest.approx(given_one["given"]["share"] * given_one["probabilities"]["fast"]["value"])


# --- the document


def test_the_document_says_what_is_given_how_much_it_leaves_and_what_it_moves(scenario):
    forecast = given_run(scenario, "gain > 2")
    given = forecast.document()["given"]
    left = int(forecast.weights.sum())
    assert given["words"] == given["in_words"] == "gain > 2"
    assert given["expressions"] == ["gain > 2"]
    assert given["limits"] == {}
    assert given["share"] == given["probability"]["value"] == left / DRAWS
    assert given["effective_sample_size"] == given["effective_draws"] == left
    assert list(given["beliefs"]) == list(forecast.inputs)
    assert (given["headline"]["name"], given["headline"]["unit"]) == ("gain", "OOM")
    everyone, counted = forecast.outputs["gain"], forecast.outputs["gain"][forecast.weights]
    assert given["headline"]["before"]["0.5"] == pytest.approx(np.median(everyone))
    assert given["headline"]["after"]["0.5"] == pytest.approx(np.median(counted))
    assert given["headline"]["after"]["0.95"] is None  # a draw in twenty diverges, and more of those that count
    assert (everyone > DIVERGES_ABOVE).any()
    assert json.loads(json.dumps(given, allow_nan=False)) == given


def test_limits_keep_their_place_in_the_document(scenario):
    given = given_run(scenario, "delay before 0.5", "gain > 1").document()["given"]
    assert given["limits"] == {"delay": {"before": 0.5}}
    assert given["expressions"] == ["gain > 1"]
    assert given["words"] == "delay before 0.5, gain > 1"


def test_nothing_is_said_where_nothing_is_given(scenario):
    assert run(scenario, draws=10).document()["given"] is None


def test_a_run_without_a_recorded_command_says_how_to_repeat_its_conditions(scenario):
    assert "given=['gain > 2']" in given_run(scenario, "gain > 2").provenance.command


# --- enough draws


def test_the_effective_sample_size_is_kishs():
    assert effective_sample_size(np.array([True, False, True])) == 2
    assert effective_sample_size(np.full(7, 0.3)) == pytest.approx(7)
    assert effective_sample_size(np.array([1.0, 1e-9])) == pytest.approx(1)
    assert effective_sample_size(np.zeros(3)) == 0


def test_too_few_draws_are_refused_naming_how_many_would_do(scenario):
    with pytest.raises(RunError) as caught:
        given_run(scenario, "speed > 10 and delay < 0.5", draws=800, least_effective_draws=LEAST_EFFECTIVE_DRAWS)
    message = str(caught.value)
    assert "expected at least 100 draws (effective sample size)" in message
    assert "speed > 10 and delay < 0.5" in message
    needed = int(message.rpartition(" about ")[2].rstrip(".").replace(",", ""))
    enough = given_run(
        scenario, "speed > 10 and delay < 0.5", draws=needed, least_effective_draws=LEAST_EFFECTIVE_DRAWS
    )
    assert LEAST_EFFECTIVE_DRAWS <= enough.weights.sum() < 1.6 * LEAST_EFFECTIVE_DRAWS


@pytest.mark.parametrize("left", [LEAST_EFFECTIVE_DRAWS - 1, LEAST_EFFECTIVE_DRAWS])
def test_the_line_is_where_it_is_said_to_be(left):
    counted = np.arange(500) < left
    if left >= LEAST_EFFECTIVE_DRAWS:
        refuse_too_few(counted, least=LEAST_EFFECTIVE_DRAWS, given="x > 1")
    else:
        with pytest.raises(RunError, match=f"got {left} of 500"):
            refuse_too_few(counted, least=LEAST_EFFECTIVE_DRAWS, given="x > 1")


def test_what_no_draw_fulfils_may_be_impossible():
    with pytest.raises(RunError, match=r"got 0 of 1,000\. Ask for more .--draws.: more than 120,000, if it can happen"):
        refuse_too_few(np.zeros(1_000, dtype=bool), least=100, given="x > 1")


def test_limits_in_a_file_are_refused_only_where_they_leave_nothing(scenario):
    del scenario
    assert run(small_scenario(given={"delay": {"before": 0.1}}), draws=50).weights.sum() < LEAST_EFFECTIVE_DRAWS
    with pytest.raises(RunError, match="Ask for more"):
        run(small_scenario(given={"delay": {"before": 1e-6}}), draws=50)


# --- storage


def test_conditions_are_stored_with_the_run(scenario, tmp_path):
    forecast = given_run(scenario, "gain > 2 and (fast or oom_1 <= 0.25)", "delay before 0.9")
    write(forecast, tmp_path)
    again = read(tmp_path)
    assert again.given == forecast.given
    assert np.array_equal(again.weights, forecast.weights)
    assert again.document() == forecast.document()
    assert json.loads((tmp_path / SEAL).read_text())["given"] == ["gain > 2 and (fast or oom_1 <= 0.25)"]


def test_a_forecast_of_the_format_before_is_still_read(scenario, tmp_path):
    forecast = run(scenario, draws=100)
    write(forecast, tmp_path)
    manifest = json.loads((tmp_path / SEAL).read_text())
    del manifest["sha256"], manifest["given"]
    manifest["format"] = WITHOUT_CONDITIONS
    (tmp_path / SEAL).write_text(json.dumps({**manifest, "sha256": _checksum(manifest)}))
    assert read(tmp_path).document() == forecast.document()


# --- the shift


def test_a_distance_is_that_of_the_distribution_functions():
    rng = np.random.default_rng(3)
    column = rng.choice([0.0, 1.0, 2.5, math.inf], size=500)
    counted = rng.random(500) < 0.3
    gaps = [abs(np.mean(column <= value) - np.mean(column[counted] <= value)) for value in np.unique(column)]
    assert shift(column, counted=counted).distance == pytest.approx(max(gaps))


def test_luck_is_taken_for_more_once_in_a_thousand_times():
    rng = np.random.default_rng(4)
    column = rng.normal(size=400)
    clear = sum(shift(column, counted=rng.permutation(400) < 150).is_clear for _ in range(4_000))
    assert clear <= 13  # four expected; more than 13 has a chance of 1e-4
    half = shift(column, counted=column < 0)
    assert half.is_clear
    assert shift(column, counted=np.ones(400, dtype=bool)).distance == 0
