"""A model compiled in a process of its own: the server goes on answering, and stops it when nobody waits for it.

Compiling is ten seconds of Python. On a thread it would hold up every other answer, could not be stopped, and would
leave the compiler in the server's memory. A process of its own leaves nothing but the kernels, on disk.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import IO, TYPE_CHECKING, Any

from oomcast.errors import ForecastError
from oomcast.present.web.work import Leave

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.models.contract import Model

__all__ = ["compile_apart"]

LOOK_SECONDS = 0.05
"""How often the waiting thread asks whether it still should."""

OURS = (sys.executable, "-P", "-m", __name__)
"""The same Python, which looks for modules where this one does and not in the current folder."""

MEDIAN = 0.5

Order = dict[str, Any]


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
    with subprocess.Popen(  # noqa: S603 -- the command is ours and constant
        OURS, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        request: bytes | None = json.dumps(order_of(scenario)).encode()
        try:
            while process.returncode is None:
                try:
                    process.communicate(request, timeout=LOOK_SECONDS)
                except subprocess.TimeoutExpired:
                    request = None  # which is on its way
                    leave.check()
        finally:
            process.kill()


def order_of(scenario: Scenario) -> Order:
    """All of a scenario that decides the form of its model."""
    return {
        "model": scenario.model,
        "beliefs": sorted(scenario.beliefs),
        "structure": dict(scenario.structure),
        "certain": {name: belief.quantile(MEDIAN) for name, belief in scenario.beliefs.items() if belief.is_point},
    }


def form_of(order: Order) -> Model:
    """The form of the model that is ordered."""
    from oomcast.models.registry import model

    return model(order["model"]).used_with(frozenset(order["beliefs"]), order["structure"], order["certain"])


def main(source: IO[str]) -> None:
    """Compile the one form that is ordered."""
    from oomcast.models.contract import ContinuousModel
    from oomcast.simulate.compiler import compiled_engine

    form = form_of(json.load(source))
    if isinstance(form, ContinuousModel):
        compiled_engine(form)


if __name__ == "__main__":
    main(sys.stdin)
