"""`oomcast serve`: the workbench, a page on this machine."""

from __future__ import annotations

import click

from oomcast.present.commands.shared import CONTEXT, say

__all__ = ["serve"]


@click.command(context_settings=CONTEXT, short_help="Open the workbench, a page where beliefs are moved.")
@click.option("--port", type=int, default=None, help="Port to listen at; a free one is found without it.")
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen at.")
@click.option("--expose", is_flag=True, help="Allow an address at which other machines can ask; needs a token.")
@click.option("--token", envvar="OOMCAST_TOKEN", default="", help="What whoever asks must know.")
def serve(*, port: int | None, no_browser: bool, host: str, expose: bool, token: str) -> None:
    """Open the workbench: a page on this machine where a belief is moved and the forecast moves with it.

    Ctrl-C ends it. Nothing leaves this machine, and nobody else can ask.

    \b
    Examples:
      oomcast serve
      oomcast serve --port 8000 --no-browser
    """
    from oomcast.present.web.server import serve as serve_workbench

    serve_workbench(
        host=host,
        port=port,
        token=token,
        is_exposed=expose,
        opens_browser=not no_browser,
        announce=lambda address: say(f"The workbench is at {address} (Ctrl-C ends it)\n"),
    )
