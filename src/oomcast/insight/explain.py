"""Which beliefs an answer hangs on, all measures of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.distributions.truncated import Truncated
from oomcast.beliefs.scenario import Scenario
from oomcast.ensemble.document import plain
from oomcast.ensemble.provenance import Provenance, package_version
from oomcast.ensemble.views import INSIGHT_VIEWS
from oomcast.errors import RunError
from oomcast.insight.asking import Progress, Question, question
from oomcast.insight.attribution import DEFAULT_HALF_WIDTH, Attribution, attribute
from oomcast.insight.effects import Effects
from oomcast.insight.joint import Joint, joint_of
from oomcast.insight.probes import Probe, probes
from oomcast.insight.ranks import rank_dependence
from oomcast.insight.statistic import Statistic, statistic
from oomcast.insight.swing import Swing, elasticities, swings
from oomcast.models.progress import HEADLINE
from oomcast.outcomes.montecarlo import LEVELS, Estimate, quantile_estimates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["CARRIES_MOST", "DEFAULT_DRAWS", "Explanation", "explain"]

Document = dict[str, Any]

DEFAULT_DRAWS = 10_000
"""Draws of each end of a swing, as in a run."""

CARRIES_MOST = 0.4
"""Share of the variance from which on one belief is said to carry the answer."""

MEDIAN = 0.5

EXACT_TOLERANCE_OOM = 1e-9
"""Elasticities are differences of two answers a thousandth apart, which a run's tolerance would blur."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """What the spread of one answer comes from, belief by belief.

    `attribution` holds the indices of the beliefs that are uncertain, `ranks` for each of them the moment-free measure
    with its standard error, `swings` the tornado, longest bar first, `elasticities` the slopes at the median of all
    beliefs, certain ones too, and `probes` what absurd values did. `answer` is the statistic as believed.
    """

    scenario: Scenario
    asked: Question
    statistic: Statistic
    answer: Estimate
    attribution: Attribution
    ranks: Mapping[str, tuple[float, float]]
    swings: tuple[Swing, ...]
    elasticities: Mapping[str, float | None]
    probes: tuple[Probe, ...]
    provenance: Provenance

    @property
    def inert(self) -> tuple[str, ...]:
        """Beliefs that never move the answer of any draw: not between their own ends, nor at absurd values."""
        moves = {probe.belief for probe in self.probes if probe.moved > 0.0}
        uncertain = dict(zip(self.attribution.names, self.attribution.indices.total, strict=True))
        return tuple(
            name for name in self.elasticities if name not in moves and not abs(uncertain.get(name, 0.0)) > 0.0
        )

    @property
    def shares(self) -> Mapping[str, float]:
        """Each uncertain belief's own share of the variance: first-order, or its Shapley effect where correlated."""
        indices = self.attribution.indices
        shares = indices.shapley if isinstance(indices, Effects) else indices.first
        return dict(zip(self.attribution.names, shares.tolist(), strict=True))

    @property
    def carrier(self) -> str | None:
        """The belief that carries more of the variance than `CARRIES_MOST`; None where there is none."""
        most = max(self.shares, key=self.shares.__getitem__, default=None)
        return most if most is not None and self.shares[most] > CARRIES_MOST else None

    def document(self) -> Document:
        """The explanation as plain data, keys in reading order; None for what is infinite, unknown or not there."""
        found, asked = self.attribution, self.asked.asked
        parameters = self.scenario.parameters
        quantiles = zip(LEVELS, quantile_estimates(found.as_believed), strict=True)
        return {
            "provenance": self.provenance.document(),
            "output": {**asked._asdict(), "statistic": self.statistic.name},
            "answer": {
                "value": plain(self.answer.value),
                "mc_error": plain(self.answer.mc_error),
                "quantiles": {f"{level:g}": plain(estimate.value) for level, estimate in quantiles},
                "not_finite_share": float(np.mean(~np.isfinite(found.as_believed))),
            },
            "carrier": self.carrier,
            "sobol": {name: self._indices(place) for place, name in enumerate(found.names)},
            "swing": {swing.belief: _swing(swing) for swing in self.swings},
            "elasticity": dict(self.elasticities),
            "inert": list(self.inert),
            "probes": [
                {"belief": probe.belief, "value": probe.value, "answer": plain(probe.statistic), "moved": probe.moved}
                for probe in self.probes
            ],
            "convergence": {
                "method": "shapley" if isinstance(found.indices, Effects) else "sobol",
                "half_width": plain(found.half_width),
                "converged": found.converged,
                "draws": found.as_believed.size,
                "evaluations": found.asked,
                "on_ranks": found.on_ranks,
            },
            "units": {name: parameters[name].unit for name in self.elasticities},
        }

    def text(self) -> str:
        """The report that the command line prints, without colour."""
        report: str = _view("explanation_text")(self)
        return report

    def plot(self) -> Figure:
        """The tornado as a Matplotlib figure."""
        figure: Figure = _view("explanation_plot")(self)
        return figure

    def _indices(self, place: int) -> Document:
        indices = self.attribution.indices
        values = {"first": indices.first, "total": indices.total}
        spans = {"first": indices.first_interval, "total": indices.total_interval}
        if isinstance(indices, Effects):
            values["shapley"], spans["shapley"] = indices.shapley, indices.shapley_interval
        entry: Document = {}
        for name, column in values.items():
            entry[name] = plain(column[place])
            entry[f"{name}_interval"] = [plain(end) for end in spans[name][place]]
        rank, error = self.ranks[self.attribution.names[place]]
        return {**entry, "rank": plain(rank), "rank_error": plain(error)}


