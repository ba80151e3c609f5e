"""The command that lets companies climb trees: one answer, in words, tables, JSON, a picture, and beliefs to run."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import oomcast as oc
from oomcast.ensemble.climbers import Habits, climber_of, habits_with, overhead, readings_of
from oomcast.ensemble.tech_tree import TechTree
from oomcast.errors import ForecastError, RunError
from oomcast.models.corporations.research import Corporation
from oomcast.present.cli import main
from oomcast.present.corps_interface import open_trio
from oomcast.present.techtree import report, sentence
from oomcast.techtree.fits.paths import critical_path
from oomcast.techtree.fits.response import Factors, hours_to

SPEC = "layered:nodes=240,depth=8,profile=constant"
SMALL = ("--tree", SPEC, "--reps", "4", "--points", "24")
KEYS = ("structure", "speedups", "elasticities", "critical_path", "duplicates", "fit", "provenance")


@cache
def found(workers: int = 2, **changes: float) -> TechTree:
    return oc.tech_tree(SPEC, reps=4, points=24, workers=workers, **changes)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["techtree", *arguments]) == 0
    return capsys.readouterr()


# --- the answer


def test_the_same_question_has_the_same_answer_for_any_number_of_workers() -> None:
    assert found().document() == found(workers=1).document()
    assert json.dumps(found().document(), allow_nan=False)


def test_the_document_holds_what_it_should() -> None:
    document = found().document()
    assert {*KEYS} <= document.keys()
    assert list(document["hours"]) == [
        "NormalCorp",
        "SlowCorp literal",
        "SlowCorp in-year",
        "AutomatedCorp literal",
        "AutomatedCorp in-year",
    ]
    assert document["structure"]["depth"] == 8
    assert sum(document["structure"]["widths"]) == 240
    for name, one in document["elasticities"].items():
        assert sum(one.values()) == pytest.approx(1.0, abs=1e-9), name
    for name, one in document["critical_path"].items():
        assert sum(one["shares"].values()) == pytest.approx(1.0), name
    exponent = document["exponent"]
    assert exponent["value"] + sum(exponent["taken_by"].values()) + exponent["whole_groups"] == pytest.approx(1.0)
    assert document["limits"].startswith("None of the data behind any tree has AutomatedCorp's ratio")


def test_speedups_are_paired_ratios_of_times_on_the_same_trees() -> None:
    one = found()
    normal = one.climbing["NormalCorp"].hours
    for name, climbing in one.climbing.items():
        assert one.speedups(name).tolist() == (normal / climbing.hours).tolist()
    assert np.median(one.speedups("AutomatedCorp literal")) > np.median(one.speedups("AutomatedCorp in-year"))
    assert (one.speedups("SlowCorp literal") < 1.0).all()


def test_trees_and_luck_are_told_apart() -> None:
    one = found()
    for name in one.climbing:
        between, within = one.ln_spreads(name)
        if name == one.normal:
            assert between == within == 0.0
            continue
        again = np.log(one.lucky[one.normal] / one.lucky[name])
        assert again.shape == (4, 4)
        assert again[:, 0].tolist() == np.log(one.speedups(name)).tolist()
        assert within == pytest.approx(math.sqrt(again.var(axis=1, ddof=1).mean()))
        assert between**2 == pytest.approx(max(np.log(one.speedups(name)).var(ddof=1) - within**2, 0.0))
        said = one.document()["speedups"][name]
        assert said["ln_sd"] == {"between_trees": between, "within_a_tree": within}
        assert 0.0 < said["median_error"] < np.ptp(one.speedups(name))
    alone = oc.tech_tree(SPEC, reps=1, points=24, companies=["SlowCorp"]).document()["speedups"]
    assert alone["SlowCorp literal"]["median_error"] is None


def test_where_no_formula_holds_the_table_is_handed_over() -> None:
    one = found()
    fit = one.document()["fit"]
    best = fit["formulas"][fit["best"]]["ln_error"]
    assert fit["a_formula_holds"] == (max(best["new_points"], best["new_trees"]) <= math.log1p(0.1))
    assert not fit["a_formula_holds"]
    assert [*fit["table"]["pace"]] == [*fit["table"]["exponents"]] == ["staff", "speed", "chips", "latency"]
    assert all(row[fit["table"]["factors"].index(1.0)] == 1.0 for row in fit["table"]["pace"].values())
    assert "No formula of these holds over three decades: the table is handed over" in " ".join(one.text().split())
    assert one.beliefs.table is one.table
    held = {**one.document(), "fit": {**fit, "a_formula_holds": True}}
    assert "the table is handed over" not in " ".join(report(held).split())


def test_companies_that_are_alike_are_equally_fast() -> None:
    """A23: with the same people, chips, quality and time, whatever their names."""
    trio = open_trio("three-corporations")
    normal = found().climbing["NormalCorp"].climber
    from oomcast.ensemble.corporations import company_at_medians

    at_normal = company_at_medians(trio, "NormalCorp")
    twin = {**at_normal._asdict()}
    (reading,) = readings_of("Twin", Corporation(**twin), at_normal).values()
    again = climber_of(reading, Habits())
    assert (again.groups, again.speed, again.quality) == (normal.groups, normal.speed, normal.quality)
    assert (again.cluster, again.rules) == (normal.cluster, normal.rules)
    by = oc.tech_tree(SPEC, reps=1, points=24, companies=["NormalCorp"])
    assert list(by.climbing) == ["NormalCorp"]
    assert by.speedups("NormalCorp").tolist() == [1.0]


def test_setting_a_clock_anew_changes_no_speedup() -> None:
    """A18 through the companies: a company with k times the span, and 1/k of speed and chips, is the same literally."""
    from oomcast.ensemble.corporations import company_at_medians
    from oomcast.models.corporations.readings import rescaled

    normal = company_at_medians(open_trio("three-corporations"), "NormalCorp")
    slower = rescaled(normal, 1 / 4.0)
    literal = readings_of("Aliens", slower, normal)["Aliens literal"]
    assert climber_of(literal, Habits()).cluster == climber_of(normal, Habits()).cluster
    assert climber_of(literal, Habits()).speed == climber_of(normal, Habits()).speed
    assert climber_of(literal, Habits()).rules == climber_of(normal, Habits()).rules


def test_the_time_of_a_critical_path_is_accounted_for_to_the_last_hour() -> None:
    for climbing in found().climbing.values():
        for run in climbing.runs:
            path = critical_path(run)
            assert path.spent.hours == pytest.approx(path.steps[-1].done, rel=1e-9)
            assert min(path.spent) >= -1e-9 * path.spent.hours
            assert path.steps[-1].done + run.news_lag_hours * (path.steps[-1].done < run.value_hours[-1]) <= (
                run.value_hours[-1] * (1 + 1e-12)
            )


def test_hours_and_chips_are_all_accounted_for() -> None:
    """A24, through the companies."""
    for climbing in found().climbing.values():
        for run in climbing.runs:
            assert run.staff.total == pytest.approx(climbing.climber.groups * run.hours, rel=1e-9)
            assert run.chips.total == pytest.approx(climbing.climber.cluster.chips * run.hours, rel=1e-9)


@pytest.mark.parametrize("span", [5.0, 7.0])
def test_hierarchy_costs_what_the_closed_form_says(span: float) -> None:
    """A15: n = b^k people do the work of n^(1 + ln(1-h)/ln b)."""
    habits = habits_with(Habits(), {"span": span, "loss_per_layer": 0.1})
    for layers in range(5):
        people = span**layers
        effective = people / (1.0 + overhead(people, habits))
        assert effective == pytest.approx(people ** (1 + math.log(0.9) / math.log(span)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("team_size", 4.0),
        ("working_share", 0.5),
        ("span", 3.0),
        ("loss_per_layer", 0.3),
        ("coordinated", 0.0),
        ("looks", 2.0),
        ("taste_sd", 4.0),
        ("ln_quality_per_sd", 2.0),
        ("news_lag_hours", 3000.0),
        ("learning_cost", 0.5),
        ("jobs_at_once", 3000.0),
        ("chip_price", 1.0),
        ("contention", 0.01),
        ("coherency", 1e-6),
    ],
)
def test_no_habit_is_dead(name: str, value: float) -> None:
    from oomcast.ensemble.corporations import company_at_medians

    trio = open_trio("three-corporations")
    normal, automated = (company_at_medians(trio, company) for company in ("NormalCorp", "AutomatedCorp"))
    readings = (normal, readings_of("A", automated, normal)["A in-year"])
    hours = [
        [
            hours_to(found().graph, climber_of(reading, habits), value_oom=6.0, by=Factors(), seed=0)
            for reading in readings
        ]
        for habits in (Habits(), habits_with(Habits(), {name: value}))
    ]
    assert hours[0] != hours[1]


def test_better_coordination_leaves_less_overhead_as_in_the_forecast() -> None:
    from oomcast.ensemble.corporations import company_at_medians

    normal = company_at_medians(open_trio("three-corporations"), "NormalCorp")
    losses = [
        math.log1p(climber_of(normal._replace(coordination_advantage=chi), Habits()).overhead_of(500.0))
        for chi in (1.0, 4.0)
    ]
    assert losses[0] == pytest.approx(math.log1p(overhead(4000.0, Habits())))
    assert losses[1] == pytest.approx(losses[0] / 4.0)


def test_practices_of_ones_own_are_never_worse_than_those_brought_along() -> None:
    one = oc.tech_tree(
        "layered:nodes=60,depth=5,profile=constant", reps=1, points=16, companies=["SlowCorp"], practices=True
    )
    assert list(one.practices) == list(one.climbing)
    assert all(adapted.gap >= 1.0 for adapted in one.practices.values())
    assert max(adapted.gap for adapted in one.practices.values()) > 1.0
    assert {*one.document()["practices"]} == {*one.climbing}
    assert "Practices of one's own" in one.text()
    assert "--practices" in one.provenance["command"]


# --- words


def test_the_report_says_the_answer_first_and_fits_a_terminal() -> None:
    text = found().text()
    assert text.startswith("Next to NormalCorp, at 2.0 OOM on this tree: SlowCorp literal 1/")
    assert max(map(len, text.splitlines())) <= 80
    assert "None of the data behind any tree" in text.partition("\n\n")[0]
    assert "again: oomcast techtree --tree layered:nodes=240,depth=8,profile=constant --reps 4 --seed 0" in " ".join(
        text.split()
    )


def test_what_a_formula_of_two_numbers_can_do_is_said_either_way() -> None:
    document = found().document()
    document["fit"]["two_parameters_do"] = True
    assert sentence(document).endswith("A formula of two numbers predicts this as well as any.")
    document["fit"]["two_parameters_do"] = False
    assert "A formula of two numbers does not predict this" in report(document).replace("\n", " ")


# --- the command


def test_the_command_prints_what_python_gives(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(printed(capsys, *SMALL, "--json").out)
    mine = found().document()
    assert {**document, "provenance": None} == {**mine, "provenance": None}
    assert document["provenance"] == mine["provenance"] | {"command": document["provenance"]["command"]}
    assert printed(capsys, *SMALL, "--quiet").out.startswith("Next to NormalCorp")


def test_a_picture_and_beliefs_are_written_and_a_forecast_reads_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, beliefs = tmp_path / "tree.png", tmp_path / "trees.toml"
    printed(capsys, *SMALL, "--picture", str(picture), "--export-beliefs", str(beliefs), "--quiet")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert main(["run", str(beliefs), "--draws", "50", "--quiet"]) == 0
    assert "effective compute grows" in " ".join(capsys.readouterr().out.split())
    scenario = oc.open_scenario(str(beliefs))
    assert {*np.unique(scenario.beliefs["parallel_exponent"].distribution.values)} <= {
        *found().beliefs.draws["parallel_exponent"]
    }


def test_the_gap_of_the_company_farthest_from_the_normal_ratio_is_handed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """AutomatedCorp by the calendar, with what a forecast needs besides; without --practices waiting is handed over."""
    words = ["--tree", "layered:nodes=60,depth=5,profile=constant", "--reps", "4", "--points", "16"]
    file = tmp_path / "trees.toml"
    document = json.loads(printed(capsys, *words, "--practices", "--export-beliefs", str(file), "--json").out)
    gap = document["practices"]["AutomatedCorp in-year"]["gap"]
    assert document["fit"]["handed_over"]["production"] == "adapting"
    scenario = oc.open_scenario(str(file))
    assert scenario.structure["production"] == "adapting"
    assert "latency_share" not in scenario.beliefs
    years = open_trio("three-corporations").beliefs["adaptation_years"]
    assert scenario.beliefs["adaptation_years"].quantile(0.9) == years.quantile(0.9)
    assert f"do {gap:.3g} times as much as those dropped in: AutomatedCorp in-year" in file.read_text(encoding="utf-8")
    assert "That of AutomatedCorp in-year is handed over" in file.read_text(encoding="utf-8")
    printed(capsys, *words, "--export-beliefs", str(file), "--quiet")
    assert oc.open_scenario(str(file)).structure["production"] == "latency"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--tree", "layred"), "Did you mean 'layered'?"),
        (("--tree", "none.csv"), "none.csv: expected a text file that can be read"),
        (("--company", "SlowCrop"), "Did you mean 'SlowCorp'?"),
        (("--reps", "0"), "expected reps of at least 1"),
        (("--points", "0"), "expected 1 to 65,536 points"),
        (("--points", "4"), "at least 16 points on each tree"),
        (("--value", "0"), "expected a value above 0 OOM"),
        (("--value", "99"), "at most the 12 OOM of all nodes, got 99"),
        (("--seed", "-1"), "expected seed of at least 0"),
        (("--workers", "0"), "expected workers of at least 1"),
        (("--set", "team_sise=3"), "Did you mean 'team_size'?"),
        (("--set", "team_size"), "--set: expected NAME=NUMBER"),
        (("--set", "team_size=-1"), "team_size: expected a number"),
        (("--set", "span=1"), "span: expected a number"),
        (("--set", "looks=2", "--set", "looks=3"), "looks: expected one value, got several"),
        (("--reps", "3"), "at least 4 trees to hand beliefs over from, got 3"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "trees.toml"
    base = () if "--tree" in arguments else ("--tree", SPEC)
    assert main(["techtree", *base, *arguments, "--export-beliefs", str(file), "--quiet"]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.startswith("oomcast: error: ")
    assert not said.out
    assert not file.exists()


def test_trees_without_enough_value_or_points_are_refused_from_python_too() -> None:
    for changes in ({"value_oom": 1e3}, {"reps": 0}, {"tree": "grid:rows=0"}):
        with pytest.raises(ForecastError, match="expected"):
            oc.tech_tree(**{"tree": SPEC, **changes})
    with pytest.raises(RunError, match="Did you mean 'news_lag_hours'"):
        oc.tech_tree(SPEC, news_lag_hour=3.0)
