"""Integrate many draws of a model and return what was seen of each."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from oomcast.models.contract import ContinuousModel, FloatArray
from oomcast.simulate.compiler import Engine, addresses, compiled_engine, plain_engine, shape_of
from oomcast.simulate.lanes import RESULT_ROWS
from oomcast.simulate.workspace import LANES, workspace_sizes

__all__ = ["Trajectories", "simulate"]


@dataclass(frozen=True, kw_only=True)
class Trajectories:
    """What was seen of n draws. Years are from t = 0.

    `observed[name]` has shape (grid, n), at `grid_years` (grid,): +infinity after divergence, NaN where unknown.
    `crossing_years` (levels, n): first time the total reaches each level; +infinity where it did not, the time of
    divergence where that came before a finite level. `outcome`, `end_years` (the time of divergence, or beyond the
    end asked for), `peak_ln_pace`, `peak_years` and `steps` have shape (n,).
    """

    grid_years: FloatArray
    observed: dict[str, FloatArray]
    crossing_years: FloatArray
    outcome: FloatArray
    end_years: FloatArray
    peak_ln_pace: FloatArray
    peak_years: FloatArray
    steps: FloatArray


POINTERS = 13
"""Array arguments of `advance`: two workspaces, seven inputs, states on the grid, three results."""

ADVANCE = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    *[ctypes.c_void_p] * 2,  # places for a result and an exception, by Numba's calling convention
    *[ctypes.c_int64] * 2,
    *[ctypes.c_void_p] * POINTERS,
    *[ctypes.c_int64] * 6,
    *[ctypes.c_double] * 3,
)
"""The native signature of `advance`. Called through ctypes it runs without the interpreter's lock."""


def simulate(
    model: ContinuousModel,
    coefficients: Any,
    *,
    end_years: float,
    marks_years: FloatArray,
    grid_years: FloatArray,
    levels_oom: FloatArray,
    peak_until_years: float,
    tolerance_oom: float,
    compiled: bool = True,
) -> Trajectories:
    """Integrate every draw to `end_years` or to its divergence.

    `coefficients` is the model's named tuple of arrays, which broadcast to shape (n,). `marks_years` are times whose
    values are held to the tolerance as a whole, not step by step; `grid_years` ascends and ends at or before
    `end_years`. `levels_oom`, of shape (levels,) or (levels, 1) for all draws or (levels, n) for each, ascends along
    its first dimension; an infinite level is never crossed. With `compiled=False` the same code runs as plain Python.
    """
    shape = shape_of(model)
    n = np.broadcast(*coefficients).size
    stride = row_length(n)

    def rows(columns: Sequence[Any] | FloatArray) -> FloatArray:
        array = np.zeros((len(columns), stride))
        for row, column in zip(array, columns, strict=True):
            row[:n] = column
        return array

    stops = model.stops(coefficients)
    grid_states = np.zeros((shape.states * grid_years.size, stride))
    on_grid = np.empty((shape.fields, grid_years.size, stride))
    crossings = np.empty((len(levels_oom) + 1, stride))  # the last row takes what is found but no longer wanted
    results = np.empty((RESULT_ROWS, stride))
    floats, counters = workspace_sizes(shape)
    arrays = (
        np.empty(floats),
        np.empty(counters, dtype=np.int64),
        rows(coefficients),
        rows(model.initial_state(coefficients)),
        rows(stops),
        rows([model.cannot_diverge(coefficients)]),
        np.ascontiguousarray(marks_years, dtype=np.float64),
        np.ascontiguousarray(grid_years, dtype=np.float64),
        rows(levels_oom),
        grid_states,
        on_grid,
        crossings,
        results,
    )
    numbers = (
        n,
        stride,
        len(stops),
        marks_years.size,
        grid_years.size,
        len(levels_oom),
        end_years,
        peak_until_years,
        tolerance_oom,
    )
    if compiled:
        _call_native(compiled_engine(model), arrays, numbers)
    else:
        engine = plain_engine(model)
        with np.errstate(all="ignore"):  # the compiled form meets infinities in silence too
            engine.advance(engine.rate, engine.observe, *[array.reshape(-1) for array in arrays], *numbers)
    outcome, end, peak, peak_at, steps, _ = results[:, :n]
    return Trajectories(
        grid_years=grid_years,
        observed={name: on_grid[field, :, :n] for field, name in enumerate(model.observed._fields)},
        crossing_years=crossings[:-1, :n],
        outcome=outcome,
        end_years=end,
        peak_ln_pace=peak,
        peak_years=peak_at,
        steps=steps,
    )


def row_length(n: int) -> int:
    """Numbers per row of the engine's arrays: n, filled up to whole lanes, and some more.

    Rows a power of two apart would fall on the same few places of the processor's cache; one line more spreads them.
    """
    return -(-n // LANES) * LANES + CACHE_LINE_NUMBERS


CACHE_LINE_NUMBERS = 8
"""Doubles in a line of the processor's cache."""


def _call_native(engine: Engine, arrays: tuple[Any, ...], numbers: tuple[Any, ...]) -> None:
    advance, rate, observe = addresses(engine)
    result, exception = ctypes.c_void_p(), ctypes.c_void_p()
    ADVANCE(advance)(
        ctypes.addressof(result),
        ctypes.addressof(exception),
        rate,
        observe,
        *[array.ctypes.data for array in arrays],
        *numbers,
    )
