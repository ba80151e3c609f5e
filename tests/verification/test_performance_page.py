"""The page on performance shows what was measured, and the matching of rivals means what it says."""

from __future__ import annotations

import json

import pytest

from benchmarks import insight, page, serving, slider, techtree
from benchmarks.page import PAGE
from benchmarks.run_benchmarks import matched

PARTS = {
    "the forecast": (page.MEASURED, page.RESULTS, page.rendered),
    "what drives it": (insight.SECTION, insight.RESULTS, insight.rendered),
    "the slider": (slider.SECTION, slider.RESULTS, slider.rendered),
    "the server": (serving.SECTION, serving.RESULTS, serving.rendered),
    "trees": (techtree.SECTION, techtree.RESULTS, techtree.rendered),
}
"""Parts of the page, each with the run that is stored and what the page says of it."""


@pytest.mark.parametrize("part", PARTS)
def test_every_number_on_the_page_comes_from_the_stored_run(part):
    section, stored, rendered = PARTS[part]
    assert section.shown_on(PAGE.read_text(encoding="utf-8")) == rendered(
        json.loads(stored.read_text(encoding="utf-8"))
    )


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


def test_of_three_minutes_the_middle_one_counts_with_what_all_were_refused():
    loads = [
        {"p95_seconds": seconds, "refused": refused} for seconds, refused in ((3.0, {}), (1.0, {429: 2}), (2.0, {}))
    ]
    found = serving.middle(loads)
    assert (found["p95_seconds"], found["refused"]) == (2.0, {429: 2})
    assert found["p95_seconds_each_time"] == [3.0, 1.0, 2.0]


@pytest.mark.parametrize("part", PARTS)
def test_the_page_keeps_its_words_when_a_part_is_written_anew(part, tmp_path, monkeypatch):
    section, stored, rendered = PARTS[part]
    text = rendered(json.loads(stored.read_text(encoding="utf-8")))
    copy = tmp_path / "performance.md"
    before = PAGE.read_text(encoding="utf-8")
    copy.write_text(before.replace(text, "nothing\n"), encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", copy)
    for _ in range(2):
        section.refresh(text)
        assert copy.read_text(encoding="utf-8") == before
