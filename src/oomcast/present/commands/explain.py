"""`oomcast explain`: which beliefs drive an answer, and which do not matter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oomcast.errors import ScenarioError, shown
from oomcast.present.commands.shared import (
    CONTEXT,
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    HEADLINE,
    STATED,
    command_line,
    draw,
    open_named,
    print_answer,
    replacements,
    statements,
)

if TYPE_CHECKING:
    from oomcast.insight.explain import Explanation

__all__ = ["explain"]

DEFAULT_HALF_WIDTH = 0.02


@click.command(context_settings=CONTEXT, short_help="Say which beliefs drive an answer, and which do not matter.")
@click.argument("scenario")
@click.option("--output", default=HEADLINE, show_default=True, help="An output, event or milestone of the model.")
@click.option("--statistic", metavar="NAME", default=None, help="What of it swings: median, mean, p90, probability.")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many worlds for each swing.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Replace a belief; may be repeated.")
@click.option(
    STATED, "stated", metavar="NAME=VALUE", multiple=True, help="State an answer: what would have to change for it?"
)
@click.option(
    "--half-width",
    type=float,
    default=DEFAULT_HALF_WIDTH,
    show_default=True,
    help="How sharp shares of the spread are to be.",
)
@click.option(
    "--observe", metavar="NAME=NOISE", default=None, help="What an observation of a belief with this noise is worth."
)
@click.option("--observations", type=int, default=1, show_default=True, help="How many such observations.")
@click.option("--workers", type=int, default=None, help="Threads to use; changes nothing but the time it takes.")
@click.option("--picture", metavar="FILE", default=None, help="Also draw the tornado into this PNG file.")
@click.option(
    "--before-after", "ridges", metavar="FILE", default=None, help="Draw how a stated answer would move the beliefs."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the finding's sentence only; no progress bar.")
def explain(
    *,
    scenario: str,
    output: str,
    statistic: str | None,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    stated: tuple[str, ...],
    half_width: float,
    observe: str | None,
    observations: int,
    workers: int | None,
    picture: str | None,
    ridges: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say which beliefs in SCENARIO drive an answer, how far each swings it, and which do not matter.

    \b
    Examples:
      oomcast explain greenblatt-2025
      oomcast explain greenblatt-2025 --output at_least_3_years_in_12mo
      oomcast explain greenblatt-2025 --stated "oom_total_12mo={p50 = 8}" --quiet
      oomcast explain my-beliefs.toml --output oom_6 --statistic p90 --picture tornado.png
    """
    from oomcast.present import insight_interface
    from oomcast.present.explanation import finding, report
    from oomcast.present.progress import progress_on

    held = open_named(scenario)
    beliefs = replacements(settings, scenario=held)
    options = {"--output": output, "--statistic": statistic, "--draws": str(draws), "--seed": str(seed)}
    options |= {} if half_width == DEFAULT_HALF_WIDTH else {"--half-width": f"{half_width:g}"}
    options |= {} if observe is None else {"--observe": observe, "--observations": str(observations)}
    with progress_on(sys.stderr, wanted=not quiet) as progress:
        found = insight_interface.explain(
            held.replace(stated=statements(stated), **beliefs) if beliefs or stated else held,
            output=output,
            statistic=statistic,
            draws=draws,
            seed=seed,
            half_width=half_width,
            observe=None if observe is None else (*observation(observe), observations),
            workers=workers,
            progress=progress,
            command=command_line(["explain", scenario], options, settings=settings, stated=stated),
        )
    document = found.document()
    print_answer(document, report=report, sentence=finding(document), as_json=as_json, quiet=quiet)
    draw(found, picture)
    if ridges is not None:
        draw_before_after(found, ridges)


def draw_before_after(found: Explanation, file: str) -> None:
    """Write the picture of the beliefs before and after the smallest change with which the stated answer follows."""
    from oomcast.present.charts import png
    from oomcast.present.ridges import before_after

    if found.reconciled is None:
        problem = "expected a scenario that states an answer, got one that states none"
        raise ScenarioError(problem, file="--before-after")
    Path(file).write_bytes(png(before_after(found.reconciled)))


def observation(text: str) -> tuple[str, float]:
    """A belief and the standard deviation of the noise with which it would be observed."""
    name, _, noise = text.partition("=")
    try:
        return name.strip(), float(noise)
    except ValueError:
        raise ScenarioError(
            f"expected NAME=NOISE such as initial_speedup=3, got {shown(text)}", file="--observe"
        ) from None
