"""From what is said, layer upon layer, to what is believed: which parameters have a belief, and which one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.correlation import correlated_blocks
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.fields import dotted
from oomcast.beliefs.given import NO_LIMITS, Given, limits_in_words, mass_between
from oomcast.beliefs.layer import Layer, Limits, Pair
from oomcast.beliefs.mechanism import TIER_ALWAYS_PRESENT
from oomcast.beliefs.standing import OverruledError, Standing, standing_on, where_it_could_stand
from oomcast.beliefs.structure import Presence
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ScenarioError

__all__ = ["NEUTRAL", "Reference", "Resolution", "resolved"]

NEUTRAL = "neutral"
"""Origin of the belief about an unstated parameter of a mechanism that is present, at which it changes nothing."""

NEUTRAL_SOURCE = "neutral: changes nothing"

Reference = Callable[[str], tuple[str, Belief] | None]
"""Gives what the reference presets believe about a parameter, and which of them; None where they say nothing."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What all layers together come to.

    `beliefs` are those of every parameter that has one, in the order of declaration, and `origins` the labels of
    where they come from. `structure` holds the option of each choice that is present, `mechanisms` the mechanisms
    above tier 1 that are, `tier` the highest tier. `notes` are sentences about what had to be left out.
    """

    beliefs: Mapping[str, Belief]
    origins: Mapping[str, str]
    structure: Mapping[str, str]
    mechanisms: tuple[str, ...]
    tier: int
    correlations: Mapping[Pair, float]
    given: Given | None
    notes: tuple[str, ...]


def resolved(layers: Sequence[Layer], *, vocabulary: Vocabulary, reference: Reference) -> Resolution:
    """What `layers` come to, lowest first; the last is the scenario itself, and errors are about it.

    Raises ScenarioError where the last layer contradicts itself or cannot stand on those below, where a belief is
    missing, and where correlations or limits concern parameters without one, or cannot be fulfilled.
    """
    try:
        standing = standing_on(layers, vocabulary=vocabulary)
    except OverruledError as problem:
        hint = where_it_could_stand(layers, vocabulary=vocabulary)
        raise ScenarioError(f"{problem.problem}{hint}", field=problem.field) from None
    presence = standing.presence
    fills = Fills(presence=presence, vocabulary=vocabulary, reference=reference)
    silent = silent_names(standing, fills=fills, vocabulary=vocabulary)
    beliefs: dict[str, Belief] = {}
    origins: dict[str, str] = {}
    for name in vocabulary.parameters:
        if name in standing.said:
            layer = layers[standing.said[name]]
            origins[name], beliefs[name] = layer.label, layer.beliefs[name]
        elif name in fills.places and name not in silent:
            origins[name], beliefs[name] = fills.required(name)
    correlations, without_correlations = kept_correlations(layers, beliefs=beliefs)
    given, without_limits = kept_limits(layers, beliefs=beliefs, vocabulary=vocabulary)
    return Resolution(
        beliefs=beliefs,
        origins=origins,
        structure={name: standing.options[name] for name in presence.choices},
        mechanisms=tuple(
            name for name in presence.mechanisms if vocabulary.mechanisms[name].tier > TIER_ALWAYS_PRESENT
        ),
        tier=presence.tier,
        correlations=correlations,
        given=given,
        notes=(*without_correlations, *without_limits),
    )


class Fills:
    """What is believed about parameters that nobody states, while the parts in `presence` are there."""

    def __init__(self, *, presence: Presence, vocabulary: Vocabulary, reference: Reference) -> None:
        self.reference = reference
        self.neutral: dict[str, float] = {}
        self.places: dict[str, str] = dict.fromkeys(vocabulary.core, "")
        """The parameters that are asked for, and the part that asks for each ("" for none in particular)."""
        for part in presence.parts:
            for name in part.names:
                self.places.setdefault(name, part.name)
                if name in part.neutral and name not in vocabulary.core:
                    self.neutral[name] = part.neutral[name]

    def get(self, name: str) -> tuple[str, Belief] | None:
        """The neutral belief, else that of the reference presets, with its origin; None where there is neither."""
        if name in self.neutral:
            return NEUTRAL, Belief(distribution=Point(self.neutral[name]), source=NEUTRAL_SOURCE)
        return self.reference(name)

    def weight(self, names: Iterable[str]) -> int:
        """How much is believed about the least known of some parameters: 2 by the reference, 1 neutral, 0 nothing."""
        return min(1 if name in self.neutral else 2 if self.reference(name) else 0 for name in names)

    def required(self, name: str) -> tuple[str, Belief]:
        """The same, where there must be one. Raises ScenarioError, naming what asks for it."""
        found = self.get(name)
        if found is None:
            why = f", for which {self.places[name]!r} asks" if self.places[name] else ""
            raise ScenarioError(f"expected a belief about {name}{why}, got none", field=dotted("parameters", name))
        return found


def silent_names(standing: Standing, *, fills: Fills, vocabulary: Vocabulary) -> set[str]:
    """The parameters without a belief although what asks for them is present.

    They are replaced, or one of two ways of saying one thing, of which the other is stated. Where neither is, the way
    holds about which the reference presets say something, else one that has a neutral value, else the first.
    """
    silent = set(standing.replaced)
    for pair in vocabulary.alternatives:
        one, other = (
            [name for name in side if name in fills.places and name not in silent] for side in (pair.one, pair.other)
        )
        one_is_said, other_is_said = (any(name in standing.said for name in side) for side in (one, other))
        if not one or not other or (one_is_said and other_is_said):
            continue
        if not one_is_said and not other_is_said:
            one_is_said = fills.weight(one) >= fills.weight(other)
        silent.update(other if one_is_said else one)
    return silent


# --- what is said about beliefs


def kept_correlations(layers: Sequence[Layer], *, beliefs: Mapping[str, Belief]) -> tuple[dict[Pair, float], list[str]]:
    """The correlations of all layers between parameters that have beliefs, and a sentence on each left out.

    Raises ScenarioError where the last layer states one of which a parameter has no belief, and for those that
    contradict each other.
    """
    stated = {pair: layer for layer in layers for pair in layer.correlations}
    kept: dict[Pair, float] = {}
    notes: list[str] = []
    for pair, layer in sorted(stated.items(), key=lambda item: item[0]):
        rank = layer.correlations[pair]
        without = [name for name in pair if name not in beliefs]
        if rank == 0:
            continue  # which takes an inherited one away
        if without and layer is layers[-1]:
            got = f"got {without[0]}, about which there is none"
            raise ScenarioError(f"expected parameters that have a belief, {got}", field=dotted("correlations", *pair))
        if without:
            first, second = pair
            notes.append(
                f"the correlation of {first} and {second} (stated in {layer.label}) is left out: "
                f"there is no belief about {without[0]} any more"
            )
        else:
            kept[pair] = rank
    correlated_blocks(kept, known=beliefs)  # which refuses those that contradict each other
    return kept, notes


def kept_limits(
    layers: Sequence[Layer], *, beliefs: Mapping[str, Belief], vocabulary: Vocabulary
) -> tuple[Given | None, list[str]]:
    """What all layers take for granted about parameters that have beliefs, and a sentence on what is left out.

    Raises ScenarioError where the last layer speaks of a parameter without a belief, and for what is believed to be
    impossible.
    """
    stated = {name: layer for layer in layers for name in layer.limits}
    kept: dict[str, Limits] = {}
    notes: list[str] = []
    for name, layer in sorted(stated.items()):
        limits, field = layer.limits[name], dotted("given", name)
        if limits == NO_LIMITS:
            continue  # which takes inherited ones away
        if name not in beliefs and layer is layers[-1]:
            raise ScenarioError(f"expected a parameter that has a belief, got {name}, which has none", field=field)
        if name not in beliefs:
            words = f"{name} {limits_in_words(limits)}"
            notes.append(f"{words}, given in {layer.label}, is left out: there is no belief about {name} any more")
        elif mass_between(beliefs[name].distribution, limits) <= 0:
            believed = beliefs[name].in_words(vocabulary.parameters[name])
            got = f"got {limits_in_words(limits)} where it is believed to be {believed}"
            raise ScenarioError(f"expected something that is believed to be possible, {got}", field=field)
        else:
            kept[name] = limits
    return Given(limits=kept) if kept else None, notes
