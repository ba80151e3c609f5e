"""Work that cannot be interrupted, in a process of its own that can: one request as JSON in, lines of JSON out.

Consistency of two answers about companies is solved in seconds of plain Python, and companies climb trees in hundreds
of simulations with fits after them. On a thread neither would stop within half a second when nobody waits for it any
more, nor leave the others their turn. A line says how far the work has come, the last one what came of it.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from oomcast.errors import ForecastError, RunError
from oomcast.present.web.failures import Refusal, refusal_of
from oomcast.present.web.work import RUN_SECONDS, Leave, Stopped

__all__ = ["TASKS", "Progress", "done_apart"]

Progress = Callable[[int, int], None]
"""Told how much is done, of how much. The first call starts the clock."""

LOOK_SECONDS = 0.05
"""How often the waiting thread asks whether it still should."""

STARTING_SECONDS = 600.0
"""How long a process may take until it first says how far it is: imports, and what is compiled once per version.
A guard against hangs: a slow and busy machine compiles for two minutes."""

OURS = (sys.executable, "-P", "-m", __name__)
"""The same Python, which looks for modules where this one does and not in the current folder."""

MOST_BYTES = 4 * 1024**3
"""Memory of the process. What needs more is refused instead of slowing down the whole machine."""


class Task(NamedTuple):
    """What a process does: the function that answers, as "module:function", what that is, and what would be less."""

    answer: str
    about: str
    less: str


TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "corporations": Task(
            "oomcast.present.web.companies:corporations_answer", "an answer about the companies", "fewer draws"
        ),
        "techtree": Task(
            "oomcast.present.web.techtree:techtree_answer", "an answer about the trees", "fewer or smaller trees"
        ),
        "compiling": Task(
            "oomcast.present.web.compiling:compiled_answer", "the model in native code", "fewer mechanisms"
        ),
    }
)
"""By the last part of the address, but for compiling, which goes before others. A new one is a function of a request
and a `Progress`, and a line here."""


def done_apart(task: str, asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document that a task makes of a request. Raises Stopped, Refusal and RunError.

    The clock of `leave` starts when the process first says how far it is.
    """
    leave.check()
    begun = time.monotonic()
    with subprocess.Popen(  # noqa: S603 -- the command is ours and constant
        (*OURS, task), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        lines: queue.Queue[bytes | None] = queue.Queue()
        request = json.dumps(asked, ensure_ascii=True).encode()
        talking = threading.Thread(target=exchanged, args=(process.stdin, process.stdout, request, lines), daemon=True)
        talking.start()
        try:
            answer = heard(lines, leave, until=begun + STARTING_SECONDS)
        except Stopped as stopped:
            if stopped.reason != "time":
                raise
            message = f"expected a computation of at most {RUN_SECONDS:g} s, got a longer one{how_far(leave)}."
            raise Refusal(422, "time", f"{message} Ask for {TASKS[task].less}.") from None
        finally:
            process.kill()
            talking.join()
    if answer is None:
        raise RunError(f"expected {TASKS[task].about}, got none: the process that was to give it has ended")
    if "refusal" in answer:
        raise Refusal(**answer["refusal"])
    document: dict[str, Any] = answer["document"]
    return document


def exchanged(sink: IO[bytes], source: IO[bytes], request: bytes, lines: queue.Queue[bytes | None]) -> None:
    """Hand over the request and pass on line by line what comes back; None for the end."""
    with contextlib.suppress(BrokenPipeError), sink:  # a process that was ended takes nothing any more
        sink.write(request)
    for line in source:
        lines.put(line)
    lines.put(None)


def heard(lines: queue.Queue[bytes | None], leave: Leave, *, until: float) -> dict[str, Any] | None:
    """The last word of the process, None where it ends without one. Raises Stopped where nobody waits for it."""
    has_begun = False
    while True:
        leave.check()
        if not has_begun and time.monotonic() > until:
            raise Stopped("time")
        try:
            line = lines.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            continue
        if line is None:
            return None
        said: dict[str, Any] = json.loads(line)
        if "progress" not in said:
            return said
        has_begun = True
        leave(*said["progress"])


def how_far(leave: Leave) -> str:
    """How much was done in the time that there was; empty where nobody knows."""
    return f" ({leave.done:,} of {leave.total:,} steps done)" if leave.total else ""


# --- in the process


def answered(task: str, asked: Mapping[str, Any], tell: Progress) -> dict[str, Any]:
    """What the process says in the end."""
    module, _, function = TASKS[task].answer.partition(":")
    answer = getattr(import_module(module), function)
    try:
        return {"document": answer(asked, tell)}
    except MemoryError:
        refusal = Refusal(422, "run", f"expected what fits into {MOST_BYTES // 1024**3} GiB of memory, got more")
    except (ForecastError, Refusal) as problem:
        refusal = problem if isinstance(problem, Refusal) else refusal_of(problem)
    said = ("status", "code", "message", "field", "file")
    return {"refusal": {name: getattr(refusal, name) for name in said}}


def say(sink: IO[str], said: Mapping[str, Any]) -> None:
    """One line, at once."""
    sink.write(json.dumps(said, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n")
    sink.flush()


def bounded() -> None:
    """Keep this process within its memory, where the system knows of such a bound."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = MOST_BYTES if most == resource.RLIM_INFINITY else min(MOST_BYTES, most)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def main(task: str, source: IO[str], sink: IO[str]) -> None:
    """Answer the one request that there is."""
    bounded()
    asked = json.load(source)
    say(sink, answered(task, asked, partial(told, sink)))


def told(sink: IO[str], done: int, total: int) -> None:
    """Say how far the work has come."""
    say(sink, {"progress": [done, total]})


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin, sys.stdout)
