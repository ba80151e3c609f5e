"""Files made by hand to break a reader: each is refused in one useful sentence, or harmless and read."""

import os
import socket
import sys
import threading
import time

import pytest

from oomcast.beliefs.reading import MAX_BYTES, MAX_DEPTH
from oomcast.beliefs.scenario import open_scenario
from oomcast.errors import ScenarioError
from oomcast.models.registry import vocabulary

GOOD = "schema = 1\n[parameters]\ninitial_speedup = 15\n"
HEAD = "schema = 1\n[parameters]\n"
SPEED = HEAD + "initial_speedup = "

REFUSED_TEXTS = {
    # structure of the file
    "empty": "",
    "blank": " \n\n\t\n",
    "only a comment": "# nothing\n",
    "a word": "scenario",
    "json": '{"schema": 1}',
    "yaml": "schema: 1\nparameters:\n  initial_speedup: 15\n",
    "ini without a number": "schema =\n",
    "html": "<html></html>",
    "a second schema": "schema = 1\nschema = 1\n",
    "a table twice": GOOD + "[parameters]\n",
    "a parameter twice": GOOD + "initial_speedup = 16\n",
    "a parameter as value and table": GOOD + "[parameters.initial_speedup]\nvalue = 3\n",
    "an inline key twice": SPEED + "{ p25 = 1, p25 = 2 }",
    "an inline table extended": SPEED + "{ value = 3 }\n[parameters.initial_speedup.more]\n",
    "a dotted key twice": HEAD + "initial_speedup.value = 3\ninitial_speedup.value = 4\n",
    "an array of tables": "schema = 1\n[[parameters]]\ninitial_speedup = 3\n",
    "an unclosed string": SPEED + '"4 to 50',
    "an unclosed multi-line string": SPEED + '"""4 to 50\n\n\n',
    "an unclosed array": SPEED + "[1, 2",
    "an unclosed table": SPEED + "{ value = 3",
    "a newline in an inline table": SPEED + "{ value = 3,\n unit = 'x' }",
    "a trailing comma in an inline table": SPEED + "{ value = 3, }",
    "a lone carriage return": "schema = 1\r[parameters]\r",
    "a form feed": "schema = 1\f\n",
    "a vertical tab": "schema\v= 1\n",
    "a control character in a comment": GOOD + "# \x07\n",
    "a NUL": GOOD + "\x00",
    "a NUL in a string": SPEED + '"\x00"',
    "an escaped NUL in the title": 'schema = 1\ntitle = "\\u0000"\n',
    "a bell in the title": 'schema = 1\ntitle = "\\u0007"\n',
    "a terminal escape in the author": 'schema = 1\nauthor = "\\u001b[2J"\n',
    "reversed text in the author": 'schema = 1\nauthor = "\\u202Eevil"\n',
    "two lines in the title": 'schema = 1\ntitle = "one\\ntwo"\n',
    "half a surrogate pair": 'schema = 1\ntitle = "\\ud800"\n',
    "an escape that is none": 'schema = 1\ntitle = "\\q"\n',
    "a title of 100 kB": f'schema = 1\ntitle = "{"x" * 100_000}"\n',
    "a note of 100 kB": f'schema = 1\n[parameters.initial_speedup]\nvalue = 3\nnote = "{"x" * 100_000}"\n',
    # nesting and size
    "deep arrays": SPEED + "[" * 1001 + "]" * 1001,
    "deep inline tables": SPEED + "{a=" * 1001 + "1" + "}" * 1001,
    "deep unclosed arrays": SPEED + "[" * 500_000,
    "a deep dotted key": HEAD + "a" + ".a" * 1000 + " = 1",
    "a deep dotted key with blanks": HEAD + "a" + " . a" * 1000 + " = 1",
    "a deep quoted key": HEAD + '"a"' + '."a"' * 1000 + " = 1",
    "a deep header": "schema = 1\n[a" + ".a" * 1000 + "]",
    "a nest just too deep": SPEED + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    "a key of 10,000 letters": HEAD + "a" * 10_000 + " = 1",
    "half a million dots": "a." * 500_000 + "a = 1",
    "half a million opening quotes": '"' * 500_000,
    "half a million backslashes": SPEED + '"' + "\\" * 500_000,
    "half a million equals signs": "=" * 500_000,
    # numbers
    "nan": SPEED + "nan",
    "+nan": SPEED + "+nan",
    "inf": SPEED + "inf",
    "-inf": SPEED + "-inf",
    "1e999": SPEED + "1e999",
    "-1e999": SPEED + "-1e999",
    "an integer of 5,000 digits": SPEED + "9" * 5000,
    "an integer of 4,000 digits": SPEED + "9" * 4000,
    "an integer of 399 digits": SPEED + "9" * 399,
    "a hexadecimal of 5,000 digits": SPEED + "0x" + "f" * 5000,
    "a hexadecimal of 390 digits": SPEED + "0x" + "f" * 390,
    "a float of 5,000 digits": SPEED + "0." + "3" * 5000,
    "a leading zero": SPEED + "015",
    "two underscores": SPEED + "1__5",
    "a comma for a point": SPEED + "1,5",
    "a unit beside the number": SPEED + "15x",
    "a bare percent": SPEED + "15%",
    "a fraction": SPEED + "1/2",
    "true": SPEED + "true",
    "a date": SPEED + "2026-11-23",
    "a time": SPEED + "07:30:00",
    "a day that does not exist": "schema = 1\ndate = 2026-02-31\n",
    "a month that does not exist in quotes": 'schema = 1\ndate = "2026-13"\n',
    "a date with a time": "schema = 1\ndate = 2026-11-23T00:00:00Z\n",
    "an empty list": SPEED + "[]",
    "a list for an interval": SPEED + "[4, 50]",
    "an empty table": SPEED + "{}",
    "an empty string": SPEED + '""',
    "a string that is nan": SPEED + '"nan"',
    "a string that is inf": SPEED + '"inf"',
    "a string beyond a double": SPEED + '"1e400"',
    "an interval beyond a double": SPEED + '"1 to 1e400"',
    "an interval to infinity": SPEED + '"1 to inf"',
    "an interval upside down": SPEED + '"50 to 4"',
    "an interval of no width": SPEED + '"4 to 4"',
    "an interval from zero of a factor": SPEED + '"0 to 4"',
    "an interval with a dash": SPEED + '"4 - 50"',
    "an interval with a unit": SPEED + '"4 to 50 x"',
    "an interval in other digits": SPEED + '"٤ to ٥"',
    "an expression": SPEED + '"__import__(1)"',
    "none where nothing may be none": SPEED + '"none"',
    # beliefs as tables
    "contradictory quantiles": SPEED + "{ p25 = 6, p50 = 2.5, p75 = 12 }",
    "equal quantiles": SPEED + "{ p25 = 6, p50 = 6, p75 = 12 }",
    "one quantile": SPEED + "{ p50 = 6 }",
    "four quantiles": SPEED + "{ p10 = 1, p25 = 2, p50 = 3, p75 = 4 }",
    "the same quantile twice": SPEED + "{ p5 = 1, p05 = 2, p50 = 3 }",
    "the hundredth percentile": SPEED + "{ p50 = 1, p1000 = 2 }",
    "the zeroth percentile": SPEED + "{ p00 = 1, p50 = 2, p90 = 4 }",
    "an infinite quantile": SPEED + "{ p25 = 1, p50 = 2, p75 = inf }",
    "a negative quantile of a factor": SPEED + "{ p25 = -1, p50 = 2, p75 = 3 }",
    "a quantile in words": SPEED + '{ p25 = "few", p50 = 2, p75 = 3 }',
    "a quantile in quotes": SPEED + '{ p25 = "1", p50 = 2, p75 = 3 }',
    "a value and quantiles": SPEED + "{ value = 1, p50 = 2 }",
    "an interval and quantiles": SPEED + "{ interval = [1, 2], p50 = 2 }",
    "an interval of three": SPEED + "{ interval = [1, 2, 3] }",
    "a level in per cent": SPEED + "{ interval = [1, 2], level = 90 }",
    "a level of one": SPEED + "{ interval = [1, 2], level = 1 }",
    "a level without interval": SPEED + "{ level = 0.9 }",
    "a family that does not exist": SPEED + '{ family = "lognorml", median = 1, sigma = 1 }',
    "a family that is a number": SPEED + "{ family = 3 }",
    "a family without fields": SPEED + '{ family = "lognormal" }',
    "a family with a field of another": SPEED + '{ family = "lognormal", mean = 1, sd = 1 }',
    "a family with nan": SPEED + '{ family = "lognormal", median = nan, sigma = 1 }',
    "a spread of zero": SPEED + '{ family = "lognormal", median = 15, sigma = 0 }',
    "a spread beyond computing": SPEED + '{ family = "lognormal", median = 15, sigma = 1000 }',
    "low above high": SPEED + '{ family = "uniform", low = 9, high = 3 }',
    "weights that do not match": SPEED + '{ family = "discrete", values = [1, 2], weights = [1] }',
    "negative weights": SPEED + '{ family = "discrete", values = [1, 2], weights = [1, -1] }',
    "a truncation inside a truncation": SPEED
    + '{ family = "truncated", low = 1, inner = { family = "truncated", low = 1, inner = 3 } }',
    "a truncation of nothing": SPEED + '{ family = "truncated", low = 1 }',
    "evidence of another kind": SPEED + '{ value = 3, evidence = "certain" }',
    "a source that is a number": SPEED + "{ value = 3, source = 4 }",
    "a unit of another kind": SPEED + '{ value = 3, unit = "USD" }',
    "a unit that does not exist": SPEED + '{ value = 3, unit = "furlong" }',
    "samples from nowhere": SPEED + '{ samples = "nowhere.txt" }',
    "samples from the system": SPEED + '{ samples = "/etc/hostname" }',
    "samples from a folder": SPEED + '{ samples = "." }',
    "below the bounds": SPEED + "-1",
    "above the bounds": SPEED + "1e9",
    "mass outside the bounds": HEAD + 'labour_share = { family = "normal", mean = 0.9, sd = 0.5 }',
    # the other tables
    "parameters that are a number": "schema = 1\nparameters = 3\n",
    "a schema in quotes": 'schema = "1"\n',
    "a schema that is true": "schema = true\n",
    "a schema from the future": "schema = 2\n",
    "no schema": "[parameters]\ninitial_speedup = 3\n",
    "a model that does not exist": 'schema = 1\nmodel = "takeof"\n',
    "a model that is a number": "schema = 1\nmodel = 1\n",
    "an empty name": 'schema = 1\nname = ""\n',
    "extending nothing": 'schema = 1\nextends = ""\n',
    "extending a list": 'schema = 1\nextends = ["reference"]\n',
    "extending what does not exist": 'schema = 1\nextends = "greenblat-2025"\n',
    "extending the system": 'schema = 1\nextends = "/etc/passwd"\n',
    "extending something else from above": 'schema = 1\nextends = "../../etc/passwd"\n',
    "a correlation of one": "schema = 1\n[correlations]\ninitial_speedup = { software_feedback = 1 }\n",
    "a correlation with itself": "schema = 1\n[correlations]\ninitial_speedup = { initial_speedup = 0.5 }\n",
    "a correlation that is a number": "schema = 1\n[correlations]\ninitial_speedup = 0.5\n",
    "a correlation in both orders": "schema = 1\n[correlations]\ninitial_speedup.labour_share = 0.5\n"
    "labour_share.initial_speedup = 0.5\n",
    "correlations that contradict": "schema = 1\n[correlations]\ninitial_speedup.labour_share = 0.9\n"
    "initial_speedup.software_feedback = 0.9\nlabour_share.software_feedback = -0.9\n",
    "stating what no model answers": "schema = 1\n[stated]\noom = 6\n",
    "stating nothing": "schema = 1\n[stated]\noom_total_12mo = {}\n",
    "stating the contradictory": "schema = 1\n[stated]\noom_total_12mo = { p25 = 6, p50 = 2 }\n",
    "a condition without statement": "schema = 1\n[conditions]\na = { probability = 0.5 }\n",
    "a condition of probability two": 'schema = 1\n[conditions]\na = { statement = "b", probability = 2 }\n',
    "a condition that is impossible": 'schema = 1\n[conditions]\na = { statement = "b", probability = 0 }\n',
    "a condition that is a number": "schema = 1\n[conditions]\na = 3\n",
    "an empty condition": 'schema = 1\n[conditions]\na = " "\n',
}
REFUSED_BYTES = {
    "UTF-16, little end first": GOOD.encode("utf-16-le"),
    "UTF-16 with its mark": GOOD.encode("utf-16"),
    "UTF-32": GOOD.encode("utf-32"),
    "Latin-1": 'schema = 1\nauthor = "Jos\xe9"\n'.encode("latin-1"),
    "a byte cut in two": 'schema = 1\nauthor = "Jos\xe9'.encode()[:-1],
    "an overlong encoding": GOOD.encode() + b"# \xc0\xaf\n",
    "a surrogate in UTF-8": GOOD.encode() + b"# \xed\xa0\x80\n",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "an archive": b"PK\x03\x04" + bytes(100),
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00K\x01.",
    "one byte too many": GOOD.encode() + b"#" * (MAX_BYTES + 1 - len(GOOD)),
}
READ_TEXTS = {
    "as it should be": GOOD,
    "a byte-order mark": "\ufeff" + GOOD,
    "lines of Windows": GOOD.replace("\n", "\r\n"),
    "no newline at the end": GOOD.rstrip(),
    "letters of the world": 'schema = 1\nauthor = "José Ærø 中文 🌍"\n',
    "a comment in other letters": GOOD + "# ünïcödé\n",
    "only the schema": "schema = 1",
    "just as large as allowed": GOOD + "#" * (MAX_BYTES - len(GOOD)),
    "a tiny number": SPEED + "1.5e-2",
    "an exact integer in hexadecimal": SPEED + "0xf",
    "an interval in capitals": SPEED + '"4 TO 50"',
    "a number in quotes": SPEED + '"15"',
}


