"""Two answers: the models that give each, where they meet, what symmetry implies, and what would close a gap."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.models.corporations.adaptation import PAST_OOM, PAST_YEARS, past, settings
from oomcast.models.corporations.aliens import EVERYTHING, WORLD, slow_aliens
from oomcast.models.corporations.consistency import (
    ASYMMETRIES,
    LAM,
    PLANES,
    SYMMETRIC_FORM,
    Three,
    closings,
    curve,
    implied_by_symmetry,
    meeting,
    meetings,
    symmetric,
)
from oomcast.models.corporations.equilibrium import balance, revealed_labour_share
from oomcast.models.corporations.factors import ln_factors
from oomcast.models.corporations.readings import in_year, with_equal_compute
from oomcast.models.corporations.research import ln_speedup
from oomcast.models.corporations.solving import solved
from tests.models.trio import AUTOMATED, CONSTANT, NORMAL, SLOW, beliefs, company, trio

MEDIANS = {name: belief.quantile(0.5) for name, belief in trio().beliefs.items()}
POST = Three(SLOW, NORMAL, AUTOMATED)
BASE = symmetric(MEDIANS, POST)
EQUAL = Three(company(years=1 / 50, staff=80, chips=500e6), company(), company(years=50, staff=200_000, chips=200e3))
"""Companies that differ by the same factors each time."""


# --- finding the value at which a comparison comes out


def test_the_nearest_of_several_places_is_found_and_none_where_there_is_none() -> None:
    for near, root in ((0.0, math.pi / 6), (3.0, 5 * math.pi / 6)):
        assert solved(np.sin, 0.5, low=0.0, high=8.0, near=near).value == pytest.approx(root, abs=1e-12)
    nothing = solved(lambda x: x * x, -1.0, low=-3.0, high=2.0, near=1.0)
    assert nothing.value is None
    assert nothing.reached == pytest.approx(0.0, abs=1e-3)


# --- curves and where they meet


@pytest.mark.parametrize("belief", PLANES)
def test_every_point_of_a_curve_gives_the_answer_it_is_about(belief: str) -> None:
    for jump, stated in ((POST.ln_normal_over_slow, 10.0), (POST.ln_automated_over_normal, 20.0)):
        found = [(lam, value) for lam, value in curve(jump, stated, belief, BASE).points if value is not None]
        assert found
        for lam, value in found:
            assert math.exp(jump({**BASE, LAM: lam, belief: value}, SYMMETRIC_FORM)) == pytest.approx(stated, rel=1e-9)


def test_the_curve_of_lam_and_labour_share_is_that_of_the_closed_form() -> None:
    """With quality ignored: ln 10 = a (ln weeks + lam ln 5) + (1 - a) ln(10 / 9.58)."""
    draws = symmetric({**MEDIANS, "research_taste_spread": 1.0}, POST)
    weeks = 365.25 / 7
    spare = math.log(weeks / 50)
    for lam, share in curve(POST.ln_normal_over_slow, 10.0, "labour_share", draws).points:
        closed = (math.log(10) - spare) / (math.log(weeks) + lam * math.log(5) - spare)
        assert share == pytest.approx(closed, rel=1e-9)


@pytest.mark.parametrize("belief", PLANES)
def test_where_two_curves_meet_both_answers_hold(belief: str) -> None:
    at = meeting(POST, 10.0, 20.0, belief, BASE)
    assert at.parallel_exponent is not None
    model = {**BASE, LAM: at.parallel_exponent, belief: at.value}
    assert math.exp(POST.ln_normal_over_slow(model, SYMMETRIC_FORM)) == pytest.approx(10.0, rel=1e-6)
    assert math.exp(POST.ln_automated_over_normal(model, SYMMETRIC_FORM)) == pytest.approx(20.0, rel=1e-6)


def test_answers_that_no_model_of_lam_and_labour_share_gives_are_said_not_to_meet() -> None:
    at = meeting(POST, 10.0, 10.0, "labour_share", BASE)
    assert (at.parallel_exponent, at.value) == (None, None)
    at = meeting(EQUAL, 10.0, 12.0, "labour_share", symmetric(MEDIANS, EQUAL))
    assert at.parallel_exponent is None


def test_over_draws_the_curves_meet_where_they_meet_for_each_of_them() -> None:
    slow, automated = np.array([10.0, 10.0, 12.0, 10.0]), np.array([20.0, 24.0, 30.0, 10.0])
    exponents, shares = meetings(POST, slow, automated, BASE)
    for one, other, lam, share in zip(slow, automated, exponents, shares, strict=True):
        at = meeting(POST, float(one), float(other), "labour_share", BASE)
        if at.parallel_exponent is None:
            assert math.isnan(lam)
            assert math.isnan(share)
        else:
            assert (lam, share) == pytest.approx((at.parallel_exponent, at.value), abs=1e-5)


# --- symmetry


def test_for_companies_that_differ_by_equal_factors_symmetry_implies_the_same_answer_whatever_explains_it() -> None:
    base = symmetric(MEDIANS, EQUAL)
    implied = implied_by_symmetry(EQUAL.ln_normal_over_slow, EQUAL.ln_automated_over_normal, 10.0, base)
    assert implied["equal jumps"] == 10.0
    for belief in (LAM, "labour_share"):
        assert implied[belief] == pytest.approx(10.0, rel=1e-9)
    assert implied["substitution_rho"] != pytest.approx(10.0, rel=1e-2)  # not a symmetric explanation


def test_symmetry_implied_there_and_back_is_the_answer_one_began_with() -> None:
    there = implied_by_symmetry(POST.ln_normal_over_slow, POST.ln_automated_over_normal, 10.0, BASE)
    for belief in ("labour_share", LAM):
        back = implied_by_symmetry(POST.ln_automated_over_normal, POST.ln_normal_over_slow, there[belief], BASE)
        assert back[belief] == pytest.approx(10.0, rel=1e-6)


# --- asymmetries


@pytest.mark.parametrize("automated", [10.0, 20.0])
def test_the_size_of_an_asymmetry_makes_both_answers_hold(automated: float) -> None:
    found = closings(POST, 10.0, automated, BASE)
    assert [one.asymmetry for one in found] == [asymmetry.name for asymmetry in ASYMMETRIES]
    assert sum(one.size is not None for one in found) >= 4
    for one, asymmetry in zip(found, ASYMMETRIES, strict=True):
        if one.size is None:
            assert one.labour_share is None
            assert one.reached != pytest.approx(automated, rel=1e-3)
            continue
        model = {**BASE, one.parameter: one.size, "labour_share": one.labour_share}
        assert math.exp(POST.ln_normal_over_slow(model, asymmetry.form)) == pytest.approx(10.0, rel=1e-8)
        assert math.exp(POST.ln_automated_over_normal(model, asymmetry.form)) == pytest.approx(automated, rel=1e-6)


def test_sizes_have_the_sign_that_the_post_gives() -> None:
    """Each makes the jump up smaller than the jump down would have it."""
    sizes = {one.asymmetry: one for one in closings(POST, 10.0, 20.0, BASE)}
    assert sizes["headcount-dependent penalty"].size < BASE[LAM]
    assert sizes["work unit"].size > 0
    assert sizes["best against median"].size > 0
    assert sizes["labour-compute equilibrium"].size < 0
    assert sizes["absolute position"].size > 0


def test_the_larger_the_gap_the_larger_the_asymmetry_that_closes_it() -> None:
    small, large = (closings(POST, 10.0, automated, BASE) for automated in (24.0, 18.0))
    for one, other in zip(small, large, strict=True):
        assert abs(other.size - other.neutral) > abs(one.size - one.neutral) > 0


def test_what_can_only_make_the_jump_smaller_cannot_make_it_larger() -> None:
    sizes = {one.asymmetry: one.size for one in closings(POST, 10.0, 60.0, BASE)}
    assert sizes["work unit"] is None
    assert sizes["absolute position"] is None
    assert sizes["labour-compute equilibrium"] > 0


# --- slow aliens


def test_only_absolute_beliefs_tell_us_from_slow_aliens() -> None:
    draws = {**MEDIANS, "parallel_exponent_above": 0.3, "labour_saturation": 0.05}
    ratio = {jump.term: jump.ratio for jump in slow_aliens(POST, draws, CONSTANT, BASE)}
    assert ratio["parallel_exponent_above"] == pytest.approx(1.0, rel=1e-12)  # they are as many as we are
    assert ratio["quality_concentration"] == pytest.approx(1.0, rel=1e-12)
    assert ratio["latency_share"] == pytest.approx(1.0, rel=1e-12)
    assert ratio["substitution_rho"] > 1.01  # their labour is scarcer, their compute is not
    assert ratio["startup_years"] > 0.9
    assert ratio["labour_saturation"] > 1.5
    assert ratio[EVERYTHING] > 1.5
    assert ratio[WORLD] == pytest.approx(1.0, rel=1e-9)


# --- factors, settings, balance


@pytest.mark.parametrize("fast", [NORMAL, AUTOMATED, in_year(AUTOMATED, NORMAL)])
def test_factors_multiply_to_the_speedup(fast: object) -> None:
    slow = SLOW if fast is NORMAL else NORMAL
    parts = ln_factors(fast, slow, NORMAL, MEDIANS, CONSTANT)
    assert sum(parts.values()) == pytest.approx(float(ln_speedup(fast, slow, NORMAL, MEDIANS, CONSTANT)), abs=1e-12)


def test_factors_under_cobb_douglas_are_those_of_the_post() -> None:
    parts = ln_factors(NORMAL, with_equal_compute(SLOW, NORMAL), NORMAL, beliefs(), CONSTANT)
    factors = {name: math.exp(part) for name, part in parts.items()}
    assert factors["serial_time"] == pytest.approx(math.sqrt(365.25 / 7), rel=1e-12)
    assert factors["staff"] == pytest.approx(5**0.275, rel=1e-12)
    assert factors["quality"] == pytest.approx(1.0, rel=1e-12)
    assert set(factors) == {"serial_time", "staff", "quality", "starting_up", "unadapted_ecosystem"}


def test_the_two_categories_multiply_to_being_dropped_in() -> None:
    both = settings(NORMAL, SLOW, NORMAL, MEDIANS, CONSTANT)
    assert both.evolved + both.ecosystem == pytest.approx(both.dropped_in, abs=1e-12)
    assert both.ecosystem > 0.5


def test_seven_ooms_of_past_change_bound_how_slowly_practices_adapt() -> None:
    at = past(MEDIANS, kept_at_least=0.5)
    assert at.lag_oom == pytest.approx(PAST_OOM / PAST_YEARS * MEDIANS["adaptation_years"])
    assert past({**MEDIANS, "adaptation_years": at.longest_years}).kept == pytest.approx(0.5, rel=1e-6)
    assert past({**MEDIANS, "unadapted_rho": 0.0, "substitution_rho": 0.0}).longest_years == math.inf


def test_normalcorp_trades_chips_for_people_at_its_labour_share() -> None:
    here = balance(NORMAL, NORMAL, beliefs(), CONSTANT)
    assert here.chips_for_a_researcher == pytest.approx(0.55 * 2500, rel=1e-12)
    assert balance(SLOW, NORMAL, beliefs(), CONSTANT).chips_for_a_researcher == pytest.approx(0.55 * 625_000)
    assert balance(AUTOMATED, NORMAL, beliefs(), CONSTANT).chips_for_a_researcher == pytest.approx(0.55 * 1.0)


def test_at_the_labour_share_that_spending_reveals_a_dollar_is_worth_the_same_everywhere() -> None:
    prices = {"cost_per_researcher_year": 1.5e6, "cost_per_h100e_year": 5e3}
    share = revealed_labour_share(NORMAL, beliefs(**prices), CONSTANT)
    assert share == pytest.approx(6e9 / (6e9 + 0.55 * 50e9), rel=1e-12)
    assert balance(NORMAL, NORMAL, beliefs(**prices, labour_share=share), CONSTANT).dollars == pytest.approx(1.0)
    nobody = beliefs(**prices, headcount_supply_elasticity=0.0)
    assert revealed_labour_share(NORMAL, nobody, CONSTANT) == 1.0
