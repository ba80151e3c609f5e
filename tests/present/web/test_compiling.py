"""What is compiled apart is what the run needs, and nobody waits for it in vain."""

from __future__ import annotations

import json
import subprocess

import pytest

from oomcast.beliefs.scenario import preset_names
from oomcast.ensemble.run import model_of
from oomcast.present.interface import open_scenario
from oomcast.present.web import compiling
from oomcast.present.web.work import Leave, Stopped
from oomcast.simulate import compiler


@pytest.mark.parametrize("name", preset_names())
def test_the_form_that_is_ordered_is_the_one_that_the_run_uses(name: str) -> None:
    scenario = open_scenario(name)
    order = json.loads(json.dumps(compiling.order_of(scenario)))
    assert compiling.form_of(order) is model_of(scenario)


def test_a_process_compiles_what_is_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    monkeypatch.setattr(compiler, "compiled_engine", compiled.append)
    scenario = open_scenario("reference-full")
    assert compiling.compiled_answer(compiling.order_of(scenario), lambda _done, _total: None) == {}
    assert compiled == [model_of(scenario)]


def test_a_form_that_is_compiled_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a process was started for nothing")

    monkeypatch.setattr(compiler, "is_compiled", lambda _form: True)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    compiling.compile_apart(open_scenario("reference"), Leave())


def test_a_process_that_nobody_waits_for_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            begun.append(self)
            leave.take("gone")

    monkeypatch.setattr(compiler, "is_compiled", lambda _form: False)
    monkeypatch.setattr(subprocess, "Popen", Watched)
    leave = Leave()
    with pytest.raises(Stopped):
        compiling.compile_apart(open_scenario("reference"), leave)
    assert [process.poll() is None for process in begun] == [False]
