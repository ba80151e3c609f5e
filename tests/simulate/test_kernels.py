"""Kernels are named by their content, survive on disk, and nothing that happens to a file makes a wrong one run."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oomcast.simulate import kernels
from oomcast.simulate.kernels import is_cached, kernel

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 300  # a guard against hanging, not a measurement
FINGERPRINT = "0" * 64

TRIPLE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


def triple(numbers):
    numbers[0] *= 3.0


def build():
    from numba.core import types as nb

    return triple, nb.void(nb.CPointer(nb.float64))


def refuse():
    raise AssertionError("a kernel on disk was compiled again")


def tripled(found, value):
    """The kernel at work on one number, by Numba's calling convention."""
    number, result, exception = ctypes.c_double(value), ctypes.c_void_p(), ctypes.c_void_p()
    TRIPLE(found.address)(ctypes.addressof(result), ctypes.addressof(exception), ctypes.addressof(number))
    return number.value


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache folder, and a process that has loaded nothing yet."""
    monkeypatch.setenv("OOMCAST_CACHE", str(tmp_path / "cache"))
    forget(monkeypatch)
    return tmp_path / "cache"


def forget(monkeypatch):
    monkeypatch.setattr(kernels, "_loaded", {})


def test_a_kernel_is_compiled_once_and_then_read_from_disk(folder, monkeypatch):
    assert not is_cached("triple", FINGERPRINT)
    assert tripled(kernel("triple", FINGERPRINT, build), 7.0) == 21.0
    assert [file.suffix for file in folder.iterdir()] == [".kernel"]
    assert tripled(kernel("triple", FINGERPRINT, refuse), 5.0) == 15.0
    forget(monkeypatch)
    assert is_cached("triple", FINGERPRINT)
    assert tripled(kernel("triple", FINGERPRINT, refuse), 5.0) == 15.0


def test_other_content_is_another_kernel(folder):
    kernel("triple", FINGERPRINT, build)
    assert not is_cached("triple", "1" * 64)
    with pytest.raises(AssertionError, match="compiled again"):
        kernel("triple", "1" * 64, refuse)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
        lambda content: b"",
        lambda content: b"\n\n",
        lambda content: b"0" * len(content),
        lambda content: content + b"\0",
    ],
    ids=["torn", "a byte short", "a bit wrong", "empty", "two lines", "zeros", "a byte too many"],
)
def test_a_damaged_file_is_compiled_anew(folder, monkeypatch, damage):
    kernel("triple", FINGERPRINT, build)
    (file,) = folder.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    forget(monkeypatch)
    with pytest.raises(AssertionError, match="compiled again"):
        kernel("triple", FINGERPRINT, refuse)
    assert tripled(kernel("triple", FINGERPRINT, build), 7.0) == 21.0
    assert list(folder.iterdir()) == [file]
    forget(monkeypatch)
    assert tripled(kernel("triple", FINGERPRINT, refuse), 7.0) == 21.0


def test_a_folder_that_cannot_be_made_leaves_the_kernel_in_memory(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("OOMCAST_CACHE", str(tmp_path / "file" / "cache"))
    forget(monkeypatch)
    assert tripled(kernel("triple", FINGERPRINT, build), 7.0) == 21.0
    assert tripled(kernel("triple", FINGERPRINT, refuse), 7.0) == 21.0
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("failing", ["fdopen", "replace"])
def test_a_disk_that_fills_up_leaves_no_file_and_the_kernel_in_memory(folder, monkeypatch, failing):
    def full(*_):
        raise OSError(28, "No space left on device")

    class Full:
        """A file that takes nothing."""

        def __init__(self, handle, mode):
            self.handle = handle

        def __enter__(self):
            return self

        def __exit__(self, *_):
            os.close(self.handle)

        write = full

    if failing == "replace":
        monkeypatch.setattr(kernels.Path, "replace", full)
    else:
        monkeypatch.setattr(kernels.os, "fdopen", Full)
    assert tripled(kernel("triple", FINGERPRINT, build), 7.0) == 21.0
    assert list(folder.iterdir()) == []


def test_other_versions_and_settings_never_share_a_file(folder, monkeypatch):
    def file():
        kernels._toolchain.cache_clear()
        return kernels._file_of("triple", FINGERPRINT)

    try:
        usual = file()
        assert file() == usual
        for name, value in (("NUMBA_CPU_NAME", "x86-64-v2"), ("NUMBA_OPT", "1")):
            with monkeypatch.context() as patch:
                patch.setenv(name, value)
                assert file() != usual
        with monkeypatch.context() as patch:
            patch.setattr(kernels, "version", lambda package: "99")
            assert file() != usual
        with monkeypatch.context() as patch:
            patch.setattr(kernels.sys, "version_info", (3, 99, 0))
            assert file() != usual
        with monkeypatch.context() as patch:
            patch.setattr("llvmlite.binding.get_host_cpu_name", lambda: "another")
            assert file() != usual
        assert file() == usual
    finally:
        kernels._toolchain.cache_clear()


def python(code, *, cache, source=ROOT / "src", arguments=(), **variables):
    """A process of its own that runs `code` with this cache folder."""
    paths = os.pathsep.join([str(source), str(ROOT)])
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, "OOMCAST_CACHE": str(cache), **variables},
    )


def said(process):
    output, errors = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 0, errors
    return output


AT_ONCE = """
from tests.simulate import test_kernels as t
from oomcast.simulate.kernels import kernel
print(t.tripled(kernel("triple", t.FINGERPRINT, t.build), 7.0))
"""


def test_two_processes_at_once_both_succeed(tmp_path):
    both = [python(AT_ONCE, cache=tmp_path / "cache") for _ in range(2)]
    assert [said(process) for process in both] == ["21.0\n", "21.0\n"]
    assert [file.suffix for file in (tmp_path / "cache").iterdir()] == [".kernel"]


ONE_COMPILES = """
import sys, time
from pathlib import Path
from tests.simulate import test_kernels as t
from oomcast.simulate.kernels import kernel

