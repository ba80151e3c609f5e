"""Who may ask, how much may be sent, and what may come back."""

from __future__ import annotations

import json
import socket
import sys

import pytest

from oomcast.errors import RunError
from oomcast.present.web.guards import HEADERS, MAX_BODY_BYTES, MAX_HEADER_BYTES, Guard
from oomcast.present.web.reading import MAX_DEPTH
from oomcast.present.web.server import LOOPBACK_NAMES, authorities, bound, check_exposure
from tests.present.web.client import HANG_SECONDS, Asking
from tests.present.web.conftest import serving

TOKEN = "correct-horse-battery-staple"
JSON = {"Content-Type": "application/json"}
SMALL_RUN = {"scenario": "reference", "draws": 20}


# --- where it listens


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a second loopback address without set-up")
def test_a_second_address_of_this_machine_reaches_nothing(server: Asking) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", server.port), timeout=HANG_SECONDS)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "example.org", "8.8.8.8", ""])
def test_another_address_needs_a_flag_and_a_token(host: str) -> None:
    with pytest.raises(RunError, match="--expose"):
        check_exposure(host, token="", is_exposed=False)
    with pytest.raises(RunError, match="--expose"):
        check_exposure(host, token=TOKEN, is_exposed=False)
    with pytest.raises(RunError, match="--token"):
        check_exposure(host, token="", is_exposed=True)
    with pytest.raises(RunError, match="at least 16"):
        check_exposure(host, token="short", is_exposed=True)
    check_exposure(host, token=TOKEN, is_exposed=True)


@pytest.mark.parametrize("host", LOOPBACK_NAMES)
def test_this_machine_needs_neither(host: str) -> None:
    check_exposure(host, token="", is_exposed=False)


def test_a_port_in_use_is_said_and_without_a_port_another_one_is_found() -> None:
    with bound("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RunError, match=f"expected a free port, got {port}, which is in use"):
            bound("127.0.0.1", port)
    with bound("127.0.0.1", None) as first, bound("127.0.0.1", None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("203.0.113.7", 0), ("a b", 0)])
def test_an_address_that_is_not_to_be_had_is_refused(host: str, port: int) -> None:
    with pytest.raises(RunError, match=r"--(port|host): expected"):
        bound(host, port)


# --- the host


def host_variants(port: int) -> list[list[str]]:
    """Values of Host that are not this server's."""
    return [
        [],
        [""],
        ["evil.example"],
        [f"evil.example:{port}"],
        [f"127.0.0.1.evil.example:{port}"],
        [f"localhost.evil.example:{port}"],
        [f"localhost.:{port}"],
        [f"127.0.0.1.:{port}"],
        ["localhost"],
        ["127.0.0.1"],
        ["127.0.0.1:80"],
        [f"127.0.0.1:{port + 1}"],
        [f"127.0.0.1:0{port}"],
        [f"127.0.0.1:{port}:{port}"],
        [f"127.0.0.1:{port}/"],
        [f"127.0.0.1:{port}#"],
        [f"127.0.0.1:{port}?"],
        [f"user@127.0.0.1:{port}"],
        [f"127.0.0.1:{port}@evil.example"],
        [f"127.0.0.1:{port},evil.example"],
        [f"127.0.0.1:{port} evil.example"],
        [f"http://127.0.0.1:{port}"],
        [f"0.0.0.0:{port}"],
        [f"127.1:{port}"],
        [f"2130706433:{port}"],
        [f"0x7f000001:{port}"],
        [f"127.0.0.2:{port}"],
        [f"::1:{port}"],
        [f"[::]:{port}"],
        [f"[::ffff:127.0.0.1]:{port}"],
        [f"[::1%25lo]:{port}"],
        [f"*:{port}"],
        [f"127.0.0.1:{port}", "evil.example"],
        ["evil.example", f"127.0.0.1:{port}"],
    ]


