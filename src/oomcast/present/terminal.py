"""What the terminal at hand can show: width, colour, and which characters."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

__all__ = ["PLAIN", "Terminal", "printable", "terminal_for"]

# Tables are laid out for this many columns, which every terminal has.
TABLE_WIDTH = 80
# Longer lines of prose are hard to read.
WIDEST_PROSE = 100

# Characters that are not printable, yet harmless.
LAYOUT = " \n\t\N{NO-BREAK SPACE}"

# Stand-ins for output that cannot carry the typographic characters.
ASCII = str.maketrans(
    {
        "±": "+/-", "−": "-", "–": "-", "×": "x", "½": ".5", "∞": "inf", "…": "...", "·": "|", "→": "->",
        "\N{NO-BREAK SPACE}": " ", "█": "#", "▇": "#", "▆": "#", "▅": "#", "▄": "=", "▃": "=", "▂": "-", "▁": "_",
        "▒": "=", "┃": "|", "├": "|", "┤": "|", "─": "-", "┬": "+", "│": "|", "“": '"', "”": '"', "’": "'",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """How text is laid out and painted. Colour only ever repeats what words and layout already say."""

    width: int = TABLE_WIDTH
    colour: bool = False

    def strong(self, text: str) -> str:
        """Headings."""
        return self._painted(text, "1")

    def faint(self, text: str) -> str:
        """Errors of estimates, names, provenance."""
        return self._painted(text, "2")

    def stated(self, text: str) -> str:
        """What a person believes or says."""
        return self._painted(text, "33")

    def implied(self, text: str) -> str:
        """What follows from beliefs."""
        return self._painted(text, "36")

    def warning(self, text: str) -> str:
        """What the reader should not miss."""
        return self._painted(text, "31")

    def prose(self, text: str, *, indent: str = "", hanging: str | None = None) -> str:
        """A paragraph broken at the terminal's width; a no-break space stays whole.

        Control characters, which a file's title could carry to repaint the terminal, are shown as "?".
        """
        return textwrap.fill(
            "".join(letter if letter.isprintable() or letter in LAYOUT else "?" for letter in text),
            width=min(self.width, WIDEST_PROSE),
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _painted(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour and text.strip() else text


PLAIN = Terminal()


def terminal_for(stream: TextIO, *, environment: Mapping[str, str] | None = None) -> Terminal:
    """What `stream` can show. Colour needs a terminal, and neither NO_COLOR (https://no-color.org) nor TERM=dumb."""
    environment = os.environ if environment is None else environment
    is_terminal = stream.isatty()
    colour = is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    width = shutil.get_terminal_size((TABLE_WIDTH, 24)).columns if is_terminal else TABLE_WIDTH
    return Terminal(width=max(width, 40), colour=colour)


def printable(text: str, *, encoding: str | None) -> str:
    """`text` as `encoding` can carry it: typographic characters give way to plain ones, the rest to "?".

    >>> printable("7.9 ±0.1", encoding="ascii")
    '7.9 +/-0.1'
    """
    encoding = encoding or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(ASCII).encode(encoding, errors="replace").decode(encoding)
    return text
