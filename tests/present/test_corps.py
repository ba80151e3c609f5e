"""The report of a comparison, its picture, the command, and the way into a forecast."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oomcast as oc
from oomcast.errors import ScenarioError
from oomcast.present.cli import main
from oomcast.present.corps import report
from oomcast.present.corps_interface import open_trio, stating, three_years_given
from oomcast.present.words import about

COMPARISON = oc.corporations(draws=300)
DOCUMENT = COMPARISON.document()


def test_the_table_of_the_post_is_what_a_reader_sees_first() -> None:
    lines = report(DOCUMENT).splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines[7:16] if line and not line.startswith(" ")}
    assert rows["SlowCorp"] == ["1", "week", "800", "500", "million", "9.58", "million"]
    assert rows["NormalCorp"] == ["1", "year", "4,000", "10.0", "million", "10.0", "million"]
    assert rows["AutomatedCorp"] == ["50", "years", "200,000", "200,000", "10.0", "million"]


def test_a_plain_sentence_with_how_sure_it_is_comes_first() -> None:
    said = " ".join(report(DOCUMENT).split("\n\n")[1].split())
    down, up = (
        DOCUMENT["speedups"][name]["quantiles"] for name in ("normal_over_slow", "automated_over_normal_in_year")
    )
    assert said.startswith(f"On these beliefs, NormalCorp achieves about {about(down['0.5'])} times (")
    assert f"({about(up['0.25'])} to {about(up['0.75'])}) as much as NormalCorp within a calendar year" in said
    points = {"labour_share": 0.5, "parallel_exponent": 0.55, "research_taste_spread": 1, "startup_years": 0}
    certain = {**points, "latency_share": 0, "substitution_rho": 0}
    alone = oc.corporations({"schema": 1, "parameters": certain}, draws=5).text()
    assert "NormalCorp achieves about 11 times as much as SlowCorp" in " ".join(alone.split())
    assert "brackets" not in alone


def test_both_readings_stand_side_by_side_and_no_line_is_too_long() -> None:
    text = report(DOCUMENT)
    assert text.count("years of its own     a calendar year\n") == 5
    assert max(len(line) for line in text.splitlines()) <= 80
    assert COMPARISON.text() == text


def test_what_cannot_close_a_gap_is_said_not_to() -> None:
    comparison = oc.corporations(draws=50, normal_over_slow=10, automated_over_normal=60)
    text = comparison.text()
    assert "you: NormalCorp 10× SlowCorp, AutomatedCorp 60× NormalCorp" in text
    assert re.search(r"work unit +no, only 29× +no, only 29×", text)
    assert "Your answers cannot both hold unless some asymmetry is in force" in " ".join(text.split())


def test_answers_may_be_distributions_and_half_answers() -> None:
    text = oc.corporations(draws=50, normal_over_slow="5 to 20", automated_over_normal="10 to 40").text()
    assert re.search(r"lam, labour share +\S+, \S+ \(\d+\) +\S+, \S+ \(\d+\)", text)
    assert "In brackets: in how many of 100 draws" in text
    half = oc.corporations(draws=50, normal_over_slow=10).text()
    assert re.search(r"both jumps equal +10× +10×", half)
    assert "In brackets: in how many of 100 draws" not in half
    assert "would close the gap" not in half


def test_quiet_says_the_findings_and_the_warning_and_no_more(capsys: pytest.CaptureFixture[str]) -> None:
    said = " ".join(printed(capsys, "corps", "--draws", "50", "--quiet").out.split())
    assert said.startswith("On these beliefs, NormalCorp achieves")
    assert "“Greenblatt and Lifland” can both hold where no asymmetry is in force, at lam 0.087" in said
    assert "Warning: SlowCorp has 9.58 million H100-years" in said
    assert len(said) < 900


def test_an_answer_stated_beside_the_file_comes_first() -> None:
    trio = stating(open_trio("three-corporations"), automated_over_normal=12)
    assert next(iter(trio.answers)) == "you"
    assert stating(open_trio("three-corporations")).answers == open_trio("three-corporations").answers
    with pytest.raises(ScenarioError, match="automated_over_normal: expected"):
        stating(trio, automated_over_normal=-1)


def test_a_part_that_there_is_not_is_refused() -> None:
    with pytest.raises(ScenarioError, match="Did you mean 'slow'"):
        oc.corporations(slw="SlowCorp")
    with pytest.raises(ScenarioError, match="Did you mean 'SlowCorp'"):
        oc.corporations(slow="SlowCrop")


def test_names_from_a_file_can_neither_break_the_layout_nor_the_picture(tmp_path: Path) -> None:
    answers = {"{slow} $x_": {"normal_over_slow": 10, "automated_over_normal": 20}}
    companies = {"{0} $^": {"like": "SlowCorp"}}
    comparison = oc.corporations(
        {"schema": 1, "companies": companies, "compare": {"slow": "{0} $^"}, "answers": answers}, draws=20
    )
    assert "{0} $^" in comparison.text()
    comparison.plot().savefig(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").stat().st_size > 10_000


# --- the command


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(arguments) == 0
    return capsys.readouterr()


def test_the_command_prints_one_document_and_repeats_itself(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "corps", "--draws", "50", "--set", "labour_share=0.4", "--json").out)
    assert {"companies", "speedups", "consistency", "factors", "provenance"} <= set(document)
    assert (
        document["provenance"]["command"]
        == "oomcast corps three-corporations --draws 50 --seed 0 --set labour_share=0.4"
    )
    assert document["beliefs"]["labour_share"]["in_words"] == "0.4"


def test_the_command_reads_a_file_and_draws_a_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mine, picture = tmp_path / "mine.toml", tmp_path / "mine.png"
    mine.write_text(
        'schema = 1\ntitle = "Mine"\n[companies.Tiny]\nlike = "SlowCorp"\nstaff = 80\n[compare]\nslow = "Tiny"\n'
    )
    text = printed(capsys, "corps", str(mine), "--draws", "50", "--picture", str(picture)).out
    assert text.startswith("Mine\n")
    assert "NormalCorp over Tiny" in text
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--slow", "SlowCrop"], "Did you mean 'SlowCorp'"),
        (["--set", "labor_share=0.5"], "Did you mean 'labour_share'"),
        (["--set", "labour_share=0.5", "--set", "labour_share=0.6"], "expected one value, got several"),
        (["--normal-over-slow", "-3"], "normal_over_slow: expected values"),
        (["--answer", "a comenter"], "Did you mean 'a commenter'"),
        (["no-such-file.toml"], "no-such-file.toml: expected a file of companies"),
        (["--draws", "0"], "expected draws of at least 1"),
    ],
)
def test_the_command_refuses_in_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corps", *arguments]) == 2
    assert message in capsys.readouterr().err


# --- files of companies among the commands about files


def test_the_file_that_ships_is_listed_and_can_be_copied_edited_and_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert re.search(r"Files of companies.*\n  three-corporations ", printed(capsys, "list").out)
    copy = tmp_path / "mine.toml"
    copy.write_text(printed(capsys, "show", "three-corporations", "--file").out, encoding="utf-8")
    assert open_trio(copy).hash == open_trio("three-corporations").hash
    assert printed(capsys, "check", str(copy)).out.startswith("OK: three-corporations (9 companies, 16 of 16 beliefs")
    text = copy.read_text(encoding="utf-8")
    copy.write_text(
        text.replace("staff = 800 ", "staff = 0 ").replace("staff = 800\n", "staff = 0\n"), encoding="utf-8"
    )
    assert main(["check", str(copy)]) == 2
    assert "mine.toml: companies.SlowCorp.staff: expected values from 1" in capsys.readouterr().err


def test_a_file_of_companies_is_shown_with_its_companies_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "show", "three-corporations").out
    assert "Compared: SlowCorp, NormalCorp, AutomatedCorp." in said
    assert "staff: 200,000" in said
    assert "0.050 of heads: 3.09 SD above the median (a fifth of the world's best 1,000)" in said
    assert "a commenter, automated_over_normal: 10" in said
    assert max(len(line) for line in said.splitlines()) <= 80
    scenario = printed(capsys, "show", "greenblatt-2025", "--file").out
    assert scenario.startswith("schema = 1")
    assert main(["show", "greenblat-2025", "--file"]) == 2
    assert "Did you mean 'greenblatt-2025'" in capsys.readouterr().err


def test_the_schema_of_files_of_companies_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, "schema", "--companies").out)
    assert "companies" in document["properties"]
    assert "companies" not in json.loads(printed(capsys, "schema").out)["properties"]


def test_a_file_of_companies_that_is_taken_for_a_scenario_is_told_from_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text('schema = 1\n[compare]\nslow = "SlowCorp"\n')
    assert main(["run", str(tmp_path / "mine.toml")]) == 2
    assert "expected a scenario, got a file of companies; see oomcast corps" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("staff = 0", "companies.Mine.staff: expected values from 1"),
        ('serial_time = { value = 0, unit = "week" }', "companies.Mine.serial_time: expected values from 1e-6"),
        ("chips = -5", "companies.Mine.chips: expected values from 0.001"),
        ("chips = nan", "companies.Mine.chips: expected a finite number, got nan"),
        ("staf = 5", "companies.Mine.staf: expected a known field, got 'staf'. Did you mean 'staff'?"),
        ("practices = 5", "companies.Mine.practices: expected one of evolved, dropped-in, got 5"),
    ],
)
@pytest.mark.parametrize("command", ["corps", "check"])
def test_companies_that_cannot_be_are_refused_in_one_line(
    command: str, line: str, message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'schema = 1\n[companies.Mine]\nlike = "NormalCorp"\n{line}\n')
    assert main([command, str(path)]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_unequal_compute_is_compared_with_a_warning_that_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'schema = 1\n[companies.Rich]\nlike = "AutomatedCorp"\nchips = 1e7\n[compare]\nautomated = "Rich"\n'
    )
    warning = "Rich has 500 million H100-years of compute in all and NormalCorp 10 million (50 times as much)"
    for more in ([], ["--quiet"]):
        assert warning in " ".join(printed(capsys, "corps", str(path), "--draws", "20", *more).out.split())
    document = json.loads(printed(capsys, "corps", str(path), "--draws", "20", "--json").out)
    assert any(warning in said for said in document["warnings"])
    into = printed(capsys, "run", "greenblatt-2025", "--from-corps", str(path), "--draws", "20", "--quiet")
    assert warning in " ".join(into.err.split())
    # Equal ones are compared without.
    alike = ["--slow", "ThirtyfoldSlow", "--automated", "ThirtyfoldAutomated", "--draws", "20", "--quiet"]
    assert "Warning" not in printed(capsys, "corps", *alike).out


# --- into a forecast


def test_a_belief_about_slowcorp_becomes_a_forecast_of_the_first_year(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "run", "greenblatt-2025", "--from-corps", "three-corporations", "--draws", "300", "--json")
    document = json.loads(said.out)
    assert "--from-corps three-corporations" in document["provenance"]["command"]
    assert document["from_corps"]["speedup_above"] == 20.0
    text = printed(capsys, "run", "greenblatt-2025", "--from-corps", "three-corporations", "--draws", "300")
    assert "with a first speed-up above 20x" in " ".join(text.err.split())
    assert main(["run", "greenblatt-2025", "--from-corps", "three-corporations", "--set", "initial_speedup=5"]) == 2
    assert "got it from companies as well" in capsys.readouterr().err


def test_above_twentyfold_three_years_within_one_are_likely_under_the_posts_beliefs() -> None:
    belief = oc.corporations(draws=3000).initial_speedup()
    forecast = oc.run("greenblatt-2025", draws=3000, initial_speedup=belief)
    found = three_years_given(forecast)
    above = forecast.inputs["initial_speedup"] > 20
    assert found["draws"] == np.count_nonzero(above)
    assert found["share"] == np.mean(forecast.events["at_least_3_years_in_12mo"][above])
    assert found["share"] - 5 * found["mc_error"] > 0.85
    assert three_years_given(forecast, speedup=1e9)["share"] is None
