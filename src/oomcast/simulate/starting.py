"""How every draw begins: its first rates, what is seen of it and its first step, worked out for many draws at once."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import exp, greatest, least, log, where
from oomcast.simulate.twins import call_block, place
from oomcast.simulate.workspace import (
    COEFFICIENT,
    COEFFICIENTS,
    FASTEST,
    FIELDS,
    GROWTH,
    K1,
    K2,
    LANES,
    PACE,
    PACE_BEFORE,
    SEEN,
    STAGE,
    STAGE_TIME,
    START,
    STATE,
    STATES,
    STEP,
    STEP_BEFORE,
    TIME,
    TIME_BEFORE,
    TOLERANCE,
)

__all__ = ["LOCAL_SHARE", "fetch_start", "prepare_starts", "see_growth", "step_aside"]

# First step: the local error of a solution that grows like exp(lambda t) at the rate f is about
# FIRST_ERROR f lambda^(ORDER - 1) h^ORDER; lambda is measured by one Euler step of FIRST_PROBE nats.
FIRST_ERROR, ORDER = 2e-4, 5.0  # stand in for those of the method
FIRST_PROBE = 1e-3
SLOWEST_GROWTH_PER_YEAR = 0.3
LONGEST_FIRST_STEP_YEARS = 1.0  # rates that are next to nothing where a course begins say little of what comes
SMALLEST_RATE = 1e-30

INFINITY = float("inf")

LOCAL_SHARE = 0.5
"""Of the tolerance, for the error of one step, as long as nothing says that this is not enough."""

# What `starts` holds of a draw after its first rates, with ln pace, and what is seen of it.
BEFORE_START, PACE_BEFORE_START, FASTEST_AT_START, GROWTH_AT_START, FIRST_STEP = 0, 1, 2, 3, 4


def step_aside(w: Any, l: int) -> None:
    """Put the stage of a lane a small Euler step ahead of where it is."""
    fastest = SMALLEST_RATE
    for s in range(STATES):
        fastest = greatest(fastest, abs(w[K1 + s * LANES + l]))
    w[FASTEST + l] = fastest
    probe = FIRST_PROBE / fastest
    w[STAGE_TIME + l] = w[TIME + l] + probe
    for s in range(STATES):
        j = s * LANES + l
        w[STAGE + j] = w[STATE + j] + probe * w[K1 + j]


def see_growth(w: Any, l: int) -> None:
    """From the rates at that stage, in `K2`: how fast the rates of a lane grow, per year, and what came before.

    Where nothing comes before, the pace is mirrored to the time before the start, so that a peak within the very
    first step is bracketed like any other.
    """
    probe = FIRST_PROBE / w[FASTEST + l]
    w[TIME_BEFORE + l] = w[TIME + l] - probe
    w[STEP_BEFORE + l] = 0.0
    w[PACE_BEFORE + l] = w[K1 + PACE + l] - (w[K2 + PACE + l] - w[K1 + PACE + l])
    growth = SLOWEST_GROWTH_PER_YEAR
    for s in range(STATES):
        j = s * LANES + l
        growth = greatest(growth, abs(w[K2 + j] - w[K1 + j]) / probe / w[FASTEST + l])
    w[GROWTH + l] = where(growth < INFINITY, growth, 1.0 / probe)


def first_step(w: Any, l: int, tolerance: Any) -> Any:
    """The step whose local error is within a tolerance, by how fast the rates of a lane are and grow."""
    ln_scale = log(FIRST_ERROR * w[FASTEST + l] / tolerance) + (ORDER - 1.0) * log(w[GROWTH + l])
    return least(exp(-ln_scale / ORDER), LONGEST_FIRST_STEP_YEARS)


def prepare_starts(
    rate: Any, observe: Any, w: Any, coefficients: Any, initial: Any, starts: Any, n: int, stride: int, tolerance: float
) -> None:
    """Work out the start of every draw, 64 at a time; rows are long enough for whole lanes.

    A start is a row of `START` numbers, one draw after another up to a whole number of lanes.
    """
    for first in range(0, n, LANES):
        for c in range(COEFFICIENTS):
            for l in range(LANES):
                w[COEFFICIENT + c * LANES + l] = coefficients[place(c * stride + first + l)]
        for s in range(STATES):
            for l in range(LANES):
                w[STATE + s * LANES + l] = initial[place(s * stride + first + l)]
        for l in range(LANES):
            w[TIME + l] = 0.0
        call_block(rate, -LANES, w, TIME, STATE, COEFFICIENT, K1)
        call_block(observe, -LANES, w, TIME, STATE, COEFFICIENT, SEEN)
        for l in range(LANES):
            step_aside(w, l)
        call_block(rate, -LANES, w, STAGE_TIME, STAGE, COEFFICIENT, K2)
        for l in range(LANES):
            see_growth(w, l)
            w[STEP + l] = first_step(w, l, LOCAL_SHARE * tolerance)
        for l in range(LANES):
            row = (first + l) * START
            for s in range(STATES + 1):
                starts[place(row + s)] = w[K1 + s * LANES + l]
            for f in range(FIELDS):
                starts[place(row + STATES + 1 + f)] = w[SEEN + f * LANES + l]
            row += STATES + 1 + FIELDS
            starts[place(row + BEFORE_START)] = w[TIME_BEFORE + l]
            starts[place(row + PACE_BEFORE_START)] = w[PACE_BEFORE + l]
            starts[place(row + FASTEST_AT_START)] = w[FASTEST + l]
            starts[place(row + GROWTH_AT_START)] = w[GROWTH + l]
            starts[place(row + FIRST_STEP)] = w[STEP + l]


def fetch_start(w: Any, l: int, starts: Any, i: int, tolerance: float) -> None:
    """Give a lane the start of draw i, with the step that suits the local tolerance of the lane."""
    row = i * START
    for s in range(STATES + 1):
        w[K1 + s * LANES + l] = starts[place(row + s)]
    for f in range(FIELDS):
        w[SEEN + f * LANES + l] = starts[place(row + STATES + 1 + f)]
    row += STATES + 1 + FIELDS
    w[TIME_BEFORE + l] = starts[place(row + BEFORE_START)]
    w[STEP_BEFORE + l] = 0.0
    w[PACE_BEFORE + l] = starts[place(row + PACE_BEFORE_START)]
    w[FASTEST + l] = starts[place(row + FASTEST_AT_START)]
    w[GROWTH + l] = starts[place(row + GROWTH_AT_START)]
    w[STEP + l] = starts[place(row + FIRST_STEP)]
    if w[TOLERANCE + l] != LOCAL_SHARE * tolerance:
        w[STEP + l] = first_step(w, l, w[TOLERANCE + l])
