"""A belief is moved and the answer moves with it; what was done can be undone."""

from __future__ import annotations

import re

from playwright.sync_api import Route

from tests.browser.conftest import Opened

SPEED, CEILING = "initial_speedup", "software_ceiling_oom"


def median(sentence: str) -> float:
    found = re.search(r"about ([\d.]+)(½?) OOM", sentence)
    assert found, sentence
    return float(found[1]) + (0.5 if found[2] else 0.0)


def test_a_dragged_belief_moves_numbers_and_picture(open_workbench: Opened) -> None:
    bench = open_workbench()
    sentence, picture, digest = bench.sentence, bench.picture(), bench.digest
    assert bench.value(SPEED) == "15×"
    box = bench.row(SPEED).locator(".row-plot").bounding_box()
    assert box is not None
    mouse, middle = bench.page.mouse, (box["x"] + box["width"] / 2, box["y"] + 20)
    mouse.move(*middle)
    mouse.down()
    mouse.move(middle[0] - 40, middle[1], steps=8)
    bench.page.locator("h1", has_text=sentence).wait_for(state="detached")  # repainted with the hand still on it
    moving = bench.picture()
    mouse.up()
    bench.rest()
    assert moving != picture
    assert bench.picture() != picture
    assert median(bench.sentence) < median(sentence)
    assert bench.digest != digest
    assert bench.value(SPEED) != "15×"
    assert "changed by you" in bench.row(SPEED).inner_text()
    assert "was 7.9" in bench.picture()


