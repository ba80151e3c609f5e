"""Scenarios: complete, immutable, told apart by what they say, and written out as they were read."""

import dataclasses
import io
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from oomcast.beliefs.conditions import joint_probability
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.scenario import open_scenario
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ParameterError, ScenarioError
from tests.beliefs.words import FIRST_TIER, WORDS, vocabularies

TEXT = """# Whose beliefs these are
schema = 1
title = "Mine"  # a title
author = "Me"
extends = "greenblatt-2025"

[parameters]
# half of what others say
initial_speedup = "4 to 50"   # 90 %
software_ceiling_oom = { p25 = 8, p50 = 12, p75 = 16, source = "me" }

[correlations]
initial_speedup = { returns_to_software = 0.3 }

[stated]
oom_total_12mo = { p25 = 2.5, p50 = 6, p75 = 12 }

[conditions]
on_time = { statement = "In 2029.", probability = 0.3 }
"""


def read(text: str, **kwargs):
    return open_scenario(io.StringIO(text), vocabularies=vocabularies, **kwargs)


def complaint(source) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        open_scenario(io.StringIO(source) if isinstance(source, str) else source, vocabularies=vocabularies)
    return caught.value


# --- complete


def test_only_the_schema_is_required_and_the_rest_comes_from_reference(tmp_path):
    path = tmp_path / "bare.toml"
    path.write_text("schema = 1\n")
    scenario = open_scenario(path, vocabularies=vocabularies)
    reference = open_scenario("reference", vocabularies=vocabularies)
    assert (scenario.name, scenario.model, scenario.own, scenario.extends) == ("bare", "takeoff", frozenset(), ())
    assert scenario.beliefs == reference.beliefs
    assert set(scenario.origins.values()) == {"reference"}
    assert scenario.hash == reference.hash


def test_beliefs_are_complete_and_in_the_order_of_declaration():
    for source in (*FIRST_TIER, {"schema": 1, "parameters": {"labour_share": 0.4, "initial_speedup": 3}}):
        assert [*open_scenario(source, vocabularies=vocabularies).beliefs] == [*WORDS.parameters]


def test_what_is_not_said_is_inherited_and_its_origin_known():
    scenario = read(TEXT)
    parent = open_scenario("greenblatt-2025", vocabularies=vocabularies)
    assert scenario.own == {"initial_speedup", "software_ceiling_oom"}
    assert scenario.beliefs["compute_returns"] == parent.beliefs["compute_returns"]
    assert scenario.origins["compute_returns"] == "greenblatt-2025"
    assert scenario.stated["years_of_progress_12mo"] == parent.stated["years_of_progress_12mo"]
    assert scenario.extends == ("greenblatt-2025",)
    assert (scenario.title, scenario.author) == ("Mine", "Me")


def test_a_belief_without_a_source_is_attributed_to_the_scenario():
    assert read(TEXT).beliefs["initial_speedup"].source == "stated in -"
    assert read(TEXT).beliefs["software_ceiling_oom"].source == "me"


def test_conditions_follow_those_inherited_and_replace_those_of_the_same_name(tmp_path):
    (tmp_path / "below.toml").write_text(
        'schema = 1\n[conditions]\na = "A"\nb = { statement = "B", probability = 0.5 }\n'
    )
    path = tmp_path / "above.toml"
    path.write_text(
        'schema = 1\nextends = "below.toml"\n[conditions]\nc = { statement = "C", probability = 0.5 }\n'
        'a = { statement = "A, surely", probability = 1 }\n'
    )
    scenario = open_scenario(path, vocabularies=vocabularies)
    assert [item.statement for item in scenario.conditions] == ["A, surely", "B", "C"]
    assert joint_probability(scenario.conditions) == 0.25
    assert scenario.document()["probability_outside"] == 0.75


