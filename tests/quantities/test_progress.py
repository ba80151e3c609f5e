"""What progress is worth: the sources' own numbers, ways there and back, and a 50-digit reference."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.quantities import progress
from oomcast.quantities.progress import (
    months_at_pace,
    multiples_of_the_way,
    oom_of_the_way,
    oom_of_years,
    overall_years_of_software,
    progress_per_year,
    software_pace_for,
    software_years,
    years_at_another_rate,
    years_of_progress,
)
from oomcast.quantities.units import convert
from tests.mechanisms.agreement import assert_same_bits

HARDWARE = math.log10(3.5)
rates = st.floats(0.05, 5)
ooms = st.floats(0, 50)
shares = st.floats(0, 0.95)


@pytest.mark.parametrize(("oom", "years"), [(2.5, 2.5 / 1.2), (6, 5), (12, 10)])
def test_the_first_post_counts_its_ooms_in_years_at_the_current_rate(oom: float, years: float) -> None:
    assert years_of_progress(oom, 1.2) == pytest.approx(years, rel=1e-15)
    assert years_of_progress(oom, 1.2) == convert(float(oom), unit="OOM", to="years of progress", oom_per_year=1.2)


def test_a_pace_held_all_year_without_diminishing_returns_gives_ten_ooms() -> None:
    years = progress_per_year(15.0, HARDWARE, 1.2, HARDWARE)
    assert oom_of_years(years, 1.2) == pytest.approx(15 * (1.2 - HARDWARE) + HARDWARE, rel=1e-14)
    assert oom_of_years(years, 1.2) == pytest.approx(10.4, abs=0.02)


def test_six_ooms_in_a_year_take_software_about_eight_times_as_fast() -> None:
    pace = software_pace_for(years_of_progress(6.0, 1.2), HARDWARE, 1.2, HARDWARE)
    assert pace == pytest.approx((6 - HARDWARE) / (1.2 - HARDWARE), rel=1e-14)
    assert pace == pytest.approx(8.3, abs=0.05)


@given(pace=st.floats(0.1, 1000), rate=rates)
def test_with_equal_halves_software_counts_half(pace: float, rate: float) -> None:
    assert progress_per_year(pace, rate / 2, rate, rate / 2) == pytest.approx((pace + 1) / 2, rel=1e-13)
    assert progress_per_year(pace, 0.0, rate, rate / 2) == pytest.approx(pace / 2, rel=1e-13)


def test_six_years_of_software_are_three_overall_years_at_equal_halves() -> None:
    assert overall_years_of_software(6.0, 1.0, 0.5) == 3.0


def test_slower_compute_makes_the_same_speedup_fewer_years_of_2024_and_more_of_2031() -> None:
    fast_software, fast_hardware, slow_software, slow_hardware = 0.65, 0.55, 0.35, 0.25
    then, later = fast_software + fast_hardware, slow_software + slow_hardware
    if_still_fast = progress_per_year(20.0, fast_hardware, then, fast_hardware)
    if_slower = progress_per_year(20.0, slow_hardware, later, slow_hardware)
    assert if_slower > if_still_fast
    assert years_at_another_rate(if_slower, later, then) < if_still_fast


def test_four_years_after_o3_another_four_years_are_as_much_again() -> None:
    assert multiples_of_the_way(oom_of_years(4.0, 1.2), 1.2, 2029.29, 2025.29, 0.0) == pytest.approx(1, rel=1e-12)
    assert multiples_of_the_way(6.0, 1.2, 2029.29, 2025.29, 0.0) == pytest.approx(1.25, rel=1e-12)


@given(oom=ooms, rate=rates, other=rates)
def test_every_way_there_has_a_way_back(oom: float, rate: float, other: float) -> None:
    assert oom_of_years(years_of_progress(oom, rate), rate) == pytest.approx(oom, rel=1e-14)
    there = years_at_another_rate(oom, rate, other)
    assert years_at_another_rate(there, other, rate) == pytest.approx(oom, rel=1e-13)


@given(pace=st.floats(0.01, 1e4), hardware=st.floats(0, 3), rate=rates, share=shares)
def test_pace_and_years_per_year_are_two_names_for_one_thing(pace, hardware, rate, share) -> None:
    years = progress_per_year(pace, hardware, rate, share * rate)
    assert software_pace_for(years, hardware, rate, share * rate) == pytest.approx(pace, rel=1e-9)


@given(software=ooms, hardware=ooms, rate=rates, share=shares)
def test_software_and_hardware_years_add_up_to_overall_years(software, hardware, rate, share) -> None:
    of_software = overall_years_of_software(software_years(software, rate, share * rate), rate, share * rate)
    total = years_of_progress(software + hardware, rate)
    assert of_software + years_of_progress(hardware, rate) == pytest.approx(total, rel=1e-12)


@given(low=ooms, high=ooms, rate=rates, span=st.floats(0.1, 20), beyond=st.floats(0, 5))
def test_more_progress_is_more_in_each_unit_and_a_longer_way_makes_it_fewer_ways(low, high, rate, span, beyond) -> None:
    low, high = sorted((low, high))
    assert years_of_progress(low, rate) <= years_of_progress(high, rate)
    few, many = (multiples_of_the_way(oom, rate, 2025 + span, 2025.0, beyond) for oom in (low, high))
    assert few <= many
    assert multiples_of_the_way(high, rate, 2025 + span + 1, 2025.0, beyond) <= many
    assert multiples_of_the_way(high, rate, 2025 + span, 2025.0, beyond + 1) <= many


@given(years=st.floats(0.1, 20), pace=st.floats(0.1, 1000))
def test_months_at_a_steady_pace_are_those_in_which_it_brings_the_years(years: float, pace: float) -> None:
    assert months_at_pace(years, pace) / 12 * pace == pytest.approx(years, rel=1e-13)


def test_next_to_a_yardstick_without_length_any_progress_is_endless() -> None:
    assert multiples_of_the_way(6.0, 1.2, 2025.0, 2025.0, 0.0) == math.inf
    assert multiples_of_the_way(6.0, 1.2, 2024.0, 2025.0, 0.0) == math.inf
    assert multiples_of_the_way(0.0, 1.2, 2025.0, 2025.0, 0.0) == 0.0
    assert software_years(1.0, 0.5, 0.5) == math.inf
    assert software_years(-1.0, 0.5, 0.5) == -math.inf
    assert months_at_pace(3.0, 0.0) == math.inf


def test_a_draw_that_diverges_has_endless_years_and_what_is_unknown_stays_unknown() -> None:
    assert years_of_progress(math.inf, 1.2) == math.inf
    assert multiples_of_the_way(math.inf, 1.2, 2029.0, 2025.0, 0.0) == math.inf
    assert math.isnan(years_of_progress(math.nan, 1.2))
    assert math.isnan(software_years(math.nan, 0.5, 0.5))


def test_conversions_are_right_to_a_billionth_at_random_points() -> None:
    generator = np.random.default_rng(71)
    oom, beyond, hardware = generator.uniform(0, 30, (3, 1000))
    rate, other, pace = np.exp(generator.uniform(-2, 2, (3, 1000)))
    reference_hardware = rate * generator.uniform(0, 0.9, 1000)
    automation, start = generator.uniform(2026, 2045, 1000), generator.uniform(2012, 2025.9, 1000)
    found = {
        "years": years_of_progress(oom, rate),
        "other": years_at_another_rate(oom, rate, other),
        "software": software_years(oom, rate, reference_hardware),
        "overall": overall_years_of_software(oom, rate, reference_hardware),
        "per year": progress_per_year(pace, hardware, rate, reference_hardware),
        "way": oom_of_the_way(rate, automation, start, beyond),
        "ways": multiples_of_the_way(oom, rate, automation, start, beyond),
    }
    with mpmath.workdps(50):
        for row in range(1000):
            o, b, h, r, q, m, k, a, s = (
                mpmath.mpf(float(column[row]))
                for column in (oom, beyond, hardware, rate, other, pace, reference_hardware, automation, start)
            )
            exact = {
                "years": o / r,
                "other": o * r / q,
                "software": o / (r - k),
                "overall": o * (r - k) / r,
                "per year": (m * (r - k) + h) / r,
                "way": r * (a - s) + b,
                "ways": o / (r * (a - s) + b),
            }
            for name, value in exact.items():
                assert abs(float(found[name][row]) - value) <= 1e-9 * abs(value), name


@pytest.mark.parametrize("name", progress.__all__)
def test_floats_arrays_and_compiled_code_have_the_same_bits(name: str) -> None:
    function = getattr(progress, name)
    generator = np.random.default_rng(72)
    columns = [generator.choice([0.0, 0.3, 1.2, 7.0, 2029.0], 300) for _ in range(function.__code__.co_argcount)]
    assert_same_bits(function, columns)
