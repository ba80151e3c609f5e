"""What many draws say, counted by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.models.contract import Evaluation, Outcome, Output
from oomcast.outcomes.montecarlo import LEVELS
from oomcast.outcomes.summary import compare, summarize

GAIN = Output("gain", "OOM", "gain in the first year")


def evaluation(*, gain, years, outcome):
    return Evaluation(
        outputs={"gain": np.array(gain, dtype=float)},
        events={"fast": np.array(gain, dtype=float) > 2},
        milestones={"oom_1": np.array(years, dtype=float)},
        outcome=np.array(outcome, dtype=np.int8),
    )


FOUR_FATES = evaluation(
    gain=[1.0, 3.0, math.inf, math.nan],
    years=[math.inf, 0.5, math.nan, math.nan],
    outcome=[Outcome.REACHED_HORIZON, Outcome.REACHED_HORIZON, Outcome.DIVERGED, Outcome.UNRESOLVED],
)


def test_every_draw_is_counted_once_in_a_milestone():
    milestone = summarize(FOUR_FATES, outputs=[GAIN]).milestones["oom_1"]
    assert (milestone.reached, milestone.not_by_horizon, milestone.diverged, milestone.unresolved) == (1, 1, 1, 1)


def test_draws_that_diverged_stand_above_all_others_and_are_counted():
    gain = summarize(FOUR_FATES, outputs=[GAIN]).outputs["gain"]
    assert gain.diverged_share == 0.25
    assert gain.unit == "OOM"
    assert math.isnan(gain.mean.value)


def test_outcomes_add_up_to_the_draws_and_trouble_is_said_aloud():
    summary = summarize(FOUR_FATES, outputs=[GAIN])
    assert summary.outcomes == {
        Outcome.REACHED_HORIZON: 2,
        Outcome.DIVERGED: 1,
        Outcome.UNRESOLVED: 1,
        Outcome.INVALID: 0,
    }
    assert summary.warnings == (
        "1 of 4 draws could not be integrated to the horizon; they count as unknown and widen the errors",
    )


def test_nothing_is_said_when_all_is_well():
    assert summarize(evaluation(gain=[1.0], years=[1.0], outcome=[0]), outputs=[GAIN]).warnings == ()


@given(st.lists(st.floats(0, 10) | st.just(math.inf) | st.just(math.nan), min_size=1, max_size=60))
def test_counts_of_a_milestone_always_add_up(years):
    milestone = summarize(
        evaluation(gain=[1.0] * len(years), years=years, outcome=[1] * len(years)), outputs=[GAIN]
    ).milestones["oom_1"]
    counts = (milestone.reached, milestone.not_by_horizon, milestone.diverged, milestone.unresolved)
    assert sum(counts) == len(years)
    assert tuple(milestone.years) == LEVELS


def test_a_milestone_reached_by_less_than_half_has_no_median():
    years = [1.0] * 49 + [math.inf] * 51
    milestone = summarize(evaluation(gain=[1.0] * 100, years=years, outcome=[0] * 100), outputs=[GAIN]).milestones[
        "oom_1"
    ]
    assert milestone.years[0.25].value == 1.0
    assert milestone.years[0.5].value == math.inf


def test_a_statement_taken_from_the_draws_agrees_with_them():
    draws = np.random.default_rng(3).lognormal(size=1001)
    stated = dict(zip((0.25, 0.5, 0.75), np.quantile(draws, [0.25, 0.5, 0.75]).tolist(), strict=True))
    beside = compare(stated, implied=draws)
    for level in stated:
        assert beside.difference[level] == pytest.approx(0, abs=1e-12)
        assert beside.share_below[level].value == pytest.approx(level, abs=1 / draws.size)


def test_implied_less_than_stated_is_a_negative_difference_and_a_larger_share_below():
    beside = compare({0.5: 10.0}, implied=np.array([1.0, 2.0, 30.0]))
    assert beside.difference[0.5] == -8.0
    assert beside.share_below[0.5].value == pytest.approx(2 / 3)
