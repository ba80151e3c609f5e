"""Work through many draws in blocks, on several threads, so that the result cannot tell how it was done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

__all__ = ["BLOCK_DRAWS", "QUICK_BLOCK_DRAWS", "blocks", "processors", "work_through"]

BLOCK_DRAWS = 4096
"""Draws per block. Large enough that starting a block (about 0.1 ms) is lost in working it, small enough that an
interrupt waits half a second at most, whatever acts in the model."""

QUICK_BLOCK_DRAWS = 10_240
"""The same for a model that is followed by its series: a tenth of a second of work, and the whole of a usual run, whose
arrays then need not be put together. Larger ones would be faster still, and make an interrupt wait."""

QUEUED_PER_WORKER = 2
"""Blocks handed out beyond the one in hand: no worker waits for the next, and few are left to cancel."""

WAKE_SECONDS = 0.1
"""How often the waiting thread looks up, so that an interrupt is seen on systems where waiting itself hides it."""

GRACE_SECONDS = 0.3
"""How long an interrupted run waits for blocks in hand. What takes longer ends unheard, into arrays nobody keeps."""


def processors() -> int:
    """Processors this process may use, which in a container or under `taskset` is fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def blocks(first: int, last: int, *, size: int = BLOCK_DRAWS) -> Iterator[range]:
    """The draws `first` .. `last - 1` in consecutive ranges of at most `size`.

    >>> list(blocks(0, 10, size=4))
    [range(0, 4), range(4, 8), range(8, 10)]
    """
    for start in range(first, last, size):
        yield range(start, min(start + size, last))


def work_through(
    pieces: Iterator[range],
    work: Callable[[range], None],
    *,
    workers: int,
    finished: Callable[[int], None] | None = None,
) -> None:
    """Call `work` on each piece, on `workers` threads, and `finished(len(piece))` on this thread after each.

    Pieces are begun in order but may end in any, so `work` must write to a place of its own. If some raise, the error
    of the earliest piece comes out, whatever the timing. On any other exception (an interrupt, an error in `finished`)
    nothing new is begun and the exception is passed on within half a second. A single worker is this thread itself.
    """
    if workers == 1:
        for only in pieces:
            work(only)
            if finished is not None:
                finished(len(only))
        return
    executor = ThreadPoolExecutor(workers, thread_name_prefix="oomcast")
    running: dict[Future[None], range] = {}
    try:
        more = True
        while more or running:
            while more and len(running) < workers * (1 + QUEUED_PER_WORKER):
                piece = next(pieces, None)
                more = piece is not None
                if piece is not None:
                    running[executor.submit(work, piece)] = piece
            done, _ = wait(running, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED)
            if any(future.exception() for future in done):
                _raise_earliest(running)
            for future in done:
                piece = running.pop(future)
                if finished is not None:
                    finished(len(piece))
    except BaseException:
        for future in running:
            future.cancel()
        wait(running, timeout=GRACE_SECONDS)
        executor.shutdown(wait=False)
        raise
    executor.shutdown()


def _raise_earliest(running: dict[Future[None], range]) -> None:
    """Raise the error of the first piece that failed: all before it were begun earlier, so it is among `running`."""
    for future in sorted(running, key=lambda future: running[future].start):
        future.result()  # waits for the piece, and raises what it raised