def test_a_correlation_of_zero_takes_an_inherited_one_away(tmp_path):
    (tmp_path / "below.toml").write_text(
        "schema = 1\n[correlations]\ninitial_speedup = { returns_to_software = 0.3 }\n"
    )
    path = tmp_path / "above.toml"
    path.write_text(
        'schema = 1\nextends = "below.toml"\n[correlations]\nreturns_to_software = { initial_speedup = 0 }\n'
    )
    assert open_scenario(tmp_path / "below.toml", vocabularies=vocabularies).correlations == {
        ("initial_speedup", "returns_to_software"): 0.3
    }
    assert open_scenario(path, vocabularies=vocabularies).correlations == {}


def test_a_correlation_with_a_single_value_is_warned_about():
    text = TEXT.replace('"4 to 50"', "15")
    assert any("has no effect: initial_speedup is a single value" in warning for warning in read(text).warnings)
    assert not any("no effect" in warning for warning in read(TEXT).warnings)


# --- chains


def test_files_extend_files_relative_to_themselves(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "base.toml").write_text('schema = 1\nextends = "reference"\n[parameters]\nlabour_share = 0.4\n')
    (tmp_path / "folder" / "top.toml").write_text('schema = 1\nextends = "../base.toml"\n')
    scenario = open_scenario(tmp_path / "folder" / "top.toml", vocabularies=vocabularies)
    assert scenario.beliefs["labour_share"].quantile(0.5) == 0.4
    assert len(scenario.extends) == 2
    assert scenario.extends[1] == "reference"


def test_a_loop_is_refused_naming_it(tmp_path):
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'schema = 1\nextends = "{other}.toml"\n')
    problem = complaint(tmp_path / "a.toml")
    assert problem.field == "extends"
    assert problem.file.endswith("c.toml")
    assert [part.rsplit("/", 1)[-1] for part in problem.problem.split(" -> ")] == [
        "a.toml",
        "b.toml",
        "c.toml",
        "a.toml",
    ]


def test_a_file_that_extends_itself_is_refused_however_it_names_itself(tmp_path):
    for written in ("self.toml", "./self.toml", "../" + tmp_path.name + "/self.toml"):
        (tmp_path / "self.toml").write_text(f'schema = 1\nextends = "{written}"\n')
        assert "loop" in complaint(tmp_path / "self.toml").problem


def test_a_long_chain_is_refused_and_a_short_one_is_not(tmp_path):
    for index in range(20):
        (tmp_path / f"{index}.toml").write_text(f'schema = 1\nextends = "{index + 1}.toml"\n')
    (tmp_path / "20.toml").write_text("schema = 1\n")
    assert "chain" in complaint(tmp_path / "0.toml").problem
    assert len(open_scenario(tmp_path / "10.toml", vocabularies=vocabularies).extends) == 10


def test_an_error_in_what_is_extended_names_that_file(tmp_path):
    (tmp_path / "below.toml").write_text("schema = 1\n[parameters]\ninitial_speedup = nan\n")
    (tmp_path / "above.toml").write_text('schema = 1\nextends = "below.toml"\n')
    problem = complaint(tmp_path / "above.toml")
    assert problem.file.endswith("below.toml")
    assert problem.field == "parameters.initial_speedup"


def test_a_model_that_does_not_exist_is_refused_with_what_there_is():
    assert "expected one of takeoff" in complaint('schema = 1\nmodel = "takeof"\n').problem


# --- sources


