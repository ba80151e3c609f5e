"""Integrate many draws of a model and return what was seen of each."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from oomcast.models.contract import ContinuousModel, FloatArray
from oomcast.simulate.compiler import Engine, Shape, addresses, compiled_engine, plain_engine, shape_of
from oomcast.simulate.integrator import RESULT_ROWS, workspace_sizes

__all__ = ["Trajectories", "simulate"]


@dataclass(frozen=True, kw_only=True)
class Trajectories:
    """What was seen of n draws. Years are from t = 0.

    `observed[name]` has shape (grid, n), at `grid_years` (grid,): +infinity after divergence, NaN where unknown.
    `crossing_years` (levels, n): first time the total reaches each level; +infinity where it did not, the time of
    divergence where that came first. `outcome`, `end_years` (the time of divergence, or beyond the end asked for),
    `peak_ln_pace`, `peak_years` and `steps` have shape (n,).
    """

    grid_years: FloatArray
    observed: dict[str, FloatArray]
    crossing_years: FloatArray
    outcome: FloatArray
    end_years: FloatArray
    peak_ln_pace: FloatArray
    peak_years: FloatArray
    steps: FloatArray


POINTERS = 11
"""Array arguments of `advance`: two workspaces, six inputs, three results."""

ADVANCE = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    *[ctypes.c_void_p] * 2,  # places for a result and an exception, by Numba's calling convention
    *[ctypes.c_int64] * 2,
    *[ctypes.c_void_p] * POINTERS,
    *[ctypes.c_int64] * 4,
    *[ctypes.c_double] * 3,
)
"""The native signature of `advance`. Called through ctypes it runs without the interpreter's lock."""


def simulate(
    model: ContinuousModel,
    coefficients: Any,
    *,
    end_years: float,
    grid_years: FloatArray,
    levels_oom: FloatArray,
    peak_until_years: float,
    tolerance_oom: float,
    compiled: bool = True,
) -> Trajectories:
    """Integrate every draw to `end_years` or to its divergence.

    `coefficients` is the model's named tuple of arrays, which broadcast to shape (n,). `grid_years` ascends and ends
    at or before `end_years`; `levels_oom` ascends. With `compiled=False` the same code runs as plain Python.
    """
    shape = shape_of(model)
    columns = np.broadcast_arrays(*coefficients)
    n = columns[0].size
    flat_coefficients = np.concatenate([np.ascontiguousarray(column, dtype=np.float64) for column in columns])
    initial = np.concatenate([np.broadcast_to(state, n) for state in model.initial_state(coefficients)]).astype(float)
    stops = [np.broadcast_to(stop, n) for stop in model.stops(coefficients)]
    flat_stops = np.concatenate(stops).astype(float) if stops else np.empty(0)
    bounded = np.broadcast_to(model.cannot_diverge(coefficients), n).astype(np.float64)
    on_grid = np.empty((shape.fields, grid_years.size, n))
    crossings = np.empty((levels_oom.size, n))
    results = np.empty((RESULT_ROWS, n))
    floats, counters = _workspace(shape)
    arrays = (
        floats,
        counters,
        flat_coefficients,
        initial,
        flat_stops,
        bounded,
        np.ascontiguousarray(grid_years, dtype=np.float64),
        np.ascontiguousarray(levels_oom, dtype=np.float64),
        on_grid.reshape(-1),
        crossings.reshape(-1),
        results.reshape(-1),
    )
    numbers = (n, len(stops), grid_years.size, levels_oom.size, end_years, peak_until_years, tolerance_oom)
    if compiled:
        _call_native(compiled_engine(model), arrays, numbers)
    else:
        engine = plain_engine(model)
        with np.errstate(all="ignore"):  # the compiled form meets infinities in silence too
            engine.advance(engine.rate, engine.observe, *arrays, *numbers)
    outcome, end, peak, peak_at, steps = results
    return Trajectories(
        grid_years=grid_years,
        observed={name: on_grid[field] for field, name in enumerate(model.observed._fields)},
        crossing_years=crossings,
        outcome=outcome,
        end_years=end,
        peak_ln_pace=peak,
        peak_years=peak_at,
        steps=steps,
    )


def _workspace(shape: Shape) -> tuple[FloatArray, Any]:
    floats, counters = workspace_sizes(states=shape.states, fields=shape.fields, coefficients=shape.coefficients)
    return np.empty(floats), np.empty(counters, dtype=np.int64)


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
