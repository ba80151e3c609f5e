"""The engine reproduces what can be known exactly: closed forms, bounds on each path, invariances, and conservation."""

from __future__ import annotations

import itertools
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from oomcast.errors import ModelError, RunError
from oomcast.techtree import simulation
from oomcast.techtree.draws import EXPONENTIAL
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.modes import Mode, Modes
from oomcast.techtree.paths import heaviest_after
from oomcast.techtree.results import Ending, Simulation
from oomcast.techtree.simulation import Cluster, Luck, Rules, Team, simulate
from tests.techtree.worlds import random_edges, random_world

BY_CHANCE = Rules(thinking=Luck(EXPONENTIAL))
STANDARD_ERRORS = 4.5  # a fair test fails once in 150,000 times


def makespans(graph: Graph, *, team: Team, rules: Rules, runs: int, priority: object = None) -> np.ndarray:
    return np.array(
        [simulate(graph, team=team, rules=rules, priority=priority, seed=seed).hours for seed in range(runs)]  # type: ignore[arg-type]
    )


def agrees(values: np.ndarray, expected: float) -> bool:
    return bool(abs(values.mean() - expected) <= STANDARD_ERRORS * values.std(ddof=1) / math.sqrt(len(values)))


def harmonic(n: int) -> float:
    return math.fsum(1.0 / k for k in range(1, n + 1))


# --- closed forms


@pytest.mark.parametrize("groups", [1, 2, 50])
def test_a_chain_takes_the_sum_whatever_the_number_of_groups(groups: int) -> None:
    """A1: one chain, the sum of durations for any number of groups."""
    hours = [0.5, 2.0, 0.25, 8.0, 1.0]
    chain = tree(5, edges=[(i, i + 1) for i in range(4)], think_hours=hours)
    run = simulate(chain, team=Team(groups=groups))
    assert run.hours == sum(hours)
    assert run.done_hours.tolist() == [*itertools.accumulate(hours)]


@pytest.mark.parametrize(("tasks", "workers", "expected"), [(200, 10, 21.92897), (50, 50, 4.49921)])
def test_independent_exponential_tasks(tasks: int, workers: int, expected: float) -> None:
    """A2: (N - P)/P + H_P for N loose exponential tasks and P workers."""
    assert (tasks - workers) / workers + harmonic(workers) == pytest.approx(expected, abs=1e-5)
    assert agrees(makespans(tree(tasks), team=Team(groups=workers), rules=BY_CHANCE, runs=700), expected)


def test_fork_and_join() -> None:
    """A4: D stages of P branches and P workers take D H_P."""
    stages, branches = 5, 8
    nodes = stages * (branches + 1)
    edges = []
    for stage in range(stages):
        first = stage * (branches + 1)
        edges += [(first + branch, first + branches) for branch in range(branches)]
        if stage:
            edges += [(first - 1, first + branch) for branch in range(branches)]
    hours = np.where(np.arange(nodes) % (branches + 1) == branches, 0.0, 1.0)
    graph = tree(nodes, edges=edges, think_hours=hours)
    values = makespans(graph, team=Team(groups=branches), rules=BY_CHANCE, runs=500)
    assert agrees(values, stages * harmonic(branches))


FIXTURE_EDGES = [(0, 2), (0, 3), (1, 3), (1, 4), (2, 5), (3, 5), (3, 6), (4, 6), (5, 7), (5, 8), (6, 8), (7, 9), (8, 9)]
FIXTURE_RATES = [1.0, 0.5, 2.0, 1.0, 0.7, 1.0, 1.5, 0.8, 1.0, 1.0]


def expected_by_down_sets(needs: list[set[int]], rates: list[float], workers: int) -> float:
    """The exact mean, by recursion over sets of nodes done and begun: a free worker begins the lowest number it can."""
    nodes = len(rates)
    whole = (1 << nodes) - 1
    means: dict[tuple[int, int], float] = {}

    def of(done: int, busy: int) -> float:
        if done == whole:
            return 0.0
        taken = done | busy
        able = [v for v in range(nodes) if not taken >> v & 1 and all(done >> u & 1 for u in needs[v])]
        for v in able[: workers - busy.bit_count()]:
            busy |= 1 << v
        if (done, busy) not in means:
            at_work = [v for v in range(nodes) if busy >> v & 1]
            ways = math.fsum(rates[v] * of(done | 1 << v, busy & ~(1 << v)) for v in at_work)
            means[done, busy] = (1.0 + ways) / math.fsum(rates[v] for v in at_work)
        return means[done, busy]

    return of(0, 0)


