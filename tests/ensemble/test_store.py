"""A stored forecast comes back exactly, is replaced as a whole or not at all, and is refused if anything changed."""

import errno
import fcntl
import json
import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from oomcast.beliefs.scenario import open_scenario
from oomcast.ensemble.folder import NEW, OLD, SEAL, Disk
from oomcast.ensemble.run import run
from oomcast.ensemble.store import DRAWS, PATHS, SPLIT, SUMMARY, read, write
from oomcast.errors import DataError, RunError
from oomcast.models import registry
from tests.ensemble.test_run import fingerprint

FILES = {DRAWS, SUMMARY, SEAL}


@pytest.fixture
def forecast(scenario):
    return run(scenario, draws=300)


@pytest.fixture
def other(scenario):
    return run(scenario, draws=200, seed=9)


@pytest.fixture
def stored(forecast, tmp_path):
    folder = tmp_path / "results"
    write(forecast, folder)
    return folder


def contents(folder):
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class FailingDisk(Disk):
    """A disk of which the `failing`-th operation fails; `crash` leaves no time to tidy up after it."""

    def __init__(self, failing, *, error=None):
        self.failing = failing
        self.error = error or OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.done = []

    def _count(self, name):
        self.done.append(name)
        if len(self.done) == self.failing:
            raise self.error

    def write(self, file, data):
        self._count("write")
        super().write(file, data)

    def sync(self, file):
        self._count("sync")
        super().sync(file)

    def sync_folder(self, folder):
        self._count("sync_folder")
        super().sync_folder(folder)

    def rename(self, source, target):
        self._count("rename")
        super().rename(source, target)


def operations(forecast, folder):
    """How many operations a write that succeeds takes."""
    disk = FailingDisk(0)
    write(forecast, folder, disk=disk)
    assert {"write", "sync", "sync_folder", "rename"} == set(disk.done)
    return len(disk.done)


def test_a_forecast_comes_back_exactly(forecast, stored):
    again = read(stored)
    assert fingerprint(again) == fingerprint(forecast)
    assert again.document() == forecast.document()
    assert again.provenance == forecast.provenance
    assert again.settings == forecast.settings
    assert again.declared == forecast.declared
    assert again.scenario.hash == forecast.scenario.hash
    assert {file.name for file in stored.iterdir()} == FILES


def test_a_forecast_of_the_takeoff_model_comes_back_with_its_courses(tmp_path):
    scenario = open_scenario("greenblatt-2025", vocabularies=registry.vocabulary)
    forecast = run(scenario, draws=150)
    write(forecast, tmp_path)
    again = read(tmp_path)
    assert fingerprint(again) == fingerprint(forecast)
    assert again.document() == forecast.document()
    assert {file.name for file in tmp_path.iterdir()} == FILES | {PATHS, SPLIT}
    assert forecast.split is not None
    assert all((again.split[name] == part).all() for name, part in forecast.split.items())


def test_the_summary_in_the_folder_is_the_document(forecast, stored):
    assert json.loads((stored / SUMMARY).read_text(encoding="utf-8")) == forecast.document()


def test_the_draws_can_be_read_by_anyone_who_reads_parquet(forecast, stored):
    from pyarrow import parquet

    table = parquet.read_table(stored / DRAWS)
    assert (table["input.speed"].to_numpy() == forecast.inputs["speed"]).all()
    assert table.schema.field("output.gain").metadata == {b"unit": b"OOM"}
    assert table.num_rows == 300


def test_writing_twice_leaves_the_second_forecast_and_nothing_of_the_first(stored, other, tmp_path):
    write(other, stored)
    write(other, tmp_path / "fresh")
    assert contents(stored) == contents(tmp_path / "fresh")


