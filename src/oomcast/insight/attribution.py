"""Indices as sharp as asked for: draws are added until every interval is narrow enough, not to a fixed count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from oomcast.insight.asking import Ask, Progress, answers
from oomcast.insight.effects import Effects, sets_asked, shapley_effects
from oomcast.insight.joint import Joint
from oomcast.insight.shapley import plan
from oomcast.insight.sobol import Indices, sobol_indices
from oomcast.models.contract import FloatArray

__all__ = ["DEFAULT_HALF_WIDTH", "Attribution", "attribute"]

DEFAULT_HALF_WIDTH = 0.02
"""Shares of variance are then known to two in a hundred, which tells the beliefs that matter apart."""

FIRST_DRAWS, MOST_DRAWS = 4096, 2**18
"""Draws to begin with, and where to stop, whatever the intervals: a statement follows that they are still wide."""


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """Where the spread of an answer comes from: `indices` of the beliefs in `names`, in that order.

    `as_believed` are the answers for the draws of the run, (draws,). `on_ranks` says that shares are of the variance of
    the answer's rank among all draws, since some answers are infinite or unknown and a variance of them does not exist.
    `half_width` is that of the widest interval; `converged` whether it is as narrow as was asked. `asked` counts the
    trajectories that this took.
    """

    names: tuple[str, ...]
    indices: Indices | Effects
    as_believed: FloatArray
    on_ranks: bool
    half_width: float
    converged: bool
    asked: int


def attribute(
    ask: Ask,
    joint: Joint,
    *,
    names: Sequence[str],
    half_width: float = DEFAULT_HALF_WIDTH,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Indices of the uncertain beliefs `names`: Sobol's where all are independent, Shapley effects where not.

    The draws double until every 95 % interval is at most `half_width` to either side.
    """
    used = None if joint.is_independent else plan(len(names), seed=joint.seed)
    of_held = _sobol_sets(len(names)) if used is None else sets_asked(used)
    variants = [(ask, _as_drawn(joint)), (ask, _as_drawn(joint, again=used is None))][: 2 if used is None else 1]
    variants += [(ask, _holding(joint, _names_in(names, held))) for held in of_held]
    found = np.empty((len(variants), 0))
    draws = FIRST_DRAWS
    while True:
        more = answers(variants, range(found.shape[1], draws), workers=workers, progress=progress)
        found = np.concatenate([found, more], axis=1)
        on_ranks = not np.isfinite(found).all()
        seen = _ranked(found) if on_ranks else found
        indices: Indices | Effects = (
            sobol_indices(seen[0], seen[1], seen[2:], seed=joint.seed)
            if used is None
            else shapley_effects(seen[0], seen[1:], used=used, seed=joint.seed)
        )
        width = indices.half_width
        if not width > half_width or draws >= MOST_DRAWS:  # NaN: the answer does not vary, and more draws are no help
            break
        draws *= 2
    return Attribution(
        names=tuple(names),
        indices=indices,
        as_believed=found[0],
        on_ranks=on_ranks,
        half_width=width,
        converged=width <= half_width,
        asked=found.size,
    )


def _sobol_sets(members: int) -> list[int]:
    """A_i is A with belief i drawn again: all others are held."""
    return [(2**members - 1) ^ 1 << member for member in range(members)]


def _names_in(names: Sequence[str], held: int) -> frozenset[str]:
    return frozenset(name for place, name in enumerate(names) if held >> place & 1)


def _as_drawn(joint: Joint, *, again: bool = False) -> Callable[[range], dict[str, FloatArray]]:
    return lambda rows: joint.worlds(joint.luck(rows, again=again))


def _holding(joint: Joint, held: frozenset[str]) -> Callable[[range], dict[str, FloatArray]]:
    def worlds(rows: range) -> dict[str, FloatArray]:
        return joint.worlds(joint.redrawn(joint.luck(rows), held=held, other=joint.luck(rows, again=True)))

    return worlds


def _ranked(found: FloatArray) -> FloatArray:
    """Answers as their place among those of the run, between 0 and 1, halfway among equals; what is unknown is last."""
    known = np.where(np.isnan(found), np.inf, found)
    ordered = np.sort(known[0])
    below = np.searchsorted(ordered, known, side="left")
    upto = np.searchsorted(ordered, known, side="right")
    return np.asarray((below + upto) / (2.0 * ordered.size))
