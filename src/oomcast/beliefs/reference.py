"""What is believed where a scenario says nothing: the beliefs of the presets that are nobody's view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from oomcast.beliefs.belief import Belief, parse_belief
from oomcast.beliefs.fields import dotted
from oomcast.beliefs.sources import REFERENCES, Source, find_source, preset_names
from oomcast.beliefs.tables import table_of
from oomcast.beliefs.vocabulary import Vocabulary

__all__ = ["read_belief", "reference_belief"]

REMEMBERED = 1024
"""How many beliefs are kept, read once: more than all parameters of a few models."""


def read_belief(name: str, value: Any, *, source: Source, vocabulary: Vocabulary) -> Belief:
    """A belief that a source states; one without a source of its own is attributed to the scenario."""
    path = dotted("parameters", name)
    belief = parse_belief(value, parameter=vocabulary.parameters[name], field=path, folder=source.folder)
    return belief if belief.source else replace(belief, source=f"stated in {source.label}")


@lru_cache(maxsize=REMEMBERED)
def reference_belief(name: str, *, vocabulary: Vocabulary) -> tuple[str, Belief] | None:
    """The reference preset that states a belief about a parameter, and that belief; None where none does.

    Each is read only when it is asked for, and as it is written: what the presets extend plays no part.
    """
    for preset in REFERENCES:
        if preset in preset_names():
            source = find_source(preset)
            beliefs: Mapping[str, Any] = table_of(source.written, "parameters")
            if name in beliefs:
                return preset, read_belief(name, beliefs[name], source=source, vocabulary=vocabulary)
    return None
