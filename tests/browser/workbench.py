"""What a person does with the workbench, for tests: open it, move a belief, read what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Route

__all__ = ["Workbench"]

HANG = 60_000
"""Milliseconds after which a page hangs: the first answer waits for kernels to compile."""

REFUSED = re.compile(r"responded with a status of (\d{3})")
"""What the browser says of an answer that is a refusal."""

RESTED = "body[data-rested='yes']"


class Workbench:
    """One window with the workbench in it. `outside` and `problems` are what should not have happened.

    `expects` names what a test provokes: a refusal as "422 /api/check", anything else by a part of its message.
    """

    def __init__(self, context: BrowserContext, address: str, *, expects: tuple[str, ...] = ()) -> None:
        self.address = address
        self.outside: list[str] = []
        self.problems: list[str] = []
        self._expects = expects
        context.set_default_timeout(HANG)
        context.route("**/*", self._only_here)
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda problem: self.problems.append(f"{problem.message}\n{problem.stack}"))

    def _only_here(self, route: Route, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"data", "blob"} or f"{where.scheme}://{where.netloc}" == self.address:
            route.continue_()
        else:
            self.outside.append(request.url)
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        refused = REFUSED.search(message.text)
        address = urlsplit(message.location.get("url", "")).path
        self.problems.append(f"{refused[1]} {address}" if refused else f"{message.type}: {message.text}")

    def unexpected(self) -> list[str]:
        """What went wrong that the test did not announce."""
        return [said for said in self.problems if not any(expected in said for expected in self._expects)]

    def unprovoked(self) -> list[str]:
        """What the test announced and did not come about."""
        return [expected for expected in self._expects if not any(expected in said for said in self.problems)]

    def open(self, fragment: str = "", *, rests: bool = True) -> None:
        """Load the page anew, with a link behind it."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/{fragment}")
        if rests:
            self.rest()

    def rest(self) -> None:
        """Wait until the page shows the full answer to what is believed now."""
        self.page.wait_for_selector(RESTED)

    def resize(self, width: int, *, height: int = 800) -> None:
        """Give the window another size, and wait until what is drawn has followed."""
        self.page.set_viewport_size({"width": width, "height": height})
        frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        self.evaluate(f"async () => {{ for (let i = 0; i < 4; i += 1) await {frame}; }}")

    @property
    def sentence(self) -> str:
        return self.page.locator("h1").inner_text().replace("\N{NO-BREAK SPACE}", " ")

    @property
    def fragment(self) -> str:
        return self.evaluate("() => location.hash")

    @property
    def digest(self) -> str:
        text = self.page.locator("#provenance").inner_text()
        return text.split("digest ")[1].split()[0]

    def evaluate(self, script: str, argument: Any = None) -> Any:
        return self.page.evaluate(script, argument)

    def numbers(self) -> list[str]:
        """The texts of the fan: ticks, ends, words."""
        return [text or "" for text in self.page.locator(".fan-figure svg text").all_text_contents()]

    def picture(self) -> str:
        """The fan as it is drawn."""
        return self.page.locator(".fan-figure .figure-picture").inner_html()

    def row(self, name: str) -> Locator:
        return self.page.locator(f"[data-belief='{name}']")

    def value(self, name: str) -> str:
        return self.row(name).locator(".row-value").input_value().replace("\N{NO-BREAK SPACE}", " ")

    def enter(self, name: str, text: str) -> None:
        """Type a value into a row and apply it."""
        field = self.row(name).locator(".row-value")
        field.fill(text)
        field.press("Enter")

    def go(self, page: str) -> None:
        """Turn to another page of the application."""
        self.page.locator(".nav .nav-item", has_text=page).click()

    def drop(self, name: str, text: str) -> None:
        """Drop a file anywhere on the page."""
        transfer = self.page.evaluate_handle(
            """([name, text]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([text], name));
                return transfer;
            }""",
            [name, text],
        )
        self.page.dispatch_event("body", "drop", {"dataTransfer": transfer})

    def download(self, menu_item: str, folder: Path) -> Path:
        """Choose a line of the export menu and keep the file."""
        self.page.get_by_role("button", name="Export").click()
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=menu_item, exact=True).click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path
