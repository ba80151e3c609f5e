"""The page fits every width, in both themes, on paper; colours are those of the design and can be read."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from oomcast.present import palette
from tests.browser.conftest import Opened
from tests.browser.workbench import Workbench

PAGES = ("forecast", "corporations", "cruxes", "firstyear")
SIX = "#v=1&a=greenblatt-2025&b=forethought-medians&c=reference" + "".join(
    f"&{letter}=greenblatt-2025&{letter}.initial_speedup={speed}" for letter, speed in (("d", 4), ("e", 6), ("f", 9))
)
LEAST_CONTRAST = 4.5


def fits(bench: Workbench, *, widths: tuple[int, ...] = (320, 768, 1920)) -> list[int]:
    """The widths of a window for which the page is too wide."""
    too_wide = []
    for width in widths:
        bench.resize(width)
        if not bench.evaluate("() => document.documentElement.scrollWidth <= innerWidth"):
            too_wide.append(width)
    return too_wide


def test_nothing_is_wider_than_the_window(open_workbench: Opened) -> None:
    bench = open_workbench(viewport={"width": 320, "height": 800})
    for page in PAGES:
        bench.open(f"#v=1&a=greenblatt-2025&view.page={page}")
        assert fits(bench) == [], page
    bench.open()
    bench.page.locator(".row-name").first.click()
    bench.page.locator(".editor").wait_for()
    assert fits(bench) == []
    bench.open(SIX)
    bench.page.get_by_role("button", name="State yours").click()
    bench.page.locator(".several table").wait_for()
    assert fits(bench) == []


def test_a_page_that_is_too_wide_would_be_noticed(open_workbench: Opened) -> None:
    bench = open_workbench()
    bench.evaluate("() => { document.querySelector('h1').style.width = '1000px'; }")
    assert fits(bench) == [320, 768]


def test_the_first_screen_needs_no_scrolling(open_workbench: Opened) -> None:
    bench = open_workbench()
    bench.page.locator(".drives-figure svg").wait_for()
    assert bench.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    seen = "h1, .chips li, .fan-figure svg, .stated-figure svg, .drives-figure svg, .provenance"
    outside = bench.evaluate(
        """(seen) => [...document.querySelectorAll(seen)].filter((e) => {
            const { top, bottom, left, right } = e.getBoundingClientRect();
            return top < 0 || left < 0 || bottom > innerHeight + 1 || right > innerWidth;
        }).map((e) => e.outerHTML.slice(0, 80))""",
        seen,
    )
    assert outside == []
    assert bench.page.locator(".row:visible").count() <= 8


def test_texts_of_the_fan_do_not_overlap(open_workbench: Opened) -> None:
    for fragment in (
        "",
        "#v=1&a=greenblatt-2025&view.unit=times",
        "#v=1&a=reference",
        "#v=1&a=greenblatt-2025&b=forethought-medians",
        SIX,
    ):
        bench = open_workbench(fragment, viewport={"width": 320, "height": 800})
        for width in (320, 1280):
            bench.resize(width)
            clashes = bench.evaluate(
                """() => {
                    const texts = [...document.querySelectorAll(".fan-figure svg text")];
                    const boxes = texts.map((e) => [e.textContent, e.getBoundingClientRect()]);
                    const found = [];
                    boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
                        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                        const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                        if (width > 1 && height > 3) found.push([one, other]);
                    }));
                    const svg = document.querySelector(".fan-figure svg").getBoundingClientRect();
                    const isOver = (a) => a.left < svg.left - 2 || a.right > svg.right + 2;
                    boxes.forEach(([one, a]) => isOver(a) && found.push([one, "edge"]));
                    return found;
                }"""
            )
            assert clashes == [], (fragment, width)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_the_same_everywhere_and_can_be_read(open_workbench: Opened, theme: str) -> None:
    bench = open_workbench(rests=False, color_scheme=theme)
    script, styled = bench.evaluate(
        """async (theme) => {
            const palette = (await import("/assets/palette.js"))[theme.toUpperCase()];
            const style = getComputedStyle(document.documentElement);
            const styled = (name) => [name, style.getPropertyValue(`--${name}`).trim()];
            return [palette, Object.fromEntries(Object.keys(palette).map(styled))];
        }""",
        theme,
    )
    assert script == styled
    figure = palette.LIGHT if theme == "light" else palette.DARK
    ours = {
        "bg": figure.background,
        "ink": figure.ink,
        "ink2": figure.secondary,
        "line": figure.hairline,
        "ctl": figure.axis,
    }
    ours |= {
        "b90": figure.outer,
        "b50": figure.inner,
        "edge": figure.edge,
        "med": figure.median,
        "warn": figure.warning,
    }
    ours |= {f"s{letter}": colour for letter, colour in zip("abcdef", figure.people, strict=True)}
    assert {name: script[name] for name in ours} == ours
    for ground in ("bg", "surface", "sunk"):
        for text in ("ink", "ink2", "ink3", "warn", "accent", "med", "beliefmed", "sa", "sb", "sc", "sd", "se", "sf"):
            if ground != "sunk" or text in {"ink", "ink2", "ink3"}:
                assert contrast(script[text], script[ground]) >= LEAST_CONTRAST, (text, ground)
    assert contrast(script["ink"], script["b50"]) >= LEAST_CONTRAST
    assert contrast(script["ink2"], script["b90"]) >= LEAST_CONTRAST


def test_the_theme_follows_the_system_until_it_is_chosen(open_workbench: Opened) -> None:
    bench = open_workbench(color_scheme="dark")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    dark = bench.evaluate(ground)
    bench.page.get_by_role("button", name="More", exact=True).click()
    bench.page.get_by_role("button", name="Light").click()
    light = bench.evaluate(ground)
    assert (dark, light) == ("rgb(18, 22, 28)", "rgb(251, 250, 247)")
    bench.open()
    assert bench.evaluate(ground) == light
    bench.page.get_by_role("button", name="More", exact=True).click()
    bench.page.get_by_role("button", name="System").click()
    assert bench.evaluate(ground) == dark
    bench.page.emulate_media(color_scheme="light")
    assert bench.evaluate(ground) == light


def test_it_prints_on_one_page(open_workbench: Opened) -> None:
    bench = open_workbench(color_scheme="dark")
    bench.page.locator(".drives-figure svg").wait_for()
    for size in ("A4", "Letter"):
        pdf = bench.page.pdf(format=size, prefer_css_page_size=False)
        assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1, size


def test_the_picture_stands_still_where_motion_is_not_wanted(open_workbench: Opened) -> None:
    bench = open_workbench(reduced_motion="reduce")
    bench.enter("initial_speedup", "30")
    bench.rest()
    pictures = [bench.picture() for _ in range(3)]
    assert all(one == other for one, other in pairwise(pictures))


def test_forced_colours_keep_lines_and_words(open_workbench: Opened) -> None:
    bench = open_workbench(forced_colors="active")
    fills = bench.evaluate(
        "() => [...document.querySelectorAll('.fan-figure .band')].map((e) => getComputedStyle(e).fill)"
    )
    assert fills == ["none", "none"]
    assert "half of outcomes" in bench.picture()


def test_the_bar_stays_when_the_answer_has_scrolled_away(open_workbench: Opened) -> None:
    bench = open_workbench(viewport={"width": 320, "height": 640})
    mini = bench.page.locator("#mini")
    assert not mini.is_visible()
    bench.page.locator("#provenance").scroll_into_view_if_needed()
    mini.wait_for()
    assert "7.9 OOM" in mini.inner_text()
