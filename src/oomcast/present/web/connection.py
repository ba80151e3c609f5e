"""One connection: how long it may take to ask, and what is said to what is no HTTP at all."""

from __future__ import annotations

import asyncio
import json
import sys

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from oomcast.present.web.failures import Refusal
from oomcast.present.web.guards import HEADERS

__all__ = ["HEADER_SECONDS", "MOST_CONNECTIONS", "PARSER_BYTES", "PatientProtocol"]

HEADER_SECONDS = 10.0
"""How long the line and the headers of a request may take to arrive."""

MOST_CONNECTIONS = 500
"""Connections at a time; a browser opens six. Beyond it new ones are closed at once, before files run out."""

PARSER_BYTES = 64 * 1024
"""How much of a request the parser holds before it gives up: four times what the guard lets pass, so that the guard is
what most senders of long headers meet."""


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with an end to patience, and refusals in the same form as all others."""

    _timer: asyncio.TimerHandle | None = None

    @property
    def is_answering(self) -> bool:
        """Whether a request has arrived and its answer is not complete."""
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request
        return cycle is not None and not cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.is_answering:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and not self.is_answering:
            self._wait()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- the library's words, in the place of ours
        """Refuse what the parser did not understand, with the status that it suggests."""
        problem = sys.exception()
        status = problem.error_status_hint if isinstance(problem, h11.RemoteProtocolError) else 400
        code, message = ("headers", "expected shorter headers") if status == 431 else ("http", "expected HTTP/1.1")
        body = json.dumps(Refusal(status, code, message).document()).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            *HEADERS,
        ]
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            response = h11.Response(status_code=status, headers=headers, reason=b"")
            for event in (response, h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if not self.is_answering:
            self.transport.close()
