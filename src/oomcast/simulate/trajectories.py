"""Integrate many draws of a model and return what was seen of each."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.models.contract import ContinuousModel, FloatArray
from oomcast.simulate.compiler import Engine, addresses, compiled_engine, plain_engine, shape_of
from oomcast.simulate.workspace import LANES, RESULT_ROWS, Shape, layout, workspace_sizes

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


POINTERS = 14
"""Array arguments of `advance`: four workspaces, seven inputs, three results."""

ADVANCE = ctypes.CFUNCTYPE(
    ctypes.c_int32,
    *[ctypes.c_void_p] * 2,  # places for a result and an exception, by Numba's calling convention
    *[ctypes.c_int64] * 3,
    *[ctypes.c_void_p] * POINTERS,
    *[ctypes.c_int64] * 6,
    *[ctypes.c_double] * 3,
)
"""The native signature of `advance`. Called through ctypes it runs without the interpreter's lock."""


class Rows(NamedTuple):
    """An array that `advance` is given, and how far one draw's numbers in it are from the next one's."""

    numbers: FloatArray
    numbers_per_draw: int = 1  # in rows by field; 0 where they are the same for all draws

    def address_of(self, draw: int) -> int:
        """Where the numbers of a draw begin."""
        return self.numbers.ctypes.data + draw * self.numbers_per_draw * self.numbers.itemsize


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
    threads: int = 1,
    compiled: bool = True,
) -> Trajectories:
    """Integrate every draw to `end_years` or to its divergence.

    `coefficients` is the model's named tuple of arrays, which broadcast to shape (n,). `marks_years` are times whose
    values are held to the tolerance as a whole, not step by step; `grid_years` ascends and ends at or before
    `end_years`. `levels_oom`, of shape (levels,) or (levels, 1) for all draws or (levels, n) for each, ascends along
    its first dimension; an infinite level is never crossed. Up to `threads` threads share the draws, which changes no
    bit. With `compiled=False` the same code runs as plain Python, on this thread.
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
    by_draw = np.full((n, len(levels_oom) + 1), np.inf)
    if len(levels_oom):
        by_draw[:, :-1] = np.transpose(levels_oom if levels_oom.ndim > 1 else levels_oom[:, None])
    on_grid = np.empty((shape.fields, grid_years.size, stride))
    crossings = np.full((len(levels_oom) + 1, stride), np.inf)  # the last row takes what is found but no longer wanted
    results = np.empty((RESULT_ROWS, stride))
    arrays = (
        Rows(rows(coefficients)),
        Rows(rows(model.initial_state(coefficients))),
        Rows(rows(stops)),
        Rows(rows([model.cannot_diverge(coefficients)])),
        Rows(np.ascontiguousarray(marks_years, dtype=np.float64), numbers_per_draw=0),
        Rows(np.concatenate([grid_years, np.full(LANES, np.inf)]), numbers_per_draw=0),
        Rows(by_draw, numbers_per_draw=len(levels_oom) + 1),
        Rows(on_grid),
        Rows(crossings),
        Rows(results),
    )
    numbers = (
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
        pieces = _pieces(n, threads)
        _call_native(compiled_engine(model), shape, arrays, numbers, grid_points=grid_years.size, pieces=pieces)
    else:
        engine = plain_engine(model)
        with np.errstate(all="ignore"):  # the compiled form meets infinities in silence too
            workspaces = _workspaces(shape, n, grid_years.size)
            flat = [array.reshape(-1) for array in (*workspaces, *(each.numbers for each in arrays))]
            engine.advance(engine.rate, engine.observe, engine.series, *flat, n, *numbers)
    outcome, end, peak, peak_at, steps = results[:, :n]
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


LEAST_PER_THREAD = 512
"""Draws below which a thread of its own is not worth its start, nor the lanes that stand still at the end."""


def _pieces(n: int, threads: int) -> list[range]:
    """The draws 0 .. n - 1 in up to `threads` ranges of nearly the same length, which begin at whole lanes.

    >>> _pieces(2000, 2), _pieces(900, 2), _pieces(0, 2)
    ([range(0, 1024), range(1024, 2000)], [range(0, 900)], [range(0, 0)])
    """
    count = max(1, min(threads, n // LEAST_PER_THREAD))
    length = max(1, -(-n // (count * LANES))) * LANES
    return [range(start, min(start + length, n)) for start in range(0, max(n, 1), length)]


def _workspaces(shape: Shape, n: int, n_grid: int) -> tuple[FloatArray | NDArray[np.int64], ...]:
    """Room for floats, counters, states on the grid and starts, in one call of the engine for n draws."""
    floats, counters = workspace_sizes(shape)
    states = np.zeros((LANES, shape.states, n_grid + LANES))
    starts = np.empty((-(-n // LANES) * LANES, layout(shape)["START"]))
    return np.empty(floats), np.empty(counters, dtype=np.int64), states, starts


def _call_native(
    engine: Engine,
    shape: Shape,
    arrays: tuple[Rows, ...],
    numbers: tuple[Any, ...],
    *,
    grid_points: int,
    pieces: list[range],
) -> None:
    """Integrate each piece of the draws on a thread of its own, the first on this one.

    A piece is told by where its first draw stands in the arrays: rows stay as far apart as they are.
    """
    advance, *blocks = addresses(engine)

    def integrate(piece: range) -> None:
        result, exception = ctypes.c_void_p(), ctypes.c_void_p()
        workspaces = _workspaces(shape, len(piece), grid_points)
        ADVANCE(advance)(
            ctypes.addressof(result),
            ctypes.addressof(exception),
            *blocks,
            *[array.ctypes.data for array in workspaces],
            *[each.address_of(piece.start) for each in arrays],
            len(piece),
            *numbers,
        )

    others = [threading.Thread(target=integrate, args=(piece,), name="oomcast-engine") for piece in pieces[1:]]
    for other in others:
        other.start()
    integrate(pieces[0])
    for other in others:
        other.join()
