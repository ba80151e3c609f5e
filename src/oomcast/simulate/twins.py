"""Turn plain Python functions into compiled twins, and name them by their content.

A model is written as plain functions of floats. `twin` compiles such a function together with every plain function
it names, recursively, by rebuilding each with other globals; seven primitives (`where`, `two_to`, `split`,
`call_block`, `first_of`, `place`, `renewed`) have hand-written machine forms. Nothing here knows an equation.

`fingerprint` walks the same functions without compiling anything: it hashes their bytecode, constants, names and
the values of the globals they name, so that a kernel stored under that name can never be stale.
"""

from __future__ import annotations

import dis
import hashlib
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, TypeGuard, cast

from oomcast.errors import ModelError
from oomcast.quantities import elementary

__all__ = ["PRIMITIVES", "call_block", "fingerprint", "first_of", "place", "renewed", "specialised", "twin"]


def call_block(block: Any, lane: int, work: Any, times: int, states: int, coefficients: int, results: int) -> None:
    """Call a block function on parts of one workspace, each given by the place where it starts.

    Compiled, `block` is the address of a native function; in plain Python it is the function itself.
    """
    block(lane, work[times:], work[states:], work[coefficients:], work[results:])


def place(index: int) -> int:
    """An index that is not negative.

    Compiled, it is known for one: an index that may count from the end keeps loops from becoming vector code.
    """
    return index


def first_of(lanes: int) -> int:
    """The first lane in a set of them, which has bit l set for lane l. The set must not be empty.

    >>> first_of(0b1100)
    2
    """
    return (lanes & -lanes).bit_length() - 1


def renewed(condition: Any, new: Any, old: Any) -> Any:
    """`new` where the condition holds, else `old`, which is the number that stands in the place this is written to.

    Compiled, the place is written either way: a store that depends on a condition takes many times as long.
    """
    return new if condition else old


JIT: dict[str, Any] = {"error_model": "numpy", "nogil": True, "no_rewrites": True}
"""How everything is compiled: divisions as in NumPy, no interpreter's lock, and no rewriting of array expressions,
which our loops do not have and which costs time. No fast-math flag."""

