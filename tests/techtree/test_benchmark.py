"""Memory that arrays share counts once in what the benchmark of trees measures."""

from __future__ import annotations

import numpy as np

from benchmarks import techtree


def test_memory_is_counted_once() -> None:
    table = np.zeros((10, 4))
    parts = [table, table[:, 1], table.view(np.int32), np.broadcast_to(np.float64(3.0), (1000,)), np.zeros(0)]
    assert techtree.covered(parts) == table.nbytes + 8
