"""What a scenario switches on by speaking of it, and which option of a choice it gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.errors import ScenarioError
from tests.beliefs.parts import CHOICES, CORE, MECHANISMS, PARTS, WITHOUT_REFERENCE, come_to, layer, middle

CORE_NAMES = {parameter.name for parameter in CORE}


def refused(*layers) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        come_to(*layers)
    return caught.value


# --- mechanisms


def test_who_speaks_of_tier_1_alone_has_tier_1_alone():
    for found in (come_to(), come_to(layer()), come_to(layer(speed=3, cap=10, share=0.4))):
        assert [*found.beliefs] == ["speed", "gain", "cap", "share"]
        assert (found.mechanisms, found.tier) == ((), 1)
        assert found.structure == {"fading": "straight"}  # a question that arises in tier 1 already


@pytest.mark.parametrize("name", [name for name in PARTS.parameters if name not in CORE_NAMES])
def test_stating_any_parameter_switches_its_part_on(name):
    found = come_to(layer(**{name: middle(name)}))
    present = {*found.mechanisms, *found.structure.values()}
    owners = [part for part in PARTS.everything if name in part.names and part.name in present]
    assert len(owners) == 1
    assert found.origins[name] == "top"
    assert set(owners[0].names) - {"rate", "hours", "tokens"} <= set(found.beliefs)
    assert found.tier == max(part.tier for part in PARTS.everything if part.name in present)


def test_a_mechanism_brings_others_and_those_bring_more():
    found = come_to(layer(power=1e9, rate=10))
    assert found.mechanisms == ("crew", "supply")
    assert found.structure == {"crowding": "constant", "fading": "straight"}
    assert found.tier == 2
    assert come_to(layer(lag=1)).mechanisms == ("delay", "calendar")


def test_mechanisms_are_told_in_the_order_of_declaration():
    found = come_to(layer(year=2030, lag=1, cap_below=3, copies=100, rate=10))
    assert found.mechanisms == tuple(mechanism.name for mechanism in MECHANISMS)


@given(st.permutations(["copies", "rate", "lag", "rho", "step_at", "share", "cap_below"]))
def test_the_order_of_statements_does_not_matter(names):
    ordered = come_to(layer(**{name: middle(name) for name in sorted(names)}))
    found = come_to(layer(**{name: middle(name) for name in names}))
    assert found == ordered
    assert [*found.beliefs] == [*ordered.beliefs]


# --- choices


def test_an_option_is_found_from_what_is_stated():
    for stated, option in [
        ({"rho": 0.1}, "bent"),
        ({"wait": 1}, "late"),
        ({"wait": 1, "rho": 0.1}, "late-bent"),
        ({"serial": 0.1}, "serial"),
    ]:
        assert come_to(layer(**stated)).structure["mixing"] == option


def test_the_option_so_far_stays_where_it_takes_what_is_stated():
    below = layer("below", wait=1, structure={"mixing": "late-bent"})
    assert come_to(below, layer(rho=0.1)).structure["mixing"] == "late-bent"
    assert come_to(below, layer(wait=2)).structure["mixing"] == "late-bent"


def test_the_option_takes_what_is_inherited_too_where_one_can():
    found = come_to(layer("below", rho=0.1), layer(wait=1))
    assert found.structure["mixing"] == "late-bent"
    assert (found.origins["rho"], found.origins["wait"]) == ("below", "top")


def test_what_is_left_out_does_not_count_for_the_option():
    found = come_to(layer("below", rho=0.1), layer("between", structure={"mixing": "plain"}), layer(wait=1))
    assert found.structure["mixing"] == "late"
    assert "rho" not in found.beliefs


def test_where_none_can_what_is_inherited_is_left_out():
    found = come_to(layer("below", rho=0.1), layer(serial=0.1))
    assert found.structure["mixing"] == "serial"
    assert "rho" not in found.beliefs


def test_a_named_option_holds_and_leaves_out_what_it_does_not_take():
    found = come_to(layer("below", rho=0.1, wait=1), layer(structure={"mixing": "bent"}))
    assert found.structure["mixing"] == "bent"
    assert "rho" in found.beliefs
    assert "wait" not in found.beliefs


def test_what_was_left_out_holds_again_where_it_fits_again():
    layers = [layer("below", rho=0.1), layer("between", serial=0.1)]
    assert "rho" not in come_to(*layers).beliefs
    again = come_to(*layers, layer(structure={"mixing": "bent"}))
    assert again.origins["rho"] == "below"


def test_naming_the_default_of_a_choice_changes_nothing():
    for name, option in (("mixing", "plain"), ("crowding", "constant"), ("fading", "straight")):
        assert come_to(layer(structure={name: option})) == come_to(layer())


def test_an_option_other_than_the_default_makes_the_choice_present_with_what_it_needs():
    assert come_to(layer(structure={"mixing": "bent"})).structure["mixing"] == "bent"
    found = come_to(layer(rate=10, structure={"crowding": "split"}))
    assert "crew" in found.mechanisms
    assert found.structure["crowding"] == "split"
    assert come_to(layer("below", rho=0.1), layer(structure={"mixing": "plain"})) == come_to(layer())


def test_a_parameter_of_an_option_brings_what_the_choice_needs_and_the_default_option_alone_does_not():
    assert "crew" in come_to(layer(exponent=0.5, rate=10)).mechanisms
    assert come_to(layer(share=0.4)).mechanisms == ()


def test_parameters_of_two_options_are_refused_naming_both():
    problem = refused(layer(rho=0.1, serial=0.1))
    assert problem.field == "parameters.rho"
    assert "parameters.serial" in problem.problem
    assert "'bent'" in problem.problem
    assert "'serial'" in problem.problem
    three = refused(layer(exponent=0.5, step_at=100, groups=3))
    assert {three.field, "parameters.groups"} == {"parameters.exponent", "parameters.groups"}
    assert "parameters.groups" in three.problem


def test_a_parameter_that_the_named_option_does_not_take_is_refused_naming_both():
    problem = refused(layer(serial=0.1, structure={"mixing": "bent"}))
    assert problem.field == "parameters.serial"
    assert "structure.mixing = 'bent'" in problem.problem
    assert "a parameter of 'serial'" in problem.problem


def test_of_two_options_that_would_do_the_one_with_fewer_parameters_is_taken():
    for choice in CHOICES:
        for name in choice.names:
            able = [option for option in choice.options.values() if name in option.names]
            fewest = min(len(option.names) for option in able)
            if name not in CORE_NAMES:
                option = come_to(layer(**{name: middle(name)})).structure[choice.name]
                assert len(choice.options[option].names) == fewest


def test_a_belief_that_nobody_has_is_asked_for_by_name():
    problem = refused(layer(structure={"mixing": "serial"}))
    assert problem.field == "parameters.serial"
    assert problem.problem == "expected a belief about serial, for which 'serial' asks, got none"
    assert set(WITHOUT_REFERENCE) >= {"serial"}
