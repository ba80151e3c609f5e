"""The families by name, and the way between a distribution and its plain table. To add one: a file and a line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from oomcast.beliefs.distributions.beta import Beta
from oomcast.beliefs.distributions.contract import Distribution
from oomcast.beliefs.distributions.discrete import Discrete
from oomcast.beliefs.distributions.family import ANY_QUANTILE, Family
from oomcast.beliefs.distributions.foreign import Foreign
from oomcast.beliefs.distributions.levels import quantile_level
from oomcast.beliefs.distributions.lognormal import Lognormal
from oomcast.beliefs.distributions.loguniform import Loguniform
from oomcast.beliefs.distributions.metalog import LogMetalog, Metalog
from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.samples import Samples
from oomcast.beliefs.distributions.triangular import Triangular
from oomcast.beliefs.distributions.truncated import Truncated
from oomcast.beliefs.distributions.two_piece import TwoPieceLognormal, TwoPieceNormal
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.errors import ScenarioError, nearest, shown

__all__ = ["FAMILIES", "as_distribution", "from_table", "to_table"]

FAMILIES: Mapping[str, type[Family]] = {
    "point": Point,
    "normal": Normal,
    "lognormal": Lognormal,
    "uniform": Uniform,
    "loguniform": Loguniform,
    "triangular": Triangular,
    "beta": Beta,
    "discrete": Discrete,
    "samples": Samples,
    "truncated": Truncated,
    "metalog": Metalog,
    "log_metalog": LogMetalog,
    "two_piece_normal": TwoPieceNormal,
    "two_piece_lognormal": TwoPieceLognormal,
}


def from_table(table: Mapping[str, Any], *, read_inner: Callable[[Any], Distribution] | None = None) -> Distribution:
    """The distribution that a table such as `{family = "lognormal", median = 15, p90 = 40}` describes.

    Besides `family` the table holds exactly the fields of one of the family's `spellings`. `read_inner` reads the
    `inner` of a truncation, so that it may be spelt in ways other than a family (an interval, quantiles); by
    default it is a family table too. `ScenarioError` with the field relative to the table ("p90", "inner.median").

    >>> from_table({"family": "uniform", "low": 6, "high": 16})
    Uniform(low=6.0, high=16.0)
    """
    name = table.get("family")
    if not isinstance(name, str) or name not in FAMILIES:
        hint = nearest(name, FAMILIES) if isinstance(name, str) else ""
        raise ScenarioError(f"expected one of {', '.join(FAMILIES)}, got {shown(name)}.{hint}", field="family")
    family = FAMILIES[name]
    stated = {key: value for key, value in table.items() if key != "family"}
    _check_spelling(name, stated)
    if "inner" in stated:
        stated["inner"] = _inner(stated["inner"], read_inner or from_table)
    made: Any = family.from_fields(stated)
    distribution: Distribution = made
    return distribution


def to_table(distribution: Distribution) -> dict[str, Any]:
    """The plain table of a distribution: what `from_table` reads back to an equal one.

    A foreign distribution cannot be read back; its table lists its quantiles at whole per cents.

    >>> to_table(Uniform(low=6, high=16))
    {'family': 'uniform', 'low': 6.0, 'high': 16.0}
    """
    if isinstance(distribution, Foreign):
        levels = np.arange(1, 100) / 100
        return {"family": "foreign", "levels": levels.tolist(), "values": distribution.ppf(levels).tolist()}
    names: dict[type, str] = {family: name for name, family in FAMILIES.items()}
    name = names.get(type(distribution))
    made: Any = distribution
    if name is None or not is_dataclass(made):
        raise ScenarioError(f"expected a distribution of one of our families, got {shown(distribution)}")
    stated = {item.name: getattr(made, item.name) for item in fields(made) if item.init}
    return {"family": name} | {key: _plain(value) for key, value in stated.items() if not _is_open(key, value)}


def as_distribution(value: object) -> Distribution:
    """`value` if it is a distribution, or the adapter around it if it merely has a `ppf`.

    >>> as_distribution(Point(3.0))
    Point(value=3.0)
    """
    return value if isinstance(value, Distribution) else Foreign(value)


def _check_spelling(name: str, stated: Mapping[str, Any]) -> None:
    spellings = FAMILIES[name].spellings
    known = sorted({key for spelling in spellings for key in spelling if key != ANY_QUANTILE})
    takes_quantiles = any(ANY_QUANTILE in spelling for spelling in spellings)
    for key in stated:
        if key not in known and not (takes_quantiles and quantile_level(key) is not None):
            options = [*known, "p05", "p10", "p25", "p50", "p75", "p90", "p95"] if takes_quantiles else known
            raise ScenarioError(
                f"expected {_choices(spellings)} for the family {name}, got {shown(key)}.{nearest(key, options)}",
                field=key,
            )
    as_given = sorted(stated)
    as_quantiles = sorted(ANY_QUANTILE if quantile_level(key) is not None else key for key in stated)
    if not any(sorted(spelling) in (as_given, as_quantiles) for spelling in spellings):
        got = ", ".join(stated) or "nothing else"
        raise ScenarioError(f"expected {_choices(spellings)} for the family {name}, got {got}", field="family")


def _choices(spellings: tuple[tuple[str, ...], ...]) -> str:
    """The spellings in words: "median and sigma, or two quantiles (such as p10 and p90)"."""
    counts = {2: "two quantiles (such as p10 and p90)", 3: "three quantiles (such as p10, p50 and p90)"}
    return ", or ".join(
        counts[len(spelling)] if spelling[0] == ANY_QUANTILE else " and ".join(spelling) for spelling in spellings
    )


def _inner(value: Any, read: Callable[[Any], Distribution]) -> Distribution:
    if isinstance(value, Distribution):
        return value
    if isinstance(value, Mapping) and value.get("family") == "truncated":
        # One level is all that is ever needed, and a bound on how deep a file can send us.
        raise ScenarioError("expected a distribution that is not truncated itself", field="inner.family")
    if read is from_table and not isinstance(value, Mapping):
        raise ScenarioError(f"expected a table with a family, got {shown(value)}", field="inner")
    try:
        return read(value)
    except ScenarioError as problem:
        path = f"inner.{problem.field}" if problem.field else "inner"
        raise ScenarioError(problem.problem, field=path, file=problem.file) from None


def _is_open(key: str, value: Any) -> bool:
    """Whether an end is left open, which a table says by not naming it."""
    return (key == "low" and value == -math.inf) or (key == "high" and value == math.inf)


def _plain(value: Any) -> Any:
    if isinstance(value, Distribution):
        return to_table(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return "none" if value == math.inf else value