def explain(
    scenario: Scenario,
    *,
    output: str = HEADLINE,
    statistic_name: str | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = 0,
    horizon_years: float = 10.0,
    half_width: float = DEFAULT_HALF_WIDTH,
    workers: int | None = None,
    progress: Progress | None = None,
    command: str = "",
) -> Explanation:
    """What drives one answer of a scenario's model.

    `output` is an output, event or milestone; the swings are of its statistic `statistic_name` (the median, or the
    probability of a claim) over `draws` draws. Indices are found to within `half_width`, with as many draws as that
    takes. Raises RunError for an unknown output or statistic, and where beliefs that correlate are limited by what is
    given.
    """
    asked = question(scenario, output=output, horizon_years=horizon_years)
    exactly = question(scenario, output=output, horizon_years=horizon_years, tolerance=EXACT_TOLERANCE_OOM)
    number = statistic(statistic_name, asked=asked.asked)
    joint = _as_given(joint_of(scenario, seed=seed), scenario)
    uncertain = [name for name, belief in scenario.beliefs.items() if not belief.is_point]
    medians = {name: float(belief.quantile(MEDIAN)) for name, belief in scenario.beliefs.items()}
    found = attribute(asked, joint, names=uncertain, half_width=half_width, workers=workers, progress=progress)
    few = found.as_believed[:draws]
    lengths = swings(
        asked, joint, names=uncertain, as_believed=few, statistic=number, workers=workers, progress=progress
    )
    worlds = joint.worlds(joint.luck(range(found.as_believed.size)))
    return Explanation(
        scenario=scenario,
        asked=asked,
        statistic=number,
        answer=number.estimate(found.as_believed),
        attribution=found,
        ranks={name: rank_dependence(worlds[name], found.as_believed) for name in uncertain},
        swings=tuple(sorted(lengths, key=lambda swing: -swing.span)),
        elasticities=elasticities(exactly, medians=medians, parameters=scenario.parameters),
        probes=probes(asked, joint, parameters=scenario.parameters, medians=medians, statistic=number, workers=workers),
        provenance=Provenance(
            oomcast=package_version(),
            model=scenario.model,
            model_version=asked.model.version,
            scenario=scenario.name,
            scenario_hash=scenario.hash,
            seed=seed,
            draws=draws,
            command=command or f"oomcast.explain({scenario.name!r}, output={output!r}, draws={draws}, seed={seed})",
        ),
    )


def _as_given(joint: Joint, scenario: Scenario) -> Joint:
    """The beliefs within the limits that the scenario takes as given."""
    if scenario.given is None:
        return joint
    tied = {name for block in joint.blocks for name in block.members}
    cut = dict(joint.distributions)
    for name, (low, high) in scenario.given.limits.items():
        if name in tied:
            raise RunError(
                f"expected limits on beliefs that correlate with no other, got {name}, which does: what drives an "
                f"answer can only be told apart where the rest is not limited along with it"
            )
        cut[name] = Truncated(joint.distributions[name], low=low, high=high)
    return Joint(distributions=cut, correlations=joint.correlations, seed=joint.seed)


def _swing(swing: Swing) -> Document:
    return {
        "at_low": plain(swing.at_low),
        "at_high": plain(swing.at_high),
        "low": plain(swing.low.value),
        "low_mc_error": plain(swing.low.mc_error),
        "high": plain(swing.high.value),
        "high_mc_error": plain(swing.high.mc_error),
        "span": plain(swing.span),
    }


def _view(name: str) -> Any:
    module, _, function = INSIGHT_VIEWS[name].partition(":")
    return getattr(import_module(module), function)
