"""The product of several people's densities, each to the power of a weight, from draws.

Densities are estimated on one grid by a normal kernel, in the answer or in its logarithm, whichever is less skewed. The
product depends on that choice only by what smoothing does, since weights sum to one. Draws are pulled together before,
so that smoothing leaves their variance as it is (M. C. Jones, "On correcting for variance inflation in kernel density
estimation", Computational Statistics and Data Analysis 11 (1991) 3-15).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.insight.jackknife import PARTS
from oomcast.models.contract import FloatArray

__all__ = ["LogPool", "log_pool"]

GRID = 4096
"""Cells of the grid: a fortieth of the kernel's width or less, unless people are a hundred spreads apart."""

KERNEL = 0.9
"""Silverman's factor for the width of the kernel, 0.9 min(sd, interquartile range / 1.34) n^(-1/5). Source:
B. Silverman, "Density estimation for statistics and data analysis" (1986)."""

NORMAL_QUARTILES = 1.34
"""Interquartile range of a normal in standard deviations."""

REACH = 8.0
"""Widths of the kernel after which it counts as nothing."""


FEW_DRAWS = 10.0
"""A density made of fewer draws than this is known to a third of itself, at best."""


class LogPool(NamedTuple):
    """Places, the last of them beyond every number, and the mass of each: of all draws, then without each part.

    `thin` is the share of the mass that lies where some person has few draws: the pool is then as little known there.
    """

    values: FloatArray
    masses: list[FloatArray]
    thin: float


def log_pool(people: Sequence[FloatArray], parts: Sequence[NDArray[np.intp]], weights: Sequence[float]) -> LogPool:
    """The logarithmic pool of answers, (draws,) for each person, infinite where beyond every number.

    `parts` say to which part of the run each draw belongs, `weights` sum to one. Raises RunError where a person's
    finite answers are all equal, which have no density, or where nothing is held possible by all.
    """
    finite = [answers[np.isfinite(answers)] for answers in people]
    for answers in finite:
        if answers.size and answers.min() == answers.max():
            raise RunError("log pool: expected answers that are spread out, got the same one in all draws of a person")
    is_log = _is_log(finite)
    seen = [np.log(answers) if is_log else answers for answers in finite]
    widths = [_kernel_width(answers) for answers in seen]
    pulled = [_pulled_together(answers, width) for answers, width in zip(seen, widths, strict=True)]
    low = min((float(a.min()) - REACH * h for a, h in zip(pulled, widths, strict=True) if a.size), default=0.0)
    high = max((float(a.max()) + REACH * h for a, h in zip(pulled, widths, strict=True) if a.size), default=1.0)
    cell = (high - low) / GRID
    middles = low + (np.arange(GRID) + 0.5) * cell
    counts = [
        _histograms(answers, pull, part, low=low, cell=cell)
        for answers, pull, part in zip(people, pulled, parts, strict=True)
    ]
    in_cells = [width / cell for width in widths]
    found = [_product(counts, in_cells, weights, left_out=part) for part in (None, *range(PARTS))]
    mass, fewest = found[0]
    return LogPool(
        values=np.append(np.exp(middles) if is_log else middles, np.inf),
        masses=[each for each, _ in found],
        thin=float(mass[fewest < FEW_DRAWS].sum()),
    )


def _is_log(finite: Sequence[FloatArray]) -> bool:
    """Whether answers are less skewed in logarithms."""
    if not all((answers > 0.0).all() for answers in finite):
        return False
    plain, logs = (sum(abs(_skewness(one)) for one in side) for side in (finite, [np.log(one) for one in finite]))
    return bool(logs < plain)


def _skewness(answers: FloatArray) -> float:
    spread = float(answers.std()) if answers.size else 0.0
    return float(np.mean(((answers - answers.mean()) / spread) ** 3)) if spread > 0.0 else 0.0


def _kernel_width(answers: FloatArray) -> float:
    if not answers.size:
        return 1.0
    low, high = np.quantile(answers, [0.25, 0.75])
    spreads = [spread for spread in (float(answers.std()), float(high - low) / NORMAL_QUARTILES) if spread > 0.0]
    return KERNEL * min(spreads) * math.pow(answers.size, -1 / 5)


def _pulled_together(answers: FloatArray, width: float) -> FloatArray:
    """Answers about their mean, closer by as much as the kernel will spread them."""
    if not answers.size:
        return answers
    centre = float(answers.mean())
    return np.asarray(centre + (answers - centre) / np.sqrt(1.0 + width**2 / float(answers.var())))


def _histograms(
    answers: FloatArray, pulled: FloatArray, part: NDArray[np.intp], *, low: float, cell: float
) -> FloatArray:
    """Draws by part and by cell of the grid, one more for those beyond every number: shape (parts, cells + 1)."""
    place = np.full(answers.size, GRID)
    place[np.isfinite(answers)] = np.clip(((pulled - low) / cell).astype(np.intp), 0, GRID - 1)
    flat = part * (GRID + 1) + place
    return np.bincount(flat, minlength=PARTS * (GRID + 1)).reshape(PARTS, GRID + 1).astype(np.float64)


def _product(
    counts: Sequence[FloatArray], widths: Sequence[float], weights: Sequence[float], *, left_out: int | None
) -> tuple[FloatArray, FloatArray]:
    """The mass of each place under the pool, and on how many draws of the person with fewest there it rests.

    Products are sums of logarithms until the end, so that small densities are not lost. Widths are in cells.
    """
    from scipy.ndimage import gaussian_filter1d

    total, fewest = np.zeros(GRID + 1), np.full(GRID + 1, np.inf)
    for by_part, width, weight in zip(counts, widths, weights, strict=True):
        draws = by_part.sum(axis=0) - (0.0 if left_out is None else by_part[left_out])
        smooth = gaussian_filter1d(draws[:-1], width, mode="constant", truncate=REACH)
        with np.errstate(divide="ignore"):
            total += weight * np.log(np.append(smooth, draws[-1]) / draws.sum())
        under_kernel = np.append(smooth * width * math.sqrt(2.0 * math.pi), draws[-1])
        fewest = np.minimum(fewest, under_kernel)
    top = float(total.max())
    if top == -np.inf:
        raise RunError("log pool: expected something that all people hold possible, got nothing")
    mass = np.exp(total - top)
    return mass / mass.sum(), fewest
