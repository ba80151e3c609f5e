"""What happens within a step: values on the time grid and crossings of levels."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import greatest, least, where
from oomcast.simulate.stepping import dense
from oomcast.simulate.twins import call_block, first_of, place
from oomcast.simulate.workspace import (
    AGAIN,
    COEFFICIENT,
    COEFFICIENTS,
    DEGREE,
    DRAW,
    FIELDS,
    GLOBAL,
    GLOBAL_1,
    GRID_AT,
    LANES,
    LAST_LANE,
    LEVEL_AT,
    NEXT_GRID,
    NEXT_LEVEL,
    Q_AT,
    Q_COEFFICIENT,
    Q_COURSE,
    Q_DONE,
    Q_DRAW,
    Q_END,
    Q_HIGH,
    Q_LEVEL,
    Q_LOW,
    Q_MISS_HIGH,
    Q_MISS_LOW,
    Q_PLACE,
    Q_SEEN,
    Q_SIDE,
    Q_STATE,
    Q_STEP,
    Q_TIME,
    Q_WHEN,
    QUEUED,
    ROW,
    SEEN,
    SEEN_1,
    SEEN_OFF,
    SPREAD,
    STAGE,
    STAGE_TIME,
    STATE,
    STATE_1,
    STATES,
    TAKEN,
    TIME,
    TIME_1,
    VECTOR,
    VERDICT,
)

__all__ = ["locate", "note_reported_error", "observe_grid", "queue_crossings", "read_grid"]

INFINITY = float("inf")

ENDS_AT_MARKS = True  # stands in for that of the method

CROSSING_SHARE_OF_TOLERANCE = 0.05
MOST_ROOT_STEPS = 60
ROOT_RESOLUTION = 1e-15


def note_reported_error(w: Any, marks: Any, n_marks: int) -> None:
    """Start the record of what this step reports: at a mark, its global error."""
    for l in range(LANES):
        w[AGAIN + l] = where(w[VERDICT + l] > 1.0, w[GLOBAL_1 + l], 0.0)
    if not ENDS_AT_MARKS:
        for m in range(n_marks):
            for l in range(LANES):
                passed = (w[VERDICT + l] > 0.0) & (w[TIME + l] < marks[m]) & (w[TIME_1 + l] >= marks[m])
                worse = where(passed, greatest(w[GLOBAL + l], w[GLOBAL_1 + l]), 0.0)
                w[AGAIN + l] = greatest(w[AGAIN + l], worse)


def read_grid(w: Any, b: Any, grid: Any, n_grid: int, grid_states: Any) -> None:
    """Write the states at the grid points within the accepted steps. What is observed there is seen when a draw ends.

    Each lane has a row for each state. Points are read a few at a time; what that writes beyond the end of the step is
    written again by a later one, and behind the last point there is room for it.
    """
    due = 0
    for l in range(LANES):
        due |= where((w[VERDICT + l] > 0.0) & (w[NEXT_GRID + l] <= w[TIME_1 + l]), 1 << l, 0)
    while due != 0:
        l = first_of(due)
        due &= due - 1
        start, end = w[TIME + l], w[TIME_1 + l]
        per_step = 1.0 / where(w[TAKEN + l] > 0.0, w[TAKEN + l], 1.0)
        g = b[GRID_AT + l]
        points = 0
        while grid[place(g + points)] <= end:
            points += VECTOR
        for s in range(STATES):
            row = (l * STATES + s) * (n_grid + LANES) + g
            reached = w[STATE_1 + s * LANES + l]
            for k in range(points):
                theta = least((grid[place(g + k)] - start) * per_step, 1.0)
                grid_states[place(row + k)] = dense(w, STATE + s * LANES + l, ROW, s, theta, reached)
        g += points - VECTOR
        passed = 0
        for k in range(VECTOR):
            passed += where(grid[place(g + k)] <= end, 1, 0)
        g += passed
        b[GRID_AT + l] = g
        w[NEXT_GRID + l] = grid[place(g)]


def observe_grid(
    observe: Any,
    w: Any,
    b: Any,
    l: int,
    grid: Any,
    n_grid: int,
    grid_states: Any,
    on_grid: Any,
    stride: int,
    rest: float,
) -> None:
    """Write what is observed of the draw of a lane at the grid points it has met, 64 at a time, and `rest` after."""
    for c in range(COEFFICIENTS):
        for k in range(LANES):
            w[SPREAD + c * LANES + k] = w[COEFFICIENT + c * LANES + l]
    met = b[GRID_AT + l]
    for first in range(0, met, LANES):
        last = least(met, first + LANES)
        for k in range(LANES):
            w[STAGE_TIME + k] = grid[place(first + k)]
        for s in range(STATES):
            row = (l * STATES + s) * (n_grid + LANES) + first
            for k in range(LANES):
                w[STAGE + s * LANES + k] = grid_states[place(row + k)]
        call_block(observe, first - last, w, STAGE_TIME, STAGE, SPREAD, SEEN_OFF)
        for f in range(FIELDS):
            for g in range(first, last):
                on_grid[place((f * n_grid + g) * stride + b[DRAW + l])] = w[place(SEEN_OFF + f * LANES + g - first)]
    for f in range(FIELDS):
        for g in range(met, n_grid):
            on_grid[place((f * n_grid + g) * stride + b[DRAW + l])] = rest


def queue_crossings(
    observe: Any, w: Any, b: Any, levels: Any, n_levels: int, crossings: Any, stride: int, tolerance: float
) -> None:
    """Put the levels crossed by accepted steps on the queue; a full queue is solved for all its members at once."""
    crossed = 0
    for l in range(LANES):
        crossed |= where((w[VERDICT + l] > 0.0) & (w[SEEN_1 + l] >= w[NEXT_LEVEL + l]), 1 << l, 0)
    queued = b[QUEUED]
    while crossed != 0:
        l = first_of(crossed)
        crossed &= crossed - 1
        while w[SEEN_1 + l] >= w[NEXT_LEVEL + l]:
            level = b[LEVEL_AT + l]
            queued = queued & LAST_LANE
            b[Q_DRAW + queued] = b[DRAW + l]
            b[Q_PLACE + queued] = level * stride + b[DRAW + l]
            w[Q_TIME + queued] = w[TIME + l]
            w[Q_STEP + queued] = w[TAKEN + l]
            w[Q_LEVEL + queued] = w[NEXT_LEVEL + l]
            w[Q_MISS_LOW + queued] = w[SEEN + l] - w[NEXT_LEVEL + l]
            w[Q_MISS_HIGH + queued] = w[SEEN_1 + l] - w[NEXT_LEVEL + l]
            for c in range(COEFFICIENTS):
                w[Q_COEFFICIENT + c * LANES + queued] = w[COEFFICIENT + c * LANES + l]
            for s in range(STATES):
                w[Q_END + s * LANES + queued] = w[STATE_1 + s * LANES + l]
            for row in range((DEGREE + 1) * STATES):
                w[Q_COURSE + row * LANES + queued] = w[STATE + row * LANES + l]
            queued += 1
            level += 1
            # The time of a crossing is off by the error over the slope; a fast crossing forgives more.
            slope = (w[SEEN_1 + l] - w[SEEN + l]) / w[TAKEN + l]
            miss = greatest(w[GLOBAL + l], w[GLOBAL_1 + l]) / greatest(slope, 1.0)
            w[AGAIN + l] = greatest(w[AGAIN + l], miss)
            b[LEVEL_AT + l] = level
            w[NEXT_LEVEL + l] = levels[b[DRAW + l] * (n_levels + 1) + level]
            if queued == LANES:
                locate(observe, w, b, crossings, queued, tolerance)
                queued = 0
    b[QUEUED] = queued


def locate(observe: Any, w: Any, b: Any, crossings: Any, queued: int, tolerance: float) -> None:
    """Find the times of the queued crossings, all at once, by the method of Anderson and Bjorck.

    Source: N. Anderson and A. Bjorck, "A new high order method of regula falsi type", BIT 13 (1973) 253-264. Each
    member is frozen when its observed value is within a twentieth of the tolerance of its level, so that the result
    of one does not depend on its neighbours.
    """
    near = CROSSING_SHARE_OF_TOLERANCE * tolerance
    for l in range(LANES):
        w[Q_LOW + l] = 0.0
        w[Q_HIGH + l] = 1.0
        w[Q_SIDE + l] = 0.0
        # A level met at the very end of the step needs no search.
        done = w[Q_MISS_HIGH + l] <= near
        w[Q_AT + l] = where(done, 1.0, 0.0)
        w[Q_DONE + l] = where(done, 1.0, 0.0)
    for _ in range(MOST_ROOT_STEPS):
        for l in range(LANES):
            miss_low, miss_high = w[Q_MISS_LOW + l], w[Q_MISS_HIGH + l]
            spread = miss_high - miss_low
            x = (w[Q_LOW + l] * miss_high - w[Q_HIGH + l] * miss_low) / where(spread == 0.0, 1.0, spread)
            w[Q_AT + l] = where(w[Q_DONE + l] > 0.0, w[Q_AT + l], x)
            w[Q_WHEN + l] = w[Q_TIME + l] + w[Q_AT + l] * w[Q_STEP + l]
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                w[Q_STATE + j] = dense(w, Q_COURSE + j, ROW, s, w[Q_AT + l], w[Q_END + j])
        call_block(observe, -LANES, w, Q_WHEN, Q_STATE, Q_COEFFICIENT, Q_SEEN)
        still_open = 0
        for l in range(LANES):
            miss = w[Q_SEEN + l] - w[Q_LEVEL + l]
            size = where(miss < 0.0, -miss, miss)
            x, low, high = w[Q_AT + l], w[Q_LOW + l], w[Q_HIGH + l]
            miss_low, miss_high, side = w[Q_MISS_LOW + l], w[Q_MISS_HIGH + l], w[Q_SIDE + l]
            settled = (w[Q_DONE + l] > 0.0) | (size <= near) | (high - low <= ROOT_RESOLUTION)
            below = miss < 0.0
            # The end that stays twice in a row is weighted down, by how much the other end has improved.
            other = where(below, miss_low, miss_high)
            weight = 1.0 - miss / where(other == 0.0, 1.0, other)
            weight = where(weight > 0.0, weight, 0.5)
            kept_high = where(below, where(side < 0.0, miss_high * weight, miss_high), miss)
            kept_low = where(below, miss, where(side > 0.0, miss_low * weight, miss_low))
            w[Q_MISS_HIGH + l] = where(settled, miss_high, kept_high)
            w[Q_MISS_LOW + l] = where(settled, miss_low, kept_low)
            w[Q_LOW + l] = where(settled, low, where(below, x, low))
            w[Q_HIGH + l] = where(settled, high, where(below, high, x))
            w[Q_SIDE + l] = where(below, -1.0, 1.0)
            w[Q_DONE + l] = where(settled, 1.0, 0.0)
            still_open += where(settled, 0, 1)
        if still_open == 0:
            break
    for l in range(queued):
        crossings[b[Q_PLACE + l]] = w[Q_TIME + l] + w[Q_AT + l] * w[Q_STEP + l]
