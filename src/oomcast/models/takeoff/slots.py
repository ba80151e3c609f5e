"""Put one sibling in the place of another: plain functions rebuilt with other functions under the names they call.

A model's engine functions call `ln_output` or `ln_parallel` without knowing which production function or law of
parallel returns that is. `with_slots` gives them the ones a scenario has chosen. What it returns is again a plain
function, so that it runs as it stands, on floats and arrays, and compiled.
"""

from __future__ import annotations

import dis
import types
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["with_slots"]


def with_slots(function: Callable[..., Any], slots: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    """`function`, and each plain function of this package that it calls, calling `slots` under these names.

    >>> def twice(x): return 2 * double(x)
    >>> def double(x): return 2 * x
    >>> twice.__module__ = double.__module__ = "oomcast.example"
    >>> with_slots(twice, {"double": abs})(-3)
    6
    """
    done: dict[types.FunctionType, types.FunctionType] = {}

    def rebuilt(original: types.FunctionType) -> types.FunctionType:
        if original not in done:
            called: dict[str, Any] = {}
            for name in globals_read(original):
                value = original.__globals__.get(name)
                if name in slots:
                    called[name] = slots[name]
                elif isinstance(value, types.FunctionType) and value.__module__.startswith(OURS):
                    called[name] = rebuilt(value)
            changed = {name: value for name, value in called.items() if value is not original.__globals__.get(name)}
            done[original] = (
                types.FunctionType(original.__code__, {**original.__globals__, **changed}, original.__name__)
                if changed
                else original
            )
            done[original].__module__ = original.__module__
            done[original].__doc__ = original.__doc__
        return done[original]

    if not isinstance(function, types.FunctionType):
        raise TypeError(f"expected a plain function, got {function!r}")
    return rebuilt(function)


def globals_read(function: types.FunctionType) -> list[str]:
    """Names of globals that a function reads; attributes of the same name are something else.

    >>> globals_read(with_slots).count("types")
    1
    """
    return list(dict.fromkeys(step.argval for step in dis.get_instructions(function) if step.opname == READ_GLOBAL))


READ_GLOBAL = "LOAD_GLOBAL"
"""The interpreter's own name for reading one."""

OURS = "oomcast."
"""Functions of other packages call none of ours."""
