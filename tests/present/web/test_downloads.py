"""Files to keep: they come back as what they were, say where they come from, and carry nothing that runs."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from oomcast.ensemble.forecast import Forecast
from oomcast.present.interface import run
from oomcast.present.web.asking import Asked, read_asked
from oomcast.present.web.downloads import KINDS, Order, as_csv, as_page, as_scenario, as_svg, file_stem, harmless
from oomcast.present.words import number
from tests.present.web.client import Asking

ASKED = {"scenario": "greenblatt-2025", "draws": 120, "seed": 4, "set": {"initial_speedup": "4 to 50"}}
SVG = "{http://www.w3.org/2000/svg}"

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</text><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script><![CDATA[",
    "'\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=data:text/html,x>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<link rel=stylesheet href=http://evil.example>",
    "<base href=http://evil.example>",
    "<form action=http://evil.example><input type=submit>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr<script>ipt>alert(1)</script>",
    "<SCRIPT SRC=http://evil.example/x.js></SCRIPT>",
    "<style>@import 'http://evil.example';</style>",
    "$\\foo{<script>alert(1)</script>}$",
)
AROUND = ("{}", "a {} b", "{0}{0}", '"{}', "'{}", "{}>", "<b>{}", "\u00a0{}")
PAYLOADS = tuple(around.format(script) for around in AROUND for script in SCRIPTS)


def order_of(asked: Mapping[str, Any] = ASKED, **changed: Any) -> Order:
    wanted = read_asked(asked)
    forecast = run(wanted.scenario, draws=wanted.draws, seed=wanted.seed, command=wanted.command)
    return Order(forecast=forecast, asked=wanted, is_dark=False, **changed)


@pytest.fixture(scope="module")
def order() -> Order:
    return order_of()


def told(order: Order, scenario: Any) -> Order:
    """The same draws under another scenario's name, title and notes."""
    forecast = dataclasses.replace(order.forecast, scenario=scenario)
    return Order(forecast=forecast, asked=dataclasses.replace(order.asked, scenario=scenario), is_dark=False)


def expected_provenance(forecast: Forecast) -> dict[str, Any]:
    return {**forecast.provenance.document(), "digest": forecast.document()["digest"]}


# --- round trips and provenance


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_comes_as_an_attachment_with_its_provenance(kind: str, server: Asking) -> None:
    reply = server.post(f"/api/export/{kind}", ASKED)
    assert reply.status == 200
    assert reply.headers["content-disposition"] == f'attachment; filename="greenblatt-2025.{kind}"'
    assert reply.headers["content-type"] == KINDS[kind][0]
    digest = server.post("/api/run", ASKED).json()["digest"]
    if kind == "parquet":
        assert digest.encode() in (pq.read_schema(io.BytesIO(reply.body)).metadata or {})[b"oomcast"]
    else:
        assert digest.encode() in reply.body


def test_a_scenario_comes_back_as_it_was(server: Asking) -> None:
    first = server.post("/api/export/toml", ASKED).body.decode()
    again = {"toml": first, "file": "greenblatt-2025.toml", "draws": 120, "seed": 4}
    one, two = server.post("/api/run", ASKED).json(), server.post("/api/run", again).json()
    assert one["digest"] == two["digest"]
    assert one["provenance"]["scenario_hash"] == two["provenance"]["scenario_hash"]
    assert "digest: " + one["digest"] in first
    second = server.post("/api/export/toml", again).body.decode()
    assert second.count("# oomcast digest") == 1  # the heading is replaced, not added to
    assert second.replace(two["provenance"]["command"], "") == first.replace(one["provenance"]["command"], "")


def test_a_table_holds_every_draw_to_the_last_digit(order: Order) -> None:
    frame = pd.read_csv(io.BytesIO(as_csv(order)), comment="#", index_col="draw")
    expected = order.forecast.to_frame()
    assert list(frame.columns) == list(expected.columns)
    for name in expected.columns:
        column = frame[name].to_numpy()
        if expected[name].dtype == np.float64:
            assert np.array_equal(column.astype(np.float64), expected[name].to_numpy())
        else:
            assert [*column] == [*expected[name]]
    rows = [*csv.reader(io.StringIO(as_csv(order).decode()))]
    said = {row[0].removeprefix("# oomcast "): row[1] for row in rows if row[0].startswith("# ")}
    for name, value in expected_provenance(order.forecast).items():
        assert said[name] == str(value)
    assert said["unit of output.oom_total_12mo"] == "OOM"


