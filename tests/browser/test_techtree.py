"""Companies on trees, on their page: the sentence first, one world drawn, other trees asked for, beliefs taken along."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import START_SECONDS, Opened

SMALL = "#v=1&a=greenblatt-2025&view.page=techtree&view.reach=1&view.tree="
LAYERS = f"{SMALL}layered:nodes=96,depth=6,profile=constant"
EDGES = "source,target\na,b\na,c\nb,d\nc,d\nd,e\n"


@pytest.fixture(autouse=True, scope="module")
def compiled(server: str) -> None:
    """What climbs trees is compiled before a page waits for it, which no page does for so long."""
    asked = json.dumps({"tree": "layered:nodes=96,depth=6,profile=constant", "reps": 1, "value_oom": 1}).encode()
    request = urllib.request.Request(f"{server}/api/techtree", asked, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
        assert answer.status == 200


def test_companies_climb_trees_and_a_forecast_takes_what_they_say(open_workbench: Opened) -> None:
    bench = open_workbench(LAYERS, expects=("422",))
    page = bench.page
    page.locator("h1", has_text="On 4 trees of 96 nodes").wait_for()
    assert re.search(r"AutomatedCorp reaches 1 OOM \S+ as fast as NormalCorp literally and \S+ in-year", bench.sentence)
    figure = page.locator(".tree-figure")
    assert figure.locator("h2").inner_text().startswith("One sampled world")
    assert figure.locator("svg circle").count() > 96  # each node, and the chain on top of its own
    assert figure.locator("svg text", has_text=re.compile(r"^(\d+ in 100|all of 40)$")).count()
    # The same numbers as a table, for every figure.
    for name in ("One sampled world", "Speed-up over trees", "Wide or deep", "Where the time"):
        each = page.locator("figure", has=page.locator("h2", has_text=name))
        assert each.locator("svg").get_attribute("aria-label")
        each.get_by_role("button", name="Table").click()
        assert each.locator("tbody tr").count() >= 4
    assert (
        "oomcast techtree --tree layered:nodes=96,depth=6,profile=constant" in page.locator(".tree-source").inner_text()
    )
    # What cannot be is told at its field, and the picture stays.
    page.get_by_label("Depth").fill("500")
    page.get_by_label("Depth").press("Enter")
    page.locator(".tree-form .field-problem", has_text="at most as many levels as nodes").wait_for()
    assert page.get_by_label("Depth").get_attribute("aria-invalid") == "true"
    assert "96 nodes" in bench.sentence
    page.get_by_role("button", name="Open the forecast with these beliefs").click()
    page.locator("h1", has_text="On these beliefs").wait_for()
    bench.rest()
    assert "4 simulated trees" in page.locator(".whose").inner_text()


def test_a_climb_can_be_stopped_and_an_edge_list_can_be_climbed(open_workbench: Opened) -> None:
    bench = open_workbench(LAYERS)
    page = bench.page
    page.locator("h1", has_text="On 4 trees").wait_for()
    page.get_by_label("Trees", exact=True).fill("100")
    page.get_by_role("button", name="Climb these trees").click()
    page.locator(".tree-state", has_text=re.compile(r"Climbing: [\d,]+ of [\d,]+ simulations")).wait_for()
    page.locator(".tree-state").get_by_role("button", name="Stop").click()
    page.locator(".tree-state").wait_for(state="hidden")
    assert bench.evaluate("async () => (await (await fetch('/api/health')).json()).waiting") == 0
    assert "On 4 trees of 96 nodes" in bench.sentence
    page.get_by_label("Trees", exact=True).fill("1")
    page.locator(".tree-form input[type=file]").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": EDGES.encode()}
    )
    page.locator("h1", has_text="On 1 tree of 5 nodes").wait_for()
    assert "--tree mine.csv" in page.locator(".tree-source").inner_text()


def test_the_page_fits_every_width_and_nothing_serious_is_found(open_workbench: Opened) -> None:
    bench = open_workbench(LAYERS, bypass_csp=True, color_scheme="dark", reduced_motion="reduce")
    bench.page.locator("h1", has_text="On 4 trees").wait_for()
    for width in (320, 768, 1280):
        bench.page.set_viewport_size({"width": width, "height": 800})
        assert bench.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width
    found = Axe().run(bench.page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []
