"""What an audit of a forecast found: part of the forecast from then on, stored and shown with it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Finding"]


class Finding(NamedTuple):
    """One line: which audit fired, in a word, and what it found, in a sentence."""

    audit: str
    sentence: str

    def document(self) -> dict[str, str]:
        """The finding as plain data."""
        return self._asdict()
