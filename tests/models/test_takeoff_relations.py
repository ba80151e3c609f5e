"""What must hold of the full model whatever the numbers: more of a good thing never helps less, units do not matter.

Everything acts at once, but for the ramp, after which more AIs leave fewer ideas. Each relation is tried on the same 40
random draws with random changes, all through one compiled structure.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oomcast.models.contract import Evaluation, Settings
from oomcast.outcomes.evaluate import evaluate
from tests.verification.full_draws import drawn, form_of, parameters_of, reference

DRAWS, EXAMPLES = 40, 8
TOLERANCE = 1e-8
SLACK_OOM = 1e-5
"""Two answers of the engine, each across a bend of returns (a hundred times the tolerance), and room to spare."""

FULL = reference("reference-full")
NAMES = tuple(name for name in FULL.beliefs if name not in parameters_of("ramp"))
FORM = form_of(NAMES, FULL.structure)
BASE = drawn(NAMES, DRAWS, seed=1)

few = settings(max_examples=EXAMPLES)
factors = st.floats(1.01, 10)
increases = st.floats(0.01, 2)


def followed(changes: Mapping[str, np.ndarray], *, horizon_years: float = 5.0) -> Evaluation:
    return evaluate(
        FORM,
        {**BASE, **changes},
        settings=Settings(horizon_years=horizon_years, tolerance_oom=TOLERANCE),
        keep_paths=DRAWS,
    )


def gains(changes: Mapping[str, np.ndarray]) -> np.ndarray:
    """OOM at every time at which paths are kept, shape (times, draws)."""
    paths = followed(changes).paths
    assert paths is not None
    return paths.values["oom_total"]


def never_fewer(more: Mapping[str, np.ndarray], less: Mapping[str, np.ndarray]) -> None:
    """OOM at all times with `more` at least those with `less`, and somewhere above."""
    high, low = gains(more), gains(less)
    assert np.all(high >= low - SLACK_OOM)
    assert np.any(high > low + 2 * SLACK_OOM)


@few
@given(factor=factors)
def test_more_copies_never_make_fewer_ooms(factor: float) -> None:
    never_fewer({"ai_copies": BASE["ai_copies"] * factor}, {})


@few
@given(factor=factors)
def test_faster_ais_never_make_fewer_ooms(factor: float) -> None:
    never_fewer({"speed_from_tokens": BASE["speed_from_tokens"] * factor}, {})


@few
@given(factor=factors)
def test_more_people_to_be_compared_with_never_make_more_ooms(factor: float) -> None:
    never_fewer({}, {"human_top_equivalents": BASE["human_top_equivalents"] * factor})


@few
@given(more=increases)
def test_a_longer_learning_cycle_never_makes_more_ooms(more: float) -> None:
    never_fewer({}, {"learning_cycle_years": BASE["learning_cycle_years"] + more})


@few
@given(more=increases)
def test_longer_training_runs_never_make_more_ooms(more: float) -> None:
    never_fewer({}, {"training_run_years": BASE["training_run_years"] + more})


AHEAD = {
    "ai_copies": np.full(DRAWS, 3e5),
    "rivals_lag_years": np.full(DRAWS, np.inf),
    "experiment_cost_growth": np.zeros(DRAWS),
}
"""A leader whose own research stays faster than that of people, among rivals who never automate."""


@few
@given(share=st.floats(0.05, 0.95))
def test_a_larger_own_share_never_makes_fewer_ooms_for_a_leader_that_is_faster(share: float) -> None:
    low = np.full(DRAWS, share)
    high = (low + 1) / 2
    never_fewer({**AHEAD, "leader_share": high}, {**AHEAD, "leader_share": low})


COMING = {
    "ai_copies": np.full(DRAWS, 3e5),
    "rivals_compute_share": np.full(DRAWS, 3.0),
    "bought_compute_factor": np.ones(DRAWS),
    "experiment_cost_growth": np.zeros(DRAWS),
}
"""Rivals who find more than people once they have automated."""


@few
@given(earlier=st.floats(0.01, 0.95))
def test_earlier_rivals_never_make_fewer_ooms_for_the_leader(earlier: float) -> None:
    lag = BASE["rivals_lag_years"]
    never_fewer({**COMING, "rivals_lag_years": lag * earlier}, {**COMING, "rivals_lag_years": lag})


@few
@given(factor=factors)
def test_more_spillover_never_makes_rivals_find_less(factor: float) -> None:
    low, high = (followed({"spillover_per_year": BASE["spillover_per_year"] * each}) for each in (1.0, factor))
    ours, theirs = (found.outputs["rivals_oom_software_12mo"] for found in (low, high))
    assert np.all(theirs >= ours - SLACK_OOM)
    assert np.any(theirs > ours + 2 * SLACK_OOM)


@few
@given(later=st.floats(0.05, 10))
def test_a_later_slowdown_of_compute_never_makes_fewer_ooms(later: float) -> None:
    """Where compute grows less in the long run than at first."""
    fast = {"compute_factor_first_year": np.maximum(BASE["compute_factor_first_year"], 2.0)}
    never_fewer({**fast, "compute_slowdown_year": BASE["compute_slowdown_year"] + later}, fast)


@few
@given(less=st.floats(0.05, 0.95))
def test_a_larger_need_for_inference_never_makes_more_ooms(less: float) -> None:
    lower = {"inference_need_at_start": 1 + (BASE["inference_need_at_start"] - 1) * less}
    never_fewer(lower, {})


@few
@given(more=st.floats(0.01, 1))
def test_dearer_experiments_never_make_more_ooms(more: float) -> None:
    never_fewer({}, {"experiment_cost_growth": BASE["experiment_cost_growth"] + more})


@few
@given(factor=st.floats(1.05, 3))
def test_a_higher_ceiling_never_makes_fewer_ooms(factor: float) -> None:
    """With returns stated at t = 0: then they fall later."""
    higher = BASE["beyond_brain_oom"] * factor
    never_fewer({"beyond_brain_oom": higher}, {})


# --- relabelling ----------------------------------------------------------------------------------------------------


@few
@given(factor=st.floats(0.1, 1000))
def test_the_unit_of_a_head_changes_nothing_under_a_constant_exponent(factor: float) -> None:
    """Copies and people both counted in heads of another size, who coordinate as people do."""
    alike = {"coordination_advantage": np.ones(DRAWS)}
    heads = {name: BASE[name] * factor for name in ("ai_copies", "human_top_equivalents")}
    np.testing.assert_allclose(gains({**alike, **heads}), gains(alike), atol=1e-7)


@few
@given(factor=st.floats(0.5, 2))
def test_the_unit_of_quality_changes_nothing_if_people_are_measured_in_it_too(factor: float) -> None:
    """AIs so much better, on labour alone, beside a company with as much more labour: people ** lambda."""
    on_labour = {"quality_on_research_share": np.zeros(DRAWS), "coordination_advantage": np.ones(DRAWS)}
    better = {
        "ai_quality": BASE["ai_quality"] * factor,
        "human_top_equivalents": BASE["human_top_equivalents"] * factor ** (1 / BASE["parallel_exponent"]),
    }
    np.testing.assert_allclose(gains({**on_labour, **better}), gains(on_labour), atol=1e-7)


@few
@given(years=st.floats(-20, 20))
def test_the_calendar_may_begin_anywhere(years: float) -> None:
    dates = {name: BASE[name] + years for name in ("automation_year", "compute_slowdown_year", "yardstick_year")}
    np.testing.assert_allclose(gains(dates), gains({}), atol=1e-7)


@few
@given(share=st.floats(0.2, 0.9))
def test_shares_of_compute_count_by_their_change_alone(share: float) -> None:
    ratio = BASE["experiment_compute_share"] / BASE["experiment_compute_share_before"]
    scaled = {"experiment_compute_share_before": np.full(DRAWS, share), "experiment_compute_share": share * ratio}
    np.testing.assert_allclose(gains(scaled), gains({}), atol=1e-7)


# --- the horizon ----------------------------------------------------------------------------------------------------


@few
@given(horizon=st.floats(0.3, 40))
def test_a_later_horizon_changes_nothing_before_it(horizon: float) -> None:
    usual, other = followed({}, horizon_years=10.0), followed({}, horizon_years=horizon)
    for name in usual.outputs:
        if name != "peak_speedup":
            np.testing.assert_allclose(other.outputs[name], usual.outputs[name], rtol=1e-12, err_msg=name)
    for name in usual.milestones:
        sooner = min(horizon, 10.0)
        here, there = (
            np.where(found.milestones[name] <= sooner, found.milestones[name], np.inf) for found in (usual, other)
        )
        np.testing.assert_allclose(there, here, rtol=1e-12, err_msg=name)


def test_a_relation_that_does_not_hold_is_noticed() -> None:
    """A control: a larger own share is no help to a leader who is slower than people."""
    slower = {**AHEAD, "ai_copies": np.full(DRAWS, 1.0), "speed_from_tokens": np.full(DRAWS, 0.1)}
    with pytest.raises(AssertionError):
        never_fewer({**slower, "leader_share": np.full(DRAWS, 0.9)}, {**slower, "leader_share": np.full(DRAWS, 0.1)})
