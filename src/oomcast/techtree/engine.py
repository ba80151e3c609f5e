"""The event engine: groups that choose nodes, think, queue for chips, wait, fail, repeat each other, and hear the news.

`docs/techtree-events.md` is the specification. All state is in arrays that the caller owns (`engine_layout.State`);
nothing is allocated, and other threads may run meanwhile.
"""

from __future__ import annotations

from typing import Any

from oomcast.simulate.fetch import fetch
from oomcast.techtree.draws import CHIPS as FOR_CHIPS
from oomcast.techtree.draws import INFORMED, LOOK, TASTE, factor, normal, uniform
from oomcast.techtree.draws import REWORK as FOR_REWORK
from oomcast.techtree.draws import SUCCESS as FOR_SUCCESS
from oomcast.techtree.draws import THINKING as FOR_THINKING
from oomcast.techtree.draws import WAITING as FOR_WAITING
from oomcast.techtree.engine_attempts import (
    add_carefully,
    carry_chain,
    chips_for,
    end_attempt,
    free_chips,
    give_up_phase,
    join_queue,
    leave_queue,
    make_eligible,
    note,
    offer,
    run_hours,
    schedule,
)
from oomcast.techtree.engine_layout import (
    AFTER,
    ALL_DONE,
    AT_HORIZON,
    ATTEMPT,
    ATTEMPTS,
    ATTEMPTS_BEGUN,
    BEFORE_THERE,
    BEGAN,
    BLOCKER,
    BOUND_BY_CHIPS,
    BUSY,
    BY_CHIPS,
    BY_LATENCY,
    BY_SPEED,
    CAME_FROM,
    CAUSE,
    CHAIN,
    CHIP_HOURS,
    CHIP_NOISE,
    CHIP_PRICE,
    CHIP_SD,
    CHIPS,
    COMPLETIONS,
    COORDINATED,
    COORDINATING,
    CRITICAL_CHIPS,
    DECISION,
    DECISIONS,
    DONE,
    DONE_NODES,
    DUPLICATE,
    ELIGIBLE,
    END_BY_CHIPS,
    END_BY_LATENCY,
    END_BY_SPEED,
    END_OF_THOUGHT,
    EVENTS,
    FAILED,
    FINISHED,
    FREE_CHIPS,
    FREED_BY_CHIPS,
    FREED_BY_LATENCY,
    FREED_BY_NODE,
    FREED_BY_SPEED,
    FRESH,
    GRID_REACHED,
    GROUP_COLUMNS,
    GROUPS,
    HALF_COLUMNS,
    HAS_ALTERNATIVES,
    HAS_SOFT,
    HEAP_COLUMNS,
    HEAP_GROUP,
    HEAP_NODE,
    HELD,
    HELD_UP_BY,
    HORIZON,
    IDLE_CHIP_HOURS,
    IDLE_CHIP_HOURS_LOST,
    IDLE_HOURS,
    IDLE_HOURS_LOST,
    IN_QUEUE,
    IN_RUN,
    IN_THOUGHT,
    IN_WAIT,
    INFINITY,
    IS_TOOL,
    JOBS,
    KEY_0,
    KEY_1,
    KNOWING,
    LATENCY_HOURS,
    LATEST,
    LEARNING,
    LEARNING_COST,
    LEVELS_OPEN,
    LEVELS_UNTOUCHED,
    LINK_COLUMNS,
    LOG_BEGIN,
    LOG_DONE,
    LOG_DROPPED,
    LOG_DUPLICATE,
    LOG_FAILED,
    LOG_FREED,
    LOG_GRANTED,
    LOG_KNOWN,
    LOG_RESTART,
    LOG_THOUGHT,
    LOOKS,
    MISSING,
    MODE,
    MODE_COLUMNS,
    MODES,
    MOST_EVENTS,
    NEWS,
    NEWS_COUNT,
    NEWS_FIRST,
    NEWS_FULL,
    NEWS_LAG,
    NEWS_ROOM,
    NEXT_THERE,
    NODE,
    NODE_COLUMNS,
    NODES,
    NOTHING,
    NOW,
    OPEN,
    OPEN_NODES,
    OPENED_BY_CHIPS,
    OPENED_BY_LATENCY,
    OPENED_BY_SPEED,
    ORIGIN,
    OVERHEAD,
    PENDING,
    PHASE,
    PHASE_ENDS,
    PLACE_COLUMNS,
    QUALITY,
    QUEUE_FIRST,
    REACH,
    READY,
    RELEASE,
    RELEASED,
    RELEASES,
    RELEASES_DONE,
    RESTARTED,
    RUNNING,
    RUNNING_ON,
    SINCE,
    SPEED,
    SPENT,
    START,
    START_OF_RUN,
    STATUS,
    STOP_VALUE,
    STUCK,
    SUCCESS_CHANCE,
    TASTE_SD,
    THINK_HOURS,
    THINK_NOISE,
    THINK_SD,
    THINKING,
    THOUGHT,
    TOO_MANY_EVENTS,
    TOOL_CHIPS,
    TOOL_QUALITY,
    TOOL_SPEED,
    TOOLS,
    UNFINISHED,
    UNKNOWING,
    UNTOUCHED,
    UNTOUCHED_NODES,
    USED,
    USEFUL,
    VALUE,
    VALUE_LOST,
    VALUE_REACHED,
    VALUES,
    WAIT_NOISE,
    WAIT_SD,
    WAITS_UNTIL,
    State,
)
from oomcast.techtree.engine_sets import HEAP_FAN, NODE_BITS, draw_visible, set_flag, take, take_rank

