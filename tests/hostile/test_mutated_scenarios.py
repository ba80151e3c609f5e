"""Thousands of mutated scenarios: each is either understood, or refused in one useful sentence."""

import faulthandler
import io
import re
import time

import pytest

from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.errors import ScenarioError
from oomcast.models.registry import vocabulary
from tests.hostile.mutations import SEEDS, mutated_scenarios

HANG_SECONDS = 60
"""A guard against hangs, far above what any file needs (milliseconds)."""
USEFUL_SHARE = 0.99

LINE_AND_COLUMN = re.compile(r"\d+:\d+")
PLACE = re.compile(r"\d+:\d+|[\w\"'\\.\[\]-]+")


def outcome(content: bytes) -> Scenario | ScenarioError:
    """What a file is: a scenario, or the error that refuses it. Any other exception fails the test."""
    stream = io.BytesIO(content)
    stream.name = "mutant.toml"
    try:
        return open_scenario(stream, vocabularies=vocabulary)
    except ScenarioError as problem:
        return problem


def is_useful(problem: ScenarioError) -> bool:
    """Whether a message names the file, the field or place, what was expected and what came, on one line."""
    message = str(problem)
    return (
        message.startswith("mutant.toml: ")
        and bool(PLACE.match(problem.field))
        and "expected" in problem.problem
        and "got" in problem.problem
        and "\n" not in message
        and message.isprintable()
        and len(message) < 1000
    )


def battery(count: int, *, seed: int) -> dict[str, int]:
    """Run `count` mutants and count what became of them, asserting on each that nothing else happens."""
    understood, refused, refused_by_field, useless = 0, 0, 0, []
    slowest = 0.0
    faulthandler.dump_traceback_later(HANG_SECONDS * 20, exit=True)
    try:
        for content in mutated_scenarios(count, seed=seed):
            begun = time.monotonic()
            result = outcome(content)
            slowest = max(slowest, time.monotonic() - begun)
            if isinstance(result, Scenario):
                understood += 1
            else:
                refused += 1
                refused_by_field += not LINE_AND_COLUMN.fullmatch(result.field)
                if not is_useful(result):
                    useless.append(str(result))
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert slowest < HANG_SECONDS
    assert len(useless) <= (1 - USEFUL_SHARE) * refused, useless[:10]
    return {"understood": understood, "refused": refused, "refused_by_field": refused_by_field}


@pytest.mark.parametrize("text", SEEDS)
def test_the_files_that_are_mutated_are_good_themselves(text):
    assert isinstance(outcome(text.encode()), Scenario)


def test_five_thousand_mutants_are_understood_or_refused_in_one_useful_sentence():
    counts = battery(5_000, seed=0)
    # The battery must not be all of one kind: harmless mutants test nothing, hopeless ones only the parser.
    assert counts["understood"] > 300
    assert counts["refused_by_field"] > 1_500
    assert counts["refused"] - counts["refused_by_field"] > 1_500


@pytest.mark.long
def test_twenty_thousand_mutants_are_understood_or_refused_in_one_useful_sentence():
    counts = battery(20_000, seed=1)
    assert counts["understood"] + counts["refused"] == 20_000


def test_the_judge_of_messages_refuses_a_useless_one():
    assert not is_useful(ScenarioError("something is wrong", field="parameters.x", file="mutant.toml"))
    assert not is_useful(ScenarioError("expected a, got b", file="mutant.toml"))
    assert not is_useful(ScenarioError("expected a, got b", field="parameters.x"))
    assert is_useful(ScenarioError("expected a, got b", field="parameters.x", file="mutant.toml"))


def test_mutants_are_the_same_each_time():
    assert list(mutated_scenarios(20, seed=3)) == list(mutated_scenarios(20, seed=3))
    assert len(set(mutated_scenarios(1000, seed=3))) > 900
