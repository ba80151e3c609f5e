"""Nothing dead, nothing hidden: every parameter moves an output, and no equation holds a number of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from oomcast.beliefs.scenario import Scenario, open_scenario, preset_names
from oomcast.models.contract import Settings
from oomcast.models.registry import model as find_model
from oomcast.models.registry import model_names, vocabulary
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


SWITCHED_ON: dict[str, list[dict[str, object]]] = {
    "takeoff": [
        {"ai_serial_speed": 50.0},
        {"ai_copies": 1e7, "human_researchers": 1e5},
        {"compute_stock_h100e": 1e7},
        {"parallel_exponent_above": 0.3, "parallel_step_heads": 4000.0},
        {"parallel_exponent_far": 0.3, "parallel_change_from_heads": 1e3, "parallel_change_to_heads": 1e6},
        {"hierarchy_span": 7.0, "hierarchy_loss_per_layer": 0.1},
        {"contention": 1e-3, "coherency": 1e-7},
        {"ideas_in_reach": 1e4},
        {"visibility_exponent": 2.5},
        {"frontier_run_elasticity": 0.5, "substitution_rho": -0.4},
        {"serial_share": 0.05},
        {"labour_share_over_jump": 0.4, "labour_jump": 352.0},
        {"substitution_rho": -0.4, "substitution_rho_long_run": 0.0, "adaptation_years": 0.5},
    ]
}
"""What no preset speaks of, stated on top of one that has a workforce."""

WITH_A_WORKFORCE = "greenblatt-2025-full"


def probes(scenario: Scenario, name: str) -> list[float]:
    """Values of one parameter at which to look for a difference: its belief's quartiles, the plausible ends, none."""
    parameter = scenario.parameters[name]
    quartiles = [scenario.beliefs[name].quantile(level) for level in (0.25, 0.75)]
    nothing = [] if parameter.none_means is None else [np.inf]
    return sorted({*quartiles, *parameter.plausible, *nothing})


class Answers(NamedTuple):
    """Everything that is said about some draws, as columns by name; the first row is that of the medians."""

    parameters: list[str]
    columns: dict[str, list[float]]


def answers(scenario: Scenario) -> Answers:
    """What the model says at the medians, and with one parameter at a time moved away from them."""
    form = find_model(scenario.model).used_with(frozenset(scenario.beliefs), scenario.structure, {})
    medians = {name: belief.quantile(0.5) for name, belief in scenario.beliefs.items()}
    moves = [(name, value) for name in scenario.beliefs for value in probes(scenario, name)]
    rows = [medians, *({**medians, name: value} for name, value in moves)]
    draws = {name: np.array([row[name] for row in rows]) for name in medians}
    found = evaluate(form, draws, settings=Settings(), keep_paths=0)
    columns = {**found.outputs, **found.events, **found.milestones, "outcome": found.outcome}
    implied = [form.implied(row) for row in rows]
    told = {f"implied {name}": [row.get(name, np.nan) for row in implied] for name in implied[0]}
    return Answers(
        [name for name, _ in moves],
        {**{name: np.float64(column).tolist() for name, column in columns.items()}, **told},
    )


def has_moved(before: float, after: float) -> bool:
    if np.isfinite(before) and np.isfinite(after):
        return abs(after - before) > MOVES * max(1.0, abs(before))
    return not (before == after or (np.isnan(before) and np.isnan(after)))


@cache
def everything_said(model: str) -> tuple[Answers, ...]:
    """Of each preset of a model, and of each of what no preset speaks of."""
    opened = [open_scenario(name, vocabularies=vocabulary) for name in preset_names()]
    scenarios = [scenario for scenario in opened if scenario.model == model]
    base = next((scenario for scenario in scenarios if scenario.name == WITH_A_WORKFORCE), None)
    more = [base.replace(**said) for said in SWITCHED_ON.get(model, [])] if base else []
    return tuple(answers(scenario) for scenario in (*scenarios, *more))


def test_a_parameter_that_moves_nothing_would_be_seen() -> None:
    said = Answers(["dead", "alive"], {"gain": [1.0, 1.0, 2.0]})
    assert moved_by(said) == {"alive"}


def moved_by(said: Answers) -> set[str]:
    """The parameters that move something."""
    return {
        name
        for row, name in enumerate(said.parameters, start=1)
        if any(has_moved(column[0], column[row]) for column in said.columns.values())
    }


@pytest.mark.parametrize("name", model_names())
def test_each_parameter_of_each_model_moves_something_somewhere(name: str) -> None:
    alive = set().union(*(moved_by(said) for said in everything_said(name)))
    assert alive
    assert set(vocabulary(name).parameters) - alive == set()


@pytest.mark.parametrize("name", model_names())
def test_each_answer_of_each_model_is_moved_by_some_parameter(name: str) -> None:
    """The reverse: an output that no belief can move is a constant dressed up as a result."""
    said_at_all: set[str] = set()
    moved: set[str] = set()
    for said in everything_said(name):
        said_at_all |= set(said.columns)
        moved |= {
            answer
            for answer, column in said.columns.items()
            if any(has_moved(column[0], value) for value in column[1:])
        }
    assert said_at_all >= set(vocabulary(name).outputs)
    assert said_at_all - moved <= {"outcome"}  # every draw of a sound model may well reach the horizon
