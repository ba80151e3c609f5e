"""The one number that a distribution of answers is asked for: a quantile, the mean, or a probability."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from oomcast.errors import RunError, nearest, shown
from oomcast.models.contract import FloatArray
from oomcast.outcomes.answer import Quantity
from oomcast.outcomes.montecarlo import Estimate, mean_estimate, quantile_estimates, share_estimate

__all__ = ["Statistic", "statistic"]

MEDIAN_LEVEL = 0.5
WORDS = ("median", "mean", "probability")
PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """A named way from answers, (draws,), to one number with its Monte-Carlo error; infinite where that is infinite."""

    name: str
    estimate: Callable[[FloatArray], Estimate]

    def of(self, answers: FloatArray) -> float:
        """The number alone."""
        return self.estimate(answers).value

    def of_batches(self, answers: FloatArray, *, batches: int) -> FloatArray:
        """The number for each of some equal parts of the answers, shape (batches,). Raises RunError for too few."""
        if answers.size < batches:
            raise RunError(f"expected at least {batches} draws that count, got {answers.size} (--draws asks for more)")
        return np.array([self.of(part) for part in np.array_split(answers, batches)])


def statistic(name: str | None, *, asked: Quantity) -> Statistic:
    """The statistic of this name: "median", "mean", "p90", ... of an amount, "probability" of a claim.

    Without a name, the median of an amount and the probability of a claim. Raises RunError for any other name, and for
    one that does not suit what is asked.

    >>> statistic("p90", asked=Quantity("oom_total_12mo", "output", "OOM", "")).of(np.arange(11.0))
    9.0
    """
    is_claim = asked.kind == "event"
    name = name or ("probability" if is_claim else "median")
    if is_claim and name in {"probability", "mean"}:
        return Statistic(name="probability", estimate=_share)
    if is_claim or name == "probability":
        fits = "probability, since it is true or false" if is_claim else "median, mean or a percentile such as p90"
        raise RunError(f"{asked.name}: expected {fits}, got {shown(name)}")
    if name == "mean":
        return Statistic(name="mean", estimate=mean_estimate)
    found = PERCENTILE.fullmatch(name)
    level = MEDIAN_LEVEL if name == "median" else float(found[1]) / 100 if found else 0.0
    if not level:
        raise RunError(f"expected median, mean or a percentile such as p90, got {shown(name)}.{nearest(name, WORDS)}")
    return Statistic(
        name="median" if level == MEDIAN_LEVEL else name,
        estimate=lambda answers: quantile_estimates(answers, levels=[level])[0],
    )


def _share(answers: FloatArray) -> Estimate:
    return share_estimate(int(np.count_nonzero(answers)), draws=answers.size)
