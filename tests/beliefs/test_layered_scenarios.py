"""Scenario files about a model with mechanisms: extended, replaced, written out, and told apart."""

import dataclasses
import io
import itertools
import json
import random
import tempfile
from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from oomcast.beliefs import reference as reference_presets
from oomcast.beliefs.belief import parse_assignment
from oomcast.beliefs.reference import reference_belief
from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.beliefs.sources import Source
from oomcast.errors import ParameterError, ScenarioError
from tests.beliefs.parts import CHOICES, PARTS, TIER_1_ONLY, WITHOUT_REFERENCE, P, middle, vocabularies

CORE_NAMES = PARTS.core


@pytest.fixture(autouse=True, scope="module")
def reference():
    """Reference presets that know the small model: tier 1 in one, the rest in the other."""
    known = {name: middle(name) for name in P if name not in WITHOUT_REFERENCE}
    tables = {
        "reference": {name: value for name, value in known.items() if name in CORE_NAMES},
        "reference-full": {name: value for name, value in known.items() if name not in CORE_NAMES},
    }

    def find(name):
        written = {"schema": 1, "parameters": tables[name]}
        return Source(label=name, key=name, stem=name, text="", written=written, folder=None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reference_presets, "preset_names", lambda: tuple(tables))
        patch.setattr(reference_presets, "find_source", find)
        reference_belief.cache_clear()
        yield
    reference_belief.cache_clear()


def opened(source) -> Scenario:
    return open_scenario(io.StringIO(source) if isinstance(source, str) else source, vocabularies=vocabularies)


def read(text: str) -> Scenario:
    return opened(f'schema = 1\nmodel = "parts"\n{text}')


def complaint(source) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        read(source) if isinstance(source, str) else opened(source)
    return caught.value


def chain(folder: Path, *texts: str) -> Scenario:
    """Files that extend each other, the first at the bottom, in a folder; the topmost is opened."""
    for index, text in enumerate(texts):
        extends = f'extends = "{index - 1}.toml"\n' if index else ""
        (folder / f"{index}.toml").write_text(f'schema = 1\nmodel = "parts"\n{extends}{text}')
    return opened(folder / f"{len(texts) - 1}.toml")


# --- files


def test_a_file_that_speaks_of_tier_1_alone_has_tier_1_alone():
    scenario = read("[parameters]\nspeed = 3\n")
    assert [*scenario.beliefs] == [*CORE_NAMES]
    assert (scenario.mechanisms, scenario.tier, scenario.given) == ((), 1, None)
    assert scenario.structure == {"fading": "straight"}
    assert [*scenario.parameters] == [*PARTS.parameters]


def test_a_file_that_speaks_of_a_mechanism_has_it():
    scenario = read("[parameters]\ncopies = 15_000\nrate = 50\n")
    assert (scenario.mechanisms, scenario.tier) == (("crew", "supply"), 2)
    assert {"copies", "rate", "quality", "exponent", "power"} <= set(scenario.beliefs)
    assert not {"speed", "gain", "hours"} & set(scenario.beliefs)
    assert scenario.own == {"copies", "rate"}
    assert scenario.origins["exponent"] == "reference-full"
    assert scenario.beliefs["exponent"].source == "stated in reference-full"
    assert scenario.origins["quality"] == "neutral"


def test_a_chain_on_top_of_tier_1_takes_the_place_of_what_it_derives(tmp_path):
    scenario = chain(
        tmp_path,
        "[parameters]\nspeed = '2 to 60'\ncap = '6 to 20'\n[correlations]\nspeed = { cap = 0.3 }\n",
        "[parameters]\ncopies = 15_000\nrate = 50\n",
    )
    assert "speed" not in scenario.beliefs
    assert scenario.origins["cap"].endswith("0.toml")
    assert scenario.correlations == {}
    (warning,) = scenario.warnings
    assert warning.startswith("the correlation of cap and speed (stated in ")
    assert warning.endswith("0.toml) is left out: there is no belief about speed any more")


def test_a_contradiction_in_one_file_names_the_file_and_both_fields():
    problem = complaint("[parameters]\ncopies = 15_000\nspeed = 15\n")
    assert (
        str(problem)
        == "-: parameters.speed: expected either this or parameters.copies, from which it follows, got both"
    )


