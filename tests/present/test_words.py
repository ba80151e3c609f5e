"""Plain language: it never rounds a rare thing to never, never drops a sign, and keeps large amounts readable."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.present import words

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


def test_the_smallest_number_of_a_row_keeps_its_size():
    assert words.aligned([4.3, 16.0, 55.0, 110.0]) == ["4.3", "16", "55", "110"]
    assert words.aligned([0.72, 2.1, 14.2]) == ["0.7", "2.1", "14.2"]


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


def test_each_unit_is_joined_so_that_no_line_breaks_before_it():
    assert words.quantity(8.0, "OOM") == "8.0\N{NO-BREAK SPACE}OOM"
    assert words.quantity(15.0, "x") == "15×"
    assert words.quantity(0.7, "1") == "0.70"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (6.2e8, "1", "620 million"),
        (1.08e6, "H100e", "1.1 million H100e"),
        (1.13e9, "W", "1.1 GW"),
        (683e6, "W", "680 MW"),
        (40.0, "W", "40 W"),
        (15_000, "1", "15,000"),
        (999_999, "1", "1.0 million"),
        (3.2e12, "USD", "3.2 trillion USD"),
        (1e29, "FLOP", "1.0e29 FLOP"),
        (2.5e7, "x", "2.5e7×"),
        (0.0, "W", "0 W"),
        (math.inf, "H100e", "∞ H100e"),
        (None, "1", "∞"),
    ],
)
def test_large_amounts_are_said_in_millions_or_with_a_prefix(value, unit, said):
    assert words.amount(value, unit).replace("\N{NO-BREAK SPACE}", " ") == said


SCALES = {"": 1, "k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12, "W": 1, "kW": 1e3, "MW": 1e6, "GW": 1e9, "TW": 1e12}
SCALES |= {"million": 1e6, "billion": 1e9, "trillion": 1e12}


def amount_read_back(text):
    """The amount that a reader would take from a number and the word behind it."""
    shown, _, word = text.replace("\N{NO-BREAK SPACE}", " ").partition(" ")
    return read_back(shown) * SCALES[word]


@given(value=st.floats(1e-3, 1e17), unit=st.sampled_from(["1", "W"]))
def test_an_amount_is_within_half_a_unit_of_its_last_digit(value, unit):
    for said in (words.amount(value, unit), words.short(value, unit)):
        assert abs(amount_read_back(said) - value) <= 0.05000001 * value


@given(values=st.lists(st.floats(1.0, 1e15), min_size=2, max_size=7), unit=st.sampled_from(["1", "W", "H100e"]))
def test_a_row_of_amounts_keeps_order_and_size_in_its_scale(values, unit):
    values = sorted(values)
    scale, shown = words.amounts(values, unit)
    found = [amount_read_back(text) if scale is None else read_back(text) * scale.size for text in shown]
    assert found == sorted(found)
    assert all(abs(one - value) <= 0.1 * value or value < 0.04 * values[-1] for one, value in zip(found, values))


@given(values=st.lists(st.floats(1e-3, 1e15), min_size=1, max_size=7))
def test_no_amount_of_a_row_needs_more_than_its_column(values):
    assert max(len(text) for text in words.amounts(sorted(values), "1")[1]) <= 8


def test_a_row_without_a_single_scale_gives_each_number_its_own():
    assert words.amounts([3.4e5, 1.3e8, 2.8e13], "W") == (None, ["340 kW", "130 MW", "28 TW"])
    assert words.amounts([1.0, 1e12], "x")[0] == words.Scale(1.0, "x")


@given(year=st.integers(1900, 2999), month=st.integers(0, 11), within=st.floats(0.001, 0.999))
def test_a_decimal_year_is_told_by_its_month(year, month, within):
    assert words.date_words(year + (month + within) / 12) == f"{words.MONTHS[month]} {year}"


@pytest.mark.parametrize("month", range(12))
def test_the_first_moment_of_a_month_belongs_to_it(month):
    assert words.date_words(2029 + month / 12).startswith(words.MONTHS[month])


def test_what_has_no_date_is_later():
    assert {words.date_words(None), words.date_words(math.inf), words.date_words(math.nan)} == {"later"}
