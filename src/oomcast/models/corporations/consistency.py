"""Whether two answers agree: how much worse one company is, how much better the other, and which models give both.

All of it asks the same comparison as everything else, at the medians of the beliefs, with one or two of them set to
what makes it come out as stated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.models.contract import FloatArray
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.research import Corporation, Form, ln_speedup
from oomcast.models.corporations.solving import solved
from oomcast.quantities.elementary import exp, log

__all__ = [
    "ASYMMETRIES",
    "PLANES",
    "SYMMETRIC_FORM",
    "Asymmetry",
    "Closing",
    "Curve",
    "Meeting",
    "Three",
    "closings",
    "curve",
    "implied_by_symmetry",
    "meeting",
    "meetings",
    "symmetric",
]

SYMMETRIC_FORM = Form("constant-exponent", "latency")
"""The model of the post's argument: equal factors are worth the same anywhere, until an asymmetry says otherwise."""

STEP_FORM = Form("step-exponent", "latency")

LAM = "parallel_exponent"
PLANES = ("labour_share", "substitution_rho", "latency_share", "research_taste_spread")
"""Beliefs that are moved, with the parallel exponent, until the comparison comes out as stated."""

EXPONENTS = tuple(step / 20 for step in range(21))
"""Parallel exponents at which curves are shown."""

NEUTRAL = {"substitution_rho": 0.0, "latency_share": 0.0, "startup_years": 0.0, "labour_saturation": 0.0}
"""Where no asymmetry acts."""

RANGES = {"substitution_rho": (-5.0, 1.0), "research_taste_spread": (1.0, 1e4)}
"""Narrower than the bounds of the parameter, where those are far beyond what changes anything."""

MEETING_STEPS = 500
"""Steps of the parallel exponent over draws of answers; between them curves are taken as straight."""

CLOSER = 4
"""Power by which sizes of an asymmetry lie closer together near the neutral one."""

COMMON_RHO = -5.0
"""So little do labour and compute replace each other here that less would change nothing."""


class Three(NamedTuple):
    """The companies of one question, and what they are measured against."""

    slow: Corporation
    normal: Corporation
    automated: Corporation

    def ln_normal_over_slow(self, draws: Mapping[str, Any], form: Form) -> Any:
        """Logarithm of how many times as much the normal company does as the slow one."""
        return ln_speedup(self.normal, self.slow, self.normal, draws, form)

    def ln_automated_over_normal(self, draws: Mapping[str, Any], form: Form) -> Any:
        """Logarithm of how many times as much the automated company does as the normal one."""
        return ln_speedup(self.automated, self.normal, self.normal, draws, form)


class Curve(NamedTuple):
    """For each parallel exponent the value of another belief at which one answer comes out; None where none does."""

    belief: str
    points: tuple[tuple[float, float | None], ...]


class Meeting(NamedTuple):
    """Where the curves of two answers meet: the parallel exponent and the other belief; None where they do not."""

    belief: str
    parallel_exponent: float | None
    value: float | None


class Asymmetry(NamedTuple):
    """One of the post's reasons why the two jumps might differ: the belief that states it, and in which form."""

    name: str
    parameter: str
    neutral: float | None  # None: the parallel exponent itself
    low: float
    high: float
    form: Form


ASYMMETRIES = (
    Asymmetry("headcount-dependent penalty", "parallel_exponent_above", None, 0.0, 1.5, STEP_FORM),
    Asymmetry("work unit", "startup_years", 0.0, 0.0, 10.0, SYMMETRIC_FORM),
    Asymmetry("best against median", "quality_concentration", 0.0, -20.0, 20.0, SYMMETRIC_FORM),
    Asymmetry("labour-compute equilibrium", "substitution_rho", 0.0, COMMON_RHO, 1.0, SYMMETRIC_FORM),
    Asymmetry("absolute position", "labour_saturation", 0.0, 0.0, 1.0, SYMMETRIC_FORM),
)
"""In the order of the post."""


