"""Comparisons over draws, their document, and what a forecast takes from them."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from oomcast.beliefs.companies.opening import REFERENCE, open_companies
from oomcast.beliefs.scenario import open_scenario
from oomcast.ensemble.corporations import SPEEDUPS, Comparison, compare_companies
from oomcast.ensemble.corporations_consistency import consistency
from oomcast.ensemble.run import run
from oomcast.errors import RunError, ScenarioError
from oomcast.models.corporations.consistency import SYMMETRIC_FORM, symmetric
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.planes import curve, line_across, meeting
from oomcast.models.corporations.planes import plane as plane_of
from oomcast.models.corporations.three import Three
from oomcast.models.registry import vocabulary
from oomcast.quantities.elementary import log
from tests.models.trio import AUTOMATED, NORMAL, SLOW

POINTS = {
    "labour_share": 0.5,
    "parallel_exponent": 0.55,
    "research_taste_spread": 1,
    "startup_years": 0,
    "latency_share": 0,
    "substitution_rho": 0,
}
"""The figures of the post, quality and waiting ignored."""

POST = Three(SLOW, NORMAL, AUTOMATED)
BASE = symmetric(
    {name: b.quantile(0.5) for name, b in open_companies(REFERENCE, words=WORDS).beliefs.items()}, POST, SYMMETRIC_FORM
)


def compared(draws: int = 500, seed: int = 0, **tables: object) -> Comparison:
    source = {"schema": 1, **tables} if tables else REFERENCE
    return compare_companies(open_companies(source, words=WORDS), draws=draws, seed=seed)


def test_points_give_the_figures_of_the_post_in_every_draw() -> None:
    comparison = compared(3, parameters=POINTS)
    expected = {
        "normal_over_slow": 11.487,
        "normal_over_slow_equal_compute": 11.245,
        "automated_over_normal_literal": 20.73,
        "automated_over_normal_in_year": 20.73,
    }
    for name, value in expected.items():
        assert comparison.speedups[name] == pytest.approx(value, rel=1e-3)


def test_draws_are_a_prefix_of_more_draws_and_depend_on_the_seed() -> None:
    few, many, other = compared(100), compared(500), compared(100, seed=1)
    for name in SPEEDUPS:
        assert few.speedups[name].tolist() == many.speedups[name][:100].tolist()
        assert few.speedups[name].tolist() != other.speedups[name].tolist()


def test_the_spread_over_draws_is_that_of_the_beliefs() -> None:
    """The labour share alone is uncertain, and ln of the speed-up a straight line in it: quantiles map to quantiles."""
    share = {"family": "uniform", "low": 0.4, "high": 0.6}
    comparison = compared(20_000, parameters={**POINTS, "labour_share": share})
    summary = comparison.document()["speedups"]["automated_over_normal_in_year"]
    for level, quantile in summary["quantiles"].items():
        exact = 50 ** (1.55 * (0.4 + 0.2 * float(level)))
        assert abs(quantile - exact) < 5 * summary["mc_error"][level]
    rate = 1.55 * math.log(50)
    mean = (math.exp(0.6 * rate) - math.exp(0.4 * rate)) / (0.2 * rate)
    assert abs(summary["mean"] - mean) < 5 * summary["mean_mc_error"]
    assert abs(summary["mean"] - 1.1 * mean) > 5 * summary["mean_mc_error"]


def test_a_company_may_be_uncertain_too() -> None:
    staff = {"family": "uniform", "low": 100_000, "high": 300_000}
    comparison = compared(400, parameters=POINTS, companies={"AutomatedCorp": {"like": "NormalCorp", "staff": staff}})
    ln_staff = log(comparison.years["AutomatedCorp"]) / 0.5 / 0.55
    assert np.exp(ln_staff) * 4000 == pytest.approx(np.clip(np.exp(ln_staff) * 4000, 100_000, 300_000))
    assert np.std(ln_staff) > 0.1


def test_companies_with_unequal_compute_are_compared_with_a_warning_that_says_so() -> None:
    (warning,) = compared(2).warnings
    assert "SlowCorp has 9.58 million H100-years of compute in all and NormalCorp 10 million" in warning
    equal = {"SlowCorp": {"like": "NormalCorp", "serial_time": 0.02, "chips": 500e6}}
    assert compared(2, companies=equal).warnings == ()


def test_shares_that_leave_experiments_nothing_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"latency_share: expected labour_share and latency_share .* got more in"):
        compared(50, parameters={"labour_share": 0.8, "latency_share": "0.1 to 0.5"})


@pytest.mark.parametrize(("draws", "seed"), [(0, 0), (-1, 0), (10**9, 0), (5, -1), (2.5, 0), (True, 0)])
def test_runs_that_cannot_be_made_are_refused(draws: int, seed: int) -> None:
    with pytest.raises(RunError, match="expected"):
        compared(draws, seed)


# --- the document

DOCUMENT = compared(200).document()


def test_the_document_has_the_keys_it_promises_and_is_plain() -> None:
    assert {"companies", "speedups", "consistency", "factors", "provenance"} <= set(DOCUMENT)
    for name in ("normal_over_slow", "automated_over_normal_literal", "automated_over_normal_in_year"):
        summary = DOCUMENT["speedups"][name]
        assert {"mean", "quantiles", "mc_error"} <= set(summary)
        assert summary["quantiles"].keys() == summary["mc_error"].keys()
        assert all(error > 0 for error in (*summary["mc_error"].values(), summary["mean_mc_error"]))
    assert json.loads(json.dumps(DOCUMENT, allow_nan=False)) == DOCUMENT
    assert DOCUMENT["provenance"]["scenario_hash"] == open_companies(REFERENCE, words=WORDS).hash


def test_the_table_of_lam_and_labour_share_has_the_figures_of_the_post() -> None:
    table = DOCUMENT["table"]
    at = table["parallel_exponent"].index(0.55), table["labour_share"].index(0.5)
    assert table["automated_over_normal"][at[0]][at[1]] == pytest.approx(20.73, rel=1e-3)
    assert table["normal_over_slow"][at[0]][at[1]] == pytest.approx(11.487, rel=1e-3)
    assert table["automated_over_normal"][table["parallel_exponent"].index(0.3)][at[1]] == pytest.approx(
        12.72, rel=1e-3
    )


def test_each_production_function_is_in_the_table_of_families() -> None:
    assert set(DOCUMENT["families"]) == set(WORDS.research.choices["production"].options)
    for row in DOCUMENT["families"].values():
        assert all(value is not None for value in row["at_medians"].values())
    # That of the file itself is the comparison over the same draws.
    own = DOCUMENT["families"][DOCUMENT["structure"]["production"]]
    for name in ("normal_over_slow", "automated_over_normal_literal", "automated_over_normal_in_year"):
        assert own[name]["quantiles"] == pytest.approx(DOCUMENT["speedups"][name]["quantiles"], rel=1e-12)


def test_the_table_as_believed_is_the_comparison_with_both_beliefs_held() -> None:
    table = DOCUMENT["table"]
    held = {"parallel_exponent": 0.4, "labour_share": 0.6}
    alone = compared(200, parameters=held).document()["speedups"]
    at = table["parallel_exponent"].index(0.4), table["labour_share"].index(0.6)
    for name, rows in table["as_believed"].items():
        assert rows[at[0]][at[1]]["quantiles"] == pytest.approx(alone[name]["quantiles"], rel=1e-12)


def test_a_labour_share_that_leaves_experiments_nothing_has_no_cell() -> None:
    waiting = {"latency_share": 0.5, "labour_share": 0.4}
    cells = compared(20, parameters=waiting).document()["table"]["as_believed"]["normal_over_slow"]
    assert [cell is None for cell in cells[0]] == [False, False, True]


def test_factors_multiply_to_their_product_and_the_two_categories_to_being_dropped_in() -> None:
    for parts in DOCUMENT["factors"].values():
        factors = [value for name, value in parts.items() if name != "product"]
        assert math.prod(factors) == pytest.approx(parts["product"], rel=1e-12)
    for both in DOCUMENT["adaptation"]["settings"].values():
        assert both["evolved"] * both["unadapted_ecosystem"] == pytest.approx(both["dropped_in"], rel=1e-12)


def test_consistency_is_asked_of_the_first_answer_or_of_the_one_that_is_named() -> None:
    assert DOCUMENT["consistency"]["answer"] == "Greenblatt and Lifland"
    assert set(DOCUMENT["consistency"]["literal"]["asymmetries"]) == set(
        DOCUMENT["consistency"]["in_year"]["asymmetries"]
    )
    half = compared(50).document(answer="a commenter")["consistency"]
    assert half["stated"] == {"normal_over_slow": None, "automated_over_normal": {"0.5": 10.0}}
    assert half["in_year"]["planes"]["symmetric"]["labour_share"]["meet"] is None
    assert half["in_year"]["implied_by_symmetry"]["automated_over_normal"]["equal jumps"] == {"0.5": 10.0}
    with pytest.raises(ScenarioError, match="Did you mean 'a commenter'"):
        compared(50).document(answer="a comenter")


def test_an_answer_that_is_a_distribution_is_asked_over_its_draws() -> None:
    mine = {"me": {"normal_over_slow": "8 to 12", "automated_over_normal": "15 to 40"}}
    found = compared(50, answers=mine).document()["consistency"]["literal"]
    plane = found["planes"]["symmetric"]["labour_share"]
    assert 0.3 < plane["meet_over_draws"]["share_that_meet"]["value"] < 1
    for one in found["asymmetries"].values():
        assert 0 <= one["over_draws"]["share_that_meet"]["value"] <= 1
    implied = found["implied_by_symmetry"]["normal_over_slow"]["labour_share"]
    assert implied["0.05"] < implied["0.5"] < implied["0.95"]


def test_the_curves_of_a_distribution_are_a_band_around_that_of_its_median() -> None:
    mine = {"me": {"normal_over_slow": "8 to 12", "automated_over_normal": 20}}
    found = compared(20, answers=mine)
    plane = consistency(found, found.answer())["in_year"]["planes"]["symmetric"]["labour_share"]
    curves = plane["curves"]
    assert set(curves["automated_over_normal"]) == {"0.5"}
    band = np.array([curves["normal_over_slow"][level] for level in ("0.1", "0.25", "0.5", "0.75", "0.9")])
    assert (np.diff(band, axis=0) > 0).all()
    edge = curve(POST.ln_normal_over_slow, np.array([12.0]), plane_of("labour_share", BASE, SYMMETRIC_FORM), BASE)
    assert curves["normal_over_slow"]["0.95"] == pytest.approx(edge[0].tolist(), rel=1e-9)


def test_the_share_of_draws_that_meet_is_that_of_pairs_met_one_by_one() -> None:
    """Two answers with two values each: four kinds of pairs, of which the document counts those that can be met."""
    two = {"family": "discrete", "values": [10, 14], "weights": [0.5, 0.5]}
    up = {"family": "discrete", "values": [20, 11], "weights": [0.75, 0.25]}
    asked = compared(20, answers={"me": {"normal_over_slow": two, "automated_over_normal": up}})
    found = consistency(asked, asked.answer())["in_year"]["planes"]["symmetric"]["labour_share"]["meet_over_draws"]
    line = line_across(plane_of("labour_share", BASE, SYMMETRIC_FORM), BASE)
    expected = sum(
        weight * other
        for slow, weight in ((10.0, 0.5), (14.0, 0.5))
        for automated, other in ((20.0, 0.75), (11.0, 0.25))
        if meeting(POST, slow, automated, line).up is not None
    )
    assert 0 < expected < 1
    share = found["share_that_meet"]
    assert share["value"] == pytest.approx(expected, abs=5 * share["mc_error"])


@pytest.mark.parametrize("law", ["scalability-law", "step-exponent", "duplication-uniform"])
def test_any_law_of_parallel_returns_has_a_whole_document(law: str) -> None:
    document = compared(20, structure={"parallel_returns": law}).document()
    assert document["structure"]["parallel_returns"] == law
    assert document["consistency"]["structure"]["parallel_returns"] == law
    assert document["consistency"]["in_year"]["asymmetries"]


# --- to the forecast


def test_the_multiplier_becomes_the_first_speedup_of_a_scenario() -> None:
    comparison = compared(2000)
    belief = comparison.initial_speedup()
    scenario = open_scenario("greenblatt-2025", vocabularies=vocabulary).replace(initial_speedup=belief)
    forecast = run(scenario, draws=400, seed=0)
    drawn = forecast.inputs["initial_speedup"]
    assert set(drawn.tolist()) <= set(comparison.speedups["automated_over_normal_in_year"].tolist())
    assert np.median(drawn) == pytest.approx(np.median(comparison.speedups["automated_over_normal_in_year"]), rel=0.1)
