"""The engine as native code, compiled at the first run on a machine and then loaded from disk in milliseconds.

It takes bare addresses, so that the compiler has nothing to count and nothing to check: with arrays of its own kind it
would take ten times as long.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from oomcast.simulate.compiled import with_twins
from oomcast.simulate.kernels import kernel
from oomcast.simulate.twins import fingerprint
from oomcast.techtree.engine import go_through
from oomcast.techtree.engine_layout import KINDS, State

__all__ = ["run_interpreted", "run_native"]


@lru_cache(maxsize=1)
def native() -> tuple[Any, Any]:
    """The native function, and what keeps it in memory."""

    def build() -> tuple[Any, Any]:
        from numba.core import types as nb

        arrays = [nb.CPointer(getattr(nb, kind)) for kind in KINDS.values()]
        state = nb.NamedTuple(arrays, State)  # handed over as its parts, one after the other
        return with_twins(go_through, known={"State": state}), nb.void(state)

    loaded = kernel("techtree-engine", fingerprint(go_through, constants={"kinds": tuple(KINDS.items())}), build)
    places = [ctypes.c_void_p] * (2 + len(KINDS))  # two for a result and an exception, by Numba's calling convention
    return ctypes.CFUNCTYPE(ctypes.c_int32, *places)(loaded.address), loaded


def run_native(state: Mapping[str, Any]) -> None:
    """Advance a state to its end. Other threads may run meanwhile."""
    function, _ = native()
    result, exception = ctypes.c_void_p(), ctypes.c_void_p()
    arrays = flat(state)
    addresses = [array.ctypes.data for array in arrays]
    if function(ctypes.addressof(result), ctypes.addressof(exception), *addresses):
        raise RuntimeError("the engine has failed")


def run_interpreted(state: Mapping[str, Any]) -> None:
    """The same by Python itself: slow, readable in a debugger, and giving the same bits."""
    with np.errstate(all="ignore"):
        go_through(State(*flat(state)))


def flat(state: Mapping[str, Any]) -> list[Any]:
    """The arrays of a state as the engine wants them: in its order, of its types, each one row."""
    arrays = []
    for name, kind in KINDS.items():
        array = state[name]
        if array.dtype.name != kind or not array.flags.c_contiguous:
            raise TypeError(f"{name}: expected a C-contiguous array of {kind}, got {array.dtype.name}")
        arrays.append(array.reshape(-1))
    return arrays
