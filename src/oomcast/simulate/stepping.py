"""One step of every lane: the stages of the method, its error, and the next step."""

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
from oomcast.simulate.workspace import (
    COEFFICIENT,
    FIELDS,
    GLOBAL,
    GLOBAL_1,
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
    K7,
    LANES,
    LOST,
    P1,
    P2,
    P3,
    P4,
    P5,
    PACE,
    PACE_BEFORE,
    R2,
    R3,
    R4,
    R5,
    RISING,
    SEEN,
    SEEN_1,
    SEEN_OFF,
    STAGE,
    STAGE_TIME,
    STATE,
    STATE_1,
    STATES,
    STEP,
    STEP_BEFORE,
    STOP,
    TAKEN,
    TIME,
    TIME_1,
    TIME_BEFORE,
    TOLERANCE,
    TRIES,
    VERDICT,
)

__all__ = ["dense", "judge", "move_on", "take_step"]

INFINITY = float("inf")

# Step control after Hairer, Norsett and Wanner (II.4). A memory of the last error (a proportional-integral controller)
# was tried and took 4 % more steps on these smooth problems.
SAFETY = 0.9
ONE_OVER_ORDER = 0.2
SMALLEST_FACTOR = 0.2
LARGEST_FACTOR = 8.0
FACTOR_AFTER_NONSENSE = 0.1
SMALLEST_RATIO = 1e-8

# The tolerance is absolute up to 100 OOM and relative beyond, where digits of an OOM stop to mean anything.
RELATIVE_BEYOND = 0.01

# Slow, smooth courses would take steps of many years, whose ends are right while what is read within them is not: the
# error of the dense output grows with the fifth power of the step, and nothing else holds it.
LONGEST_STEP_YEARS = 1.0

JUST_BEFORE = 1.0 - 2.3e-16
ALMOST_AT_STOP = 1.0 + 1e-7


def dense(s: int, theta: Any, r1: Any, r2: Any, r3: Any, r4: Any, r5: Any) -> Any:
    """State s within a step, at the fraction theta of it; one that never falls is held between the ends of the step.

    Where such a state runs away at a ceiling that is no longer felt the polynomial may swing.
    """
    rest = 1.0 - theta
    within = theta * (r2 + rest * (r3 + theta * (r4 + rest * r5)))
    return r1 + where(s < RISING, where(within < 0.0, 0.0, where(within > r2, r2, within)), within)


def take_step(rate: Any, observe: Any, w: Any) -> None:
    """Evaluate the stages of a step of each lane, its end, and what is observed there and with the error added."""
    for l in range(LANES):
        remaining = w[STOP + l] - w[TIME + l]
        wanted = least(w[STEP + l], LONGEST_STEP_YEARS)
        at_stop = wanted * ALMOST_AT_STOP >= remaining
        h = where(at_stop, remaining, wanted)
        w[TAKEN + l] = h
        w[TIME_1 + l] = where(at_stop, w[STOP + l], w[TIME + l] + h)
        w[VERDICT + l] = where(at_stop, 1.0, 0.0)
        w[STAGE_TIME + l] = w[TIME + l] + C2 * h
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * (A21 * w[K1 + j])
    call_block(rate, -1, w, STAGE_TIME, STAGE, COEFFICIENT, K2)

    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C3 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * (A31 * w[K1 + j] + A32 * w[K2 + j])
    call_block(rate, -1, w, STAGE_TIME, STAGE, COEFFICIENT, K3)

    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C4 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            slope = (A41 * w[K1 + j] + A42 * w[K2 + j]) + A43 * w[K3 + j]
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * slope
    call_block(rate, -1, w, STAGE_TIME, STAGE, COEFFICIENT, K4)

    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C5 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            slope = (A51 * w[K1 + j] + A52 * w[K2 + j]) + (A53 * w[K3 + j] + A54 * w[K4 + j])
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * slope
    call_block(rate, -1, w, STAGE_TIME, STAGE, COEFFICIENT, K5)

    # A step that ends at a stop looks at the rate just before it, where the old regime still holds.
    for l in range(LANES):
        w[STAGE_TIME + l] = where(w[VERDICT + l] > 0.0, w[STOP + l] * JUST_BEFORE, w[TIME_1 + l])
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            slope = (A61 * w[K1 + j] + A62 * w[K2 + j]) + (A63 * w[K3 + j] + A64 * w[K4 + j]) + A65 * w[K5 + j]
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * slope
    call_block(rate, -1, w, STAGE_TIME, STAGE, COEFFICIENT, K6)

    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            gain = w[TAKEN + l] * (
                (B1 * w[K1 + j] + B3 * w[K3 + j]) + (B4 * w[K4 + j] + B5 * w[K5 + j]) + B6 * w[K6 + j]
            )
            w[STATE_1 + j] = w[STATE + j] + where((s < RISING) & (gain < 0.0), 0.0, gain)
    call_block(rate, -1, w, STAGE_TIME, STATE_1, COEFFICIENT, K7)

    # The error is judged at the start of the step, so that an overshoot into a ceiling cannot look accurate.
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * (
                (E1 * w[K1 + j] + E3 * w[K3 + j])
                + (E4 * w[K4 + j] + E5 * w[K5 + j])
                + (E6 * w[K6 + j] + E7 * w[K7 + j])
            )
    call_block(observe, -1, w, TIME, STAGE, COEFFICIENT, SEEN_OFF)
    call_block(observe, -1, w, STAGE_TIME, STATE_1, COEFFICIENT, SEEN_1)


