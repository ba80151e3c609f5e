"""What Python callers and the command line share: what drives an answer, and where scenarios differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.insight.compare import Contrast
    from oomcast.insight.explain import Explanation

__all__ = ["compare", "explain"]

HEADLINE = "oom_total_12mo"
HALF_WIDTH = 0.02


def explain(
    source: str | Path | Mapping[str, Any] | Scenario,
    *,
    output: str = HEADLINE,
    statistic: str | None = None,
    draws: int = 10_000,
    seed: int = 0,
    horizon_years: float = 10.0,
    half_width: float = HALF_WIDTH,
    observe: tuple[str, float] | tuple[str, float, int] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
    **beliefs: Any,
) -> Explanation:
    """What drives one answer of a scenario: indices of its spread, swings, elasticities, and inputs without effect.

    `source` and further keywords are those of `run`. `output` is an output, event or milestone; `statistic` what of it
    swings ("median", "mean", "p90"; the probability of an event). Shares of the spread are found to within `half_width`
    (95 %), with as many draws as that takes. `observe` proposes an observation (belief, standard deviation of its
    noise, number of observations): what would it be worth? Raises ScenarioError and RunError.

    >>> explanation = explain("reference", draws=500, half_width=0.2)
    >>> explanation.inert
    ('labour_share',)
    """
    from oomcast.insight import explain as insight

    scenario = _opened(source, beliefs)
    return insight.explain(
        scenario,
        output=output,
        statistic_name=statistic,
        draws=draws,
        seed=seed,
        horizon_years=horizon_years,
        half_width=half_width,
        observe=None if observe is None else insight.Observation(*observe),
        workers=workers,
        progress=progress,
        command=command,
    )


def compare(
    *sources: str | Path | Mapping[str, Any] | Scenario,
    output: str = HEADLINE,
    statistic: str | None = None,
    draws: int = 10_000,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
) -> Contrast:
    """Two to six scenarios on shared luck, and how much of their difference each belief explains.

    Each source is one that `run` takes. The parts of a difference are Shapley values over the beliefs that differ, and
    sum to it. Raises ScenarioError and RunError.

    >>> contrast = compare("reference", "greenblatt-2025", draws=500)
    >>> contrast.document()["output"]["statistic"]
    'median'
    """
    from oomcast.insight import compare as insight

    return insight.compare(
        [_opened(source, {}) for source in sources],
        output=output,
        statistic_name=statistic,
        draws=draws,
        seed=seed,
        horizon_years=horizon_years,
        workers=workers,
        progress=progress,
        command=command,
    )


def _opened(source: str | Path | Mapping[str, Any] | Scenario, beliefs: Mapping[str, Any]) -> Scenario:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.present.interface import open_scenario

    scenario = source if isinstance(source, Scenario) else open_scenario(source)
    return scenario.replace(**beliefs) if beliefs else scenario
