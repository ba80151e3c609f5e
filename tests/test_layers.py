"""The house rules that a reader could check by reading every import: direction, weight, and no hidden evaluation."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "oomcast"

LAYERS = (
    "errors",
    "quantities",
    "beliefs",
    "mechanisms",
    "models",
    "simulate",
    "techtree",
    "outcomes",
    "ensemble",
    "insight",
    "evidence",
    "present",
)
"""From the ground up: each may import from itself and from those before it."""

ENTRANCES = {"__init__.py", "__main__.py"}
"""The package's own doors, which stand above all layers: they re-export names and register the views."""

LIGHT = {"numpy", "oomcast", *sys.stdlib_module_names}
"""What a module may import at its top. Anything else would cost every start a tenth of a second or more."""

COMMAND_PARSER = "click"
"""Light enough for the layer that holds the command line, and needed there before anything else."""

SERVER, SERVED_BY = "present/web", {"h11", "orjson", "starlette", "uvicorn"}
"""The folder that serves is loaded by the command `serve` alone, and what serves is loaded with it."""

PUBLIC_NAMES = 27
"""More names than this cannot be remembered: `import oomcast` offers about twenty."""

UNSAFE_MODULES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__"}

GENERATORS_OF_CODE = {"simulate"}
"""The one layer that may run text as code: kernels written from a model's field names, never from user text."""


class Import(NamedTuple):
    """One `import` of one module, where it stands, and whether it runs when the file is loaded."""

    module: str
    line: int
    at_top: bool


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def layer(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def imports(path: Path, *, package: Path = PACKAGE) -> Iterator[Import]:
    """Every import in a file; relative ones resolved, those for type checkers alone counted as not at the top."""

    def visit(node: ast.AST, *, at_top: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inner = at_top and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if isinstance(child, ast.If) and is_type_checking(child):
                for part in child.body:
                    yield from visit(ast.Module([part], []), at_top=False)
                for part in child.orelse:
                    yield from visit(ast.Module([part], []), at_top=inner)
                continue
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, inner) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                module = child.module or ""
                if child.level:
                    home = ("oomcast", *path.relative_to(package).parent.parts)
                    base = home[: len(home) - child.level + 1]
                    module = ".".join((*base, module)) if module else ".".join(base)
                yield Import(module, child.lineno, inner)
                # `from oomcast import beliefs` imports a folder, not a name of the root.
                yield from (Import(f"{module}.{alias.name}", child.lineno, inner) for alias in child.names)
            yield from visit(child, at_top=inner)

    yield from visit(tree(path), at_top=True)


def calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(PACKAGE.parent)}:{line}"


# --- the detector works


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import scipy.stats", Import("scipy.stats", 1, at_top=True)),
        ("def f():\n    import scipy.stats", Import("scipy.stats", 2, at_top=False)),
        ("class A:\n    import numba", Import("numba", 2, at_top=True)),
        ("try:\n    import numba\nexcept ImportError:\n    pass", Import("numba", 2, at_top=True)),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas", Import("pandas", 3, at_top=False)),
        ("from ..models import takeoff", Import("oomcast.models", 1, at_top=True)),
        ("from oomcast import models", Import("oomcast.models", 1, at_top=True)),
    ],
)
def test_the_import_detector_sees_what_it_should(text: str, found: Import, tmp_path: Path) -> None:
    file = tmp_path / "beliefs" / "probe.py"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert found in [*imports(file, package=tmp_path)]


# --- the house rules


def test_each_file_belongs_to_a_known_layer() -> None:
    strangers = {layer(path) for path in sources() if path.name not in ENTRANCES or path.parent != PACKAGE} - {*LAYERS}
    assert not strangers


def test_each_folder_is_a_package_and_opens_with_its_purpose() -> None:
    folders = {path.parent for path in sources()}
    missing = [str(folder.relative_to(PACKAGE.parent)) for folder in folders if not (folder / "__init__.py").is_file()]
    assert not missing
    silent = [place(path, 1) for path in sources() if not (ast.get_docstring(tree(path)) or "").strip()]
    assert not silent


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_imports_only_from_those_below(name: str) -> None:
    allowed = {*LAYERS[: LAYERS.index(name) + 1]}
    wrong = [
        f"{place(path, found.line)} imports {found.module}"
        for path in sources()
        if layer(path) == name
        for found in imports(path)
        if (parts := found.module.split("."))[0] == "oomcast" and len(parts) > 1 and parts[1] in LAYERS
        if parts[1] not in allowed
    ]
    assert not wrong


APART = {"techtree": {"models"}}
"""Siblings: what one is about is not said in terms of the other, although its tools (compilation) lie in between."""