__all__ = ["go_through"]

VALUE_ERR = 1e-12
"""By how much, relatively, a sum of values may miss a threshold and still reach it: rounding."""


def draw(s: State, node: int, purpose: int, index: int) -> Any:
    """The uniform number of a node for a purpose."""
    return uniform(s.choices[KEY_0], s.choices[KEY_1], node, purpose, index)


# --- the end of an instant


def grant_chips(s: State, now: float) -> None:
    """Experiments begin in the order of the queue, as far as there are chips for the first of it."""
    while s.counts[QUEUE_FIRST] != NOTHING:
        group = s.counts[QUEUE_FIRST]
        chips = s.groups[group * GROUP_COLUMNS + HELD]
        if chips > s.amounts[FREE_CHIPS]:
            break
        leave_queue(s, group)
        node, mode, attempt = (
            s.places[group * PLACE_COLUMNS + NODE],
            s.places[group * PLACE_COLUMNS + MODE],
            s.places[group * PLACE_COLUMNS + ATTEMPT],
        )
        if s.groups[group * GROUP_COLUMNS + THOUGHT] < now:  # the cause of the start is the event that made chips free
            carry_chain(s, group, FREED_BY_SPEED)
            s.places[group * PLACE_COLUMNS + BLOCKER] = s.counts[FREED_BY_NODE]
        s.amounts[FREE_CHIPS] -= chips
        s.counts[JOBS] += 1
        hours = run_hours(
            s.modes[mode * MODE_COLUMNS + CHIP_HOURS], chips, float(s.mode_halves[mode * HALF_COLUMNS + CRITICAL_CHIPS])
        )
        hours *= factor(s.choices[CHIP_NOISE], s.limits[CHIP_SD], draw(s, node, FOR_CHIPS, attempt))
        waits = s.modes[mode * MODE_COLUMNS + LATENCY_HOURS]
        waits *= factor(s.choices[WAIT_NOISE], s.limits[WAIT_SD], draw(s, node, FOR_WAITING, attempt))
        s.groups[group * GROUP_COLUMNS + SINCE] = now
        s.groups[group * GROUP_COLUMNS + RUNNING] = now
        s.groups[group * GROUP_COLUMNS + WAITS_UNTIL] = now + waits
        s.places[group * PLACE_COLUMNS + PHASE] = IN_RUN
        schedule(s, group, now + hours / s.amounts[TOOL_CHIPS])
        note(s, LOG_GRANTED, now, node, group)


def decide(s: State) -> None:
    """Groups that became free draw, in that order, whether they know of everybody's work."""
    share = s.limits[COORDINATED]
    for place in range(s.counts[FRESH]):
        group = s.fresh[place]
        decision = s.counts[DECISIONS]
        s.places[group * PLACE_COLUMNS + DECISION] = decision
        s.counts[DECISIONS] += 1
        if share >= 1.0 or (share > 0.0 and draw(s, 0, INFORMED, decision) < share):
            s.knowing[s.counts[KNOWING]] = group
            s.counts[KNOWING] += 1
        else:
            s.unknowing[s.counts[UNKNOWING]] = group
            s.counts[UNKNOWING] += 1
    s.counts[FRESH] = 0