def test_what_follows_from_something_inherited_is_refused_with_the_file_to_build_on(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        chain(tmp_path, "", "[parameters]\ncopies = 15_000\nrate = 50\n", "[parameters]\nspeed = 15\n")
    problem = caught.value
    assert problem.file.endswith("2.toml")
    assert problem.field == "parameters.speed"
    below, base = (str(tmp_path / name) for name in ("1.toml", "0.toml"))
    assert f"parameters.copies (stated in {below})" in problem.problem
    assert f"build on {base} instead" in problem.problem


def test_structure_is_stated_by_name():
    scenario = read('[structure]\nmixing = "bent"\n')
    assert scenario.structure == {"mixing": "bent", "fading": "straight"}
    assert scenario.origins["rho"] == "neutral"


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        ('[structure]\nmixin = "bent"', "structure.mixin", "Did you mean 'mixing'?"),
        ('[structure]\nrho = "bent"', "structure.rho", "belongs in the table [parameters]"),
        ('[structure]\nmixing = "late_bent"', "structure.mixing", "Did you mean 'late-bent'?"),
        ('[structure]\nmixing = "Bent"', "structure.mixing", "Did you mean 'bent'?"),
        ("[structure]\nmixing = 3", "structure.mixing", "expected one of plain, bent, late, late-bent, serial, got 3"),
        ("[structure.mixing]\na = 3", "structure.mixing", "expected one of plain"),
        ('structure = "bent"', "structure", "expected a table"),
        ('[parameters]\nmixing = "bent"', "parameters.mixing", "belongs in the table [structure]"),
        ("[given]\nyeer = { before = 2032 }", "given.yeer", "Did you mean 'year'?"),
        ("[given]\nyear = { befor = 2032 }", "given.year.befor", "Did you mean 'before'?"),
        ("[given]\nyear = 2032", "given.year", "expected a table such as {before = 2032}"),
        ("[given]\nyear = { before = 2032 }", "given.year", "expected a parameter that has a belief"),
        ('given = "early"', "given", "expected a table"),
        ("[correlations]\ncopies = { lag = 0.3 }", "correlations.copies.lag", "expected parameters that have a belief"),
    ],
)
def test_mistakes_are_named_with_their_field(text, field, problem):
    told = complaint(text + "\n")
    assert told.field == field
    assert problem in told.problem


def test_a_model_without_choices_says_so():
    plain = {"schema": 1, "model": "parts", "structure": {"mixing": "bent"}}
    with pytest.raises(ScenarioError, match=r"structure\.mixing: expected nothing \(there are no choices\)"):
        open_scenario(plain, vocabularies=lambda _: TIER_1_ONLY)


def test_a_misspelt_name_is_reported_before_an_option_that_does_not_exist():
    assert complaint('[structure]\nmixing = "bend"\n[parameters]\nspede = 3\n').field == "parameters.spede"


def test_names_written_at_the_top_are_told_where_they_belong():
    def words(name):
        return dataclasses.replace(PARTS, model="takeoff")

    for line, table in (("copies = 3", "parameters"), ('mixing = "bent"', "structure")):
        with pytest.raises(ScenarioError, match=rf"belongs in the table \[{table}\]"):
            open_scenario(io.StringIO(f"schema = 1\n{line}\n"), vocabularies=words)


def test_what_is_given_is_read_and_inherited(tmp_path):
    scenario = chain(
        tmp_path,
        "[parameters]\nyear = '2027 to 2040'\n[given]\nyear = { before = 2032 }\n",
        "[parameters]\nspeed = 3\n",
    )
    assert scenario.given.in_words() == "year before 2032"
    assert (
        chain(
            tmp_path,
            "[parameters]\nyear = '2027 to 2040'\n[given]\nyear = { before = 2032 }\n",
            "[given]\nyear = 'none'\n",
        ).given
        is None
    )


def test_a_neutral_belief_draws_no_warning_about_its_plausibility():
    assert read("[parameters]\ncopies = 100\nrate = 10\n").warnings == ()
    (warning,) = read("[parameters]\ncopies = 100\nrate = 10\npower = 0\n").warnings
    assert "power is believed to be 0 W" in warning


# --- told apart


