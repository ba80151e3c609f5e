"""Keep a forecast in a folder and have it again, whole or not at all.

    draws.parquet    one row per draw: "input.*", "output.*", "event.*", "milestone.*", "outcome"; units in the schema
    paths.parquet    one row per draw whose course in time was kept, one list per quantity (absent without courses)
    split.parquet    one row per draw whose first-year gain was split, one column per part (absent without parts)
    summary.json     the document that `--json` prints
    manifest.json    provenance, settings, the scenario in full and what is given beyond it, and the checksum of every
                     file, its own included

Nothing is pickled: reading a stranger's folder can give wrong numbers at worst, and the checksums tell an accident.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.expressions.parser import parse
from oomcast.beliefs.expressions.words import in_words
from oomcast.ensemble.finding import Finding
from oomcast.ensemble.folder import DISK, Disk, Sink, Written, find_files, read_seal, replace_files
from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.given import names_of_draws
from oomcast.ensemble.provenance import Provenance
from oomcast.ensemble.scenario_table import scenario_of, table_of
from oomcast.errors import DataError, ForecastError, RunError, shown
from oomcast.models.contract import Evaluation, FloatArray, Output, Paths, Settings
from oomcast.models.registry import vocabulary

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

__all__ = ["DRAWS", "FORMAT", "PATHS", "SUMMARY", "read", "write"]

DRAWS, PATHS, SPLIT, SUMMARY = "draws.parquet", "paths.parquet", "split.parquet", "summary.json"
KNOWN = (DRAWS, PATHS, SPLIT, SUMMARY)

FORMAT = "oomcast forecast 3"
"""Raised with every change that the `read` of an earlier version would not understand, or would understand wrongly."""

WITHOUT_CONDITIONS = "oomcast forecast 2"
"""A format that is still read: its forecasts have no conditions beyond the limits of their scenario,
and were not audited."""

GROUPS = ("input", "output", "event", "milestone")
OUTCOME = "outcome"

ROWS_AT_ONCE = 65_536
"""Rows written in one go: half a megabyte per column, so that writing needs little memory beside the draws."""

COMPRESSION = "zstd"
"""Draws of a continuous quantity do not compress; points, events and flat courses vanish."""

MEGABYTE = 1e6


def write(forecast: Forecast, folder: str | Path, *, disk: Disk = DISK) -> None:
    """Write `forecast` to `folder`, replacing a forecast that is there; other files in it are left alone.

    Raises RunError if that fails, with the old forecast untouched, or if the folder holds files of these names that are
    not ours.
    """
    folder = Path(folder)
    writers: dict[str, Callable[[Sink], None]] = {DRAWS: partial(_write_draws, forecast)}
    if forecast.paths is not None:
        writers[PATHS] = partial(_write_paths, forecast.paths)
    if forecast.split is not None:
        writers[SPLIT] = partial(_write_split, forecast.split)
    writers[SUMMARY] = partial(_write_json, forecast.document())
    try:
        replace_files(folder, writers, seal=partial(_manifest, forecast), known=KNOWN, is_ours=_is_ours, disk=disk)
    except OSError as error:
        needed = sum(array.nbytes for array in forecast.arrays()) / MEGABYTE
        raise RunError(
            f"{folder}: the forecast cannot be written ({error.strerror or error}). It needs up to {needed:,.0f} MB "
            f"of room; nothing that was there before has been changed."
        ) from error


def read(folder: str | Path) -> Forecast:
    """The forecast in `folder`, exactly as it was written. Nothing is simulated.

    Raises DataError if there is none, if a file is missing, cut short or changed, or if a later version wrote it.
    """
    folder = Path(folder)
    manifest = _checked_manifest(folder)
    try:
        files = {name: Written(entry["sha256"], entry["bytes"]) for name, entry in manifest["files"].items()}
        found = find_files(folder, files)
        inputs, evaluation = _read_draws(found[DRAWS])
        if PATHS in found:
            years = np.array(manifest["path_years"], dtype=np.float64)
            evaluation = replace(evaluation, paths=_read_paths(found[PATHS], years=years))
        if SPLIT in found:
            evaluation = replace(evaluation, split=_read_split(found[SPLIT]))
        provenance = Provenance(**manifest["provenance"])
        names = names_of_draws(inputs, evaluation)
        is_early = manifest["format"] == WITHOUT_CONDITIONS
        given, audit = ([], []) if is_early else (manifest["given"], manifest["audit"])
        return Forecast(
            scenario=scenario_of(manifest["scenario"], vocabulary=vocabulary(provenance.model)),
            settings=Settings(**manifest["settings"]),
            inputs=inputs,
            evaluation=evaluation,
            declared=tuple(Output(*entry) for entry in manifest["outputs"]),
            implied={name: math.nan if value is None else value for name, value in manifest["implied"].items()},
            warnings=tuple(manifest["warnings"]),
            provenance=provenance,
            given=tuple(parse(text, names=names) for text in given),
            audit=tuple(Finding(**found) for found in audit),
        )
    except DataError:
        raise
    except (ForecastError, ValueError, TypeError, KeyError, OSError) as error:  # pyarrow's errors are among these
        raise DataError(f"{folder}: expected a forecast as `write` leaves it, got something else ({error})") from error


def _manifest(forecast: Forecast, written: Mapping[str, Written]) -> bytes:
    manifest = {
        "format": FORMAT,
        "provenance": forecast.provenance.document(),
        "settings": vars(forecast.settings),
        "files": {name: vars(about) for name, about in written.items()},
        "outputs": [list(output) for output in forecast.declared],
        "path_years": None if forecast.paths is None else forecast.paths.years.tolist(),
        "implied": {name: value if math.isfinite(value) else None for name, value in forecast.implied.items()},
        "warnings": list(forecast.warnings),
        "scenario": table_of(forecast.scenario),
        "given": [in_words(condition) for condition in forecast.given],
        "audit": [finding.document() for finding in forecast.audit],
    }
    return _json({**manifest, "sha256": _checksum(manifest)})


def _checked_manifest(folder: Path) -> dict[str, Any]:
    content = read_seal(folder)
    try:
        manifest = json.loads(content)
        stated, written = manifest.pop("sha256"), manifest["format"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DataError(f"{folder}: expected the manifest of a stored forecast, got something else") from error
    if written not in (FORMAT, WITHOUT_CONDITIONS):
        raise DataError(f"{folder}: expected {FORMAT!r}, got {shown(written)}. Was it written by a later version?")
    if stated != _checksum(manifest):
        raise DataError(f"{folder}: expected the manifest as it was written, got one that was changed since")
    return dict(manifest)


def _is_ours(seal: bytes) -> bool:
    try:
        written = json.loads(seal)["format"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return isinstance(written, str) and written.startswith(FORMAT.rsplit(" ", 1)[0])


def _checksum(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _write_json(value: Any, sink: Sink) -> None:
    sink.write(_json(value))


def _write_draws(forecast: Forecast, sink: Sink) -> None:
    import pyarrow as pa

    units = {f"input.{name}": forecast.scenario.parameters[name].unit for name in forecast.inputs}
    units |= {f"output.{output.name}": output.unit for output in forecast.declared}
    units |= {f"milestone.{name}": "year" for name in forecast.milestones}
    columns = dict(_columns(forecast))
    fields = [
        pa.field(name, pa.from_numpy_dtype(column.dtype), nullable=False, metadata={"unit": units.get(name, "1")})
        for name, column in columns.items()
    ]
    _write_table(
        pa.schema(fields),
        rows=forecast.draws,
        sink=sink,
        arrays=lambda piece: [pa.array(column[piece]) for column in columns.values()],
    )


def _columns(forecast: Forecast) -> Iterator[tuple[str, NDArray[Any]]]:
    groups: tuple[Mapping[str, NDArray[Any]], ...] = (
        forecast.inputs,
        forecast.outputs,
        forecast.events,
        forecast.milestones,
    )
    for group, columns in zip(GROUPS, groups, strict=True):
        for name, column in columns.items():
            yield f"{group}.{name}", column
    yield OUTCOME, forecast.outcome


def _write_paths(paths: Paths, sink: Sink) -> None:
    import pyarrow as pa

    times = paths.years.size
    kept = next(iter(paths.values.values())).shape[1]
    fields = [pa.field(name, pa.list_(pa.float64(), times), nullable=False) for name in paths.values]
    _write_table(
        pa.schema(fields),
        rows=kept,
        sink=sink,
        arrays=lambda piece: [
            pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(course[:, piece].T).ravel()), times)
            for course in paths.values.values()
        ],
    )


def _write_split(split: Mapping[str, FloatArray], sink: Sink) -> None:
    import pyarrow as pa

    fields = [pa.field(name, pa.float64(), nullable=False, metadata={"unit": "OOM"}) for name in split]
    _write_table(
        pa.schema(fields),
        rows=next(iter(split.values())).size,
        sink=sink,
        arrays=lambda piece: [pa.array(part[piece]) for part in split.values()],
    )


def _write_table(schema: Any, *, rows: int, sink: Sink, arrays: Callable[[slice], list[Any]]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetWriter(sink, schema, compression=COMPRESSION, use_dictionary=False) as writer:
        for start in range(0, rows, ROWS_AT_ONCE):
            piece = slice(start, min(start + ROWS_AT_ONCE, rows))
            writer.write_batch(pa.RecordBatch.from_arrays(arrays(piece), schema=schema))


def _read_draws(file: Path) -> tuple[dict[str, FloatArray], Evaluation]:
    from pyarrow import parquet

    groups: dict[str, dict[str, NDArray[Any]]] = {group: {} for group in GROUPS}
    with parquet.ParquetFile(file) as stored:
        for column in stored.schema_arrow.names:
            group, _, name = column.partition(".")
            if name:
                groups[group][name] = _read_column(stored, column)
        outcome = _read_column(stored, OUTCOME)
    evaluation = Evaluation(
        outputs=groups["output"], events=groups["event"], milestones=groups["milestone"], outcome=outcome
    )
    return groups["input"], evaluation


def _read_paths(file: Path, *, years: FloatArray) -> Paths:
    from pyarrow import parquet

    with parquet.ParquetFile(file) as stored:
        courses = {
            name: np.ascontiguousarray(_read_column(stored, name, flat=True).reshape(-1, years.size).T)
            for name in stored.schema_arrow.names
        }
    return Paths(years=years, values=courses)


def _read_split(file: Path) -> dict[str, FloatArray]:
    from pyarrow import parquet

    with parquet.ParquetFile(file) as stored:
        return {name: _read_column(stored, name) for name in stored.schema_arrow.names}


def _read_column(stored: ParquetFile, name: str, *, flat: bool = False) -> NDArray[Any]:
    """One column in memory of its own; read one at a time so that the file is never held twice."""
    column = stored.read(columns=[name]).column(0).combine_chunks()
    values = column.flatten() if flat else column
    return np.array(values.to_numpy(zero_copy_only=False))
