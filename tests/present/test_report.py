"""The report: in reading order, in 80 columns, with an error on every number, and faithful to the document."""

import json
import re

import numpy as np
import pytest

from oomcast.present.report import report, text
from oomcast.present.tables import LEVELS, milestones_table, outputs_table, probabilities_table, stated_table
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import aligned, error, event_label, output_label
from tests.present.by_hand import made_by_hand

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
        for start in ("Outcomes", "Stated beside implied", "Chances", "Years to", "Ceiling", "Effective compute gained")
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
