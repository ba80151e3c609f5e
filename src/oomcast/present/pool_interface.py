"""From scenarios to their pool: what Python callers and the command line share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.beliefs.structural import Structure
    from oomcast.insight.pool import Pool

__all__ = ["AS_THEY_COME", "chosen_structures", "pool"]

AS_THEY_COME = "all"
"""How `--structures` without a value is read: those of the package, by their own weights."""

SUFFIX = ".toml"


def pool(
    *sources: str | Path | Mapping[str, Any] | Scenario,
    output: str | None = None,
    weights: Sequence[float] | None = None,
    method: str = "linear",
    structures: str | None = None,
    draws: int = 10_000,
    seed: int = 0,
    horizon_years: float = 10.0,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    command: str = "",
) -> Pool:
    """What several people believe together, or what one believes over several structures of the model.

    `sources` are two or more scenarios, each what `open_scenario` takes. With `structures` ("all", "latency=2, ...",
    or a TOML file) it is one, whose beliefs are put under each. `output` is the answer asked for (without it the
    headline, or every headline over structures), `weights` are one for each scenario, and `method` is "linear" or
    "log". The result has `document()`, `text()` and `plot()`. Raises ScenarioError and RunError.
    """
    from oomcast.beliefs.scenario import Scenario
    from oomcast.errors import RunError
    from oomcast.insight.pool import HEADLINES, pool_people, pool_structures
    from oomcast.models.progress import HEADLINE
    from oomcast.present.interface import open_scenario

    scenarios = [source if isinstance(source, Scenario) else open_scenario(source) for source in sources]
    if not command and all(isinstance(source, str | Path) for source in sources):
        asked: dict[str, Any] = {"output": output, "weights": weights, "method": method, "structures": structures}
        asked = {name: value for name, value in asked.items() if value is not None} | {"draws": draws, "seed": seed}
        words = [repr(str(source)) for source in sources] + [f"{name}={value!r}" for name, value in asked.items()]
        command = f"oomcast.pool({', '.join(words)})"
    settings: dict[str, Any] = {
        "method": method, "draws": draws, "seed": seed, "horizon_years": horizon_years, "workers": workers,
        "progress": progress, "command": command,
    }  # fmt: skip
    if structures is None:
        return pool_people(scenarios, output=output or HEADLINE, weights=weights, **settings)
    if len(scenarios) != 1:
        raise RunError(f"structures: expected one scenario whose beliefs to put under each, got {len(scenarios)}")
    if weights is not None:
        raise RunError("weights: expected none beside structures, which have weights of their own (NAME=WEIGHT)")
    outputs = HEADLINES if output is None else [output]
    return pool_structures(scenarios[0], chosen_structures(structures), outputs=outputs, **settings)


def chosen_structures(said: str) -> tuple[Structure, ...]:
    """The structures that are asked for: "all", "NAME=WEIGHT,...", or a file of one's own. Raises ScenarioError."""
    from oomcast.beliefs.structural import read_structures, reweighted

    if said == AS_THEY_COME:
        return read_structures()
    if said.endswith(SUFFIX):
        return read_structures(said)
    return reweighted(read_structures(), said.split(","))
