"""Computations for the screen: two at a time, a short queue, and an end to those that nobody waits for any more."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from oomcast.ensemble.blocks import processors
from oomcast.errors import RunError, shown
from oomcast.present.web.failures import Refusal

__all__ = ["MOST_RUNNING", "MOST_WAITING", "RUN_SECONDS", "Leave", "Place", "Stopped", "Workshop"]

Result = TypeVar("Result")

MOST_RUNNING, MOST_WAITING = 2, 16
"""How many computations go on at a time, and how many may wait; the next one is told to come again."""

USUAL_SECONDS, MOST_SECONDS = 10.0, 600.0
SECONDS_VARIABLE = "OOMCAST_RUN_SECONDS"
"""Names the variable by which a slow machine gives its computations longer, up to ten minutes."""


def run_seconds(stated: str | None) -> float:
    """How long a computation may take, as the environment states it. Raises RunError where that is no such number.

    >>> run_seconds(None), run_seconds("60")
    (10.0, 60.0)
    """
    try:
        seconds = USUAL_SECONDS if stated is None else float(stated)
    except ValueError:
        seconds = 0.0
    if not 1.0 <= seconds <= MOST_SECONDS:
        raise RunError(f"{SECONDS_VARIABLE}: expected seconds from 1 to {MOST_SECONDS:g}, got {shown(stated)}")
    return seconds


RUN_SECONDS = run_seconds(os.environ.get(SECONDS_VARIABLE))
"""How long a computation may take, compiling not counted."""

RETRY_SECONDS = 1
"""When to come again if the queue is full: about the time of one computation of 10,000 draws."""

MOST_SESSIONS = 256
"""Pages whose last request is remembered; more than that are never open."""


class Stopped(Exception):  # noqa: N818 -- what a thread is told, not a mistake
    """The computation is not needed any more, or has taken too long; `reason` is the code of the refusal."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Leave:
    """Permission to go on computing, asked for between steps; passed as `progress` to what computes.

    The clock starts when the first draws are done, and so leaves out what it took to compile the model. `threads` is
    how many threads a short computation may take: all there are while nothing else is computed, else its share.
    """

    def __init__(self, *, seconds: float = RUN_SECONDS) -> None:
        self._seconds = seconds
        self._deadline: float | None = None
        self._reason: str | None = None
        self.taken = asyncio.Event()
        self.done, self.total = 0, 0
        self.threads = 1

    def take(self, reason: str) -> None:
        """Withdraw the permission, on the thread of the event loop; the first reason counts."""
        self._reason = self._reason or reason
        self.taken.set()

    def check(self) -> None:
        """Raise Stopped where the permission is withdrawn or the time is over."""
        if self._reason:
            raise Stopped(self._reason)
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise Stopped("time")

    def __call__(self, done: int, total: int) -> None:
        """Note how far a computation has come, and go on only with permission."""
        self.done, self.total = done, total
        self._deadline = self._deadline or time.monotonic() + self._seconds
        self.check()


REASONS = {
    "overtaken": (409, "a later request of the same page took its place"),
    "gone": (409, "nobody waits for the answer any more"),
    "stopped": (409, "it was stopped, as the page asked"),
    "closing": (409, "the server is stopping"),
}


class Place(NamedTuple):
    """Where a request stands in the life of a page: of which page it is, what it asks for, and its number there."""

    session: str
    kind: str
    sequence: int


