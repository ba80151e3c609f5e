"""One step of every lane, whatever the method: where it ends, what its error is, and the step after it."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import exp, greatest, least, rough_exp, rough_log, where
from oomcast.simulate.twins import call_block, renewed
from oomcast.simulate.workspace import (
    BEFORE,
    COEFFICIENT,
    DEGREE,
    FIELDS,
    GLOBAL,
    GLOBAL_1,
    K1,
    K7,
    LANES,
    LN_GROWN,
    LN_RATIO,
    LOST,
    PACE,
    PACE_BEFORE,
    RISING,
    ROW,
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

__all__ = ["choose_end", "dense", "go_to_end", "judge", "move_on", "see_error"]

INFINITY = float("inf")

# Step control after Hairer, Norsett and Wanner (II.4), and where errors rise from step to step after K. Gustafsson,
# "Control-theoretic techniques for stepsize selection in implicit Runge-Kutta methods", ACM Transactions on
# Mathematical Software 20 (1994) 496-517: towards a singularity every other step would be rejected otherwise.
ORDER, LONGEST_STEP_YEARS = 5.0, 1.0  # stand in for those of the method
LN_SAFETY = -0.105360515657826  # 9/10
LN_SMALLEST_FACTOR = -1.6094379124341003  # 1/5
LN_LARGEST_FACTOR = 2.0794415416798357  # 8
LN_FACTOR_AFTER_NONSENSE = -2.302585092994046  # 1/10
NO_TREND = 1e3
SMALLEST_RATIO = 1e-8

# The tolerance is absolute up to 100 OOM and relative beyond, where digits of an OOM stop to mean anything.
RELATIVE_BEYOND = 0.01

JUST_BEFORE = 1.0 - 2.3e-16
ALMOST_AT_STOP = 1.0 + 1e-7


def dense(w: Any, first: int, apart: int, s: int, theta: Any, end: Any) -> Any:
    """State s within a step at the fraction theta of it, from coefficients `apart` from each other, from `first` on.

    A state that never falls is held between its start and its `end`: where it runs away at a ceiling that is no longer
    felt the polynomial may swing. Odd and even powers are summed apart, in two short chains instead of a long one; the
    degree is even.
    """
    square = theta * theta
    even = w[first + DEGREE * apart]
    for k in range(DEGREE - 2, 0, -2):
        even = w[first + k * apart] + square * even
    odd = w[first + (DEGREE - 1) * apart]
    for k in range(DEGREE - 3, 0, -2):
        odd = w[first + k * apart] + square * odd
    start = w[first]
    state = start + (theta * odd + square * even)
    held = where(state > end, end, state)
    return where(s < RISING, where(held < start, start, held), state)


def choose_end(w: Any) -> None:
    """Decide how long the next step of each lane is, and whether it ends at a stop."""
    for l in range(LANES):
        remaining = w[STOP + l] - w[TIME + l]
        wanted = least(w[STEP + l], LONGEST_STEP_YEARS)
        at_stop = wanted * ALMOST_AT_STOP >= remaining
        h = where(at_stop, remaining, wanted)
        w[TAKEN + l] = h
        w[TIME_1 + l] = where(at_stop, w[STOP + l], w[TIME + l] + h)
        w[VERDICT + l] = where(at_stop, 1.0, 0.0)


def go_to_end(w: Any) -> None:
    """Put the stage at the end of the step; at a stop just before it, where the old regime still holds."""
    for l in range(LANES):
        w[STAGE_TIME + l] = where(w[VERDICT + l] > 0.0, w[STOP + l] * JUST_BEFORE, w[TIME_1 + l])


def see_error(observe: Any, w: Any) -> None:
    """Observe the end of the step, and its start with the error of the step (in `STAGE`) added.

    The error is judged at the start, so that an overshoot into a ceiling cannot look accurate.
    """
    call_block(observe, -LANES, w, TIME, STAGE, COEFFICIENT, SEEN_OFF)
    call_block(observe, -LANES, w, STAGE_TIME, STATE_1, COEFFICIENT, SEEN_1)


def judge(w: Any) -> None:
    """Accept or reject the step of each lane, and choose the next one."""
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
        ln_ratio = rough_log(ratio)  # how long the next step is need not be known to many digits
        # Where the last step grew harder than its length says, as towards a singularity, the next one will as well.
        trend = w[LN_GROWN + l] + (w[LN_RATIO + l] - ln_ratio) / ORDER
        ln_factor = LN_SAFETY - ln_ratio / ORDER + where(accepted & (trend < 0.0), trend, 0.0)
        ln_factor = where(
            sane, least(greatest(ln_factor, LN_SMALLEST_FACTOR), LN_LARGEST_FACTOR), LN_FACTOR_AFTER_NONSENSE
        )
        w[STEP + l] = w[TAKEN + l] * rough_exp(ln_factor)
        w[LN_RATIO + l] = renewed(accepted, ln_ratio, w[LN_RATIO + l])
        # A step that was cut short at a stop says nothing of how the next one compares.
        w[LN_GROWN + l] = where(w[VERDICT + l] > 0.0, NO_TREND, where(accepted, ln_factor, w[LN_GROWN + l] + ln_factor))
        # An error once made grows and shrinks with the pace, as any difference between two trajectories does.
        w[GLOBAL_1 + l] = w[GLOBAL + l] * exp(w[K7 + PACE + l] - w[K1 + PACE + l]) + error
        w[VERDICT + l] = where(accepted, 1.0 + w[VERDICT + l], 0.0)


def move_on(w: Any) -> None:
    """Put lanes whose step was accepted at its end, and remember that step as the one before."""
    for k in range(DEGREE + 1):
        for s in range(STATES):
            for l in range(LANES):
                j = k * ROW + s * LANES + l
                w[BEFORE + j] = renewed(w[VERDICT + l] > 0.0, w[STATE + j], w[BEFORE + j])
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            moved = w[VERDICT + l] > 0.0
            w[STATE + j] = renewed(moved, w[STATE_1 + j], w[STATE + j])
            w[K1 + j] = renewed(moved, w[K7 + j], w[K1 + j])
    for f in range(FIELDS):
        for l in range(LANES):
            j = f * LANES + l
            w[SEEN + j] = renewed(w[VERDICT + l] > 0.0, w[SEEN_1 + j], w[SEEN + j])
    for l in range(LANES):
        moved = w[VERDICT + l] > 0.0
        w[TIME_BEFORE + l] = renewed(moved, w[TIME + l], w[TIME_BEFORE + l])
        w[STEP_BEFORE + l] = renewed(moved, w[TAKEN + l], w[STEP_BEFORE + l])
        w[PACE_BEFORE + l] = renewed(moved, w[K1 + PACE + l], w[PACE_BEFORE + l])
        w[K1 + PACE + l] = renewed(moved, w[K7 + PACE + l], w[K1 + PACE + l])
        w[GLOBAL + l] = renewed(moved, w[GLOBAL_1 + l], w[GLOBAL + l])
        # Steps far below the resolution of time still add up: what the sum loses is carried along.
        step = w[TAKEN + l] + w[LOST + l]
        reached = w[TIME + l] + step
        lost = step - (reached - w[TIME + l])
        at_stop = w[VERDICT + l] > 1.0
        w[LOST + l] = where(at_stop, 0.0, where(moved, lost, w[LOST + l]))
        w[TIME + l] = where(at_stop, w[TIME_1 + l], where(moved, reached, w[TIME + l]))
        w[TRIES + l] += 1.0
