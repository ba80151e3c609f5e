"""The names a scenario may use: what a model asks to be told, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oomcast.beliefs.parameter import Parameter

__all__ = ["Vocabulary"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """The words of one model.

    `parameters` are what beliefs may be about, in the order of declaration; `outputs` maps what the model answers,
    and [stated] may therefore speak about, to its unit. Two vocabularies are the same only if they are one object,
    so that work done for one may be remembered.

    >>> words = Vocabulary(model="takeoff", version="1", parameters={}, outputs={"oom_total_12mo": "OOM"})
    >>> words.outputs["oom_total_12mo"]
    'OOM'
    """

    model: str
    version: str
    parameters: Mapping[str, Parameter]
    outputs: Mapping[str, str]

    def __post_init__(self) -> None:
        for name, parameter in self.parameters.items():
            if parameter.name != name:
                raise ValueError(f"the parameter declared as {parameter.name} is listed as {name}")
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
        object.__setattr__(self, "outputs", MappingProxyType(dict(self.outputs)))
