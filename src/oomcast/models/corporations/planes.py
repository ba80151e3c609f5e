"""Models that give an answer: curves in a plane of two beliefs, and where the curves of two answers meet.

Across goes what the file's own law of parallel returns is about (the parallel exponent, where it has one), up another
belief. All else stays as given, and all of it asks the same comparison as everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.registry import PRODUCTIONS
from oomcast.models.contract import FloatArray
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.research import Form
from oomcast.models.corporations.solving import roots
from oomcast.models.corporations.three import Three
from oomcast.models.takeoff.full import arguments
from oomcast.quantities.elementary import exp, log

__all__ = [
    "LAM",
    "OF_HEADS",
    "SHARE",
    "STEPS_ACROSS",
    "STEPS_OVER_DRAWS",
    "UP",
    "Axis",
    "Line",
    "Meeting",
    "Meetings",
    "Plane",
    "axis_of",
    "axis_of_heads",
    "curve",
    "form_with",
    "giving",
    "line_across",
    "meeting",
    "meetings",
    "plane",
]

LAM, SHARE = "parallel_exponent", "labour_share"
UP = (SHARE, "substitution_rho", "latency_share", "research_taste_spread")
"""Beliefs that go up in a plane."""

OF_HEADS = {
    "hierarchy": "hierarchy_loss_per_layer",
    "scalability-law": "contention",
    "duplication-uniform": "ideas_in_reach",
    "duplication-zipf": "visibility_exponent",
}
"""What a law of parallel returns is about, where that is not the parallel exponent."""

WIDER = {"cobb-douglas": "latency", "ces": "latency"}
"""Production functions that are another one exactly where its further beliefs are neutral."""

COMMON_RHO = -5.0
"""So little do labour and compute replace each other here that less would change nothing."""

RANGES = {
    LAM: (0.0, 1.0),
    "substitution_rho": (COMMON_RHO, 1.0),
    "research_taste_spread": (1.0, 1e4),
    "contention": (1e-9, 1.0),
}
"""Narrower than the bounds of the parameter, where those are far beyond what changes anything."""

WIDE = 100.0
"""A belief whose largest value is so many times its smallest is moved in its logarithm."""

STEPS_ACROSS = 20
"""Steps across at which a curve is shown."""

STEPS_OVER_DRAWS = 100
"""Steps across of the table that draws of answers are looked up in; between them all is taken as straight."""

STEPS_UP = 128
"""Steps up of every table."""

STEPS_LOOKED_AT = 64
"""Steps across where one place is looked for."""

LOOKS = 3
"""How often, each time between two steps of the time before: to a 64th three times over, and then along a straight
line, which is ten digits."""


class Axis(NamedTuple):
    """A belief that is moved between two values, in its logarithm if it `is_factor`."""

    belief: str
    low: float
    high: float
    is_factor: bool = False

    def value(self, place: Any) -> Any:
        """The belief at a place along the axis."""
        return exp(place) if self.is_factor else place

    def place(self, value: Any) -> float:
        """Where along the axis a value is, or the nearest to it that there is."""
        inside = min(max(float(value), self.low), self.high)
        return float(log(inside)) if self.is_factor else inside

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last place."""
        return self.place(self.low), self.place(self.high)

    def places(self, steps: int) -> FloatArray:
        """Places at equal steps."""
        return np.linspace(*self.ends, steps + 1)


class Plane(NamedTuple):
    """Two beliefs, and under which law and production function they are moved."""

    across: Axis
    up: Axis
    form: Form


class Meeting(NamedTuple):
    """Where both answers hold: the place across and the belief up; None where they do not.

    Then `reached` is the nearest that the second jump comes to what is stated, along the curve of the first.
    """

    across: float | None
    up: float | None
    reached: float


class Meetings(NamedTuple):
    """The same over draws of both answers; NaN where the two do not meet."""

    across: FloatArray
    up: FloatArray


