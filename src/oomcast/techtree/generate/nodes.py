"""What nodes are like: thinking, chips, waiting, value, visibility, soft edges, tools, and ways to do without.

The same for every family, and for trees from files that only say what depends on what. Every quantity has its own
stream, so changing one of them leaves all others as they were.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.quantities.elementary import exp, log, normal_quantile
from oomcast.techtree.generate.fields import Draws, Field, Shape, Values
from oomcast.techtree.graph import Graph, Tool, tree
from oomcast.techtree.modes import Mode, Modes

__all__ = ["NODE_FIELDS", "added_soft", "soft_among", "with_nodes"]

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
Soft = list[tuple[int, int, float]]
"""Soft edges: source, target, chance of rework."""

NODE_FIELDS = (
    Field(name="think", default=300.0, high=1e9, meaning="median hours of thinking of one group"),
    Field(name="think_sd", default=1.0, high=5.0, meaning="spread of thinking, as standard deviation of its logarithm"),
    Field(name="chips", default=1e6, high=1e15, meaning="median chip-hours of a node's experiment"),
    Field(name="chips_sd", default=2.3, high=5.0, meaning="spread of chip-hours, likewise"),
    Field(
        name="latency", default=24.0, high=1e9, meaning="median hours that an experiment takes on any number of chips"
    ),
    Field(name="latency_sd", default=1.76, high=5.0, meaning="spread of these hours; 1.76 puts one in 100 at 60 days"),
    Field(name="critical", default=1e6, low=1e-3, high=1e15, meaning="chips beyond which an experiment hardly gains"),
    Field(name="value", default=12.0, high=1e6, meaning="OOM that all nodes are worth together"),
    Field(name="value_sd", default=1.0, high=5.0, meaning="spread of the value of a node, likewise"),
    Field(
        name="harder", default=0.5, high=10.0, meaning="e-folds by which thinking grows per OOM of value behind a node"
    ),
    Field(name="zipf", default=2.1, high=10.0, meaning="exponent of the visibility of ideas by their rank"),
    Field(name="soft", default=0.235, high=0.9, meaning="share of edges that are soft"),
    Field(name="rework", default=0.3, high=1.0, meaning="chance that work begun before a soft predecessor is lost"),
    Field(name="success", default=1.0, low=0.01, high=1.0, meaning="chance that an attempt works"),
    Field(name="tools", default=0.0, high=1.0, meaning="share of nodes that make later thinking faster"),
    Field(name="tool_speed", default=1.02, low=0.01, high=100.0, meaning="by which factor each of them does"),
    Field(name="ways", default=3, low=1, high=16, whole=True, meaning="in how many ways a node can be done"),
    Field(
        name="sigma",
        default=0.7,
        low=0.01,
        high=10.0,
        meaning="elasticity of substitution between thinking and chips along these ways; 1 is allowed",
    ),
)

WAYS_APART = 4.0
"""Factor in the ratio of chips to thinking between one way to do a node and the next."""

EVENLY = 0.5
"""Shares of thinking and chips in the isoquant at the way a node is drawn with: neither is favoured."""


def lognormal(draws: Draws, purpose: str, *, median: float, sd: float, count: int) -> FloatArray:
    """Draws with the given median and standard deviation of the logarithm."""
    return np.asarray(median * exp(sd * normal_quantile(draws(purpose, count))))


def with_nodes(
    shape: Shape,
    values: Values,
    draws: Draws,
    *,
    level: IntArray,
    soft: Soft,
    think_hours: FloatArray | None = None,
    release_hours: FloatArray | None = None,
    labels: tuple[str, ...] | None = None,
    source: str = "",
) -> Graph:
    """The tree of a shape, whose edges are hard, with nodes drawn from what `values` say.

    `level` is how many nodes the longest chain to each node has. `think_hours`, where a file gives them, count as they
    are in relation to each other: their median becomes that of `values`, and nothing is drawn. Raises DataError for
    what cannot be a tree.
    """
    count = shape.nodes
    worth = lognormal(draws, "value", median=1.0, sd=values["value_sd"], count=count)
    worth *= values["value"] / worth.sum()
    if think_hours is None:
        think = lognormal(draws, "think", median=values["think"], sd=values["think_sd"], count=count)
        think *= exp(values["harder"] * value_behind(level, worth))
    else:
        positive = think_hours[think_hours > 0.0]
        think = think_hours * (values["think"] / np.median(positive) if len(positive) else 1.0)
    chips = lognormal(draws, "chips", median=values["chips"], sd=values["chips_sd"], count=count)
    latency = lognormal(draws, "latency", median=values["latency"], sd=values["latency_sd"], count=count)
    tools = np.flatnonzero(draws("tool", count) < values["tools"])
    return tree(
        count,
        edges=np.stack([shape.sources, shape.targets], axis=1),
        soft=soft,
        modes=menu(think, chips, latency, values),
        value_oom=worth,
        visibility=exp(-values["zipf"] * log(draws("visibility", count))),
        release_hours=0.0 if release_hours is None else release_hours,
        tools=[Tool(int(node), speed=values["tool_speed"]) for node in tools],
        labels=labels,
        source=source,
    )


def added_soft(hard_edges: int, values: Values, draws: Draws, *, level: IntArray) -> Soft:
    """Soft edges beside so many hard ones, from any node to any of the next level, so that their share is as asked.

    The shape, which was made to measure, is that of the hard edges, and stays as it is.
    """
    share = values["soft"]
    count = round(hard_edges * share / (1.0 - share))
    by_level = np.argsort(level, kind="stable")
    first = np.searchsorted(level[by_level], np.arange(level.max() + 2))
    later = by_level[first[FIRST_LEVEL + 1] :]  # what is on the first level needs nothing
    if not len(later):
        return []
    targets = later[np.floor(draws("soft.target", count) * len(later)).astype(np.int64)]
    above = level[targets] - 1
    width = first[above + 1] - first[above]
    places = np.minimum(np.floor(draws("soft.source", count) * width).astype(np.int64), width - 1)
    sources = by_level[first[above] + places]
    return [(int(s), int(t), values["rework"]) for s, t in zip(sources, targets, strict=True)]


def soft_among(edges: IntArray, values: Values, draws: Draws) -> tuple[IntArray, Soft]:
    """The edges of a file, shape (edges, 2), parted at random into those that stay hard and those that are soft."""
    is_soft = draws("soft", len(edges)) < values["soft"]
    return edges[~is_soft], [(int(s), int(t), values["rework"]) for s, t in edges[is_soft]]


FIRST_LEVEL = 1
"""Levels are counted from 1."""


def value_behind(level: IntArray, worth: FloatArray) -> FloatArray:
    """OOM that are known before each node's level is reached: all nodes of the levels before."""
    by_level = np.bincount(level, weights=worth)
    return np.asarray((np.cumsum(by_level) - by_level)[level])