def begin_attempts(s: State, now: float) -> None:
    """Idle groups begin what they can: first those who do not know of others' work, the last that became free first."""
    while True:
        if s.counts[UNKNOWING] > 0 and s.counts[OPEN_NODES] > 0:
            s.counts[UNKNOWING] -= 1
            group = s.unknowing[s.counts[UNKNOWING]]
            knows = False
        elif s.counts[KNOWING] > 0 and s.counts[UNTOUCHED_NODES] > 0:
            s.counts[KNOWING] -= 1
            group = s.knowing[s.counts[KNOWING]]
            knows = True
        else:
            break
        if s.choices[LOOKS] == 0:
            node = s.ready[0] & NODE_BITS
            s.counts[READY] = take_rank(s.ready, s.counts[READY])
        else:
            node = choose(s, group, knows)
        begin(s, group, node, now)


def choose(s: State, group: int, knows: bool) -> int:  # noqa: FBT001 (compiled functions take arguments by place)
    """The node that seems best among those that a group looks at; ties to the lower number."""
    decision = s.places[group * PLACE_COLUMNS + DECISION]
    blur = s.limits[TASTE_SD] / (s.groups[group * GROUP_COLUMNS + QUALITY] * s.amounts[TOOL_QUALITY])
    chosen, best = NOTHING, -INFINITY
    for look in range(s.choices[LOOKS]):
        luck = draw(s, look, LOOK, decision)
        if knows:
            levels = s.choices[LEVELS_UNTOUCHED]
            node = draw_visible(
                luck, UNTOUCHED, s.flags, s.visibility, s.sums_untouched, s.level_starts, levels, s.choices[NODES]
            )
        else:
            levels = s.choices[LEVELS_OPEN]
            node = draw_visible(
                luck, OPEN, s.flags, s.visibility, s.sums_open, s.level_starts, levels, s.choices[NODES]
            )
        fetch(s.nodes, node * NODE_COLUMNS)
        fetch(s.modes, node * MODE_COLUMNS)
        if s.limits[LEARNING_COST] > 0.0:
            fetch(s.chain_before, node)
        seen = s.ln_priority[node]
        if blur > 0.0:
            seen += blur * normal(draw(s, node, TASTE, decision))
        if seen > best or (seen == best and node < chosen):
            chosen, best = node, seen
    return chosen


