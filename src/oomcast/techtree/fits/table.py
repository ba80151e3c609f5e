"""What a formula would have to say, as a table: the pace of research when one input moves and the others stay."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oomcast.techtree.fits.design import INPUTS
from oomcast.techtree.fits.response import Climber, Factors, Progress, hours_to, side_by_side
from oomcast.techtree.graph import Graph

__all__ = ["DECADES", "ResponseTable", "response_table"]

FloatArray = NDArray[np.float64]

DECADES = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
"""Powers of ten below and above the normal company, at which each input is tried: three decades, within the design."""

BASE = DECADES.index(0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class ResponseTable:
    """`ln_pace[i, j, k]` is ln of the pace on tree k at factor j of input i over the normal company's on that tree.

    NaN where the value was not reached. Inputs as in `design.INPUTS`, factors are 10^`DECADES`.
    """

    ln_pace: FloatArray

    @property
    def medians(self) -> FloatArray:
        """Over trees, of the pace itself; shape (inputs, factors)."""
        return np.array([[middle(np.exp(cell)) for cell in row] for row in self.ln_pace])

    @property
    def exponents(self) -> FloatArray:
        """Of each input between neighbouring factors, means over trees; shape (inputs, factors - 1)."""
        steps = np.diff(DECADES) * math.log(10.0)
        slopes = np.diff(self.ln_pace, axis=1) / steps[:, None]
        return np.array([[mean(cell) for cell in row] for row in slopes])


def middle(values: FloatArray) -> float:
    """The median of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else math.nan


def mean(values: FloatArray) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else math.nan


def response_table(
    tree: Callable[[int], Graph],
    climber: Climber,
    *,
    trees: int,
    value_oom: float,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> ResponseTable:
    """Each input by itself at each factor on so many trees, with the same luck on the same tree."""
    graphs = [tree(index) for index in range(trees)]
    cells = [(name, decade) for name in INPUTS for decade in DECADES if decade != 0.0]
    cases = [(name, decade, index) for name, decade in [("staff", 0.0), *cells] for index in range(trees)]

    def one(case: tuple[str, float, int]) -> float:
        name, decade, index = case
        by = Factors(**{name: 10.0**decade})
        return hours_to(graphs[index], climber, value_oom=value_oom, by=by, seed=seed + index)

    hours = np.array(side_by_side(one, cases, workers=workers, progress=progress)).reshape(-1, trees)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = np.log(hours[0] / hours[1:]).reshape(len(INPUTS), len(DECADES) - 1, trees)
    ratios[~np.isfinite(ratios)] = np.nan
    return ResponseTable(ln_pace=np.insert(ratios, BASE, 0.0, axis=1))