def menu(think: FloatArray, chips: FloatArray, latency: FloatArray, values: Values) -> Modes:
    """The ways to do each node: as drawn, and others that take more chips and less thinking or the reverse.

    All lie on one isoquant of constant elasticity of substitution sigma through the way drawn,

        (h/h0)^rho + (c/c0)^rho = 2,   rho = 1 - 1/sigma                                    (equation isoquant)

    and each has four times the ratio c/h of the one before it, symmetric about the way drawn. With rho < 0 neither can
    fall below 2^(1/rho) of what was drawn.
    """
    ways = values["ways"] if values["chips"] > 0.0 else 1
    if ways == 1:
        return Modes.single(
            len(think),
            think_hours=think,
            chip_hours=chips,
            latency_hours=latency,
            success=values["success"],
            critical_chips=values["critical"],
        )
    factors = isoquant(ways, sigma=values["sigma"])
    rows = len(think) * ways
    return Modes(
        starts=sealed(np.arange(0, rows + 1, ways, dtype=np.int32)),
        think_hours=sealed((think[:, None] * factors[:, 0]).ravel()),
        chip_hours=sealed((chips[:, None] * factors[:, 1]).ravel()),
        latency_hours=sealed(np.repeat(latency, ways)),
        success=sealed(np.full(rows, values["success"], dtype=np.float32)),
        fewest_chips=sealed(np.full(rows, Mode._field_defaults["fewest_chips"], dtype=np.float32)),
        most_chips=sealed(np.full(rows, Mode._field_defaults["most_chips"], dtype=np.float32)),
        critical_chips=sealed(np.full(rows, values["critical"], dtype=np.float32)),
    )


def isoquant(ways: int, *, sigma: float) -> FloatArray:
    """Factors on thinking and on chips of each way, shape (ways, 2); the middle one of an odd number is (1, 1).

    >>> isoquant(3, sigma=1.0).tolist()
    [[2.0, 0.5], [1.0, 1.0], [0.5, 2.0]]
    """
    steps = np.arange(ways, dtype=np.float64) - (ways - 1) / 2
    ln_ratio: FloatArray = steps * log(WAYS_APART)
    rho = 1.0 - 1.0 / sigma
    if abs(rho) < NEARLY_COBB_DOUGLAS:
        ln_think = -EVENLY * ln_ratio
    else:
        ln_think = -log(EVENLY + EVENLY * exp(rho * ln_ratio)) / rho
    return np.stack([exp(ln_think), exp(ln_think + ln_ratio)], axis=1)


NEARLY_COBB_DOUGLAS = 1e-9
"""Below this rho its limit is used, from which it differs by less than rounding does."""


def sealed(array: Any) -> Any:
    """The array read-only, as all arrays of a tree are."""
    array.flags.writeable = False
    return array
