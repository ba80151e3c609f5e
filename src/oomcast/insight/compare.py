"""Where two people differ, and why: their answers on shared luck, and what each of their beliefs has to do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.scenario import Scenario
from oomcast.ensemble.document import plain
from oomcast.ensemble.provenance import package_version
from oomcast.ensemble.views import INSIGHT_VIEWS
from oomcast.errors import RunError
from oomcast.insight.asking import PREVIEW_TOLERANCE_OOM, Progress, question
from oomcast.insight.crux import Crux, Cruxes, find_cruxes
from oomcast.insight.statistic import Statistic, statistic
from oomcast.models.contract import FloatArray, Settings
from oomcast.models.progress import HEADLINE
from oomcast.models.registry import model as find_model
from oomcast.outcomes.answer import Quantity
from oomcast.outcomes.montecarlo import LEVELS, Estimate, quantile_estimates, share_estimate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DEFAULT_DRAWS", "MOST_SCENARIOS", "Contrast", "compare"]

Document = dict[str, Any]

DEFAULT_DRAWS = 10_000
"""Draws of each mix of two scenarios: enough to know a share to a hundredth of the spread."""

MOST_NAMED = 3
"""Beliefs of one piece that are named; more are counted."""

PAIR, MOST_SCENARIOS = 2, 6
"""More than six lines cannot be told apart in one picture, and fifteen pairs take long enough."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Contrast:
    """Several scenarios compared in one answer: every pair of them, the first pair in full.

    `answers` are those of each scenario, (draws counted,), and `estimates` their statistic. `cruxes` holds for each
    pair of places, the lower one first, what explains the difference of the second from the first.
    """

    scenarios: tuple[Scenario, ...]
    asked: Quantity
    statistic: Statistic
    answers: tuple[FloatArray, ...]
    cruxes: Mapping[tuple[int, int], Cruxes]
    seed: int
    draws: int
    command: str

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """The statistic of each scenario."""
        return tuple(self.statistic.estimate(answer) for answer in self.answers)

    def document(self) -> Document:
        """The comparison as plain data, keys in reading order; None for what is infinite or unknown."""
        first = self.cruxes[0, 1]
        document: Document = {
            "provenance": self._provenance(),
            "output": {**self.asked._asdict(), "statistic": self.statistic.name},
            "scenarios": [self._scenario(place) for place in range(len(self.scenarios))],
            **self._pair(0, 1),
            "paired": _paired(first),
            "matrix": [
                {"first": self.scenarios[one].name, "second": self.scenarios[other].name, **self._pair(one, other)}
                for one, other in (self.cruxes if len(self.scenarios) > PAIR else {})
            ],
        }
        return {**document, "reading": _view("contrast_reading")(document)}

    def text(self) -> str:
        """The report that the command line prints, without colour."""
        report: str = _view("contrast_text")(self)
        return report

    def plot(self) -> Figure:
        """Both answers and the waterfall of cruxes between them, as a Matplotlib figure."""
        figure: Figure = _view("contrast_plot")(self)
        return figure

    def _provenance(self) -> Document:
        return {
            "oomcast": package_version(),
            "scenarios": [
                {
                    "scenario": scenario.name,
                    "scenario_hash": scenario.hash,
                    "model": scenario.model,
                    "model_version": find_model(scenario.model).version,
                }
                for scenario in self.scenarios
            ],
            "seed": self.seed,
            "draws": self.draws,
            "command": self.command,
        }

    def _scenario(self, place: int) -> Document:
        scenario, estimate, answer = self.scenarios[place], self.estimates[place], self.answers[place]
        quantiles = zip(LEVELS, quantile_estimates(answer), strict=True)
        return {
            "name": scenario.name,
            "title": scenario.title,
            "author": scenario.author,
            "date": scenario.date,
            "value": plain(estimate.value),
            "mc_error": plain(estimate.mc_error),
            "quantiles": {f"{level:g}": plain(found.value) for level, found in quantiles},
            "not_finite_share": float(np.mean(~np.isfinite(answer))),
            "draws_counted": answer.size,
        }

    def _pair(self, one: int, other: int) -> Document:
        """Difference and cruxes of two scenarios."""
        found = self.cruxes[one, other]
        return {
            "difference": plain(found.difference.value),
            "difference_mc_error": plain(found.difference.mc_error),
            "crux": {crux.piece.name: plain(crux.value.value) for crux in found.pieces},
            "cruxes": [self._crux(crux, one, other) for crux in found.pieces],
            "exact": found.used.is_exact,
            "mixes": len(found.used.sets),
        }

    def _crux(self, crux: Crux, one: int, other: int) -> Document:
        """One crux, with what both scenarios believe in its place."""
        return {
            "belief": crux.piece.name,
            "value": plain(crux.value.value),
            "mc_error": plain(crux.value.mc_error),
            "alone": plain(crux.alone),
            "last": plain(crux.last),
            "least": plain(crux.least),
            "most": plain(crux.most),
            "beliefs": sorted(crux.piece.beliefs),
            "choices": sorted(crux.piece.choices),
            "from": _held(self.scenarios[one], crux),
            "to": _held(self.scenarios[other], crux),
        }


