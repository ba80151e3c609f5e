"""Kernels compiled in the background when the server starts, so that the page is there at once and says how it goes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence

from oomcast.errors import ForecastError
from oomcast.present.progress import GETTING_READY
from oomcast.present.web.compiling import compile_apart
from oomcast.present.web.work import Leave, Stopped

__all__ = ["Readiness"]

FIRST = ("greenblatt-2025", "reference")
"""Presets that are made ready: what the page opens with, and what a new scenario starts from. Others use a form of the
model of their own, and are compiled when they are first asked for."""

FEW_DRAWS = 64
"""Draws of the run that makes a preset ready: as many as the engine integrates at once."""


class Readiness:
    """Whether presets can be computed at once. They can be asked for before, and wait until they are compiled."""

    def __init__(self, presets: Sequence[str] = FIRST) -> None:
        self._presets = tuple(presets)
        self._done = 0
        self._leave = Leave()

    def start(self) -> None:
        """Begin, on a thread of its own that ends with the process."""
        threading.Thread(target=self._compile_all, name="oomcast-compile", daemon=True).start()

    def close(self) -> None:
        """Compile nothing more."""
        self._leave.take("closing")

    def document(self) -> dict[str, str | int]:
        """State and sentence for `/api/health`."""
        is_ready = self._done > 0
        return {
            "status": "ready" if is_ready else "getting ready",
            "sentence": "Ready." if is_ready else GETTING_READY,
            "presets_ready": self._done,
            "presets": len(self._presets),
        }

    def _compile_all(self) -> None:
        from oomcast.present.interface import open_scenario, run

        with contextlib.suppress(Stopped):
            for name in self._presets:
                with contextlib.suppress(ForecastError):  # who asks for this preset is told why
                    scenario = open_scenario(name)
                    compile_apart(scenario, self._leave)
                    run(scenario, draws=FEW_DRAWS, workers=1)
                self._done += 1
