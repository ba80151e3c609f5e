"""The two collections the engine draws from: groups by the time of their next event, nodes by how visible they are.

Both are written so that every answer depends on what is in them alone, not on how it came there.
"""

from __future__ import annotations

from typing import Any

from oomcast.techtree.engine_layout import HEAP_COLUMNS, HEAP_GROUP, HEAP_NODE, HEAP_TIME_COLUMNS, NOTHING

__all__ = ["draw_visible", "insert_rank", "put", "set_flag", "take", "take_rank"]

FAN = 8
"""Children of each node of a tree of sums, which then fit one line of the processor's cache."""

HEAP_FAN = 4
"""Children of each place of a heap: half as deep as with two, and still side by side in memory."""

NODE_WIDTH = 32
NODE_BITS = 2**NODE_WIDTH - 1
"""The lower half of a word that holds a rank and its node."""

ALL_FLAGS = 255
"""All bits of a byte."""


def put(group: int, node: int, time: float, heap_times: Any, heap_groups: Any, heap_places: Any, size: int) -> int:
    """Add a group to the heap, ordered by (time, group); gives the new size."""
    set_down(size, group, node, time, heap_times, heap_groups, heap_places)
    return size + 1


def set_down(
    place: int, group: int, node: int, time: float, heap_times: Any, heap_groups: Any, heap_places: Any
) -> None:
    """Set a group down at an empty place, or above it where that is later than the group."""
    while place > 0:
        above = (place - 1) // HEAP_FAN
        if not later(above, time, group, heap_times, heap_groups):
            break
        move(above, place, heap_times, heap_groups, heap_places)
        place = above
    heap_times[place * HEAP_TIME_COLUMNS] = time
    heap_groups[place * HEAP_COLUMNS + HEAP_GROUP] = group
    heap_groups[place * HEAP_COLUMNS + HEAP_NODE] = node
    heap_places[group] = place


def later(place: int, time: float, group: int, heap_times: Any, heap_groups: Any) -> bool:
    """Whether what stands at a place comes after (time, group)."""
    there = heap_times[place * HEAP_TIME_COLUMNS]
    return bool(there > time or (there == time and heap_groups[place * HEAP_COLUMNS + HEAP_GROUP] > group))


def move(old: int, new: int, heap_times: Any, heap_groups: Any, heap_places: Any) -> None:
    """Move what stands at a place to another one."""
    group = heap_groups[old * HEAP_COLUMNS + HEAP_GROUP]
    heap_times[new * HEAP_TIME_COLUMNS] = heap_times[old * HEAP_TIME_COLUMNS]
    heap_groups[new * HEAP_COLUMNS + HEAP_GROUP] = group
    heap_groups[new * HEAP_COLUMNS + HEAP_NODE] = heap_groups[old * HEAP_COLUMNS + HEAP_NODE]
    heap_places[group] = new


def take(place: int, heap_times: Any, heap_groups: Any, heap_places: Any, size: int) -> int:
    """Remove what stands at a place of the heap; gives the new size."""
    heap_places[heap_groups[place * HEAP_COLUMNS + HEAP_GROUP]] = NOTHING
    size -= 1
    if place == size:
        return size
    time = heap_times[size * HEAP_TIME_COLUMNS]
    group = heap_groups[size * HEAP_COLUMNS + HEAP_GROUP]
    node = heap_groups[size * HEAP_COLUMNS + HEAP_NODE]
    # The last one takes its place: first down as far as the smallest children lead, then up to where it belongs.
    while True:
        first = place * HEAP_FAN + 1
        if first >= size:
            break
        least = first
        soonest, whose = heap_times[first * HEAP_TIME_COLUMNS], heap_groups[first * HEAP_COLUMNS + HEAP_GROUP]
        for child in range(first + 1, min(first + HEAP_FAN, size)):
            if not later(child, soonest, whose, heap_times, heap_groups):
                least = child
                soonest, whose = heap_times[child * HEAP_TIME_COLUMNS], heap_groups[child * HEAP_COLUMNS + HEAP_GROUP]
        if soonest > time or (soonest == time and whose > group):
            break
        move(least, place, heap_times, heap_groups, heap_places)
        place = least
    set_down(place, group, node, time, heap_times, heap_groups, heap_places)
    return size


def insert_rank(rank: int, node: int, ready: Any, size: int) -> int:
    """Add a node to the heap of ready ones, by its rank; gives the new size."""
    place, entry = size, int(rank) << NODE_WIDTH | int(node)  # of NumPy, 32 bits would overflow
    while place > 0:
        above = (place - 1) // HEAP_FAN
        if ready[above] <= entry:
            break
        ready[place] = ready[above]
        place = above
    ready[place] = entry
    return size + 1


def take_rank(ready: Any, size: int) -> int:
    """Remove the node of the smallest rank, the lower bits of `ready[0]`; gives the new size."""
    size -= 1
    last = ready[size]
    place = 0
    while True:
        first = place * HEAP_FAN + 1
        if first >= size:
            break
        least = first
        for child in range(first + 1, min(first + HEAP_FAN, size)):
            if ready[child] < ready[least]:
                least = child
        if ready[least] >= last:
            break
        ready[place] = ready[least]
        place = least
    ready[place] = last
    return size


def set_flag(
    node: int, flag: int, value: int, flags: Any, visibility: Any, sums: Any, level_starts: Any, levels: int, nodes: int
) -> None:
    """Raise or lower a flag of a node, and add up anew the sums of visibility above it.

    Sums are always those of their children from first to last, so that rounding never depends on the past.
    """
    if value:
        flags[node] |= flag
    else:
        flags[node] &= ALL_FLAGS - flag
    if levels == 0:
        return
    block = node // FAN
    total = 0.0
    for child in range(block * FAN, min(block * FAN + FAN, nodes)):
        if flags[child] & flag:
            total += visibility[child]
    sums[level_starts[0] + block] = total
    for level in range(1, levels):
        first = block // FAN * FAN
        block = block // FAN
        total = 0.0
        size = level_starts[level] - level_starts[level - 1]
        for child in range(first, min(first + FAN, size)):
            total += sums[level_starts[level - 1] + child]
        sums[level_starts[level] + block] = total


def draw_visible(
    draw: float, flag: int, flags: Any, visibility: Any, sums: Any, level_starts: Any, levels: int, nodes: int
) -> int:
    """A node with the flag, with a chance in proportion to visibility: the first at which their sum passes the draw."""
    left = draw * sums[level_starts[levels - 1]]
    block = 0
    for level in range(levels - 2, -1, -1):
        size = level_starts[level + 1] - level_starts[level]
        chosen = NOTHING
        for child in range(block * FAN, min(block * FAN + FAN, size)):
            part = sums[level_starts[level] + child]
            if part > 0.0:
                chosen = child
                if left < part:
                    break
                left -= part
        block = chosen
    node = NOTHING
    for child in range(block * FAN, min(block * FAN + FAN, nodes)):
        if flags[child] & flag:
            node = child
            if left < visibility[child]:
                break
            left -= visibility[child]
    return node
