"""`oomcast pool` and what it tells: the same numbers in words, tables, JSON and picture."""

from __future__ import annotations

import json

import pytest

import oomcast as oc
from oomcast.errors import RunError, ScenarioError
from oomcast.present.cli import main

PEOPLE = ["greenblatt-2025", "forethought-medians"]
DRAWS = ["--draws", "640"]


def test_the_command_prints_each_one_and_the_pool(capsys):
    assert main(["pool", *PEOPLE, "--weights", "3,1", *DRAWS]) == 0
    text = capsys.readouterr().out
    for words in (
        "greenblatt-2025 (75 %)",
        "forethought-medians (25 %)",
        "linear pool",
        "of the variance lies between",
    ):
        assert words in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "--weights 3,1" in text.replace("\n", " ")


def test_json_is_one_document_that_says_what_the_python_call_says(capsys):
    assert main(["pool", *PEOPLE, "--method", "log", "--json", *DRAWS]) == 0
    document = json.loads(capsys.readouterr().out)
    called = oc.pool(*PEOPLE, method="log", draws=640).document()
    del document["provenance"]["command"], called["provenance"]["command"]
    assert document == called
    assert {"provenance", "output", "people", "weights", "pool", "variance", "structures"} <= document.keys()


def test_quiet_prints_the_sentence_alone(capsys):
    assert main(["pool", *PEOPLE, "--output", "at_least_3_years_in_12mo", "--quiet", *DRAWS]) == 0
    said = capsys.readouterr()
    assert "3 years of progress or more in the first 12 months" in said.out.replace("\n", " ")
    assert said.err == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["greenblatt-2025"], "expected at least 2 scenarios"),
        ([*PEOPLE, "--weights", "2"], "expected 2, one for each"),
        ([*PEOPLE, "--weights", "two,one"], "expected numbers such as 2,1"),
        ([*PEOPLE, "--method", "geometric"], "expected linear or log"),
        ([*PEOPLE, "--output", "oom_totl_12mo"], "Did you mean 'oom_total_12mo'"),
        ([*PEOPLE, "--structures"], "expected one scenario"),
        (["reference", "--structures", "latncy=1"], "Did you mean 'latency'"),
        (["reference", "--structures", "latency=1"], "at least 2 structures"),
        (["reference", "--structures", "--weights", "1"], "which have weights of their own"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(words, message, capsys):
    assert main(["pool", *words, *DRAWS]) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""


def test_over_structures_every_headline_has_its_variance(capsys):
    words = ["reference", "--structures", "cobb-douglas=2,ces-short-run=1", *DRAWS]
    assert main(["pool", *words]) == 0
    text = capsys.readouterr().out
    told = " ".join(text.split())
    assert told.count("of the variance lies between structures") == 1 + len(oc.pool("reference", **_over()).answers)
    assert "cobb-douglas (67 %): Labour and experiments combine by Cobb-Douglas." in told
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_picture_has_a_bar_for_each_voice_and_for_the_pool():
    pytest.importorskip("matplotlib")
    found = oc.pool(*PEOPLE, draws=640)
    names = {text.get_text() for text in found.plot().axes[0].texts}
    assert {"A  greenblatt-2025 (50 %)", "B  forethought-medians (50 %)", "linear pool"} <= names
    claim = oc.pool(*PEOPLE, output="at_least_3_years_in_12mo", draws=640)
    assert "linear pool" in {text.get_text() for text in claim.plot().axes[0].texts}


def test_scenarios_made_in_python_are_pooled():
    mine = oc.open_scenario("reference").replace(initial_speedup="4 to 50")
    assert oc.pool(mine, "reference", draws=640).draws == 640
    with pytest.raises(RunError):
        oc.pool(mine, draws=640)
    with pytest.raises(ScenarioError):
        oc.pool(mine, structures="no-such.toml", draws=640)


def _over():
    return {"structures": "cobb-douglas=2,ces-short-run=1", "draws": 640}
