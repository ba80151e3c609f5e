"""Plain functions of arrays as native code: compiled at the first call, then loaded from disk in milliseconds.

A function below `@compiled` works on arrays and numbers that its caller hands over, writes its results into arrays, and
calls plain functions only. Numba compiles it for the kinds of its arguments; the object code is kept as the kernels of
the forecast are (see `oomcast.simulate.kernels`), so later processes do not import Numba at all.
"""

from __future__ import annotations

import ctypes
import types
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

import numpy as np

from oomcast.simulate.kernels import kernel
from oomcast.simulate.twins import fingerprint, twin

__all__ = ["Compiled", "compiled"]

Kinds = tuple[tuple[str, int], ...]
"""Of each argument its type's name in NumPy, and the number of its dimensions; 0 for a number."""

NOTHING = ctypes.c_void_p()
"""No owner: the arrays belong to the caller, and native code neither keeps nor frees them."""


class Compiled:
    """A function that runs as native code. `plain` is the function itself, for a debugger and for tests.

    Arguments are C-contiguous arrays, integers and floats. Nothing is returned, and other threads may run meanwhile.
    """

    def __init__(self, plain: Callable[..., None]) -> None:
        self.plain = plain
        self._natives: dict[Kinds, Any] = {}
        update_wrapper(self, plain)

    def __call__(self, *arguments: Any) -> None:
        kinds = tuple(kind_of(argument) for argument in arguments)
        if kinds not in self._natives:
            self._natives[kinds] = native(self.plain, kinds)
        function, _ = self._natives[kinds]
        result, exception = ctypes.c_void_p(), ctypes.c_void_p()
        places = ctypes.addressof(result), ctypes.addressof(exception)
        if function(*places, *(part for argument in arguments for part in parts_of(argument))):
            raise RuntimeError(f"the native form of {self.plain.__name__} has failed")


def compiled(function: Callable[..., None]) -> Compiled:
    """The native form of a plain function that writes its results into its arguments.

    >>> @compiled
    ... def double(values):
    ...     for i in range(values.shape[0]):
    ...         values[i] *= 2.0
    >>> numbers = np.array([1.0, 2.5])
    >>> double(numbers)
    >>> numbers
    array([2., 5.])
    """
    return Compiled(function)


def kind_of(argument: Any) -> tuple[str, int]:
    """Type and number of dimensions of an argument. TypeError for what native code could misread."""
    if isinstance(argument, np.ndarray):
        if not argument.flags.c_contiguous:
            raise TypeError("expected a C-contiguous array, got another layout")
        return argument.dtype.name, argument.ndim
    if isinstance(argument, int | np.integer) and not isinstance(argument, bool):
        return "int64", 0
    if isinstance(argument, float | np.floating):
        return "float64", 0
    raise TypeError(f"expected an array, an integer or a float, got {type(argument).__name__}")


def parts_of(argument: Any) -> tuple[Any, ...]:
    """An argument as Numba spreads it; an array is owner, parent, sizes, address, shape, strides."""
    if isinstance(argument, np.ndarray):
        data = argument.ctypes.data
        return (NOTHING, NOTHING, argument.size, argument.itemsize, data, *argument.shape, *argument.strides)
    return (argument,)


def types_of(kind: tuple[str, int]) -> list[Any]:
    """The types of these parts."""
    name, dimensions = kind
    if dimensions:
        word = ctypes.c_int64
        return [ctypes.c_void_p, ctypes.c_void_p, word, word, ctypes.c_void_p, *[word] * (2 * dimensions)]
    return [ctypes.c_double if name == "float64" else ctypes.c_int64]


def native(function: Callable[..., None], kinds: Kinds) -> Any:
    """The native function for arguments of these kinds, and what keeps it in memory."""

    def build() -> tuple[Callable[..., None], Any]:
        from numba.core import types as nb

        arguments = [
            nb.Array(getattr(nb, name), dimensions, "C") if dimensions else getattr(nb, name)
            for name, dimensions in kinds
        ]
        return with_twins(function), nb.void(*arguments)

    content = fingerprint(function, constants={"kinds": kinds})
    loaded = kernel(f"techtree-{function.__name__}", content, build)
    spread = [part for kind in kinds for part in types_of(kind)]
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *spread)
    return prototype(loaded.address), loaded


def with_twins(function: Callable[..., None]) -> Callable[..., None]:
    """The function with its plain helpers replaced by their compiled twins."""
    names = {
        name: twin(function.__globals__[name])
        for name in function.__code__.co_names
        if isinstance(function.__globals__.get(name), types.FunctionType)
    }
    return types.FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)
