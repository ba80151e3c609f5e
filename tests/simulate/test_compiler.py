"""The machine code of a model: it works on many lanes at once and calls nothing outside itself."""

from __future__ import annotations

import re
import struct

import pytest

from oomcast.errors import ModelError
from oomcast.models.registry import model as registered
from oomcast.simulate import compiler, kernels
from oomcast.simulate.compiler import compiled_engine, is_compiled, shape_of
from oomcast.simulate.workspace import LANES, Shape
from tests.simulate import course_models as models

TAKEOFF = registered("takeoff")
MODELS = [models.LINEAR, models.EXPLOSIVE, TAKEOFF]
every_model = pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
MAY_BE_UNDEFINED = {"NRT_MemInfo_call_dtor"}
TIMES_ALONE = {"rate": 3, "observe": 2, "series": 1}
"""How often formulas for one number at a time occur: for arrays that overlap, which ours never do, for one lane, and
for the pace of one lane."""

MOST = 0.9
"""What is the same for every lane need not be multiplied wide."""

ELF_SYMBOL = struct.Struct("<IBBHQQ")


def undefined_symbols(object_code):
    """Names an object file wants from elsewhere (ELF, 64 bits)."""
    assert object_code[:5] == b"\x7fELF\x02"
    (sections_at,) = struct.unpack_from("<Q", object_code, 40)
    size, count = struct.unpack_from("<HH", object_code, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", object_code, sections_at + i * size) for i in range(count)]
    names = set()
    for _, kind, _, _, offset, length, link, *_ in sections:
        if kind != 2:  # the table of symbols
            continue
        text = sections[link][4]
        for place in range(offset, offset + length, ELF_SYMBOL.size):
            name, _, _, section, _, _ = ELF_SYMBOL.unpack_from(object_code, place)
            if section == 0 and name:
                end = object_code.index(b"\0", text + name)
                names.add(object_code[text + name : end].decode())
    return names


def stored(model):
    """Object code of the kernels of a model, from the cache."""
    compiled_engine(model)
    found = {part: kernels._read(kernels._file_of(*named)) for part, named in compiler._names(model).items()}
    return {part: object_code for part, (_, object_code) in found.items()}


needs_elf = pytest.mark.skipif("not __import__('sys').platform.startswith('linux')", reason="reads ELF files")


@needs_elf
@every_model
def test_kernels_call_nothing_outside_themselves(model):
    for part, object_code in stored(model).items():
        assert undefined_symbols(object_code) <= MAY_BE_UNDEFINED, part


def calls_libm(numbers):
    numbers[0] = ln(numbers[0])  # noqa: F821  (given below)


@needs_elf
def test_a_call_of_the_mathematical_library_would_be_seen(monkeypatch):
    import math

    from numba.core import types as nb

    monkeypatch.setitem(calls_libm.__globals__, "ln", math.log)
    _, object_code = kernels._compile(calls_libm, nb.void(nb.CPointer(nb.float64)))
    assert undefined_symbols(object_code) == {"log"}


def assembly(model, part):
    """Text of the machine code of a block function, compiled anew by the same steps."""
    import numba

    builds = {}

    def keep(name, fingerprint, build):
        builds[name] = build
        return kernels.Kernel(0, None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler, "kernel", keep)
        compiled_engine.__wrapped__(model)
    function, signature = builds[f"{model.name}-{part}"]()
    options = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    dispatcher = numba.njit(signature, **options)(function)
    (text,) = dispatcher.inspect_asm().values()
    return text


def multiplications(text):
    """How many multiplying instructions work on one number, and how many on several at once, by width in bytes."""
    counts = {8: 0, 16: 0, 32: 0, 64: 0}
    for kind, operands in re.findall(r"\tv?f?n?(?:mul|mulpd|mulsd)(pd|sd)\t(.*)", text):
        width = 8 if kind == "sd" else 64 if "zmm" in operands else 32 if "ymm" in operands else 16
        counts[width] += 1
    return counts


def widest_registers():
    """Bytes of a vector register that a loop should use here."""
    import llvmlite.binding as llvm

    return 32 if llvm.get_host_cpu_features().get("avx2") else 16


needs_x86 = pytest.mark.skipif(
    "__import__('platform').machine() not in ('x86_64', 'AMD64')", reason="reads the instructions of x86-64"
)


@needs_x86
@pytest.mark.parametrize(
    ("model", "part"),
    [
        (TAKEOFF, "rate"),
        (TAKEOFF, "observe"),
        (TAKEOFF, "series"),
        (models.EXPLOSIVE, "rate"),
        (models.LINEAR, "rate"),
        (models.analytic(models.LOGISTIC), "series"),
    ],
)
def test_block_functions_work_on_many_lanes_at_once(model, part):
    counts = multiplications(assembly(model, part))
    alone = counts[8] // TIMES_ALONE[part]
    assert alone > 0
    wide = sum(number for width, number in counts.items() if width >= widest_registers())
    assert wide >= MOST * alone
    assert counts[16] == 0 or widest_registers() == 16


def block_of_unknown_length(first, last, numbers):
    for lane in range(first, last):
        numbers[numbers_at(lane)] *= numbers[lane]


def numbers_at(lane):
    return lane * lane + 1


@needs_x86
def test_a_loop_that_cannot_be_vectorised_would_be_seen():
    import numba
    from numba.core import types as nb

    names = {"numbers_at": numba.njit(numbers_at)}
    function = type(block_of_unknown_length)(block_of_unknown_length.__code__, names)
    dispatcher = numba.njit(nb.void(nb.intp, nb.intp, nb.CPointer(nb.float64)))(with_carray(function))
    (text,) = dispatcher.inspect_asm().values()
    counts = multiplications(text)
    assert counts[8] > 0
    assert counts[32] == counts[64] == 0


def with_carray(function):
    import numba

    inner = numba.njit(function)

    def block(first, last, numbers):
        inner(first, last, numba.carray(numbers, LANES))

    return block


@pytest.mark.parametrize("falling", [("level",), ("skill", "mood"), ("mood",)], ids=" ".join)
def test_states_that_may_fall_are_the_last_ones_or_the_model_is_refused(falling):
    unfit = models.course("unfit", **models.FADING_FUNCTIONS, falling_states=frozenset(falling))
    with pytest.raises(ModelError, match="expected the states that may fall after all others, got level, skill"):
        shape_of(unfit)


def test_a_shape_counts_what_rises():
    assert shape_of(models.LAG) == Shape(states=2, rising=2, fields=2, coefficients=2, degree=4)
    assert shape_of(models.FADING) == Shape(states=2, rising=1, fields=2, coefficients=2, degree=4)


def test_a_model_is_known_to_be_compiled_once_it_is(tmp_path, monkeypatch):
    compiled_engine(models.LINEAR)
    assert is_compiled(models.LINEAR)
    monkeypatch.setattr(kernels, "_loaded", {})
    assert is_compiled(models.LINEAR)
    monkeypatch.setenv("OOMCAST_CACHE", str(tmp_path))
    assert not is_compiled(models.LINEAR)
