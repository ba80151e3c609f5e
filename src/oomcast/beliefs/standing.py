"""Which statements hold, of those made layer upon layer, and which are masked by others or cannot stand at all.

What a lower layer says is masked by what is said above it, never forgotten: where a later layer takes the mask away,
it holds again. So a replacement, a file that extends another, and that file with the replacement written into it all
mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oomcast.beliefs.fields import dotted
from oomcast.beliefs.layer import Layer
from oomcast.beliefs.mechanism import Alternative
from oomcast.beliefs.structure import Presence, chosen_options, owned, present_parts
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ScenarioError

__all__ = ["OverruledError", "Standing", "standing_on", "where_it_could_stand"]


class OverruledError(ScenarioError):
    """The last layer states what follows from something stated below it."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is left of the layers: `said` gives each parameter whose belief holds the topmost layer that states it.

    `replaced` are the parameters that follow from a mechanism which is present.
    """

    options: Mapping[str, str]
    said: Mapping[str, int]
    presence: Presence
    replaced: frozenset[str]


def standing_on(layers: Sequence[Layer], *, vocabulary: Vocabulary) -> Standing:
    """Which statements hold, and what is present by them. Raises ScenarioError for those that cannot both hold."""
    options = chosen_options(layers, vocabulary=vocabulary)
    said = {name: index for index, layer in enumerate(layers) for name in layer.beliefs}
    for name, choice in vocabulary.choices.items():
        for parameter in owned(choice, vocabulary=vocabulary):
            if parameter not in choice.options[options[name]].names:
                said.pop(parameter, None)
    for pair in vocabulary.alternatives:
        for name in masked_side(pair, said, layers=layers):
            del said[name]
    presence = present_parts(said, options=options, vocabulary=vocabulary)
    replaced = replaced_names(said, layers=layers, presence=presence, vocabulary=vocabulary)
    return Standing(
        options=options,
        said={name: index for name, index in said.items() if name not in replaced},
        presence=presence,
        replaced=replaced,
    )


def masked_side(pair: Alternative, said: Mapping[str, int], *, layers: Sequence[Layer]) -> list[str]:
    """The stated parameters that the other of two ways of saying one thing puts out of force."""
    one, other = ([name for name in side if name in said] for side in (pair.one, pair.other))
    if not one or not other:
        return []
    last_one, last_other = (max(said[name] for name in side) for side in (one, other))
    first, second = (next(name for name in side if said[name] == max(said[n] for n in side)) for side in (one, other))
    if last_one == last_other:
        if pair.together:
            return []
        follows = pair.overrides == "other"
        raise contradiction(first, dotted("parameters", second), follows=follows)
    if last_one > last_other and pair.overrides == "other":
        if last_one == len(layers) - 1:
            raise overruled(first, dotted("parameters", second), label=layers[last_other].label)
        return one
    return one if last_one < last_other else other


def replaced_names(
    said: Mapping[str, int], *, layers: Sequence[Layer], presence: Presence, vocabulary: Vocabulary
) -> frozenset[str]:
    """The parameters that follow from what is present, save those that may stand beside it and do."""
    stated_twice = {
        name
        for pair in vocabulary.alternatives
        if pair.together and all(any(name in said for name in side) for side in (pair.one, pair.other))
        for name in (*pair.one, *pair.other)
        if name in said
    }
    found = {
        name: cause for part, cause in presence.parts.items() for name in part.replaces if name not in stated_twice
    }
    for name, cause in found.items():
        if layers and name in layers[-1].beliefs:
            index = max(index for index, layer in enumerate(layers) if is_stated(cause, layer=layer))
            if index == len(layers) - 1:
                raise contradiction(name, cause, follows=True)
            raise overruled(name, cause, label=layers[index].label)
    return frozenset(found)


def is_stated(field: str, *, layer: Layer) -> bool:
    """Whether a layer states the belief or the option that a dotted field stands for."""
    table, name = field.split(".", maxsplit=1)
    return name in (layer.beliefs if table == "parameters" else layer.structure)


def contradiction(name: str, field: str, *, follows: bool) -> ScenarioError:
    """The error for a file that states a parameter and, in `field`, the same thing another way."""
    why = "from which it follows" if follows else "another way of saying it"
    return ScenarioError(f"expected either this or {field}, {why}, got both", field=dotted("parameters", name))


def overruled(name: str, field: str, *, label: str) -> OverruledError:
    """The error for stating a parameter on top of a layer, called `label`, that states what it follows from."""
    problem = f"expected no belief about it, as it follows from {field} (stated in {label}), got one"
    return OverruledError(problem, field=dotted("parameters", name))


def where_it_could_stand(layers: Sequence[Layer], *, vocabulary: Vocabulary) -> str:
    """The hint on which of the layers below the last one could be stated, if there is one."""
    for size in range(len(layers) - 2, 0, -1):
        try:
            standing_on([*layers[:size], layers[-1]], vocabulary=vocabulary)
        except ScenarioError:
            continue  # nor on this one
        return f" (build on {layers[size - 1].label} instead to state it)"
    return " (build on a scenario without that to state it)"
