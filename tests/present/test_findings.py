"""The finding in a sentence: it says only what the numbers say, of the draws that count, and calls no gap wrong."""

import math

import numpy as np

from oomcast.present.findings import answer, counted_draws, difference, draws_in_words
from oomcast.present.words import number
from tests.present.by_hand import made_by_hand


def test_a_difference_below_two_errors_is_no_clear_difference():
    assert "no clear difference" in difference(6.1, 6.0, unit="OOM", mc_error=0.06)
    assert "above" in difference(6.1, 6.0, unit="OOM", mc_error=0.04)
    assert "below" in difference(5.9, 6.0, unit="OOM", mc_error=0.04)


def test_the_answer_names_median_and_middle_half(explosive):
    quantiles = explosive.document()["outputs"]["oom_total_12mo"]["quantiles"]
    said = answer(explosive.document()).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("On these beliefs, effective compute grows about 5 OOM in the first year")
    assert f"half of outcomes between {number(quantiles['0.25'])} and {number(quantiles['0.75'])} OOM" in said
    assert "4 years of progress at the usual pace" in said


def test_an_infinite_median_is_said_without_a_number_for_it(mostly_infinite):
    said = answer(mostly_infinite.document())
    assert "60 in 100" in said
    assert "median is infinite" in said
    assert "usual pace" not in said


def test_infinite_outcomes_above_a_finite_median_are_counted_in_the_answer():
    said = answer(made_by_hand([1.0, 2.0, 3.0, math.inf] * 100 + [3.0] * 4 + [math.inf] * 36).document())
    assert "3 in 4 outcomes above" in said
    assert "31 in 100 without bound" in said


def test_certainty_is_said_instead_of_a_range_of_no_width(certain, single):
    assert "nothing uncertain" in answer(certain.document())
    assert "single draw" in answer(single.document())


def test_a_difference_of_factors_is_told_as_their_ratio():
    assert difference(30.0, 15.0, unit="x", mc_error=0.3) == "implied median 2.0 times the stated one"
    assert difference(7.5, 15.0, unit="x", mc_error=0.3) == "implied median 0.50 times the stated one"
    assert "no clear difference" in difference(15.4, 15.0, unit="x", mc_error=0.3)


def test_only_draws_that_fulfil_what_is_given_count():
    forecast = made_by_hand(
        np.linspace(1, 9, 1000),
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.linspace(2027, 2037, 1000)},
        given={"automation_year": {"before": 2032}},
    )
    document = forecast.document()
    assert counted_draws(document) == 500
    assert draws_in_words(document) == "500 of 1,000 draws"
    assert answer(document).startswith("On these beliefs and given automation_year before 2032, effective compute")


def test_all_draws_count_where_nothing_is_given(certain):
    assert counted_draws(certain.document()) == certain.draws
    assert draws_in_words(certain.document()) == "1,000 draws"
