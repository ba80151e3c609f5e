"""Statements that cannot stand in one file, about the model that ships: refused with the two fields named."""

import itertools

import pytest

from oomcast.beliefs.belief import parse_assignment
from oomcast.beliefs.scenario import Scenario, open_scenario, preset_names
from oomcast.errors import ScenarioError
from oomcast.models.registry import vocabulary

WORDS = vocabulary("takeoff")


def middle(name: str) -> float:
    """A value that the bounds allow."""
    return sum(WORDS.parameters[name].plausible) / 2


def opened(*names: str, **more) -> Scenario:
    return open_scenario(
        {"schema": 1, "parameters": {name: middle(name) for name in names}, **more}, vocabularies=vocabulary
    )


def complaint(*names: str, **more) -> str:
    with pytest.raises(ScenarioError) as caught:
        opened(*names, **more)
    assert caught.value.file
    return str(caught.value)


EITHER_OR = sorted(
    {pair for item in WORDS.alternatives if not item.together for pair in itertools.product(item.one, item.other)}
    | {(name, own) for part in WORDS.mechanisms.values() for name in part.replaces for own in part.names}
    - {pair for item in WORDS.alternatives if item.together for pair in itertools.product(item.one, item.other)}
)
TOGETHER = [pair for item in WORDS.alternatives if item.together for pair in itertools.product(item.one, item.other)]


def test_there_are_statements_that_exclude_each_other():
    assert ("initial_speedup", "ai_copies") in EITHER_OR
    assert ("ai_serial_speed", "speed_from_hours") in EITHER_OR


@pytest.mark.parametrize("pair", EITHER_OR, ids=" ".join)
def test_two_ways_of_saying_one_thing_are_refused_naming_both_fields(pair):
    for names in (pair, pair[::-1]):
        message = complaint(*names)
        assert all(f"parameters.{name}" in message for name in pair)


@pytest.mark.parametrize("pair", TOGETHER, ids=" ".join)
def test_two_ways_that_may_stand_together_are_not_refused(pair):
    assert set(pair) <= set(opened(*pair).beliefs)


NO_COMMON_OPTION = sorted(
    pair
    for choice in WORDS.choices.values()
    for pair in itertools.combinations(choice.names, 2)
    if not any(set(pair) <= set(option.names) for option in choice.options.values())
)


@pytest.mark.parametrize("pair", NO_COMMON_OPTION, ids=" ".join)
def test_parameters_of_different_options_are_refused_naming_both_fields(pair):
    message = complaint(*pair)
    assert all(f"parameters.{name}" in message for name in pair)


@pytest.mark.parametrize("choice", WORDS.choices.values(), ids=lambda choice: choice.name)
def test_a_parameter_beside_an_option_that_does_not_take_it_is_refused_naming_both_fields(choice):
    for option, name in itertools.product(choice.options.values(), choice.names):
        if name not in option.names:
            message = complaint(name, structure={choice.name: option.name})
            assert f"parameters.{name}" in message
            assert f"structure.{choice.name} = {option.name!r}" in message


@pytest.mark.parametrize("choice", WORDS.choices.values(), ids=lambda choice: choice.name)
def test_each_option_can_be_set_and_a_slip_is_answered_with_it(choice):
    words = {"parameters": WORDS.parameters, "choices": WORDS.choices}
    for option in choice.options:
        assert parse_assignment(f"{choice.name}={option}", **words) == (choice.name, option)
        with pytest.raises(ScenarioError, match=f"Did you mean {option!r}"):
            parse_assignment(f"{choice.name}={option}x", **words)
        with pytest.raises(ScenarioError, match=f"Did you mean {choice.name!r}"):
            parse_assignment(f"{choice.name}x={option}", **words)


def outcome(name: str, *, preset: str) -> Scenario | str:
    """A preset with one belief more, or why it cannot be had."""
    try:
        return opened(name, extends=preset)
    except ScenarioError as problem:
        return str(problem)


@pytest.mark.parametrize("preset", preset_names())
def test_each_parameter_can_be_stated_on_top_of_a_preset_or_what_to_do_is_said(preset):
    for name in WORDS.parameters:
        found = outcome(name, preset=preset)
        if isinstance(found, Scenario):
            assert name in found.own & set(found.beliefs)
        elif "build on" in found:
            assert f"scenario: parameters.{name}: expected no belief about it, as it follows from parameters." in found
        else:
            assert "expected a belief about" in found
            assert found.endswith("asks, got none")


@pytest.mark.parametrize("name", [name for name, parameter in WORDS.parameters.items() if parameter.lower == 0])
def test_what_cannot_be_negative_is_refused_where_it_is(name):
    with pytest.raises(ScenarioError, match=rf"parameters\.{name}: expected values"):
        open_scenario({"schema": 1, "parameters": {name: -1.0}}, vocabularies=vocabulary)
