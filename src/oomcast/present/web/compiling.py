"""A model compiled in a process of its own: the server goes on answering, and stops it when nobody waits for it.

Compiling is ten seconds of Python. On a thread it would hold up every other answer, could not be stopped, and would
leave the compiler in the server's memory. A process of its own leaves nothing but the kernels, on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from oomcast.errors import ForecastError
from oomcast.present.web.apart import done_apart
from oomcast.present.web.work import Leave

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.models.contract import Model

__all__ = ["compile_apart", "compiled_answer"]

MEDIAN = 0.5


def compile_apart(scenario: Scenario, leave: Leave) -> None:
    """Have the form of the model that a scenario uses compiled, if it is not. Raises Stopped.

    Where the kernels cannot be kept on disk nothing is gained: the run compiles for itself, as it would have.
    """
    from oomcast.ensemble.run import model_of
    from oomcast.models.contract import ContinuousModel
    from oomcast.simulate.compiler import is_compiled

    try:
        form = model_of(scenario)
    except ForecastError:
        return  # the run itself says what is wrong
    if not isinstance(form, ContinuousModel) or is_compiled(form):
        return
    done_apart("compiling", order_of(scenario), leave)


def order_of(scenario: Scenario) -> dict[str, Any]:
    """All of a scenario that decides the form of its model."""
    return {
        "model": scenario.model,
        "beliefs": sorted(scenario.beliefs),
        "structure": dict(scenario.structure),
        "certain": {name: belief.quantile(MEDIAN) for name, belief in scenario.beliefs.items() if belief.is_point},
    }


def form_of(order: Mapping[str, Any]) -> Model:
    """The form of the model that is ordered."""
    from oomcast.models.registry import model

    return model(order["model"]).used_with(frozenset(order["beliefs"]), order["structure"], order["certain"])


def compiled_answer(order: Mapping[str, Any], _tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Compile the one form that is ordered; how far that has come nobody knows."""
    from oomcast.models.contract import ContinuousModel
    from oomcast.simulate.compiler import compiled_engine

    form = form_of(order)
    if isinstance(form, ContinuousModel):
        compiled_engine(form)
    return {}
