"""Two ways of saying one thing: which holds, and which are refused because they cannot both."""

import dataclasses

import pytest

from oomcast.beliefs.mechanism import Alternative
from oomcast.beliefs.vocabulary import vocabulary_of
from oomcast.errors import ScenarioError
from tests.beliefs.parts import come_to, layer, part
from tests.beliefs.test_structure import refused

CREW = {"copies": 1000, "rate": 50}


# --- a mechanism replaces what follows from it


def test_a_chain_takes_the_place_of_what_follows_from_it():
    found = come_to(layer("below", speed=15, gain=0.3), layer(**CREW))
    assert not {"speed", "gain"} & set(found.beliefs)
    assert "cap" in found.beliefs
    assert found.notes == ()


def test_what_is_replaced_has_no_belief_from_the_reference_either():
    assert not {"speed", "gain"} & set(come_to(layer(**CREW)).beliefs)


def test_a_chain_and_what_follows_from_it_in_one_file_are_refused_naming_both():
    problem = refused(layer(speed=15, **CREW))
    assert problem.field == "parameters.speed"
    assert problem.problem == "expected either this or parameters.copies, from which it follows, got both"


def test_what_follows_from_structure_is_refused_beside_it():
    problem = refused(layer(speed=15, structure={"crowding": "split"}))
    assert problem.field == "parameters.speed"
    assert problem.problem == "expected either this or structure.crowding, from which it follows, got both"


def test_what_follows_from_something_inherited_is_refused_with_what_to_build_on():
    problem = refused(layer("lowest"), layer("below", speed=3), layer("chain", **CREW), layer(speed=15))
    assert problem.field == "parameters.speed"
    assert problem.problem == (
        "expected no belief about it, as it follows from parameters.copies (stated in chain), got one "
        "(build on below instead to state it)"
    )


def test_what_follows_from_inherited_structure_is_refused_too():
    problem = refused(layer("low"), layer("split", rate=5, structure={"crowding": "split"}), layer(speed=15))
    assert "(stated in split)" in problem.problem
    assert "build on low instead" in problem.problem


def test_where_nothing_below_would_do_that_is_said():
    problem = refused(layer("chain", **CREW), layer(speed=15))
    assert problem.problem.endswith("(build on a scenario without that to state it)")


def test_what_follows_may_be_stated_again_once_nothing_is_there_that_it_follows_from():
    below = [
        layer("chain", rate=5, structure={"crowding": "split"}),
        layer("plain", structure={"crowding": "constant"}),
    ]
    with pytest.raises(ScenarioError, match=r"parameters\.rate"):
        come_to(*below, layer(speed=15))
    tier_1 = [layer("late", rho=0.1), layer("plain", structure={"mixing": "plain"})]
    assert come_to(*tier_1, layer(speed=15)).origins["speed"] == "top"


# --- either of two ways


def test_the_way_stated_last_holds_and_the_other_has_no_beliefs():
    direct = come_to(layer("below", copies=1000, hours=3, tokens=5), layer(rate=40))
    assert "rate" in direct.beliefs
    assert not {"hours", "tokens"} & set(direct.beliefs)
    product = come_to(layer("below", **CREW), layer(hours=3))
    assert {"hours", "tokens"} <= set(product.beliefs)
    assert "rate" not in product.beliefs
    assert product.origins["tokens"] == "neutral"


def test_the_way_that_is_taken_up_again_holds_as_it_was_left():
    found = come_to(layer("lowest", copies=1000, hours=3, tokens=5), layer("below", rate=40), layer(hours=4))
    assert (found.origins["hours"], found.origins["tokens"]) == ("top", "lowest")
    assert "rate" not in found.beliefs


def test_both_ways_in_one_file_are_refused_naming_both():
    problem = refused(layer(copies=1000, rate=40, tokens=5))
    assert problem.field == "parameters.rate"
    assert problem.problem == "expected either this or parameters.tokens, another way of saying it, got both"


def test_where_neither_is_stated_the_way_about_which_something_is_believed_holds():
    found = come_to(layer(copies=1000))  # nothing is believed about rate, the first of the two ways
    assert "rate" not in found.beliefs
    assert found.origins["hours"] == found.origins["tokens"] == "neutral"


def test_where_neither_is_stated_the_reference_goes_before_what_is_neutral():
    neutral = part("pair", "lag", "wait", neutral={"lag": 0.0})
    for one, other in (("lag", "wait"), ("wait", "lag")):
        words = vocabulary_of(
            model="m",
            version="1",
            core=(),
            outputs={},
            mechanisms=[dataclasses.replace(neutral, brings=("user",)), part("user", "groups", brings=("pair",))],
            alternatives=[Alternative(one=(one,), other=(other,))],
        )
        found = come_to(layer(groups=3), vocabulary=words)
        assert {*found.beliefs} == {"wait", "groups"}
        assert found.origins["wait"] == "reference"


# --- two ways that may stand together


def test_two_ways_that_may_stand_together_are_both_kept():
    found = come_to(layer(cap=12, cap_below=4, cap_above=9))
    assert {"cap", "cap_below", "cap_above"} <= set(found.beliefs)
    assert "cap-parts" in found.mechanisms


def test_they_stay_together_in_what_extends_them_until_it_states_one():
    both = layer("both", cap=12, cap_below=4)
    assert {"cap", "cap_below"} <= set(come_to(both, layer(share=0.3)).beliefs)
    stated = come_to(both, layer(cap=13))
    assert "cap_below" not in stated.beliefs
    assert "cap-parts" not in stated.mechanisms
    composed = come_to(both, layer(cap_above=9))
    assert "cap" not in composed.beliefs
    assert composed.origins["cap_below"] == "both"


def test_in_different_files_the_last_holds():
    assert "cap" not in come_to(layer("below", cap=12), layer(cap_below=4)).beliefs
    found = come_to(layer("below", cap_below=4), layer(cap=12))
    assert "cap-parts" not in found.mechanisms
    assert "cap_below" not in found.beliefs
