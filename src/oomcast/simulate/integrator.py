"""The integrator: many independent trajectories at once, each with its own step, error control and events.

`advance` keeps 64 lanes busy. Each lane carries one draw with its own time and step; when a draw ends, its lane is
refilled from the queue. It knows no model: it calls two block functions, `rate` (the rate of change of each state,
and the logarithm of the pace) and `observe` (the quantities whose error is controlled). It is plain Python that
runs as it stands; the compiler makes the fast form, and both give the same bits.

What is controlled is the error of what is observed: a step is accepted when the difference between the solutions
of order 5 and 4, carried through `observe`, stays within the tolerance for every observed field. The first field
is the one whose crossings of the levels are located. All times are in years.
"""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import exp, greatest, least, log, where
from oomcast.simulate.tableau import (
    A21,
    A31,
    A32,
    A41,
    A42,
    A43,
    A51,
    A52,
    A53,
    A54,
    A61,
    A62,
    A63,
    A64,
    A65,
    B1,
    B3,
    B4,
    B5,
    B6,
    C2,
    C3,
    C4,
    C5,
    D1,
    D3,
    D4,
    D5,
    D6,
    D7,
    E1,
    E3,
    E4,
    E5,
    E6,
    E7,
)
from oomcast.simulate.twins import call_block

__all__ = ["LANES", "RESULT_ROWS", "advance", "workspace_sizes"]

LANES = 64

# Replaced by the compiler for each shape of model; see `specialised` in the compiler.
STATES = 1
FIELDS = 1
COEFFICIENTS = 1

INFINITY = float("inf")
NOT_A_NUMBER = float("nan")

# Step control after Hairer, Norsett and Wanner (II.4). A memory of the last error (a proportional-integral controller)
# was tried and took 4 % more steps on these smooth problems.
SAFETY = 0.9
ONE_OVER_ORDER = 0.2
SMALLEST_FACTOR = 0.2
LARGEST_FACTOR = 8.0
FACTOR_AFTER_NONSENSE = 0.1
SMALLEST_RATIO = 1e-8

# First step: the local error of a solution that grows like exp(lambda t) at the rate f is about
# FIRST_ERROR f lambda^4 h^5; lambda is measured by one Euler step of FIRST_PROBE nats.
FIRST_ERROR = 2e-4
FIRST_PROBE = 1e-3
SLOWEST_GROWTH_PER_YEAR = 0.3
SMALLEST_RATE = 1e-30

# The global error is followed by linear propagation of the local ones. Where it shows in a reported value, the draw is
# integrated again with a smaller local tolerance. The estimates are those of the order-4 solution, while the order-5
# one goes on, so the limit may exceed the tolerance; benchmarks/accuracy measures what is left.
LOCAL_SHARE = 0.5
GLOBAL_LIMIT = 3.0
AIM = 0.3
SMALLEST_TOLERANCE = 1e-13

JUST_BEFORE = 1.0 - 2.3e-16
ALMOST_AT_STOP = 1.0 + 1e-7
SMALLEST_STEP_YEARS = 1e-11
MOST_STEPS = 100_000
CROSSING_SHARE_OF_TOLERANCE = 0.05
MOST_ROOT_STEPS = 60
MOST_PEAK_STEPS = 40
PEAK_SHARE_OF_TOLERANCE = 0.1
ROOT_RESOLUTION = 1e-15

# Outcomes, as in `oomcast.models.contract.Outcome`.
REACHED_HORIZON, DIVERGED, UNRESOLVED, INVALID = 0, 1, 2, 3

# Rows of the results, each of length n: outcome, end time, ln of the peak pace, its time, steps tried, grid points met.
RESULT_ROWS = 6

HEADER_ROWS = 21
COUNTER_ROWS = 6


def workspace_sizes(*, states: int, fields: int, coefficients: int) -> tuple[int, int]:
    """Lengths of the float and integer workspaces that `advance` needs for a model of this shape."""
    rows = HEADER_ROWS + coefficients * 2 + states * 18 + (states + 1) * 7 + fields * 4 + 16
    return rows * LANES, COUNTER_ROWS * LANES


def dense(theta: Any, r1: Any, r2: Any, r3: Any, r4: Any, r5: Any) -> Any:
    """The solution within a step, at the fraction theta of it, held between the ends of the step.

    States never fall, and where a state runs away at a ceiling that is no longer felt the polynomial may swing.
    """
    rest = 1.0 - theta
    within = theta * (r2 + rest * (r3 + theta * (r4 + rest * r5)))
    return r1 + where(within < 0.0, 0.0, where(within > r2, r2, within))


def vertex(ta: Any, pa: Any, tb: Any, pb: Any, tc: Any, pc: Any) -> Any:
    """Where the parabola through three points has its top; the middle point where it has none."""
    left = (tb - ta) * (pb - pc)
    right = (tb - tc) * (pb - pa)
    below = left - right
    shift = 0.5 * ((tb - ta) * left - (tb - tc) * right) / where(below == 0.0, 1.0, below)
    return where(below == 0.0, tb, tb - shift)


