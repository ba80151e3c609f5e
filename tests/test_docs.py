"""README and docs say only what the code does: examples run, links lead somewhere, equations have code and test."""

from __future__ import annotations

import ast
import re
from difflib import unified_diff
from pathlib import Path

import pytest

import oomcast as oc
from oomcast.beliefs.mechanism import Choice, Mechanism
from oomcast.models.takeoff.model import MODEL
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

EQUATION_TABLE = "## Equations, code and tests"
EQUATION_PAGES = [page for page in pages() if EQUATION_TABLE in page.read_text(encoding="utf-8")]
"""Pages that state equations, each with a table of them at its end."""

MECHANISMS = ROOT / "src/oomcast/mechanisms"
MODELS = ROOT / "src/oomcast/models"

WITHOUT_EQUATIONS = {
    "parallel/contract.py": "what every law of parallel returns offers, and no law",
    "parallel/registry.py": "finds a law by its name",
    "production/registry.py": "lists the production functions by name",
    "ceilings/registry.py": "lists the shapes of the ceiling by name",
    "parallel/chances.py": "logarithms of small chances to full precision, for the equations of duplication",
}
"""Files under mechanisms whose public functions state nothing about research, each with the reason."""

PREPARES = "prepare"
"""Turns drawn parameters into the coefficients of an equation; every family has one, stated with its symbols."""

NAMED = re.compile(r"\(equation ([a-z-]+)\)")
EQUATION_ROW = re.compile(r"^\| \[([a-z-]+)\]\(#[\w-]+\) \|(.*)\|$", re.MULTILINE)
CODE_ANCHOR = re.compile(r"`(src/[\w/]+\.py):([\w.]+)`")
TEST_ANCHOR = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LISTED = {page: EQUATION_ROW.findall(page.read_text(encoding="utf-8")) for page in EQUATION_PAGES}
EQUATIONS = [row for rows in LISTED.values() for row in rows]


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


@pytest.mark.parametrize("page", EQUATION_PAGES, ids=name_of)
def test_each_equation_is_stated_once_on_the_page_that_lists_it(page: Path) -> None:
    text = [block for block in blocks(page) if block.language == "text"]
    stated = [name for block in text for name in NAMED.findall("\n".join(block.lines))]
    assert sorted(stated) == sorted(name for name, _ in LISTED[page])


