"""Models small enough that what drives them, and what two people differ in, is known in closed form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.models import registry
from oomcast.models.contract import DirectModel, Evaluation, FloatArray, Output, Settings

SLOPES = {"first": 3.0, "second": -2.0, "third": 0.5, "idle": 0.0}


def evaluate(draws: Mapping[str, FloatArray], settings: Settings) -> Evaluation:
    """A sum, a product, and a yes or no."""
    total = sum(slope * draws[name] for name, slope in SLOPES.items())
    product = draws["first"] * draws["second"] * draws["third"]
    return Evaluation(
        outputs={"total": np.asarray(total), "product": product},
        events={"positive": np.asarray(total) > 0},
        milestones={"never": np.full(draws["first"].size, np.inf)},
        outcome=np.zeros(draws["first"].size, dtype=np.int8),
    )


def parameter(name: str) -> Parameter:
    return Parameter(name=name, symbol=name[0], unit="1", meaning=name, lower=-1e6, upper=1e6, plausible=(-1e5, 1e5))


MODEL = DirectModel(
    name="sums",
    version="1",
    title="A sum and a product",
    parameters={name: parameter(name) for name in SLOPES},
    outputs=(Output("total", "OOM", "a sum"), Output("product", "1", "a product")),
    events=(Output("positive", "1", "the sum is positive"),),
    milestones=(Output("never", "year", "what never comes"),),
    implied=lambda medians: {},
    contradictions=lambda medians: [],
    evaluate=evaluate,
)


@pytest.fixture
def sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model `sums` among those known."""
    monkeypatch.setattr(registry, "MODELS", {**registry.MODELS, "sums": "tests.insight.small_models"})


def normal(mean: float, sd: float) -> dict[str, Any]:
    return {"family": "normal", "mean": mean, "sd": sd}


def scenario(name: str = "one", correlations: Mapping[str, Any] | None = None, **parameters: Any) -> Scenario:
    """Beliefs about the model `sums`; what is not given is normal around 1."""
    usual = {name: normal(1.0, 1.0) for name in SLOPES}
    table = {"schema": 1, "name": name, "model": "sums", "parameters": {**usual, **parameters}}
    if correlations:
        table["correlations"] = correlations
    return open_scenario(table, vocabularies=registry.vocabulary)
