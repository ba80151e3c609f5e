"""Two scenarios on the same luck: both in the picture, both to be moved, and what makes the gap."""

from __future__ import annotations

import re

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