def test_structure_and_what_is_given_change_the_hash_and_naming_a_default_does_not():
    plain = read("[parameters]\nspeed = 3\n")
    assert read('[parameters]\nspeed = 3\n[structure]\nmixing = "plain"\nfading = "straight"\n').hash == plain.hash
    dated = "[parameters]\nyear = '2027 to 2040'\n"
    texts = [
        "",
        dated,
        dated + "[given]\nyear = { before = 2032 }\n",
        dated + "[given]\nyear = { before = 2033 }\n",
        dated + "[given]\nyear = { after = 2032 }\n",
        '[structure]\nmixing = "bent"\n',
        '[structure]\nmixing = "late-bent"\n',
        '[structure]\nfading = "cliff"\n',
        "[parameters]\nserial = 0.1\n",
    ]
    assert len({read(text).hash for text in texts}) == len(texts)
    assert read(dated + "[given]\nyear = { before = 2.032e3 }\n").hash == read(texts[2]).hash


@given(st.dictionaries(st.sampled_from(CORE_NAMES), st.just(None)).map(sorted))
def test_a_mechanism_that_is_absent_leaves_no_trace_in_the_hash(names):
    table = {"schema": 1, "model": "parts", "parameters": {name: middle(name) for name in names}}
    assert opened(table).hash == open_scenario(table, vocabularies=lambda _: TIER_1_ONLY).hash


# --- any file, any change

VALUES = st.sampled_from(["low", "middle", "spread"])
NAMES = st.one_of(st.sampled_from([*P]), st.sampled_from(["rho", "wait", "serial"]), st.sampled_from(["rate", "hours"]))
SAID = st.dictionaries(NAMES, VALUES, max_size=4).map(
    lambda said: {
        name: {
            "low": P[name].plausible[0] + 0.25 * (P[name].plausible[1] - P[name].plausible[0]),
            "middle": middle(name),
            "spread": {
                "family": "triangular",
                "low": P[name].plausible[0],
                "mode": middle(name),
                "high": P[name].plausible[1],
            },
        }[value]
        for name, value in said.items()
    }
)
STRUCTURE = st.fixed_dictionaries({}, optional={choice.name: st.sampled_from([*choice.options]) for choice in CHOICES})
CORRELATED = st.dictionaries(
    st.sampled_from(list(itertools.combinations(sorted(P), 2))), st.sampled_from([0.0, 0.2]), max_size=1
).map(lambda pairs: {first: {second: rank} for (first, second), rank in pairs.items()})
GIVEN = st.dictionaries(st.sampled_from([*P]), st.booleans(), max_size=1).map(
    lambda said: {name: {"after": P[name].plausible[0]} if limited else "none" for name, limited in said.items()}
)
CHANGES = st.fixed_dictionaries({"parameters": SAID}, optional={"structure": STRUCTURE, "given": GIVEN})
FILES = st.fixed_dictionaries(
    {"parameters": SAID}, optional={"structure": STRUCTURE, "given": GIVEN, "correlations": CORRELATED}
)
MANY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def as_table(said, **more):
    return {"schema": 1, "model": "parts", **more, **said}


def sound_files(folder: Path, files) -> list[dict]:
    """Those of the files that can be opened, each extending the one before; written as 0.toml, 1.toml, ..."""
    sound: list[dict] = []
    for said in files:
        table = as_table(said, **({"extends": f"{len(sound) - 1}.toml"} if sound else {}))
        path = folder / f"{len(sound)}.toml"
        path.write_text(tomlkit.dumps(table))
        try:
            opened(path)
        except ScenarioError:
            continue
        sound.append(table)
    assume(sound)
    return sound


def what_it_is(scenario: Scenario):
    """All that two ways to the same scenario must agree on."""
    return {
        "hash": scenario.hash,
        "beliefs": {name: belief.identity for name, belief in scenario.beliefs.items()},
        "order": [*scenario.beliefs],
        "structure": dict(scenario.structure),
        "mechanisms": scenario.mechanisms,
        "tier": scenario.tier,
        "given": scenario.given,
        "correlations": dict(scenario.correlations),
        "warnings": scenario.warnings,
    }


def outcome(make):
    """What comes of it: a scenario, or what is wrong with it."""
    try:
        return what_it_is(make())
    except ScenarioError as problem:
        return problem.field, problem.problem


def changed(scenario: Scenario, said) -> Scenario:
    return scenario.replace(given=said.get("given"), **said["parameters"], **said.get("structure", {}))