def form_with(form: Form, belief: str) -> Form | None:
    """The form itself, or one that widens it, in which a belief of a production function acts; None if there is none.

    >>> form_with(Form("constant-exponent", "cobb-douglas"), "substitution_rho").production
    'latency'
    >>> form_with(Form("constant-exponent", "leontief"), "labour_share") is None
    True
    """
    of_production = {name for module in PRODUCTIONS.values() for name in arguments(module.prepare)}
    if belief not in of_production:
        return form
    for production in (form.production, WIDER.get(form.production, form.production)):
        if belief in arguments(PRODUCTIONS[production].prepare):
            return form._replace(production=production)
    return None


def axis_of_heads(form: Form, draws: Mapping[str, Any]) -> Axis:
    """What goes across: the parallel exponent, or what the law is about instead."""
    return axis_of(OF_HEADS.get(form.parallel_returns, LAM), draws)


def axis_of(belief: str, draws: Mapping[str, Any]) -> Axis:
    """Between which values a belief is looked for, the other shares of research being as given."""
    parameter: Parameter = WORDS.research.parameters[belief]
    low, high = RANGES.get(belief, (parameter.lower, parameter.upper))
    if belief == "latency_share":
        high = 1.0 - float(draws[SHARE])
    elif belief == SHARE:
        high = 1.0 - float(draws.get("latency_share", 0.0))
    return Axis(belief, low, high, is_factor=low > 0.0 and high > WIDE * low)


def plane(belief: str, draws: Mapping[str, Any], form: Form) -> Plane | None:
    """The plane of a belief and what the law of parallel returns is about; None where the belief plays no part."""
    wide = form_with(form, belief)
    return None if wide is None else Plane(axis_of_heads(form, draws), axis_of(belief, draws), wide)


def giving(
    jump: Callable[[Mapping[str, Any], Form], Any], ln_stated: Any, up: Axis, draws: Mapping[str, Any], form: Form
) -> FloatArray:
    """For each row the value of a belief at which a jump comes out as stated, the nearest to what it is; or NaN.

    Rows are those of `ln_stated`, shape (rows,); beliefs among the draws may be arrays of shape (rows, 1).
    """
    places = roots(
        lambda place: jump({**draws, up.belief: up.value(place)}, form),
        np.atleast_1d(ln_stated),
        ends=up.ends,
        near=up.place(draws[up.belief]),
    )
    return np.asarray(up.value(places))


def curve(
    jump: Callable[[Mapping[str, Any], Form], Any], stated: FloatArray, on: Plane, draws: Mapping[str, Any]
) -> FloatArray:
    """The models that give an answer: the belief up at each step across, or NaN; shape (answers, steps + 1)."""
    across = on.across.value(on.across.places(STEPS_ACROSS))
    rows = np.tile(across, len(stated))
    targets = np.repeat(log(np.asarray(stated)), len(across))
    found = giving(jump, targets, on.up, {**draws, on.across.belief: rows[:, None]}, on.form)
    return found.reshape(len(stated), len(across))


class Line(NamedTuple):
    """Models along a line of places, each with one more belief that is set so that the first answer holds."""

    at: Callable[[Any], dict[str, Any]]
    ends: tuple[float, float]
    near: float
    up: Axis
    form: Form


def line_across(on: Plane, draws: Mapping[str, Any]) -> Line:
    """The line of models across a plane."""
    across = on.across
    return Line(
        lambda places: {**draws, across.belief: across.value(places)},
        across.ends,
        across.place(draws[across.belief]),
        on.up,
        on.form,
    )


def meeting(three: Three, slow: float, automated: float, line: Line) -> Meeting:
    """Where along a line both answers hold; the nearest such place to what is believed.

    The line is tabulated, and then again between the two places where the curves of both answers meet.
    """
    answers = np.array([slow]), np.array([automated])
    across, believed = np.linspace(*line.ends, STEPS_LOOKED_AT + 1), line.up.place(line.at(line.near)[line.up.belief])
    places, reached = line.up.places(STEPS_UP), np.nan
    for look in range(LOOKS):
        found = tabulated(three, *answers, across, places, line, believed)
        row = crossing(found, across, line.near)[0]
        if look == 0:
            excess = np.where(np.isfinite(found.excess[:, 0]), found.excess[:, 0], np.inf)
            reached = automated * exp(float(excess[np.argmin(np.abs(excess))]))
        if row < 0:
            return Meeting(None, None, reached)
        if look < LOOKS - 1:
            between, step = found.value[row : row + 2, 0], places[1] - places[0]
            across = np.linspace(across[row], across[row + 1], STEPS_LOOKED_AT + 1)
            believed = float(between.mean())
            places = np.linspace(between.min() - step, between.max() + step, STEPS_UP + 1).clip(*line.up.ends)
    met, height = interpolated(found, across, np.array([row]))
    return Meeting(float(met[0]), float(line.up.value(height[0])), automated)


