"""Labels: one for each name that the model may speak of, short enough for its column, and without underscores."""

import pytest

from oomcast.models.registry import model
from oomcast.present import labels
from oomcast.present.implications import LABEL as IMPLIED_COLUMN
from oomcast.present.interface import open_scenario, run
from oomcast.present.tables import CHANCE, CHANCE_LABEL, MILESTONE_LABEL
from oomcast.present.words import unit_word

MODEL = model("takeoff")
OUTPUT_COLUMN = 26  # the column of labels in a table of quantiles, and two letters of the first cell
LONGEST_CHANCE = "fewer than 1 in 100"


@pytest.mark.parametrize("output", MODEL.outputs, ids=lambda output: output.name)
def test_every_output_has_a_label_that_fits_its_column_with_its_unit(output):
    assert output.name in labels.OUTPUT_LABELS
    assert len(labels.labelled(output.name, output.unit)) <= OUTPUT_COLUMN


@pytest.mark.parametrize("event", MODEL.events, ids=lambda event: event.name)
def test_every_event_has_a_label_that_leaves_room_for_its_chance(event):
    label = labels.event_label(event.name)
    assert "_" not in label
    assert label != labels.spelled_out(event.name).lower()
    assert len(label) + 1 + len(LONGEST_CHANCE) <= CHANCE_LABEL + CHANCE


@pytest.mark.parametrize("milestone", MODEL.milestones, ids=lambda milestone: milestone.name)
def test_every_milestone_has_a_label_that_fits_its_column(milestone):
    label = labels.milestone_label(milestone.name)
    assert label.startswith("+")
    assert len(label) <= MILESTONE_LABEL


def test_every_implied_number_has_a_label_that_fits_its_column():
    for name in run("reference-full", draws=1).implied:
        if name in labels.IMPLIED_LABELS:
            unit = unit_word(labels.IMPLIED_UNITS.get(name, "1"))
            assert len(f"  {labels.implied_label(name)}, {unit}") < IMPLIED_COLUMN + 3


def test_implied_numbers_that_are_shown_by_their_labels_have_one():
    from oomcast.present.workforce import CHAIN, NEEDS

    for preset in ("reference", "reference-full"):
        shown = set(run(preset, draws=1).implied) - set(CHAIN) - set(NEEDS)
        assert shown <= set(labels.IMPLIED_LABELS)


@pytest.mark.parametrize("name", ["any_window_at_least_3_years_in_4mo", "something_else_entirely", "at_least_x"])
def test_every_event_has_a_label_without_underscores(name):
    assert "_" not in labels.event_label(name)


def test_groups_name_outputs_of_the_model_once():
    grouped = [name for names in labels.OUTPUT_GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= {output.name for output in MODEL.outputs}
    always = {output.name for output in MODEL.used_with(open_scenario("reference").beliefs, {}, {}).outputs}
    assert not always & set(grouped)
