"""Everything can be reached and done without a pointer, and is told to those who listen."""

from __future__ import annotations

from tests.browser.conftest import Opened

FOCUSED = """() => {
    const { tagName, innerText } = document.activeElement;
    const told = (name) => document.activeElement.getAttribute(name);
    return [tagName, told("role"), told("aria-label") ?? innerText ?? ""];
}"""


def test_a_belief_is_moved_and_undone_with_keys_alone(open_workbench: Opened) -> None:
    bench = open_workbench()
    keyboard = bench.page.keyboard
    before = bench.digest
    keyboard.press("Tab")
    assert bench.evaluate(FOCUSED)[2] == "To the answer"
    keyboard.press("Tab")
    assert bench.evaluate(FOCUSED)[2] == "To the beliefs"
    keyboard.press("Enter")
    for _ in range(30):
        keyboard.press("Tab")
        if bench.evaluate("() => document.activeElement.classList.contains('knob-hit')"):
            break
    else:
        raise AssertionError("no belief was reached")
    slider = bench.page.locator("[data-belief='initial_speedup'] [role='slider']")
    assert slider.get_attribute("aria-valuetext") == "half above 15×"
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    keyboard.press("PageUp")
    bench.rest()
    assert bench.digest != before
    value = slider.get_attribute("aria-valuetext")
    assert value != "half above 15×"
    keyboard.press("Control+z")  # presses in quick succession are one change
    bench.rest()
    assert bench.digest == before


def test_every_control_is_reached_by_tab_and_has_a_name(open_workbench: Opened) -> None:
    bench = open_workbench()
    keyboard = bench.page.keyboard
    seen: list[tuple[str, str]] = []
    for _ in range(120):
        keyboard.press("Tab")
        tag, role, name = bench.evaluate(FOCUSED)
        if tag == "BODY":
            break
        seen.append((role or tag, name))
    else:
        raise AssertionError("tabbing never came round")
    visible = bench.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, [role=slider], summary, a[href]")]
            .filter((e) => e.checkVisibility() && !e.disabled && e.getClientRects().length).length"""
    )
    assert len(seen) >= visible
    named = bench.evaluate(
        """() => [...document.querySelectorAll("button, input, select, [role=slider]")]
            .filter((e) => e.checkVisibility() && !e.innerText && !e.labels?.length)
            .filter((e) => !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby"))
            .map((e) => e.outerHTML)"""
    )
    assert named == []


def test_menus_open_and_close_with_keys_and_give_the_focus_back(open_workbench: Opened) -> None:
    bench = open_workbench()
    opener = bench.page.get_by_role("button", name="Export")
    opener.focus()
    bench.page.keyboard.press("Enter")
    assert bench.evaluate(FOCUSED)[2] == "Scenario as TOML"
    bench.page.keyboard.press("Escape")
    assert bench.evaluate(FOCUSED)[2] == "Export"
    assert opener.get_attribute("aria-expanded") == "false"


def test_the_fan_is_read_with_arrows_and_as_a_table(open_workbench: Opened) -> None:
    bench = open_workbench()
    reader = bench.page.get_by_role("slider", name="Outcomes at or above a level")
    reader.focus()
    bench.page.keyboard.press("Home")
    assert reader.get_attribute("aria-valuetext") == "50 of 50 at or above 0\N{NO-BREAK SPACE}OOM"
    bench.page.keyboard.press("End")
    assert reader.get_attribute("aria-valuetext") == "1 of 50 at or above 20\N{NO-BREAK SPACE}OOM"
    figure = bench.page.locator(".fan-figure")
    figure.get_by_role("button", name="Table").click()
    last = figure.locator("tbody tr").last.inner_text().split("\t")
    assert last == ["12", "2.8", "4.8", "7.9", "11.3", "16.8"]


def test_the_answer_is_announced_once_at_rest(open_workbench: Opened) -> None:
    bench = open_workbench()
    region = bench.page.locator("#announcement")
    assert region.get_attribute("aria-live") == "polite"
    bench.evaluate(
        """() => {
            window.said = [];
            const region = document.getElementById("announcement");
            const watched = { childList: true, characterData: true, subtree: true };
            new MutationObserver(() => window.said.push(region.textContent)).observe(region, watched);
        }"""
    )
    knob = bench.page.locator("[data-belief='initial_speedup'] [role='slider']")
    knob.focus()
    for _ in range(6):
        bench.page.keyboard.press("ArrowLeft")
    bench.rest()
    said = bench.evaluate("() => window.said")
    assert len(said) == 1
    assert said[0].replace("\N{NO-BREAK SPACE}", " ") == bench.sentence