@MANY
@given(st.lists(FILES, min_size=1, max_size=3), CHANGES)
def test_a_replacement_means_what_it_would_in_a_file_that_extends_the_scenario(files, change):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        top = len(sound_files(folder, files)) - 1
        (folder / "over.toml").write_text(tomlkit.dumps(as_table(change, extends=f"{top}.toml")))
        scenario = opened(folder / f"{top}.toml")
        assert outcome(lambda: changed(scenario, change)) == outcome(lambda: opened(folder / "over.toml"))


@MANY
@given(st.lists(FILES, min_size=1, max_size=3), st.lists(CHANGES, min_size=1, max_size=3))
def test_what_was_replaced_reads_back_as_the_same_scenario(files, changes):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenario = opened(folder / f"{len(sound_files(folder, files)) - 1}.toml")
        for change in changes:
            try:
                scenario = changed(scenario, change)
            except ScenarioError:
                continue
        (folder / "again.toml").write_text(scenario.to_toml())
        again, expected = what_it_is(opened(folder / "again.toml")), what_it_is(scenario)
        # Correlations of the file itself that a replacement silenced are no longer in it, and so not left out of it.
        warnings, expected_warnings = again.pop("warnings"), expected.pop("warnings")
        assert again == expected
        assert {warning for warning in warnings if "is left out" not in warning} <= set(expected_warnings)


@MANY
@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_tables_and_of_what_is_in_them_does_not_matter(said, order: random.Random):
    def shuffled(value):
        if not isinstance(value, dict):
            return value
        items = [(key, shuffled(item)) for key, item in value.items()]
        order.shuffle(items)
        return dict(items)

    assert outcome(lambda: opened(as_table(said))) == outcome(lambda: opened(shuffled(as_table(said))))


@MANY
@given(st.lists(FILES, min_size=1, max_size=3))
def test_what_a_file_states_is_its_own_and_nothing_else_is(files):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = sound_files(folder, files)
        scenario = opened(folder / f"{len(tables) - 1}.toml")
        assert scenario.own == set(tables[-1]["parameters"])
        assert scenario.own <= set(scenario.beliefs)
        assert {name for name, origin in scenario.origins.items() if origin == scenario.file} == scenario.own
        document = scenario.document()
        assert json.loads(json.dumps(document, allow_nan=False)) == document


OPTIONS_ALONG_THE_WAY = {
    "a default that was named, then a parameter": (['[structure]\nmixing = "plain"'], {"rho": 0.1}, "bent"),
    "an option that was named, then a parameter of another": (
        ['[structure]\nmixing = "bent"'],
        {"serial": 0.1},
        "serial",
    ),
    "what was masked in between": (["[parameters]\nwait = 1", "[parameters]\nserial = 0.1"], {"rho": 0.1}, "bent"),
    "back to the default": (["[parameters]\nwait = 1", "[parameters]\nrho = 0.1"], {"mixing": "plain"}, None),
    "the way back": (["[parameters]\nwait = 1", '[structure]\nmixing = "plain"'], {"rho": 0.1}, "bent"),
}


@pytest.mark.parametrize("case", OPTIONS_ALONG_THE_WAY)
def test_the_option_that_a_replacement_came_to_is_written_out(case, tmp_path):
    texts, change, option = OPTIONS_ALONG_THE_WAY[case]
    scenario = chain(tmp_path, *texts).replace(**change)
    assert scenario.structure.get("mixing") == option
    (tmp_path / "again.toml").write_text(scenario.to_toml())
    assert what_it_is(opened(tmp_path / "again.toml")) == what_it_is(scenario)


# --- replaced


def test_an_option_is_replaced_like_a_belief():
    scenario = read("[parameters]\nrho = 0.1\n")
    assert scenario.replace(mixing="plain").structure == {"fading": "straight"}
    assert scenario.replace(mixing="late-bent").structure["mixing"] == "late-bent"
    with pytest.raises(ScenarioError, match=r"structure\.mixing: expected one of plain, bent"):
        scenario.replace(mixing="bend")
    with pytest.raises(ScenarioError, match=r"parameters\.serial: .*structure\.mixing = 'bent'"):
        scenario.replace(mixing="bent", serial=0.1)
    with pytest.raises(ParameterError, match="expected the name of a parameter or a choice, got 'mixin'"):
        scenario.replace(mixin="bent")


def test_what_is_given_is_replaced_too():
    scenario = read("[parameters]\nyear = '2027 to 2040'\n")
    early = scenario.replace(given={"year": {"before": 2032}})
    assert early.given.limits["year"][1] == 2032
    assert early.hash != scenario.hash
    assert early.replace(given={"year": "none"}).hash == scenario.hash
    assert early.replace(title="Early").given == early.given
    with pytest.raises(ScenarioError, match=r"given\.yeer: .*Did you mean 'year'"):
        scenario.replace(given={"yeer": {"before": 2032}})


