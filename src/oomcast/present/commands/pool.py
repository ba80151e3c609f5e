"""`oomcast pool`: one forecast of several, or of several structures of the model."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from oomcast.present.commands.shared import (
    CONTEXT,
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    as_json_text,
    numbers,
    open_named,
    say,
    terminal,
)

__all__ = ["pool"]


@click.command(context_settings=CONTEXT, short_help="Pool several people's forecasts, or structures of the model.")
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--output", metavar="NAME", default=None, help="The answer to pool (default: OOM in the first year).")
@click.option("--weights", metavar="W,W,...", default=None, help="One weight for each scenario, such as 2,1.")
@click.option("--method", default="linear", show_default=True, help="linear: mix the people; log: multiply densities.")
@click.option(
    "--structures",
    metavar="[NAME=W,... | FILE]",
    is_flag=False,
    flag_value="all",
    default=None,
    help="Put one scenario under several structures of the model.",
)
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds to draw for each.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--picture", metavar="FILE", default=None, help="Also draw the pool into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the answer's sentence only; no progress bar.")
def pool(
    *,
    scenarios: tuple[str, ...],
    output: str | None,
    weights: str | None,
    method: str,
    structures: str | None,
    draws: int,
    seed: int,
    picture: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Pool the forecasts of several SCENARIOs, or of one under several structures of the model, into one.

    \b
    Examples:
      oomcast pool greenblatt-2025 forethought-medians
      oomcast pool greenblatt-2025 forethought-medians --weights 2,1 --method log
      oomcast pool greenblatt-2025 --structures
      oomcast pool greenblatt-2025 --structures latency=2,cobb-douglas=1
    """
    from oomcast.present.pool_interface import pool as pooled_of
    from oomcast.present.pooled import pool_sentence, pool_text
    from oomcast.present.progress import progress_on

    words = ["oomcast", "pool", *scenarios, "--draws", str(draws), "--seed", str(seed)]
    asked = {"--output": output, "--weights": weights, "--structures": structures}
    words += [word for option, value in asked.items() if value is not None for word in (option, value)]
    words += ["--method", method] if method != "linear" else []
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        found = pooled_of(
            *(open_named(scenario) for scenario in scenarios),
            output=output,
            weights=None if weights is None else numbers(weights, option="--weights"),
            method=method,
            structures=structures,
            draws=draws,
            seed=seed,
            progress=progress,
            command=shlex.join(words),
        )
    document = found.document()
    if as_json:
        say(as_json_text(document))
    elif quiet:
        say(terminal().prose(pool_sentence(document)) + "\n")
    else:
        say(pool_text(document, terminal=terminal()))
    if picture is not None:
        from oomcast.present.charts import png

        Path(picture).write_bytes(png(found.plot()))
