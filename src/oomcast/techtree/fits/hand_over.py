"""From fits to beliefs: what a forecast can take from trees, as joint draws, with where they may be used.

Each tree gives one draw of the numbers of the forecast's own formula: trees differ more than repetitions on one tree
do, and which tree the world is like is what is not known. Ranks that move together between trees are stated as rank
correlations.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.techtree.fits.design import INPUTS
from oomcast.techtree.fits.fitting import Fit, Observations, fitted, radius_of_validity, refuse_too_few
from oomcast.techtree.fits.formulas import ADAPTING, FORMULAS, HANDED_OVER
from oomcast.techtree.fits.long_run import Evolved, long_run_rho
from oomcast.techtree.fits.table import DECADES, ResponseTable

__all__ = ["Beliefs", "beliefs_of", "scenario_text"]

FloatArray = NDArray[np.float64]

FEWEST_TREES = 4
"""Trees without which nobody could speak of a distribution."""

LARGEST_RANK_CORRELATION = 0.95
"""Ranks of a few draws may agree fully, which no correlation between beliefs may."""

SMALLEST_EIGENVALUE = 0.01
"""Of a matrix of correlations: enough for those rounded to two digits to hang together."""

WEAKENED = 0.95
"""By which factor correlations are weakened at a time."""

PRESET = "greenblatt-2025-full"
"""The scenario that a hand-over extends unless another is named: its chain of factors has every parameter at work."""

DIGITS = 6
"""Significant digits of handed-over numbers: more than they are known to."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Beliefs:
    """Joint draws, one for each tree, by the name of the parameter that a scenario knows them by.

    `within` is the factor of the normal company, in every input at once, inside which the fitted formula stands for its
    tree to 10 %, one for each tree; 1 means nowhere. `practice_gap` is how many times as much a company does whose
    practices evolved with it, where a comparison of companies says so; the gap of `evolved` is among the draws, as the
    exponent of substitution in the long run, and waiting is not: a forecast has one production function.
    """

    draws: Mapping[str, FloatArray]
    within: FloatArray
    spread: FloatArray
    practice_gap: Mapping[str, float]
    evolved: Evolved | None = None
    table: ResponseTable | None = None
    """Where no formula holds: what one should say instead."""

    @property
    def production(self) -> str:
        """The forecast's production function that takes these numbers."""
        return "latency" if self.evolved is None else "adapting"

    @property
    def correlations(self) -> dict[tuple[str, str], float]:
        """Spearman's rank correlations of all pairs that differ between trees, shrunk for their small number."""
        moving = [name for name, column in self.draws.items() if np.ptp(column) > 0.0]
        if len(moving) < 2:
            return {}
        ranks = np.array([average_ranks(self.draws[name]) for name in moving])
        # 1 / (n - 1) is the variance of a rank correlation that is nil.
        kept = 1.0 - 1.0 / (ranks.shape[1] - 1)
        found = np.clip(np.corrcoef(ranks) * kept, -LARGEST_RANK_CORRELATION, LARGEST_RANK_CORRELATION)
        # A copula takes the linear correlations that belong to these, which may contradict each other where ranks agree
        # nearly fully: all are weakened together until they do not.
        while np.linalg.eigvalsh(linear(found)).min() < SMALLEST_EIGENVALUE:
            found = found * WEAKENED
        return {(moving[i], moving[j]): float(found[i, j]) for i, j in combinations(range(len(moving)), 2)}


def linear(ranks: FloatArray) -> FloatArray:
    """Linear correlations of normals with these rank correlations, 1 on the diagonal."""
    found = 2.0 * np.sin(math.pi / 6.0 * ranks)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found)


def average_ranks(values: FloatArray) -> FloatArray:
    """Ranks from 1, those of equal values averaged."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2.0)[place])


def beliefs_of(
    observations: Observations,
    *,
    practice_gap: Mapping[str, float] | None = None,
    evolved: Evolved | None = None,
    table: ResponseTable | None = None,
) -> Beliefs:
    """The forecast's formula fitted to each tree by itself: with waiting, or with the practices of `evolved`.

    Raises RunError for too few trees or points.
    """
    refuse_too_few(observations)
    if observations.trees < FEWEST_TREES:
        raise RunError(f"expected at least {FEWEST_TREES} trees to hand beliefs over from, got {observations.trees}")
    fits: list[Fit] = []
    within = []
    for points, pace in zip(observations.points, observations.ln_pace, strict=True):
        reached = np.isfinite(pace)
        fit = fitted(FORMULAS[HANDED_OVER] if evolved is None else ADAPTING, points[reached], pace[reached])
        fits.append(fit)
        within.append(radius_of_validity(fit, Observations(points=points[None], ln_pace=pace[None])))
    draws = [draw_of(fit.values, evolved) for fit in fits]
    return Beliefs(
        draws={name: rounded(np.array([draw[name] for draw in draws])) for name in draws[0]},
        within=np.array(within),
        spread=np.array([fit.spread for fit in fits]),
        practice_gap=dict(practice_gap or {}),
        evolved=evolved,
        table=table,
    )


def draw_of(values: Mapping[str, float], evolved: Evolved | None) -> dict[str, float]:
    """What a fit says, by the names of the forecast's parameters."""
    exponent, rho, share = values["parallel_exponent"], values["rho"], values["hurried_labour_share"]
    same = {"parallel_exponent": exponent, "substitution_rho": rho}
    if evolved is None:
        latency = values["latency_share"]
        return {**same, "labour_share": share * (1.0 - latency), "latency_share": latency}
    ln_ratio = evolved.ln_ratio(exponent)
    long_run = long_run_rho(evolved.gap, ln_ratio=ln_ratio, labour_share=share, rho=rho)
    return {**same, "labour_share": share, "substitution_rho_long_run": long_run}


