"""Text and tables from files that may be anything: read within limits, refused with one clear error."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from oomcast.beliefs.reading import read_file
from oomcast.errors import DataError, ScenarioError, nearest, shown

__all__ = ["Table", "read_table", "read_text"]

MAX_BYTES = 256 * 1024 * 1024
"""Largest file, in bytes: an edge list of ten million edges."""


def read_text(path: str | Path) -> str:
    """The text of a file in UTF-8. Raises DataError for what cannot be read as such."""
    try:
        return read_file(path, limit=MAX_BYTES)
    except ScenarioError as problem:
        raise DataError(str(problem)) from None


@dataclass(frozen=True)
class Table:
    """A table with named columns; `lines` are the numbers of the rows in the file, for messages."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def has(self, *columns: str) -> bool:
        """Whether all of these columns are there."""
        return set(columns) <= set(self.header)

    def column(self, name: str) -> list[str]:
        """The cells of a column. Raises DataError for one that is not there."""
        if name not in self.header:
            known = ", ".join(self.header)
            hint = nearest(name, self.header)
            raise DataError(f"{self.name}: expected a column {name!r}, got {shown(known, width=200)}.{hint}")
        place = self.header.index(name)
        return [row[place] for row in self.rows]

    def first_of(self, names: Sequence[str]) -> str:
        """The first of several columns that the table has. Raises DataError where it has none of them."""
        found = next((name for name in names if name in self.header), None)
        if found is None:
            wanted, known = " or ".join(map(repr, names)), ", ".join(self.header)
            raise DataError(f"{self.name}: expected a column {wanted}, got {shown(known, width=200)}")
        return found

    def numbers(self, name: str) -> list[float]:
        """A column of finite numbers from 0. Raises DataError naming the line of another cell."""
        found = []
        for line, cell in zip(self.lines, self.column(name), strict=True):
            try:
                value = float(cell)
            except ValueError:
                value = math.nan
            if not (math.isfinite(value) and value >= 0.0):
                raise DataError(f"{self.name}: line {line}: {name}: expected a number from 0, got {shown(cell)}")
            found.append(value)
        return found

    def moments(self, name: str) -> list[datetime | None]:
        """A column of dates with times (ISO 8601), taken as UTC where they do not say; None for an empty cell."""
        found: list[datetime | None] = []
        for line, cell in zip(self.lines, self.column(name), strict=True):
            if not cell:
                found.append(None)
                continue
            try:
                moment = datetime.fromisoformat(cell)
            except ValueError:
                raise DataError(
                    f"{self.name}: line {line}: {name}: expected a date such as 2023-11-21T19:43:19Z, got {shown(cell)}"
                ) from None
            found.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        return found


def read_table(path: str | Path) -> Table:
    """A file of comma-separated values whose first line names the columns. Raises DataError naming file and line."""
    return table_of(read_text(path).splitlines(keepends=True), name=str(path))


def table_of(lines: Iterable[str], *, name: str) -> Table:
    """The same of lines of text."""
    reader = csv.reader(lines, strict=True)
    rows: list[tuple[str, ...]] = []
    places: list[int] = []
    try:
        for cells in reader:
            if cells:
                rows.append(tuple(cell.strip() for cell in cells))
                places.append(reader.line_num)
    except csv.Error as problem:
        raise DataError(f"{name}: line {reader.line_num}: expected comma-separated values, got {problem}") from None
    if not rows:
        raise DataError(f"{name}: expected a line of column names, got an empty file")
    header = rows[0]
    double = next((column for column in header if header.count(column) > 1), None)
    if double is not None:
        raise DataError(f"{name}: line {places[0]}: expected each column once, got {shown(double)} twice")
    for line, row in zip(places[1:], rows[1:], strict=True):
        if len(row) != len(header):
            raise DataError(f"{name}: line {line}: expected {len(header)} cells, got {len(row)}")
    return Table(name, header, tuple(rows[1:]), tuple(places[1:]))


def places_of(ids: Sequence[str], *, table: Table) -> Mapping[str, int]:
    """The number of each node by its id. Raises DataError for an id that is there twice."""
    places: dict[str, int] = {}
    for line, name in zip(table.lines, ids, strict=True):
        if name in places:
            raise DataError(f"{table.name}: line {line}: expected each node once, got {shown(name)} again")
        places[name] = len(places)
    return places


def edges_of(table: Table, *, source: str, target: str, places: Mapping[str, int]) -> list[tuple[int, int]]:
    """Pairs of node numbers from two columns of ids. Raises DataError naming the line of an unknown node."""
    edges = []
    for line, pair in zip(table.lines, zip(table.column(source), table.column(target), strict=True), strict=True):
        for name in pair:
            if name not in places:
                raise DataError(
                    f"{table.name}: line {line}: expected a known node, got {shown(name)}.{nearest(name, places)}"
                )
        edges.append((places[pair[0]], places[pair[1]]))
    return edges