def begin(s: State, group: int, node: int, now: float) -> None:
    """A group begins an attempt: it learns what it lacks, and thinks."""
    if s.flags[node] & UNTOUCHED:
        s.counts[UNTOUCHED_NODES] -= 1
        levels = s.choices[LEVELS_UNTOUCHED]
        set_flag(node, UNTOUCHED, 0, s.flags, s.visibility, s.sums_untouched, s.level_starts, levels, s.choices[NODES])
    # The cause of the start is the event that made the node eligible, or else the one that made the group free.
    if s.groups[group * GROUP_COLUMNS + SINCE] < now or s.nodes[node * NODE_COLUMNS + ELIGIBLE] == now:
        carry_chain(s, group, OPENED_BY_SPEED)
        s.places[group * PLACE_COLUMNS + CAME_FROM] = NOTHING
    attempt = s.links[node * LINK_COLUMNS + ATTEMPTS]
    s.links[node * LINK_COLUMNS + ATTEMPTS] += 1
    s.counts[ATTEMPTS_BEGUN] += 1
    s.counts[BUSY] += 1
    pace = s.groups[group * GROUP_COLUMNS + SPEED] * s.amounts[TOOL_SPEED]
    mode = cheapest_mode(s, node, pace)
    thinking = s.modes[mode * MODE_COLUMNS + THINK_HOURS] / pace
    thinking *= factor(s.choices[THINK_NOISE], s.limits[THINK_SD], draw(s, node, FOR_THINKING, attempt))
    coordinating = thinking * s.limits[OVERHEAD]
    learning = 0.0
    if s.limits[LEARNING_COST] > 0.0:
        lacking = max(0.0, s.chain_before[node] - s.groups[group * GROUP_COLUMNS + REACH])
        learning = lacking * s.limits[LEARNING_COST] / pace
        reach = s.chain_before[node] + s.modes[first_mode(s, node) * MODE_COLUMNS + THINK_HOURS]
        s.groups[group * GROUP_COLUMNS + REACH] = max(reach, s.groups[group * GROUP_COLUMNS + REACH])
    s.groups[group * GROUP_COLUMNS + BEGAN] = now
    s.groups[group * GROUP_COLUMNS + ORIGIN] = now
    s.groups[group * GROUP_COLUMNS + SINCE] = now
    s.groups[group * GROUP_COLUMNS + THINKING] = thinking + coordinating
    s.groups[group * GROUP_COLUMNS + COORDINATING] = coordinating
    s.groups[group * GROUP_COLUMNS + LEARNING] = learning
    s.groups[group * GROUP_COLUMNS + USED] = 0.0
    s.groups[group * GROUP_COLUMNS + SPENT] = 0.0
    s.places[group * PLACE_COLUMNS + NODE] = node
    s.places[group * PLACE_COLUMNS + MODE] = mode
    s.places[group * PLACE_COLUMNS + ATTEMPT] = attempt
    s.places[group * PLACE_COLUMNS + PHASE] = IN_THOUGHT
    s.places[group * PLACE_COLUMNS + RESTARTED] = 0
    s.places[group * PLACE_COLUMNS + BLOCKER] = NOTHING
    latest = s.links[node * LINK_COLUMNS + LATEST]
    s.places[group * PLACE_COLUMNS + NEXT_THERE] = latest
    s.places[group * PLACE_COLUMNS + BEFORE_THERE] = NOTHING
    if latest != NOTHING:
        s.places[latest * PLACE_COLUMNS + BEFORE_THERE] = group
    s.links[node * LINK_COLUMNS + LATEST] = group
    schedule(s, group, now + (learning + (thinking + coordinating)))
    note(s, LOG_BEGIN, now, node, group)


def first_mode(s: State, node: int) -> int:
    """The first mode of a node; where there are as many modes as nodes, that is no look-up."""
    return node if s.choices[MODES] == s.choices[NODES] else int(s.mode_starts[node])


def cheapest_mode(s: State, node: int, pace: float) -> int:
    """The mode that should cost a group the fewest hours, those of chips at their price; the first if several do."""
    first = first_mode(s, node)
    if s.choices[MODES] == s.choices[NODES] or s.mode_starts[node + 1] == first + 1:
        return first
    beyond = s.mode_starts[node + 1]
    chosen, least = NOTHING, INFINITY
    for mode in range(first, beyond):
        hours, held = 0.0, 0.0
        if s.modes[mode * MODE_COLUMNS + CHIP_HOURS] > 0.0:
            if float(s.fewest_chips[mode]) > s.limits[CHIPS]:
                continue
            chips = chips_for(s, mode)
            hours = (
                run_hours(
                    s.modes[mode * MODE_COLUMNS + CHIP_HOURS],
                    chips,
                    float(s.mode_halves[mode * HALF_COLUMNS + CRITICAL_CHIPS]),
                )
                / s.amounts[TOOL_CHIPS]
            )
            held = chips * hours
        thinking = s.modes[mode * MODE_COLUMNS + THINK_HOURS] / pace * (1.0 + s.limits[OVERHEAD])
        cost = thinking + max(hours, s.modes[mode * MODE_COLUMNS + LATENCY_HOURS]) + s.limits[CHIP_PRICE] * held
        cost /= float(s.mode_halves[mode * HALF_COLUMNS + SUCCESS_CHANCE])
        if cost < least:
            chosen, least = mode, cost
    return int(chosen)


# --- events