@pytest.mark.parametrize("number", range(34))
def test_another_host_is_refused(number: int, server: Asking) -> None:
    variants = host_variants(server.port)
    assert len(variants) == 34
    lines = "".join(f"Host: {value}\r\n" for value in variants[number])
    reply = server.raw(f"GET /api/health HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
    assert 400 <= reply.status < 500


@pytest.mark.parametrize("target", ["http://evil.example/api/health", "//evil.example/api/health", "*"])
def test_an_address_in_another_form_is_refused(target: str, server: Asking) -> None:
    reply = server.raw(f"GET {target} HTTP/1.1\r\nHost: {server.authority}\r\nConnection: close\r\n\r\n".encode())
    assert 400 <= reply.status < 500


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_the_names_of_this_machine_are_its_own(name: str, server: Asking) -> None:
    assert server.get("/api/health", Host=f"{name}:{server.port}").status == 200


def test_a_server_at_all_addresses_takes_numbers_for_its_own_and_no_names() -> None:
    guard = Guard(authorities=authorities("0.0.0.0", 8642), any_address_at=8642, token=TOKEN)
    assert all(guard.is_own(host) for host in ("192.168.1.5:8642", "[fe80::1]:8642", "localhost:8642"))
    assert not any(guard.is_own(host) for host in ("evil.example:8642", "192.168.1.5:80", "192.168.1.5", "0x7f.1:8642"))


# --- the page that asks


def origin_variants(port: int) -> list[dict[str, str]]:
    """Headers that a page of another site, or a form, would send with a request that changes something."""
    own = f"http://127.0.0.1:{port}"
    return [
        {**JSON, "Origin": "http://evil.example"},
        {**JSON, "Origin": "https://evil.example"},
        {**JSON, "Origin": "null"},
        {**JSON, "Origin": ""},
        {**JSON, "Origin": "file://"},
        {**JSON, "Origin": f"https://127.0.0.1:{port}"},
        {**JSON, "Origin": "http://127.0.0.1"},
        {**JSON, "Origin": f"http://127.0.0.1:{port + 1}"},
        {**JSON, "Origin": f"http://localhost:{port}"},  # not the Host that it asks
        {**JSON, "Origin": f"{own}.evil.example"},
        {**JSON, "Origin": f"{own}/"},
        {**JSON, "Origin": f"{own} http://evil.example"},
        {**JSON, "Origin": "chrome-extension://abcdef"},
        {**JSON, "Sec-Fetch-Site": "cross-site"},
        {**JSON, "Sec-Fetch-Site": "same-site"},
        {**JSON, "Sec-Fetch-Site": "none"},
        {**JSON, "Origin": own, "Sec-Fetch-Site": "cross-site"},
        {"Origin": own},
        {"Origin": own, "Content-Type": "text/plain"},
        {"Origin": own, "Content-Type": "application/x-www-form-urlencoded"},
        {"Origin": own, "Content-Type": "multipart/form-data; boundary=x"},
        {"Origin": own, "Content-Type": "text/plain; application/json"},
        {"Origin": own, "Content-Type": "application/json; charset=utf-16"},
        {"Origin": own, "Content-Type": "application/jsonp"},
    ]


@pytest.mark.parametrize("number", range(24))
def test_the_page_of_another_site_is_refused(number: int, server: Asking) -> None:
    variants = origin_variants(server.port)
    assert len(variants) == 24
    reply = server.request("POST", "/api/run", body=json.dumps(SMALL_RUN).encode(), headers=variants[number])
    assert reply.status in {403, 415}


def test_the_page_itself_and_a_program_are_answered(server: Asking) -> None:
    own = {"Origin": f"http://{server.authority}", "Sec-Fetch-Site": "same-origin"}
    assert server.post("/api/run", SMALL_RUN, **own).status == 200
    assert server.post("/api/run", SMALL_RUN).status == 200
    assert server.post("/api/run", SMALL_RUN, **{"Content-Type": "application/json; charset=UTF-8"}).status == 200


def test_the_page_of_another_site_may_link_here_but_not_read(server: Asking) -> None:
    assert server.get("/", **{"Sec-Fetch-Site": "cross-site"}).status != 403
    assert server.get("/api/scenarios", **{"Sec-Fetch-Site": "cross-site"}).status == 403
    assert "access-control-allow-origin" not in server.get("/api/scenarios").headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused(method: str, server: Asking) -> None:
    reply = server.raw(f"{method} /api/run HTTP/1.1\r\nHost: {server.authority}\r\nConnection: close\r\n\r\n".encode())
    assert reply.status == 405


# --- the token


def test_with_a_token_nobody_is_answered_without(capfd: pytest.CaptureFixture[str]) -> None:
    with serving(token=TOKEN) as asking:
        for headers in (
            {},
            {"Authorization": f"Bearer {TOKEN}x"},
            {"Authorization": f"Bearer {TOKEN[:-1]}"},
            {"Authorization": "Bearer "},
            {"Authorization": TOKEN},
            {"Authorization": f"Basic {TOKEN}"},
            {"Cookie": f"oomcast-{asking.port}={TOKEN}"},
            {"Cookie": "=;;\x01"},
        ):
            for path in ("/", "/api/health", "/assets/x.js", f"/?token={TOKEN}x", f"/api/health?token={TOKEN}"):
                assert asking.request("GET", path, headers=headers).status == 401
        assert asking.get("/api/health", Authorization=f"Bearer {TOKEN}").status == 200
        entrance = asking.get(f"/?token={TOKEN}")
        cookie, *attributes = (part.strip() for part in entrance.headers["set-cookie"].split(";"))
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {*attributes}
        assert TOKEN.encode() not in entrance.body
        assert TOKEN not in cookie
        assert asking.get("/api/health", Cookie=f"other=1; {cookie}").status == 200
        assert asking.post("/api/check", {"scenario": "reference"}, Cookie=cookie).status == 200
    printed = capfd.readouterr()
    assert TOKEN not in printed.out + printed.err


# --- headers


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/scenarios/none", "/nowhere", "/assets/../app.py"])
def test_every_answer_carries_the_strict_policy(path: str, server: Asking) -> None:
    headers = server.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_refusals_of_the_guard_and_of_the_parser_carry_it_too(server: Asking) -> None:
    for request in (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"nonsense\r\n\r\n", b"GET /\r\n\r\n"):
        reply = server.raw(request)
        assert 400 <= reply.status < 500
        for name, value in HEADERS:
            assert reply.headers[name.decode()] == value.decode()
        assert set(reply.json()["error"]) == {"code", "message", "field", "file"}


# --- sizes


@pytest.mark.parametrize("headers", [JSON, {}, {"Origin": "http://evil.example"}, {"Host": "evil.example"}])
def test_a_body_that_is_too_large_is_refused_before_all_else(headers: dict[str, str], server: Asking) -> None:
    reply = server.request("POST", "/api/run", body=b"x" * 300_000, headers=headers)
    assert (reply.status, reply.code) == (413, "body")


def test_with_a_token_a_body_that_is_too_large_is_refused_first() -> None:
    with serving(token=TOKEN) as asking:
        assert asking.request("POST", "/api/run", body=b"x" * 300_000).status == 413


def test_the_size_of_a_body_is_counted_not_believed(server: Asking) -> None:
    chunk = b"%x\r\n%s\r\n" % (60_000, b" " * 60_000)
    head = f"POST /api/run HTTP/1.1\r\nHost: {server.authority}\r\nContent-Type: application/json\r\n"
    reply = server.raw(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + 5 * chunk + b"0\r\n\r\n")
    assert reply.status == 413


def test_the_largest_body_is_read(server: Asking) -> None:
    body = json.dumps(SMALL_RUN).encode()
    assert server.post("/api/run", body + b" " * (MAX_BODY_BYTES - len(body))).status == 200
    assert server.post("/api/run", body + b" " * (MAX_BODY_BYTES - len(body) + 1)).status == 413


@pytest.mark.parametrize("size", [MAX_HEADER_BYTES, 40_000, 200_000])
def test_headers_that_are_too_long_are_refused(size: int, server: Asking) -> None:
    filler = "".join(f"X-{number}: {'y' * 4000}\r\n" for number in range(size // 4000 + 1))
    head = f"GET /api/health HTTP/1.1\r\nHost: {server.authority}\r\n{filler}"
    assert server.raw(head.encode() + b"\r\n").status == 431


def test_an_address_that_is_too_long_is_refused(server: Asking) -> None:
    assert server.get("/api/health?" + "x" * MAX_HEADER_BYTES).status == 431


def nested(depth: int) -> bytes:
    """A request whose `set` makes it so deep."""
    return b'{"scenario": "reference", "set": ' + b'{"a":' * (depth - 1) + b"1" + b"}" * (depth - 1) + b"}"


def test_nesting_is_bounded(server: Asking) -> None:
    assert server.post("/api/check", nested(MAX_DEPTH + 1)).code == "depth"
    assert server.post("/api/check", nested(MAX_DEPTH)).code == "scenario"
    assert server.post("/api/check", b'{"a":' + b"[" * 100_000).code == "depth"
    assert server.post("/api/check", b'{"scenario": "' + b"[" * 100 + b'"}').code == "preset"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"null",
        b'"reference"',
        b"\xff\xfe",
        b'{"scenario": "reference", "scenario": "reference"}',
        b'{"scenario": "reference", "set": {"labour_share": 0.5, "labour_share": 0.6}}',
        b'{"scenario": "reference", "draws": NaN}',
        b'{"scenario": "reference", "draws": Infinity}',
        b'{"scenario": "reference", "rate": 1e999}',
        b'{"scenario": "reference", "seed": ' + b"9" * 5000 + b"}",
        b'{"scenario": "reference"} x',
        b"{'scenario': 'reference'}",
    ],
)
def test_what_is_no_json_is_refused(body: bytes, server: Asking) -> None:
    reply = server.post("/api/run", body)
    assert (reply.status, reply.code) == (400, "json")


def test_two_hundred_slow_connections_hold_nobody_up(server: Asking) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=HANG_SECONDS) for _ in range(200)]
    try:
        for number, connection in enumerate(slow):
            head = f"POST /api/run HTTP/1.1\r\nHost: {server.authority}\r\n"
            body = "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{" if number % 2 else ""
            connection.sendall((head + body).encode())
        assert server.get("/api/health").status == 200
        assert server.post("/api/check", {"scenario": "reference"}).status == 200
    finally:
        for connection in slow:
            connection.close()


