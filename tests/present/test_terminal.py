"""What a terminal shows: colour only where wanted, no more columns than there are, no character it cannot carry."""

import io

import pytest

from oomcast.present.terminal import PLAIN, Terminal, printable, terminal_for


class FakeTerminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "colour"),
    [
        (FakeTerminal(), {"TERM": "xterm"}, True),
        (FakeTerminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (FakeTerminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colour_needs_a_terminal_that_did_not_decline_it(stream, environment, colour):
    assert terminal_for(stream, environment=environment).colour is colour


def test_paint_changes_nothing_but_colour():
    painted = Terminal(colour=True).stated("6.0")
    assert painted != "6.0"
    assert painted.replace("\033[33m", "").replace("\033[0m", "") == "6.0"
    assert PLAIN.stated("6.0") == "6.0"


def test_prose_keeps_a_number_and_its_unit_on_one_line():
    text = ("word " * 30).replace("word word", "12.5\N{NO-BREAK SPACE}OOM")
    assert all("12.5" not in line or "OOM" in line for line in Terminal(width=41).prose(text).splitlines())


def test_prose_defuses_control_characters():
    shown = PLAIN.prose("a title\033[2Jthat clears\x07 the screen\r")
    assert "\033" not in shown
    assert "\x07" not in shown
    assert "\r" not in shown


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", None])
def test_text_is_always_encodable(encoding):
    text = "7.9 ±0.1 · 15× ├▒┃─┤ ▁▂▃▄▅▆▇█ −∞ ½ 日本 \N{NO-BREAK SPACE}"
    assert printable(text, encoding=encoding).encode(encoding or "ascii")


def test_text_that_can_be_carried_is_left_alone():
    assert printable("7.9 ±0.1", encoding="utf-8") == "7.9 ±0.1"