def look_ahead(
    rate: Any,
    w: Any,
    l: int,
    probe: float,
    T: int,
    TS: int,
    Y: int,
    YS: int,
    Q: int,
    K1: int,
    K2: int,
    T_BEFORE: int,
) -> None:
    """Take one small Euler step of one lane: its rates show how fast things change, its pace the first direction.

    Where nothing comes before, the pace is mirrored to the time before the start, so that a peak within the very
    first step is bracketed like any other.
    """
    PACE = STATES * LANES
    w[TS + l] = w[T + l] + probe
    for s in range(STATES):
        j = s * LANES + l
        w[YS + j] = w[Y + j] + probe * w[K1 + j]
    call_block(rate, l, w, TS, YS, Q, K2)
    w[T_BEFORE + l] = w[T + l] - probe
    w[T_BEFORE + LANES + l] = 0.0  # no step before this one
    w[T_BEFORE + 2 * LANES + l] = w[K1 + PACE + l] - (w[K2 + PACE + l] - w[K1 + PACE + l])


def next_stop(marks: Any, n_marks: int, stops: Any, n_stops: int, stride: int, i: int, now: float) -> float:
    """The first mark, or kink of draw i, after now."""
    first = INFINITY
    for m in range(n_marks):
        if marks[m] > now and marks[m] < first:
            first = marks[m]
    for s in range(n_stops):
        if stops[s * stride + i] > now and stops[s * stride + i] < first:
            first = stops[s * stride + i]
    return first


