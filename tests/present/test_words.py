"""Plain language: it never rounds a rare thing to never, never drops a sign, and says only what the numbers say."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.present import words
from tests.present.by_hand import made_by_hand

FINITE = st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 1e-12)


def read_back(text):
    """The number a reader would take from the text."""
    return float(text.replace(",", "").replace("−", "-").replace("½", ".5").replace("∞", "inf"))


@given(value=FINITE, digits=st.integers(1, 4))
def test_a_shown_number_is_within_half_a_unit_of_its_last_digit(value, digits):
    shown = read_back(words.number(value, digits=digits))
    assert abs(shown - value) <= 0.5000001 * 10.0 ** (1 - digits) * abs(value) * (1 + 1e-9)


@given(value=st.floats(3, 9.7))
def test_a_sentence_rounds_to_the_nearest_half(value):
    assert abs(read_back(words.about(value)) - value) <= 0.25 + 1e-12


@given(values=st.lists(st.floats(0.001, 1e5), min_size=2, max_size=7))
def test_a_row_keeps_the_order_of_its_numbers_and_misleads_none_by_more_than_a_tenth(values):
    values = sorted(values)
    shown = [read_back(text) for text in words.aligned(values)]
    assert shown == sorted(shown)
    assert all(abs(text - value) <= 0.1 * value or value < 0.01 * values[-1] for text, value in zip(shown, values))


def test_a_row_has_one_number_of_decimals_where_its_spread_allows():
    assert len({len(text.partition(".")[2]) for text in words.aligned([2.1, 4.9, 7.93, 11.2, 16.7])}) == 1


def test_infinity_is_shown_as_such_among_numbers():
    assert words.aligned([1.5, 2.5, None]) == ["1.5", "2.5", "∞"]


@given(value=st.floats(0, 1), draws=st.integers(1, 10**6))
def test_a_chance_is_never_said_to_be_nought_or_a_hundred_in_a_hundred(value, draws):
    said = words.chance(value, draws=draws)
    assert not re.search(r"\b(0|100) in 100", said.replace("1 in 100", ""))
    assert said.startswith("none of") == (value == 0)
    assert said.startswith("all of") == (value == 1)


@given(value=st.floats(0.01, 0.99))
def test_a_chance_in_words_is_within_half_a_draw_in_a_hundred(value):
    assert abs(int(words.chance(value, draws=100).split()[0]) - 100 * value) <= 0.5 + 1e-9


def test_a_difference_below_two_errors_is_no_clear_difference():
    assert "no clear difference" in words.difference(6.1, 6.0, unit="OOM", mc_error=0.06)
    assert "above" in words.difference(6.1, 6.0, unit="OOM", mc_error=0.04)
    assert "below" in words.difference(5.9, 6.0, unit="OOM", mc_error=0.04)


def test_the_answer_names_median_and_middle_half(explosive):
    quantiles = explosive.document()["outputs"]["oom_total_12mo"]["quantiles"]
    said = words.answer(explosive.document()).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("On these beliefs, effective compute grows about 5 OOM in the first year")
    assert (
        f"half of outcomes between {words.number(quantiles['0.25'])} and {words.number(quantiles['0.75'])} OOM" in said
    )
    assert "4 years of progress at the usual pace" in said


def test_an_infinite_median_is_said_without_a_number_for_it(mostly_infinite):
    said = words.answer(mostly_infinite.document())
    assert "60 in 100" in said
    assert "median is infinite" in said
    assert "usual pace" not in said


def test_infinite_outcomes_above_a_finite_median_are_counted_in_the_answer():
    said = words.answer(made_by_hand([1.0, 2.0, 3.0, math.inf] * 100 + [3.0] * 4 + [math.inf] * 36).document())
    assert "3 in 4 outcomes above" in said
    assert "31 in 100 without bound" in said


def test_certainty_is_said_instead_of_a_range_of_no_width(certain, single):
    assert "nothing uncertain" in words.answer(certain.document())
    assert "single draw" in words.answer(single.document())


@pytest.mark.parametrize("name", ["any_window_at_least_3_years_in_4mo", "something_else_entirely", "at_least_x"])
def test_every_event_has_a_label_without_underscores(name):
    assert "_" not in words.event_label(name)


def test_each_unit_is_joined_so_that_no_line_breaks_before_it():
    assert words.quantity(8.0, "OOM") == "8.0\N{NO-BREAK SPACE}OOM"
    assert words.quantity(15.0, "x") == "15×"
    assert words.quantity(0.7, "1") == "0.70"