@pytest.mark.parametrize("name", APART)
def test_siblings_do_not_import_each_other(name: str) -> None:
    wrong = [
        f"{place(path, found.line)} imports {found.module}"
        for path in sources()
        if layer(path) == name
        for found in imports(path)
        if (parts := found.module.split("."))[0] == "oomcast" and len(parts) > 1 and parts[1] in APART[name]
    ]
    assert not wrong


def test_nobody_imports_the_package_root() -> None:
    wrong = [
        f"{place(path, found.line)} imports {found.module}"
        for path in sources()
        if path.name not in ENTRANCES or path.parent != PACKAGE
        for found in imports(path)
        if found.module == "oomcast"
        or (found.module.startswith("oomcast.") and found.module.split(".")[1] not in LAYERS)
    ]
    assert not wrong


def also_light(path: Path) -> set[str]:
    """What a module of this place may import at its top besides."""
    if layer(path) != "present":
        return set()
    return {COMMAND_PARSER} | (SERVED_BY if path.is_relative_to(PACKAGE / SERVER) else set())


def test_modules_import_nothing_heavy_at_their_top() -> None:
    wrong = [
        f"{place(path, found.line)} imports {found.module}"
        for path in sources()
        for found in imports(path)
        if found.at_top and found.module.split(".")[0] not in LIGHT | also_light(path)
    ]
    assert not wrong


def modules_after(statement: str) -> set[str]:
    """The top-level names of all modules loaded by a fresh interpreter that executes one statement."""
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


HEAVY = {"arviz", "matplotlib", "msgspec", "numba", "pandas", "pyarrow", "rich", "scipy", "tomlkit", "xarray"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not modules_after("import oomcast") & HEAVY


def test_the_command_line_starts_without_numpy_and_without_a_server() -> None:
    assert not modules_after("import oomcast.present.cli") & (HEAVY | SERVED_BY | {"numpy"})


def test_the_package_offers_about_twenty_names_and_all_of_them_exist() -> None:
    import oomcast

    assert len(oomcast.__all__) == len(set(oomcast.__all__)) <= PUBLIC_NAMES
    assert [name for name in oomcast.__all__ if getattr(oomcast, name, None) is None] == []
    assert {"run", "__version__"} <= {*oomcast.__all__, *dir(oomcast)}


def test_declared_dependencies_are_at_most_ten_and_cover_what_is_imported() -> None:
    import tomllib

    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        return {text.split(">")[0].split("=")[0].split("<")[0].strip() for text in requirements}

    runtime = names(project["dependencies"])
    extras = names([text for extra in ("plot", "arviz", "web") for text in project["optional-dependencies"][extra]])
    assert len(runtime) <= 10
    used = {found.module.split(".")[0] for path in sources() for found in imports(path)}
    known = {*sys.stdlib_module_names, "oomcast", *runtime, *extras}
    assert used - known == set()
    assert runtime - used == set(), "declared and never imported"


# --- nothing hidden


def test_nothing_is_pickled() -> None:
    wrong = [
        f"{place(path, found.line)} imports {found.module}"
        for path in sources()
        for found in imports(path)
        if found.module.split(".")[0] in UNSAFE_MODULES
    ]
    wrong += [
        f"{place(path, keyword.value.lineno)} allows pickles"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "allow_pickle" and ast.unparse(keyword.value) != "False"
    ]
    assert not wrong


def test_no_text_is_run_as_code_outside_the_kernel_writer() -> None:
    wrong = [
        f"{place(path, line)} calls {name}"
        for path in sources()
        if layer(path) not in GENERATORS_OF_CODE
        for name, line in calls(path)
        if name in UNSAFE_CALLS or name in {f"builtins.{call}" for call in UNSAFE_CALLS}
    ]
    assert not wrong


def test_no_user_file_reaches_the_kernel_writer() -> None:
    """The layer that writes code imports nothing that reads scenarios, so no text of a user can arrive in it."""
    readers = {"oomcast.beliefs.scenario", "oomcast.beliefs.reading", "tomllib", "tomlkit", "json", "msgspec"}
    wrong = [
        f"{place(path, found.line)} imports {found.module}"
        for path in sources()
        if layer(path) in GENERATORS_OF_CODE and any(name in UNSAFE_CALLS for name, _ in calls(path))
        for found in imports(path)
        if found.module in readers
    ]
    assert not wrong


def test_nothing_is_run_in_a_shell() -> None:
    shells = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
    wrong = [f"{place(path, line)} calls {name}" for path in sources() for name, line in calls(path) if name in shells]
    assert not wrong
