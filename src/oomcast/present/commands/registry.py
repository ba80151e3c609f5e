"""Where each command is defined. A new one is a new file and one line here; it is loaded when somebody asks for it."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["COMMANDS"]

COMMANDS = MappingProxyType(
    {
        "run": "oomcast.present.commands.run:run",
        "explain": "oomcast.present.commands.explain:explain",
        "compare": "oomcast.present.commands.compare:compare",
        "pool": "oomcast.present.commands.pool:pool",
        "corps": "oomcast.present.commands.corps:corps",
        "techtree": "oomcast.present.commands.techtree:techtree",
        "serve": "oomcast.present.commands.serve:serve",
        "summary": "oomcast.present.commands.summary:summary",
        "list": "oomcast.present.commands.scenarios:list_presets",
        "show": "oomcast.present.commands.scenarios:show",
        "check": "oomcast.present.commands.scenarios:check",
        "schema": "oomcast.present.commands.schema:schema",
    }
)
"""Commands in the order in which the help lists them."""
