"""`oomcast summary`: a stored forecast again, without simulating."""

from __future__ import annotations

from pathlib import Path

import click

from oomcast.present.commands.shared import CONTEXT, print_forecast

__all__ = ["summary"]


@click.command(context_settings=CONTEXT, short_help="Print a stored forecast again, without simulating.")
@click.argument("folder")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the answer's sentence only.")
def summary(*, folder: str, as_json: bool, quiet: bool) -> None:
    """Print a forecast written by `oomcast run --out FOLDER` again, without simulating.

    \b
    Example:
      oomcast run greenblatt-2025 --out results
      oomcast summary results
    """
    from oomcast.present.interface import open_forecast

    print_forecast(open_forecast(Path(folder)), as_json=as_json, quiet=quiet)
