"""Elementary functions of whole arrays, compiled: one loop over the numbers instead of twenty operations on arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from oomcast.models.contract import FloatArray
from oomcast.quantities.elementary import Fast, exp, log, use_for_arrays
from oomcast.simulate.compiled import compiled

__all__ = ["are_compiled", "compile_elementary"]


@compiled
def exp_of_all(x: Any, results: Any) -> None:
    """e to the power of each number."""
    for i in range(x.shape[0]):
        results[i] = exp(x[i])


@compiled
def log_of_all(x: Any, results: Any) -> None:
    """The natural logarithm of each number."""
    for i in range(x.shape[0]):
        results[i] = log(x[i])


FUNCTIONS = {"exp": exp_of_all, "log": log_of_all}

NUMBERS = np.empty(0)


def _on_array(function: Callable[..., None], x: FloatArray) -> FloatArray:
    numbers = np.ascontiguousarray(x)
    results = np.empty_like(numbers)
    function(numbers.reshape(-1), results.reshape(-1))
    return results


def are_compiled() -> bool:
    """Whether the functions can be had without compiling anything."""
    return all(function.is_ready_for(NUMBERS, NUMBERS) for function in FUNCTIONS.values())


@cache
def compile_elementary() -> None:
    """Compute the elementary functions of arrays natively from now on: compiled now if they never were."""
    for function in FUNCTIONS.values():
        function.prepare_for(NUMBERS, NUMBERS)
    use_for_arrays(Fast(**{name: partial(_on_array, function) for name, function in FUNCTIONS.items()}))
