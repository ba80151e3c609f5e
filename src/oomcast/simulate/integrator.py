"""The integrator: many independent trajectories at once, each with its own step, error control and events.

`advance` keeps 64 lanes busy. Each lane carries one draw with its own time and step; when a draw ends, its lane is
refilled from the queue. It knows no model: it calls two block functions, `rate` (the rate of change of each state,
and the logarithm of the pace) and `observe` (the quantities whose error is controlled). It is plain Python that
runs as it stands; the compiler makes the fast form, and both give the same bits.

How a step is taken is the method's business (`oomcast.simulate.method`): along the Taylor series of the course where
the model says that it has one, which takes half of the steps with a third of the exponentials, or by Runge-Kutta
stages. Either leaves the step as a polynomial in the fraction of it that has passed, and an estimate of its error.

What is controlled is the error of what is observed: a step is accepted when that estimate, carried through `observe`,
stays within the tolerance for every observed field. The first field is the one whose crossings of the levels are
located. All times are in years.
"""

from __future__ import annotations

from typing import Any

from oomcast.simulate.events import (
    locate,
    note_reported_error,
    observe_grid,
    queue_crossings,
    read_grid,
)
from oomcast.simulate.lanes import (
    STARTS_AGAIN,
    WAITS,
    WORKING,
    attend,
    idle,
    load,
    look_ahead,
    needs_attention,
)
from oomcast.simulate.peaks import climb, find_peaks, look_back, queue_peak
from oomcast.simulate.runge_kutta import take_step
from oomcast.simulate.starting import LOCAL_SHARE, prepare_starts
from oomcast.simulate.stepping import judge, move_on
from oomcast.simulate.twins import first_of
from oomcast.simulate.workspace import DRAW, LANES, PEAKS_QUEUED, QUEUED, TOLERANCE, TRIES, WORK

__all__ = ["RARE", "advance"]

RARE = (load, attend, idle, locate, climb, queue_peak, look_ahead, look_back, observe_grid, prepare_starts)
"""Parts that run once per draw or less: compiled as functions of their own."""


def advance(
    rate: Any,
    observe: Any,
    series: Any,
    w: Any,
    b: Any,
    grid_states: Any,
    starts: Any,
    coefficients: Any,
    initial: Any,
    stops: Any,
    bounded: Any,
    marks: Any,
    grid: Any,
    levels: Any,
    on_grid: Any,
    crossings: Any,
    results: Any,
    n: int,
    stride: int,
    n_stops: int,
    n_marks: int,
    n_grid: int,
    n_levels: int,
    end: float,
    peak_until: float,
    tolerance: float,
) -> None:
    """Integrate n draws at least to the time `end` and write what was asked for.

    The last step of a draw goes past `end`, and what is asked for at or before it is interpolated: a later end changes
    no earlier value. Crossings after `end` may be reported. The peak is sought up to `peak_until`.

    Arrays are flat. Most are field-major, in rows of `stride` numbers, which is at least n filled up to a multiple of
    64: `coefficients[c * stride + i]` is coefficient c of draw i. Given: `coefficients` (COEFFICIENTS, n); `initial`
    (STATES, n); `stops` (n_stops, n), times at which the rate may jump or kink; `bounded` (n,), 1 where divergence is
    impossible; `marks` (n_marks,), times at which the global error is held to the tolerance;
    `grid` (n_grid + LANES,) ascending times up to `end`, then +infinity. `levels` goes by draw: (n, n_levels + 1),
    each draw's ascending values of the first observed field, +infinity for none and at the end.
    Given as +infinity and written where crossed: `crossings` (n_levels + 1, n), years, the time of divergence where
    that came first, the last row of no meaning.
    Written: `on_grid` (FIELDS, n_grid, n), the observed fields, +infinity after divergence and NaN where unknown;
    `results` (RESULT_ROWS, n). `w` and `b` are the workspaces of floats and counters; `grid_states` is one for the
    states of the lanes on the grid, (LANES, STATES, n_grid + LANES), given as zeros, and `starts` one for how the draws
    begin, START numbers for each up to a whole number of lanes.
    """
    prepare_starts(rate, observe, w, coefficients, initial, starts, n, stride, tolerance)
    for l in range(LANES):
        b[WORK + l] = WAITS
    last_mark = marks[n_marks - 1] if n_marks > 0 else 0.0
    b[QUEUED] = 0
    b[PEAKS_QUEUED] = 0
    following = 0
    active = 0
    refill = True
    while True:
        if refill:
            refill = False
            for l in range(LANES):
                while b[WORK + l] == STARTS_AGAIN or (b[WORK + l] == WAITS and following < n):
                    if b[WORK + l] == WAITS:
                        b[DRAW + l] = following
                        following += 1
                        active += 1
                        w[TRIES + l] = 0.0
                        w[TOLERANCE + l] = LOCAL_SHARE * tolerance
                    loaded = load(
                        observe,
                        w,
                        b,
                        l,
                        coefficients,
                        initial,
                        starts,
                        stops,
                        marks,
                        grid,
                        levels,
                        grid_states,
                        on_grid,
                        crossings,
                        results,
                        stride,
                        n_stops,
                        n_marks,
                        n_grid,
                        n_levels,
                        tolerance,
                    )
                    active -= 0 if loaded else 1
                if b[WORK + l] == WAITS:
                    idle(w, l)
            if active == 0:
                break
        take_step(rate, observe, series, w)
        judge(w)
        note_reported_error(w, marks, n_marks)
        read_grid(w, b, grid, n_grid, grid_states)
        queue_crossings(observe, w, b, levels, n_levels, crossings, stride, tolerance)
        find_peaks(rate, w, b, results, stride, peak_until, tolerance)
        move_on(w)
        lanes = needs_attention(w, end, last_mark, tolerance)
        while lanes != 0:
            l = first_of(lanes)
            lanes &= lanes - 1
            work = attend(
                rate,
                observe,
                w,
                b,
                l,
                stops,
                bounded,
                marks,
                grid,
                levels,
                grid_states,
                on_grid,
                crossings,
                results,
                stride,
                n_stops,
                n_marks,
                n_grid,
                n_levels,
                end,
                last_mark,
                peak_until,
                tolerance,
            )
            active -= 1 if work == WAITS else 0
            refill = refill or work != WORKING
    if b[QUEUED] > 0:
        locate(observe, w, b, crossings, b[QUEUED], tolerance)
    if b[PEAKS_QUEUED] > 0:
        climb(rate, w, b, results, stride, b[PEAKS_QUEUED], tolerance)