@pytest.mark.parametrize(("workers", "published"), [(1, 10.845238), (2, 7.729499), (3, 7.679999)])
def test_a_small_tree_agrees_with_the_exact_recursion(workers: int, published: float) -> None:
    """A10: the mean by recursion over down-sets."""
    graph = tree(10, edges=FIXTURE_EDGES, think_hours=1.0 / np.array(FIXTURE_RATES))
    needs = [{int(u) for u in graph.hard_predecessors(v)} for v in range(10)]
    exact = expected_by_down_sets(needs, FIXTURE_RATES, workers)
    assert exact == pytest.approx(published, abs=1e-6)
    values = makespans(graph, team=Team(groups=workers), rules=BY_CHANCE, runs=1200, priority=10.0 - np.arange(10.0))
    assert agrees(values, exact)


@pytest.mark.parametrize("groups", [4, 20])
def test_groups_on_one_node_finish_first_together_and_repeat_each_other(groups: int) -> None:
    """A13: the first of g is done after 1/(g mu); duplicates within the news lag are binomial."""
    mean_hours, lag = 10.0, 3.0
    node = tree(2, edges=[(0, 1)], think_hours=[mean_hours, 1e-9])
    rules = Rules(thinking=Luck(EXPONENTIAL), looks=1, coordinated=0.0, news_lag_hours=lag)
    runs = [simulate(node, team=Team(groups=groups), rules=rules, seed=seed) for seed in range(800)]
    first = np.array([run.done_hours[0] for run in runs])
    assert agrees(first, mean_hours / groups)
    # Completions of node 0; node 1 is finished once, the moment it is begun, and ends the run.
    duplicates = np.array([run.completions - 2.0 for run in runs])
    chance = 1.0 - math.exp(-lag / mean_hours)
    assert agrees(duplicates, (groups - 1) * chance)
    variance = (groups - 1) * chance * (1.0 - chance)
    assert duplicates.var(ddof=1) == pytest.approx(variance, rel=STANDARD_ERRORS * math.sqrt(2.5 / len(runs)))


def erlang_c_wait(load: float, servers: int) -> float:
    """Mean wait in service times of M/M/k with offered load."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (math.fsum(terms) + last) / (servers - load)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (3, 2.0)])
def test_the_queue_for_chips_is_that_of_erlang(servers: int, load: float) -> None:
    """A14, M/M/k: jobs come at random (release dates), each with a group at hand, and last exponentially long."""
    jobs, means = 10_000, []
    for seed in range(12):
        arrivals = np.cumsum(np.random.default_rng(seed).exponential(1.0 / load, jobs))
        graph = tree(jobs, think_hours=0.0, chip_hours=1.0, release_hours=arrivals)
        run = simulate(
            graph,
            team=Team(groups=2000),
            cluster=Cluster(chips=float(servers)),
            rules=Rules(chips=Luck(EXPONENTIAL)),
            seed=seed,
        )
        means.append(float((run.running_hours - run.thought_hours)[jobs // 10 :].mean()))
    assert agrees(np.array(means), erlang_c_wait(load, servers))


# --- bounds and anomalies, path by path


def graham(edges: list[tuple[int, int]], hours: list[float], workers: int) -> float:
    graph = tree(9, edges=[(u - 1, v - 1) for u, v in edges], think_hours=hours)
    return simulate(graph, team=Team(groups=workers), priority=9.0 - np.arange(9.0)).hours


def test_more_workers_less_work_and_fewer_conditions_can_all_take_longer() -> None:
    """A6: Graham's anomalies on nine tasks."""
    edges = [(1, 9), (4, 5), (4, 6), (4, 7), (4, 8)]
    hours = [3.0, 2.0, 2.0, 2.0, 4.0, 4.0, 4.0, 4.0, 9.0]
    assert graham(edges, hours, 3) == 12.0
    assert graham([(1, 9), (4, 7), (4, 8)], hours, 3) == 16.0
    assert graham(edges, [h - 1.0 for h in hours], 3) == 13.0
    assert graham(edges, hours, 4) == 15.0


def random_plain_graphs(count: int, first: int) -> list[tuple[Graph, int]]:
    made = []
    for seed in range(first, first + count):
        rng = np.random.default_rng(seed)
        nodes = int(rng.integers(1, 40))
        graph = tree(nodes, edges=random_edges(nodes, rng), think_hours=rng.lognormal(size=nodes))
        made.append((graph, int(rng.integers(1, 9))))
    return made


def within_bounds(graph: Graph, workers: int) -> bool:
    work = math.fsum(graph.think_hours)
    span = float(heaviest_after(graph, graph.think_hours).max())
    hours = simulate(graph, team=Team(groups=workers)).hours
    slack = 1.0 + 1e-12
    lowest, highest = max(work / workers, span), work / workers + (1.0 - 1.0 / workers) * span
    return lowest <= hours * slack and hours <= highest * slack


