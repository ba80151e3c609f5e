"""Which parts of a model a scenario speaks of: the option of each choice, and the mechanisms that are present."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from oomcast.beliefs.fields import dotted, suggestion
from oomcast.beliefs.layer import Layer
from oomcast.beliefs.mechanism import TIER_ALWAYS_PRESENT, Choice, Mechanism
from oomcast.beliefs.reading import described
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ScenarioError

__all__ = ["Presence", "chosen_options", "owned", "present_parts", "read_option"]


@dataclass(frozen=True, kw_only=True)
class Presence:
    """The parts that are present, in the order of declaration, and the field to which each owes that ("" for none).

    `parts` are the mechanisms together with the chosen option of each choice that is present.
    """

    mechanisms: Mapping[str, str]
    choices: Mapping[str, str]
    parts: Mapping[Mechanism, str]

    @property
    def tier(self) -> int:
        """The highest tier of what is present."""
        return max((part.tier for part in self.parts), default=TIER_ALWAYS_PRESENT)


def read_option(choice: Choice, value: object, *, field: str) -> str:
    """One of the options of a choice, as written. Raises ScenarioError, with the nearest, for anything else.

    >>> from oomcast.beliefs.mechanism import Mechanism
    >>> linear = Mechanism(name="linear", title="", tier=1, parameters=())
    >>> decline = Choice(name="decline", title="", default="linear", options={"linear": linear})
    >>> read_option(decline, "linaer", field="structure.decline")
    Traceback (most recent call last):
    oomcast.errors.ScenarioError: structure.decline: expected one of linear, got 'linaer'. Did you mean 'linear'?
    """
    if isinstance(value, str) and value in choice.options:
        return value
    hint = suggestion_of_option(value, options=choice.options) if isinstance(value, str) else ""
    raise ScenarioError(f"expected one of {', '.join(choice.options)}, got {described(value)}{hint}", field=field)


def suggestion_of_option(name: str, *, options: Iterable[str]) -> str:
    """The question whether the nearest option was meant; options are spelt with hyphens."""
    by_words = {option.replace("-", "_"): option for option in options}
    hint = suggestion(name, by_words)
    for words, option in by_words.items():
        hint = hint.replace(repr(words), repr(option))
    return hint


def owned(choice: Choice, *, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The parameters by which a choice is made: those of its options that not every scenario has."""
    return tuple(name for name in choice.names if name not in vocabulary.core)


def chosen_options(layers: Sequence[Layer], *, vocabulary: Vocabulary) -> dict[str, str]:
    """The option of each choice after all `layers`, lowest first.

    A layer that names an option has it. A layer that states a parameter which the option so far does not take has
    the option with the fewest parameters that takes all it states and all that is in force from below; where there
    is none, the one with the fewest that takes what it states itself. Raises ScenarioError where that, too, fails.
    """
    return {
        name: chosen_option(choice, layers, names=owned(choice, vocabulary=vocabulary))
        for name, choice in vocabulary.choices.items()
    }


def chosen_option(choice: Choice, layers: Sequence[Layer], *, names: Collection[str]) -> str:
    """The option of one choice, whose own parameters are `names`."""
    option, below = choice.default, list[str]()
    for layer in layers:
        own = [name for name in names if name in layer.beliefs]
        if choice.name in layer.structure:
            option = layer.structure[choice.name]
            refuse_what_it_does_not_take(choice, option, own=own)
        elif not takes(choice.options[option], own):
            option = fitting(choice, [*below, *own]) or fitting(choice, own) or refuse_what_does_not_fit(choice, own)
        below = [name for name in dict.fromkeys([*below, *own]) if name in choice.options[option].names]
    return option


def takes(option: Mechanism, names: Iterable[str]) -> bool:
    """Whether an option has all these parameters."""
    return set(names) <= set(option.names)


def fitting(choice: Choice, names: Collection[str]) -> str:
    """The option with the fewest parameters that takes all of `names`; of several the first; "" if none does."""
    able = [option for option in choice.options.values() if takes(option, names)]
    return min(able, key=lambda option: len(option.names)).name if able else ""


def refuse_what_it_does_not_take(choice: Choice, option: str, *, own: Iterable[str]) -> None:
    """Raise ScenarioError where a file names an option and states a parameter of another one."""
    for name in own:
        if name not in choice.options[option].names:
            other = fitting(choice, [name])
            raise ScenarioError(
                f"expected no belief about it beside {dotted('structure', choice.name)} = {option!r}, got one (it is a "
                f"parameter of {other!r})",
                field=dotted("parameters", name),
            )


def refuse_what_does_not_fit(choice: Choice, own: Sequence[str]) -> str:
    """Raise ScenarioError for parameters that no option takes together, naming two of them."""
    pairs = [(first, second) for index, second in enumerate(own) for first in own[:index]]
    first, second = next((pair for pair in pairs if not fitting(choice, pair)), (own[0], own[-1]))
    raise ScenarioError(
        f"expected parameters of one answer to {choice.name!r}, got this one of {fitting(choice, [first])!r} and "
        f"{dotted('parameters', second)} of {fitting(choice, [second])!r}",
        field=dotted("parameters", first),
    )


def present_parts(spoken: Collection[str], *, options: Mapping[str, str], vocabulary: Vocabulary) -> Presence:
    """What is present where beliefs are stated about `spoken` and each choice has its option from `options`.

    That is every mechanism of tier 1, every one of which a parameter is stated, every choice with an option other
    than its default or a stated parameter, what choices need, and what all of these bring.
    """
    waiting: list[tuple[str, str]] = []
    for name, mechanism in vocabulary.mechanisms.items():
        said = [one for one in mechanism.names if one in spoken and one not in vocabulary.core]
        if said or mechanism.tier == TIER_ALWAYS_PRESENT:
            waiting.append((name, dotted("parameters", said[0]) if said else ""))
    for name, choice in vocabulary.choices.items():
        said = [one for one in owned(choice, vocabulary=vocabulary) if one in spoken]
        if said or options[name] != choice.default:
            cause = dotted("parameters", said[0]) if said else dotted("structure", name)
            waiting += [(name, cause), *((needed, cause) for needed in choice.needs)]
        elif choice.is_always_present:
            waiting.append((name, ""))
    causes: dict[str, str] = {}
    for name, cause in waiting:  # which grows while it is read, by what the parts bring
        if name not in causes:
            causes[name] = cause
            waiting += [(brought, cause) for brought in part_called(name, options, vocabulary=vocabulary).brings]
    present = [name for name in (*vocabulary.mechanisms, *vocabulary.choices) if name in causes]
    return Presence(
        mechanisms={name: causes[name] for name in present if name in vocabulary.mechanisms},
        choices={name: causes[name] for name in present if name in vocabulary.choices},
        parts={part_called(name, options, vocabulary=vocabulary): causes[name] for name in present},
    )


def part_called(name: str, options: Mapping[str, str], *, vocabulary: Vocabulary) -> Mechanism:
    """The mechanism of that name, or the chosen option of the choice of that name."""
    if name in vocabulary.mechanisms:
        return vocabulary.mechanisms[name]
    return vocabulary.choices[name].options[options[name]]