def test_what_lost_its_belief_is_no_longer_the_scenarios_own():
    scenario = read("[parameters]\nspeed = 15\ncap = 12\n[correlations]\ncap = { speed = 0.3 }\n")
    chained = scenario.replace(copies=100, rate=10)
    assert chained.own == {"cap", "copies", "rate"}
    assert "speed" not in chained.to_toml()
    assert "# the cap" in read("[parameters]\nspeed = 15\ncap = 12  # the cap\n").replace(copies=1, rate=1).to_toml()


def test_what_is_given_about_something_without_a_belief_is_not_written_out():
    text = (
        "[parameters]\nwait = { low = 0, high = 2, family = 'uniform' }\n[given]\nwait = { before = 1 }\nlag = 'none'\n"
    )
    other = read(text).replace(serial=0.1)
    assert other.given is None
    assert "wait" not in other.to_toml()
    assert opened(other.to_toml()).hash == other.hash
    kept = read(text).replace(rho=0.1, given={"wait": {"after": 0.5}})
    assert opened(kept.to_toml()).given == kept.given == read(text).replace(given={"wait": {"after": 0.5}}).given


def test_a_replacement_by_a_distribution_from_elsewhere_stands_like_any_other():
    scenario = read("").replace(rho=stats.uniform(-1, 1))
    assert scenario.structure["mixing"] == "bent"
    assert scenario.beliefs["rho"].quantile(0.5) == pytest.approx(-0.5)


def test_a_scenario_whose_layers_are_not_known_is_replaced_as_it_stands():
    scenario = read(
        "[parameters]\ncopies = 100\nhours = 3\nrho = 0.1\nyear = '2027 to 2040'\n[given]\nyear = { before = 2032 }\n"
    )
    stored = dataclasses.replace(scenario, layers=())
    for change in ({"copies": 50}, {"rate": 5}, {"serial": 0.2}, {"mixing": "plain"}, {"lag": 1}):
        assert what_it_is(stored.replace(**change)) == what_it_is(scenario.replace(**change))
    plain = dataclasses.replace(read(""), structure={}, mechanisms=(), vocabulary=None, layers=())
    assert plain.replace(speed=3).own == {"speed"}
    with pytest.raises(ValueError, match="expected the vocabulary that the structure"):
        dataclasses.replace(scenario, vocabulary=None)


# --- the command line


@pytest.mark.parametrize("text", ["mixing=late-bent", "mixing = late-bent", "mixing='late-bent'", 'mixing="late-bent"'])
def test_an_option_is_set_on_the_command_line(text):
    assert parse_assignment(text, parameters=PARTS.parameters, choices=PARTS.choices) == ("mixing", "late-bent")


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        (
            "mixing=bend",
            "mixing",
            "expected one of plain, bent, late, late-bent, serial, got 'bend'. Did you mean 'bent'?",
        ),
        ("mixing=3", "mixing", "got '3'"),
        ("mixin=bent", "mixin", "expected the name of a parameter or a choice, got 'mixin'. Did you mean 'mixing'?"),
        ("rh=0.1", "rh", "Did you mean 'rho'?"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_nearest(text, field, problem):
    with pytest.raises(ScenarioError) as caught:
        parse_assignment(text, parameters=PARTS.parameters, choices=PARTS.choices)
    assert (caught.value.file, caught.value.field) == ("--set", field)
    assert problem in caught.value.problem


# --- told in words


def test_the_document_tells_structure_mechanisms_and_what_is_given():
    scenario = read("[parameters]\nlag = 1\nrho = 0.1\nyear = '2027 to 2040'\n[given]\nyear = { before = 2032 }\n")
    document = scenario.document()
    assert document["tier"] == 3
    assert document["structure"] == {"mixing": "bent", "fading": "straight"}
    assert document["mechanisms"] == [
        {"name": "delay", "tier": 3, "title": "What the delay is"},
        {"name": "calendar", "tier": 3, "title": "What the calendar is"},
    ]
    assert document["given"] == {"year": {"before": 2032.0}}
    assert read("").document()["given"] == {}
    assert set(document["parameters"]) == set(scenario.beliefs)
