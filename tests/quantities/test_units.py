"""Units: one quantity has one value whatever it is written in, and different quantities do not mix."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.errors import ScenarioError
from oomcast.quantities.units import (
    BY_SPELLING,
    DOUBLINGS_PER_OOM,
    NATS_PER_OOM,
    UNITS,
    canonical_unit,
    conversion_factor,
    convert,
)

PROGRESS = ("OOM", "nat", "doubling", "x", "year of progress", "month of progress")
RATES = ("OOM/year", "nat/year", "doubling/month", "x/year", "OOM/week")
positive = st.floats(0.01, 50)


def test_constants_are_the_logarithms_they_stand_for() -> None:
    assert math.log(10) == NATS_PER_OOM
    assert math.log2(10) == DOUBLINGS_PER_OOM


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (6, "OOM", "years of progress", 5.0),
        (2.5, "OOM", "years of progress", 2.5 / 1.2),
        (12, "OOM", "years of progress", 10.0),
        (3.5, "x", "OOM", 0.5440680443502757),
        (3.5, "x/year", "OOM/year", 0.5440680443502757),
        (1, "OOM", "nats", math.log(10)),
        (1, "OOM", "doublings", math.log2(10)),
        (1, "OOM", "x", 10.0),
        (2, "x per month", "OOM/year", 12 * math.log10(2)),
        (18, "months", "year", 1.5),
        (365.25, "days", "years", 1.0),
        (55, "%", "1", 0.55),
        (25, "%/year", "1/year", 0.25),
        (1, "1/month", "1/year", 12.0),
        (2, "billion USD", "million USD", 2000.0),
        (5, "MW", "W", 5e6),
        (15, "1", "x", 15),
    ],
)
def test_known_conversions(value: float, unit: str, to: str, expected: float) -> None:
    assert convert(value, unit=unit, to=to, oom_per_year=1.2) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    ("units", "values"), [(PROGRESS, positive), (RATES, positive)], ids=["progress", "rates of progress"]
)
def test_there_and_back_is_where_one_started(units: tuple[str, ...], values: st.SearchStrategy[float]) -> None:
    @given(value=values, rate=st.floats(0.1, 5))
    def back_again(value: float, rate: float) -> None:
        for unit, to in itertools.permutations(units, 2):
            there = convert(value, unit=unit, to=to, oom_per_year=rate)
            if 1e-300 < there < 1e300:
                # Through a factor the rounding of the exponent counts: up to 700 nats, each to 1e-16.
                assert convert(there, unit=to, to=unit, oom_per_year=rate) == pytest.approx(value, rel=1e-12, abs=1e-12)

    back_again()


@given(value=positive, rate=st.floats(0.5, 2))
def test_a_detour_over_a_third_unit_changes_nothing(value: float, rate: float) -> None:
    for first, second, third in itertools.permutations(("OOM", "nat", "doubling", "year of progress"), 3):
        direct = convert(value, unit=first, to=third, oom_per_year=rate)
        detour = convert(
            convert(value, unit=first, to=second, oom_per_year=rate), unit=second, to=third, oom_per_year=rate
        )
        assert detour == pytest.approx(direct, rel=1e-14)


@given(values=st.lists(positive, min_size=1, max_size=5))
def test_an_array_converts_as_its_elements_do(values: list[float]) -> None:
    for unit, to in itertools.permutations(PROGRESS, 2):
        together = convert(np.array(values), unit=unit, to=to, oom_per_year=1.2)
        one_by_one = [convert(value, unit=unit, to=to, oom_per_year=1.2) for value in values]
        assert together.tolist() == one_by_one


def test_one_name_stays_to_the_bit() -> None:
    assert convert(0.1, unit="OOMs", to="OOM") == 0.1
    assert conversion_factor("yrs", to="year") == 1.0


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("years", "year"),
        (" Months ", "month"),
        ("%", "%"),
        ("ooms/yr", "OOM/year"),
        ("OOM per year", "OOM/year"),
        ("orders of magnitude per month", "OOM/month"),
        ("per year", "1/year"),
        ("1/yr", "1/year"),
        ("years of progress", "year of progress"),
        ("×", "x"),
        ("x", "x"),
        ("X", "x"),
        ("$", "USD"),
        ("USD / year", "USD/year"),
        ("H100s", "H100e"),
        ("", "1"),
    ],
)
def test_units_are_understood_as_people_write_them(written: str, name: str) -> None:
    assert canonical_unit(written) == name
    assert canonical_unit(name) == name


def test_no_spelling_has_two_meanings() -> None:
    spellings = [text.casefold() for unit, synonyms in UNITS.items() for text in (unit.name, *synonyms)]
    assert len(spellings) == len(set(spellings)) == len(BY_SPELLING)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("months", "OOM"),
        ("year", "1"),
        ("nat/year", "1/year"),
        ("OOM/year", "OOM"),
        ("%", "x"),
        ("USD", "W"),
        ("year", "year of progress"),
        ("FLOP", "H100e"),
    ],
)
def test_different_kinds_are_refused_naming_both(unit: str, to: str) -> None:
    for ask in (lambda: convert(1.0, unit=unit, to=to, oom_per_year=1.2), lambda: conversion_factor(unit, to=to)):
        with pytest.raises(ScenarioError) as caught:
            ask()
        assert caught.value.field == "unit"
        assert canonical_unit(unit) in caught.value.problem
        assert canonical_unit(to) in caught.value.problem


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("yaers", "Did you mean 'years'?"),
        ("oom/yera", "Did you mean 'oom/year'?"),
        ("year/year", "expected a unit"),
        ("FLOPS", "Did you mean 'flop'?"),
        ("oom//year", "expected a unit"),
        ("/", "expected a unit"),
        ("furlong", "'furlong'"),
        ("x" * 10_000, "expected a unit"),
        (7, "expected a unit, got 7"),
    ],
)
def test_unknown_units_are_refused_with_the_nearest_known(written: object, says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        canonical_unit(written)  # type: ignore[arg-type]
    assert caught.value.field == "unit"
    assert says in caught.value.problem


@pytest.mark.parametrize("rate", [None, 0.0, -1.2, math.inf, math.nan])
def test_years_of_progress_mean_nothing_without_their_rate(rate: float | None) -> None:
    with pytest.raises(ScenarioError, match="reference rate in OOM/year"):
        convert(6.0, unit="OOM", to="years of progress", oom_per_year=rate)


@pytest.mark.parametrize("value", [0.0, -3.0, math.nan])
def test_a_factor_that_is_not_positive_has_no_logarithm(value: float) -> None:
    with pytest.raises(ScenarioError, match="positive factor"):
        convert(value, unit="x", to="OOM")


def test_a_factor_and_its_logarithm_have_no_common_multiplier() -> None:
    with pytest.raises(ScenarioError, match="logarithm"):
        conversion_factor("OOM", to="x")
