"""The queue: two at a time, sixteen waiting, and nothing computed for nobody."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from oomcast.present.web import work
from oomcast.present.web.apart import done_apart
from oomcast.present.web.failures import Refusal
from oomcast.present.web.kept import Kept, key_of
from oomcast.present.web.work import MOST_RUNNING, MOST_WAITING, Leave, Place, Stopped, Workshop
from tests.present.web.client import HANG_SECONDS, Asking

LOOK_SECONDS = 0.005


class Held:
    """A task that goes on until it is let go, asking for permission all the while."""

    def __init__(self) -> None:
        self.started, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, leave: Leave) -> str:
        self.started.release()
        while not self.go.wait(LOOK_SECONDS):
            leave(1, 10)
        return "done"


def in_workshop(scene: Callable[[Workshop], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        workshop = Workshop()
        try:
            return await asyncio.wait_for(scene(workshop), HANG_SECONDS)
        finally:
            workshop.close()

    return asyncio.run(whole())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(LOOK_SECONDS)


def test_two_run_sixteen_wait_and_the_next_comes_again_later() -> None:
    async def scene(workshop: Workshop) -> None:
        held = Held()
        asked = [asyncio.ensure_future(workshop.do(held)) for _ in range(MOST_RUNNING + MOST_WAITING)]
        await until(lambda: workshop.running == MOST_RUNNING)
        assert workshop.waiting == MOST_WAITING
        with pytest.raises(Refusal) as refused:
            await workshop.do(held)
        assert refused.value.status == 429
        assert int(refused.value.headers["Retry-After"]) > 0
        held.go.set()
        assert await asyncio.gather(*asked) == ["done"] * 18
        assert (workshop.running, workshop.waiting) == (0, 0)
        assert await workshop.do(held) == "done"

    in_workshop(scene)


@pytest.mark.parametrize(("there_are", "alone", "beside_another"), [(1, 1, 1), (2, 2, 1), (8, 8, 4)])
def test_a_computation_takes_the_threads_that_are_free_when_it_begins(
    monkeypatch: pytest.MonkeyPatch, there_are: int, alone: int, beside_another: int
) -> None:
    monkeypatch.setattr(work, "processors", lambda: there_are)

    async def scene(workshop: Workshop) -> None:
        held = Held()
        first = asyncio.ensure_future(workshop.do(lambda leave: (held(leave), leave.threads)))
        await until(lambda: workshop.running == 1)
        assert await workshop.do(lambda leave: leave.threads) == beside_another
        held.go.set()
        assert await first == ("done", alone)

    in_workshop(scene)


def test_no_more_than_two_ever_run() -> None:
    most, now, lock = 0, 0, threading.Lock()

    def task(_leave: Leave) -> None:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(LOOK_SECONDS)
        with lock:
            now -= 1

    async def scene(workshop: Workshop) -> None:
        await asyncio.gather(*(workshop.do(task) for _ in range(MOST_RUNNING + MOST_WAITING)))

    in_workshop(scene)
    assert most == MOST_RUNNING


def test_a_later_request_of_the_same_page_stops_the_earlier_one() -> None:
    async def scene(workshop: Workshop) -> None:
        held, free = Held(), Held()
        free.go.set()
        first = asyncio.ensure_future(workshop.do(held, place=Place("page", "run", 1)))
        await until(lambda: workshop.running == 1)
        other = asyncio.ensure_future(workshop.do(held, place=Place("other", "run", 1)))
        assert await workshop.do(free, place=Place("page", "check", 9)) == "done"  # asks for something else
        assert not first.done()
        assert await workshop.do(free, place=Place("page", "run", 2)) == "done"
        with pytest.raises(Refusal) as refused:
            await first
        assert (refused.value.status, refused.value.code) == (409, "overtaken")
        with pytest.raises(Refusal) as refused:  # which arrives after the one that overtook it
            await workshop.do(free, place=Place("page", "run", 1))
        assert refused.value.code == "overtaken"
        assert not other.done()
        held.go.set()
        assert await other == "done"

    in_workshop(scene)


def test_a_request_in_the_queue_leaves_it_at_once_when_overtaken() -> None:
    async def scene(workshop: Workshop) -> None:
        held = Held()
        running = [asyncio.ensure_future(workshop.do(held)) for _ in range(MOST_RUNNING)]
        await until(lambda: workshop.running == MOST_RUNNING)
        queued = asyncio.ensure_future(workshop.do(held, place=Place("page", "run", 1)))
        await until(lambda: workshop.waiting == 1)
        later = asyncio.ensure_future(workshop.do(held, place=Place("page", "run", 2)))
        with pytest.raises(Refusal, match="later request"):
            await queued
        assert workshop.waiting == 1
        assert not any(one.done() for one in running)
        held.go.set()
        await asyncio.gather(*running, later)

    in_workshop(scene)


def test_nothing_is_computed_for_who_is_gone() -> None:
    async def scene(workshop: Workshop) -> None:
        held, leaving = Held(), asyncio.Event()

        async def gone() -> None:
            await leaving.wait()

        asked = asyncio.ensure_future(workshop.do(held, gone=gone))
        await until(lambda: workshop.running == 1)
        leaving.set()
        with pytest.raises(Refusal) as refused:
            await asked
        assert refused.value.code == "gone"
        assert workshop.running == 0

    in_workshop(scene)


def test_a_page_can_stop_what_it_asked_for_and_nobody_else() -> None:
    async def scene(workshop: Workshop) -> None:
        held = Held()
        mine = asyncio.ensure_future(workshop.do(held, place=Place("page", "explain", 1)))
        other = asyncio.ensure_future(workshop.do(held, place=Place("other", "explain", 1)))
        await until(lambda: workshop.progress("page") == {"explain": {"done": 1, "total": 10}})
        assert workshop.stop("nobody") == 0
        assert workshop.stop("page") == 1
        with pytest.raises(Refusal, match="stopped"):
            await mine
        assert not other.done()
        held.go.set()
        assert await other == "done"

    in_workshop(scene)


def test_the_clock_starts_with_the_first_draws() -> None:
    leave = Leave(seconds=0.0)
    leave.check()  # as long as it may take to compile
    with pytest.raises(Stopped) as stopped:
        leave(1, 100)
    assert stopped.value.reason == "time"


def test_what_takes_too_long_is_refused_with_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leave.__init__, "__kwdefaults__", {"seconds": 0.01})

    async def scene(workshop: Workshop) -> None:
        with pytest.raises(Refusal) as refused:
            await workshop.do(Held())
        assert (refused.value.status, refused.value.code) == (422, "time")
        assert "1 of 10 draws" in refused.value.message

    in_workshop(scene)


def test_the_end_of_the_server_stops_all_work() -> None:
    async def scene(workshop: Workshop) -> None:
        asked = asyncio.ensure_future(workshop.do(Held()))
        await until(lambda: workshop.running == 1)
        workshop.close()
        with pytest.raises(Refusal, match="stopping"):
            await asked

    in_workshop(scene)


def test_faults_of_a_task_come_out_and_free_its_place() -> None:
    def task(_leave: Leave) -> None:
        raise ZeroDivisionError

    async def scene(workshop: Workshop) -> None:
        for _ in range(MOST_RUNNING + 1):
            with pytest.raises(ZeroDivisionError):
                await workshop.do(task)
        assert (workshop.running, workshop.waiting) == (0, 0)

    in_workshop(scene)


def asking_for(server: Asking, path: str, document: dict[str, Any]) -> socket.socket:
    """A connection on which something was asked, and nothing read."""
    body = json.dumps(document).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {server.authority}\r\nContent-Type: application/json\r\n"
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=HANG_SECONDS)
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def wait_for(server: Asking, *, running: int) -> None:
    deadline = time.monotonic() + HANG_SECONDS
    while server.get("/api/health").json()["running"] != running:
        assert time.monotonic() < deadline


LONG = {"scenario": "reference", "draws": 1_000_000}


@pytest.mark.parametrize("path", ["/api/run", "/api/export/csv", "/api/corporations"])
def test_closing_the_connection_stops_the_computation(path: str, server: Asking) -> None:
    asked = {"draws": 1000} if path == "/api/corporations" else {**LONG, "draws": 100_000 if "csv" in path else 10**6}
    connection = asking_for(server, path, {**asked, "seed": 5, "session": "leaving"})
    wait_for(server, running=1)
    connection.close()
    wait_for(server, running=0)
    assert server.get("/api/progress/leaving").json() == {"progress": {}}


def test_a_computation_says_how_far_it_is_and_can_be_stopped(server: Asking) -> None:
    with asking_for(server, "/api/run", {**LONG, "seed": 6, "session": "watching"}) as connection:
        deadline = time.monotonic() + HANG_SECONDS
        while not server.get("/api/progress/watching").json()["progress"].get("run", {}).get("done"):
            assert time.monotonic() < deadline
        assert server.get("/api/progress/watching").json()["progress"]["run"]["total"] == 1_000_000
        assert server.post("/api/stop", {"session": "watching"}).json() == {"stopped": 1}
        assert connection.recv(12) == b"HTTP/1.1 409"


def test_companies_are_compared_in_a_process_that_can_be_stopped() -> None:
    leave = Leave(seconds=HANG_SECONDS)
    leave._reason = "gone"  # as if taken meanwhile
    with pytest.raises(Stopped):
        done_apart("corporations", {"draws": 10}, leave)


def test_what_is_kept_is_bounded_and_right() -> None:
    kept = Kept(most_bytes=100, largest=60)
    kept.put("large", b"x" * 61)
    assert kept.get("large") is None
    kept.put("a", b"a" * 40)
    kept.put("b", b"b" * 40)
    assert kept.get("a") == b"a" * 40
    kept.put("c", b"c" * 40)
    assert (kept.get("b"), kept.get("a")) == (None, b"a" * 40)  # b was asked for longest ago
    kept.put("a", b"A" * 50)
    assert kept.get("a") == b"A" * 50


def test_different_questions_have_different_keys() -> None:
    asked: dict[str, Any] = {"scenario": "reference", "draws": 10}
    others = [
        {**asked, "draws": 11},
        {**asked, "seed": 0},
        {**asked, "set": {"a": 1}},
        {**asked, "set": {"a": "1"}},
        {**asked, "set": {"a": 1.5}},
    ]
    keys = {key_of("run", one) for one in [asked, *others]} | {key_of("explain", asked)}
    assert len(keys) == 7
    assert key_of("run", {**asked, "session": "x", "sequence": 3}) == key_of("run", asked)
