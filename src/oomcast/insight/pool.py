"""Several people's forecasts of one answer, or one person's beliefs under several structures, made into one.

All are drawn on the same luck: what differs between them is what they believe, or the form of the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.scenario import Scenario
from oomcast.beliefs.structural import Structure
from oomcast.ensemble.document import plain
from oomcast.ensemble.provenance import package_version
from oomcast.ensemble.run import DEFAULT_DRAWS, run
from oomcast.ensemble.views import POOL_VIEWS
from oomcast.errors import RunError
from oomcast.insight.asking import Progress
from oomcast.insight.jackknife import PARTS, part_of
from oomcast.insight.pooling import Pooled, Voice, own_probability, own_quantiles, pooled, shares
from oomcast.insight.total_variance import TotalVariance, total_variance
from oomcast.models.progress import CLAIMS, HEADLINE
from oomcast.models.registry import model as find_model
from oomcast.outcomes.answer import Quantity, column_of, quantity
from oomcast.outcomes.montecarlo import Estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from oomcast.ensemble.forecast import Forecast

__all__ = ["HEADLINES", "Pool", "PooledAnswer", "pool_people", "pool_structures"]

HEADLINES = (HEADLINE, "years_of_progress_12mo", *(claim.name for claim in CLAIMS))
"""The answers for which a pool over structures is made: those that everybody asks first."""

FEWEST_VOICES = 2


@dataclass(frozen=True, kw_only=True)
class PooledAnswer:
    """One answer of all voices: each one's own, the pool, and how much of the spread lies between them."""

    asked: Quantity
    voices: tuple[Voice, ...]
    pool: Pooled
    variance: TotalVariance

    def document(self, *, group: str) -> dict[str, Any]:
        """The answer as plain values for JSON, voices under the name of their `group`."""
        return {
            "output": self.asked.name,
            "unit": self.asked.unit,
            "kind": self.asked.kind,
            group: {voice.name: _own(voice, self.asked) for voice in self.voices},
            "pool": _pool(self.pool),
            "variance": {
                "within": plain(self.variance.within.value),
                "within_mc_error": plain(self.variance.within.mc_error),
                "between": plain(self.variance.between.value),
                "between_mc_error": plain(self.variance.between.mc_error),
                "share_between": plain(self.variance.share_between.value),
                "share_between_mc_error": plain(self.variance.share_between.mc_error),
                "on_ranks": self.variance.on_ranks,
            },
        }


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Forecasts pooled: `answers` by name, `weights` as shares of one by voice, `method` linear or log.

    Voices are people, or the structures of `structures` under which one scenario was run. `draws` were made for each.
    """

    scenarios: tuple[Scenario, ...]
    structures: tuple[Structure, ...]
    answers: Mapping[str, PooledAnswer]
    weights: Mapping[str, float]
    method: str
    seed: int
    draws: int
    command: str

    @property
    def first(self) -> PooledAnswer:
        """The answer that was asked for, or the first of several."""
        return next(iter(self.answers.values()))

    def document(self) -> dict[str, Any]:
        """The pool as one JSON-able document, keys in reading order.

        `output`, `people`, `pool` and `variance` are of the first answer; over structures `people` is None, and
        `structures` has every answer.
        """
        group = "structures" if self.structures else "people"
        answers = {name: answer.document(group=group) for name, answer in self.answers.items()}
        first = answers[self.first.asked.name]
        return {
            "provenance": {
                "oomcast": package_version(),
                "scenarios": [
                    {
                        "scenario": scenario.name,
                        "scenario_hash": scenario.hash,
                        "model": scenario.model,
                        "model_version": find_model(scenario.model).version,
                        "author": scenario.author,
                        "date": scenario.date,
                    }
                    for scenario in self.scenarios
                ],
                "seed": self.seed,
                "draws": self.draws,
                "command": self.command,
            },
            "method": self.method,
            "output": first["output"],
            "unit": first["unit"],
            "people": None if self.structures else first["people"],
            "weights": dict(self.weights),
            "pool": first["pool"],
            "variance": first["variance"],
            "structures": {
                "forms": {structure.name: structure.document() for structure in self.structures},
                "outputs": answers,
            }
            if self.structures
            else None,
        }

    def text(self) -> str:
        """The report of the pool in plain text."""
        return str(self._view("text"))

    def plot(self) -> Figure:
        """The voices and their pool as a Matplotlib figure."""
        figure: Figure = self._view("plot")
        return figure

    def _view(self, name: str) -> Any:
        module, _, function = POOL_VIEWS[name].partition(":")
        return getattr(import_module(module), function)(self)


def pool_people(
    scenarios: Sequence[Scenario],
    *,
    output: str = HEADLINE,
    weights: Sequence[float] | None = None,
    method: str = "linear",
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> Pool:
    """One forecast of `output` out of several people's, each drawn `draws` times on the same luck.

    `weights` count relative to each other; without them all count alike. `method` is linear or log. Raises RunError for
    fewer than two scenarios, weights that do not fit, or an output that not all their models have.
    """
    if len(scenarios) < FEWEST_VOICES:
        raise RunError(f"expected at least {FEWEST_VOICES} scenarios to pool, got {len(scenarios)}")
    names = _told_apart([scenario.name for scenario in scenarios])
    given = weights or (1.0,) * len(scenarios)
    fractions = shares(given, voices=names)
    for scenario in scenarios:
        quantity(output, model=find_model(scenario.model))
    settings: dict[str, Any] = {"draws": draws, "seed": seed, "horizon_years": horizon_years, "workers": workers}
    steps = _Steps(progress, total=len(scenarios))
    forecasts = [run(scenario, **settings, progress=steps.next()) for scenario in scenarios]
    answers = _answers([output], forecasts, names=names, weights=fractions, method=method)
    return Pool(
        scenarios=tuple(scenarios),
        structures=(),
        answers=answers,
        weights=MappingProxyType(dict(zip(names, fractions, strict=True))),
        method=method,
        seed=seed,
        draws=draws,
        command=command,
    )


def pool_structures(
    scenario: Scenario,
    structures: Sequence[Structure],
    *,
    outputs: Sequence[str] = HEADLINES,
    method: str = "linear",
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> Pool:
    """One person's beliefs under several structures of the model, weighted and pooled answer by answer.

    Raises RunError for fewer than two structures, and ScenarioError where the beliefs cannot stand under one.
    """
    if len(structures) < FEWEST_VOICES:
        raise RunError(f"expected at least {FEWEST_VOICES} structures to pool, got {len(structures)}")
    names = [structure.name for structure in structures]
    fractions = shares([structure.weight for structure in structures], voices=names)
    variants = [structure.applied_to(scenario) for structure in structures]
    settings: dict[str, Any] = {"draws": draws, "seed": seed, "horizon_years": horizon_years, "workers": workers}
    steps = _Steps(progress, total=len(variants))
    forecasts = [run(variant, **settings, progress=steps.next()) for variant in variants]
    return Pool(
        scenarios=(scenario,),
        structures=tuple(structures),
        answers=_answers(outputs, forecasts, names=names, weights=fractions, method=method),
        weights=MappingProxyType(dict(zip(names, fractions, strict=True))),
        method=method,
        seed=seed,
        draws=draws,
        command=command,
    )


class _Steps:
    """Several runs told as one: each adds its draws to those of the runs before."""

    def __init__(self, progress: Progress | None, *, total: int) -> None:
        self.progress, self.total, self.done = progress, total, -1

    def next(self) -> Progress | None:
        """What the next run is to call."""
        self.done += 1
        progress, done, total = self.progress, self.done, self.total
        if progress is None:
            return None
        return lambda drawn, draws: progress(done * draws + drawn, total * draws)


def _answers(
    outputs: Sequence[str],
    forecasts: Sequence[Forecast],
    *,
    names: Sequence[str],
    weights: Sequence[float],
    method: str,
) -> Mapping[str, PooledAnswer]:
    """Each answer of all forecasts, pooled."""
    found: dict[str, PooledAnswer] = {}
    for output in outputs:
        asked = quantity(output, model=find_model(forecasts[0].scenario.model))
        voices = tuple(
            Voice(
                name=name,
                weight=weight,
                answers=column_of(asked, forecast.counted),
                part=part_of(forecast.draws)[forecast.weights],
            )
            for name, weight, forecast in zip(names, weights, forecasts, strict=True)
        )
        for voice in voices:
            if np.unique(voice.part).size < PARTS:
                raise RunError(
                    f"expected draws in each of {PARTS} parts of the run, got {voice.answers.size:,} of {voice.name} "
                    "that count. Ask for more (--draws)."
                )
        found[output] = PooledAnswer(
            asked=asked,
            voices=voices,
            pool=pooled(voices, method=method, is_claim=asked.kind == "event"),
            variance=total_variance(voices),
        )
    return MappingProxyType(found)


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names of which each occurs once: a second one of a name is numbered.

    >>> _told_apart(["mine", "mine", "other"])
    ['mine', 'mine (2)', 'other']
    """
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told


def _own(voice: Voice, asked: Quantity) -> dict[str, Any]:
    """One voice's own answer."""
    if asked.kind == "event":
        return {"weight": voice.weight, **_probability(own_probability(voice))}
    infinite = float(np.count_nonzero(np.isinf(voice.known))) / voice.answers.size
    return {"weight": voice.weight, **_quantiles(own_quantiles(voice)), "infinite_share": infinite}


def _pool(pool: Pooled) -> dict[str, Any]:
    """The pooled answer."""
    if pool.probability is not None:
        return _probability(pool.probability)
    return {
        **_quantiles(pool.quantiles),
        "infinite_share": pool.infinite.value,
        "infinite_share_mc_error": plain(pool.infinite.mc_error),
        "thin_share": pool.thin,
    }


def _quantiles(estimates: Mapping[float, Estimate]) -> dict[str, Any]:
    return {
        "quantiles": {f"{level:g}": plain(estimate.value) for level, estimate in estimates.items()},
        "mc_error": {f"{level:g}": plain(estimate.mc_error) for level, estimate in estimates.items()},
    }


def _probability(estimate: Estimate) -> dict[str, Any]:
    return {"probability": plain(estimate.value), "probability_mc_error": plain(estimate.mc_error)}
