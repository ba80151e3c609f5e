"""Scenarios as text: tiers explained, tier 1 whole, above it only what differs, and on request what could be added."""

import pytest

from oomcast.models.registry import vocabulary
from oomcast.present.catalogue import described, listing, replaced_sentences
from oomcast.present.interface import open_scenario

WORDS = vocabulary("takeoff")
CHAIN = {"ai_copies": 15_000, "ai_serial_speed": 60}


def flat(text):
    return " ".join(text.split())


def blocks(text):
    """Paragraphs by their first word."""
    return {block.split()[0]: flat(block) for block in text.split("\n\n") if block.split()}


@pytest.mark.parametrize("preset", ["greenblatt-2025", "greenblatt-2025-full", "stolen-weights"])
def test_every_belief_is_told_with_what_it_rests_on(preset):
    scenario = open_scenario(preset)
    shown, told = blocks(described(scenario)), flat(described(scenario))
    for name, belief in scenario.beliefs.items():
        words = flat(belief.in_words(scenario.parameters[name]))
        if scenario.origins[name] == "neutral":
            assert f"{name} ({words})" in told
            continue
        assert words in shown[name]
        assert flat(belief.source) in shown[name]
        assert scenario.parameters[name].meaning in shown[name]


@pytest.mark.parametrize("preset", ["reference", "greenblatt-2025-full"])
def test_the_tiers_are_explained_first(preset):
    scenario = open_scenario(preset)
    text = flat(described(scenario))
    assert text.index("Tier 1 is") < text.index("Tier 2 says") < text.index("Tier 3 is") < text.index("returns_to")
    assert f"This scenario is of tier {scenario.tier}." in text


def test_a_tier_one_scenario_shows_no_mechanism():
    text = described(open_scenario("greenblatt-2025"))
    assert "Tier 2, " not in text
    assert "Tier 3, " not in text


def test_only_what_is_at_work_is_shown_above_tier_one():
    scenario = open_scenario("stolen-weights")
    text = described(scenario)
    for name, mechanism in WORDS.mechanisms.items():
        assert (f"Tier {mechanism.tier}, {name}" in text) == (name in scenario.mechanisms)


def test_parameters_that_follow_from_others_are_named_with_what_they_follow_from():
    sentences = replaced_sentences(open_scenario("greenblatt-2025-full"))
    assert "initial_speedup, software_feedback and compute_returns follow from workforce." in sentences
    assert any(sentence.startswith("ai_serial_speed follows from speed_from_hours, ") for sentence in sentences)
    direct = replaced_sentences(open_scenario("greenblatt-2025-full").replace(ai_serial_speed=60))
    assert any(sentence.endswith(" follow from ai_serial_speed.") for sentence in direct)
    assert replaced_sentences(open_scenario("greenblatt-2025")) == []


def test_a_chosen_option_is_shown_with_its_parameters():
    text = described(open_scenario("greenblatt-2025").replace(production="ces", substitution_rho=-0.2))
    assert "Tier 3, production: ces" in text
    assert "substitution_rho" in text


def test_all_lists_what_could_be_switched_on():
    scenario = open_scenario("leader-30-percent")
    short, whole = described(scenario), flat(described(scenario, everything=True))
    assert "Not at work" not in short
    for name, mechanism in WORDS.mechanisms.items():
        if name not in scenario.mechanisms:
            assert flat(mechanism.title) in whole
            for parameter in mechanism.parameters:
                assert f"{parameter.name}" in whole
                assert flat(parameter.meaning) in whole
    for name, choice in WORDS.choices.items():
        assert f"{name} {choice.title}" in whole
        for option in choice.options.values():
            assert f"· {option.name}" in whole
            assert set(option.names) <= set(whole.replace(",", " ").split())


def test_all_says_what_an_unstated_parameter_would_be():
    whole = flat(described(open_scenario("greenblatt-2025"), everything=True))
    assert "relative to the leader's; below 1 for one that lags behind (if unstated: 1)" in whole
    assert "rivals fully automate research too (if unstated: none)" in whole
    assert "relative to the leader's (if unstated: a reference belief)" in whole


def test_what_is_given_is_shown():
    scenario = open_scenario("compute-slowdown-2030").replace(given={"automation_year": {"before": 2032}})
    assert "· automation_year before 2032" in described(scenario)


def test_evidence_is_not_said_twice():
    assert "assumed: assumed" not in flat(described(open_scenario("reference")))


def test_presets_are_listed_under_their_tier():
    text = listing()
    first, third = text.index("Presets of tier 1"), text.index("Presets of tier 3")
    assert first < text.index("  greenblatt-2025 ") < third < text.index("  greenblatt-2025-full ")
    assert max(map(len, text.splitlines())) <= 88