def end_phase(s: State, group: int, now: float) -> None:
    """Event type 0: thinking leads to the queue for chips, an experiment to its latency, and these to an end."""
    node, mode = s.places[group * PLACE_COLUMNS + NODE], s.places[group * PLACE_COLUMNS + MODE]
    fetch(s.successors, s.successor_starts[node])
    passed = now - s.groups[group * GROUP_COLUMNS + SINCE]
    if s.places[group * PLACE_COLUMNS + PHASE] == IN_THOUGHT:
        s.groups[group * GROUP_COLUMNS + BY_SPEED] += passed
        s.groups[group * GROUP_COLUMNS + THOUGHT] = now
        s.groups[group * GROUP_COLUMNS + RUNNING] = now
        s.groups[group * GROUP_COLUMNS + SINCE] = now
        note(s, LOG_THOUGHT, now, node, group)
        if s.modes[mode * MODE_COLUMNS + CHIP_HOURS] > 0.0:
            s.groups[group * GROUP_COLUMNS + HELD] = chips_for(s, mode)
            s.places[group * PLACE_COLUMNS + PHASE] = IN_QUEUE
            join_queue(s, group)
            return
        if s.modes[mode * MODE_COLUMNS + LATENCY_HOURS] > 0.0:
            waits = s.modes[mode * MODE_COLUMNS + LATENCY_HOURS]
            luck = draw(s, node, FOR_WAITING, s.places[group * PLACE_COLUMNS + ATTEMPT])
            waits *= factor(s.choices[WAIT_NOISE], s.limits[WAIT_SD], luck)
            s.places[group * PLACE_COLUMNS + PHASE] = IN_WAIT
            schedule(s, group, now + waits)
            return
    elif s.places[group * PLACE_COLUMNS + PHASE] == IN_RUN:
        free_chips(s, group, now)
        s.amounts[FREED_BY_SPEED] = s.groups[group * GROUP_COLUMNS + BY_SPEED]
        s.amounts[FREED_BY_CHIPS] = s.groups[group * GROUP_COLUMNS + BY_CHIPS] + passed
        s.amounts[FREED_BY_LATENCY] = s.groups[group * GROUP_COLUMNS + BY_LATENCY]
        note(s, LOG_FREED, now, node, group)
        if s.groups[group * GROUP_COLUMNS + WAITS_UNTIL] > now:
            s.places[group * PLACE_COLUMNS + PHASE] = IN_WAIT
            schedule(s, group, s.groups[group * GROUP_COLUMNS + WAITS_UNTIL])
            return
        s.groups[group * GROUP_COLUMNS + BY_CHIPS] += passed
    else:
        s.groups[group * GROUP_COLUMNS + BY_LATENCY] += passed
    complete(s, group, now)


def complete(s: State, group: int, now: float) -> None:
    """An attempt comes to its end: it is the first success, one that came too late, or a failure."""
    node, mode = s.places[group * PLACE_COLUMNS + NODE], s.places[group * PLACE_COLUMNS + MODE]
    chance = float(s.mode_halves[mode * HALF_COLUMNS + SUCCESS_CHANCE])
    works = chance >= 1.0 or draw(s, node, FOR_SUCCESS, s.places[group * PLACE_COLUMNS + ATTEMPT]) < chance
    s.amounts[END_BY_SPEED] = s.groups[group * GROUP_COLUMNS + BY_SPEED]
    s.amounts[END_BY_CHIPS] = s.groups[group * GROUP_COLUMNS + BY_CHIPS]
    s.amounts[END_BY_LATENCY] = s.groups[group * GROUP_COLUMNS + BY_LATENCY]
    if not works:
        note(s, LOG_FAILED, now, node, group)
        end_attempt(s, group, now, FAILED)
        if s.links[node * LINK_COLUMNS + LATEST] == NOTHING and not s.flags[node] & FINISHED:
            for part in range(3):
                s.amounts[OPENED_BY_SPEED + part] = s.amounts[END_BY_SPEED + part]
            offer(s, node)
        return
    s.counts[COMPLETIONS] += 1
    if s.flags[node] & FINISHED:
        note(s, LOG_DUPLICATE, now, node, group)
        end_attempt(s, group, now, DUPLICATE)
        return
    note(s, LOG_DONE, now, node, group)
    if s.places[group * PLACE_COLUMNS + PHASE] == IN_RUN:
        s.flags[node] |= BOUND_BY_CHIPS
    s.counts[OPEN_NODES] -= 1
    set_flag(
        node, OPEN, 0, s.flags, s.visibility, s.sums_open, s.level_starts, s.choices[LEVELS_OPEN], s.choices[NODES]
    )
    s.flags[node] |= FINISHED
    s.nodes[node * NODE_COLUMNS + START] = s.groups[group * GROUP_COLUMNS + BEGAN]
    s.nodes[node * NODE_COLUMNS + END_OF_THOUGHT] = s.groups[group * GROUP_COLUMNS + THOUGHT]
    s.nodes[node * NODE_COLUMNS + START_OF_RUN] = s.groups[group * GROUP_COLUMNS + RUNNING]
    s.nodes[node * NODE_COLUMNS + DONE] = now
    s.links[node * LINK_COLUMNS + HELD_UP_BY] = s.places[group * PLACE_COLUMNS + BLOCKER]
    s.links[node * LINK_COLUMNS + AFTER] = s.places[group * PLACE_COLUMNS + CAME_FROM]
    s.node_modes[node] = mode - first_mode(s, node)
    if s.counts[NEWS_COUNT] == 0:
        look_after(s, node)  # its news are next
    s.counts[DONE_NODES] += 1
    end_attempt(s, group, now, USEFUL)
    count_value(s, node, now)
    if s.counts[STATUS] == RUNNING_ON:
        send_news(s, node, now)


