"""Units: what a person writes ("months", "%", "ooms per yr"), what it is called here, and how one becomes another.

Progress has many faces. With the OOM (a factor of ten in effective compute) as base:

    OOM = nats / ln 10 = log10(factor) = doublings * log10(2) = years of progress * (reference rate in OOM/year)

A year of progress means nothing without its reference rate, so that rate must be given. Anything else that is not
the same kind of quantity (time, share, power, money ...) is refused, naming both units.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import ScenarioError, nearest, shown
from oomcast.quantities.elementary import exp, log

__all__ = [
    "DAYS_PER_YEAR",
    "DOUBLINGS_PER_OOM",
    "MONTHS_PER_YEAR",
    "NATS_PER_OOM",
    "canonical_unit",
    "conversion_factor",
    "convert",
]

FloatArray = NDArray[np.float64]

NATS_PER_OOM = 2.302585092994046  # ln 10
DOUBLINGS_PER_OOM = 3.321928094887362  # log2 10
MONTHS_PER_YEAR = 12.0
DAYS_PER_YEAR = 365.25  # the Julian year, which leap years make of it
DAYS_PER_WEEK = 7.0
LONGEST_TEXT = 60  # no unit is longer, and matching stays quick

PURE, PROGRESS, TIME, PROGRESS_TIME = "pure number", "progress", "time", "years of progress"


@dataclass(frozen=True)
class Unit:
    """One unit: its kind, and how many base units of that kind it holds; a factor is the base to the power of ten."""

    name: str
    kind: str
    scale: float
    is_factor: bool = False

    def per(self, time: Unit) -> Unit:
        """This unit per unit of time."""
        return Unit(f"{self.name}/{time.name}", f"{self.kind} per year", self.scale / time.scale, self.is_factor)


def _with_prefixes(name: str, kind: str) -> dict[Unit, tuple[str, ...]]:
    prefixes = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
    return {Unit(prefix + name, kind, scale): () for prefix, scale in prefixes.items()}


# Each unit with the other ways in which it is written; lower and upper case are not told apart.
UNITS: Mapping[Unit, tuple[str, ...]] = {
    Unit("1", PURE, 1.0): ("", "fraction", "fractions", "share", "shares", "number", "pure number", "dimensionless"),
    Unit("%", PURE, 0.01): ("percent", "per cent", "pct", "percents"),
    Unit("x", PROGRESS, 1.0, is_factor=True): ("×", "factor", "factors", "times", "multiplier", "fold"),
    Unit("OOM", PROGRESS, 1.0): ("ooms", "order of magnitude", "orders of magnitude", "dex", "decade", "decades"),
    Unit("nat", PROGRESS, 1.0 / NATS_PER_OOM): ("nats", "e-fold", "e-folds", "e-folding", "e-foldings"),
    Unit("doubling", PROGRESS, 1.0 / DOUBLINGS_PER_OOM): ("doublings", "bit", "bits"),
    Unit("year of progress", PROGRESS_TIME, 1.0): ("years of progress", "progress year", "progress years"),
    Unit("month of progress", PROGRESS_TIME, 1.0 / MONTHS_PER_YEAR): ("months of progress",),
    Unit("year", TIME, 1.0): ("years", "yr", "yrs", "y", "a", "annum"),
    Unit("month", TIME, 1.0 / MONTHS_PER_YEAR): ("months", "mo", "mos", "mth", "mths"),
    Unit("week", TIME, DAYS_PER_WEEK / DAYS_PER_YEAR): ("weeks", "wk", "wks"),
    Unit("day", TIME, 1.0 / DAYS_PER_YEAR): ("days", "d"),
    Unit("USD", "money", 1.0): ("$", "dollar", "dollars", "us dollar", "us dollars", "us$"),
    Unit("thousand USD", "money", 1e3): ("kusd", "$k", "thousand dollars"),
    Unit("million USD", "money", 1e6): ("musd", "$m", "million dollars"),
    Unit("billion USD", "money", 1e9): ("busd", "$b", "$bn", "billion dollars"),
    **_with_prefixes("W", "power"),
    Unit("FLOP", "computation", 1.0): (),  # not "FLOPS", which half the world reads as per second
    Unit("H100e", "hardware", 1.0): ("h100", "h100s", "h100 equivalent", "h100 equivalents", "h100-equivalents"),
}


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


BY_SPELLING: Mapping[str, Unit] = {
    _tidy(spelling): unit for unit, synonyms in UNITS.items() for spelling in (unit.name, *synonyms)
}


def canonical_unit(text: str) -> str:
    """The name that a unit has here. `ScenarioError` (field "unit") where it is none of ours.

    Rates are any unit per unit of time, written with "/" or "per".

    >>> [canonical_unit(text) for text in ("Years", "%", "ooms per yr", "1/month", "×")]
    ['year', '%', 'OOM/year', '1/month', 'x']
    """
    return _unit(text).name


def conversion_factor(unit: str, *, to: str) -> float:
    """What a number in `unit` is multiplied by to be a number in `to`.

    `ScenarioError` (field "unit") where no multiplication does it: other kinds of quantity, or a factor on one side
    and its logarithm on the other.

    >>> conversion_factor("months", to="year") == 1 / 12, conversion_factor("%", to="1")
    (True, 0.01)
    """
    given, wanted = _unit(unit), _unit(to)
    if _mean_the_same(given, wanted):
        return 1.0
    if given.kind != wanted.kind:
        raise _refusal(given, wanted)
    if given.is_factor or wanted.is_factor:
        raise ScenarioError(
            f"expected numbers in {wanted.name}, got {given.name}: one is the logarithm of the other, "
            "so spreads do not carry over",
            field="unit",
        )
    return given.scale / wanted.scale


@overload
def convert(value: float, *, unit: str, to: str, oom_per_year: float | None = None) -> float: ...
@overload
def convert(value: FloatArray, *, unit: str, to: str, oom_per_year: float | None = None) -> FloatArray: ...
def convert(value: float | FloatArray, *, unit: str, to: str, oom_per_year: float | None = None) -> float | FloatArray:
    """`value` in `unit`, as a number in `to`; a float or an array of any shape.

    `oom_per_year` is the reference rate that turns years of progress into OOM and back. `ScenarioError` (field
    "unit") for an unknown unit, for units of different kinds and for years of progress without a rate; (field
    "value") for a factor that is not positive. Every conversion rises, so quantiles convert one by one.

    >>> convert(6.0, unit="OOM", to="years of progress", oom_per_year=1.2)
    5.0
    >>> round(convert(3.5, unit="x/year", to="OOM/year"), 6), convert(6.0, unit="months", to="year")
    (0.544068, 0.5)
    """
    given, wanted = _unit(unit), _unit(to)
    if _mean_the_same(given, wanted):
        return value
    if given.kind == wanted.kind:
        crosses_log = given.is_factor or wanted.is_factor
        return _from_base(_to_base(value, given), wanted) if crosses_log else value * (given.scale / wanted.scale)
    if {given.kind, wanted.kind} != {PROGRESS, PROGRESS_TIME}:
        raise _refusal(given, wanted)
    if oom_per_year is None or not 0 < oom_per_year < float("inf"):
        raise ScenarioError(
            f"expected a reference rate in OOM/year to turn {given.name} into {wanted.name}, got {shown(oom_per_year)}",
            field="unit",
        )
    base = _to_base(value, given)
    return _from_base(base * oom_per_year if given.kind == PROGRESS_TIME else base / oom_per_year, wanted)


def _unit(text: object) -> Unit:
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise ScenarioError(f"expected a unit, got {shown(text)}", field="unit")
    tidy = _tidy(text)
    if tidy in BY_SPELLING:
        return BY_SPELLING[tidy]
    numerator, slash, denominator = re.sub(r"(^| )per ", "/", tidy).rpartition("/")
    amount, time = BY_SPELLING.get(numerator.strip()), BY_SPELLING.get(denominator.strip())
    if slash and amount is not None and time is not None and amount.kind != TIME and time.kind == TIME:
        return amount.per(time)
    rates = [f"{name}/year" for name in ("1", "x", "OOM", "nat", "doubling")]
    known = [spelling for spelling in BY_SPELLING if spelling] + [rate.casefold() for rate in rates]
    raise ScenarioError(
        f"expected a unit such as year, %, x, OOM or OOM/year, got {shown(text)}.{nearest(tidy, known)}", field="unit"
    )


def _mean_the_same(given: Unit, wanted: Unit) -> bool:
    """Whether a number stays as it is; a factor and a pure number are both plain ratios."""
    return given == wanted or {given.name, wanted.name} == {"1", "x"}


def _to_base(value: float | FloatArray, unit: Unit) -> float | FloatArray:
    if not unit.is_factor:
        return value * unit.scale
    if not np.all(np.asarray(value) > 0):
        raise ScenarioError(f"expected a positive factor, got {shown(value)} {unit.name}", field="value")
    return log(value) / NATS_PER_OOM * unit.scale


def _from_base(base: float | FloatArray, unit: Unit) -> float | FloatArray:
    return exp(base / unit.scale * NATS_PER_OOM) if unit.is_factor else base / unit.scale


def _refusal(given: Unit, wanted: Unit) -> ScenarioError:
    others = [unit.name for unit in UNITS if unit.kind == wanted.kind and unit.name != wanted.name]
    hint = f" (or {', '.join(others)})" if others else ""
    return ScenarioError(
        f"expected a number in {wanted.name}{hint}, got one in {given.name}: {given.kind} is not {wanted.kind}",
        field="unit",
    )