def meetings(three: Three, slow: FloatArray, automated: FloatArray, line: Line) -> Meetings:
    """The same for draws of both answers, from one table of the line: to a ten-thousandth of its length."""
    across = np.linspace(*line.ends, STEPS_OVER_DRAWS + 1)
    believed = line.up.place(line.at(line.near)[line.up.belief])
    found = tabulated(three, slow, automated, across, line.up.places(STEPS_UP), line, believed)
    row = crossing(found, across, line.near)
    met, height = interpolated(found, across, np.maximum(row, 0))
    return Meetings(np.where(row < 0, np.nan, met), np.asarray(line.up.value(np.where(row < 0, np.nan, height))))


class Table(NamedTuple):
    """For each place across and each draw of both answers: where up the first holds, and by how much the second fails.

    `excess` is in logarithms; both are NaN where the first answer holds nowhere. Shape (places, draws).
    """

    value: FloatArray
    excess: FloatArray


def tabulated(
    three: Three,
    slow: FloatArray,
    automated: FloatArray,
    across: FloatArray,
    places: FloatArray,
    line: Line,
    believed: float,
) -> Table:
    """The curve of the first answer over places across, from both jumps at all places across and up.

    A curve ends where its jump turns, as seen from what is believed, since beyond that the same answer comes again.
    """
    beliefs = {**line.at(across[:, None]), line.up.belief: line.up.value(places)}
    shape = (across.size, places.size)
    first = np.broadcast_to(three.ln_normal_over_slow(beliefs, line.form), shape)
    second = np.broadcast_to(three.ln_automated_over_normal(beliefs, line.form), shape)
    middle = int(np.argmin(np.abs(places - believed)))
    value = np.full((across.size, slow.size), np.nan)
    excess = np.full_like(value, np.nan)
    for row, (one, other) in enumerate(zip(first, second, strict=True)):
        part = before_a_turn(one, middle)
        order = slice(None) if one[part][-1] > one[part][0] else slice(None, None, -1)
        value[row] = np.interp(log(slow), one[part][order], places[part][order], left=np.nan, right=np.nan)
        excess[row] = np.interp(value[row], places[part], other[part]) - log(automated)
    return Table(value, excess)


def crossing(found: Table, across: FloatArray, near: float) -> FloatArray:
    """After which place the second answer comes to hold, nearest to `near`, for each draw; -1 where it never does."""
    crosses = found.excess[:-1] * found.excess[1:] <= 0.0  # never where one is not a number
    distance = np.abs((across[:-1] + across[1:]) / 2.0 - near)
    row = np.argmin(np.where(crosses, distance[:, None], np.inf), axis=0)
    return np.where(crosses.any(axis=0), row, -1)


def interpolated(found: Table, across: FloatArray, row: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Between two places across, where the second answer holds, and where up the first one does."""
    draw = np.arange(row.size)
    before, after = found.excess[row, draw], found.excess[row + 1, draw]
    way = np.where(before == after, 0.0, before / np.where(before == after, 1.0, before - after))
    met = across[row] + way * (across[row + 1] - across[row])
    return met, found.value[row, draw] + way * (found.value[row + 1, draw] - found.value[row, draw])


def before_a_turn(values: FloatArray, place: int) -> slice:
    """The stretch around a place in which values only rise or only fall.

    >>> before_a_turn(np.array([3.0, 1.0, 2.0, 4.0, 0.0]), 2)
    slice(1, 4, None)
    """
    signs = np.sign(np.diff(values))
    at = min(place, len(signs) - 1)
    first, last = at, at
    while first > 0 and signs[first - 1] == signs[at]:
        first -= 1
    while last < len(signs) - 1 and signs[last + 1] == signs[at]:
        last += 1
    return slice(first, last + 2)
