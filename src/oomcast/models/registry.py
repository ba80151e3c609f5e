"""The models by name. A new model is a new file that defines `MODEL`, and one line here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import cast

from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ModelError, nearest
from oomcast.models.contract import Model

__all__ = ["MODELS", "model", "model_names", "vocabulary"]

MODELS = MappingProxyType(
    {
        "takeoff": "oomcast.models.takeoff.model",
    }
)
"""Where each model is defined. Imported only when asked for."""


def model_names() -> tuple[str, ...]:
    """All models, in the order of registration."""
    return tuple(MODELS)


def model(name: str) -> Model:
    """The model of this name. Raises ModelError, with the nearest name, for an unknown one.

    >>> model("takeoff").version
    '2'
    """
    if name not in MODELS:
        raise ModelError(f"expected one of {', '.join(MODELS)} as model, got {name!r}.{nearest(name, MODELS)}")
    return cast("Model", import_module(MODELS[name]).MODEL)


@cache
def vocabulary(name: str) -> Vocabulary:
    """The names that a scenario for this model may use: its parameters, and what may be stated about its answers."""
    found = model(name)
    return Vocabulary(
        model=found.name,
        version=found.version,
        parameters=found.parameters,
        outputs={output.name: output.unit for output in (*found.outputs, *found.events, *found.milestones)},
        mechanisms={mechanism.name: mechanism for mechanism in found.mechanisms},
        choices={choice.name: choice for choice in found.choices},
        alternatives=found.alternatives,
        core=tuple(parameter.name for parameter in found.core),
    )
