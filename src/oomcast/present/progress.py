"""Progress on standard error for runs that take more than a second, gone without a trace once the answer is there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from oomcast.present.words import count

__all__ = ["Progress", "progress_on"]

# Shorter runs are over before a bar could be read.
PATIENCE_SECONDS = 1.0
# Redrawing more often only costs time.
REDRAW_SECONDS = 0.1
BAR_WIDTH = 30
GETTING_READY = "Getting ready: compiling the model, about 10 s. It happens once per version."


class Progress:
    """A bar that appears after a second of work; safe to call from any thread.

    Until the first block of draws is done nothing can be counted: if that takes more than a second, kernels are being
    compiled, and a line says so.
    """

    def __init__(self, stream: TextIO, *, patience_seconds: float = PATIENCE_SECONDS, counted: str = "draws") -> None:
        self._stream = stream
        self._counted = counted
        self._patience_seconds = patience_seconds
        self._started = time.monotonic()
        self._drawn = 0.0
        self._width = 0
        self._lock = threading.Lock()
        self._first_block = threading.Event()
        self._closed = False

    def __call__(self, done: int, total: int) -> None:
        """Report that `done` of `total` draws are finished."""
        if done > 0:
            self._first_block.set()
        now = time.monotonic()
        with self._lock:
            early = now - self._started < self._patience_seconds or now - self._drawn < REDRAW_SECONDS
            if self._closed or done <= 0 or (early and done < total) or now - self._started < self._patience_seconds:
                return
            self._drawn = now
            filled = BAR_WIDTH * done // max(total, 1)
            self._write(f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {count(done)} of {count(total)} {self._counted}")

    def wait_for_first_block(self) -> None:
        """Say that kernels are being compiled if nothing is finished in time; meant for a thread of its own."""
        if not self._first_block.wait(self._patience_seconds):
            with self._lock:
                if not self._closed:
                    self._write(GETTING_READY)

    def close(self) -> None:
        """Erase the line."""
        self._first_block.set()
        with self._lock:
            if self._width:
                self._write("")
                self._stream.write("\r")
                self._stream.flush()
            self._closed = True

    def _write(self, line: str) -> None:
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)


@contextmanager
def progress_on(stream: TextIO, *, wanted: bool, counted: str = "draws") -> Iterator[Progress | None]:
    """Progress on `stream` while the block runs; None unless it is wanted and `stream` is a terminal."""
    if not (wanted and stream.isatty()):
        yield None
        return
    progress = Progress(stream, counted=counted)
    threading.Thread(target=progress.wait_for_first_block, daemon=True).start()
    try:
        yield progress
    finally:
        progress.close()
