"""Explanations of answers whose drivers are known: swings, slopes, what is inert, and the document that says it all."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from oomcast.errors import RunError, ScenarioError
from oomcast.insight.explain import explain
from oomcast.insight.probes import absurd_values
from oomcast.models.registry import vocabulary
from oomcast.present.interface import open_scenario, run
from tests.insight.small_models import SLOPES, normal, scenario, sums

__all__ = ["sums"]

DECILE = 1.2815515655446004
"""Standard deviations from the mean of a normal to its 1-in-10 ends."""


@pytest.mark.usefixtures("sums")
def test_swings_of_a_sum_are_its_slopes_times_the_beliefs_own_swing() -> None:
    found = explain(scenario(first=normal(1.0, 2.0)), output="total", statistic_name="mean", draws=4096)
    spreads = {"first": 2.0, "second": 1.0, "third": 1.0, "idle": 1.0}
    for swing in found.swings:
        expected = 2 * DECILE * SLOPES[swing.belief] * spreads[swing.belief]
        assert swing.high.value - swing.low.value == pytest.approx(expected, abs=1e-9)
        assert swing.at_high - swing.at_low == pytest.approx(2 * DECILE * spreads[swing.belief], abs=1e-9)
    spans = [swing.span for swing in found.swings]
    assert spans == sorted(spans, reverse=True)
    assert found.swings[0].belief == "first"


@pytest.mark.usefixtures("sums")
def test_shares_of_a_sum_are_those_of_its_variances() -> None:
    found = explain(scenario(first=normal(1.0, 2.0)), output="total", half_width=0.01)
    variances = {"first": 36.0, "second": 4.0, "third": 0.25, "idle": 0.0}
    whole = sum(variances.values())
    assert found.shares == pytest.approx({name: part / whole for name, part in variances.items()}, abs=0.015)
    assert found.carrier == "first"
    assert found.inert == ("idle",)


@pytest.mark.usefixtures("sums")
def test_without_a_belief_that_carries_most_nobody_is_said_to() -> None:
    names = {name: normal(1.0, 1.0 / abs(slope)) for name, slope in SLOPES.items() if slope}
    found = explain(scenario(**names), output="total")
    assert found.carrier is None


@pytest.mark.usefixtures("sums")
def test_a_belief_that_is_certain_can_still_be_inert_or_matter() -> None:
    found = explain(scenario(second=2.0, idle=5.0), output="total")
    assert found.inert == ("idle",)
    assert set(found.shares) == {"first", "third"}
    assert {probe.belief for probe in found.probes} == set(SLOPES)


@pytest.mark.usefixtures("sums")
def test_where_nothing_is_uncertain_nothing_drives() -> None:
    document = explain(scenario(**dict.fromkeys(SLOPES, 1.0)), output="total").document()
    assert document["sobol"] == {}
    assert document["swing"] == {}
    assert document["carrier"] is None
    assert document["inert"] == ["idle"]


@pytest.mark.usefixtures("sums")
def test_correlated_beliefs_get_shapley_effects_and_are_said_to() -> None:
    found = explain(scenario(correlations={"first": {"second": 0.5}}), output="total").document()
    assert found["convergence"]["method"] == "shapley"
    assert sum(entry["shapley"] for entry in found["sobol"].values()) == pytest.approx(1.0, abs=1e-12)
    assert "Shapley" in explain(scenario(correlations={"first": {"second": 0.5}}), output="total").text()


@pytest.mark.usefixtures("sums")
def test_an_answer_that_is_infinite_is_explained_by_ranks_or_not_at_all() -> None:
    document = explain(scenario(), output="never").document()
    assert document["answer"]["value"] is None
    assert document["answer"]["not_finite_share"] == 1.0
    assert all(entry["first"] is None for entry in document["sobol"].values())
    json.dumps(document, allow_nan=False)


def test_elasticities_are_the_slopes_of_the_closed_form() -> None:
    """Without feedback, difficulty or ceiling the first year gains m0 g: the elasticity to m0 is the software share."""
    beliefs = {"software_feedback": 1e-12, "compute_returns": 0, "software_ceiling_oom": "none"}
    plain = open_scenario("greenblatt-2025").replace(returns_to_software=1.0, **beliefs)
    found = explain(plain, draws=256, half_width=0.5)
    medians = {name: belief.quantile(0.5) for name, belief in plain.beliefs.items()}
    software = medians["initial_speedup"] * (
        medians["reference_oom_per_year"] - medians["hardware_oom_per_year_reference"]
    )
    hardware = math.log10(medians["compute_factor_first_year"])
    assert found.elasticities["initial_speedup"] == pytest.approx(software / (software + hardware), abs=1e-4)
    assert found.elasticities["software_ceiling_oom"] is None
    assert found.elasticities["labour_share"] == 0.0


def test_the_answer_explained_is_that_of_the_run() -> None:
    found = explain(open_scenario("greenblatt-2025"), draws=1000, half_width=0.5)
    forecast = run("greenblatt-2025", draws=found.attribution.as_believed.size)
    np.testing.assert_allclose(found.attribution.as_believed, forecast.outputs["oom_total_12mo"], atol=1e-4)


@pytest.mark.parametrize(
    "output", ["oom_total_12mo", "years_of_progress_12mo", "at_least_3_years_in_12mo", "oom_3", "peak_speedup"]
)
def test_any_answer_can_be_explained(output: str) -> None:
    document = explain(open_scenario("reference"), output=output, draws=256, half_width=0.5).document()
    assert document["output"]["name"] == output
    assert list(document["sobol"]) == [n for n, b in open_scenario("reference").beliefs.items() if not b.is_point]
    assert {"provenance", "sobol", "swing", "inert", "probes", "elasticity", "convergence"} <= set(document)
    assert document["provenance"]["scenario_hash"] == open_scenario("reference").hash
    json.dumps(document, allow_nan=False)


def test_beliefs_within_given_limits_are_explained_within_them() -> None:
    early = open_scenario("greenblatt-2025").replace(given={"initial_speedup": {"before": 10}})
    found = explain(early, draws=256, half_width=0.5)
    assert max(swing.at_high for swing in found.swings if swing.belief == "initial_speedup") < 10
    assert (
        found.attribution.as_believed.mean()
        < explain(open_scenario("greenblatt-2025"), draws=256, half_width=0.5).attribution.as_believed.mean()
    )


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"output": "oom_totl_12mo"}, r"got 'oom_totl_12mo'\. Did you mean 'oom_total_12mo'\?"),
        ({"statistic_name": "p0"}, r"expected median, mean or a percentile such as p90, got 'p0'"),
        ({"statistic_name": "meidan"}, r"got 'meidan'\. Did you mean 'median'\?"),
        ({"statistic_name": "probability"}, r"oom_total_12mo: expected median, mean or a percentile"),
        (
            {"output": "singular_by_horizon", "statistic_name": "p90"},
            r"expected probability, since it is true",
        ),
    ],
)
def test_what_cannot_be_explained_is_refused_by_name(asked, message) -> None:
    with pytest.raises(RunError, match=message):
        explain(open_scenario("reference"), draws=64, **asked)


def test_beliefs_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ScenarioError, match="hardware_oom_per_year_reference"):
        explain(open_scenario("reference").replace(hardware_oom_per_year_reference=3.0), draws=64)


@pytest.mark.parametrize("name", vocabulary("takeoff").parameters)
def test_absurd_values_lie_within_the_hard_bounds(name: str) -> None:
    parameter = vocabulary("takeoff").parameters[name]
    for median in (0.0, 1.0, parameter.plausible[0], math.inf):
        values = absurd_values(median, parameter=parameter)
        assert all(parameter.lower <= value <= parameter.upper for value in values)
        assert median not in values
