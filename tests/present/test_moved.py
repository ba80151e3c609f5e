"""The table of what a condition moves: who is shown, in which order, with which numbers."""

import numpy as np

from oomcast.present.moved import MOST_BELIEFS, moved_table
from oomcast.present.terminal import PLAIN, Terminal
from tests.present.by_hand import made_by_hand

DRAWS = 1_000
TOTAL = np.linspace(1.0, 9.0, DRAWS)
YEARS = {"automation_year": np.linspace(2027, 2037, DRAWS)}


def table_of(inputs, *, given="before"):
    document = made_by_hand(
        TOTAL,
        beliefs={"automation_year": "2027 to 2037"},
        inputs=YEARS | inputs,
        given={"automation_year": {given: 2032}},
    ).document()
    return moved_table(document, terminal=PLAIN)


def test_the_answer_comes_first_then_the_beliefs_moved_most():
    steep, slight = TOTAL**2, np.where(np.arange(DRAWS) < 250, 1.0, 2.0)
    lines = table_of({"initial_speedup": slight, "returns_to_software": steep})
    names = [line for line in lines if not line.startswith(" ")]
    assert names[0].startswith("What this moves")
    assert names[1] == "Effective compute, OOM"
    assert set(names[2:4]) == {"automation_year", "returns_to_software"}  # which are moved equally far
    assert names[4:] == ["initial_speedup, ×"]
    before, errors, after = lines[2], lines[3], lines[4]
    assert before.split() == ["all", "draws", "1.4", "1.8", "3.0", "5.0", "7.0", "8.2", "8.6"]
    assert after.split() == ["given", "this", "1.2", "1.4", "2.0", "3.0", "4.0", "4.6", "4.8"]
    assert errors.split()[0].startswith("±")
    dates = lines[lines.index("automation_year") + 1].split()
    assert dates == ["all", "draws", "2027.5", "2028.0", "2029.5", "2032.0", "2034.5", "2036.0", "2036.5"]
    assert lines[-1].strip() == "7 beliefs are not moved further than luck would."


def test_no_more_than_a_screen_and_the_rest_are_counted():
    names = ["initial_speedup", "returns_to_software", "software_feedback", "compute_returns", "software_ceiling_oom",
             "compute_factor_first_year"]  # fmt: skip
    lines = table_of(dict.fromkeys(names, TOTAL))
    shown = [line for line in lines if not line.startswith(" ")]
    assert len(shown) == 2 + MOST_BELIEFS
    assert "2 beliefs are moved too, less than these." in lines[-1]


def test_where_only_the_answer_moves_it_says_so():
    beliefs = {"automation_year": "2027 to 2037"}
    document = made_by_hand(TOTAL, beliefs=beliefs, inputs=YEARS, given={"automation_year": {"after": 2000}}).document()
    assert moved_table(document, terminal=PLAIN)[-1].strip() == "No belief is moved further than luck would move it."


def test_nothing_given_moves_nothing(certain):
    assert moved_table(certain.document(), terminal=PLAIN) == []


def test_every_line_fits_in_eighty_columns():
    assert max(len(line) for line in moved_lines()) <= 80


def moved_lines():
    wide = {"initial_speedup": TOTAL * 1e12}
    document = made_by_hand(
        TOTAL,
        beliefs={"automation_year": "2027 to 2037"},
        inputs=YEARS | wide,
        given={"automation_year": {"before": 2032}},
    ).document()
    return moved_table(document, terminal=Terminal(width=80))
