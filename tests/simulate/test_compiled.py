"""The native form of a function does what the plain one does, and refuses what it would misread."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from oomcast.simulate.compiled import compiled

TRIPLE = 3.0


def tripled(value: float) -> float:
    return TRIPLE * value


@compiled
def row_sums(table: Any, extra: float, first: int, sums: Any) -> None:
    for row in range(first, table.shape[0]):
        total = extra
        for column in range(table.shape[1]):
            total += table[row, column]
        sums[row] = tripled(total)


@pytest.mark.parametrize("kind", ["float64", "float32", "int64", "int32", "uint8"])
def test_native_and_plain_forms_give_the_same(kind: str) -> None:
    table = np.arange(12).reshape(4, 3).astype(kind)
    native, plain = np.zeros(4), np.zeros(4)
    row_sums(table, 0.5, 1, native)
    row_sums.plain(table, 0.5, 1, plain)
    assert native.tolist() == plain.tolist() == [0.0, *(3.0 * (0.5 + table[row].sum()) for row in (1, 2, 3))]


@pytest.mark.parametrize("wrong", [np.zeros((4, 6))[:, ::2], [1.0], "text", True, None])
def test_arguments_that_native_code_could_misread_are_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="expected"):
        row_sums(wrong, 0.0, 0, np.zeros(4))
