"""Projects of the scheduling benchmarks: the Patterson layout (.rcp) and that of PSPLIB (.sm).

Sources: R. Kolisch and A. Sprecher, "PSPLIB, a project scheduling problem library" (1996), for both layouts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from oomcast.errors import DataError, shown
from oomcast.techtree.imports.text import read_text
from oomcast.techtree.scheduling.project import Project, project

__all__ = ["parse_patterson", "parse_psplib", "read_project"]


def read_project(path: str | Path) -> Project:
    """The project in a file named `.rcp` or `.sm`. Raises DataError for another file, and for what is wrong inside."""
    layouts: dict[str, Callable[..., Project]] = {".rcp": parse_patterson, ".sm": parse_psplib}
    suffix = Path(path).suffix.lower()
    if suffix not in layouts:
        raise DataError(f"{path}: expected a project named .rcp or .sm, got {shown(suffix)}")
    return layouts[suffix](read_text(path), name=str(path))


class Integers:
    """The whole numbers of a text, one after another, however they are broken into lines."""

    def __init__(self, text: str, *, name: str) -> None:
        self.name = name
        self._words: Iterator[str] = iter(text.split())

    def take(self, count: int, *, what: str) -> list[int]:
        """The next numbers. Raises DataError where the text ends, or something else stands there."""
        numbers = []
        for _ in range(count):
            word = next(self._words, None)
            if word is None:
                raise DataError(f"{self.name}: expected {what}, got the end of the file")
            if not re.fullmatch(r"\d{1,9}", word, flags=re.ASCII):
                raise DataError(f"{self.name}: expected {what}, a whole number below a billion, got {shown(word)}")
            numbers.append(int(word))
        return numbers

    def refuse_more(self) -> None:
        """Raise DataError unless all numbers were taken."""
        word = next(self._words, None)
        if word is not None:
            raise DataError(f"{self.name}: expected the end of the file after the last task, got {shown(word)}")


def parse_patterson(text: str, *, name: str = "") -> Project:
    """A project in the Patterson layout: `tasks resources`, capacities, then for each task its duration, its demands,
    how many successors it has, and their numbers from 1. Line breaks mean nothing, and every number must be used.

    >>> parse_patterson("3 1  2  0 0 1 2  4 2 1 3  0 0 0").critical_path_bound
    4
    """
    words = Integers(text, name=name)
    tasks, resources = words.take(2, what="the numbers of tasks and resources")
    capacities = words.take(resources, what="a capacity")
    durations, demands, edges = [], [], []
    for task in range(1, tasks + 1):
        duration, *demand, followers = words.take(
            resources + 2, what=f"duration, demands and successors of task {task}"
        )
        durations.append(duration)
        demands.append(demand)
        edges += numbered(words.take(followers, what=f"a successor of task {task}"), task, tasks=tasks, name=name)
    words.refuse_more()
    return built(durations, demands, capacities, edges, name=name)


def parse_psplib(text: str, *, name: str = "") -> Project:
    """A project in the layout of PSPLIB with one mode for each job: sections named in capitals, columns below them."""
    precedence = rows_below(text, "PRECEDENCE RELATIONS", name=name)
    requests = rows_below(text, "REQUESTS/DURATIONS", name=name)
    available = rows_below(text, "RESOURCEAVAILABILITIES", name=name)
    if len(available) != 1:
        raise DataError(f"{name}: expected one line of capacities, got {len(available)}")
    tasks, resources = len(precedence), len(available[0])
    durations, demands, edges = [], [], []
    for task, (links, request) in enumerate(zip(precedence, requests, strict=False), start=1):
        if len(links) < 3 or links[0] != task or links[1] != 1 or len(links) != 3 + links[2]:
            raise DataError(
                f"{name}: expected for job {task} its number, 1 mode, and as many successors as it says, "
                f"got {shown(links)}"
            )
        if len(request) != 3 + resources or request[:2] != [task, 1]:
            raise DataError(
                f"{name}: expected for job {task} its number, mode 1, a duration and {resources} demands, "
                f"got {shown(request)}"
            )
        edges += numbered(links[3:], task, tasks=tasks, name=name)
        durations.append(request[2])
        demands.append(request[3:])
    if len(requests) != tasks:
        raise DataError(f"{name}: expected durations of {tasks} jobs, got {len(requests)}")
    return built(durations, demands, available[0], edges, name=name)


def rows_below(text: str, heading: str, *, name: str) -> list[list[int]]:
    """The rows of whole numbers below a heading, up to the next ruler. Raises DataError where there is none."""
    lines = iter(text.splitlines())
    if not any(line.strip().startswith(heading) for line in lines):
        raise DataError(f"{name}: expected a section {heading}, got none")
    rows = []
    for line in lines:
        if line.startswith("*"):
            break
        words = line.split()
        if words and all(re.fullmatch(r"\d{1,9}", word, flags=re.ASCII) for word in words):
            rows.append([int(word) for word in words])
        elif rows and words:
            raise DataError(f"{name}: expected whole numbers below {heading}, got {shown(line.strip())}")
    return rows


def numbered(followers: list[int], task: int, *, tasks: int, name: str) -> list[tuple[int, int]]:
    """Edges from a task to successors numbered from 1. Raises DataError for one that is not there."""
    for follower in followers:
        if not 1 <= follower <= tasks:
            raise DataError(f"{name}: expected successors of task {task} from 1 to {tasks}, got {follower}")
    return [(task - 1, follower - 1) for follower in followers]


def built(
    durations: list[int], demands: list[list[int]], capacities: list[int], edges: list[tuple[int, int]], *, name: str
) -> Project:
    """The project, checked."""
    if not durations:
        raise DataError(f"{name}: expected at least one task, got none")
    shape = (len(durations), len(capacities))
    units = np.array(demands, dtype=np.int64).reshape(shape)
    limits = np.array(capacities, dtype=np.int64)
    return project(durations=durations, demands=units, capacities=limits, edges=edges, name=name)
