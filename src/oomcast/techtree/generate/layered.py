"""Layered trees: so many levels, of such widths, tied as tightly as asked."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError
from oomcast.quantities.elementary import exp, log, normal_quantile
from oomcast.techtree.generate.fields import Draws, Family, Field, Shape, Values
from oomcast.techtree.graph import tree
from oomcast.techtree.structure import order_strength

__all__ = ["FAMILY", "TOLERANCE", "level_widths"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

TOLERANCE = 0.02
"""How far, relative to what was asked, a tree may be from a target."""

CLOSE_ENOUGH = 0.002
"""The search for a target ends within a tenth of that."""

SAME_PARENTS = 1e-9
"""Means so close that no node has another number of parents."""

MOST_EXTRA_PARENTS = 63
"""Mean number of parents beyond the first: with more, two levels are tied as tightly as they can be."""

LARGEST_WITH_STRENGTH = 20_000
"""Nodes of a tree whose order strength can be asked for: it is counted exactly, many times over."""

HALVINGS = 60
"""Steps of a bisection: more than a double has digits."""

STEEPEST = 200.0
"""Exponent of the bump, or spread of the widths in logs, at which one level has nearly all nodes."""

FIELDS = (
    Field(name="nodes", default=2000, low=1, high=1e8, whole=True, meaning="how many nodes"),
    Field(name="depth", default=40, low=1, high=1e8, whole=True, meaning="how many levels; exact"),
    Field(
        name="width", default=None, low=1, high=1e8, whole=True, may_be_unsaid=True, meaning="nodes on the widest level"
    ),
    Field(
        name="profile",
        default="bump",
        options=("constant", "bump", "lognormal"),
        meaning="how widths go from level to level: all equal, widest in the middle, or at random",
    ),
    Field(
        name="uneven",
        default=1.0,
        high=STEEPEST,
        meaning="exponent of the bump, or spread of widths in logs; what a stated width replaces",
    ),
    Field(name="indegree", default=3.0, low=1.0, high=64.0, meaning="mean number of parents drawn for a node"),
    Field(
        name="law",
        default="geometric",
        options=("even", "geometric"),
        meaning="numbers of parents: all nearly the same, or a few with many",
    ),
    Field(
        name="order_strength",
        default=None,
        high=1.0,
        may_be_unsaid=True,
        meaning="share of pairs of nodes whose order is fixed; what replaces indegree",
    ),
    Field(name="jump", default=0.1, high=1.0, meaning="chance that a further parent is not on the level just before"),
    Field(name="jump_levels", default=3.0, low=2.0, meaning="how many levels back it then is, on average"),
    Field(name="reach", default=1.0, high=1.0, meaning="share of a level in which a node looks for its parents"),
)


def level_widths(nodes: int, depth: int, *, weights: FloatArray, widest: int | None) -> IntArray:
    """How many nodes each level has: at least one, in proportion to `weights`, the largest exactly `widest` if stated.

    >>> level_widths(12, 4, weights=np.array([1.0, 2.0, 2.0, 1.0]), widest=6).tolist()
    [2, 6, 2, 2]
    """
    spare = nodes - depth
    share = spare * weights / weights.sum()
    widths = np.floor(share).astype(np.int64)
    remainder = np.argsort(-(share - widths), kind="stable")[: spare - int(widths.sum())]
    widths[remainder] += 1
    widths += 1
    if widest is not None:
        peak = int(np.argmax(widths))
        over = np.maximum(widths - widest, 0)
        widths -= over
        moved = int(over.sum())
        # What is above goes to the widest levels with room; what the peak lacks comes from the widest others.
        for level in np.argsort(-widths, kind="stable"):
            added = min(moved, widest - int(widths[level]))
            widths[level] += added
            moved -= added
        lacking = widest - int(widths[peak])
        for level in np.argsort(-widths, kind="stable"):
            if level != peak:
                taken = min(lacking, int(widths[level]) - 1)
                widths[level] -= taken
                widths[peak] += taken
                lacking -= taken
    return np.asarray(widths, dtype=np.int32)


def profile_weights(values: Values, draws: Draws, *, uneven: float) -> FloatArray:
    """Relative widths of the levels."""
    depth = values["depth"]
    if values["profile"] == "constant":
        return np.ones(depth)
    if values["profile"] == "bump":
        middle = (np.arange(depth) + 0.5) / depth
        logs = uneven * log(4.0 * middle * (1.0 - middle))
    else:
        logs = uneven * normal_quantile(draws("width", depth))
    return np.asarray(exp(logs - logs.max()))


def widths_of(values: Values, draws: Draws) -> IntArray:
    """The widths that were asked for. Raises RunError where no tree has them."""
    nodes, depth, widest = values["nodes"], values["depth"], values["width"]
    if depth > nodes:
        raise RunError(f"depth: expected at most as many levels as nodes ({nodes:,}), got {depth:,}")
    if widest is None:
        return level_widths(nodes, depth, weights=profile_weights(values, draws, uneven=values["uneven"]), widest=None)
    least, most = -(-nodes // depth), nodes - depth + 1
    if not least <= widest <= most:
        raise RunError(f"width: expected {least:,} to {most:,} for {nodes:,} nodes on {depth:,} levels, got {widest:,}")
    low, high = 0.0, STEEPEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        weights = profile_weights(values, draws, uneven=middle)
        if 1.0 + (nodes - depth) * weights.max() / weights.sum() < widest:
            low = middle
        else:
            high = middle
    return level_widths(nodes, depth, weights=profile_weights(values, draws, uneven=low), widest=widest)


def extra_parents(values: Values, draws: Draws, *, mean: float, children: int) -> IntArray:
    """How many parents each node has beyond its first: more for all nodes the larger the mean, luck being equal."""
    luck = draws("parents", children)
    if values["law"] == "even" or mean == 0.0:
        return np.floor(mean + luck).astype(np.int32)
    return np.floor(log(luck) / log(mean / (1.0 + mean))).astype(np.int32)


def edges_of(values: Values, draws: Draws, *, widths: IntArray, mean_extra: float) -> tuple[IntArray, IntArray]:
    """Sources and targets. Each node has a parent on the level before; parent j of a node depends on luck alone."""
    first = np.concatenate([[0], np.cumsum(widths)])
    level = np.repeat(np.arange(len(widths)), widths)
    children = np.arange(widths[0], first[-1])
    extra = extra_parents(values, draws, mean=mean_extra, children=len(children))
    sources, targets = [], []
    for turn in range(int(extra.max(initial=0)) + 1):
        chosen = np.flatnonzero(extra >= turn)
        child = children[chosen]
        at = level[child]
        back = np.ones(len(child), dtype=np.int64)
        if turn > 0 and values["jump"] > 0.0:
            luck = draws(f"jump.{turn}", len(children))[chosen] / values["jump"]
            stays = (values["jump_levels"] - 2.0) / (values["jump_levels"] - 1.0)
            # A jump goes back two levels, and one more with a chance that gives the mean.
            further = log(luck) / log(stays) if stays > 0.0 else np.zeros(len(luck))
            back = np.where(luck < 1.0, 2 + np.floor(further), 1).astype(np.int64)
        parent_level = np.maximum(at - back, 0)
        own = (child - first[at] + 0.5) / widths[at]
        place = (own + values["reach"] * (draws(f"place.{turn}", len(children))[chosen] - 0.5)) % 1.0
        # A product that rounds up to the width itself would be a node of the next level.
        inside = np.minimum(np.floor(place * widths[parent_level]).astype(np.int64), widths[parent_level] - 1)
        sources.append(first[parent_level] + inside)
        targets.append(child)
    return np.concatenate(sources).astype(np.int32), np.concatenate(targets).astype(np.int32)


def strength(widths: IntArray, edges: tuple[IntArray, IntArray]) -> float:
    """The order strength of a shape."""
    return order_strength(tree(int(widths.sum()), edges=np.stack(edges, axis=1))).value


def build(values: Values, draws: Draws) -> Shape:
    """The shape. Raises RunError where what is asked for cannot be met within `TOLERANCE`."""
    same_draws = cache(draws)  # a search for a target asks for them over and over
    widths = widths_of(values, same_draws)
    made = partial(edges_of, values, same_draws, widths=widths)
    wanted = values["order_strength"]
    if wanted is None:
        return Shape(values["nodes"], *made(mean_extra=values["indegree"] - 1.0))
    if values["nodes"] > LARGEST_WITH_STRENGTH:
        raise RunError(
            f"order_strength: expected at most {LARGEST_WITH_STRENGTH:,} nodes with a stated one, "
            f"got {values['nodes']:,}"
        )
    low, high = 0.0, float(MOST_EXTRA_PARENTS)
    loosest, tightest = (strength(widths, made(mean_extra=mean)) for mean in (low, high))
    # More parents never loosen a tree, luck being equal, so what is outside cannot be met.
    if not loosest * (1.0 - TOLERANCE) <= wanted <= tightest * (1.0 + TOLERANCE):
        raise RunError(
            f"order_strength: expected {loosest:.3g} to {tightest:.3g} with these levels and this reach, got {wanted:g}"
        )
    best, found = (loosest, low) if abs(loosest - wanted) <= abs(tightest - wanted) else (tightest, high)
    for _ in range(HALVINGS):
        if abs(best - wanted) <= CLOSE_ENOUGH * wanted or high - low < SAME_PARENTS:
            break
        middle = (low + high) / 2
        value = strength(widths, made(mean_extra=middle))
        if abs(value - wanted) < abs(best - wanted):
            best, found = value, middle
        low, high = (middle, high) if value < wanted else (low, middle)
    if abs(best - wanted) > TOLERANCE * wanted:
        raise RunError(f"order_strength: expected one that so few nodes can have, got {wanted:g}; next is {best:.3g}")
    return Shape(values["nodes"], *made(mean_extra=found))


FAMILY = Family(
    name="layered",
    meaning="levels of given widths, each node tied to the level before it",
    fields=FIELDS,
    build=build,
)
