"""One answer asked for alone is that of a full evaluation, to the last bit, and costs a part of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from oomcast.errors import RunError
from oomcast.models.contract import DirectModel, Evaluation, Settings
from oomcast.models.registry import vocabulary
from oomcast.outcomes.answer import answer, column_of, quantities, quantity
from oomcast.outcomes.evaluate import evaluate
from tests.outcomes.test_evaluate import TAKEOFF, draws, many

SETTINGS = Settings(horizon_years=6.0)
ANSWERS = [item.name for item in quantities(TAKEOFF)]


@cache
def whole() -> Evaluation:
    return evaluate(TAKEOFF, draws(**many()), settings=SETTINGS)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_alone_is_that_of_a_full_evaluation(name: str) -> None:
    asked = quantity(name, model=TAKEOFF)
    alone = answer(TAKEOFF, draws(**many()), asked=asked, settings=SETTINGS)
    assert alone.dtype == np.float64
    np.testing.assert_array_equal(alone, column_of(asked, whole()))


def test_the_population_has_every_kind_of_answer() -> None:
    assert np.isinf(whole().outputs["oom_total_12mo"]).any()
    assert 0 < whole().events["at_least_10_years_in_4mo"].mean() < 1
    assert np.isinf(whole().milestones["oom_10"]).any()
    assert np.isfinite(whole().milestones["oom_10"]).any()


def test_an_answer_of_the_first_year_does_not_follow_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    import oomcast.outcomes.answer as module

    ends = []
    simulate = module.simulate
    monkeypatch.setattr(module, "simulate", lambda *a, **k: ends.append(k["end_years"]) or simulate(*a, **k))
    for name in ("oom_total_12mo", "at_least_3_years_in_4mo", "oom_6"):
        answer(TAKEOFF, draws(), asked=quantity(name, model=TAKEOFF), settings=SETTINGS)
    assert ends == [1.0, 4 / 12, SETTINGS.horizon_years]


def test_a_model_without_time_is_asked_as_it_is() -> None:
    def squares(draws, settings):
        column = draws["initial_speedup"] ** 2
        return Evaluation(outputs={"oom_total_12mo": column}, events={}, milestones={}, outcome=np.zeros(1, np.int8))

    shared = {name: getattr(TAKEOFF, name) for name in ("name", "version", "title", "parameters", "outputs")}
    rest = {name: getattr(TAKEOFF, name) for name in ("events", "milestones", "implied", "contradictions")}
    model = DirectModel(**shared, **rest, evaluate=squares)
    asked = quantity("oom_total_12mo", model=model)
    assert answer(model, draws(initial_speedup=3.0), asked=asked, settings=SETTINGS).tolist() == [9.0]


def test_a_misspelt_answer_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(RunError, match=r"got 'oom_total_12m'\. Did you mean 'oom_total_12mo'\?"):
        quantity("oom_total_12m", model=TAKEOFF)


def test_every_answer_that_may_be_stated_may_be_asked_for() -> None:
    everything = replace(TAKEOFF)
    assert set(ANSWERS) <= set(vocabulary("takeoff").outputs)
    assert len({item.name for item in quantities(everything)}) == len(quantities(everything))
