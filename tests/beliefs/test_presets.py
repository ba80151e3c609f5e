"""The presets say what their sources say, in these units; what no source says is marked as assumed."""

import math

import pytest

from oomcast.beliefs.conditions import joint_probability
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.reference import reference_belief
from oomcast.beliefs.scenario import open_scenario, preset_names
from oomcast.beliefs.sources import REFERENCES
from oomcast.models.registry import vocabulary
from tests.beliefs.words import FIRST_TIER, vocabularies

HASHES = {
    "forethought-medians": "360fba4e9e9902dbb7407ef898207110027e3a5f2f2ec3237759cf962fde4b09",
    "greenblatt-2025": "8154b3e6dcf3ed5535c24d5b246119f1dbf8921418b8f8eff78989ccfe00c4eb",
    "reference": "7f903f202e1b5fa10ab6750d195bf3d3aadaf21ade69eb4c3f114c799e81d019",
}
"""Of the first tier as it was before any mechanism could be switched on."""


def preset(name):
    return open_scenario(name, vocabularies=vocabulary)


def quantiles(scenario, name, *levels):
    return [scenario.beliefs[name].quantile(level) for level in levels]


@pytest.mark.parametrize("name", FIRST_TIER)
def test_mechanisms_leave_the_first_tier_what_it_was(name):
    assert preset(name).hash == HASHES[name]
    assert (preset(name).mechanisms, preset(name).tier, preset(name).given) == ((), 1, None)


@pytest.mark.parametrize("name", preset_names())
def test_each_preset_opens_and_says_whose_it_is(name):
    scenario = preset(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.author
    assert scenario.date


@pytest.mark.parametrize("name", FIRST_TIER)
def test_each_preset_of_the_first_tier_is_complete_by_itself(name):
    scenario = preset(name)
    assert scenario.own == set(scenario.beliefs) == set(scenario.words.core)
    assert scenario.extends == ()


@pytest.mark.parametrize("name", preset_names())
def test_each_belief_of_a_preset_states_its_source_unit_and_evidence(name):
    scenario = preset(name)
    written = scenario.written["parameters"]
    assert all({"source", "unit", "evidence"} <= set(belief) for belief in written.values())
    assert {key: belief["unit"] for key, belief in written.items()} == {
        key: scenario.parameters[key].unit for key in written
    }


def test_the_reference_presets_say_what_a_scenario_that_is_silent_believes():
    for name in REFERENCES:
        own = preset(name).own
        for parameter in own:
            origin, belief = reference_belief(parameter, vocabulary=vocabulary("takeoff"))
            assert (origin, belief) == (name, preset(name).beliefs[parameter])


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_within_plausible_ranges(name):
    assert preset(name).warnings == ()


@pytest.mark.parametrize("name", FIRST_TIER)
def test_the_vocabulary_restated_for_tests_reads_the_presets_as_the_model_does(name):
    assert open_scenario(name, vocabularies=vocabularies).hash == preset(name).hash


def test_the_post_has_its_stated_medians_and_constants():
    post = preset("greenblatt-2025")
    assert quantiles(post, "initial_speedup", 0.5) == [15.0]
    assert quantiles(post, "software_ceiling_oom", 0.5) == [12.0]
    assert quantiles(post, "compute_factor_first_year", 0.5) == [3.5]
    assert quantiles(post, "reference_oom_per_year", 0.5) == [1.2]
    assert quantiles(post, "labour_share", 0.5) == [0.5]
    assert quantiles(post, "hardware_oom_per_year_reference", 0.5) == [math.log10(3.5)]
    assert quantiles(post, "compute_returns", 0.5) == [0.5 * 0.55 + 0.5]


def test_the_feedback_of_the_post_follows_from_its_later_allocation():
    feedback = 0.5 * (0.55 * math.log10(3) + math.log10(1.25) + 1.2 * math.log10(3.7) / 3.09)
    assert quantiles(preset("greenblatt-2025"), "software_feedback", 0.5) == pytest.approx([feedback], abs=5e-4)


@pytest.mark.parametrize(
    ("name", "p10", "p90"),
    [("initial_speedup", 5.6, 40), ("software_ceiling_oom", 8, 18), ("software_feedback", 0.15, 0.56)],
)
def test_the_spreads_assumed_for_the_post_are_those_announced_to_two_digits(name, p10, p90):
    low, high = quantiles(preset("greenblatt-2025"), name, 0.1, 0.9)
    assert high == pytest.approx(p90, rel=1e-12)
    assert float(f"{low:.2g}") == p10


def test_what_the_post_does_not_state_is_marked_as_assumed():
    post = preset("greenblatt-2025")
    assumed = {name for name, belief in post.beliefs.items() if belief.evidence is Evidence.ASSUMED}
    assert assumed == {
        "initial_speedup",
        "returns_to_software",
        "software_ceiling_oom",
        "software_feedback",
        "compute_returns",
    }


def test_the_answers_stated_are_those_that_the_post_prints():
    stated = preset("greenblatt-2025").stated
    assert stated["oom_total_12mo"].quantiles == {0.25: 2.5, 0.5: 6.0, 0.75: 12.0}
    assert stated["years_of_progress_12mo"].quantiles == {0.25: 2.0, 0.5: 5.0}
    assert stated["initial_speedup"].quantiles == {0.5: 15.0}
    assert {statement.evidence for statement in stated.values()} == {Evidence.ELICITED}


def test_the_post_is_conditional_on_six_things_and_gives_none_a_probability():
    conditions = preset("greenblatt-2025").conditions
    assert len(conditions) == 6
    assert joint_probability(conditions) is None
    assert all(condition.probability is None for condition in conditions)


def test_forethought_in_these_units():
    theirs = preset("forethought-medians")
    doublings_per_oom = 8 / math.log2(10)  # of parallel labour
    expected = {
        "initial_speedup": (2, 8, 32),
        "returns_to_software": (0.4, 1.2, 3.6),
        "software_ceiling_oom": (6, 11, 16),
        "software_feedback": (0.15 * doublings_per_oom, 0.3 * doublings_per_oom, 0.6 * doublings_per_oom),
    }
    for name, (low, median, high) in expected.items():
        assert theirs.beliefs[name].distribution.support == pytest.approx((low, high), rel=1e-12)
        assert quantiles(theirs, name, 0.5) == pytest.approx([median], rel=1e-12)
    assert quantiles(theirs, "reference_oom_per_year", 0.5) == [1.0]
    assert quantiles(theirs, "hardware_oom_per_year_reference", 0.5) == [0.5]
    assert quantiles(theirs, "compute_factor_first_year", 0.5) == [1.0]


def test_the_reference_is_nobodys_view_and_all_of_it_assumed_with_a_reason():
    reference = preset("reference")
    assert reference.author == "nobody"
    assert reference.stated == {}
    assert reference.conditions == ()
    for belief in reference.beliefs.values():
        assert belief.evidence is Evidence.ASSUMED
        assert belief.source.startswith("assumed: ")


def test_the_reference_is_wider_than_the_middle_of_the_others():
    reference = preset("reference")
    for name in ("initial_speedup", "returns_to_software", "software_ceiling_oom", "software_feedback"):
        low, high = quantiles(reference, name, 0.05, 0.95)
        for other in ("greenblatt-2025", "forethought-medians"):
            assert low < quantiles(preset(other), name, 0.25)[0]
            assert quantiles(preset(other), name, 0.75)[0] < high
