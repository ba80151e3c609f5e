"""The command `oomcast`: arguments in, text or one JSON document out, errors as one line and an exit status.

Exit status: 0 done, 2 something the user can act on, 130 interrupted, 141 the reader of the output went away, 70 a
fault in oomcast itself.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module

import click

from oomcast.errors import ForecastError, nearest, shown
from oomcast.present.commands.registry import COMMANDS
from oomcast.present.commands.shared import CONTEXT, READER_GONE, abandon_output, note, say

__all__ = ["FAULT", "INTERRUPTED", "READER_GONE", "REFUSED", "TRACEBACK_VARIABLE", "main"]

REFUSED, FAULT, INTERRUPTED = 2, 70, 130
LONGEST_WORD = 80
TRACEBACK_VARIABLE = "OOMCAST_TRACEBACK"


class Commands(click.Group):
    """A group that loads a command when it is asked for, and suggests the nearest for one that it does not know."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's form
        """All names, in the order of registration."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's form
        """The command of this name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As usual, but for the hint."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            known = ", ".join(COMMANDS)
            ctx.fail(f"expected a command ({known}), got {shown(args[0])}.{nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


def _show_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 -- click's form
    if wanted and not ctx.resilient_parsing:
        from oomcast.ensemble.provenance import package_version

        say(f"oomcast {package_version()}\n")
        ctx.exit()


@click.group(cls=Commands, context_settings=CONTEXT, invoke_without_command=True)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Print the version."
)
@click.pass_context
def commands(ctx: click.Context) -> None:
    """From a forecaster's beliefs to AI progress after full automation of AI R&D.

    \b
    Examples:
      oomcast run greenblatt-2025
      oomcast run greenblatt-2025 --set initial_speedup="4 to 50"
      oomcast explain greenblatt-2025
      oomcast compare greenblatt-2025 forethought-medians
      oomcast run my-beliefs.toml --out results
      oomcast summary results
    """
    if ctx.invoked_subcommand is None:
        say(ctx.get_help() + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (default: those of the process) and return the exit status."""
    try:
        status = commands.main(
            args=None if arguments is None else list(arguments), prog_name="oomcast", standalone_mode=False
        )
    except click.UsageError as problem:
        where = problem.ctx.command_path if problem.ctx else "oomcast"
        return _refuse(f"{_shortened(problem.format_message())}\nTry '{where} --help'.")
    except click.ClickException as problem:
        return _refuse(_shortened(problem.format_message()))
    except (click.Abort, KeyboardInterrupt):
        note("Interrupted; nothing was written.")
        return INTERRUPTED
    except ForecastError as problem:
        return _refuse(str(problem))
    except MemoryError:
        return _refuse("not enough memory for a run of this size; ask for fewer --draws")
    except OSError as problem:
        abandon_output()
        return _refuse(f"{problem.filename or 'input or output'}: {problem.strerror or problem}")
    except Exception as problem:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        note(
            f"oomcast: fault: {shown(problem, width=200)}\n"
            f"A mistake in oomcast, not in your input. Set {TRACEBACK_VARIABLE}=1 to see where, and please report it."
        )
        return FAULT
    return status if isinstance(status, int) else 0


def _shortened(message: str) -> str:
    """The message with overlong words cut, so that a pasted novel does not drown what is wrong with it."""
    return " ".join(
        word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 3] + "..." for word in message.split(" ")
    )


def _refuse(message: str) -> int:
    note(f"oomcast: error: {message}")
    return REFUSED
