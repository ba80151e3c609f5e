"""The ceiling of a scenario: as stated, or composed from its parts where only these are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.mechanisms.ceilings import composed_ceiling
from oomcast.mechanisms.ceilings.composed_ceiling import composed_ceiling_oom
from oomcast.mechanisms.ceilings.registry import CEILINGS
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["STATED", "ceiling_nats", "ceiling_oom", "composed_oom", "ideas"]

STATED = "software_ceiling_oom"
"""A ceiling that is stated counts, whatever its parts would make; the difference is shown."""


def composed_oom(draws: Mapping[str, Any]) -> Any:
    """The ceiling that the parts make, in OOM; None where they are not stated."""
    parts = [parameter.name for parameter in composed_ceiling.PARAMETERS]
    return composed_ceiling_oom(*(draws[name] for name in parts)) if all(name in draws for name in parts) else None


def ceiling_oom(draws: Mapping[str, Any]) -> Any:
    """The ceiling that counts, in OOM; infinite where there is none."""
    return draws[STATED] if STATED in draws else composed_oom(draws)


def ceiling_nats(draws: Mapping[str, Any]) -> Any:
    """The same in nats."""
    return ceiling_oom(draws) * NATS_PER_OOM


def ideas(draws: Mapping[str, Any], difficulty: Any, ceiling_shape: str) -> Any:
    """Coefficients of a shape of the ceiling, with beta (`ceilings.depth.Coefficients`)."""
    shape = CEILINGS[ceiling_shape]
    return shape.prepare(difficulty, ceiling_nats(draws), *(draws[parameter.name] for parameter in shape.PARAMETERS))
