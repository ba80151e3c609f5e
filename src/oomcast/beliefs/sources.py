"""Where scenarios come from: presets in the package, files, standard input, tables made in Python."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any

from oomcast.beliefs.fields import read_text, suggestion
from oomcast.beliefs.reading import MAX_DEPTH, parse_toml, read_file, read_stream, readable_name
from oomcast.errors import ScenarioError, shown

__all__ = ["REFERENCES", "Source", "find_source", "found_from", "preset_names"]

REFERENCES = ("reference", "reference-full")
"""The presets that fill in what a scenario says nothing about: the tier that is always present, and all the others."""

SUFFIX = ".toml"
STANDARD_INPUT = "-"
MADE_IN_PYTHON = "scenario"
"""What errors name in place of a file where a scenario was made from a table in Python."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """One scenario as written, before it is understood.

    `label` is what messages call it, `key` tells it from every other (for loops), `stem` is the name it has unless
    it states one. `folder` is what the files it names are relative to; None where it may not name any.
    """

    label: str
    key: str
    stem: str
    text: str
    written: Mapping[str, Any]
    folder: Path | None


@cache
def preset_names() -> tuple[str, ...]:
    """The names of the scenarios that come with the package, in alphabetical order."""
    folder = resources.files(__package__).joinpath("presets")
    return tuple(sorted(item.name.removesuffix(SUFFIX) for item in folder.iterdir() if item.name.endswith(SUFFIX)))


@cache
def preset(name: str) -> Source:
    """A preset by its name."""
    text = resources.files(__package__).joinpath("presets", name + SUFFIX).read_text(encoding="utf-8")
    return Source(
        label=name, key=f"preset {name}", stem=name, text=text, written=parse_toml(text, file=name), folder=None
    )


def find_source(source: str | Path | Mapping[str, Any] | IO[Any], *, stdin: IO[Any] | None = None) -> Source:
    """The scenario that a preset's name, a path, "-", an open stream or a table stands for.

    A preset wins over a file of the same name (write ./name for the file). Raises ScenarioError where there is
    nothing to read, or what there is cannot be read or is not TOML.
    """
    if isinstance(source, Mapping):
        written = plain(source, depth=0)
        return Source(
            label=MADE_IN_PYTHON, key=MADE_IN_PYTHON, stem=MADE_IN_PYTHON, text="", written=written, folder=Path()
        )
    if source == STANDARD_INPUT:
        return from_stream(sys.stdin if stdin is None else stdin, label=STANDARD_INPUT)
    if isinstance(source, str | Path):
        return preset(str(source)) if str(source) in preset_names() else from_path(source)
    if callable(getattr(source, "read", None)):
        return from_stream(source, label=readable_name(str(getattr(source, "name", STANDARD_INPUT))))
    raise ScenarioError(f"expected a preset, a path, a stream or a table, got {shown(source)}")


def found_from(source: Source, *, name: str) -> Source:
    """What `source` means by extending `name`: a preset, or a file relative to its own folder."""
    if name in preset_names():
        return preset(name)
    wanted = (
        f"expected a preset ({', '.join(preset_names())}) or a {SUFFIX} file relative to this one, got {shown(name)}"
    )
    hint = suggestion(name, preset_names())
    is_relative = not (PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor)
    # Other suffixes are refused: messages quote what they cannot read, and a scenario has no business elsewhere.
    if source.folder is None or not is_relative or not name.endswith(SUFFIX):
        raise ScenarioError(f"{wanted}{hint}", field="extends", file=source.label)
    try:
        text = read_file(source.folder / name)
    except ScenarioError as problem:
        reason = problem.problem.rpartition(", got ")[2]
        raise ScenarioError(f"{wanted}: {reason}{hint}", field="extends", file=source.label) from None
    return from_file(source.folder / name, text=text)


def from_path(path: str | Path) -> Source:
    """A scenario in a file."""
    label = readable_name(path)
    try:
        text = read_file(path)
    except ScenarioError as problem:
        hint = suggestion(str(path), preset_names())
        if "no such file" in problem.problem and (hint or not is_like_a_path(str(path))):
            presets = ", ".join(preset_names())
            raise ScenarioError(f"expected a preset ({presets}) or a file, got neither{hint}", file=label) from None
        raise
    return from_file(Path(path), text=text)


def from_file(where: Path, *, text: str) -> Source:
    """A scenario in a file that has been read."""
    label = readable_name(where)
    return Source(
        label=label,
        key=str(where.resolve()),
        stem=readable_name(where.name.removesuffix(SUFFIX), width=100) or MADE_IN_PYTHON,
        text=text,
        written=parse_toml(text, file=label),
        folder=where.parent,
    )


def is_like_a_path(text: str) -> bool:
    """Whether a person who wrote this can only have meant a file."""
    return text.endswith(SUFFIX) or "/" in text or "\\" in text


def from_stream(stream: IO[Any], *, label: str) -> Source:
    """A scenario from an open stream; files it names are relative to the current folder."""
    text = read_stream(stream, file=label)
    written = parse_toml(text, file=label)
    return Source(label=label, key=label, stem=MADE_IN_PYTHON, text=text, written=written, folder=Path())


def plain(value: Any, *, depth: int) -> Any:
    """A copy of a table made in Python, in the types that a file would give; distributions stay what they are."""
    if depth > MAX_DEPTH:
        raise ScenarioError(f"expected at most {MAX_DEPTH} levels of nesting, got more", file=MADE_IN_PYTHON)
    if isinstance(value, Mapping):
        for name in value:
            read_text(name, field="", expected="names that are text")
        return {name: plain(item, depth=depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, depth=depth + 1) for item in value]
    if isinstance(value, bool | int | float | str | dt.date) or not callable(getattr(value, "tolist", None)):
        return value
    return plain(value.tolist(), depth=depth + 1)  # NumPy's numbers and arrays
