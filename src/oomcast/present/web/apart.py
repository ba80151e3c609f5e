"""Work that cannot be interrupted, in a process of its own that can: one request as JSON in, one answer as JSON out.

The question of consistency between two answers is solved in seconds of plain Python. On a thread it would neither stop
when nobody waits for it any more, nor leave the others their turn.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import IO, Any

from oomcast.errors import ForecastError, RunError
from oomcast.present.web.failures import Refusal, refusal_of
from oomcast.present.web.work import Leave

__all__ = ["done_apart"]

LOOK_SECONDS = 0.05
"""How often the waiting thread asks whether it still should."""

OURS = (sys.executable, "-P", "-m", __name__)
"""The same Python, which looks for modules where this one does and not in the current folder."""


def done_apart(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of `oomcast corps --json` for a request. Raises Stopped, Refusal and RunError."""
    leave(0, 0)  # nothing is compiled there, so that the clock starts here
    with subprocess.Popen(  # noqa: S603 -- the command is ours and constant
        OURS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        request: bytes | None = json.dumps(asked, ensure_ascii=True).encode()
        try:
            while True:
                try:
                    content, _ = process.communicate(request, timeout=LOOK_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    request = None  # which is on its way
                    leave.check()
        finally:
            process.kill()
    if process.returncode:
        raise RunError("expected an answer about the companies, got none: the process that was to give it has ended")
    answer: dict[str, Any] = json.loads(content)
    if "refusal" in answer:
        raise Refusal(**answer["refusal"])
    document: dict[str, Any] = answer["document"]
    return document


def answered(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the process says."""
    from oomcast.present.web.companies import corporations_answer

    try:
        return {"document": corporations_answer(asked)}
    except (ForecastError, Refusal) as problem:
        refusal = problem if isinstance(problem, Refusal) else refusal_of(problem)
        said = ("status", "code", "message", "field", "file")
        return {"refusal": {name: getattr(refusal, name) for name in said}}


def main(source: IO[str], sink: IO[str]) -> None:
    """Answer the one request that there is."""
    json.dump(answered(json.load(source)), sink, ensure_ascii=True, allow_nan=False)


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
