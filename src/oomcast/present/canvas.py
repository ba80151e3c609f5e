"""Measures that the parts of a chart share: the figure, where its parts stand, fonts and sizes of type."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BODY", "DOTS_BOX", "FAN_BOX", "FIGURE", "LEFT", "SANS", "SERIF", "SMALL", "STRONG", "TITLE", "Box"]

FIGURE = (10.0, 6.4)
"""Width and height in inches."""

POINTS_PER_INCH = 72.0

SANS, SERIF = "DejaVu Sans", "DejaVu Serif"
"""Both come with Matplotlib, so that a picture is the same on every machine."""

SMALL, BODY, STRONG, TITLE = 8.5, 9.5, 12.0, 14.0
"""Sizes of type in points."""

LEFT = 0.02
"""Left margin of texts, as a share of the width."""


class Box(NamedTuple):
    """Where a part of the figure stands, as shares of its width and height."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def width_points(self) -> float:
        return FIGURE[0] * self.width * POINTS_PER_INCH

    @property
    def height_points(self) -> float:
        return FIGURE[1] * self.height * POINTS_PER_INCH


FAN_BOX = Box(0.052, 0.185, 0.56, 0.47)
DOTS_BOX = Box(0.805, 0.185, 0.18, 0.47)