def test_a_scenario_is_read_from_a_path_a_stream_standard_input_and_a_table(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    sources = [path, str(path), io.StringIO(TEXT), io.BytesIO(TEXT.encode()), tomllib.loads(TEXT)]
    hashes = {open_scenario(source, vocabularies=vocabularies).hash for source in sources}
    hashes.add(open_scenario("-", vocabularies=vocabularies, stdin=io.StringIO(TEXT)).hash)
    assert len(hashes) == 1


def test_a_preset_wins_over_a_file_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reference").write_text("schema = 1\n[parameters]\nlabour_share = 0.3\n")
    assert open_scenario("reference", vocabularies=vocabularies).file == "reference"
    assert open_scenario("./reference", vocabularies=vocabularies).beliefs["labour_share"].is_point


def test_a_table_made_in_python_is_checked_like_a_file():
    assert complaint({"schema": 1, "parameters": {"initial_sped": 3}}).field == "parameters.initial_sped"
    assert complaint({"parameters": {}}).field == "schema"
    assert complaint({"schema": 1, 3: 4}).problem.startswith("expected names")
    endless: dict = {"schema": 1}
    endless["parameters"] = endless
    assert "nesting" in complaint(endless).problem


def test_a_table_made_in_python_may_hold_distributions():
    gamma = stats.gamma(3, scale=5)
    scenario = open_scenario({"schema": 1, "parameters": {"initial_speedup": gamma}}, vocabularies=vocabularies)
    assert scenario.beliefs["initial_speedup"].quantile(0.5) == pytest.approx(gamma.median())


def test_a_later_change_of_the_table_does_not_reach_the_scenario():
    table = {"schema": 1, "parameters": {"initial_speedup": {"p10": 5, "p90": 50}}}
    scenario = open_scenario(table, vocabularies=vocabularies)
    before = scenario.hash, scenario.to_toml()
    table["parameters"]["initial_speedup"]["p90"] = 500
    assert (scenario.hash, scenario.to_toml()) == before


# --- immutable


def test_a_scenario_cannot_be_changed_in_place():
    scenario = read(TEXT)
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.title = "Yours"
    with pytest.raises(TypeError):
        scenario.beliefs["initial_speedup"] = scenario.beliefs["labour_share"]


def test_replace_gives_another_scenario_and_leaves_the_first():
    scenario = read(TEXT)
    before = scenario.hash
    other = scenario.replace(title="Yours", initial_speedup=15, software_ceiling_oom="none")
    assert scenario.hash == before != other.hash
    assert other.title == "Yours"
    assert other.beliefs["initial_speedup"].is_point
    assert other.own == scenario.own
    assert scenario.replace().hash == before
    assert "labour_share" in scenario.replace(labour_share=0.4).own


def test_replace_checks_like_a_file():
    scenario = read(TEXT)
    with pytest.raises(ParameterError, match=r"Did you mean 'initial_speedup'\?"):
        scenario.replace(intial_speedup=3)
    with pytest.raises(ScenarioError, match=r"parameters\.initial_speedup\.p50: expected more than p25 = 6"):
        scenario.replace(initial_speedup={"p25": 6, "p50": 3, "p75": 9})
    with pytest.raises(ScenarioError, match="title"):
        scenario.replace(title=3)


# --- hash


def test_the_hash_is_64_hexadecimal_digits():
    digits = read(TEXT).hash
    assert len(digits) == 64
    assert int(digits, 16) >= 0


SAME = {
    "comments": TEXT.replace("# half of what others say", "# something else"),
    "title and author": TEXT.replace('"Mine"', '"Another"').replace('"Me"', '"Someone"'),
    "a source": TEXT.replace('source = "me"', 'source = "a friend"'),
    "the spelling of a number": TEXT.replace("p50 = 12", "p50 = 12.0").replace("0.3 }", "3e-1 }"),
    "the spelling of an interval": TEXT.replace('"4 to 50"', "{ interval = [4.0, 50] }"),
    "the spelling of quantiles": TEXT.replace('"4 to 50"', "{ p95 = 50, p5 = 4 }"),
    "the order of parameters": TEXT.replace(
        'initial_speedup = "4 to 50"   # 90 %\nsoftware_ceiling_oom = { p25 = 8, p50 = 12, p75 = 16, source = "me" }',
        'software_ceiling_oom = { p75 = 16, p50 = 12, p25 = 8 }\ninitial_speedup = "4 to 50"',
    ),
    "the order of a pair": TEXT.replace(
        "initial_speedup = { returns_to_software = 0.3 }", "returns_to_software = { initial_speedup = 0.3 }"
    ),
    "the unit": TEXT.replace("p75 = 16,", 'p75 = 16, unit = "OOM",'),
    "ends of lines": TEXT.replace("\n", "\r\n"),
}
DIFFERENT = {
    "a belief": TEXT.replace('"4 to 50"', '"4 to 51"'),
    "a belief by a billionth": TEXT.replace("p50 = 12,", "p50 = 12.00000001,"),
    "the level of an interval": TEXT.replace('"4 to 50"', "{ interval = [4, 50], level = 0.8 }"),
    "a correlation": TEXT.replace("= 0.3 }\n\n[stated]", "= 0.31 }\n\n[stated]"),
    "no correlation": TEXT.replace("returns_to_software = 0.3", "returns_to_software = 0.0"),
    "a stated answer": TEXT.replace("p50 = 6", "p50 = 6.5"),
    "a condition": TEXT.replace("In 2029.", "In 2030."),
    "a probability": TEXT.replace("probability = 0.3", "probability = 0.4"),
    "what is extended": TEXT.replace("greenblatt-2025", "forethought-medians"),
}


@pytest.mark.parametrize("change", SAME)
def test_the_hash_does_not_change_with(change):
    assert SAME[change] != TEXT
    assert read(SAME[change]).hash == read(TEXT).hash


@pytest.mark.parametrize("change", DIFFERENT)
def test_the_hash_changes_with(change):
    assert DIFFERENT[change] != TEXT
    assert read(DIFFERENT[change]).hash != read(TEXT).hash


def test_each_parameter_reaches_the_hash():
    scenario = open_scenario("reference", vocabularies=vocabularies)
    hashes = {scenario.replace(**{name: sum(WORDS.parameters[name].plausible) / 3}).hash for name in WORDS.parameters}
    assert len(hashes | {scenario.hash}) == len(WORDS.parameters) + 1


# --- written out


def test_a_scenario_is_written_out_as_it_was_read():
    assert read(TEXT).to_toml() == TEXT
    for name in FIRST_TIER:
        scenario = open_scenario(name, vocabularies=vocabularies)
        assert scenario.to_toml() == scenario.text


def test_what_was_replaced_is_written_and_comments_are_kept():
    written = read(TEXT).replace(title="Yours", initial_speedup=15, labour_share="0.4 to 0.6").to_toml()
    for comment in ("# Whose beliefs these are", "# a title", "# half of what others say"):
        assert comment in written
    assert 'title = "Yours"' in written
    assert "initial_speedup = 15" in written
    assert 'labour_share = "0.4 to 0.6"' in written


beliefs = st.one_of(
    st.floats(1.0, 100.0),
    st.tuples(st.floats(1.0, 10.0), st.floats(11.0, 100.0)).map(lambda ends: f"{ends[0]} to {ends[1]}"),
    st.tuples(st.floats(1.0, 10.0), st.floats(11.0, 100.0)).map(
        lambda ends: {"p10": ends[0], "p90": ends[1], "note": "n"}
    ),
    st.tuples(st.floats(1.0, 10.0), st.floats(11.0, 100.0)).map(lambda ends: Uniform(low=ends[0], high=ends[1])),
)


@settings(max_examples=40, deadline=None)
@given(
    start=st.sampled_from([TEXT, "schema = 1", "schema = 1\n[parameters.initial_speedup]\nvalue = 3\n", *FIRST_TIER]),
    changes=st.dictionaries(st.sampled_from(["initial_speedup", "compute_factor_first_year"]), beliefs),
    title=st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20),
)
def test_what_is_written_out_reads_back_as_the_same_scenario(start, changes, title):
    source = start if start in FIRST_TIER else io.StringIO(start)
    scenario = open_scenario(source, vocabularies=vocabularies).replace(title=title, **changes)
    again = read(scenario.to_toml())
    assert again.hash == scenario.hash
    assert again.title == title


