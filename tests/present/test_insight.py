"""What drives an answer and where people differ, on the command line: sentence, tables, document, picture, refusals."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from oomcast.insight.explain import explain
from oomcast.present import cli
from oomcast.present.contrast import reading
from oomcast.present.explanation import finding, report
from tests.insight.small_models import normal, scenario, sums

__all__ = ["sums"]

QUICK = ["--draws", "256"]
ROUGH = [*QUICK, "--half-width", "0.3"]
PAIR = ["greenblatt-2025", "forethought-medians"]


def printed(capsys, *arguments: str) -> str:
    assert cli.main(list(arguments)) == 0
    return capsys.readouterr().out


def document_of(capsys, *arguments: str) -> dict:
    return json.loads(printed(capsys, *arguments, "--json"))


def test_explain_begins_with_a_sentence_and_ends_with_where_it_comes_from(capsys) -> None:
    text = printed(capsys, "explain", "greenblatt-2025", *ROUGH)
    assert text.startswith("On these beliefs, effective compute gained in the first year hangs most on\nreturns to")
    assert "Inert: labour share changes nothing here" in text
    assert "Stated against implied" in text
    assert "again: oomcast explain greenblatt-2025" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_document_of_an_explanation_has_its_stable_keys(capsys) -> None:
    document = document_of(capsys, "explain", "greenblatt-2025", *ROUGH)
    assert {"provenance", "output", "answer", "sobol", "swing", "inert", "reconcile", "information"} <= set(document)
    assert document["carrier"] == "returns_to_software"
    assert next(iter(document["swing"])) == "returns_to_software"
    assert "reconcile" not in document_of(capsys, "explain", "reference", *ROUGH)


def test_the_command_that_an_explanation_names_gives_it_again(capsys) -> None:
    asked = ["explain", "reference", *ROUGH, "--set", "initial_speedup=4 to 50", "--observe", "initial_speedup=3"]
    first = document_of(capsys, *asked)
    again = shlex.split(first["provenance"]["command"])[1:]
    assert document_of(capsys, *again) == first
    assert first["observed"]["noise_sd"] == 3.0


def test_compare_begins_with_a_sentence_and_its_parts_sum_up(capsys) -> None:
    text = printed(capsys, "compare", *PAIR, *QUICK)
    assert text.startswith("On these beliefs the median of effective compute gained in the first year is")
    sentence = " ".join(text.split("\n\n")[0].split())
    assert re.search(r"Most of the difference comes from [\w ]+ \(\d+ %\); swapping only that closes", sentence)
    assert max(map(len, text.splitlines())) <= 80
    document = document_of(capsys, "compare", *PAIR, *QUICK)
    assert {"provenance", "output", "scenarios", "difference", "crux", "paired", "reading"} <= set(document)
    assert sum(document["crux"].values()) == pytest.approx(document["difference"], abs=1e-12)
    assert document_of(capsys, *shlex.split(document["provenance"]["command"])[1:]) == document


def test_quiet_prints_the_sentence_alone(capsys) -> None:
    for arguments in (["explain", "reference", *ROUGH], ["compare", *PAIR, *QUICK]):
        quiet, whole = (printed(capsys, *arguments, *more) for more in (["--quiet"], []))
        assert whole.startswith(quiet.rstrip("\n"))
        assert "\n\n" not in quiet


@pytest.mark.parametrize("command", [["explain", "reference", *ROUGH], ["compare", *PAIR, *QUICK]])
def test_a_picture_is_drawn_where_it_is_asked_for(command, tmp_path, capsys) -> None:
    file = tmp_path / "picture.png"
    printed(capsys, *command, "--quiet", "--picture", str(file))
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["explain", "referense"], "Did you mean 'reference'"),
        (["explain", "reference", "--output", "oom_totl_12mo"], "Did you mean 'oom_total_12mo'"),
        (["explain", "reference", "--observe", "initial_speedup"], "--observe: expected NAME=NOISE"),
        (["explain", "reference", "--observe", "initial_spedup=3", *ROUGH], "Did you mean 'initial_speedup'"),
        (["compare", "reference"], "expected two to 6 scenarios to compare, got 1"),
        (["compare", *PAIR, "--statistic", "p200"], "expected median, mean or a percentile"),
        (["compare", *PAIR, "--output", "x" * 500], "expected an output, event or milestone"),
        (["compare", "reference", "greenblatt-2025", "--draws", "0"], "draws"),
        (["explain", "reference", "--draws", "-5"], "draws"),
        (["explain", "reference", "--half-width", "0"], "half_width"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_line(arguments, message, capsys) -> None:
    assert cli.main(arguments) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""
    assert "Traceback" not in shown.err


@pytest.mark.usefixtures("sums")
def test_a_finding_says_what_there_is_to_say_and_no_more() -> None:
    certain = explain(scenario(**dict.fromkeys(("first", "second", "third", "idle"), 1.0)), output="total")
    assert finding(certain.document()).startswith("On these beliefs nothing is uncertain")
    constant = explain(scenario(), output="never")
    assert "no belief drives it" in finding(constant.document())
    assert "infinite" in report(constant.document())
    one = explain(scenario(second=1.0, third=1.0), output="total", half_width=0.05)
    assert "hangs most on first: knowing it would take 100 % off the variance" in finding(one.document())
    tied = explain(scenario(correlations={"first": {"second": 0.5}}), output="total", half_width=0.1)
    assert "fair part" in report(tied.document())


def reading_of(difference: float, *cruxes: tuple[str, float, float], error: float = 0.01) -> str:
    return reading(
        {
            "scenarios": [{"name": "A", "value": 8.0}, {"name": "B", "value": 8.0 + difference}],
            "output": {"name": "oom_total_12mo", "kind": "output", "unit": "OOM", "statistic": "median"},
            "difference": difference,
            "difference_mc_error": error,
            "provenance": {"draws": 1000},
            "cruxes": [{"belief": name, "value": value, "alone": alone} for name, value, alone in cruxes],
        }
    )


def test_the_reading_names_what_closes_the_gap_and_what_works_against_it() -> None:
    assert "they differ in nothing" in reading_of(0.0)
    assert "no clear difference" in reading_of(0.015, ("software_ceiling_oom", 0.015, 0.015))
    closes = reading_of(-4.0, ("software_ceiling_oom", -3.0, -2.44), ("initial_speedup", -1.0, -1.0))
    assert "comes from software ceiling (75 %); swapping only that closes 61 % of the gap." in closes
    alone = reading_of(-1.0, ("software_ceiling_oom", -3.0, -0.5), ("initial_speedup", 2.0, 2.0))
    assert "while" not in alone
    against = reading_of(-1.0, ("initial_speedup", 4.0, 2.0), ("software_ceiling_oom", -3.0, 0.5))
    assert "swapping only that widens the gap, while initial speedup works against it (−400 %)" in against


def test_small_numbers_of_draws_and_names_do_not_break_the_tables() -> None:
    text = report(explain(scenario_with_long_name(), draws=64, half_width=0.9).document())
    assert max(map(len, text.splitlines())) <= 80


def scenario_with_long_name():
    from oomcast.present.interface import open_scenario

    return open_scenario("reference").replace(name="x" * 24)


def test_normal_beliefs_are_what_the_small_models_hold() -> None:
    assert normal(1.0, 2.0)["sd"] == 2.0
