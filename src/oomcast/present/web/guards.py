"""What stands before every request: whose page asks, at which address, how much it sends, and what may come back.

A page of any other site that a browser shows could send requests to this machine. It cannot forge the headers `Host`,
`Origin` and `Sec-Fetch-Site`, nor send JSON without asking first, and it is told apart by them. The size of what is
sent is looked at before all else. Plain ASGI, so that nothing is read or written before it has been looked at.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from oomcast.present.web.failures import Refusal

__all__ = ["MAX_BODY_BYTES", "MAX_HEADER_BYTES", "Guard", "Guarded", "refusal_messages"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 256 * 1024
"""Largest body. A scenario file is a few kilobytes."""

MAX_HEADER_BYTES = 16 * 1024
"""Most bytes of a request's line and headers together."""

MAX_DISCARDED_BYTES = 4 * 1024 * 1024
"""How much of a body that is too large is received and thrown away before the connection is cut."""

BODY_SECONDS = 10.0
"""How long a body may take to arrive. On this machine it takes milliseconds."""

SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST")
API = "/api/"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""A page may use what this server sends it, and nothing else: no inline script or style, no other host, no frame."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""Sent with every answer, errors included."""

SESSION_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Who may ask: at which authorities (`host:port`), and with which token ("" for none).

    With `any_address_at`, a port, every number of an address will do, as for a server that listens at all of them. A
    name will not: only names can be made to mean this machine by somebody else.
    """

    authorities: frozenset[str]
    any_address_at: int | None = None
    token: str = ""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(SESSION_BYTES), repr=False)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie, one for each port, since browsers share cookies between ports."""
        port = min(self.authorities).rpartition(":")[2]
        return f"oomcast-{port}"

    def check_host(self, scope: Scope) -> None:
        """Refuse a request that is for another host, as one is that reaches this machine under a foreign name."""
        if not str(scope["path"]).startswith("/"):
            raise Refusal(400, "target", "expected a path, got another form of address")
        hosts = values_of(scope, b"host")
        if len(hosts) != 1 or not self.is_own(hosts[0]):
            known = ", ".join(sorted(self.authorities))
            raise Refusal(421, "host", f"expected one Host header out of {known}, got something else")

    def is_own(self, authority: str) -> bool:
        """Whether a host and port are those of this server."""
        if authority.lower() in self.authorities:
            return True
        host, _, port = authority.rpartition(":")
        try:
            ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
        except ValueError:
            return False
        return port == str(self.any_address_at)

    def check_origin(self, scope: Scope) -> None:
        """Refuse what the page of another site asks for, or could send unasked."""
        path, method = str(scope["path"]), str(scope["method"])
        if method not in METHODS:
            raise Refusal(405, "method", f"expected one of {', '.join(METHODS)}", headers={"Allow": ", ".join(METHODS)})
        sites = values_of(scope, b"sec-fetch-site")
        if (method == "POST" or path.startswith(API)) and any(
            site not in {"same-origin", "none"} or (method == "POST" and site == "none") for site in sites
        ):
            raise Refusal(403, "site", "expected a request from this server's own page")
        if method != "POST":
            return
        origins = values_of(scope, b"origin")
        own = [f"http://{authority}" for authority in values_of(scope, b"host")]
        if len(origins) > 1 or any(origin.lower() != own[0].lower() for origin in origins):
            raise Refusal(403, "origin", "expected a request from this server's own page")
        if not is_json(values_of(scope, b"content-type")):
            raise Refusal(415, "content-type", "expected Content-Type: application/json")

    def check_token(self, scope: Scope) -> None:
        """Where there is a token, refuse who has neither it nor the cookie that was given for it."""
        if not self.token:
            return
        bearers = [value[7:] for value in values_of(scope, b"authorization") if value[:7].lower() == "bearer "]
        # Both are compared whatever the first gives, in a time that does not tell how much of it was right.
        by_token = [same(value, self.token) for value in bearers]
        by_cookie = [same(value, self.session) for value in self.cookies(scope)]
        if not any([*by_token, *by_cookie]):
            message = "expected the token: open the address that was printed when the server started"
            raise Refusal(401, "token", message, headers={"WWW-Authenticate": "Bearer"})

    def cookies(self, scope: Scope) -> Iterator[str]:
        """The values of the session's cookie that came along."""
        for header in values_of(scope, b"cookie"):
            try:
                found = SimpleCookie(header)
            except CookieError:
                continue  # not one of ours
            if self.cookie in found:
                yield found[self.cookie].value

    def entrance(self, scope: Scope) -> list[Message] | None:
        """The answer to a first visit with the token in the address: a cookie, and on to the address without it.

        The step from page to page is made by the page itself, because a cookie that is kept from other sites does not
        survive being sent on.
        """
        if not self.token or scope["path"] != "/" or scope["method"] != "GET":
            return None
        given = parse_qs(bytes(scope["query_string"]).decode("latin-1")).get("token", [])
        if len(given) != 1 or not same(given[0], self.token):
            return None
        body = (
            b'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>oomcast</title>'
        )
        cookie = f"{self.cookie}={self.session}; HttpOnly; SameSite=Strict; Path=/"
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            (b"set-cookie", cookie.encode()),
        ]
        return [
            {"type": "http.response.start", "status": 200, "headers": headers},
            {"type": "http.response.body", "body": body},
        ]


