"""Runs the examples of README and docs as a reader would, and compares or refreshes the output recorded beside them.

Pages are Markdown. What their fenced blocks mean:

    ```python             executed, top to bottom, in one namespace per page
    ```output             what the Python block before it printed
    ```console            `$ oomcast ...` is run; below it what it showed. A line `...` stands for any lines
    ```toml title="x"     saved as file x in the page's own working folder
    ```toml, json, text, sh   only shown

A number in a sentence is tied to code by a comment behind it, expression and format: `0.70<!--= implied ; .2f -->`.
`python -m tests.examples` (which is `make refresh-docs`) writes the present output into the pages.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
LANGUAGES = {"python", "output", "console", "toml", "json", "text", "sh"}
COLUMNS = "80"
ELLIPSIS = "..."
PROMPT = "$ "

FENCE = re.compile(r"^(?P<indent>[ \t]*)```(?P<language>[\w-]*)(?P<rest>[^\n`]*)$")
TITLE = re.compile(r'title="([^"]+)"')
TIED_NUMBER = re.compile(r"(?P<shown>[^\s|*`(\[]+?)[*`]*<!--=\s*(?P<code>.+?)\s*(?:;\s*(?P<form>\S*)\s*)?-->")


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass(frozen=True)
class Block:
    """One fenced block; `first` and `last` are the indices of the lines between its fences."""

    language: str
    title: str
    first: int
    last: int
    lines: list[str]


@dataclass(frozen=True)
class Recorded:
    """Something a page shows and what executing it gives now: lines `first` to `last` of the page."""

    page: Path
    first: int
    last: int
    shown: list[str]
    actual: list[str]

    @property
    def agrees(self) -> bool:
        return self.shown == self.refreshed()

    def refreshed(self) -> list[str]:
        """The present output, shortened where the page had shortened it.

        The first part shown is as long as it was, so is the last, and each part between is found by its first line.
        """
        if ELLIPSIS not in self.shown:
            return self.actual
        gaps = [-1, *(place for place, line in enumerate(self.shown) if line == ELLIPSIS), len(self.shown)]
        first, *middle, last = [self.shown[before + 1 : after] for before, after in pairwise(gaps)]
        fresh = self.actual[: len(first)]
        for part in middle:
            if not part or part[0] not in self.actual:
                return self.actual
            at = self.actual.index(part[0])
            fresh += [ELLIPSIS, *self.actual[at : at + len(part)]]
        return [*fresh, ELLIPSIS, *self.actual[len(self.actual) - len(last) :]]


class PageError(Exception):
    """A page is written in a way that would let an example go unexecuted."""


def blocks(page: Path) -> list[Block]:
    found: list[Block] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    opened: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if match is None:
            continue
        if match["indent"]:
            raise PageError(f"{page.name}:{number + 1}: an indented block would not be executed")
        if opened is not None:
            start, head = opened
            title = TITLE.search(head["rest"])
            found.append(
                Block(head["language"], title[1] if title else "", start + 1, number, lines[start + 1 : number])
            )
            opened = None
        elif match["language"] not in LANGUAGES:
            raise PageError(f"{page.name}:{number + 1}: block of unknown kind {match['language']!r}")
        else:
            opened = (number, match)
    if opened is not None:
        raise PageError(f"{page.name}:{opened[0] + 1}: a block that never ends")
    return found


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Work in a folder as a reader at an 80-column terminal without colour would."""
    wanted = {"COLUMNS": COLUMNS, "NO_COLOR": "1", "TERM": "dumb"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def importable(module: ModuleType) -> Iterator[None]:
    """Dataclasses look up the module of what a page defines."""
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        del sys.modules[module.__name__]


def tidy(text: str) -> list[str]:
    """Lines as a page holds them: no trailing blanks, no blank lines around."""
    return [line.rstrip() for line in text.strip("\n").rstrip().splitlines()]


def run_command(command: str) -> list[str]:
    """What `oomcast ...` shows: standard output, and after a failure the error message too."""
    from oomcast.present.cli import main

    program, *arguments = shlex.split(command, comments=True)
    if program != "oomcast":
        raise PageError(f"only oomcast can be run in a console block, not {program!r}; show other commands as sh")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    status: object = 0
    argv = sys.argv
    sys.argv = ["oomcast", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main()
    except SystemExit as exit_:
        status = exit_.code
    finally:
        sys.argv = argv
    return tidy(written(out) + (written(err) if status else ""))


def written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def console(page: Path, block: Block) -> Iterator[Recorded]:
    starts = [index for index, line in enumerate(block.lines) if line.startswith(PROMPT)]
    if not starts or starts[0] != 0:
        raise PageError(f"{page.name}:{block.first + 1}: a console block begins with `$ oomcast ...`")
    for start, stop in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        shown = block.lines[start + 1 : stop]
        actual = run_command(block.lines[start].removeprefix(PROMPT))
        trailing = [""] if stop < len(block.lines) and shown and shown[-1] == "" else []  # a blank line before the next
        yield Recorded(page, block.first + start + 1, block.first + stop, shown, actual + trailing)


def execute(page: Path, folder: Path) -> list[Recorded]:
    """Run one page in an empty working folder; everything it shows, beside what it gives now."""
    recorded: list[Recorded] = []
    module = ModuleType("page")
    namespace = vars(module)
    printed: tuple[Block, list[str]] | None = None

    def unshown(pending: tuple[Block, list[str]] | None) -> None:
        if pending is not None and pending[1]:
            raise PageError(f"{page.name}:{pending[0].first}: prints, but no output block follows: {pending[1][:3]}")

    with in_folder(folder), importable(module):
        for block in blocks(page):
            if block.language == "output":
                if printed is None:
                    raise PageError(f"{page.name}:{block.first}: an output block without a Python block before it")
                recorded.append(Recorded(page, block.first, block.last, block.lines, printed[1]))
                printed = None
                continue
            unshown(printed)
            printed = None
            if block.language == "python":
                source = "\n" * block.first + "\n".join(block.lines)  # so that tracebacks name the page's own lines
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(compile(source, str(page), "exec"), namespace)
                printed = (block, tidy(out.getvalue()))
            elif block.language == "console":
                recorded.extend(console(page, block))
            elif block.title:
                Path(block.title).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
        unshown(printed)
        recorded.extend(tied_numbers(page, namespace))
    return recorded


def tied_numbers(page: Path, namespace: dict[str, Any]) -> Iterator[Recorded]:
    inside = {line for block in blocks(page) for line in range(block.first, block.last)}
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines()):
        if number in inside or not TIED_NUMBER.search(line):
            continue

        def now(match: re.Match[str]) -> str:
            value = format(eval(match["code"], namespace), match["form"] or "")
            return value + match[0][len(match["shown"]) :]

        yield Recorded(page, number, number + 1, [line], [TIED_NUMBER.sub(now, line)])


def refresh(page: Path) -> bool:
    """Write the present output into a page; whether anything changed."""
    with tempfile.TemporaryDirectory() as folder:
        recorded = execute(page, Path(folder))
    text = page.read_text(encoding="utf-8")
    lines = text.splitlines()
    for record in sorted(recorded, key=lambda record: record.first, reverse=True):
        if not record.agrees:
            lines[record.first : record.last] = record.refreshed()
    fresh = "\n".join(lines) + "\n"
    if fresh != text:
        page.write_text(fresh, encoding="utf-8")
    return fresh != text


if __name__ == "__main__":
    for each in pages():
        sys.stdout.write(f"{'refreshed' if refresh(each) else 'unchanged'}  {each.relative_to(ROOT)}\n")
