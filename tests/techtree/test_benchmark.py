"""The page on performance shows of trees what was measured, and memory that is shared counts once."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import techtree
from benchmarks.page import PAGE


def test_every_number_about_trees_on_the_page_comes_from_the_stored_run() -> None:
    results = json.loads(techtree.RESULTS.read_text(encoding="utf-8"))
    assert techtree.SECTION.shown_on(PAGE.read_text(encoding="utf-8")) == techtree.rendered(results)


def test_the_page_keeps_its_words_when_the_section_is_written_anew(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    results = json.loads(techtree.RESULTS.read_text(encoding="utf-8"))
    before = PAGE.read_text(encoding="utf-8")
    copy = tmp_path / "performance.md"
    copy.write_text(before.replace(techtree.rendered(results), "nothing\n"), encoding="utf-8")
    monkeypatch.setattr(techtree, "PAGE", copy)
    for _ in range(2):
        techtree.SECTION.refresh(techtree.rendered(results))
        assert copy.read_text(encoding="utf-8") == before


def test_memory_is_counted_once() -> None:
    table = np.zeros((10, 4))
    parts = [table, table[:, 1], table.view(np.int32), np.broadcast_to(np.float64(3.0), (1000,)), np.zeros(0)]
    assert techtree.covered(parts) == table.nbytes + 8
