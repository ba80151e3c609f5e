"""Read a TOML file that nobody vouches for, within stated bounds, and say in one sentence what is wrong with it."""

from __future__ import annotations

import errno
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import IO, Any

from oomcast.errors import ScenarioError, shown

__all__ = ["MAX_BYTES", "described", "parse_toml", "read_file", "read_stream", "readable_name"]

MAX_BYTES = 1024 * 1024
"""Largest file that is read, in bytes: a scenario is a few kilobytes, so a mebibyte is never a scenario."""

MAX_DEPTH = 16
"""Deepest nesting of brackets, and of dotted names. A belief needs four; the parser recurses, or is slow, beyond."""

MAX_WORD = 400
"""Longest bare word (name or number). A double needs 17 digits, and Python refuses to read 4,301 of them."""

# What the parser must be spared is counted from words, strings and brackets alone. The quantifiers are possessive
# (`*+`), so that the scan is linear in the length of any text, closed strings or not.
TOKEN = re.compile(
    r'''
      (?P<skip>    \#[^\n]*+ | [ \t\r]++ )
    | (?P<quoted>  """(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5}|\Z) | \'\'\'(?:[^\']|\'(?!\'\'))*+(?:\'{3,5}|\Z)
                 | "(?:[^"\\\n]|\\.)*+"? | \'[^\'\n]*+\'? )
    | (?P<open>    [\[{] )
    | (?P<close>   [\]}] )
    | (?P<between> [=,\n] )
    | (?P<word>    [^\#\s\[\]{}=,"\']++ )
    | (?P<other>   . )
    ''',
    re.VERBOSE | re.DOTALL,
)
LINE_END = "\n"
PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\s*$")
GIVEN_TWICE = ("overwrite", "twice", "duplicate", "redefine", "mutate immutable")

KINDS_OF_FILE = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
REASONS = {
    errno.ENOENT: "no such file",
    errno.ENOTDIR: "a path through something that is not a folder",
    errno.ELOOP: "symbolic links that lead in a circle",
    errno.EACCES: "a file that may not be read (permission denied)",
    errno.EPERM: "a file that may not be read (permission denied)",
    errno.ENAMETOOLONG: "a name too long for this system",
    errno.EINVAL: "a name this system does not allow",
}


def readable_name(path: str | Path, *, width: int = 200) -> str:
    """A path as messages may show it: one line, no control characters, its end kept when it is long.

    >>> readable_name("beliefs/mine.toml")
    'beliefs/mine.toml'
    """
    text = "".join(character if character.isprintable() else "?" for character in str(path)) or "(no name)"
    return text if len(text) <= width else "..." + text[3 - width :]


