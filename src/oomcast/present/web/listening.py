"""The library that serves, set up: no log of who asked what, no header that says which software answers."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from oomcast.present.web.app import application
from oomcast.present.web.connection import PARSER_BYTES, PatientProtocol
from oomcast.present.web.guards import Guard
from oomcast.present.web.readiness import Readiness

__all__ = ["Listening", "configured"]

FAREWELL_SECONDS = 1
"""How long the server waits for answers in progress when it is told to end."""


def configured(guard: Guard, *, readiness: Readiness | None = None) -> uvicorn.Config:
    """How the workbench is served, and what of it is made ready at the start (the usual, unless said otherwise)."""
    return uvicorn.Config(
        application(guard, readiness=readiness),
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=PARSER_BYTES,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )


class Listening(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, *, greet: Callable[[], None]) -> None:
        super().__init__(config)
        self._greet = greet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._greet()
