"""Ways to show or convert a forecast, by name, without knowing how: the package's front fills the table on import."""

from __future__ import annotations

__all__ = ["COMPARISON_VIEWS", "INSIGHT_VIEWS", "VIEWS"]

VIEWS: dict[str, str] = {}
"""The name of a `Forecast` method to "module:function". A new view is one entry, and no edit to the forecast."""

COMPARISON_VIEWS: dict[str, str] = {}
"""The same for a comparison of companies."""

INSIGHT_VIEWS: dict[str, str] = {}
"""The same for what explains a forecast or compares two."""
