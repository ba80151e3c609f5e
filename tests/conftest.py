"""What every test may rely on: the same random examples each time, kernels of its own, and no silent skipping."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import oomcast

DATA_VARIABLE = "OOMCAST_DATA"
CACHE_VARIABLE = "OOMCAST_CACHE"
NO_DATA = f"{DATA_VARIABLE} does not name a folder of reference data"

# Examples are derived from the test itself, so a failure repeats and a pass is not luck. Nothing is timed.
settings.register_profile(
    "deterministic",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("deterministic")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where compiled kernels go during the tests: empty at first, shared by the workers of a run, never the user's."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "kernels"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of reference data named by OOMCAST_DATA; tests that need it are skipped, aloud, where it is absent."""
    folder = os.environ.get(DATA_VARIABLE)
    if not folder or not Path(folder).is_dir():
        pytest.skip(NO_DATA)
    return Path(folder)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Import the whole package before the first test with random examples.

    Among others Hypothesis tries constants that it finds in the modules imported so far. With all of them there (those
    of the tests are, once collected), the examples do not depend on what ran before.
    """
    if any(getattr(getattr(item, "obj", None), "is_hypothesis_test", False) for item in session.items):
        for module in pkgutil.walk_packages(oomcast.__path__, "oomcast."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def pytest_report_header() -> str:
    return f"{DATA_VARIABLE}: {os.environ.get(DATA_VARIABLE) or 'not set, tests that need it will be skipped'}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    without_data = [report for report in terminalreporter.stats.get("skipped", []) if NO_DATA in str(report.longrepr)]
    if without_data:
        terminalreporter.section("NOT TESTED: no reference data", sep="!", red=True, bold=True)
        terminalreporter.line(f"{NO_DATA}. {len(without_data)} tests were left out:")
        for report in without_data:
            terminalreporter.line(f"  {report.nodeid}")
