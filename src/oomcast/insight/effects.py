"""Which belief the spread of an answer comes from where beliefs are correlated: Shapley effects.

Knowing a set u of beliefs takes the share v(u) = Var(E[f | x_u]) / Var(f) off the variance of the answer. Where beliefs
are correlated such shares overlap, and a belief's Shapley value of them is its fair part: the parts sum to one, none is
negative, and for independent beliefs each lies between the first-order and the total index (A. B. Owen, "Sobol' indices
and Shapley value", SIAM/ASA J. Uncertainty Quantification 2 (2014); E. Song, B. Nelson and J. Staum, "Shapley effects
for global sensitivity analysis" (2016)). With worlds A, and A_u in which the beliefs in u keep their values and the
others are drawn anew given those:

    v(u) = cov(f(A), f(A_u)) / Var(f)                                                (equation known-share)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oomcast.insight.bootstrap import block_sums, intervals
from oomcast.insight.shapley import Plan
from oomcast.models.contract import FloatArray

__all__ = ["Effects", "sets_asked", "shapley_effects"]

ERRORS_95 = 1.96
"""Standard errors of a normal either way that hold 95 %."""


@dataclass(frozen=True, kw_only=True)
class Effects:
    """Shares of d correlated beliefs in the variance of an answer, each with its 95 % interval.

    `shapley` (d,) sums to 1. `first` is what knowing the belief alone takes off, `total` what is left once all others
    are known; with correlations `first` may exceed `total`, since others tell of a belief too. NaN where the answer
    does not vary.
    """

    shapley: FloatArray
    shapley_interval: FloatArray
    first: FloatArray
    first_interval: FloatArray
    total: FloatArray
    total_interval: FloatArray

    @property
    def half_width(self) -> float:
        """Half of the widest interval."""
        spans = np.concatenate([self.shapley_interval, self.first_interval, self.total_interval])
        return float(np.max(spans[:, 1] - spans[:, 0], initial=0.0)) / 2


def sets_asked(used: Plan) -> tuple[int, ...]:
    """The sets of beliefs to hold: those of the plan and each belief alone and left out, without "none" and "all"."""
    everything = 2**used.members - 1
    alone = {1 << member for member in range(used.members)}
    return tuple(sorted({*used.sets, *alone, *(everything ^ one for one in alone)} - {0, everything}))


def shapley_effects(first: FloatArray, held: FloatArray, *, used: Plan, seed: int) -> Effects:
    """Shares from the answers for worlds A, (n,), and for A_u, (sets, n), in the order of `sets_asked`; all finite."""
    asked = sets_asked(used)
    everything = 2**used.members - 1
    place = {0: 0, **{u: 1 + row for row, u in enumerate(asked)}, everything: 1 + len(asked)}
    of_plan = [place[u] for u in used.sets]
    alone = [place[1 << member] for member in range(used.members)]
    others = [place[everything ^ 1 << member] for member in range(used.members)]
    centre = first.mean()
    y, y_u = first - centre, held - centre
    sums = np.concatenate([block_sums(np.stack([np.ones_like(y), y, y * y])), block_sums(y_u), block_sums(y_u * y)])

    def known_shares(totals: FloatArray) -> FloatArray:
        """v of each set, from (k, sums) to (k, sets); the empty set first, that of all last."""
        n, a, aa = (totals[:, row, None] for row in range(3))
        u, ua = np.split(totals[:, 3:], 2, axis=1)
        variance = aa - a * a / n
        varies = variance > 0.0
        part = np.where(varies, (ua - u * a / n) / np.where(varies, variance, 1.0), np.nan)
        return np.concatenate([np.zeros_like(n), part, np.where(varies, 1.0, np.nan)], axis=1)

    def statistic(totals: FloatArray) -> FloatArray:
        known = known_shares(totals)
        shapley = used.shares(known[:, of_plan].T).T
        return np.concatenate([shapley, known[:, alone], 1.0 - known[:, others]], axis=1)

    totals = sums.sum(axis=1)[None]
    shapley, alone_share, left = np.split(statistic(totals)[0], 3)
    spans = intervals(sums, statistic, seed=seed).reshape(3, used.members, 2)
    return Effects(
        shapley=shapley,
        shapley_interval=_widened(shapley, spans[0], by=ERRORS_95 * used.errors(known_shares(totals)[0, of_plan])),
        first=alone_share,
        first_interval=spans[1],
        total=left,
        total_interval=spans[2],
    )


def _widened(values: FloatArray, spans: FloatArray, *, by: FloatArray) -> FloatArray:
    """Intervals, (d, 2), with an independent half-width (d,) added in quadrature on both sides."""
    return np.stack([values - np.hypot(values - spans[:, 0], by), values + np.hypot(spans[:, 1] - values, by)], axis=1)
