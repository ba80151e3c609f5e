"""Which shapes of ceiling there are, by name."""

from __future__ import annotations

from types import ModuleType

from oomcast.mechanisms.ceilings import late_cliff, linear, log_ratio, no_ceiling

__all__ = ["CEILINGS", "DEFAULT"]

DEFAULT = "linear"
"""The shape that `returns.py` computes, and every scenario has that says nothing else."""

CEILINGS: dict[str, ModuleType] = {
    DEFAULT: linear,
    "late-cliff": late_cliff,
    "log-ratio": log_ratio,
    "none": no_ceiling,
}
