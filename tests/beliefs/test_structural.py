"""The register of structures: what each replaces, that it stands on any scenario, and what is refused."""

from __future__ import annotations

import pytest

from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.structural import read_structures, reweighted
from oomcast.errors import ScenarioError
from oomcast.present.interface import open_scenario

STRUCTURES = read_structures()


def test_at_least_four_structures_come_along_and_count_alike():
    names = {structure.name for structure in STRUCTURES}
    assert names >= {"cobb-douglas", "ces-short-run", "latency", "learning-cycle"}
    assert {structure.weight for structure in STRUCTURES} == {1.0}


@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: structure.name)
def test_each_has_a_source_and_a_grade_of_evidence(structure):
    assert structure.source
    assert structure.evidence in Evidence
    for name, belief in structure.changes.items():
        if isinstance(belief, dict):
            assert belief["source"], name
            assert belief["evidence"] in {*Evidence}, name


@pytest.mark.parametrize("base", ["greenblatt-2025", "greenblatt-2025-full", "reference-full", "slow-learning"])
@pytest.mark.parametrize("structure", STRUCTURES, ids=lambda structure: structure.name)
def test_each_stands_on_top_of_a_scenario_and_leaves_its_other_beliefs(structure, base):
    scenario = open_scenario(base)
    variant = structure.applied_to(scenario)
    for name, option in structure.changes.items():
        if name in scenario.words.choices and option != scenario.words.choices[name].default:
            assert variant.structure[name] == option
    for name in set(scenario.own) & set(variant.beliefs) - set(structure.changes):
        assert variant.beliefs[name] == scenario.beliefs[name]
    assert variant.stated == scenario.stated


def test_a_file_of_ones_own_is_read_and_its_mistakes_are_told(tmp_path):
    def written(text):
        file = tmp_path / "mine.toml"
        file.write_text(text, encoding="utf-8")
        return file

    found = read_structures(
        written(
            'schema = 1\n[a]\nweight = 2\nparameters = { latency_share = 0.1 }\n[b.structure]\nproduction = "ces"\n'
        )
    )
    assert [(one.name, one.weight) for one in found] == [("a", 2.0), ("b", 1.0)]
    for text, message in {
        "[a.structure]\nproduction = 'ces'\n": "schema",
        "schema = 1\n": "at least one structure",
        "schema = 1\n[a]\ntitle = 'x'\n": "got none",
        "schema = 1\n[a]\nwieght = 2\n": "Did you mean 'weight'",
        "schema = 1\n[a]\nweight = -1\nparameters = {latency_share = 0.1}\n": "positive weight",
        "schema = 1\n[a]\nevidence = 'guessed'\nparameters = {latency_share = 0.1}\n": "expected one of measured",
        "schema = 1\na = 3\n": "expected a table",
    }.items():
        with pytest.raises(ScenarioError, match=message) as problem:
            read_structures(written(text))
        assert "mine.toml" in str(problem.value)
    unknown = read_structures(written("schema = 1\n[a.parameters]\nlatency_shar = 0.1\n"))
    with pytest.raises(ScenarioError, match=r"mine\.toml.*latency_share"):
        unknown[0].applied_to(open_scenario("greenblatt-2025"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [(["latncy=1"], "Did you mean 'latency'"), (["latency"], "NAME=WEIGHT"), (["latency=x"], "positive weight"),
     (["latency=1", "latency=2"], "several")],
)  # fmt: skip
def test_weights_that_make_no_sense_are_refused(settings, message):
    with pytest.raises(ScenarioError, match=message):
        reweighted(STRUCTURES, settings)
