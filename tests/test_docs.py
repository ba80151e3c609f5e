"""README and docs say only what the code does: examples run, links lead somewhere, equations have code and test."""

from __future__ import annotations

import ast
import re
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.examples import ROOT, PageError, Recorded, blocks, execute, pages

HOW_TO_REFRESH = "If the change is meant, run `make refresh-docs` and read the difference."
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
TEXTS = [*pages(), *(ROOT / name for name in ("CONTRIBUTING.md", "VISION.md", "GLOSSARY.md", "CHANGELOG.md"))]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


# --- the runner works


def probe(folder: Path, text: str) -> list[Recorded]:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    return execute(page, folder)


def test_the_runner_compares_what_a_page_shows_with_what_it_gives(tmp_path: Path) -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```output\n{}\n```\n"
    assert [record.agrees for record in probe(tmp_path, page.format(2))] == [True]
    assert [record.agrees for record in probe(tmp_path, page.format(3))] == [False]


def test_the_runner_ties_numbers_in_sentences_to_code(tmp_path: Path) -> None:
    page = "```python\nx = 2 / 3\n```\nIt is **{}**<!--= x ; .2f --> of it.\n"
    assert [record.agrees for record in probe(tmp_path, page.format("0.67"))] == [True]
    (wrong,) = probe(tmp_path, page.format("0.66"))
    assert not wrong.agrees
    assert wrong.refreshed() == ["It is **0.67**<!--= x ; .2f --> of it."]


def test_an_ellipsis_stands_for_any_lines_but_not_for_wrong_ones() -> None:
    def record(*shown: str) -> Recorded:
        return Recorded(Path("page.md"), 0, len(shown), [*shown], ["a", "b", "c", "d", "e"])

    assert record("a", "...", "e").agrees
    assert record("a", "...", "c", "...", "e").agrees
    assert record("...", "d", "e").agrees
    assert record("a", "b", "...").agrees
    assert record("...", "c", "...").agrees
    assert not record("a", "...", "d").agrees
    assert not record("x", "...", "e").agrees
    assert not record("a", "...", "c", "x", "...", "e").agrees
    assert not record("a", "...", "x", "...", "e").agrees
    assert record("x", "...", "y", "z").refreshed() == ["a", "...", "d", "e"]
    assert record("x", "...", "b", "z", "...", "y").refreshed() == ["a", "...", "b", "c", "...", "e"]


@pytest.mark.parametrize(
    "text",
    [
        "```py\nx = 1\n```\n",
        "  ```python\n  x = 1\n  ```\n",
        "```python\nprint(1)\n```\n",
        "```python\n",
        "```output\n1\n```\n",
    ],
)
def test_a_page_cannot_hold_an_example_that_is_not_executed(text: str, tmp_path: Path) -> None:
    with pytest.raises(PageError):
        probe(tmp_path, text)


def test_the_console_runs_our_own_command_only(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="only oomcast"):
        probe(tmp_path, "```console\n$ ls\n```\n")


# --- the pages


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_each_example_gives_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    stale = [record for record in execute(page, tmp_path) if not record.agrees]
    assert not stale, "\n".join(
        line
        for record in stale
        for line in unified_diff(
            record.shown,
            record.refreshed(),
            f"{name_of(page)}:{record.first + 1} shows",
            "gives",
            HOW_TO_REFRESH,
            lineterm="",
        )
    )


def test_there_are_examples_to_run() -> None:
    kinds = [block.language for page in pages() for block in blocks(page)]
    assert kinds.count("python") >= 5
    assert kinds.count("console") >= 3


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_scenarios_and_json_shown_are_well_formed(page: Path) -> None:
    import json
    import tomllib

    for block in blocks(page):
        if block.language == "toml":
            tomllib.loads("\n".join(block.lines))
        elif block.language == "json":
            json.loads("\n".join(block.lines))


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_commands_shown_for_the_shell_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    shown = [line for block in blocks(page) if block.language == "sh" for line in block.lines]
    asked = {word for line in shown for word in re.findall(r"^make ((?:[a-z-]+ ?)+)", line.split("#")[0].strip())}
    assert {target for words in asked for target in words.split()} <= targets


