"""The reference rate: what the human-only company gains in software."""

from __future__ import annotations

import math

import pytest

from oomcast.mechanisms.reference_rate import human_software_growth_per_year


def test_software_is_what_the_reference_rate_leaves_when_hardware_is_taken_off() -> None:
    growth = human_software_growth_per_year(1.2, math.log10(3.5))
    assert math.exp(growth) == pytest.approx(10**1.2 / 3.5, rel=1e-14)


def test_a_reference_rate_all_of_hardware_leaves_no_software() -> None:
    assert human_software_growth_per_year(0.5, 0.5) == 0
    assert human_software_growth_per_year(0.5, 0.6) < 0
