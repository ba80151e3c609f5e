"""From a model's plain functions to native code: block functions of 64 lanes, and the integrator for its shape."""

from __future__ import annotations

import types
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from oomcast.errors import ModelError
from oomcast.models.contract import ContinuousModel
from oomcast.simulate import integrator
from oomcast.simulate.kernels import Kernel, is_cached, kernel
from oomcast.simulate.twins import JIT, NATIVE_ONLY, fingerprint, specialised, twin
from oomcast.simulate.workspace import LANES, Shape, layout

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
    return Shape(len(states), rising, len(model.observed._fields), len(model.coefficients._fields))


class Engine(NamedTuple):
    """What it takes to integrate a model: `advance` called with the two block functions. Native or plain Python."""

    advance: Any
    rate: Any
    observe: Any


RATE_BLOCK = """
def block(lane, t, y, q, out):
    if lane < 0:
        for l in range({lanes}):
            state = State({states})
            c = Coefficients({coefficients})
            rate = rate_of_change(t[l], state, c)
{store}
            out[{pace}] = ln_pace(t[l], state, c)
    else:
        l = lane
        state = State({states})
        c = Coefficients({coefficients})
        rate = rate_of_change(t[l], state, c)
{store_one}
        out[{pace}] = ln_pace(t[l], state, c)
"""

OBSERVE_BLOCK = """
def block(lane, t, y, q, out):
    if lane < 0:
        for l in range({lanes}):
            seen = observe(t[l], State({states}), Coefficients({coefficients}))
{store}
    else:
        l = lane
        seen = observe(t[l], State({states}), Coefficients({coefficients}))
{store_one}
"""


def _place(array: str, row: int) -> str:
    """One lane's number in a row of a flat, field-major array, at a literal offset so that loops vectorise."""
    return f"{array}[{row * LANES} + l]" if row else f"{array}[l]"


def _block_source(template: str, shape: Shape, *, result: str, rows: int) -> str:
    stores = [f"{_place('out', row)} = {result}[{row}]" for row in range(rows)]
    return template.format(
        lanes=LANES,
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


def _blocks(model: ContinuousModel) -> tuple[str, str]:
    shape = shape_of(model)
    return (
        _block_source(RATE_BLOCK, shape, result="rate", rows=shape.states),
        _block_source(OBSERVE_BLOCK, shape, result="seen", rows=shape.fields),
    )


def _functions(model: ContinuousModel) -> dict[str, Callable[..., Any]]:
    functions = {"rate_of_change": model.rate_of_change, "ln_pace": model.ln_pace, "observe": model.observe}
    for name, function in functions.items():
        if not isinstance(function, types.FunctionType):
            raise ModelError(f"{model.name}: expected {name} to be a plain function, got {function!r}")
    return functions


def _tuples(model: ContinuousModel) -> dict[str, Any]:
    return {"State": model.state, "Coefficients": model.coefficients}


def plain_engine(model: ContinuousModel) -> Engine:
    """The engine uncompiled: slow, readable in a debugger, and giving the same bits."""
    rate, observe = (_block(source, {**_functions(model), **_tuples(model)}) for source in _blocks(model))
    return Engine(specialised(integrator.advance, constants=layout(shape_of(model))), rate, observe)


@lru_cache(maxsize=64)
def _names(model: ContinuousModel) -> dict[str, tuple[str, str]]:
    """Name and fingerprint of the three kernels of a model."""
    rate_source, observe_source = _blocks(model)
    shape = shape_of(model)
    named = {"State": model.state, "Coefficients": model.coefficients}
    fields = {name: (kind.__name__, kind._fields) for name, kind in named.items()}
    return {
        "rate": (
            f"{model.name}-rate",
            fingerprint(model.rate_of_change, model.ln_pace, constants={"source": rate_source, **fields}),
        ),
        "observe": (
            f"{model.name}-observe",
            fingerprint(model.observe, constants={"source": observe_source, **fields}),
        ),
        "advance": (
            f"advance-{'-'.join(map(str, shape))}",
            fingerprint(integrator.advance, constants={**layout(shape), "entry": ENTRY}),
        ),
    }


def is_compiled(model: ContinuousModel) -> bool:
    """Whether the engine for a model can start without compiling anything."""
    return all(is_cached(name, content) for name, content in _names(model).values())


@lru_cache(maxsize=64)
def compiled_engine(model: ContinuousModel) -> Engine:
    """The native engine for a model: addresses of three kernels, compiled now if they never were."""
    names = _names(model)

    def build_block(source: str) -> Callable[[], tuple[Callable[..., Any], Any]]:
        def build() -> tuple[Callable[..., Any], Any]:
            from numba.core import types as nb

            twins = {name: twin(function, native_only=True) for name, function in _functions(model).items()}
            numbers = nb.CPointer(nb.float64)
            return (
                _with_pointers(_block(source, {**twins, **_tuples(model)})),
                nb.void(nb.intp, numbers, numbers, numbers, numbers),
            )

        return build

    rate_source, observe_source = _blocks(model)
    return Engine(
        advance=kernel(*names["advance"], lambda: _entry(shape_of(model))),
        rate=kernel(*names["rate"], build_block(rate_source)),
        observe=kernel(*names["observe"], build_block(observe_source)),
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
def block(rate, observe, w, b, coefficients, initial, stops, bounded, marks, grid, levels, grid_states, on_grid,
          crossings, results, n, stride, n_stops, n_marks, n_grid, n_levels, end, peak_until, tolerance):
    advance(rate, observe, carray(w, MANY), carray(b, MANY), carray(coefficients, MANY), carray(initial, MANY),
            carray(stops, MANY), carray(bounded, MANY), carray(marks, MANY), carray(grid, MANY), carray(levels, MANY),
            carray(grid_states, MANY), carray(on_grid, MANY), carray(crossings, MANY), carray(results, MANY),
            n, stride, n_stops, n_marks, n_grid, n_levels, end, peak_until, tolerance)
"""


def _entry(shape: Shape) -> tuple[Callable[..., Any], Any]:
    """The integrator for one shape behind a signature of pointers and numbers."""
    import numba
    from numba.core import types as nb

    advance = twin(integrator.advance, constants=layout(shape), called=integrator.RARE, native_only=True)
    numbers, counters = nb.CPointer(nb.float64), nb.CPointer(nb.int64)
    return (
        _block(ENTRY, {"advance": advance, "carray": numba.carray, "MANY": MANY}),
        nb.void(
            nb.intp, nb.intp, numbers, counters, *[numbers] * 11, *[nb.intp] * 6, nb.float64, nb.float64, nb.float64
        ),
    )


def addresses(engine: Engine) -> tuple[int, int, int]:
    """Where the three kernels of a native engine begin."""
    kernels: tuple[Kernel, Kernel, Kernel] = engine
    return kernels[0].address, kernels[1].address, kernels[2].address
