"""How far an answer swings when one belief is set to its 1-in-10 low and to its 1-in-10 high, all others as believed.

The others keep their draws, so each end differs from the run by that belief alone. A belief that correlates with others
is set without moving them: the question is what it does, not what its value would tell about the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.insight.asking import Ask, Progress, answers
from oomcast.insight.joint import Joint
from oomcast.insight.statistic import Statistic
from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import Estimate

__all__ = ["BATCHES", "ELASTICITY_STEP", "Swing", "elasticities", "swings"]

LOW, HIGH = 0.1, 0.9
"""The ends of a swing: one in ten below, one in ten above."""

BATCHES = 20
"""Parts of the draws whose shifts tell how far chance moves one."""

ELASTICITY_STEP = 1e-3
"""Relative step of the central difference. Its own error is of the order of the step squared."""


@dataclass(frozen=True, kw_only=True)
class Swing:
    """The statistic of the answer with one belief at its low and at its high, in the unit of the answer.

    `at_low` and `at_high` are the values of the belief. The errors are those of the difference from the run as
    believed, whose luck both ends share.
    """

    belief: str
    at_low: float
    at_high: float
    low: Estimate
    high: Estimate

    @property
    def span(self) -> float:
        """From one end to the other; infinite where one end alone is, 0 where both are."""
        low, high = self.low.value, self.high.value
        return 0.0 if low == high else abs(high - low)


def swings(
    ask: Ask,
    joint: Joint,
    *,
    names: Sequence[str],
    as_believed: FloatArray,
    statistic: Statistic,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Swing]:
    """The swing of each belief in `names`, over the draws whose answers are `as_believed`, shape (draws,)."""
    rows = range(as_believed.size)
    ends = {name: joint.distributions[name].ppf(np.array([LOW, HIGH])) for name in names}

    def with_belief(name: str, value: float) -> tuple[Ask, object]:
        def worlds(piece: range) -> Mapping[str, FloatArray]:
            return {**joint.worlds(joint.luck(piece)), name: np.full(len(piece), value)}

        return ask, worlds

    variants = [with_belief(name, float(end)) for name in names for end in ends[name]]
    found = answers(variants, rows, workers=workers, progress=progress)  # type: ignore[arg-type]
    base = statistic.of_batches(as_believed, batches=BATCHES)
    return [
        Swing(
            belief=name,
            at_low=float(ends[name][0]),
            at_high=float(ends[name][1]),
            low=_estimate(found[2 * place], base=base, statistic=statistic),
            high=_estimate(found[2 * place + 1], base=base, statistic=statistic),
        )
        for place, name in enumerate(names)
    ]


def _estimate(moved: FloatArray, *, base: FloatArray, statistic: Statistic) -> Estimate:
    """The statistic of moved answers, with the error of its difference from the unmoved ones."""
    with np.errstate(invalid="ignore"):
        shifts = statistic.of_batches(moved, batches=BATCHES) - base
    error = float(np.std(shifts, ddof=1)) / math.sqrt(BATCHES) if np.isfinite(shifts).all() else math.inf
    return Estimate(statistic.of(moved), error)


def elasticities(
    asks: Mapping[str, Ask], *, medians: Mapping[str, float], parameters: Mapping[str, Parameter]
) -> dict[str, float | None]:
    """Percent by which the answer changes per percent of each belief, all beliefs at their medians.

    A central difference of logarithms, taken inwards where the median stands at a bound. None where that has no
    meaning: the belief is no positive factor or has no finite median, or the answer is not positive and finite. `asks`
    says for each belief who is to be asked when it changes.
    """
    slopes: dict[str, float | None] = dict.fromkeys(medians)
    changed = {
        name: _steps(median, parameter=parameters[name])
        for name, median in medians.items()
        if parameters[name].is_factor and 0.0 < median < math.inf
    }
    for ask in dict.fromkeys(asks[name] for name in changed):
        names = [name for name in changed if asks[name] == ask]
        worlds = {
            name: np.array([end if name == moved else value for moved in names for end in changed[moved]])
            for name, value in medians.items()
        }
        for name, pair in zip(names, ask(worlds).reshape(-1, 2), strict=True):
            below, above = changed[name]
            if np.isfinite(pair).all() and (pair > 0.0).all() and above > below:
                slopes[name] = float(math.log(pair[1] / pair[0]) / math.log(above / below))
    return slopes


def _steps(median: float, *, parameter: Parameter) -> tuple[float, float]:
    below, above = median / (1 + ELASTICITY_STEP), median * (1 + ELASTICITY_STEP)
    return max(below, parameter.lower), min(above, parameter.upper)
