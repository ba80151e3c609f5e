"""The report: in reading order, in 80 columns, with an error on every number, and faithful to the document."""

import json
import re

import numpy as np
import pytest

from oomcast.present.labels import event_label, output_label
from oomcast.present.report import report, text
from oomcast.present.tables import (
    LEVELS,
    milestones_table,
    outputs_table,
    outputs_tables_by_group,
    probabilities_table,
    stated_table,
)
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import aligned, error
from tests.present.by_hand import made_by_hand, split_of

FORECASTS = ("forecast", "explosive", "mostly_infinite", "certain", "single")


@pytest.fixture(params=FORECASTS)
def any_forecast(request):
    return request.getfixturevalue(request.param)


def test_no_line_is_wider_than_eighty_columns(any_forecast):
    too_wide = [line for line in text(any_forecast).splitlines() if len(line) > 80]
    assert not too_wide


def test_no_line_ends_in_blanks(any_forecast):
    assert not [line for line in text(any_forecast).splitlines() if line != line.rstrip()]


def test_nothing_is_said_by_colour_alone(any_forecast):
    painted = text(any_forecast, terminal=Terminal(colour=True))
    assert "\033[" in painted
    assert re.sub(r"\033\[\d+m", "", painted) == text(any_forecast)


def test_the_answer_comes_first_and_where_it_comes_from_last(forecast):
    lines = text(forecast).splitlines()
    assert lines[0].startswith("On these beliefs, effective compute grows about ")
    places = [
        next(index for index, line in enumerate(lines) if line.startswith(start))
        for start in (
            "Outcomes",
            "Stated beside implied",
            "Chances",
            "Years to",
            "Ceiling",
            "Effective compute gained",
            "Implied by",
            "All of this is given",
        )
    ]
    assert places == sorted(places)
    source = forecast.document()["provenance"]
    footing = "\n".join(lines[-8:])
    assert forecast.document()["digest"] in footing
    assert f"seed {source['seed']}" in footing
    assert source["scenario_hash"][:12] in footing
    assert "2,000 draws" in footing
    assert source["oomcast"] in footing


def test_a_report_needs_only_what_survives_json(any_forecast):
    document = any_forecast.document()
    assert report(json.loads(json.dumps(document, allow_nan=False))) == report(document)


def test_every_output_shows_its_quantiles_over_their_errors(forecast):
    document = forecast.document()
    lines = outputs_table(document, terminal=PLAIN)
    for name, output in document["outputs"].items():
        row = next(index for index, line in enumerate(lines) if line.startswith(output_label(name)))
        shown = aligned([output["quantiles"][level] for level in LEVELS])
        assert lines[row].split()[-7:] == shown
        assert lines[row + 1].split() == [name, *(error(output["mc_error"][level]) for level in LEVELS)]


def test_a_quantile_without_a_value_is_infinite_and_has_no_error(mostly_infinite):
    lines = outputs_table(mostly_infinite.document(), terminal=PLAIN)
    assert lines[1].split()[-4:] == ["∞", "∞", "∞", "∞"]
    assert lines[2].count("±") == 3
    assert "60 in 100" in lines[3]


def test_one_draw_has_no_error_anywhere(single):
    shown = text(single)
    assert not re.search(r"±\d", shown)


def test_every_chance_has_its_error(forecast):
    document = forecast.document()
    lines = probabilities_table(document, terminal=PLAIN)[1:]
    assert len(lines) == len(document["probabilities"])
    for (name, chance), line in zip(document["probabilities"].items(), lines):
        assert line.startswith(event_label(name))
        assert line.endswith(error(100 * chance["mc_error"]))


def test_a_label_that_leaves_no_room_for_its_chance_has_its_own_line():
    document = {
        "provenance": {"draws": 10_000_000},
        "given": None,
        "probabilities": {"accelerates_at_first": {"value": 0.0, "mc_error": 1e-7}},
    }
    _, label, often = probabilities_table(document, terminal=PLAIN)
    assert label == event_label("accelerates_at_first")
    assert often.split() == ["none", "of", "10,000,000", "draws", "±1e-5"]
    assert len(often) <= 80


