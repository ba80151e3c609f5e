"""`python -m benchmarks.techtree`: events per second and memory per node of the event engine on a million nodes.

Times are of the processor, so that other work on the machine does not count, though it slows caches and memory. Memory
is what the tree and the state of the run take while simulating, counted array by array.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.page import MILLION, PAGE, Section, aims_table, circumstances, rounded, table
from benchmarks.run_benchmarks import CASE_SECONDS, ROOT, environment, machine
from oomcast.techtree.draws import LOGNORMAL
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.simulation import Cluster, Luck, Rules, Team, check, fresh_state, prepared, simulate

RESULTS = Path(__file__).with_name("techtree.json")
SECTION = Section("<!-- trees: written by python -m benchmarks.techtree -->\n", "<!-- end of trees -->\n")

PLAIN, WHOLE = "plain, 200,000 workers", "all rules, 25,000 groups"
"""The two cases with aims."""

LEAST_EVENTS_PER_SECOND, MOST_SECONDS, MOST_BYTES_PER_NODE, MOST_BYTES_PER_EDGE = 1_500_000, 4.0, 160, 12
"""Aims, on a million nodes."""

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


def first_use() -> float:
    """Processor seconds until a machine that has never compiled the engine has it."""
    words = "import time; from oomcast.techtree.engine_native import native; native(); print(time.process_time())"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", words], check=True, capture_output=True, text=True, cwd=ROOT,
            env=environment(OOMCAST_CACHE=folder), timeout=CASE_SECONDS,
        )  # fmt: skip
    return float(done.stdout)


def rendered(results: Mapping[str, Any]) -> str:
    """What was measured, as Markdown."""
    rows = [
        [
            name,
            f"{case['nodes']:,}",
            f"{case['edges']:,}",
            f"{case['events']:,}",
            f"{case['seconds']:.2f}",
            rounded(case["events_per_second"]),
            f"{case['bytes_per_node']:.0f}",
            f"{case['bytes_per_edge']:.1f}",
            f"{case['bytes_per_group']:.0f}",
        ]
        for name, case in results["cases"].items()
    ]
    plain, whole = results["cases"][PLAIN], results["cases"][WHOLE]
    million = plain["nodes"] >= MILLION
    most_node = max(case["bytes_per_node"] for case in results["cases"].values())
    most_edge = max(case["bytes_per_edge"] for case in results["cases"].values())
    aims = [
        (f"events per core-second, {PLAIN}", "1,500,000", rounded(plain["events_per_second"]),
         million and plain["events_per_second"] >= LEAST_EVENTS_PER_SECOND),
        (WHOLE, f"{MOST_SECONDS:g} s", f"{whole['seconds']:.1f} s", million and whole["seconds"] <= MOST_SECONDS),
        ("bytes of a node", f"{MOST_BYTES_PER_NODE}", f"{most_node:.0f}", most_node <= MOST_BYTES_PER_NODE),
        ("bytes of an edge", f"{MOST_BYTES_PER_EDGE}", f"{most_edge:.1f}", most_edge <= MOST_BYTES_PER_EDGE),
    ]  # fmt: skip
    heading = ["case", "nodes", "edges", "events", "seconds", "per core-second", "bytes/node", "/edge", "/group"]
    return "\n".join(
        [
            circumstances(results["machine"]),
            aims_table(aims),
            table(heading, rows),
            f"Compiling the engine, once on a machine: {results['first_use_seconds']:.0f} s of processor time.\n",
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=1_000_000)
    chosen = parser.parse_args()
    here = machine()
    noise = {"thinking": Luck(LOGNORMAL, 0.5), "chips": Luck(LOGNORMAL, 1.0), "waiting": Luck(LOGNORMAL, 0.5)}
    plain, full = layered(chosen.nodes, plain=True), layered(chosen.nodes, plain=False)
    cases = {
        PLAIN: measured(plain, team=Team(groups=200_000), cluster=Cluster(), rules=Rules()),
        "plain, 4,000 workers": measured(plain, team=Team(groups=4_000), cluster=Cluster(), rules=Rules()),
        WHOLE: measured(
            full,
            team=Team(groups=25_000, overhead=0.1, learning_cost=0.05),
            cluster=Cluster(chips=1e7, chips_per_job=64.0),
            rules=Rules(coordinated=0.9, looks=3, taste_sd=1.0, news_lag_hours=100.0, **noise),
        ),
    }
    for name, case in cases.items():
        print(json.dumps({"case": name, **case}))
    if chosen.nodes == MILLION:  # smaller ones are for looking
        results = {"machine": here, "cases": cases, "first_use_seconds": first_use()}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        SECTION.refresh(rendered(results))
        print(f"written to {RESULTS.name}, and shown in {PAGE.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
