"""Two scenarios on the same luck: both in the picture, both to be moved, and what makes the gap."""

from __future__ import annotations

import re
from pathlib import Path

import oomcast as oc
from tests.browser.conftest import Opened


def test_a_second_scenario_lies_over_the_first(open_workbench: Opened) -> None:
    bench = open_workbench()
    alone = bench.digest
    bench.page.get_by_role("button", name="Compare").click()
    bench.page.locator(".pick", has_text="Davidson and Houlden").click()
    bench.page.locator("h1", has_text="Davidson and Houlden (B)").wait_for()
    bench.rest()
    assert "On the same luck B is above A in" in bench.sentence
    assert re.search(r"A \d+, B \d+ in 100", bench.page.locator(".chips").inner_text())
    assert bench.digest == alone
    picture = bench.picture()
    assert "A 7.9" in picture
    assert "B 3." in picture
    assert bench.page.locator(".several").is_hidden()
    assert bench.page.locator(".fan-figure svg circle").count() >= 98
    # The rows are those of B now; moving one moves B and leaves A where it is.
    assert bench.value("initial_speedup") == "8×"
    bench.enter("initial_speedup", "20")
    bench.rest()
    assert bench.digest == alone
    assert "B 3." not in bench.picture() or bench.picture() != picture
    bench.page.get_by_role("group", name="Whose beliefs are moved").get_by_role("button", name="A").click()
    bench.page.wait_for_timeout(0)
    assert bench.value("initial_speedup") == "15×"
    fragment = bench.fragment
    assert "&b=forethought-medians@" in fragment
    assert "b.initial_speedup" in fragment
    bench.open(fragment)
    assert "B" in bench.page.locator(".whose").inner_text()
    bench.page.get_by_role("button", name="Remove B").click()
    bench.page.locator("h1", has_text="On these beliefs").wait_for()


THREE = "#v=1&a=greenblatt-2025&b=forethought-medians&c=reference"


def test_three_are_medians_with_a_bar_for_the_middle_half_of_each(open_workbench: Opened, tmp_path: Path) -> None:
    bench = open_workbench("#v=1&a=greenblatt-2025&b=forethought-medians")
    alone = bench.digest
    bench.page.get_by_role("button", name="Compare").click()
    bench.page.locator(".pick", has_text="A neutral reference").first.click()
    bench.page.locator("h1", has_text="reference (C)").wait_for()
    bench.rest()
    assert bench.digest == alone
    assert "&c=reference@" in bench.fragment
    for said in ("Ryan Greenblatt (A)", "Davidson and Houlden (B)", "half between 4.8 and 11"):
        assert said in bench.sentence
    picture = bench.page.locator(".fan-figure .figure-picture")
    assert [text for text in bench.numbers() if re.match(r"[A-C] \d", text)] == ["A 7.9", "C 4.5", "B 3.5"]
    assert picture.locator("circle, .band").count() == 0  # no dots, no bands
    bars = [box for one in picture.locator("rect[fill-opacity]").all() if (box := one.bounding_box())]
    assert len(bars) == 3
    ticks = [box for one in picture.locator("rect:not([fill-opacity])").all() if (box := one.bounding_box())]
    assert all(tick["width"] > bar["width"] for tick, bar in zip(ticks, bars, strict=True))
    strokes = [one.get_attribute("stroke-dasharray") for one in picture.locator("path.s-sb, path.s-sc").all()]
    assert {"9 4", "2 3"} <= set(strokes)
    assert re.search(r"A \d+, B \d+, C \d+ in 100", bench.page.locator(".chips").inner_text())
    rows = bench.page.locator(".several tbody tr").all_inner_texts()
    assert rows[0].split("\t") == ["A Ryan Greenblatt", "4.8", "7.9", "11.3", ""]
    assert len(rows) == 3
    digest = oc.run("forethought-medians").document()["digest"]
    assert f"B {digest[:4]}" in bench.page.locator("#provenance").inner_text()
    svg = bench.download("Figure as SVG", tmp_path).read_text(encoding="utf-8")
    assert "C 4.5" in svg
    assert "Davidson" in svg
    report = bench.download("Report, one page that prints", tmp_path).read_text(encoding="utf-8")
    assert "Davidson and Houlden" in report
    assert "<svg" in report or "data:image/svg+xml" in report
    fragment = bench.fragment
    bench.open(fragment)
    assert bench.fragment == fragment
    # The rows are those of the one that is moved, and taking one away moves the others up.
    sides = bench.page.get_by_role("group", name="Whose beliefs are moved")
    sides.get_by_role("button", name="C").click()
    bench.enter("initial_speedup", "30")
    bench.rest()
    assert "c.initial_speedup" in bench.fragment
    assert "reference, changed (C)" in bench.sentence
    sides.get_by_role("button", name="B").click()
    bench.page.get_by_role("button", name="Remove B").click()
    bench.page.locator("h1", has_text="reference, changed (B)").wait_for()
    bench.rest()
    assert "b.initial_speedup" in bench.fragment
    assert bench.page.locator(".fan-figure svg circle").count() >= 98
    bench.page.get_by_role("button", name="Undo", exact=True).click()
    bench.page.locator("h1", has_text="reference, changed (C)").wait_for()


def test_a_seventh_asks_which_one_makes_room(open_workbench: Opened) -> None:
    more = (
        "&d=greenblatt-2025&d.initial_speedup=5&e=greenblatt-2025&e.initial_speedup=7&f=reference&f.initial_speedup=9"
    )
    bench = open_workbench(THREE + more)
    letters = [text[0] for text in bench.numbers() if re.match(r"[A-F] \d", text)]
    assert sorted(letters) == list("ABCDEF")
    bench.page.get_by_role("button", name="Compare").click()
    bench.page.locator(".pick", has_text="Davidson and Houlden").click()
    question = bench.page.locator(".picker-ask")
    assert "Which one makes room for Davidson and Houlden" in question.inner_text()
    bench.page.get_by_role("button", name="Drop E").click()
    bench.page.locator("h1", has_text="Davidson and Houlden (E)").wait_for()
    bench.rest()
    assert "&e=forethought-medians@" in bench.fragment
    assert "e.initial_speedup" not in bench.fragment


def test_the_cruxes_add_up_from_one_median_to_the_other(open_workbench: Opened) -> None:
    bench = open_workbench(
        "#v=1&a=greenblatt-2025&b=greenblatt-2025&b.initial_speedup='2+to+20&b.software_ceiling_oom=20&view.page=cruxes"
    )
    figure = bench.page.locator("figure", has_text="From A to B").first
    figure.locator("svg").wait_for()
    figure.get_by_role("button", name="Table").click()
    rows = figure.locator("tbody tr")
    assert rows.count() == 2
    number = re.compile(r"−?\d+\.\d+")
    added = [float(number.findall(row)[0].replace("−", "-")) for row in rows.all_inner_texts()]
    remark = bench.page.locator(".page-remark").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    difference = float(re.search(r"difference (−?\d+\.\d+)", remark)[1].replace("−", "-"))  # type: ignore[index]
    assert abs(sum(added) - difference) <= 0.011  # each is rounded to two decimals