def test_courses_of_an_older_forecast_do_not_outlive_it(forecast, tmp_path):
    write(run(open_scenario("reference", vocabularies=registry.vocabulary), draws=20), tmp_path)
    assert (tmp_path / PATHS).exists()
    write(forecast, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == FILES


def refusal(forecast, folder, *, disk):
    """The message with which a write is refused; empty if it is not."""
    try:
        write(forecast, folder, disk=disk)
    except RunError as error:
        return str(error)
    return ""


def test_the_failure_of_any_operation_leaves_the_old_forecast_as_it_was(stored, other, tmp_path):
    (stored / "notes.txt").write_text("mine")
    before = contents(stored)
    total = operations(other, tmp_path / "trial")
    assert total > 10
    for failing in range(1, total + 6):
        disk = FailingDisk(failing)
        message = refusal(other, stored, disk=disk)
        if not message:
            break
        assert "No space left on device" in message
        assert "MB of room; nothing that was there before has been changed" in message
        assert contents(stored) == before, f"operation {failing}: {disk.done[-1]}"
        read(stored)
    # Replacing takes as many steps as writing afresh, and one more for each file that steps aside.
    assert failing == total + len(FILES) + 1
    assert read(stored).draws == 200
    assert (stored / "notes.txt").read_text() == "mine"


def test_the_failure_of_any_operation_in_a_new_place_leaves_nothing_at_all(forecast, tmp_path):
    total = operations(forecast, tmp_path / "trial")
    for failing in range(1, total + 1):
        with pytest.raises(RunError):
            write(forecast, tmp_path / "made" / "for" / "this", disk=FailingDisk(failing))
        assert not (tmp_path / "made").exists()


class PowerCutError(BaseException):
    """The machine stops: nothing after this happens."""


@contextmanager
def without_power_after(failing):
    """A disk whose `failing`-th operation is the last thing that happens: nothing is tidied up after it either."""
    disk = FailingDisk(failing, error=PowerCutError())
    rename, unlink = Path.replace, Path.unlink

    def renamed(self, target):
        return self if len(disk.done) >= failing else rename(self, target)

    def unlinked(self, missing_ok=False):
        return None if len(disk.done) >= failing else unlink(self, missing_ok=missing_ok)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", renamed)
        patch.setattr(Path, "unlink", unlinked)
        yield disk


def test_a_machine_that_stops_at_any_step_leaves_the_old_or_the_new_forecast(forecast, other, tmp_path):
    total = operations(other, tmp_path / "trial") + len(FILES)
    digests = {case.document()["digest"] for case in (forecast, other)}
    found = []
    for failing in range(1, total + 1):
        folder = tmp_path / str(failing)
        write(forecast, folder)
        with without_power_after(failing) as disk, pytest.raises(PowerCutError):
            write(other, folder, disk=disk)
        found.append(read(folder).document()["digest"])
        # The next write finds its way through whatever is lying about, and leaves no trace of it.
        write(forecast, folder)
        assert {file.name for file in folder.iterdir()} == FILES
        assert fingerprint(read(folder)) == fingerprint(forecast)
    assert set(found) == digests
    assert found == sorted(found, key=[forecast.document()["digest"], other.document()["digest"]].index)


def test_a_write_that_was_cut_short_is_undone_even_when_the_next_one_fails(forecast, other, stored):
    before = contents(stored)
    for name in FILES:
        (stored / name).rename(stored / (name + OLD))
    (stored / DRAWS).write_bytes(b"half of a new file")
    (stored / (SUMMARY + NEW)).write_bytes(b"{")
    assert fingerprint(read(stored)) == fingerprint(forecast)
    with pytest.raises(RunError):
        write(other, stored, disk=FailingDisk(1))
    assert contents(stored) == before


def test_nothing_takes_its_name_before_it_is_on_the_disk_and_the_seal_comes_last(other, stored):
    steps = []

    class WatchedDisk(Disk):
        def sync(self, file):
            super().sync(file)
            steps.append(("sync", Path(file.name).name))

        def sync_folder(self, folder):
            super().sync_folder(folder)
            steps.append(("sync", folder.name))

        def rename(self, source, target):
            super().rename(source, target)
            steps.append((source.name, target.name))

    write(other, stored, disk=WatchedDisk())
    new, old = ([(name, name + ending) for name in (DRAWS, SUMMARY, SEAL)] for ending in (NEW, OLD))
    synced = [("sync", file) for _, file in new]
    placed = [(file, name) for name, file in new]
    folder = ("sync", stored.name)
    assert steps == [*synced, folder, *old, *placed[:-1], folder, placed[-1], folder]


def test_an_interrupt_while_writing_passes_on_and_leaves_the_old_forecast(other, stored):
    before = contents(stored)
    for failing in (1, 5, 9):
        with pytest.raises(KeyboardInterrupt):
            write(other, stored, disk=FailingDisk(failing, error=KeyboardInterrupt()))
        assert contents(stored) == before


@pytest.mark.parametrize("name", sorted(FILES))
def test_any_changed_byte_is_noticed(stored, name):
    file = stored / name
    content = bytearray(file.read_bytes())
    places = np.linspace(0, len(content) - 1, 60).astype(int)
    for place in places:
        changed = content.copy()
        changed[place] ^= 1
        file.write_bytes(changed)
        with pytest.raises(DataError):
            read(stored)
    file.write_bytes(content)
    read(stored)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_file_cut_short_is_noticed_and_named(stored, name, share):
    content = (stored / name).read_bytes()
    (stored / name).write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match=name if name != SEAL else "manifest"):
        read(stored)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_named(stored, name):
    (stored / name).unlink()
    with pytest.raises(DataError, match=name):
        read(stored)


def test_a_folder_that_is_not_there_is_an_error_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match=r"expected a folder with a stored forecast, got one without manifest.json"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        "{}",
        '{"sha256": 1, "format": []}',
        '{"sha256":"x","format":"oomcast forecast 99"}',
        "[" * 100_000,
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(stored, manifest):
    (stored / SEAL).write_text(manifest)
    with pytest.raises(DataError):
        read(stored)


def test_a_sealed_manifest_with_missing_parts_is_refused(stored):
    from oomcast.ensemble.store import _checksum

    whole = json.loads((stored / SEAL).read_text(encoding="utf-8"))
    del whole["sha256"]
    for part in set(whole) - {"format"}:
        partial = {key: value for key, value in whole.items() if key != part}
        (stored / SEAL).write_text(json.dumps({**partial, "sha256": _checksum(partial)}))
        if part == "path_years":
            assert read(stored).paths is None  # nothing to know about courses that were not kept
        else:
            with pytest.raises(DataError):
                read(stored)


@pytest.mark.parametrize("name", sorted(FILES))
def test_somebody_elses_file_of_that_name_is_never_replaced(forecast, tmp_path, name):
    (tmp_path / name).write_text('{"format": "something else"}')
    before = contents(tmp_path)
    with pytest.raises(RunError, match="not ours"):
        write(forecast, tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_that_is_a_file_is_refused_and_kept(forecast, tmp_path):
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path / "file", tmp_path / "file" / "inside"):
        with pytest.raises(RunError, match="cannot be written"):
            write(forecast, target)
    assert (tmp_path / "file").read_text() == "mine"


def test_two_writers_do_not_meet_in_one_folder(forecast, stored):
    before = contents(stored)
    descriptor = os.open(stored, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        with pytest.raises(RunError, match="another process is writing here"):
            write(forecast, stored)
    finally:
        os.close(descriptor)
    assert contents(stored) == before
