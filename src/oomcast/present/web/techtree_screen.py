"""What is drawn of companies on a tree: one sampled world, what more people gain, who waits for whom."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.errors import RunError

if TYPE_CHECKING:
    from oomcast.ensemble.tech_tree import TechTree
    from oomcast.techtree.generate.fields import Field
    from oomcast.techtree.results import Simulation

__all__ = ["MOST_DRAWN", "WORLDS", "screen"]

Answer = dict[str, Any]
Progress = Callable[[int, int], None]

WORLDS = 40
"""Runs on the first tree with other luck, over which the steps of its chain are counted: shares to within 8 in 100."""

MOST_DRAWN = 150
"""Nodes of a tree up to which each is drawn; beyond, its layers are told as counts with the chain on top."""

MOST_BLOCKED = 12
"""Waits on a critical path that are told, the longest first."""


def screen(found: TechTree, *, document: Mapping[str, Any], progress: Progress) -> Answer:
    """One sampled world, what more people gain on this tree and on others, who waits for whom, and what to ask next."""
    from oomcast.present.techtree import sentence

    return {
        "sentence": sentence(document),
        "world": world(found, progress=progress),
        "curves": curves(found),
        "blocking": {name: blocked(found, one.runs[0]) for name, one in found.climbing.items()},
        "beliefs": beliefs(found),
        "families": families(),
        "again": {"command": found.provenance["command"], "python": script(found)},
    }


def world(found: TechTree, *, progress: Progress) -> Answer:
    """The first tree as the normal company has climbed it: layers, and the chain that decided when the value was there.

    `done` counts nodes done by then. `share` of a step says in how many of `worlds` with other luck, this one among
    them, the node is on the chain. Single nodes (level from 0, place from 0 to 1) and links only where they are few.
    """
    from oomcast.present.techtree_picture import places
    from oomcast.techtree.fits.paths import critical_path

    run = found.climbing[found.normal].runs[0]
    steps = critical_path(run).steps
    one = found.structure
    _, place = places(one)
    level = one.level - 1
    is_done = run.done_hours <= (steps[-1].done if steps else math.inf)
    often = on_the_chain(found, progress=progress)
    sources, targets = found.graph.precedence
    drawn = range(one.nodes if one.nodes <= MOST_DRAWN else 0)
    return {
        "company": found.normal,
        "worlds": WORLDS,
        "nodes": one.nodes,
        "links": int(sources.size),
        "done": int(is_done.sum()),
        "layers": [
            {"nodes": int(width), "done": int(done)}
            for width, done in zip(one.widths, np.bincount(level[is_done], minlength=one.depth), strict=True)
        ],
        "chain": [
            {
                "node": step.node,
                "label": found.graph.label(step.node),
                "level": int(level[step.node]),
                "place": float(place[step.node]),
                "begun_hours": number(step.start),
                "done_hours": number(step.done),
                "share": often[step.node] / WORLDS,
            }
            for step in steps
        ],
        "points": [
            {"level": int(level[node]), "place": float(place[node]), "done": bool(is_done[node])} for node in drawn
        ],
        "drawn_links": [[int(a), int(b)] for a, b in zip(sources, targets, strict=True)] if drawn else [],
    }


def on_the_chain(found: TechTree, *, progress: Progress) -> Counter[int]:
    """In how many worlds each node is on the critical path: the first tree and the normal company with other luck."""
    from oomcast.techtree.fits.paths import critical_path
    from oomcast.techtree.fits.response import Factors, side_by_side
    from oomcast.techtree.simulation import simulate

    climbing = found.climbing[found.normal]
    team, cluster, rules = climbing.climber.with_factors(Factors())

    def chain(world: int) -> list[int]:
        run = (
            climbing.runs[0]
            if world == 0
            else simulate(
                found.graph,
                team=team,
                cluster=cluster,
                rules=rules,
                seed=found.seed + world,
                grid_oom=[found.value_oom],
                stop_value_oom=found.value_oom,
            )
        )
        return [step.node for step in critical_path(run).steps]

    chains = side_by_side(chain, range(WORLDS), workers=found.workers, progress=progress)
    return Counter(node for nodes in chains for node in nodes)


def curves(found: TechTree) -> Answer:
    """How many times as fast so many people are as the fewest of them, on this tree and on wide and deep ones."""
    from oomcast.ensemble.tech_tree import ALIKE_TREES
    from oomcast.present.techtree_picture import GUIDES

    by_tree = found.curves()
    return {
        "people": [number(people) for people in next(iter(by_tree.values()))[0]],
        "trees": [
            {"name": name, "tree": ALIKE_TREES.get(name, found.source.text), "speedup": [*map(number, speedup)]}
            for name, (_, speedup) in by_tree.items()
        ],
        "guides": list(GUIDES),
    }


def blocked(found: TechTree, run: Simulation) -> list[Answer]:
    """The longest waits on the critical path of a run: who waited, for what, and who had it."""
    from oomcast.techtree.blocking import blocking

    label = found.graph.label
    return [
        {"node": label(wait.node), "blocker": label(wait.blocker), "what": wait.what, "hours": number(wait.hours)}
        for wait in blocking(run)[:MOST_BLOCKED]
    ]


def beliefs(found: TechTree) -> Answer:
    """What a forecast can take from the trees, as the text of a scenario; with too few trees, why there is none."""
    from oomcast.techtree.fits.hand_over import scenario_text

    file = "trees.toml"
    try:
        handed = found.beliefs
    except RunError as problem:
        return {"file": file, "toml": None, "why_none": str(problem)}
    source = f"{found.provenance['reps']} simulated trees {found.source.text}, seed {found.seed}"
    return {
        "file": file,
        "toml": scenario_text(handed, source=source, command=found.provenance["command"]),
        "why_none": "",
    }


def families() -> list[Answer]:
    """The shapes of trees that there are, each with the quantities that may be said of it."""
    from oomcast.techtree.generate.nodes import NODE_FIELDS
    from oomcast.techtree.generate.registry import FAMILIES

    return [
        {
            "name": family.name,
            "meaning": family.meaning,
            "fields": [field_view(field) for field in family.fields],
            "nodes": [field_view(field) for field in NODE_FIELDS],
        }
        for family in FAMILIES.values()
    ]


def field_view(field: Field) -> Answer:
    """One quantity of a family: what it means, what it may be, and what it is unless said otherwise."""
    return {
        "name": field.name,
        "meaning": field.meaning,
        "default": field.default,
        "low": None if field.options else number(field.low),
        "high": None if field.options else number(field.high),
        "whole": field.whole,
        "may_be_unsaid": field.may_be_unsaid,
        "options": list(field.options),
    }


def script(found: TechTree) -> str:
    """The same from Python."""
    said = found.provenance
    named = {name: said[name] for name in ("reps", "seed", "value_oom", "points")}
    arguments = [repr(said["tree"]), *(f"{name}={value!r}" for name, value in named.items())]
    lines = ",\n".join(f"    {argument}" for argument in arguments)
    return f"import oomcast as oc\n\nfound = oc.tech_tree(\n{lines},\n)\nprint(found.text())\n"


def number(value: float) -> float | None:
    """A number as JSON can say it."""
    return float(value) if math.isfinite(value) else None
