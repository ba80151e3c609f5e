"""Replace a set of files in a folder as one: whatever fails or is cut short, either all old files are there or all new.

One file, the seal, lists the others with their checksums. New files are written beside the old ones as `name.new` and
brought to disk; old files step aside as `name.old`; new ones take their names, the seal last. The seal therefore
decides which set is valid, and a file that stood aside when a machine stopped is still found by its checksum.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from oomcast.errors import DataError, RunError

__all__ = ["DISK", "SEAL", "Disk", "Sink", "Written", "find_files", "read_seal", "replace_files"]

SEAL = "manifest.json"
NEW, OLD = ".new", ".old"

LARGEST_SEAL = 64 << 20
"""Bytes of a seal that are read at most; ours are a few kilobytes unless a scenario holds samples."""

HASHED_AT_ONCE = 1 << 20


class Disk:
    """The few things done to a disk, in one place so that tests can make each of them fail."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write all of `data`."""
        file.write(data)

    def sync(self, file: BinaryIO) -> None:
        """Wait until what was written is on the disk."""
        file.flush()
        os.fsync(file.fileno())

    def sync_folder(self, folder: Path) -> None:
        """Wait until new names in `folder` are on the disk."""
        if os.name != "posix":
            return  # elsewhere a folder cannot be opened, and renaming is durable by itself
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Give `source` the name `target`, in one step."""
        source.replace(target)


DISK = Disk()


@dataclass(frozen=True)
class Written:
    """What a seal says about a file."""

    sha256: str
    bytes: int


class Sink:
    """A file to write to from front to back that keeps the checksum of what went in. It outlives `close`."""

    closed = False

    def __init__(self, file: BinaryIO, *, disk: Disk) -> None:
        self._file = file
        self._disk = disk
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: Any) -> int:
        """Write `data` (anything that exposes bytes) and return how many bytes that was."""
        content = bytes(data)
        self._disk.write(self._file, content)
        self._hash.update(content)
        self._bytes += len(content)
        return len(content)

    def tell(self) -> int:
        """Bytes written so far."""
        return self._bytes

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Nothing: whoever opened the file closes it, after it is known to be on the disk."""

    def written(self) -> Written:
        """Checksum and size of everything written so far."""
        return Written(self._hash.hexdigest(), self._bytes)


def replace_files(
    folder: Path,
    writers: Mapping[str, Callable[[Sink], None]],
    *,
    seal: Callable[[Mapping[str, Written]], bytes],
    known: Sequence[str],
    is_ours: Callable[[bytes], bool],
    disk: Disk = DISK,
) -> None:
    """Write each file of `writers` and then the seal, made from their checksums, into `folder` (made if need be).

    `known` are the names that may belong to a set; those not written anew go away with the old set. Other files in the
    folder are left alone. Raises RunError if any of these names is taken by something whose seal `is_ours` refuses, or
    if another process writes here; OSError if the disk fails, with everything as it was before.
    """
    made = _make(folder)
    try:
        with _locked(folder):
            _refuse_strangers(folder, known=known, is_ours=is_ours)
            _finish_what_was_cut_short(folder, known=known)
            _replace(folder, writers, seal=seal, known=known, disk=disk)
    except BaseException:
        for parent in made:
            with suppress(OSError):  # the first error is the one to tell; an empty folder left over does no harm
                parent.rmdir()
        raise


def read_seal(folder: Path) -> bytes:
    """The seal of the set in `folder`. Raises DataError where there is none."""
    for name in (SEAL, SEAL + OLD):  # without a seal in place, the set whose seal stepped aside is the valid one
        file = folder / name
        try:
            with file.open("rb") as stream:
                content = stream.read(LARGEST_SEAL + 1)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DataError(f"{file}: cannot be read ({error.strerror})") from error
        if len(content) > LARGEST_SEAL:
            raise DataError(f"{file}: expected at most {LARGEST_SEAL:,} bytes, got more")
        return content
    raise DataError(f"{folder}: expected a folder with a stored forecast, got one without {SEAL}")


def find_files(folder: Path, files: Mapping[str, Written]) -> dict[str, Path]:
    """Where each of `files` is. Raises DataError for one that is missing or does not match its checksum."""
    found = {}
    for name, expected in files.items():
        places = [place for place in (folder / name, folder / (name + OLD)) if place.is_file()]
        if not places:
            raise DataError(f"{folder / name}: expected a file of {expected.bytes:,} bytes, got none")
        match = next((place for place in places if _matches(place, expected)), None)
        if match is None:
            size = places[0].stat().st_size
            got = f"{size:,} bytes" if size != expected.bytes else "other content of that size"
            raise DataError(f"{places[0]}: expected the {expected.bytes:,} bytes that were written, got {got}")
        found[name] = match
    return found


