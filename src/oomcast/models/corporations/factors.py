"""A speed-up factor by factor: how much is due to time, to people, to their quality, and to compute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np

from oomcast.models.corporations.research import Corporation, Form, progress

__all__ = ["ADAPTED", "FACTORS", "STARTED", "ln_factors"]

FACTORS = ("serial_time", "staff", "quality", "total_compute", "speed", "latency", "coordination")
"""What two companies differ in. More serial time comes with so much fewer chips that compute in all is the same."""

STARTED, ADAPTED = "starting_up", "unadapted_ecosystem"
"""What is lost to starting up, and to practices that do not fit, by one company more than by the other."""

ROUNDING = 1e-12
"""Companies that differ by less do not differ."""


def with_some(base: Corporation, other: Corporation, which: frozenset[str]) -> Corporation:
    """The first company with some of what the second has."""
    time = other.serial_time if "serial_time" in which else base.serial_time
    compute = other.chip_years if "total_compute" in which else base.chip_years
    return Corporation(
        serial_time=time,
        staff=other.staff if "staff" in which else base.staff,
        chips=compute / time,
        speed=other.speed if "speed" in which else base.speed,
        latency=other.latency if "latency" in which else base.latency,
        coordination_advantage=other.coordination_advantage if "coordination" in which else base.coordination_advantage,
        quality=other.quality if "quality" in which else base.quality,
        practices=base.practices,
    )


def ln_factors(
    fast: Corporation, slow: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form
) -> dict[str, Any]:
    """Logarithms of the factors of a speed-up, which sum to that of the speed-up.

    Each difference between the two companies counts with its average effect over all orders in which they could be
    made (Shapley), which is its only effect under Cobb-Douglas. Differences that there are not are left out.
    """
    differences = tuple(name for name in FACTORS if differs(fast, slow, name))
    ends = {end: progress(company, reference, draws, form) for end, company in (("fast", fast), ("slow", slow))}
    at: dict[frozenset[str], Any] = {}
    for which in subsets(differences):
        part = progress(with_some(slow, fast, which), reference, draws, form)
        at[which] = part.ln_time + part.ln_pace
    size = len(differences)
    parts: dict[str, Any] = {}
    for name in differences:
        total: Any = 0.0
        for others in subsets(tuple(other for other in differences if other != name)):
            weight = factorial(len(others)) * factorial(size - len(others) - 1) / factorial(size)
            total = total + weight * (at[others | {name}] - at[others])
        parts[name] = total
    parts[STARTED] = ends["fast"].ln_started - ends["slow"].ln_started
    parts[ADAPTED] = ends["fast"].ln_adapted - ends["slow"].ln_adapted
    return parts


def differs(fast: Corporation, slow: Corporation, name: str) -> bool:
    """Whether two companies differ in one respect, by more than rounding."""
    if name == "quality":
        return fast.quality != slow.quality
    attribute = {"total_compute": "chip_years", "coordination": "coordination_advantage"}.get(name, name)
    ratio = np.asarray(getattr(fast, attribute) / getattr(slow, attribute))
    return bool(np.any(np.abs(ratio - 1.0) > ROUNDING))


def subsets(names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """All subsets, the empty one first."""
    for size in range(len(names) + 1):
        for some in combinations(names, size):
            yield frozenset(some)
