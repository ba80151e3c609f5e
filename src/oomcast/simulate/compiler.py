"""From a model's plain functions to native code: block functions of 64 lanes, and the integrator for its shape."""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

from oomcast.errors import ModelError
from oomcast.models.contract import ContinuousModel
from oomcast.simulate import integrator
from oomcast.simulate.elementwise import are_compiled, compile_elementary
from oomcast.simulate.kernels import Kernel, is_cached, kernel
from oomcast.simulate.method import TAYLOR, method_of
from oomcast.simulate.series import FUNCTIONS, series_lines
from oomcast.simulate.twins import JIT, NATIVE_ONLY, fingerprint, specialised, twin
from oomcast.simulate.workspace import LANES, VECTOR, Shape, layout

__all__ = ["Engine", "compiled_engine", "is_compiled", "plain_engine", "shape_of"]


def shape_of(model: ContinuousModel) -> Shape:
    """The shape of a model, from its named tuples.

    Raises ModelError where the states that may fall are not the last ones.
    """
    states = model.state._fields
    rising = len(states) - len(model.falling_states)
    if set(states[rising:]) != model.falling_states:
        raise ModelError(
            f"{model.name}: expected the states that may fall after all others, got {', '.join(states)}, of which "
            f"{', '.join(sorted(model.falling_states))} may fall"
        )
    return Shape(
        len(states), rising, len(model.observed._fields), len(model.coefficients._fields), method_of(model).degree
    )


def constants_of(model: ContinuousModel) -> dict[str, object]:
    """What stands in the functions of the integrator for the names they leave open: places, and the method."""
    return {**layout(shape_of(model)), **method_of(model).constants}


class Engine(NamedTuple):
    """What it takes to integrate a model: `advance` called with the block functions. Native or plain Python.

    `series` always works on all lanes; it is the block of rates again where the method does not ask for series.
    """

    advance: Any
    rate: Any
    observe: Any
    series: Any


# A block works on the lane it is told, or on many where that number is negative: on all of them, or for what is
# observed on the first -lane of them, filled up to whole vectors. With `LANES` added to the lane, or taken from the
# number for all of them, only the pace there is wanted.

RATE_BLOCK = """
def block(lane, t, y, q, out):
    if lane < -{lanes}:
        for l in range({lanes}):
            out[{pace}] = ln_pace(t[l], State({states}), Coefficients({coefficients}))
    elif lane < 0:
        for l in range({lanes}):
            state = State({states})
            c = Coefficients({coefficients})
            rate = rate_of_change(t[l], state, c)
{store}
            out[{pace}] = ln_pace(t[l], state, c)
    elif lane < {lanes}:
        l = lane
        state = State({states})
        c = Coefficients({coefficients})
        rate = rate_of_change(t[l], state, c)
{store_one}
        out[{pace}] = ln_pace(t[l], state, c)
    else:
        l = lane - {lanes}
        out[{pace}] = ln_pace(t[l], State({states}), Coefficients({coefficients}))
"""

OBSERVE_BLOCK = """
def block(lane, t, y, q, out):
    if lane < 0:
        for l in range(({vector} - 1 - lane) // {vector} * {vector}):
            seen = observe(t[l], State({states}), Coefficients({coefficients}))
{store}
    else:
        l = lane
        seen = observe(t[l], State({states}), Coefficients({coefficients}))
{store_one}
"""

SERIES_BLOCK = """
def block(lane, times, states, given, out):
    for l in range({lanes}):
{lines}
"""


def _place(array: str, row: int) -> str:
    """One lane's number in a row of a flat, field-major array, at a literal offset so that loops vectorise."""
    return f"{array}[{row * LANES} + l]" if row else f"{array}[l]"


def _block_source(template: str, shape: Shape, *, result: str, rows: int) -> str:
    stores = [f"{_place('out', row)} = {result}[{row}]" for row in range(rows)]
    return template.format(
        lanes=LANES,
        vector=VECTOR,
        states=", ".join(_place("y", row) for row in range(shape.states)) + ",",
        coefficients=", ".join(_place("q", row) for row in range(shape.coefficients)) + ",",
        store="\n".join("            " + line for line in stores),
        store_one="\n".join("        " + line for line in stores),
        pace=_place("out", rows)[4:-1],
    )


def _block(source: str, names: dict[str, Any]) -> Callable[..., None]:
    """The function that a source text defines, in the namespace of this module and `names`."""
    namespace = {"__name__": __name__, **names}
    exec(source, namespace)  # noqa: S102  (our own text: a dozen lines that differ in the number of fields only)
    block: Callable[..., None] = namespace["block"]
    return block


def _blocks(model: ContinuousModel) -> dict[str, str]:
    """The text of each block function of a model, by name."""
    shape = shape_of(model)
    blocks = {
        "rate": _block_source(RATE_BLOCK, shape, result="rate", rows=shape.states),
        "observe": _block_source(OBSERVE_BLOCK, shape, result="seen", rows=shape.fields),
    }
    return {**blocks, "series": _series_source(model, shape)} if method_of(model) is TAYLOR else blocks


def _series_source(model: ContinuousModel, shape: Shape) -> str:
    """The block that expands the course of a step: given its start and length, it writes the powers of theta."""
    lines, names = series_lines(model.rate_of_change, model.state, model.coefficients, degree=shape.degree)
    given = [f"t = {_place('times', 0)}", f"h = {_place('times', 1)}"]
    given += [f"y{row} = {_place('states', row)}" for row in range(shape.states)]
    given += [f"q{row} = {_place('given', row)}" for row in range(shape.coefficients)]
    by_power = [name for power in zip(*names, strict=True) for name in power]
    stores = [f"{_place('out', row)} = {name}" for row, name in enumerate(by_power)]
    return SERIES_BLOCK.format(lanes=LANES, lines="\n".join("        " + line for line in (*given, *lines, *stores)))


