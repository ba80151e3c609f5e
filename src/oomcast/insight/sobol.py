"""Which belief the spread of an answer comes from: Sobol's indices of independent beliefs.

The first-order index of a belief is the share of the answer's variance that is gone, on average, once its value is
known; the total index is the share that is left once the values of all others are. The difference is what it does
together with others. With worlds A and B that share nothing, and A_i, which is A but for belief i, that it takes from
B (M. Jansen 1999; the estimators as correlations: J.-M. Martinez, "Analyse de sensibilité globale par décomposition de
la variance" (2011)):

    S_i = corr(f(B), f(A_i))                                                            (equation first-order)
    T_i = 1 - corr(f(A), f(A_i))                                                        (equation total-index)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oomcast.insight.bootstrap import block_sums, intervals
from oomcast.models.contract import FloatArray

__all__ = ["Indices", "sobol_indices"]


@dataclass(frozen=True, kw_only=True)
class Indices:
    """Indices of d beliefs, shape (d,), each with its 95 % interval, shape (d, 2).

    All are NaN where the answer does not vary. Estimates may stray below 0 or above 1 by as much as their interval
    says; they are not pulled back, which would hide that.
    """

    first: FloatArray
    first_interval: FloatArray
    total: FloatArray
    total_interval: FloatArray

    @property
    def half_width(self) -> float:
        """Half of the widest interval."""
        both = np.concatenate([self.first_interval, self.total_interval])
        return float(np.max(both[:, 1] - both[:, 0], initial=0.0)) / 2


def sobol_indices(first: FloatArray, other: FloatArray, mixed: FloatArray, *, seed: int) -> Indices:
    """Indices from the answers for worlds A, shape (n,), for worlds B (n,), and for A_i, (d, n); all finite.

    n is a multiple of the number of bootstrap blocks, or smaller. `seed` picks the resamples.

    >>> a, b = np.linspace(-1, 1, 256), np.tile([-1.0, 1.0], 128)
    >>> only_first = sobol_indices(a, b, np.stack([b, a]), seed=0)
    >>> only_first.first.round(3).tolist(), only_first.total.round(3).tolist()
    ([1.0, 0.007], [0.993, 0.0])
    """
    centre = first.mean()
    y_a, y_b, y_i = first - centre, other - centre, mixed - centre
    ones = np.ones_like(y_a)
    shared = block_sums(np.stack([ones, y_a, y_a * y_a, y_b, y_b * y_b]))
    of_each = block_sums(np.stack([y_i, y_i * y_i, y_i * y_b, y_i * y_a]))
    sums = np.concatenate([shared, of_each.reshape(-1, of_each.shape[-1])])
    beliefs = len(mixed)

    def statistic(totals: FloatArray) -> FloatArray:
        n, a, aa, b, bb = (totals[:, place, None] for place in range(len(shared)))
        i, ii, ib, ia = totals[:, len(shared) :].reshape(len(totals), len(of_each), beliefs).swapaxes(0, 1)
        with_b = _correlation(n, i, ii, b, bb, ib)
        with_a = _correlation(n, i, ii, a, aa, ia)
        return np.concatenate([with_b, 1.0 - with_a], axis=1)

    values = statistic(sums.sum(axis=1)[None])[0]
    spans = intervals(sums, statistic, seed=seed)
    return Indices(
        first=values[:beliefs],
        first_interval=spans[:beliefs],
        total=values[beliefs:],
        total_interval=spans[beliefs:],
    )


def _correlation(
    n: FloatArray, x: FloatArray, xx: FloatArray, y: FloatArray, yy: FloatArray, xy: FloatArray
) -> FloatArray:
    """Correlation from sums of two columns, of their squares and of their product; NaN where one does not vary."""
    variance_x, variance_y = xx - x * x / n, yy - y * y / n
    varies = (variance_x > 0.0) & (variance_y > 0.0)
    scale = np.sqrt(np.where(varies, variance_x * variance_y, 1.0))
    return np.where(varies, (xy - x * y / n) / scale, np.nan)
