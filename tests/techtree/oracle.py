"""The same semantics once more, by SimPy processes and plain Python containers: slow, short, and on its own."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from oomcast.techtree import draws
from oomcast.techtree import engine_layout as at
from oomcast.techtree.draws import factor, key_of, normal, uniform
from oomcast.techtree.graph import Graph
from oomcast.techtree.simulation import Cluster, Rules, Team

Attempt = SimpleNamespace  # what a group does: group, node, mode, number, thinking (hours), chips, and its process


@dataclass
class Oracle:
    """One company on one tree. `log` has entries (time, kind, node, group), as the engine's."""

    graph: Graph
    team: Team
    cluster: Cluster
    rules: Rules
    priority: Any
    seed: int
    log: list[tuple[float, int, int, int]] = field(default_factory=list)

    def run(self) -> list[tuple[float, int, int, int]]:
        g = self.graph
        self.env, self.key = simpy.Environment(), key_of(self.seed)
        self.everything_done = self.env.event()
        self.needs = [set(map(int, g.hard_predecessors(v))) for v in range(g.nodes)]
        self.choices = [
            (int(g.group_targets[i]), set(g.group_sources[g.group_starts[i] : g.group_starts[i + 1]].tolist()))
            for i in range(len(g.group_targets))
        ]
        self.known, self.done, self.open = set[int](), set[int](), set[int]()
        self.attempts = [0] * g.nodes
        self.working: dict[int, list[Attempt]] = {v: [] for v in range(g.nodes)}  # the one begun last in front
        self.free = self.cluster.chips
        self.queue: list[tuple[Attempt, Any]] = []
        self.fresh, self.settling = [*range(self.team.groups)][::-1], False
        self.decisions, self.idle, self.reach = 0, {True: [], False: []}, [0.0] * self.team.groups
        self.speed, self.quality, self.pace = 1.0, 1.0, self.cluster.pace
        self.before = [0.0] * g.nodes
        for v in map(int, g.order):
            self.before[v] = max((self.before[u] + g.think_hours[u] for u in self.needs[v]), default=0.0)
        for v in np.flatnonzero(g.release_hours).tolist():
            self.env.process(self.wait_for_release(v))
        self.open_what_can_be(range(g.nodes))
        self.settle_later()
        self.env.run(until=self.everything_done)
        return self.log

    def luck(self, node: int, purpose: int, index: int) -> float:
        return float(uniform(*self.key, node, purpose, index))

    def note(self, kind: int, node: int, group: int = -1) -> None:
        self.log.append((self.env.now, kind, node, group))

    def wait_for_release(self, v: int) -> Generator[Any, Any, None]:
        yield self.env.timeout(self.graph.release_hours[v] * self.rules.latency)
        self.open_what_can_be([v])
        self.settle_later()

    def open_what_can_be(self, nodes: Any) -> None:
        for v in nodes:
            released = self.graph.release_hours[v] * self.rules.latency <= self.env.now
            met = all(sources & self.known for target, sources in self.choices if target == v)
            if released and met and self.needs[v] <= self.known and v not in self.open | self.done:
                self.open.add(v)
                self.note(at.LOG_ELIGIBLE, v)

    def settle_later(self) -> None:
        if not self.settling:
            self.settling = True
            event = simpy.Event(self.env)
            event._ok, event._value, event.callbacks = True, None, [self.settle]
            self.env.schedule(event, priority=5)  # after all others of the instant

    def settle(self, _: Any) -> None:
        self.settling = False
        while self.queue and self.queue[0][0].chips <= self.free + 1e-9:
            attempt, granted = self.queue.pop(0)
            self.free -= attempt.chips
            self.note(at.LOG_GRANTED, attempt.node, attempt.group)
            granted.succeed()
        for group in self.fresh:
            knows = self.luck(0, draws.INFORMED, self.decisions) < self.rules.coordinated
            self.idle[knows].append((group, self.decisions))
            self.decisions += 1
        self.fresh = []
        while True:
            untouched = [v for v in sorted(self.open) if not self.working[v]]
            for knows, candidates in ((False, sorted(self.open)), (True, untouched)):
                if self.idle[knows] and candidates:
                    group, decision = self.idle[knows].pop()
                    self.begin(group, self.choose(group, decision, candidates))
                    break
            else:
                return

    def choose(self, group: int, decision: int, candidates: list[int]) -> int:
        if self.rules.looks == 0:
            return min(candidates, key=lambda v: (-self.priority[v], v))
        seen = []
        for look in range(self.rules.looks):
            left = self.luck(look, draws.LOOK, decision) * math.fsum(self.graph.visibility[v] for v in candidates)
            for v in candidates:
                left -= self.graph.visibility[v]
                if left < 0.0:
                    break
            blur = self.rules.taste_sd / (self.team.quality[group] * self.quality)
            noise = blur * normal(self.luck(v, draws.TASTE, decision))
            seen.append((-(math.log(self.priority[v]) + noise), v))
        return min(seen)[1]

    def hours_of_run(self, mode: int, chips: float, noise: float = 1.0) -> float:
        m = self.graph.modes
        return float(m.chip_hours[mode] * (1.0 / chips + 1.0 / float(m.critical_chips[mode])) * noise / self.pace)

    def begin(self, group: int, v: int) -> None:
        m, team = self.graph.modes, self.team
        pace = team.speed[group] * self.speed
        costs = {}
        for mode in range(m.starts[v], m.starts[v + 1]):
            chips = min(max(self.cluster.chips_per_job, m.fewest_chips[mode]), m.most_chips[mode], self.cluster.chips)
            run = self.hours_of_run(mode, chips) if m.chip_hours[mode] > 0.0 else 0.0
            think = m.think_hours[mode] / pace * (1.0 + team.overhead)
            wait = max(run, m.latency_hours[mode] * self.rules.latency)
            costs[mode] = ((think + wait + self.cluster.chip_price * chips * run) / m.success[mode], chips)
        mode = min(costs, key=lambda k: (costs[k][0], k))
        attempt = Attempt(group=group, node=v, mode=mode, number=self.attempts[v], chips=costs[mode][1])
        think = m.think_hours[mode] / pace * factor(*self.rules.thinking, self.luck(v, draws.THINKING, attempt.number))
        attempt.thinking = think + think * team.overhead
        learning = max(0.0, self.before[v] - self.reach[group]) * team.learning_cost / pace
        self.reach[group] = max(self.reach[group], self.before[v] + m.think_hours[m.starts[v]])
        self.attempts[v] += 1
        self.working[v].insert(0, attempt)
        attempt.process = self.env.process(self.work(attempt, learning))
        self.note(at.LOG_BEGIN, v, group)

    def work(self, a: Attempt, learning: float) -> Generator[Any, Any, None]:
        m, holds = self.graph.modes, False
        noises = [self.luck(a.node, purpose, a.number) for purpose in (draws.CHIPS, draws.WAITING)]
        waits = m.latency_hours[a.mode] * self.rules.latency * factor(*self.rules.waiting, noises[1])
        while True:
            try:
                yield self.env.timeout(learning + a.thinking)
                self.note(at.LOG_THOUGHT, a.node, a.group)
                until = self.env.now + waits
                if m.chip_hours[a.mode] > 0.0:
                    granted = self.env.event()
                    self.queue.append((a, granted))
                    self.settle_later()
                    yield granted
                    holds, until = True, self.env.now + waits
                    yield self.env.timeout(self.hours_of_run(a.mode, a.chips, factor(*self.rules.chips, noises[0])))
                    self.free += a.chips
                    holds = False
                    self.note(at.LOG_FREED, a.node, a.group)
                    self.settle_later()
                if until > self.env.now:
                    yield self.env.timeout(until - self.env.now)
                return self.end(a)
            except simpy.Interrupt as interrupt:
                self.free += a.chips if holds else 0.0
                self.queue = [entry for entry in self.queue if entry[0] is not a]
                self.settle_later()
                holds, learning = False, 0.0
                if interrupt.cause == at.LOG_DROPPED:
                    return None

    def end(self, a: Attempt) -> None:
        works = self.luck(a.node, draws.SUCCESS, a.number) < self.graph.modes.success[a.mode]
        kind = at.LOG_FAILED if not works else at.LOG_DUPLICATE if a.node in self.done else at.LOG_DONE
        self.note(kind, a.node, a.group)
        self.working[a.node].remove(a)
        self.fresh.append(a.group)
        self.settle_later()
        if kind == at.LOG_DONE:
            self.done.add(a.node)
            self.open.discard(a.node)
            if len(self.done) == self.graph.nodes:
                self.everything_done.succeed()
            self.env.process(self.spread_news(a.node))

    def spread_news(self, u: int) -> Generator[Any, Any, None]:
        yield self.env.timeout(self.rules.news_lag_hours * self.rules.latency)
        g = self.graph
        self.known.add(u)
        self.note(at.LOG_KNOWN, u)
        for a in list(self.working[u]):
            a.process.interrupt(at.LOG_DROPPED)
            self.working[u].remove(a)
            self.fresh.append(a.group)
            self.note(at.LOG_DROPPED, u, a.group)
        for tool, factors in zip(g.tool_nodes.tolist(), g.tool_factors.tolist(), strict=True):
            if tool == u:
                self.speed, self.quality = self.speed * factors[0], self.quality * factors[1]
                self.pace *= factors[2]
        for edge in range(len(g.soft_sources)):
            v = int(g.soft_targets[edge])
            concerned = g.soft_sources[edge] == u and v not in self.done and self.working[v]
            if concerned and self.luck(v, draws.REWORK, edge) < g.soft_rework[edge]:
                for a in self.working[v]:
                    a.process.interrupt(at.LOG_RESTART)
                    self.note(at.LOG_RESTART, v, a.group)
        waiting = [v for v, sources in self.choices if u in sources and not sources & (self.known - {u})]
        self.open_what_can_be(v for v in range(g.nodes) if u in self.needs[v] and v not in waiting)
        self.open_what_can_be(waiting)
        self.settle_later()