def test_a_table_made_in_python_is_written_as_a_file():
    table = tomllib.loads(TEXT) | {"date": "2026-11"}
    scenario = open_scenario(table, vocabularies=vocabularies)
    again = read(scenario.to_toml())
    assert (again.hash, again.date) == (scenario.hash, "2026-11")


def test_a_distribution_from_elsewhere_cannot_be_written_and_that_is_said():
    scenario = read(TEXT).replace(initial_speedup=stats.gamma(3, scale=5))
    with pytest.raises(ScenarioError, match=r"parameters\.initial_speedup: expected a belief that a file can state"):
        scenario.to_toml()


# --- told in words


def test_the_document_is_plain_and_complete():
    import json

    document = read(TEXT).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert set(document["parameters"]) == set(WORDS.parameters)
    for told in document["parameters"].values():
        assert told["source"]
        assert told["evidence"] in {"measured", "estimated", "elicited", "assumed"}
        assert told["belief"]


def test_a_probability_for_each_condition_gives_their_joint_probability_and_one_missing_gives_none():
    certain = (
        TEXT.replace('extends = "greenblatt-2025"\n', "") + 'more = { statement = "And more.", probability = 0.5 }\n'
    )
    assert joint_probability(read(certain).conditions) == pytest.approx(0.15)
    assert joint_probability(read(certain + 'silent = "And this."\n').conditions) is None
    assert joint_probability(()) is None