def slug(heading: str) -> str:
    """A heading's anchor as the site makes it."""
    explicit = re.search(r"\{\s*#([\w-]+)\s*\}", heading)
    if explicit:
        return explicit[1]
    text = re.sub(r"[^\w\s-]", "", re.sub(r"[`*]", "", heading)).strip().lower()
    return re.sub(r"[\s-]+", "-", text)


def anchors(page: Path) -> set[str]:
    inside = {line for block in blocks(page) for line in range(block.first, block.last)}
    lines = [line for number, line in enumerate(page.read_text(encoding="utf-8").splitlines()) if number not in inside]
    headings = {slug(line.lstrip("#")) for line in lines if re.match(r"#{1,6} ", line)}
    return headings | set(re.findall(r'<a id="([\w-]+)">', "\n".join(lines)))


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    broken = []
    for link in LINK.findall(text) + IMAGE.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_each_page_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"[\w/-]+\.md", contents))
    assert listed == {str(page.relative_to(ROOT / "docs")) for page in pages() if page.is_relative_to(ROOT / "docs")}


# --- code and tests named on the pages

CORE_MODEL = ROOT / "docs" / "core-model.md"
NAMED = re.compile(r"\(equation ([a-z-]+)\)")
EQUATION_ROW = re.compile(r"^\| \[([a-z-]+)\]\(#[\w-]+\) \|(.*)\|$", re.MULTILINE)
CODE_ANCHOR = re.compile(r"`(src/[\w/]+\.py):([\w.]+)`")
TEST_ANCHOR = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
EQUATIONS = EQUATION_ROW.findall(CORE_MODEL.read_text(encoding="utf-8"))


def defined(path: Path) -> set[str]:
    """Every function, class, method and module-level constant that a file defines."""
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{part.name}" for part in node.body if isinstance(part, ast.FunctionDef)}
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_code_and_tests_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for path, target in CODE_ANCHOR.findall(text) + TEST_ANCHOR.findall(text):
        assert (ROOT / path).is_file(), path
        assert target in defined(ROOT / path), f"{path} does not define {target}"
    for path in re.findall(r"`((?:src|tests|docs|examples|lock|benchmarks)/[\w/.-]+)`", text):
        assert (ROOT / path).exists(), path


def test_each_equation_is_listed_once() -> None:
    names = [name for name, _ in EQUATIONS]
    assert len(names) == len(set(names)) >= 10


@pytest.mark.parametrize(("name", "row"), EQUATIONS, ids=[name for name, _ in EQUATIONS])
def test_each_equation_leads_to_its_code_and_its_test(name: str, row: str) -> None:
    code, tests = CODE_ANCHOR.findall(row), TEST_ANCHOR.findall(row)
    assert code, "no code anchor"
    assert tests, "no test"


def test_each_equation_is_stated_on_the_page_under_the_name_it_has_in_the_code() -> None:
    stated = {
        name
        for block in blocks(CORE_MODEL)
        if block.language == "text"
        for name in NAMED.findall("\n".join(block.lines))
    }
    in_code = {
        name
        for layer in ("mechanisms", "models", "outcomes")
        for path in (ROOT / "src/oomcast" / layer).rglob("*.py")
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert stated == {name for name, _ in EQUATIONS}
    assert in_code
    assert in_code <= stated


def test_each_mechanism_is_an_equation_of_the_documentation() -> None:
    """Nothing moves a forecast that the core-model page does not state."""
    anchored = {anchor for _, row in EQUATIONS for anchor in CODE_ANCHOR.findall(row)}
    public = {
        (str(path.relative_to(ROOT)), node.name)
        for path in sorted((ROOT / "src/oomcast/mechanisms").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert public, "no mechanisms found"
    assert public <= anchored
