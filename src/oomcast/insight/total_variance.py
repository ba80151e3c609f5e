"""How much of the spread of pooled answers lies between people, and how much within each: the law of total variance.

total = sum of w_i var_i  +  sum of w_i (mean_i - mean)^2,    mean = sum of w_i mean_i      (equation total-variance)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oomcast.insight.jackknife import PARTS, jackknifed
from oomcast.insight.pooling import Voice, shares
from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import Estimate

__all__ = ["TotalVariance", "total_variance"]

LARGEST = 1e150
"""Answers from here on have no square that a number can hold; they count as infinite."""


@dataclass(frozen=True, kw_only=True)
class TotalVariance:
    """Variance within and between voices, in the square of the answer's unit, and the share that lies between.

    `on_ranks` says that they are those of the answer's rank in the linear pool, between 0 and 1, since some answers are
    infinite and have no variance. The share is NaN where nothing varies.
    """

    within: Estimate
    between: Estimate
    share_between: Estimate
    on_ranks: bool


def total_variance(voices: Sequence[Voice]) -> TotalVariance:
    """The spread of the linear pool of some voices, by where it lies."""
    weights = np.array(shares([voice.weight for voice in voices], voices=[voice.name for voice in voices]))
    columns = [voice.known for voice in voices]
    on_ranks = not all((np.abs(column) < LARGEST).all() for column in columns)
    if on_ranks:
        columns = _ranks(columns, weights)
    centre = float(sum(weight * column.mean() for weight, column in zip(weights, columns)))
    # Number, sum and sum of squares by voice and part: shape (3, voices, parts).
    sums = np.stack(
        [
            np.stack([np.bincount(voice.part, (column - centre) ** power, PARTS) for power in range(3)])
            for voice, column in zip(voices, columns, strict=True)
        ],
        axis=1,
    )
    total = sums.sum(axis=2)
    value, *without = [_split(total, weights), *(_split(total - sums[:, :, part], weights) for part in range(PARTS))]
    again = np.array(without)
    within, between, share = (jackknifed(float(value[place]), again[:, place]) for place in range(3))
    return TotalVariance(within=within, between=between, share_between=share, on_ranks=on_ranks)


def _split(sums: FloatArray, weights: FloatArray) -> FloatArray:
    """Variance within, between, and the share between, from number, sum and sum of squares by voice, (3, voices)."""
    number, first, second = sums
    means = first / number
    within = float(weights @ np.maximum(second / number - means**2, 0.0))
    between = float(weights @ (means - weights @ means) ** 2)
    total = within + between
    return np.array([within, between, between / total if total > 0.0 else np.nan])


def _ranks(columns: Sequence[FloatArray], weights: FloatArray) -> list[FloatArray]:
    """Answers as the mass of the linear pool below them, half of what is equal included."""
    values = np.concatenate(columns)
    mass = np.concatenate([np.full(column.size, weight / column.size) for weight, column in zip(weights, columns)])
    order = np.argsort(values, kind="stable")
    ordered, upto = values[order], np.concatenate([[0.0], np.cumsum(mass[order])])
    return [
        (upto[np.searchsorted(ordered, column, side="left")] + upto[np.searchsorted(ordered, column, side="right")]) / 2
        for column in columns
    ]
