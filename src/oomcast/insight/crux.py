"""How much of the difference between two forecasts each belief explains: Shapley values over the beliefs that differ.

Between two scenarios lie as many as there are sets of pieces to take over from the second. Their answers have the same
luck, and the statistic v of each set u gives every piece its fair part of the difference:

    v(all) - v(none) = sum of phi_i                                                         (equation crux)

with phi from `oomcast.insight.shapley`: averaged over all orders in which the pieces could be taken over.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from oomcast.beliefs.distributions.contract import Distribution
from oomcast.beliefs.scenario import Scenario
from oomcast.errors import RunError
from oomcast.insight.asking import Ask, Progress, Question, answers
from oomcast.insight.differences import Piece, Stand, differences, stand_between
from oomcast.insight.joint import Joint
from oomcast.insight.shapley import Plan, additions, plan
from oomcast.insight.statistic import Statistic
from oomcast.models.contract import BoolArray, FloatArray, Settings
from oomcast.models.registry import model as find_model
from oomcast.outcomes.answer import quantity
from oomcast.outcomes.montecarlo import Estimate

__all__ = ["Crux", "Cruxes", "find_cruxes"]

BATCHES = 20
"""Parts of the draws whose shares tell how far chance moves them."""

MEDIAN = 0.5


class Crux(NamedTuple):
    """What one piece explains of a difference, in the unit of the answer.

    `value` is its share. `alone` is what taking it over first would do, `last` what taking it over after all others
    would; `least` and `most` are the extremes over all sets that were tried.
    """

    piece: Piece
    value: Estimate
    alone: float
    last: float
    least: float
    most: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Cruxes:
    """The pieces in which two scenarios differ, the largest share first; the shares sum to `difference`.

    `first` and `second` are the answers of both scenarios, (draws,), draw by draw with the same luck; `counted` says
    which draws count in each (all, but for what a scenario takes as given).
    """

    pieces: tuple[Crux, ...]
    difference: Estimate
    first: FloatArray
    second: FloatArray
    counted: tuple[BoolArray, BoolArray]
    used: Plan


def find_cruxes(
    one: Scenario,
    other: Scenario,
    *,
    output: str,
    statistic: Statistic,
    draws: int,
    seed: int,
    settings: Settings,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Cruxes:
    """The cruxes between two scenarios, for the `statistic` of one `output`.

    Raises RunError where a set of beliefs between the two leaves the statistic infinite or unknown, for then a
    difference has no parts, and where it leaves no draw that fulfils what is given.
    """
    pieces = differences(one, other)
    used = plan(len(pieces), seed=seed)
    stands = [_stand(used, place, pieces=pieces, one=one, other=other) for place in range(len(used.sets))]
    columns = _Columns(draws=draws, seed=seed)
    variants = [(_question(stand, output, settings), columns.worlds(stand)) for stand in stands]
    found = answers(variants, range(draws), workers=workers, progress=progress)
    counted = [columns.counted(stand) for stand in stands]
    kept = [answer[counts] for answer, counts in zip(found, counted, strict=True)]
    values = np.array([statistic.of(answer) for answer in kept])
    if not np.isfinite(values).all():
        worst = int(np.flatnonzero(~np.isfinite(values))[0])
        taken = ", ".join(piece.name for piece in _taken(used, worst, pieces)) or "nothing"
        raise RunError(
            f"expected a {statistic.name} of {output} that is finite for every mix of both scenarios, got one that is "
            f"not, with {taken} from {other.name}. Ask for a lower percentile (--statistic p25) or for a claim."
        )
    batches = np.array([statistic.of_batches(answer, batches=BATCHES) for answer in kept])
    shares = used.shares(values)
    spread = used.shares(batches).std(axis=1, ddof=1) / math.sqrt(BATCHES)
    errors = np.hypot(spread, used.errors(values))
    ends = additions(values, used=used)
    gaps = batches[-1] - batches[0]
    adds_nothing = ~ends.any(axis=1)
    shares[adds_nothing], errors[adds_nothing] = 0.0, 0.0  # not the rounding of many equal values
    found_pieces = [
        Crux(
            piece=piece,
            value=Estimate(float(shares[member]), float(errors[member])),
            alone=_added(values, used, member, first=True),
            last=_added(values, used, member, first=False),
            least=float(ends[member, 0]),
            most=float(ends[member, 1]),
        )
        for member, piece in enumerate(pieces)
    ]
    return Cruxes(
        pieces=tuple(sorted(found_pieces, key=lambda crux: -abs(crux.value.value))),
        difference=Estimate(float(values[-1] - values[0]), float(gaps.std(ddof=1) / math.sqrt(BATCHES))),
        first=found[0],
        second=found[-1],
        counted=(counted[0], counted[-1]),
        used=used,
    )


def _taken(used: Plan, place: int, pieces: tuple[Piece, ...]) -> list[Piece]:
    return [piece for piece, is_taken in zip(pieces, used.holds(place), strict=True) if is_taken]


def _stand(used: Plan, place: int, *, pieces: tuple[Piece, ...], one: Scenario, other: Scenario) -> Stand:
    return stand_between(one, other, taken=_taken(used, place, pieces))


def _question(stand: Stand, output: str, settings: Settings) -> Ask:
    certain = {name: belief.quantile(MEDIAN) for name, belief in stand.beliefs.items() if belief.is_point}
    model = find_model(stand.model).used_with(frozenset(stand.beliefs), stand.structure, certain)
    return Question(model=model, asked=quantity(output, model=model), settings=settings)


def _added(values: FloatArray, used: Plan, member: int, *, first: bool) -> float:
    """What a member adds to nothing, or to all others; NaN where the plan does not hold that set."""
    everything = used.sets[-1]
    without, together = (0, 1 << member) if first else (everything ^ 1 << member, everything)
    if without not in used.sets or together not in used.sets:
        return math.nan
    return float(values[used.sets.index(together)] - values[used.sets.index(without)])


class _Columns:
    """The draws of every belief that any stand holds, each made once: stands share luck, and most beliefs."""

    def __init__(self, *, draws: int, seed: int) -> None:
        self.rows = range(draws)
        self.seed = seed
        self.made: dict[tuple[str, Distribution, tuple[tuple[tuple[str, str], float], ...]], FloatArray] = {}

    def worlds(self, stand: Stand) -> _Worlds:
        """The worlds of a stand, by range of draws."""
        return _Worlds(self.of(stand))

    def of(self, stand: Stand) -> dict[str, FloatArray]:
        """One column per belief of a stand."""
        tied = tuple(sorted(stand.correlations.items()))
        distributions = {name: belief.distribution for name, belief in stand.beliefs.items()}
        keys = {
            name: (name, distribution, tied if any(name in pair for pair, _ in tied) else ())
            for name, distribution in distributions.items()
        }
        missing = {name for name, key in keys.items() if key not in self.made}
        if missing:
            joint = Joint(distributions=distributions, correlations=stand.correlations, seed=self.seed)
            luck = joint.luck(self.rows)
            for name in missing:
                self.made[keys[name]] = distributions[name].ppf(luck[name])
        return {name: self.made[key] for name, key in keys.items()}

    def counted(self, stand: Stand) -> BoolArray:
        """Which draws fulfil what a stand takes as given. Raises RunError where none does."""
        if stand.given is None:
            return np.ones(len(self.rows), dtype=np.bool_)
        counted = stand.given.weights(self.of(stand))
        if np.count_nonzero(counted) < BATCHES:
            raise RunError(f"expected draws that fulfil what is given ({stand.given.in_words()}), got too few of them")
        return counted


class _Worlds:
    """Columns of all draws, given out by range."""

    def __init__(self, columns: Mapping[str, FloatArray]) -> None:
        self.columns = columns

    def __call__(self, rows: range) -> dict[str, FloatArray]:
        return {name: column[rows.start : rows.stop] for name, column in self.columns.items()}
