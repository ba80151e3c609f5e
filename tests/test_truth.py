"""Nothing dead, nothing hidden: every parameter moves an output, and no equation holds a number of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from oomcast.beliefs.scenario import Scenario, open_scenario, preset_names
from oomcast.models.contract import Model, Settings
from oomcast.models.registry import model, model_names, vocabulary
from oomcast.outcomes.evaluate import evaluate

SOURCE = Path(__file__).parents[1] / "src" / "oomcast"
EQUATIONS = ("mechanisms", "models")

STRUCTURAL = (0, 1, 2, -1)
"""Numbers that are grammar rather than knowledge: nothing, the whole, a pair or a square, an inverse."""

DECLARATIONS = {"Parameter", "Output"}
"""Calls that state data about a quantity (bounds, plausible range) where everybody can read it."""

MOVES = 1e-9
"""An output that changes by more than this, relative to its size or absolutely, has moved."""


# --- T2: no stray number in equations


class Stray(NamedTuple):
    line: int
    text: str


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def numbers_in(node: ast.AST) -> Iterator[Stray]:
    """Every number written below a node that is not structural and not part of a declaration."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in DECLARATIONS:
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = node.operand.value
        if isinstance(value, int | float) and -value not in STRUCTURAL:
            yield Stray(node.lineno, ast.unparse(node))
        return
    if isinstance(node, ast.Constant):
        value = node.value
        is_number = isinstance(value, int | float | complex) and not isinstance(value, bool)
        if is_number and value not in STRUCTURAL:
            yield Stray(node.lineno, ast.unparse(node))
        return
    for child in ast.iter_child_nodes(node):
        yield from numbers_in(child)


def is_named_constant(node: ast.stmt) -> bool:
    if isinstance(node, ast.AnnAssign):
        targets = [node.target]
    elif isinstance(node, ast.Assign):
        targets = node.targets
    else:
        return False
    return all(isinstance(target, ast.Name) and target.id.isupper() for target in targets)


def stray_numbers(text: str) -> list[Stray]:
    """Numbers in functions and classes, and module-level numbers without a name or without a reason.

    A named constant is `NAME = ...` at the top of a module, followed by a docstring or beside or under a comment.
    """
    lines = text.splitlines()
    body = ast.parse(text).body
    found: list[Stray] = []
    for node, following in zip(body, [*body[1:], None], strict=True):
        if is_named_constant(node):
            beside = any("#" in line for line in lines[node.lineno - 1 : node.end_lineno])
            above = node.lineno >= 2 and lines[node.lineno - 2].lstrip().startswith("#")
            below = following is not None and is_docstring(following)
            if beside or above or below:
                continue
        found.extend(numbers_in(node))
    return found


@pytest.mark.parametrize(
    ("text", "strays"),
    [
        ("def f(x):\n    return 3.5 * x", ["3.5"]),
        ("def f(x, k=0.55):\n    return x", ["0.55"]),
        ("f = lambda x: x**-0.4", ["-0.4"]),
        ("class A:\n    rate: float = 1.2", ["1.2"]),
        ("BOUND = 36.0", ["36.0"]),
        ("BOUND = 36.0  # exp(-36) is below the spacing of numbers near 1", []),
        ("BOUND = 36.0\n'''Where exp(-BOUND) no longer counts.'''", []),
        ("# why\nBOUND = 36.0", []),
        ("def f(x):\n    '''At most 12 of 13.'''\n    return 1 - x / 2 + 0.0 - (-1)", []),
        ("P = Parameter(name='x', lower=0.05, upper=1.5)", []),
        ("def f(x):\n    return x if x else True", []),
    ],
)
def test_the_detector_of_stray_numbers_finds_what_it_should(text: str, strays: list[str]) -> None:
    assert [stray.text for stray in stray_numbers(text)] == strays


@pytest.mark.parametrize("layer", EQUATIONS)
def test_no_equation_holds_a_number_of_its_own(layer: str) -> None:
    files = sorted((SOURCE / layer).rglob("*.py"))
    assert any(path.name != "__init__.py" for path in files)
    found = {
        f"{path.relative_to(SOURCE.parent)}:{stray.line}": stray.text
        for path in files
        if path.name != "contract.py"
        for stray in stray_numbers(path.read_text(encoding="utf-8"))
    }
    assert not found


# --- T1: no dead parameter


def probes(scenario: Scenario, name: str) -> list[float]:
    """Values of one parameter at which to look for a difference: its belief's quartiles, the plausible ends, none."""
    parameter = scenario.parameters[name]
    quartiles = [scenario.beliefs[name].quantile(level) for level in (0.25, 0.75)]
    nothing = [] if parameter.none_means is None else [np.inf]
    return sorted({*quartiles, *parameter.plausible, *nothing})


def answers(model: Model, values: Mapping[str, float]) -> dict[str, float]:
    """Everything the model says about one draw, as numbers by name."""
    draws = {name: np.array([value]) for name, value in values.items()}
    evaluation = evaluate(model, draws, settings=Settings(), keep_paths=0)
    everything = {**evaluation.outputs, **evaluation.events, **evaluation.milestones, "outcome": evaluation.outcome}
    return {name: float(column[0]) for name, column in everything.items()}


def has_moved(before: float, after: float) -> bool:
    if np.isfinite(before) and np.isfinite(after):
        return abs(after - before) > MOVES * max(1.0, abs(before))
    return not (before == after or (np.isnan(before) and np.isnan(after)))


def scenarios_of(model: str) -> list[Scenario]:
    opened = [open_scenario(name, vocabularies=vocabulary) for name in preset_names()]
    return [scenario for scenario in opened if scenario.model == model]


@pytest.mark.parametrize("name", model_names())
def test_each_parameter_of_each_model_moves_an_output_in_some_preset(name: str) -> None:
    dead = set(vocabulary(name).parameters)
    assert dead
    for scenario in scenarios_of(name):
        medians = {parameter: belief.quantile(0.5) for parameter, belief in scenario.beliefs.items()}
        before = answers(model(name), medians)
        for parameter in sorted(dead):
            for value in probes(scenario, parameter):
                after = answers(model(name), {**medians, parameter: value})
                if any(has_moved(before[key], after[key]) for key in before):
                    dead.discard(parameter)
                    break
    assert not dead


@pytest.mark.parametrize("name", model_names())
def test_each_output_of_each_model_is_moved_by_some_parameter(name: str) -> None:
    """The reverse: an output that no belief can move is a constant dressed up as a result."""
    still: set[str] | None = None
    for scenario in scenarios_of(name):
        medians = {parameter: belief.quantile(0.5) for parameter, belief in scenario.beliefs.items()}
        before = answers(model(name), medians)
        still = {*before} if still is None else still
        for parameter in medians:
            for value in probes(scenario, parameter):
                after = answers(model(name), {**medians, parameter: value})
                still -= {key for key in before if has_moved(before[key], after[key])}
    assert still is not None
    assert still <= {"outcome"}  # every draw of a sound model may well reach the horizon