class Closing(NamedTuple):
    """What one asymmetry would have to be to close the gap between two answers.

    `size` is that of its parameter, with the `labour_share` at which the answer about the slow company still comes
    out; None where it cannot close the gap, and then `reached` is the nearest it comes.
    """

    asymmetry: str
    parameter: str
    neutral: float
    size: float | None
    labour_share: float | None
    reached: float


def symmetric(medians: Mapping[str, float], three: Three) -> dict[str, float]:
    """The beliefs of the symmetric model: medians, none of the asymmetries in force.

    Quality stays as it is believed to be, the typical member of each company counting. A step of the exponent, without
    effect, is set at the head-count of the normal company.
    """
    base = {**medians, **NEUTRAL, "quality_concentration": 0.0}
    return {**base, "parallel_exponent_above": base[LAM], "parallel_step_heads": float(three.normal.staff)}


def limits(name: str, draws: Mapping[str, Any]) -> tuple[float, float]:
    """Between which values a belief is looked for."""
    parameter: Parameter = WORDS.research.parameters[name]
    low, high = RANGES.get(name, (parameter.lower, parameter.upper))
    if name == "latency_share":
        return low, 1.0 - float(draws["labour_share"])
    return (low, 1.0 - float(draws["latency_share"])) if name == "labour_share" else (low, high)


def giving(
    jump: Callable[..., Any], stated: float, belief: str, draws: Mapping[str, Any], form: Form = SYMMETRIC_FORM
) -> float | None:
    """The value of a belief at which a jump comes out as stated, nearest to what it is; None where there is none."""
    low, high = limits(belief, draws)
    if low > 0.0:  # a factor, looked for in logarithms
        found = solved(
            lambda ln_value: jump({**draws, belief: exp(ln_value)}, form),
            log(stated),
            low=log(low),
            high=log(high),
            near=log(draws[belief]),
        ).value
        return None if found is None else exp(found)
    near = min(max(draws[belief], low), high)
    return solved(lambda value: jump({**draws, belief: value}, form), log(stated), low=low, high=high, near=near).value


def curve(jump: Callable[..., Any], stated: float, belief: str, draws: Mapping[str, Any]) -> Curve:
    """The models that give one answer, in the plane of the parallel exponent and another belief."""
    points = ((lam, giving(jump, stated, belief, {**draws, LAM: lam})) for lam in EXPONENTS)
    return Curve(belief, tuple(points))


def meeting(three: Three, slow: float, automated: float, belief: str, draws: Mapping[str, Any]) -> Meeting:
    """The model that gives both answers, in the same plane; None where the two curves do not meet."""

    def gap(lam: float) -> float:
        """The other jump, along the curve of the first, less what is stated."""
        at = {**draws, LAM: lam}
        value = giving(three.ln_normal_over_slow, slow, belief, at)
        if value is None:
            return float("nan")
        return float(three.ln_automated_over_normal({**at, belief: value}, SYMMETRIC_FORM))

    lam = solved(
        one_by_one(gap), log(automated), low=0.0, high=1.0, near=believed_exponent(draws), is_costly=True
    ).value
    if lam is None:
        return Meeting(belief, None, None)
    return Meeting(belief, lam, giving(three.ln_normal_over_slow, slow, belief, {**draws, LAM: lam}))