def test_patience_with_headers_and_bodies_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oomcast.present.web.connection.HEADER_SECONDS", 0.2)
    monkeypatch.setattr("oomcast.present.web.guards.BODY_SECONDS", 0.2)
    with serving() as asking:
        with socket.create_connection(("127.0.0.1", asking.port), timeout=HANG_SECONDS) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\n")
            assert connection.recv(100) == b""  # closed by the server
        head = f"POST /api/run HTTP/1.1\r\nHost: {asking.authority}\r\nContent-Type: application/json\r\n"
        reply = asking.raw(head.encode() + b"Content-Length: 100\r\n\r\n{")
        assert (reply.status, reply.code) == (408, "slow")
        with socket.create_connection(("127.0.0.1", asking.port), timeout=HANG_SECONDS) as connection:
            connection.sendall(f"GET /api/health HTTP/1.1\r\nHost: {asking.authority}\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.1 200"
            while connection.recv(65_536):  # until it is closed for having nothing more to ask
                pass


# --- files


def traversals() -> list[str]:
    """Addresses that try to leave the folder of assets."""
    ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "..;/", "%252e%252e%252f", "..%c0%af"]
    targets = ["etc/passwd", "app.py", "openapi.json", "__init__.py", "beliefs.py"]
    roots = ["/assets/", "/", "/api/scenarios/", "/assets/x/", "/assets//"]
    return [root + up * depth + target for root in roots for up in ups for depth in (1, 5) for target in targets]