NATIVE_ONLY: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""No form that Python or C could call. The wrappers of a small function take longer to compile than the function."""

PRIMITIVES: tuple[Callable[..., Any], ...] = (
    elementary.where,
    elementary.two_to,
    elementary.split,
    call_block,
    first_of,
    place,
    renewed,
)
"""Functions of which the compiler uses its own machine form; their Python bodies are the reference."""

FORMULAS: dict[Callable[..., Any], types.FunctionType] = {
    elementary.exp: cast(types.FunctionType, elementary.exp_formula),
    elementary.log: cast(types.FunctionType, elementary.log_formula),
}
"""What stands for functions that choose how they are computed: the formula is what is compiled, and named."""

INERT = (bool, int, float, str, bytes, type(None))
"""Kinds of globals that may be read by a compiled function: their values become part of its name."""


def _is_inert(value: object) -> bool:
    """Whether a value, or a tuple of values, cannot change and is told in full by its `repr`."""
    return all(map(_is_inert, value)) if isinstance(value, tuple) else isinstance(value, INERT)


def _is_named_tuple(value: object) -> TypeGuard[type[Any]]:
    return isinstance(value, type) and issubclass(value, tuple) and hasattr(value, "_fields")


def _globals_read(function: types.FunctionType) -> list[str]:
    """Names a function looks up globally, in order of first use; attributes of the same name are something else."""
    read = (step.argval for step in dis.get_instructions(function) if step.opname == "LOAD_GLOBAL")
    return list(dict.fromkeys(read))


def _names_read(function: types.FunctionType) -> Iterator[tuple[str, object]]:
    """Globals that a function names, in order of first use.

    What would be compiled without being seen here is refused: closures, defaults, functions within, mutable globals.
    """
    label = f"{function.__module__}.{function.__qualname__}"
    if function.__closure__:
        raise ModelError(f"{label} closes over local variables; a compiled function may only use plain names")
    if function.__defaults__ or function.__kwdefaults__:
        raise ModelError(f"{label} has default arguments; a compiled function must be given every argument")
    if any(isinstance(constant, types.CodeType) for constant in function.__code__.co_consts):
        raise ModelError(f"{label} has a function or comprehension within; write it as a plain function beside it")
    for name in _globals_read(function):
        if name in function.__globals__:
            value = function.__globals__[name]
            if isinstance(value, types.ModuleType):
                raise ModelError(f"{label} uses the module {name!r}; import the plain names it needs instead")
            if not (isinstance(value, types.FunctionType) or _is_named_tuple(value) or _is_inert(value)):
                raise ModelError(
                    f"{label} reads {name!r}: expected a number, a tuple of numbers, a named tuple or a plain "
                    f"function, got {type(value).__name__}"
                )
            yield name, value


def fingerprint(*roots: Callable[..., Any], constants: Mapping[str, object] | None = None) -> str:
    """Hexadecimal digest of everything the compiled forms of `roots` depend on in our own code, primitives included.

    `constants` are values or functions that replace globals of the roots (such as the number of states). A comment, a
    line number or a file's date is not part of it; a constant, a field name or a formula is.

    >>> from oomcast.quantities.elementary import exp, log
    >>> fingerprint(exp) == fingerprint(exp), fingerprint(exp) == fingerprint(log)
    (True, False)
    """
    digest = hashlib.sha256()
    seen: set[object] = set()
    replaced = dict(constants or {})

    def describe(value: object) -> None:
        if isinstance(value, types.FunctionType):
            visit(value)
        elif _is_named_tuple(value):
            digest.update(f"fields {value.__name__} {value._fields}".encode())
        else:
            digest.update(f"value {value!r}".encode())

    def code(value: types.CodeType) -> None:
        digest.update(value.co_code)
        digest.update(repr((value.co_names, value.co_varnames, value.co_argcount)).encode())
        for constant in value.co_consts:
            if not isinstance(constant, str):  # strings in a numeric function are its docstring
                digest.update(repr(constant).encode())

    def visit(function: types.FunctionType) -> None:
        function = FORMULAS.get(function, function)
        if function in seen:
            return
        seen.add(function)
        digest.update(b"function")
        code(function.__code__)
        if function in PRIMITIVES:
            return
        for name, value in _names_read(function):
            digest.update(name.encode())
            describe(replaced.get(name, value))

    def machine_form(value: object) -> None:
        if isinstance(value, types.CodeType):
            digest.update(value.co_code)
            digest.update(repr(value.co_names).encode())
            for constant in value.co_consts:
                machine_form(constant)
        else:
            digest.update(repr(value).encode())

    machine_form(_primitive_twins.__wrapped__.__code__)
    for root in roots:
        if not isinstance(root, types.FunctionType):
            raise ModelError(f"{root!r} is not a plain function")
        visit(root)
    digest.update(repr(sorted((name, value) for name, value in replaced.items() if not callable(value))).encode())
    return digest.hexdigest()


def specialised(
    function: Callable[..., Any],
    *,
    constants: Mapping[str, object],
    change: Callable[[types.FunctionType], Any] = lambda rebuilt: rebuilt,
    done: dict[Callable[..., Any], Any] | None = None,
) -> Any:
    """A plain function, and all plain functions it calls, with some of their globals replaced by `constants`.

    A global may be replaced by a plain function, which is then treated like any that is called.

    `change` is applied to each rebuilt function before its callers see it; functions in `done` are taken from there.
    """
    done = {primitive: primitive for primitive in PRIMITIVES} if done is None else done
    if function not in done and function in FORMULAS:
        done[function] = specialised(FORMULAS[function], constants=constants, change=change, done=done)
    if function not in done:
        if not isinstance(function, types.FunctionType):
            raise ModelError(f"{function!r} is not a plain function")
        names: dict[str, object] = {}
        for name, value in _names_read(function):
            used = constants.get(name, value)
            if isinstance(used, types.FunctionType):
                names[name] = specialised(used, constants=constants, change=change, done=done)
            elif name in constants:
                names[name] = used
        done[function] = change(
            types.FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)
        )
    return done[function]


_twins: dict[tuple[object, ...], dict[Callable[..., Any], Any]] = {}


def twin(
    function: Callable[..., Any],
    *,
    constants: Mapping[str, object] | None = None,
    called: Collection[Callable[..., Any]] = (),
    native_only: bool = False,
) -> Any:
    """The Numba-compiled twin of a plain function and of all plain functions it calls.

    `constants` replace globals of these functions. All are inlined, so that loops over them become vector code, but
    for those in `called`: what runs once per draw gains nothing by it, and takes long to compile. No fast-math flag
    is used, not even contraction, so a twin gives the bits of its original. With `native_only` only compiled code may
    call it (Python would crash), and it takes a tenth less time to compile.
    """
    import numba

    chosen = dict(constants or {})
    options = NATIVE_ONLY if native_only else {}
    done = _twins.setdefault((native_only, *sorted(chosen.items())), dict(_primitive_twins()))
    apart = {part.__code__ for part in called if isinstance(part, types.FunctionType)}

    def compiled(rebuilt: types.FunctionType) -> Any:
        inlined = rebuilt.__code__ not in apart
        return numba.njit(forceinline=inlined, **options, **JIT)(rebuilt)

    return specialised(function, constants=chosen, change=compiled, done=done)


@cache
def _primitive_twins() -> dict[Callable[..., Any], Any]:
    """Machine forms of the primitives: the same bit operations as in their Python bodies."""
    import numba
    from llvmlite import ir
    from numba.core import types as nb
    from numba.extending import intrinsic

    @intrinsic
    def to_bits(typing_context: Any, x: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], ir.IntType(64))

        return nb.int64(nb.float64), generate

    @intrinsic
    def from_bits(typing_context: Any, x: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], ir.DoubleType())

        return nb.float64(nb.int64), generate

    rounder, rounder_bits = elementary.ROUNDER, elementary.ROUNDER_BITS
    one_bits, sqrt_half_bits = elementary.ONE_BITS, elementary.SQRT_HALF_BITS
    mantissa_bits = elementary.MANTISSA_BITS
    inline = numba.njit(forceinline=True, **JIT)

    @inline
    def where(condition: Any, if_true: Any, if_false: Any) -> Any:
        return if_true if condition else if_false

    @intrinsic
    def choose(typing_context: Any, condition: Any, new: Any, old: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            condition, new, old = arguments
            frozen = ir.instructions.Instruction(builder.block, old.type, "freeze", [old])
            builder._insert(frozen)
            return builder.select(condition, new, frozen)

        return nb.float64(nb.boolean, nb.float64, nb.float64), generate

    @inline
    def two_to(k: Any) -> Any:
        return from_bits((to_bits(k + rounder) << mantissa_bits) + one_bits)

    @inline
    def split(x: Any) -> Any:
        bits = to_bits(x)
        exponent = (bits - sqrt_half_bits) >> mantissa_bits
        return from_bits(bits - (exponent << mantissa_bits)), from_bits(exponent + rounder_bits) - rounder

    @intrinsic
    def lowest_bit(typing_context: Any, lanes: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

        return nb.int64(nb.int64), generate

    @intrinsic
    def not_negative(typing_context: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return context.cast(builder, arguments[0], index, nb.uint64)

        return nb.uint64(index), generate

    @intrinsic
    def call(
        typing_context: Any, block: Any, lane: Any, work: Any, times: Any, states: Any, coefficients: Any, results: Any
    ) -> Any:
        signature = nb.void(nb.intp, nb.intp, work, nb.intp, nb.intp, nb.intp, nb.intp)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            # Numba's own calling convention: a place for the result, a place for an exception, then the arguments.
            address, lane, work, *starts = arguments
            data = context.make_array(signature.args[2])(context, builder, work).data
            pointer, word = ir.IntType(8).as_pointer(), ir.IntType(64)
            function_type = ir.FunctionType(
                ir.IntType(32), [pointer.as_pointer(), pointer.as_pointer(), word, *[data.type] * len(starts)]
            )
            function = builder.inttoptr(address, function_type.as_pointer())
            with builder.goto_entry_block():
                result, exception = builder.alloca(pointer), builder.alloca(pointer)
            builder.call(function, [result, exception, lane, *[builder.gep(data, [start]) for start in starts]])
            return context.get_dummy_value()

        return signature, generate

    return {
        elementary.where: where,
        elementary.two_to: two_to,
        elementary.split: split,
        call_block: call,
        first_of: lowest_bit,
        place: not_negative,
        renewed: choose,
    }
