"""A model small enough to check by hand: something grows by `speed` a year until `limit`, after a `delay`."""

from collections.abc import Mapping

import numpy as np

from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.scenario import Scenario, open_scenario
from oomcast.models import registry
from oomcast.models.contract import DirectModel, Evaluation, FloatArray, Outcome, Output, Settings

NAME = "small"
DIVERGES_ABOVE = 12.0  # a speed that about one draw in twenty exceeds
TOO_FAST = 8.0


def evaluate(draws: Mapping[str, FloatArray], settings: Settings) -> Evaluation:
    """What the model says, in closed form."""
    speed, delay = draws["speed"], draws["delay"]
    diverged = speed > DIVERGES_ABOVE
    gain = np.where(diverged, np.inf, np.minimum(speed * (1 - delay), draws["limit"]))
    years = delay + 1 / speed
    return Evaluation(
        outputs={"gain": gain, "rest": draws["limit"] - np.where(diverged, draws["limit"], gain)},
        events={"at_the_limit": gain >= draws["limit"], "fast": speed > TOO_FAST},
        milestones={"oom_1": np.where(years > settings.horizon_years, np.inf, years)},
        outcome=np.where(diverged, Outcome.DIVERGED, Outcome.REACHED_HORIZON).astype(np.int8),
    )


def parameter(name: str, *, upper: float, plausible: tuple[float, float], none_means: str | None = None) -> Parameter:
    return Parameter(
        name=name,
        symbol=name[0],
        unit="1",
        meaning=name,
        lower=0.0,
        upper=upper,
        plausible=plausible,
        none_means=none_means,
    )


MODEL = DirectModel(
    name=NAME,
    version="7",
    title="A small model",
    parameters={
        "speed": parameter("speed", upper=1e9, plausible=(0.01, 1000)),
        "delay": parameter("delay", upper=1.0, plausible=(0.0, 1.0)),
        "limit": parameter("limit", upper=1e9, plausible=(0.1, 100), none_means="no limit"),
    },
    outputs=(Output("gain", "OOM", "gain in the first year"), Output("rest", "OOM", "room left")),
    events=(Output("at_the_limit", "1", "the limit is met"), Output("fast", "1", "fast")),
    milestones=(Output("oom_1", "year", "time to one"),),
    implied=lambda medians: {"speed_of_the_median": medians["speed"], "infinite": np.inf},
    contradictions=lambda medians: ["speed and delay contradict each other"] if medians["speed"] > 100 else [],
    evaluate=evaluate,
)

BELIEFS = {"speed": "1 to 16", "delay": {"family": "uniform", "low": 0, "high": 1}, "limit": 9}


def small_scenario(**changes: object) -> Scenario:
    """A scenario of the small model; `changes` replace top-level tables."""
    source = {
        "schema": 1,
        "name": "small",
        "model": NAME,
        "parameters": BELIEFS,
        "stated": {"gain": {"p25": 2, "p50": 3, "p75": 5}, "fast": 0.5},
        "conditions": {
            "peace": {"statement": "nobody sabotages", "probability": 0.5},
            "money": {"statement": "money lasts", "probability": 0.5},
        },
    }
    return open_scenario({**source, **changes}, vocabularies=registry.vocabulary)
