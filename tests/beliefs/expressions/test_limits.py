"""Conditions that only set limits to one parameter are told apart from all others."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.expressions.limits import as_limits
from oomcast.beliefs.expressions.parser import Names, parse
from oomcast.beliefs.given import Given

NAMES = Names(quantities=frozenset({"year", "pace"}), events=frozenset({"fast"}))
INF = math.inf


def limits_of(text):
    return as_limits(parse(text, names=NAMES))


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("year before 2032", (-INF, 2032.0)),
        ("year after 2028 and before 2032", (2028.0, 2032.0)),
        ("2028 < year < 2032", (2028.0, 2032.0)),
        ("2032 > year", (-INF, 2032.0)),
        ("(year > -3)", (-3.0, INF)),
        ("year > 2028 and year > 2030 and year < 2040", (2030.0, 2040.0)),
        ("year > 2032 and year < 2028", (2032.0, 2028.0)),
    ],
)
def test_limits_are_recognised_however_they_are_written(text, limits):
    assert limits_of(text) == ("year", limits)


@pytest.mark.parametrize(
    "text",
    ["year <= 2032", "year == 2030", "year > 2028 or year < 2020", "not year > 2028", "fast", "year > 2028 and fast",
     "year > 2028 and pace > 1", "year > pace", "year > 2000 + 28", "2 * year > 1", "1 < 2"],
)  # fmt: skip
def test_anything_else_is_not(text):
    assert limits_of(text) is None


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6))
def test_the_words_of_limits_state_them_again(low, width):
    low, high = float(f"{low:.6g}"), float(f"{low + width:.6g}")
    for limits in ((low, high), (low, INF), (-INF, high)):
        assert limits_of(Given(limits={"year": limits}).in_words()) == ("year", limits)
