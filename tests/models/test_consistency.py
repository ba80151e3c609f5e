"""Two answers: the models that give each, where they meet, what symmetry implies, and what would close a gap."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.models.corporations.adaptation import PAST_OOM, PAST_YEARS, past, settings
from oomcast.models.corporations.aliens import EVERYTHING, WORLD, slow_aliens
from oomcast.models.corporations.consistency import (
    NEUTRAL,
    SYMMETRIC_FORM,
    Closing,
    as_believed,
    asymmetries,
    closing,
    closing_over_draws,
    implied_by_symmetry,
    symmetric,
)
from oomcast.models.corporations.equilibrium import balance, revealed_labour_share
from oomcast.models.corporations.factors import ln_factors
from oomcast.models.corporations.planes import (
    LAM,
    SHARE,
    UP,
    Plane,
    curve,
    giving,
    line_across,
    meeting,
    meetings,
    plane,
)
from oomcast.models.corporations.readings import in_year, with_equal_compute
from oomcast.models.corporations.research import Form, ln_speedup
from oomcast.models.corporations.solving import roots
from oomcast.models.corporations.three import Three
from tests.models.trio import AUTOMATED, CONSTANT, FORMS, NORMAL, SLOW, beliefs, company, trio

MEDIANS = {name: belief.quantile(0.5) for name, belief in trio().beliefs.items()}
POST = Three(SLOW, NORMAL, AUTOMATED)
BASE = symmetric(MEDIANS, POST, SYMMETRIC_FORM)
EQUAL = Three(company(years=1 / 50, staff=80, chips=500e6), company(), company(years=50, staff=200_000, chips=200e3))
"""Companies that differ by the same factors each time."""


def on_plane(belief: str, draws: dict[str, float] = BASE, form: Form = SYMMETRIC_FORM) -> Plane:
    found = plane(belief, draws, form)
    assert found is not None
    return found


def met(
    belief: str, slow: float, automated: float, three: Three = POST, draws: dict[str, float] = BASE
) -> list[float | None]:
    """Lam and another belief where both answers hold."""
    at = meeting(three, slow, automated, line_across(on_plane(belief, draws), draws))
    return [at.across, at.up]


def closings(three: Three, slow: float, automated: float, draws: dict[str, float]) -> list[Closing]:
    return [closing(one, three, slow, automated, draws) for one in asymmetries(SYMMETRIC_FORM, draws)]


def implied(
    known: object, asked: object, stated: float, draws: dict[str, float], form: Form = SYMMETRIC_FORM
) -> dict[str, float]:
    return {name: float(value[0]) for name, value in implied_by_symmetry(known, asked, stated, draws, form).items()}


# --- finding the value at which a comparison comes out


def test_the_nearest_of_several_places_is_found_and_none_where_there_is_none() -> None:
    for near, root in ((0.0, math.pi / 6), (3.0, 5 * math.pi / 6)):
        assert roots(np.sin, np.array([0.5]), ends=(0.0, 8.0), near=near) == pytest.approx(root, abs=1e-12)
    assert np.isnan(roots(lambda x: x * x, np.array([-1.0]), ends=(-3.0, 2.0), near=1.0)).all()
    assert roots(lambda x: x, np.array([0.0, 1.0]), ends=(0.0, 1.0), near=0.3).tolist() == [0.0, 1.0]


# --- curves and where they meet


@pytest.mark.parametrize("belief", UP)
def test_every_point_of_a_curve_gives_the_answer_it_is_about(belief: str) -> None:
    on = on_plane(belief)
    steps = on.across.value(on.across.places(20))
    for jump, stated in ((POST.ln_normal_over_slow, [8.0, 10.0]), (POST.ln_automated_over_normal, [20.0, 30.0])):
        rows = curve(jump, np.array(stated), on, BASE)
        assert np.isfinite(rows).any(axis=1).all()
        for answer, row in zip(stated, rows, strict=True):
            for lam, value in zip(steps, row, strict=True):
                if not math.isnan(value):
                    at = {**BASE, LAM: float(lam), belief: float(value)}
                    assert math.exp(jump(at, SYMMETRIC_FORM)) == pytest.approx(answer, rel=1e-9)


def test_the_curve_of_lam_and_labour_share_is_that_of_the_closed_form() -> None:
    """With quality ignored: ln 10 = a (ln weeks + lam ln 5) + (1 - a) ln(10 / 9.58)."""
    draws = symmetric({**MEDIANS, "research_taste_spread": 1.0}, POST, SYMMETRIC_FORM)
    on, weeks = on_plane(SHARE, draws), 365.25 / 7
    spare = math.log(weeks / 50)
    shares = curve(POST.ln_normal_over_slow, np.array([10.0]), on, draws)[0]
    for lam, share in zip(on.across.places(20), shares, strict=True):
        closed = (math.log(10) - spare) / (math.log(weeks) + lam * math.log(5) - spare)
        assert share == pytest.approx(closed, rel=1e-9)


def test_a_larger_answer_asks_for_a_larger_labour_share_everywhere() -> None:
    rows = curve(POST.ln_normal_over_slow, np.array([6.0, 8.0, 10.0, 14.0]), on_plane(SHARE), BASE)
    assert (np.diff(rows, axis=0) > 0).all()


@pytest.mark.parametrize("belief", UP)
def test_where_two_curves_meet_both_answers_hold(belief: str) -> None:
    lam, value = met(belief, 10.0, 20.0)
    assert lam is not None
    model = {**BASE, LAM: lam, belief: value}
    assert math.exp(POST.ln_normal_over_slow(model, SYMMETRIC_FORM)) == pytest.approx(10.0, rel=1e-6)
    assert math.exp(POST.ln_automated_over_normal(model, SYMMETRIC_FORM)) == pytest.approx(20.0, rel=1e-6)


def test_answers_that_no_model_of_lam_and_labour_share_gives_are_said_not_to_meet() -> None:
    assert met(SHARE, 10.0, 10.0) == [None, None]
    assert met(SHARE, 10.0, 12.0, EQUAL, symmetric(MEDIANS, EQUAL, SYMMETRIC_FORM)) == [None, None]


@pytest.mark.parametrize("belief", UP)
def test_over_draws_the_curves_meet_where_they_meet_for_each_of_them(belief: str) -> None:
    slow, automated = np.array([10.0, 10.0, 12.0, 10.0, 9.0]), np.array([20.0, 24.0, 30.0, 10.0, 22.0])
    found = meetings(POST, slow, automated, line_across(on_plane(belief), BASE))
    for one, other, lam, place in zip(slow, automated, found.across, found.up, strict=True):
        across, up = met(belief, float(one), float(other))
        if across is None:
            assert math.isnan(lam)
            assert math.isnan(place)
        else:
            assert lam == pytest.approx(across, abs=2e-3)
            assert place == pytest.approx(up, abs=2e-3, rel=5e-2)


# --- the law and the production function of a file


def of_form(law: str, production: str = "latency", **parameters: float) -> tuple[Form, dict[str, float]]:
    """A form and the medians of a file that names it."""
    form = Form(law, production)
    stated = trio(structure=form._asdict(), parameters=parameters)
    return form, {name: belief.quantile(0.5) for name, belief in stated.beliefs.items()}


@pytest.mark.parametrize(
    ("law", "stated", "across"),
    [
        ("step-exponent", {"parallel_exponent_above": 0.3, "parallel_step_heads": 2000}, LAM),
        ("smooth-exponent", {"parallel_exponent_far": 0.3, "parallel_change_from_heads": 800}, LAM),
        ("hierarchy", {"hierarchy_loss_per_layer": 0.5}, "hierarchy_loss_per_layer"),
        ("scalability-law", {"contention": 1e-3}, "contention"),
        ("duplication-uniform", {"ideas_in_reach": 1e4}, "ideas_in_reach"),
        ("duplication-zipf", {"visibility_exponent": 1.8}, "visibility_exponent"),
    ],
)
def test_curves_are_those_of_the_law_that_the_file_names(law: str, stated: dict[str, float], across: str) -> None:
    """Each point gives the answer under that law, and under a constant exponent it does not."""
    form, medians = of_form(law, **stated)
    base = as_believed(medians, POST, form)
    on = on_plane(SHARE, base, form)
    assert on.across.belief == across
    row = curve(POST.ln_normal_over_slow, np.array([15.0]), on, base)[0]
    steps = on.across.value(on.across.places(20))
    known = [(float(one), float(share)) for one, share in zip(steps, row, strict=True) if not math.isnan(share)]
    assert known
    for one, share in known:
        at = {**base, across: one, SHARE: share}
        assert math.exp(POST.ln_normal_over_slow(at, form)) == pytest.approx(15.0, rel=1e-9)
    # Moving what the law is about moves the curve, and another law would give another one.
    assert np.ptp([share for _, share in known]) > 0.01
    constant = {**base, LAM: 0.5}
    plain = giving(POST.ln_normal_over_slow, np.log([15.0]), on.up, constant, SYMMETRIC_FORM)[0]
    assert all(abs(plain - share) > 1e-6 for _, share in known)


@pytest.mark.parametrize("production", ["amdahl", "frontier-experiments", "falling-labour-share"])
def test_curves_are_those_of_the_production_function_that_the_file_names(production: str) -> None:
    extra = {"amdahl": {"serial_share": 0.02}, "frontier-experiments": {"frontier_run_elasticity": 0.5}}
    form, medians = of_form("constant-exponent", production, **extra.get(production, {}))
    base = as_believed(medians, POST, form)
    on = on_plane(SHARE, base, form)
    assert on.form == form
    row = curve(POST.ln_normal_over_slow, np.array([15.0]), on, base)[0]
    at = {**base, LAM: 0.5, SHARE: float(row[10])}
    assert math.exp(POST.ln_normal_over_slow(at, form)) == pytest.approx(15.0, rel=1e-9)
    assert math.exp(POST.ln_normal_over_slow({**at, **NEUTRAL}, CONSTANT)) != pytest.approx(15.0, rel=1e-3)


def test_a_belief_that_a_production_function_does_not_have_is_left_out_or_taken_from_one_that_widens_it() -> None:
    cobb_douglas, leontief = Form("constant-exponent", "cobb-douglas"), Form("constant-exponent", "leontief")
    wide = on_plane("substitution_rho", BASE, cobb_douglas)
    assert wide.form.production == "latency"
    # At its neutral value the wider one is the narrower one exactly.
    draws = {**BASE, "labour_share": 0.45}
    assert POST.ln_normal_over_slow(draws, wide.form) == POST.ln_normal_over_slow(draws, cobb_douglas)
    assert plane(SHARE, BASE, leontief) is None
    assert plane("substitution_rho", BASE, Form("constant-exponent", "amdahl")) is None
    rooms = {one.name: one.form for one in asymmetries(leontief, BASE)}
    assert rooms["labour-compute equilibrium"] is None
    assert rooms["work unit"] == leontief


@pytest.mark.parametrize(
    "form",
    [form for form in FORMS if "constant-exponent" in form or "latency" in form],
    ids=lambda form: f"{form.parallel_returns}-{form.production}",
)
def test_under_any_form_what_closes_a_gap_lets_both_answers_hold(form: Form) -> None:
    _, medians = of_form(*form)
    base = symmetric(medians, POST, form)
    sizes = {one: closing(one, POST, 10.0, 20.0, base) for one in asymmetries(form, base)}
    assert all(found.size is None for found in sizes.values()) == (form.production == "leontief")
    for one, found in sizes.items():
        if found.size is not None:
            assert one.form is not None
            model = {**base, found.parameter: found.size, SHARE: found.labour_share}
            assert math.exp(POST.ln_normal_over_slow(model, one.form)) == pytest.approx(10.0, rel=1e-6)
            assert math.exp(POST.ln_automated_over_normal(model, one.form)) == pytest.approx(20.0, rel=1e-6)


def test_a_step_that_the_file_states_is_what_its_penalty_is_measured_from() -> None:
    form, medians = of_form("step-exponent", parallel_exponent_above=0.3, parallel_step_heads=4000)
    base = symmetric(medians, POST, form)
    found = closing(asymmetries(form, base)[0], POST, 10.0, 20.0, base)
    assert found.neutral == 0.3
    # The size does not depend on where one begins: with the constant exponent it is the same.
    assert found.size == pytest.approx(closings(POST, 10.0, 20.0, BASE)[0].size, rel=1e-6)


def test_over_draws_the_size_of_an_asymmetry_is_that_of_each_draw() -> None:
    slow, automated = np.array([10.0, 9.0, 10.0]), np.array([20.0, 18.0, 60.0])
    for one in asymmetries(SYMMETRIC_FORM, BASE):
        found = closing_over_draws(one, POST, slow, automated, BASE)
        assert found is not None
        for low, high, size in zip(slow, automated, found.across, strict=True):
            alone = closing(one, POST, float(low), float(high), BASE).size
            assert math.isnan(size) if alone is None else size == pytest.approx(alone, rel=0.1, abs=1e-3)


# --- symmetry


def test_for_companies_that_differ_by_equal_factors_symmetry_implies_the_same_answer_whatever_explains_it() -> None:
    base = symmetric(MEDIANS, EQUAL, SYMMETRIC_FORM)
    found = implied(EQUAL.ln_normal_over_slow, EQUAL.ln_automated_over_normal, 10.0, base)
    assert found["equal jumps"] == 10.0
    for belief in (LAM, "labour_share"):
        assert found[belief] == pytest.approx(10.0, rel=1e-9)
    assert found["substitution_rho"] != pytest.approx(10.0, rel=1e-2)  # not a symmetric explanation


def test_symmetry_implied_there_and_back_is_the_answer_one_began_with() -> None:
    there = implied(POST.ln_normal_over_slow, POST.ln_automated_over_normal, 10.0, BASE)
    for belief in ("labour_share", LAM):
        back = implied(POST.ln_automated_over_normal, POST.ln_normal_over_slow, there[belief], BASE)
        assert back[belief] == pytest.approx(10.0, rel=1e-6)


# --- asymmetries


@pytest.mark.parametrize("automated", [10.0, 20.0])
def test_the_size_of_an_asymmetry_makes_both_answers_hold(automated: float) -> None:
    found = closings(POST, 10.0, automated, BASE)
    of_post = asymmetries(SYMMETRIC_FORM, BASE)
    assert [one.asymmetry for one in found] == [asymmetry.name for asymmetry in of_post]
    assert sum(one.size is not None for one in found) >= 4
    for one, asymmetry in zip(found, of_post, strict=True):
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
