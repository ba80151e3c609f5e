"""The peak of the research pace: where it lies within a step, and how high it is."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import where
from oomcast.simulate.stepping import dense
from oomcast.simulate.twins import call_block, first_of, renewed
from oomcast.simulate.workspace import (
    BEFORE,
    COEFFICIENT,
    COEFFICIENTS,
    DEGREE,
    DRAW,
    K1,
    K2,
    K7,
    LANES,
    LAST_LANE,
    LN_PEAK,
    P_AT,
    P_BEFORE,
    P_COEFFICIENT,
    P_COURSE,
    P_DONE,
    P_DRAW,
    P_END,
    P_HIGH,
    P_HIGH_PACE,
    P_LOW,
    P_LOW_PACE,
    P_STEADY,
    P_TAKEN,
    P_TAKEN_BEFORE,
    P_TIME,
    P_TOP,
    P_TOP_PACE,
    PACE,
    PACE_BEFORE,
    PEAK,
    PEAK_AT,
    PEAK_TIME,
    PEAKS_QUEUED,
    ROW,
    STAGE,
    STAGE_TIME,
    STATE,
    STATE_1,
    STATES,
    STEP_BEFORE,
    TAKEN,
    TIME,
    TIME_1,
    TIME_BEFORE,
    VERDICT,
)

__all__ = ["climb", "find_peaks", "look_back", "queue_peak"]

MOST_PEAK_STEPS = 40
PEAK_SHARE_OF_TOLERANCE = 1.0
STEADY_TRIALS = 2
HALVE_EVERY = 3
NEAR_END = 1e-3

PACE_OF_ALL = -2 * LANES
"""Asks the block of rates for the pace of all lanes, and nothing else."""


def vertex(ta: Any, pa: Any, tb: Any, pb: Any, tc: Any, pc: Any) -> Any:
    """Where the parabola through three points has its top; the middle point where it has none."""
    left = (tb - ta) * (pb - pc)
    right = (tb - tc) * (pb - pa)
    bend = left - right
    shift = 0.5 * ((tb - ta) * left - (tb - tc) * right) / where(bend == 0.0, 1.0, bend)
    return where(bend == 0.0, tb, tb - shift)


def ln_pace_at(rate: Any, w: Any, l: int, offset: float) -> Any:
    """Logarithm of the pace of one lane at an offset in time from the start of this step: within it or the one before.

    Offsets, since a burst may last for less than the clock can tell apart.
    """
    w[STAGE_TIME + l] = w[TIME + l] + offset
    if offset < 0.0:
        theta = 1.0 + offset / w[STEP_BEFORE + l]
        for s in range(STATES):
            j = s * LANES + l
            w[STAGE + j] = dense(w, BEFORE + j, ROW, s, theta, w[STATE + j])
    else:
        theta = offset / w[TAKEN + l]
        for s in range(STATES):
            j = s * LANES + l
            w[STAGE + j] = dense(w, STATE + j, ROW, s, theta, w[STATE_1 + j])
    call_block(rate, LANES + l, w, STAGE_TIME, STAGE, COEFFICIENT, K2)
    return w[K2 + PACE + l]


def find_peaks(rate: Any, w: Any, b: Any, results: Any, stride: int, until: float, tolerance: float) -> None:
    """Keep the largest pace so far at the ends of steps, up to a time, and queue the tops between them.

    A top is sought where a step boundary is higher than both of its neighbours, and in the step that contains the
    end of the search unless the pace falls from its start on; elsewhere the boundaries are enough.
    """
    tops = 0
    for l in range(LANES):
        moved = w[VERDICT + l] > 0.0
        before, at, after = w[PACE_BEFORE + l], w[K1 + PACE + l], w[K7 + PACE + l]
        within = moved & (w[TIME_1 + l] <= until)
        last = moved & (w[TIME_1 + l] > until) & (w[TIME + l] < until) & ((before <= at) | (after > w[PEAK + l]))
        tops |= where((within & (before <= at) & (after < at)) | last, 1 << l, 0)
        higher = within & (after > w[PEAK + l])
        w[PEAK + l] = renewed(higher, after, w[PEAK + l])
        w[PEAK_TIME + l] = renewed(higher, w[TIME_1 + l], w[PEAK_TIME + l])
    while tops != 0:
        l = first_of(tops)
        tops &= tops - 1
        before, at, after = w[PACE_BEFORE + l], w[K1 + PACE + l], w[K7 + PACE + l]
        end = w[TAKEN + l]
        if w[TIME_1 + l] > until:
            end = until - w[TIME + l]
            after = ln_pace_at(rate, w, l, end)
            if after > w[PEAK + l]:
                w[PEAK + l] = after
                w[PEAK_TIME + l] = until
            look_back(rate, w, b, l, results, stride, 0.0, at, end, after, tolerance)
        if before <= at and after < at:
            # Where no step comes before, the pace has been mirrored to a time before the start.
            start = -w[STEP_BEFORE + l] if w[STEP_BEFORE + l] > 0.0 else w[TIME_BEFORE + l] - w[TIME + l]
            queue_peak(rate, w, b, l, results, stride, start, before, 0.0, at, end, after, tolerance)


def look_back(
    rate: Any,
    w: Any,
    b: Any,
    l: int,
    results: Any,
    stride: int,
    start: float,
    at_start: float,
    end: float,
    at_end: float,
    tolerance: float,
) -> None:
    """Find a top of the pace between offsets after which no other step will bracket it: at a kink, or at the end."""
    just_before = end - NEAR_END * (end - start)
    pace = ln_pace_at(rate, w, l, just_before)
    if pace > at_end and pace >= at_start:
        queue_peak(rate, w, b, l, results, stride, start, at_start, just_before, pace, end, at_end, tolerance)


def queue_peak(
    rate: Any,
    w: Any,
    b: Any,
    l: int,
    results: Any,
    stride: int,
    low: float,
    low_pace: float,
    top: float,
    top_pace: float,
    high: float,
    high_pace: float,
    tolerance: float,
) -> None:
    """Put a top of the pace of a lane on the queue: it lies between the offsets low and high, and the pace at `top` is
    no lower than at either. A full queue is climbed for all its members at once.
    """
    queued = b[PEAKS_QUEUED] & LAST_LANE
    b[P_DRAW + queued] = b[DRAW + l]
    w[P_TIME + queued] = w[TIME + l]
    w[P_TAKEN + queued] = w[TAKEN + l]
    w[P_TAKEN_BEFORE + queued] = w[STEP_BEFORE + l]
    w[P_LOW + queued] = low
    w[P_LOW_PACE + queued] = low_pace
    w[P_TOP + queued] = top
    w[P_TOP_PACE + queued] = top_pace
    w[P_HIGH + queued] = high
    w[P_HIGH_PACE + queued] = high_pace
    w[P_STEADY + queued] = 0.0
    for c in range(COEFFICIENTS):
        w[P_COEFFICIENT + c * LANES + queued] = w[COEFFICIENT + c * LANES + l]
    for s in range(STATES):
        w[P_END + s * LANES + queued] = w[STATE_1 + s * LANES + l]
    for row in range((DEGREE + 1) * STATES):
        w[P_COURSE + row * LANES + queued] = w[STATE + row * LANES + l]
        w[P_BEFORE + row * LANES + queued] = w[BEFORE + row * LANES + l]
    queued += 1
    if queued == LANES:
        climb(rate, w, b, results, stride, queued, tolerance)
        queued = 0
    b[PEAKS_QUEUED] = queued


def climb(rate: Any, w: Any, b: Any, results: Any, stride: int, queued: int, tolerance: float) -> None:
    """Find the queued tops, all at once, and keep those that are higher than what else a draw has reached.

    Repeated parabolas through three points, within a step and the one before it. Each member is frozen when it has
    settled, so that the result of one does not depend on its neighbours.
    """
    for l in range(LANES):
        w[P_DONE + l] = where(l < queued, 0.0, 1.0)
    for trial in range(MOST_PEAK_STEPS):
        # A lopsided top draws the vertex to one side for long; now and then the wider side is halved instead.
        halves = trial % HALVE_EVERY == HALVE_EVERY - 1
        for l in range(LANES):
            low, top, high = w[P_LOW + l], w[P_TOP + l], w[P_HIGH + l]
            offset = vertex(low, w[P_LOW_PACE + l], top, w[P_TOP_PACE + l], high, w[P_HIGH_PACE + l])
            half = where(high - top > top - low, 0.5 * (top + high), 0.5 * (low + top))
            inside = (offset > low) & (offset < high) & (offset != top)
            offset = where(inside, where(halves, half, offset), half)
            nothing_there = (offset < 0.0) & (w[P_TAKEN_BEFORE + l] == 0.0)
            w[P_DONE + l] = where(nothing_there, 1.0, w[P_DONE + l])
            w[P_AT + l] = offset
            w[STAGE_TIME + l] = w[P_TIME + l] + offset
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                offset, taken, taken_before = w[P_AT + l], w[P_TAKEN + l], w[P_TAKEN_BEFORE + l]
                theta = offset / where(taken > 0.0, taken, 1.0)
                theta_before = 1.0 + offset / where(taken_before > 0.0, taken_before, 1.0)
                here = dense(w, P_COURSE + j, ROW, s, theta, w[P_END + j])
                before = dense(w, P_BEFORE + j, ROW, s, theta_before, w[P_COURSE + j])
                w[STAGE + j] = where(offset < 0.0, before, here)
        call_block(rate, PACE_OF_ALL, w, STAGE_TIME, STAGE, P_COEFFICIENT, K2)
        still_open = 0
        for l in range(LANES):
            offset, pace, top, top_pace = w[P_AT + l], w[K2 + PACE + l], w[P_TOP + l], w[P_TOP_PACE + l]
            searched, higher = w[P_DONE + l] == 0.0, pace > top_pace
            # The lower of the two, the top so far and what was tried, becomes a bound on its side of the other.
            bound, bound_pace = where(higher, top, offset), where(higher, top_pace, pace)
            to_low = searched & ((offset < top) != higher)
            to_high = searched & ((offset < top) == higher)
            w[P_LOW + l] = where(to_low, bound, w[P_LOW + l])
            w[P_LOW_PACE + l] = where(to_low, bound_pace, w[P_LOW_PACE + l])
            w[P_HIGH + l] = where(to_high, bound, w[P_HIGH + l])
            w[P_HIGH_PACE + l] = where(to_high, bound_pace, w[P_HIGH_PACE + l])
            to_top = searched & higher
            w[P_TOP + l] = where(to_top, offset, top)
            w[P_TOP_PACE + l] = where(to_top, pace, top_pace)
            gain = pace - top_pace
            near = where(gain < 0.0, -gain, gain) < PEAK_SHARE_OF_TOLERANCE * tolerance
            steady = where(near, w[P_STEADY + l] + 1.0, 0.0)
            w[P_STEADY + l] = steady
            goes_on = searched & (steady < STEADY_TRIALS)
            w[P_DONE + l] = where(goes_on, 0.0, 1.0)
            still_open += where(goes_on, 1, 0)
        if still_open == 0:
            break
    for l in range(queued):
        i = b[P_DRAW + l]
        if i >= 0 and w[P_TOP_PACE + l] > results[LN_PEAK * stride + i]:
            results[LN_PEAK * stride + i] = w[P_TOP_PACE + l]
            results[PEAK_AT * stride + i] = w[P_TIME + l] + w[P_TOP + l]
