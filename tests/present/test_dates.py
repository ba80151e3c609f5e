"""Dates: months and years of quantiles, with the largest error of a row."""

import numpy as np

from oomcast.present.dates import dates_table
from oomcast.present.terminal import PLAIN
from tests.present.by_hand import made_by_hand


def dated(total, years):
    return made_by_hand(total, beliefs={"automation_year": "2027 to 2037"}, inputs={"automation_year": years})


def test_each_milestone_comes_its_time_after_full_automation():
    lines = dates_table(dated(np.full(1000, 2.0), np.full(1000, 2029.25)).document(), terminal=PLAIN)
    assert lines[0] == "Half of the draws have full automation by Apr 2029."
    assert lines[1].split() == ["Reached", "by", "p10", "p25", "p50", "p75", "p90", "±", "months"]
    assert lines[2].split() == ["Full", "automation", *["Apr", "2029"] * 5, "±0"]
    assert lines[3].split() == ["+1", "OOM", *["Oct", "2029"] * 5, "±0"]


def test_the_error_of_a_row_is_its_largest_in_months():
    document = dated(np.full(1000, 2.0), np.linspace(2027, 2037, 1000)).document()
    errors = document["calendar"]["automation_year"]["mc_error"]
    largest = max(errors[level] for level in ("0.1", "0.25", "0.5", "0.75", "0.9"))
    assert 0.5 < float(dates_table(document, terminal=PLAIN)[2].split("±")[1]) / (12 * largest) < 2


def test_what_is_not_reached_is_later():
    document = dated(np.linspace(0.05, 1.0, 1000), np.full(1000, 2029.0)).document()
    row = dates_table(document, terminal=PLAIN)[3]
    assert row.split()[2:4] == ["Feb", "2030"]
    document = dated(np.full(1000, 0.05), np.full(1000, 2029.0)).document()
    assert dates_table(document, terminal=PLAIN)[3].split() == ["+1", "OOM", *["later"] * 5]


def test_years_of_progress_are_not_mistaken_for_years_of_time():
    document = dict(dated(np.full(1000, 2.0), np.full(1000, 2029.25)).document())
    document["calendar"] = {**document["calendar"], "progress_10_years": document["calendar"]["oom_1"]}
    lines = dates_table(document, terminal=PLAIN)
    assert lines[4].startswith("+10 years gained  ")
    assert max(map(len, "\n".join(lines).splitlines())) <= 80


def test_without_a_date_there_is_no_section(certain):
    assert dates_table(certain.document(), terminal=PLAIN) == []
