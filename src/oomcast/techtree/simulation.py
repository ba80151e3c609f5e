"""One company on one tree: from a description of the company to the times at which everything is done."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oomcast.errors import ModelError, RunError, shown
from oomcast.techtree import engine_layout as at
from oomcast.techtree.draws import NO_NOISE, key_of
from oomcast.techtree.engine_native import run_interpreted, run_native
from oomcast.techtree.engine_sets import FAN, HEAP_FAN
from oomcast.techtree.graph import Graph
from oomcast.techtree.paths import heaviest_after, heaviest_before
from oomcast.techtree.results import ChipUse, Ending, Simulation, StaffUse
from oomcast.techtree.rows import aligned_rows

__all__ = ["Cluster", "Luck", "Rules", "Team", "simulate"]

FloatArray = NDArray[np.float64]

MOST_EVENTS_PER_NODE = 10_000
"""More events than this for each node, and groups no longer get anywhere."""

FEWEST_NEWS = 1024
NEWS_PER_GROUP = 4
"""Room for results that are not yet known; where it does not suffice, a run begins again with twice as much."""

LOST_ERR = 1e-9
"""By how much, relatively, the hours that were spent may differ from those that there were: rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Team:
    """The people: how many groups, how fast each thinks and how well it chooses.

    A group is a team with a shared memory that does one thing at a time. `overhead` are hours of coordination for each
    hour of thinking, `learning_cost` hours of learning for each hour of thinking of others, along the heaviest chain.
    """

    groups: int
    speed: ArrayLike = 1.0
    quality: ArrayLike = 1.0
    overhead: float = 0.0
    learning_cost: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """The chips: how many, and how many chip-hours of the tree each does in an hour.

    A job asks for `chips_per_job`, within what it can use. Where a node has several modes, a group takes the one that
    is expected to cost it the fewest hours, an hour of one chip counted as `chip_price` hours.
    """

    chips: float = math.inf
    pace: float = 1.0
    chips_per_job: float = 1.0
    chip_price: float = 0.0