@pytest.mark.parametrize("part", range(4))
def test_time_lies_between_the_bounds_of_graham_and_brent(part: int) -> None:
    """A5: max(W/P, S) <= T <= W/P + (1 - 1/P) S, path by path."""
    assert all(within_bounds(graph, workers) for graph, workers in random_plain_graphs(250, 250 * part))


@pytest.mark.slow
def test_ten_thousand_random_graphs_keep_to_the_bounds() -> None:
    """A5, on ten thousand graphs."""
    assert all(within_bounds(graph, workers) for graph, workers in random_plain_graphs(10_000, 10_000))


def test_chance_costs_time_on_average() -> None:
    """A7, Jensen: the mean time is at least the critical path at mean durations."""
    for graph, _ in random_plain_graphs(5, 77):
        span = float(heaviest_after(graph, graph.think_hours).max())
        values = makespans(graph, team=Team(groups=graph.nodes), rules=BY_CHANCE, runs=150)
        assert values.mean() >= span - STANDARD_ERRORS * values.std() / math.sqrt(len(values))


# --- invariances


def rescaled(world_seed: int, factor: float) -> tuple[Simulation, Simulation]:
    world = random_world(world_seed)
    fast_team = replace(world.team, speed=np.asarray(world.team.speed) * factor)
    fast_cluster = replace(world.cluster, pace=world.cluster.pace * factor, chip_price=world.cluster.chip_price)
    fast_rules = replace(world.rules, latency=world.rules.latency / factor)
    return (
        simulate(world.graph, team=world.team, cluster=world.cluster, rules=world.rules, seed=world_seed),
        simulate(world.graph, team=fast_team, cluster=fast_cluster, rules=fast_rules, seed=world_seed),
    )


@pytest.mark.parametrize("factor", [2.0, 0.25, 1024.0])
def test_all_clocks_set_anew_change_all_times_bit_for_bit(factor: float) -> None:
    """A18: speeds and pace times c, latencies over c, and all times are over c to the last bit."""
    for seed in range(12):
        as_it_was, faster = rescaled(seed, factor)
        assert (as_it_was.done_hours == faster.done_hours * factor).all()
        assert as_it_was.events == faster.events
        assert (as_it_was.chain == faster.chain * factor).all()


@pytest.mark.parametrize("seed", range(8))
def test_the_binding_chain_adds_up_to_the_time(seed: int) -> None:
    """A18: the elasticities of speed, chips and latency sum to 1."""
    world = random_world(seed)
    run = simulate(
        world.graph, team=world.team, cluster=world.cluster, rules=world.rules, seed=seed, grid_oom=[10.0, 30.0, 60.0]
    )
    assert run.value_chain.sum(axis=1) == pytest.approx(run.value_hours, rel=1e-12)
    elasticities = run.elasticities()
    assert elasticities.speed + elasticities.chips + elasticities.latency == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_shares_of_the_binding_chain_are_the_elasticities(seed: int) -> None:
    """A20: infinitesimal perturbation analysis from one run against differences on the same random numbers."""
    world = random_world(seed, nodes=40)
    # One mode each and no choice by estimated cost: a tiny step then changes no decision.
    graph = tree(
        40,
        edges=random_edges(40, np.random.default_rng(seed)),
        modes=[
            [modes] for modes in (Mode(1.0 + v % 5, 3.0 + v % 7, 2.0 + v % 3, critical_chips=8.0) for v in range(40))
        ],
    )
    step = 2.0**-26

    def hours(speed: float, pace: float, latency: float) -> Simulation:
        return simulate(
            graph,
            team=replace(world.team, speed=np.asarray(world.team.speed) * speed),
            cluster=replace(world.cluster, pace=world.cluster.pace * pace),
            rules=replace(world.rules, latency=world.rules.latency * latency),
            seed=seed,
        )

    run = hours(1.0, 1.0, 1.0)
    shares = run.chain / run.hours
    slow, fast = 1.0 - step, 1.0 + step
    differences = [
        math.log(hours(slow, 1.0, 1.0).hours / hours(fast, 1.0, 1.0).hours) / math.log(fast / slow),
        math.log(hours(1.0, slow, 1.0).hours / hours(1.0, fast, 1.0).hours) / math.log(fast / slow),
        math.log(hours(1.0, 1.0, fast).hours / hours(1.0, 1.0, slow).hours) / math.log(fast / slow),
    ]
    assert differences == pytest.approx(shares.tolist(), abs=1e-6)
    assert sum(share > 0.01 for share in shares) >= 2


