"""The description of the interface is true: the server is asked what it allows, and what it does not."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oomcast.models.registry import vocabulary
from oomcast.present.web.app import application
from oomcast.present.web.guards import Guard
from tests.present.web.client import Asking, Reply

ROOT = Path(__file__).parents[3]
DOCUMENT: dict[str, Any] = json.loads(
    resources.files("oomcast.present.web").joinpath("openapi.json").read_text(encoding="utf-8")
)
SCHEMAS = DOCUMENT["components"]["schemas"]
POSTED = {path: item["post"] for path, item in DOCUMENT["paths"].items() if "post" in item}
QUICK = {path for path in POSTED if path not in {"/api/corporations", "/api/export/{kind}"}}

FEW_DRAWS = 30
"""What a test may ask to be computed; the description allows a million."""

EXAMPLES, FEW_EXAMPLES, MANY_EXAMPLES = 60, 8, 5_000
"""Questions to an address; few where each takes a second or starts a process."""

COSTLY = {"/api/compare", "/api/explain", "/api/corporations"}
LEAKS = re.compile(r"Traceback|site-packages|/src/oomcast|/home/|\.py\b|0x[0-9a-f]{8}")


def whole(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that can stand alone."""
    return {**schema, "components": {"schemas": SCHEMAS}}


def schema_of(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def inlined(schema: Any) -> Any:
    """The schema with what it refers to put in its place."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return inlined(SCHEMAS[schema["$ref"].rpartition("/")[2]])
        return {name: inlined(item) for name, item in schema.items()}
    return [inlined(item) for item in schema] if isinstance(schema, list) else schema


def narrowed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a request with names that there are, and few draws, so that most requests are computed."""
    found = copy.deepcopy(inlined(schema))
    words = vocabulary("takeoff")

    def narrow(properties: dict[str, Any]) -> None:
        if "draws" in properties:
            properties["draws"]["maximum"] = max(FEW_DRAWS, properties["draws"]["minimum"])
        if "scenario" in properties:
            properties["scenario"]["enum"] = ["reference", "greenblatt-2025", "", "x", "three-corporations"]
        for name, known in (("set", words.parameters), ("structure", words.choices), ("given", words.parameters)):
            if name in properties:
                properties[name] |= {"propertyNames": {"enum": [*list(known)[:8], "x"]}, "maxProperties": 3}
        for name in ("output", "statistic"):
            if name in properties:
                properties[name]["enum"] = ["oom_total_12mo", "oom_3", "median", "mean", "p90", "x"]
        if "stated" in properties:
            properties["stated"] |= {"propertyNames": {"enum": ["oom_total_12mo", "years_of_progress_12mo", "x"]}}
        for part in (*properties.get("overlay", {}).get("anyOf", ()), properties.get("scenarios")):
            if part:
                narrow(part.get("items", part)["properties"])

    narrow(found["properties"])
    if "draws" in found["properties"]:
        found["required"] = [*found.get("required", []), "draws"]
    return found


def check(reply: Reply, operation: dict[str, Any], *, kind: str = "") -> None:
    """The reply is one that the description allows, and tells nothing about this machine."""
    assert reply.status < 500, reply.body
    if reply.status == 200 and kind:
        assert reply.headers["content-type"].partition(";")[0] in operation["responses"]["200"]["content"]
        return
    response = operation["responses"].get(str(reply.status), operation["responses"]["default"])
    jsonschema.validate(reply.json(), whole(response["content"]["application/json"]["schema"]))
    if reply.status != 200:
        assert not LEAKS.search(reply.body.decode()), reply.body


def examples(number: int) -> Any:
    return settings(
        max_examples=number, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, *SLOW]
    )


SLOW = (HealthCheck.data_too_large, HealthCheck.filter_too_much)


