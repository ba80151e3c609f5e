"""What every engine function is held to: the same bits from floats, from arrays and compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from oomcast.simulate.twins import twin


def bits(values: Any) -> list[int]:
    return np.asarray(values, dtype=np.float64).view(np.int64).tolist()


def assert_same_bits(function: Callable[..., Any], columns: Sequence[Any]) -> None:
    """Call a function on rows of floats, on whole columns, and compiled on rows; `columns` broadcast."""
    arrays = [np.ascontiguousarray(column) for column in np.broadcast_arrays(*columns)]
    rows = [tuple(float(value) for value in row) for row in zip(*arrays, strict=True)]
    one_by_one = bits([function(*row) for row in rows])
    assert bits(function(*arrays)) == one_by_one
    compiled = twin(function)
    assert bits([compiled(*row) for row in rows]) == one_by_one
