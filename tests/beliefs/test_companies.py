"""Files of companies: what the package ships, what a person may write, and what is refused by name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from oomcast.beliefs.companies.company import DROPPED_IN, EVOLVED
from oomcast.beliefs.companies.opening import REFERENCE, company_preset_names, open_companies
from oomcast.beliefs.companies.roles import Trio
from oomcast.errors import ParameterError, ScenarioError
from oomcast.models.corporations.declared import WORDS


def opened(source: Any = REFERENCE, **tables: Any) -> Trio:
    return open_companies({"schema": 1, **tables} if tables else source, words=WORDS)


def number(trio: Trio, company: str, name: str) -> float:
    return trio.companies[company].beliefs[name].quantile(0.5)


# --- the three of the post


@pytest.mark.parametrize(
    ("company", "years", "staff", "chips"),
    [
        ("SlowCorp", 7 / 365.25, 800, 500e6),
        ("NormalCorp", 1, 4000, 10e6),
        ("AutomatedCorp", 50, 200_000, 200e3),
        ("SlowCorp-two-weeks", 14 / 365.25, 800, 250e6),
        ("ThirtyfoldSlow", 1 / 30, 4000 / 30, 300e6),
    ],
)
def test_the_companies_of_the_post_ship_with_its_numbers(
    company: str, years: float, staff: float, chips: float
) -> None:
    trio = opened()
    assert number(trio, company, "serial_time") == pytest.approx(years, rel=1e-12)
    assert number(trio, company, "staff") == pytest.approx(staff, rel=1e-12)
    assert number(trio, company, "chips") == pytest.approx(chips, rel=1e-12)


@pytest.mark.parametrize(
    ("company", "million_chip_years"), [("SlowCorp", 9.58), ("NormalCorp", 10), ("AutomatedCorp", 10)]
)
def test_total_compute_is_that_of_the_post(company: str, million_chip_years: float) -> None:
    trio = opened()
    total = number(trio, company, "serial_time") * number(trio, company, "chips")
    assert total / 1e6 == pytest.approx(million_chip_years, rel=1e-3)


def test_a_researcher_of_slowcorp_has_625_thousand_chips() -> None:
    assert number(opened(), "SlowCorp", "chips") / number(opened(), "SlowCorp", "staff") == 625_000


def test_a_twentieth_of_normalcorp_is_a_fifth_of_the_worlds_best_thousand() -> None:
    best = opened().companies["NormalCorp"].quality[0]
    assert best.share * number(opened(), "NormalCorp", "staff") == pytest.approx(200)


def test_shifted_qualities_are_those_of_normalcorp_moved_by_the_gap_to_the_best() -> None:
    companies = opened().companies
    gap = companies["AutomatedCorp"].quality[0].mean_sd
    for name, sign in (("SlowCorp-shifted-quality", -1), ("AutomatedCorp-shifted-quality", 1)):
        for shifted, group in zip(companies[name].quality, companies["NormalCorp"].quality, strict=True):
            assert (shifted.share, shifted.spread_sd) == (group.share, group.spread_sd)
            assert shifted.mean_sd == pytest.approx(group.mean_sd + sign * gap)


def test_the_positions_of_the_thread_ship_as_answers() -> None:
    answers = {
        name: [belief and belief.quantile(0.5) for belief in (answer.normal_over_slow, answer.automated_over_normal)]
        for name, answer in opened().answers.items()
    }
    assert answers == {
        "Greenblatt and Lifland": [10, 20],
        "Greenblatt and Lifland, at least": [10, 10],
        "a commenter": [None, 10],
    }


def test_every_belief_that_ships_says_where_it_comes_from() -> None:
    trio = opened()
    assert all(belief.source for belief in trio.beliefs.values())
    assert not trio.warnings


def test_each_structure_has_a_belief_about_all_it_needs() -> None:
    for choice in WORDS.research.choices.values():
        for option in choice.options:
            trio = opened(structure={choice.name: option})
            assert trio.structure[choice.name] == option
            assert set(choice.options[option].names) <= set(trio.beliefs)


def test_the_presets_that_can_be_named_are_those_that_can_be_opened() -> None:
    for name in company_preset_names():
        assert opened(name).name == name


# --- a person's own


def test_a_company_like_another_differs_only_in_what_it_says() -> None:
    trio = opened(companies={"Mine": {"like": "SlowCorp", "staff": "500 to 1000", "practices": "dropped-in"}})
    mine, slow = trio.companies["Mine"], trio.companies["SlowCorp"]
    assert mine.practices == DROPPED_IN
    assert slow.practices == EVOLVED
    assert not mine.beliefs["staff"].is_point
    assert mine.quality == slow.quality
    assert all(mine.beliefs[name] == slow.beliefs[name] for name in mine.beliefs if name != "staff")


def test_what_a_file_leaves_out_is_as_in_the_reference() -> None:
    own, reference = opened(parameters={"labour_share": 0.4}), opened()
    assert own.beliefs["labour_share"].quantile(0.5) == 0.4
    assert {name: own.beliefs[name] for name in own.beliefs if name != "labour_share"} == {
        name: belief for name, belief in reference.beliefs.items() if name != "labour_share"
    }
    assert own.origins["latency_share"] == REFERENCE


def test_a_company_edited_by_its_name_is_edited_in_its_variants() -> None:
    trio = opened(companies={"SlowCorp": {"like": "NormalCorp", "staff": 700}})
    assert number(trio, "SlowCorp-two-weeks", "staff") == 700


def test_a_parameter_of_another_law_switches_to_that_law() -> None:
    assert opened(parameters={"parallel_exponent_above": 0.3}).structure["parallel_returns"] == "step-exponent"
    assert opened(parameters={"serial_share": 0.1}).structure["production"] == "amdahl"


def test_a_file_a_stream_and_a_table_mean_the_same(tmp_path: Path) -> None:
    text = 'schema = 1\nname = "mine"\n[companies.A]\nlike = "SlowCorp"\nstaff = 900\n[compare]\nslow = "A"\n'
    (tmp_path / "mine.toml").write_text(text)
    table = {
        "schema": 1,
        "name": "mine",
        "companies": {"A": {"like": "SlowCorp", "staff": 900}},
        "compare": {"slow": "A"},
    }
    sources = (str(tmp_path / "mine.toml"), io.StringIO(text), table)
    assert len({open_companies(source, words=WORDS).hash for source in sources}) == 1
    assert open_companies("-", words=WORDS, stdin=io.StringIO(text)).roles.slow == "A"


def test_the_hash_is_over_what_is_believed() -> None:
    reference = opened().hash
    assert opened(title="other words").hash == reference
    assert opened(parameters={"labour_share": 0.4}).hash != reference
    assert opened(companies={"SlowCorp": {"like": "NormalCorp"}}).hash != reference
    assert opened().playing(slow="SlowCorp-two-weeks").hash != reference


# --- what is refused, by name


@pytest.mark.parametrize(
    ("company", "field"),
    [
        ({"staff": 0}, "staff"),
        ({"serial_time": 0}, "serial_time"),
        ({"chips": -5}, "chips"),
        ({"chips": 0}, "chips"),
        ({"speed": -1}, "speed"),
        ({"staff": "-10 to 10"}, "staff"),
    ],
)
def test_companies_that_cannot_exist_are_refused_by_name(company: dict[str, Any], field: str) -> None:
    with pytest.raises(ScenarioError, match=rf"companies\.Mine\.{field}: expected"):
        opened(companies={"Mine": {"like": "NormalCorp", **company}})


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"companis": {}}, r"companis: .*Did you mean 'companies'"),
        ({"companies": {"A": {"like": "NormalCorpp"}}}, r"A\.like: .*Did you mean 'NormalCorp'"),
        ({"companies": {"A": {"like": "NormalCorp", "chip": 5}}}, r"A\.chip: .*Did you mean 'chips'"),
        ({"companies": {"A": {"like": "B"}, "B": {"like": "A"}}}, r"like: .*loop"),
        ({"companies": {"A": {"staff": 5}}}, r"A\.serial_time: expected a number .*got nothing"),
        ({"companies": {"A": {"serial_time": 1, "staff": 5, "chips": 5}}}, r"A\.quality: .*got nothing"),
        ({"companies": {"A": 5}}, r"companies\.A: expected a table"),
        ({"companies": {"A": {"like": "NormalCorp", "practices": "evolvd"}}}, r"practices: .*Did you mean 'evolved'"),
        ({"companies": {"A": {"like": "NormalCorp", "quality": []}}}, r"A\.quality: expected a list"),
        (
            {"companies": {"A": {"like": "NormalCorp", "quality": [{"share": 0.5, "mean_sd": 0}]}}},
            r"sum to 1, got 0\.5",
        ),
        ({"companies": {"A": {"like": "NormalCorp", "quality": [{"share": 1}]}}}, r"quality\[0\]\.mean_sd"),
        ({"companies": {"A": {"like": "NormalCorp", "quality": [{"share": 1, "mean_sd": 99}]}}}, r"from -10 to 10"),
        ({"companies": {"A": {"like": "NormalCorp", "quality": [{"share": 1, "mean": 0}]}}}, r"Did you mean 'mean_sd'"),
        ({"compare": {"slow": "Slowcorp"}}, r"compare\.slow: .*Did you mean 'SlowCorp'"),
        ({"compare": {"fast": "SlowCorp"}}, r"compare\.fast"),
        ({"structure": {"production": "cobb-douglass"}}, r"Did you mean 'cobb-douglas'"),
        ({"structure": {"production": "adapting"}}, r"structure\.production: expected one of"),
        ({"parameters": {"labor_share": 0.5}}, r"Did you mean 'labour_share'"),
        ({"parameters": {"labour_share": 1.5}}, r"parameters\.labour_share: expected values from 0 to 1"),
        ({"answers": {"me": {"normal_over_slow": -3}}}, r"answers\.me\.normal_over_slow"),
        ({"answers": {"me": {"normal_over_slw": 3}}}, r"Did you mean 'normal_over_slow'"),
        ({"answers": {"me": {}}}, r"answers\.me: expected"),
    ],
)
def test_mistakes_are_told_with_their_field_and_the_nearest_right_name(tables: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        opened(**tables)


def test_a_file_without_a_schema_is_refused() -> None:
    with pytest.raises(ScenarioError, match="schema"):
        open_companies({"companies": {}}, words=WORDS)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="Did you mean 'three-corporations'"):
        opened("three-corporation")
    with pytest.raises(ScenarioError, match="folder"):
        opened(str(tmp_path))
    (tmp_path / "large.toml").write_text("#" * (1024 * 1024 + 1))
    with pytest.raises(ScenarioError, match="1,048,576 bytes"):
        opened(str(tmp_path / "large.toml"))
    with pytest.raises(ScenarioError, match="expected a preset"):
        opened(7)


def test_errors_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('schema = 1\n[companies.A]\nlike = "NormalCorp"\nstaff = 0\n')
    with pytest.raises(ParameterError, match=r"mine\.toml: companies\.A\.staff"):
        opened(str(tmp_path / "mine.toml"))


def test_an_unknown_company_is_answered_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="Did you mean 'SlowCorp'"):
        opened().playing(slow="SlowCrop")
