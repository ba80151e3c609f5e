"""Serve the workbench from this machine to this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable

from oomcast.ensemble.memory import keep_freed_memory
from oomcast.errors import RunError, shown
from oomcast.present.web.guards import Guard

__all__ = ["DEFAULT_PORT", "LOOPBACK", "serve"]

LOOPBACK, DEFAULT_PORT = "127.0.0.1", 8642
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
LEAST_TOKEN = 16
"""Shortest token, in characters: one that cannot be found by trying."""

LARGEST_PORT = 65_535
BACKLOG = 512
"""Connections that may wait to be taken."""

IN_USE = (errno.EADDRINUSE,)
NOT_ALLOWED = (errno.EACCES, errno.EPERM)


def serve(
    *,
    host: str = LOOPBACK,
    port: int | None = None,
    token: str = "",
    is_exposed: bool = False,
    opens_browser: bool = True,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until interrupted; `announce` is called with the address once the server listens.

    Without `port` the usual one is taken, or any free one where that is in use. A `host` beyond this machine needs
    `is_exposed` and a `token`. Raises RunError for what cannot be done.
    """
    check_exposure(host, token=token, is_exposed=is_exposed)
    try:
        from oomcast.present.web.listening import Listening, configured
    except ImportError:
        raise RunError(
            "the workbench needs Starlette and uvicorn: install oomcast with its extra, oomcast[web]"
        ) from None

    keep_freed_memory()
    with bound(host, port) as listener:
        number = listener.getsockname()[1]
        guard = Guard(
            authorities=authorities(host, number), any_address_at=number if is_wildcard(host) else None, token=token
        )
        address = f"http://{authority(shown_host(host), number)}/" + (f"?token={token}" if token else "")

        def greet() -> None:
            announce(address)
            if opens_browser:
                threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

        server = Listening(configured(guard), greet=greet)
        with contextlib.suppress(KeyboardInterrupt):  # the way in which a server ends
            asyncio.run(server.serve(sockets=[listener]))


def check_exposure(host: str, *, token: str, is_exposed: bool) -> None:
    """Raise RunError unless only this machine can ask, or that is wanted and a token keeps strangers out."""
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token):
        raise RunError(f"--token: expected at least {LEAST_TOKEN} letters and digits, got {len(token)} characters")
    if is_loopback(host):
        return
    if not is_exposed:
        problem = f"expected this machine ({', '.join(LOOPBACK_NAMES)}), got {shown(host)}"
        raise RunError(f"--host: {problem}. Other machines can ask only with --expose and a --token.")
    if not token:
        suggestion = secrets.token_urlsafe(LEAST_TOKEN)
        raise RunError(f"--token: expected a token, since other machines can ask, got none. One is {suggestion}")


def is_loopback(host: str) -> bool:
    """Whether an address is that of this machine to itself.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_wildcard(host: str) -> bool:
    """Whether an address stands for all addresses of this machine."""
    return is_address(host) and ipaddress.ip_address(host).is_unspecified


def is_address(host: str) -> bool:
    """Whether a host is a number rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def authorities(host: str, port: int) -> frozenset[str]:
    """The values of `Host` that mean this server."""
    names = {*LOOPBACK_NAMES} if is_loopback(host) or is_wildcard(host) else set[str]()
    return frozenset(authority(name, port).lower() for name in {*names, host} if not is_wildcard(name))


def authority(host: str, port: int) -> str:
    """Host and port as an address shows them.

    >>> authority("::1", 8642), authority("localhost", 8642)
    ('[::1]:8642', 'localhost:8642')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def shown_host(host: str) -> str:
    """The host to type into a browser on this machine."""
    return LOOPBACK if is_wildcard(host) else host


def bound(host: str, port: int | None) -> socket.socket:
    """A socket at an address. Raises RunError where that is not to be had."""
    if port is not None and not 0 <= port <= LARGEST_PORT:
        raise RunError(f"--port: expected a number from 0 to {LARGEST_PORT}, got {port}")
    try:
        family, _, _, _, where = socket.getaddrinfo(
            LOOPBACK if host == "localhost" else host, port or 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise RunError(f"--host: expected an address of this machine, got {shown(host)}") from None
    for number in (DEFAULT_PORT, 0) if port is None else (port,):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere this lets two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((where[0], number, *where[2:]))
            listener.listen(BACKLOG)
        except OSError as problem:
            listener.close()
            if problem.errno in IN_USE and port is None and number:
                continue
            raise RunError(reason(problem, host=host, port=number)) from None
        return listener
    raise RunError("--port: expected a free port, got none")


def reason(problem: OSError, *, host: str, port: int) -> str:
    """Why an address is not to be had."""
    if problem.errno in IN_USE:
        return f"--port: expected a free port, got {port}, which is in use. Without --port a free one is found."
    if problem.errno in NOT_ALLOWED:
        return f"--port: expected a port that may be used, got {port}, which needs more rights"
    return f"--host: expected an address of this machine, got {shown(host)} ({problem.strerror})"
