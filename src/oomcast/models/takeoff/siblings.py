"""Production functions and laws of parallel returns behind one signature each, whatever they need.

`ln_parallel(ln_heads, c)` and `ln_output(ln_labour, ln_experiments, practice, c)` stand for any sibling. A compiled
function can only be called with as many arguments as it has, so there is one of these for each number of coefficients;
the sibling itself is put into the name it calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from oomcast.errors import ModelError
from oomcast.mechanisms.parallel import constant_exponent
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.production import cobb_douglas
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from oomcast.models.takeoff.slots import with_slots

__all__ = ["ln_output", "ln_parallel", "siblings"]

law: Callable[..., Any] = constant_exponent.ln_parallel
production: Callable[..., Any] = cobb_douglas.ln_output
"""The default siblings, in the names that the functions below call."""


def law_of_one(ln_heads: Any, c: Any) -> Any:
    """A law of parallel returns with one coefficient."""
    return law(ln_heads, c.parallel_0)


def law_of_two(ln_heads: Any, c: Any) -> Any:
    """A law of parallel returns with two coefficients."""
    return law(ln_heads, c.parallel_0, c.parallel_1)


def law_of_three(ln_heads: Any, c: Any) -> Any:
    """A law of parallel returns with three coefficients."""
    return law(ln_heads, c.parallel_0, c.parallel_1, c.parallel_2)


def law_of_five(ln_heads: Any, c: Any) -> Any:
    """A law of parallel returns with five coefficients."""
    return law(ln_heads, c.parallel_0, c.parallel_1, c.parallel_2, c.parallel_3, c.parallel_4)


def production_of_none(ln_labour: Any, ln_experiments: Any, practice: Any, c: Any) -> Any:
    """A production function without coefficients."""
    return production(ln_labour, ln_experiments)


def production_of_two(ln_labour: Any, ln_experiments: Any, practice: Any, c: Any) -> Any:
    """A production function with two coefficients."""
    return production(ln_labour, ln_experiments, c.production_0, c.production_1)


def production_of_three(ln_labour: Any, ln_experiments: Any, practice: Any, c: Any) -> Any:
    """A production function with three coefficients."""
    return production(ln_labour, ln_experiments, c.production_0, c.production_1, c.production_2)


def production_of_four(ln_labour: Any, ln_experiments: Any, practice: Any, c: Any) -> Any:
    """A production function with four coefficients."""
    return production(ln_labour, ln_experiments, c.production_0, c.production_1, c.production_2, c.production_3)


def production_of_six(ln_labour: Any, ln_experiments: Any, practice: Any, c: Any) -> Any:
    """A production function with six coefficients."""
    return production(
        ln_labour,
        ln_experiments,
        c.production_0,
        c.production_1,
        c.production_2,
        c.production_3,
        c.production_4,
        c.production_5,
    )


def production_with_memory(ln_labour: Any, ln_experiments: Any, practice: Any, c: Any) -> Any:
    """A production function with six coefficients that depends on what practice is used to."""
    return production(
        ln_labour,
        ln_experiments,
        practice,
        c.production_0,
        c.production_1,
        c.production_2,
        c.production_3,
        c.production_4,
        c.production_5,
    )


ln_parallel, ln_output = law_of_one, production_of_two
"""Those of the default siblings: a constant exponent, and Cobb-Douglas."""

LAWS = (None, law_of_one, law_of_two, law_of_three, None, law_of_five)
PRODUCTIONS_BY_NUMBER = (
    production_of_none,
    None,
    production_of_two,
    production_of_three,
    production_of_four,
    None,
    production_of_six,
)
"""By the number of coefficients, from none on; None where no sibling has as many."""


def of_number(forms: tuple[Callable[..., Any] | None, ...], sibling: str, number: int) -> Callable[..., Any]:
    """The form for so many coefficients. Raises ModelError where none is written yet."""
    form = forms[number] if number < len(forms) else None
    if form is None:
        raise ModelError(f"{sibling} has {number} coefficients: expected a form for as many in {__name__}, got none")
    return form


@cache
def siblings(parallel_returns: str, production_function: str) -> Mapping[str, Callable[..., Any]]:
    """What stands for `ln_parallel` and `ln_output` under these siblings, by the names that are called.

    >>> sorted(siblings("constant-exponent", "cobb-douglas"))
    ['ln_output', 'ln_parallel']
    """
    chosen_law, chosen_production = PARALLEL_RETURNS[parallel_returns], PRODUCTIONS[production_function]
    by_law = of_number(LAWS, parallel_returns, len(chosen_law.Coefficients._fields))
    number = len(chosen_production.Coefficients._fields)
    by_production = (
        production_with_memory
        if production_function in WITH_MEMORY
        else of_number(PRODUCTIONS_BY_NUMBER, production_function, number)
    )
    return {
        "ln_parallel": with_slots(by_law, {"law": chosen_law.ln_parallel}),
        "ln_output": with_slots(by_production, {"production": chosen_production.ln_output}),
    }
