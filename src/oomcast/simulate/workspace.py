"""Where the integrator keeps its numbers: one flat workspace of rows of 64 lanes, laid out for each shape of model.

The functions of the integrator name places in the workspace as plain integers, such as `STEP` or `K1`: the lane l of
a row at `STEP` is `w[STEP + l]`, state s of it at `K1` is `w[K1 + s * LANES + l]`. The values below are stand-ins.
Before the functions run, in Python or compiled, each is rebuilt with the numbers of `layout` in their place, so that
every loop runs over literal offsets, which is what lets the compiler use vector instructions.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["LANES", "LAST_LANE", "RESULT_ROWS", "VECTOR", "Shape", "layout", "workspace_sizes"]

LANES = 64
"""A set of lanes is a number with a bit for each, so there cannot be more."""

LAST_LANE = LANES - 1
"""Holds a number to the lanes there are (`& LAST_LANE`): the compiler then knows it for a place in each row."""

VECTOR = 4
"""Numbers that the compiler works on together where there are not as many as lanes."""


class Shape(NamedTuple):
    """How many numbers a model has of each kind; the integrator is compiled once for each shape."""

    states: int
    rising: int  # states that never fall; they come first
    fields: int
    coefficients: int
    degree: int  # of the polynomial in time that a step is


# Rows of the results, each of length n: outcome, end time, ln of the peak pace, its time, steps tried.
OUTCOME, END, LN_PEAK, PEAK_AT, STEPS = 0, 1, 2, 3, 4
RESULT_ROWS = 5

# Numbers of rows, by kind of model and method.
STATES = RISING = FIELDS = COEFFICIENTS = DEGREE = 1
START = 9  # numbers that are kept of the start of a draw
ROW = LANES  # from one power of time to the next, in a polynomial of all states

# Rows of one number per lane.
TIME = 0  # start of the step, years
TAKEN = 0  # the step being tried; it stands behind its start, so that a block is given both
LOST = 0  # what the sum of small steps has lost to rounding
STEP = 0  # the step to be tried next
STOP = 0  # the next mark or kink
TIME_1 = 0  # its end
STAGE_TIME = 0
VERDICT = 0  # 0 rejected, 1 accepted, 2 accepted at a stop
NEXT_GRID = 0  # time of the next grid point
NEXT_LEVEL = 0  # the next level to be crossed
TOLERANCE = 0  # local tolerance of the draw
LN_RATIO = 0  # logarithm of the error of the last accepted step over the tolerance
LN_GROWN = 0  # and of the next step over it
GLOBAL = 0  # estimated global error at the start of the step, and at its end
GLOBAL_1 = 0
AGAIN = 0  # global error of what this step reports
PEAK = 0  # largest ln pace so far, and when
PEAK_TIME = 0
TIME_BEFORE = 0  # start, length and first ln pace of the step before
STEP_BEFORE = 0
PACE_BEFORE = 0
FASTEST = 0  # the fastest of the rates where a course begins, and how fast they grow, per year
GROWTH = 0
BUSY = 0  # 1 while the lane works on a draw
TRIES = 0  # steps tried
# Rows of coefficients, states, rates (with ln pace as the last row) and observed fields.
COEFFICIENT = 0
SPREAD = 0  # coefficients of one draw, the same in all lanes
STAGE = STATE_1 = 0
# Polynomials in the fraction of a step: coefficients of its powers from 0 to DEGREE, for every state.
STATE = 0  # this step, which begins at the state itself
RISE = 0  # the same from the first power on
BEFORE = 0  # the step before
K1 = K2 = K3 = K4 = K5 = K6 = K7 = 0
PACE = 0  # from a block of rates to its row of ln pace
SEEN = SEEN_1 = SEEN_OFF = 0  # observed at the start, at the end, and at the start when off by the error
# The queue of crossings to be located.
Q_TIME = Q_STEP = Q_LEVEL = Q_LOW = Q_HIGH = Q_MISS_LOW = Q_MISS_HIGH = Q_AT = Q_SIDE = Q_DONE = Q_WHEN = 0
Q_COEFFICIENT = Q_COURSE = Q_END = Q_STATE = Q_SEEN = 0
# The queue of peaks to be climbed: a bracket of offsets in time from the start of a step, and the pace at each.
P_TIME = P_TAKEN = P_TAKEN_BEFORE = P_LOW = P_LOW_PACE = P_TOP = P_TOP_PACE = P_HIGH = P_HIGH_PACE = P_AT = 0
P_STEADY = P_DONE = P_COEFFICIENT = P_COURSE = P_END = P_BEFORE = 0
# Rows of counters.
DRAW = 0
GRID_AT = 0
LEVEL_AT = 0
WORK = 0  # 0 while a lane works, 1 when its draw must start again, 2 when it waits for a draw
QUEUED = 0  # how many crossings wait; one number, not a row of them
Q_DRAW = 0
Q_PLACE = 0  # where the time of a queued crossing goes
PEAKS_QUEUED = 0  # how many peaks wait; one number
P_DRAW = 0  # -1 where a queued peak is no longer wanted


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANE_ROWS = _names(
    """TIME TAKEN LOST STEP STOP TIME_1 STAGE_TIME VERDICT NEXT_GRID NEXT_LEVEL TOLERANCE LN_RATIO LN_GROWN GLOBAL
    GLOBAL_1 AGAIN PEAK PEAK_TIME TIME_BEFORE STEP_BEFORE PACE_BEFORE FASTEST GROWTH BUSY TRIES Q_TIME Q_STEP Q_LEVEL
    Q_LOW Q_HIGH Q_MISS_LOW Q_MISS_HIGH Q_AT Q_SIDE Q_DONE Q_WHEN P_TIME P_TAKEN P_TAKEN_BEFORE P_LOW P_LOW_PACE P_TOP
    P_TOP_PACE P_HIGH P_HIGH_PACE P_AT P_STEADY P_DONE"""
)
COEFFICIENT_ROWS = _names("COEFFICIENT Q_COEFFICIENT P_COEFFICIENT SPREAD")
STATE_ROWS = _names("STAGE STATE_1 Q_STATE Q_END P_END")
COURSE_ROWS = _names("STATE BEFORE Q_COURSE P_COURSE P_BEFORE")
RATE_ROWS = _names("K1 K2 K3 K4 K5 K6 K7")
FIELD_ROWS = _names("SEEN SEEN_1 SEEN_OFF Q_SEEN")
COUNTER_ROWS = _names("DRAW GRID_AT LEVEL_AT WORK QUEUED Q_DRAW Q_PLACE PEAKS_QUEUED P_DRAW")


def layout(shape: Shape) -> dict[str, int]:
    """The number that each name above stands for, in a workspace for models of this shape.

    >>> layout(Shape(states=2, rising=2, fields=1, coefficients=3, degree=4))["PACE"]
    128
    """
    places = {
        "STATES": shape.states,
        "RISING": shape.rising,
        "FIELDS": shape.fields,
        "COEFFICIENTS": shape.coefficients,
        "DEGREE": shape.degree,
        "ROW": shape.states * LANES,
    }
    places["START"] = (shape.states + 1) + shape.fields + 5  # rates with ln pace, what is seen, and more in `starting`
    places["PACE"] = shape.states * LANES
    course = (shape.degree + 1) * shape.states
    end = 0
    for numbers, names in (
        (LANES, LANE_ROWS),
        (shape.coefficients * LANES, COEFFICIENT_ROWS),
        (shape.states * LANES, STATE_ROWS),
        (course * LANES, COURSE_ROWS),
        ((shape.states + 1) * LANES, RATE_ROWS),
        (shape.fields * LANES, FIELD_ROWS),
    ):
        for name in names:
            places[name] = end
            end += numbers
    places["FLOATS"] = end
    places["RISE"] = places["STATE"] + places["ROW"]
    places |= {name: row * LANES for row, name in enumerate(COUNTER_ROWS)}
    return places


def workspace_sizes(shape: Shape) -> tuple[int, int]:
    """Lengths of the workspaces of floats and of counters."""
    return layout(shape)["FLOATS"], len(COUNTER_ROWS) * LANES