def count_value(s: State, node: int, now: float) -> None:
    """What a node is worth counts from its first completion; the run may end with it."""
    add_carefully(s, VALUE, VALUE_LOST, s.value_oom[node])
    value = (s.amounts[VALUE] + s.amounts[VALUE_LOST]) * (1.0 + VALUE_ERR)
    while s.counts[GRID_REACHED] < s.choices[VALUES] and value >= s.grid[s.counts[GRID_REACHED]]:
        place = s.counts[GRID_REACHED]
        s.grid_hours[place] = now
        s.grid_nodes[place] = node
        for part in range(3):
            s.grid_chains[place * CHAIN + part] = s.amounts[END_BY_SPEED + part]
        s.counts[GRID_REACHED] += 1
    if s.counts[DONE_NODES] == s.choices[NODES]:
        s.counts[STATUS] = ALL_DONE
    elif value >= s.limits[STOP_VALUE]:
        s.counts[STATUS] = VALUE_REACHED


def send_news(s: State, node: int, now: float) -> None:
    """A node that is done becomes common knowledge after a while."""
    room = s.choices[NEWS_ROOM]
    if s.counts[NEWS_COUNT] == room:
        s.counts[STATUS] = NEWS_FULL
        return
    place = (s.counts[NEWS_FIRST] + s.counts[NEWS_COUNT]) % room
    s.news_times[place] = now + s.limits[NEWS_LAG]
    s.news_nodes[place] = node
    for part in range(3):
        s.news_chains[place * CHAIN + part] = s.amounts[END_BY_SPEED + part]
    s.counts[NEWS_COUNT] += 1


def hear_news(s: State, now: float) -> None:
    """Event type 1: a node is common knowledge. Others drop it, and what needs it becomes possible."""
    place = s.counts[NEWS_FIRST]
    source = s.news_nodes[place]
    s.amounts[OPENED_BY_SPEED] = s.news_chains[place * CHAIN]
    s.amounts[OPENED_BY_CHIPS] = s.news_chains[place * CHAIN + 1]
    s.amounts[OPENED_BY_LATENCY] = s.news_chains[place * CHAIN + 2] + s.limits[NEWS_LAG]
    s.counts[NEWS_FIRST] = (place + 1) % s.choices[NEWS_ROOM]
    s.counts[NEWS_COUNT] -= 1
    if s.counts[NEWS_COUNT] > 0:
        look_after(s, s.news_nodes[s.counts[NEWS_FIRST]])
        following = s.news_nodes[(s.counts[NEWS_FIRST] + 1) % s.choices[NEWS_ROOM]]  # perhaps not there; only a hint
        fetch(s.successor_starts, following)
        fetch(s.nodes, following * NODE_COLUMNS)
    note(s, LOG_KNOWN, now, source, NOTHING)
    while s.links[source * LINK_COLUMNS + LATEST] != NOTHING:
        group = s.links[source * LINK_COLUMNS + LATEST]
        give_up_phase(s, group, now)
        end_attempt(s, group, now, DUPLICATE)
        carry_chain(s, group, OPENED_BY_SPEED)
        note(s, LOG_DROPPED, now, source, group)
    if s.flags[source] & IS_TOOL:
        use_tool(s, source)
    if s.choices[HAS_SOFT]:
        for place in range(s.soft_starts[source], s.soft_starts[source + 1]):
            edge = s.soft_edges[place]
            node = s.soft_targets[edge]
            concerned = not s.flags[node] & FINISHED and s.links[node * LINK_COLUMNS + LATEST] != NOTHING
            if concerned and draw(s, node, FOR_REWORK, edge) < float(s.soft_rework[edge]):
                begin_anew(s, node, now)
    for place in range(s.successor_starts[source], s.successor_starts[source + 1]):
        meet_condition(s, s.successors[place], source, now)
    if s.choices[HAS_ALTERNATIVES]:
        for place in range(s.alternative_starts[source], s.alternative_starts[source + 1]):
            alternatives = s.alternative_groups[place]
            if not s.group_met[alternatives]:
                s.group_met[alternatives] = 1
                meet_condition(s, s.group_targets[alternatives], source, now)


