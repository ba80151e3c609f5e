"""The numbers that the posts and their comments print come out of the scenarios that state their inputs."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.ensemble.run import model_of
from oomcast.mechanisms.lagging_company import leader_share_from_own_share
from oomcast.models.contract import ContinuousModel, Evaluation, Settings
from oomcast.models.registry import vocabulary
from oomcast.outcomes.evaluate import evaluate

TIER_1 = ("reference", "greenblatt-2025", "forethought-medians", "greenblatt-2026-no-singularity")


def opened(name: str) -> Scenario:
    return open_scenario(name, vocabularies=vocabulary)


def medians(scenario: Scenario) -> dict[str, np.ndarray]:
    return {name: np.array([belief.quantile(0.5)]) for name, belief in scenario.beliefs.items()}


def at_medians(scenario: Scenario) -> Evaluation:
    return evaluate(model_of(scenario), medians(scenario), settings=Settings())


def outputs(scenario: Scenario) -> dict[str, float]:
    return {name: float(column[0]) for name, column in at_medians(scenario).outputs.items()}


@cache
def implied(name: str) -> dict[str, float]:
    scenario = opened(name)
    return model_of(scenario).implied({name: float(value[0]) for name, value in medians(scenario).items()})


# --- the chain of the first post ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("copies_term", (15_000 / 600) ** 0.55),
        ("ai_serial_speed", 60.0),
        ("serial_labour_equivalents", (15_000 / 600) ** 0.55 * 60),
        ("research_multiplier_before_compute", math.sqrt((15_000 / 600) ** 0.55 * 60)),
        ("compute_left_factor", math.sqrt(5 / 6)),
        ("research_multiplier", math.sqrt((15_000 / 600) ** 0.55 * 60 * 5 / 6)),
        ("compute_returns", 0.775),
        ("software_feedback", 0.5 * (0.55 * math.log10(3) + math.log10(1.25) + 1.2 * math.log10(3.7) / 3.09)),
    ],
)
def test_the_chain_of_the_first_post_comes_out_factor_by_factor(name: str, value: float) -> None:
    assert implied("greenblatt-2025-full")[name] == pytest.approx(value, rel=1e-12)


def test_the_chain_as_printed() -> None:
    found = implied("greenblatt-2025-full")
    assert round(found["copies_term"], 2) == 5.87
    assert round(found["serial_labour_equivalents"], 4) == 352.3857
    assert round(found["research_multiplier_before_compute"], 5) == 18.77194
    assert outputs(opened("greenblatt-2025-full"))["initial_speedup"] == pytest.approx(
        found["research_multiplier"], rel=1e-12
    )


def test_the_parts_of_the_ceiling_make_one_oom_more_than_is_stated() -> None:
    assert implied("greenblatt-2025-full")["composed_ceiling_oom"] == pytest.approx(13.0, rel=1e-14)
    assert opened("greenblatt-2025-full").beliefs["software_ceiling_oom"].quantile(0.5) == pytest.approx(12.0)
    smaller_run = opened("greenblatt-2025-full").replace(training_run_flop=1e28)
    assert outputs(smaller_run)["composed_ceiling_oom"] == pytest.approx(12.0, rel=1e-14)


def test_history_implies_these_returns() -> None:
    found = implied("greenblatt-2025")
    assert round(found["returns_to_software_at_constant_staff"], 3) == 0.699
    assert round(found["returns_to_software_at_doubling_staff"], 3) == 0.536


# --- companies that make a part of their progress themselves --------------------------------------------------------


def test_a_leader_with_three_tenths_is_five_point_two_times_as_fast() -> None:
    assert outputs(opened("leader-30-percent"))["initial_speedup"] == pytest.approx(0.3 * 15 + 0.7, rel=1e-14)


def test_a_company_with_stolen_weights_is_five_point_two_times_as_fast_as_before() -> None:
    """With a tenth of compute and people, 15 times as fast as its people in the three tenths that it makes itself."""
    ln_own_pace = 0.775 * math.log(0.1)
    weight = leader_share_from_own_share(0.3, ln_own_pace)
    company = opened("stolen-weights").replace(company_staff_share=0.1, leader_share=weight)
    found = outputs(company)
    assert found["own_human_pace"] == pytest.approx(math.exp(ln_own_pace), rel=1e-13)
    assert found["speedup_over_own_past"] == pytest.approx(0.3 * 15 + 0.7, rel=1e-13)


def test_the_preset_of_that_company_says_so_in_two_digits() -> None:
    found = outputs(opened("stolen-weights").replace(company_staff_share=0.1))
    assert found["speedup_over_own_past"] == pytest.approx(5.2, abs=0.05)


# --- returns and bottlenecks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TIER_1)
def test_effective_returns_of_tier_1_are_the_stated_ones(name: str) -> None:
    scenario = opened(name)
    assert outputs(scenario)["effective_returns_0"] == scenario.beliefs["returns_to_software"].quantile(0.5)


def bottlenecked(**changes: object) -> Scenario:
    """m_0 15, r_0 1.2, S 12 OOM at fixed compute, and what else is the post's at its medians."""
    return opened("greenblatt-2025").replace(
        initial_speedup=15.0,
        returns_to_software=1.2,
        software_ceiling_oom=12.0,
        software_feedback=0.29,
        compute_factor_first_year=1.0,
        **changes,
    )


