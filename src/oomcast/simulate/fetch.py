"""A hint to the processor: this place of an array will be needed soon."""

from __future__ import annotations

from typing import Any

__all__ = ["fetch", "native_fetch"]


def fetch(array: Any, place: Any) -> None:
    """Ask for a place of an array before it is needed. Native code alone does, and no result depends on it."""


def native_fetch() -> Any:
    """The machine form of `fetch`, for arrays that are bare addresses."""
    from llvmlite import ir
    from numba.core import types as nb
    from numba.extending import intrinsic

    @intrinsic  # type: ignore[untyped-decorator]
    def ask(typing_context: Any, array: Any, place: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            address, index = arguments
            pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
            function = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
            place = builder.bitcast(builder.gep(address, [index]), pointer)
            builder.call(function, [place, number(TO_READ), number(KEEP), number(DATA)])
            return context.get_dummy_value()

        return nb.void(array, nb.int64), generate

    return ask


TO_READ, KEEP, DATA = 0, 3, 1
"""How LLVM's prefetch takes it: to read, to stay in every cache, data."""