def use_tool(s: State, node: int) -> None:
    """From now on, phases that begin are faster, and choices better."""
    low, high = 0, s.choices[TOOLS] - 1
    while low < high:
        middle = (low + high) // 2
        if s.tool_nodes[middle] < node:
            low = middle + 1
        else:
            high = middle
    s.amounts[TOOL_SPEED] *= s.tool_factors[low * CHAIN]
    s.amounts[TOOL_QUALITY] *= s.tool_factors[low * CHAIN + 1]
    s.amounts[TOOL_CHIPS] *= s.tool_factors[low * CHAIN + 2]


def begin_anew(s: State, node: int, now: float) -> None:
    """What was done on another assumption is worth nothing: all who work on a node think again from the start."""
    group = s.links[node * LINK_COLUMNS + LATEST]
    while group != NOTHING:
        give_up_phase(s, group, now)
        if not s.places[group * PLACE_COLUMNS + RESTARTED]:
            s.groups[group * GROUP_COLUMNS + LEARNING] = min(
                s.groups[group * GROUP_COLUMNS + LEARNING], now - s.groups[group * GROUP_COLUMNS + BEGAN]
            )
        s.places[group * PLACE_COLUMNS + RESTARTED] = 1
        s.places[group * PLACE_COLUMNS + PHASE] = IN_THOUGHT
        s.places[group * PLACE_COLUMNS + BLOCKER] = NOTHING
        s.groups[group * GROUP_COLUMNS + SPENT] += s.groups[group * GROUP_COLUMNS + USED]
        s.groups[group * GROUP_COLUMNS + USED] = 0.0
        s.groups[group * GROUP_COLUMNS + ORIGIN] = now
        s.groups[group * GROUP_COLUMNS + SINCE] = now
        carry_chain(s, group, OPENED_BY_SPEED)
        schedule(s, group, now + s.groups[group * GROUP_COLUMNS + THINKING])
        note(s, LOG_RESTART, now, node, group)
        group = s.places[group * PLACE_COLUMNS + NEXT_THERE]


def meet_condition(s: State, node: int, source: int, now: float) -> None:
    """One of a node's conditions is met; with the last one it becomes eligible."""
    s.links[node * LINK_COLUMNS + MISSING] -= 1
    if s.links[node * LINK_COLUMNS + MISSING] == 0:
        s.links[node * LINK_COLUMNS + CAUSE] = source
        if s.flags[node] & RELEASED:
            make_eligible(s, node, now)


def release(s: State, now: float) -> None:
    """Event type 2: a node may be begun from this date on."""
    node = s.release_nodes[s.counts[RELEASES_DONE]]
    s.counts[RELEASES_DONE] += 1
    s.flags[node] |= RELEASED
    if s.links[node * LINK_COLUMNS + MISSING] == 0:
        s.links[node * LINK_COLUMNS + CAUSE] = NOTHING
        s.amounts[OPENED_BY_SPEED] = 0.0
        s.amounts[OPENED_BY_CHIPS] = 0.0
        s.amounts[OPENED_BY_LATENCY] = now
        make_eligible(s, node, now)


def look_ahead(s: State) -> None:
    """What the next events will need is asked for while this one is worked on: memory is far away.

    The next one stands at the top of the heap, and the one after it is among those four below.
    """
    for place in range(min(s.counts[PENDING], HEAP_FAN + 1)):
        group, node = s.heap_groups[place * HEAP_COLUMNS + HEAP_GROUP], s.heap_groups[place * HEAP_COLUMNS + HEAP_NODE]
        fetch(s.groups, group * GROUP_COLUMNS + BEGAN)
        fetch(s.groups, group * GROUP_COLUMNS + LEARNING)
        fetch(s.places, group * PLACE_COLUMNS + NODE)
        fetch(s.nodes, node * NODE_COLUMNS)
        fetch(s.modes, node * MODE_COLUMNS)  # where nodes have several modes this is another's, and of no use
        fetch(s.value_oom, node)
        fetch(s.successor_starts, node)


