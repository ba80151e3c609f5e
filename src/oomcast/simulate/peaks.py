"""The peak of the research pace: where it lies within a step, and how high it is."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import where
from oomcast.simulate.stepping import dense
from oomcast.simulate.twins import call_block, first_of, renewed
from oomcast.simulate.workspace import (
    BEFORE,
    COEFFICIENT,
    K1,
    K2,
    K7,
    LANES,
    PACE,
    PACE_BEFORE,
    PEAK,
    PEAK_TIME,
    ROW,
    STAGE,
    STAGE_TIME,
    STATE,
    STATES,
    STEP_BEFORE,
    TAKEN,
    TIME,
    TIME_1,
    TIME_BEFORE,
    VERDICT,
)

__all__ = ["climb", "find_peaks", "look_back"]

MOST_PEAK_STEPS = 40
PEAK_SHARE_OF_TOLERANCE = 1.0
STEADY_TRIALS = 2
HALVE_EVERY = 3
NEAR_END = 1e-3


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
            w[STAGE + s * LANES + l] = dense(w, BEFORE + s * LANES + l, ROW, s, theta)
    else:
        theta = offset / w[TAKEN + l]
        for s in range(STATES):
            w[STAGE + s * LANES + l] = dense(w, STATE + s * LANES + l, ROW, s, theta)
    call_block(rate, LANES + l, w, STAGE_TIME, STAGE, COEFFICIENT, K2)
    return w[K2 + PACE + l]


def find_peaks(rate: Any, w: Any, until: float, tolerance: float) -> None:
    """Keep the largest pace so far, up to a time.

    Its time is sought where a step boundary is higher than both of its neighbours, and in the step that contains the
    end of the search; elsewhere the boundaries are enough.
    """
    tops = 0
    for l in range(LANES):
        moved = w[VERDICT + l] > 0.0
        before, at, after = w[PACE_BEFORE + l], w[K1 + PACE + l], w[K7 + PACE + l]
        within = moved & (w[TIME_1 + l] <= until)
        last = moved & (w[TIME_1 + l] > until) & (w[TIME + l] < until)
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
            look_back(rate, w, l, 0.0, at, end, after, tolerance)
        if before <= at and after < at:
            # Where no step comes before, the pace has been mirrored to a time before the start.
            start = -w[STEP_BEFORE + l] if w[STEP_BEFORE + l] > 0.0 else w[TIME_BEFORE + l] - w[TIME + l]
            climb(rate, w, l, start, before, 0.0, at, end, after, tolerance)


def climb(
    rate: Any, w: Any, l: int, ta: float, pa: float, tb: float, pb: float, tc: float, pc: float, tolerance: float
) -> None:
    """Find the top of the pace of one lane between the offsets ta and tc, where pb at tb is no lower than pa and pc.

    Repeated parabolas through three points, within this step and the one before.
    """
    steady = 0
    for trial in range(MOST_PEAK_STEPS):
        offset = vertex(ta, pa, tb, pb, tc, pc)
        # A lopsided top draws the vertex to one side for long; now and then the wider side is halved instead.
        if trial % HALVE_EVERY == HALVE_EVERY - 1 or not (offset > ta and offset < tc) or offset == tb:
            offset = where(tc - tb > tb - ta, 0.5 * (tb + tc), 0.5 * (ta + tb))
        if offset < 0.0 and w[STEP_BEFORE + l] == 0.0:
            break
        pace = ln_pace_at(rate, w, l, offset)
        steady = steady + 1 if abs(pace - pb) < PEAK_SHARE_OF_TOLERANCE * tolerance else 0
        if offset < tb:
            if pace > pb:
                tc, pc, tb, pb = tb, pb, offset, pace
            else:
                ta, pa = offset, pace
        elif pace > pb:
            ta, pa, tb, pb = tb, pb, offset, pace
        else:
            tc, pc = offset, pace
        if steady == STEADY_TRIALS:
            break
    if pb > w[PEAK + l]:
        w[PEAK + l] = pb
        w[PEAK_TIME + l] = w[TIME + l] + tb


def look_back(
    rate: Any, w: Any, l: int, start: float, at_start: float, end: float, at_end: float, tolerance: float
) -> None:
    """Find a top of the pace between offsets after which no other step will bracket it: at a kink, or at the end."""
    just_before = end - NEAR_END * (end - start)
    pace = ln_pace_at(rate, w, l, just_before)
    if pace > at_end and pace >= at_start:
        climb(rate, w, l, start, at_start, just_before, pace, end, at_end, tolerance)