def from_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema allows, for the words that ours are written in."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([from_schema(part) for part in schema["anyOf"]])
    match schema["type"]:
        case "string":
            return st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 30), 30))
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
        case "number":
            low = schema.get("minimum", schema.get("exclusiveMinimum"))
            is_open = "exclusiveMinimum" in schema
            return st.floats(
                low, schema.get("maximum"), exclude_min=is_open, allow_nan=False, allow_infinity=False
            ) | st.integers(1, 100).filter(lambda number: low is None or low < number <= schema.get("maximum", number))
        case "array":
            return st.lists(from_schema(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)
        case "object":
            return from_object(schema)
    raise ValueError(schema)


def from_object(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Objects with the members that they must have, and some of those that they may."""
    properties = {name: from_schema(part) for name, part in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))
    if properties:
        found = st.fixed_dictionaries(
            {name: part for name, part in properties.items() if name in required},
            optional={name: part for name, part in properties.items() if name not in required},
        )
        return found.filter(lambda one: len(one) >= schema.get("minProperties", 0))
    names = st.sampled_from(schema["propertyNames"]["enum"]) if "propertyNames" in schema else st.sampled_from(LEVELS)
    inner = schema.get("additionalProperties")
    values = from_schema(inner) if isinstance(inner, dict) else st.floats(0, 100) | st.text(max_size=5)
    return st.dictionaries(names, values, max_size=3)


LEVELS = ("p05", "p10", "p25", "p50", "p75", "p90", "p95", "family", "value", "samples", "x")


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name.endswith("Request")])
@given(data=st.data())
@examples(40)
def test_what_the_tests_ask_is_allowed(name: str, data: st.DataObject) -> None:
    asked = data.draw(from_schema(narrowed(SCHEMAS[name])))
    jsonschema.validate(asked, whole(SCHEMAS[name]))


# --- the description itself


def test_the_description_names_exactly_the_addresses_that_there_are() -> None:
    app = application(Guard(authorities=frozenset({"x:1"})))._app
    routes = {route.path.replace(":path", "") for route in app.routes}  # type: ignore[attr-defined]
    assert {path for path in routes if path.startswith("/api/")} == set(DOCUMENT["paths"])
    for route in app.routes:  # type: ignore[attr-defined]
        if route.path in DOCUMENT["paths"]:
            assert {method.upper() for method in DOCUMENT["paths"][route.path]} == set(route.methods) - {"HEAD"}


def test_every_schema_is_one_and_every_reference_leads_somewhere() -> None:
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(DOCUMENT)))
    assert {reference.rpartition("/")[2] for reference in references} <= set(SCHEMAS)


def test_the_page_of_the_documentation_names_every_address_and_field() -> None:
    page = (ROOT / "docs" / "http-interface.md").read_text(encoding="utf-8")
    assert [path for path in DOCUMENT["paths"] if path not in page] == ["/api/openapi.json"][:0]
    for name in ("ForecastRequest", "RunRequest"):
        assert not [field for field in SCHEMAS[name]["properties"] if f"`{field}`" not in page]
    assert not [key for key in SCHEMAS["Screen"]["required"] if f"`{key}`" not in page]


def test_every_code_of_a_refusal_is_told(server: Asking) -> None:
    page = (ROOT / "docs" / "http-interface.md").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/oomcast/present/web").glob("*.py"))
    codes = set(re.findall(r'Refusal\(\s*\d{3},\s*"([a-z-]+)"', source))
    assert {"host", "origin", "body", "busy", "preset"} <= codes
    assert not [code for code in codes if f"`{code}`" not in page]
    assert server.get("/api/openapi.json").json() == DOCUMENT


# --- the server keeps to it


@pytest.mark.parametrize("path", [path for path, item in DOCUMENT["paths"].items() if "get" in item])
@given(value=st.text(max_size=40))
@examples(30)
def test_what_is_read_is_as_described(path: str, value: str, server: Asking) -> None:
    from urllib.parse import quote

    operation = DOCUMENT["paths"][path]["get"]
    for chosen in (quote(value, safe=""), "greenblatt-2025"):
        reply = server.get(re.sub(r"\{\w+\}", chosen or "-", path))
        check(reply, operation)


def address(path: str, kind: str) -> str:
    return path.replace("{kind}", kind)


@pytest.mark.parametrize("path", sorted(QUICK - COSTLY))
@given(data=st.data())
@examples(EXAMPLES)
def test_what_is_allowed_is_answered_or_refused_as_described(path: str, data: st.DataObject, server: Asking) -> None:
    asked = data.draw(from_schema(narrowed(schema_of(POSTED[path]))))
    check(server.post(path, asked), POSTED[path])


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(QUICK & COSTLY))
@given(data=st.data())
@examples(EXAMPLES)
def test_what_takes_longer_is_answered_or_refused_as_described(path: str, data: st.DataObject, server: Asking) -> None:
    asked = data.draw(from_schema(narrowed(schema_of(POSTED[path]))))
    check(server.post(path, asked), POSTED[path])


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("path", sorted(set(POSTED) - COSTLY))
@given(asked=ANYTHING)
@examples(EXAMPLES)
def test_anything_else_is_refused_as_described(path: str, asked: Any, server: Asking) -> None:
    reply = server.post(address(path, "json"), asked)
    assert 400 <= reply.status < 500
    check(reply, POSTED[path], kind="json")


@pytest.mark.parametrize("path", sorted(COSTLY))
@given(asked=st.dictionaries(st.text(max_size=5), ANYTHING, min_size=1, max_size=3))
@examples(FEW_EXAMPLES)
def test_anything_else_is_refused_by_what_takes_longer(path: str, asked: Any, server: Asking) -> None:
    reply = server.post(path, asked)
    assert 400 <= reply.status < 500
    check(reply, POSTED[path])


@given(body=st.binary(max_size=200))
@examples(EXAMPLES)
def test_any_bytes_are_refused_as_described(body: bytes, server: Asking) -> None:
    reply = server.post("/api/run", body)
    assert reply.status == 400
    check(reply, POSTED["/api/run"])


def mutants(text: str) -> Iterator[bytes]:
    """A request with one thing wrong at a time."""
    for at in range(0, len(text), 3):
        yield text[:at].encode()
        yield (text[:at] + text[at + 1 :]).encode()
        yield f"{text[:at]}\0{text[at:]}".encode()


def test_a_request_with_one_thing_wrong_is_no_fault_of_ours(server: Asking) -> None:
    text = json.dumps({"scenario": "reference", "draws": 9, "set": {"labour_share": {"p50": 0.5, "p90": 0.7}}})
    for body in mutants(text):
        check(server.post("/api/run", body), POSTED["/api/run"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["toml", "json", "csv", "parquet"])
@given(data=st.data())
@examples(EXAMPLES)
def test_exports_are_as_described(kind: str, data: st.DataObject, server: Asking) -> None:
    operation = POSTED["/api/export/{kind}"]
    asked = data.draw(from_schema(narrowed(schema_of(operation))))
    check(server.post(f"/api/export/{kind}", asked), operation, kind=kind)


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(QUICK))
@given(data=st.data())
@examples(MANY_EXAMPLES)
def test_five_thousand_requests_to_each_address(path: str, data: st.DataObject, server: Asking) -> None:
    asked = data.draw(from_schema(narrowed(schema_of(POSTED[path]))))
    check(server.post(path, asked), POSTED[path])
