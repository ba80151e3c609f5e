"""How uncertain an answer is, and how much of that would go if something were known: four measures, from draws.

Each measure is an expected loss of the best forecast one can make (a proper score), so that what knowledge removes of
it is never negative, and nothing where the answer does not depend on it:

    variance   E (Y - E Y)^2, the squared error of the mean; in the unit of the answer, squared
    rank       the average of P (1 - P), P = P(Y <= y), over thresholds y drawn from the forecast itself: the continuous
               ranked probability score on the scale of ranks. It has no moments and needs none: Y may be infinite
    brier      P (1 - P) for a claim: the expected Brier score
    bits       -P log2 P - (1 - P) log2 (1 - P) for a claim: its entropy

What is removed by knowing X is the measure of Y less the mean over X of the measure of Y given X: for the variance
Var(E[Y | X]), the law of total variance; for ranks the index of Gamboa, Klein and Lagnoux (2018); for bits the mutual
information of X and the claim (Shannon 1948).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.insight.bins import Bins

__all__ = ["Measure", "Removed", "removed_by"]

FloatArray = NDArray[np.float64]

THRESHOLDS = 50
"""Thresholds at which the rank measure asks how much is known: every second percentile."""


class Measure(StrEnum):
    """How uncertainty is measured."""

    VARIANCE = "variance"
    RANK = "rank"
    BRIER = "brier"
    BITS = "bits"


class Removed(NamedTuple):
    """What knowing which bin a draw is in removes of the uncertainty `before`.

    `influence` (draws,) is how far each draw pulls the estimate, with mean about 0; `before_influence` the same for
    `before`. `noise` is the variance that the estimate has even where there is nothing to remove.
    """

    before: float
    removed: float
    influence: FloatArray
    before_influence: FloatArray
    noise: float


def removed_by(bins: Bins, answer: FloatArray, *, measure: Measure) -> Removed:
    """How much of the uncertainty about `answer` (draws,) is removed by knowing the bin (and the place within it).

    The answer is numbers for the variance (finite) and for ranks, 0 or 1 for a claim.
    """
    return MEASURES[measure](bins, answer)


def _variance(bins: Bins, answer: FloatArray) -> Removed:
    """Var Y - E Var(Y | X), with a straight line through each bin for E[Y | X].

    The squares left over in bin k are divided by n_k less the numbers fitted (2, or 1 where all values are equal),
    which makes their mean that of Var(Y | X) whatever the number of bins. Lines are over the normal score of X, in
    which a Gaussian relation is straight throughout. The influence of a draw is (Y - E Y)^2 - (Y - E[Y | X])^2, less
    its mean. Where X says nothing this vanishes, and what is left are the squares that lines through noise take away:
    as many per bin as numbers are fitted, of variance 2 s_k^4 / n^2 each.
    """
    draws = answer.size
    line, fitted = _lines(bins, answer)
    deviation, residual = (answer - answer.mean()) ** 2, (answer - line) ** 2
    before = float(deviation.sum()) / (draws - 1)
    left = np.bincount(bins.number, residual) / np.maximum(bins.counts - fitted, 1)
    unexplained = float(np.sum(bins.counts * left)) / draws
    gained = deviation - residual
    return Removed(
        before=before,
        removed=before - unexplained,
        influence=gained - gained.mean(),
        before_influence=deviation - deviation.mean(),
        noise=float(np.sum(2 * fitted * left**2)) / draws**2,
    )


def _lines(bins: Bins, answer: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """The straight line of least squares through each bin, at every draw, and how many numbers were fitted in each.

    Where all scores of a bin are equal there is a level and no slope.
    """
    number, counts, score = bins.number, bins.counts, bins.score
    middle, level = np.bincount(number, score) / counts, np.bincount(number, answer) / counts
    x, y = score - middle[number], answer - level[number]
    across, along = np.bincount(number, x * y), np.bincount(number, x * x)
    has_slope = along > 0
    slope = np.divide(across, along, out=np.zeros_like(across), where=has_slope)
    return level[number] + slope[number] * x, 1 + has_slope.astype(np.intp)


def _claim(bins: Bins, answer: FloatArray) -> Removed:
    """The same for the Brier score of a claim, with the share of true in each bin."""
    return _thresholds(bins, 1 - answer.astype(np.intp), thresholds=1)


def _rank(bins: Bins, answer: FloatArray) -> Removed:
    """The same, averaged over thresholds; unknown answers are ordered after infinite ones, as one value."""
    ordered = np.sort(answer)
    places = ((np.arange(THRESHOLDS) + 0.5) / THRESHOLDS * answer.size).astype(np.intp)
    levels = np.unique(ordered[places])  # of which a NaN is the last, and above all others in what follows
    weights = np.diff(np.searchsorted(ordered[places], levels, side="right"), prepend=0) / THRESHOLDS
    stage = np.searchsorted(levels, answer, side="left")  # how many levels are below the draw
    return _thresholds(bins, stage, thresholds=levels.size, weights=weights)


def _thresholds(bins: Bins, stage: NDArray[np.intp], *, thresholds: int, weights: FloatArray | None = None) -> Removed:
    """The variance of "the stage is at most t", removed by knowing the bin, averaged over t = 0 .. thresholds - 1.

    All of it depends on how many draws of each stage are in each bin. The variance in a bin is p (1 - p) n / (n - 1),
    which has no bias. Where X says nothing, the variance of the estimate is 2 (bins - 1) / n^2 times the mean, over
    pairs of thresholds, of the squared covariance p_s (1 - p_t), s <= t.
    """
    draws = stage.size
    weights = np.ones(thresholds) / thresholds if weights is None else weights
    counts = bins.counts[:, None]
    table = np.bincount(bins.number * (thresholds + 1) + stage, minlength=counts.size * (thresholds + 1))
    table = table.reshape(counts.size, thresholds + 1)
    in_bin = np.cumsum(table, axis=1)[:, :thresholds] / counts
    overall = np.cumsum(table.sum(axis=0))[:thresholds] / draws
    before = float(weights @ (overall * (1 - overall))) * draws / (draws - 1)
    left = in_bin * (1 - in_bin) * counts / np.maximum(counts - 1, 1)
    unexplained = float(np.sum(counts * (left @ weights)[:, None])) / draws
    # By stage: whether it is at most t, hence how far the draw is from the share overall and from that of its bin.
    at_most = np.arange(thresholds)[None, :] >= np.arange(thresholds + 1)[:, None]
    from_overall = (at_most - overall) ** 2 @ weights
    from_bin = np.einsum("bst,t->bs", (at_most[None, :, :] - in_bin[:, None, :]) ** 2, weights)
    gained = (from_overall[None, :] - from_bin)[bins.number, stage]
    deviation = from_overall[stage]
    low, high = np.minimum.outer(overall, overall), np.maximum.outer(overall, overall)
    shared = float(weights @ (low * (1 - high)) ** 2 @ weights)
    return Removed(
        before=before,
        removed=before - unexplained,
        influence=gained - gained.mean(),
        before_influence=deviation - deviation.mean(),
        noise=2 * (counts.size - 1) * shared / draws**2,
    )


def _bits(bins: Bins, answer: FloatArray) -> Removed:
    """Entropy of a claim and its mutual information with the bin, in bits.

    log n is replaced by the digamma function of n throughout, which removes the bias of shares among few draws to the
    first order (Grassberger 1988). The influence of a draw is log2 of the chance of what happened to it in its bin over
    that overall. Where X says nothing, 2 n ln 2 times the estimate follows a chi-squared law with bins - 1 degrees of
    freedom.
    """
    from scipy.special import digamma

    draws, kinds = answer.size, answer.astype(np.intp)
    table = np.bincount(bins.number * 2 + kinds, minlength=bins.counts.size * 2).reshape(-1, 2)
    overall = table.sum(axis=0)

    def scaled(counts: NDArray[np.intp]) -> float:
        """Sum of n digamma(n), where 0 digamma(0) is 0."""
        return float(np.sum(counts * digamma(np.maximum(counts, 1))))

    before = (scaled(np.array([draws])) - scaled(overall)) / draws / math.log(2)
    unexplained = (scaled(bins.counts) - scaled(table)) / draws / math.log(2)
    chance = table[bins.number, kinds] / bins.counts[bins.number]
    surprise = -np.log2(overall[kinds] / draws)
    gained = surprise + np.log2(chance)
    return Removed(
        before=before,
        removed=before - unexplained,
        influence=gained - gained.mean(),
        before_influence=surprise - surprise.mean(),
        noise=2 * (bins.counts.size - 1) / (2 * draws * math.log(2)) ** 2,
    )


MEASURES: Mapping[Measure, Callable[[Bins, FloatArray], Removed]] = {
    Measure.VARIANCE: _variance,
    Measure.RANK: _rank,
    Measure.BRIER: _claim,
    Measure.BITS: _bits,
}
