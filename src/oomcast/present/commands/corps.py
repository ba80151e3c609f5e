"""`oomcast corps`: compare companies by people, time and chips."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from oomcast.present.commands.shared import CONTEXT, DEFAULT_DRAWS, DEFAULT_SEED, as_json_text, say, terminal

__all__ = ["corps"]


@click.command(context_settings=CONTEXT, short_help="Compare companies by people, time and chips, at equal progress.")
@click.argument("file", default="three-corporations")
@click.option("--draws", type=int, default=DEFAULT_DRAWS, show_default=True, help="How many draws of all beliefs.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Replace a belief about research.")
@click.option("--slow", metavar="COMPANY", default=None, help="The company in the place of SlowCorp.")
@click.option("--normal", metavar="COMPANY", default=None, help="The company in the place of NormalCorp.")
@click.option("--automated", metavar="COMPANY", default=None, help="The company in the place of AutomatedCorp.")
@click.option("--normal-over-slow", metavar="X", default=None, help="Your answer: 10, or '5 to 20'.")
@click.option("--automated-over-normal", metavar="X", default=None, help="Your answer: 20, or '10 to 40'.")
@click.option(
    "--answer", metavar="NAME", default=None, help="Ask of this answer in FILE whether it agrees with itself."
)
@click.option("--picture", metavar="FILE", default=None, help="Also draw the comparison into this PNG file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the findings' sentences only, and warnings.")
def corps(
    *,
    file: str,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    slow: str | None,
    normal: str | None,
    automated: str | None,
    normal_over_slow: str | None,
    automated_over_normal: str | None,
    answer: str | None,
    picture: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare a slow, a normal and an automated company, and ask whether two intuitions about them agree.

    FILE describes companies and beliefs about research; without it, those of "Slow corporations" are compared.

    \b
    Examples:
      oomcast corps
      oomcast corps --normal-over-slow 10 --automated-over-normal "5 to 40"
      oomcast corps --slow SlowCorp-two-weeks --set parallel_exponent=0.4
      oomcast corps my-companies.toml --json
    """
    from oomcast.present import corps_interface
    from oomcast.present.corps import in_short, report

    roles = {"slow": slow, "normal": normal, "automated": automated}
    options = {
        **{f"--{role}": name for role, name in roles.items()},
        "--normal-over-slow": normal_over_slow,
        "--automated-over-normal": automated_over_normal,
    }
    words = ["oomcast", "corps", file, "--draws", str(draws), "--seed", str(seed)]
    words += [word for setting in settings for word in ("--set", setting)]
    words += [word for option, value in options.items() if value is not None for word in (option, value)]
    comparison = corps_interface.corporations(
        corps_interface.open_trio(file, stdin=sys.stdin, settings=settings),
        draws=draws,
        seed=seed,
        command=shlex.join(words),
        normal_over_slow=normal_over_slow,
        automated_over_normal=automated_over_normal,
        **{role: name for role, name in roles.items() if name is not None},
    )
    document = comparison.document(answer=answer)
    if picture is not None:
        from oomcast.present.charts import png

        Path(picture).write_bytes(png(comparison.plot(answer=answer)))
    told = in_short if quiet else report
    say(as_json_text(document) if as_json else told(document, terminal=terminal()))
