"""What it would be worth to know a belief's true value, or to observe it with noise, before giving the answer.

The worth is the uncertainty about the answer that is expected to go (see `uncertainty`): the expected value of perfect
information, and of sample information (Raiffa and Schlaifer 1961), where the decision is the forecast itself. Both are
estimated from the draws of a run alone, without running the model again: of sample information by regression of the
answer on simulated observations (Strong, Oakley, Brennan and Breeze 2015).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError, shown
from oomcast.insight.bins import binned
from oomcast.insight.uncertainty import Measure, Removed, removed_by
from oomcast.outcomes.montecarlo import Estimate
from oomcast.quantities.elementary import normal_quantile
from oomcast.quantities.streams import uniforms

__all__ = ["FEWEST_DRAWS", "Information", "Measure", "perfect_information", "sample_information"]

FloatArray = NDArray[np.float64]

FEWEST_DRAWS = 100
"""With fewer draws there are at most three bins, which show hardly any relation."""

REPEATS = 8
"""Observations that are simulated for each draw: they cost little, and their own luck adds less than a tenth then."""

MIXED = "information."
"""How the names of the streams begin from which the noise of observations is drawn."""


@dataclass(frozen=True, kw_only=True)
class Information:
    """What knowing one belief is worth for one answer.

    `before` is the uncertainty about the answer as it is, `removed` what is expected to go, `share` the ratio of the
    two; the errors of the latter are one standard error. An estimate may fall below 0 by its error: nothing is removed
    then. `noise_sd` is that of one of `observations`, in the unit of the belief's column; 0 is perfect information.
    """

    belief: str
    measure: Measure
    before: float
    removed: Estimate
    share: Estimate
    noise_sd: float = 0.0
    observations: int = 1

    def document(self) -> dict[str, Any]:
        """As plain values for JSON; None is a number that the draws do not settle."""
        return {
            "belief": self.belief,
            "measure": str(self.measure),
            "before": _plain(self.before),
            "removed": _plain(self.removed.value),
            "removed_mc_error": _plain(self.removed.mc_error),
            "share": _plain(self.share.value),
            "share_mc_error": _plain(self.share.mc_error),
            "noise_sd": self.noise_sd,
            "observations": self.observations,
        }


def perfect_information(
    inputs: Mapping[str, FloatArray], answer: NDArray[Any], *, measure: Measure | None = None
) -> tuple[Information, ...]:
    """What it would be worth to know each belief exactly, the most valuable first.

        removed(X) = U(Y) - E_X U(Y | X)

    `inputs` are columns of shape (draws,) by name, `answer` (draws,) is an output, or a claim as truth values. Without
    `measure` a claim is measured by its Brier score, an output by its variance, or by ranks where it is not finite in
    every draw. Only the order of a column matters, so a belief may come in any unit or on any scale. What an answer
    does within a bin beyond a straight line counts as not removed: where it jumps, or swings to and fro, a little less
    is found than there is. Raises RunError for fewer than `FEWEST_DRAWS` draws and a measure that does not suit.

    >>> from oomcast.quantities.streams import uniforms
    >>> x, y = (normal_quantile(uniforms(name, seed=0, count=10_000)) for name in "xy")
    >>> first, second = perfect_information({"y": y, "x": x}, 2 * x + y)
    >>> first.belief, round(first.share.value, 1), round(second.share.value, 1)
    ('x', 0.8, 0.2)
    """
    column, measure = _checked(answer, measure)
    found = [
        _information(name, [removed_by(binned(_belief(name, values, column)), column, measure=measure)], measure)
        for name, values in inputs.items()
    ]
    return tuple(sorted(found, key=lambda one: -one.removed.value))


def sample_information(
    inputs: Mapping[str, FloatArray],
    answer: NDArray[Any],
    *,
    belief: str,
    noise_sd: float,
    observations: int = 1,
    measure: Measure | None = None,
    seed: int = 0,
) -> Information:
    """What it would be worth to observe one belief with noise: D = X + e, e normal, sd `noise_sd` / sqrt(observations).

        removed(D) = U(Y) - E_D U(Y | D)

    The mean of n independent observations says all that they say together, hence the root. `noise_sd` is in the unit of
    the column `inputs[belief]`; for a relative error, hand in the logarithm of the column. The other columns are not
    looked at. Otherwise as `perfect_information`; raises RunError too for a belief that is not among the inputs, a
    negative noise, or fewer observations than one.

    >>> from oomcast.quantities.streams import uniforms
    >>> x, y = (normal_quantile(uniforms(name, seed=0, count=10_000)) for name in "xy")
    >>> blurred = sample_information({"x": x}, 2 * x + y, belief="x", noise_sd=2.0, observations=4)
    >>> round(blurred.share.value, 1)
    0.4
    """
    column, measure = _checked(answer, measure)
    if belief not in inputs:
        raise RunError(f"expected one of {', '.join(inputs)}, got {shown(belief)}")
    if not 0 <= noise_sd < math.inf or observations < 1:
        got = f"got {shown(noise_sd)} and {shown(observations)}"
        raise RunError(f"expected a noise of at least 0 and at least one observation, {got}")
    values, sd = _belief(belief, inputs[belief], column), noise_sd / math.sqrt(observations)
    noise = normal_quantile(uniforms(MIXED + belief, seed=seed, count=REPEATS * column.size)).reshape(REPEATS, -1)
    repeats = [removed_by(binned(values + sd * luck), column, measure=measure) for luck in noise]
    return _information(belief, repeats, measure, noise_sd=noise_sd, observations=observations)


def _checked(answer: NDArray[Any], measure: Measure | None) -> tuple[FloatArray, Measure]:
    """The answer as numbers, and the measure that suits it."""
    if answer.ndim != 1 or answer.size < FEWEST_DRAWS:
        raise RunError(f"expected at least {FEWEST_DRAWS} draws of the answer, got an array of shape {answer.shape}")
    is_claim, column = answer.dtype == np.bool_, np.asarray(answer, dtype=np.float64)
    is_finite = bool(np.isfinite(column).all())
    if measure is None:
        measure = Measure.BRIER if is_claim else Measure.VARIANCE if is_finite else Measure.RANK
    if is_claim != (measure in (Measure.BRIER, Measure.BITS)):
        suits = "a claim (truth values)" if not is_claim else "an output (numbers)"
        raise RunError(f"expected {suits} for the measure {str(measure)!r}, got {answer.dtype}")
    if measure is Measure.VARIANCE and not is_finite:
        raise RunError(f"expected finite draws for the variance, got others too. Ask for {str(Measure.RANK)!r}.")
    return column, measure


def _belief(name: str, values: FloatArray, answer: FloatArray) -> FloatArray:
    """A column of draws of a belief, as long as the answer."""
    column = np.asarray(values, dtype=np.float64)
    if column.shape != answer.shape:
        raise RunError(f"{name}: expected {answer.size} draws, got an array of shape {column.shape}")
    return column


def _information(
    belief: str, repeats: list[Removed], measure: Measure, *, noise_sd: float = 0.0, observations: int = 1
) -> Information:
    """Repeats over the same draws, put together: their luck with the draws is shared, so influences are averaged."""
    draws = repeats[0].influence.size
    before = repeats[0].before
    removed = sum(repeat.removed for repeat in repeats) / len(repeats)
    influence = sum((repeat.influence for repeat in repeats), np.zeros(draws)) / len(repeats)
    noise = sum(repeat.noise for repeat in repeats) / len(repeats)
    share = removed / before if before > 0 else math.nan
    of_share = (influence - share * repeats[0].before_influence) / before if before > 0 else influence
    return Information(
        belief=belief,
        measure=measure,
        before=before,
        removed=Estimate(removed, _error(influence, noise)),
        share=Estimate(share, _error(of_share, noise / before**2 if before > 0 else math.nan)),
        noise_sd=noise_sd,
        observations=observations,
    )


def _error(influence: FloatArray, noise: float) -> float:
    """One standard error: the spread of the influences over sqrt(n), and the noise that is there in any case.

    The influences are taken about fitted means, whose own luck adds twice that noise to their spread; once is right.
    """
    return math.sqrt(max(float(np.mean(influence**2)) / influence.size - noise, noise))


def _plain(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
