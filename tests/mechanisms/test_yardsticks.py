"""Yardsticks: stated rates and a date, in units that files know, and what they are for."""

from __future__ import annotations

from oomcast.mechanisms import reference_rate, yardsticks
from oomcast.quantities.progress import multiples_of_the_way, years_at_another_rate
from oomcast.quantities.units import canonical_unit

BY_NAME = {parameter.name: parameter for parameter in yardsticks.PARAMETERS}


def test_a_rate_of_another_year_is_a_reference_rate_like_any_other() -> None:
    reference = next(each for each in reference_rate.PARAMETERS if each.name == "reference_oom_per_year")
    for name in ("oom_per_year_2024", "oom_per_year_2031"):
        assert BY_NAME[name].unit == reference.unit
        assert (BY_NAME[name].lower, BY_NAME[name].upper) == (reference.lower, reference.upper)


def test_each_parameter_is_in_a_unit_that_scenario_files_know() -> None:
    assert all(canonical_unit(parameter.unit) == parameter.unit for parameter in yardsticks.PARAMETERS)


def test_no_yardstick_is_without_a_length_of_its_own() -> None:
    """The lowest rates that may be stated still make finite years, so no belief about them needs a special case."""
    assert yardsticks.NEUTRAL == {}
    slowest = BY_NAME["oom_per_year_2031"].lower
    assert years_at_another_rate(5.0, 1.2, slowest) == 5 * 1.2 / slowest
    assert multiples_of_the_way(6.0, slowest, 2029.0, BY_NAME["yardstick_year"].lower, 0.0) < float("inf")
