"""`oomcast list`, `show` and `check`: what there is, what one file says, and whether it is sound."""

from __future__ import annotations

import click

from oomcast.errors import ScenarioError, nearest, shown
from oomcast.present.commands.shared import CONTEXT, open_named, say, terminal

__all__ = ["check", "list_presets", "show"]


@click.command("list", context_settings=CONTEXT)
def list_presets() -> None:
    """List the presets and models that ship with oomcast."""
    from oomcast.present.catalogue import listing

    say(listing(terminal=terminal()))


@click.command(
    context_settings=CONTEXT, short_help="Show the beliefs of a scenario, or a file of companies, and their sources."
)
@click.argument("scenario")
@click.option("--all", "everything", is_flag=True, help="Add what is not at work: mechanisms, and options of choices.")
@click.option("--file", "as_file", is_flag=True, help="Print a preset's file as it is written, to copy and edit.")
def show(*, scenario: str, everything: bool, as_file: bool) -> None:
    """Show the beliefs of SCENARIO with unit, source and evidence: tier 1, and what is at work above it.

    A file of companies (see `oomcast corps`) is shown with its companies.

    \b
    Examples:
      oomcast show greenblatt-2025
      oomcast show greenblatt-2025-full --all
      oomcast show my-beliefs.toml
      oomcast show three-corporations --file > my-companies.toml
    """
    from oomcast.beliefs.companies.opening import speaks_of_companies
    from oomcast.present.catalogue import described
    from oomcast.present.corps_catalogue import described_companies
    from oomcast.present.corps_interface import open_trio

    if as_file:
        say(_preset_text(scenario))
    elif speaks_of_companies(scenario):
        say(described_companies(open_trio(scenario), terminal=terminal()))
    else:
        say(described(open_named(scenario), everything=everything, terminal=terminal()))


@click.command(context_settings=CONTEXT, short_help="Say whether a scenario file or a file of companies is sound.")
@click.argument("file")
def check(*, file: str) -> None:
    """Say whether FILE is a sound scenario, or file of companies; exit status 2 and the reason if not.

    A file of companies is known by its tables [companies], [compare] or [answers].

    \b
    Examples:
      oomcast check my-beliefs.toml
      oomcast check my-companies.toml
    """
    from oomcast.beliefs.companies.opening import speaks_of_companies
    from oomcast.present.catalogue import verdict
    from oomcast.present.corps_catalogue import verdict_on_companies
    from oomcast.present.corps_interface import open_trio

    if speaks_of_companies(file):
        say(verdict_on_companies(open_trio(file), terminal=terminal()))
    else:
        say(verdict(open_named(file), terminal=terminal()))


def _preset_text(name: str) -> str:
    """The file of a preset, of either kind, as it is written."""
    from oomcast.beliefs.companies.opening import as_written, company_preset_names
    from oomcast.beliefs.sources import find_source, preset_names

    if name in company_preset_names():
        return as_written(name)
    known = (*preset_names(), *company_preset_names())
    if name not in known:
        raise ScenarioError(f"expected the name of a preset, got {shown(name)}.{nearest(name, known)}", file="--file")
    return find_source(name).text