def look_after(s: State, node: int) -> None:
    """Ask for what the news of a node will need."""
    for place in range(s.successor_starts[node], s.successor_starts[node + 1]):
        successor = s.successors[place]
        fetch(s.nodes, successor * NODE_COLUMNS)
        fetch(s.modes, successor * MODE_COLUMNS)
        if s.choices[LOOKS] == 0:
            fetch(s.ranks, successor)
    if s.choices[HAS_SOFT]:
        for place in range(s.soft_starts[node], s.soft_starts[node + 1]):
            edge = s.soft_edges[place]
            fetch(s.nodes, s.soft_targets[edge] * NODE_COLUMNS)
            fetch(s.soft_rework, edge)


def pass_time(s: State, now: float, until: float) -> None:
    """Nothing happens in between: idle groups and idle chips are counted."""
    add_carefully(s, IDLE_HOURS, IDLE_HOURS_LOST, (s.choices[GROUPS] - s.counts[BUSY]) * (until - now))
    if s.limits[CHIPS] < INFINITY:
        add_carefully(s, IDLE_CHIP_HOURS, IDLE_CHIP_HOURS_LOST, s.amounts[FREE_CHIPS] * (until - now))


def start(s: State) -> None:
    """What needs nothing is eligible at once, and all groups are free."""
    for node in range(s.choices[NODES]):
        if s.links[node * LINK_COLUMNS + MISSING] == 0 and s.flags[node] & RELEASED:
            make_eligible(s, node, 0.0)
    for group in range(s.choices[GROUPS] - 1, -1, -1):  # the last to become free chooses first: let that be group 0
        s.fresh[s.counts[FRESH]] = group
        s.counts[FRESH] += 1


def finish(s: State, now: float) -> None:
    """What is still going on at the end is counted as unfinished."""
    s.counts[FRESH] = 0
    for group in range(s.choices[GROUPS]):
        if s.places[group * PLACE_COLUMNS + NODE] != NOTHING:
            give_up_phase(s, group, now)
            end_attempt(s, group, now, UNFINISHED)
    s.amounts[NOW] = now


def go_through(s: State) -> None:
    """All events in the order (time, type, id), and at the end of each instant grants and choices."""
    start(s)
    now, settled = 0.0, False
    while s.counts[STATUS] == RUNNING_ON:
        time, kind = INFINITY, PHASE_ENDS
        if s.counts[PENDING] > 0:
            time = s.heap_times[0]
        if s.counts[NEWS_COUNT] > 0 and s.news_times[s.counts[NEWS_FIRST]] < time:
            time, kind = s.news_times[s.counts[NEWS_FIRST]], NEWS
        if s.counts[RELEASES_DONE] < s.choices[RELEASES] and s.release_hours[s.counts[RELEASES_DONE]] < time:
            time, kind = s.release_hours[s.counts[RELEASES_DONE]], RELEASE
        if time > now and not settled:
            grant_chips(s, now)
            decide(s)
            begin_attempts(s, now)
            settled = True
            continue
        if time > s.limits[HORIZON]:
            pass_time(s, now, s.limits[HORIZON])
            now = s.limits[HORIZON]
            s.counts[STATUS] = AT_HORIZON
            break
        if time == INFINITY:
            s.counts[STATUS] = STUCK
            break
        if s.counts[EVENTS] == s.choices[MOST_EVENTS]:
            s.counts[STATUS] = TOO_MANY_EVENTS
            break
        if time > now:
            pass_time(s, now, time)
            now = time
        settled = False
        s.counts[EVENTS] += 1
        if kind == PHASE_ENDS:
            group = s.heap_groups[HEAP_GROUP]
            s.counts[PENDING] = take(0, s.heap_times, s.heap_groups, s.heap_places, s.counts[PENDING])
            look_ahead(s)
            end_phase(s, group, now)
        elif kind == NEWS:
            hear_news(s, now)
        else:
            release(s, now)
    finish(s, now)
