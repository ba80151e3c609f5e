"""`oomcast compare`: where scenarios differ, and which belief explains it."""

from __future__ import annotations

import sys

import click

from oomcast.present.commands.shared import (
    CONTEXT,
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    HEADLINE,
    command_line,
    draw,
    open_named,
    print_answer,
)

__all__ = ["compare"]


@click.command(context_settings=CONTEXT, short_help="Say where scenarios differ, and which belief explains it.")
@click.argument("scenarios", nargs=-1, required=True)
@click.option("--output", default=HEADLINE, show_default=True, help="An output, event or milestone of the model.")
@click.option("--statistic", metavar="NAME", default=None, help="What of it differs: median, mean, p90, probability.")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds for each mix.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--workers", type=int, default=None, help="Threads to use; changes nothing but the time it takes.")
@click.option("--picture", metavar="FILE", default=None, help="Also draw the waterfall of cruxes into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the finding's sentence only; no progress bar.")
def compare(
    *,
    scenarios: tuple[str, ...],
    output: str,
    statistic: str | None,
    draws: int,
    seed: int,
    workers: int | None,
    picture: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare two or more SCENARIOS on shared luck: how far apart they are, and what each belief has to do with it.

    \b
    Examples:
      oomcast compare greenblatt-2025 forethought-medians
      oomcast compare greenblatt-2025 my-beliefs.toml --output at_least_10_years_in_12mo
      oomcast compare greenblatt-2025 forethought-medians reference --statistic p25
    """
    from oomcast.present import insight_interface
    from oomcast.present.contrast import report
    from oomcast.present.progress import progress_on

    held = [open_named(scenario) for scenario in scenarios]
    options = {"--output": output, "--statistic": statistic, "--draws": str(draws), "--seed": str(seed)}
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        found = insight_interface.compare(
            *held,
            output=output,
            statistic=statistic,
            draws=draws,
            seed=seed,
            workers=workers,
            progress=progress,
            command=command_line(["compare", *scenarios], options),
        )
    document = found.document()
    print_answer(document, report=report, sentence=document["reading"], as_json=as_json, quiet=quiet)
    draw(found, picture)
