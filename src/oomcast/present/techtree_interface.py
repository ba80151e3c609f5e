"""From a tree and companies to an answer: what Python callers and the command line share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oomcast.ensemble.tech_tree import TechTree

__all__ = ["tech_tree", "write_beliefs", "write_picture"]

Progress = Callable[[int, int], None]


def tech_tree(
    tree: str | None = None,
    *,
    companies: Sequence[str] = (),
    among: str | Path | Mapping[str, Any] = "three-corporations",
    reps: int | None = None,
    seed: int = 0,
    value_oom: float | None = None,
    points: int | None = None,
    practices: bool = False,
    workers: int = 2,
    progress: Progress | None = None,
    **habits: float,
) -> TechTree:
    """Companies on a tree of ideas: how much faster each climbs it, why, and what formula that comes to.

    `tree` is a line such as "layered:nodes=12000,depth=40", or a file (`.csv` edge list, `.rcp`, `.sm`); `companies`
    are names in `among`, a file of companies. `reps` trees are climbed, to `value_oom` OOM; `practices`
    searches for those that suit each company. `habits` replace numbers
    such as `team_size` and `coordinated`. The result has `document()`, `text()`, `plot()`, and `beliefs` for a
    scenario; it does not depend on `workers`. Raises ForecastError for what cannot be.

    >>> from oomcast.errors import DataError
    >>> try:
    ...     tech_tree("layred:depth=3")
    ... except DataError as problem:
    ...     print(str(problem).partition("got ")[2])
    'layred'. Did you mean 'layered'?
    """
    import shlex

    from oomcast.ensemble.climbers import Habits, habits_with
    from oomcast.ensemble.tech_tree import DEFAULT_POINTS, DEFAULT_REPETITIONS, DEFAULT_VALUE_OOM, climb
    from oomcast.present.corps_interface import open_trio
    from oomcast.techtree.generate.registry import DEFAULT_TREE
    from oomcast.techtree.imports.opening import open_tree

    line = DEFAULT_TREE if tree is None else tree
    count = DEFAULT_REPETITIONS if reps is None else reps
    words = ["oomcast", "techtree", "--tree", open_tree(line).text, "--reps", str(count), "--seed", str(seed)]
    words += [word for name in companies for word in ("--company", name)]
    said = {"--value": value_oom, "--points": points}
    words += [word for option, value in said.items() if value is not None for word in (option, f"{value:g}")]
    words += ["--practices"] if practices else []
    words += [word for name, value in habits.items() for word in ("--set", f"{name}={value:g}")]
    return climb(
        open_trio(among),
        tree=line,
        companies=companies,
        repetitions=count,
        seed=seed,
        value_oom=DEFAULT_VALUE_OOM if value_oom is None else value_oom,
        points=DEFAULT_POINTS if points is None else points,
        habits=habits_with(Habits(), habits),
        practices=practices,
        workers=workers,
        command=shlex.join(words),
        progress=progress,
    )


def parsed_habits(settings: Sequence[str]) -> dict[str, float]:
    """Habits given as NAME=VALUE, each name once. Raises RunError for others."""
    from oomcast.errors import RunError, shown

    found: dict[str, float] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not equals or number != number:  # noqa: PLR0124 -- NaN is what differs from itself
            raise RunError(f"--set: expected NAME=NUMBER, got {shown(setting)}")
        if name in found:
            raise RunError(f"--set: {name}: expected one value, got several")
        found[name] = number
    return found


def write_picture(found: TechTree, file: str | Path, *, progress: Progress | None = None) -> None:
    """Draw the tree, its parallelism and the wide-or-deep chart into a PNG file."""
    from oomcast.present.charts import png

    Path(file).write_bytes(png(found.plot(progress=progress)))


def write_beliefs(found: TechTree, file: str | Path, *, extends: str | None = None) -> None:
    """Write what a forecast can take from the trees as a scenario file, which `oomcast run FILE` reads."""
    from oomcast.techtree.fits.hand_over import PRESET, scenario_text

    source = f"{found.provenance['reps']} simulated trees {found.source.text}, seed {found.seed}"
    content = scenario_text(
        found.beliefs,
        source=source,
        command=found.provenance["command"],
        extends=extends or PRESET,
        adaptation_years=found.adaptation_years,
    )
    Path(file).write_text(content, encoding="utf-8")
