"""What is given and what is at work, each in a sentence."""

import numpy as np

from oomcast.present.scope import at_work_sentence, given_sentence, unusual_structure
from tests.present.by_hand import made_by_hand


def test_what_is_given_is_told_with_its_draws_and_its_chance():
    document = made_by_hand(
        np.full(10_000, 2.0),
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.where(np.arange(10_000) < 6100, 2030.0, 2034.0)},
        given={"automation_year": {"before": 2032}},
    ).document()
    assert given_sentence(document) == (
        "Given automation_year before 2032: 6,100 of 10,000 draws count (effective sample size 6,100), "
        "a chance of 61 in 100 (±0.5)."
    )


def test_nothing_given_is_not_mentioned(certain):
    assert given_sentence(certain.document()) == ""


def test_a_scenario_of_tier_one_has_nothing_to_name(certain):
    assert at_work_sentence(certain.document()) == ""


def test_mechanisms_and_unusual_answers_to_questions_of_structure_are_named():
    document = made_by_hand(
        np.full(10, 2.0), beliefs={"learning_cycle_years": 0.5, "production": "ces", "ceiling_shape": "linear"}
    ).document()
    assert unusual_structure(document) == {"production": "ces"}
    assert at_work_sentence(document) == "At work (tier 3): learning-cycle; production ces."


def test_an_option_of_a_choice_that_the_model_does_not_know_is_named():
    document = made_by_hand(np.full(10, 2.0)).document() | {"structure": {"something": "else"}}
    assert unusual_structure(document) == {"something": "else"}