def judge(w: Any) -> None:
    """Accept or reject the step of each lane, choose the next one, and prepare the dense output."""
    for l in range(LANES):
        error = 0.0
        finite = 0.0
        for f in range(FIELDS):
            j = f * LANES + l
            miss = w[SEEN_OFF + j] - w[SEEN + j]
            size = where(w[SEEN_1 + j] < 0.0, -w[SEEN_1 + j], w[SEEN_1 + j])
            scale = greatest(1.0, RELATIVE_BEYOND * size)
            error = greatest(where(miss < 0.0, -miss, miss) / scale, error)
            finite = finite + (w[SEEN_1 + j] - w[SEEN_1 + j])
        for s in range(STATES):
            j = s * LANES + l
            # An error that is not a number must not pass for a small one, nor an infinite end for a good one.
            finite = finite + (w[K7 + j] - w[K7 + j]) + (w[STAGE + j] - w[STAGE + j])
        sane = (finite == 0.0) & (error < INFINITY)
        ratio = greatest(where(sane, error, 1.0) / w[TOLERANCE + l], SMALLEST_RATIO)
        accepted = sane & (ratio <= 1.0)
        factor = SAFETY * exp(-ONE_OVER_ORDER * log(ratio))
        factor = least(greatest(factor, SMALLEST_FACTOR), LARGEST_FACTOR)
        w[STEP + l] = w[TAKEN + l] * where(sane, factor, FACTOR_AFTER_NONSENSE)
        # An error once made grows and shrinks with the pace, as any difference between two trajectories does.
        w[GLOBAL_1 + l] = w[GLOBAL + l] * exp(w[K7 + PACE + l] - w[K1 + PACE + l]) + error
        w[VERDICT + l] = where(accepted, 1.0 + w[VERDICT + l], 0.0)
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            h = w[TAKEN + l]
            r2 = w[STATE_1 + j] - w[STATE + j]
            r3 = h * w[K1 + j] - r2
            w[R2 + j] = r2
            w[R3 + j] = r3
            w[R4 + j] = (r2 - h * w[K7 + j]) - r3
            w[R5 + j] = h * (
                (D1 * w[K1 + j] + D3 * w[K3 + j])
                + (D4 * w[K4 + j] + D5 * w[K5 + j])
                + (D6 * w[K6 + j] + D7 * w[K7 + j])
            )


def move_on(w: Any) -> None:
    """Put lanes whose step was accepted at its end, and remember that step as the one before."""
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            moved = w[VERDICT + l] > 0.0
            w[P1 + j] = where(moved, w[STATE + j], w[P1 + j])
            w[P2 + j] = where(moved, w[R2 + j], w[P2 + j])
            w[P3 + j] = where(moved, w[R3 + j], w[P3 + j])
            w[P4 + j] = where(moved, w[R4 + j], w[P4 + j])
            w[P5 + j] = where(moved, w[R5 + j], w[P5 + j])
            w[STATE + j] = where(moved, w[STATE_1 + j], w[STATE + j])
            w[K1 + j] = where(moved, w[K7 + j], w[K1 + j])
    for f in range(FIELDS):
        for l in range(LANES):
            j = f * LANES + l
            w[SEEN + j] = where(w[VERDICT + l] > 0.0, w[SEEN_1 + j], w[SEEN + j])
    for l in range(LANES):
        moved = w[VERDICT + l] > 0.0
        w[TIME_BEFORE + l] = where(moved, w[TIME + l], w[TIME_BEFORE + l])
        w[STEP_BEFORE + l] = where(moved, w[TAKEN + l], w[STEP_BEFORE + l])
        w[PACE_BEFORE + l] = where(moved, w[K1 + PACE + l], w[PACE_BEFORE + l])
        w[K1 + PACE + l] = where(moved, w[K7 + PACE + l], w[K1 + PACE + l])
        w[GLOBAL + l] = where(moved, w[GLOBAL_1 + l], w[GLOBAL + l])
        # Steps far below the resolution of time still add up: what the sum loses is carried along.
        step = w[TAKEN + l] + w[LOST + l]
        reached = w[TIME + l] + step
        lost = step - (reached - w[TIME + l])
        at_stop = w[VERDICT + l] > 1.0
        w[LOST + l] = where(at_stop, 0.0, where(moved, lost, w[LOST + l]))
        w[TIME + l] = where(at_stop, w[TIME_1 + l], where(moved, reached, w[TIME + l]))
        w[TRIES + l] += 1.0