def advance(
    rate: Any,
    observe: Any,
    w: Any,
    b: Any,
    coefficients: Any,
    initial: Any,
    stops: Any,
    bounded: Any,
    marks: Any,
    grid: Any,
    levels: Any,
    grid_states: Any,
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

    Arrays are flat and field-major, so that `coefficients[c * stride + i]` is coefficient c of draw i:
    `coefficients` (COEFFICIENTS, n); `initial` (STATES, n); `stops` (n_stops, n), times at which the rate may jump
    or kink; `bounded` (n,), 1 where divergence is impossible; `marks` (n_marks,), times that a
    step must hit and where the global error is held to the tolerance; `grid` (n_grid,) ascending times up to `end`;
    `levels` (n_levels,) ascending values of the first observed field. Written: `grid_states` (STATES, n_grid, n); `on_grid` (FIELDS, n_grid, n), the
    observed fields, +infinity after divergence; `crossings` (n_levels, n), years, +infinity where not reached, the
    time of divergence where that came first; `results` (RESULT_ROWS, n). `w` and `b` are workspaces.
    """
    S = STATES * LANES
    R = (STATES + 1) * LANES
    F = FIELDS * LANES
    C = COEFFICIENTS * LANES
    PACE = STATES * LANES

    # Rows of one number per lane.
    T, LOW, H, STOP = 0, LANES, 2 * LANES, 3 * LANES
    TS, T1, AGAIN, NEXT_GRID = 4 * LANES, 5 * LANES, 6 * LANES, 7 * LANES
    NEXT_LEVEL, ACCEPT, BEST, BEST_T = 8 * LANES, 9 * LANES, 10 * LANES, 11 * LANES
    T_BEFORE, H_BEFORE, PACE_BEFORE, HS = 12 * LANES, 13 * LANES, 14 * LANES, 15 * LANES
    BUSY, STEPS, TOLERANCE = 16 * LANES, 17 * LANES, 18 * LANES
    GLOBAL, GLOBAL1 = 19 * LANES, 20 * LANES
    # Blocks of one number per lane and coefficient, state, rate or field.
    Q = HEADER_ROWS * LANES
    Y = Q + C
    YS = Y + S
    R2, R3, R4, R5 = YS + S, YS + 2 * S, YS + 3 * S, YS + 4 * S
    Y1 = YS + 5 * S
    P1 = YS + 6 * S  # the five dense vectors of the step before
    K1 = YS + 11 * S
    K2, K3, K4, K5, K6, K7 = K1 + R, K1 + 2 * R, K1 + 3 * R, K1 + 4 * R, K1 + 5 * R, K1 + 6 * R
    O0 = K7 + R
    O1, OE = O0 + F, O0 + 2 * F
    # The queue of crossings to be located, 64 at a time.
    QO = OE + F
    QT, QH, QLEVEL, QA = QO + F, QO + F + LANES, QO + F + 2 * LANES, QO + F + 3 * LANES
    QB, QFA, QFB, QX = QT + 4 * LANES, QT + 5 * LANES, QT + 6 * LANES, QT + 7 * LANES
    QSIDE, QDONE, QTIME = QT + 8 * LANES, QT + 9 * LANES, QT + 10 * LANES
    QQ = QT + 16 * LANES
    QR1 = QQ + C
    QR2, QR3, QR4, QR5 = QR1 + S, QR1 + 2 * S, QR1 + 3 * S, QR1 + 4 * S
    # Integer rows.
    # `HIT` is 0 while a lane works, 1 when its draw must start again, 2 when it waits for a draw.
    DRAW, GRID_AT, LEVEL_AT, QPLACE, HIT, QDRAW = 0, LANES, 2 * LANES, 3 * LANES, 4 * LANES, 5 * LANES

    queued = 0
    following = 0
    active = 0
    for i in range(n_levels * stride):
        crossings[i] = INFINITY
    for i in range(QR5 + S):
        w[i] = 0.0

    # Every lane starts as finished, so that the refill below serves the first draws too.
    for l in range(LANES):
        b[HIT + l] = 2
        w[H + l] = 1.0
        w[STOP + l] = INFINITY
        w[NEXT_GRID + l] = INFINITY
        w[NEXT_LEVEL + l] = INFINITY
        w[BEST + l] = INFINITY
        w[BUSY + l] = 0.0
    refill = True

    while True:
        if refill:
            refill = False
            for l in range(LANES):
                while b[HIT + l] == 1 or (b[HIT + l] == 2 and following < n):
                    if b[HIT + l] == 2:
                        b[DRAW + l] = following
                        following += 1
                        active += 1
                        w[STEPS + l] = 0.0
                        w[TOLERANCE + l] = LOCAL_SHARE * tolerance
                    i = b[DRAW + l]
                    b[GRID_AT + l] = 0
                    b[LEVEL_AT + l] = 0
                    b[HIT + l] = 0
                    for c in range(COEFFICIENTS):
                        j = c * LANES + l
                        w[Q + j] = coefficients[c * stride + i]
                    for s in range(STATES):
                        j = s * LANES + l
                        w[Y + j] = initial[s * stride + i]
                    w[T + l] = 0.0
                    w[LOW + l] = 0.0
                    w[GLOBAL + l] = 0.0
                    w[NEXT_GRID + l] = grid[0] if n_grid > 0 else INFINITY
                    w[NEXT_LEVEL + l] = levels[0] if n_levels > 0 else INFINITY
                    w[STOP + l] = next_stop(marks, n_marks, stops, n_stops, stride, i, 0.0)
                    call_block(rate, l, w, T, Y, Q, K1)
                    call_block(observe, l, w, T, Y, Q, O0)
                    w[BEST + l] = w[K1 + PACE + l]
                    w[BEST_T + l] = 0.0
                    fastest = 0.0
                    for s in range(STATES):
                        j = s * LANES + l
                        fastest = greatest(fastest, abs(w[K1 + j]))
                    sane = w[K1 + PACE + l] == w[K1 + PACE + l] and fastest < INFINITY
                    for s in range(STATES):
                        j = s * LANES + l
                        sane = sane and w[K1 + j] == w[K1 + j]
                    for f in range(FIELDS):
                        j = f * LANES + l
                        sane = sane and abs(w[O0 + j]) < INFINITY
                    if not sane:
                        b[HIT + l] = 2
                        active -= 1
                        w[BUSY + l] = 0.0
                        results[i] = INVALID
                        results[stride + i] = 0.0
                        results[2 * stride + i] = NOT_A_NUMBER
                        results[3 * stride + i] = NOT_A_NUMBER
                        results[4 * stride + i] = 0.0
                        results[5 * stride + i] = 0.0
                        for g in range(n_grid * STATES):
                            grid_states[g * stride + i] = 0.0
                        for g in range(n_levels):
                            crossings[g * stride + i] = NOT_A_NUMBER
                        # Should nothing follow, the lane idles on numbers that cannot disturb it.
                        for c in range(COEFFICIENTS):
                            j = c * LANES + l
                            w[Q + j] = 0.0
                        w[NEXT_GRID + l] = INFINITY
                        w[NEXT_LEVEL + l] = INFINITY
                        w[STOP + l] = INFINITY
                        w[H + l] = 1.0
                        continue
                    while b[LEVEL_AT + l] < n_levels and w[O0 + l] >= w[NEXT_LEVEL + l]:
                        crossings[b[LEVEL_AT + l] * stride + i] = 0.0
                        b[LEVEL_AT + l] += 1
                        w[NEXT_LEVEL + l] = levels[b[LEVEL_AT + l]] if b[LEVEL_AT + l] < n_levels else INFINITY
                    probe = FIRST_PROBE / greatest(fastest, SMALLEST_RATE)
                    look_ahead(rate, w, l, probe, T, TS, Y, YS, Q, K1, K2, T_BEFORE)
                    growth = 0.0
                    for s in range(STATES):
                        j = s * LANES + l
                        change = abs(w[K2 + j] - w[K1 + j]) / probe
                        growth = greatest(growth, change / greatest(fastest, SMALLEST_RATE))
                    growth = greatest(growth, SLOWEST_GROWTH_PER_YEAR)
                    growth = where(growth < INFINITY, growth, 1.0 / probe)
                    fourth = growth * growth * growth * growth
                    scale = FIRST_ERROR * greatest(fastest, SMALLEST_RATE) * fourth / w[TOLERANCE + l]
                    w[H + l] = exp(-ONE_OVER_ORDER * log(scale))
                    w[BUSY + l] = 1.0
            if active == 0:
                break

        # One step of every lane.
        for l in range(LANES):
            remaining = w[STOP + l] - w[T + l]
            hit = w[H + l] * ALMOST_AT_STOP >= remaining
            h = where(hit, remaining, w[H + l])
            w[HS + l] = h
            w[T1 + l] = where(hit, w[STOP + l], w[T + l] + h)
            w[ACCEPT + l] = where(hit, 1.0, 0.0)
            w[TS + l] = w[T + l] + C2 * h
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                w[YS + j] = w[Y + j] + h * (A21 * w[K1 + j])
        call_block(rate, -1, w, TS, YS, Q, K2)
        for l in range(LANES):
            w[TS + l] = w[T + l] + C3 * w[HS + l]
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                w[YS + j] = w[Y + j] + h * (A31 * w[K1 + j] + A32 * w[K2 + j])
        call_block(rate, -1, w, TS, YS, Q, K3)
        for l in range(LANES):
            w[TS + l] = w[T + l] + C4 * w[HS + l]
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                w[YS + j] = w[Y + j] + h * ((A41 * w[K1 + j] + A42 * w[K2 + j]) + A43 * w[K3 + j])
        call_block(rate, -1, w, TS, YS, Q, K4)
        for l in range(LANES):
            w[TS + l] = w[T + l] + C5 * w[HS + l]
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                w[YS + j] = w[Y + j] + h * ((A51 * w[K1 + j] + A52 * w[K2 + j]) + (A53 * w[K3 + j] + A54 * w[K4 + j]))
        call_block(rate, -1, w, TS, YS, Q, K5)
        # A step that ends at a stop looks at the rate just before it, where the old regime still holds.
        for l in range(LANES):
            w[TS + l] = where(w[ACCEPT + l] > 0.0, w[STOP + l] * JUST_BEFORE, w[T1 + l])
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                w[YS + j] = w[Y + j] + h * (
                    (A61 * w[K1 + j] + A62 * w[K2 + j]) + (A63 * w[K3 + j] + A64 * w[K4 + j]) + A65 * w[K5 + j]
                )
        call_block(rate, -1, w, TS, YS, Q, K6)
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                moved_by = h * ((B1 * w[K1 + j] + B3 * w[K3 + j]) + (B4 * w[K4 + j] + B5 * w[K5 + j]) + B6 * w[K6 + j])
                w[Y1 + j] = w[Y + j] + where(moved_by < 0.0, 0.0, moved_by)
        call_block(rate, -1, w, TS, Y1, Q, K7)
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                w[YS + j] = w[Y + j] + h * (
                    (E1 * w[K1 + j] + E3 * w[K3 + j])
                    + (E4 * w[K4 + j] + E5 * w[K5 + j])
                    + (E6 * w[K6 + j] + E7 * w[K7 + j])
                )
        call_block(observe, -1, w, T, YS, Q, OE)
        call_block(observe, -1, w, TS, Y1, Q, O1)

        # Accept or reject, and choose the next step.
        for l in range(LANES):
            error = 0.0
            finite = 0.0
            for f in range(FIELDS):
                j = f * LANES + l
                miss = w[OE + j] - w[O0 + j]
                error = greatest(where(miss < 0.0, -miss, miss), error)
                finite = finite + (w[O1 + j] - w[O1 + j])
            for s in range(STATES):
                j = s * LANES + l
                finite = finite + (w[K7 + j] - w[K7 + j])
                # An error that is not a number must not pass for a small one.
                finite = finite + (w[YS + j] - w[YS + j])
            sane = (finite == 0.0) & (error < INFINITY)
            ratio = greatest(where(sane, error, 1.0) / w[TOLERANCE + l], SMALLEST_RATIO)
            accepted = sane & (ratio <= 1.0)
            factor = SAFETY * exp(-ONE_OVER_ORDER * log(ratio))
            factor = least(greatest(factor, SMALLEST_FACTOR), LARGEST_FACTOR)
            factor = where(sane, factor, FACTOR_AFTER_NONSENSE)
            w[H + l] = w[HS + l] * factor
            # An error once made grows and shrinks with the pace, as any difference between two trajectories does.
            w[GLOBAL1 + l] = w[GLOBAL + l] * exp(w[K7 + PACE + l] - w[K1 + PACE + l]) + error
            # 0 rejected, 1 accepted, 2 accepted at a stop
            w[ACCEPT + l] = where(accepted, 1.0 + w[ACCEPT + l], 0.0)
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                h = w[HS + l]
                k1 = w[K1 + j]
                k7 = w[K7 + j]
                r2 = w[Y1 + j] - w[Y + j]
                r3 = h * k1 - r2
                w[R2 + j] = r2
                w[R3 + j] = r3
                w[R4 + j] = (r2 - h * k7) - r3
                w[R5 + j] = h * (
                    (D1 * k1 + D3 * w[K3 + j]) + (D4 * w[K4 + j] + D5 * w[K5 + j]) + (D6 * w[K6 + j] + D7 * k7)
                )

        # States on the grid; what is observed there is computed at the end, for all draws in order.
        due = 0
        for l in range(LANES):
            w[AGAIN + l] = where(w[ACCEPT + l] > 1.0, w[GLOBAL1 + l], 0.0)
        for l in range(LANES):
            due += where((w[ACCEPT + l] > 0.0) & (w[NEXT_GRID + l] <= w[T1 + l]), 1, 0)
        if due > 0:
            for l in range(LANES):
                if w[ACCEPT + l] > 0.0 and w[NEXT_GRID + l] <= w[T1 + l]:
                    g = b[GRID_AT + l]
                    when = w[NEXT_GRID + l]
                    start = w[T + l]
                    per_step = 1.0 / where(w[HS + l] > 0.0, w[HS + l], 1.0)
                    while when <= w[T1 + l]:
                        theta = least((when - start) * per_step, 1.0)
                        for s in range(STATES):
                            j = s * LANES + l
                            grid_states[(s * n_grid + g) * stride + b[DRAW + l]] = dense(
                                theta,
                                w[Y + j],
                                w[R2 + j],
                                w[R3 + j],
                                w[R4 + j],
                                w[R5 + j],
                            )
                        g += 1
                        when = grid[g] if g < n_grid else INFINITY
                    b[GRID_AT + l] = g
                    w[NEXT_GRID + l] = when

        # Crossings of the levels join a queue; a full queue is solved for all its members at once.
        crossed = 0
        for l in range(LANES):
            crossed += where((w[ACCEPT + l] > 0.0) & (w[O1 + l] >= w[NEXT_LEVEL + l]), 1, 0)
        if crossed > 0:
            for l in range(LANES):
                while w[ACCEPT + l] > 0.0 and w[O1 + l] >= w[NEXT_LEVEL + l]:
                    level = b[LEVEL_AT + l]
                    b[QDRAW + queued] = b[DRAW + l]
                    b[QPLACE + queued] = level * stride + b[DRAW + l]
                    w[QT + queued] = w[T + l]
                    w[QH + queued] = w[HS + l]
                    w[QLEVEL + queued] = w[NEXT_LEVEL + l]
                    w[QFA + queued] = w[O0 + l] - w[NEXT_LEVEL + l]
                    w[QFB + queued] = w[O1 + l] - w[NEXT_LEVEL + l]
                    for c in range(COEFFICIENTS):
                        j = c * LANES + l
                        w[QQ + c * LANES + queued] = w[Q + j]
                    for s in range(STATES):
                        j = s * LANES + l
                        w[QR1 + s * LANES + queued] = w[Y + j]
                        w[QR2 + s * LANES + queued] = w[R2 + j]
                        w[QR3 + s * LANES + queued] = w[R3 + j]
                        w[QR4 + s * LANES + queued] = w[R4 + j]
                        w[QR5 + s * LANES + queued] = w[R5 + j]
                    queued += 1
                    level += 1
                    # The time of a crossing is off by the error over the slope; a fast crossing forgives more.
                    slope = (w[O1 + l] - w[O0 + l]) / w[HS + l]
                    miss = greatest(w[GLOBAL + l], w[GLOBAL1 + l]) / greatest(slope, 1.0)
                    w[AGAIN + l] = greatest(w[AGAIN + l], miss)
                    b[LEVEL_AT + l] = level
                    w[NEXT_LEVEL + l] = levels[level] if level < n_levels else INFINITY
                    if queued == LANES:
                        locate(observe, w, b, crossings, queued, tolerance, QO)
                        queued = 0

        # The peak of the pace. Its time is sought where a step boundary is higher than both of its neighbours, and in
        # the step that contains the end of the search; elsewhere the boundaries are enough.
        tops = 0
        for l in range(LANES):
            moved = w[ACCEPT + l] > 0.0
            before, at, after = w[PACE_BEFORE + l], w[K1 + PACE + l], w[K7 + PACE + l]
            within = moved & (w[T1 + l] <= peak_until)
            last = moved & (w[T1 + l] > peak_until) & (w[T + l] < peak_until)
            top = within & (before <= at) & (after < at)
            tops += where(top | last, 1, 0)
            higher = within & (after > w[BEST + l])
            w[BEST + l] = where(higher, after, w[BEST + l])
            w[BEST_T + l] = where(higher, w[T1 + l], w[BEST_T + l])
        if tops > 0:
            for l in range(LANES):
                if w[ACCEPT + l] > 0.0 and w[T + l] < peak_until:
                    before, at, after = w[PACE_BEFORE + l], w[K1 + PACE + l], w[K7 + PACE + l]
                    tc = w[T1 + l]
                    if tc > peak_until:
                        tc = peak_until
                        w[TS + l] = tc
                        theta = (tc - w[T + l]) / w[HS + l]
                        for s in range(STATES):
                            j = s * LANES + l
                            w[YS + j] = dense(
                                theta,
                                w[Y + j],
                                w[R2 + j],
                                w[R3 + j],
                                w[R4 + j],
                                w[R5 + j],
                            )
                        call_block(rate, l, w, TS, YS, Q, K2)
                        after = w[K2 + PACE + l]
                        if after > w[BEST + l]:
                            w[BEST + l] = after
                            w[BEST_T + l] = tc
                    if before <= at and after < at:
                        ta, tb = w[T_BEFORE + l], w[T + l]
                        pa, pb, pc = before, at, after
                        settled = 0
                        for trial in range(MOST_PEAK_STEPS):
                            tv = vertex(ta, pa, tb, pb, tc, pc)
                            # A lopsided top draws the vertex to one side for long; every third trial halves the other.
                            if trial % 3 == 2 or not (tv > ta and tv < tc) or tv == tb:
                                tv = where(tc - tb > tb - ta, 0.5 * (tb + tc), 0.5 * (ta + tb))
                            w[TS + l] = tv
                            if tv < w[T + l] and w[H_BEFORE + l] == 0.0:
                                break
                            if tv < w[T + l]:
                                theta = (tv - w[T_BEFORE + l]) / w[H_BEFORE + l]
                                for s in range(STATES):
                                    j = s * LANES + l
                                    w[YS + j] = dense(
                                        theta,
                                        w[P1 + j],
                                        w[P1 + S + j],
                                        w[P1 + 2 * S + j],
                                        w[P1 + 3 * S + j],
                                        w[P1 + 4 * S + j],
                                    )
                            else:
                                theta = (tv - w[T + l]) / w[HS + l]
                                for s in range(STATES):
                                    j = s * LANES + l
                                    w[YS + j] = dense(
                                        theta,
                                        w[Y + j],
                                        w[R2 + j],
                                        w[R3 + j],
                                        w[R4 + j],
                                        w[R5 + j],
                                    )
                            call_block(rate, l, w, TS, YS, Q, K2)
                            pv = w[K2 + PACE + l]
                            settled = settled + 1 if abs(pv - pb) < PEAK_SHARE_OF_TOLERANCE * tolerance else 0
                            if tv < tb:
                                if pv > pb:
                                    tc, pc, tb, pb = tb, pb, tv, pv
                                else:
                                    ta, pa = tv, pv
                            elif pv > pb:
                                ta, pa, tb, pb = tb, pb, tv, pv
                            else:
                                tc, pc = tv, pv
                            if settled == 3:
                                break
                        if pb > w[BEST + l]:
                            w[BEST + l] = pb
                            w[BEST_T + l] = tb

        # Move accepted lanes on.
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                moved = w[ACCEPT + l] > 0.0
                w[P1 + j] = where(moved, w[Y + j], w[P1 + j])
                w[P1 + S + j] = where(moved, w[R2 + j], w[P1 + S + j])
                w[P1 + 2 * S + j] = where(moved, w[R3 + j], w[P1 + 2 * S + j])
                w[P1 + 3 * S + j] = where(moved, w[R4 + j], w[P1 + 3 * S + j])
                w[P1 + 4 * S + j] = where(moved, w[R5 + j], w[P1 + 4 * S + j])
                w[Y + j] = where(moved, w[Y1 + j], w[Y + j])
                w[K1 + j] = where(moved, w[K7 + j], w[K1 + j])
        for f in range(FIELDS):
            for l in range(LANES):
                j = f * LANES + l
                w[O0 + j] = where(w[ACCEPT + l] > 0.0, w[O1 + j], w[O0 + j])
        ended = 0
        for l in range(LANES):
            moved = w[ACCEPT + l] > 0.0
            w[T_BEFORE + l] = where(moved, w[T + l], w[T_BEFORE + l])
            w[H_BEFORE + l] = where(moved, w[HS + l], w[H_BEFORE + l])
            w[PACE_BEFORE + l] = where(moved, w[K1 + PACE + l], w[PACE_BEFORE + l])
            w[GLOBAL + l] = where(moved, w[GLOBAL1 + l], w[GLOBAL + l])
            w[K1 + PACE + l] = where(moved, w[K7 + PACE + l], w[K1 + PACE + l])
            # Steps far below the resolution of t still add up: what the sum loses is carried along.
            step = w[HS + l] + w[LOW + l]
            reached = w[T + l] + step
            lost = step - (reached - w[T + l])
            at_stop = w[ACCEPT + l] > 1.0
            w[LOW + l] = where(at_stop, 0.0, where(moved, lost, w[LOW + l]))
            w[T + l] = where(at_stop, w[T1 + l], where(moved, reached, w[T + l]))
            w[STEPS + l] += 1.0
            tired = (w[H + l] < SMALLEST_STEP_YEARS) | (w[STEPS + l] >= MOST_STEPS)
            over = w[T + l] >= end
            again = w[AGAIN + l] > GLOBAL_LIMIT * tolerance
            ended += where((at_stop | tired | over | again) & (w[BUSY + l] > 0.0), 1, 0)
        if ended == 0:
            continue

        # Stops, ends and new draws.
        for l in range(LANES):
            if b[HIT + l] == 2:
                continue
            i = b[DRAW + l]
            if w[AGAIN + l] > GLOBAL_LIMIT * tolerance and w[TOLERANCE + l] > SMALLEST_TOLERANCE:
                # What has been reported so far is not good enough: the draw starts again with smaller steps.
                sharper = AIM * GLOBAL_LIMIT * tolerance / w[AGAIN + l]
                w[TOLERANCE + l] = greatest(w[TOLERANCE + l] * sharper, SMALLEST_TOLERANCE)
                for q in range(queued):
                    if b[QDRAW + q] == i:
                        b[QPLACE + q] = n_levels * stride
                for g in range(n_levels):
                    crossings[g * stride + i] = INFINITY
                b[HIT + l] = 1
                refill = True
                continue
            if w[T + l] >= end:
                outcome = REACHED_HORIZON
            elif w[ACCEPT + l] > 1.0:
                w[STOP + l] = next_stop(marks, n_marks, stops, n_stops, stride, i, w[T + l])
                bent = False
                for s in range(n_stops):
                    bent = bent or stops[s * stride + i] == w[T + l]
                if not bent:  # only a mark: everything goes on as it was
                    continue
                call_block(rate, l, w, T, Y, Q, K1)
                call_block(observe, l, w, T, Y, Q, O0)
                fastest = 0.0
                for s in range(STATES):
                    j = s * LANES + l
                    fastest = greatest(fastest, abs(w[K1 + j]))
                probe = FIRST_PROBE / greatest(fastest, SMALLEST_RATE)
                look_ahead(rate, w, l, probe, T, TS, Y, YS, Q, K1, K2, T_BEFORE)
                if w[K1 + PACE + l] > w[BEST + l] and w[T + l] < peak_until:
                    w[BEST + l] = w[K1 + PACE + l]
                    w[BEST_T + l] = w[T + l]
                continue
            elif w[H + l] < SMALLEST_STEP_YEARS and bounded[i] == 0.0:
                outcome = DIVERGED
            elif w[STEPS + l] >= MOST_STEPS:
                outcome = UNRESOLVED
            else:
                continue
            if outcome == DIVERGED and w[T + l] <= peak_until:
                w[BEST + l] = INFINITY
                w[BEST_T + l] = w[T + l]
            if outcome != REACHED_HORIZON:
                for g in range(b[GRID_AT + l], n_grid):
                    for s in range(STATES):
                        grid_states[(s * n_grid + g) * stride + i] = 0.0
                for g in range(b[LEVEL_AT + l], n_levels):
                    crossings[g * stride + i] = w[T + l] if outcome == DIVERGED else NOT_A_NUMBER
            results[i] = outcome
            results[stride + i] = w[T + l]
            results[2 * stride + i] = w[BEST + l]
            results[3 * stride + i] = w[BEST_T + l]
            results[4 * stride + i] = w[STEPS + l]
            results[5 * stride + i] = b[GRID_AT + l]
            active -= 1
            refill = True
            # Until it is refilled, the lane stands still at the start of the draw it has just ended.
            b[HIT + l] = 2
            w[STEPS + l] = 0.0
            w[BUSY + l] = 0.0
            w[T + l] = 0.0
            w[LOW + l] = 0.0
            w[H + l] = 1.0
            w[STOP + l] = INFINITY
            w[NEXT_GRID + l] = INFINITY
            w[NEXT_LEVEL + l] = INFINITY
            w[PACE_BEFORE + l] = INFINITY
            w[BEST + l] = INFINITY
            for s in range(STATES):
                j = s * LANES + l
                w[Y + j] = initial[s * stride + i]
                w[K1 + j] = 0.0
    if queued > 0:
        locate(observe, w, b, crossings, queued, tolerance, QO)

    # What is observed on the grid, 64 draws at a time.
    for first in range(0, n, LANES):
        count = least(n - first, LANES)
        for c in range(COEFFICIENTS):
            for l in range(count):
                j = c * LANES + l
                w[Q + j] = coefficients[c * stride + first + l]
        for g in range(n_grid):
            for l in range(LANES):
                w[TS + l] = grid[g]
            for s in range(STATES):
                for l in range(count):
                    j = s * LANES + l
                    w[YS + j] = grid_states[(s * n_grid + g) * stride + first + l]
            call_block(observe, -1, w, TS, YS, Q, OE)
            for f in range(FIELDS):
                for l in range(count):
                    j = f * LANES + l
                    on_grid[(f * n_grid + g) * stride + first + l] = w[OE + j]
    for i in range(n):
        if results[i] != REACHED_HORIZON:
            rest = INFINITY if results[i] == DIVERGED else NOT_A_NUMBER
            for g in range(int(results[5 * stride + i]), n_grid):
                for f in range(FIELDS):
                    on_grid[(f * n_grid + g) * stride + i] = rest


def locate(observe: Any, w: Any, b: Any, crossings: Any, queued: int, tolerance: float, start: int) -> None:
    """Find the times of the queued crossings, all at once, by the method of Anderson and Bjorck.

    Each member is frozen when its observed value is within a twentieth of the tolerance of its level, so that the
    result of one does not depend on its neighbours.
    """
    S = STATES * LANES
    F = FIELDS * LANES
    C = COEFFICIENTS * LANES
    QO = start
    QT, QH, QLEVEL, QA = QO + F, QO + F + LANES, QO + F + 2 * LANES, QO + F + 3 * LANES
    QB, QFA, QFB, QX = QT + 4 * LANES, QT + 5 * LANES, QT + 6 * LANES, QT + 7 * LANES
    QSIDE, QDONE, QTIME = QT + 8 * LANES, QT + 9 * LANES, QT + 10 * LANES
    QQ = QT + 16 * LANES
    QR1 = QQ + C
    QR2, QR3, QR4, QR5 = QR1 + S, QR1 + 2 * S, QR1 + 3 * S, QR1 + 4 * S
    QY = QR5 + S
    QPLACE = 3 * LANES

    near = CROSSING_SHARE_OF_TOLERANCE * tolerance
    for l in range(LANES):
        w[QA + l] = 0.0
        w[QB + l] = 1.0
        w[QSIDE + l] = 0.0
        # A level met at the very end of the step needs no search.
        done = w[QFB + l] <= near
        w[QX + l] = where(done, 1.0, 0.0)
        w[QDONE + l] = where(done, 1.0, 0.0)
    for _ in range(MOST_ROOT_STEPS):
        open_ones = 0
        for l in range(LANES):
            fa, fb = w[QFA + l], w[QFB + l]
            spread = fb - fa
            x = (w[QA + l] * fb - w[QB + l] * fa) / where(spread == 0.0, 1.0, spread)
            x = where(w[QDONE + l] > 0.0, w[QX + l], x)
            w[QX + l] = x
            w[QTIME + l] = w[QT + l] + x * w[QH + l]
        for s in range(STATES):
            for l in range(LANES):
                j = s * LANES + l
                w[QY + j] = dense(
                    w[QX + l],
                    w[QR1 + j],
                    w[QR2 + j],
                    w[QR3 + j],
                    w[QR4 + j],
                    w[QR5 + j],
                )
        call_block(observe, -1, w, QTIME, QY, QQ, QO)
        for l in range(LANES):
            fx = w[QO + l] - w[QLEVEL + l]
            size = where(fx < 0.0, -fx, fx)
            x, a, c = w[QX + l], w[QA + l], w[QB + l]
            fa, fb, side = w[QFA + l], w[QFB + l], w[QSIDE + l]
            settled = (w[QDONE + l] > 0.0) | (size <= near) | (c - a <= ROOT_RESOLUTION)
            below = fx < 0.0
            # The end that stays twice in a row is weighted down, by how much the other end has improved.
            gain = 1.0 - fx / where(below, where(fa == 0.0, 1.0, fa), where(fb == 0.0, 1.0, fb))
            gain = where(gain > 0.0, gain, 0.5)
            w[QFB + l] = where(settled, fb, where(below, where(side < 0.0, fb * gain, fb), fx))
            w[QFA + l] = where(settled, fa, where(below, fx, where(side > 0.0, fa * gain, fa)))
            w[QA + l] = where(settled, a, where(below, x, a))
            w[QB + l] = where(settled, c, where(below, c, x))
            w[QSIDE + l] = where(below, -1.0, 1.0)
            w[QDONE + l] = where(settled, 1.0, 0.0)
            open_ones += where(settled, 0, 1)
        if open_ones == 0:
            break
    for l in range(queued):
        crossings[b[QPLACE + l]] = w[QT + l] + w[QX + l] * w[QH + l]