def compare(
    scenarios: Sequence[Scenario],
    *,
    output: str = HEADLINE,
    statistic_name: str | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> Contrast:
    """Two or more scenarios on shared luck, and the cruxes between each pair of them.

    The difference is that of the statistic (`statistic_name`; the median, or the probability of a claim) of one
    `output`. Raises RunError for fewer than two scenarios or more than six, for an unknown output or statistic, and
    where the difference is not finite.
    """
    if not PAIR <= len(scenarios) <= MOST_SCENARIOS:
        raise RunError(f"expected two to {MOST_SCENARIOS} scenarios to compare, got {len(scenarios)}")
    asked = question(scenarios[0], output=output, horizon_years=horizon_years).asked
    for scenario in scenarios[1:]:
        question(scenario, output=output, horizon_years=horizon_years)  # which refuses what cannot be asked of it
    number = statistic(statistic_name, asked=asked)
    settings = Settings(horizon_years=horizon_years, tolerance_oom=PREVIEW_TOLERANCE_OOM)
    pairs = list(combinations(range(len(scenarios)), 2))
    cruxes = {
        (one, other): find_cruxes(
            scenarios[one],
            scenarios[other],
            output=output,
            statistic=number,
            draws=draws,
            seed=seed,
            settings=settings,
            workers=workers,
            progress=progress,
        )
        for one, other in pairs
    }
    last = len(scenarios) - 1
    names = ", ".join(repr(scenario.name) for scenario in scenarios)
    firsts = [cruxes[place, place + 1].first[cruxes[place, place + 1].counted[0]] for place in range(last)]
    ends = cruxes[last - 1, last]
    return Contrast(
        scenarios=tuple(scenarios),
        asked=asked,
        statistic=number,
        answers=(*firsts, ends.second[ends.counted[1]]),
        cruxes=cruxes,
        seed=seed,
        draws=draws,
        command=command or f"oomcast.compare({names}, output={output!r}, draws={draws}, seed={seed})",
    )


def _paired(found: Cruxes) -> Document:
    """The difference draw by draw, where both draws count: equal infinities do not differ."""
    both = found.counted[0] & found.counted[1]
    first, second = found.first[both], found.second[both]
    with np.errstate(invalid="ignore"):
        gap = np.where(first == second, 0.0, second - first)
    quantiles = quantile_estimates(gap)
    above = share_estimate(int(np.count_nonzero(gap > 0)), draws=gap.size)
    return {
        "quantiles": {f"{level:g}": plain(found.value) for level, found in zip(LEVELS, quantiles, strict=True)},
        "mc_error": {f"{level:g}": plain(found.mc_error) for level, found in zip(LEVELS, quantiles, strict=True)},
        "share_above": {"value": above.value, "mc_error": plain(above.mc_error)},
    }


def _held(scenario: Scenario, crux: Crux) -> str | None:
    """What a scenario holds in the place of a piece, in words; None where it is silent there."""
    options = [scenario.structure[name] for name in crux.piece.choices if name in scenario.structure]
    name = crux.piece.name
    if name in scenario.beliefs:
        return scenario.beliefs[name].in_words(scenario.parameters[name])
    stated = [belief for belief in sorted(crux.piece.beliefs) if belief in scenario.beliefs]
    told = stated if len(stated) <= MOST_NAMED else [f"{len(stated)} beliefs"]
    return ", ".join([*options, *told]) or None


def _view(name: str) -> Any:
    module, _, function = INSIGHT_VIEWS[name].partition(":")
    return getattr(import_module(module), function)
