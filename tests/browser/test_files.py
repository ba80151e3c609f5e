"""Files: what is exported comes back the same, and a bad file shows where it is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import oomcast as oc
from tests.browser.conftest import Opened

DRAWS = 10_000


def test_an_exported_scenario_comes_back_with_the_same_digest(open_workbench: Opened, tmp_path: Path) -> None:
    bench = open_workbench()
    bench.enter("initial_speedup", "3 to 40")
    bench.rest()
    digest, sentence = bench.digest, bench.sentence
    path = bench.download("Scenario as TOML", tmp_path)
    again = oc.open_scenario(path)
    assert again.beliefs["initial_speedup"].quantile(0.95) == pytest.approx(40)
    assert oc.run(again, draws=DRAWS, seed=0).document()["digest"].startswith(digest)
    bench.open()
    assert bench.digest != digest
    bench.drop("mine.toml", path.read_text(encoding="utf-8"))
    bench.page.locator("h1", has_text=sentence[:60]).wait_for()
    bench.rest()
    assert bench.digest == digest
    fragment = bench.fragment
    assert "a.toml=" in fragment
    bench.open(fragment)  # a file travels inside its link
    assert bench.digest == digest


def test_draws_figure_and_report_are_exported_with_their_provenance(open_workbench: Opened, tmp_path: Path) -> None:
    bench = open_workbench()
    digest = bench.digest
    csv = bench.download("Draws as CSV", tmp_path)
    text = csv.read_text(encoding="utf-8")
    frame = pd.read_csv(csv, comment="#")
    assert len(frame) == DRAWS
    assert "greenblatt-2025" in text
    median = float(np.median(frame["output.oom_total_12mo"]))
    assert median == pytest.approx(7.90, abs=0.01)
    assert len(pd.read_parquet(bench.download("Draws as Parquet", tmp_path))) == DRAWS
    svg = bench.download("Figure as SVG", tmp_path).read_text(encoding="utf-8")
    assert svg.startswith("<?xml")
    assert digest in svg
    assert "style=" not in svg
    png = bench.download("Figure as PNG", tmp_path).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    report = bench.download("Report, one page that prints", tmp_path).read_text(encoding="utf-8")
    assert "<script" not in report
    assert digest in report


def test_the_same_in_python_and_on_the_command_line(open_workbench: Opened) -> None:
    bench = open_workbench()
    bench.enter("initial_speedup", "4 to 50")
    bench.rest()
    bench.page.get_by_role("button", name="Export").click()
    command = bench.page.get_by_label("On the command line").input_value()
    assert command.startswith("oomcast run greenblatt-2025")
    python = bench.page.get_by_label("The same in Python").input_value()
    assert "initial_speedup" in command
    said: dict[str, object] = {}
    exec(python.replace("print(forecast.text())", ""), said)
    assert said["forecast"].document()["digest"].startswith(bench.digest)  # type: ignore[attr-defined]


BAD = """schema = 1
extends = "greenblatt-2025"

[parameters.returns_to_software]
value = 1.2

[parameters.initial_speedup]
p25 = 20
p50 = 15
p75 = 40
"""


def test_a_bad_file_shows_its_field_and_can_be_put_right(open_workbench: Opened) -> None:
    bench = open_workbench(expects=("422 /api/check",))
    before = bench.digest
    bench.drop("mine.toml", BAD)
    problem = bench.page.locator(".file-problem")
    problem.wait_for()
    assert problem.locator("code").inner_text() == "parameters.initial_speedup.p50"
    assert "expected more than p25 = 20, got p50 = 15" in problem.inner_text()
    assert "line 9" in problem.inner_text()
    area = problem.locator("textarea")
    selected = area.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert selected == "p50 = 15"
    assert bench.digest == before
    area.fill(BAD.replace("p50 = 15", "p50 = 25"))
    problem.get_by_role("button", name="Try again").click()
    problem.wait_for(state="detached")
    bench.rest()
    assert bench.value("initial_speedup") == "25×"
    assert bench.digest != before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = 1\n[parameters]\nintial_speedup = 15\n", "Did you mean 'initial_speedup'?"),
        ("schema = 1\n[parameters\n", "expected TOML"),
        ("extends = 'greenblatt-2025'\n", "schema"),
        ("", "schema"),
    ],
)
def test_mistakes_are_told_as_on_the_command_line(open_workbench: Opened, text: str, said: str) -> None:
    bench = open_workbench(rests=False, expects=("422 /api/check",))
    bench.page.locator(".whose-button").wait_for()
    bench.drop("mine.toml", text)
    problem = bench.page.locator(".file-problem-said")
    problem.wait_for()
    assert said in problem.inner_text()