def test_undo_and_redo_step_through_settled_changes(open_workbench: Opened) -> None:
    bench = open_workbench()
    first = bench.digest
    bench.enter(SPEED, "30")
    bench.rest()
    second = bench.digest
    bench.enter(CEILING, "8 to 12")
    bench.rest()
    third = bench.digest
    assert len({first, second, third}) == 3
    undo, redo = (bench.page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    for expected in (second, first):
        undo.click()
        bench.rest()
        assert bench.digest == expected
    assert undo.is_disabled()
    assert bench.value(SPEED) == "15×"
    redo.click()
    bench.rest()
    assert bench.digest == second
    bench.page.locator("h1").click()
    bench.page.keyboard.press("Control+Shift+z")
    bench.rest()
    assert bench.digest == third
    bench.page.keyboard.press("Control+z")
    bench.rest()
    assert bench.digest == second


def test_units_change_the_picture_and_not_the_forecast(open_workbench: Opened) -> None:
    bench = open_workbench()
    digest = bench.digest
    pictures = {bench.picture()}
    for unit, expected in (("Years of progress", "6.6"), ("Multiplier", "million×")):
        bench.page.get_by_role("button", name=unit).click()
        bench.page.locator(".fan-figure svg", has_text=expected).first.wait_for()
        pictures.add(bench.picture())
    assert len(pictures) == 3
    assert bench.digest == digest
    bench.page.get_by_role("button", name="linear, 12 months, bands").click()
    bench.page.get_by_role("radio", name="calendar").check()
    bench.page.locator(".fan-figure svg", has_text="Jan 2031").first.wait_for()


def test_years_can_be_told_at_a_stated_rate(open_workbench: Opened) -> None:
    bench = open_workbench("#v=1&a=greenblatt-2025&view.unit=rate&view.rate=0.6")
    bench.page.locator(".figure-unit", has_text="years at 0.6 OOM a year").wait_for()
    assert ">13.2<" in bench.picture()  # 7.9 OOM at half the usual pace of 1.2 OOM a year


def test_the_editor_moves_quarters_and_reads_the_belief_back(open_workbench: Opened) -> None:
    bench = open_workbench()
    row = bench.row(SPEED)
    row.locator(".row-name").click()
    row.get_by_role("textbox", name="1 in 4 above").fill("40")
    row.get_by_role("textbox", name="1 in 4 above").press("Enter")
    bench.rest()
    assert "p75:40" in bench.fragment
    assert "You say: 8 in 10 between" in row.inner_text()
    row.get_by_role("textbox", name="even odds").fill("fast")
    row.get_by_role("textbox", name="even odds").press("Enter")
    assert "Expected a number" in row.locator(".field-problem:visible").first.inner_text()
    row.get_by_role("textbox", name="even odds").press("Escape")
    bench.rest()
    assert row.locator(".editor").count() == 0
    assert bench.value(SPEED) == "15×"


def test_shapes_points_and_someone_elses_belief(open_workbench: Opened) -> None:
    bench = open_workbench()
    row = bench.row(SPEED)
    row.locator(".row-name").click()
    row.get_by_label("entered as").select_option("point")
    bench.rest()
    assert "nothing uncertain" in row.inner_text()
    row.get_by_label("entered as").select_option("quantiles")
    bench.rest()
    assert "8 in 10 between" in row.inner_text()
    row.get_by_role("button", name="Someone else").click()
    row.get_by_role("button", name=re.compile("Davidson and Houlden")).click()
    bench.rest()
    assert "log-uniform" in row.inner_text() or "8×" in bench.value(SPEED)
    row.get_by_role("button", name="Back to preset").click()
    bench.rest()
    assert bench.value(SPEED) == "15×"


def test_a_belief_that_cannot_be_held_is_told_at_its_row(open_workbench: Opened) -> None:
    bench = open_workbench(expects=("422 /api/run", "422 /api/check"))
    before = bench.numbers()
    bench.enter(SPEED, "-3")
    assert "Expected at least" in bench.row(SPEED).locator(".field-problem").inner_text()
    bench.enter(SPEED, "2 to 9000000")
    problem = bench.row(SPEED).locator(".field-problem:visible")
    problem.wait_for()
    assert "expected" in problem.inner_text().lower()
    assert bench.numbers() == before


def test_a_mechanism_is_switched_on_in_place(open_workbench: Opened) -> None:
    bench = open_workbench()
    bench.page.get_by_role("button", name=re.compile("What else may matter")).click()
    part = bench.page.locator(".part", has_text="adds").first
    title = part.locator(".part-title").inner_text()
    part.get_by_role("button", name="Switch on").click()
    bench.page.locator(".part", has_text=title).filter(has_text="at work").wait_for()
    bench.rest()
    assert "At work (tier 3)" in bench.page.locator(".notes").inner_text()


def test_chips_for_endings_cannot_be_dismissed(open_workbench: Opened) -> None:
    bench = open_workbench("#v=1&a=greenblatt-2025&a.software_ceiling_oom='none")
    chip = bench.page.locator("[data-event='singular_by_horizon']")
    assert re.search(r"\d+ in 100 run into a singularity", chip.inner_text())
    assert bench.page.locator(".chips button").count() == 0
    assert "without bound" in bench.picture()


def test_in_dates_the_width_of_the_belief_about_the_start_is_included_and_said(open_workbench: Opened) -> None:
    bench = open_workbench("#v=1&a=greenblatt-2025-full&view.time=calendar")
    said = bench.page.locator(".fan-figure .figure-message").inner_text()
    assert "from Feb 2028 to Feb 2031" in said
    assert "as wide as that" in said
    figure = bench.page.locator(".fan-figure")
    assert {"2029", "2030", "2031", "2032"} <= set(bench.numbers())
    figure.get_by_role("button", name="Table").click()
    rows = [
        [row.locator("th").inner_text(), *row.locator("td").all_inner_texts()]
        for row in figure.locator("tbody tr").all()
    ]
    early = next(row for row in rows if "2029" in row[0])
    low, _, middle, _, high = (float(cell) for cell in early[1:])
    assert (low, middle) == (0.0, 0.0)  # most have not begun by then
    assert high > 5  # and some have


def test_where_the_median_has_no_bound_the_swings_of_another_number_are_shown(open_workbench: Opened) -> None:
    bench = open_workbench(
        "#v=1&a=greenblatt-2025&a.software_ceiling_oom='none&a.returns_to_software='1.2+to+4", rests=False
    )
    panel = bench.page.locator(".drives-figure")
    panel.locator("svg").wait_for()
    message = panel.locator(".figure-message").inner_text()
    assert message.startswith("The median is without bound.")
    assert "moves the value with 1 in 20 below most" in message
    assert panel.locator("svg rect").count() >= 4


def test_draws_that_could_not_be_followed_are_said_and_the_picture_stands(open_workbench: Opened) -> None:
    bench = open_workbench()

    def lost(route: Route) -> None:
        answer = route.fetch()
        document = answer.json()
        document["outcomes"] |= {"unresolved": 7, "invalid": 5}
        document["outputs"]["oom_total_12mo"]["quantiles"]["0.95"] = None
        route.fulfill(response=answer, json=document)

    bench.page.context.route("**/api/run", lost)
    bench.enter(SPEED, "16")
    bench.rest()
    said = bench.page.locator(".notes .warning").inner_text()
    assert said.startswith(
        "12 of 10,000 draws could not be followed to the end. The picture is drawn of the other 9,988"
    )
    assert "12 unknown" in bench.page.locator("#provenance").inner_text()
    assert "19 in 20 below" in bench.picture()
    assert bench.page.locator(".fan-figure svg circle").count() >= 49
