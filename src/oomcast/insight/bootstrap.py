"""How far statistics of draws would move with other draws, from the same draws: the bootstrap, over blocks of them.

Draws are independent, so blocks of them are, too, and a resample of a few hundred blocks stands for a resample of all
draws at a small part of the cost: a statistic that is a function of sums over draws needs the sums of each block only.
Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 12 and 13.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from oomcast.models.contract import FloatArray
from oomcast.quantities.streams import uniforms

__all__ = ["RESAMPLES", "Interval", "block_sums", "half_width", "intervals", "resampled"]

BLOCKS = 256
"""Blocks of draws: enough that their sums are as good as normal, few enough that resampling costs nothing."""

RESAMPLES = 400
"""Resamples. The ends of a 95 % interval are then known to about a tenth of its width."""

LOW, HIGH = 0.025, 0.975

Interval = tuple[float, float]
"""The ends of a 95 % interval."""


def block_sums(columns: FloatArray) -> FloatArray:
    """Sums over consecutive blocks of draws: from shape (..., draws) to (..., blocks). What no block holds is left out
    only where draws are not a multiple of the number of blocks, which no caller has.
    """
    draws = columns.shape[-1]
    blocks = min(BLOCKS, draws)
    if draws % blocks:
        raise ValueError(f"expected draws in whole blocks of {blocks}, got {draws}")
    return np.asarray(columns.reshape(*columns.shape[:-1], blocks, draws // blocks).sum(axis=-1))


def resampled(sums: FloatArray, *, seed: int) -> FloatArray:
    """Totals of resamples of the blocks, from shape (..., blocks) to (resamples, ...)."""
    blocks = sums.shape[-1]
    chosen = (uniforms("bootstrap", seed=seed, count=RESAMPLES * blocks) * blocks).astype(np.intp)
    times = np.zeros((RESAMPLES, blocks))
    np.add.at(times, (np.repeat(np.arange(RESAMPLES), blocks), chosen), 1.0)
    return np.moveaxis(np.tensordot(times, sums, axes=(1, sums.ndim - 1)), 0, 0)


def intervals(sums: FloatArray, statistic: Callable[[FloatArray], FloatArray], *, seed: int) -> FloatArray:
    """95 % intervals of a function of sums over draws: `statistic` maps (n, ...) to (n, k); the result is (k, 2).

    Percentiles of the resamples. `seed` is that of the run, so that the interval can be had again.
    """
    return np.quantile(statistic(resampled(sums, seed=seed)), [LOW, HIGH], axis=0).T


def half_width(interval: FloatArray) -> float:
    """Half of the widest of some intervals, shape (k, 2)."""
    return float(np.max(interval[:, 1] - interval[:, 0]) / 2) if interval.size else 0.0
