"""How long from a moved slider to the painted picture? `python -m benchmarks.slider` moves one in a real browser.

The system's Chromium shows the workbench; a hand drags the first belief, step by step, each step after the last one is
painted. The clock starts with the pointer's event and stops when the frame with the new fan has been painted. Beside it
stands what the server took. Loopback alone; the loop is bounded.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import Section, aims_table, circumstances, table
from benchmarks.run_benchmarks import machine
from benchmarks.serving import served

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "slider.json"
SECTION = Section("<!-- slider: written by python -m benchmarks.slider -->\n", "<!-- end of slider -->\n")

MOST_MILLISECONDS = 100
"""Aim for 95 in 100 steps."""

STEPS, WARM_UP = 200, 20
DRAWS = 2_000
"""Draws that the page asks for while a hand is on a control."""

PIXELS = 90
"""How far the hand goes to either side."""

GUARD_MILLISECONDS = 120_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VIEWPORT = {"width": 1280, "height": 800}

WATCH = """() => {
    const picture = document.querySelector(".fan-figure .figure-picture");
    delete document.body.dataset.painted;
    window.addEventListener("pointermove", (event) => {
        const begun = event.timeStamp;
        const frames = [];
        const observer = new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => frames.push(performance.now()))));
        observer.observe(picture, { childList: true, subtree: true, attributes: true });
        const look = setInterval(() => {
            const asked = (each) => each.name.endsWith("/api/run") && each.startTime >= begun && each.responseEnd > 0;
            const answer = performance.getEntriesByType("resource").find(asked);
            const painted = answer && frames.find((when) => when >= answer.responseEnd);
            if (!painted) return;
            clearInterval(look);
            observer.disconnect();
            document.body.dataset.served = answer.responseEnd - answer.requestStart;
            document.body.dataset.painted = painted - begun;
        }, 10);
    }, { once: true, capture: true });
}"""
"""Follows one step: when a frame had been painted with the answer to the question that the step has asked. Frames of an
earlier answer, which may still be easing in, do not count."""


def measured(address: str, *, browser: str) -> tuple[list[float], list[float]]:
    """Milliseconds from each step of the hand to its picture, and what of that the server took."""
    from playwright.sync_api import sync_playwright

    painted, computed = list[float](), list[float]()
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=browser, args=arguments)
        page = chromium.new_page(viewport=VIEWPORT)
        page.set_default_timeout(GUARD_MILLISECONDS)
        page.goto(address)
        page.wait_for_selector("body[data-rested='yes']")
        page.wait_for_selector(".drives-figure svg")
        box = page.locator(".row-plot").first.bounding_box()
        if box is None:
            raise RuntimeError("the page shows no belief")
        middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(middle, height)
        page.mouse.down()
        page.mouse.move(middle + 4, height)
        for step in range(WARM_UP + STEPS):
            page.evaluate("() => performance.clearResourceTimings()")
            page.evaluate(WATCH)
            # There and back, never twice the same place: each step is a forecast that nobody has computed before.
            away = PIXELS * np.sin(0.21 * step) + 0.31 * (step % 7)
            page.mouse.move(middle + float(away), height)
            page.wait_for_selector("body[data-painted]")
            if step >= WARM_UP:
                painted.append(float(page.evaluate("() => Number(document.body.dataset.painted)")))
                computed.append(float(page.evaluate("() => Number(document.body.dataset.served)")))
        page.mouse.up()
        chromium.close()
    return painted, computed


def told(values: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    return {"median_ms": round(float(np.median(values)), 1), "p95_ms": round(float(np.quantile(values, 0.95)), 1)}


def rendered(found: Mapping[str, Any]) -> str:
    """What was measured, as Markdown."""
    whole = found["slider_to_paint"]
    what = f"slider to painted picture, {found['draws']:,} draws, 95 in 100 steps"
    aim = (what, f"{MOST_MILLISECONDS} ms", f"{whole['p95_ms']:.0f} ms", whole["p95_ms"] <= MOST_MILLISECONDS)
    named = {"all": whole, "of which until the answer is there": found["of_which_server"]}
    rows = [[name, f"{told['median_ms']:.0f}", f"{told['p95_ms']:.0f}"] for name, told in named.items()]
    heading = [f"{found['steps']} steps of a hand", "median, ms", "95 in 100"]
    return "\n".join([circumstances(found["machine"]), aims_table([aim]), table(heading, rows)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=next((path for name in BROWSERS if (path := shutil.which(name))), None))
    asked = parser.parse_args()
    if asked.browser is None:
        print("No Chromium found: install one, or name it with --browser.")
        return 2
    here = machine()
    with served() as (port, _, _):
        painted, computed = measured(f"http://127.0.0.1:{port}/", browser=asked.browser)
    found: dict[str, Any] = {
        "steps": STEPS,
        "draws": DRAWS,
        "slider_to_paint": told(painted),
        "of_which_server": told(computed),
        "machine": here,
    }
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    SECTION.refresh(rendered(found))
    print(
        f"slider to paint, {DRAWS:,} draws, {STEPS} steps: median {found['slider_to_paint']['median_ms']} ms, "
        f"p95 {found['slider_to_paint']['p95_ms']} ms; of which the server: median "
        f"{found['of_which_server']['median_ms']} ms, p95 {found['of_which_server']['p95_ms']} ms"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