def test_stated_and_implied_stand_in_the_same_columns(forecast):
    lines = stated_table(forecast.document(), terminal=PLAIN)
    heading, stated, implied = lines[0], lines[2], lines[3]
    for level in ("p25", "p50", "p75"):
        end = heading.index(level) + 3
        assert stated[end - 1].isdigit()
        assert implied[end - 1].isdigit()
    assert stated.split() == ["stated", "2.5", "6.0", "12.0"]


def test_counts_of_each_milestone_add_up_to_the_draws(forecast):
    for line in milestones_table(forecast.document(), terminal=PLAIN)[1:]:
        if line.startswith("+"):
            assert sum(int(word.replace(",", "")) for word in line.split()[-3:]) == forecast.draws


def test_a_milestone_beyond_the_horizon_is_later_and_has_no_error():
    forecast = made_by_hand(np.full(100, 0.05))  # one OOM after 20 years, horizon 10
    lines = milestones_table(forecast.document(), terminal=PLAIN)
    assert lines[1].split() == ["+1", "OOM", *["later"] * 5, "0", "100", "0"]


def test_the_report_says_why_no_draw_is_singular(forecast):
    assert "With a ceiling a singularity cannot happen" in " ".join(text(forecast).split())


def test_a_forecast_in_which_some_draws_have_no_ceiling_does_not_claim_that_all_have():
    import dataclasses

    forecast = made_by_hand(np.full(100, 2.0))
    ceilings = np.where(np.arange(100) < 10, np.inf, 12.0)
    mixed = dataclasses.replace(forecast, inputs={**forecast.inputs, "software_ceiling_oom": ceilings})
    assert "every draw has one" in " ".join(text(forecast).split())
    assert "Only a draw without a ceiling can" in " ".join(text(mixed).split())


def test_singular_draws_are_counted(explosive):
    assert "infinite by the horizon in 10 in 100" in " ".join(text(explosive).split())


def test_warnings_and_conditions_reach_the_reader(forecast):
    document = json.loads(json.dumps(forecast.document()))
    document["warnings"] = ["something is odd"]
    document["conditions"] = {
        "given": [
            {"name": "a", "statement": "it happens in 2029", "probability": 0.5},
            {"name": "b", "statement": "nobody sabotages", "probability": 0.5},
        ],
        "joint_probability": 0.25,
        "mass_outside": 0.75,
    }
    shown = " ".join(report(document).split())
    assert "Warning: something is odd" in shown
    assert "nobody sabotages (probability 0.50 given those above)" in shown
    assert "Jointly 0.25; the forecast says nothing about the other 0.75" in shown


def test_a_hostile_title_cannot_repaint_the_terminal():
    forecast = made_by_hand(np.full(10, 2.0))
    document = json.loads(json.dumps(forecast.document()))
    document["warnings"] = ["\033[2Jgone"]
    document["provenance"]["command"] = "oomcast run '\033]0;x\07'"
    assert "\033" not in report(document)


def test_a_tier_one_report_has_no_word_about_mechanisms(forecast):
    shown = text(forecast)
    for heading in ("By mechanism", "Reached by", "What the workforce needs", "The first speed-up", "At work"):
        assert heading not in shown


def test_every_section_is_there_once_what_it_tells_is():
    total = np.linspace(1.0, 9.0, 1000)
    forecast = made_by_hand(
        total,
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.linspace(2027, 2037, 1000)},
        given={"automation_year": {"before": 2032}},
        split=split_of(total),
        more={"lead_oom_12mo": ("OOM", total / 2)},
    )
    lines = text(forecast).splitlines()
    starts = (
        "On these beliefs and given",
        "Given automation_year before 2032",
        "Outcomes",
        "Of the 3.0",
        "Where the first year's gain",
        "Chances",
        "Years to",
        "Reached by",
        "Effective compute gained",
        "By mechanism",
        "At work",
        "reference",
    )
    places = [next(index for index, line in enumerate(lines) if line.startswith(start)) for start in starts]
    assert places == sorted(places)
    assert max(map(len, lines)) <= 80