def _functions(model: ContinuousModel) -> dict[str, Callable[..., Any]]:
    functions = {"rate_of_change": model.rate_of_change, "ln_pace": model.ln_pace, "observe": model.observe}
    for name, function in functions.items():
        if not isinstance(function, types.FunctionType):
            raise ModelError(f"{model.name}: expected {name} to be a plain function, got {function!r}")
    return functions


def _namespaces(model: ContinuousModel) -> dict[str, dict[str, Any]]:
    """What each block function calls: plain functions and named tuples, by the names its text uses."""
    functions = _functions(model)
    tuples = {"State": model.state, "Coefficients": model.coefficients}
    observe = functions.pop("observe")
    return {"rate": {**functions, **tuples}, "observe": {"observe": observe, **tuples}, "series": dict(FUNCTIONS)}


def plain_engine(model: ContinuousModel) -> Engine:
    """The engine uncompiled: slow, readable in a debugger, and giving the same bits."""
    namespaces = _namespaces(model)
    blocks = {name: _block(source, namespaces[name]) for name, source in _blocks(model).items()}
    return Engine(
        specialised(integrator.advance, constants=constants_of(model)),
        blocks["rate"],
        blocks["observe"],
        blocks.get("series", blocks["rate"]),
    )


@lru_cache(maxsize=64)
def _names(model: ContinuousModel) -> dict[str, tuple[str, str]]:
    """Name and fingerprint of the kernels of a model."""
    shape = shape_of(model)
    names = {
        "advance": (
            f"advance-{method_of(model).name}-{'-'.join(map(str, shape))}",
            fingerprint(integrator.advance, constants={**constants_of(model), "entry": ENTRY}),
        )
    }
    for block, source in _blocks(model).items():
        named = _namespaces(model)[block]
        functions = [used for used in named.values() if isinstance(used, types.FunctionType)]
        fields = {name: (kind.__name__, kind._fields) for name, kind in named.items() if kind not in functions}
        names[block] = (f"{model.name}-{block}", fingerprint(*functions, constants={"source": source, **fields}))
    return names


def is_compiled(model: ContinuousModel) -> bool:
    """Whether the engine for a model can start without compiling anything."""
    return are_compiled() and all(is_cached(name, content) for name, content in _names(model).values())


@lru_cache(maxsize=64)
def compiled_engine(model: ContinuousModel) -> Engine:
    """The native engine for a model: its kernels, compiled now if they never were, with the elementary functions."""
    compile_elementary()
    names, namespaces = _names(model), _namespaces(model)

    def build_block(block: str, source: str) -> tuple[Callable[..., Any], Any]:
        from numba.core import types as nb

        called = {
            name: twin(used, native_only=True) if isinstance(used, types.FunctionType) else used
            for name, used in namespaces[block].items()
        }
        numbers = nb.CPointer(nb.float64)
        return _with_pointers(_block(source, called)), nb.void(nb.intp, numbers, numbers, numbers, numbers)

    blocks = {name: kernel(*names[name], partial(build_block, name, source)) for name, source in _blocks(model).items()}
    return Engine(
        kernel(*names["advance"], lambda: _entry(model)),
        blocks["rate"],
        blocks["observe"],
        blocks.get("series", blocks["rate"]),
    )


def _with_pointers(block: Callable[..., None]) -> Callable[..., None]:
    """A block function that takes bare pointers, as its native caller has nothing else."""
    import numba

    inner = numba.njit(forceinline=True, **NATIVE_ONLY, **JIT)(block)
    names = {"carray": numba.carray, "inner": inner, "MANY": MANY}
    return _block(
        "def block(lane, t, y, q, out):\n"
        "    inner(lane, carray(t, MANY), carray(y, MANY), carray(q, MANY), carray(out, MANY))\n",
        names,
    )


MANY = 1 << 40
"""A nominal length for arrays made from pointers. Kernels do not check bounds; nothing is allocated."""

ENTRY = """
def block(rate, observe, series, w, b, grid_states, starts, coefficients, initial, stops, bounded, marks, grid, levels,
          on_grid, crossings, results, n, stride, n_stops, n_marks, n_grid, n_levels, end, peak_until, tolerance):
    advance(rate, observe, series, carray(w, MANY), carray(b, MANY), carray(grid_states, MANY),
            carray(starts, MANY), carray(coefficients, MANY), carray(initial, MANY), carray(stops, MANY),
            carray(bounded, MANY), carray(marks, MANY), carray(grid, MANY), carray(levels, MANY),
            carray(on_grid, MANY), carray(crossings, MANY), carray(results, MANY),
            n, stride, n_stops, n_marks, n_grid, n_levels, end, peak_until, tolerance)
"""


def _entry(model: ContinuousModel) -> tuple[Callable[..., Any], Any]:
    """The integrator for the shape and method of a model behind a signature of pointers and numbers."""
    import numba
    from numba.core import types as nb

    advance = twin(integrator.advance, constants=constants_of(model), called=integrator.RARE, native_only=True)
    numbers, counters = nb.CPointer(nb.float64), nb.CPointer(nb.int64)
    return (
        _block(ENTRY, {"advance": advance, "carray": numba.carray, "MANY": MANY}),
        nb.void(
            nb.intp,
            nb.intp,
            nb.intp,
            numbers,
            counters,
            *[numbers] * 12,
            *[nb.intp] * 6,
            nb.float64,
            nb.float64,
            nb.float64,
        ),
    )


def addresses(engine: Engine) -> tuple[int, ...]:
    """Where the kernels of a native engine begin: `advance` and the blocks it is called with."""
    kernels: tuple[Kernel, ...] = engine
    return tuple(each.address for each in kernels)
