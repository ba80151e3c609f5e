"""What is answered: the documents of the command line, to the letter, and pictures of the same draws."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.belief import parse_assignment, parse_belief
from oomcast.beliefs.scenario import preset_names
from oomcast.models.contract import Outcome
from oomcast.models.registry import vocabulary
from oomcast.present.cli import main
from oomcast.present.interface import run
from oomcast.present.web.apart import done_apart
from oomcast.present.web.app import dumped
from oomcast.present.web.asking import read_asked
from oomcast.present.web.beliefs import density
from oomcast.present.web.forecasting import PARTS, forecast_answer
from oomcast.present.web.screen import forecast_view
from oomcast.present.web.spelled import as_toml
from oomcast.present.web.work import Leave
from tests.present.web.client import HANG_SECONDS, Asking

FEW = {"scenario": "greenblatt-2025", "draws": 200, "seed": 3}
EARLY = {"initial_speedup": {"after": 1}}
MINE = """
schema = 1
extends = "reference"
title = "Mine"

[parameters]
initial_speedup = "4 to 50"
"""


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command line prints."""
    assert main(arguments) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


# --- the same as the command line


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [
        ({}, []),
        ({"set": {"initial_speedup": 15}}, ["--set", "initial_speedup=15"]),
        ({"set": {"initial_speedup": "4 to 50"}}, ["--set", "initial_speedup=4 to 50"]),
        ({"set": {"software_ceiling_oom": "none"}}, ["--set", "software_ceiling_oom=none"]),
        (
            {"set": {"returns_to_software": {"p25": 0.7, "p50": 1.1, "p75": 1.6}}},
            ["--set", "returns_to_software={p25 = 0.7, p50 = 1.1, p75 = 1.6}"],
        ),
        (
            {"set": {"returns_to_software": "{p25 = 0.7, p50 = 1.1, p75 = 1.6}"}},
            ["--set", "returns_to_software={p25 = 0.7, p50 = 1.1, p75 = 1.6}"],
        ),
        ({"structure": {"production": "ces"}}, ["--set", "production=ces"]),
        (
            {"set": {"automation_year": "2028 to 2033"}, "given": {"automation_year": {"before": 2031}}},
            ["--set", "automation_year=2028 to 2033", "--given", "automation_year before 2031"],
        ),
        ({"horizon_years": 4}, ["--horizon", "4"]),
        (
            {"given": ["initial_speedup > 8 or not oom_3 < 0.2", "initial_speedup before 60"]},
            ["--given", "initial_speedup > 8 or not oom_3 < 0.2", "--given", "initial_speedup before 60"],
        ),
    ],
)
def test_a_forecast_is_that_of_the_command_line(
    asked: dict[str, Any], arguments: list[str], server: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = server.post("/api/run", {**FEW, **asked}).json()
    screen = answer.pop("screen")
    command = ["run", "greenblatt-2025", "--draws", "200", "--seed", "3", *arguments]
    document = printed([*command, "--json"], capsys)
    assert answer == document
    assert screen["again"]["command"] == document["provenance"]["command"]


def test_a_forecast_from_a_file_is_that_of_the_command_line(
    server: Asking, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answer = server.post("/api/run", {"toml": MINE, "file": "C:\\beliefs\\mine.toml", "draws": 100}).json()
    del answer["screen"]
    assert answer == printed(["run", "mine.toml", "--draws", "100", "--json"], capsys)


@pytest.mark.slow
def test_corporations_are_those_of_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"draws": 20, "seed": 1, "slow": "SlowCorp-two-weeks"}
    answer = done_apart("corporations", asked, Leave(seconds=HANG_SECONDS))
    command = ["corps", "three-corporations", "--draws", "20", "--seed", "1", "--slow", "SlowCorp-two-weeks", "--json"]
    assert answer == printed(command, capsys)


def test_explanations_are_those_of_the_command_line(server: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"scenario": "reference", "draws": 200, "half_width": 0.2}
    answer = server.post("/api/explain", asked).json()
    command = ["explain", "reference", "--draws", "200", "--half-width", "0.2"]
    finding = answer.pop("finding")
    assert answer == printed([*command, "--json"], capsys)
    assert main([*command, "--quiet"]) == 0
    assert " ".join(capsys.readouterr().out.split()) == " ".join(finding.split())


def test_comparisons_are_those_of_the_command_line(server: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"scenarios": [{"scenario": "reference"}, {"scenario": "greenblatt-2025"}], "draws": 200}
    answer = server.post("/api/compare", asked).json()
    document = printed(["compare", "reference", "greenblatt-2025", "--draws", "200", "--json"], capsys)
    assert answer == document


@given(
    value=st.one_of(
        st.floats(0.01, 1e5),
        st.integers(1, 10**5),
        st.builds(lambda low, more: f"{low} to {low + more}", st.integers(1, 100), st.integers(1, 900)),
        st.fixed_dictionaries({"p25": st.floats(1, 9), "p50": st.floats(10, 19), "p75": st.floats(20, 99)}),
        st.fixed_dictionaries({"value": st.floats(1, 9), "note": st.text(st.characters(codec="ascii"), max_size=9)}),
    )
)
def test_the_command_to_copy_means_what_was_asked(value: Any) -> None:
    words = vocabulary("takeoff")
    parameter = words.parameters["initial_speedup"]
    try:
        belief = parse_belief(value, parameter=parameter, field="set")
    except Exception:  # noqa: BLE001 -- what is refused has no command
        return
    text = f"initial_speedup={value if isinstance(value, str) else as_toml(value)}"
    name, said = parse_assignment(text, parameters=words.parameters)
    assert name == "initial_speedup"
    assert said.identity == belief.identity  # type: ignore[union-attr]


@pytest.mark.parametrize("given", [{"initial_speedup": {"after": 6}}, ["initial_speedup > 6", "oom_total_12mo > 3"]])
def test_the_script_to_copy_gives_the_same_digest(given: Any, server: Asking) -> None:
    asked = {
        **FEW,
        "draws": 300,
        "set": {"initial_speedup": {"p10": 5, "p50": 15, "p90": 40}},
        "structure": {"production": "ces"},
        "given": given,
    }
    answer = server.post("/api/run", asked).json()
    names: dict[str, Any] = {}
    script = answer["screen"]["again"]["python"].replace("print(forecast.text())\n", "")
    exec(script, names)
    assert names["forecast"].document()["digest"] == answer["digest"]


# --- what is taken as given


@pytest.mark.parametrize(
    "text", ["initial_speedup > 20 nad oom_6 < 3", "initial_sped_up > 20", "initial_speedup", "oom_6 = 3", "(" * 40, ""]
)
def test_a_condition_that_cannot_be_read_is_told_as_on_the_command_line(
    text: str, server: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = server.post("/api/check", {"scenario": "greenblatt-2025", "given": ["initial_speedup > 2", text]})
    error = reply.json()["error"]
    assert (reply.status, error["code"], error["field"]) == (422, "scenario", "given[1]")
    assert main(["run", "greenblatt-2025", "--draws", "5", "--given", text]) == 2
    assert f"--given: {error['message']}\n" in capsys.readouterr().err


def test_limits_that_leave_no_room_and_conditions_that_leave_no_draws_are_refused(server: Asking) -> None:
    asked = {**FEW, "given": ["initial_speedup > 20", "initial_speedup < 10"]}
    error = server.post("/api/run", asked).json()["error"]
    assert (error["code"], error["field"]) == ("scenario", "initial_speedup")
    assert "expected room between the limits" in error["message"]
    reply = server.post("/api/run", {**FEW, "given": ["oom_total_12mo > 1e6"]})
    assert (reply.status, reply.code) == (422, "run")
    assert "expected at least 100 draws" in reply.json()["error"]["message"]


def test_limits_of_one_belief_said_as_text_belong_to_the_scenario(server: Asking) -> None:
    as_text = {"scenario": "greenblatt-2025", "given": ["initial_speedup after 6"]}
    as_table = {"scenario": "greenblatt-2025", "given": {"initial_speedup": {"after": 6}}}
    found = [server.post("/api/check", asked).json()["scenario"] for asked in (as_text, as_table)]
    assert found[0]["hash"] == found[1]["hash"]
    assert found[0]["given"] == found[1]["given"]


@pytest.mark.parametrize("path", ["/api/explain", "/api/compare"])
def test_what_drives_an_answer_is_not_told_within_a_condition_on_results(path: str, server: Asking) -> None:
    side = {"scenario": "reference", "given": ["oom_total_12mo > 3"]}
    asked = side if path == "/api/explain" else {"scenarios": [{"scenario": "reference"}, side]}
    reply = server.post(path, {**asked, "draws": 50})
    error = reply.json()["error"]
    assert (reply.status, error["code"]) == (422, "scenario")
    assert error["field"] == ("given" if path == "/api/explain" else "scenarios[1].given")
    assert "got a condition on more (oom_total_12mo > 3)" in error["message"]


# --- what is drawn


def test_pictures_are_of_the_draws_that_the_numbers_are_of(server: Asking) -> None:
    answer = server.post("/api/run", {**FEW, "rate": 0.6}).json()
    forecast = run("greenblatt-2025", draws=200, seed=3)
    screen, gain = answer["screen"], forecast.outputs["oom_total_12mo"]
    expected = np.quantile(gain, (np.arange(50) + 0.5) / 50, method="inverted_cdf")
    assert screen["dots"]["oom_total_12mo"] == expected.tolist()
    assert screen["dots"]["years_at_rate_12mo"] == pytest.approx(expected / 0.6, rel=1e-12)
    fan, paths = screen["fan"], forecast.paths
    assert paths is not None
    assert fan["years"] == paths.years.tolist()
    for level in (0.05, 0.5, 0.95):
        edge = np.quantile(paths.values["oom_total"], level, axis=1, method="inverted_cdf")
        assert fan["courses"]["oom_total"][f"{level:g}"] == edge.tolist()
    rate = forecast.inputs["reference_oom_per_year"]
    years = np.quantile(paths.values["oom_total"] / rate, 0.5, axis=1, method="inverted_cdf")
    assert fan["courses"]["years_of_progress"]["0.5"] == pytest.approx(years.tolist(), rel=1e-12)
    at_a_year = fan["years"].index(1.0)
    assert fan["courses"]["oom_total"]["0.5"][at_a_year] == pytest.approx(np.quantile(gain, 0.5, method="inverted_cdf"))


def test_years_follow_each_draw_where_the_rate_is_uncertain() -> None:
    asked = {**FEW, "set": {"reference_oom_per_year": "0.9 to 2.4"}}
    answer = forecast_answer(asked, Leave())
    forecast = run("greenblatt-2025", draws=200, seed=3, reference_oom_per_year="0.9 to 2.4")
    assert forecast.paths is not None
    years = forecast.paths.values["oom_total"] / forecast.inputs["reference_oom_per_year"]
    expected = np.quantile(years, 0.25, axis=1, method="inverted_cdf")
    assert answer["screen"]["fan"]["courses"]["years_of_progress"]["0.25"] == pytest.approx(expected.tolist())


@pytest.mark.parametrize("ceiling", ["5 to 20", "none"])
def test_no_draw_is_lost_from_a_picture(ceiling: str, server: Asking) -> None:
    asked = {**FEW, "set": {"software_ceiling_oom": ceiling, "returns_to_software": "0.5 to 4"}}
    screen = server.post("/api/run", asked).json()["screen"]
    strips = [*screen["histograms"].values(), *(strips for strips in screen["inputs"].values() if strips)]
    assert len(strips) > 3
    for picture in strips:
        total = math.fsum([*picture["mass"], picture["below"], picture["above"], picture["infinite"]])
        assert total == pytest.approx(1.0, abs=1e-12)
        assert np.all(np.diff(picture["edges"]) > 0)
    infinite = screen["histograms"]["oom_total_12mo"]["infinite"]
    dots = screen["dots"]["oom_total_12mo"]
    assert abs(dots.count(None) / 50 - infinite) <= 1 / 50


def test_only_what_is_wanted_is_drawn_and_the_digest_stays(server: Asking) -> None:
    whole = server.post("/api/run", FEW).json()
    part = server.post("/api/run", {**FEW, "parts": ["dots"]}).json()
    assert part["digest"] == whole["digest"]
    assert part["decomposition"] is None
    assert whole["decomposition"] is not None
    assert part["screen"]["fan"] is None
    assert part["screen"]["dots"] == whole["screen"]["dots"]


def test_the_fan_of_the_first_year_is_the_beginning_of_the_whole_one(server: Asking) -> None:
    asked = {**FEW, "rate": 0.6}
    whole = server.post("/api/run", {**asked, "parts": ["fan"]}).json()["screen"]["fan"]
    year = server.post("/api/run", {**asked, "parts": ["fan_12mo"]}).json()["screen"]["fan"]
    assert year["years"] == whole["years"][: len(year["years"])]
    assert year["years"][-1] == 1.0
    assert set(year["courses"]) == set(whole["courses"]) - {"oom_software"}
    for name, course in year["courses"].items():
        for level, edge in course.items():
            assert edge == whole["courses"][name][level][: len(edge)], (name, level)
    both = server.post("/api/run", {**asked, "parts": ["fan", "fan_12mo"]}).json()["screen"]["fan"]
    assert both == whole


def test_an_overlay_shares_the_luck(server: Asking) -> None:
    over = {"scenario": "greenblatt-2025", "set": {"initial_speedup": 30}}
    answer = server.post("/api/run", {**FEW, "set": {"initial_speedup": 15}, "overlay": over}).json()
    alone = server.post("/api/run", {**FEW, **over}).json()
    assert answer["overlay"] == alone
    # Twice the pace in every world, and the same luck: more, or as much where a ceiling has stopped both.
    assert answer["paired"]["share_above"] > 0.9
    assert answer["paired"]["share_above"] + answer["paired"]["share_equal"] == pytest.approx(1.0)
    same = server.post("/api/run", {**FEW, "overlay": {"scenario": "greenblatt-2025"}}).json()
    assert same["paired"]["share_equal"] == 1.0
    assert same["overlay"]["digest"] == same["digest"]


def test_a_list_of_overlays_is_answered_one_by_one(server: Asking) -> None:
    over = [{"scenario": "greenblatt-2025", "set": {"initial_speedup": speed}} for speed in (20, 30)]
    both = server.post("/api/run", {**FEW, "overlay": over}).json()
    each = [server.post("/api/run", {**FEW, "overlay": item}).json() for item in over]
    assert "overlay" not in both
    assert both["overlays"] == [answer["overlay"] for answer in each]
    assert both["paired"] == [answer["paired"] for answer in each]
    none = server.post("/api/run", {**FEW, "overlay": []}).json()
    assert (none["overlays"], none["paired"]) == ([], [])
    assert none["digest"] == both["digest"]


def test_what_a_moving_hand_leaves_alone_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = []
    monkeypatch.setattr(
        "oomcast.present.interface.run",
        lambda scenario, **said: computed.append(scenario.name) or run(scenario, **said),
    )
    over = [{"scenario": "reference", "set": {"initial_speedup": 41}}, {"scenario": "forethought-medians"}]
    answers = [
        forecast_answer({**FEW, "seed": 41, "set": {"initial_speedup": speed}, "overlay": over}, Leave())
        for speed in (10, 11)
    ]
    assert computed == ["greenblatt-2025", "reference", "forethought-medians", "greenblatt-2025"]
    assert answers[0]["overlays"] == answers[1]["overlays"]
    assert answers[0]["digest"] != answers[1]["digest"]
    assert answers[0]["paired"] != answers[1]["paired"]


STATED = {"oom_total_12mo": {"p25": 3, "p50": 8, "p75": 11}}


def test_a_stated_answer_stands_beside_the_implied_one(server: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    answer = server.post("/api/run", {**FEW, "stated": STATED}).json()
    screen = answer.pop("screen")
    written = "oom_total_12mo={p25 = 3, p50 = 8, p75 = 11}"
    document = printed(
        ["run", "greenblatt-2025", "--draws", "200", "--seed", "3", "--stated", written, "--json"], capsys
    )
    assert answer == document
    assert answer["stated"]["oom_total_12mo"]["quantiles"] == {"0.25": 3, "0.5": 8, "0.75": 11}
    assert answer["digest"] == server.post("/api/run", FEW).json()["digest"]  # it changes nothing that is implied
    names: dict[str, Any] = {}
    exec(screen["again"]["python"].replace("print(forecast.text())\n", ""), names)
    assert names["forecast"].document()["stated"] == answer["stated"]
    about = server.post("/api/check", {"scenario": "greenblatt-2025", "stated": STATED}).json()["scenario"]
    again = server.post("/api/run", {"toml": about["toml"], "draws": 200, "seed": 3}).json()
    assert again["stated"]["oom_total_12mo"] == answer["stated"]["oom_total_12mo"]


def test_what_would_have_to_change_is_what_the_command_line_says(
    server: Asking, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"scenario": "greenblatt-2025", "stated": {"oom_total_12mo": 8}, "outputs": ["oom_total_12mo"]}
    answer = server.post("/api/reconcile", asked).json()
    screen = answer.pop("screen")
    command = ["explain", "greenblatt-2025", "--draws", "200", "--half-width", "0.3"]
    document = printed([*command, "--stated", "oom_total_12mo=8", "--json"], capsys)
    assert answer == document["reconcile"]
    assert set(screen["moves"]) == set(answer["beliefs"])
    assert set(screen["alone"]) | set(screen["missed"]) == set(answer["alone"])
    beyond = server.post("/api/reconcile", {**asked, "draws": 2000, "stated": {"oom_total_12mo": 90}}).json()
    assert not beyond["possible"]
    assert "No weighing" in beyond["screen"]["sentence"]


DATED = {"scenario": "greenblatt-2025-full", "draws": 400, "seed": 3, "parts": ["calendar"]}


def test_the_picture_by_date_is_as_wide_as_the_belief_about_the_start(server: Asking) -> None:
    wide = server.post("/api/run", DATED).json()["screen"]["calendar"]
    sure = server.post("/api/run", {**DATED, "set": {"automation_year": 2029.4}}).json()["screen"]["calendar"]
    assert wide["dates"][-1] - wide["dates"][0] > 3
    assert sure["dates"][-1] - sure["dates"][0] == pytest.approx(1.0, abs=2 / 12)
    assert wide["start"]["0.95"] - wide["start"]["0.05"] > 2
    assert sure["start"]["0.95"] == sure["start"]["0.05"] == 2029.4
    # By one date some have not begun and others are done: within a year of it the gains are further apart.
    at = wide["dates"].index(next(date for date in wide["dates"] if date >= 2030.0))
    assert wide["courses"]["oom_total"]["0.05"][at] == 0.0
    assert wide["courses"]["oom_total"]["0.95"][at] > sure["courses"]["oom_total"]["0.95"][2]
    assert 0 <= wide["not_begun"] <= 0.05
    assert server.post("/api/run", {**FEW, "parts": ["calendar"]}).json()["screen"]["calendar"] is None


def test_overlays_share_their_dates(server: Asking) -> None:
    over = [{"scenario": "greenblatt-2025"}, {"scenario": "reference-full"}]
    reply = server.post("/api/run", {**DATED, "start_year": 2031.5, "overlay": over})
    assert reply.status == 200, reply.body
    answer = reply.json()
    ours, fixed, wide = (each["screen"]["calendar"] for each in (answer, *answer["overlays"]))
    assert ours["dates"] == wide["dates"][: len(ours["dates"])] or wide["dates"] == ours["dates"][: len(wide["dates"])]
    assert (ours["is_believed"], fixed["is_believed"]) == (True, False)
    assert set(fixed["start"].values()) == {2031.5}


def test_draws_that_could_not_be_followed_are_counted_and_leave_the_picture_standing() -> None:
    forecast = run("greenblatt-2025", draws=400, seed=3)
    lost = np.zeros(400, dtype=bool)
    lost[[7, 150]] = True
    evaluation = forecast.evaluation
    assert evaluation.paths is not None
    broken = replace(
        forecast,
        evaluation=replace(
            evaluation,
            outputs={name: np.where(lost, np.nan, column) for name, column in evaluation.outputs.items()},
            paths=replace(
                evaluation.paths,
                values={name: np.where(lost, np.nan, course) for name, course in evaluation.paths.values.items()},
            ),
            outcome=np.where(lost, np.int8(Outcome.UNRESOLVED), evaluation.outcome),
        ),
    )
    screen = forecast_view(broken, asked=read_asked({**FEW, "draws": 400}), parts=PARTS)["screen"]
    whole = forecast.paths
    assert whole is not None
    expected = np.quantile(whole.values["oom_total"][:, ~lost], 0.25, axis=1, method="inverted_cdf")
    assert screen["fan"]["courses"]["oom_total"]["0.25"] == expected.tolist()
    assert screen["fan"]["unknown"] == 2
    assert "Of 400 draws, 2 could not be followed to the end." in screen["sentence"]
    dots = np.quantile(forecast.outputs["oom_total_12mo"][~lost], (np.arange(50) + 0.5) / 50, method="inverted_cdf")
    assert screen["dots"]["oom_total_12mo"] == dots.tolist()
    strips = screen["histograms"]["oom_total_12mo"]
    total = math.fsum([*strips["mass"], strips["below"], strips["above"], strips["infinite"], strips["unknown"]])
    assert (strips["unknown"], total) == (2 / 400, pytest.approx(1.0, abs=1e-12))
    assert len(screen["futures"]["courses"]["oom_total"]) == 20
    assert None not in [course[-1] for course in screen["futures"]["courses"]["oom_total"]]


def test_a_question_that_is_being_answered_is_not_computed_again(
    server: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    computed = []

    def slowly(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
        computed.append(asked)
        begun.set()
        assert go_on.wait(HANG_SECONDS)
        return forecast_answer(asked, leave)

    monkeypatch.setattr("oomcast.present.web.forecasting.forecast_answer", slowly)
    asked = {"scenario": "reference", "draws": 64, "seed": 20_000_001}
    with ThreadPoolExecutor(2) as askers:
        first = askers.submit(server.post, "/api/run", asked)
        assert begun.wait(HANG_SECONDS)
        second = askers.submit(server.post, "/api/run", {**asked, "session": "another page"})
        for _ in range(5):  # by then it has arrived; a server that computed it again would have begun
            assert server.get("/api/health").status == 200
        go_on.set()
        assert first.result().body == second.result().body
    assert len(computed) == 1


def test_a_question_asked_twice_is_answered_the_same(server: Asking) -> None:
    first = server.post("/api/run", {**FEW, "seed": 77, "session": "a"})
    second = server.post("/api/run", {"session": "b", "seed": 77, **{k: v for k, v in FEW.items() if k != "seed"}})
    assert first.body == second.body


# --- scenarios


@pytest.mark.parametrize("name", preset_names())
def test_each_preset_is_told_whole(name: str, server: Asking) -> None:
    answer = server.get(f"/api/scenarios/{name}").json()
    scenario = answer["scenario"]
    assert answer["verdict"].startswith("OK: ")
    assert scenario["core"]
    for about in scenario["parameters"].values():
        assert {"unit", "meaning", "source", "evidence", "quantiles", "density", "spelled"} <= set(about)
        known = [value for value in about["quantiles"].values() if value is not None]
        assert known == sorted(known)
        assert (about["density"] is None) or not about["is_point"]
    again = server.post("/api/check", {"toml": scenario["toml"], "file": f"{name}.toml"}).json()["scenario"]
    assert again["hash"] == scenario["hash"]


def test_the_list_names_every_preset_once(server: Asking) -> None:
    answer = server.get("/api/scenarios").json()
    assert [item["name"] for item in answer["scenarios"]] == list(preset_names())
    assert answer["default"] in preset_names()
    assert all(item["title"] and item["hash"] for item in answer["scenarios"])


@pytest.mark.parametrize("spelled", ["4 to 50", {"p10": 5, "p50": 15}, {"family": "uniform", "low": 1, "high": 9}])
def test_a_density_holds_all_the_mass(spelled: Any) -> None:
    parameter = vocabulary("takeoff").parameters["initial_speedup"]
    belief = parse_belief(spelled, parameter=parameter, field="v")
    picture = density(belief.distribution, is_factor=True)
    assert picture is not None
    total = math.fsum([*picture["mass"], picture["below"], picture["above"], picture["infinite"]])
    assert total == pytest.approx(1.0, abs=1e-9)
    middle = picture["edges"][30]
    assert sum(picture["mass"][:30]) + picture["below"] == pytest.approx(
        float(belief.distribution.cdf(np.array([middle]))[0]), abs=1e-9
    )


def test_a_changed_scenario_says_what_it_believes_now(server: Asking) -> None:
    asked = {"scenario": "reference", "set": {"initial_speedup": "4 to 50"}}
    about = server.post("/api/check", asked).json()["scenario"]["parameters"]["initial_speedup"]
    assert about["spelled"] == "4 to 50"
    assert about["source"] == "stated in the workbench"
    assert about["quantiles"]["0.05"] == pytest.approx(4.0)
    assert about["quantiles"]["0.95"] == pytest.approx(50.0)


# --- what cannot be


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        ("schema = 1\n[parameters]\ninitial_speedupp = 3\n", "parameters.initial_speedupp", "initial_speedup'?"),
        ("schema = 1\n[parameters]\nlabour_share = 3\n", "parameters.labour_share", "expected"),
        ("schema = ", "1:10", "expected TOML"),
        ("", "schema", "expected schema = 1"),
        ('schema = 1\nextends = "../mine.toml"\n', "extends", "expected a preset"),
        ('schema = 1\n[parameters]\nlabour_share = {samples = "x.csv"}\n', "parameters.labour_share", "may not name"),
    ],
)
def test_errors_are_those_of_the_command_line(
    text: str,
    field: str,
    problem: str,
    server: Asking,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reply = server.post("/api/check", {"toml": text, "file": "mine.toml"})
    error = reply.json()["error"]
    assert reply.status == 422
    assert (error["code"], error["file"]) == ("scenario", "mine.toml")
    assert error["field"].startswith(field)
    assert problem in error["message"]
    if "samples" in text or "../" in text:  # a file on this machine may name others, a request may not
        return
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "mine.toml"]) == 2
    assert f"mine.toml: {error['field']}: {error['message']}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({}, 400, ""),
        ({"scenario": "reference", "toml": MINE}, 400, ""),
        ({"scenario": "refrence"}, 404, "scenario"),
        ({"scenario": 3}, 400, "scenario"),
        ({"scenario": "reference", "drawz": 3}, 400, "drawz"),
        ({"scenario": "reference", "draws": 0}, 400, "draws"),
        ({"scenario": "reference", "draws": 1_000_001}, 400, "draws"),
        ({"scenario": "reference", "draws": 1.5}, 400, "draws"),
        ({"scenario": "reference", "draws": True}, 400, "draws"),
        ({"scenario": "reference", "draws": "10"}, 400, "draws"),
        ({"scenario": "reference", "seed": 2**63}, 400, "seed"),
        ({"scenario": "reference", "horizon_years": 0}, 400, "horizon_years"),
        ({"scenario": "reference", "rate": -1}, 400, "rate"),
        ({"scenario": "reference", "given": [3]}, 400, "given[0]"),
        ({"scenario": "reference", "given": ["initial_speedup > 2"] * 21}, 400, "given"),
        ({"scenario": "reference", "parts": ["fann"]}, 400, "parts"),
        ({"scenario": "reference", "parts": [{}]}, 400, "parts"),
        ({"scenario": "reference", "set": []}, 400, "set"),
        ({"scenario": "reference", "set": {"initial_speedupp": 3}}, 422, "set.initial_speedupp"),
        ({"scenario": "reference", "set": {"title": "x"}}, 422, "set.title"),
        ({"scenario": "reference", "set": {"given": {}}}, 422, "set.given"),
        ({"scenario": "reference", "set": {"initial_speedup": None}}, 422, "set.initial_speedup"),
        ({"scenario": "reference", "set": {"initial_speedup": "\ud800"}}, 422, ""),
        ({"scenario": "reference", "set": {"initial_speedup": {"p50": 9, "p5": 20}}}, 422, "set.initial_speedup.p50"),
        ({"scenario": "reference", "structure": {"productoin": "ces"}}, 422, "structure.productoin"),
        ({"scenario": "reference", "structure": {"production": "cess"}}, 422, "structure.production"),
        ({"scenario": "reference", "given": {"initial_speedup": 3}}, 422, "given.initial_speedup"),
        ({"scenario": "reference", "overlay": {"scenario": "reference", "seed": 3}}, 400, "overlay.seed"),
        ({"scenario": "reference", "overlay": {}}, 400, ""),
        ({"scenario": "reference", "overlay": 3}, 400, "overlay"),
        ({"scenario": "reference", "overlay": [{"scenario": "reference"}] * 6}, 400, "overlay"),
        ({"scenario": "reference", "overlay": [3]}, 400, "overlay[0]"),
        ({"scenario": "reference", "overlay": [{"scenario": "reference", "draws": 3}]}, 400, "overlay[0].draws"),
        ({"scenario": "reference", "start_year": 1066}, 400, "start_year"),
        ({"scenario": "reference", "stated": 3}, 400, "stated"),
        ({"scenario": "reference", "stated": {"oom_total_13mo": 3}}, 422, "stated.oom_total_13mo"),
        (
            {"scenario": "reference", "stated": {"oom_total_12mo": {"p50": 3, "p25": 4}}},
            422,
            "stated.oom_total_12mo.p50",
        ),
        ({"scenario": "reference", "session": ""}, 400, "session"),
        ({"scenario": "reference", "session": "x", "sequence": -1}, 400, "sequence"),
    ],
)
def test_a_request_that_makes_no_sense_is_told_where(
    asked: dict[str, Any], status: int, field: str, server: Asking
) -> None:
    reply = server.post("/api/run", asked)
    assert (reply.status, reply.json()["error"]["field"]) == (status, field)
    assert "expected" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"scenario": "nobody"}, 404),
        ({"toml": MINE}, 422),
        ({"slow": "Nobody"}, 422),
        ({"draws": 100_001}, 400),
        ({"answer": 3}, 400),
        ({"set": {"labour_share": 3}}, 422),
        ({"set": {"labour_shar": 0.3}}, 422),
        ({"normal_over_slow": "x"}, 422),
        ({"scenario": "three-corporations", "toml": MINE}, 400),
    ],
)
def test_companies_that_make_no_sense_are_refused(asked: dict[str, Any], status: int, server: Asking) -> None:
    reply = server.post("/api/corporations", asked)
    assert reply.status == status
    assert "expected" in reply.json()["error"]["message"]


