"""Which parameters have a belief, and which one: stated, neutral, or that of the reference."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oomcast.beliefs.mechanism import Alternative
from oomcast.beliefs.resolution import NEUTRAL
from oomcast.beliefs.vocabulary import vocabulary_of
from oomcast.errors import ScenarioError
from tests.beliefs.parts import (
    ALTERNATIVES,
    CHOICES,
    CORE,
    MECHANISMS,
    OUTPUTS,
    PARTS,
    TIER_1_ONLY,
    P,
    come_to,
    layer,
    middle,
)
from tests.beliefs.test_structure import refused

NAMES = tuple(P)
OPTIONS = st.fixed_dictionaries({}, optional={choice.name: st.sampled_from([*choice.options]) for choice in CHOICES})
BELIEFS = st.dictionaries(st.sampled_from(NAMES), st.just(None), max_size=4).map(
    lambda stated: {name: middle(name) for name in stated}
)
LAYERS = st.lists(st.tuples(BELIEFS, OPTIONS), min_size=1, max_size=4).map(
    lambda said: [
        layer(f"file {index}", structure=structure, **beliefs) for index, (beliefs, structure) in enumerate(said)
    ]
)


def sound(layers, **kwargs):
    """What layers come to, those that cannot stand on those below left out, as they could not have been opened."""
    standing = []
    for one in layers:
        try:
            found = come_to(*standing, one, **kwargs)
        except ScenarioError:
            continue
        standing.append(one)
    assume(standing)
    return standing, found if standing[-1] is layers[-1] else come_to(*standing, **kwargs)


# --- where beliefs come from


def test_a_belief_is_the_nearest_stated_else_neutral_else_that_of_the_reference():
    found = come_to(layer("below", copies=100, quality=2, rate=5), layer(copies=200))
    assert {name: found.origins[name] for name in ("copies", "quality", "power", "exponent", "cap")} == {
        "copies": "top",
        "quality": "below",
        "power": NEUTRAL,
        "exponent": "reference",
        "cap": "reference",
    }
    assert found.beliefs["copies"].quantile(0.5) == 200
    assert found.beliefs["power"].quantile(0.5) == 0
    assert found.beliefs["power"].source == "neutral: changes nothing"


def test_a_parameter_of_tier_1_is_never_neutral():
    found = come_to(layer(rho=0.1))
    assert found.origins["share"] == "reference"


def test_what_nothing_is_believed_about_is_asked_for():
    assert refused(layer(structure={"crowding": "step"})).field == "parameters.step_at"


@given(LAYERS)
def test_whatever_the_last_layer_states_is_believed(layers):
    standing, found = sound(layers)
    for name, stated in standing[-1].beliefs.items():
        assert found.beliefs[name] is stated
        assert found.origins[name] == standing[-1].label


@given(LAYERS)
def test_beliefs_are_in_the_order_of_declaration_and_only_about_what_is_present(layers):
    _, found = sound(layers)
    assert [*found.beliefs] == [name for name in PARTS.parameters if name in found.beliefs]
    assert [*found.beliefs] == [*found.origins]
    present = {*found.mechanisms, *found.structure.values()}
    asked = {*PARTS.core, *(name for part in PARTS.everything if part.name in present for name in part.names)}
    assert set(found.beliefs) <= asked
    replaced = {name for part in PARTS.everything if part.name in present for name in part.replaces}
    assert not (replaced - {"cap"}) & set(found.beliefs)


@given(LAYERS)
def test_no_two_ways_of_saying_one_thing_are_believed_unless_they_were_stated_together(layers):
    standing, found = sound(layers)
    for pair in ALTERNATIVES:
        if all(any(name in found.beliefs for name in side) for side in (pair.one, pair.other)):
            assert pair.together
            assert any({"cap"} < set(one.beliefs) & {"cap", "cap_below", "cap_above"} for one in standing)


@given(LAYERS)
def test_each_choice_has_an_option_that_takes_what_is_believed_about_its_parameters(layers):
    _, found = sound(layers)
    for choice in CHOICES:
        taken = choice.options[found.structure.get(choice.name, choice.default)].names
        assert {name for name in choice.names if name in found.beliefs} - set(PARTS.core) <= set(taken)


@given(LAYERS)
def test_what_is_absent_might_as_well_not_be_declared(layers):
    """A vocabulary without the absent mechanisms and choices gives the same: a new mechanism disturbs nobody."""
    standing, found = sound(layers)
    needed = {
        *found.mechanisms,
        *(name for part in MECHANISMS if part.name in found.mechanisms for name in part.brings),
    }
    spoken = {name for one in standing for name in (*one.beliefs, *one.structure)}
    mechanisms = [part for part in MECHANISMS if part.name in needed or spoken & set(part.names)]
    choices = [
        choice
        for choice in CHOICES
        if choice.name in {*found.structure, *needed, *spoken} or (spoken - set(PARTS.core)) & set(choice.names)
    ]
    kept = {part.name for part in (*mechanisms, *choices)}
    assume(all(set(part.brings) <= kept for part in mechanisms) and all(set(c.needs) <= kept for c in choices))
    known = {parameter.name for parameter in CORE} | {name for part in (*mechanisms, *choices) for name in part.names}
    sides = [
        (pair, tuple(n for n in pair.one if n in known), tuple(n for n in pair.other if n in known))
        for pair in ALTERNATIVES
    ]
    smaller = vocabulary_of(
        model="parts",
        version="test",
        core=CORE,
        outputs=OUTPUTS,
        mechanisms=mechanisms,
        choices=choices,
        alternatives=[
            Alternative(one=one, other=other, together=pair.together, overrides=pair.overrides)
            for pair, one, other in sides
            if one and other
        ],
    )
    again = come_to(*standing, vocabulary=smaller)
    assert again.beliefs == found.beliefs
    assert (again.mechanisms, again.tier) == (found.mechanisms, found.tier)
    assert again.structure.items() <= found.structure.items()


@given(st.dictionaries(st.sampled_from([parameter.name for parameter in CORE]), st.just(None)).map(sorted))
def test_tier_1_is_what_it_was_before_there_were_mechanisms(names):
    stated = layer(**{name: middle(name) for name in names})
    assert come_to(stated).beliefs == come_to(stated, vocabulary=TIER_1_ONLY).beliefs


@given(LAYERS)
def test_a_layer_that_states_nothing_changes_nothing(layers):
    standing, found = sound(layers)
    assert come_to(*standing, layer("empty")) == found


@given(LAYERS)
def test_saying_the_same_again_changes_nothing(layers):
    standing, found = sound(layers)
    assert come_to(*standing, layer("again", structure=found.structure)) == found
    assert come_to(*standing, standing[-1]) == found


# --- correlations


def test_a_correlation_of_what_is_replaced_is_left_out_with_a_sentence():
    below = layer("below", speed=15, cap=12, correlations={("cap", "speed"): 0.3, ("cap", "share"): 0.2})
    found = come_to(below, layer(copies=100, rate=5))
    assert found.correlations == {("cap", "share"): 0.2}
    assert found.notes == (
        "the correlation of cap and speed (stated in below) is left out: there is no belief about speed any more",
    )
    assert come_to(below).notes == ()


def test_a_correlation_of_a_file_with_what_it_has_no_belief_about_is_refused():
    problem = refused(layer(lag=1, correlations={("copies", "lag"): 0.3}))
    assert problem.field == "correlations.copies.lag"
    assert problem.problem == "expected parameters that have a belief, got copies, about which there is none"
    chain = refused(layer(copies=9, rate=5, correlations={("cap", "speed"): 0.3}))
    assert "got speed, about which there is none" in chain.problem


def test_a_correlation_of_zero_takes_an_inherited_one_away_also_where_it_would_be_left_out():
    below = layer("below", correlations={("cap", "speed"): 0.3})
    found = come_to(below, layer(copies=100, rate=5, correlations={("cap", "speed"): 0.0}))
    assert (found.correlations, found.notes) == ({}, ())


def test_correlations_that_contradict_each_other_across_layers_are_refused():
    below = layer("below", correlations={("cap", "speed"): 0.9, ("cap", "share"): 0.9})
    assert refused(below, layer(correlations={("share", "speed"): -0.9})).field.startswith("correlations.")


# --- what is given


def test_limits_are_inherited_one_by_one_and_replaced_by_those_of_the_same_name():
    below = layer("below", year="2027 to 2040", limits={"year": (-math.inf, 2032.0), "cap": (5.0, math.inf)})
    found = come_to(below, layer(limits={"year": (2028.0, 2031.0)}))
    assert found.given.limits == {"cap": (5.0, math.inf), "year": (2028.0, 2031.0)}
    without = come_to(below, layer(limits={"year": (-math.inf, math.inf), "cap": (-math.inf, math.inf)}))
    assert without.given is None


def test_limits_of_a_file_on_what_it_has_no_belief_about_are_refused():
    problem = refused(layer(limits={"year": (-math.inf, 2032.0)}))
    assert problem.field == "given.year"
    assert problem.problem == "expected a parameter that has a belief, got year, which has none"


def test_inherited_limits_on_what_has_no_belief_any_more_are_left_out_with_a_sentence():
    below = layer("below", speed="2 to 60", limits={"speed": (5.0, math.inf)})
    found = come_to(below, layer(copies=100, rate=5))
    assert found.given is None
    assert found.notes == ("speed after 5, given in below, is left out: there is no belief about speed any more",)
    silent = come_to(below, layer(copies=100, rate=5, limits={"speed": (-math.inf, math.inf)}))
    assert silent.notes == ()


@pytest.mark.parametrize(
    ("believed", "limits"),
    [(2035, (-math.inf, 2032.0)), ("none", (-math.inf, 2032.0)), (2032, (-math.inf, 2032.0)), (2030, (2030.0, 2040.0))],
)
def test_limits_that_the_belief_says_are_impossible_are_refused(believed, limits):
    problem = refused(
        layer("below", year=2030.5, limits={"year": (-math.inf, 2040.0)}), layer(year=believed, limits={"year": limits})
    )
    assert problem.field == "given.year"
    assert problem.problem.startswith("expected something that is believed to be possible, got ")
