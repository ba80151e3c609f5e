"""Companies on a tree of ideas as a request asks for them: the document of the command line, and what is drawn of it.

A request names a family of trees or carries an edge list, and never a path. It is answered in a process of its own.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.errors import DataError, RunError, ScenarioError, shown
from oomcast.present.web.asking import LARGEST_SEED, plain_name, read_table, refuse_surrogates
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind, read_known, read_whole

if TYPE_CHECKING:
    from oomcast.ensemble.tech_tree import TechTree
    from oomcast.techtree.generate.fields import Field
    from oomcast.techtree.results import Simulation

__all__ = ["PAGE_TREE", "techtree_answer"]

Answer = dict[str, Any]
Progress = Callable[[int, int], None]

PAGE_TREE = "layered:nodes=3000,depth=10,profile=constant,value=3"
"""The tree unless another is asked for: the first ten levels of the one that the command line climbs, 300 nodes to
each and worth as much. To two orders of magnitude a company sees no more of either, and a page waits for it."""

PAGE_TREES, PAGE_POINTS = 4, 16
"""Trees and points of the design unless others are asked for: the fewest from which beliefs are handed over."""

MOST_TREES, MOST_POINTS = 100, 256
MOST_NODES = 50_000
"""Nodes of one tree; more take longer than a page waits."""

MOST_VALUE_OOM = 1e6
MOST_COMPANIES = 6

UPLOADED_EDGES = "edges.csv"
"""What an edge list is called whose name nobody said."""

WORLDS = 40
"""Runs on the first tree with other luck, over which the steps of its chain are counted: shares to within 8 in 100."""

MOST_DRAWN = 150
"""Nodes of a tree up to which each is drawn; beyond, its layers are told as counts with the chain on top."""

MOST_BLOCKED = 12
"""Waits on a critical path that are told, the longest first."""

KNOWN = (
    "tree", "edges", "file", "companies", "reps", "seed", "value_oom", "points", "set", "session", "sequence",
)  # fmt: skip


def techtree_answer(asked: Mapping[str, Any], tell: Progress) -> Answer:
    """The document of `oomcast techtree --json`, and under "screen" what is drawn of it.

    `tell` hears how many simulations are done once the first is: what is compiled before that is on nobody's clock.
    """
    from oomcast.present.techtree_interface import tech_tree

    read_known(asked, known=KNOWN)
    options: dict[str, Any] = {
        **read_habits(asked),
        "companies": read_companies(asked),
        "reps": read_whole(asked, "reps", default=PAGE_TREES, least=1, most=MOST_TREES),
        "seed": read_whole(asked, "seed", default=0, least=0, most=LARGEST_SEED),
        "points": read_whole(asked, "points", default=PAGE_POINTS, least=1, most=MOST_POINTS),
        "value_oom": read_value(asked),
    }

    told = Told(tell, more=WORLDS)
    with tree_of(asked) as line:
        found = tech_tree(line, progress=told, **options)
        document = found.document()
        return {**document, "screen": screen(found, document=document, progress=told.further)}


class Told:
    """What is told of two stretches of work, the second of so many steps, as one; nothing before the first step."""

    def __init__(self, tell: Progress, *, more: int) -> None:
        self._tell, self._more, self._first = tell, more, 0

    def __call__(self, done: int, total: int) -> None:
        """So much of the first stretch is done."""
        self._first = total
        if done:
            self._tell(done, total + self._more)

    def further(self, done: int, _total: int) -> None:
        """So much of the second."""
        self._tell(self._first + done, self._first + self._more)


# --- what is asked


@contextmanager
def tree_of(asked: Mapping[str, Any]) -> Iterator[str]:
    """The line of text that a tree comes from. An edge list is a file in a folder of its own, which is the current one
    as long as the block lasts, so that commands and errors speak of it as its owner does.
    """
    line = read_kind(asked, "tree", str, expected="a tree such as layered:nodes=500,depth=20")
    edges = read_kind(asked, "edges", str, expected="the text of an edge list")
    file = read_kind(asked, "file", str, expected="the name of an edge list")
    if line is not None and edges is not None:
        raise Refusal(400, BAD_FIELD, "expected either a tree (tree) or an edge list (edges), got both")
    if edges is None:
        yield spec_of(PAGE_TREE if line is None else line)
        return
    label = plain_name(file or UPLOADED_EDGES)
    name = label if label.lower().endswith(".csv") else f"{label}.csv"
    refuse_surrogates(edges, label=name)
    home = Path.cwd()
    with TemporaryDirectory(prefix="oomcast-") as folder:
        os.chdir(folder)
        try:
            Path(name).write_text(edges, encoding="utf-8", newline="")
            yield name
        except DataError as problem:
            raise Refusal(422, "data", str(problem), field="edges", file=name) from None
        finally:
            os.chdir(home)


def spec_of(line: str) -> str:
    """A tree as text that names a family, and so no file. Raises Refusal for what it cannot mean."""
    from oomcast.techtree.generate.registry import parse_spec

    refuse_surrogates(line, label="")
    try:
        spec = parse_spec(line)
    except (DataError, RunError) as problem:
        raise Refusal(422, "data", str(problem), field="tree") from None
    nodes = math.prod(spec.values[name] for name in ("nodes", "rows", "columns") if name in spec.values)
    if nodes > MOST_NODES:
        message = f"expected a tree of at most {MOST_NODES:,} nodes, got {nodes:,}. The command line takes larger ones."
        raise Refusal(422, "data", message, field="tree")
    return spec.text


def read_companies(asked: Mapping[str, Any]) -> list[str]:
    """Which companies are compared; those that play a part unless some are named."""
    names = read_kind(asked, "companies", list, expected="a list of companies") or []
    if len(names) > MOST_COMPANIES or not all(isinstance(name, str) for name in names):
        message = f"expected at most {MOST_COMPANIES} names of companies, got {shown(names)}"
        raise Refusal(400, BAD_FIELD, message, field="companies")
    for name in names:
        refuse_surrogates(name, label="")
    return list(names)


def read_value(asked: Mapping[str, Any]) -> float | None:
    """To how much effective compute, in OOM, times are compared; None for the usual."""
    value = read_kind(asked, "value_oom", (int, float), expected="a number of OOM")
    if value is not None and not 0 < value <= MOST_VALUE_OOM:
        message = f"expected a value above 0 and at most {MOST_VALUE_OOM:,.0f} OOM, got {shown(value)}"
        raise Refusal(400, BAD_FIELD, message, field="value_oom")
    return None if value is None else float(value)


def read_habits(asked: Mapping[str, Any]) -> dict[str, float]:
    """How companies work, where it is not as usual. Raises Refusal for unknown habits and other values."""
    from oomcast.ensemble.climbers import Habits, habits_with

    table = read_table(asked, "set")
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal(400, BAD_FIELD, f"expected a number, got {shown(value)}", field=f"set.{shown(name)[1:-1]}")
    habits = {name: float(value) for name, value in table.items()}
    for name, number_ in habits.items():
        try:
            habits_with(Habits(), {name: number_})
        except RunError as problem:
            raise ScenarioError(str(problem), field=f"set.{shown(name)[1:-1]}") from None
    return habits


# --- what is drawn


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