def test_shares_are_of_the_draws_that_count():
    forecast = made_by_hand(
        np.full(1000, 2.0),
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.linspace(2027, 2037, 1000)},
        given={"automation_year": {"before": 2032}},
    )
    shown = " ".join(text(forecast).split())
    assert "none of 500 draws" in shown
    assert "none of 1,000 draws" not in shown
    assert "500 of 1,000 draws" in shown


def test_the_picture_counts_only_draws_that_count():
    forecast = made_by_hand(
        np.where(np.arange(1000) < 500, np.linspace(1, 2, 1000), 50.0),
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.linspace(2027, 2037, 1000)},
        given={"automation_year": {"before": 2032}},
    )
    assert "Off the picture" not in text(forecast)


def test_outputs_of_mechanisms_stand_under_what_they_speak_of_and_not_among_the_outcomes():
    total = np.linspace(1.0, 9.0, 1000)
    more = {"ai_copies_12mo": ("1", 1e8 * total), "power_needed_0mo": ("W", 1e9 * total), "gain": ("OOM", total)}
    document = made_by_hand(total, more=more).document()
    outcomes, mechanisms = outputs_table(document, terminal=PLAIN), outputs_tables_by_group(document, terminal=PLAIN)
    assert any(line.startswith("Gain, OOM") for line in outcomes)
    assert [line for line in mechanisms if not line.startswith(" ")] == [
        mechanisms[0],
        "The workforce",
        "Copies a year on, million    140     180     300     500     700     820     860",
        "What the workforce takes",
        "Power, GW                    1.4     1.8     3.0     5.0     7.0     8.2     8.6",
    ]
    assert not any("ai_copies_12mo" in line for line in outcomes)


def test_amounts_that_no_scale_fits_have_their_own():
    copies = np.geomspace(1e3, 1e15, 1000)
    lines = outputs_tables_by_group(
        made_by_hand(copies, more={"ai_copies_12mo": ("1", copies)}).document(), terminal=PLAIN
    )
    assert lines[2].startswith("Copies a year on")
    assert " bn" in lines[2]
    assert all(len(line) <= 80 for line in lines)


def test_a_name_too_long_for_its_column_does_not_push_the_numbers_aside():
    total = np.linspace(1.0, 9.0, 1000)
    document = made_by_hand(total, more={"multiples_since_yardstick_12mo": ("x", total)}).document()
    lines = outputs_tables_by_group(document, terminal=PLAIN)
    assert lines[3] == " multiples_since_yardstick_12mo"
    assert lines[4].split() == [
        error(document["outputs"]["multiples_since_yardstick_12mo"]["mc_error"][q]) for q in LEVELS
    ]
    assert len(lines[4]) == 80


def test_years_of_progress_are_timed_in_months():
    document = json.loads(json.dumps(made_by_hand(np.full(100, 2.0)).document()))
    document["milestones"]["progress_3_years"] = document["milestones"]["oom_1"]
    lines = milestones_table(document, terminal=PLAIN)
    months = lines.index(next(line for line in lines if line.startswith("Months to")))
    assert lines[1].split()[:7] == ["+1", "OOM", *["0.50"] * 5]
    assert lines[months + 1].split()[:7] == ["+3", "years", *["6.0"] * 5]


def test_nobody_claims_a_ceiling_where_the_structure_has_none():
    forecast = made_by_hand(np.full(100, 2.0), beliefs={"ceiling_shape": "none"})
    assert "Only a draw without a ceiling can" in " ".join(text(forecast).split())
