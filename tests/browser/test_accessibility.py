"""No serious finding of axe-core on any page, in either theme. The one test that sets the content policy aside."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Opened

SERIOUS = {"serious", "critical"}
PAGES = {
    "forecast": "",
    "editor": "",
    "overlay": "#v=1&a=greenblatt-2025&b=forethought-medians",
    "several": "#v=1&a=greenblatt-2025&b=forethought-medians&c=reference",
    "stated": "",
    "companies": "#v=1&a=greenblatt-2025&view.page=corporations",
    "first year": "#v=1&a=greenblatt-2025&view.page=firstyear",
    "cruxes": "#v=1&a=greenblatt-2025&view.page=cruxes",
}


def test_nothing_serious_is_found(open_workbench: Opened) -> None:
    bench = open_workbench(bypass_csp=True)
    serious = []
    for name, fragment in PAGES.items():
        bench.open(fragment)
        if name == "forecast":
            bench.page.locator(".drives-figure svg").wait_for()
        if name == "editor":
            bench.page.locator(".row-name").first.click()
            bench.page.locator(".editor").wait_for()
        if name == "several":
            bench.page.get_by_role("button", name="Compare").click()
        if name == "stated":
            bench.page.get_by_role("button", name="State yours").click()
            bench.page.get_by_role("button", name="What would have to change?").click()
            bench.page.locator(".stated-moves svg").wait_for()
        if name == "companies":
            bench.page.locator(".company-form input").first.wait_for()
        for theme in ("light", "dark"):
            bench.page.emulate_media(color_scheme=theme)
            found = Axe().run(bench.page)
            serious += [
                (name, theme, each["id"], each["help"], [at["html"][:160] for at in each["nodes"][:3]])
                for each in found.response["violations"]
                if each["impact"] in SERIOUS
            ]
    assert serious == []
