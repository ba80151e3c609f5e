"""What may be compiled, and what is refused in words because its kernel could be stale or could not be made."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest

from oomcast.errors import ModelError
from oomcast.quantities.elementary import exp
from oomcast.simulate.compiler import compiled_engine, plain_engine
from oomcast.simulate.twins import fingerprint, first_of, place, renewed, specialised, twin
from tests.simulate import course_models as models

FACTOR = 3.0
TABLE = np.array([1.0, 2.0])
TABLES = (TABLE,)
LIST = [1.0, 2.0]


def scaled(x):
    return FACTOR * exp(x)


def uses_a_module(x):
    return math.exp(x)


def calls_what_uses_a_module(x):
    return uses_a_module(x) + 1.0


def with_default(x, y=1.0):
    return x + y


def with_keyword_default(x, *, y=1.0):
    return x + y


def closing_over(y):
    def closure(x):
        return x + y

    return closure


def uses_an_array(x):
    return x * TABLE[1]


def uses_a_list(x):
    return x * LIST[1]


def uses_a_tuple_of_arrays(x):
    return x * TABLES[0][1]


def hides_a_global_in_a_comprehension(x):
    return sum(y * FACTOR for y in (x, x))


def hides_a_global_in_a_lambda(x):
    inner = lambda y: FACTOR * y  # noqa: E731  (what is looked for)
    return inner(x)


REFUSED = {
    "module": (uses_a_module, "uses the module 'math'"),
    "module further down": (calls_what_uses_a_module, "uses_a_module uses the module 'math'"),
    "default": (with_default, "with_default has default arguments"),
    "keyword default": (with_keyword_default, "with_keyword_default has default arguments"),
    "closure": (closing_over(2.0), "closes over local variables"),
    "array": (uses_an_array, "reads 'TABLE': expected a number.*, got ndarray"),
    "list": (uses_a_list, "reads 'LIST': expected a number.*, got list"),
    "tuple of arrays": (uses_a_tuple_of_arrays, "reads 'TABLES'"),
    "inner function": (hides_a_global_in_a_lambda, "has a function or comprehension within"),
    "comprehension": (hides_a_global_in_a_comprehension, "has a function or comprehension within"),
    "builtin": (len, "is not a plain function"),
    "partial": (functools.partial(scaled), "is not a plain function"),
    "class": (float, "is not a plain function"),
}
refused = pytest.mark.parametrize("case", REFUSED)


@refused
@pytest.mark.parametrize("use", [fingerprint, twin, lambda function: specialised(function, constants={})])
def test_what_cannot_be_compiled_faithfully_is_refused_in_words(case, use):
    function, words = REFUSED[case]
    with pytest.raises(ModelError, match=words):
        use(function)


@pytest.mark.parametrize("engine", [plain_engine, compiled_engine])
@pytest.mark.parametrize("function", ["rate_of_change", "ln_pace", "observe"])
def test_a_model_that_is_not_made_of_plain_functions_is_refused(engine, function):
    unfit = models.course(
        "unfit",
        **{"rate_of_change": models.linear_rate, "ln_pace": models.linear_ln_pace, "observe": models.see_level}
        | {function: functools.partial(models.linear_ln_pace)},
    )
    with pytest.raises(ModelError, match="plain function"):
        engine(unfit)


def test_the_value_of_a_global_is_part_of_the_name(monkeypatch):
    before = fingerprint(scaled)
    for value in (3.0000000000000004, 3, (3.0,), None):
        monkeypatch.setitem(scaled.__globals__, "FACTOR", value)
        assert fingerprint(scaled) != before
    monkeypatch.setitem(scaled.__globals__, "FACTOR", 3.0)
    assert fingerprint(scaled) == before


def test_constants_replace_globals_all_the_way_down():
    assert specialised(calls_scaled, constants={"FACTOR": 5.0})(0.0) == 6.0
    assert calls_scaled(0.0) == 4.0
    assert twin(calls_scaled, constants={"FACTOR": 5.0})(0.0) == 6.0
    assert twin(calls_scaled)(0.0) == 4.0


def calls_scaled(x):
    return scaled(x) + 1.0


def first_lane(lanes):
    return first_of(lanes)


@pytest.mark.parametrize("lane", [0, 1, 31, 32, 62, 63])
def test_the_first_of_a_set_of_lanes_is_found_in_both_forms(lane):
    others = sum(1 << other for other in range(lane, 64, 7))
    assert first_lane(others) == lane
    as_machine_word = np.uint64(others).astype(np.int64)  # lane 63 is the sign
    assert twin(first_lane)(as_machine_word) == lane


def kept_or_renewed(numbers, fresh):
    for i in range(len(numbers)):
        numbers[place(i)] = renewed(fresh[i] > numbers[i], fresh[i], numbers[i])
    return numbers


def test_a_number_is_renewed_or_kept_to_the_bit_in_both_forms():
    old = np.array([1.0, -0.0, 0.0, np.nan, np.inf, 5e-324, -np.inf, 7.0, 3.0])
    new = np.array([2.0, 0.0, -0.0, 1.0, np.nan, -5e-324, 0.0, 7.5, np.inf])
    expected = np.where(new > old, new, old)
    for form in (kept_or_renewed, twin(kept_or_renewed)):
        assert form(old.copy(), new).tobytes() == expected.tobytes()
