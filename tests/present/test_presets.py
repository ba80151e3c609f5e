"""Every preset gives a report that can be read: 80 columns, and no word that only a programmer would know."""

import re

import pytest

from oomcast.present.catalogue import described
from oomcast.present.interface import open_scenario, run
from oomcast.present.report import text

PRESETS = (
    "compute-slowdown-2030", "forethought-medians", "greenblatt-2025", "greenblatt-2025-full",
    "greenblatt-2026-no-singularity", "leader-30-percent", "reference", "reference-full", "slow-learning",
    "stolen-weights",
)  # fmt: skip
UNREADABLE = re.compile(r"\b(nan|inf|NaN|True|False)\b|\bNone\b(?! is printed)")


def test_no_preset_is_left_out():
    from oomcast.beliefs.scenario import preset_names

    assert set(PRESETS) == set(preset_names())


@pytest.mark.parametrize("preset", PRESETS)
def test_a_report_can_be_read(preset):
    lines = text(run(preset, draws=200)).splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert [line for line in lines if UNREADABLE.search(line)] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_what_a_preset_believes_can_be_read(preset):
    for everything in (False, True):
        lines = described(open_scenario(preset), everything=everything).splitlines()
        assert [line for line in lines if len(line) > 80] == []
        assert [line for line in lines if UNREADABLE.search(line)] == []
