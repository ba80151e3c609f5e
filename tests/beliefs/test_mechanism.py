"""Declarations of mechanisms, choices and alternatives: what contradicts itself is refused where it is declared."""

import dataclasses

import pytest

from oomcast.beliefs.mechanism import Alternative, Choice
from oomcast.beliefs.vocabulary import Vocabulary, flat_parameters, vocabulary_of
from tests.beliefs.parts import ALTERNATIVES, CHOICES, CORE, MECHANISMS, OUTPUTS, PARTS, P, part

CREW, SUPPLY = MECHANISMS[:2]
CROWDING, MIXING = CHOICES[:2]


def declared(**changes) -> Vocabulary:
    told = {
        "core": CORE,
        "mechanisms": MECHANISMS,
        "choices": CHOICES,
        "alternatives": ALTERNATIVES,
        "model": "m",
        "version": "1",
        "outputs": OUTPUTS,
    }
    return vocabulary_of(**{**told, **changes})


def test_parameters_are_listed_once_in_the_order_of_declaration():
    assert [*PARTS.parameters] == [*P]
    assert [*flat_parameters(CORE, mechanisms=MECHANISMS, choices=CHOICES)] == [*P]
    assert PARTS.parameters["share"] is P["share"]


def test_the_core_is_what_was_named_and_what_no_part_owns():
    assert PARTS.core == ("speed", "gain", "cap", "share")
    unnamed = Vocabulary(
        model="m",
        version="1",
        parameters={name: P[name] for name in ("speed", "lag", "year")},
        outputs={},
        mechanisms={"delay": part("delay", "lag"), "always": part("always", "year", tier=1)},
    )
    assert unnamed.core == ("speed", "year")


def test_a_vocabulary_of_parameters_alone_has_no_parts():
    plain = Vocabulary(model="m", version="1", parameters={"lag": P["lag"]}, outputs={})
    assert (dict(plain.mechanisms), dict(plain.choices), plain.alternatives, plain.core) == ({}, {}, (), ("lag",))


def test_the_parameters_of_a_choice_are_those_of_its_options_each_once():
    assert MIXING.names == ("share", "rho", "wait", "serial")


WRONG_PARTS = {
    "a neutral value for a parameter of another": lambda: part("a", "lag", neutral={"year": 2030.0}),
    "a neutral value outside the bounds": lambda: part("a", "lag", neutral={"lag": -1.0}),
    "a parameter twice": lambda: part("a", "lag", "lag"),
    "a tier of nought": lambda: part("a", "lag", tier=0),
    "what is always present and replaces": lambda: part("a", "lag", tier=1, replaces=("speed",)),
    "an option under another name": lambda: Choice(name="c", title="", default="b", options={"b": part("a")}),
    "a default that is no option": lambda: Choice(name="c", title="", default="b", options={"a": part("a")}),
    "an alternative to nothing": lambda: Alternative(one=("a",), other=()),
    "an alternative to itself": lambda: Alternative(one=("a",), other=("b", "a")),
}


@pytest.mark.parametrize("case", WRONG_PARTS)
def test_a_part_that_contradicts_itself_is_refused(case):
    with pytest.raises(ValueError, match=r"\w"):
        WRONG_PARTS[case]()


OTHER_LAG = dataclasses.replace(P["lag"], unit="x")
WRONG_TOGETHER = {
    "two parameters of one name": (
        {"core": (*CORE, OTHER_LAG)},
        "two different parameters are called lag",
    ),
    "a replaced parameter that there is not": (
        {"mechanisms": (*MECHANISMS, part("a", replaces=("nothing",)))},
        "a: nothing, said to be replaced, is no parameter",
    ),
    "a mechanism that brings what there is not": (
        {"mechanisms": (*MECHANISMS, part("a", brings=("nothing",)))},
        "a: nothing, said to come with it, is neither",
    ),
    "a choice that needs what there is not": (
        {"choices": (*CHOICES, Choice(name="c", title="", default="d", options={"d": part("d")}, needs=("nothing",)))},
        "c: nothing, said to come with it, is neither",
    ),
    "an alternative that there is not": (
        {"alternatives": (Alternative(one=("speed",), other=("nothing",)),)},
        "nothing, named as core or alternative, is no parameter",
    ),
    "a choice called like a parameter": (
        {"choices": (*CHOICES, Choice(name="lag", title="", default="d", options={"d": part("d")}))},
        "lag names a choice and something else",
    ),
    "a choice called like a mechanism": (
        {"choices": (*CHOICES, Choice(name="crew", title="", default="d", options={"d": part("d")}))},
        "crew names a choice and something else",
    ),
    "a parameter called like something else": (
        {"core": (*CORE, dataclasses.replace(P["speed"], name="title"))},
        "title is the name of something else that a scenario says",
    ),
    "a parameter that switches two mechanisms on": (
        {"mechanisms": (*MECHANISMS, part("again", "lag"))},
        "lag switches on both delay and again",
    ),
    "a parameter of a mechanism and of an option": (
        {"mechanisms": (*MECHANISMS, part("again", "rho"))},
        "rho switches on both again and mixing",
    ),
}


@pytest.mark.parametrize("case", WRONG_TOGETHER)
def test_parts_that_do_not_go_together_are_refused(case):
    changes, complaint = WRONG_TOGETHER[case]
    with pytest.raises(ValueError, match=complaint):
        declared(**changes)


def test_a_part_is_listed_under_its_own_name():
    with pytest.raises(ValueError, match="the part declared as delay is listed as other"):
        Vocabulary(
            model="m", version="1", parameters={"lag": P["lag"]}, outputs={}, mechanisms={"other": part("delay", "lag")}
        )


def test_a_parameter_of_a_part_is_among_the_parameters():
    with pytest.raises(ValueError, match="delay: lag is not among the parameters, or is another one there"):
        Vocabulary(
            model="m",
            version="1",
            parameters={"lag": OTHER_LAG},
            outputs={},
            mechanisms={"delay": part("delay", "lag")},
        )


def test_a_parameter_of_tier_1_may_belong_to_an_option_as_well():
    assert "share" in PARTS.core
    assert "share" in MIXING.names
    assert CROWDING.names == ("exponent", "step_at", "groups")
    assert not SUPPLY.replaces
    assert CREW.names[0] == "copies"