folder = Path(sys.argv[1])

def build():
    print("compiling", flush=True)
    (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return t.build()

print("asking", flush=True)
assert t.tripled(kernel("triple", t.FINGERPRINT, build), 7.0) == 21.0
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no locks of this kind there: each process compiles for itself")
def test_of_two_processes_one_compiles_and_the_other_waits_for_it(tmp_path):
    first = python(ONE_COMPILES, cache=tmp_path / "cache", arguments=[str(tmp_path)])
    assert [first.stdout.readline() for _ in range(2)] == ["asking\n", "compiling\n"]
    second = python(ONE_COMPILES, cache=tmp_path / "cache", arguments=[str(tmp_path)])
    assert second.stdout.readline() == "asking\n"
    (tmp_path / "go").touch()
    assert (said(first), said(second)) == ("", "")
    assert [file.suffix for file in (tmp_path / "cache").iterdir()] == [".kernel"]


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None  # any import of it fails
import numpy as np
from oomcast.models.contract import Settings
from oomcast.models.registry import model
from oomcast.outcomes.evaluate import evaluate
from oomcast.beliefs.scenario import open_scenario
from oomcast.models import registry
scenario = open_scenario("reference", vocabularies=registry.vocabulary)
draws = {name: np.array([belief.quantile(0.5)]) for name, belief in scenario.beliefs.items()}
print(evaluate(model("takeoff"), draws, settings=Settings()).outputs["oom_total_12mo"][0].hex())
"""


def test_a_second_process_needs_no_compiler(cache_folder, tmp_path):
    first = said(python(WITHOUT_NUMBA.replace('sys.modules["numba"] = None', "pass"), cache=cache_folder))
    assert said(python(WITHOUT_NUMBA, cache=cache_folder)) == first
    without_kernels = python(WITHOUT_NUMBA, cache=tmp_path / "empty")
    _, errors = without_kernels.communicate(timeout=LONGEST_SECONDS)
    assert without_kernels.returncode != 0
    assert "numba" in errors


# What a name depends on: sources are edited in a copy, and a process of its own names the kernels there.

NAMES = """
import json
from oomcast.models.registry import model
from oomcast.simulate import compiler
from tests.simulate import course_models
models = {"takeoff": model("takeoff"), "explosive": course_models.EXPLOSIVE, "lag": course_models.LAG}
print(json.dumps({
    f"{name} {kernel}": content for name, one in models.items()
    for kernel, (_, content) in compiler._names(one).items()
}))
"""

BLOCKS = {f"{name} {part}" for name in ("takeoff", "explosive", "lag") for part in ("rate", "observe")} | {
    "takeoff series"
}
ADVANCES = {f"{name} advance" for name in ("takeoff", "explosive", "lag")}


def names(source):
    return json.loads(said(python(NAMES, cache=source / "no-cache", source=source)))


@pytest.fixture(scope="module")
def usual_names():
    return names(ROOT / "src")


@pytest.fixture
def changed(tmp_path, usual_names):
    """Names of the kernels that are others after an edit of the sources."""

    def edit(file, *replacements):
        copy = tmp_path / "src"
        shutil.copytree(ROOT / "src", copy, ignore=shutil.ignore_patterns("__pycache__"))
        text = (copy / "oomcast" / file).read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text, f"{file} no longer holds {old!r}"
            text = text.replace(old, new)
        (copy / "oomcast" / file).write_text(text, encoding="utf-8")
        found = names(copy)
        assert found.keys() == usual_names.keys()
        return {name for name, content in found.items() if content != usual_names[name]}

    return edit


def test_a_constant_of_a_mechanism_renames_the_kernels_that_use_it(changed):
    assert changed("mechanisms/returns.py", ("DEEPEST_IN_CEILINGS = 36.0", "DEEPEST_IN_CEILINGS = 35.0")) == {
        "takeoff rate",
        "takeoff series",
    }


def test_a_formula_of_a_mechanism_renames_the_kernels_that_use_it(changed):
    assert changed(
        "mechanisms/compute.py",
        ("return years * compute_growth_per_year", "return compute_growth_per_year * years * 1.0"),
    ) == {"takeoff rate", "takeoff observe", "takeoff series"}


def test_the_name_of_a_field_renames_the_kernels_of_its_model(changed):
    assert changed("models/takeoff/core.py", ("difficulty:", "hardness:"), ("c.difficulty", "c.hardness")) == {
        "takeoff rate",
        "takeoff observe",
    }


def test_an_elementary_function_renames_everything_that_uses_it(changed):
    assert changed("quantities/elementary.py", ("0.008333333333307201", "0.0083333333333073")) == {
        # the observations of the two others take no exponential, the rate of one none at all
        "takeoff rate", "takeoff observe", "takeoff series", "explosive rate", *ADVANCES,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "replacement"),
    [
        ("simulate/starting.py", ("LOCAL_SHARE = 0.5", "LOCAL_SHARE = 0.25")),
        ("simulate/workspace.py", ("LOST STEP STOP", "STEP LOST STOP")),
    ],
    ids=["a setting of the control", "the order of the workspace"],
)
def test_the_integrator_is_renamed_by_its_own_parts_and_no_model_is(changed, file, replacement):
    assert changed(file, replacement) == ADVANCES


def test_a_method_renames_the_integrators_of_the_models_it_follows(changed):
    by_stages = ADVANCES - {"takeoff advance"}
    assert changed("simulate/tableau.py", ("C2, C3, C4, C5 = 1 / 5", "C2, C3, C4, C5 = 1 / 6")) == by_stages


def test_a_share_of_the_defect_renames_the_integrator_that_goes_by_series(changed):
    assert changed("simulate/taylor.py", ("ERROR_SHARE = 0.3", "ERROR_SHARE = 0.5")) == {"takeoff advance"}


def test_the_degree_of_the_series_renames_all_that_knows_it(changed):
    assert changed("simulate/taylor.py", ("DEGREE = 12", "DEGREE = 10")) == {"takeoff advance", "takeoff series"}


def test_the_machine_form_of_a_primitive_renames_every_kernel(changed, usual_names):
    assert changed("simulate/twins.py", ("builder.cttz(", "builder.ctlz(")) == set(usual_names)


def test_the_number_of_lanes_renames_every_kernel(changed):
    assert changed("simulate/workspace.py", ("LANES = 64", "LANES = 32")) == BLOCKS | ADVANCES


@pytest.mark.parametrize(
    ("file", "replacement"),
    [
        ("mechanisms/returns.py", ("from __future__", "# One line more.\nfrom __future__")),
        ("mechanisms/returns.py", ("It stops at", "It comes to rest at")),
        ("quantities/elementary.py", ("z2 = z * z", "z2 = z * z  # the square of the square")),
        (
            "models/takeoff/core.py",
            ("How fast the search deepens, per year.", "Per year, how fast the search deepens."),
        ),
        ("simulate/stepping.py", ("error = 0.0\n", "error = 0.0  # so far\n\n")),
    ],
    ids=["a line", "a docstring of a mechanism", "a comment", "a docstring of a model", "a comment in the integrator"],
)
def test_words_rename_no_kernel(changed, file, replacement):
    assert changed(file, replacement) == set()
