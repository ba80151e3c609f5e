"""What each mechanism does to progress, where that can be written down: closed forms and plain integrals.

Without feedback (phi = 0) ideas do not get harder either (beta = phi/r_0 = 0), so that software is the integral of the
pace, and each mechanism can be seen alone. With feedback, growing compute is a change of time, whatever its schedule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from oomcast.models.contract import ContinuousModel, Evaluation, Outcome, Settings
from oomcast.models.registry import model
from oomcast.outcomes.evaluate import evaluate
from oomcast.simulate.trajectories import simulate
from tests.verification.closed_forms import (
    singular_years_without_ceiling,
    software_without_ceiling,
    steady_software_growth_with_ai_labour,
    steady_software_growth_with_human_labour,
)
from tests.verification.full_draws import BY_PACE, option_names, parameters_of
from tests.verification.reference import Reference, mp

LN_10 = math.log(10.0)
TOLERANCE = 1e-9
OOM_ACCURACY = 1e-7
YEARS = (4 / 12, 1.0, 2.0, 4.0, 10.0)

M0, G_H = 8.0, 1.5
V0 = G_H * M0

TIER_1 = {
    "initial_speedup": M0,
    "returns_to_software": 1.2,
    "software_ceiling_oom": math.inf,
    "software_feedback": 0.0,
    "compute_returns": 0.775,
    "reference_oom_per_year": G_H / LN_10 + 0.5,
    "hardware_oom_per_year_reference": 0.5,
    "compute_factor_first_year": 1.0,
    "labour_share": 0.5,
}
"""No feedback, no ceiling, compute fixed: software grows by v0 a year, for ever."""


def form_of(values: Mapping[str, float], structure: Mapping[str, str]) -> ContinuousModel:
    """The form whose parameters have these values, all uncertain as far as the model knows."""
    form = model("takeoff").used_with(frozenset(values), structure, {})
    assert isinstance(form, ContinuousModel)
    return form


def evaluated(structure: Mapping[str, str] | None = None, **changes: float) -> Evaluation:
    values = {**TIER_1, **changes}
    form = form_of(values, structure or {})
    draws = {name: np.array([value]) for name, value in values.items()}
    return evaluate(form, draws, settings=Settings(horizon_years=10.0, tolerance_oom=TOLERANCE), keep_paths=1)


def software_oom(evaluation: Evaluation) -> list[float]:
    paths = evaluation.paths
    assert paths is not None
    at = [int(np.argmin(np.abs(paths.years - years))) for years in YEARS]
    assert paths.years[at] == pytest.approx(YEARS, abs=1e-12)
    return [float(value) for value in paths.values["oom_software"][at, 0]]


def assert_software(evaluation: Evaluation, nats: Callable[[float], float]) -> None:
    """Software at each of YEARS is what the formula says, in nats, to OOM_ACCURACY."""
    expected = [nats(years) / LN_10 for years in YEARS]
    assert software_oom(evaluation) == pytest.approx(expected, abs=OOM_ACCURACY, rel=1e-9)


def integral(function: Callable[[float], float], years: float, *corners: float) -> float:
    """Over 0 to `years`, corners inside told to the quadrature."""
    inside = [corner for corner in corners if 0 < corner < years]
    return float(quad(function, 0.0, years, points=inside or None, epsabs=0, epsrel=1e-12, limit=400)[0])


# --- growing compute is a change of time ----------------------------------------------------------------------------

SLOWDOWN = {
    "compute_factor_first_year": 3.5,
    "compute_slowdown_year": 2030.25,
    "compute_slowdown_years": 1.5,
    "compute_long_run_growth": 0.2,
    "human_rate_follows_compute": 0.0,
    "automation_year": 2029.0,
}
PURCHASE = {"bought_compute_factor": 3.0, "purchase_start_years": 0.5, "purchase_ramp_years": 0.75}
SCHEDULES = {
    "steady growth": ({"compute_factor_first_year": 3.5}, ()),
    "a slow-down": (SLOWDOWN, (1.25,)),
    "a slow-down before t = 0": ({**SLOWDOWN, "compute_slowdown_year": 2027.0}, ()),
    "a purchase": ({"compute_factor_first_year": 2.0, **PURCHASE}, (0.5, 1.25)),
    "a slow-down and a purchase": ({**SLOWDOWN, **PURCHASE}, (0.5, 1.25)),
}


def growth(t: float, values: Mapping[str, float]) -> float:
    """Growth of ln compute at time t, by its definition; bought chips aside."""
    early = math.log(values["compute_factor_first_year"])
    start = values.get("compute_slowdown_year", math.inf) - values.get("automation_year", 0.0)
    if t <= start:
        return early
    late = values["compute_long_run_growth"]
    return late + (early - late) * math.exp(-(t - start) / values["compute_slowdown_years"])


def ln_compute(t: float, values: Mapping[str, float], *corners: float) -> float:
    arrived = 0.0
    if "bought_compute_factor" in values:
        arrived = min(max((t - values["purchase_start_years"]) / values["purchase_ramp_years"], 0.0), 1.0)
    bought = math.log(1 + (values.get("bought_compute_factor", 1.0) - 1) * arrived)
    return integral(lambda u: growth(u, values), t, *corners) + bought


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize(("phi", "r0", "ceiling_oom"), [(0.3, 1.2, 12.0), (0.5, 3.0, 8.0), (0.3, 0.6, math.inf)])
def test_under_any_schedule_progress_is_that_at_fixed_compute_after_the_integral_of_exp_gamma_k(
    schedule: str, phi: float, r0: float, ceiling_oom: float
) -> None:
    changes, corners = SCHEDULES[schedule]
    stated = {"software_feedback": phi, "returns_to_software": r0, "software_ceiling_oom": ceiling_oom, **changes}
    gamma = TIER_1["compute_returns"]
    fixed = Reference(*(mp.mpf(value) for value in (M0, ceiling_oom * LN_10, phi, phi / r0, gamma, G_H, 0.0)))

    def nats(years: float) -> float:
        time = integral(lambda t: math.exp(gamma * ln_compute(t, changes, *corners)), years, *corners)
        return float(fixed.software_nats(time))

    assert_software(evaluated(**stated), nats)


@pytest.mark.parametrize("schedule", ["steady growth", "a slow-down", "a purchase"])
def test_a_singularity_comes_when_the_integral_of_exp_gamma_k_has_reached_its_time(schedule: str) -> None:
    changes, corners = SCHEDULES[schedule]
    phi, r0, gamma = 0.02, 1.5, TIER_1["compute_returns"]
    found = evaluated(software_feedback=phi, returns_to_software=r0, **changes)
    assert found.outcome[0] == Outcome.DIVERGED
    needed = singular_years_without_ceiling(v0=V0, phi=phi, beta=phi / r0)
    # The first level that is never reached in another way has the date of the singularity.
    form = form_of({**TIER_1, **changes}, {})
    draws = {**TIER_1, "software_feedback": phi, "returns_to_software": r0, **changes}
    end = float(followed(form, form.prepare(columns(draws))).end_years[0])
    time = integral(lambda t: math.exp(gamma * ln_compute(t, changes, *corners)), end, *corners)
    assert time == pytest.approx(needed, rel=1e-6)


def columns(values: Mapping[str, float]) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in values.items()}


def followed(form: ContinuousModel, coefficients: Any, *, years: tuple[float, ...] = YEARS) -> Any:
    return simulate(
        form,
        coefficients,
        end_years=max(years),
        marks_years=np.array([years[0]]),
        grid_years=np.array(years),
        levels_oom=np.array([1.0]),
        peak_until_years=max(years),
        tolerance_oom=TOLERANCE,
    )


# --- what growing compute sustains in the long run ------------------------------------------------------------------

FAR = (399.0, 400.0)
"""Years: so late that the first year no longer counts."""


@pytest.mark.parametrize("long_run_growth", [None, 0.3])
def test_with_ai_labour_software_settles_to_gamma_g_over_beta_minus_phi(long_run_growth: float | None) -> None:
    phi, r0, gamma = 0.3, 0.6, 0.775
    slow = {} if long_run_growth is None else {**SLOWDOWN, "compute_long_run_growth": long_run_growth}
    values = {**TIER_1, "software_feedback": phi, "returns_to_software": r0, "compute_factor_first_year": 3.5, **slow}
    form = form_of(values, {})
    found = followed(form, form.prepare(columns(values)), years=FAR)
    total = found.observed["oom_total"][:, 0]
    compute_growth = math.log(3.5) if long_run_growth is None else long_run_growth
    software = steady_software_growth_with_ai_labour(gamma=gamma, beta=phi / r0, phi=phi, compute_growth=compute_growth)
    assert (total[1] - total[0]) * LN_10 == pytest.approx(software + compute_growth, rel=1e-7)
    if long_run_growth is None:
        implied = form.implied(values)["software_oom_per_year_with_ais"]
        assert implied * LN_10 == pytest.approx(software, rel=1e-12)


def test_with_human_labour_software_settles_to_b_g_over_beta() -> None:
    """A library call: people do not grow with software or compute, but ideas get harder all the same."""
    phi, r0, a, growth_per_year = 0.3, 0.6, 0.4, math.log(3.5)
    values = {
        **TIER_1,
        "software_feedback": phi,
        "returns_to_software": r0,
        "labour_share": a,
        "compute_factor_first_year": 3.5,
        "learning_cycle_years": 0.0,
        "training_run_years": 0.0,
    }
    form = form_of(values, {})
    c = form.prepare(columns(values))
    people = c._replace(copies_per_software=0.0, copies_per_compute=0.0)
    beta, b = phi / r0, 1 - a
    found = followed(form, people)
    software = found.observed["oom_total"][:, 0] - np.array(YEARS) * growth_per_year / LN_10

    def exact(years: float) -> float:
        time = math.expm1(b * growth_per_year * years) / (b * growth_per_year)
        return software_without_ceiling(time, v0=V0, phi=0.0, beta=beta) / LN_10

    assert software == pytest.approx([exact(years) for years in YEARS], abs=OOM_ACCURACY)
    late = followed(form, people, years=FAR).observed["oom_total"][:, 0]
    steady = steady_software_growth_with_human_labour(compute_share=b, beta=beta, compute_growth=growth_per_year)
    assert (late[1] - late[0]) * LN_10 - growth_per_year == pytest.approx(steady, rel=1e-7)
    assert form.implied(values)["software_oom_per_year_with_people"] * LN_10 == pytest.approx(steady, rel=1e-12)


# --- each mechanism alone -------------------------------------------------------------------------------------------


def test_without_any_mechanism_software_grows_by_v0_a_year() -> None:
    assert_software(evaluated(), lambda t: V0 * t)


def test_dearer_experiments_slow_progress_to_a_logarithm() -> None:
    """ds/dt = v0 exp(-b kappa s)."""
    per_nat = 0.5 * 0.2
    found = evaluated(experiment_cost_growth=0.2)
    assert_software(found, lambda t: math.log1p(per_nat * V0 * t) / per_nat)


def test_a_learning_cycle_lets_use_lag_behind_discovery_by_its_mean() -> None:
    """s_d = v0 [(t - lag) - (t_1 - lag) exp(-(t - t_1)/lag)] from the end of the first run on."""
    tau, run = 0.4, 0.3
    lag = tau + 1.5 * run
    values = {**TIER_1, "learning_cycle_years": tau, "training_run_years": run}
    form = form_of(values, {})
    found = followed(form, form.prepare(columns(values)))
    in_use = [V0 * ((t - lag) - (run - lag) * math.exp(-(t - run) / lag)) / LN_10 if t > run else 0.0 for t in YEARS]
    assert found.observed["oom_deployed"][:, 0] == pytest.approx(in_use, abs=OOM_ACCURACY)
    assert found.observed["oom_total"][:, 0] == pytest.approx([V0 * t / LN_10 for t in YEARS], abs=OOM_ACCURACY)


def test_a_leader_shares_the_pace_of_rivals_who_are_human_until_they_automate() -> None:
    """M = w m_0 + (1 - w) M_r, M_r = 1 and then m_0 q_r^gamma."""
    w, lag, share = 0.6, 1.5, 0.5
    theirs = M0 * share ** TIER_1["compute_returns"]
    found = evaluated(leader_share=w, rivals_lag_years=lag, rivals_compute_share=share, spillover_per_year=0.0)
    before, after = w * M0 + (1 - w), w * M0 + (1 - w) * theirs
    assert_software(found, lambda t: G_H * (before * min(t, lag) + after * max(t - lag, 0.0)))
    assert found.outputs["rivals_oom_software_12mo"][0] == pytest.approx(G_H / LN_10, abs=OOM_ACCURACY)


def test_spillovers_hold_the_lead_to_what_they_let_grow() -> None:
    """d(lead)/dt = g_h (m_0 - 1) - o lead."""
    found = evaluated(leader_share=1.0, rivals_lag_years=50.0, rivals_compute_share=1.0, spillover_per_year=0.8)
    lead = G_H * (M0 - 1) * -math.expm1(-0.8) / 0.8 / LN_10
    assert found.outputs["lead_oom_12mo"][0] == pytest.approx(lead, abs=OOM_ACCURACY)


def test_a_purchase_takes_from_rivals_what_it_gives() -> None:
    """Leader and rivals have 1 + share chips together all the time, at no growth of compute."""
    w, share, gamma = 0.5, 3.0, TIER_1["compute_returns"]
    found = evaluated(
        leader_share=w, rivals_lag_years=0.0, rivals_compute_share=share, spillover_per_year=0.0, **PURCHASE
    )

    def pace(t: float) -> float:
        sold = 2.0 * min(max((t - 0.5) / 0.75, 0.0), 1.0)
        return M0 * (w * (1 + sold) ** gamma + (1 - w) * (share - sold) ** gamma)

    assert_software(found, lambda t: G_H * integral(pace, t, 0.5, 1.25))


def test_practices_adapt_with_their_time_constant() -> None:
    """q = ln(L/X) (1 - exp(-t/T)), L and X being constant; F at that practice over F at the first."""
    short, long, years = -1.0, 0.0, 0.8
    found = evaluated(
        {"production": "adapting"},
        substitution_rho=short,
        substitution_rho_long_run=long,
        adaptation_years=years,
    )
    ln_labour, a = math.log(M0) / 0.5, 0.5

    def output(q: float) -> float:
        fitted = math.exp(a * q)  # G(q), Cobb-Douglas in the long run, whose labour share is a everywhere
        return fitted * (a * math.exp(short * (ln_labour - q)) + 1 - a) ** (1 / short)

    def pace(t: float) -> float:
        return M0 * output(ln_labour * -math.expm1(-t / years)) / output(0.0)

    assert_software(found, lambda t: G_H * integral(pace, t))


def test_an_inference_heavy_start_holds_copies_back_while_it_lasts() -> None:
    """By copies: M = (n/f)^(a lam) ..., f = 1 + (f_0 - 1) exp(-d t)."""
    lam, a, f0, fall = 0.6, 0.5, 20.0, 1.5
    values = workforce(parallel_exponent=lam, inference_need_at_start=f0, inference_need_fall_per_year=fall)
    ln_labour = lam * math.log(10_000 / 500) + math.log(30.0)
    m0 = math.exp(a * ln_labour) * math.sqrt(1 - 0.2)

    def pace(t: float) -> float:
        return m0 * (1 + (f0 - 1) * math.exp(-fall * t)) ** (-a * lam)

    assert_software(found_for(values), lambda t: G_H * integral(pace, t))


def test_better_coordination_counts_by_the_overhead_that_it_saves() -> None:
    lam, a, advantage = 0.6, 0.5, 4.0
    values = workforce(parallel_exponent=lam, coordination_advantage=advantage)
    better = 1 - (1 - lam) / advantage
    ln_labour = better * math.log(10_000) - lam * math.log(500) + math.log(30.0)
    assert_software(found_for(values), lambda t: G_H * math.exp(a * ln_labour) * math.sqrt(1 - 0.2) * t)


def workforce(**changes: float) -> dict[str, float]:
    """10,000 copies at 30 times the speed of 500 people, whom neither software nor compute changes."""
    plain = {name: value for name, value in TIER_1.items() if name in BY_PACE and name not in PACE}
    return {
        **plain,
        "ai_copies": 10_000.0,
        "ai_serial_speed": 30.0,
        "ai_quality": 1.0,
        "quality_on_research_share": 0.0,
        "human_researchers": 2500.0,
        "human_top_equivalents": 500.0,
        "copies_per_oom": 1.0,
        "speed_per_oom": 1.0,
        "quality_sd_per_oom": 0.0,
        "copies_per_compute_oom": 10.0,
        "speed_per_compute_oom": 1.0,
        "quality_sd_per_compute_oom": 0.0,
        "research_taste_spread": 3.7,
        "inference_compute_share": 0.2,
        **changes,
    }


PACE = ("initial_speedup", "software_feedback", "compute_returns")


def found_for(values: Mapping[str, float]) -> Evaluation:
    form = form_of(values, {"parallel_returns": "constant-exponent"})
    settings = Settings(horizon_years=10.0, tolerance_oom=TOLERANCE)
    return evaluate(form, columns(values), settings=settings, keep_paths=1)


def test_the_late_cliff_is_a_logarithm_up_to_its_onset_and_a_power_law_beyond() -> None:
    """phi = beta would be a line: with phi given by r_0 = 1, D exp(phi s) = 1 up to the onset, where it takes v0 t."""
    ceiling_oom, share, phi = 10.0, 0.5, 0.25
    own = option_names("ceiling_shape", "late-cliff")
    assert own == ("cliff_start_share",)
    found = evaluated(
        {"ceiling_shape": "late-cliff"},
        cliff_start_share=share,
        software_ceiling_oom=ceiling_oom,
        software_feedback=phi,
        returns_to_software=1.0,
    )
    onset = share * ceiling_oom * LN_10
    room = ceiling_oom * LN_10 - onset
    begins = onset / V0
    # Beyond, (S - s)/W = y: dy/dt = -v0/W exp(phi W (1 - y)) y^(phi W), solved by the high-precision reference.
    beyond = Reference(*(mp.mpf(value) for value in (M0, room, phi, phi, 0.775, G_H, 0.0)))
    assert_software(found, lambda t: V0 * t if t <= begins else onset + float(beyond.software_nats(t - begins)))


def test_parameters_spoken_of_here_are_those_of_the_mechanisms() -> None:
    """So that a mechanism that gains a parameter is looked at again."""
    assert set(parameters_of("compute-slowdown")) <= set(SLOWDOWN)
    assert set(parameters_of("bought-compute")) == set(PURCHASE)


@pytest.mark.parametrize("wrong", [1e-6, -1e-6])
def test_a_formula_that_is_wrong_by_a_millionth_is_noticed(wrong: float) -> None:
    """A control."""
    with pytest.raises(AssertionError):
        assert_software(evaluated(experiment_cost_growth=0.2), lambda t: math.log1p(0.1 * V0 * t) / 0.1 * (1 + wrong))
