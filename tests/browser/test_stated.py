"""An answer of one's own, typed on the page: above the implied one, kept with the scenario, and what it would take."""

from __future__ import annotations

from pathlib import Path

import oomcast as oc
from tests.browser.conftest import Opened


def test_a_stated_answer_is_typed_shown_and_kept(open_workbench: Opened, tmp_path: Path) -> None:
    bench = open_workbench("#v=1&a=reference")
    panel = bench.page.locator(".stated-figure")
    digest = bench.digest
    assert "Nobody has stated an answer" in panel.inner_text()
    panel.get_by_role("button", name="State yours").click()
    panel.get_by_label("even odds").fill("99")
    panel.get_by_label("even odds").press("Enter")
    assert "Expected more than 99" in panel.locator(".field-problem:visible").inner_text()
    assert "stated" not in bench.fragment
    for name, value in (("1 in 4 below", "2"), ("even odds", "5"), ("1 in 4 above", "9,5")):
        panel.get_by_label(name).fill(value)
        panel.get_by_label(name).press("Enter")
    bars = panel.locator("svg").first.locator("text").all_text_contents()
    assert bars[bars.index("stated") : bars.index("stated") + 4] == ["stated", "2.0", "5.0", "9.5"]  # at once
    bench.rest()
    assert bench.digest == digest  # it changes no implied number
    assert "below the stated one" in panel.inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "a.stated.oom_total_12mo=p25:2,p50:5,p75:9.5" in bench.fragment
    scenario = oc.open_scenario(bench.download("Scenario as TOML", tmp_path))
    assert dict(scenario.stated["oom_total_12mo"].quantiles) == {0.25: 2, 0.5: 5, 0.75: 9.5}
    bench.open(bench.fragment)
    assert "9.5" in panel.locator("svg").first.inner_html()
    bench.page.get_by_role("button", name="Export").click()
    assert "--stated 'oom_total_12mo={" in bench.page.get_by_label("On the command line").input_value()
    bench.page.keyboard.press("Escape")
    panel.get_by_role("button", name="State yours").click()
    panel.get_by_role("button", name="Take it back").click()
    bench.rest()
    assert "stated" not in bench.fragment
    bench.page.get_by_role("button", name="Undo", exact=True).click()
    bench.rest()
    assert "a.stated.oom_total_12mo" in bench.fragment


def test_what_would_have_to_be_believed_for_it(open_workbench: Opened) -> None:
    bench = open_workbench("#v=1&a=greenblatt-2025&a.stated.oom_total_12mo=p50:4")
    panel = bench.page.locator(".stated-figure")
    panel.get_by_role("button", name="What would have to change?").click()
    panel.locator(".stated-moves svg").wait_for()
    said = panel.locator(".stated-moves").inner_text()
    assert "The beliefs together would have to change by" in said
    assert "returns to software: lower" in said
    assert "Single values cannot move" in said
    panel.locator(".stated-moves").get_by_role("button", name="Table").click()
    rows = panel.locator(".stated-moves tbody tr").all_inner_texts()
    assert rows[0].startswith("Returns to software\tbelieved")
    before, after = (float(row.split("\t")[4]) for row in rows[:2])
    assert after < before
    bench.enter("initial_speedup", "30")  # another belief, another answer: the old one is gone
    bench.rest()
    assert panel.locator(".stated-moves").is_hidden()