def rounded(column: FloatArray) -> FloatArray:
    """Numbers as they will be written."""
    return np.array([float(f"{value:.{DIGITS}g}") for value in column])


def shares_may_exceed_one(beliefs: Beliefs) -> bool:
    """Whether a draw of the labour share and one of the share of waiting, from different trees, could exceed 1."""
    waiting = beliefs.draws.get("latency_share")
    return waiting is not None and float(beliefs.draws["labour_share"].max() + waiting.max()) > 1.0


def scenario_text(
    beliefs: Beliefs,
    *,
    source: str,
    command: str,
    extends: str = PRESET,
    name: str = "",
    adaptation_years: Any = None,
) -> str:
    """A scenario file that takes these beliefs on top of another scenario; what `oomcast run FILE` reads.

    `source` says which trees, `command` how to have the file again. Trees say nothing of how long it takes until
    practices have adapted: `adaptation_years`, as a file states it, goes with those that do. Where shares drawn for
    themselves could sum to more than 1, both are stated as their medians over trees, and the file says so.
    """
    import tomlkit

    said = dict(beliefs.draws)
    as_medians: tuple[str, ...] = ()
    if shares_may_exceed_one(beliefs):
        as_medians = ("labour_share", "latency_share")
    document = tomlkit.document()
    document.add(tomlkit.comment("Beliefs derived from simulated trees of ideas, to be run or to be extended."))
    for line in words_about(beliefs, as_medians):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.comment(f"again: {command}"))
    document["schema"] = 1
    if name:
        document["name"] = name
    document["title"] = one_line(f"What {source} says about research")
    document["extends"] = extends
    document["structure"] = {"parallel_returns": "constant-exponent", "production": beliefs.production}
    parameters = tomlkit.table()
    for parameter, column in said.items():
        belief = tomlkit.inline_table()
        if parameter in as_medians:
            belief.update({"value": float(np.median(column))})
        else:
            belief.update({"family": "samples", "values": [float(value) for value in np.sort(column)]})
        belief.update({"source": one_line(source), "evidence": "assumed"})
        parameters[parameter] = belief
    if beliefs.evolved is not None:
        parameters["adaptation_years"] = adaptation_years
    document["parameters"] = parameters
    table: dict[str, dict[str, float]] = {}
    for (first, second), rank in beliefs.correlations.items():
        value = float(f"{rank:.2f}")
        if value and first not in as_medians and second not in as_medians:
            table.setdefault(first, {})[second] = value
    if table:
        document["correlations"] = table
    return tomlkit.dumps(document)


def one_line(text: str) -> str:
    """A text without what a single line cannot hold."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def words_about(beliefs: Beliefs, as_medians: Sequence[str]) -> list[str]:
    """What a reader of the file should know: where the formula holds, and what could not be said."""
    middle = float(np.median(beliefs.within))
    share = float(np.mean(beliefs.within > 1.0))
    off = math.expm1(float(np.median(beliefs.spread)))
    lines = [
        "None of the data behind any tree has an automated company's ratio of people to chips.",
        f"The formula stands for its tree to 10 % within a factor of {middle:.3g} of the normal company in every input",
        f"(median over trees; {100 * share:.0f} % of trees have any such range); over all points it is off by "
        f"{100 * off:.0f} %.",
    ]
    if beliefs.table is not None:
        lines.append("No formula of those tried holds over three decades. What trees say instead, one input at a time:")
        lines.append("factor: " + ", ".join(f"{10.0**decade:.3g}" for decade in DECADES))
        lines += [
            f"pace as {name} changes: " + ", ".join(f"{value:.3g}" for value in row)
            for name, row in zip(INPUTS, beliefs.table.medians, strict=True)
        ]
    if as_medians:
        lines.append(f"{' and '.join(as_medians)} are medians: drawn apart they could sum to more than 1.")
    for key, gap in beliefs.practice_gap.items():
        lines.append(f"Practices that evolved with the company do {gap:.3g} times as much as those dropped in: {key}.")
    if beliefs.evolved is not None:
        lines += [
            f"That of {beliefs.evolved.name} is handed over: labour replaces experiments as substitution_rho says",
            "at first, and as substitution_rho_long_run does once practices have adapted. A forecast has one",
            "production function, and this one knows no waiting; without --practices waiting is handed over instead.",
            "How long adapting takes no tree can say: adaptation_years is what the file of companies believes.",
        ]
    return lines
