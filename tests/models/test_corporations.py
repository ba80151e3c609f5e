"""Companies compared: the numbers of the post, and what holds whatever anyone believes about research."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.mechanisms.production.power_mean import first_elasticity
from oomcast.models.corporations.readings import dropped_in, in_year, rescaled, with_equal_compute
from oomcast.models.corporations.research import (
    Corporation,
    Form,
    elasticities,
    inputs,
    ln_pace,
    ln_speedup,
    progress,
)
from tests.models.trio import (
    AUTOMATED,
    CONSTANT,
    FORMS,
    NORMAL,
    SLOW,
    STEP,
    beliefs,
    company,
    corporation,
)


def speedup(fast: Corporation, slow: Corporation, form: Form = CONSTANT, **other: float) -> float:
    return math.exp(ln_speedup(fast, slow, NORMAL, beliefs(form, **other), form))


# --- the numbers of the post, quality and waiting ignored


def test_automated_over_normal_is_20_73() -> None:
    assert speedup(AUTOMATED, NORMAL) == pytest.approx(20.73, rel=1e-3)
    assert speedup(AUTOMATED, NORMAL) == pytest.approx(50**0.775, rel=1e-12)


def test_normal_over_slow_is_11_245_with_equal_compute_and_11_487_with_the_chips_that_are_listed() -> None:
    assert speedup(NORMAL, with_equal_compute(SLOW, NORMAL)) == pytest.approx(11.245, rel=1e-3)
    assert speedup(NORMAL, SLOW) == pytest.approx(11.487, rel=1e-3)
    weeks = 365.25 / 7
    assert speedup(NORMAL, with_equal_compute(SLOW, NORMAL)) == pytest.approx(math.sqrt(weeks * 5**0.55), rel=1e-12)
    assert speedup(NORMAL, SLOW) == pytest.approx(weeks * math.sqrt(5**0.55 / 50), rel=1e-12)


@pytest.mark.parametrize(
    ("lam", "share", "expected"),
    [(0.55, 0.4, 11.3), (0.55, 0.5, 20.7), (0.55, 0.6, 38.0), (0.3, 0.4, 7.6), (0.3, 0.5, 12.7), (0.3, 0.6, 21.1)],
)
def test_automated_over_normal_in_the_table_of_lam_and_labour_share(lam: float, share: float, expected: float) -> None:
    assert speedup(AUTOMATED, NORMAL, parallel_exponent=lam, labour_share=share) == pytest.approx(expected, abs=0.06)


def test_automated_over_normal_is_12_72_at_lam_0_3() -> None:
    assert speedup(AUTOMATED, NORMAL, parallel_exponent=0.3) == pytest.approx(12.72, rel=1e-3)


@pytest.mark.parametrize(("share", "expected"), [(0.4, 6.9), (0.5, 11.2), (0.6, 18.2)])
def test_normal_over_slow_in_the_table_of_labour_share(share: float, expected: float) -> None:
    assert speedup(NORMAL, with_equal_compute(SLOW, NORMAL), labour_share=share) == pytest.approx(expected, abs=0.06)


def test_fifty_times_the_heads_at_an_exponent_of_0_4_are_worth_4_78_in_labour() -> None:
    heads = company(staff=200_000)
    assert speedup(heads, company(), parallel_exponent=0.4, labour_share=1.0) == pytest.approx(4.78, rel=1e-3)


def test_the_step_of_the_post_makes_both_jumps_in_heads_worth_three() -> None:
    step = {"parallel_exponent": 0.7, "parallel_exponent_above": 0.3, "parallel_step_heads": 4000.0}
    few, some, many = (company(staff=staff) for staff in (800, 4000, 200_000))
    down, up = (speedup(*pair, STEP, labour_share=1.0, **step) for pair in ((some, few), (many, some)))
    assert (round(down, 2), round(up, 2)) == (3.09, 3.23)
    assert (down, up) == pytest.approx((5**0.7, 50**0.3), rel=1e-12)


def test_thirty_times_slower_and_fewer_is_as_bad_as_thirty_times_faster_and_more_is_good() -> None:
    slow, fast = corporation("ThirtyfoldSlow"), corporation("ThirtyfoldAutomated")
    assert speedup(NORMAL, slow, parallel_exponent=0.6) == pytest.approx(15.19, rel=1e-3)
    assert speedup(fast, NORMAL, parallel_exponent=0.6) == pytest.approx(15.19, rel=1e-3)


def test_two_weeks_at_the_same_compute_help_slowcorp_by_its_labour_share() -> None:
    two = speedup(NORMAL, corporation("SlowCorp-two-weeks"))
    assert speedup(NORMAL, SLOW) / two == pytest.approx(math.sqrt(2), rel=1e-12)


# --- the two readings of AutomatedCorp


def test_both_readings_are_one_where_nothing_waits() -> None:
    assert speedup(in_year(AUTOMATED, NORMAL), NORMAL) == pytest.approx(speedup(AUTOMATED, NORMAL), rel=1e-12)


def test_in_year_automatedcorp_has_fifty_times_the_speed_on_ten_million_chips() -> None:
    within = in_year(AUTOMATED, NORMAL)
    assert (within.serial_time, within.speed, within.chips, within.latency) == (1.0, 50.0, 10e6, 1.0)


def test_keeping_latencies_costs_the_in_year_reading_fifty_to_the_latency_share() -> None:
    waiting = {"latency_share": 0.1, "labour_share": 0.5}
    ratio = speedup(AUTOMATED, NORMAL, **waiting) / speedup(in_year(AUTOMATED, NORMAL), NORMAL, **waiting)
    assert ratio == pytest.approx(50**0.1, rel=1e-12)


# --- what holds whatever one believes

positive = st.floats(0.05, 20.0)
companies = st.builds(
    company,
    years=st.floats(1e-3, 100.0),
    staff=st.floats(2.0, 1e6),
    chips=st.floats(1e3, 1e10),
    speed=positive,
    latency=positive,
    coordination_advantage=st.floats(0.5, 10.0),
    quality=st.sampled_from([NORMAL.quality, SLOW.quality, AUTOMATED.quality]),
    practices=st.sampled_from(["evolved", "dropped-in"]),
)
held = st.fixed_dictionaries(
    {
        "parallel_exponent": st.floats(0.1, 1.0),
        "labour_share": st.floats(0.2, 0.7),
        "latency_share": st.floats(0.0, 0.25),
        "substitution_rho": st.floats(-1.5, 0.5),
        "research_taste_spread": st.floats(1.0, 10.0),
        "quality_on_research_share": st.floats(0.0, 1.0),
        "quality_concentration": st.floats(-2.0, 5.0),
        "startup_years": st.floats(0.0, 1.0),
        "labour_saturation": st.floats(0.0, 0.5),
        "unadapted_rho": st.floats(-2.0, 0.0),
        "adaptation_years": st.floats(0.05, 10.0),
    }
)
forms = st.sampled_from(FORMS)


def years(company: Corporation, reference: Corporation, draws: dict[str, Any], form: Form) -> float:
    return float(progress(company, reference, draws, form).ln_years)


@given(one=companies, reference=companies, draws=held, form=forms)
def test_equal_companies_do_exactly_the_same(
    one: Corporation, reference: Corporation, draws: dict[str, Any], form: Form
) -> None:
    draws = beliefs(form, **draws)
    assert ln_speedup(one, one, reference, draws, form) == 0.0
    plain = {**draws, "startup_years": 0.0}
    itself = reference._replace(practices="evolved")
    assert math.exp(ln_pace(inputs(itself, itself, plain, form), plain, form)) == 1.0


@given(one=companies, other=companies, reference=companies, draws=held, form=forms)
def test_going_back_is_the_inverse_of_going(
    one: Corporation, other: Corporation, reference: Corporation, draws: dict[str, Any], form: Form
) -> None:
    draws = beliefs(form, **draws)
    there = ln_speedup(one, other, reference, draws, form)
    assert ln_speedup(other, one, reference, draws, form) == -there


@given(one=companies, draws=held, form=forms, factor=st.floats(0.02, 50.0))
@settings(max_examples=200)
def test_another_clock_for_a_company_changes_nothing(
    one: Corporation, draws: dict[str, Any], form: Form, factor: float
) -> None:
    """Speeds and chips x c, waiting / c: the same progress in 1/c of the time, starting up and adapting included."""
    draws = beliefs(form, **draws)
    assert years(rescaled(one, factor), NORMAL, draws, form) == pytest.approx(years(one, NORMAL, draws, form), abs=1e-9)


@given(one=companies, other=companies, draws=held, form=forms, factor=st.floats(0.02, 50.0))
def test_another_clock_for_the_world_changes_nothing(
    one: Corporation, other: Corporation, draws: dict[str, Any], form: Form, factor: float
) -> None:
    """Speeds and chips x c; waiting, adaptation, starting up and all times / c."""
    draws = beliefs(form, **draws)
    quick = {**draws, **{name: draws[name] / factor for name in ("startup_years", "adaptation_years")}}
    mine, yours, theirs = (rescaled(company, factor) for company in (one, other, NORMAL))
    assert ln_speedup(mine, yours, theirs, quick, form) == pytest.approx(
        ln_speedup(one, other, NORMAL, draws, form), abs=1e-9
    )


@given(one=companies, draws=held, form=forms)
@settings(max_examples=200)
def test_elasticities_to_speed_compute_and_waiting_sum_to_one(
    one: Corporation, draws: dict[str, Any], form: Form
) -> None:
    """The three slopes are taken one by one, each with its own finite differences, and then summed."""
    if form.production == "leontief":
        return  # it has a kink
    draws = beliefs(form, **draws)
    step = 1e-4

    def slope(**changes: float) -> float:
        def at(sign: float) -> float:
            numbers = {name: getattr(one, name) * math.exp(sign * change * step) for name, change in changes.items()}
            changed = one._replace(**numbers)
            return float(ln_pace(inputs(changed, NORMAL, draws, form), draws, form))

        return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)

    slopes = (slope(speed=1), slope(chips=1), slope(latency=-1))
    exact = elasticities(inputs(one, NORMAL, draws, form), draws, form)
    assert exact == pytest.approx(slopes, abs=1e-9)
    assert sum(exact) == pytest.approx(1.0, abs=1e-9)
    assert sum(slopes) == pytest.approx(1.0, abs=1e-9)


@given(one=companies, draws=held)
def test_the_elasticity_to_waiting_is_the_slope_of_the_mean_to_its_third_input(
    one: Corporation, draws: dict[str, Any]
) -> None:
    draws = beliefs(CONSTANT, **{**draws, "labour_saturation": 0.0})
    given_inputs = inputs(one, NORMAL, draws, CONSTANT)
    pace = ln_pace(given_inputs, draws, CONSTANT) - given_inputs.ln_effort
    third = first_elasticity(given_inputs.ln_clock, pace, draws["latency_share"], draws["substitution_rho"])
    assert elasticities(given_inputs, draws, CONSTANT).waiting == pytest.approx(third, abs=1e-9)


def test_arrays_give_what_floats_give() -> None:
    shares = np.array([0.3, 0.5, 0.6])
    together = ln_speedup(NORMAL, dropped_in(SLOW), NORMAL, {**beliefs(), "labour_share": shares}, CONSTANT)
    alone = [
        ln_speedup(NORMAL, dropped_in(SLOW), NORMAL, beliefs(labour_share=float(share)), CONSTANT) for share in shares
    ]
    assert together.tolist() == alone


# --- symmetry, and what breaks it


def jumps(form: Form = CONSTANT, factor: float = 50.0, **other: float) -> tuple[float, float]:
    """Both jumps, in logarithms, between companies that differ by equal factors: years and heads, at equal compute."""
    normal = company()
    slow = company(years=1 / factor, staff=4000 / factor, chips=10e6 * factor)
    fast = company(years=factor, staff=4000 * factor, chips=10e6 / factor)
    draws = beliefs(form, **other)
    return ln_speedup(normal, slow, normal, draws, form), ln_speedup(fast, normal, normal, draws, form)


@given(lam=st.floats(0.0, 1.0), share=st.floats(0.0, 1.0), factor=st.floats(1.0, 1000.0))
def test_equal_factors_make_equal_jumps_under_cobb_douglas(lam: float, share: float, factor: float) -> None:
    down, up = jumps(factor=factor, parallel_exponent=lam, labour_share=share)
    assert up == pytest.approx(down, abs=1e-11)


@pytest.mark.parametrize(
    ("form", "asymmetry"),
    [
        (STEP, {"parallel_exponent_above": 0.3, "parallel_step_heads": 4000.0}),
        (CONSTANT, {"startup_years": 0.02}),
        (CONSTANT, {"substitution_rho": -0.2}),
        (CONSTANT, {"labour_saturation": 0.05}),
    ],
    ids=["headcount", "unit of work", "equilibrium", "absolute position"],
)
def test_each_asymmetry_of_the_post_makes_the_jump_down_the_larger_one(form: Form, asymmetry: dict[str, float]) -> None:
    down, up = jumps(form, **asymmetry)
    assert down > up + 0.05


@pytest.mark.parametrize(
    ("form", "opposite"),
    [
        (STEP, {"parallel_exponent_above": 0.7, "parallel_step_heads": 4000.0}),
        (CONSTANT, {"substitution_rho": 0.2}),
    ],
    ids=["headcount", "equilibrium"],
)
def test_an_asymmetry_the_other_way_round_makes_the_jump_up_the_larger_one(
    form: Form, opposite: dict[str, float]
) -> None:
    down, up = jumps(form, **opposite)
    assert up > down + 0.05


@pytest.mark.parametrize(
    ("form", "neutral"),
    [
        (STEP, {"parallel_exponent_above": 0.55, "parallel_step_heads": 4000.0}),
        (CONSTANT, {"quality_concentration": 3.0, "latency_share": 0.1}),
    ],
    ids=["no step", "the same people, and waiting in years of their own"],
)
def test_what_refers_to_nothing_absolute_breaks_no_symmetry(form: Form, neutral: dict[str, float]) -> None:
    down, up = jumps(form, **neutral)
    assert up == pytest.approx(down, abs=1e-11)


def test_the_more_the_best_count_the_worse_to_lose_them_and_the_less_lifting_the_rest_helps() -> None:
    """Only quality differs. SlowCorp lacks the best; at AutomatedCorp everyone is one of them."""

    def gains(concentration: float) -> tuple[float, float]:
        draws = beliefs(research_taste_spread=3.7, quality_concentration=concentration)
        none, some, all_best = (company(quality=one.quality) for one in (SLOW, NORMAL, AUTOMATED))
        return ln_speedup(some, none, some, draws, CONSTANT), ln_speedup(all_best, some, some, draws, CONSTANT)

    downs, ups = zip(*(gains(concentration) for concentration in (0.0, 1.0, 3.0, 6.0)), strict=True)
    assert list(downs) == sorted(downs)
    assert list(ups) == sorted(ups, reverse=True)
    assert downs[0] < ups[0]
    assert downs[-1] > ups[-1]


@given(concentration=st.floats(-3.0, 6.0), spread=st.floats(1.0, 10.0))
def test_shifting_everyones_quality_is_symmetric_whoever_counts(concentration: float, spread: float) -> None:
    draws = beliefs(research_taste_spread=spread, quality_concentration=concentration)
    names = ("SlowCorp-shifted-quality", "NormalCorp", "AutomatedCorp-shifted-quality")
    worse, normal, better = (company(quality=corporation(name).quality) for name in names)
    up = ln_speedup(better, normal, normal, draws, CONSTANT)
    assert up == pytest.approx(ln_speedup(normal, worse, normal, draws, CONSTANT), abs=1e-10)
    assert up == pytest.approx(0.5 * math.log(spread), abs=1e-10)


def test_a_year_in_fifty_is_a_less_natural_unit_than_a_year_only_if_starting_up_takes_longer() -> None:
    """Two weeks instead of one take back part of what starting up costs SlowCorp."""
    two, one = corporation("SlowCorp-two-weeks"), SLOW
    quick, slow_start = (
        speedup(NORMAL, one, startup_years=startup) / speedup(NORMAL, two, startup_years=startup)
        for startup in (0.0, 0.05)
    )
    assert slow_start > 1.5 * quick


# --- practices


def test_being_dropped_in_costs_slowcorp_most_and_nobody_gains_by_it() -> None:
    draws = beliefs(unadapted_rho=-1.0, adaptation_years=1.5)
    lost = [
        progress(dropped_in(one), NORMAL, draws, CONSTANT).ln_adapted
        for one in (SLOW, NORMAL, AUTOMATED, in_year(AUTOMATED, NORMAL))
    ]
    assert lost[0] < lost[2] < lost[1] == 0.0
    # Fifty times as fast, people adapt in a fiftieth of the time: both readings lose the same.
    assert lost[3] == pytest.approx(lost[2], abs=1e-12)


def test_with_time_a_company_that_was_dropped_in_becomes_one_that_evolved() -> None:
    draws = beliefs(unadapted_rho=-1.0, adaptation_years=1.5)
    lost = [
        progress(dropped_in(SLOW._replace(serial_time=time)), NORMAL, draws, CONSTANT).ln_adapted
        for time in (0.02, 1.0, 20.0, 2000.0)
    ]
    assert lost == sorted(lost)
    assert -0.01 < lost[-1] < 0
    never = progress(dropped_in(SLOW), NORMAL, {**draws, "adaptation_years": math.inf}, CONSTANT).ln_adapted
    assert never < lost[0]
