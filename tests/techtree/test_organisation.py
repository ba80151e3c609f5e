"""What people, chips and organisation come to on a tree, against the laws of queues, hierarchies and production."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oomcast.ensemble.climbers import Habits, habits_with, overhead
from oomcast.errors import RunError
from oomcast.techtree.draws import EXPONENTIAL, LOGNORMAL
from oomcast.techtree.generate.nodes import isoquant
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.modes import Mode
from oomcast.techtree.results import Simulation
from oomcast.techtree.simulation import Cluster, Luck, Rules, Team, simulate
from tests.techtree.worlds import random_edges

STANDARD_ERRORS = 4.5  # a fair test fails once in 150,000 times


def agrees(values: np.ndarray, expected: float) -> bool:
    return bool(abs(values.mean() - expected) <= STANDARD_ERRORS * values.std(ddof=1) / math.sqrt(len(values)))


# --- A14: one server and any law of service

LOAD, LOG_SD = 0.5, 0.5


def one_server(seed: int, *, jobs: int) -> tuple[np.ndarray, Simulation]:
    """Jobs come at random, each with a group at hand, and take a log-normal time of mean 1 on the only chip."""
    arrivals = np.cumsum(np.random.default_rng(seed).exponential(1.0 / LOAD, jobs))
    graph = tree(jobs, think_hours=0.0, chip_hours=1.0, release_hours=arrivals)
    rules = Rules(chips=Luck(LOGNORMAL, LOG_SD))
    return arrivals, simulate(graph, team=Team(groups=1000), cluster=Cluster(chips=1.0), rules=rules, seed=seed)


def test_waits_for_one_chip_follow_the_recursion_of_lindley_job_by_job() -> None:
    """A14, on the path: W' = max(0, W + S - A) for the wait of the next job."""
    arrivals, run = one_server(1, jobs=4000)
    service = run.done_hours - run.running_hours
    wait, expected = 0.0, []
    for length, gap in zip(service, np.diff(arrivals, append=np.inf), strict=True):
        expected.append(wait)
        wait = max(0.0, wait + length - gap)
    assert run.running_hours - arrivals == pytest.approx(np.array(expected), abs=1e-7)
    assert max(expected) > 3.0


def test_the_mean_wait_for_one_chip_is_that_of_pollaczek_and_khinchine() -> None:
    """A14, M/G/1: E W = lambda E S^2 / (2 (1 - rho)); neither exponential nor constant service would give it."""
    means = []
    for seed in range(12):
        arrivals, run = one_server(seed, jobs=10_000)
        means.append(float((run.running_hours - arrivals)[1000:].mean()))
    second_moment = math.exp(LOG_SD**2)
    assert agrees(np.array(means), LOAD * second_moment / (2.0 * (1.0 - LOAD)))
    for other in (2.0, 1.0):  # of an exponential, and of a constant
        assert not agrees(np.array(means), LOAD * other / (2.0 * (1.0 - LOAD)))


# --- A15 and A16: organisation


def done_by(people: int, habits: Habits) -> float:
    """What people who think of nothing but loose, equal ideas get done by hour, one to a group."""
    rounds = 2
    team = Team(groups=people, overhead=overhead(float(people), habits))
    return rounds * people / simulate(tree(rounds * people), team=team).hours


@pytest.mark.parametrize(("span", "loss"), [(7, 0.1), (5, 0.03)])
@pytest.mark.parametrize("layers", [0, 1, 2, 3])
def test_a_hierarchy_of_k_layers_does_what_its_exponent_says(span: int, loss: float, layers: int) -> None:
    """A15, through the engine: n = b^k people do the work of n^(1 + ln(1 - h) / ln b)."""
    people = span**layers
    habits = habits_with(Habits(), {"span": float(span), "loss_per_layer": loss})
    assert done_by(people, habits) == pytest.approx(people ** (1.0 + math.log1p(-loss) / math.log(span)), rel=1e-9)
    assert done_by(people, habits) == pytest.approx(people * (1.0 - loss) ** layers, rel=1e-9)


def test_the_scalability_law_has_its_best_number_of_people() -> None:
    """A16, through the engine: X = n / (1 + sigma (n - 1) + kappa n (n - 1)), best at sqrt((1 - sigma) / kappa)."""
    sigma, kappa = 0.02, 1e-5
    habits = habits_with(Habits(), {"contention": sigma, "coherency": kappa})
    best = round(math.sqrt((1.0 - sigma) / kappa))
    assert best == 313
    done = {people: done_by(people, habits) for people in (1, 30, 200, best - 3, best, best + 3, 600)}
    for people, pace in done.items():
        expected = people / (1.0 + sigma * (people - 1) + kappa * people * (people - 1))
        assert pace == pytest.approx(expected, rel=1e-9)
    assert max(done, key=lambda people: done[people]) == best
    assert done[best] == pytest.approx(38.1, abs=0.05)


def test_a_hierarchy_and_the_scalability_law_are_never_both() -> None:
    """A16: they are two accounts of the same costs."""
    with pytest.raises(RunError, match=r"a hierarchy .* or the scalability law"):
        habits_with(Habits(), {"contention": 0.01, "span": 5.0})


# --- A23: names


def renamed(graph: Graph, edges: list[tuple[int, int]], names: np.ndarray) -> Graph:
    """The same tree under other numbers: node v is called names[v]."""
    back = np.argsort(names)
    return tree(
        graph.nodes,
        edges=[(int(names[source]), int(names[target])) for source, target in edges],
        think_hours=graph.think_hours[back],
    )