def _replace(
    folder: Path,
    writers: Mapping[str, Callable[[Sink], None]],
    *,
    seal: Callable[[Mapping[str, Written]], bytes],
    known: Sequence[str],
    disk: Disk,
) -> None:
    names = [*writers, SEAL]
    aside: list[str] = []
    placed: list[str] = []
    try:
        written = {name: _write(folder / (name + NEW), writer, disk=disk) for name, writer in writers.items()}
        content = seal(written)
        _write(folder / (SEAL + NEW), lambda sink: _discard(sink.write(content)), disk=disk)
        disk.sync_folder(folder)
        for name in [*known, SEAL]:
            if (folder / name).exists():
                disk.rename(folder / name, folder / (name + OLD))
                aside.append(name)
        for name in names:
            if name == SEAL:
                disk.sync_folder(folder)  # the seal must not reach the disk before what it vouches for
            disk.rename(folder / (name + NEW), folder / name)
            placed.append(name)
        disk.sync_folder(folder)
    except BaseException:
        # Undoing must go as far as it can. Where a step of it fails too, the old set is still found by its checksums.
        for name in reversed(placed):
            with suppress(OSError):
                (folder / name).unlink()
        for name in reversed(aside):
            with suppress(OSError):
                (folder / (name + OLD)).replace(folder / name)
        for name in names:
            with suppress(OSError):
                (folder / (name + NEW)).unlink(missing_ok=True)
        raise
    for name in aside:
        with suppress(OSError):  # the new set is complete; what is left of the old one goes with the next write
            (folder / (name + OLD)).unlink()


def _write(file: Path, writer: Callable[[Sink], None], *, disk: Disk) -> Written:
    with file.open("xb") as stream:
        sink = Sink(stream, disk=disk)
        writer(sink)
        disk.sync(stream)
    return sink.written()


def _discard(_: int) -> None:
    """A writer returns nothing."""


def _refuse_strangers(folder: Path, *, known: Sequence[str], is_ours: Callable[[bytes], bool]) -> None:
    taken = [name for name in (*known, SEAL) if (folder / name).exists()]
    if not taken and not (folder / (SEAL + OLD)).exists():
        return
    try:
        ours = is_ours(read_seal(folder))
    except DataError:
        ours = False
    if not ours:
        raise RunError(
            f"{folder}: expected a new folder, or one with a stored forecast to replace, "
            f"got one with a {taken[0]!r} that is not ours. Choose another folder."
        )


def _finish_what_was_cut_short(folder: Path, *, known: Sequence[str]) -> None:
    """Tidy up after a machine that stopped in the middle of a write, so that the valid set has its own names again."""
    names = [*known, SEAL]
    for name in names:
        (folder / (name + NEW)).unlink(missing_ok=True)
    if not any((folder / (name + OLD)).exists() for name in names):
        return
    entries = json.loads(read_seal(folder)).get("files", {})
    for name, entry in entries.items():
        place = find_files(folder, {name: Written(entry["sha256"], entry["bytes"])})[name]
        place.replace(folder / name)
    if not (folder / SEAL).exists():
        (folder / (SEAL + OLD)).replace(folder / SEAL)
    for name in names:
        (folder / (name + OLD)).unlink(missing_ok=True)


def _matches(file: Path, expected: Written) -> bool:
    try:
        if file.stat().st_size != expected.bytes:
            return False
        checksum = hashlib.sha256()
        with file.open("rb") as stream:
            while piece := stream.read(HASHED_AT_ONCE):
                checksum.update(piece)
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror})") from error
    return checksum.hexdigest() == expected.sha256


def _make(folder: Path) -> list[Path]:
    """Make `folder` and what is missing above it; the folders made, innermost first."""
    missing = []
    place = folder
    while not place.exists():
        missing.append(place)
        place = place.parent
    folder.mkdir(parents=True, exist_ok=True)
    return missing


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from writing to `folder` meanwhile; the lock goes with this process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: no folder locks, and a rename onto an open file is refused there anyway
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(f"{folder}: another process is writing here. Wait for it or choose another.") from None
        yield
    finally:
        os.close(descriptor)
