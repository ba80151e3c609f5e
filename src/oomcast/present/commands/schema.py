"""`oomcast schema`: the format of scenario files, and of files of companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from oomcast.present.commands.shared import CONTEXT, as_json_text, say

if TYPE_CHECKING:
    from oomcast.beliefs.schema import Draft

__all__ = ["schema"]


@click.command(
    context_settings=CONTEXT, short_help="Print the JSON Schema of scenario files, or of files of companies."
)
@click.option("--model", "name", default="takeoff", show_default=True, help="The model whose parameters it knows.")
@click.option("--companies", "of_companies", is_flag=True, help="The schema of files of companies instead.")
@click.option(
    "--draft",
    type=click.Choice(["2020-12", "draft-04"]),
    default="2020-12",
    show_default=True,
    help="Version of JSON Schema; some editors know draft-04 only.",
)
def schema(*, name: str, of_companies: bool, draft: Draft) -> None:
    """Print the JSON Schema of scenario files, for editors and checks.

    \b
    Examples:
      oomcast schema > scenario.schema.json
      oomcast schema --companies > companies.schema.json
    """
    from oomcast.beliefs.companies.schema import companies_schema
    from oomcast.beliefs.schema import scenario_schema
    from oomcast.models.corporations.declared import WORDS
    from oomcast.models.registry import vocabulary

    found = companies_schema(WORDS, draft=draft) if of_companies else scenario_schema(vocabulary(name), draft=draft)
    say(as_json_text(found))