def coefficients(scenario: Scenario) -> dict[str, np.ndarray]:
    form = model_of(scenario)
    assert isinstance(form, ContinuousModel)
    return form.prepare(medians(scenario))._asdict()


def test_a_bottleneck_slows_progress_and_leaves_beta_alone() -> None:
    """Were beta taken from the feedback that is left, harder ideas would go away with it, and progress be faster."""
    free, held = bottlenecked(), bottlenecked(substitution_rho=-1.0)
    assert coefficients(free)["difficulty"] == coefficients(held)["difficulty"] == 0.29 / 1.2
    assert outputs(held)["initial_speedup"] == pytest.approx(15.0, rel=1e-13)
    assert outputs(held)["oom_total_12mo"] == pytest.approx(3.2, abs=0.05)
    assert outputs(free)["oom_total_12mo"] > 7
    assert outputs(held)["effective_returns_0"] < 0.02 < outputs(free)["effective_returns_0"] == 1.2


@pytest.mark.parametrize("production", ["ces", "latency", "leontief", "frontier-experiments", "amdahl", "adapting"])
def test_no_production_function_touches_beta(production: str) -> None:
    stated: dict[str, object] = {
        "ces": {"substitution_rho": -0.4},
        "latency": {"latency_share": 0.1, "substitution_rho": -0.4},
        "leontief": {},
        "frontier-experiments": {"frontier_run_elasticity": 0.5, "substitution_rho": -0.2},
        "amdahl": {"serial_share": 0.1},
        "adapting": {"substitution_rho": -1.0, "substitution_rho_long_run": 0.0, "adaptation_years": 1.0},
    }[production]
    for base in ("greenblatt-2025", "greenblatt-2025-full"):
        other = opened(base).replace(production=production, **stated)
        assert "production_0" in coefficients(other)
        np.testing.assert_array_equal(coefficients(other)["difficulty"], coefficients(opened(base))["difficulty"])


@pytest.mark.parametrize(("pace", "rho"), [(18.77194, -0.1383), (15.0, -0.1919)])
def test_a_labour_share_that_falls_over_the_jump_gives_the_pace_of_the_post(pace: float, rho: float) -> None:
    """Base share 0.6, and over the jump to 352.3857 what makes it worth the root, or the stated median."""
    jump = (15_000 / 600) ** 0.55 * 60
    scenario = opened("greenblatt-2025-full").replace(
        production="falling-labour-share",
        labour_share=0.6,
        labour_share_over_jump=math.log(pace) / math.log(jump),
        labour_jump=jump,
        experiment_compute_share=0.5,
        experiment_compute_share_before=0.5,
    )
    assert outputs(scenario)["initial_speedup"] == pytest.approx(pace, rel=1e-12)
    assert float(coefficients(scenario)["production_2"][0]) == pytest.approx(rho, abs=5e-5)


def test_forethoughts_medians_give_its_years() -> None:
    """Their loop in steps gives 1.76, 2.99 and 4.31."""
    years = [
        outputs(opened("forethought-medians").replace(returns_to_software=r0))["years_of_progress_12mo"]
        for r0 in (0.7, 1.0, 1.2)
    ]
    assert [round(value, 2) for value in years] == [1.73, 2.99, 4.35]
