"""`python -m benchmarks.techtree`: events per second and memory per node of the event engine on a million nodes.

Times are of the processor, so that other work on the machine does not count, though it slows caches and memory. Memory
is what the tree and the state of the run take while simulating, counted array by array.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oomcast.techtree.draws import LOGNORMAL
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.simulation import Cluster, Luck, Rules, Team, check, fresh_state, prepared, simulate

EDGES_PER_NODE, SOFT_SHARE = 3, 0.25
LEVELS = 50
ROUNDS = 3
"""Each case this often; the least time counts."""


def layered(nodes: int, *, plain: bool) -> Graph:
    """A tree of equal levels: every node needs three of the level before; thinking alone, or experiments as well."""
    rng = np.random.default_rng(0)
    width = max(1, nodes // LEVELS)
    targets = np.repeat(np.arange(width, nodes), EDGES_PER_NODE)
    sources = (targets // width - 1) * width + (rng.random(len(targets)) * width).astype(np.int64)
    edges = np.column_stack([sources, targets])
    think = rng.lognormal(4.0, 1.0, nodes)
    if plain:
        return tree(nodes, edges=edges, think_hours=think)
    late = rng.integers(width, nodes, int(SOFT_SHARE * nodes))
    early = np.maximum(0, late - width - rng.integers(0, width, len(late)))
    return tree(
        nodes,
        edges=edges,
        soft=[(int(u), int(v), 0.5) for u, v in zip(early, late, strict=True)],
        think_hours=think,
        chip_hours=rng.lognormal(5.0, 2.3, nodes),
        latency_hours=rng.lognormal(3.2, 1.7, nodes),
        visibility=1.0 / (1.0 + rng.permutation(nodes)),
    )


def covered(arrays: Iterable[NDArray[Any]]) -> int:
    """Bytes of memory that arrays take together, whatever they share counted once."""
    spans = sorted(
        (begin, begin + sum((n - 1) * step for n, step in zip(one.shape, one.strides, strict=True)) + one.itemsize)
        for one in arrays
        if one.size
        for begin in [one.ctypes.data]
    )
    total, reached = 0, 0
    for begin, end in spans:
        total += max(end - max(begin, reached), 0)
        reached = max(reached, end)
    return total


def measured(graph: Graph, *, team: Team, cluster: Cluster, rules: Rules) -> dict[str, Any]:
    """Processor seconds, events a second and bytes of one case."""
    simulate(graph, team=team, cluster=cluster, rules=rules)
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        run = simulate(graph, team=team, cluster=cluster, rules=rules)
        seconds.append(time.process_time() - begun)
    check(graph, team, cluster, rules)
    arrays = prepared(
        graph, team=team, cluster=cluster, rules=rules, priority=None, seed=0, grid_oom=(),
        limits=(np.inf, np.inf), log_entries=0, most_events=1,
    )  # fmt: skip
    state = fresh_state(graph, arrays, groups=team.groups, room=1024, team=team, cluster=cluster)
    group_arrays = [state[name] for name in ("groups", "heap_times", "heap_places", "fresh", "knowing", "unknowing")]
    of_tree = [array for part in (graph, graph.modes) for array in vars(part).values() if isinstance(array, np.ndarray)]
    everything = covered([*state.values(), *of_tree, *graph.successors])
    per_group = covered(group_arrays)
    of_edges = graph.hard_sources.nbytes + graph.successors[1].nbytes
    of_edges += (
        sum(getattr(graph, name).nbytes for name in ("soft_sources", "soft_targets", "soft_rework"))
        + state["soft_edges"].nbytes
    )
    return {
        "nodes": graph.nodes,
        "edges": graph.edges,
        "groups": team.groups,
        "seconds": min(seconds),
        "events": run.events,
        "events_per_second": run.events / min(seconds),
        "attempts": run.attempts,
        "duplicate_share": run.duplicate_share,
        "bytes_per_node": (everything - per_group - of_edges) / graph.nodes,
        "bytes_per_edge": of_edges / graph.edges,
        "bytes_per_group": per_group / team.groups,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1_000_000)
    chosen = parser.parse_args()
    noise = {"thinking": Luck(LOGNORMAL, 0.5), "chips": Luck(LOGNORMAL, 1.0), "waiting": Luck(LOGNORMAL, 0.5)}
    plain, full = layered(chosen.nodes, plain=True), layered(chosen.nodes, plain=False)
    cases = {
        "plain, 200,000 workers": measured(plain, team=Team(groups=200_000), cluster=Cluster(), rules=Rules()),
        "plain, 4,000 workers": measured(plain, team=Team(groups=4_000), cluster=Cluster(), rules=Rules()),
        "all rules, 25,000 groups": measured(
            full,
            team=Team(groups=25_000, overhead=0.1, learning_cost=0.05),
            cluster=Cluster(chips=1e7, chips_per_job=64.0),
            rules=Rules(coordinated=0.9, looks=3, taste_sd=1.0, news_lag_hours=100.0, **noise),
        ),
    }
    for name, case in cases.items():
        print(json.dumps({"case": name, **case}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
