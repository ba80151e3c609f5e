"""One server for all tests of a run, on a free port of this machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oomcast.present.web.guards import Guard
from oomcast.present.web.listening import Listening, configured
from oomcast.present.web.readiness import Readiness
from oomcast.present.web.server import authorities, bound
from tests.present.web.client import HANG_SECONDS, Asking


@contextmanager
def serving(*, token: str = "") -> Iterator[Asking]:
    """A server of its own, for as long as the block lasts."""
    listening = threading.Event()
    with bound("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        guard = Guard(authorities=authorities("127.0.0.1", port), token=token)
        server = Listening(configured(guard, readiness=Readiness(["reference"])), greet=listening.set)
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        assert listening.wait(HANG_SECONDS)
        try:
            yield Asking(port)
        finally:
            server.should_exit = True
            thread.join(HANG_SECONDS)
            assert not thread.is_alive()


@pytest.fixture(scope="session")
def server(cache_folder: Path) -> Iterator[Asking]:
    with serving() as asking:
        yield asking
