"""What several people believe together: one distribution of an answer out of one for each of them.

A linear pool is the mixture: a person is drawn by weight, then a world as that person sees it. It is as wide as people
disagree. A logarithmic pool multiplies densities to the power of the weights:

    linear         f = sum of w_i f_i                                                           (equation linear-pool)
    logarithmic    f = product of f_i^w_i, over its integral                                    (equation log-pool)

It keeps what all hold possible, and each can rule out what they hold impossible. Source: C. Genest and J. Zidek,
"Combining probability distributions: a critique and an annotated bibliography", Statistical Science 1 (1986) 114-148.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError, nearest, shown
from oomcast.insight.jackknife import PARTS, jackknifed
from oomcast.insight.log_pool import log_pool
from oomcast.insight.weighted import Ordered
from oomcast.models.contract import FloatArray
from oomcast.outcomes.montecarlo import LEVELS, Estimate, quantile_estimates, share_estimate

__all__ = ["METHODS", "Method", "Pooled", "Voice", "own_probability", "own_quantiles", "pooled", "shares"]

Method = Literal["linear", "log"]
METHODS: tuple[Method, ...] = get_args(Method)


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One distribution of an answer: `answers` by draw, (draws,), with the part of the run that each belongs to.

    Answers may be infinite, or NaN where they are unknown, and then lie beyond every number. `weight` counts
    relative to those of the other voices. Draws with the same place share their luck, so that parts are left out of all
    voices together.
    """

    name: str
    weight: float
    answers: FloatArray = field(repr=False, compare=False)
    part: NDArray[np.intp] = field(repr=False, compare=False)

    @property
    def known(self) -> FloatArray:
        """The answers, the unknown ones infinite."""
        return np.where(np.isnan(self.answers), np.inf, self.answers)


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """The pool: quantiles by level or, of a claim, its probability; `infinite` is the share beyond every number.

    `thin` is the share of a logarithmic pool that rests on few draws of some voice, being far from what it believes.

    `values` and `weights` are the distribution itself, as points and the mass of each.
    """

    method: Method
    quantiles: Mapping[float, Estimate]
    probability: Estimate | None
    infinite: Estimate
    thin: float = 0.0
    values: FloatArray = field(repr=False, compare=False)
    weights: FloatArray = field(repr=False, compare=False)


def shares(weights: Sequence[float], *, voices: Sequence[str]) -> tuple[float, ...]:
    """Weights as shares of one. Raises RunError for weights that do not fit the voices, or are no weights.

    >>> shares([2, 1, 1], voices=["a", "b", "c"])
    (0.5, 0.25, 0.25)
    """
    if len(weights) != len(voices):
        raise RunError(f"weights: expected {len(voices)}, one for each of {', '.join(voices)}, got {len(weights)}")
    for weight in weights:
        if not 0.0 < weight < math.inf:
            raise RunError(f"weights: expected positive finite numbers, got {shown(weight)}")
    total = math.fsum(weights)
    return tuple(weight / total for weight in weights)


def pooled(voices: Sequence[Voice], *, method: str = "linear", is_claim: bool = False) -> Pooled:
    """The pool of several voices. Raises RunError for an unknown method, and where densities have no product."""
    if method not in METHODS:
        raise RunError(f"method: expected {' or '.join(METHODS)}, got {shown(method)}.{nearest(method, METHODS)}")
    weights = shares([voice.weight for voice in voices], voices=[voice.name for voice in voices])
    if is_claim:
        return _pooled_claim(voices, weights, method="log" if method == "log" else "linear")
    return _mixture(voices, weights) if method == "linear" else _product(voices, weights)


def own_quantiles(voice: Voice) -> dict[float, Estimate]:
    """Quantiles of one voice, with their Monte-Carlo errors."""
    return dict(zip(LEVELS, quantile_estimates(voice.answers), strict=True))


def own_probability(voice: Voice) -> Estimate:
    """How likely a claim is to one voice."""
    return share_estimate(int(np.count_nonzero(voice.answers > 0.0)), draws=voice.answers.size)


def _mixture(voices: Sequence[Voice], weights: Sequence[float]) -> Pooled:
    """The linear pool: all draws together, each with its person's weight over that person's number of draws."""
    values = np.concatenate([voice.known for voice in voices])
    part = np.concatenate([voice.part for voice in voices])
    ordered = Ordered(values)

    def masses(left_out: int | None) -> FloatArray:
        parts = []
        for voice, weight in zip(voices, weights, strict=True):
            counts = np.ones(voice.answers.size) if left_out is None else (voice.part != left_out) * 1.0
            parts.append(weight * counts / counts.sum())
        return np.concatenate(parts)

    mass = masses(None)
    without = [masses(left_out) for left_out in np.unique(part)]
    found = ordered.quantiles(mass, LEVELS)
    again = np.array([ordered.quantiles(other, LEVELS) for other in without])
    infinite = np.isinf(values)
    return Pooled(
        method="linear",
        quantiles={level: jackknifed(float(found[place]), again[:, place]) for place, level in enumerate(LEVELS)},
        probability=None,
        infinite=jackknifed(float(mass[infinite].sum()), [float(other[infinite].sum()) for other in without]),
        values=values,
        weights=mass,
    )


def _product(voices: Sequence[Voice], weights: Sequence[float]) -> Pooled:
    """The logarithmic pool, from densities smoothed on a grid, what is beyond every number a place of its own."""
    found = log_pool([voice.known for voice in voices], [voice.part for voice in voices], weights)
    ordered = Ordered(found.values)
    whole, *without = found.masses
    at = ordered.quantiles(whole, LEVELS)
    again = np.array([ordered.quantiles(other, LEVELS) for other in without])
    return Pooled(
        method="log",
        quantiles={level: jackknifed(float(at[place]), again[:, place]) for place, level in enumerate(LEVELS)},
        probability=None,
        infinite=jackknifed(float(whole[-1]), [float(other[-1]) for other in without]),
        thin=found.thin,
        values=found.values,
        weights=whole,
    )


def _pooled_claim(voices: Sequence[Voice], weights: Sequence[float], *, method: Method) -> Pooled:
    """A claim is true or false: two places with mass."""

    def probability(left_out: int | None) -> float:
        kept = [voice.answers if left_out is None else voice.answers[voice.part != left_out] for voice in voices]
        each = np.array([np.count_nonzero(answers > 0.0) / answers.size for answers in kept])
        if method == "linear":
            return float(each @ np.array(weights))
        true, false = (float(np.prod(one ** np.array(weights))) for one in (each, 1.0 - each))
        if true + false == 0.0:
            raise RunError("log pool: expected people who agree on something possible, got some sure of the opposite")
        return true / (true + false)

    value = probability(None)
    estimate = jackknifed(value, [probability(left_out) for left_out in range(PARTS)])
    return Pooled(
        method=method,
        quantiles={},
        probability=estimate,
        infinite=Estimate(0.0, 0.0),
        values=np.array([0.0, 1.0]),
        weights=np.array([1.0 - value, value]),
    )
