"""`oomcast techtree`: let companies climb a tree of ideas, and say what formula that makes."""

from __future__ import annotations

import sys

import click

from oomcast.present.commands.shared import CONTEXT, DEFAULT_SEED, as_json_text, say, terminal

__all__ = ["techtree"]


@click.command(
    context_settings=CONTEXT, short_help="Let companies climb a tree of ideas, and say what formula it makes."
)
@click.option("--tree", metavar="SPEC|FILE", default=None, help="Such as layered:nodes=4000,depth=40, or an edge list.")
@click.option("--company", "companies", metavar="NAME", multiple=True, help="Compare this company; may be repeated.")
@click.option("--among", metavar="FILE", default="three-corporations", help="The file of companies they are in.")
@click.option("--reps", type=int, default=None, help="On how many trees; 200 for a close look.  [default: 32]")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True, help="Which luck; the same seed repeats it.")
@click.option("--value", "value_oom", type=float, default=None, help="OOM to which times are compared.  [default: 2]")
@click.option("--points", type=int, default=None, help="Points of the design on each tree.  [default: 32]")
@click.option("--set", "settings", metavar="NAME=VALUE", multiple=True, help="Change how companies work.")
@click.option("--practices", is_flag=True, help="Also search for the practices that suit each company (minutes).")
@click.option("--workers", type=int, default=2, help="Threads to use; changes nothing but the time it takes.")
@click.option("--picture", metavar="FILE", default=None, help="Draw the tree and a wide-or-deep chart into a PNG file.")
@click.option("--export-beliefs", "beliefs", metavar="FILE", default=None, help="Write a scenario that `run` reads.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the answer's sentence only; no progress bar.")
def techtree(
    *,
    tree: str | None,
    companies: tuple[str, ...],
    among: str,
    reps: int | None,
    seed: int,
    value_oom: float | None,
    points: int | None,
    settings: tuple[str, ...],
    practices: bool,
    workers: int,
    picture: str | None,
    beliefs: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Let a slow, a normal and an automated company climb the same trees of ideas.

    Says how much faster each is, what its time goes into, where the exponent of head-count comes from, and whether a
    formula of two numbers would have done.

    \b
    Examples:
      oomcast techtree
      oomcast techtree --tree layered:nodes=4000,depth=120 --company AutomatedCorp
      oomcast techtree --export-beliefs trees.toml && oomcast run trees.toml
    """
    from oomcast.present import techtree_interface as interface
    from oomcast.present.progress import progress_on
    from oomcast.present.techtree import report, sentence

    with progress_on(sys.stderr, wanted=not quiet, counted="simulations") as progress:
        found = interface.tech_tree(
            tree,
            companies=companies,
            among=among,
            reps=reps,
            seed=seed,
            value_oom=value_oom,
            points=points,
            practices=practices,
            workers=workers,
            progress=progress,
            **interface.parsed_habits(settings),
        )
        document = found.document()
        if beliefs is not None:
            interface.write_beliefs(found, beliefs)
        if picture is not None:
            interface.write_picture(found, picture, progress=progress)
    if as_json:
        say(as_json_text(document))
    else:
        say(terminal().prose(sentence(document)) + "\n" if quiet else report(document, terminal=terminal()))
