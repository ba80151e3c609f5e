"""Companies on trees, asked of the server: what the command line prints, what is drawn of it, and an end to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from oomcast.present.cli import main
from oomcast.present.web import apart, techtree, techtree_screen
from oomcast.present.web.apart import done_apart
from oomcast.present.web.asking import read_asked
from oomcast.present.web.failures import Refusal, refusal_of
from oomcast.present.web.techtree import techtree_answer
from oomcast.present.web.work import Leave, Stopped
from oomcast.techtree.generate.registry import FAMILIES, parse_spec
from tests.present.web.client import HANG_SECONDS
from tests.present.web.test_openapi import SCHEMAS, whole

SPEC = "layered:nodes=96,depth=6,profile=constant"
EDGES = "source,target\na,b\na,c\nb,d\nc,d\nd,e\n"
SMALL = {"tree": SPEC, "reps": 1, "value_oom": 1.0}


def nothing(_done: int, _total: int) -> None:
    """Nobody listens."""


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(arguments) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


@pytest.fixture(scope="module")
def whole_answer(cache_folder: Path) -> tuple[dict[str, Any], Leave]:
    """What four small trees say, as a page gets it: from a process of its own."""
    leave = Leave(seconds=HANG_SECONDS)
    return done_apart("techtree", {"tree": SPEC, "seed": 3, "set": {"team_size": 4}}, leave), leave


def test_the_answer_is_that_of_the_command_line_and_as_described(
    whole_answer: tuple[dict[str, Any], Leave], capsys: pytest.CaptureFixture[str]
) -> None:
    answer, leave = whole_answer
    jsonschema.validate(answer, whole(SCHEMAS["TechTreeAnswer"]))
    document = {name: value for name, value in answer.items() if name != "screen"}
    command = ["techtree", "--tree", SPEC, "--reps", "4", "--seed", "3", "--points", "16", "--set", "team_size=4"]
    assert document == printed([*command, "--json"], capsys)
    assert answer["screen"]["again"]["command"] == document["provenance"]["command"]
    assert leave.done == leave.total > techtree_screen.WORLDS


def test_one_world_is_drawn_as_it_was_climbed(whole_answer: tuple[dict[str, Any], Leave]) -> None:
    answer, _ = whole_answer
    world = answer["screen"]["world"]
    assert [layer["nodes"] for layer in world["layers"]] == answer["structure"]["widths"]
    assert sum(layer["done"] for layer in world["layers"]) == world["done"] == sum(p["done"] for p in world["points"])
    chain = answer["critical_path"]["NormalCorp"]["nodes"]
    assert [(step["label"], step["done_hours"]) for step in world["chain"]] == [
        (step["node"], step["done_hours"]) for step in chain
    ]
    assert all(1 / techtree_screen.WORLDS <= step["share"] <= 1.0 for step in world["chain"])
    assert all(world["points"][step["node"]]["done"] for step in world["chain"])
    assert np.diff([step["level"] for step in world["chain"]]).min(initial=1) >= 1
    assert len(world["drawn_links"]) == world["links"]
    assert all(world["points"][a]["level"] < world["points"][b]["level"] for a, b in world["drawn_links"])


def test_larger_trees_are_told_as_layers_and_fewer_than_four_hand_nothing_over() -> None:
    screen = techtree_answer({**SMALL, "tree": "grid:rows=13,columns=12"}, nothing)["screen"]
    assert screen["world"]["nodes"] == 156 > techtree_screen.MOST_DRAWN
    assert screen["world"]["points"] == screen["world"]["drawn_links"] == []
    assert screen["beliefs"]["toml"] is None
    assert "4 trees" in screen["beliefs"]["why_none"]
    curves = screen["curves"]
    assert [tree["speedup"][0] for tree in curves["trees"]] == [1.0] * 4
    assert np.all(np.diff(curves["people"]) > 0)


def test_every_family_is_told_with_values_that_it_takes(whole_answer: tuple[dict[str, Any], Leave]) -> None:
    told = whole_answer[0]["screen"]["families"]
    assert [family["name"] for family in told] == list(FAMILIES)
    for family in told:
        fields = [*family["fields"], *family["nodes"]]
        said = ",".join(
            f"{field['name']}={'none' if field['default'] is None else field['default']}"
            for field in fields
            if field["name"] not in {"order_strength", "width"}
        )
        assert parse_spec(f"{family['name']}:{said}") == parse_spec(family["name"])


def test_beliefs_that_are_handed_over_are_a_scenario_that_a_request_may_carry(
    whole_answer: tuple[dict[str, Any], Leave],
) -> None:
    answer, _ = whole_answer
    beliefs = answer["screen"]["beliefs"]
    scenario = read_asked({"toml": beliefs["toml"], "file": beliefs["file"]}).scenario
    handed = answer["fit"]["handed_over"]["draws"]["parallel_exponent"]
    assert sorted(scenario.beliefs["parallel_exponent"].distribution.values) == sorted(handed)


def test_an_edge_list_is_read_as_on_the_command_line_and_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = techtree_answer({"edges": EDGES, "file": "C:\\trees\\mine.csv", "reps": 1}, nothing)
    del answer["screen"]
    assert Path.cwd() == tmp_path
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine.csv").write_text(EDGES, encoding="utf-8")
    command = ["techtree", "--tree", "mine.csv", "--reps", "1", "--points", "16", "--json"]
    assert answer == printed(command, capsys)


@pytest.mark.parametrize(
    ("asked", "status", "field", "words"),
    [
        ({"tree": "layred"}, 422, "tree", "Did you mean 'layered'?"),
        ({"tree": "layered:depht=3"}, 422, "tree", "Did you mean 'depth'?"),
        ({"tree": "/etc/passwd"}, 422, "tree", "expected a family of trees"),
        ({"tree": "edges.csv"}, 422, "tree", "expected a family of trees"),
        ({"tree": "layered:nodes=50001"}, 422, "tree", "at most 50,000 nodes, got 50,001"),
        ({"tree": "grid:rows=1000,columns=1000"}, 422, "tree", "got 1,000,000"),
        ({"tree": 3}, 400, "tree", "expected a tree"),
        ({"tree": SPEC, "edges": EDGES}, 400, "", "got both"),
        ({"edges": "a,b\n1,2\n"}, 422, "edges", "edges.csv: expected a column"),
        ({"edges": "source,target\na,b\nb,a\n", "file": "../x"}, 422, "edges", "x.csv: "),
        ({"reps": 0}, 400, "reps", "from 1 to 100"),
        ({"points": 257}, 400, "points", "from 1 to 256"),
        ({"value_oom": 0}, 400, "value_oom", "above 0"),
        ({"tree": SPEC, "value_oom": 99}, 422, "", "at most the 12 OOM of all nodes, got 99"),
        ({"seed": -1}, 400, "seed", "from 0"),
        ({"set": {"team_sise": 3}}, 422, "set.team_sise", "Did you mean 'team_size'?"),
        ({"set": {"span": 1}}, 422, "set.span", "expected a number"),
        ({"set": {"span": "1"}}, 400, "set.span", "expected a number"),
        ({"companies": ["SlowCrop"]}, 422, "companies", "Did you mean 'SlowCorp'?"),
        ({"companies": "SlowCorp"}, 400, "companies", "expected a list"),
        ({"tree": "series-parallel:series=2"}, 422, "tree", "series: expected a number from 0 to 1"),
        ({"practices": True}, 400, "practices", "expected one of tree"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(asked: dict[str, Any], status: int, field: str, words: str) -> None:
    with pytest.raises(Exception) as found:
        techtree_answer(asked, nothing)
    problem = found.value
    refusal = problem if isinstance(problem, Refusal) else refusal_of(problem)  # type: ignore[arg-type]
    assert (refusal.status, refusal.field) == (status, field)
    assert words in refusal.message


def test_a_climb_says_how_far_it_is_and_ends_at_once_when_it_is_stopped() -> None:
    leave = Leave(seconds=HANG_SECONDS)
    ended: list[BaseException] = []

    def climb() -> None:
        try:
            done_apart("techtree", {"reps": 100}, leave)
        except Stopped as stopped:
            ended.append(stopped)

    thread = threading.Thread(target=climb)
    thread.start()
    waiting = threading.Event()
    for _ in range(10 * HANG_SECONDS):
        if leave.done:
            break
        waiting.wait(0.1)
    assert 0 < leave.done < leave.total
    leave._reason = "stopped"  # as the event loop would say
    thread.join(HANG_SECONDS)
    assert [stopped.reason for stopped in ended] == ["stopped"]  # type: ignore[attr-defined]


def test_what_takes_too_long_or_too_much_is_refused_with_what_would_be_less(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match=r"steps done\)\. Ask for fewer or smaller trees") as found:
        done_apart("techtree", {"reps": 100}, Leave(seconds=0.0))
    assert (found.value.status, found.value.code) == (422, "time")
    monkeypatch.setattr(apart, "STARTING_SECONDS", 0.0)
    with pytest.raises(Refusal, match="expected a computation of at most"):
        done_apart("techtree", {}, Leave())


GREEDY = f"""
import numpy
from oomcast.present.web import apart
apart.bounded()
try:
    numpy.ones({apart.MOST_BYTES} // 8 + 1)
except MemoryError:
    print("bounded")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other ways")
def test_a_process_takes_no_more_memory_than_it_may() -> None:
    done = subprocess.run([*apart.OURS[:2], "-c", GREEDY], capture_output=True, text=True, check=True)
    assert done.stdout == "bounded\n"


def test_what_does_not_fit_into_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(_asked: object, _tell: object) -> None:
        raise MemoryError

    monkeypatch.setattr(techtree, "techtree_answer", greedy)
    refusal = apart.answered("techtree", {}, nothing)["refusal"]
    assert (refusal["status"], refusal["code"]) == (422, "run")
    assert "expected what fits into 4 GiB of memory, got more" in refusal["message"]


def test_a_process_that_ends_without_a_word_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "OURS", (*apart.OURS[:2], "-c", "raise SystemExit(3)"))
    with pytest.raises(Exception, match="expected an answer about the trees, got none"):
        done_apart("techtree", {}, Leave())
