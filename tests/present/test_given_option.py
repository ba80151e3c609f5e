"""--given: limits as a person says them, and one clear error for anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.given import Given
from oomcast.errors import ScenarioError
from oomcast.present.given_option import parse_given


def test_several_options_state_one_table():
    said = ["automation_year before 2032", "uplift_today after 1.1", "automation_year after 2028"]
    assert parse_given(said) == {
        "automation_year": {"before": 2032.0, "after": 2028.0},
        "uplift_today": {"after": 1.1},
    }


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6))
def test_the_words_of_a_condition_state_it_again(low, width):
    low, high = float(f"{low:.6g}"), float(f"{low + width:.6g}")
    said = Given(limits={"automation_year": (low, high)}).in_words()
    assert parse_given([said]) == {"automation_year": {"after": low, "before": high}}


@pytest.mark.parametrize(
    "text",
    ["", "automation_year", "automation_year before", "automation_year befor 2032", "automation_year before soon",
     "automation_year before 2032 and", "automation_year before 2032 or after 2035", "automation_year=2032"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(ScenarioError, match="automation_year before 2032"):
        parse_given([text])


def test_two_values_for_one_limit_are_refused():
    with pytest.raises(ScenarioError, match="several"):
        parse_given(["automation_year before 2032", "automation_year before 2031"])
