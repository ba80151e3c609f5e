"""Kernels compiled in the background when the server starts, so that the page is there at once and says how it goes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable

from oomcast.errors import ForecastError
from oomcast.present.progress import GETTING_READY

__all__ = ["READY", "Readiness"]

READY = "Ready."
FIRST = ("greenblatt-2025", "reference")
"""Presets that are made ready before the others: those that the page opens with."""

FEW_DRAWS = 64
"""Draws of the run that makes a preset ready: as many as the engine integrates at once."""


class Readiness:
    """Which presets can be computed at once. Others can be asked for as well, and wait until they are compiled."""

    def __init__(self, presets: Iterable[str]) -> None:
        self._waiting = sorted(presets, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
        self._total = len(self._waiting)
        self._done = 0
        self._first = threading.Event()
        self._closed = threading.Event()

    def start(self) -> None:
        """Begin, on a thread of its own that ends with the process."""
        threading.Thread(target=self._compile_all, name="oomcast-compile", daemon=True).start()

    def close(self) -> None:
        """Compile nothing more after the preset in hand."""
        self._closed.set()

    def document(self) -> dict[str, str | int]:
        """State and sentence for `/api/health`."""
        is_ready = self._first.is_set()
        return {
            "status": "ready" if is_ready else "getting ready",
            "sentence": READY if is_ready else GETTING_READY,
            "presets_ready": self._done,
            "presets": self._total,
        }

    def _compile_all(self) -> None:
        from oomcast.present.interface import run

        for name in self._waiting:
            if self._closed.is_set():
                return
            with contextlib.suppress(ForecastError):  # who asks for this preset is told why
                run(name, draws=FEW_DRAWS, workers=1)
            self._done += 1
            self._first.set()