def refused(source) -> ScenarioError:
    """The error that refuses a source, after a look at its form."""
    with pytest.raises(ScenarioError) as caught:
        open_scenario(source, vocabularies=vocabulary)
    problem = caught.value
    assert problem.file
    assert "expected" in problem.problem
    assert "got" in problem.problem
    assert str(problem).isprintable()
    assert len(str(problem)) < 1000
    return problem


@pytest.mark.parametrize("case", REFUSED_TEXTS)
def test_a_bad_text_is_refused_naming_file_and_place(case, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(REFUSED_TEXTS[case].encode())
    problem = refused(path)
    assert problem.file.endswith("bad.toml")
    assert problem.field


@pytest.mark.parametrize("case", REFUSED_BYTES)
def test_bytes_that_are_no_text_are_refused(case, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(REFUSED_BYTES[case])
    assert refused(path).file.endswith("bad.toml")


@pytest.mark.parametrize("case", READ_TEXTS)
def test_an_unusual_but_good_file_is_read(case, tmp_path):
    path = tmp_path / "good.toml"
    path.write_bytes(READ_TEXTS[case].encode())
    assert open_scenario(path, vocabularies=vocabulary).name == "good"


def test_there_are_at_least_a_hundred_and_twenty_cases():
    assert len(REFUSED_TEXTS) + len(REFUSED_BYTES) + len(READ_TEXTS) >= 120


def test_a_file_of_a_gibibyte_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.toml"
    with path.open("wb") as stream:
        stream.truncate(2**30)  # sparse: takes no room
    assert "1,048,576 bytes" in refused(path).problem


def test_a_folder_is_refused(tmp_path):
    assert "got a folder" in refused(tmp_path).problem


def test_a_missing_file_is_refused(tmp_path):
    assert "no such file" in refused(tmp_path / "missing.toml").problem


def test_a_path_through_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    assert "not a folder" in refused(tmp_path / "file" / "x.toml").problem


def test_a_misspelt_preset_is_refused_with_the_nearest():
    assert "Did you mean 'greenblatt-2025'?" in refused("greenblat-2025").problem


NAMES_OF_NO_FILE = ["\0", "a\0b.toml", "x" * 5000 + ".toml", "\udcff.toml", "new\nline.toml", "\x1b[2J.toml", ""]


@pytest.mark.parametrize("name", NAMES_OF_NO_FILE)
def test_a_name_that_no_file_has_is_refused_in_one_printable_line(name):
    refused(name)


@pytest.mark.parametrize("source", [None, 3, 3.5, b"bytes", ["schema"], object()])
def test_what_is_no_source_is_refused(source):
    with pytest.raises(ScenarioError, match=r"expected a preset, a path, a stream or a table, got"):
        open_scenario(source, vocabularies=vocabulary)


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of this kind are of Unix")
def test_a_named_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    path = tmp_path / "pipe.toml"
    os.mkfifo(path)
    result = []
    reader = threading.Thread(target=lambda: result.append(refused(path).problem), daemon=True)
    reader.start()
    reader.join(timeout=60)  # a hang guard
    assert result == ["expected a regular file, got a named pipe"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such devices")
@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
def test_a_device_is_refused_without_reading_it(device):
    begun = time.monotonic()
    assert "got a device" in refused(device).problem
    assert time.monotonic() - begun < 60  # a hang guard


@pytest.mark.skipif(sys.platform == "win32", reason="sockets have no path")
def test_a_socket_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.toml")
        assert "got a socket" in refused("s.toml").problem


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_circle_are_refused_and_a_straight_one_is_followed(tmp_path):
    (tmp_path / "a.toml").symlink_to(tmp_path / "b.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    assert "circle" in refused(tmp_path / "a.toml").problem
    (tmp_path / "real.toml").write_text(GOOD)
    (tmp_path / "link.toml").symlink_to(tmp_path / "real.toml")
    assert open_scenario(tmp_path / "link.toml", vocabularies=vocabulary).name == "link"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read by this user")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = tmp_path / "secret.toml"
    path.write_text(GOOD)
    path.chmod(0)
    assert "permission denied" in refused(path).problem
