"""The life of a draw in a lane: it is loaded, stops at marks and kinks, and ends with an outcome."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import greatest, where
from oomcast.simulate.events import observe_grid
from oomcast.simulate.peaks import look_back
from oomcast.simulate.starting import fetch_start, see_growth, step_aside
from oomcast.simulate.stepping import NO_TREND
from oomcast.simulate.twins import call_block
from oomcast.simulate.workspace import (
    AGAIN,
    BUSY,
    COEFFICIENT,
    COEFFICIENTS,
    DRAW,
    END,
    FIELDS,
    GLOBAL,
    GRID_AT,
    K1,
    K2,
    LANES,
    LEVEL_AT,
    LN_GROWN,
    LN_PEAK,
    LN_RATIO,
    LOST,
    NEXT_GRID,
    NEXT_LEVEL,
    OUTCOME,
    P_DRAW,
    PACE,
    PACE_BEFORE,
    PEAK,
    PEAK_AT,
    PEAK_TIME,
    PEAKS_QUEUED,
    Q_DRAW,
    Q_PLACE,
    QUEUED,
    SEEN,
    STAGE,
    STAGE_TIME,
    STATE,
    STATES,
    STEP,
    STEP_BEFORE,
    STEPS,
    STOP,
    TIME,
    TIME_BEFORE,
    TOLERANCE,
    TRIES,
    VERDICT,
    WORK,
)

__all__ = ["attend", "idle", "load", "needs_attention"]

INFINITY = float("inf")
NOT_A_NUMBER = float("nan")

ENDS_AT_MARKS = True  # stands in for that of the method

# The global error is followed by linear propagation of the local ones. Where it shows in a reported value, the draw is
# integrated again with a smaller local tolerance. The estimates are those of the order-4 solution, while the order-5
# one goes on, so the limit may exceed the tolerance; the benchmark of accuracy measures what is left.
GLOBAL_LIMIT = 2.0
AIM = 0.3
SMALLEST_TOLERANCE = 1e-13

SMALLEST_STEP_YEARS = 1e-11  # with a pace that rises, less is a singularity; otherwise it is only fast
VANISHING_STEP_YEARS = 1e-200
MOST_STEPS = 100_000

# Outcomes, as in `oomcast.models.contract.Outcome`.
REACHED_HORIZON, DIVERGED, UNRESOLVED, INVALID = 0, 1, 2, 3

# What a lane is doing, in the row of counters `WORK`.
WORKING, STARTS_AGAIN, WAITS = 0, 1, 2


def idle(w: Any, l: int) -> None:
    """Let a lane that waits stand still on numbers that cannot disturb it."""
    w[BUSY + l] = 0.0
    w[TRIES + l] = 0.0
    w[TIME + l] = 0.0
    w[LOST + l] = 0.0
    w[STEP + l] = 0.0  # time stands still as well: it must not grow past what is due
    w[STOP + l] = INFINITY
    w[NEXT_GRID + l] = INFINITY
    w[NEXT_LEVEL + l] = INFINITY
    w[PACE_BEFORE + l] = INFINITY
    w[PEAK + l] = INFINITY
    w[GLOBAL + l] = 0.0
    w[TOLERANCE + l] = 1.0
    w[LN_RATIO + l] = 0.0
    w[LN_GROWN + l] = 0.0
    for s in range(STATES + 1):
        w[K1 + s * LANES + l] = 0.0
    for s in range(STATES):
        w[STATE + s * LANES + l] = 0.0
    for c in range(COEFFICIENTS):
        w[COEFFICIENT + c * LANES + l] = 0.0


def next_stop(marks: Any, n_marks: int, stops: Any, n_stops: int, stride: int, i: int, now: float) -> float:
    """The first kink of draw i after now, or mark where steps end at marks."""
    first = INFINITY
    if ENDS_AT_MARKS:
        for m in range(n_marks):
            if marks[m] > now and marks[m] < first:
                first = marks[m]
    for s in range(n_stops):
        if stops[s * stride + i] > now and stops[s * stride + i] < first:
            first = stops[s * stride + i]
    return first


def look_ahead(rate: Any, w: Any, l: int) -> None:
    """Take one small Euler step of one lane, for what came before and for how fast its rates grow."""
    step_aside(w, l)
    call_block(rate, l, w, STAGE_TIME, STAGE, COEFFICIENT, K2)
    see_growth(w, l)


def load(
    observe: Any,
    w: Any,
    b: Any,
    l: int,
    coefficients: Any,
    initial: Any,
    starts: Any,
    stops: Any,
    marks: Any,
    grid: Any,
    levels: Any,
    grid_states: Any,
    on_grid: Any,
    crossings: Any,
    results: Any,
    stride: int,
    n_stops: int,
    n_marks: int,
    n_grid: int,
    n_levels: int,
    tolerance: float,
) -> bool:
    """Put the draw of a lane at t = 0. False where its first rates are not numbers; such a draw has ended already."""
    i = b[DRAW + l]
    b[GRID_AT + l] = 0
    b[LEVEL_AT + l] = 0
    for c in range(COEFFICIENTS):
        w[COEFFICIENT + c * LANES + l] = coefficients[c * stride + i]
    for s in range(STATES):
        w[STATE + s * LANES + l] = initial[s * stride + i]
    w[TIME + l] = 0.0
    w[LOST + l] = 0.0
    w[GLOBAL + l] = 0.0
    w[LN_RATIO + l] = 0.0
    w[LN_GROWN + l] = NO_TREND
    w[NEXT_GRID + l] = grid[0]
    w[NEXT_LEVEL + l] = levels[i * (n_levels + 1)]
    w[STOP + l] = next_stop(marks, n_marks, stops, n_stops, stride, i, 0.0)
    fetch_start(w, l, starts, i, tolerance)
    w[PEAK + l] = w[K1 + PACE + l]
    w[PEAK_TIME + l] = 0.0
    results[LN_PEAK * stride + i] = -INFINITY
    sane = w[K1 + PACE + l] == w[K1 + PACE + l]
    for s in range(STATES):
        sane = sane and abs(w[K1 + s * LANES + l]) < INFINITY
    for f in range(FIELDS):
        sane = sane and abs(w[SEEN + f * LANES + l]) < INFINITY
    if not sane:
        results[OUTCOME * stride + i] = INVALID
        results[END * stride + i] = 0.0
        results[LN_PEAK * stride + i] = NOT_A_NUMBER
        results[PEAK_AT * stride + i] = NOT_A_NUMBER
        results[STEPS * stride + i] = 0.0
        observe_grid(observe, w, b, l, grid, n_grid, grid_states, on_grid, stride, NOT_A_NUMBER)
        for g in range(n_levels):
            crossings[g * stride + i] = NOT_A_NUMBER
        b[WORK + l] = WAITS
        return False
    while w[SEEN + l] >= w[NEXT_LEVEL + l]:
        crossings[b[LEVEL_AT + l] * stride + i] = 0.0
        b[LEVEL_AT + l] += 1
        w[NEXT_LEVEL + l] = levels[i * (n_levels + 1) + b[LEVEL_AT + l]]
    w[BUSY + l] = 1.0
    b[WORK + l] = WORKING
    return True


def needs_attention(w: Any, end: float, last_mark: float, tolerance: float) -> int:
    """The set of lanes that have reached a stop, an end, or an error that calls for a new start: bit l for lane l.

    After the last mark no draw starts again, since that would change what stands at the marks by where the end is.
    """
    lanes = 0
    for l in range(LANES):
        tired = (w[STEP + l] < SMALLEST_STEP_YEARS) | (w[TRIES + l] >= MOST_STEPS)
        arrived = (w[VERDICT + l] > 1.0) | (w[TIME + l] >= end)
        again = (w[AGAIN + l] > GLOBAL_LIMIT * tolerance) & (w[TIME_BEFORE + l] < last_mark)
        lanes |= where((tired | arrived | again) & (w[BUSY + l] > 0.0), 1 << l, 0)
    return lanes


def attend(
    rate: Any,
    observe: Any,
    w: Any,
    b: Any,
    l: int,
    stops: Any,
    bounded: Any,
    marks: Any,
    grid: Any,
    levels: Any,
    grid_states: Any,
    on_grid: Any,
    crossings: Any,
    results: Any,
    stride: int,
    n_stops: int,
    n_marks: int,
    n_grid: int,
    n_levels: int,
    end: float,
    last_mark: float,
    peak_until: float,
    tolerance: float,
) -> int:
    """See to a working lane after a step: pass a stop, start its draw again, or end it. Returns its `WORK`."""
    i = b[DRAW + l]
    not_good_enough = w[AGAIN + l] > GLOBAL_LIMIT * tolerance and w[TIME_BEFORE + l] < last_mark
    if not_good_enough and w[TOLERANCE + l] > SMALLEST_TOLERANCE:
        # What has been reported so far is not good enough: the draw starts again with smaller steps.
        sharper = AIM * GLOBAL_LIMIT * tolerance / w[AGAIN + l]
        w[TOLERANCE + l] = greatest(w[TOLERANCE + l] * sharper, SMALLEST_TOLERANCE)
        for q in range(b[QUEUED]):
            if b[Q_DRAW + q] == i:
                b[Q_PLACE + q] = n_levels * stride  # the row for what is no longer wanted
        for q in range(b[PEAKS_QUEUED]):
            if b[P_DRAW + q] == i:
                b[P_DRAW + q] = -1
        for g in range(n_levels):
            crossings[g * stride + i] = INFINITY
        b[WORK + l] = STARTS_AGAIN
        return STARTS_AGAIN
    if w[TIME + l] >= end:
        outcome = REACHED_HORIZON
    elif w[VERDICT + l] > 1.0:
        w[STOP + l] = next_stop(marks, n_marks, stops, n_stops, stride, i, w[TIME + l])
        bent = False
        for s in range(n_stops):
            bent = bent or stops[s * stride + i] == w[TIME + l]
        if bent:
            if w[TIME_BEFORE + l] < peak_until:
                start, at_start = -w[STEP_BEFORE + l], w[PACE_BEFORE + l]
                look_back(rate, w, b, l, results, stride, start, at_start, 0.0, w[K1 + PACE + l], tolerance)
            call_block(rate, l, w, TIME, STATE, COEFFICIENT, K1)
            call_block(observe, l, w, TIME, STATE, COEFFICIENT, SEEN)
            look_ahead(rate, w, l)
            if w[K1 + PACE + l] > w[PEAK + l] and w[TIME + l] < peak_until:
                w[PEAK + l] = w[K1 + PACE + l]
                w[PEAK_TIME + l] = w[TIME + l]
        return WORKING
    elif w[STEP + l] < SMALLEST_STEP_YEARS and bounded[i] == 0.0 and w[K1 + PACE + l] > w[PACE_BEFORE + l]:
        outcome = DIVERGED
    elif w[TRIES + l] >= MOST_STEPS or w[STEP + l] < VANISHING_STEP_YEARS:
        outcome = UNRESOLVED
    else:
        return WORKING
    if outcome == DIVERGED and w[TIME + l] <= peak_until:
        w[PEAK + l] = INFINITY
        w[PEAK_TIME + l] = w[TIME + l]
    if outcome != REACHED_HORIZON:
        for g in range(b[LEVEL_AT + l], n_levels):
            if levels[i * (n_levels + 1) + g] < INFINITY:  # an infinite level is not crossed, whatever happens
                crossings[g * stride + i] = w[TIME + l] if outcome == DIVERGED else NOT_A_NUMBER
    rest = INFINITY if outcome == DIVERGED else NOT_A_NUMBER
    observe_grid(observe, w, b, l, grid, n_grid, grid_states, on_grid, stride, rest)
    results[OUTCOME * stride + i] = outcome
    results[END * stride + i] = w[TIME + l]
    if not w[PEAK + l] < results[LN_PEAK * stride + i]:  # where a climb has not found a higher one between the steps
        results[LN_PEAK * stride + i] = w[PEAK + l]
        results[PEAK_AT * stride + i] = w[PEAK_TIME + l]
    results[STEPS * stride + i] = w[TRIES + l]
    b[WORK + l] = WAITS
    return WAITS
