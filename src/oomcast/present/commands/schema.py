"""`oomcast schema`: the format of scenario files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oomcast.present.commands.shared import CONTEXT, as_json_text, say

if TYPE_CHECKING:
    from oomcast.beliefs.schema import Draft

__all__ = ["schema"]


@click.command(context_settings=CONTEXT, short_help="Print the JSON Schema of scenario files.")
@click.option("--model", "name", default="takeoff", show_default=True, help="The model whose parameters it knows.")
@click.option(
    "--draft",
    type=click.Choice(["2020-12", "draft-04"]),
    default="2020-12",
    show_default=True,
    help="Version of JSON Schema; some editors know draft-04 only.",
)
def schema(*, name: str, draft: Draft) -> None:
    """Print the JSON Schema of scenario files, for editors and checks.

    \b
    Example:
      oomcast schema > scenario.schema.json
    """
    from oomcast.beliefs.schema import scenario_schema
    from oomcast.models.registry import vocabulary

    say(as_json_text(scenario_schema(vocabulary(name), draft=draft)))
