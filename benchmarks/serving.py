"""How many people can move beliefs at once? `python -m benchmarks.serving` asks a server on this machine, and counts.

Requests go out at fixed times, whether or not the last one is answered, so that a server that falls behind cannot hide
it. Three kinds of questions: all different (each is computed), few that come again (undo, redo, presets: each is
computed once), and files of the page. Memory is that of the server's process. Loopback alone; every loop is bounded.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import Section, aims_table, circumstances, table
from benchmarks.run_benchmarks import machine

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "serving.json"
SECTION = Section("<!-- serving: written by python -m benchmarks.serving -->\n", "<!-- end of serving -->\n")

ASKERS = 18
"""Connections that ask: as many as the server computes and lets wait."""

SECONDS, PER_SECOND, DRAWS = 60, 20, 10_000
TIMES = 3
"""How often the rate that is the aim is asked of pictures. The one in the middle counts: a machine that is shared is
faster in one minute and slower in the next."""

STEPS = 5_000
QUESTIONS = 40
"""Different questions among those that come again."""

MEMORY_REQUESTS = 10_000
READY_SECONDS = 300
ANSWER_SECONDS = 60
"""Guards against hangs, not limits that a sound server comes near."""

MEBIBYTE = 2**20


@contextmanager
def served() -> Iterator[tuple[int, int, float]]:
    """A server: its port, its process, and the seconds from its start to its first page."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "oomcast", "serve", "--no-browser", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        port = int(line.split(":")[2].partition("/")[0])
        ask(port, "GET", "/", b"")
        page_seconds = time.perf_counter() - begun
        deadline = time.monotonic() + READY_SECONDS
        while json.loads(ask(port, "GET", "/api/health", b"")[1])["status"] != "ready":
            if time.monotonic() > deadline:
                raise SystemExit("the server did not get ready")
            time.sleep(0.1)
        yield port, process.pid, page_seconds
    finally:
        process.terminate()
        process.wait(ANSWER_SECONDS)


