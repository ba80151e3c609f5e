"""The digest sees what it should and nothing else."""

import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.outcomes.digest import digest

NAMES = st.text(max_size=6)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES
RESULTS = st.dictionaries(
    NAMES, st.recursive(LEAVES, lambda inner: st.dictionaries(NAMES, inner, max_size=4), max_leaves=8), max_size=5
)
SHORT = st.integers(10**7, 10**8 - 1).map(lambda digits: digits / 10**7)  # eight digits: far from a rounding edge


@given(RESULTS)
def test_the_order_of_keys_does_not_matter(results):
    assert digest(results) == digest(dict(reversed(results.items())))


@given(SHORT, st.integers(-300, 290))
def test_the_last_bits_do_not_matter_and_the_ninth_digit_does(number, power):
    number *= 10.0**power
    assert digest({"x": number}) == digest({"x": number * (1 + 1e-12)})
    assert digest({"x": number}) != digest({"x": number * (1 + 2e-8)})


@pytest.mark.parametrize(("one", "other"), [(1.0, 1), (1.0, "1.0"), (True, 1), (None, 0), ({}, []), ("", None)])
def test_values_of_different_kinds_are_told_apart(one, other):
    assert digest({"x": one}) != digest({"x": other})


def test_minus_zero_is_zero():
    assert digest({"x": -0.0}) == digest({"x": 0.0})


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_number_that_json_cannot_hold_is_refused(odd):
    with pytest.raises(ValueError, match="finite"):
        digest({"x": odd})


@pytest.mark.parametrize("odd", [b"bytes", object(), {1, 2}])
def test_anything_but_plain_data_is_refused(odd):
    with pytest.raises(TypeError, match="plain data"):
        digest({"x": odd})


def test_the_digest_is_over_compact_json_with_sorted_keys():
    text = '{"a":[1,2.5,null,true,"x"],"b":0.333333333}'
    assert digest({"b": 1 / 3, "a": [1, 2.5, None, True, "x"]}) == hashlib.sha256(text.encode()).hexdigest()
