"""In what two scenarios differ, cut into the smallest pieces that can be taken over from one to the other.

A belief that both hold, differently, is a piece of its own. What exists in one scenario alone hangs together: a
mechanism and what it replaces, the options of a choice and their parameters, two ways of saying one thing. Structure is
a belief like any other, and so are correlations, what is taken as given, and the model itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.correlation import Pair
from oomcast.beliefs.given import Given
from oomcast.beliefs.mechanism import Mechanism
from oomcast.beliefs.scenario import Scenario

__all__ = ["CORRELATIONS", "GIVEN", "MODEL", "Piece", "Stand", "differences", "stand_between"]

CORRELATIONS, GIVEN, MODEL = "correlations", "given", "model"
"""Names of the pieces that are no belief, choice or mechanism. The first two are reserved or no parameter's name."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What can be swapped at once: `beliefs` about parameters, and the options of `choices`.

    `name` is the parameter, choice or mechanism that it is about, or one of the names above.
    """

    name: str
    beliefs: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Beliefs that lie between two scenarios: some pieces from one, the rest from the other."""

    model: str
    beliefs: dict[str, Belief]
    structure: dict[str, str]
    correlations: dict[Pair, float]
    given: Given | None
    from_second: dict[str, bool]
    """For each belief whether it is the second scenario's."""


def differences(one: Scenario, other: Scenario) -> tuple[Piece, ...]:
    """The pieces in which two scenarios differ, in the order in which the model declares them."""
    names = [*one.beliefs, *(name for name in other.beliefs if name not in one.beliefs)]
    differing = [name for name in names if _differ(one.beliefs.get(name), other.beliefs.get(name))]
    in_one_only = {name for name in differing if (name in one.beliefs) != (name in other.beliefs)}
    choices = [
        name for name in {**one.structure, **other.structure} if one.structure.get(name) != other.structure.get(name)
    ]
    bundles = _Bundles()
    for name in (*differing, *choices):
        bundles.add(name)
    if one.model != other.model:
        bundles.join(MODEL, *in_one_only, *choices)
    for scenario in (one, other):
        words = scenario.words
        unshared = {*one.mechanisms} ^ {*other.mechanisms}
        for mechanism in (words.mechanisms[name] for name in scenario.mechanisms if name in unshared):
            bundles.join(mechanism.name, *_tied(mechanism, in_one_only, {*choices, *unshared}))
        for choice in (words.choices[name] for name in choices if name in words.choices):
            bundles.join(choice.name, *in_one_only.intersection(choice.names))
        for pair in words.alternatives:
            bundles.join(*in_one_only.intersection({*pair.one, *pair.other}))
    pieces = [_piece(bundle, one=one, other=other, differing=differing, choices=choices) for bundle in bundles.all()]
    if dict(one.correlations) != dict(other.correlations):
        pieces.append(Piece(name=CORRELATIONS))
    if one.given != other.given:
        pieces.append(Piece(name=GIVEN))
    return tuple(pieces)


def stand_between(one: Scenario, other: Scenario, *, taken: Iterable[Piece]) -> Stand:
    """The beliefs of `one` with the pieces in `taken` from `other`."""
    pieces = tuple(taken)
    swapped = frozenset[str]().union(*(piece.beliefs for piece in pieces))
    chosen = frozenset[str]().union(*(piece.choices for piece in pieces))
    whole = {piece.name for piece in pieces}.intersection({MODEL, CORRELATIONS, GIVEN})
    order = [*one.words.parameters, *(name for name in other.words.parameters if name not in one.words.parameters)]
    beliefs: dict[str, Belief] = {}
    from_second: dict[str, bool] = {}
    for name in order:
        is_second = name in swapped
        source = other if is_second else one
        if name in source.beliefs:
            beliefs[name], from_second[name] = source.beliefs[name], is_second
    options = {name: (other if name in chosen else one).structure for name in {**one.structure, **other.structure}}
    structure = {name: source[name] for name, source in options.items() if name in source}
    correlations = (other if CORRELATIONS in whole else one).correlations
    return Stand(
        model=(other if MODEL in whole else one).model,
        beliefs=beliefs,
        structure=structure,
        correlations={pair: rank for pair, rank in correlations.items() if set(pair) <= set(beliefs)},
        given=(other if GIVEN in whole else one).given,
        from_second=from_second,
    )


def _differ(belief: Belief | None, other: Belief | None) -> bool:
    if belief is None or other is None:
        return belief is not other
    same = belief.identity == other.identity if belief.identity and other.identity else False
    return not (same or belief.distribution == other.distribution)


def _tied(mechanism: Mechanism, in_one_only: set[str], unshared_parts: set[str]) -> list[str]:
    """What comes and goes with a mechanism: its beliefs, those that it replaces, and the parts that it brings."""
    names = in_one_only.intersection({*mechanism.names, *mechanism.replaces})
    return [*names, *unshared_parts.intersection(mechanism.brings)]


class _Bundles:
    """Names that hang together, in the order in which they were first met."""

    def __init__(self) -> None:
        self.bundle_of: dict[str, list[str]] = {}

    def add(self, name: str) -> None:
        self.bundle_of.setdefault(name, [name])

    def join(self, *names: str) -> None:
        """Put the bundles of all these names into one."""
        joined: list[str] = []
        for name in names:
            self.add(name)
            joined += [item for item in self.bundle_of[name] if item not in joined]
        for item in joined:
            self.bundle_of[item] = joined

    def all(self) -> list[list[str]]:
        """Every bundle once."""
        seen: dict[int, list[str]] = {id(bundle): bundle for bundle in self.bundle_of.values()}
        return list(seen.values())


def _piece(bundle: list[str], *, one: Scenario, other: Scenario, differing: list[str], choices: list[str]) -> Piece:
    """A bundle as a piece, called after the most telling of its members: the model, a mechanism, a choice, a belief."""
    mechanisms = [name for name in (*one.mechanisms, *other.mechanisms) if name in bundle]
    heads = [name for name in (MODEL,) if name in bundle]
    named = [*heads, *mechanisms, *(name for name in choices if name in bundle), *bundle]
    return Piece(
        name=named[0],
        beliefs=frozenset(bundle).intersection(differing),
        choices=frozenset(bundle).intersection(choices),
    )
