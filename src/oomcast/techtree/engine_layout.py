"""Where the engine keeps what: columns of its matrices, bits of its flags, places of its numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.techtree.modes import CRITICAL_COLUMN, ROW_COLUMNS, SUCCESS_COLUMN

# What is needed together stands together in memory (see `rows`): what changes of a node in one line of the cache, what
# is known of a group in three, the children of a place in the heap in one, and a mode in half of one.

# Columns of `groups`: floats of each group, all times in hours from the start. What every event needs is in the first
# line, what experiments need in the second.
(
    BEGAN,  # when the attempt began
    ORIGIN,  # since when its work counts: its beginning, or the last time it had to begin anew
    SINCE,  # when the present phase began
    THOUGHT,  # when its thinking ended
    RUNNING,  # when its experiment began
    BY_SPEED,  # the binding chain up to the present phase: hours that speed would shorten,
    BY_CHIPS,  # hours that the pace of chips would shorten,
    BY_LATENCY,  # hours that nothing but the calendar would
    LEARNING,  # hours of learning at its beginning
    COORDINATING,  # hours of its thinking, since the origin, that coordination costs
    THINKING,  # hours it thinks, coordination included, whenever it begins
    USED,  # chip-hours of its experiment
    SPENT,  # chip-hours of experiments that were given up
    HELD,  # chips it holds
    WAITS_UNTIL,  # when the latency of its experiment is over
    REACH,  # how far up the tree the group has learned, in hours of the heaviest chain
    SPEED,  # how fast it thinks
    QUALITY,  # how well it chooses
) = range(18)
GROUP_COLUMNS = 24

# Columns of `places`: integers of each group. They share memory with `groups`, in the rest of its third line.
(
    NODE,  # what it works on, NOTHING if idle
    MODE,  # in which mode
    PHASE,  # what it does
    ATTEMPT,  # the how-manieth attempt on that node this is, from 0
    NEXT_THERE,  # the next group that works on the same node, begun before
    BEFORE_THERE,  # the one begun after
    NEXT_QUEUED,  # the next group in the queue for chips
    BEFORE_QUEUED,  # the one before
    DECISION,  # the number of its last decision
    CAME_FROM,  # the node it worked on before
    BLOCKER,  # whose chips it waited for
    RESTARTED,  # 1 if the attempt had to begin anew
) = range(36, 48)
PLACE_COLUMNS = 48

CHAIN = 3
"""Parts of a binding chain, and factors of a tool: speed, chips, and latency or quality."""

NOTHING = -1
"""No node, no group, no place."""

IDLE, IN_THOUGHT, IN_QUEUE, IN_RUN, IN_WAIT = range(5)
"""What a group does: nothing, thinking, waiting for chips, running an experiment, waiting for its latency."""

# Columns of `nodes`, floats, and of `links`, integers. They share memory: one line for each node.
ELIGIBLE, START, END_OF_THOUGHT, START_OF_RUN, DONE = range(5)
NODE_COLUMNS = 8
(
    ATTEMPTS,
    LATEST,  # the group that began on it last
    CAUSE,
    HELD_UP_BY,
    AFTER,
    MISSING,  # conditions that are not met yet
) = range(10, 16)
LINK_COLUMNS = 16

# Columns of `modes`, floats, and of `mode_halves`, which share memory; as in `modes.Modes.rows`.
THINK_HOURS, CHIP_HOURS, LATENCY_HOURS = range(3)
MODE_COLUMNS = ROW_COLUMNS
SUCCESS_CHANCE, CRITICAL_CHIPS = SUCCESS_COLUMN, CRITICAL_COLUMN
HALF_COLUMNS = 2 * ROW_COLUMNS

# The heap: the time of each event, and in the rest of the same 16 bytes its group, and the node it is at work on.
HEAP_TIME_COLUMNS = 2
HEAP_GROUP, HEAP_NODE = 2, 3
HEAP_COLUMNS = 4

# Bits of `flags`, one byte for each node.
OPEN = 1  # may be begun: eligible, and nobody has finished it
UNTOUCHED = 2  # may be begun, and nobody is at work on it
FINISHED = 4
RELEASED = 8
BOUND_BY_CHIPS = 16  # its experiment took as long as it did because of chips, not of latency
IS_TOOL = 32

# Places of `limits`, floats that do not change.
(
    CHIPS,
    CHIPS_PER_JOB,
    CHIP_PRICE,
    NEWS_LAG,
    COORDINATED,  # share of decisions that know of everybody's work
    TASTE_SD,
    OVERHEAD,  # hours of coordination for each hour of thinking
    LEARNING_COST,
    STOP_VALUE,
    HORIZON,
    THINK_SD,
    CHIP_SD,
    WAIT_SD,
) = range(13)
LIMITS = 13

# Places of `choices`, integers that do not change.
(
    KEY_0,
    KEY_1,
    LOOKS,
    THINK_NOISE,
    CHIP_NOISE,
    WAIT_NOISE,
    MOST_EVENTS,
    LEVELS_OPEN,  # of the trees of sums, 0 where one is not needed
    LEVELS_UNTOUCHED,
    HAS_ALTERNATIVES,
    HAS_SOFT,
    NODES,  # how many there are of each
    MODES,
    GROUPS,
    RELEASES,
    TOOLS,
    VALUES,
    NEWS_ROOM,  # how many there is room for
    LOG_ROOM,
) = range(19)
CHOICES = 19

# Places of `amounts`, floats that the engine changes.
(
    NOW,
    FREE_CHIPS,
    VALUE,
    VALUE_LOST,  # what the sum of values has lost to rounding so far
    IDLE_HOURS,
    IDLE_HOURS_LOST,
    IDLE_CHIP_HOURS,
    IDLE_CHIP_HOURS_LOST,
    TOOL_SPEED,
    TOOL_QUALITY,
    TOOL_CHIPS,
    OPENED_BY_SPEED,  # the binding chain of the event of this instant that made a node eligible,
    OPENED_BY_CHIPS,
    OPENED_BY_LATENCY,
    FREED_BY_SPEED,  # and of the one that freed chips
    FREED_BY_CHIPS,
    FREED_BY_LATENCY,
    END_BY_SPEED,  # and of the last event
    END_BY_CHIPS,
    END_BY_LATENCY,
    USEFUL_HOURS,
    DUPLICATE_HOURS,
    FAILED_HOURS,
    UNFINISHED_HOURS,
    REWORK_HOURS,
    LEARNING_HOURS,
    COORDINATION_HOURS,
    QUEUE_HOURS,
    RUN_HOURS,
    USEFUL_CHIPS,
    DUPLICATE_CHIPS,
    FAILED_CHIPS,
    UNFINISHED_CHIPS,
    REWORK_CHIPS,
) = range(34)
AMOUNTS = 34

# Places of `counts`, integers that the engine changes.
(
    PENDING,  # events in the heap
    FRESH,  # groups that became free in this instant
    KNOWING,  # idle groups that know of everybody's work
    UNKNOWING,  # idle groups that do not
    READY,  # nodes in the heap of ready ones
    OPEN_NODES,
    UNTOUCHED_NODES,
    NEWS_FIRST,
    NEWS_COUNT,
    QUEUE_FIRST,
    QUEUE_LAST,
    RELEASES_DONE,
    DONE_NODES,
    ATTEMPTS_BEGUN,
    COMPLETIONS,
    EVENTS,
    DECISIONS,
    GRID_REACHED,
    LOGGED,
    STATUS,
    FREED_BY_NODE,  # whose chips became free last
    BUSY,  # groups at work
    JOBS,  # experiments that hold chips
) = range(23)
COUNTS = 23

PHASE_ENDS, NEWS, RELEASE = range(3)
"""Types of events; of those at the same time, the lower type comes first."""

# What `counts[STATUS]` says; up to TOO_MANY_EVENTS as in `results.Ending`.
ALL_DONE, VALUE_REACHED, AT_HORIZON, TOO_MANY_EVENTS, NEWS_FULL, STUCK = range(6)
RUNNING_ON = -1

# Kinds of entries in the log.
(
    LOG_ELIGIBLE,
    LOG_BEGIN,
    LOG_THOUGHT,
    LOG_GRANTED,
    LOG_FREED,
    LOG_DONE,
    LOG_DUPLICATE,
    LOG_FAILED,
    LOG_DROPPED,
    LOG_RESTART,
    LOG_KNOWN,
) = range(11)

INFINITY = float("inf")

LOG_COLUMNS = 4

# Verdicts on an attempt.
USEFUL, DUPLICATE, FAILED, UNFINISHED = range(4)


class State(NamedTuple):
    """All arrays of one run, one after the other in memory, matrices by rows.

    Names with `_starts` belong to lists of lists: list i has the places starts[i] up to starts[i + 1].
    """

    # --- read only: the tree
    successor_starts: Any
    successors: Any
    alternative_starts: Any  # by source
    alternative_groups: Any
    group_targets: Any
    soft_starts: Any  # by source
    soft_edges: Any
    soft_targets: Any
    soft_rework: Any
    release_nodes: Any  # in the order of release
    release_hours: Any
    value_oom: Any
    visibility: Any
    ln_priority: Any
    ranks: Any  # of each node, 0 the most urgent
    chain_before: Any
    tool_nodes: Any
    tool_factors: Any  # columns speed, quality, chips
    mode_starts: Any
    modes: Any  # columns THINK_HOURS ...
    mode_halves: Any  # columns SUCCESS_CHANCE ...
    fewest_chips: Any
    most_chips: Any
    # --- written: nodes
    flags: Any
    nodes: Any  # columns ELIGIBLE ...
    links: Any  # columns ATTEMPTS ...
    node_modes: Any
    group_met: Any  # groups of alternatives of which one is known
    sums_open: Any
    sums_untouched: Any
    level_starts: Any  # of the trees of sums
    ready: Any  # heap of ranks, each with its node
    # --- written: groups
    groups: Any  # columns BEGAN ...
    places: Any  # columns NODE ...
    heap_times: Any
    heap_groups: Any
    heap_places: Any
    fresh: Any  # groups that became free in this instant
    knowing: Any  # idle groups that know of everybody's work
    unknowing: Any  # idle groups that do not
    # --- written: news, results, log
    news_times: Any
    news_nodes: Any
    news_chains: Any  # columns as in `grid_chains`
    grid: Any
    grid_hours: Any
    grid_chains: Any  # columns speed, chips, latency
    grid_nodes: Any
    log: Any  # columns time, kind, node, group
    # --- numbers by name
    limits: Any
    choices: Any
    amounts: Any
    counts: Any


KINDS: dict[str, str] = {
    "successor_starts": "int32",
    "successors": "int32",
    "alternative_starts": "int32",
    "alternative_groups": "int32",
    "group_targets": "int32",
    "soft_starts": "int32",
    "soft_edges": "int32",
    "soft_targets": "int32",
    "soft_rework": "float32",
    "release_nodes": "int32",
    "release_hours": "float64",
    "value_oom": "float64",
    "visibility": "float64",
    "ln_priority": "float64",
    "ranks": "int32",
    "chain_before": "float64",
    "tool_nodes": "int32",
    "tool_factors": "float64",
    "mode_starts": "int32",
    "modes": "float64",
    "mode_halves": "float32",
    "fewest_chips": "float32",
    "most_chips": "float32",
    "flags": "uint8",
    "nodes": "float64",
    "links": "int32",
    "node_modes": "uint8",
    "group_met": "uint8",
    "sums_open": "float64",
    "sums_untouched": "float64",
    "level_starts": "int64",
    "ready": "int64",
    "groups": "float64",
    "places": "int32",
    "heap_times": "float64",
    "heap_groups": "int32",
    "heap_places": "int32",
    "fresh": "int32",
    "knowing": "int32",
    "unknowing": "int32",
    "news_times": "float64",
    "news_nodes": "int32",
    "news_chains": "float64",
    "grid": "float64",
    "grid_hours": "float64",
    "grid_chains": "float64",
    "grid_nodes": "int32",
    "log": "float64",
    "limits": "float64",
    "choices": "int64",
    "amounts": "float64",
    "counts": "int64",
}
"""The type of each array's numbers, in the order of `State`."""
