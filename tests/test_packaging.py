"""What is published is complete, pinned, and the same each time it is built."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "lock").glob("*.txt"))
PINNED = re.compile(r"^([a-z0-9-]+)==([\w.]+)( ; [^\\]+)? \\$")


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(lock: Path) -> set[tuple[str, str, str]]:
    """Name, version and marker of everything a lock file installs."""
    matches = [PINNED.match(line) for line in lock.read_text(encoding="utf-8").splitlines()]
    return {(match[1], match[2], (match[3] or "").strip(" ;")) for match in matches if match}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_line_of_a_lock_is_a_pin_or_its_hash(lock: Path) -> None:
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    strangers = [
        line
        for line in lines
        if not PINNED.match(line) and not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)
    ]
    assert not strangers
    assert len(pins(lock)) >= 10


def test_the_locks_agree_wherever_they_name_the_same_package() -> None:
    runtime = pins(ROOT / "lock" / "runtime.txt")
    for other in ("dev.txt", "bench.txt"):
        theirs = pins(ROOT / "lock" / other)
        shared = {name for name, _, _ in theirs} & {name for name, _, _ in runtime}
        assert {pin for pin in theirs if pin[0] in shared} == {pin for pin in runtime if pin[0] in shared}


def test_the_lock_holds_each_declared_dependency() -> None:
    declared = {re.split(r"[<>=]", text)[0].strip() for text in project()["dependencies"]}
    assert declared <= {name for name, _, _ in pins(ROOT / "lock" / "runtime.txt")}


def test_the_version_is_the_same_wherever_it_is_written() -> None:
    version = project()["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def built(folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_is_complete_and_the_same_each_time(tmp_path: Path) -> None:
    one, two = built(tmp_path / "one"), built(tmp_path / "two")
    assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(two.read_bytes()).digest()
    inside = set(zipfile.ZipFile(one).namelist())
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "oomcast").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= inside
    assert "oomcast/py.typed" in inside
    assert any(name.startswith("oomcast/beliefs/presets/") and name.endswith(".toml") for name in inside)
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert not [name for name in inside if not name.startswith(("oomcast/", "oomcast-"))]
