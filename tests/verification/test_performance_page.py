"""The page on performance shows what was measured, and the matching of rivals means what it says."""

from __future__ import annotations

import json

import pytest

from benchmarks.page import MEASURED, PAGE, RESULTS, refresh, rendered
from benchmarks.run_benchmarks import matched


def test_every_number_on_the_page_comes_from_the_stored_run():
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert MEASURED.shown_on(PAGE.read_text(encoding="utf-8")) == rendered(results)


def rival(rate: float, error: float) -> dict[str, object]:
    return {"rate_per_processor_second": rate, "errors": {"oom_12mo_max": error}}


@pytest.mark.parametrize(
    ("ladder", "chosen"),
    [
        ([rival(9.0, 1e-3), rival(5.0, 1e-7), rival(2.0, 1e-9)], 1),  # the fastest of those accurate enough
        ([rival(9.0, 1e-3), rival(5.0, 1e-4)], 1),  # none is: the most accurate
    ],
)
def test_a_rival_is_matched_on_error_first_and_speed_second(ladder, chosen):
    assert matched(ladder, error="oom_12mo_max", at_most=1e-6) is ladder[chosen]


def test_the_page_keeps_its_words_when_its_tables_are_written_anew(tmp_path, monkeypatch):
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    copy = tmp_path / "performance.md"
    before = PAGE.read_text(encoding="utf-8")
    copy.write_text(before.replace(rendered(results), ""), encoding="utf-8")
    monkeypatch.setattr("benchmarks.page.PAGE", copy)
    for _ in range(2):
        refresh(results)
        assert copy.read_text(encoding="utf-8") == before
