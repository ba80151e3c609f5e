"""A step along the Taylor series of the trajectory: for rates of change that are analytic nearly everywhere.

The polynomial x(theta) has the series of the solution up to `DEGREE`. How far it is from solving the equation shows at
its end, where the rate of change is computed anyway:

    defect = |h f(x(1)) - x'(1)|                                                    (equation defect)

The terms that are neglected amount to less: to 1 / (DEGREE + 1) of it where the next one is most of them. Where the
rate bends or jumps within the step, which the series at its start cannot know, the error is half of it or all.
"""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import greatest, where
from oomcast.simulate.stepping import choose_end, go_to_end, see_error
from oomcast.simulate.twins import call_block
from oomcast.simulate.workspace import (
    COEFFICIENT,
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

DEGREE = 12
"""Of the series."""

ORDER = 13.0
"""Power of the step that its error goes with."""

FIRST_ERROR = 2.1e-09
"""Error of a first step h of a solution that grows like exp(lambda t) at the rate f, over f lambda^12 h^13: 1/12!."""

ERROR_SHARE = 0.3
"""What part of the defect counts as error: four times what the neglected terms amount to, so that a bend that nobody
declared costs less than twice the tolerance, once."""

LONGEST_STEP_YEARS = 1000.0
"""Within a step the series is at least as good as at its end."""

ENDS_AT_MARKS = False
"""For the same reason no step has to end at a mark, where the global error is held to the tolerance."""


def take_step(rate: Any, observe: Any, series: Any, w: Any) -> None:
    """Expand the course of each lane at the start of its step, and see how well it fits at the end."""
    choose_end(w)
    call_block(series, -LANES, w, TIME, STATE, COEFFICIENT, RISE)
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            gain = w[RISE + (DEGREE - 1) * ROW + j]
            slope = DEGREE * gain
            for k in range(DEGREE - 1, 0, -1):
                term = w[RISE + (k - 1) * ROW + j]
                gain = gain + term
                slope = slope + k * term
            # A series that falls where nothing can is of no use; its first term is, if it rises. Where that is felt the
            # step will be rejected.
            first = greatest(w[RISE + j], 0.0)
            w[STATE_1 + j] = w[STATE + j] + where((s < RISING) & (gain < 0.0), first, gain)
            w[STAGE + j] = slope
    go_to_end(w)
    call_block(rate, -LANES, w, STAGE_TIME, STATE_1, COEFFICIENT, K7)
    for s in range(STATES):
        for l in range(LANES):
            j = s * LANES + l
            w[STAGE + j] = w[STATE + j] + ERROR_SHARE * (w[TAKEN + l] * w[K7 + j] - w[STAGE + j])
    see_error(observe, w)
