"""A step by Dormand and Prince's Runge-Kutta pair of orders 5 and 4: for any rate of change, however it bends."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import where
from oomcast.simulate.stepping import choose_end, go_to_end, see_error
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
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
    K7,
    LANES,
    RISE,
    RISING,
    ROW,
    STAGE,
    STAGE_TIME,
    STATE,
    STATE_1,
    STATES,
    TAKEN,
    TIME,
)

__all__ = ["DEGREE", "ENDS_AT_MARKS", "FIRST_ERROR", "LONGEST_STEP_YEARS", "ORDER", "take_step"]

DEGREE = 4
"""Of the dense output."""

ORDER = 5.0
"""Power of the step that its error goes with: that of the solution of order 4."""

FIRST_ERROR = 2e-4
"""Error of a first step h of a solution that grows like exp(lambda t) at the rate f, over f lambda^4 h^5."""

LONGEST_STEP_YEARS = 1.0
"""Slow, smooth courses would take steps of many years, whose ends are right while what is read within them is not: the
error of the dense output grows with the fifth power of the step, and nothing else holds it."""

ENDS_AT_MARKS = True
"""For the same reason a step ends at each mark, where the global error is held to the tolerance."""


def take_step(rate: Any, observe: Any, series: Any, w: Any) -> None:
    """Evaluate the stages of a step of each lane, its end, its error, and its course as a polynomial."""
    choose_end(w)
    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C2 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * (A21 * w[K1 + j])
    call_block(rate, -LANES, w, STAGE_TIME, STAGE, COEFFICIENT, K2)

    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C3 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * (A31 * w[K1 + j] + A32 * w[K2 + j])
    call_block(rate, -LANES, w, STAGE_TIME, STAGE, COEFFICIENT, K3)

    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C4 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            slope = (A41 * w[K1 + j] + A42 * w[K2 + j]) + A43 * w[K3 + j]
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * slope
    call_block(rate, -LANES, w, STAGE_TIME, STAGE, COEFFICIENT, K4)

    for l in range(LANES):
        w[STAGE_TIME + l] = w[TIME + l] + C5 * w[TAKEN + l]
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            slope = (A51 * w[K1 + j] + A52 * w[K2 + j]) + (A53 * w[K3 + j] + A54 * w[K4 + j])
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * slope
    call_block(rate, -LANES, w, STAGE_TIME, STAGE, COEFFICIENT, K5)

    go_to_end(w)
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            slope = (A61 * w[K1 + j] + A62 * w[K2 + j]) + (A63 * w[K3 + j] + A64 * w[K4 + j]) + A65 * w[K5 + j]
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * slope
    call_block(rate, -LANES, w, STAGE_TIME, STAGE, COEFFICIENT, K6)

    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            gain = w[TAKEN + l] * (
                (B1 * w[K1 + j] + B3 * w[K3 + j]) + (B4 * w[K4 + j] + B5 * w[K5 + j]) + B6 * w[K6 + j]
            )
            w[STATE_1 + j] = w[STATE + j] + where((s < RISING) & (gain < 0.0), 0.0, gain)
    call_block(rate, -LANES, w, STAGE_TIME, STATE_1, COEFFICIENT, K7)

    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + w[TAKEN + l] * (
                (E1 * w[K1 + j] + E3 * w[K3 + j])
                + (E4 * w[K4 + j] + E5 * w[K5 + j])
                + (E6 * w[K6 + j] + E7 * w[K7 + j])
            )
    see_error(observe, w)

    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            h = w[TAKEN + l]
            r2 = w[STATE_1 + j] - w[STATE + j]
            r3 = h * w[K1 + j] - r2
            r4 = (r2 - h * w[K7 + j]) - r3
            r5 = h * (
                (D1 * w[K1 + j] + D3 * w[K3 + j])
                + (D4 * w[K4 + j] + D5 * w[K5 + j])
                + (D6 * w[K6 + j] + D7 * w[K7 + j])
            )
            w[RISE + j] = r2 + r3
            w[RISE + ROW + j] = (r4 + r5) - r3
            w[RISE + 2 * ROW + j] = -(r4 + (r5 + r5))
            w[RISE + 3 * ROW + j] = r5
