"""Elementary functions of arrays, compiled: the bits of the formulas, whatever the numbers and their layout."""

from __future__ import annotations

import numpy as np
import pytest

from oomcast.quantities import elementary
from oomcast.quantities.elementary import exp, exp_formula, log, log_formula
from oomcast.simulate.elementwise import are_compiled, compile_elementary

EVERY_FUNCTION = pytest.mark.parametrize(("function", "formula"), [(exp, exp_formula), (log, log_formula)])

SPECIAL = np.array(
    [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 5e-324, 1e-310, 709.4, 709.5, -708.7, -709.1, 1e300, -1e300]
)


@pytest.fixture(autouse=True)
def compiled(monkeypatch):
    """The compiled forms in use, and how often each was called."""
    compile_elementary()
    assert are_compiled()
    calls = dict.fromkeys(elementary.Fast._fields, 0)

    def counting(name, fast):
        def call(x):
            calls[name] += 1
            return fast(x)

        return call

    in_use = {name: counting(name, fast) for name, fast in elementary._fast._asdict().items()}
    monkeypatch.setattr(elementary, "_fast", elementary.Fast(**in_use))
    return calls


def formula_of(formula, x):
    with np.errstate(all="ignore"):
        return np.asarray(formula(x))


@EVERY_FUNCTION
def test_both_forms_agree_to_the_bit(function, formula, compiled):
    random = np.random.Generator(np.random.Philox(3))
    numbers = np.concatenate([SPECIAL, random.normal(size=20_000) * 300.0, np.exp(random.normal(size=20_000) * 100.0)])
    assert function(numbers).tobytes() == formula_of(formula, numbers).tobytes()
    assert compiled[function.__name__] == 1


@EVERY_FUNCTION
def test_shape_and_layout_do_not_matter(function, formula, compiled):
    numbers = np.random.Generator(np.random.Philox(4)).normal(size=(40, 30)) ** 2
    for view in (numbers, numbers.T, numbers[::2], numbers[:, ::-3], np.broadcast_to(numbers[0], (5, 30))):
        found = function(view)
        assert found.shape == view.shape
        np.testing.assert_array_equal(found, formula_of(formula, view))
    assert compiled[function.__name__] == 5


@EVERY_FUNCTION
@pytest.mark.parametrize("numbers", [2.5, np.float64(2.5), np.array(2.5), np.arange(1, 65)])
def test_scalars_and_integers_go_by_the_formula(function, formula, numbers, compiled):
    np.testing.assert_array_equal(function(numbers), formula(numbers))
    assert compiled[function.__name__] == 0


@EVERY_FUNCTION
@pytest.mark.parametrize("size", [0, 1, 2, 3, 63])
def test_short_arrays_are_no_exception(function, formula, size, compiled):
    numbers = np.linspace(0.1, 5.0, size)
    assert function(numbers).tobytes() == formula_of(formula, numbers).tobytes()
    assert compiled[function.__name__] == 1


@EVERY_FUNCTION
def test_what_is_given_stays_as_it_is(function, formula):
    numbers = np.linspace(0.1, 5.0, 1000)
    before = numbers.copy()
    numbers.flags.writeable = False
    assert function(numbers) is not numbers
    np.testing.assert_array_equal(numbers, before)