@pytest.mark.parametrize("asked", [{"scenario": "reference"}, {"scenario": "reference", "given": EARLY}])
def test_too_few_draws_to_explain_anything_are_refused(asked: dict[str, Any], server: Asking) -> None:
    reply = server.post("/api/explain", {**asked, "draws": 19, "half_width": 0.5})
    assert (reply.status, reply.code) == (422, "run")
    assert "a whole number from 20" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    "asked",
    [{}, {"scenarios": 3}, {"scenarios": [{"scenario": "reference"}]}, {"scenarios": ["reference", "reference"]}],
)
def test_there_must_be_scenarios_to_compare(asked: dict[str, Any], server: Asking) -> None:
    assert server.post("/api/compare", asked).status == 400


def test_a_memory_that_does_not_suffice_is_no_fault_of_ours(server: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oomcast.ensemble.memory.available_bytes", lambda **_: 0)
    reply = server.post("/api/run", {"scenario": "reference", "draws": 21})
    assert (reply.status, reply.code) == (422, "run")
    assert "GB" in reply.json()["error"]["message"]


class Pair(NamedTuple):
    """An object that only the slower writer knows."""

    low: float
    high: float


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(document=st.dictionaries(st.text(), JSON_VALUES))
def test_an_answer_is_ascii_and_says_what_the_document_says(document: dict[str, Any]) -> None:
    written = dumped(document)
    assert written.isascii()
    assert json.loads(written) == document


@pytest.mark.parametrize("value", [Pair(1.0, 2.0), 2**70, {"é": "\ud800"}, np.float64(0.1)])
def test_what_the_fast_writer_does_not_know_is_written_as_on_the_command_line(value: Any) -> None:
    assert json.loads(dumped({"value": value})) == json.loads(json.dumps({"value": value}))


def test_what_no_json_can_say_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        dumped({"value": object()})
