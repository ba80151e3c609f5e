"""What strangers wrote is shown as text and never runs; nothing is asked of any other host."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Route

from tests.browser.conftest import Opened

PAYLOADS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror='window.hit=1'>",
    '"><svg onload=window.hit=1>',
    "</title><script>window.hit=1</script>",
    "'; window.hit=1; //",
    "javascript:window.hit=1",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    "{{constructor.constructor('window.hit=1')()}}",
    "<a href='javascript:window.hit=1'>x</a>",
    "]]><script>window.hit=1</script>",
    "<style>@import'http://example.org/x'</style>",
    "<svg><style><img src=x onerror=window.hit=1>",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hit=1>",
)


def scenario(payload: str) -> str:
    said = json.dumps(payload)
    return f"""schema = 1
title = {said}
author = {said}
date = "2026"
extends = "greenblatt-2025"

[parameters.initial_speedup]
value = 15
source = {said}
evidence = "assumed"
note = {said}

[stated.oom_total_12mo]
p50 = 6
source = {said}

[conditions.one]
statement = {said}
"""


def test_no_name_note_or_source_is_ever_run(open_workbench: Opened, tmp_path: Path) -> None:
    bench = open_workbench()
    for payload in PAYLOADS:
        bench.drop("mine.toml", scenario(payload))
        bench.page.locator(".whose-title", has_text=payload.strip()).wait_for()
        bench.rest()
    row = bench.row("initial_speedup")
    row.locator(".row-name").click()
    assert PAYLOADS[-1] in row.inner_text()
    bench.page.locator("summary", has_text="Given").click()
    assert bench.page.locator("#bench script, #bench img, #bench iframe, #bench style, #bench a").count() == 0
    svg = bench.download("Figure as SVG", tmp_path).read_text(encoding="utf-8")
    assert "<script" not in svg
    assert "<img" not in svg
    report = bench.download("Report, one page that prints", tmp_path).read_text(encoding="utf-8")
    assert "<script" not in report
    assert bench.evaluate("() => window.hit") is None


def test_links_and_file_names_are_never_run(open_workbench: Opened) -> None:
    bench = open_workbench(rests=False, expects=("422 /api/check",))
    for payload in PAYLOADS[:6]:
        bench.page.evaluate(
            "(payload) => { const said = encodeURIComponent(payload); location.hash = `v=1&a=${said}&a.x=${said}`; }",
            payload,
        )
        bench.page.locator("#banner:visible").wait_for()
        bench.drop(payload, "schema = 2")
        bench.page.locator(".file-problem").wait_for()
    assert bench.evaluate("() => window.hit") is None


def test_inline_script_and_style_are_refused_by_the_policy(open_workbench: Opened) -> None:
    bench = open_workbench(rests=False, expects=("Content Security Policy",))
    bench.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hit = 1";
            document.body.append(script);
        }"""
    )
    assert bench.evaluate("() => window.hit") is None
    assert any("Content Security Policy" in said for said in bench.problems)


def test_a_server_that_has_gone_is_told_and_nothing_is_lost(open_workbench: Opened) -> None:
    bench = open_workbench(expects=("ERR_",))
    before = bench.numbers()
    runs: list[str] = []

    def gone(route: Route) -> None:
        runs.extend([route.request.url] if route.request.url.endswith("/api/run") else [])
        route.abort()

    bench.page.context.route("**/api/**", gone)
    bench.enter("initial_speedup", "30")
    for _ in range(100):  # the few draws of a moving hand, then the many of a resting one
        if len(runs) == 2:
            break
        bench.page.wait_for_timeout(50)
    bench.page.locator("#banner", has_text="The engine has stopped. Your beliefs are safe in the address").wait_for()
    assert bench.numbers() == before
    assert "a.initial_speedup=" in bench.fragment
    bench.page.context.unroute("**/api/**")
    bench.page.get_by_role("button", name="Retry").click()
    bench.rest()
    assert bench.value("initial_speedup") == "30×"
