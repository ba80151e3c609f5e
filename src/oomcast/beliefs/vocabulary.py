"""The names a scenario may use: what a model asks to be told, how that hangs together, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from oomcast.beliefs.mechanism import TIER_ALWAYS_PRESENT, Alternative, Choice, Mechanism
from oomcast.beliefs.parameter import Parameter

__all__ = ["Vocabulary", "flat_parameters", "vocabulary_of"]

RESERVED = ("name", "title", "author", "date", "given")
"""What a replacement in Python may say besides beliefs and options, and nothing else may therefore be called."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """The words of one model.

    `parameters` are all that beliefs may be about, in the order of declaration; `outputs` maps what the model
    answers, and [stated] may therefore speak about, to its unit. `mechanisms`, `choices` and `alternatives` (from
    `oomcast.beliefs.mechanism`) say which parameters a scenario has beliefs about; a model without them asks for a
    belief about each. `core` are the parameters about which there always is a belief, unless a mechanism replaces
    it: those named, those that belong to no mechanism or option, and those of mechanisms of tier 1. Any other belongs
    to one mechanism, or to options of one choice. Two vocabularies are the same only if they are one object, so that
    work done for one may be remembered.

    >>> words = Vocabulary(model="takeoff", version="1", parameters={}, outputs={"oom_total_12mo": "OOM"})
    >>> words.outputs["oom_total_12mo"]
    'OOM'
    """

    model: str
    version: str
    parameters: Mapping[str, Parameter]
    outputs: Mapping[str, str]
    mechanisms: Mapping[str, Mechanism] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()
    core: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, parameter in self.parameters.items():
            if parameter.name != name:
                raise ValueError(f"the parameter declared as {parameter.name} is listed as {name}")
        parts: dict[str, Mechanism | Choice] = {**self.mechanisms, **self.choices}
        for name, part in parts.items():
            if part.name != name:
                raise ValueError(f"the part declared as {part.name} is listed as {name}")
        refuse_unknown_references(self)
        owners = {
            name: [part.name for part in parts.values() if name in part.names and not is_always_there(part)]
            for name in self.parameters
            if name not in self.core
        }
        for name, names in owners.items():
            if len(names) > 1:
                raise ValueError(f"{name} switches on both {names[0]} and {names[1]}")
        core = {*self.core, *(name for name, names in owners.items() if not names)}
        object.__setattr__(self, "core", tuple(name for name in self.parameters if name in core))
        for name in ("parameters", "outputs", "mechanisms", "choices"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def everything(self) -> tuple[Mechanism, ...]:
        """All mechanisms and then all options of all choices."""
        options = (option for choice in self.choices.values() for option in choice.options.values())
        return (*self.mechanisms.values(), *options)


def is_always_there(part: Mechanism | Choice) -> bool:
    """Whether a part is a mechanism that every scenario has."""
    return isinstance(part, Mechanism) and part.tier == TIER_ALWAYS_PRESENT


def refuse_unknown_references(vocabulary: Vocabulary) -> None:
    """Raise ValueError where a part of the vocabulary speaks of something that the rest does not have."""
    parameters, mechanisms, choices = vocabulary.parameters, vocabulary.mechanisms, vocabulary.choices
    if reserved := [name for name in (*parameters, *choices) if name in RESERVED]:
        raise ValueError(f"{reserved[0]} is the name of something else that a scenario says")
    for names in (parameters, mechanisms):
        if clashes := sorted(set(names) & set(choices)):
            raise ValueError(f"{clashes[0]} names a choice and something else")
    for part in vocabulary.everything:
        for parameter in part.parameters:
            if parameters.get(parameter.name) is not parameter:
                raise ValueError(f"{part.name}: {parameter.name} is not among the parameters, or is another one there")
        for name in part.replaces:
            if name not in parameters:
                raise ValueError(f"{part.name}: {name}, said to be replaced, is no parameter")
    needs = {**{part.name: part.brings for part in vocabulary.everything}, **{n: c.needs for n, c in choices.items()}}
    for owner, brought in needs.items():
        for name in brought:
            if name not in mechanisms and name not in choices:
                raise ValueError(f"{owner}: {name}, said to come with it, is neither a mechanism nor a choice")
    for name in (*vocabulary.core, *(name for pair in vocabulary.alternatives for name in (*pair.one, *pair.other))):
        if name not in parameters:
            raise ValueError(f"{name}, named as core or alternative, is no parameter")


def flat_parameters(
    core: Iterable[Parameter], *, mechanisms: Iterable[Mechanism] = (), choices: Iterable[Choice] = ()
) -> dict[str, Parameter]:
    """All parameters by name in the order of declaration: core, mechanisms, options of choices; each once.

    Raises ValueError where two different parameters have one name.

    >>> lag = Parameter(name="lag", symbol="l", unit="year", meaning="", lower=0, upper=9, plausible=(0, 1))
    >>> list(flat_parameters([], mechanisms=[Mechanism(name="delay", title="", tier=2, parameters=(lag,))]))
    ['lag']
    """
    parts = [*mechanisms, *(option for choice in choices for option in choice.options.values())]
    found: dict[str, Parameter] = {}
    for parameter in (*core, *(parameter for part in parts for parameter in part.parameters)):
        if found.setdefault(parameter.name, parameter) is not parameter:
            raise ValueError(f"two different parameters are called {parameter.name}")
    return found


def vocabulary_of(
    *,
    model: str,
    version: str,
    core: Iterable[Parameter],
    outputs: Mapping[str, str],
    mechanisms: Iterable[Mechanism] = (),
    choices: Iterable[Choice] = (),
    alternatives: Iterable[Alternative] = (),
) -> Vocabulary:
    """The vocabulary of a model from its parts, parameters collected in the order of declaration.

    Parameters of `core` always have a belief, even if an option of a choice takes them too. Raises ValueError where
    names clash, or a part speaks of something that there is not.
    """
    core, mechanisms, choices = tuple(core), tuple(mechanisms), tuple(choices)
    return Vocabulary(
        model=model,
        version=version,
        parameters=flat_parameters(core, mechanisms=mechanisms, choices=choices),
        outputs=outputs,
        mechanisms={mechanism.name: mechanism for mechanism in mechanisms},
        choices={choice.name: choice for choice in choices},
        alternatives=tuple(alternatives),
        core=tuple(parameter.name for parameter in core),
    )
