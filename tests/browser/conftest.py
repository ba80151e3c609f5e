"""A real browser in front of the real server: the system's Chromium, and no other host within its reach."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.browser.workbench import Workbench

BROWSER_VARIABLE = "OOMCAST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = f"no Chromium on this machine (install one, or name it in {BROWSER_VARIABLE})"
INSTALL_SECONDS, START_SECONDS, POLL_SECONDS = 600, 300, 0.2
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
DESK = {"width": 1280, "height": 800}


def found_browser() -> str | None:
    """The browser that the environment names or the system has."""
    named = os.environ.get(BROWSER_VARIABLE)
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def installed_browser() -> str | None:
    """A browser from the packages of the system, where we may install one: as its administrator, with apt."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
        try:
            done = subprocess.run(
                [apt, *arguments], env=environment, timeout=INSTALL_SECONDS, capture_output=True, check=False
            )
        except subprocess.TimeoutExpired:
            return None
        if done.returncode:
            return None
    return found_browser()


@pytest.fixture(scope="session")
def browser_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The browser to drive. Tests that need one are skipped, aloud, where there is none."""
    path = found_browser()
    if path is None:
        base = tmp_path_factory.getbasetemp()
        with (base.parent / "browser.lock").open("w") as lock:  # one worker installs, the others wait for it
            fcntl.flock(lock, fcntl.LOCK_EX)
            path = found_browser() or installed_browser()
    if path is None:
        pytest.skip(NO_BROWSER)
    return path


@pytest.fixture(scope="session")
def server(cache_folder: Path) -> Iterator[str]:
    """The address of `oomcast serve`, in a process of its own that ends with the tests."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oomcast", "serve", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "OOMCAST_RUN_SECONDS": "120"},
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        found = ADDRESS.search(first)
        assert found, f"expected an address, got {first!r}"
        wait_until_ready(found[0])
        yield found[0]
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def wait_until_ready(address: str) -> None:
    """Return when the model is compiled, which takes a while where nothing was compiled before."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with urllib.request.urlopen(f"{address}/api/health", timeout=START_SECONDS) as answer:
            if json.load(answer)["status"] == "ready":
                return
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"the server was not ready after {START_SECONDS} s")


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(browser_path: str, playwright_: Playwright) -> Iterator[Browser]:
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    browser = playwright_.chromium.launch(executable_path=browser_path, args=arguments)
    yield browser
    browser.close()


Opened = Callable[..., Workbench]


@pytest.fixture
def open_workbench(browser: Browser, server: str) -> Iterator[Opened]:
    """Opens the workbench at an address, by default that of the first preset, in a window of its own.

    When the test is over, nothing may have been asked of another host, and in the page exactly that may have gone wrong
    which the test has named.
    """
    contexts: list[BrowserContext] = []
    benches: list[Workbench] = []

    def opened(
        fragment: str = "", *, expects: tuple[str, ...] = (), rests: bool = True, **options: object
    ) -> Workbench:
        context = browser.new_context(**{"viewport": DESK, "accept_downloads": True, **options})  # type: ignore[arg-type]
        contexts.append(context)
        bench = Workbench(context, server, expects=expects)
        benches.append(bench)
        bench.open(fragment, rests=rests)
        return bench

    yield opened
    for context in contexts:
        context.close()
    for bench in benches:
        assert bench.outside == []
        assert bench.unexpected() == []
        assert bench.unprovoked() == []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if skipped:
        terminalreporter.section("NOT TESTED: no browser", sep="!", red=True, bold=True)
        terminalreporter.line(f"{NO_BROWSER}. {len(skipped)} tests of the workbench were left out:")
        for report in skipped:
            terminalreporter.line(f"  {report.nodeid}")