class Luck(NamedTuple):
    """How a duration varies: not at all, as an exponential, or log-normally with this standard deviation."""

    kind: int = NO_NOISE
    log_sd: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How news travels, how groups choose, and how durations vary.

    A share `coordinated` of decisions knows what everybody is working on; the others may repeat it. `looks` nodes are
    looked at, each drawn in proportion to its visibility, and the one that seems best is begun: logarithm of priority
    plus noise of `taste_sd` over the group's quality. With `looks` 0 a group sees all and takes the first in rank;
    nobody then repeats anything, so `coordinated` must be 1. `latency` multiplies the latencies of the tree, its
    release dates and the news lag.
    """

    news_lag_hours: float = 0.0
    coordinated: float = 1.0
    looks: int = 0
    taste_sd: float = 0.0
    latency: float = 1.0
    thinking: Luck = field(default_factory=Luck)
    chips: Luck = field(default_factory=Luck)
    waiting: Luck = field(default_factory=Luck)


def simulate(
    graph: Graph,
    *,
    team: Team,
    cluster: Cluster | None = None,
    rules: Rules | None = None,
    priority: ArrayLike | None = None,
    seed: int = 0,
    grid_oom: ArrayLike = (),
    stop_value_oom: float = math.inf,
    horizon_hours: float = math.inf,
    log_entries: int = 0,
    most_events: int | None = None,
    interpreted: bool = False,
) -> Simulation:
    """Let a team work through a tree. The result depends on these arguments alone.

    `priority` (positive, one for each node) is by default the heaviest chain of thinking from each node on. `grid_oom`
    are values, in rising order, of which the times are wanted. The run ends when all is done, at `stop_value_oom`, or
    at `horizon_hours`. `log_entries` is room for that many entries in the log. `interpreted` runs the engine as plain
    Python, slowly and to the same bits. Raises ModelError where no mode of a node can ever run, or for numbers that
    cannot be.

    >>> from oomcast.techtree.graph import tree
    >>> diamond = tree(4, edges=[(0, 1), (0, 2), (1, 3), (2, 3)], think_hours=[1, 2, 3, 4])
    >>> simulate(diamond, team=Team(groups=2)).done_hours.tolist()
    [1.0, 3.0, 4.0, 8.0]
    """
    cluster = cluster or Cluster()
    rules = rules or Rules()
    check(graph, team, cluster, rules)
    arrays = prepared(
        graph,
        team=team,
        cluster=cluster,
        rules=rules,
        priority=priority,
        seed=seed,
        grid_oom=grid_oom,
        limits=(stop_value_oom, horizon_hours),
        log_entries=log_entries,
        most_events=most_events or MOST_EVENTS_PER_NODE * graph.nodes,
    )
    room = min(graph.nodes, max(FEWEST_NEWS, NEWS_PER_GROUP * team.groups))
    while True:
        state = fresh_state(graph, arrays, groups=team.groups, room=room, team=team, cluster=cluster)
        (run_interpreted if interpreted else run_native)(state)
        status = int(state["counts"][at.STATUS])
        if status != at.NEWS_FULL:
            break
        room = min(graph.nodes, 2 * room)
    if status == at.STUCK:
        raise RunError("expected work that comes to an end, got nodes that nothing makes possible")
    return result(graph, state, team=team, cluster=cluster, rules=rules)


def check(graph: Graph, team: Team, cluster: Cluster, rules: Rules) -> None:
    """Refuse what cannot be simulated, in one sentence."""
    positive = {
        "groups": team.groups,
        "speed": team.speed,
        "quality": team.quality,
        "chips": cluster.chips,
        "pace": cluster.pace,
        "chips_per_job": cluster.chips_per_job,
    }
    for name, value in positive.items():
        if not (np.asarray(value, dtype=np.float64) > 0.0).all():
            raise ModelError(f"{name}: expected numbers above 0, got {shown(value)}")
    from_zero = {
        "overhead": team.overhead,
        "learning_cost": team.learning_cost,
        "chip_price": cluster.chip_price,
        "news_lag_hours": rules.news_lag_hours,
        "looks": rules.looks,
        "taste_sd": rules.taste_sd,
        "latency": rules.latency,
    }
    for name, number in from_zero.items():
        if not 0.0 <= number < math.inf:
            raise ModelError(f"{name}: expected a finite number from 0, got {shown(number)}")
    if not 0.0 <= rules.coordinated <= 1.0:
        raise ModelError(f"coordinated: expected a share from 0 to 1, got {rules.coordinated:g}")
    if rules.looks == 0 and rules.coordinated < 1.0:
        raise ModelError("looks: expected at least 1 where not everybody knows of everybody's work, got 0")
    if rules.looks and not (graph.visibility > 0.0).all():
        hidden = int(np.argmin(graph.visibility))
        raise ModelError(f"visibility: expected numbers above 0, got 0 for node {graph.label(hidden)}")
    modes = graph.modes
    impossible = (modes.chip_hours > 0.0) & (modes.fewest_chips > cluster.chips)
    if impossible.any():
        possible = np.add.reduceat(~impossible, modes.starts[:-1])
        if not possible.all():
            node = int(np.argmin(possible))
            fewest = modes.fewest_chips[modes.starts[node] : modes.starts[node + 1]].min()
            raise ModelError(
                f"node {graph.label(node)}: expected a mode that runs on {cluster.chips:,g} chips, got {fewest:,g} "
                "as the fewest of any"
            )


def prepared(
    graph: Graph,
    *,
    team: Team,
    cluster: Cluster,
    rules: Rules,
    priority: ArrayLike | None,
    seed: int,
    grid_oom: ArrayLike,
    limits: tuple[float, float],
    log_entries: int,
    most_events: int,
) -> dict[str, Any]:
    """The arrays that a run only reads."""
    nodes, modes = graph.nodes, graph.modes
    successor_starts, successors = graph.successors
    alternative_starts, alternative_groups = by_source(
        graph.group_sources, np.repeat(np.arange(len(graph.group_targets)), np.diff(graph.group_starts)), nodes
    )
    soft_starts, soft_order = by_source(graph.soft_sources, np.arange(len(graph.soft_sources)), nodes)
    released = graph.release_hours > 0.0
    late = np.flatnonzero(released).astype(np.int32)
    release_hours = graph.release_hours[late] * rules.latency
    in_time = np.lexsort((late, release_hours))
    importance = heaviest_after(graph, graph.think_hours) if priority is None else as_column(priority, nodes)
    grid = np.ascontiguousarray(grid_oom, dtype=np.float64)
    if (np.diff(grid) < 0.0).any():
        raise ModelError(f"grid_oom: expected values in rising order, got {shown(grid.tolist())}")
    level_starts = levels_of(nodes) if rules.looks else np.zeros(2, dtype=np.int64)
    levels = len(level_starts) - 1 if rules.looks else 0
    tools_in_order = np.argsort(graph.tool_nodes, kind="stable")
    if rules.looks:
        with np.errstate(divide="ignore"):
            ln_priority, ranks = np.log(importance), np.zeros(1, np.int32)
    else:
        ln_priority, ranks = np.zeros(1), ranks_of(importance)
    fixed = np.zeros(at.LIMITS)
    fixed[at.CHIPS] = cluster.chips
    fixed[at.CHIPS_PER_JOB] = cluster.chips_per_job
    fixed[at.CHIP_PRICE] = cluster.chip_price
    fixed[at.NEWS_LAG] = rules.news_lag_hours * rules.latency
    fixed[at.COORDINATED] = rules.coordinated
    fixed[at.TASTE_SD] = rules.taste_sd
    fixed[at.OVERHEAD] = team.overhead
    fixed[at.LEARNING_COST] = team.learning_cost
    fixed[at.STOP_VALUE], fixed[at.HORIZON] = limits
    fixed[at.THINK_SD], fixed[at.CHIP_SD], fixed[at.WAIT_SD] = (
        luck.log_sd for luck in (rules.thinking, rules.chips, rules.waiting)
    )
    choices = np.zeros(at.CHOICES, dtype=np.int64)
    choices[at.KEY_0], choices[at.KEY_1] = key_of(seed)
    choices[at.LOOKS] = rules.looks
    choices[at.THINK_NOISE] = rules.thinking.kind
    choices[at.CHIP_NOISE] = rules.chips.kind
    choices[at.WAIT_NOISE] = rules.waiting.kind
    choices[at.MOST_EVENTS] = most_events
    choices[at.LEVELS_OPEN] = levels if rules.coordinated < 1.0 else 0
    choices[at.LEVELS_UNTOUCHED] = levels if rules.coordinated > 0.0 else 0
    choices[at.HAS_ALTERNATIVES] = len(graph.group_targets) > 0
    choices[at.HAS_SOFT] = len(graph.soft_sources) > 0
    choices[at.NODES], choices[at.MODES], choices[at.GROUPS] = nodes, len(modes.rows), team.groups
    choices[at.RELEASES], choices[at.TOOLS] = len(late), len(graph.tool_nodes)
    choices[at.VALUES], choices[at.LOG_ROOM] = len(grid), log_entries
    rows = modes.rows
    if rules.latency != 1.0:
        rows = aligned_rows(*modes.rows.shape)
        rows[:] = modes.rows
        rows[:, at.LATENCY_HOURS] *= rules.latency
    chain_before = heaviest_before(graph, graph.think_hours) if team.learning_cost > 0.0 else np.zeros(1)
    return {
        "successor_starts": successor_starts,
        "successors": successors,
        "alternative_starts": alternative_starts,
        "alternative_groups": alternative_groups,
        "group_targets": graph.group_targets,
        "soft_starts": soft_starts,
        "soft_edges": soft_order,
        "soft_targets": graph.soft_targets,
        "soft_rework": graph.soft_rework,
        "release_nodes": late[in_time],
        "release_hours": release_hours[in_time],
        "value_oom": graph.value_oom,
        "visibility": graph.visibility,
        "ln_priority": ln_priority,
        "ranks": ranks,
        "chain_before": chain_before,
        "tool_nodes": graph.tool_nodes[tools_in_order],
        "tool_factors": graph.tool_factors[tools_in_order],
        "mode_starts": modes.starts,
        "modes": rows,
        "mode_halves": rows.view(np.float32),
        "fewest_chips": modes.fewest_chips,
        "most_chips": modes.most_chips,
        "level_starts": level_starts,
        "grid": grid,
        "limits": fixed,
        "choices": choices,
        "log": np.zeros((log_entries, at.LOG_COLUMNS)),
    }


def fresh_state(
    graph: Graph, arrays: dict[str, Any], *, groups: int, room: int, team: Team, cluster: Cluster
) -> dict[str, Any]:
    """All arrays of a run: those it reads, and new ones for what it writes."""
    nodes = graph.nodes
    choices = arrays["choices"].copy()
    choices[at.NEWS_ROOM] = room
    flags = np.full(nodes, at.RELEASED, dtype=np.uint8)
    flags[arrays["release_nodes"]] = 0
    flags[graph.tool_nodes] |= at.IS_TOOL
    node_numbers = aligned_rows(nodes, at.NODE_COLUMNS)
    node_places = node_numbers.view(np.int32)
    node_numbers[:1, : at.DONE + 1] = np.inf
    node_places[:1, at.ATTEMPTS :] = at.NOTHING
    node_places[:1, at.ATTEMPTS] = 0
    node_places[1:] = node_places[:1]
    np.subtract(graph.hard_starts[1:], graph.hard_starts[:-1], out=node_places[:, at.MISSING])
    if len(graph.group_targets):
        node_places[:, at.MISSING] += np.bincount(graph.group_targets, minlength=nodes)
    group_numbers = aligned_rows(groups, at.GROUP_COLUMNS)
    group_numbers[:] = 0.0
    group_places = group_numbers.view(np.int32)
    group_places[:, at.NODE :] = at.NOTHING
    # So that the four children of any place are in one line: places 1 to 4 are, and therefore all others.
    heap_times = aligned_rows(groups, at.HEAP_TIME_COLUMNS, first=HEAP_FAN - 1)
    group_numbers[:, at.SPEED] = as_column(team.speed, groups)
    group_numbers[:, at.QUALITY] = as_column(team.quality, groups)
    amounts = np.zeros(at.AMOUNTS)
    amounts[at.FREE_CHIPS] = cluster.chips
    amounts[at.TOOL_SPEED] = amounts[at.TOOL_QUALITY] = 1.0
    amounts[at.TOOL_CHIPS] = cluster.pace
    counts = np.zeros(at.COUNTS, dtype=np.int64)
    counts[at.STATUS] = at.RUNNING_ON
    counts[at.QUEUE_FIRST] = counts[at.QUEUE_LAST] = counts[at.FREED_BY_NODE] = at.NOTHING
    sums = int(arrays["level_starts"][-1])
    values = len(arrays["grid"])
    return {
        **arrays,
        "choices": choices,
        "group_met": np.zeros(len(graph.group_targets), dtype=np.uint8),
        "flags": flags,
        "nodes": node_numbers,
        "links": node_places,
        "node_modes": np.zeros(nodes, dtype=np.uint8),
        "sums_open": np.zeros(sums if choices[at.LEVELS_OPEN] else 1),
        "sums_untouched": np.zeros(sums if choices[at.LEVELS_UNTOUCHED] else 1),
        "ready": np.empty(1 if choices[at.LOOKS] else nodes, dtype=np.int64),
        "groups": group_numbers,
        "places": group_places,
        "heap_times": heap_times,
        "heap_groups": heap_times.view(np.int32),
        "heap_places": np.full(groups, at.NOTHING, dtype=np.int32),
        "fresh": np.zeros(groups, dtype=np.int32),
        "knowing": np.zeros(groups, dtype=np.int32),
        "unknowing": np.zeros(groups, dtype=np.int32),
        "news_times": np.zeros(room),
        "news_nodes": np.zeros(room, dtype=np.int32),
        "news_chains": np.zeros((room, 3)),
        "grid_hours": np.full(values, np.inf),
        "grid_chains": np.full((values, 3), np.nan),
        "grid_nodes": np.full(values, at.NOTHING, dtype=np.int32),
        "amounts": amounts,
        "counts": counts,
    }


def result(graph: Graph, state: dict[str, Any], *, team: Team, cluster: Cluster, rules: Rules) -> Simulation:
    """What the arrays of a finished run say."""
    amounts, counts = state["amounts"], state["counts"]
    hours = float(amounts[at.NOW])
    idle = float(amounts[at.IDLE_HOURS] + amounts[at.IDLE_HOURS_LOST])
    idle_chips = float(amounts[at.IDLE_CHIP_HOURS] + amounts[at.IDLE_CHIP_HOURS_LOST])
    staff = StaffUse(
        useful=float(amounts[at.USEFUL_HOURS]),
        duplicate=float(amounts[at.DUPLICATE_HOURS]),
        failed=float(amounts[at.FAILED_HOURS]),
        rework=float(amounts[at.REWORK_HOURS]),
        learning=float(amounts[at.LEARNING_HOURS]),
        coordination=float(amounts[at.COORDINATION_HOURS]),
        queueing=float(amounts[at.QUEUE_HOURS]),
        running=float(amounts[at.RUN_HOURS]),
        unfinished=float(amounts[at.UNFINISHED_HOURS]),
        idle=idle,
    )
    chips = ChipUse(
        useful=float(amounts[at.USEFUL_CHIPS]),
        duplicate=float(amounts[at.DUPLICATE_CHIPS]),
        failed=float(amounts[at.FAILED_CHIPS]),
        rework=float(amounts[at.REWORK_CHIPS]),
        unfinished=float(amounts[at.UNFINISHED_CHIPS]),
        idle=idle_chips,
    )
    kept("staff", staff.total, team.groups * hours)
    if math.isfinite(cluster.chips):
        kept("chips", chips.total, cluster.chips * hours)
    numbers, places = state["nodes"], state["links"]
    logged = int(counts[at.LOGGED])
    log = None
    if len(state["log"]):
        log = [(time, int(kind), int(node), int(group)) for time, kind, node, group in state["log"][:logged].tolist()]
    return Simulation(
        hours=hours,
        ending=Ending(int(counts[at.STATUS])),
        done_hours=numbers[:, at.DONE],
        eligible_hours=numbers[:, at.ELIGIBLE],
        start_hours=numbers[:, at.START],
        thought_hours=numbers[:, at.END_OF_THOUGHT],
        running_hours=numbers[:, at.START_OF_RUN],
        compute_bound=(state["flags"] & at.BOUND_BY_CHIPS) != 0,
        cause=places[:, at.CAUSE],
        mode=state["node_modes"],
        news_lag_hours=rules.news_lag_hours * rules.latency,
        overhead_share=team.overhead / (1.0 + team.overhead),
        staff=staff,
        chips=chips,
        attempts=int(counts[at.ATTEMPTS_BEGUN]),
        completions=int(counts[at.COMPLETIONS]),
        events=int(counts[at.EVENTS]),
        chain=amounts[at.END_BY_SPEED : at.END_BY_LATENCY + 1].copy(),
        value_grid_oom=state["grid"],
        value_hours=state["grid_hours"],
        value_chain=state["grid_chains"],
        value_node=state["grid_nodes"],
        blocked_by=places[:, at.HELD_UP_BY],
        after=places[:, at.AFTER],
        log=log,
    )


def kept(what: str, spent: float, had: float) -> None:
    """Hours and chips are conserved; where they are not, no result can be trusted."""
    if not abs(spent - had) <= LOST_ERR * max(had, np.finfo(np.float64).tiny):
        raise RunError(f"expected the hours of all {what} to be accounted for ({had:.12g}), got {spent:.12g}")


def ranks_of(importance: FloatArray) -> NDArray[np.int32]:
    """The rank of each node, 0 the most important one; ties to the lower number.

    >>> ranks_of(np.array([1.0, 3.0, 1.0])).tolist()
    [1, 0, 2]
    """
    order = np.argsort(-importance)
    if not (np.diff(importance[order]) < 0.0).all():
        order = np.argsort(-importance, kind="stable")  # takes several times as long, and is needed for ties alone
    ranks = np.empty(len(order), dtype=np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


def as_column(values: ArrayLike, count: int) -> FloatArray:
    """One number for each, also where it is the same for all."""
    return np.array(np.broadcast_to(np.asarray(values, dtype=np.float64), (count,)))


def by_source(sources: NDArray[np.int32], what: NDArray[Any], nodes: int) -> tuple[Any, Any]:
    """Where each source's entries start, and the entries; a single zero where there are none."""
    if len(sources) == 0:
        return np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(sources, minlength=nodes))]).astype(np.int32)
    return starts, what[np.argsort(sources, kind="stable")].astype(np.int32)


def levels_of(nodes: int) -> NDArray[np.int64]:
    """Where each level of a tree of sums over so many leaves starts, and where the last one ends."""
    sizes = [-(-nodes // FAN)]
    while sizes[-1] > 1:
        sizes.append(-(-sizes[-1] // FAN))
    return np.cumsum([0, *sizes])
