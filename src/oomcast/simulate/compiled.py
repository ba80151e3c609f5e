"""Plain functions of arrays as native code: compiled at the first call, then loaded from disk in milliseconds.

A function below `@compiled` works on arrays and numbers that its caller hands over, writes its results into arrays, and
calls plain functions only. Numba compiles it for the kinds of its arguments; the object code is kept as the kernels of
the forecast are (see `oomcast.simulate.kernels`), so later processes do not import Numba at all.
"""

from __future__ import annotations

import ctypes
import types
from collections.abc import Callable, Mapping
from functools import cache, update_wrapper
from typing import Any

import numpy as np

from oomcast.simulate.fetch import fetch, native_fetch
from oomcast.simulate.kernels import is_cached, kernel
from oomcast.simulate.twins import JIT, NATIVE_ONLY, PRIMITIVES, call_block, fingerprint, specialised, twin

__all__ = ["Compiled", "compiled"]

Kinds = tuple[tuple[str, int], ...]
"""Of each argument its type's name in NumPy, and the number of its dimensions; 0 for a number."""

NOTHING = ctypes.c_void_p()
"""No owner: the arrays belong to the caller, and native code neither keeps nor frees them."""

_room = ctypes.c_void_p()
UNREAD = ctypes.addressof(_room)
"""Where Numba's convention has room for a result and an exception. Nobody reads either."""


class Compiled:
    """A function that runs as native code. `plain` is the function itself, for a debugger and for tests.

    Arguments are C-contiguous arrays, integers and floats. Nothing is returned, and other threads may run meanwhile.
    """

    def __init__(self, plain: Callable[..., None]) -> None:
        self.plain = plain
        self._natives: dict[Kinds, Any] = {}
        update_wrapper(self, plain)

    def __call__(self, *arguments: Any) -> None:
        function, _ = self._native(arguments)
        parts = [UNREAD, UNREAD]
        for argument in arguments:
            parts += parts_of(argument)
        if function(*parts):
            raise RuntimeError(f"the native form of {self.plain.__name__} has failed")

    def is_ready_for(self, *arguments: Any) -> bool:
        """Whether a call with such arguments would compile nothing."""
        return is_cached(*name_of(self.plain, kinds_of(arguments)))

    def prepare_for(self, *arguments: Any) -> None:
        """Compile what a call with such arguments would compile, and do nothing else."""
        self._native(arguments)

    def _native(self, arguments: tuple[Any, ...]) -> Any:
        kinds = kinds_of(arguments)
        if kinds not in self._natives:
            self._natives[kinds] = native(self.plain, kinds)
        return self._natives[kinds]


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


def kinds_of(arguments: tuple[Any, ...]) -> Kinds:
    """The kinds of all arguments."""
    return tuple(kind_of(argument) for argument in arguments)


def kind_of(argument: Any) -> tuple[str, int]:
    """Type and number of dimensions of an argument. TypeError for what native code could misread."""
    if isinstance(argument, np.ndarray):
        if not argument.flags.c_contiguous:
            raise TypeError("expected a C-contiguous array, got another layout")
        return type_name(argument.dtype), argument.ndim
    if isinstance(argument, int | np.integer) and not isinstance(argument, bool):
        return "int64", 0
    if isinstance(argument, float | np.floating):
        return "float64", 0
    raise TypeError(f"expected an array, an integer or a float, got {type(argument).__name__}")


@cache
def type_name(kind: np.dtype[Any]) -> str:
    """NumPy's name of a type of numbers, which it puts together anew each time."""
    return kind.name


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


@cache
def name_of(function: Callable[..., None], kinds: Kinds) -> tuple[str, str]:
    """Name and fingerprint of the kernel of a function for arguments of these kinds."""
    folder = function.__module__.rpartition(".")[2]
    return f"{folder}-{function.__name__}", fingerprint(function, constants={"kinds": kinds})


def native(function: Callable[..., None], kinds: Kinds) -> Any:
    """The native function for arguments of these kinds, and what keeps it in memory."""

    def build() -> tuple[Callable[..., None], Any]:
        from numba.core import types as nb

        arguments = [
            nb.Array(getattr(nb, name), dimensions, "C") if dimensions else getattr(nb, name)
            for name, dimensions in kinds
        ]
        return with_twins(function), nb.void(*arguments)

    loaded = kernel(*name_of(function, kinds), build)
    spread = [part for kind in kinds for part in types_of(kind)]
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *spread)
    return prototype(loaded.address), loaded


def with_twins(function: Callable[..., None], *, known: Mapping[str, Any] | None = None) -> Callable[..., None]:
    """The function with its plain helpers replaced by their compiled twins.

    `known` are Numba's types by the names that annotations have for them, besides those of numbers.
    """
    from numba.core import types as nb

    by_name = {"int": nb.int64, "float": nb.float64, "bool": nb.boolean, **(known or {})}

    def helper(rebuilt: types.FunctionType) -> Any:
        return native_helper(rebuilt, by_name)

    done: dict[Callable[..., Any], Any] = {
        primitive: twin(primitive) for primitive in PRIMITIVES if primitive is not call_block
    }
    done[fetch] = native_fetch()
    names = {
        name: specialised(function.__globals__[name], constants={}, change=helper, done=done)
        for name in function.__code__.co_names
        if isinstance(function.__globals__.get(name), types.FunctionType)
    }
    return types.FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)


def native_helper(rebuilt: types.FunctionType, by_name: Mapping[str, Any]) -> Any:
    """A helper for native callers alone: Python never calls it, so it needs none of the wrappers that let it.

    Where annotations name the types of all its arguments it is compiled for these, once; otherwise for each kind of
    arguments that it is called with, of which a number of 32 bits and one of 64 are two.
    """
    import numba

    options = {"forceinline": True, **NATIVE_ONLY, **JIT}
    original = rebuilt.__globals__[rebuilt.__name__]  # a rebuilt function has lost its annotations
    count = rebuilt.__code__.co_argcount
    arguments = [by_name.get(original.__annotations__.get(name, "")) for name in rebuilt.__code__.co_varnames[:count]]
    if None in arguments:
        return numba.njit(**options)(rebuilt)
    return numba.njit(tuple(arguments), **options)(rebuilt)