@pytest.mark.parametrize("seed", range(10))
def test_hours_and_chips_are_conserved(seed: int) -> None:
    """A24: the engine refuses to give a result where they are not; here from what it reports, early ends too."""
    world = random_world(seed)
    for horizon in (math.inf, 50.0, 3.0):
        run = simulate(
            world.graph, team=world.team, cluster=world.cluster, rules=world.rules, seed=seed, horizon_hours=horizon
        )
        assert run.staff.total == pytest.approx(world.team.groups * run.hours, rel=1e-9)
        assert run.chips.total == pytest.approx(world.cluster.chips * run.hours, rel=1e-9)
        assert (run.ending is Ending.HORIZON) == (run.hours == horizon)
        assert all(part >= -1e-9 for part in (*run.staff, *run.chips))


def test_the_number_of_threads_changes_nothing() -> None:
    worlds = [(seed, random_world(seed)) for seed in range(16)]

    def done(numbered: tuple[int, object]) -> bytes:
        seed, world = numbered
        return simulate(  # type: ignore[attr-defined]
            world.graph,
            team=world.team,
            cluster=world.cluster,
            rules=world.rules,
            seed=seed,  # type: ignore[attr-defined]
        ).done_hours.tobytes()

    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(done, worlds)] == [done(numbered) for numbered in worlds]


def test_more_news_than_there_is_room_for_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = tree(40, edges=random_edges(40, np.random.default_rng(2)), think_hours=1.0)
    rules = Rules(thinking=Luck(EXPONENTIAL), news_lag_hours=5.0)
    usual = simulate(graph, team=Team(groups=30), rules=rules, seed=1)
    monkeypatch.setattr(simulation, "FEWEST_NEWS", 1)
    monkeypatch.setattr(simulation, "NEWS_PER_GROUP", 0)
    cramped = simulate(graph, team=Team(groups=30), rules=rules, seed=1)
    assert (usual.done_hours == cramped.done_hours).all()
    assert usual.staff == cramped.staff


def test_more_workers_leave_every_duration_as_it_is() -> None:
    graph = tree(30, edges=random_edges(30, np.random.default_rng(1)), think_hours=2.0)
    few, many = (simulate(graph, team=Team(groups=groups), rules=BY_CHANCE, seed=5) for groups in (2, 20))
    assert (few.done_hours - few.start_hours) == pytest.approx(many.done_hours - many.start_hours, rel=1e-12)


def test_beyond_the_critical_batch_chips_hardly_help() -> None:
    """(S / S_min - 1)(E / E_min - 1) = 1 for steps S and chip-hours E."""
    for chips in (1.0, 8.0, 64.0):
        graph = tree(1, modes=[[Mode(0.0, 100.0, critical_chips=8.0)]])
        run = simulate(graph, team=Team(groups=1), cluster=Cluster(chips=64.0, chips_per_job=chips))
        steps, examples = run.hours / (100.0 / 8.0), run.chips.useful / 100.0
        assert (steps - 1.0) * (examples - 1.0) == pytest.approx(1.0, rel=1e-12)


# --- what cannot be


@pytest.mark.parametrize(
    ("team", "cluster", "rules", "message"),
    [
        (Team(groups=0), Cluster(), Rules(), "groups: expected numbers above 0, got 0"),
        (Team(groups=2, speed=[1.0, 0.0]), Cluster(), Rules(), "speed: expected numbers above 0"),
        (Team(groups=1), Cluster(chips=0.0), Rules(), "chips: expected numbers above 0"),
        (Team(groups=1), Cluster(), Rules(coordinated=0.5), "looks: expected at least 1"),
        (Team(groups=1), Cluster(), Rules(coordinated=1.5, looks=1), "coordinated: expected a share"),
        (Team(groups=1, overhead=-1.0), Cluster(), Rules(), "overhead: expected a finite number from 0"),
        (
            Team(groups=1),
            Cluster(chips=4.0),
            Rules(),
            "node 1: expected a mode that runs on 4 chips, got 16 as the fewest",
        ),
    ],
)
def test_what_cannot_be_simulated_is_refused(team: Team, cluster: Cluster, rules: Rules, message: str) -> None:
    graph = tree(2, modes=Modes.single(2, think_hours=1.0, chip_hours=1.0, fewest_chips=[1.0, 16.0]))
    with pytest.raises(ModelError, match=message):
        simulate(graph, team=team, cluster=cluster, rules=rules)


def test_endless_failure_is_an_outcome() -> None:
    graph = tree(1, modes=[[Mode(1.0, success=1e-30)]])
    run = simulate(graph, team=Team(groups=1), most_events=1000)
    assert run.ending is Ending.TOO_MANY_EVENTS
    assert run.done_hours.tolist() == [math.inf]
    assert run.staff.failed == pytest.approx(run.hours, abs=1.0)


def test_lost_hours_are_noticed() -> None:
    from oomcast.techtree.simulation import kept

    with pytest.raises(RunError, match="accounted for"):
        kept("chips", 1.0 + 1e-8, 1.0)
