"""Elementary functions of whole arrays, compiled: one loop over the numbers instead of twenty operations on arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from oomcast.models.contract import FloatArray
from oomcast.quantities import elementary
from oomcast.simulate.kernels import Kernel, is_cached, kernel
from oomcast.simulate.twins import FORMULAS, fingerprint, place, twin

__all__ = ["are_compiled", "compile_elementary"]

LOOP = """
def block(n, x, out):
    numbers, results = carray(x, n), carray(out, n)
    for i in range(n):
        results[place(i)] = function(numbers[place(i)])
"""

CALL = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p
)
"""Its native signature. Called through ctypes it runs without the interpreter's lock."""


@cache
def _name(function: Callable[..., Any]) -> tuple[str, str]:
    """Name and fingerprint of the kernel of a function."""
    return f"elementary-{function.__name__}", fingerprint(function, constants={"loop": LOOP})


def _build(function: Callable[..., Any]) -> tuple[Callable[..., Any], Any]:
    import numba
    from numba.core import types as nb

    names: dict[str, Any] = {"carray": numba.carray, "function": twin(function), "place": twin(place)}
    exec(LOOP, names)  # noqa: S102  (our own text)
    numbers = nb.CPointer(nb.float64)
    return names["block"], nb.void(nb.intp, numbers, numbers)


def _on_array(loaded: Kernel, x: FloatArray) -> FloatArray:
    numbers = np.ascontiguousarray(x)
    results = np.empty_like(numbers)
    result, exception = ctypes.c_void_p(), ctypes.c_void_p()
    CALL(loaded.address)(
        ctypes.addressof(result),
        ctypes.addressof(exception),
        numbers.size,
        numbers.ctypes.data,
        results.ctypes.data,
    )
    return results


def are_compiled() -> bool:
    """Whether the functions can be had without compiling anything."""
    return all(is_cached(*_name(function)) for function in FORMULAS)


@cache
def compile_elementary() -> None:
    """Compute the elementary functions of arrays natively from now on: compiled now if they never were."""
    ready = {
        function.__name__: partial(_on_array, kernel(*_name(function), partial(_build, function)))
        for function in FORMULAS
    }
    elementary.use_for_arrays(elementary.Fast(**ready))
