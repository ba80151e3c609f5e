"""Companies on trees of ideas: repetitions over trees, paired speed-ups, and what formula they come to."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oomcast.beliefs.companies.roles import Trio
from oomcast.beliefs.writing import spelled
from oomcast.ensemble.climbers import Habits, climber_of, first_practice, readings_of, ways_of
from oomcast.ensemble.corporations import company_at_medians
from oomcast.ensemble.provenance import package_version
from oomcast.ensemble.views import TREE_VIEWS
from oomcast.errors import RunError, ScenarioError, nearest, shown
from oomcast.techtree.fits.decomposition import ExponentParts, exponent_parts
from oomcast.techtree.fits.design import INPUTS
from oomcast.techtree.fits.fitting import GOOD_ENOUGH, Judgement, Observations, judged
from oomcast.techtree.fits.hand_over import Beliefs, beliefs_of
from oomcast.techtree.fits.long_run import SAME_RATIO, Evolved
from oomcast.techtree.fits.response import Climber, Factors, Progress, hours_to, observed, side_by_side
from oomcast.techtree.fits.table import DECADES, ResponseTable, response_table
from oomcast.techtree.generate.registry import DEFAULT_TREE
from oomcast.techtree.graph import Graph
from oomcast.techtree.imports.opening import TreeSource, open_tree
from oomcast.techtree.practices import Adaptation, adaptations, simulations_to_adapt
from oomcast.techtree.results import Simulation
from oomcast.techtree.simulation import simulate
from oomcast.techtree.structure import Structure, measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DEFAULT_REPETITIONS", "Climbing", "TechTree", "climb"]

FloatArray = NDArray[np.float64]

DEFAULT_REPETITIONS = 32
"""Trees on which everything is repeated: what differs most between answers is the tree. As many as two idle cores climb
in some twenty seconds; two hundred, which a closer look takes, are two minutes of work."""

MOST_REPETITIONS = 1000
"""More would take days."""

DEFAULT_VALUE_OOM = 2.0
"""Effective compute, in OOM, to which times are compared: a few levels of a tree, so that no single node decides."""

DEFAULT_POINTS = 32
"""Points of the design on each tree."""

TABLED_TREES = 6
"""Trees on which each input is moved by itself, for a table: 25 simulations each."""

LUCKY_TREES, LUCKS = 4, 4
"""Trees that are climbed again by everybody with other luck, and how often in all: to tell trees from luck."""

DECOMPOSED_TREES = 2
"""Trees over which the exponent is taken apart: 64 simulations each."""

ADAPTED_TREES = 2
"""Trees on which practices are searched for: some 50 simulations each for every company."""

PEOPLE_AT = (-2.0, 2.0)
"""Powers of ten below and above the normal company's people, between which the wide-or-deep chart is drawn."""

PEOPLE_POINTS = 9
"""Points of a curve of that chart."""

ALIKE_TREES = {
    "1,000 to a level": "layered:nodes=12000,depth=12,profile=constant",
    "33 to a level, as in proofs": "layered:nodes=3960,depth=120,profile=constant",
    "5 to a level": "layered:nodes=2000,depth=400,profile=constant",
}
"""Trees beside which one is drawn: the depth to all their value differs, and so does the width; nodes are alike."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Climbing:
    """What one reading of a company does: a run on each tree, with the same luck as all others."""

    name: str
    climber: Climber
    runs: tuple[Simulation, ...]

    @property
    def hours(self) -> FloatArray:
        """Hours to the value by the normal company's calendar, on each tree; infinite where it is not reached."""
        return np.array([float(run.value_hours[-1]) for run in self.runs])