class Workshop:
    """Where computations are done. Belongs to one event loop; work is done on threads.

    >>> async def ask() -> int:
    ...     workshop = Workshop()
    ...     try:
    ...         return await workshop.do(lambda leave: 42)
    ...     finally:
    ...         workshop.close()
    >>> asyncio.run(ask())
    42
    """

    def __init__(self, *, running: int = MOST_RUNNING, waiting: int = MOST_WAITING) -> None:
        self._most_running, self._most_waiting = running, waiting
        self._threads = ThreadPoolExecutor(running, thread_name_prefix="oomcast-web")
        self._free = asyncio.Semaphore(running)
        self._held = 0
        self._working = 0
        self._leaves: set[Leave] = set()
        self._latest: OrderedDict[tuple[str, str], tuple[int, Leave]] = OrderedDict()

    @property
    def running(self) -> int:
        """Computations going on, those included that have been stopped and not yet noticed."""
        return self._working

    @property
    def waiting(self) -> int:
        """Requests in the queue."""
        return max(0, self._held - self._most_running)

    async def do(
        self,
        task: Callable[[Leave], Result],
        *,
        place: Place | None = None,
        gone: Callable[[], Awaitable[None]] | None = None,
    ) -> Result:
        """What `task` returns, computed on a thread with a Leave that it must ask between steps.

        With a `place`, an earlier request of the same page for the same thing is stopped, and this one is refused if a
        later one has been seen. `gone` returns when nobody waits for the answer any more. Raises Refusal: 409 where
        overtaken, 422 where it takes too long, 429 where the queue is full.
        """
        leave = Leave()
        self.arrive(place, leave)
        if self._held >= self._most_running + self._most_waiting:
            raise Refusal(
                429,
                "busy",
                f"expected at most {self._most_waiting} requests in the queue, got one more. Try again in a second.",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        self._held += 1
        self._leaves.add(leave)
        watching = None if gone is None else asyncio.ensure_future(self._watch(gone, leave))
        try:
            return await self._when_free(task, leave)
        except Stopped as stopped:
            raise self._refusal(stopped.reason, leave) from None
        finally:
            self._held -= 1
            self._leaves.discard(leave)
            if watching is not None:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching

    async def _when_free(self, task: Callable[[Leave], Result], leave: Leave) -> Result:
        await self._turn(leave)
        self._working += 1
        leave.threads = max(1, processors() // self._working)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, task, leave)
        finally:
            self._working -= 1
            self._free.release()

    async def _turn(self, leave: Leave) -> None:
        """Wait for a free thread, as long as somebody waits for the answer."""
        turn, taken = asyncio.ensure_future(self._free.acquire()), asyncio.ensure_future(leave.taken.wait())
        try:
            await asyncio.wait({turn, taken}, return_when=asyncio.FIRST_COMPLETED)
            if not taken.done():
                return
            if turn.done():
                self._free.release()
            leave.check()
        finally:
            taken.cancel()
            if not turn.done():
                turn.cancel()

    @staticmethod
    async def _watch(gone: Callable[[], Awaitable[None]], leave: Leave) -> None:
        await gone()
        leave.take("gone")

    def arrive(self, place: Place | None, leave: Leave) -> None:
        """Stop the earlier request of the same page for the same thing; raise Refusal where this is the earlier one."""
        if place is None:
            return
        key = (place.session, place.kind)
        number, before = self._latest.get(key, (place.sequence, None))
        if number > place.sequence:
            raise self._refusal("overtaken", leave)
        if before is not None:
            before.take("overtaken")
        self._latest[key] = (place.sequence, leave)
        self._latest.move_to_end(key)
        while len(self._latest) > MOST_SESSIONS:
            self._latest.popitem(last=False)

    @staticmethod
    def _refusal(reason: str, leave: Leave) -> Refusal:
        if reason == "time":
            how_far = f" ({leave.done:,} of {leave.total:,} draws done)" if leave.total else ""
            message = (
                f"expected a computation of at most {RUN_SECONDS:g} s, got a longer one{how_far}. Ask for fewer draws."
            )
            return Refusal(422, "time", message)
        status, message = REASONS[reason]
        return Refusal(status, reason, message)

    def stop(self, session: str) -> int:
        """Stop all that one page has asked for; how many computations that were."""
        mine = self._asked_by(session)
        for leave in mine.values():
            leave.take("stopped")
        return len(mine)

    def progress(self, session: str) -> dict[str, dict[str, int]]:
        """How far the computations of one page have come, by what they compute; 0 of 0 before the first draws."""
        return {kind: {"done": leave.done, "total": leave.total} for kind, leave in self._asked_by(session).items()}

    def _asked_by(self, session: str) -> dict[str, Leave]:
        return {
            kind: leave
            for (owner, kind), (_, leave) in self._latest.items()
            if owner == session and leave in self._leaves
        }

    def close(self) -> None:
        """Stop everything and let the threads end."""
        for leave in tuple(self._leaves):
            leave.take("closing")
        self._threads.shutdown(wait=False, cancel_futures=True)
