"""Ask a server that runs on this machine: politely, or byte by byte."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple

HANG_SECONDS = 300
"""Nothing is timed here; this only ends a test that would wait for ever."""


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return self.json()["error"]["code"]


class Asking(NamedTuple):
    """A server to ask, by its port."""

    port: int

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_SECONDS)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            return received(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, document: Any, **headers: str) -> Reply:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.request("POST", path, body=body, headers={"Content-Type": "application/json", **headers})

    def raw(self, content: bytes) -> Reply:
        """What comes back for exactly these bytes; status 0 where the connection is closed without an answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=HANG_SECONDS) as connection:
            connection.sendall(content)
            response = http.client.HTTPResponse(connection)
            try:
                response.begin()
            except (http.client.BadStatusLine, ConnectionResetError):
                return Reply(0, {}, b"")
            return received(response)


def received(response: http.client.HTTPResponse) -> Reply:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, headers, response.read())
