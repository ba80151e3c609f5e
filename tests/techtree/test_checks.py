"""The list of checks in the documentation, and the tests that carry them out, name each other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "techtree.md"
CHECKS = {f"A{number}" for number in range(1, 26)}


def named_in(text: str) -> set[str]:
    return {*re.findall(r"\bA\d{1,2}\b", text)}


def test_every_check_of_the_page_is_named_where_it_is_made_and_no_other() -> None:
    table = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| A\d+ \|", line)]
    assert {line.split("|")[1].strip() for line in table} == CHECKS
    for line in table:
        check, where = line.split("|")[1].strip(), line.split("|")[-2]
        files = re.findall(r"`(tests/[\w/]+\.py)`", where)
        assert files, line
        for file in files:
            assert check in named_in((ROOT / file).read_text(encoding="utf-8")), (check, file)