def meetings(three: Three, slow: FloatArray, automated: FloatArray, draws: Mapping[str, Any]) -> Any:
    """For draws of both answers, the parallel exponent and the labour share that give both; NaN where nothing does.

    In the symmetric model research is Cobb-Douglas, so that the logarithm of a jump is a straight line in the labour
    share, and the curve of an answer known in closed form at each parallel exponent.
    """
    lam = np.linspace(EXPONENTS[0], EXPONENTS[-1], MEETING_STEPS + 1)

    def ends(jump: Callable[..., Any]) -> tuple[Any, Any]:
        without, alone = (jump({**draws, LAM: lam, "labour_share": share}, SYMMETRIC_FORM) for share in (0.0, 1.0))
        return without + 0.0 * lam, alone - without

    down, up = ends(three.ln_normal_over_slow), ends(three.ln_automated_over_normal)
    share = (log(slow)[:, None] - down[0]) / down[1]
    excess = up[0] + share * up[1] - log(automated)[:, None]
    excess[(share < 0.0) | (share > 1.0)] = np.nan
    crosses = excess[:, :-1] * excess[:, 1:] <= 0.0
    at = np.argmax(crosses, axis=1)
    rows = np.arange(slow.size)
    before, after = excess[rows, at], excess[rows, at + 1]
    way = np.where(before == after, 0.0, before / np.where(before == after, 1.0, before - after))
    found = crosses.any(axis=1)
    exponent = np.where(found, lam[at] + way * (lam[1] - lam[0]), np.nan)
    return exponent, np.where(found, share[rows, at] + way * (share[rows, at + 1] - share[rows, at]), np.nan)


def believed_exponent(draws: Mapping[str, Any]) -> float:
    """The parallel exponent that is believed in, within those that are shown."""
    return min(max(float(draws[LAM]), EXPONENTS[0]), EXPONENTS[-1])


def one_by_one(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """A function of floats as a function of floats and of arrays."""
    return lambda at: np.array([function(float(place)) for place in at]) if np.ndim(at) else function(float(at))


def implied_by_symmetry(
    known: Callable[..., Any], asked: Callable[..., Any], stated: float, draws: Mapping[str, Any]
) -> dict[str, float | None]:
    """What one answer implies for the other jump: as it stands, and through each belief that may explain it.

    `known` is the jump that the answer is about. "equal jumps" is the post's shortest form, that the other jump is
    the same; the others take into account by how much the companies differ each time.
    """
    implied: dict[str, float | None] = {"equal jumps": stated}
    for belief in (LAM, *PLANES):
        value = giving(known, stated, belief, draws)
        implied[belief] = None if value is None else exp(float(asked({**draws, belief: value}, SYMMETRIC_FORM)))
    return implied


def closings(three: Three, slow: float, automated: float, draws: Mapping[str, Any]) -> tuple[Closing, ...]:
    """For each of the post's five asymmetries, how large it would have to be for both answers to hold."""
    return tuple(closing(one, three, slow, automated, draws) for one in ASYMMETRIES)


def closing(asymmetry: Asymmetry, three: Three, slow: float, automated: float, draws: Mapping[str, Any]) -> Closing:
    """The size at which one asymmetry lets both answers hold: for each size, the labour share is set anew.

    The labour share is what the answer about the slow company is taken to speak of; otherwise any asymmetry that made
    that answer wrong could be said to explain the other.
    """
    neutral = float(draws[LAM]) if asymmetry.neutral is None else asymmetry.neutral

    def share_at(size: float) -> float | None:
        at = {**draws, asymmetry.parameter: size}
        return giving(three.ln_normal_over_slow, slow, "labour_share", at, asymmetry.form)

    def jump_at(size: float) -> float:
        share = share_at(size)
        if share is None:
            return float("nan")
        at = {**draws, asymmetry.parameter: size, "labour_share": share}
        return float(three.ln_automated_over_normal(at, asymmetry.form))

    reach = {1.0: asymmetry.high - neutral, -1.0: neutral - asymmetry.low}

    def size_at(place: float) -> float:
        """Sizes lie closer together near the neutral one, where a little may do."""
        sign = 1.0 if place > 0.0 else -1.0
        return neutral + sign * reach[sign] * (abs(place) ** CLOSER)

    found = solved(
        one_by_one(lambda place: jump_at(size_at(place))),
        log(automated),
        low=-1.0 if reach[-1.0] > 0.0 else 0.0,
        high=1.0 if reach[1.0] > 0.0 else 0.0,
        near=0.0,
        is_costly=True,
    )
    size = None if found.value is None else size_at(found.value)
    share = None if size is None else share_at(size)
    return Closing(asymmetry.name, asymmetry.parameter, neutral, size, share, exp(found.reached))