def ask(port: int, method: str, path: str, body: bytes) -> tuple[int, bytes]:
    """Status and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request(method, path, body=body or None, headers={"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


PICTURES = ("fan_12mo", "dots", "beliefs")
"""What the page draws anew when a belief has moved."""


def question(number: int, *, draws: int = DRAWS, pictures: bool = False) -> bytes:
    """One belief moved, a little differently for each number, with other luck once it has gone all the way."""
    luck, step = divmod(number, STEPS)
    belief = {"p25": 8.0 + 5.0 * step / STEPS, "p50": 15, "p75": 25}
    asked = {"scenario": "greenblatt-2025", "draws": draws, "seed": luck, "set": {"initial_speedup": belief}}
    asked |= {"parts": PICTURES} if pictures else {}
    return json.dumps(asked).encode()


def load(
    port: int, *, per_second: float, seconds: float, request: Callable[[int], tuple[str, str, bytes]]
) -> dict[str, Any]:
    """Latencies from the moment at which each request was due, and how many were not answered with 200."""
    due: queue.Queue[tuple[int, float] | None] = queue.Queue()
    latencies: list[float] = []
    refused: dict[int, int] = {}
    lock = threading.Lock()

    def work() -> None:
        while (item := due.get()) is not None:
            number, when = item
            time.sleep(max(0.0, when - time.perf_counter()))
            try:
                status, _ = ask(port, *request(number))
            except OSError:
                status = 0
            with lock:
                latencies.append(time.perf_counter() - when)
                if status != 200:
                    refused[status] = refused.get(status, 0) + 1

    start, total = time.perf_counter() + 0.2, int(per_second * seconds)
    for number in range(total):
        due.put((number, start + number / per_second))
    askers = [threading.Thread(target=work) for _ in range(ASKERS)]
    for _ in askers:
        due.put(None)
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    spent = time.perf_counter() - start
    p50, p95, worst = np.quantile(latencies, [0.5, 0.95, 1.0])
    return {
        "asked_per_second": per_second,
        "answered_per_second": total / spent,
        "requests": total,
        "p50_seconds": float(p50),
        "p95_seconds": float(p95),
        "worst_seconds": float(worst),
        "refused": refused,
    }


def middle(loads: list[dict[str, Any]]) -> dict[str, Any]:
    """Of an odd number of loads the one in the middle by what 95 in 100 took, with what all of them were refused."""
    in_order = sorted(loads, key=lambda load: float(load["p95_seconds"]))
    return {
        **in_order[len(loads) // 2],
        "refused": dict(sum((Counter(load["refused"]) for load in loads), Counter())),
        "p95_seconds_each_time": [load["p95_seconds"] for load in loads],
    }


def resident_bytes(pid: int) -> int:
    """Memory that a process holds (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def memory(port: int, pid: int, *, requests: int) -> dict[str, Any]:
    """Growth of the server's memory over many small forecasts, all different, after the first tenth of them."""
    sizes = []
    for number in range(requests + requests // 10):
        if number in {requests // 10, requests + requests // 10 - 1}:
            sizes.append(resident_bytes(pid))
        status, _ = ask(port, "POST", "/api/run", question(number, draws=100))
        if status != 200:
            raise SystemExit(f"a small forecast was answered with {status}")
    return {"requests": requests, "before_mib": sizes[0] / MEBIBYTE, "growth_mib": (sizes[1] - sizes[0]) / MEBIBYTE}


def cancelling(port: int, *, times: int = 10) -> dict[str, Any]:
    """Seconds from closing a connection until nothing is computed for it any more."""
    body = json.dumps({"scenario": "greenblatt-2025", "draws": 1_000_000, "seed": 1}).encode()
    head = f"POST /api/run HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    spent = []
    for _ in range(times):
        connection = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(1.0)  # well into the computation
        connection.close()
        begun = time.perf_counter()
        while json.loads(ask(port, "GET", "/api/health", b"")[1])["running"]:
            if time.perf_counter() - begun > ANSWER_SECONDS:
                raise SystemExit("a computation went on for nobody")
        spent.append(time.perf_counter() - begun)
    return {"times": times, "median_seconds": float(np.median(spent)), "worst_seconds": max(spent)}


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and store in benchmarks/serving.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="how long the most that is asked is asked")
    parser.add_argument("--requests", type=int, default=MEMORY_REQUESTS, help="for the memory")
    options = parser.parse_args(arguments)
    here = machine()
    with served() as (port, pid, page_seconds):
        found: dict[str, Any] = {"machine": here, "seconds": options.seconds, "page_seconds": page_seconds}
        for name, part in parts(port, pid, seconds=options.seconds, requests=options.requests):
            found[name] = part
            print(name, json.dumps(part), flush=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    SECTION.refresh(rendered(found))
    return 0


LOADS = {
    "files": "the page itself",
    "questions_again": f"{QUESTIONS} questions of {DRAWS:,} draws that come again",
    "picture": f"what the page draws: {DRAWS:,} draws with the fan of the first year, dots and beliefs",
    "whole": f"the whole document: {DRAWS:,} draws, every picture, parts of the gain, audits",
}
MOST_P95_SECONDS, MOST_GROWTH_MIB, MOST_CANCEL_SECONDS, MOST_PAGE_SECONDS = 1.0, 20.0, 0.5, 1.0
"""Aims."""


def at_most(aim: float, unit: str, found: float, what: str) -> tuple[str, str, str, bool]:
    """A row of the table of aims."""
    return what, f"{aim:g} {unit}", f"{found:.2f} {unit}", found <= aim


def rendered(found: Mapping[str, Any]) -> str:
    """What was measured, as Markdown."""
    rows, met = [], {}
    for name, part in found.items():
        kind, _, rate = name.partition(" at ")
        if kind not in LOADS:
            continue
        refused = ", ".join(f"{count} x {status}" for status, count in part["refused"].items()) or "none"
        seconds = [f"{part[key]:.2f}" for key in ("p50_seconds", "p95_seconds", "worst_seconds")]
        rows.append(
            [LOADS[kind], f"{part['asked_per_second']:g}", f"{part['answered_per_second']:.1f}", *seconds, refused]
        )
        met[kind, rate] = not part["refused"] and part["p95_seconds"] <= MOST_P95_SECONDS
    most = {
        kind: max([float(rate) for one, rate in met if one == kind and met[one, rate]], default=0.0)
        for kind in ("picture", "whole")
    }
    memory, cancel = found["memory"], found["cancelling"]
    aims = [
        *(
            (f"runs a second, 95 in 100 within {MOST_P95_SECONDS:g} s: {about}", f"{PER_SECOND}", f"{most[kind]:g}",
             most[kind] >= PER_SECOND)
            for kind, about in (("picture", "what the page draws"), ("whole", "whole documents"))
        ),
        at_most(MOST_GROWTH_MIB, "MiB", memory["growth_mib"], f"growth of memory over {memory['requests']:,} requests"),
        at_most(MOST_CANCEL_SECONDS, "s", cancel["worst_seconds"], "until nothing goes on for who has left, at worst"),
        at_most(MOST_PAGE_SECONDS, "s", found["page_seconds"], "first page after the start"),
    ]  # fmt: skip
    heading = ["questions", "asked a second", "answered", "median, s", "95 in 100", "worst", "refused"]
    each = [seconds for part in found.values() if isinstance(part, dict) for seconds in
            part.get("p95_seconds_each_time", [])]  # fmt: skip
    lasting = (
        f"{PER_SECOND} a second were asked for {found['seconds']} s, other rates for a third or a quarter of that. "
        f"Pictures at {PER_SECOND} a second\nwere asked for {len(each)} times: 95 in 100 came within "
        f"{', '.join(f'{seconds:.2f}' for seconds in each)} s. The table shows the one in the middle.\n"
    )
    return "\n".join([circumstances(found["machine"]), lasting, aims_table(aims), table(heading, rows)])


def parts(port: int, pid: int, *, seconds: float, requests: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each measurement by its name, as it comes."""

    def questions(first: int, *, of: int, pictures: bool = False) -> Callable[[int], tuple[str, str, bytes]]:
        return lambda number: ("POST", "/api/run", question(first + number % of, pictures=pictures))

    yield "files at 200", load(port, per_second=200, seconds=seconds / 4, request=lambda _: ("GET", "/", b""))
    again = load(port, per_second=PER_SECOND, seconds=seconds, request=questions(0, of=QUESTIONS))
    yield f"questions_again at {PER_SECOND}", again
    first = STEPS
    for kind, rates in (("picture", (4, 8, 12, 16, 18, PER_SECOND)), ("whole", (4, 6, 7, 8, PER_SECOND))):
        for rate in rates:
            long = seconds if rate == PER_SECOND else seconds / 3
            loads = []
            for _ in range(TIMES if (kind, rate) == ("picture", PER_SECOND) else 1):
                asked = questions(first, of=STEPS, pictures=kind == "picture")
                loads.append(load(port, per_second=rate, seconds=long, request=asked))
                first += STEPS
            yield f"{kind} at {rate}", loads[0] if len(loads) == 1 else middle(loads)
    yield "cancelling", cancelling(port)
    yield "memory", memory(port, pid, requests=requests)


if __name__ == "__main__":
    raise SystemExit(main())
