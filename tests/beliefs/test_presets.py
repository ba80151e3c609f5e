"""The presets say what their sources say, in these units; what no source says is marked as assumed."""

import math

import pytest

from oomcast.beliefs.conditions import joint_probability
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.scenario import open_scenario, preset_names
from oomcast.models.registry import vocabulary
from tests.beliefs.words import vocabularies


def preset(name):
    return open_scenario(name, vocabularies=vocabulary)


def quantiles(scenario, name, *levels):
    return [scenario.beliefs[name].quantile(level) for level in levels]


def test_three_presets_ship():
    assert preset_names() == ("forethought-medians", "greenblatt-2025", "reference")


@pytest.mark.parametrize("name", preset_names())
def test_each_preset_is_complete_by_itself(name):
    scenario = preset(name)
    assert scenario.name == name
    assert scenario.own == set(scenario.parameters)
    assert scenario.extends == ()
    assert scenario.title
    assert scenario.author
    assert scenario.date


@pytest.mark.parametrize("name", preset_names())
def test_each_belief_of_a_preset_states_its_source_unit_and_evidence(name):
    written = preset(name).written["parameters"]
    assert all({"source", "unit", "evidence"} <= set(belief) for belief in written.values())
    units = {key: parameter.unit for key, parameter in preset(name).parameters.items()}
    assert {key: belief["unit"] for key, belief in written.items()} == units


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_within_plausible_ranges(name):
    assert preset(name).warnings == ()


@pytest.mark.parametrize("name", preset_names())
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