def test_each_equation_is_listed_under_the_name_it_has_in_the_code() -> None:
    in_code = {
        name
        for layer in ("mechanisms", "models", "outcomes", "insight")
        for path in (ROOT / "src/oomcast" / layer).rglob("*.py")
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert in_code
    assert in_code <= {name for name, _ in EQUATIONS}


def test_each_mechanism_is_an_equation_of_the_documentation() -> None:
    """Nothing can move a forecast that neither page states."""
    exempt = {MECHANISMS / path for path in WITHOUT_EQUATIONS}
    assert all(path.is_file() for path in exempt), "an exemption outlived its file"
    anchored = {anchor for _, row in EQUATIONS for anchor in CODE_ANCHOR.findall(row)}
    public = {
        (str(path.relative_to(ROOT)), node.name)
        for path in sorted(set(MECHANISMS.rglob("*.py")) - exempt)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name != PREPARES
    }
    assert {Path(path).parent.name for path, _ in public} >= {"mechanisms", "parallel", "production", "ceilings"}
    assert sorted(public - anchored) == []


def test_each_function_of_a_model_that_states_an_equation_is_where_the_documentation_says() -> None:
    anchors_of = {name: set(CODE_ANCHOR.findall(row)) for name, row in EQUATIONS}
    stated = {
        (str(path.relative_to(ROOT)), node.name): set(NAMED.findall(ast.get_docstring(node) or ""))
        for path in MODELS.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    lost = [
        place
        for place, names in stated.items()
        if names and not any(place in anchors_of.get(name, set()) for name in names)
    ]
    assert len([names for names in stated.values() if names]) >= 5
    assert not lost


def imported_mechanisms(file: Path) -> set[Path]:
    """Files under mechanisms that a file imports."""
    modules = {
        module
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
        for module in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    }
    files = {ROOT / f"src/{module.replace('.', '/')}.py" for module in modules}
    return {path for path in files if path.is_file() and path.is_relative_to(MECHANISMS)}


def test_no_mechanism_lies_idle() -> None:
    """Each file that states an equation is imported by a model, or by a mechanism that is, such as a registry."""
    reached: set[Path] = set()
    found = {path for file in MODELS.rglob("*.py") for path in imported_mechanisms(file)}
    while found:
        reached |= found
        found = {path for file in found for path in imported_mechanisms(file)} - reached
    stating = {path for path in MECHANISMS.rglob("*.py") if NAMED.search(path.read_text(encoding="utf-8"))}
    assert stating
    assert sorted(stating - reached) == []


# --- each mechanism that the model declares has a section that says what it is

MECHANISMS_PAGE = ROOT / "docs" / "mechanisms.md"
PARAMETER_ROW = re.compile(r"^\| [^|]* \| `(\w+)`[^|]*\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
FACTS = re.compile(r"^\*(Tier \d\..*?)\*$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([\w-]+)`")
NO_NEUTRAL, NONE_SPELLED = "–", "none"


def section(name: str) -> str:
    """The text of the page of mechanisms under the heading of this name."""
    parts = re.split(r"^## ", MECHANISMS_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (found,) = [part for part in parts if slug(part.partition("\n")[0]) == name.replace("_", "-")]
    return found


def facts(name: str, word: str) -> set[str]:
    """What the line under a heading says the mechanism brings, replaces or is shown by."""
    (line,) = FACTS.findall(section(name))
    return {quoted for part in line.split(". ") if part.startswith(word) for quoted in QUOTED.findall(part)}


def spelled(value: float | None) -> str:
    """A neutral value as the page writes it."""
    if value is None:
        return NO_NEUTRAL
    return NONE_SPELLED if value == float("inf") else f"{value:g}"


def declared_rows(*parts: Mechanism) -> dict[str, tuple[str, set[str]]]:
    """Unit and neutral values of each parameter, by name; options that share one may differ in what is neutral."""
    rows: dict[str, tuple[str, set[str]]] = {}
    for part in parts:
        for parameter in part.parameters:
            _, values = rows.setdefault(parameter.name, (parameter.unit, set()))
            values.add(spelled(part.neutral.get(parameter.name)))
    return rows


PARTS = {
    **{mechanism.name: (mechanism,) for mechanism in MODEL.mechanisms},
    **{choice.name: tuple(choice.options.values()) for choice in MODEL.choices},
}
"""Sections that there have to be, with the mechanisms in each."""


@pytest.mark.parametrize("name", PARTS)
def test_each_parameter_stands_with_its_unit_and_neutral_value(name: str) -> None:
    shown = {parameter: (unit, neutral) for parameter, unit, neutral in PARAMETER_ROW.findall(section(name))}
    declared = declared_rows(*PARTS[name])
    assert set(shown) == set(declared)
    for parameter, (unit, neutral) in shown.items():
        assert unit == declared[parameter][0], parameter
        assert neutral in declared[parameter][1], parameter


@pytest.mark.parametrize("name", PARTS)
def test_each_section_says_what_comes_and_goes_with_its_mechanism(name: str) -> None:
    brings = {brought for part in PARTS[name] for brought in part.brings}
    brings |= {needed for choice in MODEL.choices if choice.name == name for needed in choice.needs}
    assert facts(name, "Brings") == brings
    assert facts(name, "Replaces") == {replaced for part in PARTS[name] for replaced in part.replaces}
    (tier,) = {part.tier for part in PARTS[name]}
    assert f"Tier {tier}." in section(name)


@pytest.mark.parametrize("choice", MODEL.choices, ids=lambda choice: choice.name)
def test_each_option_of_a_choice_is_told(choice: Choice) -> None:
    told = re.findall(r"^\*\*`([\w-]+)`", section(choice.name), re.MULTILINE)
    assert sorted(told) == sorted(choice.options)


@pytest.mark.parametrize("name", PARTS)
def test_a_preset_that_is_said_to_show_a_mechanism_has_it(name: str) -> None:
    having = {
        preset
        for preset in oc.preset_names()
        for scenario in [oc.open_scenario(preset)]
        if name in scenario.mechanisms or name in scenario.structure
    }
    assert facts(name, "Shown by") == having


# --- one word for each thing


def test_each_parameter_and_output_is_in_the_glossary_with_its_unit() -> None:
    rows = re.findall(r"^\|(.*)\|$", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    units = {name: row.split("|")[-1].strip() for row in rows for name in re.findall(r"`(\w+)`", row)}
    quantities = {name: parameter.unit for name, parameter in MODEL.parameters.items()}
    quantities |= {output.name: output.unit for output in MODEL.outputs}
    assert {name: units.get(name) for name in quantities} == quantities