def test_parquet_holds_every_draw_with_units(server: Asking, order: Order) -> None:
    table = pq.read_table(io.BytesIO(server.post("/api/export/parquet", ASKED).body))
    frame, expected = table.to_pandas(), order.forecast.to_frame()
    for name in expected.columns:
        assert [*frame[name]] == [*expected[name]]
    assert table.schema.field("output.oom_total_12mo").metadata == {b"unit": b"OOM"}
    about = json.loads((table.schema.metadata or {})[b"oomcast"])
    assert {**about, "python": ""} == {**expected_provenance(order.forecast), "python": ""}


def test_pictures_say_where_they_come_from_and_are_the_same_each_time(server: Asking, order: Order) -> None:
    first, second = (server.post("/api/export/svg", ASKED).body for _ in range(2))
    assert first == second
    drawing = ET.fromstring(first)
    text = "".join(drawing.itertext())
    assert expected_provenance(order.forecast)["digest"] in text
    png = server.post("/api/export/png", ASKED).body
    assert png.startswith(b"\x89PNG")
    assert expected_provenance(order.forecast)["scenario_hash"].encode() in png
    assert server.post("/api/export/svg", {**ASKED, "theme": "dark"}).body != first


def test_the_page_says_what_the_document_says(order: Order) -> None:
    from oomcast.present.findings import answer

    page = read_page(as_page(order).decode())
    assert answer(order.document) in page.text
    for value in expected_provenance(order.forecast).values():
        assert str(value)[:12] in page.text
    assert order.forecast.provenance.command in page.text
    assert page.outside == []


def test_a_report_of_several_names_all_of_them_and_how_to_have_each_again(order: Order) -> None:
    names = ("forethought-medians", "reference", "greenblatt-2026-no-singularity")
    others = tuple(order_of({"scenario": name, "draws": 120, "seed": 4}) for name in names)
    several = dataclasses.replace(order, others=others)
    page = read_page(as_page(several).decode())
    assert page.outside == []
    for letter, one in zip("ABCD", (order, *others), strict=True):
        assert f"{letter}: digest {one.document['digest'][:12]}" in page.text
        assert one.forecast.provenance.command in page.text
        middle = one.document["outputs"]["oom_total_12mo"]["quantiles"]["0.5"]
        assert number(middle) in page.text
    assert "Davidson and Houlden (Forethought), 2025-07-18 (B)" in page.text
    drawing = "".join(ET.fromstring(as_svg(several)).itertext())
    assert "Davidson" not in "".join(ET.fromstring(as_svg(order)).itertext())
    assert order.document["digest"] in drawing


@pytest.mark.parametrize(
    ("kind", "asked", "status"),
    [
        ("exe", ASKED, 404),
        ("tom", ASKED, 404),
        ("csv", {**ASKED, "draws": 100_001}, 422),
        ("svg", {**ASKED, "theme": "blue"}, 400),
        ("toml", {**ASKED, "overlay": {"scenario": "reference"}}, 400),
        ("toml", {**ASKED, "set": {"initial_speedup": "x"}}, 422),
    ],
)
def test_what_cannot_be_exported_is_refused(kind: str, asked: dict[str, Any], status: int, server: Asking) -> None:
    reply = server.post(f"/api/export/{kind}", asked)
    assert reply.status == status
    assert "expected" in reply.json()["error"]["message"]


# --- nothing that runs


