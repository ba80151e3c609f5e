"""What the commands share: how scenarios are opened, how answers are printed, how a command is repeated."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from oomcast.errors import ScenarioError, shown
from oomcast.present.terminal import Terminal, printable, terminal_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from oomcast.beliefs.scenario import Scenario
    from oomcast.ensemble.forecast import Forecast

__all__ = [
    "CONTEXT",
    "DEFAULT_DRAWS",
    "DEFAULT_HORIZON_YEARS",
    "DEFAULT_SEED",
    "HEADLINE",
    "READER_GONE",
    "STATED",
    "abandon_output",
    "as_json_text",
    "command_line",
    "draw",
    "note",
    "numbers",
    "open_named",
    "print_answer",
    "print_forecast",
    "replacements",
    "say",
    "statements",
    "terminal",
]

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 88}
DEFAULT_DRAWS, DEFAULT_SEED, DEFAULT_HORIZON_YEARS = 10_000, 0, 10.0
HEADLINE = "oom_total_12mo"

STATED = "--stated"
"""Option that states an answer, which is set beside the implied one."""

READER_GONE = 141
"""Exit status where the reader of the output went away."""


class Drawn(Protocol):
    """What can draw itself."""

    def plot(self) -> Figure:
        """The picture."""
        ...


def open_named(source: str) -> Scenario:
    from oomcast.present.interface import open_scenario

    if source == "-" and sys.stdin is None:
        raise ScenarioError("expected a scenario on standard input, got none (it is closed)", file="-")
    try:
        return open_scenario(source, stdin=sys.stdin)
    except ScenarioError:
        from oomcast.beliefs.companies.opening import speaks_of_companies

        if speaks_of_companies(source):
            problem = "expected a scenario, got a file of companies; see oomcast corps"
            raise ScenarioError(problem, file=source) from None
        raise


def replacements(settings: Sequence[str], *, scenario: Scenario) -> dict[str, Any]:
    """Beliefs and options given as NAME=VALUE, each name at most once: of two values one would be lost unsaid."""
    from oomcast.beliefs.belief import parse_assignment

    beliefs: dict[str, Any] = {}
    for setting in settings:
        words = scenario.words
        name, belief = parse_assignment(setting, parameters=words.parameters, choices=words.choices, folder=Path())
        if name in beliefs:
            raise ScenarioError("expected one value, got several", field=name, file="--set")
        beliefs[name] = belief
    return beliefs


def statements(said: Sequence[str]) -> dict[str, Any]:
    """Stated answers given as NAME=VALUE, VALUE as in a file; each name at most once."""
    from oomcast.beliefs.belief import right_hand_side

    found: dict[str, Any] = {}
    for text in said:
        name, equals, written = (part.strip() for part in text.partition("="))
        if not equals or not name or not written:
            raise ScenarioError(f"expected NAME=VALUE, got {shown(text)}", file=STATED)
        if name in found:
            raise ScenarioError("expected one statement, got several", field=name, file=STATED)
        found[name] = right_hand_side(written) if written[0] in "{\"'[" else as_number(written)
    return found


def as_number(written: str) -> float | str:
    """A number, or a text such as "2 to 9" that needs no quotes."""
    try:
        return float(written)
    except ValueError:
        return written


def numbers(text: str, *, option: str) -> list[float]:
    """Numbers given to an option, separated by commas."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ScenarioError(f"expected numbers such as 2,1, got {shown(text)}", file=option) from None


def print_forecast(forecast: Forecast, *, as_json: bool, quiet: bool) -> None:
    from oomcast.present.findings import answer
    from oomcast.present.report import text

    if as_json:
        say(as_json_text(forecast.document()))
    elif quiet:
        say(terminal().prose(answer(forecast.document())) + "\n")
    else:
        say(text(forecast, terminal=terminal()))


def print_answer(
    document: dict[str, Any], *, report: Callable[..., str], sentence: str, as_json: bool, quiet: bool
) -> None:
    if as_json:
        say(as_json_text(document))
    elif quiet:
        say(terminal().prose(sentence) + "\n")
    else:
        say(report(document, terminal=terminal()))


def draw(found: Drawn, picture: str | None) -> None:
    """Write the picture that a command was asked for."""
    if picture is not None:
        from oomcast.present.charts import png

        Path(picture).write_bytes(png(found.plot()))


def command_line(
    words: Sequence[str],
    options: Mapping[str, str | None],
    *,
    settings: Sequence[str] = (),
    stated: Sequence[str] = (),
) -> str:
    """The command that gives the same numbers again."""
    said = [word for option, value in options.items() if value is not None for word in (option, value)]
    repeated = [(option, text) for option, texts in (("--set", settings), (STATED, stated)) for text in texts]
    return shlex.join(["oomcast", *words, *said, *(word for pair in repeated for word in pair)])


def as_json_text(document: dict[str, Any]) -> str:
    """Plain ASCII, so that no terminal's encoding can change what a program reads."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def terminal() -> Terminal:
    return Terminal() if sys.stdout is None else terminal_for(sys.stdout)


def say(text: str) -> None:
    """Write to standard output; a reader who leaves early (`| head`) ends the command quietly."""
    if sys.stdout is None:  # closed by the caller
        return
    try:
        sys.stdout.write(printable(text, encoding=sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        abandon_output()
        raise click.exceptions.Exit(READER_GONE) from None


def abandon_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it while shutting down."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return  # no real file behind standard output, hence nothing that could fail later


def note(message: str) -> None:
    """A line on standard error, which may be closed as well."""
    if sys.stderr is not None:
        click.echo(printable(message, encoding=sys.stderr.encoding), err=True)