@pytest.mark.parametrize(
    ("written", "quantiles", "value"),
    [
        ("6", {}, 6.0),
        ('"2 to 12"', {0.05: 2.0, 0.95: 12.0}, None),
        ("{ p50 = 6 }", {0.5: 6.0}, None),
        ("{ p25 = 2.5, p50 = 6, p75 = 12 }", {0.25: 2.5, 0.5: 6.0, 0.75: 12.0}, None),
        ("{ interval = [2, 12], level = 0.8 }", {0.1: 2.0, 0.9: 12.0}, None),
        ("{ value = 6 }", {}, 6.0),
        ('{ p10 = 1, p25 = 2, p50 = 6, p75 = 12, unit = "OOM" }', {0.1: 1.0, 0.25: 2.0, 0.5: 6.0, 0.75: 12.0}, None),
        ('{ value = 1e6, unit = "x" }', {}, 6.0),
    ],
)
def test_a_stated_answer_is_any_number_of_quantiles_or_a_value(written, quantiles, value):
    statement = read(f"schema = 1\n[stated]\noom_total_12mo = {written}\n").stated["oom_total_12mo"]
    assert statement.quantiles == pytest.approx(quantiles)
    assert statement.value == pytest.approx(value)
    assert statement.unit == "OOM"


# --- models


def other_vocabularies(name: str):
    """Two models, of which one asks for something that the reference does not know."""
    if name == "other":
        return Vocabulary(model="other", version="1", parameters={"novel": NOVEL}, outputs={})
    return vocabularies(name)


NOVEL = Parameter(name="novel", symbol="n", unit="1", meaning="", lower=0.0, upper=9.0, plausible=(1.0, 2.0))


def test_a_parameter_that_nothing_speaks_about_is_asked_for():
    with pytest.raises(ScenarioError, match=r"parameters\.novel: expected a belief about novel, got none"):
        open_scenario({"schema": 1, "model": "other"}, vocabularies=other_vocabularies)
    scenario = open_scenario(
        {"schema": 1, "model": "other", "parameters": {"novel": 1}}, vocabularies=other_vocabularies
    )
    assert [*scenario.beliefs] == ["novel"]


def test_a_scenario_cannot_extend_one_about_another_model():
    table = {"schema": 1, "model": "other", "extends": "greenblatt-2025", "parameters": {"novel": 1}}
    with pytest.raises(ScenarioError, match="expected the model of greenblatt-2025, 'takeoff', got model = 'other'"):
        open_scenario(table, vocabularies=other_vocabularies)


def test_a_vocabulary_lists_each_parameter_under_its_own_name():
    with pytest.raises(ValueError, match="the parameter declared as novel is listed as old"):
        Vocabulary(model="m", version="1", parameters={"old": NOVEL}, outputs={})
