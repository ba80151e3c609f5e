"""What every audit is: from a finished forecast to the findings about it, mostly none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from oomcast.ensemble.forecast import Forecast

__all__ = ["Audit", "Finding"]


class Finding(NamedTuple):
    """One line: which audit fired, in a word, and what it found, in a sentence."""

    audit: str
    sentence: str

    def document(self) -> dict[str, str]:
        """The finding as plain data."""
        return self._asdict()


Audit = Callable[[Forecast], list[Finding]]
