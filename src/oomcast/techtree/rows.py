"""Rows of memory that begin where a line of the processor's cache does, to be read as floats and as integers.

A million nodes do not fit the cache, and whatever is not in it takes a hundred times as long to come. What is needed
together therefore stands together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LINE_BYTES", "aligned_rows"]

LINE_BYTES = 64
"""A line of the cache, on all processors that we know of but for a few that have 128."""


def aligned_rows(rows: int, columns: int, *, first: int = 0) -> NDArray[np.float64]:
    """So many rows of so many floats, filled with nothing yet; row -`first` would be at the start of a line.

    >>> rows = aligned_rows(3, 8)
    >>> rows.shape, rows.ctypes.data % LINE_BYTES, rows.view(np.int32).shape
    ((3, 8), 0, (3, 16))
    """
    size = columns * np.dtype(np.float64).itemsize
    memory: NDArray[Any] = np.empty((rows + first) * size + LINE_BYTES, dtype=np.uint8)
    begin = -memory.ctypes.data % LINE_BYTES + first * size
    return memory[begin : begin + rows * size].view(np.float64).reshape(rows, columns)
