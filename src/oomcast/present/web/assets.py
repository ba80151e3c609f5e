"""The page and what it loads: files of the package, listed once, so that no address can name any other file."""

from __future__ import annotations

import hashlib
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from oomcast.present.web.failures import Refusal

__all__ = ["Assets"]

FOLDER = "assets"
PAGE = "index.html"

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What is served, by the end of the name. Anything else in the folder is not for browsers."""


class Assets:
    """The files under `assets/`, by the address below `/assets/`."""

    def __init__(self) -> None:
        root = resources.files(__package__).joinpath(FOLDER)
        self._files = dict(listed(root)) if root.is_dir() else {}

    async def page(self, request: Request) -> Response:
        """The page itself."""
        return self._answer(PAGE, request)

    async def asset(self, request: Request) -> Response:
        """One of the files that it loads."""
        return self._answer(request.path_params["name"], request)

    def _answer(self, name: str, request: Request) -> Response:
        if name not in self._files:
            raise Refusal(404, "address", "expected an address of this server, got another")
        content = self._files[name].read_bytes()
        mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": mark, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers=headers)
        return Response(content, headers={**headers, "Content-Type": KINDS[suffix_of(name)]})


def listed(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    """All files below a folder that may be served, with their addresses."""
    found: list[tuple[str, Traversable]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            found += listed(item, f"{prefix}{item.name}/")
        elif suffix_of(item.name) in KINDS:
            found.append((prefix + item.name, item))
    return found


def suffix_of(name: str) -> str:
    """The end of a name, from its last dot.

    >>> suffix_of("chart.test.js"), suffix_of("LICENSE")
    ('.js', '')
    """
    _, dot, end = name.rpartition(".")
    return dot + end if dot else ""
