"""`oomcast list`, `show` and `check`: what scenarios there are, what one says, and whether it is sound."""

from __future__ import annotations

import click

from oomcast.present.commands.shared import CONTEXT, open_named, say, terminal

__all__ = ["list_presets", "show", "check"]


@click.command("list", context_settings=CONTEXT)
def list_presets() -> None:
    """List the presets and models that ship with oomcast."""
    from oomcast.present.catalogue import listing

    say(listing(terminal=terminal()))


@click.command(context_settings=CONTEXT, short_help="Show the beliefs of a scenario and where they come from.")
@click.argument("scenario")
@click.option("--all", "everything", is_flag=True, help="Add what is not at work: mechanisms, and options of choices.")
def show(*, scenario: str, everything: bool) -> None:
    """Show the beliefs of SCENARIO with unit, source and evidence: tier 1, and what is at work above it.

    \b
    Examples:
      oomcast show greenblatt-2025
      oomcast show greenblatt-2025-full --all
      oomcast show my-beliefs.toml
    """
    from oomcast.present.catalogue import described

    say(described(open_named(scenario), everything=everything, terminal=terminal()))


@click.command(context_settings=CONTEXT, short_help="Say whether a scenario file is sound.")
@click.argument("file")
def check(*, file: str) -> None:
    """Say whether FILE is a sound scenario; exit status 2 and the reason if not.

    \b
    Example:
      oomcast check my-beliefs.toml
    """
    from oomcast.present.catalogue import verdict

    say(verdict(open_named(file), terminal=terminal()))