def test_no_address_leaves_the_folder_of_assets(server: Asking) -> None:
    paths = [*traversals(), "/assets/%00", "/assets/", "/assets", "/assets/C:/windows/win.ini", "/assets//etc/passwd"]
    assert len(paths) > 500
    connection_head = f"Host: {server.authority}\r\nConnection: close\r\n\r\n"
    for path in paths:
        reply = server.raw(f"GET {path} HTTP/1.1\r\n{connection_head}".encode("latin-1"))
        assert 400 <= reply.status < 500, path
        assert b"root:" not in reply.body
        assert b"from __future__" not in reply.body


def test_the_page_and_its_assets_are_served_with_their_kinds(server: Asking) -> None:
    page = server.get("/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    again = server.get("/", **{"If-None-Match": page.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_no_refusal_tells_where_anything_is(server: Asking) -> None:
    refusals = [
        server.post("/api/run", {"toml": 'extends = "../../etc/passwd"\nschema = 1'}),
        server.post("/api/run", {"toml": 'schema = 1\nextends = "/etc/passwd.toml"'}),
        server.post("/api/run", {"scenario": "/etc/passwd"}),
        server.post("/api/run", {"scenario": "reference", "set": {"labour_share": {"samples": "/etc/passwd"}}}),
        server.post("/api/run", {"scenario": "reference", "set": {"labour_share": "{samples = '/etc/passwd'}"}}),
        server.post("/api/corporations", {"set": {"labour_share": {"samples": "pyproject.toml"}}}),
        server.post("/api/corporations", {"normal_over_slow": {"samples": "pyproject.toml"}}),
        server.post("/api/corporations", {"toml": "schema = 1\n[parameters]\nlabour_share = {samples = 'README.md'}"}),
        server.get("/nowhere"),
    ]
    for reply in refusals:
        assert 400 <= reply.status < 500
        text = reply.body.decode()
        assert not any(word in text for word in ("Traceback", "site-packages", "/src/", "/home/", "root:", ".py"))
