"""Which production functions there are, by name."""

from __future__ import annotations

from types import ModuleType

from oomcast.mechanisms.production import (
    adapting_ces,
    amdahl,
    ces,
    cobb_douglas,
    falling_labour_share,
    frontier_experiments,
    latency_ces,
    leontief,
)

__all__ = ["PRODUCTIONS", "WITH_MEMORY"]

PRODUCTIONS: dict[str, ModuleType] = {
    "cobb-douglas": cobb_douglas,
    "ces": ces,
    "latency": latency_ces,
    "leontief": leontief,
    "frontier-experiments": frontier_experiments,
    "amdahl": amdahl,
    "falling-labour-share": falling_labour_share,
    "adapting": adapting_ces,
}

WITH_MEMORY = frozenset({"adapting"})
"""Those whose output depends on one state more, given as third argument and moved by `adaptation_rate`."""
