"""The command `oomcast serve`: one line, a page at once, a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from oomcast.errors import RunError
from oomcast.present.cli import main
from oomcast.present.web import server as serving
from tests.present.web.client import HANG_SECONDS, Asking

TOKEN = "correct-horse-battery-staple"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command in a process of its own, with nothing compiled yet, and the line that it prints."""
    environment = {**os.environ, "OOMCAST_CACHE": str(tmp_path / "kernels")}
    command = [sys.executable, "-m", "oomcast", "serve", "--no-browser", "--port", "0"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    guard = threading.Timer(HANG_SECONDS, process.kill)
    guard.start()
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline()
    finally:
        guard.cancel()
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that means Ctrl-C to one process alone")
def test_it_says_where_answers_while_it_compiles_and_ends_cleanly(started: tuple[subprocess.Popen[str], str]) -> None:
    process, line = started
    assert line.startswith("The workbench is at http://127.0.0.1:")
    asking = Asking(int(line.split(":")[2].partition("/")[0]))
    health = asking.get("/api/health").json()
    assert health["status"] == "getting ready"
    assert health["sentence"].startswith("Getting ready")
    assert asking.get("/").status == 200
    assert asking.get("/api/scenarios").status == 200
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=HANG_SECONDS)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_port_in_use_is_one_clear_error(server: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--no-browser", "--port", str(server.port)]) == 2
    expected = f"oomcast: error: --port: expected a free port, got {server.port}, which is in use."
    printed = capsys.readouterr()
    assert printed.err.startswith(expected)
    assert printed.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "--expose"),
        (["--host", "0.0.0.0", "--token", TOKEN], "--expose"),
        (["--host", "0.0.0.0", "--expose"], "--token: expected a token"),
        (["--host", "0.0.0.0", "--expose", "--token", "x"], "at least 16"),
        (["--port", "99999"], "--port: expected"),
        (["--host", "nowhere.invalid", "--expose", "--token", TOKEN], "--host: expected an address of this machine"),
    ],
)
def test_what_cannot_be_served_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--no-browser", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oomcast.present.web.listening", None)
    with pytest.raises(RunError, match=r"oomcast\[web\]"):
        serving.serve(port=0, opens_browser=False)


def test_the_address_for_others_carries_the_token_once() -> None:
    said: list[str] = []
    opened: list[str] = []

    class StopError(Exception):
        pass

    def announce(address: str) -> None:
        said.append(address)
        raise StopError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("webbrowser.open", opened.append)
        with pytest.raises(StopError):
            serving.serve(port=0, token=TOKEN, announce=announce)
    assert said[0].endswith(f"/?token={TOKEN}")
    assert opened == []


@pytest.mark.parametrize(
    ("host", "port", "shown"),
    [
        ("127.0.0.1", 1, "127.0.0.1:1"),
        ("::1", 2, "[::1]:2"),
        ("0.0.0.0", 3, "127.0.0.1:3"),
        ("10.0.0.5", 4, "10.0.0.5:4"),
    ],
)
def test_the_address_shown_is_one_that_works(host: str, port: int, shown: str) -> None:
    assert serving.authority(serving.shown_host(host), port) == shown
    assert shown in serving.authorities(host, port)


def test_assets_ship_with_the_package() -> None:
    """What the page loads lies inside the package, so that a wheel holds it."""
    from oomcast.present.web.assets import Assets

    names = set(Assets()._files)
    assert "index.html" in names
    assert all(Path(name).suffix in {".html", ".js", ".css", ".svg", ".txt"} for name in names)
