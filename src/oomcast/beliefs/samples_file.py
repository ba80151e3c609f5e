"""Read samples of one quantity from a text file: one number to a line, or a named column of a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path, PurePosixPath, PureWindowsPath

from oomcast.beliefs.fields import read_number, suggestion
from oomcast.beliefs.reading import read_file
from oomcast.errors import ScenarioError, shown

__all__ = ["read_samples_file"]

MAX_BYTES = 32 * 1024 * 1024
"""Largest file of samples, in bytes."""
MAX_SAMPLES = 1_000_000
"""Most samples: more than a forecast has draws tell it nothing."""


def read_samples_file(
    name: str, *, column: str, folder: Path | None, field: str, none_means: str | None = None
) -> tuple[float, ...]:
    """The samples in the file `name`, which is relative to `folder` (None: this scenario may not name files).

    Without `column` each line holds one number; with it, the first line names the columns of comma-separated values.
    Empty lines and lines that begin with # are skipped. Raises ScenarioError naming `field`, the file and the line.
    """
    if folder is None:
        raise ScenarioError("expected a belief without a file (this scenario may not name files), got one", field=field)
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or PureWindowsPath(name).root:
        raise ScenarioError(f"expected a file relative to the scenario, got {shown(name)}", field=field)
    try:
        text = read_file(folder / name, limit=MAX_BYTES)
    except ScenarioError as problem:
        raise ScenarioError(f"{problem.problem}, at {shown(name)}", field=field) from None
    lines = [(place, line) for place, line in enumerate(text.split("\n"), start=1) if is_data(line)]
    cells = column_of(lines, column=column, name=name, field=field) if column else lines
    if not 0 < len(cells) <= MAX_SAMPLES:
        raise ScenarioError(f"expected 1 to {MAX_SAMPLES:,} numbers in {shown(name)}, got {len(cells):,}", field=field)
    return tuple(sample(cell, place=place, name=name, field=field, none_means=none_means) for place, cell in cells)


def is_data(line: str) -> bool:
    """Whether a line holds anything but blanks or a comment."""
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#")


def column_of(lines: list[tuple[int, str]], *, column: str, name: str, field: str) -> list[tuple[int, str]]:
    """The cells of one column, each with the number of its line."""
    rows = [[cell.strip() for cell in row] for row in csv.reader(line for _, line in lines)]
    header = rows[0] if rows else []
    if column not in header:
        hint = suggestion(column, header)
        raise ScenarioError(f"expected a column of {shown(name)}, got {shown(column)}{hint}", field=field)
    index = header.index(column)
    return [
        (place, row[index] if index < len(row) else "") for (place, _), row in zip(lines[1:], rows[1:], strict=False)
    ]


def sample(cell: str, *, place: int, name: str, field: str, none_means: str | None) -> float:
    """One cell as a number."""
    try:
        value = cell if cell.strip().casefold() == "none" else float(cell)
        return read_number(value, field=field, none_means=none_means)
    except (ScenarioError, ValueError):
        problem = f"expected a finite number on line {place} of {shown(name)}, got {shown(cell.strip())}"
        raise ScenarioError(problem, field=field) from None
