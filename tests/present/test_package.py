"""The front door: about twenty names, the same for editors and at run time, and next to no cost to walk through."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import oomcast

HEAVY = {"numpy", "scipy", "numba", "llvmlite", "pandas", "xarray", "pyarrow", "matplotlib", "arviz", "tomlkit"}

PUBLIC = {
    "run", "open_scenario", "open_forecast", "preset_names", "model_names",
    "Scenario", "Belief", "Evidence", "Parameter", "Distribution", "from_interval", "from_quantiles",
    "Forecast", "Summary", "Outcome",
    "ForecastError", "ScenarioError", "ParameterError", "ModelError", "RunError", "DataError",
    "corporations", "explain", "compare", "pool", "tech_tree",
}  # fmt: skip


def test_the_public_names_are_these():
    assert set(oomcast.__all__) == PUBLIC
    assert len(oomcast.__all__) == len(PUBLIC)
    assert set(dir(oomcast)) >= PUBLIC | {"__version__"}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_can_be_used_and_is_explained(name):
    assert getattr(oomcast, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_name"):
        oomcast.no_such_name  # noqa: B018


def test_editors_see_the_names_that_exist_at_run_time():
    tree = ast.parse(Path(oomcast.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert seen == oomcast._HOMES
    assert set(seen) == PUBLIC


@pytest.mark.parametrize("door", ["import oomcast", "from oomcast.present.cli import main; main(['--version'])"])
def test_walking_through_the_door_loads_nothing_heavy(door):
    program = f"import sys; {door}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert not HEAVY & set(loaded.stdout.split())
    assert "oomcast" in loaded.stdout.split()


def test_every_view_of_a_forecast_exists():
    from importlib import import_module

    from oomcast.ensemble.forecast import Forecast
    from oomcast.ensemble.views import VIEWS

    for name, target in VIEWS.items():
        module, _, function = target.partition(":")
        assert callable(getattr(import_module(module), function))
        assert callable(getattr(Forecast, name))
