"""Everything that can go wrong in a way the user can act on.

    ForecastError
    ├── ScenarioError      a scenario file or belief is not what it should be
    │   ├── ParameterError a parameter is unknown, misspelt, or out of its bounds
    │   └── ParseError     a condition written as text cannot be read
    ├── ModelError         a model breaks the contract, or does not exist
    ├── RunError           a run cannot be carried out (too large, interrupted, folder not writable)
    └── DataError          a stored result or data file is unreadable or not ours

Each message is one sentence or two: where, what was expected, what came, and the nearest right name.
The command line prints the message and leaves with exit status 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "DataError",
    "ForecastError",
    "ModelError",
    "ParameterError",
    "ParseError",
    "RunError",
    "ScenarioError",
    "nearest",
    "shown",
]


class ForecastError(Exception):
    """Anything the user can act on."""


class ScenarioError(ForecastError):
    """A scenario, or one field of it, is not what it should be.

    `file` names the file (or preset, or "-" for standard input), `field` the dotted field or "line:column";
    either may be empty. The message reads `file: field: expected ..., got ...`.
    """

    def __init__(self, problem: str, *, field: str = "", file: str = "") -> None:
        self.problem = problem
        self.field = field
        self.file = file
        super().__init__(": ".join(part for part in (file, field, problem) if part))

    def inside(self, file: str) -> ScenarioError:
        """The same error, told of the file it is in (a file already named stays)."""
        return type(self)(self.problem, field=self.field, file=self.file or file)


class ParameterError(ScenarioError):
    """A parameter is unknown, misspelt, or outside its bounds."""


class ParseError(ScenarioError):
    """A condition written as text cannot be read; `field` says at which character."""


class ModelError(ForecastError):
    """A model does not exist or does not keep its contract."""


class RunError(ForecastError):
    """A run cannot be carried out as asked."""


class DataError(ForecastError):
    """A stored forecast or a data file cannot be read, or is not one of ours."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint " Did you mean 'x'?" for the closest known name, or an empty string.

    >>> nearest("initial_speedupp", ["initial_speedup", "horizon"])
    " Did you mean 'initial_speedup'?"
    """
    close = get_close_matches(name[:100], list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


def shown(value: object, *, width: int = 60) -> str:
    """A value as it may be quoted in a message: on one line, never longer than `width` characters.

    >>> shown("x" * 100, width=8)
    "'xxxx..."
    """
    try:
        text = repr(value)
    except ValueError:  # an integer too long for Python to print
        text = f"a {type(value).__name__} too long to print"
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= width else text[: width - 3] + "..."
