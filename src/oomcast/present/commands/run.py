"""`oomcast run`: draw worlds from a scenario and report what its beliefs imply."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oomcast.present.commands.shared import (
    CONTEXT,
    DEFAULT_DRAWS,
    DEFAULT_HORIZON_YEARS,
    DEFAULT_SEED,
    STATED,
    as_json_text,
    note,
    open_named,
    print_forecast,
    replacements,
    say,
    statements,
    terminal,
)

if TYPE_CHECKING:
    from oomcast.beliefs.expressions.nodes import Claim

__all__ = ["repeating_command", "run"]

GIVEN_OPTION = "--given"


@click.command(context_settings=CONTEXT, short_help="Draw worlds from a scenario and report what its beliefs imply.")
@click.argument("scenario")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds to draw.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Replace a belief; may be repeated.")
@click.option(
    GIVEN_OPTION,
    "givens",
    metavar="CONDITION",
    multiple=True,
    help="Count only draws for which this holds, such as 'initial_speedup > 20'; may be repeated.",
)
@click.option(
    STATED,
    "stated",
    metavar="NAME=VALUE",
    multiple=True,
    help="Set an answer of your own beside the implied one; may be repeated.",
)
@click.option(
    "--horizon", "horizon_years", type=float, default=DEFAULT_HORIZON_YEARS, show_default=True, help="Years to follow."
)
@click.option("--workers", type=int, default=None, help="Threads to use; changes nothing but the time it takes.")
@click.option("--out", "folder", metavar="FOLDER", default=None, help="Write draws, summary and manifest here.")
@click.option(
    "--from-corps",
    "companies",
    metavar="FILE",
    default=None,
    help="Take the first speed-up from a comparison of companies (see `oomcast corps`).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the answer's sentence only; no progress bar.")
def run(
    *,
    scenario: str,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    givens: tuple[str, ...],
    stated: tuple[str, ...],
    horizon_years: float,
    workers: int | None,
    folder: str | None,
    companies: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Draw worlds from the beliefs in SCENARIO and report what they imply.

    SCENARIO is a preset (see `oomcast list`), a TOML file, or - for standard input.

    \b
    Examples:
      oomcast run greenblatt-2025
      oomcast run greenblatt-2025 --set software_ceiling_oom=none --draws 100000
      oomcast run greenblatt-2025 --set returns_to_software="{p25 = 0.7, p50 = 1.1, p75 = 1.6}"
      oomcast run greenblatt-2025-full --set production=ces --given "automation_year before 2030"
      oomcast run greenblatt-2025 --given "at_least_3_years_in_12mo and not oom_6 < 1"
      oomcast run greenblatt-2025 --stated "oom_total_12mo={p25 = 3, p50 = 8, p75 = 11}"
      oomcast run greenblatt-2025 --from-corps three-corporations
      cat my-beliefs.toml | oomcast run - --json
    """
    from oomcast.ensemble.given import LEAST_EFFECTIVE_DRAWS
    from oomcast.ensemble.run import run as carry_out
    from oomcast.ensemble.store import write
    from oomcast.present import interface
    from oomcast.present.progress import progress_on

    held = open_named(scenario)
    beliefs = replacements(settings, scenario=held)
    if companies is not None:
        from oomcast.present.corps_interface import first_speedup

        found, warnings = first_speedup(companies, draws=draws, seed=seed, stated=beliefs)
        beliefs = {**found, **beliefs}
        for warning in warnings:
            note(terminal().prose(f"Warning: {warning}"))
    if beliefs or stated:
        held = held.replace(stated=statements(stated), **beliefs)
    conditions: Sequence[Claim] = ()
    if givens:
        held, conditions = interface.conditioned(held, givens, place=GIVEN_OPTION)
    command = repeating_command(
        scenario,
        draws=draws,
        seed=seed,
        settings=settings,
        givens=givens,
        stated=stated,
        horizon_years=horizon_years,
        companies=companies,
    )
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        forecast = carry_out(
            held,
            given=conditions,
            least_effective_draws=LEAST_EFFECTIVE_DRAWS if givens else 1,
            draws=draws,
            seed=seed,
            horizon_years=horizon_years,
            workers=workers,
            progress=progress,
            command=command,
        )
    forecast = interface.audited(forecast)
    if folder is not None:
        write(forecast, Path(folder))
    if companies is not None and as_json:
        from oomcast.present.corps_interface import three_years_given

        say(as_json_text({**forecast.document(), "from_corps": {"file": companies, **three_years_given(forecast)}}))
    else:
        print_forecast(forecast, as_json=as_json, quiet=quiet)
    if companies is not None and not quiet and not as_json:
        from oomcast.present.corps_interface import three_years_sentence

        note(terminal().prose(three_years_sentence(forecast)))
    if folder is not None and not quiet:
        note(f"Written to {folder}: print it again with {shlex.join(['oomcast', 'summary', folder])}")


def repeating_command(
    scenario: str,
    *,
    draws: int,
    seed: int,
    settings: Sequence[str],
    horizon_years: float,
    givens: Sequence[str] = (),
    stated: Sequence[str] = (),
    companies: str | None = None,
) -> str:
    """The command that gives the same numbers again; what cannot change them is left out.

    >>> repeating_command("reference", draws=10_000, seed=0, settings=["initial_speedup=4 to 50"], horizon_years=10.0)
    "oomcast run reference --draws 10000 --seed 0 --set 'initial_speedup=4 to 50'"
    """
    words = ["oomcast", "run", scenario, "--draws", str(draws), "--seed", str(seed)]
    for setting in settings:
        words += ["--set", setting]
    for given in givens:
        words += [GIVEN_OPTION, given]
    for statement in stated:
        words += [STATED, statement]
    if companies is not None:
        words += ["--from-corps", companies]
    if horizon_years != DEFAULT_HORIZON_YEARS:
        words += ["--horizon", f"{horizon_years:g}"]
    return shlex.join(words)
