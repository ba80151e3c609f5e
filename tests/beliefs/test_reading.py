"""The reader of TOML: same answers as the standard one on good text, a place and a reason on bad."""

import io
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.reading import MAX_BYTES, MAX_DEPTH, MAX_WORD, described, parse_toml, read_file, read_stream
from oomcast.errors import ScenarioError

texts = st.text(st.sampled_from(list("ab=[]{}\"'#.,\n\\ 1-é\r\t")), max_size=60)


@given(texts)
def test_what_the_standard_parser_reads_is_read_the_same_or_refused_for_its_depth(text):
    try:
        expected = tomllib.loads(text)
    except ValueError:
        with pytest.raises(ScenarioError, match="expected"):
            parse_toml(text, file="f")
        return
    try:
        assert parse_toml(text, file="f") == expected
    except ScenarioError as problem:
        assert "levels of nesting" in problem.problem  # noqa: PT017 - the only reason to refuse good text this short


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = ?", "2:5"),
        ("a = 1\n\n  = 2", "3:3"),
        ("a = 1\r\nb = ?", "2:5"),
        ("é = 1", "1:1"),
        ('a = "é" ?', "1:9"),
        ("a = [1,\n2", "2:2"),
        ("a = 1\n\x00", "2:1"),
        ("a = [" + "9" * 500 + "]", "1:6"),
    ],
)
def test_the_place_of_a_mistake_is_its_line_and_column(text, place):
    with pytest.raises(ScenarioError) as caught:
        parse_toml(text, file="f")
    assert caught.value.field == place


def test_the_place_of_a_byte_that_is_no_text_is_its_line_and_column(tmp_path):
    path = tmp_path / "f.toml"
    path.write_bytes("é = 1\nü".encode() + b"\xff")
    with pytest.raises(ScenarioError) as caught:
        read_file(path)
    assert caught.value.field == "2:2"


def test_the_deepest_nest_allowed_is_read_and_one_more_is_not():
    deepest = "a = " + "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_toml(deepest, file="f")
    with pytest.raises(ScenarioError, match="levels of nesting"):
        parse_toml(deepest.replace("[[", "[[[").replace("]]", "]]]"), file="f")


def test_brackets_and_dots_inside_strings_and_comments_are_no_nesting():
    many = "[" * 100 + "." * 100
    text = f'a = "{many}"  # {many}\nb = \'\'\'{many}\n{many}\'\'\'\nc = """\\"{many}"""\n\'{many}\' = 1\n'
    assert set(parse_toml(text, file="f")) == {"a", "b", "c", many}


def test_a_list_of_many_numbers_is_no_nesting():
    assert len(parse_toml("a = [" + "0.5, " * 1000 + "]", file="f")["a"]) == 1000


def test_the_longest_word_allowed_is_read_and_one_more_is_not():
    assert parse_toml("a" * MAX_WORD + " = 1", file="f")
    with pytest.raises(ScenarioError, match="at most 400 characters"):
        parse_toml("a" * (MAX_WORD + 1) + " = 1", file="f")


@pytest.mark.parametrize("extra", [0, 1])
def test_a_file_may_be_a_mebibyte_and_no_more(extra, tmp_path):
    path = tmp_path / "f.toml"
    path.write_bytes(b"#" * (MAX_BYTES + extra))
    if extra:
        with pytest.raises(ScenarioError, match="at most 1,048,576 bytes"):
            read_file(path)
    else:
        assert len(read_file(path)) == MAX_BYTES


def test_a_stream_is_read_no_further_than_its_limit():
    class Endless:
        asked = 0

        def read(self, size):
            self.asked += size
            return b"#" * size

    endless = Endless()
    with pytest.raises(ScenarioError, match="at most 1,048,576 bytes"):
        read_stream(endless, file="-")
    assert endless.asked == MAX_BYTES + 1


def test_streams_of_text_and_of_bytes_are_read_the_same():
    assert read_stream(io.StringIO("é"), file="-") == read_stream(io.BytesIO("é".encode()), file="-") == "é"
    wrapped = io.TextIOWrapper(io.BytesIO("\ufeffé".encode()), encoding="ascii")  # as standard input may be set up
    assert read_stream(wrapped, file="-") == "é"


def test_a_closed_stream_is_refused():
    stream = io.StringIO("a")
    stream.close()
    with pytest.raises(ScenarioError, match="got a closed one"):
        read_stream(stream, file="-")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        ({}, "an empty table"),
        ({"a": 1}, "a table"),
        ([1], "the list [1]"),
        (None, "nothing"),
        ("x", "'x'"),
    ],
)
def test_values_are_quoted_in_the_words_of_the_file(value, words):
    assert described(value) == words


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    try:
        parse_toml(read_stream(io.BytesIO(content), file="f"), file="f")
    except ScenarioError as problem:
        assert problem.field  # noqa: PT017 - both outcomes are right, and the refusal must name a place