@dataclass(frozen=True, kw_only=True, eq=False)
class TechTree:
    """Companies on trees, and formulas for what the trees say; `text()`, `document()` and `plot()` show it."""

    source: TreeSource
    graph: Graph
    """The first of the trees."""
    climbing: Mapping[str, Climbing]
    normal: str
    value_oom: float
    observations: Observations
    judgements: Mapping[str, Judgement]
    table: ResponseTable
    lucky: Mapping[str, FloatArray]
    """Hours of each reading on the first trees with the luck of `climbing`, then with other luck: (trees, lucks)."""
    parts: ExponentParts
    practices: Mapping[str, Adaptation]
    """What practices of their own would gain companies, where that was asked for."""
    adaptation_years: Any
    """What the file of companies believes of how long adapting takes, as it is written there."""
    provenance: Mapping[str, Any]
    warnings: tuple[str, ...]
    seed: int
    workers: int

    @cached_property
    def structure(self) -> Structure:
        """The shape of the first tree."""
        return measured(self.graph)

    def speedups(self, name: str) -> FloatArray:
        """How many times as fast a reading is as the normal company, tree by tree; NaN where neither gets there."""
        return ratio(self.climbing[self.normal].hours, self.climbing[name].hours)

    def ln_spreads(self, name: str) -> tuple[float, float]:
        """Standard deviations of ln speed-up between trees and, on one tree, between lucks; NaN where not known.

        The first is free of the second: variance over trees less that of luck, 0 where luck alone would make as much.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            again = np.log(self.lucky[self.normal] / self.lucky[name])
            over_trees = np.log(self.speedups(name))
        if not np.isfinite(again).all() or not np.isfinite(over_trees).all() or len(over_trees) < 2:
            return math.nan, math.nan
        luck = float(again.var(axis=1, ddof=1).mean())
        return math.sqrt(max(float(over_trees.var(ddof=1)) - luck, 0.0)), math.sqrt(luck)

    @cached_property
    def beliefs(self) -> Beliefs:
        """Joint draws for a forecast. Raises RunError for too few trees."""
        return beliefs_of(
            self.observations,
            practice_gap={name: one.gap for name, one in self.practices.items()},
            evolved=self.evolved,
            table=None if self.a_formula_holds else self.table,
        )

    @property
    def evolved(self) -> Evolved | None:
        """The company farthest from the normal ratio of labour to chips (of equals the one in-year), with practices of
        its own; None where they were not searched for, where none gets to the value, or all are at that ratio.
        """
        normal = self.climbing[self.normal].climber
        found = [
            Evolved(
                name=name,
                gap=one.gap,
                staff=climber.groups / normal.groups,
                speed=climber.speed / normal.speed,
                chips=climber.cluster.chips / normal.cluster.chips,
            )
            for name, one in self.practices.items()
            for climber in [self.climbing[name].climber]
            if name != self.normal and math.isfinite(one.gap)
        ]
        found = [one for one in found if abs(one.ln_ratio(1.0)) > SAME_RATIO]
        # Rounded, so that two readings of one company are equal and the last of them is taken.
        return max(reversed(found), key=lambda one: round(abs(one.ln_ratio(1.0)), 6), default=None)

    @property
    def a_formula_holds(self) -> bool:
        """Whether the formula that says best what it has not seen is right to 10 % there, on trees and points alike."""
        best = min(self.judgements.values(), key=lambda one: one.behind)
        unseen = [score.rms for score in (best.new_points, best.new_trees) if score is not None]
        return max(unseen) <= math.log1p(GOOD_ENOUGH)

    def document(self) -> dict[str, Any]:
        """Everything there is to say, JSON-able, keys in reading order."""
        from oomcast.ensemble.tech_tree_document import document

        return document(self)

    def text(self) -> str:
        """The report in plain text."""
        return str(self._view("text"))

    def plot(self, *, progress: Progress | None = None, dark: bool = False) -> Figure:
        """The tree, its parallelism and the wide-or-deep chart as a Matplotlib figure; simulates other trees for it."""
        figure: Figure = self._view("plot", progress=progress, dark=dark)
        return figure

    def _view(self, name: str, **options: Any) -> Any:
        module, _, function = TREE_VIEWS[name].partition(":")
        return getattr(import_module(module), function)(self, **options)

    def curves(self, *, progress: Progress | None = None) -> dict[str, tuple[FloatArray, FloatArray]]:
        """Speed-up over the fewest people against people, on this tree and on wider and deeper ones."""
        climber = self.climbing[self.normal].climber
        staff = np.logspace(*PEOPLE_AT, PEOPLE_POINTS)
        graphs = {"this tree": self.graph}
        for name, spec in ALIKE_TREES.items():
            graphs[name] = open_tree(spec).tree(seed=self.seed)
        cases = [(name, float(factor)) for name in graphs for factor in staff]

        def one(case: tuple[str, float]) -> float:
            name, factor = case
            by = Factors(staff=factor)
            return hours_to(graphs[name], climber, value_oom=self.value_oom, by=by, seed=self.seed)

        hours = np.array(side_by_side(one, cases, workers=self.workers, progress=progress)).reshape(len(graphs), -1)
        people = np.maximum(1, np.round(staff * climber.groups)) * self.provenance["team_size"]
        return {name: (people, row[0] / row) for name, row in zip(graphs, hours, strict=True)}


def ratio(slow: FloatArray, fast: FloatArray) -> FloatArray:
    """Ratios of times; NaN where both are infinite."""
    with np.errstate(invalid="ignore"):
        return np.asarray(slow / fast)


def climb(
    trio: Trio,
    *,
    tree: str = DEFAULT_TREE,
    companies: Sequence[str] = (),
    repetitions: int = DEFAULT_REPETITIONS,
    seed: int = 0,
    value_oom: float = DEFAULT_VALUE_OOM,
    points: int = DEFAULT_POINTS,
    habits: Habits | None = None,
    practices: bool = False,
    workers: int = 2,
    command: str = "",
    progress: Progress | None = None,
) -> TechTree:
    """Let companies climb trees, and say what formula that comes to.

    Without names all that play a part are compared; the normal one is always there. With `practices` each company's
    own are searched for, which takes hundreds of simulations more. The result depends on everything
    but `workers`. Raises RunError, ScenarioError or DataError for what cannot be.
    """
    for name, number, low, high in (
        ("reps", repetitions, 1, MOST_REPETITIONS),
        ("seed", seed, 0, None),
        ("workers", workers, 1, None),
    ):
        refuse_unless_whole(name, number, low=low, high=high)
    if not (math.isfinite(value_oom) and value_oom > 0.0):
        raise RunError(f"expected a value above 0 OOM, got {shown(value_oom)}")
    source = open_tree(tree)
    works = habits or Habits()
    readings = chosen_readings(trio, companies)
    graphs = [source.tree(seed=seed, index=index) for index in range(repetitions)]
    if min(graph.total_value_oom for graph in graphs) < value_oom:
        raise RunError(
            f"expected a value of at most the {graphs[0].total_value_oom:g} OOM of all nodes, got {value_oom:g}"
        )
    normal = trio.roles.normal
    climbers = {name: climber_of(company, works) for name, company in readings.items()}
    told = Stages(
        progress,
        (
            len(climbers) * repetitions,
            repetitions * points,
            2**5 * 2 * min(repetitions, DECOMPOSED_TREES),
            (len(INPUTS) * (len(DECADES) - 1) + 1) * min(repetitions, TABLED_TREES),
            len(climbers) * min(repetitions, LUCKY_TREES) * (LUCKS - 1),
            simulations_to_adapt(len(climbers), trees=min(repetitions, ADAPTED_TREES)) if practices else 0,
        ),
    )
    cases = [(name, index) for name in climbers for index in range(repetitions)]

    def one(case: tuple[str, int], luck: int = 0) -> Simulation:
        name, index = case
        team, cluster, rules = climbers[name].with_factors(Factors())
        return simulate(
            graphs[index],
            team=team,
            cluster=cluster,
            rules=rules,
            # Other luck is that of trees that are not climbed here.
            seed=seed + index + luck * MOST_REPETITIONS,
            grid_oom=[value_oom],
            stop_value_oom=value_oom,
        )

    runs = side_by_side(one, cases, workers=workers, progress=told.stage(0))
    climbing = {
        name: Climbing(
            name=name,
            climber=climber,
            runs=tuple(run for (other, _), run in zip(cases, runs, strict=True) if other == name),
        )
        for name, climber in climbers.items()
    }
    asked: dict[str, Any] = {"value_oom": value_oom, "seed": seed, "workers": workers}
    found = observed(
        lambda index: graphs[index],
        climbers[normal],
        trees=repetitions,
        points=points,
        progress=told.stage(1),
        **asked,
    )
    parts = exponent_parts(
        lambda index, **values: source.tree(seed=seed, index=index, **values),
        climbers[normal],
        trees=min(repetitions, DECOMPOSED_TREES),
        progress=told.stage(2),
        **asked,
    )
    table = response_table(
        lambda index: graphs[index],
        climbers[normal],
        trees=min(repetitions, TABLED_TREES),
        progress=told.stage(3),
        **asked,
    )
    again = [
        (name, index, luck) for name in climbers for index in range(min(repetitions, LUCKY_TREES))
        for luck in range(1, LUCKS)
    ]  # fmt: skip
    hours_again = side_by_side(
        lambda case: float(one(case[:2], case[2]).value_hours[-1]), again, workers=workers, progress=told.stage(4)
    )
    lucky = {
        name: np.column_stack([climbing[name].hours[:LUCKY_TREES], other])
        for name, other in zip(climbers, np.reshape(hours_again, (len(climbers), -1, LUCKS - 1)), strict=True)
    }
    return TechTree(
        source=source,
        graph=graphs[0],
        climbing=climbing,
        normal=normal,
        value_oom=value_oom,
        observations=found,
        judgements=judged(found),
        parts=parts,
        table=table,
        lucky=lucky,
        practices=adaptations(
            graphs[:ADAPTED_TREES],
            {name: ways_of(company, works) for name, company in readings.items()},
            reference=normal,
            first=first_practice(readings[normal], works),
            value_oom=value_oom,
            seed=seed,
            progress=told.stage(5),
        )
        if practices
        else {},
        adaptation_years=spelled(trio.beliefs["adaptation_years"]),
        provenance={
            "oomcast": package_version(),
            "tree": source.text,
            "tree_hash": fingerprint(graphs),
            "companies": trio.name,
            "companies_hash": trio.hash,
            "seed": seed,
            "reps": repetitions,
            "value_oom": value_oom,
            "points": points,
            **{name: getattr(works, name) for name in vars(works)},
            "command": command,
        },
        warnings=warnings_about(climbing, found, parts),
        seed=seed,
        workers=workers,
    )


class Stages:
    """Progress over several stretches of work as one."""

    def __init__(self, progress: Progress | None, sizes: Sequence[int]) -> None:
        self._progress = progress
        self._sizes = sizes

    def stage(self, place: int) -> Progress | None:
        """What to tell of one stretch."""
        progress, before, total = self._progress, sum(self._sizes[:place]), sum(self._sizes)
        return None if progress is None else lambda done, _: progress(before + done, total)


def refuse_unless_whole(name: str, number: object, *, low: int, high: int | None) -> None:
    """Raise RunError unless it is a whole number within bounds."""
    whole = isinstance(number, int) and not isinstance(number, bool)
    if not whole or number < low or (high is not None and number > high):  # type: ignore[operator]
        upto = "" if high is None else f" and at most {high:,}"
        raise RunError(f"expected {name} of at least {low}{upto}, got {shown(number)}")


def chosen_readings(trio: Trio, companies: Sequence[str]) -> dict[str, Any]:
    """The readings of the companies named, the normal one first."""
    roles = trio.roles
    names = list(companies) or [roles.slow, roles.automated]
    for name in names:
        if name not in trio.companies:
            hint = nearest(name, trio.companies)
            raise ScenarioError(
                f"expected one of the companies ({', '.join(trio.companies)}), got {shown(name)}.{hint}",
                field="companies",
                file=trio.file,
            )
    normal = company_at_medians(trio, roles.normal)
    found = {roles.normal: normal}
    for name in dict.fromkeys(names):
        if name != roles.normal:
            found.update(readings_of(name, company_at_medians(trio, name), normal))
    return found


def fingerprint(graphs: Sequence[Graph]) -> str:
    """A digest of all that trees consist of, in 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for graph in graphs:
        for part in (graph, graph.modes):
            for name, value in sorted(vars(part).items()):
                if isinstance(value, np.ndarray) and name not in {"_reordered", "successors", "rows"}:
                    digest.update(f"{name} {value.dtype} {value.shape}".encode())
                    digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


def warnings_about(climbing: Mapping[str, Climbing], found: Observations, parts: ExponentParts) -> tuple[str, ...]:
    """Sentences about what was not reached."""
    said = [
        f"{name} does not reach the value on {int((~np.isfinite(one.hours)).sum())} of {len(one.hours)} trees"
        for name, one in climbing.items()
        if not np.isfinite(one.hours).all()
    ]
    missed = int((~found.reached).sum())
    if missed:
        said.append(f"{missed} of {found.reached.size} points of the design were not reached and are not fitted")
    if parts.reached < 1.0:
        said.append(f"{100 * (1 - parts.reached):.0f} % of the runs behind the parts of the exponent were not reached")
    return tuple(said)