class Page(HTMLParser):
    """Tags and attributes of a page, and all its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.outside: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name in {"src", "href", "action", "data", "srcset"} and not (value or "").startswith("data:image/"):
                self.outside.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


ALLOWED_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "strong", "span", "h1", "h2", "p", "ul", "li"),
    *("figure", "img", "div", "section", "table", "thead", "tbody", "tr", "th", "td", "footer", "br", "code"),
}
ALLOWED_ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "src", "alt", "scope", "title", "colspan"),
}


def read_page(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page


def test_the_reader_of_pages_sees_what_would_run() -> None:
    page = read_page("<p onclick=x>a<script>b</script><a href=http://x>c</a></p>")
    assert "script" in page.tags
    assert "onclick" in page.attributes
    assert page.outside == ["a href=http://x"]


def nasty(order: Order, payloads: tuple[str, ...]) -> Any:
    """A scenario that says the payloads wherever it may say anything: title, author, sources, notes, conditions."""
    scenario = order.forecast.scenario
    lines = iter(payloads)
    beliefs = {
        name: dataclasses.replace(belief, source=next(lines), note=next(lines))
        for name, belief in scenario.beliefs.items()
    }
    condition = scenario.conditions[0]
    conditions = tuple(dataclasses.replace(condition, name=f"c{at}", statement=line) for at, line in enumerate(lines))
    return dataclasses.replace(
        scenario, name=payloads[0], title=payloads[-1], author=payloads[1], beliefs=beliefs, conditions=conditions
    )


def test_no_script_gets_into_a_page(order: Order) -> None:
    assert len(PAYLOADS) == 200
    for start in range(0, 200, 50):
        page = read_page(as_page(told(order, nasty(order, PAYLOADS[start : start + 50]))).decode())
        assert page.tags <= ALLOWED_TAGS
        assert page.attributes <= ALLOWED_ATTRIBUTES
        assert page.outside == []
        assert PAYLOADS[start + 49] in page.text  # shown as it was written


def test_no_script_gets_into_a_drawing(order: Order) -> None:
    for start in range(0, 200, 25):
        title, author = " ".join(PAYLOADS[start : start + 12]), " ".join(PAYLOADS[start + 12 : start + 25])
        scenario = dataclasses.replace(order.forecast.scenario, title=title, author=author)
        drawing = ET.fromstring(as_svg(told(order, scenario)))
        tags = {element.tag for element in drawing.iter()}
        assert not [tag for tag in tags if tag.rpartition("}")[2].lower() in {"script", "foreignobject", "a", "iframe"}]
        for element in drawing.iter():
            assert not [name for name in element.attrib if name.lower().startswith("on")]
            for name, value in element.attrib.items():
                if name.rpartition("}")[2] in {"href", "src"}:
                    assert value.startswith(("#", "data:image/", "http://purl.org/"))


def test_the_server_echoes_names_as_data_alone(server: Asking) -> None:
    for payload in PAYLOADS[:10]:
        text = "schema = 1\nextends = 'reference'\ntitle = " + json.dumps(payload, ensure_ascii=False)
        reply = server.post("/api/check", {"toml": text, "file": payload})
        assert reply.headers["content-type"] == "application/json"
        assert reply.status == 200
        assert reply.json()["scenario"]["title"] == payload
        for kind in ("toml", "json"):
            name = server.post(f"/api/export/{kind}", {"toml": text, "file": payload, "draws": 5})
            assert name.headers["content-disposition"].count('"') == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_in_a_table_is_a_formula(start: str, order: Order) -> None:
    name = f"{start}cmd|' /C calc'!A0"
    provenance = dataclasses.replace(order.forecast.provenance, scenario=name, command=f"{start}1+1\n{name}")
    forecast = dataclasses.replace(order.forecast, provenance=provenance)
    table = as_csv(Order(forecast=forecast, asked=order.asked, is_dark=False)).decode()
    for row in csv.reader(io.StringIO(table)):
        for cell in row:
            assert not cell.startswith(("=", "+", "@", "\t", "\r"))
            assert not cell.startswith("-") or np.isfinite(float(cell))  # a number is no formula
    assert f"'{start}" in table or start == "\r"  # which is shown as two letters, like every line end


def test_a_table_breaks_no_line_for_a_name(order: Order) -> None:
    provenance = dataclasses.replace(order.forecast.provenance, command='a\n=1,"b\r\n@x')
    forecast = dataclasses.replace(order.forecast, provenance=provenance)
    content = as_csv(Order(forecast=forecast, asked=order.asked, is_dark=False))
    assert len(pd.read_csv(io.BytesIO(content), comment="#")) == order.forecast.draws


def test_the_heading_of_a_scenario_stays_a_comment(order: Order) -> None:
    provenance = dataclasses.replace(order.forecast.provenance, command="x\nschema = 2\r[evil]")
    forecast = dataclasses.replace(order.forecast, provenance=provenance)
    text = as_scenario(Order(forecast=forecast, asked=order.asked, is_dark=False)).decode()
    asked: Asked = read_asked({"toml": text, "file": "x.toml"})
    assert asked.scenario.hash == order.asked.scenario.hash


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", 'a"b', "a\r\nSet-Cookie: x=1", "\u202e.exe", "", "CON", "a" * 500]
)
def test_names_of_files_are_plain(name: str) -> None:
    assert file_stem(name).replace("-", "").replace("_", "").isalnum()
    assert len(file_stem(name)) <= 80


def test_harmless_texts_stay_what_they_are() -> None:
    assert [harmless(text) for text in ("a=1", "", "reached_horizon")] == ["a=1", "", "reached_horizon"]
