"""Whether two answers agree: what symmetry makes of one of them, and which of the post's asymmetries closes a gap.

All of it asks the same comparison as everything else, under the law of parallel returns and the production function of
the file, with beliefs set to what makes it come out as stated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import Any, NamedTuple

import numpy as np

from oomcast.models.contract import FloatArray
from oomcast.models.corporations.planes import (
    LAM,
    OF_HEADS,
    SHARE,
    UP,
    Axis,
    Line,
    Meetings,
    axis_of,
    axis_of_heads,
    form_with,
    giving,
    meeting,
    meetings,
)
from oomcast.models.corporations.research import Form
from oomcast.models.corporations.three import Three
from oomcast.quantities.elementary import exp, log

__all__ = [
    "NEUTRAL",
    "SYMMETRIC_FORM",
    "Asymmetry",
    "Closing",
    "as_believed",
    "asymmetries",
    "closing",
    "closing_over_draws",
    "implied_by_symmetry",
    "symmetric",
]

SYMMETRIC_FORM = Form("constant-exponent", "latency")
"""The model of the post's own figures."""

STEP, SMOOTH = "step-exponent", "smooth-exponent"
"""Laws in which the exponent changes with head-count."""

ABSENT = {"substitution_rho": 0.0, "latency_share": 0.0}
"""What a production function without these beliefs has, where another widens it."""

NEUTRAL = {**ABSENT, "startup_years": 0.0, "labour_saturation": 0.0, "quality_concentration": 0.0}
"""Where no asymmetry acts: equal factors are worth the same anywhere, the typical member of each company counting."""

CLOSER = 4
"""Power by which sizes of an asymmetry lie closer together near the neutral one."""

MOST_STARTUP_YEARS = 10.0
"""Longer than anyone takes to take up work."""

MOST_CONCENTRATION = 20.0
"""The one best or worst member of a company counts alone."""

LARGEST_EXPONENT = 1.5
"""Two people do almost three times what one does."""


class Asymmetry(NamedTuple):
    """One of the post's reasons why the two jumps might differ: the belief that states it, and under which form.

    No form where the production function of the file leaves no room for it.
    """

    name: str
    axis: Axis
    form: Form | None

    @property
    def parameter(self) -> str:
        """The belief that states it."""
        return self.axis.belief


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


def asymmetries(form: Form, draws: Mapping[str, Any]) -> tuple[Asymmetry, ...]:
    """The five of the post, in its order, as the law of parallel returns and the production function can say them."""
    law, far = form.parallel_returns, draws.get("parallel_change_from_heads", inf)
    if law in OF_HEADS:
        heads, with_heads = axis_of_heads(form, draws), form
    elif law == SMOOTH and far < inf:
        heads, with_heads = Axis("parallel_exponent_far", 0.0, LARGEST_EXPONENT), form
    else:  # one exponent for all, or a step: a step at the head-count of the normal company widens it
        heads, with_heads = Axis("parallel_exponent_above", 0.0, LARGEST_EXPONENT), form._replace(parallel_returns=STEP)
    return (
        Asymmetry("headcount-dependent penalty", heads, with_heads),
        Asymmetry("work unit", Axis("startup_years", 0.0, MOST_STARTUP_YEARS), form),
        Asymmetry("best against median", Axis("quality_concentration", -MOST_CONCENTRATION, MOST_CONCENTRATION), form),
        Asymmetry(
            "labour-compute equilibrium", axis_of("substitution_rho", draws), form_with(form, "substitution_rho")
        ),
        Asymmetry("absolute position", Axis("labour_saturation", 0.0, 1.0), form),
    )


def as_believed(medians: Mapping[str, float], three: Three, form: Form) -> dict[str, float]:
    """Beliefs at their medians, with those that widen the form set so that it stays what it is."""
    base = {**ABSENT, **medians}
    if LAM in base and base.get("parallel_step_heads", inf) == inf:
        base |= {"parallel_exponent_above": base[LAM], "parallel_step_heads": float(three.normal.staff)}
    return base


def symmetric(medians: Mapping[str, float], three: Three, form: Form) -> dict[str, float]:
    """The same with none of the post's asymmetries in force but what the law of parallel returns itself brings.

    Quality stays as it is believed to be, the typical member of each company counting.
    """
    return {**as_believed(medians, three, form), **NEUTRAL}


def implied_by_symmetry(
    known: Callable[..., Any], asked: Callable[..., Any], stated: FloatArray, draws: Mapping[str, Any], form: Form
) -> dict[str, FloatArray]:
    """What answers imply for the other jump: as they stand, and through each belief that may explain them.

    `known` is the jump that the answers are about. "equal jumps" is the post's shortest form, that the other jump is
    the same; the others take into account by how much the companies differ each time. NaN where a belief cannot
    explain an answer; a belief that plays no part under the form is left out.
    """
    answers = np.atleast_1d(np.asarray(stated, dtype=np.float64))
    implied = {"equal jumps": answers}
    for belief in (axis_of_heads(form, draws).belief, *UP):
        if (wide := form_with(form, belief)) is None:
            continue
        value = giving(known, log(answers), axis_of(belief, draws), draws, wide)
        other = np.broadcast_to(exp(asked({**draws, belief: value}, wide)), answers.shape)
        implied[belief] = np.where(np.isnan(value), np.nan, other)
    return implied


def closing(asymmetry: Asymmetry, three: Three, slow: float, automated: float, draws: Mapping[str, Any]) -> Closing:
    """The size at which one asymmetry lets both answers hold: for each size, the labour share is set anew.

    The labour share is what the answer about the slow company is taken to speak of; otherwise any asymmetry that made
    that answer wrong could be said to explain the other.
    """
    neutral = float(draws[asymmetry.parameter])
    if asymmetry.form is None or form_with(asymmetry.form, SHARE) is None:
        return Closing(asymmetry.name, asymmetry.parameter, neutral, None, None, float("nan"))
    line, size = line_of_sizes(asymmetry, asymmetry.form, draws)
    found = meeting(three, slow, automated, line)
    closes = None if found.across is None else float(size(found.across))
    return Closing(asymmetry.name, asymmetry.parameter, neutral, closes, found.up, found.reached)


def closing_over_draws(
    asymmetry: Asymmetry, three: Three, slow: FloatArray, automated: FloatArray, draws: Mapping[str, Any]
) -> Meetings | None:
    """The same over draws of both answers: the sizes, and the labour shares with them; None where there is no room."""
    if asymmetry.form is None or form_with(asymmetry.form, SHARE) is None:
        return None
    line, size = line_of_sizes(asymmetry, asymmetry.form, draws)
    found = meetings(three, slow, automated, line)
    return found._replace(across=size(found.across))


def line_of_sizes(asymmetry: Asymmetry, form: Form, draws: Mapping[str, Any]) -> tuple[Line, Callable[[Any], Any]]:
    """The line of sizes of an asymmetry, by places from -1 to 1, and the size at a place.

    Sizes lie closer together near the neutral one, where a little may do.
    """
    axis = asymmetry.axis
    middle = axis.place(draws[asymmetry.parameter])
    low, high = axis.ends

    def size(place: Any) -> Any:
        return axis.value(middle + np.where(place > 0.0, high - middle, low - middle) * np.abs(place) ** CLOSER)

    ends = (-1.0 if low < middle else 0.0, 1.0 if middle < high else 0.0)
    return Line(
        lambda places: {**draws, asymmetry.parameter: size(places)}, ends, 0.0, axis_of(SHARE, draws), form
    ), size
