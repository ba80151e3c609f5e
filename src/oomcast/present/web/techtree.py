"""Companies on a tree of ideas as a request asks for them: the document of the command line, and what is drawn of it.

A request names a family of trees or carries an edge list, and never a path. It is answered in a process of its own.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from oomcast.errors import DataError, RunError, ScenarioError, shown
from oomcast.present.web.asking import LARGEST_SEED, plain_name, read_table, refuse_surrogates
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind, read_known, read_whole
from oomcast.present.web.techtree_screen import WORLDS, screen

__all__ = ["PAGE_TREE", "techtree_answer"]

Answer = dict[str, Any]
Progress = Callable[[int, int], None]

PAGE_TREE = "layered:nodes=2000,depth=10,profile=constant,value=3"
"""The tree unless another is asked for. A level is worth as much as one of the tree that the command line climbs, and
two thirds as wide; ten of them are enough to two orders of magnitude. A page waits for it: some six seconds on two
idle cores, of which a quarter fits formulas."""

PAGE_TREES, PAGE_POINTS = 4, 16
"""Trees and points of the design unless others are asked for: the fewest from which beliefs are handed over."""

MOST_TREES, MOST_POINTS = 100, 256
MOST_NODES = 50_000
"""Nodes of one tree; more take longer than a page waits."""

MOST_VALUE_OOM = 1e6
MOST_COMPANIES = 6

UPLOADED_EDGES = "edges.csv"
"""What an edge list is called whose name nobody said."""

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
