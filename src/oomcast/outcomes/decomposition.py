"""Where the gain of the first year comes from: four parts of each draw that sum to its total.

    total = anyway + one_time_jump + compute_growth + self_acceleration             (equation split)

`anyway` is what human researchers and growing hardware would have brought. The other three are switches: the jump of
the pace at t = 0, growing compute within research, and acceleration (software that helps research, ideas that get
harder and the ceiling together). What one of them adds depends on which others are on; each gets its average over the
orders in which they can be switched on (L. Shapley, "A value for n-person games", 1953). A part may be negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from oomcast.models.contract import ContinuousModel, FloatArray, Settings
from oomcast.models.progress import FIRST_YEAR
from oomcast.simulate.trajectories import simulate

__all__ = ["PARTS", "decompose"]

ANYWAY = "anyway"
SWITCHES = {"one_time_jump": "jump", "compute_growth": "compute", "self_acceleration": "acceleration"}
"""The parts that are switches, by the names under which a model knows them."""

PARTS = (ANYWAY, *SWITCHES)

ALL_OFF, ALL_ON = (False,) * len(SWITCHES), (True,) * len(SWITCHES)

# Of the orders of three switches, in how many a switch is thrown after none, one given one, or both of the others.
SHARE_OF_ORDERS = (2 / 6, 1 / 6, 2 / 6)

TOTAL = "oom_total"
"""The observed field that is split."""

Case = tuple[bool, ...]


def decompose(
    model: ContinuousModel,
    draws: Mapping[str, FloatArray],
    total_12mo: FloatArray,
    *,
    settings: Settings,
    threads: int = 1,
    compiled: bool = True,
) -> dict[str, FloatArray]:
    """The parts of `total_12mo` (OOM, shape (draws,)) by name, each of shape (draws,).

    `draws` maps every parameter of the model to its values. Seven of the eight combinations of the switches are
    computed, six of them by integrating the first year at the tolerance of `settings`. A draw whose first year is
    infinite in any of them, or unknown, has no parts: all four are NaN, for its averages would take infinity from
    infinity. It is to be counted as such; leaving it out would hide the fastest draws. Up to `threads` threads share
    the integrations.
    """
    coefficients = model.prepare(draws)
    gains: dict[Case, FloatArray] = {ALL_ON: np.asarray(total_12mo)}
    for case in product((False, True), repeat=len(SWITCHES)):
        if case == ALL_ON:
            continue
        switched = model.switched(coefficients, **dict(zip(SWITCHES.values(), case, strict=True)))
        gains[case] = (
            _steady(model, switched)
            if case == ALL_OFF
            else _first_year(model, switched, settings, threads=threads, compiled=compiled)
        )
    gains = {case: np.broadcast_to(gain, total_12mo.shape) for case, gain in gains.items()}
    known = np.logical_and.reduce([np.isfinite(gain) for gain in gains.values()])
    gains = {case: np.where(known, gain, 0.0) for case, gain in gains.items()}
    parts = {ANYWAY: gains[ALL_OFF], **{name: _part(gains, place) for place, name in enumerate(SWITCHES)}}
    return {name: np.where(known, part, np.nan) for name, part in parts.items()}


def _steady(model: ContinuousModel, coefficients: Any) -> FloatArray:
    """Gain of the first year with all switches off: every state moves at its first rate, without integration."""
    start = model.initial_state(coefficients)
    rate = model.rate_of_change(0.0, start, coefficients)
    end = model.state(*(now + FIRST_YEAR * change for now, change in zip(start, rate, strict=True)))
    return np.asarray(getattr(model.observe(FIRST_YEAR, end, coefficients), TOTAL))


def _first_year(
    model: ContinuousModel, coefficients: Any, settings: Settings, *, threads: int, compiled: bool
) -> FloatArray:
    """Gain of the first year, integrated no further than that."""
    year = np.array([FIRST_YEAR])
    found = simulate(
        model,
        coefficients,
        end_years=FIRST_YEAR,
        marks_years=year,
        grid_years=year,
        levels_oom=np.empty(0),
        peak_until_years=0.0,
        tolerance_oom=settings.tolerance_oom,
        threads=threads,
        compiled=compiled,
    )
    return np.asarray(found.observed[TOTAL][0])


def _part(gains: Mapping[Case, FloatArray], place: int) -> FloatArray:
    """What the switch at a place adds, averaged over the orders in which the switches can be thrown."""
    part: Any = 0.0
    for others in product((False, True), repeat=len(SWITCHES) - 1):
        off, on = ((*others[:place], state, *others[place:]) for state in (False, True))
        part = part + SHARE_OF_ORDERS[sum(others)] * (gains[on] - gains[off])
    return np.asarray(part)