@pytest.mark.parametrize("groups", [1, 3, 40])
def test_other_numbers_and_the_same_durations_change_no_time(groups: int) -> None:
    """A23: without chance, each node is done at the very time at which it was done under its old number."""
    rng = np.random.default_rng(5)
    for _ in range(10):
        edges = random_edges(40, rng)
        graph = tree(40, edges=edges, think_hours=rng.lognormal(size=40))
        names, urgency = rng.permutation(40), rng.random(40) + 1.0
        one = simulate(graph, team=Team(groups=groups), priority=urgency)
        other = simulate(renamed(graph, edges, names), team=Team(groups=groups), priority=urgency[np.argsort(names)])
        assert (one.done_hours == other.done_hours[names]).all()


def test_other_numbers_change_nothing_in_distribution() -> None:
    """A23: with chance, times differ run by run and agree on average; those of a tree with one edge more do not."""
    rng = np.random.default_rng(6)
    edges = random_edges(30, rng)
    graph = tree(30, edges=edges, think_hours=rng.lognormal(size=30))
    longest_chain_longer = tree(30, edges=[*edges, *((v, v + 1) for v in range(20, 29))], think_hours=graph.think_hours)
    other = renamed(graph, edges, rng.permutation(30))

    def hours(one: Graph) -> np.ndarray:
        rules = Rules(thinking=Luck(EXPONENTIAL))
        return np.array([simulate(one, team=Team(groups=3), rules=rules, seed=seed).hours for seed in range(400)])

    as_named = hours(graph)
    assert (as_named != hours(other)).any()
    assert agrees(as_named - hours(other), 0.0)
    assert not agrees(as_named - hours(longest_chain_longer), 0.0)


# --- A25: what many chains at once, and a free choice of ways, come to


def saturated(chains: int, *, groups: int, chips: int, speed: float = 1.0) -> tuple[float, float]:
    """Hours of so many chains of two nodes, each thinking and then an experiment; and what chips alone would need."""
    think, chip_hours, length = 2.0, 3.0, 2
    nodes = chains * length
    edges = [(chain * length, chain * length + 1) for chain in range(chains)]
    graph = tree(nodes, edges=edges, think_hours=think, chip_hours=chip_hours)
    run = simulate(graph, team=Team(groups=groups, speed=speed), cluster=Cluster(chips=float(chips)))
    return run.hours, nodes * chip_hours / chips


@pytest.mark.parametrize(("speed", "chips"), [(8.0, 4), (1.0, 4), (0.25, 64), (4.0, 64)])
def test_many_chains_at_once_wait_for_one_input_alone(speed: float, chips: int) -> None:
    """A25: with people to spare the pace is that of the scarce input, and of no mean: rho goes to minus infinity.

    A group holds on to its idea while the experiment is queued, so there are as many groups as ideas. The pace is then
    min(thinking, chips) up to the filling and the draining of the queue, at most the span of one chain.
    """
    gaps = []
    for chains in (16, 64, 256):
        hours, chips_alone = saturated(chains, groups=2 * chains, chips=chips, speed=speed)
        span = 2 * (2.0 / speed + 3.0)
        bound = max(chips_alone, span)
        assert bound * (1 - 1e-12) <= hours <= chips_alone + span
        gaps.append(hours / bound - 1.0)
    if chips == 4:  # chips are what is scarce: the gap dies out as one over the number of chains
        assert gaps[2] < gaps[0] / 8.0
        twice, _ = saturated(256, groups=512, chips=2 * chips, speed=speed)
        quicker, _ = saturated(256, groups=512, chips=chips, speed=2.0 * speed)
        assert hours / twice == pytest.approx(2.0, rel=2.0 * span / chips_alone)  # all of it goes to chips,
        assert hours / quicker == pytest.approx(1.0, rel=span / chips_alone)  # and nothing to speed
        a_mean = 1.0 / (0.5 / 2.0 + 0.5)  # what the mean of rho = -1 at equal shares would say of either
        assert hours / quicker != pytest.approx(a_mean, rel=0.2)


@pytest.mark.parametrize("sigma", [0.4, 0.7, 1.6])
def test_a_menu_of_ways_gives_a_company_its_own_elasticity(sigma: float) -> None:
    """A25, through the engine: where chips are x times as dear, the ratio of chips to thinking falls by x^sigma."""
    factors = isoquant(33, sigma=sigma)
    menu = [Mode(think_hours=float(think), chip_hours=float(chips)) for think, chips in factors]
    graph = tree(1, modes=[menu])
    ln_prices = np.linspace(-6.0, 6.0, 121) * math.log(4.0) / sigma / 2.0
    ln_ratios = []
    for price in np.exp(ln_prices).tolist():
        many = 1e12  # so that experiments take no time, and cost what their chips cost
        cluster = Cluster(chips=many, chips_per_job=many, chip_price=price)
        run = simulate(graph, team=Team(groups=1), cluster=cluster)
        ln_ratios.append(math.log(run.chips.useful / run.staff.useful))
    slope = float(np.polyfit(ln_prices, ln_ratios, 1)[0])
    assert -slope == pytest.approx(sigma, rel=0.05)
    assert -slope != pytest.approx(1.0, rel=0.2)  # Cobb-Douglas is another menu