class Guarded:
    """An ASGI application behind a guard."""

    def __init__(self, app: App, *, guard: Guard) -> None:
        self._app, self._guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        try:
            body = await self._checked(scope, receive)
        except Refusal as refusal:
            for message in refusal_messages(refusal):
                await dressed(message)
            return
        for message in self._guard.entrance(scope) or ():
            await dressed(message)
            if message["type"] == "http.response.body":
                return
        try:
            self._guard.check_token(scope)
        except Refusal as refusal:
            for message in refusal_messages(refusal):
                await dressed(message)
            return
        await self._app(scope, replayed(body, receive), dressed)

    async def _checked(self, scope: Scope, receive: Receive) -> bytes:
        """The body of a request that may be answered."""
        check_headers(scope)
        body = await read_body(scope, receive)
        self._guard.check_host(scope)
        self._guard.check_origin(scope)
        return body


def check_headers(scope: Scope) -> None:
    """Refuse headers that are too long."""
    size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    size += sum(len(name) + len(value) + len(": \r\n") for name, value in scope["headers"])
    if size > MAX_HEADER_BYTES:
        raise Refusal(431, "headers", f"expected at most {MAX_HEADER_BYTES:,} bytes of headers, got more")


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body, refused as soon as it is known to be too large or too slow."""
    too_large = Refusal(
        413, "body", f"expected a body of at most {MAX_BODY_BYTES:,} bytes, got more", headers={"Connection": "close"}
    )
    lengths = values_of(scope, b"content-length")
    is_too_large = any(len(length) > len(str(MAX_BODY_BYTES)) or int(length) > MAX_BODY_BYTES for length in lengths)
    pieces, size = list[bytes](), 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Refusal(400, "disconnected", "expected a whole body, got a part")
                size += len(message.get("body", b""))
                is_too_large = is_too_large or size > MAX_BODY_BYTES
                # What is too large is not kept, but received for a while: a sender cut short would not see the answer.
                pieces = [] if is_too_large else [*pieces, message.get("body", b"")]
                is_over = not message.get("more_body", False)
                if is_too_large and (is_over or size > MAX_DISCARDED_BYTES):
                    raise too_large
                if is_over:
                    return b"".join(pieces)
    except TimeoutError:
        message_ = f"expected a whole body within {BODY_SECONDS:g} s, got a part"
        raise Refusal(408, "slow", message_, headers={"Connection": "close"}) from None


def replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, and after it what comes, which is the end of the connection."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def refusal_messages(refusal: Refusal) -> Iterable[Message]:
    """A refusal as the messages of an answer."""
    body = json.dumps(refusal.document()).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *((name.lower().encode(), value.encode()) for name, value in refusal.headers.items()),
    ]
    yield {"type": "http.response.start", "status": refusal.status, "headers": headers}
    yield {"type": "http.response.body", "body": body}


def values_of(scope: Scope, name: bytes) -> list[str]:
    """All values of a header, in order."""
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key.lower() == name]


def is_json(kinds: list[str]) -> bool:
    """Whether the one content type is JSON in UTF-8.

    >>> is_json(["application/json; charset=utf-8"]), is_json(["text/plain"]), is_json([])
    (True, False, False)
    """
    if len(kinds) != 1:
        return False
    kind, *rest = (part.strip().lower() for part in kinds[0].split(";"))
    return kind == "application/json" and all(part in {"charset=utf-8", 'charset="utf-8"'} for part in rest)


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, found in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())
