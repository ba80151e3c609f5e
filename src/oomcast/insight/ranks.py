"""How much an answer depends on a belief, from ranks alone: no mean or variance need exist.

Chatterjee's coefficient orders the draws by the belief and asks how far the ranks of the answer jump from one draw to
the next (S. Chatterjee, "A new coefficient of correlation", JASA 116 (2021) 2009-2022). With r_j the number of answers
at most as large as the j-th in that order, and l_j the number at least as large:

    xi = 1 - n sum |r_(j+1) - r_j| / (2 sum l_j (n - l_j))                                      (equation rank-measure)

It tends to 0 where the two are independent and to 1 where the answer is a function of the belief, whatever its form,
and is the share by which knowing the belief narrows the answer's distribution function (the Cramer-von Mises index of
F. Gamboa, P. Gremaud, T. Klein and A. Lagnoux, "Global sensitivity analysis: a novel generation of mighty estimators
based on rank statistics", Bernoulli 28 (2022)).
"""

from __future__ import annotations

import math

import numpy as np

from oomcast.models.contract import FloatArray

__all__ = ["rank_dependence"]

BATCHES = 16
"""Parts of the draws whose coefficients tell how far chance moves it; resampling draws would repeat some, and the
coefficient takes a repeated draw for perfect dependence."""


def rank_dependence(belief: FloatArray, answers: FloatArray) -> tuple[float, float]:
    """Chatterjee's coefficient of the answers on a belief, (draws,) each, and its standard error.

    Answers may be infinite; the belief may have ties, which are left in the order of the draws, which is chance. NaN
    where all answers are equal: then there is nothing to depend.

    >>> x = np.arange(1000.0)
    >>> round(rank_dependence(x, (x - 500) ** 2)[0], 2)
    0.99
    """
    parts = [_coefficient(x, y) for x, y in zip(np.array_split(belief, BATCHES), np.array_split(answers, BATCHES))]
    return _coefficient(belief, answers), float(np.std(parts, ddof=1)) / math.sqrt(BATCHES)


def _coefficient(belief: FloatArray, answers: FloatArray) -> float:
    n = answers.size
    ordered = np.sort(answers)
    at_most = np.searchsorted(ordered, answers, side="right")
    at_least = n - np.searchsorted(ordered, answers, side="left")
    room = float(np.sum(at_least.astype(np.float64) * (n - at_least)))
    if room == 0.0:
        return math.nan
    along = at_most[np.argsort(belief, kind="stable")]
    return 1.0 - n * float(np.abs(np.diff(along)).sum()) / (2.0 * room)