def described(value: object) -> str:
    """A value as a message quotes it, in the words of the file rather than of Python.

    >>> described(True), described({"p50": 6}), described("6 OOM")
    ('true', 'a table', "'6 OOM'")
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table" if value else "an empty table"
    if isinstance(value, list):
        return f"the list {shown(value)}"
    if hasattr(value, "isoformat"):
        return f"the date or time {value.isoformat()}"
    if value is None:
        return "nothing"
    return shown(value)


def read_file(path: str | Path, *, limit: int = MAX_BYTES) -> str:
    """The text of a regular file of at most `limit` bytes, in UTF-8, without a byte-order mark.

    Folders, pipes and devices are refused before they are opened or read from, so that nothing can block.

    Raises ScenarioError, which names the file and why it cannot be read.
    """
    name = readable_name(path)
    wanted = "expected a text file that can be read"
    try:
        refuse_unless_regular(os.stat(path), file=name)  # noqa: PTH116 - the path may be text that no Path accepts
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(handle, "rb") as stream:
            refuse_unless_regular(os.fstat(stream.fileno()), file=name)  # it may have been swapped since
            content = stream.read(limit + 1)
    except OSError as problem:
        reason = REASONS.get(problem.errno or 0, f"an error of the system ({problem.strerror})")
        raise ScenarioError(f"{wanted}, got {reason}", file=name) from None
    except ValueError:  # a NUL byte, or half a surrogate pair, in the path
        raise ScenarioError(f"{wanted}, got a name that no file can have", file=name) from None
    return decode(content, limit=limit, file=name)


def refuse_unless_regular(status: os.stat_result, *, file: str) -> None:
    """Raise ScenarioError unless the status is that of a regular file."""
    if not stat.S_ISREG(status.st_mode):
        kind = next((words for is_kind, words in KINDS_OF_FILE if is_kind(status.st_mode)), "something else")
        raise ScenarioError(f"expected a regular file, got {kind}", file=file)


def read_stream(stream: IO[Any], *, file: str, limit: int = MAX_BYTES) -> str:
    """The text of an open stream (bytes are decoded as UTF-8), of which at most `limit` + 1 bytes are read."""
    source = getattr(stream, "buffer", stream)
    try:
        content = source.read(limit + 1)
    except UnicodeDecodeError:
        raise ScenarioError("expected text in UTF-8, got bytes that are not", file=file) from None
    except OSError as problem:
        raise ScenarioError(f"expected text that can be read, got {problem.strerror}", file=file) from None
    except ValueError:  # "I/O operation on closed file"
        raise ScenarioError("expected an open stream, got a closed one", file=file) from None
    given = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return decode(given, limit=limit, file=file)


def decode(content: bytes, *, limit: int, file: str) -> str:
    """Bytes as text: at most `limit` of them, UTF-8, a byte-order mark taken off."""
    if len(content) > limit:
        raise ScenarioError(f"expected at most {limit:,} bytes, got a larger file", file=file)
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode("utf-8")
        place = position(before, len(before))
        got = f"the byte 0x{content[problem.start]:02x}"
        raise ScenarioError(f"expected text in UTF-8, got {got}", field=place, file=file) from None


def parse_toml(text: str, *, file: str) -> dict[str, Any]:
    """The tables of a TOML 1.0 text as plain Python values.

    Raises ScenarioError with `field` = "line:column" for anything that is not TOML, a name given twice, nesting
    deeper than `MAX_DEPTH`, and words longer than `MAX_WORD`.

    >>> parse_toml("schema = 1", file="mine.toml")
    {'schema': 1}
    >>> parse_toml("schema = ", file="mine.toml")
    Traceback (most recent call last):
    oomcast.errors.ScenarioError: mine.toml: 1:10: expected TOML, got 'schema =' (invalid value)
    """
    if "\0" in text:
        raise ScenarioError("expected text, got a NUL byte", field=position(text, text.index("\0")), file=file)
    refuse_excess(text, file=file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise explained(str(problem), text=text, file=file) from None
    except ValueError as problem:  # numbers and dates that have the right shape and no value, such as day 32
        got = f"a date, time or number that does not exist ({problem})"
        raise ScenarioError(f"expected TOML, got {got}", field="1:1", file=file) from None


def refuse_excess(text: str, *, file: str) -> None:
    """Raise ScenarioError where the text nests too deeply, or holds a name or number too long, for a safe parse."""
    depth = dots = 0
    for token in TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "word":
            word = token.group()
            if len(word) > MAX_WORD:
                problem = f"expected names and numbers of at most {MAX_WORD} characters, got {len(word):,} of them"
                raise ScenarioError(problem, field=position(text, token.start()), file=file)
            dots += word.count(".")
        elif kind in {"open", "close", "between"}:
            dots = 0
            depth += {"open": 1, "close": -1, "between": 0}[kind]
            if token.group() == "\n":
                depth = max(depth, 0)
        if max(depth, dots) > MAX_DEPTH:
            problem = f"expected at most {MAX_DEPTH} levels of nesting, got more"
            raise ScenarioError(problem, field=position(text, token.start()), file=file)


def position(text: str, index: int) -> str:
    """Where in a text an index lies, as "line:column", both from 1.

    >>> position("a = 1\\nb = ?", 10)
    '2:5'
    """
    before = text[:index]
    return f"{before.count(LINE_END) + 1}:{index - before.rfind(LINE_END)}"


def explained(message: str, *, text: str, file: str) -> ScenarioError:
    """The parser's complaint in the form of every other message: where, what was expected, what came."""
    place = PLACE.search(message)
    complaint = PLACE.sub("", message)
    complaint = complaint[:1].lower() + complaint[1:]
    lines = text.split(LINE_END)
    if place and place["line"]:
        line, column = int(place["line"]), int(place["column"])
    else:
        line, column = len(lines), len(lines[-1]) + 1
    got = shown(lines[min(line, len(lines)) - 1].strip())
    if any(word in complaint.lower() for word in GIVEN_TWICE):
        return ScenarioError(f"expected each name once, got it again in {got}", field=f"{line}:{column}", file=file)
    return ScenarioError(f"expected TOML, got {got} ({complaint})", field=f"{line}:{column}", file=file)
