"""The ceiling composed from its parts: what the brain shows to be possible, and what lies beyond it."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["NEUTRAL", "PARAMETERS", "ceiling_conflict_oom", "composed_ceiling_oom", "headroom_to_brain_oom"]

PARAMETERS = (
    Parameter(
        name="training_run_flop",
        symbol="C_T",
        unit="FLOP",
        meaning="compute of the training run that gives full automation (1e29 in the first post, 1e28 in the second)",
        lower=1e20,
        upper=1e40,
        plausible=(1e26, 1e31),
    ),
    Parameter(
        name="brain_training_flop",
        symbol="C_B",
        unit="FLOP",
        meaning="compute with which a human brain learns what a human knows",
        lower=1e15,
        upper=1e35,
        plausible=(1e22, 1e26),
    ),
    Parameter(
        name="brain_margin_used_oom",
        symbol="h",
        unit="OOM",
        meaning="the part of that gap which is no headroom, because the run gives more than a human does",
        lower=0.0,
        upper=20.0,
        plausible=(0.0, 3.0),
    ),
    Parameter(
        name="beyond_brain_oom",
        symbol="u",
        unit="OOM",
        meaning="efficiency beyond the brain's, upwards: how much more compute one would have to use at brain "
        "efficiency for what the best software then does with the brain's",
        lower=0.0,
        upper=50.0,
        plausible=(3.0, 14.0),
    ),
)

NEUTRAL: dict[str, float] = {}
"""A stated `software_ceiling_oom` needs none of this; parts without a stated ceiling replace it."""


def headroom_to_brain_oom(training_run_flop: Any, brain_training_flop: Any, brain_margin_used_oom: Any) -> Any:
    """OOMs of software between the run that gives full automation and the efficiency of a brain.

        log10(C_T / C_B) - h                                                        (equation brain-headroom)

    Negative if the run is already more efficient than a brain.

    >>> round(headroom_to_brain_oom(1e29, 1e24, 1.0), 9)
    4.0
    """
    gap = (log(training_run_flop) - log(brain_training_flop)) / NATS_PER_OOM
    return gap - brain_margin_used_oom


def composed_ceiling_oom(
    training_run_flop: Any, brain_training_flop: Any, brain_margin_used_oom: Any, beyond_brain_oom: Any
) -> Any:
    """How much more efficient software can become than at full automation, in OOM, from its parts.

        S = log10(C_T / C_B) - h + u                                                (equation composed-ceiling)

    Source: R. Greenblatt, on 6 OOM in the first year (2025): 1e29 against 1e24 FLOP "to get a bit over human level,
    so like 4 OOMs", and "maybe 9 OOMs" beyond, which make 13 where he states a median of 12.
    With the 1e28 FLOP of "Slow corporations" (2025) the same parts make 12.

    >>> round(composed_ceiling_oom(1e29, 1e24, 1.0, 9.0), 9), round(composed_ceiling_oom(1e28, 1e24, 1.0, 9.0), 9)
    (13.0, 12.0)
    """
    headroom = headroom_to_brain_oom(training_run_flop, brain_training_flop, brain_margin_used_oom)
    return headroom + beyond_brain_oom


def ceiling_conflict_oom(composed_oom: Any, stated_oom: Any) -> Any:
    """By how many OOMs the parts exceed the ceiling that the same person states; 0 if they agree.

        composed - stated                                                           (equation ceiling-conflict)

    >>> ceiling_conflict_oom(13.0, 12.0)
    1.0
    """
    return composed_oom - stated_oom
